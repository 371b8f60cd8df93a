"""A scheme as the document that hangs on the wall, and two versions side by side: what pages show, with anchors by code."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from biaochi.files.scheme_page import items as numbered
from biaochi.portal.schemes.reading import Read
from biaochi.portal.schemes.typesetting import set_in_type
from biaochi.scoring.findings import Refused as RefusedInput
from biaochi.scoring.scheme import articles
from biaochi.scoring.scheme.diff import differences
from biaochi.scoring.scheme.diff_show import MARKS, NO_RESULT, grouped, summary
from biaochi.scoring.scheme.document import chapters_of, subtitle
from biaochi.scoring.scheme.show import show

DEPTH_MAX = 3
NOT_IN_IDS = re.compile(r"[^\w.-]")


@dataclass(frozen=True)
class Line:
    text: str
    code: str


@dataclass(frozen=True)
class Cell:
    label: str
    lines: tuple[Line, ...]
    code: str


@dataclass(frozen=True)
class Row:
    depth: int
    anchor: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Article:
    number: str
    anchor: str
    kind: str
    title: str
    lines: tuple[Line, ...]
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Chapter:
    number: str
    anchor: str
    title: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Document:
    title: str
    subtitle: str
    chapters: tuple[Chapter, ...]
    code: str
    version: str
    hash: str


def anchor_of(code: str) -> str:
    """The id of the place where a code stands in the document."""
    return "c-" + NOT_IN_IDS.sub("-", code) if code else ""


def document_of(read: Read) -> Document | None:
    """The scheme in chapters and numbered articles; None where it cannot be read."""
    scheme = read.loaded.scheme
    if scheme is None:
        return None
    chapters, number, taken = [], 0, set[str]()
    for position, chapter in enumerate(chapters_of(scheme), 1):
        inner = []
        for article in chapter.articles:
            number += 1
            inner.append(article_of(article, number, taken))
        title = set_in_type(chapter.title)
        chapters.append(Chapter(articles.numeral(position), f"chapter-{position}", title, tuple(inner)))
    return Document(
        scheme.name, set_in_type(" · ".join(subtitle(scheme))), tuple(chapters), scheme.code, scheme.version, read.loaded.hash[:16]
    )


def article_of(article: articles.Article, number: int, taken: set[str]) -> Article:
    rows = []
    for row in article.rows:
        codes = [one.code for one in row if one.code] + [line.code for one in row for line in one.lines if line.code]
        anchor = anchor_of(codes[0]) if codes else ""
        rows.append(Row(min(row[0].depth, DEPTH_MAX), "" if anchor in taken else anchor, tuple(cells(article, row))))
        taken.add(anchor)
    lines = tuple(Line(set_in_type(line.text), line.code) for line in numbered(article))
    header = tuple(set_in_type(name) for name in article.header)
    return Article(articles.numeral(number), f"article-{number}", article.kind, set_in_type(article.title), lines, header, tuple(rows))


def cells(article: articles.Article, row: list[articles.Cell]) -> list[Cell]:
    return [
        Cell(header, tuple(Line(set_in_type(line.text), line.code) for line in one.lines if line.text), one.code)
        for header, one in zip(article.header, row, strict=True)
    ]


@dataclass(frozen=True)
class Change:
    """One difference: what happened to which piece, in sentences."""

    what: str
    mark: str
    clause: str
    name: str
    code: str
    sentences: tuple[str, ...]
    silent: str
    """Says that no result depends on it; "" where one does."""


@dataclass(frozen=True)
class Comparison:
    summary: str
    groups: tuple[tuple[str, str, tuple[Change, ...]], ...]
    """(number, part of the document, its changes)."""


def comparison(old: Read, new: Read, language: str) -> Comparison | None:
    """What the new version changes; None where one of them cannot be read."""
    if old.loaded.scheme is None or new.loaded.scheme is None:
        return None

    def said(text: str) -> str:
        return set_in_type(text) if language == "zh" else text

    found = differences(old.loaded.scheme, new.loaded.scheme)
    groups = []
    for number, name, inner in grouped(found, language):
        changes = [
            Change(
                one.what,
                MARKS[one.what].in_language(language),
                one.clause,
                one.name.in_language(language),
                "" if one.key.code in ("", one.name.zh) else one.key.code,
                tuple(said(text.in_language(language)) for text in one.sentences),
                "" if one.decides else NO_RESULT.in_language(language),
            )
            for one in inner
        ]
        groups.append((number, said(name), tuple(changes)))
    return Comparison(said(summary(found, language)), tuple(groups))


def workbook_of(read: Read) -> bytes | None:
    """The tables of criteria as a workbook; None where the scheme cannot be read."""
    from biaochi.files.scheme_workbook import write_scheme_workbook

    if read.loaded.scheme is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scheme.xlsx"
        write_scheme_workbook(read.loaded, path)
        return path.read_bytes()


def in_language(read: Read, language: str) -> str | None:
    """The text with its keys in the other language; None where that cannot be done."""
    try:
        return show(read.loaded, language)
    except RefusedInput:
        return None
