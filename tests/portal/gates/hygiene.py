"""What every page must be: Chinese by name, one heading, everything from this host, nothing in line, forms that are protected."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

POLICY = {"default-src 'self'", "frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'", "object-src 'none'"}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LOADS = {"src", "href", "action", "srcset", "poster", "data", "hx-get", "hx-post", "formaction"}
OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.I)
# forms of libraries and of sign-in, which are answered as often as they are sent: nothing is added by sending them twice
ONCE_IS_NOT_ASKED = ("/language/", "/sign-out/", "/sign-in/", "/second-factor/", "/password/", "/outside/")


@dataclass
class Page(HTMLParser):
    """One page, read once; ``faults`` is what is wrong with it."""

    address: str
    faults: list[str] = field(default_factory=list)
    headings: int = 0
    title: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.form: dict[str, str] | None = None
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=…>")
            if name in LOADS and OUTSIDE.match(value):
                self.faults.append(f"<{tag} {name}={value}>")
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.faults.append(f"<{tag}> in line")
        if tag in ("title", "script"):
            self.within = tag
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "h1":
            self.headings += 1
        if tag == "form":
            self.form = {"action": given.get("action", ""), "method": given.get("method", "get").lower()}
        if tag == "input" and self.form is not None:
            self.form[f"input {given.get('name')}"] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.within:
            self.within = ""
        if tag == "form" and self.form is not None:
            self.end_of_form(self.form)
            self.form = None

    def end_of_form(self, form: dict[str, str]) -> None:
        action = form["action"] or self.address
        if form["method"] != "post":
            return
        if not form.get("input csrfmiddlewaretoken"):
            self.faults.append(f"form {action} without csrf")
        if not action.startswith(ONCE_IS_NOT_ASKED) and not form.get("input form_id"):
            self.faults.append(f"form {action} without form_id")

    def handle_data(self, data: str) -> None:
        if self.within == "title":
            self.title += data


def faults_of(address: str, answer: HttpResponse) -> list[str]:
    """What is wrong with one answer, a line each."""
    found = [f"{name}: {answer.headers.get(name)}" for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = {part.strip() for part in answer.headers.get("Content-Security-Policy", "").split(";") if part.strip()}
    if policy != POLICY:
        found.append(f"policy {policy ^ POLICY}")
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code in (302, 303):
        return [f"{address}: {fault}" for fault in found]
    text = answer.content.decode()
    page = Page(address)
    page.feed(text)
    found += page.faults
    if "<html" in text:
        if page.headings != 1:
            found.append(f"{page.headings} headings of the first rank")
        if page.language not in ("zh-hans", "en"):
            found.append(f"lang={page.language}")
        if not page.title.split("·")[0].strip():
            found.append("no title")
    return [f"{address}: {fault}" for fault in found]
