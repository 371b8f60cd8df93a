"""An explanation as an indented tree for a terminal, in which a Chinese character takes two places.

Worked example: ``├─ 出席(R1):3 ÷ 4 × 10 = 7.5`` under ``└─ 组织生活(N1):出席 7.5 + 发言 2 = 9.5``.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from biaochi.scoring.explain.explanation import Explanation
from biaochi.scoring.explain.outline import Entry, outline
from biaochi.scoring.explain.results import Result

STATE_NAMES = {
    "scored": "计分", "exempt": "免评", "suspended": "中止", "too_short": "时间不足", "archived": "存档", "unknown": "未知",
    "excluded": "移出",
}  # fmt: skip
CLOSING = tuple(",。、;:)〕”》」？！,;:)?!")
"""Marks that do not begin a line."""
HEADS = (
    ("vetoes", "一票否决", "Vetoes"), ("ranks", "排名", "Ranks"), ("grades", "等次(参考)", "Grades (reference)"),
    ("outcomes", "结果运用建议(由人决定)", "Proposed outcomes (decided by people)"),
)  # fmt: skip


def as_text(explanation: Explanation, language: str = "zh", width: int = 100) -> str:
    """The explanation in lines of at most ``width`` places (a word that is longer stands alone)."""
    lines = [*title_lines(explanation, language), ""]
    if explanation.total is not None:
        lines.extend(tree_lines(outline(explanation.total, language), width))
    for node in explanation.beside:
        head = "不计入总分" if language == "zh" else "beside the total"
        lines.extend(["", f"{head}:", *tree_lines(outline(node, language), width)])
    for name, zh, en in HEADS:
        results: tuple[Result, ...] = getattr(explanation, name)
        if results:
            lines.extend(["", zh if language == "zh" else en])
            for result in results:
                lines.extend(_result_lines(result, language, width))
    for text in explanation.blocked:
        lines.extend(["", *folded(text, width)])
    return "\n".join(lines) + "\n"


def title_lines(explanation: Explanation, language: str) -> list[str]:
    """Who, where, which table and period, valued when, in which state."""
    zh = language == "zh"
    who, where = _named(explanation.subject), _named(explanation.organisation)
    place = f"  {where}" if where and where != who else ""
    known = (
        ""
        if explanation.known_at == explanation.as_of
        else (f",知悉至 {explanation.known_at}" if zh else f", known at {explanation.known_at}")
    )
    when = f"(截至 {explanation.as_of}{known})" if zh else f" (as of {explanation.as_of}{known})"
    state = STATE_NAMES.get(explanation.state, explanation.state) if zh else explanation.state
    reason = f":{explanation.reason}" if explanation.reason else ""
    scheme = explanation.scheme
    return [
        f"{who}{place}",
        f"{explanation.table['name']} {explanation.period}{when}  {'状态' if zh else 'state'} {state}{reason}",
        f"{scheme['name']} {scheme['code']} {'版本' if zh else 'version'} {scheme['version']}",
    ]


def _named(who: object) -> str:
    assert hasattr(who, "get")
    name, ident = who.get("name", ""), who.get("id", "")
    return f"{name}({ident})" if name and name != ident else str(ident)


def _result_lines(result: Result, language: str, width: int) -> Iterator[str]:
    first, *rest = folded(f"{result.sentence.in_language(language)}{_clause(result.clause)}", width - 2)
    yield f"· {first}"
    yield from (f"  {line}" for line in rest)
    for node in result.nodes:
        if node.is_leaf:
            continue
        yield from (f"  {line}" for line in tree_lines(outline(node, language), width - 2))


def _clause(clause: str) -> str:
    return f"〔{clause}〕" if clause else ""


def head_of(entry: Entry) -> str:
    """Name, code, clause and sentence of an entry in one line of text."""
    code = f"({entry.code})" if entry.code and entry.code != entry.name else ""
    if entry.kind in ("fact", "line", "received") and entry.code:
        code = f" #{entry.code}"
    name = f"{entry.name}{code}"
    colon = ":" if name and entry.sentence else ""
    return f"{name}{colon}{entry.sentence}{_clause(entry.clause)}"


def tree_lines(entry: Entry, width: int) -> Iterator[str]:
    """The entry and all below it, with branches drawn."""
    yield from folded(head_of(entry), width)
    yield from _below(entry, "", width)


def _below(entry: Entry, prefix: str, width: int) -> Iterator[str]:
    for at, child in enumerate(entry.entries):
        is_last = at == len(entry.entries) - 1
        own, further = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        first, *rest = folded(head_of(child), width - len(prefix) - 3)
        yield f"{prefix}{own}{first}"
        hanging = prefix + further + ("│  " if child.entries else "   ")
        for line in rest:
            yield f"{hanging}{line}"
        yield from _below(child, prefix + further, width)


def places_of(text: str) -> int:
    """How many places a terminal gives the text."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def folded(text: str, width: int) -> list[str]:
    """The text in lines of at most this many places; broken at spaces or beside Chinese characters."""
    lines, line, taken = [], "", 0
    for piece in _pieces(text):
        size = places_of(piece)
        if taken + size > max(width, 20) and line:
            lines.append(line.rstrip())
            piece = piece.lstrip()
            line, taken = "", 0
            size = places_of(piece)
        line, taken = line + piece, taken + size
    return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """Chinese characters one by one, other words whole with the space before them."""
    word = ""
    for at, c in enumerate(text):
        if east_asian_width(c) in "WF":
            if word and c not in CLOSING:
                yield word
                word = ""
            word += c
            if text[at + 1 : at + 2] not in CLOSING or at + 1 == len(text):
                yield word
                word = ""
        elif c == " ":
            if word:
                yield word
            word = c
        else:
            word += c
    if word:
        yield word
