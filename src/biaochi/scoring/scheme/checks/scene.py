"""The people and facts of an example: who stands in a table, and a fact that one of its rules counts.

Words: a *profile* is what the roster says of the one looked at (status, class, type, post, flag); a *scene* is a period with
subjects of one profile, to which facts are added. A condition is judged here only where the scene settles it; where it does not,
there is no example, never a wrong one.

Worked example: for a rule on 出席 with ``其中: {级别: [高]}`` in a table ``适用: {身份: [正式党员]}`` the scene is 甲, 正式党员, in
2025-Q3, and the fact 甲 · 出席 · 高 on 10 July.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from biaochi.scoring.example import Body, Example, Fact, Member, Relation, Showing
from biaochi.scoring.scheme.checks.survey import Met, Survey
from biaochi.scoring.scheme.expression_model import Condition, Whose1, WindowOf
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import FactKind, Node, Rule, Table

YEAR = 2025
PEOPLE = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")
BODIES = ("一支部", "二支部", "三支部", "四支部", "五支部", "六支部", "七支部", "八支部", "九支部", "十支部")
NUMERALS = "一二三四五六七八九十"
CALENDAR = {
    "month": ("2025-07", date(YEAR, 7, 1), 31),
    "quarter": ("2025-Q3", date(YEAR, 7, 1), 92),
    "half": ("2025-H2", date(YEAR, 7, 1), 184),
    "year": ("2025", date(YEAR, 1, 1), 365),
}


@dataclass(frozen=True, slots=True)
class Profile:
    status: str = ""
    class_: str = ""
    type: str = "党支部"
    post: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A period, its subjects, and the facts so far."""

    table: Table
    period: str
    start: date
    days: int
    profile: Profile
    subjects: tuple[str, ...]
    roster: tuple[Member, ...]
    organisations: tuple[Body, ...]
    relations: tuple[Relation, ...]
    parameters: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...] = ()

    @property
    def first(self) -> str:
        return self.subjects[0]

    def day(self, number: int) -> str:
        """A day of the period: the tenth, the eleventh, …"""
        return (self.start + timedelta(days=min(9 + number, self.days - 1))).isoformat()

    def with_facts(self, *facts: Fact) -> Scene:
        return replace(self, facts=(*self.facts, *facts))

    def shows(self, *showings: Showing) -> Example:
        """The example: this scene, and what comes out of it."""
        return Example(
            self.period, showings, self.facts, self.roster, self.organisations, self.relations, self.parameters
        )  # fmt: skip

    def points(self, code: str, points: Decimal, subject: str = "") -> Showing:
        return Showing(subject or self.first, self.table.code, code, points=number_text(points))


def scene_of(survey: Survey, table: Met, *pieces: Met, subjects: int = 1) -> Scene | None:
    """A scene in which the subjects are scored by the table, and the pieces named exist for them; None where that is not plain."""
    span = span_of(survey, table.part)
    if span is None:
        return None
    if any(piece.part.selection for piece in above(pieces)):
        return None
    required = [piece.part.applies for piece in (table, *pieces, *above(pieces)) if piece.part.applies is not None]
    for profile in profiles(survey):
        found = staged(survey, table.part, span, profile, subjects)
        if all(holds(survey, condition, found, None) is True for condition in required) and all(
            holds(survey, state.when, found, None) is False for state in table.part.states
        ):
            return found
    return None


def above(pieces: Sequence[Met]) -> list[Met]:
    return [upper for piece in pieces for upper in piece.up() if isinstance(upper.part, Node)]


def span_of(survey: Survey, table: Table) -> tuple[str, date, int] | None:
    """Name, first day and length of an example's period."""
    own = survey.scheme.periods.get(table.period)
    if own is None:
        return CALENDAR.get(table.period)
    try:
        start = date.fromisoformat(f"{YEAR}-{own.start}")
    except ValueError:
        return None
    number = "1" if own.months < 12 else ""
    return f"{YEAR}{table.period}{number}", start, max(28, own.months * 30)


