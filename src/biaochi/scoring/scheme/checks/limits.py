"""Limits that do nothing, or everything: caps out of reach, floors that fix a value, deductions larger than what is there.

Each compares a limit with the reach of the value it acts on (`reach`), which is never narrower than the truth.

Worked example: an indicator capped at 10 whose rules come to 6 at most; the document promises 4 points that nobody can get.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from biaochi.scoring.example import Example, Fact, Showing
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.measures import amount_range
from biaochi.scoring.scheme.checks.numbers import numbers_of
from biaochi.scoring.scheme.checks.ranges import INFINITE, NOTHING, ONE, ZERO, Range, at_least, plus, times
from biaochi.scoring.scheme.checks.reach import Reach, reached
from biaochi.scoring.scheme.checks.scene import Scene, facts_for, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, label, shown
from biaochi.scoring.scheme.checks.totals import has_plain_total, is_known, nothing_done
from biaochi.scoring.scheme.checks.worked import amount_of, limited, line_of
from biaochi.scoring.scheme.expression_model import AmountBy
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Category, JointCap, Node, Rule, Table

WARNING = Severity.WARNING
CAPPED = {"max": "封顶", "bonus_max": "加分封顶", "deduction_max": "扣分封顶"}


def bounded(survey: Survey) -> Iterator[tuple[Met, Met, Reach]]:
    """(piece, its table, its reach) of every rule, node, table and category in use; a slot left open to an extension is no fault."""
    whole = reached(survey)
    for met in survey.of(Rule, Node):
        table = met.within(Table)
        found = whole.of(table.part.code, met.part.code) if table is not None else None
        is_open = isinstance(met.part, Node) and (met.part.slots is not None or not (met.part.indicators or met.part.rules))
        if table is not None and found is not None and not is_open:
            yield met, table, found
    for table in survey.of(Table):
        found = whole.of(table.part.code, "score")
        if found is not None:
            yield table, table, found


def in_categories(survey: Survey) -> Iterator[tuple[Met, Met, Reach]]:
    """A category's reach in the table where it goes furthest."""
    whole = reached(survey)
    for met in survey.of(Category):
        name = str(met.path[-1])
        used = {id(node.within(Table)) for node in survey.of(Node) if node.part.category == name}
        found = [(table, reach) for table in survey.of(Table) if id(table) in used and (reach := whole.of(table.part.code, name))]
        if found:
            table, best = max(found, key=lambda pair: pair[1].free.high)
            yield met, table, best


def caps_never_bind(survey: Survey) -> Iterator[Finding]:
    """A cap that the value never reaches, whatever happens."""
    for met, table, reach in (*bounded(survey), *in_categories(survey)):
        floor = floor_of(survey, met.part)
        uncapped = reach.free if floor is None else at_least(reach.free, floor)
        most = {"max": uncapped.high, "bonus_max": reach.gains.high, "deduction_max": -reach.losses.low}
        for field, high in most.items():
            amount = getattr(met.part, field)
            if amount is not None and high < amount_range(survey, amount).low:
                code = "score" if met is table else met.part.code if not isinstance(met.part, Category) else str(met.path[-1])
                example = None if field != "max" else full_house(survey, met, table, code, high)
                yield shown(never_binds(survey, met, (field,), CAPPED[field], high), example)
        if isinstance(met.part, Rule) and reach.lines is not None:
            yield from period_caps(survey, met, reach.lines.line)
    for met in survey.of(JointCap):
        above = met.within(Table)
        assert above is not None
        whole = [reached(survey).of(above.part.code, code) for code in met.part.of]
        known = [found.value for found in whole if found is not None]
        if met.part.max is not None and len(known) == len(whole):
            high = plus(ZERO, *known).high
            if high < amount_range(survey, met.part.max).low:
                yield never_binds(survey, met, ("max",), "共同封顶", high)


def period_caps(survey: Survey, met: Met, line: Range) -> Iterator[Finding]:
    """A cap of a sub-period in which no more lines than one selection keeps can fall."""
    rule: Rule = met.part
    for position, limit in enumerate(rule.per_period):
        kept = [amount_range(survey, step.count).high for step in rule.selection if step.keep is not None and step.by == [limit.per]]
        number = ONE if rule.per == limit.per else min(kept, default=NOTHING)
        high = times(line, Range(NOTHING, number)).high
        if number and limit.max is not None and high < amount_range(survey, limit.max).low:
            yield never_binds(survey, met, ("per_period", position, "max"), "分期限额", high)


