"""Amounts: the numbers of a scheme as they hold for each subject: plain, a parameter's, or by kind of subject (section 2).

Worked example: ``{按: 分类, 各值: {管理型: 9, 服务型: 13}}`` for a 管理型 and a 服务型 branch is Exact([9, 13]).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import same_kind
from biaochi.scoring.directory import NONE
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.points import Exact, both, round_points
from biaochi.scoring.roster import ParameterRow
from biaochi.scoring.scheme.model import Parameter
from biaochi.scoring.state import Column, State

Ints = NDArray[Any]


class ParameterNotGiven(Refused):
    """A parameter has neither a value in the scheme nor one in the parameters file."""


def amount(state: State, value: Any, subjects: Ints | None = None) -> Exact:
    """The amount for these subjects (indices; None: all of them, or a scalar where it is the same for all)."""
    if isinstance(value, Decimal | int):
        return Exact.of(value)
    entities = state.entities if subjects is None else state.entities[subjects]
    days = state.valued_on if subjects is None else state.valued_on[subjects]
    return amount_of(state, value, entities, days)


def amount_of(state: State, value: Any, entities: Ints, days: Ints, bearer: tuple[Ints, Ints] | None = None) -> Exact:
    """The amount for any entities on their days; by the kind of ``bearer`` on its day where that is another (−1 nobody: unknown)."""
    if isinstance(value, Decimal | int):
        return Exact.of(value)
    if value.parameter is not None:
        return parameter(state, value.parameter, entities, days)
    n = len(entities)
    found = np.zeros(n, bool)
    result = Exact(np.zeros(n, np.int64), 1, found)
    who, on = (entities, days) if bearer is None else bearer
    for word, inner in value.values.items():
        mask = ~found & has_word(state, value.by, word, who, on)
        if mask.any():
            result = amount_of(state, inner, entities, days, bearer).broadcast(n).where(mask, result)
            found = found | mask
    if value.otherwise is not None and not found.all():
        result = result.where(found, amount_of(state, value.otherwise, entities, days, bearer).broadcast(n))
    return result if (who != NONE).all() else result.masked(who != NONE)


def has_word(state: State, by: str, word: str, entities: Ints, days: Ints) -> NDArray[np.bool_]:
    """Whose status, class, type or post is the word."""
    if by == "post":
        return state.directory.holds_post(entities, days, [word])
    codes, vocabulary = state.directory.words_on(entities, days, by)
    if word not in vocabulary:
        return np.zeros(len(entities), bool)
    mask: NDArray[np.bool_] = codes == vocabulary.index(word)
    return mask


def parameter(state: State, name: str, entities: Ints, days: Ints) -> Exact:
    """A parameter: the nearest organisation's latest row, else the scheme's own value. Raises ParameterNotGiven."""
    declared = state.setting.plan.scheme.parameters.get(name)
    rows = [r for r in state.setting.parameters if r.name == name and r.start <= state.job.axes.as_of]
    rows.sort(key=lambda r: r.start)
    default = declared.value if declared is not None else None
    for row in rows:
        if not row.organisation:
            default = _number(row)
    special = [r for r in rows if r.organisation]
    if not special:
        if default is None:
            raise ParameterNotGiven([_not_given(name)])
        return Exact.of(default)
    n = len(entities)
    result = Exact.of(default).broadcast(n) if default is not None else Exact(np.zeros(n, np.int64), 1, np.zeros(n, bool))
    own = state.directory.organisation_on(entities, days)
    chains = [own]
    for _ in range(12):
        if (chains[-1] == NONE).all():
            break
        chains.append(state.directory.parent_on(chains[-1], days))
    for chain in reversed(chains):
        for row in special:
            body = _body(state, row.organisation)
            mask = (chain == body) & (body != NONE)
            if mask.any():
                result = Exact.of(_number(row)).broadcast(n).where(mask, result)
    if result.known is not None and not result.known.all():
        raise ParameterNotGiven([_not_given(name)])
    return result


def check_parameters(declared: Mapping[str, Parameter], rows: Iterable[ParameterRow]) -> None:
    """Raises Refused with every value, whoever it is for and whenever it begins, that lies outside what the scheme allows."""
    given = {name: [] if one.value is None else [one.value] for name, one in declared.items()}
    for row in rows:
        if row.name in declared:
            given[row.name].append(_number(row))
    found = []
    for name, values in given.items():
        low, high = declared[name].minimum, declared[name].maximum
        for value in values:
            if (low is not None and value < low) or (high is not None and value > high):
                found.append(_out_of_range(name, value, low, high))
    if found:
        raise Refused(found)


def _body(state: State, organisation: str) -> int:
    ids, _ = same_kind(np.array([organisation], dtype=object), state.directory.bodies.ids)
    return int(state.directory.entities(ids, True)[0])


def _number(row: ParameterRow) -> Decimal:
    text = row.value.strip()
    try:
        return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation as refused:
        place = Place("parameters")
        what = Text(f"参数“{row.name}”的值“{row.value}”不是数", f"parameter {row.name}: {row.value} is not a number")
        remedy = Text("写成 3、0.5 或 30%", "write it like 3, 0.5 or 30%")
        raise Refused([Finding("parameter-not-a-number", Severity.ERROR, place, what, remedy=remedy)]) from refused


def number_for_all(declared: Mapping[str, Parameter], rows: Iterable[ParameterRow], as_of: int, value: Any) -> Decimal | None:
    """The number that an amount is for every organisation on the day; None where they differ, or it is not given."""
    if isinstance(value, Decimal | int):
        return Decimal(value)
    if value is None or value.parameter is None:
        return None
    begun = [row for row in rows if row.name == value.parameter and row.start <= as_of]
    stated = declared[value.parameter].value if value.parameter in declared else None
    for row in sorted((row for row in begun if not row.organisation), key=lambda row: row.start):
        stated = _number(row)
    return stated if all(_number(row) == stated for row in begun if row.organisation) else None


def _out_of_range(name: str, value: Decimal, low: Decimal | None, high: Decimal | None) -> Finding:
    least, most = ("" if end is None else f"{end}" for end in (low, high))
    what = Text(f"参数“{name}”的值 {value} 不在 {least} 至 {most} 之间", f"parameter {name}: {value} is outside {least} to {most}")
    remedy = Text("改正参数文件里的这一行", "correct this row of the parameters file")
    return Finding("parameter-out-of-range", Severity.ERROR, Place("parameters"), what, None, remedy)


def _not_given(name: str) -> Finding:
    return Finding(
        "parameter-not-given", Severity.ERROR, Place("parameters"),
        Text(f"参数“{name}”没有值", f"parameter {name} has no value"),
        Text("办法把这个数留给本单位确定,不能代为猜测", "the scheme leaves this number to the organisation; it is not guessed"),
        Text("在办法的“参数”里写“值”,或用 --parameters 给出一行(name, value)", "give `value` in the scheme or a row in --parameters"),
    )  # fmt: skip


def limit_units(state: State, value: Any) -> NDArray[np.int64] | int | None:
    """A limit or base as units of points: one number, or one a subject (0 where it is unknown); None where there is none."""
    if value is None:
        return None
    exact = amount(state, value)
    units, known = round_points(exact, 4, state.job.plan.rounding.mode)
    if isinstance(exact.num, int) and isinstance(exact.den, int):
        return int(units[0])
    return units if known is None else np.where(known, units, 0)


def limits_known(state: State, values: Iterable[Any]) -> NDArray[np.bool_] | None:
    """(n,) for whom all these amounts are known; None: for everybody."""
    found: NDArray[np.bool_] | None = None
    for value in values:
        if value is not None and not isinstance(value, Decimal | int):
            found = both(found, amount(state, value).known)
    return found


def column_of(state: State, value: Any, places: int, mode: str) -> Column:
    """An amount for every subject, rounded, as a column."""
    units, known = round_points(amount(state, value).broadcast(state.size), places, mode)
    return Column(units, known)
