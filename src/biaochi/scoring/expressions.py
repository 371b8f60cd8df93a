"""Expressions: numbers and words of items and subjects, exact until they become points (section 9b).

Every head key of the language has one function in `HEADS`; each returns an Exact with one entry an item. Words (a level, a grade, an
attribute that is a text) are read by `words_of`.

Worked example: ``{相除: [{统计: 次数, 事项: 出席}, {统计: 次数, 事项: [出席, 缺席]}]}`` for a member with 3 and 1 is Exact(3, 4);
without any meeting it is unknown (0/0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import parameter
from biaochi.scoring.attributes import attribute_numbers, attribute_texts
from biaochi.scoring.conditions import (
    Scene,
    amount_in,
    amounts_exact,
    delay_days,
    duration_days,
    fact_quantity,
    holds,
    lateness_days,
    of_subjects,
)
from biaochi.scoring.directory import NONE
from biaochi.scoring.items import PERIODICAL, Items, items_of_scene
from biaochi.scoring.plan import parts_of
from biaochi.scoring.points import Exact
from biaochi.scoring.scheme.expression_model import Condition, Expression
from biaochi.scoring.state import SCORED, UNKNOWN
from biaochi.scoring.taking import take_number, take_words
from biaochi.scoring.tallies import roster_tally, tally

Ints = NDArray[Any]


def evaluate(expression: Any, where: Items | Scene) -> Exact:
    """The number of an expression for every item (or entry of a scene). A plain number is a scalar."""
    items = items_of_scene(where) if isinstance(where, Scene) else where
    if isinstance(expression, Decimal | int):
        return Exact.of(expression)
    if isinstance(expression, str):
        return FACT_WORDS[expression](items)
    return HEADS[expression.head](expression, items)


def words_of(expression: Any, items: Items) -> NDArray[Any] | None:
    """(n,) object array of words ('' unknown) where the expression yields words, None where it yields numbers."""
    if expression == "level":
        levels = items.state.ledger.facts.level
        texts = np.full(len(items), "", dtype=object)
        if levels is not None and len(levels):
            texts = np.where(items.last_fact == NONE, "", levels.take(np.maximum(items.last_fact, 0)).texts())
        return texts
    if isinstance(expression, Expression) and expression.attribute is not None:
        return attribute_texts(items.state.directory, *items.scene.bearer, expression.attribute)
    if isinstance(expression, Expression) and expression.take is not None and expression.take.value == "grade":
        return take_words(expression.take, items)
    if isinstance(expression, Expression) and expression.choose is not None:
        return _words_chosen(expression, items)
    return None


def texts_of(expression: Any, items: Items) -> NDArray[Any]:
    """(n,) the expression as words; a number as its plain text."""
    words = words_of(expression, items)
    if words is not None:
        return words
    value = evaluate(expression, items).broadcast(len(items))
    return np.array(["" if (f := value.fraction(i)) is None else plain_text(f) for i in range(len(items))], dtype=object)


def plain_text(number: Fraction) -> str:
    """A number as a word: its decimals where they end, else the fraction."""
    if 10**12 % number.denominator:
        return str(number)
    text = format((Decimal(number.numerator) / number.denominator).normalize(), "f")
    return "0" if text == "-0" else text


def _words_chosen(e: Expression, items: Items) -> NDArray[Any]:
    texts = np.full(len(items), "", dtype=object)
    for mask, value in _branches(e, items):
        if mask.any():
            texts = np.where(mask, texts_of(value, items), texts)
    return texts


# words that name the item's facts


def _reduced(items: Items, value: Callable[[Ints], Exact], how: str) -> Exact:
    """A number of each fact, reduced over the item's facts: ``sum``, ``mean`` or ``last``."""
    has_fact = items.last_fact != NONE
    if items.per == "fact" and has_fact.all():
        return value(items.last_fact)
    if how == "last":
        last = value(np.maximum(items.last_fact, 0)) if len(items.state.ledger.entity) else Exact(np.zeros(len(items), np.int64))
        return last if has_fact.all() else last.masked(has_fact)
    from biaochi.scoring.tallies import reduce_pairs

    return reduce_pairs(items, items.pair_item, value(items.pair_fact), items.pair_fact, "sum" if how == "sum" else "mean")


