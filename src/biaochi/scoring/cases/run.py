"""Running cases: settle each one's small world and compare with what the clerk expects.

Worked example: a case with a member, three attendances of four meetings and the expectation 得分 7.5 gives no failure; an engine that
forgets to round gives the sentence «甲 (T):总分应为 7.5,实为 7.4999».
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from biaochi.scoring.cases.model import Case, CasesPart, Expectation
from biaochi.scoring.cases.world import world_of
from biaochi.scoring.findings import Finding, Place, Refused, error
from biaochi.scoring.periods import day_number
from biaochi.scoring.plan import TOTAL, Plan, make_plan
from biaochi.scoring.points import decimal_text, units_of
from biaochi.scoring.scheme.checks import checked
from biaochi.scoring.scheme.convert import Conversion, language_of
from biaochi.scoring.scheme.load import Loaded, load_scheme, load_scheme_mapping
from biaochi.scoring.scheme.yaml_tree import Mapping, Scalar, Unreadable, read_bytes, read_tree
from biaochi.scoring.settle import Settlement, settle
from biaochi.scoring.state import ABSENT, SCORED, STATES, UNKNOWN, Scorecards

Kind = TypeVar("Kind")
SCHEME_KEYS = ("方案", "scheme")


@dataclass(frozen=True)
class CasesFile:
    """A cases file as read, with the scheme that stands in it or beside it."""

    content: CasesPart
    loaded: Loaded
    file: str


@dataclass(frozen=True)
class CaseResult:
    """One case and the sentences on what is not as expected (none: it passes)."""

    name: str
    failures: tuple[str, ...]
    expectations: int


def load_cases(path: Path, scheme: Path | None = None) -> CasesFile:
    """Read a cases file. Raises Refused with every finding of the file, or every error of its scheme."""
    try:
        text = read_bytes(path)
    except Unreadable as refused:
        raise Refused([refused.finding]) from refused
    tree, findings = read_tree(text, str(path))
    if not isinstance(tree, Mapping):
        raise Refused(findings or [error("wrong-kind", Place(str(path)), "案例文件应是一组键和值", "a cases file is a mapping")])
    inline = next((value for key, value in tree.pairs if key.text in SCHEME_KEYS), None)
    if inline is not None and not isinstance(inline, Scalar):
        loaded = load_scheme_mapping(text, str(path), ["|".join(SCHEME_KEYS)])
    else:
        beside = path.parent / (inline.text if isinstance(inline, Scalar) else "scheme.yaml")
        loaded = load_scheme(scheme or beside)
    checked(loaded)
    rest = replace(tree, pairs=[pair for pair in tree.pairs if pair[0].text not in SCHEME_KEYS])
    conversion = Conversion(str(path), language_of(rest, CasesPart))
    data = conversion.block(rest, CasesPart)
    if findings or conversion.findings:
        raise Refused([*findings, *conversion.findings])
    try:
        return CasesFile(CasesPart.model_validate(data), loaded, str(path))
    except ValidationError as refused:
        raise Refused([_not_allowed(str(path), problem) for problem in refused.errors(include_url=False)]) from refused


def _not_allowed(file: str, problem: object) -> Finding:
    assert isinstance(problem, dict)
    where = " › ".join(str(step) for step in problem["loc"])
    return error("not-allowed", Place(file), f"{where}:{problem['msg']}", f"{where}: {problem['msg']}")


def run_cases(cases: CasesFile) -> Iterator[CaseResult]:
    """Every case of the file, one by one."""
    plan = make_plan(cases.loaded.require())
    for case in cases.content.cases:
        yield run_case(plan, cases.content, case)


def run_case(plan: Plan, content: CasesPart, case: Case, keeps_lines: bool = False) -> CaseResult:
    """Settle one case and compare."""
    count = len(case.expect) + (case.expect_error is not None)
    try:
        settlement = settle_case(plan, content, case, keeps_lines)
    except Refused as refused:
        message = "; ".join(f.what.zh for f in refused.findings)
        if case.expect_error is None:
            return CaseResult(case.name, (f"核算被拒绝:{message}",), count)
        missing = () if case.expect_error in message else (f"应报“{case.expect_error}”,实报:{message}",)
        return CaseResult(case.name, missing, count)
    if case.expect_error is not None:
        return CaseResult(case.name, (f"应报“{case.expect_error}”,却核算成功",), count)
    failures = [text for e in case.expect for text in check(settlement, e)]
    return CaseResult(case.name, tuple(failures), count)


def settle_case(plan: Plan, content: CasesPart, case: Case, keeps_lines: bool = False) -> Settlement:
    """The settlement of one case's world."""
    world, facts = world_of(content.common, case, case.name)
    return settle(
        plan, world, facts, case.period, keeps_lines=keeps_lines,
        as_of=None if case.as_of is None else day_number(case.as_of),
        known_at=None if case.known_at is None else day_number(case.known_at),
    )  # fmt: skip


