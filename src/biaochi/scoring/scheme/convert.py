"""A tree becomes English data with places, guided by the shapes of the models: keys, fixed words and scalars in one
walk.

Nothing is required yet (an extension may be partial) and nothing is decided between models but by the keys given.
What cannot be understood is found here, all at once; the data of what could be understood goes on.

Worked example: ``周期: 季`` in a table becomes ``Block(part=Table){"period": "quarter"}``, with the spans of both
words for translation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from biaochi.scoring.findings import Finding, Place, error
from biaochi.scoring.scheme.shapes import BOOLEANS, Key, Shape, keys_by_word, keys_of
from biaochi.scoring.scheme.vocabulary import Part, read_number
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Scalar, Sequence

INTEGER = re.compile(r"[+-]?\d{1,12}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OTHER = {"zh": "en", "en": "zh"}
LANGUAGES = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}


class Block(dict[str, Any]):
    """A mapping read: values by field name (or by own name), with its model and the places of its entries."""

    def __init__(self, part: type[Part] | None, place: Place) -> None:
        super().__init__()
        self.part = part
        self.place = place
        self.places: dict[str, Place] = {}
        self.is_added = False  # an extension appended it


class Items(list[Any]):
    """A list read, with the places of its entries."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []


@dataclass(frozen=True, slots=True)
class Span:
    """A key or fixed word in the text, to be written in the other language: offsets inside any quotes."""

    start: int
    end: int
    english: str
    chinese: str


