"""Prices: what one item brings, taken apart by the price key of its rule (section 6).

Worked example: 出勤率 3/4 with ``折算: 10``: product(quotient(3, 4), 10), rounded to two places: 7.5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from biaochi.scoring.conditions import Scene, amount_in
from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.leaves import amount_in_scene, same
from biaochi.scoring.explain.measures import Measures
from biaochi.scoring.explain.node import NOTHING, Node, Step, exact_text, joined, leaf
from biaochi.scoring.explain.taken import taken_word
from biaochi.scoring.expressions import words_of
from biaochi.scoring.findings import Text
from biaochi.scoring.scheme.expression_model import AmountBy, Comparison, Expression
from biaochi.scoring.scheme.model import PerUnit, Rule
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.stages.price import OTHERWISE

WHOLE = Step("round", {"places": "0", "mode": "down"}, Text("不足一份不计", "parts of one do not count"))
NOT_LISTED = Text("办法没有列出这个词", "the scheme does not list this word")
EMPTY = Text("没有填写", "nothing is stated")
Priced = tuple[str, list[Node], dict[str, str]]
"""Operation, children and its inputs."""


def priced(m: Measures, rule: Rule, at: int) -> Priced:
    """The price of the item with its role factor, before it is rounded."""
    operation, children, inputs = PRICES[rule.price](m, rule, at)
    if not rule.role_factor:
        return operation, children, inputs
    role = role_of(m, at)
    known = role in rule.role_factor
    factor = _amount(m, rule.role_factor[role], at, same(f"角色系数({role})")) if known else leaf("amount", 1, name=same("角色系数"))
    if operation == "product":
        return operation, [*children, factor], inputs
    return "product", [joined("price", operation, children, inputs=inputs), factor], {}


def _amount(m: Measures, value: Any, at: int, name: Text) -> Node:
    return amount_in_scene(m.items.scene, value, at, name)


def measured(m: Measures, rule: Rule, at: int, default: str) -> Node:
    return m.node(rule.measure if rule.measure is not None else default, at)


def role_of(m: Measures, at: int) -> str:
    """The role of the item's last fact, '' where there is none."""
    fact, roles = int(m.items.last_fact[at]), m.state.ledger.facts.role
    if fact == NONE or roles is None or roles.codes[fact] < 0:
        return ""
    return roles.vocabulary[int(roles.codes[fact])]


def _each(m: Measures, rule: Rule, at: int) -> Priced:
    return "product", [_amount(m, rule.each, at, Text("每次", "each"))], {}


def _per_unit(m: Measures, rule: Rule, at: int) -> Priced:
    value = measured(m, rule, at, "quantity")
    if not isinstance(rule.per_unit, PerUnit):
        return "product", [value, _amount(m, rule.per_unit, at, Text("每单位", "per unit"))], {}
    share = joined("measure", "quotient", [value, leaf("amount", Fraction(rule.per_unit.of), name=Text("每", "per"))])
    if rule.per_unit.steps == "whole":
        share = share.then(WHOLE)
    return "product", [share, _amount(m, rule.per_unit.points, at, Text("每份", "each"))], {}


def by_words(m: Measures, table: Mapping[str, Any], word: str, at: int, what: Text, note: Text = NOTHING) -> Node:
    """The amount of a word: the listed one, the one of the role below it, ``其他``, or unknown."""
    label = Text(f"{what.zh}“{word}”", f"{what.en} {word}") if word else what
    if word in table and word not in OTHERWISE:
        return _entry(m, table[word], at, label, note)
    rest = next((table[name] for name in OTHERWISE if name in table), None)
    if rest is not None:
        return _entry(m, rest, at, Text(f"{label.zh}(其他)", f"{label.en} (otherwise)"), note)
    return leaf("amount", None, name=label, note=NOT_LISTED if word else EMPTY)


def _entry(m: Measures, value: Any, at: int, label: Text, note: Text) -> Node:
    """One entry of such a table: an amount, or one for each role."""
    if isinstance(value, Mapping):
        inner = by_words(m, value, role_of(m, at), at, Text("角色", "role"))
        return joined("amount", "sum", [inner], name=label, note=note)
    return _noted(_amount(m, value, at, label), note)


