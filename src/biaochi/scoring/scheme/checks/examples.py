"""The examples of findings that are asked about a place: for each code, whose place it is and the case that shows what holds as it stands.

One list says what is shown. A check that works out its own example (a cap, a deduction) brings it along; here stand those of
the bands and of what documents leave open, which need nothing but the piece found.

Worked example: for ``state-window-open`` a state that began before the period and still lasts: the rule counts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from biaochi.scoring.example import Example, Fact, Member, Showing
from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.measures import is_part_of
from biaochi.scoring.scheme.checks.references import meant_table
from biaochi.scoring.scheme.checks.scene import BODIES, Scene, compares, facts_for, number_of, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, shown
from biaochi.scoring.scheme.checks.totals import has_plain_total, nothing_done, scene_with_total, total_without_facts
from biaochi.scoring.scheme.checks.worked import amount_of, limited, line_of, tier_of
from biaochi.scoring.scheme.expression_model import Condition, Expression, Quota, RankTest, Take
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Board, Effect, GradeBand, GradeSystem, Outcome, Rule, RuleQuota, Table, Tiers, Veto

Builder = Callable[[Survey, Met, Finding], Example | None]
EDGES = ("ge", "gt", "lt", "le", "eq")
STEPS = (Decimal(0), Decimal(1), Decimal("0.5"), Decimal("0.1"), Decimal("0.01"))


def rule_in(survey: Survey, met: Met, subjects: int = 1) -> tuple[Met, Scene] | None:
    """The rule a piece is or stands in, and a scene in which it exists."""
    rule = met if isinstance(met.part, Rule) else met.within(Rule)
    table = None if rule is None else rule.within(Table)
    scene = None if rule is None or table is None else scene_of(survey, table, rule, subjects=subjects)
    return None if rule is None or scene is None else (rule, scene)


def worth(survey: Survey, scene: Scene, rule: Met, facts: list[Fact]) -> Decimal | None:
    """What a rule makes of facts that are one line each."""
    lines = [line_of(survey, scene, rule.part, fact) for fact in facts]
    chosen = rule.part.escalate is not None or any(getattr(piece.part, "selection", None) for piece in (rule, *rule.up()))
    if (chosen and len(facts) > 1) or None in lines or rule.part.aggregate != "sum" or rule.part.per != "fact":
        return None
    return limited(survey, scene, rule.part, sum((line for line in lines if line is not None), Decimal(0)))


# bands


def tried(survey: Survey, bands: list[Any]) -> Iterator[tuple[Decimal, list[int]]]:
    """Numbers about the edges of bands, and the bands that each of them meets."""
    edges = {number_of(survey, getattr(band, field)) for band in bands for field in EDGES if getattr(band, field) is not None}
    known = sorted(edge for edge in edges if edge is not None)
    halves = [(one + other) / 2 for one, other in pairwise(known)]
    for value in [edge + sign * step for step in STEPS for edge in known for sign in (1, -1)] + halves:
        yield value, [n for n, band in enumerate(bands) if compares(survey, band, value)]


def fits_fault(code: str, position: int, value: Decimal, held: list[int], bands: list[Any], survey: Survey) -> bool:
    if code == "band-hole":
        higher = any(compares(survey, band, value + 1000) or compares(survey, band, value + step) for band in bands for step in STEPS[1:])
        lower = any(compares(survey, band, value - step) for band in bands for step in STEPS[1:])
        return not held and higher and lower
    return len(held) > 1 and position in held and (code == "band-overlap" or held[0] != position)


def position_of(survey: Survey, met: Met, found: Finding) -> int:
    """Which band a finding stands at; -1 for all of them."""
    return next((n for n in range(len(met.part.bands)) if survey.place(met, "bands", n) == found.place), -1)


def in_tiers(survey: Survey, met: Met, found: Finding) -> Example | None:
    """A fact of the number in question, and the points it brings."""
    placed = rule_in(survey, met)
    if placed is None or placed[0].part.measure not in (None, "quantity", "mark") or placed[0].part.per != "fact":
        return None
    rule, scene = placed
    kind = survey.scheme.facts.get(rule.part.facts[0]) if rule.part.facts else None
    for value, held in tried(survey, met.part.bands):
        if kind is None or not fits_fault(found.code, position_of(survey, met, found), value, held, met.part.bands, survey):
            continue
        ends = kind.mark_range if rule.part.measure == "mark" else kind.quantity_range
        if value != round(value, kind.decimals) or (ends and not ends[0] <= value <= ends[1]) or value < 0:
            continue
        text = number_text(value)
        grown = facts_for(survey, scene, rule.part, Fact(mark=text) if rule.part.measure == "mark" else Fact(quantity=text))
        points = None if grown is None else worth(survey, grown[0], rule, [grown[1]])
        return None if grown is None or points is None else grown[0].shows(grown[0].points(rule.part.code, points))
    return None


def in_grades(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Somebody with the score in question, and the grade it brings."""
    table, system = met.within(Table), met.part
    if table is None or system.by != "score" or any(band.when is not None or band.quota is not None for band in system.bands):
        return None
    for value, held in tried(survey, system.bands):
        if not fits_fault(found.code, position_of(survey, met, found), value, held, system.bands, survey):
            continue
        scene = scene_with_total(survey, table, value)
        if scene is None:
            continue
        grade = system.bands[held[0]].name if held else system.otherwise or "无"
        score = Showing(scene.first, table.part.code, "score", points=number_text(value))
        return scene.shows(score, Showing(scene.first, table.part.code, grade=grade, system=system.code))
    return None


