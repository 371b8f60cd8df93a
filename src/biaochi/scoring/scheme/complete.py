"""What the models require of the data once extensions are merged: required keys and choices of exactly one.

Worked example: a rule with both ``每次`` and ``按级别`` is found here, at the second of the two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from biaochi.scoring.findings import Finding, Place, Text, error
from biaochi.scoring.scheme.convert import Block, Items
from biaochi.scoring.scheme.shapes import keys_of

DataPath = tuple[str | int, ...]


def places_of(data: Block) -> dict[DataPath, Place]:
    """The place of every entry of the data by its path of field names, own names and list positions."""
    places: dict[DataPath, Place] = {(): data.place}

    def visit(value: Any, path: DataPath) -> None:
        if isinstance(value, Block):
            for name, inner in value.items():
                places[(*path, name)] = value.places.get(name, value.place)
                visit(inner, (*path, name))
        elif isinstance(value, Items):
            for position, inner in enumerate(value):
                places[(*path, position)] = value.places[position]
                visit(inner, (*path, position))

    visit(data, ())
    return places


def missing_keys(data: Any, language: str) -> list[Finding]:
    """Required keys that are absent and choices that are not exactly one, in file order."""
    findings: list[Finding] = []
    if isinstance(data, Block):
        if data.part is not None:
            findings.extend(required(data, language))
            findings.extend(choices(data, language))
        for inner in data.values():
            findings.extend(missing_keys(inner, language))
    elif isinstance(data, Items):
        for inner in data:
            findings.extend(missing_keys(inner, language))
    return findings


def required(block: Block, language: str) -> list[Finding]:
    assert block.part is not None
    findings = []
    for key in keys_of(block.part):
        if not key.is_required or key.name in block.places:
            continue
        word = key.chinese if language == "zh" else key.english
        do = (f"补上「{word}: …」。", f"Add `{word}: …`.")
        found = error(
            "missing-key", block.place, f"这里缺「{word}」", f"`{word}` is missing here", do_zh=do[0], do_en=do[1]
        )
        readings = READINGS.get((block.part.__name__, key.name), ())
        findings.append(replace(found, readings=tuple(Text(zh, en) for zh, en in readings)))
    return findings


WHOLE_OR_PRORATED = (
    ("不足一份的不算:「计法: 整份」", "what is less than a step does not count: `steps: whole`"),
    ("不足一份的按比例:「计法: 按比例」", "what is less than a step counts pro rata: `steps: prorated`"),
)
READINGS = {
    ("PerUnit", "steps"): WHOLE_OR_PRORATED,
    ("Benchmark", "steps"): WHOLE_OR_PRORATED,
    ("Brackets", "count"): (
        ("各段各按各的标准:「计法: 分段」", "each part at its own rate: `count: marginal`"),
        ("全部按所到的一段:「计法: 全额」", "all of it at the rate it reaches: `count: whole`"),
    ),
    ("Reduce", "of"): (
        ("扣起评分的百分比:「于: 起评分」", "a share of the base: `of: base`"),
        ("扣总分的百分比:「于: 总分」", "a share of the total: `of: score`"),
    ),
    ("RuleQuota", "over"): (
        ("停下来,由所定的组织选定:「超额: 阻断」", "stop, and let the named body choose: `over: block`"),
        ("得分多的优先:「超额: 按数量」", "the largest come first: `over: largest`"),
        ("在先的优先:「超额: 按先后」", "the earliest come first: `over: earliest`"),
    ),
}
"""What a document often leaves open and the language has no default for: asked with the readings to choose from."""


def choices(block: Block, language: str) -> list[Finding]:
    assert block.part is not None
    heads = block.part.heads()
    if not heads:
        return []
    words = {key.name: key.chinese if language == "zh" else key.english for key in keys_of(block.part)}
    given = [name for name in heads if name in block.places]
    allowed = "、".join(words[name] for name in heads) if language == "zh" else ", ".join(words[name] for name in heads)
    if not given:
        return [
            error(
                "missing-choice",
                block.place,
                f"这里要写其中一个:{allowed}",
                f"one of these is needed here: {allowed}",
                do_zh="选定一个写上。",
                do_en="Choose one and write it.",
            )
        ]
    if len(given) > 1:
        both, both_en = "、".join(words[name] for name in given), ", ".join(words[name] for name in given)
        return [
            error(
                "several-choices",
                block.places[given[1]],
                f"这里只能写其中一个:{both}",
                f"only one of these may stand here: {both_en}",
                do_zh="留下一个;需要几种时分成几条。",
                do_en="Keep one; where several are meant, make several entries.",
            )
        ]
    return []