def _noted(node: Node, note: Text) -> Node:
    return replace(node, note=note) if note.zh and not node.note.zh else node


def _by_level(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.by_level is not None
    return _by_measure(m, rule, rule.by_level, at, Text("级别", "level"))


def _by_role(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.by_role is not None
    if rule.measure is None:
        return "product", [by_words(m, rule.by_role, role_of(m, at), at, Text("角色", "role"))], {}
    return _by_measure(m, rule, rule.by_role, at, Text("角色", "role"))


def _by_word(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.by_word is not None
    return _by_measure(m, rule, rule.by_word, at, Text("级别", "level"))


def _by_measure(m: Measures, rule: Rule, table: Mapping[str, Any], at: int, what: Text) -> Priced:
    """The amount of the word that the rule measures (without a measure the fact's level); a number counts by its plain text."""
    measure: Any = rule.measure if rule.measure is not None else "level"
    words = words_of(measure, m.items)
    if words is not None:
        word, note = str(words[at]), NOTHING
        if isinstance(measure, Expression) and measure.take is not None:
            note = taken_word(measure.take, m.items, at, word)
        what = what if rule.measure is None else same(m.wording.expression(measure))
        return "product", [by_words(m, table, word, at, what, note)], {}
    number = m.node(measure, at)
    if number.value is None:
        return "product", [by_words(m, table, "", at, Text("值", "value"))], {}
    word = _plain(number.value)
    gives = by_words(m, table, word, at, Text("值", "value"))
    return "band", [number, gives], {"eq": exact_text(number.value)} if word in table else {}


def _plain(value: Fraction) -> str:
    """A number as a word: its decimals where they end, else the fraction."""
    text = exact_text(value)
    return text if 10**12 % value.denominator == 0 else str(value)


LIMITS = ("ge", "gt", "lt", "le", "eq", "up_to")
LimitT = TypeVar("LimitT", bound=Part)


def filled_in(scene: Scene, band: LimitT, at: int) -> LimitT:
    """The band with the numbers that hold for this entry of the scene instead of parameters; an unknown one stays as written."""
    found = {}
    for name in LIMITS:
        limit = getattr(band, name, None)
        if isinstance(limit, AmountBy) and (value := amount_in(scene, limit).broadcast(len(scene)).fraction(at)) is not None:
            found[name] = Decimal(value.numerator) / value.denominator
    return band.model_copy(update=found) if found else band


def _bounds(band: Any) -> dict[str, str]:
    found = ((name, getattr(band, name)) for name in ("ge", "gt", "lt", "le", "eq"))
    return {name: exact_text(Fraction(limit)) for name, limit in found if isinstance(limit, Decimal)}


def meets(band: Comparison, value: Fraction) -> bool:
    """Whether the value meets all comparisons of a band; one with an unknown number holds for nothing."""
    if any(isinstance(getattr(band, name), AmountBy) for name in LIMITS[:5]):
        return False
    tests: dict[str, Callable[[Fraction, Fraction], bool]] = {
        "ge": lambda a, b: a >= b, "gt": lambda a, b: a > b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "eq": lambda a, b: a == b,
    }  # fmt: skip
    return all(tests[name](value, Fraction(limit)) for name, limit in _bounds(band).items())


def _tiers(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.tiers is not None
    tiers, value = rule.tiers, measured(m, rule, at, "quantity")
    points = Text("得", "gives")
    if value.value is None:
        return "band", [value, leaf("amount", None, name=points)], {}
    bands = [filled_in(m.items.scene, band, at) for band in tiers.bands]
    met = [band for band in bands if meets(band, value.value)]
    if not met:
        rest = tiers.otherwise if tiers.otherwise is not None else 0
        return "band", [value, _amount(m, rest, at, points)], {}
    if tiers.count == "first":
        return "band", [value, _amount(m, met[0].points, at, points)], _bounds(met[0])
    reached = [_amount(m, band.points, at, same(m.wording.comparison(band))) for band in met]
    return "band", [value, joined("price", "sum", reached)], {}


def _brackets(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.brackets is not None
    value = measured(m, rule, at, "quantity")
    filled = [(part, filled_in(m.items.scene, part, at).up_to) for part in rule.brackets.parts]
    open_ends = [_amount(m, end, at, Text("段", "part")) for _, end in filled if isinstance(end, AmountBy)]
    if value.value is None or open_ends:
        return "product", [value, *open_ends], {}
    ends = [(part, end if end is None else Fraction(end)) for part, end in filled if not isinstance(end, AmountBy)]
    if rule.brackets.count == "whole":
        part = next((part for part, end in ends if end is None or value.value <= end), None)
        rate = leaf("amount", 0) if part is None else _amount(m, part.per_unit, at, Text("单价", "rate"))
        return "product", [value, rate], {}
    parts: list[Node] = []
    low = Fraction(0)
    for part, high in ends:
        if value.value > low or not parts:
            rate = _amount(m, part.per_unit, at, Text("单价", "rate"))
            parts.append(joined("price", "product", [_inside(value, low, high, is_first=not parts), rate], name=_part_name(low, high)))
        low = high if high is not None else low
    return "sum", parts, {}


def _inside(value: Node, low: Fraction, high: Fraction | None, *, is_first: bool) -> Node:
    """How much of the measure lies in a part; the first part has no lower end."""
    said = Text("本段", "this part")
    if is_first:
        node = joined("measure", "sum", [value])
        return node if high is None else node.then(Step("clamp", {"high": exact_text(high)}, said))
    ends = {"low": "0"} if high is None else {"low": "0", "high": exact_text(high - low)}
    return joined("measure", "difference", [_again(value), leaf("amount", low)]).then(Step("clamp", ends, said))


def _part_name(low: Fraction, high: Fraction | None) -> Text:
    if high is None:
        return Text(f"{exact_text(low)} 以上", f"above {exact_text(low)}")
    return same(f"{exact_text(low)}–{exact_text(high)}")


def _again(value: Node) -> Node:
    """The same number once more, without its tree."""
    return leaf("reference", value.value, name=value.name)


def _range(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.range is not None
    ends = [_amount(m, end, at, Text("范围", "range")) for end in (rule.range.low, rule.range.high)]
    unknown = [end for end in ends if end.value is None]
    return "sum", [measured(m, rule, at, "mark"), *unknown], {}


def _factor(m: Measures, rule: Rule, at: int) -> Priced:
    return "product", [measured(m, rule, at, "mark"), _amount(m, rule.factor, at, Text("系数", "factor"))], {}


def _benchmark(m: Measures, rule: Rule, at: int) -> Priced:
    assert rule.benchmark is not None
    mark, value = rule.benchmark, measured(m, rule, at, "quantity")
    base = m.node(mark.at, at)
    if value.value is None or base.value is None:
        return "difference", [value, base], {}
    gap = value.value - base.value
    order, rate = ([value, base], mark.above) if gap >= 0 else ([base, value], mark.below)
    steps = joined(
        "measure", "quotient", [joined("measure", "difference", order), leaf("amount", Fraction(mark.step), name=Text("每", "per"))]
    )
    if mark.steps == "whole":
        steps = steps.then(WHOLE)
    label = Text("每份高出", "each above") if gap >= 0 else Text("每份低于", "each below")
    moved = _amount(m, rate, at, label) if rate is not None and gap != 0 else leaf("amount", 0, name=label)
    found = joined("price", "product", [steps, moved])
    if mark.points_at is None:
        return "product", [steps, moved], {}
    return "sum", [found, _amount(m, mark.points_at, at, Text("基点", "at the benchmark"))], {}


PRICES: dict[str, Callable[[Measures, Rule, int], Priced]] = {
    "each": _each, "per_unit": _per_unit, "by_level": _by_level, "by_role": _by_role, "by_word": _by_word, "tiers": _tiers,
    "brackets": _brackets, "range": _range, "factor": _factor, "benchmark": _benchmark,
}  # fmt: skip
"""Every price key of section 6 as an operation over children."""
