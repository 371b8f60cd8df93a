// Copies the few files that pages use from node_modules/ into ../vendor/, with their licences, and nothing else.
// - "sourceMappingURL" is stripped: the manifest would look for maps that are not copied.
// - pictures inside the style sheet (data: addresses) become files: the pages' content policy allows 'self' alone.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "node_modules");
const to = join(here, "..", "vendor", "vendor");

const FILES = {
  "tabler.css": "@tabler/core/dist/css/tabler.min.css",
  "tabler.js": "@tabler/core/dist/js/tabler.min.js",
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "echarts.js": "echarts/dist/echarts.min.js",
};
const LICENCES = ["@tabler/core", "htmx.org", "echarts", "zrender", "tslib", "@popperjs/core"];

const withoutMap = (text) => text.replace(/\/[/*][#@] sourceMappingURL=.*?(\*\/|$)/gm, "");

function withPicturesAsFiles(css) {
  const known = new Map();
  return css.replace(/url\((["'])(data:image\/svg\+xml[^"']*?)\1\)|url\(\s*["']?(data:image\/svg\+xml.*?)["']?\s*\)(?=[;,} ])/g, (_, quote, quoted, bare) => {
    const data = quoted ?? bare;
    if (!known.has(data)) {
      const name = `picture-${known.size + 1}.svg`;
      const comma = data.indexOf(",");
      const body = data.slice(comma + 1);
      const svg = data.slice(0, comma).includes(";base64") ? Buffer.from(body, "base64").toString() : decodeURIComponent(body.replaceAll("\\", ""));
      writeFileSync(join(to, name), svg);
      known.set(data, name);
    }
    return `url(${known.get(data)})`;
  });
}

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const [name, source] of Object.entries(FILES)) {
  const text = withoutMap(readFileSync(join(from, source), "utf8"));
  writeFileSync(join(to, name), name.endsWith(".css") ? withPicturesAsFiles(text) : text);
}
for (const part of LICENCES) {
  const folder = join(from, part);
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name))
    .map((entry) => entry.name);
  const text = texts.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const { license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  writeFileSync(join(to, `LICENCE-${part.replace(/[@/]/g, "")}.txt`), text || `${part}: ${license}\n`);
}
writeFileSync(join(here, "..", "vendor", "copied.txt"), readFileSync(join(here, "package-lock.json"), "utf8").length + "\n");
