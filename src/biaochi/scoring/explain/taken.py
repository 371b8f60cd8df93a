"""Taken values: which table, which period, which subjects and what their values were (取自, section 9b).

Worked example: 书记's score from the branches in charge, 平均: mean(一支部 92, 二支部 88) of table 支部 2025-Q3.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.leaves import amount_in_scene, person, same
from biaochi.scoring.explain.node import NOTHING, Node, Step, exact_text, joined, leaf
from biaochi.scoring.findings import Text
from biaochi.scoring.items import Items
from biaochi.scoring.scheme.expression_model import Take
from biaochi.scoring.scheme.wording import Wording
from biaochi.scoring.state import STATES, Scorecards
from biaochi.scoring.taking import taken, values_taken

SUBJECTS_LISTED = 40
"""Subjects whose values are listed one by one; of more the sum and the count are given."""
NOBODY = Text("没有可取的对象", "nobody to take from")
STATE_TEXTS = {
    "exempt": "免评", "suspended": "中止", "too_short": "时间不足", "archived": "存档", "unknown": "未知", "excluded": "移出",
    "absent": "不在表",
}  # fmt: skip


def taken_node(take: Take, items: Items, at: int, wording: Wording) -> Node:
    """The taken number of the item at this place, with everything it was taken from."""
    instead = _instead(take, items, at)
    children: list[Node] = []
    for cards, which, index in taken(take, items):
        mine = which == at
        value, there = values_taken(take, cards, index[mine])
        den = 1 if take.value in ("rank", "of") else 10_000
        for i, one, is_there in zip(index[mine].tolist(), value.tolist(), there.tolist(), strict=True):
            node = _one(take, items, cards, (at, int(i)), Fraction(int(one), den) if is_there else None)
            children.append(node if node.value is not None else _without(take, node, instead))
    name, met = same(wording.taken(take)), len(children)
    inputs = {"none": "unknown" if met else _of_nobody(take, instead)}
    about = {"table": take.table, "value": take.value}
    if take.aggregate is None:
        node = joined("taken", "sum", children, name=name, inputs=inputs, about=about)
        if met and sum(child.state != "absent" for child in children) != 1:
            return node.then(Step("block", {}, Text(f"应只有一个值,实有 {met} 个", f"one value is expected, {met} were met")))
        return node
    if take.aggregate in ("sum", "mean") and met > SUBJECTS_LISTED and all(c.value is not None or c.state == "absent" for c in children):
        return _summed(take, children, name, about)
    return joined("taken", take.aggregate, children, name=name, inputs=inputs, about=about)


def _instead(take: Take, items: Items, at: int) -> Fraction | None:
    """The number that stands for an absent or unknown value, None where there is none."""
    if take.missing in ("block", "left_out"):
        return None
    return Fraction(0) if take.missing == "zero" else amount_in_scene(items.scene, take.missing, at, NOTHING).value


def _of_nobody(take: Take, instead: Fraction | None) -> str:
    """What the value is where nobody was met to take from."""
    if take.aggregate in ("count", "sum"):
        return "0"
    return "unknown" if instead is None else exact_text(instead)


def _without(take: Take, node: Node, instead: Fraction | None) -> Node:
    """A value that is not there, as ``missing`` treats it."""
    if take.missing == "left_out":
        return node.then(Step("leave_out", {}, Text("略去", "left out")))
    if instead is None:
        return node
    said = Text("计", "counts as") if take.missing == "zero" else Text("代以", "taken as")
    return node.then(Step("substitute", {"by": exact_text(instead)}, said))


def _one(take: Take, items: Items, cards: Scorecards, place: tuple[int, int], value: Fraction | None) -> Node:
    """The value of one subject in one period; ``place`` is (item, index in the cards)."""
    state, (at, index) = items.state, place
    entity = int(cards.entities[index]) if index != NONE else int(items.scene.entity[at]) if take.via == "self" else NONE
    who = "" if take.via == "self" else person(state, entity) if entity != NONE else "—"
    table = state.setting.plan.tables.get(take.table) if take.scheme is None else None
    name = same(f"{who} {take.table if table is None else table.table.name} {cards.period.name}".strip())
    about = {"table": take.table, "period": cards.period.name, "subject": state.directory.id_of(entity)}
    if value is not None:
        return leaf("taken", value, name=name, about=about)
    why = "absent" if index == NONE else STATES[int(cards.states[index])]
    note = Text(STATE_TEXTS.get(why, "没有这个值"), why if why != "scored" else "no such value")
    return leaf("taken", None, name=name, note=note, about=about)


def _summed(take: Take, children: list[Node], name: Text, about: dict[str, str]) -> Node:
    """Sum and count of many subjects' values."""
    values = [child.value for child in children if child.value is not None]
    label = Text(f"{len(values)} 个值的合计", f"sum of {len(values)} values")
    total = leaf("taken", sum(values, Fraction(0)), name=label, about=about)
    if take.aggregate == "sum":
        return joined("taken", "sum", [total], name=name, about=about)
    return joined("taken", "quotient", [total, leaf("amount", len(values), name=Text("个数", "how many"))], name=name, about=about)


def taken_word(take: Any, items: Items, at: int, word: str) -> Text:
    """Where a taken word (a grade) came from."""
    for cards, which, index in taken(take, items):
        for i in index[which == at].tolist():
            if i != NONE:
                who = person(items.state, int(cards.entities[i]))
                return Text(f"{who} 在 {take.table} {cards.period.name} 为“{word}”", f"{who} in {take.table} {cards.period.name}: {word}")
    return NOBODY