def check(settlement: Settlement, e: Expectation) -> list[str]:
    """What of one expectation is not so."""
    cards, index = find_card(settlement, e)
    if cards is None or index is None:
        return [] if e.state == "absent" else [f"{e.subject}:不在计分表 {e.table or ''} 中"]
    checks = (_points, _state, _rank, _of, _grade, _outcome, _no_outcome)
    return [f"{e.subject} ({cards.table}):{text}" for one in checks if (text := one(settlement, cards, index, e))]


def find_card(settlement: Settlement, e: Expectation) -> tuple[Scorecards | None, int | None]:
    """The scorecards the expectation means, and the subject's index in them; of a child table its last period."""
    name = settlement.period.name
    if e.table is None:
        mains = [k for k in settlement.settled if k[1] == name and settlement.plan.tables[k[0]].table.main]
        declared = [t for t in settlement.plan.tables if (t, name) in mains]
        keys = [(declared[0], name)] if declared else []
    else:
        keys = [k for k in settlement.settled if k[0] == e.table]
        keys = [k for k in keys if k[1] == name] or keys[-1:]
    if not keys:
        return None, None
    cards = settlement.results[keys[0]]
    wanted = e.subject
    for index, entity in enumerate(cards.entities):
        if settlement.directory.id_of(int(entity)) == wanted and cards.states[index] != ABSENT:
            return cards, index
    return cards, None


def _points(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    wanted_unknown = e.points == "unknown" or (e.value is not None and e.state == "unknown")
    if e.points is None and not wanted_unknown:
        return None
    code = e.value or TOTAL
    column = cards.values.get(code)
    takes_part = cards.states[index] in (SCORED, UNKNOWN)
    usable = column is not None and takes_part and bool(column.usable()[index])
    found = decimal_text(int(column.points[index])) if usable and column is not None else "未知"
    wanted = "未知" if wanted_unknown else _number_text(e.points)
    if column is None and code not in ("base",):
        return f"没有名为 {code} 的值"
    return None if found == wanted else f"{code} 应为 {wanted},实为 {found}"


def _state(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    if e.state is None or (e.value is not None and e.state == "unknown"):
        return None
    found = STATES[cards.states[index]]
    return None if found == e.state else f"状态应为 {e.state},实为 {found}"


def _rank(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    if e.rank is None:
        return None
    ranking = _named(cards.ranks, e.board)
    if ranking is None:
        return f"没有{f'名为 {e.board} 的' if e.board else ''}排名榜"
    found = int(ranking.rank[index]) or "none"
    return None if found == e.rank else f"名次应为 {e.rank},实为 {found}"


def _of(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    if e.of is None:
        return None
    ranking = _named(cards.ranks, e.board)
    if ranking is None:
        return f"没有{f'名为 {e.board} 的' if e.board else ''}排名榜"
    found = int(ranking.of[index])
    return None if found == e.of else f"参排人数应为 {e.of},实为 {found}"


def _grade(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    if e.grade is None:
        return None
    words = _named(cards.grades, e.system)
    if words is None:
        return f"没有{f'名为 {e.system} 的' if e.system else ''}等次体系"
    code = int(words.codes[index])
    found = words.vocabulary[code] if code >= 0 else "none"
    return None if found == e.grade else f"等次应为 {e.grade},实为 {found}"


def _number_text(number: object) -> str:
    """An expected number as results are written; one with more decimals than points have stays as it is."""
    try:
        return decimal_text(units_of(number))  # type: ignore[arg-type]
    except ValueError:
        return str(number)


def _named(found: MappingType[str, Kind], code: str | None) -> Kind | None:
    """The board or grade system with this code; without one the first."""
    return found.get(code) if code else next(iter(found.values()), None)


def _outcome(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    if e.outcome is None:
        return None
    found = outcomes_of(settlement, cards, index, e.outcome)
    for target, amount in found:
        if (e.target is None or target == e.target) and (e.amount is None or amount == _number_text(e.amount)):
            return None
    said = "; ".join(f"{target} {amount}".strip() for target, amount in found) or "未提出"
    return f"结果 {e.outcome} 应提出{' ' + (e.target or '')} {e.amount if e.amount is not None else ''},实为 {said}"


def _no_outcome(settlement: Settlement, cards: Scorecards, index: int, e: Expectation) -> str | None:
    if e.no_outcome is None:
        return None
    return f"结果 {e.no_outcome} 不应提出" if outcomes_of(settlement, cards, index, e.no_outcome) else None


def outcomes_of(settlement: Settlement, cards: Scorecards, index: int, code: str) -> list[tuple[str, str]]:
    """(target id, amount as text) of every proposal of that outcome for the subject."""
    found = []
    for rows in cards.outcomes:
        if rows.code != code:
            continue
        for at in range(len(rows.subject)):
            if rows.subject[at] != index:
                continue
            usable = rows.amount is not None and bool(rows.amount.usable()[at])
            amount = decimal_text(int(rows.amount.points[at])) if usable and rows.amount is not None else ""
            found.append((settlement.directory.id_of(int(rows.target[at])), amount))
    return found
