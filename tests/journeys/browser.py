"""A browser that complains: a page with a missing file, an error in the console or a refused policy fails the test that opened it."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

AXE = Path(__file__).resolve().parents[2] / "src/biaochi/portal/web/assets/node_modules/axe-core/axe.min.js"
WIDE, NARROW = 1366, 390

MISSING = """The journeys need Chromium; none was found.
  Debian        apt-get install chromium
  Ubuntu        .venv/bin/python -m playwright install --with-deps chromium
  macOS         .venv/bin/python -m playwright install chromium
"""


def chromium() -> str | None:
    """The system's Chromium, None where playwright is to look for its own."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found and "/snap/" not in str(Path(found).resolve()):
            return found
    return None


def launch(playwright: Any) -> Any:
    """A headless Chromium; says what to install where there is none."""
    try:
        return playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    except Exception as fault:
        raise SystemExit(f"{MISSING}\n{fault}") from fault


@dataclass
class Watched:
    """A page and what the browser had to complain of since it was opened."""

    page: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    expects_refusals: bool = False
    """Whether pages that answer 404 or 422 are meant here: their address is then no complaint, their files still are."""

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complain(f"console: {said.text}", said.text))
        self.page.on("pageerror", lambda fault: self.complaints.append(f"script: {fault}"))
        self.page.on("response", self.answered)
        self.page.on("requestfailed", self.failed)
        self.page.on("request", lambda sent: sent.url.startswith((self.url, "blob:")) or self.complaints.append(f"outside: {sent.url}"))

    def complain(self, text: str, said: str) -> None:
        # a page that refuses says so in its status, which the console repeats
        if not (self.expects_refusals and "Failed to load resource" in said):
            self.complaints.append(f"{self.page.url} {text}")

    def answered(self, answer: Any) -> None:
        if answer.status >= 400 and not (self.expects_refusals and answer.request.resource_type == "document" and answer.status < 500):
            self.complaints.append(f"{answer.status}: {answer.url}")

    def failed(self, sent: Any) -> None:
        if "ERR_ABORTED" not in str(sent.failure):
            self.complaints.append(f"{sent.failure}: {sent.url}")

    def go(self, address: str) -> int:
        answer = self.page.goto(self.url + address)
        return answer.status if answer else 0


def signed_in(browser: Any, url: str, user: Any, width: int = WIDE, language: str = "zh-hans") -> Watched:
    """A window of somebody who has signed in."""
    context = browser.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
    cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}]
    if user is not None:
        client = Client()
        client.force_login(user)
        cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": url})
    context.add_cookies(cookies)
    return Watched(context.new_page(), url)


def barriers(page: Any) -> list[str]:
    """Serious and critical findings of axe-core, a line each."""
    # the page's policy forbids scripts from elsewhere; the tool comes in by the debugger and not by the page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['impact']} {one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def is_cut_off(page: Any) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


def too_wide(page: Any) -> list[str]:
    """What stands beyond the right edge of the window, to find the culprit."""
    look = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    return list(page.evaluate(f"{look}.slice(-5).map(e => e.outerHTML.slice(0, 160))"))