def staged(survey: Survey, table: Table, span: tuple[str, date, int], profile: Profile, subjects: int) -> Scene:
    """So many subjects of one profile; persons all in one branch."""
    is_person = table.subject == "person"
    names = (PEOPLE if is_person else BODIES)[:subjects]
    bodies = tuple(Body(name, profile.type, "", profile.class_) for name in (BODIES[:1] if is_person else names))
    flags = (profile.flag,) if profile.flag else ()
    roster = tuple(Member(name, profile.status, BODIES[0], flags=flags) for name in names) if is_person else ()
    posts = tuple(Relation(name, profile.post, BODIES[0]) for name in names) if profile.post else ()
    unset = {name: stated for name, stated in survey.scheme.parameters.items() if stated.value is None}
    parameters = tuple((name, number_text(stated.minimum or stated.maximum or Decimal(1))) for name, stated in unset.items())
    return Scene(table, *span, profile, names, roster, bodies, posts, parameters)


def profiles(survey: Survey) -> Iterator[Profile]:
    """The plain profile first, then those made of the words the scheme tests."""
    words = {
        field: list(dict.fromkeys(word for met in survey.of(Condition) for word in getattr(met.part, field) or ()))[:6]
        for field in ("status", "class_", "type", "post", "flag")
    }
    statuses = list(dict.fromkeys(["正式党员", *words["status"]]))
    types = list(dict.fromkeys(["党支部", *words["type"]]))
    for combined in product([""], [""], statuses, ["", *words["class_"]], types):
        post, flag, status, class_, kind = combined
        yield Profile(status, class_, kind, post, flag)
    for combined in product(["", *words["post"]], ["", *words["flag"]], statuses, ["", *words["class_"]], types):
        post, flag, status, class_, kind = combined
        if post or flag:
            yield Profile(status, class_, kind, post, flag)


# conditions the scene settles


def number_of(survey: Survey, amount: Any) -> Decimal | None:
    """A plain number, or a parameter's stated value."""
    if isinstance(amount, Decimal):
        return amount
    name = getattr(amount, "parameter", None)
    stated = survey.scheme.parameters.get(name) if name is not None else None
    if stated is None:
        return None
    return stated.value if stated.value is not None else stated.minimum or stated.maximum or Decimal(1)


def compares(survey: Survey, comparison: Any, value: Decimal) -> bool | None:
    """Whether a number meets all the comparisons."""
    for field in ("ge", "gt", "lt", "le", "eq"):
        amount = getattr(comparison, field)
        if amount is None:
            continue
        edge = number_of(survey, amount)
        if edge is None:
            return None
        fits = {"ge": value >= edge, "gt": value > edge, "lt": value < edge, "le": value <= edge, "eq": value == edge}
        if not fits[field]:
            return False
    return True


def holds(survey: Survey, condition: Condition, scene: Scene, fact: Fact | None) -> bool | None:
    """Whether a condition holds in a scene, of a fact where one is given; None where the scene does not settle it."""
    return together(holds_one(survey, condition, test, scene, fact) for test in condition.tests)


def together(found: Iterator[bool | None]) -> bool | None:
    listed = list(found)
    return False if False in listed else None if None in listed else True


def holds_one(survey: Survey, condition: Condition, test: str, scene: Scene, fact: Fact | None) -> bool | None:
    profile = scene.profile
    if test == "all":
        return together(holds(survey, inner, scene, fact) for inner in condition.all or ())
    if test == "any":
        found = [holds(survey, inner, scene, fact) for inner in condition.any or ()]
        return True if True in found else None if None in found else False
    if test == "not_" and condition.not_ is not None:
        inner = holds(survey, condition.not_, scene, fact)
        return None if inner is None else not inner
    said = {"status": profile.status, "class_": profile.class_, "type": profile.type, "post": profile.post, "flag": profile.flag}
    if test in said:
        return said[test] in getattr(condition, test)
    if test == "days_enrolled" and condition.days_enrolled is not None:
        return compares(survey, condition.days_enrolled, Decimal(scene.days))
    if test == "has" and condition.has is not None:
        is_plain = condition.has.count is None
        return False if is_plain and not any(f.kind in condition.has.facts for f in scene.facts) else None
    return None if fact is None else holds_of_fact(survey, condition, test, fact)


def holds_of_fact(survey: Survey, condition: Condition, test: str, fact: Fact) -> bool | None:
    if test in ("kind", "level", "role", "matter"):
        return getattr(fact, test) in getattr(condition, test)
    if test in ("quantity", "mark"):
        text = getattr(fact, test)
        return compares(survey, getattr(condition, test), Decimal(text)) if text else None
    if test == "months":
        return date.fromisoformat(fact.date).month in (condition.months or ())
    return None


# facts a rule counts


