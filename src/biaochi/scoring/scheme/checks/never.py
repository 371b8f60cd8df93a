"""What can never be: tests that no value meets, rules that count nothing, bands and grades out of reach.

Worked example: a grade from 110 points in a table whose indicators come to 100 at most is given to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from biaochi.scoring.example import Example, Fact
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.limits import full_house
from biaochi.scoring.scheme.checks.measures import bounds_of, is_out_of, months_of
from biaochi.scoring.scheme.checks.questions import is_large_for_rate
from biaochi.scoring.scheme.checks.ranges import ANY, COUNT, INFINITE, NOTHING, Range
from biaochi.scoring.scheme.checks.reach import reached, result_range
from biaochi.scoring.scheme.checks.references import meant_table
from biaochi.scoring.scheme.checks.scene import facts_for, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, label, shown
from biaochi.scoring.scheme.checks.totals import nothing_done
from biaochi.scoring.scheme.checks.worked import limited, line_of
from biaochi.scoring.scheme.expression_model import Compare, Comparison, Condition, Has, Take
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Effect, GradeSystem, Node, Rule, Table, Tiers

ABOUT_SUBJECT = ("status", "class_", "type")
DAYS = {"day": 1, "month": 31, "quarter": 92, "half": 184, "year": 366}


def conditions_never_hold(survey: Survey) -> Iterator[Finding]:
    """A test that nothing can meet: a quantity outside what the kind admits, a month 13, a score out of reach."""
    for met in survey.of(Condition):
        for test, steps in impossible_tests(survey, met):
            yield shown(
                survey.warning(
                    "condition-never-holds",
                    met,
                    test,
                    *steps,
                    zh="这个条件永远不成立:没有这样的数",
                    en="this test never holds: there is no such number",
                    why=(
                        "写了它的评分标准、否决或结果就永远轮不到;多半是数写错了,或与事项的范围对不上。",
                        "What depends on it never happens: one of the numbers is probably wrong.",
                    ),
                    do=("改正这里的数,或改事项的范围。", "Correct the number here, or the range of the fact kind."),
                ),
                uncounted(survey, met),
            )


def impossible_tests(survey: Survey, met: Met) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    condition: Condition = met.part
    names = survey.facts_about(met) or []
    kinds = survey.kinds(names)
    known = kinds if len(kinds) == len(names) else []
    for test in ("quantity", "mark"):
        comparison = getattr(condition, test)
        if comparison is not None and is_out_of(survey, comparison, bounds_of(known, f"{test}_range")):
            yield test, ()
    for test in ("duration", "lateness", "delay"):
        comparison = getattr(condition, test)
        if comparison is not None and is_out_of(survey, comparison, ANY):
            yield test, ()
    if condition.months is not None and not any(1 <= month <= 12 for month in condition.months):
        yield "months", ()
    table = meant_table(survey, met)
    if condition.days_enrolled is not None and table is not None and not met.within(Take):
        months = months_of(survey, table)
        most = DAYS.get(table.period, 31 * (months or 12))
        if is_out_of(survey, condition.days_enrolled, Range(NOTHING, Decimal(most))):
            yield "days_enrolled", ()
    for position, compare in enumerate(condition.compare or ()):
        if table is not None and not met.within(Take) and is_out_of(survey, compare, compared_range(survey, table, met, compare)):
            yield "compare", (position,)


def compared_range(survey: Survey, table: Table, met: Met, compare: Compare) -> Range:
    """What is compared, where it is a result of the table; anything where it may be an earlier period's."""
    return result_range(survey, table, compare.of) if met.within(Rule) is None else ANY


def counts_never_hold(survey: Survey) -> Iterator[Finding]:
    """有事项 with a number of times that is none, or cannot be."""
    for met in survey.of(Has):
        count: Comparison | None = met.part.count
        if count is not None and is_out_of(survey, count, COUNT):
            yield survey.warning(
                "condition-never-holds",
                met,
                "count",
                zh="这个条件永远不成立:没有这样的次数",
                en="this test never holds: there is no such number of times",
                do=("改正次数。", "Correct the number."),
            )


def uncounted(survey: Survey, met: Met) -> Example | None:
    """A fact of the rule's kind, which counts nothing."""
    rule = met.within(Rule)
    table = met.within(Table)
    if rule is None or table is None or met.parent is not rule or met.field != "where":
        return None
    scene = scene_of(survey, table, rule)
    nothing = None if scene is None else nothing_done(survey, scene, rule)
    grown = None if scene is None or nothing is None else facts_for(survey, scene, rule.part, ignoring=True)
    if grown is None or nothing is None:
        return None
    return grown[0].shows(grown[0].points(rule.part.code, nothing))