def never_binds(survey: Survey, met: Met, steps: tuple[str | int, ...], word: str, high: Decimal) -> Finding:
    most = number_text(high)
    name = str(met.path[-1]) if isinstance(met.part, Category) else label(met.part)
    return survey.question(
        "cap-never-binds",
        WARNING,
        met,
        *steps,
        zh=f"「{name}」的{word}永远碰不到:最多只有 {most}",
        en=f"the {steps[-1]} of {name} never acts: there are {most} at most",
        why=(
            "写在办法里的分数没有人拿得到,多半是分值或封顶写错了一个。",
            "Points the document promises cannot be had: one of the two numbers is probably wrong.",
        ),
        readings=[
            (f"封顶照各项能得的分写:改为 {most},或删去", f"the cap is what can be had: {most}, or none"),
            ("封顶不错,下面的分值或次数写少了:改下面的", "the cap is right: correct the points or counts below"),
        ],
    )


def full_house(survey: Survey, met: Met, table: Met, code: str, high: Decimal) -> Example | None:
    """Somebody with a fact for every rule below (three of a rule alone), who still stays under the cap."""
    rules = [met] if isinstance(met.part, Rule) else [r for r in survey.below(table, Rule) if inside(r, met)]
    scene = scene_of(survey, table, *rules)
    if scene is None or high == INFINITE or not has_plain_limits(survey, scene, met, table):
        return None
    for rule in rules:
        if rule.part.share is not None or rule.part.quota is not None:
            return None
        for number in range(3 if len(rules) == 1 else 1):
            grown = facts_for(survey, scene, rule.part, number=number) if rule.part.facts else None
            if grown is not None and line_of(survey, grown[0], rule.part, grown[1]) is not None:
                scene = grown[0]
            elif not is_known(survey, rule):
                return None
    return scene.shows(Showing(scene.first, table.part.code, code, at_most=number_text(high)))


def has_plain_limits(survey: Survey, scene: Scene, met: Met, table: Met) -> bool:
    """Whether bases and limits of a piece and all below it are known for the scene."""
    if not isinstance(met.part, Rule | Node) and not has_plain_total(survey, table):
        return False
    pieces = [met, *(piece for piece in survey.below(table, Node, Rule) if inside(piece, met))]
    said = [amount for piece in pieces for amount in survey.below(piece, AmountBy)]
    return all(limited(survey, scene, piece.part, NOTHING) is not None for piece in pieces) and all(
        amount_of(survey, scene, amount.part) is not None for amount in said
    )


def inside(rule: Met, met: Met) -> bool:
    """Whether a rule lies below a node, in a category, or anywhere in the table."""
    if isinstance(met.part, Category):
        return any(isinstance(up.part, Node) and up.part.category == met.path[-1] for up in rule.up())
    return any(up is met for up in rule.up())


def values_fixed(survey: Survey) -> Iterator[Finding]:
    """扣完为止 on what only deducts, or a cap below what everybody has: always the same number."""
    for met, table, reach in (*bounded(survey), *in_categories(survey)):
        floor = floor_of(survey, met.part)
        if floor is not None and reach.free.high <= floor.low and reach.free.low < floor.low and floor.is_one:
            field, always = "floored" if met.part.floored else "min", floor.low
        elif met.part.max is not None and (cap := amount_range(survey, met.part.max)).is_one and (
            reach.free.low >= cap.high and reach.free.high > cap.high
        ):
            field, always = "max", cap.high
        else:
            continue
        name = str(met.path[-1]) if isinstance(met.part, Category) else label(met.part)
        text, is_cap = number_text(always), field == "max"
        why_zh = "起评分已经到了封顶" if is_cap else "只扣不加、没有起评分,却不许低于"
        why_en = "it starts at the cap of" if is_cap else "it only deducts, has no base, and may not fall below"
        found = survey.question(
            "value-fixed",
            WARNING,
            met,
            field,
            zh=f"「{name}」永远是 {text} 分:{why_zh} {text}",
            en=f"{name} is always {text}: {why_en} {text}",
            why=("做与不做一个样,这些评分标准都不起作用。", "Whatever is done, the rules below make no difference."),
            readings=[
                ("有一个分数可扣:写「起评分」", "there are points to deduct from: write a `base`"),
                ("从别处扣:删去「扣完为止」「保底」", "it is taken from elsewhere: no floor here"),
            ],
        )
        yield shown(found, without_effect(survey, met, table, always) if isinstance(met.part, Node | Rule) else None)


def floor_of(survey: Survey, piece: Any) -> Range | None:
    if piece.floored:
        return ZERO
    return None if piece.min is None else amount_range(survey, piece.min)