def _quantity(items: Items) -> Exact:
    return _reduced(items, lambda fact: fact_quantity(items.state, fact), "sum")


def _mark(items: Items) -> Exact:
    return _reduced(items, lambda fact: amounts_exact(items.state.ledger.facts.mark, fact), "mean")


def _duration(items: Items) -> Exact:
    at = items.state.job.axes.as_of
    return _reduced(items, lambda fact: duration_days(items.state, fact, at), "last")


def _lateness(items: Items) -> Exact:
    return _reduced(items, lambda fact: lateness_days(items.state, fact), "last")


def _delay(items: Items) -> Exact:
    at = items.state.job.axes.as_of
    return _reduced(items, lambda fact: delay_days(items.state, fact, at), "last")


def _ordinal(items: Items) -> Exact:
    if items.ordinal is not None:
        return Exact(items.ordinal, 1, None if (items.ordinal > 0).all() else items.ordinal > 0)
    subject = items.subject
    first = np.ones(len(items), bool)
    first[1:] = subject[1:] != subject[:-1]
    at = np.arange(len(items))
    return Exact(at - np.maximum.accumulate(np.where(first, at, 0)) + 1, 1)


def _no_number(items: Items) -> Exact:
    return Exact(np.zeros(len(items), np.int64), 1, np.zeros(len(items), bool))


FACT_WORDS: dict[str, Callable[[Items], Exact]] = {
    "quantity": _quantity, "mark": _mark, "level": _no_number, "duration": _duration, "lateness": _lateness, "delay": _delay,
    "ordinal": _ordinal,
}  # fmt: skip


# heads


def _parameter(e: Expression, items: Items) -> Exact:
    assert e.parameter is not None
    return parameter(items.state, e.parameter, items.scene.entity, items.scene.valued)


def _by(e: Expression, items: Items) -> Exact:
    return amount_in(items.scene, e)


def _tally(e: Expression, items: Items) -> Exact:
    return tally(e, items)


def _attribute(e: Expression, items: Items) -> Exact:
    assert e.attribute is not None
    value = attribute_numbers(items.state.directory, *items.scene.bearer, e.attribute)
    if e.missing == "unknown" or value.known is None:
        return value
    return value.where(value.known, Exact.of(0) if isinstance(e.missing, str) else amount_in(items.scene, e.missing))


def _roster(e: Expression, items: Items) -> Exact:
    return roster_tally(e.roster, items)


def _take(e: Expression, items: Items) -> Exact:
    assert e.take is not None
    return take_number(e.take, items)


def _group(e: Expression, items: Items) -> Exact:
    """A statistic over the scored and unknown subjects of the item's group, each on its item of the same matter, day or period."""
    assert e.group is not None
    state, group = items.state, e.group
    everyone, mine = items_of_everyone(items, group.of)
    value = evaluate(group.of, everyone).broadcast(len(everyone)).on_common_denominator()
    counted = ((state.states == SCORED) | (state.states == UNKNOWN))[everyone.subject]
    known = counted if value.known is None else counted & value.known
    key = np.stack([state.group_of(group.within)[everyone.subject], everyone.group])
    _, groups = np.unique(key, axis=1, return_inverse=True)
    answer = group_statistic(group.stat, value, np.asarray(groups).reshape(-1), known)
    found = answer.take(np.maximum(mine, 0))
    mask = mine != NONE
    if group.stat == "rank":
        mask = mask & known[np.maximum(mine, 0)] if len(known) else mask
    return found if mask.all() else found.masked(mask)


