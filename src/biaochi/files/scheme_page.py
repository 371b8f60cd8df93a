"""A scheme as a page to print and hang up: chapters, numbered articles, the tables of criteria, the workflow.

Worked example: ``scheme_page(load_scheme("scheme.yaml"))`` begins with the name of the 办法 and ends with its code, version and hash.
"""

from __future__ import annotations

from biaochi.files.page import render, spaced
from biaochi.scoring.scheme.articles import Article, Line, numeral
from biaochi.scoring.scheme.document import chapters_of, subtitle
from biaochi.scoring.scheme.load import Loaded

WIDTHS = {
    "criteria": (15, 15, 50, 20), "facts": (22, 12, 28, 14, 24), "outcomes": (22, 9, 37, 14, 18), "workflow": (19, 15, 36, 30),
    "parameters": (24, 14, 20, 42),
}  # fmt: skip
"""By article: the widths of its columns, in percent."""


def scheme_page(loaded: Loaded) -> str:
    """The page as HTML text. Raises Refused where the scheme cannot be read."""
    scheme = loaded.require()
    chapters = chapters_of(scheme)
    number = 0
    numbered = []
    for position, chapter in enumerate(chapters, 1):
        articles = []
        for article in chapter.articles:
            number += 1
            articles.append((numeral(number), article, WIDTHS.get(article.kind, ())))
        numbered.append((numeral(position), chapter.title, articles))
    page = render(
        "scheme.html", title=scheme.name, subtitle=" · ".join(subtitle(scheme)), items=items, chapters=numbered,
        code=scheme.code, version=scheme.version, hash=loaded.hash[:16],
    )  # fmt: skip
    return spaced(page)


def items(article: Article) -> list[Line]:
    """The paragraphs of an article, numbered (一), (二), … where it has several."""
    said = article.paragraphs
    return [Line(f"\uff08{numeral(n)}\uff09{line.text}", line.code) for n, line in enumerate(said, 1)] if len(said) > 1 else said