def without_effect(survey: Survey, met: Met, table: Met, always: Decimal) -> Example | None:
    """One with a fact of the first rule below and one without: the same points."""
    rules = [met] if isinstance(met.part, Rule) else survey.below(met, Rule)
    scene = scene_of(survey, table, *rules[:1], subjects=2)
    if scene is None or not all(is_known(survey, rule) for rule in rules):
        return None
    grown = facts_for(survey, scene, rules[0].part)
    if grown is None or line_of(survey, grown[0], rules[0].part, grown[1]) is None:
        return None
    scene = grown[0]
    return scene.shows(*(scene.points(met.part.code, always, subject) for subject in scene.subjects))


def deductions_exceed(survey: Survey) -> Iterator[Finding]:
    """One deduction larger than all that there is to take it from, where the value stops at a floor."""
    for met, table, reach in bounded(survey):
        floor = floor_of(survey, met.part)
        if floor is None or not floor.is_one or reach.free.high == INFINITE:
            continue
        room = reach.free.high - floor.low
        rules = [met] if isinstance(met.part, Rule) else survey.below(met, Rule)
        for rule in rules if room > 0 else []:
            if not takes_straight_from(rule, met):
                continue
            for steps, points in deductions(rule.part):
                if -points > room:
                    yield shown(
                        deduction_exceeds(survey, rule, steps, points, met, room),
                        all_gone(survey, rule, steps, points, met, table, floor.low),
                    )


def takes_straight_from(rule: Met, met: Met) -> bool:
    """Whether a deduction of the rule reaches the piece whole: no limit, weight or mean in between."""
    for piece in (rule, *rule.up()):
        content = piece.part
        if piece is met:
            return not (content.deduction_max or content.per_period) and getattr(content, "combine", "sum") == "sum"
        if isinstance(content, Rule) and content.aggregate != "sum":
            return False
        if isinstance(content, Node) and content.combine != "sum":
            return False
        if content.floored or any(getattr(content, field) is not None for field in ("min", "deduction_max")) or content.per_period:
            return False
    return False


def deductions(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], Decimal]]:
    """Places and numbers of the deductions that a rule writes down."""
    if rule.share is not None:
        return
    for field in ("each", "by_level", "by_role"):
        for path, number in numbers_of(getattr(rule, field), (field,)):
            if number < 0:
                yield path, number
    for position, band in enumerate(rule.tiers.bands if rule.tiers is not None else ()):
        if isinstance(band.points, Decimal) and band.points < 0:
            yield ("tiers", "bands", position, "points"), band.points


def deduction_exceeds(
    survey: Survey, rule: Met, steps: tuple[str | int, ...], points: Decimal, met: Met, room: Decimal
) -> Finding:
    most, text = number_text(room), number_text(-points)
    return survey.question(
        "deduction-exceeds",
        WARNING,
        rule,
        *steps,
        zh=f"一次扣 {text} 分,「{label(met.part)}」最多只有 {most} 分可扣",
        en=f"{text} are deducted at once, but {label(met.part)} holds {most} at most",
        why=("扣到底为止,其余的扣不到。", "The deduction stops at the floor; the rest is lost."),
        readings=[
            (f"扣完这一项:写 {number_text(-room)}", f"the item is lost: write {number_text(-room)}"),
            ("要照数扣,超出的从总分扣:这一项不写「扣完为止」「保底」", "all of it, from the total: no floor on the item"),
        ],
    )


def all_gone(
    survey: Survey, rule: Met, steps: tuple[str | int, ...], points: Decimal, met: Met, table: Met, floor: Decimal
) -> Example | None:
    """The fact that is deducted: its line in full, and the item at its floor."""
    scene = scene_of(survey, table, rule, met) if met is not table else scene_of(survey, table, rule)
    if scene is None or not isinstance(met.part, Node | Rule):
        return None
    entries = getattr(rule.part, str(steps[0]))
    word = str(steps[1]) if isinstance(entries, Mapping) and len(steps) > 1 and steps[1] != "otherwise" else ""
    grown = facts_for(survey, scene, rule.part, Fact(level=word) if steps[0] == "by_level" else Fact(role=word))
    rules = [rule] if met is rule else survey.below(met, Rule)
    if grown is None or steps[0] == "tiers" or not all(is_known(survey, each) for each in rules):
        return None
    scene, fact = grown
    line = line_of(survey, scene, rule.part, fact)
    alone = nothing_done(survey, scene, rule)
    if line is None or alone is None or line != points:
        return None
    rest = [each for each in rules if each is not rule and scene_of(survey, table, each) is not None]
    if any(nothing_done(survey, scene, each) is None for each in rest):
        return None
    own = [] if met is rule else [scene.points(rule.part.code, line + (alone or NOTHING))]
    return scene.shows(*own, scene.points(met.part.code, floor))
