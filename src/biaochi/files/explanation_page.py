"""One explanation as a page to print: who, what, the total, and the tree with clause and sentence.

Worked example: ``explanation_page(explain(settlement, "甲"))`` is an HTML text that a browser prints on A4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from biaochi.files.page import render
from biaochi.scoring.explain.as_text import HEADS, STATE_NAMES
from biaochi.scoring.explain.explanation import Explanation
from biaochi.scoring.explain.outline import Entry, outline
from biaochi.scoring.explain.results import Result
from biaochi.scoring.explain.sentences import number

WORDS = {
    "title": ("积分说明", "Explanation of points"), "total": ("总分", "total"), "beside": ("不计入总分", "beside the total"),
    "as_of": ("截至", "as of"), "known_at": ("采纳的记录截至", "records known at"), "version": ("版本", "version"),
    "hash": ("办法校验值", "scheme hash"), "colon": ("\uff1a", ": "),
    "check": ("每一行都由其下各行按所写算式得出,可逐行核对;等次和结果运用建议仅供参考,由有权组织决定。",
              "Every line follows from those below it by the arithmetic shown; grades and proposals are decided by people."),
}  # fmt: skip
WITHOUT_NUMBER = ("fact", "quiet")
ONE_LINE = (
    "line", "received", "fact", "facts", "quiet", "measure", "taken", "attribute", "group", "adjustment", "price", "choice", "reference",
)  # fmt: skip


def explanation_page(explanation: Explanation, language: str = "zh", scheme_hash: str = "") -> str:
    """The page as HTML text."""
    at = 0 if language == "zh" else 1
    words = {name: pair[at] for name, pair in WORDS.items()}
    state = STATE_NAMES.get(explanation.state, explanation.state) if language == "zh" else explanation.state
    total = explanation.total
    return render(
        "explanation.html", language=language, title=words["title"], words=words, subject=_named(explanation.subject),
        organisation=_named(explanation.organisation) if explanation.organisation != explanation.subject else "",
        table=explanation.table["name"], period=explanation.period, state=state, reason=explanation.reason,
        total=number(total.value) if total is not None and total.value is not None else state,
        rows=list(_rows(outline(total, language))) if total is not None else [],
        beside=[list(_rows(outline(node, language))) for node in explanation.beside], results=list(_sections(explanation, language)),
        blocked=explanation.blocked, as_of=explanation.as_of, known_at=explanation.known_at, scheme=explanation.scheme["name"],
        version=explanation.scheme["version"], scheme_hash=scheme_hash[:16],
    )  # fmt: skip


def _named(who: Mapping[str, str]) -> str:
    name, ident = who.get("name", ""), who.get("id", "")
    return f"{name}({ident})" if name and name != ident else ident


def _rows(entry: Entry, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The entry and all below it as rows with their depth."""
    value = "" if entry.kind in WITHOUT_NUMBER else {"known": entry.value, "unknown": "未知", "absent": "不计"}.get(entry.state, "")
    yield {
        "depth": depth, "kind": entry.kind, "state": entry.state, "name": entry.name, "code": _code(entry), "clause": entry.clause,
        "shown": value, "sentence": entry.sentence if entry.sentence != value else "", "is_short": entry.kind in ONE_LINE,
    }  # fmt: skip
    for child in entry.entries:
        yield from _rows(child, depth + 1)


def _code(entry: Entry) -> str:
    if entry.code == entry.name:
        return ""
    return f"#{entry.code}" if entry.kind in ("fact", "line", "received") and entry.code else entry.code


def _sections(explanation: Explanation, language: str) -> Iterator[dict[str, Any]]:
    for name, zh, en in HEADS:
        results: tuple[Result, ...] = getattr(explanation, name)
        if results:
            yield {
                "title": zh if language == "zh" else en,
                "results": [
                    {"said": r.sentence.in_language(language), "clause": r.clause,
                     "trees": [list(_rows(outline(node, language))) for node in r.nodes if not node.is_leaf]}
                    for r in results
                ],
            }  # fmt: skip
