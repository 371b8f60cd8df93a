"""Which lines count: selection steps, escalation, head-count quotas (sections 6 and 7)."""

from collections.abc import Iterable
from fractions import Fraction
from math import inf

from .amounts import amount
from .calendar import Calendar
from .conditions import whole_share
from .numbers import round_points
from .rules import Line, multiply
from .scope import Scope


def select_lines(scope: Scope, lines: list[Line], steps: list[dict]) -> list[Line]:
    """The lines left after all steps, each over those the one before left. Unknown lines stay and are not counted."""
    for step in steps:
        known = [line for line in lines if line.is_known]
        kept = {id(line) for group in grouped(scope, known, step.get("by", [])) for line in keep(scope, group, step)}
        lines = [line for line in lines if not line.is_known or id(line) in kept]
    return lines


def grouped(scope: Scope, lines: list[Line], by: list[str]) -> Iterable[list[Line]]:
    groups: dict[tuple, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.order):
        groups.setdefault(tuple(group_word(scope.run.calendar, line, word) for word in by), []).append(line)
    return groups.values()


def group_word(calendar: Calendar, line: Line, by: str):
    """The line's word under one `by`. A line without matter is its own group."""
    fact = line.item.fact
    if by == "matter":
        return fact.matter if fact and fact.matter is not None else id(line)
    if by == "rule":
        return line.rule["key"]
    if by in ("level", "role", "kind"):
        return getattr(fact, by) if fact else None
    return calendar.containing(by, line.day)


def keep(scope: Scope, group: list[Line], step: dict) -> list[Line]:
    """`group` is in line order, which decides among equal points."""
    if "skip" in step:
        return group[int(amount(scope, step["skip"])) :]
    count = int(amount(scope, step.get("count", 1)))
    ordered = {
        "highest": lambda: sorted(group, key=lambda line: -line.points),
        "lowest": lambda: sorted(group, key=lambda line: line.points),
        "first": lambda: group,
        "last": lambda: group[::-1],
    }[step["keep"]]()
    return ordered[:count]


def escalate_lines(scope: Scope, lines: list[Line], rule: dict, rounding: dict) -> None:
    """The nth surviving line of each `per` by the nth factor; the line is rounded once, from its exact price."""
    written = rule.get("escalate")
    if written is None:
        return
    per = written.get("per", scope.settlement.table["period"])
    counted: dict = {}
    for line in sorted(lines, key=lambda line: line.order):
        period = scope.run.calendar.containing(per, line.day)
        number = counted[period] = counted.get(period, 0) + 1
        factors = written["factors"]
        exact = multiply(line.exact, amount(scope, factors[min(number, len(factors)) - 1]))
        line.points = None if exact is None else round_points(exact, rounding)


# --- head-count quotas ------------------------------------------------------------------------------------------------


class QuotasDiffer(ValueError):
    """One quota is not one number for those it counts together."""


def quota_size(scopes: list[Scope], quota: dict, heads: int) -> int:
    """How many subjects a quota admits in a group of so many heads; the same for everybody who asks."""
    sizes = {size_for(scope, quota, heads) for scope in scopes}
    if len(sizes) > 1:
        raise QuotasDiffer(f"名额 {quota}: {sorted(sizes)} in one group")
    return sizes.pop() if sizes else 0


def size_for(scope: Scope, quota: dict, heads: int) -> int:
    if "count" in quota:
        size = int(amount(scope, quota["count"]))
    else:
        size = whole_share(amount(scope, quota["share"]) * heads, quota.get("rounding"))
    return max(size, min(heads, int(amount(scope, quota.get("at_least", 0)))))


def apply_quota(settlement, rule: dict, group: list[str]) -> None:
    """At most so many of a group's subjects keep the lines of the rule; else it blocks or chooses as its text says."""
    holders = [subject for subject in group if settlement.lines_of(subject, rule)]
    if not holders:
        return
    quota = rule["quota"]
    size = quota_size([settlement.scope(holder) for holder in holders], quota, len(group))
    if len(holders) <= size:
        return
    unclear = any(not line.is_known for subject in holders for line in settlement.lines_of(subject, rule))
    if quota.get("over", "block") == "block" or (unclear and quota["over"] == "largest"):
        settlement.block(holders, rule)
        return
    kept, tied = split_at_edge(holders, size, lambda subject: claim(settlement, subject, rule))
    settlement.block(tied, rule)
    settlement.drop_lines([subject for subject in holders if subject not in kept + tied], rule)


def claim(settlement, subject: str, rule: dict):
    """What a subject competes with, smallest first: its rule sum, or its first line."""
    lines = settlement.lines_of(subject, rule)
    if rule["quota"]["over"] == "largest":
        return -sum((line.points for line in lines), Fraction(0))
    return min(line.order for line in lines)


def split_at_edge(subjects: list[str], size: int, key) -> tuple[list[str], list[str]]:
    """Those surely inside the first `size`, and those tied across its edge."""
    edge = sorted(key(subject) for subject in subjects)
    inside, last = [], edge[size - 1] if size > 0 else -inf
    if size == 0 or edge[size] != last:
        inside = [subject for subject in subjects if key(subject) in edge[:size]]
        return inside, []
    inside = [subject for subject in subjects if key(subject) < last]
    return inside, [subject for subject in subjects if key(subject) == last]