def items_of_everyone(items: Items, of: Any) -> tuple[Items, Ints]:
    """(items of all subjects, (n,) which of them each item is): beside the items there are, an empty one where a subject has none."""
    state, n = items.state, items.state.size
    subject = items.subject
    if items.per in PERIODICAL and items.ordinal is not None:
        return items, np.arange(len(items))
    scene = replace(of_subjects(state), cards=items.scene.cards)
    if items.ordinal is None or not reads_own_facts(of, items.per):
        return replace(items_of_scene(scene), whose=items.whose, window=items.window), subject
    key, number = np.unique(items.last_fact if items.per == "fact" else items.group, return_inverse=True)
    place = number * n + subject
    last = np.full(len(key) * n, NONE, np.int64)
    ordinal = np.zeros(len(key) * n, np.int64)
    last[place], ordinal[place] = items.last_fact, items.ordinal
    whole = scene.only(np.tile(np.arange(n), len(key)))
    start, end = np.full(len(last), state.job.period.start), np.full(len(last), state.job.period.end)
    order = np.lexsort((items.pair_fact, place[items.pair_item]))
    everyone = Items(
        whole, items.per, last, np.repeat(key, n), start, end, place[items.pair_item][order], items.pair_fact[order], items.whose,
        items.window, ordinal,
    )  # fmt: skip
    return everyone, place


def reads_own_facts(of: Any, per: str) -> bool:
    """Whether an expression reads the facts of its own item, or, unless the item is a fact, of its matter or day."""
    if isinstance(of, str):
        return True
    inner = [part for part in parts_of(of) if isinstance(part, Expression)]
    if any(part.tally is not None and (part.facts is None or per != "fact") for part in inner):
        return True
    return any(isinstance(part, Condition) for part in parts_of(of)) or any(
        isinstance(operand, str) for part in inner for operand in _operands(part)
    )


def _operands(part: Expression) -> list[Any]:
    lists = (getattr(part, name) or [] for name in ("plus", "minus", "times", "ratio", "larger", "smaller"))
    listed: list[Any] = [operand for operands in lists for operand in operands]
    pairs: list[Any] = [part.shortfall.target, part.shortfall.actual] if part.shortfall else []
    pairs += [part.excess.limit, part.excess.actual] if part.excess else []
    pairs += [value for choice in part.choose or [] for value in (choice.value, choice.otherwise)]
    return [*listed, *pairs, *([part.group.of] if part.group else [])]


def group_statistic(stat: str, value: Exact, groups: Ints, known: NDArray[np.bool_]) -> Exact:
    """(n,) the statistic of each entry's group over the known entries; a group without any is unknown (its count is 0)."""
    n = len(groups)
    _, number = np.unique(groups, return_inverse=True)
    size = int(number.max()) + 1 if n else 0
    count = np.bincount(number[known], minlength=size)
    if stat == "count":
        return Exact(count[number], 1)
    num = value.num
    wide = num.dtype == object
    if stat in ("sum", "mean"):
        total = np.zeros(size, dtype=object if wide or int(abs(num).max(initial=0)) * max(n, 1) > 2**62 else np.int64)
        np.add.at(total, number[known], num[known])
        if stat == "sum":
            return Exact(total[number], value.den)
        some = np.maximum(count, 1)[number]
        return Exact(total[number], some * value.den, None if (count[number] > 0).all() else count[number] > 0)
    by_size = sorted(range(n), key=lambda i: (number[i], -int(num[i]))) if wide else np.lexsort((-num, number))
    order: Ints = np.asarray(by_size, np.int64)
    order = order[known[order]]
    best = np.zeros(size, dtype=num.dtype)
    if stat == "highest":
        best[number[order[::-1]]] = num[order[::-1]]
        return Exact(best[number], value.den, None if (count[number] > 0).all() else count[number] > 0)
    if stat == "lowest":
        best[number[order]] = num[order]
        return Exact(best[number], value.den, None if (count[number] > 0).all() else count[number] > 0)
    rank = np.ones(n, np.int64)
    place, start = 0, -1
    for at, i in enumerate(order):
        if at == 0 or number[i] != number[order[at - 1]]:
            start, place = at, 1
        elif num[i] != num[order[at - 1]]:
            place = at - start + 1
        rank[i] = place
    return Exact(rank, 1, None if known.all() else known)


