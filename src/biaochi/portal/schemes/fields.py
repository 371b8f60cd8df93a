"""A scheme's text as fields that a clerk can fill in: every word and number, grouped by the piece it belongs to, bound to its place.

Words: an *item* is a piece with a heading of its own (a table, an indicator, a rule, a fact kind, a parameter, …); a *field* is one word
or number of it, or a short list of words, under the key the file uses; what a field's key is nested in stands before it («每单位 · 得»).
The models of the scheme language say what may stand where; no key is known here by name but those that hold items. Codes are shown and
not fields: they stay from version to version.

Worked example: the rule ``{名称: 缺席, 代码: R1, 事项: 缺席, 每次: -2}`` is an item 缺席 with four fields, the last a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from biaochi.portal.schemes.source import CannotWrite, Path, tree_of
from biaochi.scoring.scheme.convert import Conversion, language_of
from biaochi.scoring.scheme.model import Node as Indicator
from biaochi.scoring.scheme.model import Scheme, Table
from biaochi.scoring.scheme.shapes import Key, Shape, keys_by_word, keys_of
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Scalar, Sequence

ITEMS: dict[type[Part], tuple[str, ...]] = {
    Scheme: ("parameters", "facts", "categories", "periods", "tables", "workflow", "notices", "objections"),
    Table: ("states", "indicators", "joint_caps", "parts", "vetoes", "ranks", "grades", "outcomes"),
    Indicator: ("indicators", "rules"),
}
"""Fields of a model that hold items; everything else of it is fields."""
LONG = ("note", "basis", "reason")
"""Texts of a sentence or more."""
SUGGESTED = {"facts": "facts", "category": "categories", "dimension": "dimensions", "parameter": "parameters", "kind": "facts"}
"""By field of a model: of what in the scheme its words are names."""
BETWEEN = "、"
SHOWN = {"true": _("是"), "false": _("否")}


@dataclass(frozen=True)
class Field:
    """One word, number or list of words. ``name`` is the form's; ``path`` leads to the value in the text."""

    name: str
    path: Path
    label: str
    kind: str
    """text, long, number, day, word (one of ``choices``), list (words between 、) or key (the name of an entry)."""
    value: str
    line: int
    column: int
    choices: tuple[tuple[str, str], ...] = ()
    """What may stand there, and how it is shown."""
    suggested: str = ""
    is_required: bool = False
    removes: str = ""
    """The path of the entry that this field begins and that may go as a whole; "" where it may not."""


