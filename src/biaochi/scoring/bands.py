"""Bands and brackets whose numbers are filled in (a parameter, or one by kind of subject): those that cross are refused (section 2).

Words: a list of bands *crosses* where a band is left without any number, because its own comparisons exclude each other or because the
bands before it take all of them; brackets cross where one does not end above the one before it. A scheme's own numbers are judged by its
checks; here the numbers of each organisation are, once for each combination that occurs.

Worked example: 优秀 from 〔优秀线〕, 良好 from 80: where a branch fills in 75, everyone from 75 up is 优秀, and nobody is ever 良好.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.scheme.expression_model import Comparison
from biaochi.scoring.scheme.model import GradeSystem, Rule
from biaochi.scoring.state import State

Ints = NDArray[Any]
End = tuple[Any, int]
"""A number and −1, 0 or 1: just below it, itself, just above it."""
Interval = tuple[End, End]
FIELDS = ("ge", "gt", "lt", "le", "eq")
EVERYTHING: Interval = ((float("-inf"), 0), (float("inf"), 0))


class BandsCross(Refused):
    """Numbers filled in for an organisation leave a band without any number."""


def check_rule(state: State, rule: Rule, rows: Ints) -> None:
    """Raises BandsCross where the rule's tiers or brackets cross for one of these subjects."""
    name = Text(f"评分标准「{rule.name or rule.code}」({rule.code})", f"the rule {rule.code}")
    if rule.tiers is not None:
        bands = rule.tiers.bands
        limits = [limit for band in bands for limit in limits_of(band)]
        for at, numbers in combinations(state, limits, rows):
            found = nobodys_band(intervals(bands, numbers), [rule.tiers.count == "added"] * len(bands))
            if found is not None:
                raise _crossing(state, name, found, rows[at], limits)
    if rule.brackets is not None:
        ends = [part.up_to for part in rule.brackets.parts if part.up_to is not None]
        for at, numbers in combinations(state, ends, rows):
            for place, (low, high) in enumerate(pairwise(numbers), start=1):
                if low is not None and high is not None and high <= low:
                    raise _crossing(state, name, place, rows[at], ends)


def check_system(state: State, system: GradeSystem, rows: Ints) -> None:
    """Raises BandsCross where the system's bands cross for one of these subjects."""
    bands = system.bands
    yields = [band.when is not None or band.quota is not None for band in bands]
    limits = [limit for band in bands for limit in limits_of(band)]
    for at, numbers in combinations(state, limits, rows):
        found = nobodys_band(intervals(bands, numbers), yields)
        if found is not None:
            name = Text(f"等次「{system.name}」的「{bands[found].name}」", f"the grade {bands[found].name} of {system.code}")
            raise _crossing(state, name, found, rows[at], limits)


def limits_of(band: Comparison) -> list[Any]:
    return [limit for field in FIELDS if (limit := getattr(band, field)) is not None]


def combinations(state: State, limits: Sequence[Any], rows: Ints) -> Iterator[tuple[int, list[Fraction | None]]]:
    """(first place among the rows, the numbers there) of each combination of numbers that occurs; none where nothing is filled in."""
    if not len(rows) or all(isinstance(limit, Decimal) for limit in limits):
        return
    values = [amount(state, limit, rows).broadcast(len(rows)).on_common_denominator() for limit in limits]
    codes = []
    for value in values:
        _, number = np.unique(value.num, return_inverse=True)
        codes.append(number if value.known is None else np.where(value.known, number, -1))
    _, first = np.unique(np.stack(codes), axis=1, return_index=True)
    for at in sorted(first.tolist()):
        yield at, [value.fraction(at) for value in values]


def intervals(bands: Sequence[Comparison], numbers: Sequence[Fraction | None]) -> list[Interval | None]:
    """What each band takes with these numbers; None for a band with one that is unknown, which takes nothing and hides nothing."""
    left = iter(numbers)
    return [interval({field: next(left) for field in FIELDS if getattr(band, field) is not None}) for band in bands]


def interval(given: dict[str, Fraction | None]) -> Interval | None:
    low, high = EVERYTHING
    for field, number in given.items():
        if number is None:
            return None
        if field in ("ge", "gt", "eq"):
            low = max(low, (number, int(field == "gt")))
        if field in ("le", "lt", "eq"):
            high = min(high, (number, -int(field == "lt")))
    return low, high


def nobodys_band(taken: Sequence[Interval | None], yields: Sequence[bool]) -> int | None:
    """The first band without a number; what a band takes that ``yields`` is left to those after it."""
    before: list[Interval] = []
    for place, mine in enumerate(taken):
        if mine is not None and (mine[0] > mine[1] or is_covered(mine, before)):
            return place
        if mine is not None and not yields[place]:
            before.append(mine)
    return None


def is_covered(mine: Interval, by: Sequence[Interval]) -> bool:
    """Whether the intervals together take every number of this one."""
    at, end = mine
    for low, high in sorted(by):
        if low <= at <= high:
            at = (high[0], high[1] + 1)
    return at > end


def _crossing(state: State, name: Text, place: int, subject: int, limits: Sequence[Any]) -> BandsCross:
    directory = state.directory
    body = int(directory.organisation_on(state.entities[[subject]], state.valued_on[[subject]])[0])
    filled = [limit for limit in limits if not isinstance(limit, Decimal)]
    names = list(dict.fromkeys(str(limit.parameter) for limit in filled if limit.parameter is not None))
    where = directory.name_of(body) or directory.id_of(body) or "-"
    what = Text(
        f"{name.zh}第 {place + 1} 档在 {where} 没有数能落入:{'、'.join(f'「{one}」' for one in names) or '按对象定的线'}与其他档交叉",
        f"{name.en}: no number can fall into band {place + 1} at {where}: {', '.join(names) or 'a line by kind'} crosses the other bands",
    )
    why = Text("各档的线要保持办法里的先后", "the lines of the bands keep the order they have in the scheme")
    remedy = Text("改正参数文件里为该组织填的数", "correct the numbers filled in for this organisation in the parameters file")
    return BandsCross([Finding("bands-cross", Severity.ERROR, Place("parameters"), what, why, remedy)])
