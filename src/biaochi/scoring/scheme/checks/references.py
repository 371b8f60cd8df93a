"""What a scheme names must be there: fact kinds, parameters, categories, codes, period kinds, boards, grade words.

Worked example: ``事项: 出度`` where only 出席 is declared is found at 出度, with 出席 as the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.survey import Met, Survey
from biaochi.scoring.scheme.convert import nearest
from biaochi.scoring.scheme.expression_model import (
    PERIODS,
    AmountBy,
    Condition,
    Expression,
    FactMatch,
    Has,
    RankTest,
    Since,
    Streak,
    Take,
)
from biaochi.scoring.scheme.model import (
    Board,
    Effect,
    Escalation,
    GradeSystem,
    JointCap,
    Node,
    PeriodLimit,
    Rule,
    Table,
    TablePart,
)
from biaochi.scoring.scheme.workflow_model import Notice, Step

VALUE = ("分值代码", "value with the code")


def unknown(
    survey: Survey,
    code: str,
    met: Met,
    steps: tuple[str | int, ...],
    what: tuple[str, str],
    name: str,
    known: Iterable[str],
) -> Iterator[Finding]:
    """A finding if ``name`` is not among the known ones."""
    names = list(known)
    if name in names:
        return
    near = nearest(name, names)
    listed = "、".join(names[:12]) + ("……" if len(names) > 12 else "")
    yield survey.error(
        code,
        met,
        *steps,
        zh=f"没有名为「{name}」的{what[0]}",
        en=f"there is no {what[1]} `{name}`",
        do=(
            (f"是否想写「{near}」?" if near else "") + (f"已有:{listed}。" if names else f"先声明这个{what[0]}。"),
            (f"Did you mean `{near}`? " if near else "") + (f"There are: {listed}." if names else "Declare it first."),
        ),
    )


def unknown_facts(survey: Survey) -> Iterator[Finding]:
    """Fact kinds are named by the names under 事项."""
    what = ("事项", "fact kind")
    for met in survey.of(Rule, FactMatch, Has, Expression, Since):
        for position, name in enumerate(met.part.facts or ()):
            yield from unknown(survey, "unknown-fact", met, ("facts", position), what, name, survey.scheme.facts)
    for met in survey.of(Condition):
        for position, name in enumerate(met.part.kind or ()):
            yield from unknown(survey, "unknown-fact", met, ("kind", position), what, name, survey.scheme.facts)


def unknown_parameters(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(AmountBy, Expression):
        if met.part.parameter is not None:
            name, known = met.part.parameter, survey.scheme.parameters
            yield from unknown(survey, "unknown-parameter", met, ("parameter",), ("参数", "parameter"), name, known)


def unknown_categories(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Node, JointCap):
        if met.part.category is not None:
            name, known = met.part.category, survey.scheme.categories
            yield from unknown(survey, "unknown-category", met, ("category",), ("类别", "category"), name, known)
    for met in survey.of(Node):
        if met.part.dimension is not None:
            name, dimensions = met.part.dimension, survey.scheme.dimensions
            yield from unknown(
                survey, "unknown-dimension", met, ("dimension",), ("维度", "dimension"), name, dimensions
            )


def unknown_periods(survey: Survey) -> Iterator[Finding]:
    """Period kinds are 日, 月, 季, 半年, 年 and those declared under 周期."""
    fields: dict[type[Any], str] = {
        Table: "period",
        PeriodLimit: "per",
        Escalation: "per",
        Step: "each",
        Notice: "each",
    }
    zh = survey.loaded.language == "zh"
    known = [*(PERIODS.values() if zh else PERIODS), *survey.scheme.periods]
    for kind, field in fields.items():
        for met in survey.of(kind):
            name = getattr(met.part, field)
            if name is not None and name not in PERIODS:
                yield from unknown(survey, "unknown-period", met, (field,), ("周期", "period kind"), name, known)


def unknown_values(survey: Survey) -> Iterator[Finding]:
    """Codes of values: of this scorecard (依, 得分, 构成, 清零, 冻结, 共同封顶), or of the table taken from."""
    for met in survey.met:
        for steps, name in own_values(met):
            table = meant_table(survey, met)
            if table is not None:
                known = ["score", *sorted(survey.values[table.code])]
                yield from unknown(survey, "unknown-value", met, steps, VALUE, name, known)


def own_values(met: Met) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Paths and codes by which a piece names values of its scorecard."""
    part = met.part
    if isinstance(part, TablePart):
        yield ("of",), part.of
    elif isinstance(part, Board | GradeSystem) and isinstance(part.by, str):
        yield ("by",), part.by
    elif isinstance(part, Expression) and part.points is not None:
        yield ("points",), part.points
    elif isinstance(part, JointCap):
        yield from ((("of", position), code) for position, code in enumerate(part.of))
    elif isinstance(part, Effect):
        if part.zero is not None:
            yield ("zero",), part.zero
        if part.freeze is not None and part.freeze != "all":
            yield ("freeze",), part.freeze
    if isinstance(part, Board):
        yield from ((("tie_breakers", n), by) for n, by in enumerate(part.tie_breakers) if isinstance(by, str))


