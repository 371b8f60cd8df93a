"""Leaves: facts, amounts of the scheme and values settled before, each with where it comes from.

Worked example: ``{按: 分类, 各值: {服务型: 13}}`` for a 服务型 branch is the leaf 13 with the note 「按分类(服务型)」.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from biaochi.scoring.amounts import amount_of, has_word
from biaochi.scoring.columns import NO_AMOUNT, NO_DAY
from biaochi.scoring.conditions import Scene
from biaochi.scoring.explain.node import NOTHING, Node, exact_text, leaf
from biaochi.scoring.findings import Text
from biaochi.scoring.periods import day_of
from biaochi.scoring.scheme.wording import BY
from biaochi.scoring.state import State


def same(text: str) -> Text:
    """The scheme's own words, which are not translated."""
    return Text(text, text)


def day_text(day: int) -> str:
    return day_of(int(day)).isoformat()


def person(state: State, entity: int) -> str:
    """Name and id of a person or organisation, or its id alone where no names were read."""
    name = name_of(state.directory, entity)
    ident = state.directory.id_of(entity)
    return f"{name}({ident})" if name and name != ident else ident


def name_of(directory: Any, entity: int) -> str:
    """The name in the roster or among the organisations, '' where none was read."""
    name: str = directory.name_of(entity)
    return name


def fact_seen(state: State, fact: int) -> Mapping[str, str]:
    """The fact as it stands in the ledger; cells that are empty are left away."""
    facts = state.ledger.facts
    seen = {
        "id": str(facts.id[fact]), "subject": state.directory.id_of(int(state.ledger.entity[fact])),
        "kind": state.setting.plan.kind_names[int(state.ledger.kind[fact])], "date": day_text(facts.date[fact]),
    }  # fmt: skip
    if facts.until is not None and facts.until[fact] != NO_DAY:
        seen["until"] = day_text(facts.until[fact])
    for name in ("quantity", "mark"):
        column = getattr(facts, name)
        if column is not None and column.values[fact] != NO_AMOUNT:
            seen[name] = exact_text(Fraction(int(column.values[fact]), column.scale))
    for name in ("level", "role", "matter", "rater"):
        words = getattr(facts, name)
        if words is not None and words.codes[fact] >= 0:
            seen[name] = words.vocabulary[int(words.codes[fact])]
    if facts.note is not None and str(facts.note[fact]):
        seen["note"] = str(facts.note[fact])
    return seen


SHOWN = (("quantity", "数量"), ("mark", "评分"), ("level", "级别"), ("role", "角色"), ("matter", "事由"), ("rater", "评分人"))


def fact_words(seen: Mapping[str, str]) -> Text:
    """The fact in one phrase: ``2025-03-02 三会一课(角色 缺席)``."""
    about = "、".join(f"{zh} {seen[name]}" for name, zh in SHOWN if name in seen)
    about_en = ", ".join(f"{name} {seen[name]}" for name, _ in SHOWN if name in seen)
    until = f" 至 {seen['until']}" if "until" in seen else ""
    until_en = f" to {seen['until']}" if "until" in seen else ""
    return Text(
        f"{seen['date']}{until} {seen['kind']}" + (f"({about})" if about else ""),
        f"{seen['date']}{until_en} {seen['kind']}" + (f" ({about_en})" if about_en else ""),
    )


def fact_leaf(state: State, fact: int, value: Fraction | int | None, note: Text = NOTHING) -> Node:
    """One fact as an operand."""
    seen = fact_seen(state, fact)
    return leaf("fact", value, name=fact_words(seen), code=seen["id"], about=seen, note=note)


def amount_leaf(state: State, value: Any, name: Text) -> Node:
    """An amount of the scheme for the slice's subject: a number, a parameter's value, or the one of its kind."""
    return amount_for(state, value, name, state.entities, state.valued_on)


def amount_in_scene(scene: Scene, value: Any, at: int, name: Text) -> Node:
    """The amount for the entry of a scene at this place, as it is valued."""
    if not hasattr(value, "parameter"):
        return leaf("amount", Fraction(value), name=name)
    here = slice(at, at + 1)
    bearer = None if scene.target is None else (scene.bearer[0][here], np.asarray(scene.bearer[1])[here])
    return amount_for(scene.state, value, name, scene.entity[here], np.asarray(scene.valued)[here], bearer)


def amount_for(state: State, value: Any, name: Text, entity: Any, day: Any, bearer: tuple[Any, Any] | None = None) -> Node:
    """The amount for one entity on its day, by the kind of ``bearer`` where that is another."""
    if not hasattr(value, "parameter"):
        return leaf("amount", Fraction(value), name=name)
    exact = amount_of(state, value, entity, day, bearer).broadcast(1)
    found = exact.fraction(0)
    if value.parameter is not None:
        label = "" if name.zh == value.parameter else value.parameter
        said = Text(f"参数“{label}”" if label else "参数", f"parameter {label}" if label else "a parameter")
        return leaf("amount", found, name=name, note=said)
    word = next((w for w in value.values if bool(has_word(state, value.by, w, *(bearer or (entity, day)))[0])), None)
    by = BY.get(value.by, value.by)
    if word is None and value.otherwise is None:
        return leaf("amount", None, name=name, note=Text(f"办法没有为其{by}规定这个数", f"the scheme gives no number for this {value.by}"))
    chosen = word if word is not None else "其他"
    return leaf("amount", found, name=name, note=Text(f"按{by}({chosen})", f"by {value.by} ({chosen})"))


def units_leaf(kind: str, units: int, name: Text, note: Text = NOTHING, **rest: Any) -> Node:
    """Points as they were settled, in units of 1/10,000."""
    return leaf(kind, Fraction(units, 10_000), name=name, note=note, **rest)