@dataclass
class Conversion:
    """One walk over one file."""

    file: str
    language: str
    findings: list[Finding] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def find(self, code: str, node: Node, zh: str, en: str, do_zh: str = "", do_en: str = "") -> None:
        self.findings.append(error(code, node.place(self.file), zh, en, do_zh=do_zh, do_en=do_en))

    def span(self, node: Scalar, english: str, chinese: str) -> None:
        quotes = 0 if node.is_plain else 1
        if node.end - node.start != len(node.text) + 2 * quotes:
            self.find(
                "word-escaped",
                node,
                f"键和固定用词要直接写出:{node.text}",
                f"keys and fixed words are written plainly: {node.text}",
                f"写成 {node.text},不用转义和换行。",
                f"Write {node.text} without escapes or line breaks.",
            )
        self.spans.append(Span(node.start + quotes, node.end - quotes, english, chinese))

    # mappings

    def value(self, node: Node, shape: Shape) -> Any:
        """The English data of a node; None where it cannot be understood (and a finding says so)."""
        if isinstance(node, Mapping):
            part = self.part_for(node, shape)
            if part is not None:
                return self.block(node, part)
            if shape.entries is not None:
                return self.entries(node, shape)
            if shape.takes_one and shape.items is not None:
                return self.one(node, shape.items)
            return self.misplaced(node, shape)
        if isinstance(node, Sequence):
            if shape.items is None:
                return self.misplaced(node, shape)
            items = Items(node.place(self.file))
            for inner in node.items:
                items.append(self.value(inner, shape.items))
                items.places.append(inner.place(self.file))
            return items
        assert isinstance(node, Scalar)
        return self.scalar(node, shape)

    def one(self, node: Node, shape: Shape) -> Items:
        """A list of one entry, written without its brackets."""
        items = Items(node.place(self.file))
        items.append(self.value(node, shape))
        items.places.append(node.place(self.file))
        return items

    def part_for(self, node: Mapping, shape: Shape) -> type[Part] | None:
        """The model that knows most of the mapping's keys; None leaves it to free entries."""
        if len(shape.parts) == 1 and shape.entries is None:
            return shape.parts[0]
        words = [key.text for key, _ in node.pairs]
        known = {part: sum(word in keys_by_word(part, self.language) for word in words) for part in shape.parts}
        if shape.entries is not None:
            heads = {part: self.head_words(part) for part in shape.parts}
            known = {part: n for part, n in known.items() if n == len(words) and heads[part].intersection(words)}
        return max(known, key=lambda part: known[part], default=None)

    def head_words(self, part: type[Part]) -> set[str]:
        return {word for word, key in keys_by_word(part, self.language).items() if key.name in part.heads()}

    def block(self, node: Mapping, part: type[Part]) -> Block:
        block = Block(part, node.place(self.file))
        keys = keys_by_word(part, self.language)
        for word, inner in node.pairs:
            key = keys.get(word.text)
            if key is None:
                if (meant := self.unknown_key(word, part)) is not None:
                    block.places.setdefault(meant.name, word.place(self.file))  # so that it is not missed as well
                continue
            self.span(word, key.english, key.chinese)
            block.places[key.name] = (inner if isinstance(inner, Scalar) else word).place(self.file)
            value = self.value(inner, key.shape)
            if value is not None:
                block[key.name] = value
        return block

    def entries(self, node: Mapping, shape: Shape) -> Block:
        assert shape.entries is not None
        block = Block(None, node.place(self.file))
        for word, inner in node.pairs:
            name = word.text
            if shape.entry_words is not None:
                name = self.own_or_fixed(word, shape.entry_words.chinese)
            block.places[name] = word.place(self.file)
            block[name] = self.value(inner, shape.entries)
        return block

    def unknown_key(self, word: Scalar, part: type[Part]) -> Key | None:
        """Report the key; returns the one that was probably meant."""
        keys = keys_by_word(part, self.language)
        other = keys_by_word(part, OTHER[self.language]).get(word.text)
        zh, en = LANGUAGES[self.language]
        if other is not None:
            right = other.chinese if self.language == "zh" else other.english
            self.find(
                "mixed-languages",
                word,
                f"本文件用{zh}书写,这里的键却是「{word.text}」",
                f"this file is written in {en}, but this key is `{word.text}`",
                f"写成「{right}」。一个文件只用一种语言,可用 scheme show --as 转换。",
                f"Write `{right}`. A file uses one language; scheme show --as converts it.",
            )
            return other
        near = nearest(word.text, list(keys))
        allowed = "、".join(keys) if self.language == "zh" else ", ".join(keys)
        self.find(
            "unknown-key",
            word,
            f"「{word.text}」不是这里的键",
            f"`{word.text}` is not a key of this place",
            (f"是否想写「{near}」?" if near else "") + f"此处可用:{allowed}。",
            (f"Did you mean `{near}`? " if near else "") + f"Allowed here: {allowed}.",
        )
        return keys[near] if near else None

    # scalars and words

    def scalar(self, node: Scalar, shape: Shape) -> Any:
        text = node.text
        if node.is_plain and text in ("", "~", "null"):
            self.find(
                "empty-value",
                node,
                "这里没有写值",
                "there is no value here",
                "写上值,或删去这个键;空的内容写 {} 或 []。",
                "Write the value or take the key away; empty content is {} or [].",
            )
            return None
        if shape.vocabularies:
            word = self.fixed_word(node, shape)
            if word is not None:
                return word
        for kind in shape.scalars:
            read = self.read(node, kind)
            if read is not None:
                return read
        if any(vocabulary.is_open for vocabulary in shape.vocabularies):
            return self.own_or_fixed(node, {})
        if shape.takes_one and shape.items is not None:
            return self.one(node, shape.items)
        return self.misplaced(node, shape)

    def fixed_word(self, node: Scalar, shape: Shape) -> str | None:
        """The English word if the text is one of the file's language; a finding if it is one of the other's."""
        for vocabulary in shape.vocabularies:
            for english, chinese in vocabulary.chinese.items():
                mine, others = (chinese, english) if self.language == "zh" else (english, chinese)
                if node.text == mine:
                    self.span(node, english, chinese)
                    return english
                if node.text == others:
                    self.other_language(node, mine)
                    return english
        return None

    def own_or_fixed(self, node: Scalar, pairs: dict[str, str]) -> str:
        for english, chinese in pairs.items():
            mine, others = (chinese, english) if self.language == "zh" else (english, chinese)
            if node.text == mine:
                self.span(node, english, chinese)
                return english
            if node.text == others:
                self.other_language(node, mine)
                return english
        return node.text

    def other_language(self, node: Scalar, right: str) -> None:
        zh, en = LANGUAGES[self.language]
        self.find(
            "mixed-languages",
            node,
            f"本文件用{zh}书写,这里的用词却是「{node.text}」",
            f"this file is written in {en}, but this word is `{node.text}`",
            f"写成「{right}」。",
            f"Write `{right}`.",
        )

    def read(self, node: Scalar, kind: str) -> Any:
        """The scalar as this kind, or None."""
        text = node.text
        if kind == "text":
            return text
        if kind == "number":
            try:
                return read_number(text)
            except ValueError:
                return None
        if kind == "integer":
            return int(text) if INTEGER.fullmatch(text) else None
        if kind == "day":
            try:
                return date.fromisoformat(text) if DAY.fullmatch(text) else None
            except ValueError:
                return None
        for english, pair in BOOLEANS.items():
            if text == pair[self.language == "zh"]:
                self.span(node, *pair)
                return english in ("true", "yes")
        return None

    def misplaced(self, node: Node, shape: Shape) -> None:
        """What stands here is not what may stand here."""
        expected = expectations(shape, self.language)
        zh, en = "、".join(zh for zh, _ in expected), " or ".join(en for _, en in expected)
        if not isinstance(node, Scalar):
            kind = ("一组键和值", "a mapping") if isinstance(node, Mapping) else ("一个列表", "a list")
            self.find(
                "wrong-kind", node, f"这里写了{kind[0]}", f"{kind[1]} stands here", f"这里应写:{zh}。", f"Write {en}."
            )
            return
        text = node.text if len(node.text) <= 40 else node.text[:40] + "…"
        if shape.vocabularies:
            words = [w for v in shape.vocabularies for pair in v.chinese.items() for w in [pair[self.language == "zh"]]]
            near = nearest(node.text, words)
            self.find(
                "unknown-word",
                node,
                f"「{text}」不是这里的用词",
                f"`{text}` is not a word of this place",
                (f"是否想写「{near}」?" if near else "") + f"这里应写:{zh}。",
                (f"Did you mean `{near}`? " if near else "") + f"Write {en}.",
            )
        elif "number" in shape.scalars or "integer" in shape.scalars:
            self.find(
                "not-a-number",
                node,
                f"「{text}」不是这里能用的数",
                f"`{text}` is not a number for this place",
                f"这里应写:{zh}。",
                f"Write {en}.",
            )
        else:
            self.find(
                "wrong-kind",
                node,
                f"这里不能写「{text}」",
                f"`{text}` cannot stand here",
                f"这里应写:{zh}。",
                f"Write {en}.",
            )