def rules_never_count(survey: Survey) -> Iterator[Finding]:
    """其中 asks for what 除外 takes away, or a rule applies to nobody whom its table scores."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        where, except_ = rule.where, rule.except_
        if where is not None and except_ is not None and len(except_.tests) == 1:
            (test,) = except_.tests
            wanted, barred = getattr(where, test), getattr(except_, test)
            if isinstance(wanted, list) and isinstance(barred, list) and wanted and all(word in barred for word in wanted):
                yield shown(never_counts(survey, met, ("except_", test)), uncounted_rule(survey, met))
    for met in survey.of(Rule, Node):
        for above in met.up():
            found = apart(met.part.applies, getattr(above.part, "applies", None))
            if found is not None:
                yield never_counts(survey, met, ("applies", found))
                break


def apart(inner: Condition | None, outer: Condition | None) -> str | None:
    """The test by which two plain conditions on the subject exclude each other."""
    for test in ABOUT_SUBJECT:
        mine, theirs = getattr(inner, test, None), getattr(outer, test, None)
        if mine and theirs and not set(mine) & set(theirs):
            return test
    return None


def never_counts(survey: Survey, met: Met, steps: tuple[str, ...]) -> Finding:
    return survey.warning(
        "rule-never-counts",
        met,
        *steps,
        zh=f"「{label(met.part)}」永远不起作用:所要的都被排除了",
        en=f"{label(met.part)} never counts: all that it asks for is excluded",
        why=("列在办法里的条目没有一个人、一件事用得上。", "It stands in the document and applies to nobody and nothing."),
        do=("核对两处条件,改正其中一处。", "Compare the two conditions and correct one of them."),
    )


def uncounted_rule(survey: Survey, rule: Met) -> Example | None:
    table = rule.within(Table)
    scene = None if table is None else scene_of(survey, table, rule)
    nothing = None if scene is None else nothing_done(survey, scene, rule)
    if scene is None or nothing is None or rule.part.where is None:
        return None
    level, role = (next(iter(getattr(rule.part.where, test) or ()), "") for test in ("level", "role"))
    grown = facts_for(survey, scene, rule.part, Fact(level=level, role=role), ignoring=True)
    return None if grown is None else grown[0].shows(grown[0].points(rule.part.code, nothing))


def bands_out_of_reach(survey: Survey) -> Iterator[Finding]:
    """Bands and grades for values that cannot come about."""
    for met in survey.of(Tiers):
        rule, table = met.within(Rule), met.within(Table)
        if rule is None or table is None or is_large_for_rate(met):
            continue
        measures = reached(survey).measures(table.part.code)
        measured = ANY if measures is None else measures.of_rule(rule.part)
        for position, band in enumerate(met.part.bands):
            if measured != ANY and is_out_of(survey, band, measured) and not is_out_of(survey, band, ANY):
                yield shown(out_of_reach(survey, met, position, measured), furthest(survey, rule, table, measured))
    for met in survey.of(GradeSystem):
        table = met.within(Table)
        if table is None:
            continue
        given = {word for effect in survey.below(table, Effect) for word in (effect.part.grade or {}).values()}
        given |= {word for effect in survey.below(table, Effect) for word in (effect.part.ceiling or {}).values()}
        value = result_range(survey, table.part, met.part.by)
        for position, band in enumerate(met.part.bands):
            if band.name not in given and is_out_of(survey, band, value) and not is_out_of(survey, band, ANY):
                code = met.part.by if isinstance(met.part.by, str) else None
                example = None if code is None else best_result(survey, table, code, value)
                yield shown(out_of_reach(survey, met, position, value, band.name), example)


def out_of_reach(survey: Survey, met: Met, position: int, value: Range, name: str = "") -> Finding:
    ends = [("", "")] * 2
    if value.high < INFINITE:
        ends[0] = (f"最多 {number_text(value.high)}", f"{number_text(value.high)} at most")
    if value.low > -INFINITE:
        ends[1] = (f"最少 {number_text(value.low)}", f"{number_text(value.low)} at least")
    zh, en = ("、".join(text for text in side if text) for side in zip(*ends, strict=True))
    return survey.question(
        "grade-out-of-reach" if name else "band-out-of-reach",
        Severity.WARNING,
        met,
        "bands",
        position,
        zh=f"{f'等次「{name}」' if name else '这一档'}没有人够得着:{zh}",
        en=f"{f'the grade `{name}`' if name else 'this band'} is out of reach: {en}",
        why=("照这份办法,得不到落在这一档里的数。", "Under this scheme no value falls into it."),
        readings=[
            ("分数线写错了:改这一档", "the line is wrong: correct the band"),
            ("能得的分写少了:改前面的分值、封顶或范围", "too little can be had: correct points, caps or ranges"),
        ],
    )


def furthest(survey: Survey, rule: Met, table: Met, measured: Range) -> Example | None:
    """The largest quantity a fact may carry, and the points it brings."""
    scene = scene_of(survey, table, rule)
    if scene is None or measured.high == INFINITE or rule.part.measure not in (None, "quantity", "mark") or rule.part.per != "fact":
        return None
    text = number_text(measured.high)
    grown = facts_for(survey, scene, rule.part, Fact(mark=text) if rule.part.measure == "mark" else Fact(quantity=text))
    if grown is None:
        return None
    line = line_of(survey, grown[0], rule.part, grown[1])
    points = None if line is None else limited(survey, grown[0], rule.part, line)
    return None if points is None else grown[0].shows(grown[0].points(rule.part.code, points))


def best_result(survey: Survey, table: Met, code: str, value: Range) -> Example | None:
    if code == "score":
        return full_house(survey, table, table, code, value.high)
    piece = next((met for met in survey.below(table, Node, Rule) if met.part.code == code), None)
    return None if piece is None else full_house(survey, piece, table, code, value.high)
