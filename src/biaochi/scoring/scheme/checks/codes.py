"""Codes are unique, and tables take from one another without going in a circle.

Worked example: table A takes the score of B in the same period and B that of A: neither could be settled first.
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.survey import Met, Survey, label
from biaochi.scoring.scheme.expression_model import Streak, Take
from biaochi.scoring.scheme.model import (
    Board,
    FactKind,
    GradeSystem,
    JointCap,
    Node,
    Outcome,
    Rule,
    StateRule,
    Table,
    TablePart,
    Veto,
)

CODED = (Table, Node, Rule, JointCap, TablePart, StateRule, Veto, Board, GradeSystem, Outcome)
RESERVED = frozenset(("score", "总分", "all", "全部", "grade", "等次", "rank", "名次", "of", "人数", "self", "本人"))


def duplicate_codes(survey: Survey) -> Iterator[Finding]:
    """One code, one piece; a fact kind's code is told apart from the names and codes of the other fact kinds."""
    seen: dict[str, Met] = {}
    for met in sorted(survey.of(*CODED), key=lambda met: survey.place(met).line):
        code = met.part.code
        if code is None:
            continue
        if code in seen:
            yield repeated(survey, met, ("code",), code, survey.place(seen[code]).line)
        seen.setdefault(code, met)
    for name in survey.scheme.categories:
        if name in seen:
            yield repeated(survey, seen[name], ("code",), name, survey.loaded.place_at(("categories", name)).line)
    owners: dict[str, Met] = {str(met.path[-1]): met for met in survey.of(FactKind)}
    for met in survey.of(FactKind):
        code = met.part.code
        if code is None:
            continue
        if code in owners and owners[code] is not met:
            yield repeated(survey, met, ("code",), code, survey.place(owners[code]).line)
        owners.setdefault(code, met)


def repeated(survey: Survey, met: Met, steps: tuple[str, ...], code: str, line: int) -> Finding:
    return survey.error(
        "duplicate-code",
        met,
        *steps,
        zh=f"代码「{code}」已在第 {line} 行用过",
        en=f"the code `{code}` is already used in line {line}",
        why=(
            "异议、对比和历史都凭代码找到条目,一个代码只能指一处。",
            "Objections, differences and history find a piece by its code.",
        ),
        do=("换一个代码。", "Use another code."),
    )


def reserved_codes(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(*CODED):
        if met.part.code in RESERVED:
            yield survey.error(
                "reserved-code",
                met,
                "code",
                zh=f"「{met.part.code}」是固定用词,不能作代码",
                en=f"`{met.part.code}` is a fixed word and cannot be a code",
                do=("换一个代码。", "Use another code."),
            )


def circles(survey: Survey) -> Iterator[Finding]:
    """Tables of the same or shorter periods are settled first; previous periods of any table may always be read."""
    edges: dict[str, dict[str, Met]] = {code: {} for code in survey.tables}
    for met in survey.of(Take, Streak):
        table = met.table
        if table is None or met.part.table is None or met.part.table not in edges:
            continue
        if isinstance(met.part, Take) and (met.part.period in ("previous", "last_year") or met.part.scheme is not None):
            continue
        if met.part.table == table.code:
            continue
        edges[table.code].setdefault(met.part.table, met)
    reported: set[frozenset[str]] = set()
    for start in edges:
        chain = circle_from(start, edges)
        if chain is None or frozenset(chain) in reported:
            continue
        reported.add(frozenset(chain))
        met = edges[chain[0]][chain[1 % len(chain)]]
        way = " → ".join(label(survey.tables[code]) for code in [*chain, chain[0]])
        yield survey.error(
            "table-circle",
            met,
            "table",
            zh=f"计分表互相取数,绕成了圈:{way}",
            en=f"tables take from one another in a circle: {way}",
            do=(
                "断开其中一处;要用上一期的值时写「期: 上期」。",
                "Cut it at one place; for an earlier value write `period: previous`.",
            ),
        )


def circle_from(start: str, edges: dict[str, dict[str, Met]]) -> list[str] | None:
    """The codes of a circle through ``start``, beginning with it, if there is one."""
    waiting, came = [start], {start: ""}
    while waiting:
        code = waiting.pop(0)
        for following in edges[code]:
            if following == start:
                chain = [code]
                while chain[-1] != start:
                    chain.append(came[chain[-1]])
                return chain[::-1]
            if following not in came:
                came[following] = code
                waiting.append(following)
    return None
