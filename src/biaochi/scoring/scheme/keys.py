"""The one table of keys and fixed words, read off the models: the page docs/keys.md is printed from it.

Worked example: ``key_table()`` holds ``("Table", "周期", "period")``.
"""

from __future__ import annotations

from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.shapes import BOOLEANS, Key, Shape, keys_of
from biaochi.scoring.scheme.vocabulary import Part


def parts() -> list[type[Part]]:
    """Every kind of mapping of the language, in the order in which a reader of the models meets them."""
    found: list[type[Part]] = []

    def visit(part: type[Part]) -> None:
        if part not in found:
            found.append(part)
            for key in keys_of(part):
                for inner in parts_of(key.shape):
                    visit(inner)

    visit(Scheme)
    return found


def parts_of(shape: Shape) -> list[type[Part]]:
    inner = [part for below in (shape.entries, shape.items) if below is not None for part in parts_of(below)]
    return [*shape.parts, *inner]


def key_table() -> list[tuple[str, str, str]]:
    """(kind of mapping, Chinese key, English key) of every key."""
    return [(part.__name__, key.chinese, key.english) for part in parts() for key in keys_of(part)]


def words_of(shape: Shape) -> dict[str, str]:
    """The fixed words that may stand as a value of this shape, English → Chinese."""
    words = {en: zh for vocabulary in shape.vocabularies for en, zh in vocabulary.chinese.items()}
    if shape.entry_words is not None:
        words.update(shape.entry_words.chinese)
    for below in (shape.entries, shape.items):
        if below is not None:
            words.update(words_of(below))
    return words


def markdown() -> str:
    """The page of keys and words."""
    lines = [
        "# 键与用词对照 · Keys and words",
        "",
        "每一个键和固定用词的中文、英文写法。本页由类型模型生成,不手工修改。",
        "Every key and fixed word in both languages, generated from the models; not edited by hand.",
        "",
        "是非值 yes or no: " + "、".join(f"`{zh}` `{en}`" for en, zh in BOOLEANS.values()) + "。",
    ]
    for part in parts():
        lines += ["", f"## {heading(part)}", "", "| 中文 | English | 用词 words |", "|---|---|---|"]
        lines += [row(key) for key in keys_of(part)]
    return "\n".join(lines) + "\n"


def heading(part: type[Part]) -> str:
    """The keys under which this mapping stands."""
    above = {
        (key.chinese, key.english): None for other in parts() for key in keys_of(other) if part in parts_of(key.shape)
    }
    named = [f"{zh} {en}" for zh, en in above]
    return "、".join(named[:6]) + (" …" if len(named) > 6 else "") or "办法文件 the file"


def row(key: Key) -> str:
    words = "、".join(f"{zh} {en}" for en, zh in words_of(key.shape).items())
    required = "*" if key.is_required else ""
    return f"| {key.chinese}{required} | {key.english} | {words} |"


if __name__ == "__main__":
    print(markdown(), end="")