@dataclass
class Item:
    """A piece with a heading of its own."""

    path: Path
    kind: str
    """The model's name in small letters: table, node, rule, factkind, parameter, …"""
    word: str
    """The key under which it stands, in the file's language."""
    title: str
    code: str
    line: int
    depth: int
    fields: list[Field] = field(default_factory=list)
    children: list["Item"] = field(default_factory=list)
    addable: list[tuple[str, str]] = field(default_factory=list)
    """Keys with one word or number that it does not have yet: (key, what may be written)."""
    lists: list[tuple[str, str, bool]] = field(default_factory=list)
    """Lists of entries, and of names with a value, to which one can be added: (path, label, whether of names)."""
    parts: dict[Path, type[Part]] = field(default_factory=dict)
    """Of the whole: the model of every mapping."""
    language: str = "zh"

    @property
    def address(self) -> str:
        return dotted(self.path)

    def walk(self) -> Iterator["Item"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Names:
    """What fields may refer to."""

    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def undotted(text: str) -> Path:
    """The path of a form's name. Raises ``CannotWrite`` for anything else."""
    steps = text.split(".") if text else []
    if not all(step.isascii() and step.isdecimal() and len(step) < 7 for step in steps):
        raise CannotWrite(_("要改的地方已经不在了。请刷新页面再改。"))
    return tuple(int(step) for step in steps)


@lru_cache(maxsize=8)
def whole(text: str) -> Item | None:
    """The scheme as one item with everything in it; None where the text is no YAML mapping."""
    tree, _findings = tree_of(text)
    if not isinstance(tree, Mapping):
        return None
    walk = _Walk(text, tree)
    found = walk.item(tree, Scheme, (), "", 0)
    found.parts = walk.parts
    found.language = walk.language
    return found


def names_of(root: Item) -> Names:
    """The names declared in the scheme."""
    found: dict[str, list[str]] = {"factkind": [], "parameter": [], "category": []}
    for item in root.children:
        if item.kind in found:
            found[item.kind].append(item.title)
    dimensions = next(
        (one.value.split(BETWEEN) for one in root.fields if one.name.startswith("l") and one.label in ("维度", "dimensions")), []
    )
    return Names(tuple(found["factkind"]), tuple(found["parameter"]), tuple(found["category"]), tuple(dimensions))


class _Walk:
    """One walk over one text."""

    def __init__(self, text: str, tree: Mapping) -> None:
        self.text = text
        self.language = language_of(tree, Scheme)
        self.reader = Conversion("", self.language)
        self.parts: dict[Path, type[Part]] = {}

    def word(self, key: Key) -> str:
        return key.chinese if self.language == "zh" else key.english

    def item(self, node: Mapping, part: type[Part], path: Path, word: str, depth: int, name: Scalar | None = None) -> Item:
        """``name`` is the key of an entry whose name is its key."""
        found = Item(path, part.__name__.lower(), word, "", "", (name or node).line, depth)
        if name is not None:
            label = "名称" if self.language == "zh" else "name"
            found.fields.append(Field(f"k.{dotted(path)}", path, label, "key", name.text, name.line, name.column, is_required=True))
        self.block(found, node, part, path, "")
        words = keys_by_word(part, self.language)
        texts = {words[key.text].name: value.text for key, value in node.pairs if key.text in words and isinstance(value, Scalar)}
        found.code = texts.get("code", "")
        facts = node.get(*[self.word(key) for key in keys_of(part) if key.name == "facts"] or [""])
        named = name.text if name is not None else texts.get("name") or texts.get("step") or texts.get("facts", "")
        if not named and isinstance(facts, Sequence):
            named = BETWEEN.join(one.text for one in facts.items if isinstance(one, Scalar))
        found.title = named or found.code or word
        present = {key.text for key, _value in node.pairs}
        heads = set(part.heads())
        priced = any(words[key].name in heads for key in present if key in words)
        for key in keys_of(part):
            if self.word(key) not in present and is_plain(key.shape) and not (key.name in heads and priced):
                found.addable.append((self.word(key), "、".join(self.words(key.shape)[:6])))
        return found

    def block(self, item: Item, node: Mapping, part: type[Part], path: Path, before: str) -> None:
        """The entries of a mapping: fields of ``item``, or items below it."""
        keys = keys_by_word(part, self.language)
        self.parts[path] = part
        for position, (word, value) in enumerate(node.pairs):
            key, here = keys.get(word.text), (*path, position)
            label = f"{before}{word.text}"
            if key is None:
                self.unknown(item, label, word, value, here)
            elif key.name == "code" and part is not Scheme:
                continue
            elif key.name in ITEMS.get(part, ()):
                self.items(item, key, word, value, here)
            else:
                self.value(item, key, key.shape, value, here, label)

    def unknown(self, item: Item, label: str, word: Scalar, value: Node, path: Path) -> None:
        """A key that the language does not have: shown, so that it can be taken away."""
        if isinstance(value, Scalar):
            item.fields.append(Field(f"v.{dotted(path)}", path, label, "text", value.text, word.line, word.column, removes=dotted(path)))

    def items(self, item: Item, key: Key, word: Scalar, value: Node, path: Path) -> None:
        shape = key.shape
        if isinstance(value, Mapping) and shape.entries is not None and shape.entries.parts:
            for position, (name, inner) in enumerate(value.pairs):
                if isinstance(inner, Mapping):
                    item.children.append(self.item(inner, shape.entries.parts[0], (*path, position), word.text, item.depth + 1, name))
        elif isinstance(value, Mapping) and shape.parts:
            item.children.append(self.item(value, shape.parts[0], path, word.text, item.depth + 1))
        elif isinstance(value, Sequence) and shape.items is not None and shape.items.parts:
            for position, inner in enumerate(value.items):
                if isinstance(inner, Mapping):
                    item.children.append(self.item(inner, shape.items.parts[0], (*path, position), word.text, item.depth + 1))

    def value(self, item: Item, key: Key, shape: Shape, node: Node, path: Path, label: str, *, has_key: bool = True) -> None:
        if isinstance(node, Scalar):
            item.fields.append(self.scalar(key, shape, node, path, label, has_key=has_key))
        elif isinstance(node, Sequence):
            self.sequence(item, key, shape, node, path, label)
        elif isinstance(node, Mapping):
            part = self.reader.part_for(node, shape) if shape.parts else None
            if part is not None:
                self.block(item, node, part, path, f"{label} · ")
            elif shape.entries is not None:
                self.entries(item, key, shape.entries, node, path, label)

    def sequence(self, item: Item, key: Key, shape: Shape, node: Sequence, path: Path, label: str) -> None:
        inner = shape.items or Shape()
        if all(isinstance(one, Scalar) for one in node.items):
            words = [one.text for one in node.items if isinstance(one, Scalar)]
            joined = BETWEEN.join(words)
            if joined.split(BETWEEN) == words or not words:
                item.fields.append(
                    Field(f"l.{dotted(path)}", path, label, "list", joined, node.line, node.column, suggested=SUGGESTED.get(key.name, ""))
                )
            return
        for position, one in enumerate(node.items):
            numbered = f"{label}（{position + 1}）"
            before = len(item.fields)
            self.value(item, key, inner, one, (*path, position), numbered, has_key=False)
            self.mark_removable(item, before, (*path, position), len(node.items))
        item.lists.append((dotted(path), label, False))

    def entries(self, item: Item, key: Key, shape: Shape, node: Mapping, path: Path, label: str) -> None:
        """Names of the scheme's own, each with a value: 按级别, 按角色."""
        for position, (word, value) in enumerate(node.pairs):
            here = (*path, position)
            before = len(item.fields)
            item.fields.append(Field(f"k.{dotted(here)}", here, f"{label}（{position + 1}）", "key", word.text, word.line, word.column))
            self.value(item, key, shape, value, here, f"{label} · {word.text}", has_key=False)
            self.mark_removable(item, before, here, len(node.pairs))
        if is_plain(shape):
            item.lists.append((dotted(path), label, True))

    def mark_removable(self, item: Item, before: int, path: Path, count: int) -> None:
        """The first field of an entry carries the way to take the entry out, where others stay."""
        if count > 1 and len(item.fields) > before:
            first = item.fields[before]
            item.fields[before] = Field(**{**vars(first), "removes": dotted(path)})

    def scalar(self, key: Key, shape: Shape, node: Scalar, path: Path, label: str, *, has_key: bool) -> Field:
        kind, choices = "text", ()
        words = self.words(shape, node.text)
        plain_words = not shape.scalars and not any(vocabulary.is_open for vocabulary in shape.vocabularies)
        if words and (plain_words or shape.scalars == ["boolean"]) and not shape.items:
            kind, choices = "word", tuple((word, SHOWN.get(word, word)) for word in (words if node.text in words else (node.text, *words)))
        elif set(shape.scalars) & {"number", "integer"} and node.text not in words:
            kind = "number"
        elif "day" in shape.scalars:
            kind = "day"
        elif key.name in LONG or len(node.text) > 40 or "\n" in node.text:
            kind = "long"
        removes = dotted(path) if has_key and not key.is_required else ""
        return Field(
            f"v.{dotted(path)}",
            path,
            label,
            kind,
            node.text.rstrip("\n"),
            node.line,
            node.column,
            tuple(choices),
            SUGGESTED.get(key.name, ""),
            key.is_required,
            removes,
        )

    def words(self, shape: Shape, stands: str = "") -> tuple[str, ...]:
        """The fixed words of a place; of yes and no the pair that ``stands`` there belongs to."""
        found = [chinese if self.language == "zh" else english for v in shape.vocabularies for english, chinese in v.chinese.items()]
        if "boolean" in shape.scalars:
            found += ["是", "否"] if self.language == "zh" and stands not in SHOWN else ["true", "false"]
        return tuple(dict.fromkeys(found))


def is_plain(shape: Shape) -> bool:
    """Whether one word or number may stand there."""
    return bool(shape.scalars or shape.vocabularies) and shape.items is None
