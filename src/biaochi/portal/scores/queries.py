"""Trials as rows: lists, what one may choose, earlier periods, and the names behind identifiers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from biaochi.portal.organisation.models import Member, Organisation, Person, RosterSpell
from biaochi.portal.organisation.names import plain
from biaochi.portal.organisation.queries.people import matching
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.periods.names import PeriodChoice, choices, label_of
from biaochi.portal.schemes.models import Ranking, Version, VersionState
from biaochi.portal.schemes.queries import loaded
from biaochi.portal.schemes.red_lines import standing
from biaochi.portal.scores.models import Trial, TrialState
from biaochi.scoring.periods import PeriodNotUnderstood
from biaochi.scoring.plan import Plan, make_plan

AT_ONCE = 5_000
"""Identifiers in one query."""


@dataclass(frozen=True)
class Needs:
    """What a version settles and reads: its periods, and whether the results of earlier ones count."""

    periods: list[PeriodChoice]
    reads_history: bool
    kinds_of_facts: int
    errors: int


def trials(scope: Q) -> QuerySet[Trial]:
    rows = Trial.objects.filter(scope).select_related("organisation", "version__scheme", "owner").defer("version__text")
    return rows.order_by("-made_at", "pk")


def is_open(trial: Trial) -> bool:
    """Whether the trial is still to be settled, or being settled."""
    return trial.state in (TrialState.WAITING, TrialState.RUNNING)


def is_settled(trial: Trial) -> bool:
    return trial.state == TrialState.SETTLED


def is_broken(trial: Trial) -> bool:
    return bool(trial.counts.get("broken"))


def is_draft(version: Version) -> bool:
    return version.state != VersionState.PUBLISHED


def plan_of(version: Version) -> Plan | None:
    """The plan of a version that has no errors."""
    found = loaded(version)
    return make_plan(found.scheme) if found.scheme is not None and not version.errors else None


def needs_of(version: Version, today: date) -> Needs:
    plan = plan_of(version)
    if plan is None:
        return Needs([], False, 0, max(version.errors, 1))
    main = [table.table.period for table in plan.tables.values() if table.table.main]
    return Needs(choices(main, plan.calendar.own, today), reads_history(plan), len(plan.kinds), 0)


def reads_history(plan: Plan) -> bool:
    """Whether some table looks at a period before its own: 上期, 去年同期, 连续."""
    return any(
        any(take.period in ("previous", "last_year") for take in table.takes) or any(periods > 1 for _table, periods in table.streaks)
        for table in plan.tables.values()
    )


def earlier_kept(version: Version, organisation: Organisation, period: str, scope: Q) -> list[Trial]:
    """Of each period that ended before ``period`` the newest kept trial in ``scope`` of the same scheme and organisation, oldest first."""
    plan = plan_of(version)
    if plan is None:
        return []
    try:
        begin = plan.calendar.parse(period).start
    except PeriodNotUnderstood:
        return []
    found: dict[str, tuple[int, Trial]] = {}
    rows = Trial.objects.filter(scope, version__scheme=version.scheme_id, organisation=organisation, is_kept=True)
    for trial in rows.filter(state=TrialState.SETTLED).order_by("-made_at"):
        try:
            end = plan.calendar.parse(trial.period).end
        except PeriodNotUnderstood:
            continue
        if end <= begin:
            found.setdefault(trial.period, (end, trial))
    return [trial for _end, trial in sorted(found.values(), key=lambda one: one[0])]


def kept_periods(version: Version, organisation: Organisation, scope: Q) -> list[str]:
    rows = Trial.objects.filter(scope, version__scheme=version.scheme_id, organisation=organisation, is_kept=True)
    return sorted(set(rows.filter(state=TrialState.SETTLED).values_list("period", flat=True)))


def period_label(trial: Trial) -> str:
    """The period as it is spoken; its kind is known from how its name is written."""
    name = trial.period
    _year, _dash, part = name.partition("-")
    if not part and name.isdecimal():
        return label_of(name, "year")
    kinds = {"H": "half", "Q": "quarter"}
    return label_of(name, kinds.get(part[:1], "month" if part.isdecimal() else "")) if part else name


def shows_ranks(organisation: Organisation, day: date) -> bool:
    """Whether the organisation shows ranks at all; otherwise nothing of a rank is said on any page."""
    return standing(organisation, day).ranking == Ranking.SCOPE


def names_of(codes: Iterable[str], of_people: bool) -> dict[str, str]:
    """Names by identifier, as they are today; an identifier whose name was erased is absent."""
    wanted, found = sorted(set(codes)), {}
    for begin in range(0, len(wanted), AT_ONCE):
        part = wanted[begin : begin + AT_ONCE]
        if of_people:
            found.update(Person.objects.filter(member__code__in=part).values_list("member__code", "name"))
        else:
            found.update(Organisation.objects.filter(code__in=part).values_list("code", "name"))
    return found


def codes_like(text: str, of_people: bool) -> set[str]:
    """Identifiers of those whose name, pinyin or initials hold ``text``."""
    if not of_people:
        return set(Organisation.objects.filter(name__icontains=text).values_list("code", flat=True))
    keys = matching(plain(text)).values("person")
    return set(Member.objects.filter(Q(person__in=keys) | Q(person__name__icontains=text) | Q(code=text)).values_list("code", flat=True))


def subjects_of(organisation: Organisation, day: date) -> list[tuple[str, str, str]]:
    """(id, name, place) of everybody on the roster of ``day`` in the subtree, then of its organisations."""
    people = RosterSpell.objects.filter(holding_on(day), organisation__path__startswith=organisation.path)
    rows = people.order_by("organisation__path", "member__person__pinyin", "member__code")
    listed = list(rows.values_list("member__code", "member__person__name", "organisation__name"))
    bodies = Organisation.objects.filter(path__startswith=organisation.path, is_open=True).order_by("path")
    return [*listed, *((code, name, _("（组织）")) for code, name in bodies.values_list("code", "name"))]


def organisations(scope: Q) -> Sequence[Organisation]:
    return Organisation.objects.filter(scope, is_open=True).order_by("path")