def facts_for(
    survey: Survey, scene: Scene, rule: Rule, told: Fact | None = None, *, number: int = 0, ignoring: bool = False
) -> tuple[Scene, Fact] | None:
    """The scene with one more fact that the rule counts for its first subject, and that fact; None where none is plain.

    ``told`` is what the fact must say, whatever else it says; facts of different ``number`` differ in day and matter.
    ``ignoring`` asks for a fact of the rule's kinds whatever its conditions and window say.
    """
    if isinstance(rule.window, WindowOf) and not ignoring:
        return None
    told = told or Fact()
    for name in rule.facts:
        kind = survey.scheme.facts.get(name)
        if kind is None:
            return None
        credited = credited_to(scene, rule.whose, kind)
        if not ignoring and any(name in veto.facts.facts for veto in scene.table.vetoes if veto.facts is not None):
            continue
        if credited is None or told.level not in ("", *kind.levels) or told.role not in ("", *kind.roles):
            continue
        staged_scene, subject = credited
        levels = [told.level] if told.level else kind.levels or [""]
        roles = [told.role] if told.role else kind.roles or [""]
        for level, role, month in product(levels, roles, range(12)):
            if month and 30 * month >= scene.days:
                break
            day = scene.day(number) if month == 0 else (scene.start + timedelta(days=30 * month)).isoformat()
            matter = told.matter or (f"事由{NUMERALS[number % 10]}" if kind.matter == "required" else "")
            fact = replace(told, subject=subject, kind=name, date=told.date or day, level=level, role=role, matter=matter)
            fact = filled(kind, fact)
            if not (is_inside(fact.mark, kind.mark_range) and is_inside(fact.quantity, kind.quantity_range)):
                continue
            if ignoring or is_counted(survey, staged_scene, rule, fact):
                return staged_scene.with_facts(fact), fact
    return None


def filled(kind: FactKind, fact: Fact) -> Fact:
    """With a quantity and a mark inside the kind's ranges where it needs them."""
    if not fact.quantity and (kind.unit is not None or kind.quantity_range):
        fact = replace(fact, quantity=number_text(kind.quantity_range[-1] if kind.quantity_range else Decimal(1)))
    if not fact.mark and kind.mark_range:
        fact = replace(fact, mark=number_text(kind.mark_range[-1]))
    return fact


def is_inside(text: str, ends: Sequence[Decimal] | None) -> bool:
    return not text or not ends or ends[0] <= Decimal(text) <= ends[-1]


def is_counted(survey: Survey, scene: Scene, rule: Rule, fact: Fact) -> bool:
    if rule.where is not None and holds(survey, rule.where, scene, fact) is not True:
        return False
    return rule.except_ is None or holds(survey, rule.except_, scene, fact) is False


def credited_to(scene: Scene, whose: Any, kind: FactKind) -> tuple[Scene, str] | None:
    """Who must have a fact of this kind so that it is credited to the scene's first subject; the scene with whoever is needed."""
    is_person = scene.table.subject == "person"
    wanted = kind.subject == "person"
    if whose == "self":
        return (scene, scene.first) if is_person == wanted else None
    if whose in ("members", "all_members"):
        member = Member("成员甲", "正式党员", scene.first)
        return (joined(scene, member), member.id) if wanted and not is_person else None
    if whose == "organisation":
        return (scene, BODIES[0]) if is_person and not wanted else None
    if not isinstance(whose, Whose1) or (whose.led is not None and not wanted):
        return None
    other = "相关人" if wanted else "相关组织"
    if whose.led is not None:
        grown = joined(scene, Body("所辖支部", "党支部"), Member(other, "正式党员", "所辖支部"))
        return joined(grown, Relation(scene.first, whose.led, "所辖支部")), other
    who = Member(other, "正式党员", BODIES[0] if is_person else "") if wanted else Body(other, "其他组织")
    link = Relation(scene.first, whose.related, other) if whose.related else Relation(other, whose.related_by or "", scene.first)
    return joined(scene, who, link), other


def joined(scene: Scene, *rows: Member | Body | Relation) -> Scene:
    """The scene with whoever is not in it yet."""
    for row in rows:
        if isinstance(row, Member) and row not in scene.roster:
            scene = replace(scene, roster=(*scene.roster, row))
        elif isinstance(row, Body) and row not in scene.organisations:
            scene = replace(scene, organisations=(*scene.organisations, row))
        elif isinstance(row, Relation) and row not in scene.relations:
            scene = replace(scene, relations=(*scene.relations, row))
    return scene
