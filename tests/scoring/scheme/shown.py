"""Settling the example of a finding: what of its showings does not come out."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from biaochi.scoring.cases.model import Case, CasesPart
from biaochi.scoring.cases.run import find_card, outcomes_of, settle_case
from biaochi.scoring.example import Example, Row, Showing
from biaochi.scoring.plan import make_plan
from biaochi.scoring.points import decimal_text
from biaochi.scoring.scheme.load import Loaded
from biaochi.scoring.state import STATES


def entries(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    """Rows as a cases file in English holds them."""
    return [{en: list(value) if isinstance(value, tuple) else value for _, en, value in row.given()} for row in rows]


def failures(loaded: Loaded, example: Example) -> list[str]:
    """Every showing that the settlement of the example does not give, whatever errors the scheme has beside."""
    case = Case.model_validate(
        {
            "name": "example",
            "period": example.period,
            "organisations": entries(example.organisations),
            "roster": entries(example.roster),
            "relations": entries(example.relations),
            "facts": entries(example.facts),
            "parameters": dict(example.parameters),
        }
    )
    settlement = settle_case(make_plan(loaded.require()), CasesPart(), case)
    return [f"{showing.flow('zh')}: {text}" for showing in example.shows if (text := failure(settlement, showing))]


def failure(settlement: Any, showing: Showing) -> str:
    class Wanted:
        subject, table = showing.subject, showing.table

    cards, index = find_card(settlement, Wanted)  # type: ignore[arg-type]
    if cards is None or index is None:
        return "不在表内"
    if showing.state and not showing.value:
        found = STATES[cards.states[index]]
        return "" if found == showing.state else found
    if showing.rank:
        ranking = cards.ranks[showing.board] if showing.board else next(iter(cards.ranks.values()))
        return "" if str(ranking.rank[index]) == showing.rank else str(ranking.rank[index])
    if showing.grade:
        words = cards.grades[showing.system] if showing.system else next(iter(cards.grades.values()))
        found = words.vocabulary[words.codes[index]] if words.codes[index] >= 0 else "无"
        return "" if found == showing.grade else found
    if showing.outcome or showing.no_outcome:
        is_proposed = bool(outcomes_of(settlement, cards, index, showing.outcome or showing.no_outcome))
        return "" if is_proposed == bool(showing.outcome) else f"提出: {is_proposed}"
    column = cards.values[showing.value]
    found = decimal_text(int(column.points[index])) if bool(column.usable()[index]) else "unknown"
    if showing.state:
        return "" if found == showing.state else found
    if found == "unknown":
        return "未知"
    held = {
        "points": lambda number: number == Decimal(showing.points),
        "at_most": lambda number: number <= Decimal(showing.at_most),
        "above": lambda number: number > Decimal(showing.above),
        "below": lambda number: number < Decimal(showing.below),
    }
    said = [one.name for one in fields(showing) if one.name in held and getattr(showing, one.name) != ""]
    assert said, "a showing says something"
    return "" if all(held[name](Decimal(found)) for name in said) else found
