"""What the models require of the data once extensions are merged: required keys and choices of exactly one.

Worked example: a rule with both ``每次`` and ``按级别`` is found here, at the second of the two.
"""

from __future__ import annotations

from typing import Any

from biaochi.scoring.findings import Finding, Place, error
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
    return [
        error(
            "missing-key",
            block.place,
            f"这里缺「{word}」",
            f"`{word}` is missing here",
            do_zh=f"补上「{word}: …」。",
            do_en=f"Add `{word}: …`.",
        )
        for key in keys_of(block.part)
        if key.is_required and key.name not in block.places
        for word in [key.chinese if language == "zh" else key.english]
    ]


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
