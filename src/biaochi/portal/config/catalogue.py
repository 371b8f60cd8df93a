"""The English catalogue: collected from the Chinese texts, kept beside the screen they belong to, compiled at set-up.

``python -m biaochi.portal.config.catalogue collect`` brings every ``locale/en/LC_MESSAGES/django.po`` up to date (new texts empty, gone
texts removed, translations kept); ``compile`` writes the ``.mo`` files, which are never committed; ``missing`` lists what has no English.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract
from django.utils.translation.template import templatize

PORTAL = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def areas() -> list[Path]:
    """Folders that keep a catalogue: every app and every screen."""
    folders = [*sorted(PORTAL.iterdir()), *sorted((PORTAL / "web").iterdir())]
    return [folder for folder in folders if (folder / "__init__.py").exists() and folder.name != "templatetags"]


def locale_paths() -> list[Path]:
    return [area / "locale" for area in areas() if (area / "locale").exists()]


def sources(area: Path) -> Iterator[Path]:
    """The Python files and templates whose texts belong to ``area``."""
    web = PORTAL / "web"
    nested = [other for other in areas() if other.parent == area]
    for file in sorted(area.rglob("*.py")):
        if "migrations" not in file.parts and not any(other in file.parents for other in nested):
            yield file
    if area == web:
        own = {screen.name for screen in nested if screen.name != "kit"}
        for file in sorted((web / "templates").rglob("*.html")):
            if file.relative_to(web / "templates").parts[0] not in own:
                yield file
    elif area.parent == web and area.name != "kit":
        yield from sorted((web / "templates" / area.name).rglob("*.html"))


def texts(file: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = file.read_text()
    if file.suffix == ".html":
        source = templatize(source)
    for _, message, _, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield message, context


def catalogue_file(area: Path) -> Path:
    return area / "locale" / "en" / "LC_MESSAGES" / "django.po"


def known(area: Path) -> Catalog:
    file = catalogue_file(area)
    if not file.exists():
        return Catalog(locale="en")
    with file.open("rb") as stream:
        return pofile.read_po(stream, locale="en")


def collected(area: Path) -> Catalog:
    """The catalogue that ``area`` should have: today's texts with the translations that are known."""
    before, found = known(area), Catalog(locale="en", fuzzy=False, project="biaochi")
    for file in sources(area):
        for message, context in texts(file):
            earlier = before.get(message if isinstance(message, str) else message[0], context)
            found.add(message, earlier.string if earlier else "", context=context)
    return found


def collect() -> None:
    for area in areas():
        catalogue = collected(area)
        file = catalogue_file(area)
        if not len(catalogue):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        pofile.write_po(buffer, catalogue, omit_header=True, sort_output=False, width=0, no_location=True)
        file.write_text(HEADER + buffer.getvalue().decode())


def missing() -> list[str]:
    """Texts without English, as ``folder: text``."""
    found = []
    for area in areas():
        for message in collected(area):
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            if message.id and not all(strings):
                found.append(f"{area.relative_to(PORTAL)}: {message.id}")
    return found


def compile_all() -> None:
    for area in areas():
        file = catalogue_file(area)
        compiled = file.with_suffix(".mo")
        if file.exists() and (not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime):
            with compiled.open("wb") as stream:
                mofile.write_mo(stream, known(area))


if __name__ == "__main__":
    what = sys.argv[1:]
    if what == ["collect"]:
        collect()
    elif what == ["compile"]:
        compile_all()
    elif what == ["missing"]:
        print("\n".join(missing()))
    else:
        sys.exit("collect, compile or missing?")
