"""The sentences of a column 评分标准 as rules: how points are said in Chinese offices, and nothing that is not said.

A cell is cut into items (lines, numbers, semicolons); of each item the bounds are taken out (扣完为止, 最高不超过 10 分, 同一事项取最高),
what is left is matched against the ways in which prices are said. What matches none of them is handed back as it stands.

Worked example: 「缺席一次扣2分，最多扣6分」 is one rule 缺席 with ``{每次: -2, 扣分封顶: 6}``; 「表现突出」 is no rule.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from biaochi.scoring.scheme.draft.prices import BANDED, NESTED, Priced, is_ladder, priced
from biaochi.scoring.scheme.draft.wordings import ITEM, Bounds, bounds_in, plain

OPEN = re.compile(r"一票否决|不得分|得零分|不计分|加倍|翻倍|取消.{0,8}资格|不(?:得|能)评(?:为|优)|视为|参照")
"""What a price of its own does not cover: asked."""
HEADING = re.compile("以下各项(?:合看)?")
OF_RULES = ("合计", "无事项", "加重", "起评分", "权重")
NOTE = re.compile("[（(].*[）)]")


@dataclass(slots=True)
class Phrase:
    """One rule as a table says it: its name, its keys (in Chinese, as the skeleton has them), what its fact kind needs, what is open."""

    name: str
    keys: dict[str, Any]
    fact: dict[str, Any]
    text: str
    open: list[str] = field(default_factory=list)
    left: str = ""
    note: str = ""


@dataclass(slots=True)
class Reading:
    """What was read from one cell: rules, what holds for the whole indicator, and the texts that were not understood."""

    rules: list[Phrase] = field(default_factory=list)
    whole: dict[str, Any] = field(default_factory=dict)
    whole_open: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def read_standards(text: str) -> Reading:
    """The rules of one cell, in order."""
    reading = Reading()
    for item in items_of(text):
        read_item(item, reading)
    return reading


def items_of(text: str) -> Iterator[str]:
    """Lines and numbered items, their numbers cut off."""
    for line in text.splitlines():
        marks = [0, *(found.start() for found in ITEM.finditer(plain(line)) if found.start()), len(line)]
        for start, end in itertools.pairwise(marks):
            item = line[start:end]
            found = ITEM.match(plain(item))
            if item := item[found.end() if found else 0 :].strip(" \u3000；;"):
                yield item


def read_item(item: str, reading: Reading) -> None:
    """One item: a ladder or single prices, and the bounds that stand with them. Bounds of a price that was not understood are not read."""
    mine: list[Phrase] = []
    rest, stated = [], []
    for clause in clauses_of(item):
        if NOTE.fullmatch(clause.strip()):
            if mine:
                mine[-1].note = clause.strip()[1:-1]
            else:
                rest.append(clause)
            continue
        bounds, left = bounds_in(clause)
        found = [phrase_of(one, clause) for one in priced(left)]
        mine += found
        if bounds.keys or bounds.open:
            stated.append((bounds, clause))
        if not found and (HEADING.sub("", left).strip(" ,，。、:：()（）") or not (bounds.keys or bounds.open)):
            rest.append(clause)
        elif OPEN.search(plain(left)) and found:
            found[-1].open.append("open-words")
    if rest and not mine and stated:
        reading.rest.append(item)
        return
    reading.rules += mine
    reading.rest += [text for text in rest if text.strip()]
    if mine and not any(phrase.keys for phrase in mine):
        told = {phrase.text for phrase in mine}
        reading.rest += [clause.strip() for _, clause in stated if clause.strip() not in told]
        return
    for bounds, clause in stated:
        give_bounds(bounds, clause, reading, mine)


def clauses_of(item: str) -> Iterator[str]:
    """The sentences of an item; a ladder of prices is not torn apart at its semicolons, nor are bands."""
    for sentence in re.split(r"[。\n](?![^（(]*[）)])", item):
        if not sentence.strip():
            continue
        is_one = BANDED.search(plain(sentence)) or NESTED.search(plain(sentence)) or not re.search("[;；]", sentence)
        if is_one or is_ladder(sentence):
            yield sentence
        else:
            yield from (part for part in re.split("[;；](?![^〔（(]*[〕）)])", sentence) if part.strip())


def phrase_of(one: Priced, clause: str) -> Phrase:
    return Phrase(one.name, dict(one.keys), dict(one.fact), clause.strip(), list(one.open), one.left)


def give_bounds(bounds: Bounds, clause: str, reading: Reading, mine: list[Phrase]) -> None:
    """扣完为止 is the indicator's, unless the rule has a base of its own; any other bound is the one rule's it stands with, or else the
    indicator's. What only a rule can have and stands with none is left as it is said."""
    own = mine[0] if len(mine) == 1 else None
    for key, value in bounds.keys.items():
        if own is None and key in OF_RULES and not str(value).startswith("取") and value not in ("平均", "加权"):
            reading.rest.append(clause.strip())
        elif own is None or (key == "扣完为止" and "起评分" not in own.keys):
            reading.whole[key] = value
        elif key == "取舍" and key in own.keys:
            own.keys[key] = [*own.keys[key], *value]
        else:
            own.keys[key] = value
    (own.open if own is not None else reading.whole_open).extend(bounds.open)