def meant_table(survey: Survey, met: Met) -> Table | None:
    """The table whose results a test speaks of: the one taken from, that of a streak, or its own."""
    for above in (met, *met.up()):
        if above is not met and isinstance(above.part, Take):
            return survey.tables.get(above.part.table) if above.part.scheme is None else None
        if above is not met and isinstance(above.part, Streak) and above.part.table is not None:
            return survey.tables.get(above.part.table)
        if isinstance(above.part, Table):
            return above.part
    return None


def unknown_taken(survey: Survey) -> Iterator[Finding]:
    """Tables, and what is taken from them."""
    for met in survey.of(Take):
        take: Take = met.part
        if take.scheme is not None:
            continue
        yield from unknown(survey, "unknown-table", met, ("table",), ("计分表", "table"), take.table, survey.tables)
        table = survey.tables.get(take.table)
        if table is None:
            continue
        if take.value not in ("score", "grade", "rank", "of"):
            known = [*sorted(survey.values[table.code]), *("总分", "等次", "名次", "人数")]
            yield from unknown(survey, "unknown-value", met, ("value",), VALUE, take.value, known)
        yield from named_of_table(survey, met, "board", take.board, table, needed=take.value in ("rank", "of"))
        yield from named_of_table(survey, met, "system", take.system, table, needed=take.value == "grade")
    for met in survey.of(Streak):
        if met.part.table is not None:
            name = met.part.table
            yield from unknown(survey, "unknown-table", met, ("table",), ("计分表", "table"), name, survey.tables)


def named_of_table(
    survey: Survey, met: Met, field: str, name: str | None, table: Table, *, needed: bool
) -> Iterator[Finding]:
    """A board or grade system by its code, or the first one, which must then exist."""
    pieces = table.ranks if field == "board" else table.grades
    code = "unknown-board" if field == "board" else "unknown-system"
    what = ("排名榜", "rank board") if field == "board" else ("等次体系", "grade system")
    if name is not None:
        yield from unknown(survey, code, met, (field,), what, name, [piece.code for piece in pieces])
    elif needed and not pieces:
        yield survey.error(
            code,
            met,
            zh=f"计分表 {table.code} 没有{what[0]}",
            en=f"table {table.code} has no {what[1]}",
            do=("先在该表里声明,或改取别的值。", "Declare one in that table, or take another value."),
        )


def unknown_boards(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(RankTest):
        table = meant_table(survey, met)
        if table is not None:
            yield from named_of_table(survey, met, "board", met.part.board, table, needed=True)


def unknown_grades(survey: Survey) -> Iterator[Finding]:
    """Grade systems and their words in conditions and effects."""
    for met in survey.of(Condition, Effect):
        table = meant_table(survey, met)
        if table is None:
            continue
        for field in ("grade", "ceiling"):
            for system, words in (getattr(met.part, field, None) or {}).items():
                known = {piece.code: piece for piece in table.grades}
                what = ("等次体系", "grade system")
                yield from unknown(survey, "unknown-system", met, (field, system), what, system, known)
                if system in known:
                    names = grade_words(known[system])
                    for word in [words] if isinstance(words, str) else words:
                        yield from unknown(
                            survey, "unknown-grade", met, (field, system), ("等次", "grade"), word, names
                        )


def grade_words(system: GradeSystem) -> list[str]:
    return [band.name for band in system.bands] + ([system.otherwise] if system.otherwise else [])


def unknown_outcomes(survey: Survey) -> Iterator[Finding]:
    """失格 names outcomes by their codes."""
    known = [outcome.code for table in survey.scheme.tables for outcome in table.outcomes]
    for met in survey.of(Effect):
        for position, code in enumerate(met.part.ineligible or ()):
            if code != "all":
                what = ("结果运用", "outcome with the code")
                yield from unknown(survey, "unknown-outcome", met, ("ineligible", position), what, code, known)


def unknown_levels(survey: Survey) -> Iterator[Finding]:
    """Levels and roles in conditions are among those of the fact kinds spoken of."""
    for met in survey.of(Condition):
        facts = met.part.kind or survey.facts_about(met)
        kinds = survey.kinds(facts or ())
        if not kinds or len(kinds) < len(facts or ()):
            continue
        for field, what in (("level", ("级别", "level")), ("role", ("角色", "role"))):
            known = list(dict.fromkeys(word for kind in kinds for word in getattr(kind, field + "s")))
            for position, word in enumerate(getattr(met.part, field) or ()):
                yield from unknown(survey, f"unknown-{field}", met, (field, position), what, word, known)


def unmatched_kinds(survey: Survey) -> Iterator[Finding]:
    """A condition on the kind names kinds that are matched at all."""
    for met in survey.of(Condition):
        matched = survey.facts_about(met)
        for position, name in enumerate(met.part.kind or ()):
            if matched is not None and name in survey.scheme.facts and name not in matched:
                yield survey.error(
                    "kind-not-matched",
                    met,
                    "kind",
                    position,
                    zh=f"「{name}」不在这里所列的事项之中,条件永不成立",
                    en=f"`{name}` is not among the fact kinds matched here, so the test never holds",
                    do=("加进「事项」,或删去这个条件。", "Add it to `facts`, or take the test away."),
                )