def expectations(shape: Shape, language: str) -> list[tuple[str, str]]:
    """What may stand in a place, as (Chinese, English) phrases; words and keys in the file's language."""
    is_zh = language == "zh"
    out = []
    for vocabulary in shape.vocabularies:
        words = [zh if is_zh else en for en, zh in vocabulary.chinese.items()]
        out.append((" | ".join(words), " | ".join(words)))
    scalars = {
        "number": ("一个数(不用科学记数法,百分数写 30%)", "a number, written plainly (a share as 30%)"),
        "integer": ("一个整数", "a whole number"),
        "boolean": ("是或否", "true or false"),
        "text": ("文字", "text"),
        "day": ("日期,如 2026-01-01", "a day such as 2026-01-01"),
    }
    out.extend(scalars[kind] for kind in shape.scalars)
    for part in shape.parts:
        heads = part.heads()
        keys = [key.chinese if is_zh else key.english for key in keys_of(part) if not heads or key.name in heads]
        out.append((f"一组键和值,键为 {' | '.join(keys)}", f"a mapping with the keys {' | '.join(keys)}"))
    if shape.entries is not None:
        out.append(("一组「名称: 内容」", "a mapping of names"))
    if shape.items is not None:
        out.append(("一个列表", "a list"))
    return out


def nearest(word: str, words: list[str]) -> str | None:
    """The known word most like this one."""
    return next(iter(get_close_matches(word, words, n=1, cutoff=0.5)), None)


def language_of(node: Mapping, part: type[Part]) -> str:
    """The language most keys at the top are written in."""
    counts = {
        language: sum(key.text in keys_by_word(part, language) for key, _ in node.pairs) for language in ("zh", "en")
    }
    return "en" if counts["en"] > counts["zh"] else "zh"