def in_bands(survey: Survey, met: Met, found: Finding) -> Example | None:
    return in_tiers(survey, met, found) if isinstance(met.part, Tiers) else in_grades(survey, met, found)


# what is unknown or counts nothing


def unknown_level(survey: Survey, met: Met, found: Finding) -> Example | None:
    """A fact of a level, or in a role, without points: the rule is unknown."""
    field, words = ("level", met.part.by_level) if found.code.startswith("level") else ("role", met.part.by_role)
    placed = rule_in(survey, met)
    if placed is None or words is None or met.part.unknown != "block":
        return None
    kinds = survey.kinds(met.part.facts)
    for word in [word for kind in kinds for word in getattr(kind, field + "s") if word not in words]:
        grown = facts_for(survey, placed[1], met.part, Fact(level=word) if field == "level" else Fact(role=word))
        if grown is not None:
            return grown[0].shows(Showing(grown[0].first, grown[0].table.code, met.part.code, state="unknown"))
    return None


def nothing_known(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Somebody without any fact: the rule is unknown."""
    placed = rule_in(survey, met)
    if placed is None or placed[0].part.unknown != "block" or met.within(Condition) is not None or met.field != "measure":
        return None
    if isinstance(met.part, Expression) and met.part.take is not None and met.part.take.period != "previous":
        return None
    rule, scene = placed
    if rule.part.price == "by_word" or (rule.part.facts and rule.part.per in ("fact", "matter", "day")):
        return None
    return scene.shows(Showing(scene.first, scene.table.code, rule.part.code, state="unknown"))


def first_period(survey: Survey, met: Met, found: Finding) -> Example | None:
    """The first period has none before it: the rule is unknown."""
    above = met.parent
    if above is None or met.part.period != "previous" or met.part.via != "self" or not isinstance(above.part, Expression):
        return None
    return nothing_known(survey, above, found) if above.field == "measure" else None


def standing_state(survey: Survey, met: Met, found: Finding) -> Example | None:
    """A state that began before the period and lasts: as it stands nothing counts."""
    placed = rule_in(survey, met)
    nothing = None if placed is None else nothing_done(survey, placed[1], placed[0])
    if placed is None or nothing is None:
        return None
    before = (placed[1].start - timedelta(days=20)).isoformat()
    grown = facts_for(survey, placed[1], met.part, Fact(date=before), ignoring=met.part.where is None)
    return None if grown is None else grown[0].shows(grown[0].points(met.part.code, nothing))


def unmatched(survey: Survey, met: Met, found: Finding) -> Example | None:
    """A fact of the rule's kind, which counts nothing because the test asks for another."""
    placed = rule_in(survey, met)
    if placed is None or met.parent is not placed[0] or met.field != "where":
        return None
    nothing = nothing_done(survey, placed[1], placed[0])
    grown = None if nothing is None else facts_for(survey, placed[1], placed[0].part, ignoring=True)
    return None if grown is None or nothing is None else grown[0].shows(grown[0].points(placed[0].part.code, nothing))


def two_items(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Two facts, each in a band of its own: not the band of their sum."""
    placed = rule_in(survey, met)
    if placed is None or met.part.tiers is None:
        return None
    scene, rule = placed[1], placed[0]
    for value, _ in tried(survey, met.part.tiers.bands):
        half, both = tier_of(survey, scene, met.part, value), tier_of(survey, scene, met.part, value * 2)
        if half is None or both is None or half * 2 == both or value <= 0 or value != int(value):
            continue
        told = Fact(quantity=number_text(value))
        one = facts_for(survey, scene, met.part, told)
        two = None if one is None else facts_for(survey, one[0], met.part, told, number=1)
        points = None if one is None or two is None else worth(survey, two[0], rule, [one[1], two[1]])
        return None if two is None or points is None else two[0].shows(two[0].points(met.part.code, points))
    return None


def full_rate(survey: Survey, met: Met, found: Finding) -> Example | None:
    """A rate of 100 %: as it stands a measure of 1, which finds none of the bands."""
    placed = rule_in(survey, met)
    if placed is None or not isinstance(met.part, Tiers) or not isinstance(placed[0].part.measure, Expression):
        return None
    rule, ratio = placed[0].part, placed[0].part.measure.ratio
    if ratio is None or ratio[0] != ratio[1] or not is_part_of(*ratio):
        return None
    grown = facts_for(survey, placed[1], rule)
    points = None if grown is None else tier_of(survey, grown[0], rule, Decimal(1))
    points = None if grown is None or points is None else limited(survey, grown[0], rule, points)
    return None if grown is None or points is None else grown[0].shows(grown[0].points(rule.code, points))


# ranks, quotas, vetoes


def alike(survey: Survey, table: Met, number: int) -> Scene | None:
    """So many subjects with the same total."""
    is_plain = has_plain_total(survey, table) and not any(veto.when is not None for veto in table.part.vetoes)
    scene = scene_of(survey, table, subjects=number) if is_plain and number <= len(BODIES) else None
    return None if scene is None or total_without_facts(survey, scene, table) is None else scene


def equal_ranks(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Two of the same score share the first place."""
    table = met.within(Table)
    scene = None if table is None or met.part.applies is not None else alike(survey, table, 2)
    if scene is None or met.part.by != "score" or met.part.within not in ("all", "organisation"):
        return None
    within = met.part.within == "organisation" and scene.table.subject == "organisation"
    return None if within else scene.shows(*(Showing(s, scene.table.code, rank="1", board=met.part.code) for s in scene.subjects))


def all_at_the_edge(survey: Survey, met: Met, found: Finding) -> Example | None:
    """One more than the quota, all of the same score: all of them are in."""
    table, outcome = met.within(Table), met.within(Outcome)
    if table is None or meant_table(survey, met) is not table.part:
        return None
    amount = met.part.count if isinstance(met.part, Quota) else met.part.top
    count = None if amount is None else number_of(survey, amount)
    scene = None if count is None else alike(survey, table, int(count) + 1)
    if scene is None or met.within(Veto) is not None:
        return None
    code, content = scene.table.code, scene.table
    if outcome is not None:
        when = outcome.part.when
        is_alone = when is None if isinstance(met.part, Quota) else when is not None and when.tests == ["rank"]
        plain = is_alone and outcome.part.except_ is None and outcome.part.target == "self" and not content.vetoes
        return scene.shows(*(Showing(s, code, outcome=outcome.part.code) for s in scene.subjects)) if plain else None
    band, system = met.parent, met.within(GradeSystem)
    total = total_without_facts(survey, scene, table)
    if band is None or system is None or not isinstance(band.part, GradeBand) or total is None or system.part.by != "score":
        return None
    if any(board.applies is not None or board.by != "score" or board.within != "all" for board in content.ranks):
        return None
    if band.part is not system.part.bands[0] or band.part.when is not None or compares(survey, band.part, total) is not True:
        return None
    return scene.shows(*(Showing(s, code, grade=band.part.name, system=system.part.code) for s in scene.subjects))


def nobody_chosen(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Somebody for an outcome with a quota of none: not proposed."""
    table, outcome = met.within(Table), met.within(Outcome)
    scene = None if table is None or outcome is None or met.part.count >= 1 else alike(survey, table, 1)
    return None if scene is None or outcome is None else scene.shows(Showing(scene.first, scene.table.code, no_outcome=outcome.part.code))


def vetoed_fact(survey: Survey, scene: Scene, met: Met, number: int = 0) -> Scene | None:
    """The scene with a fact that the veto is about."""
    match = met.part.facts
    if match is None or match.where is not None or match.whose not in (None, "self"):
        return None
    probe = Rule.model_construct(facts=match.facts, where=None, except_=None, whose="self", window="in_period")
    grown = facts_for(survey, scene, probe, number=number, ignoring=True)
    return None if grown is None else grown[0]


def vetoed_and_ranked(survey: Survey, met: Met, found: Finding) -> Example | None:
    """The only one of a table, vetoed, is the first."""
    table = met.within(Table)
    scene = None if table is None or met.part.facts is None or len(table.part.vetoes) > 1 else alike(survey, table, 1)
    grown = None if scene is None else vetoed_fact(survey, scene, met)
    board = None if table is None else next((b for b in table.part.ranks if b.applies is None and b.by == "score"), None)
    if grown is None or board is None:
        return None
    return grown.shows(Showing(grown.first, grown.table.code, rank="1", board=board.code))


def reduced_once(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Two facts of a veto take a share off once."""
    veto, table = met.within(Veto), met.within(Table)
    if veto is None or table is None or len(veto.part.effects) > 2 or len(table.part.vetoes) > 1:
        return None
    if veto.part.facts is not None and used_by_rules(survey, table, veto):
        return None
    scene = alike(survey, table, 1)
    total = None if scene is None else total_without_facts(survey, scene, table)
    for number in range(2):
        scene = None if scene is None else vetoed_fact(survey, scene, veto, number)
    rate = None if scene is None else amount_of(survey, scene, met.part.reduce.rate)
    whole = total
    if met.part.reduce.of == "base" and scene is not None and table.part.base is not None:
        whole = amount_of(survey, scene, table.part.base)
    limits = (table.part.max, table.part.min, table.part.bonus_max, table.part.deduction_max)
    if scene is None or total is None or rate is None or not whole or any(limit is not None for limit in limits) or table.part.floored:
        return None
    return scene.shows(scene.points("score", total - rate * whole))


def used_by_rules(survey: Survey, table: Met, veto: Met) -> bool:
    return any(set(rule.part.facts) & set(veto.part.facts.facts) for rule in survey.below(table, Rule))


def mover(survey: Survey, met: Met, found: Finding) -> Example | None:
    """Somebody who changed branch in mid-period ranks where they end."""
    scene = alike(survey, met, 1)
    board = next((b for b in met.part.ranks if b.within == "organisation" and b.applies is None and b.by == "score"), None)
    if scene is None or board is None:
        return None
    middle = (scene.start + timedelta(days=scene.days // 2)).isoformat()
    moved = scene.roster[0]
    roster = (
        replace(moved, end=middle),
        replace(moved, organisation=BODIES[1], start=middle),
        Member("乙", moved.status, BODIES[0], flags=moved.flags),
    )
    bodies = (*scene.organisations, replace(scene.organisations[0], id=BODIES[1]))
    grown = replace(scene, roster=roster, organisations=bodies)
    return grown.shows(Showing(scene.first, scene.table.code, rank="1", of="1", board=board.code))


EXAMPLES: dict[str, tuple[tuple[type[Any], ...], tuple[tuple[str, ...], ...], Builder]] = {
    "band-hole": ((Tiers, GradeSystem), (("bands",),), in_bands),
    "band-overlap": ((Tiers, GradeSystem), (("bands", "*"),), in_bands),
    "band-unreachable": ((Tiers, GradeSystem), (("bands", "*"),), in_bands),
    "level-without-points": ((Rule,), (("by_level",),), unknown_level),
    "role-without-points": ((Rule,), (("by_role",),), unknown_level),
    "kind-not-matched": ((Condition,), (("kind", "*"),), unmatched),
    "state-window-open": ((Rule,), (("facts",),), standing_state),
    "item-open": ((Rule,), (("tiers",),), two_items),
    "zero-denominator-open": ((Expression,), (("ratio",),), nothing_known),
    "take-missing": ((Take,), ((),), first_period),
    "percent-open": ((Tiers,), (("bands",),), full_rate),
    "ties-open": ((Board,), ((),), equal_ranks),
    "quota-ties-open": ((Quota, RankTest), ((),), all_at_the_edge),
    "quota-unfillable": ((Quota, RuleQuota), (("count",),), nobody_chosen),
    "veto-rank-open": ((Veto,), ((),), vetoed_and_ranked),
    "reduction-open": ((Effect,), (("reduce",),), reduced_once),
    "placing-open": ((Table,), (("ranks",),), mover),
}
"""Code → the pieces it is found at, the keys of the place there ("*": any position), and what shows it."""


def with_example(survey: Survey, found: Finding) -> Finding:
    """The finding with the example that the list has for its place; unchanged where it has one, or none is plain, or there is no file."""
    listed = EXAMPLES.get(found.code)
    if listed is None or found.example is not None or not found.place.line:
        return found
    kinds, places, build = listed
    for met in survey.of(*kinds):
        for steps in places:
            positions = range(64) if "*" in steps else range(1)
            at = (tuple(n if step == "*" else step for step in steps) for n in positions)
            if any(survey.place(met, *one) == found.place for one in at):
                return shown(found, build(survey, met, found))
    return found