def _fold(name: str, step: Callable[[Exact, Exact], Exact]) -> Callable[[Expression, Items], Exact]:
    def head(e: Expression, items: Items) -> Exact:
        values = [evaluate(part, items).broadcast(len(items)) for part in getattr(e, name)]
        result = values[0]
        for value in values[1:]:
            result = step(result, value)
        return result

    return head


def _choose_larger(one: Exact, two: Exact) -> Exact:
    return _pick(one, two, lambda sign: sign >= 0)


def _choose_smaller(one: Exact, two: Exact) -> Exact:
    return _pick(one, two, lambda sign: sign <= 0)


def _pick(one: Exact, two: Exact, first: Callable[[Any], Any]) -> Exact:
    two = two.broadcast(len(one.num))
    chosen = one.where(np.asarray(first(one.compared(two)), dtype=bool), two)
    known = None
    for part in (one.known, two.known):
        known = part if known is None else known if part is None else known & part
    return Exact(chosen.num, chosen.den, known)


def _ratio(e: Expression, items: Items) -> Exact:
    assert e.ratio is not None
    top, bottom = (evaluate(part, items).broadcast(len(items)) for part in e.ratio)
    over_zero = None if e.over_zero is None else amount_in(items.scene, e.over_zero)
    return top.over(bottom, None if over_zero is None else over_zero.broadcast(len(items)))


def _shortfall(e: Expression, items: Items) -> Exact:
    assert e.shortfall is not None
    gap = evaluate(e.shortfall.target, items).broadcast(len(items)) - evaluate(e.shortfall.actual, items)
    return _choose_larger(gap, Exact.of(0))


def _excess(e: Expression, items: Items) -> Exact:
    assert e.excess is not None
    gap = evaluate(e.excess.actual, items).broadcast(len(items)) - evaluate(e.excess.limit, items)
    return _choose_larger(gap, Exact.of(0))


def _choose(e: Expression, items: Items) -> Exact:
    n = len(items)
    result = Exact(np.zeros(n, np.int64), 1, np.zeros(n, bool))
    for mask, value in _branches(e, items):
        if mask.any():
            result = evaluate(value, items).broadcast(n).where(mask, result)
    return result


def _branches(e: Expression, items: Items) -> Iterator[tuple[NDArray[np.bool_], Any]]:
    """(where it is chosen, what then) of every branch."""
    open_ = np.ones(len(items), bool)
    scene = replace(items.scene, fact=items.last_fact, items=items)
    for choice in e.choose or []:
        mask = open_ & holds(choice.when, scene)
        yield mask, choice.value if choice.otherwise is None else choice.otherwise
        open_ = open_ & ~mask


def _points(e: Expression, items: Items) -> Exact:
    """A value of this very scorecard; one set aside by a state has none."""
    cards, card = items.scene.cards, items.scene.card
    column = None if cards is None else cards.values.get(str(e.points))
    if cards is None or column is None or card is None or len(column) == 0:
        return _no_number(items)
    value, there = column.exact().take(np.maximum(card, 0)), cards.takes_part(card)
    return value if there.all() else value.masked(there)


HEADS: dict[str, Callable[[Expression, Items], Exact]] = {
    "parameter": _parameter, "by": _by, "tally": _tally, "attribute": _attribute, "roster": _roster, "take": _take, "group": _group,
    "plus": _fold("plus", lambda a, b: a + b), "minus": _fold("minus", lambda a, b: a - b),
    "times": _fold("times", lambda a, b: a * b), "ratio": _ratio, "larger": _fold("larger", _choose_larger),
    "smaller": _fold("smaller", _choose_smaller), "shortfall": _shortfall, "excess": _excess, "choose": _choose, "points": _points,
}  # fmt: skip
"""Every head key of section 9b."""
