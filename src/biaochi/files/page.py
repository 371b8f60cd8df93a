"""Pages to print: one HTML file without scripts and without anything fetched from elsewhere.

Worked example: ``render("notice.html", title="…", rows=[…])`` gives the page's text; every value is escaped.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "pages"
CHINESE = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\u2018-\u201d"
FULL_WIDTH = 0xFEE0
"""From a mark of ASCII to its full-width form."""
_MARK = re.compile(rf"&[#\w]+;|(?<=[{CHINESE}\w)%])[,:;?!](?=[{CHINESE}])|(?<=[{CHINESE}])[,:;?!](?=\S|$)")
_BRACKETS = re.compile(rf"\(([^()]*[{CHINESE}][^()]*)\)|(?<=[{CHINESE}])\(([^()]*)\)")
_CROWDED = re.compile("(?<=[0-9])(?=[的天])")
_NESTED = re.compile("「([^「」]*)「([^「」]*)」([^「」]*)」")
_TEXT = re.compile(r"(?<=>)[^<>,:;?!(]*+[,:;?!(][^<>]*+(?=<)")
"""A text between tags in which there is something to typeset."""


def typeset(text: str) -> str:
    """Chinese sentences with the marks of Chinese print, which are as wide as a character; marks between Latin words stay.

    A quotation in a quotation has marks of its own: 「『总分』达到 48」.
    """
    previous = ""
    while previous != text:
        previous, text = text, _BRACKETS.sub(lambda m: "\uff08" + (m[1] if m[1] is not None else m[2]) + "\uff09", text)
    text = _NESTED.sub("「\\1『\\2』\\3」", text)
    return _MARK.sub(lambda m: m[0] if len(m[0]) > 1 else chr(ord(m[0]) + FULL_WIDTH), text)


def spaced(text: str) -> str:
    """A number stands free of the particle behind it: 达到 90 的."""
    return _CROWDED.sub(" ", text)


@cache
def _templates() -> Any:
    """jinja2 is read only when a page is asked for."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )


def render(template: str, language: str = "zh", **values: Any) -> str:
    """The page as text, ending with a line break; a Chinese one is typeset."""
    page: str = _templates().get_template(template).render(language=language, **values).rstrip("\n") + "\n"
    if language != "zh":
        return page
    head, mark, body = page.partition("<body>")
    return head + mark + _TEXT.sub(lambda text: typeset(text[0]), body)
