"""What stands around the rows of a table: title, period, subject, bounds of the total, sums, notes.

A title says the period only if it names exactly one; a note that is not understood is kept and asked about.

Worked example: under the title 「2025年度党员积分评分表」 the name is that, the period 年 and the subject 党员.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.draft.indicators import DraftNode
from biaochi.scoring.scheme.draft.rows import Said, Sheet
from biaochi.scoring.scheme.draft.wordings import bounds_in, plain

PRINTED = re.compile(r"对象:(?P<subject>党员|党组织);周期:(?P<period>[^;。]+?);代码:(?P<code>[^;。]+)。?")
CATEGORY = re.compile(r"^(?:\([一二三四五六七八九十]+\))?「(?P<name>[^」]+)」类(?P<bounds>.*)$")
EFFECTIVE = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日起(?:施行|实施|执行)")
APPLIES = re.compile(r"适用于(?P<key>身份|类型|分类)为(?P<words>[^,;。()]+)的")
SENTENCES: dict[str, tuple[str, str]] = {
    "期末在册的列入考评": ("名单", "期末"),
    "期内任一日在册的都列入考评": ("名单", "期内"),
    "期内转接组织关系的,归期末所在的组织": ("归属", "期末"),
    "期内转接组织关系的,归期初所在的组织": ("归属", "期初"),
    "期内转接组织关系的,归期内所在时间最长的组织": ("归属", "最长"),
}
"""Sentences of the printed form → the key that says the same."""
OF_TABLES = {"起评分", "封顶", "保底", "不封顶", "加分封顶", "扣分封顶", "分期限额", "扣完为止"}
"""Bounds that a whole table may have; what a note says beyond them (同一事项取最高) is about its rules, and asked."""
NUMBERED = re.compile(r"^\s*(?:\([一二三四五六七八九十]+\)|\d{1,2}[.、])\s*")
ANNEX = re.compile(r"^附(?:件|表|录)?\s*[\d一二三四五六七八九十]*\s*[:.、]?$")
PERIODS = (("半年", r"半年"), ("季", r"季度|每季|季评|季考"), ("月", r"月度|每月|月评|月考"), ("年", r"年度|全年|每年|年终|年考"))
USUAL_NAMES = re.compile(r"(?i)sheet\d*|工作表\d*|表\d+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(slots=True)
class Surroundings:
    table_name: str
    name: str = ""
    code: str = ""
    period: str = ""
    period_from: str = ""
    subject: str = ""
    effective: str = ""
    keys: dict[str, Any] = field(default_factory=dict)
    categories: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: list[Said] = field(default_factory=list)
    sums: list[Said] = field(default_factory=list)

    def sums_that_differ(self, nodes: Sequence[DraftNode]) -> Iterator[tuple[Said, Decimal, Decimal]]:
        """The sums the table states that are not those of its indicators' points."""
        added = sum((points_of(node) for node in nodes), Decimal(0))
        for said in self.sums:
            if (found := NUMBER.search(plain(said.text))) and added and Decimal(found[0]) != added:
                yield said, Decimal(found[0]), added


def points_of(node: DraftNode) -> Decimal:
    """The points of an indicator: its own, or those of its parts."""
    if node.full is not None:
        return node.full
    return sum((points_of(child) for child in node.children), Decimal(0))


def surroundings_of(sheet: Sheet) -> Surroundings:
    titles = [said for said in sheet.titles if not ANNEX.fullmatch(plain(said.text).strip())]
    name = " ".join(titles[0].text.split()) if titles else ""
    usual = bool(USUAL_NAMES.fullmatch(sheet.name))
    found = Surroundings(table_name=(name or sheet.name) if usual else sheet.name, name=name, sums=list(sheet.sums))
    read_title(found, [*titles, Said(sheet.name, sheet.place)])
    for said in (*titles[1:], *sheet.notes):
        for line in said.text.splitlines():
            if line.strip():
                read_line(found, Said(line.strip(), said.place))
    return found


def read_title(found: Surroundings, titles: Sequence[Said]) -> None:
    for said in titles:
        text = plain(said.text)
        periods = [period for period, words in PERIODS if re.search(words, text.replace("半年", "") if period == "年" else text)]
        if len(periods) == 1 and not found.period:
            found.period, found.period_from = periods[0], said.place.cell.rpartition("!")[2] or f"表名「{said.text}」"
        if "党员" in text and not found.subject:
            found.subject = "党员"
        elif re.search("党支部|党组织|支部", text) and not found.subject:
            found.subject = "党组织"


def read_line(found: Surroundings, said: Said) -> None:
    """One line above or below the rows."""
    text = plain(said.text)
    if effective := EFFECTIVE.search(text):
        found.effective = f"{effective[1]}-{int(effective[2]):02d}-{int(effective[3]):02d}"
    if printed := PRINTED.search(text):
        found.subject, found.period, found.code = printed["subject"], printed["period"].strip(), printed["code"].strip()
        found.period_from = ""
        return
    bare = NUMBERED.sub("", text).strip()
    if said.text in (found.name, found.table_name) or (effective and len(bare) < 30):
        return
    if (key := SENTENCES.get(bare.rstrip("。"))) is not None:
        found.keys[key[0]] = key[1]
        return
    if applies := APPLIES.fullmatch(bare.rstrip("。")):
        found.keys["适用"] = {applies["key"]: applies["words"].split("、")}
        return
    if category := CATEGORY.match(bare):
        bounds, left = bounds_in(category["bounds"])
        found.categories[category["name"]] = {key: value for key, value in bounds.keys.items() if key in OF_TABLES - {"起评分"}}
        if not left.strip(" ;,。") and set(bounds.keys) <= OF_TABLES:
            return
    else:
        bounds, left = bounds_in(bare)
        if bounds.keys and set(bounds.keys) <= OF_TABLES and not bounds.open and not re.sub(r"总分|本表|[\s;,。:]", "", left):
            found.keys.update(bounds.keys)
            return
    found.kept.append(said)
