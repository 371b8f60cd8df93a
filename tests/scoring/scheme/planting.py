"""Editing a scheme's tree: the small tools with which one fault is planted in a preset.

A *plant* is a function that changes the tree of a scheme in Chinese and says whether it found a place. What it writes is YAML, read
by the same reader as everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.checks.reach import Reached, reached
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.load import Loaded, load_scheme_mapping, load_tree
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Scalar, Sequence, read_tree

PRICES = ("每次", "每单位", "按级别", "按角色", "按词", "分档", "累进", "酌情", "折算", "基准")
BUSY = (
    "其中", "除外", "取舍", "适用", "归于", "时间", "计", "取数", "封顶", "保底", "分期限额", "合计", "加重", "名额", "分享", "起评分",
)  # fmt: skip
FACT = "示例事项"


def node(text: str) -> Node:
    """A value from its YAML, with strange places: what is planted comes last."""
    tree, found = read_tree(f"值: {text}\n", "planted")
    assert isinstance(tree, Mapping) and not found, (text, found)
    return tree.pairs[0][1]


def text_of(value: Node | None) -> str:
    return value.text if isinstance(value, Scalar) else ""


def has(mapping: Mapping, *names: str) -> bool:
    return any(mapping.get(name) is not None for name in names)


def put(mapping: Mapping, name: str, text: str) -> None:
    """The key set to a value, in its place where it stands already."""
    for position, (key, _) in enumerate(mapping.pairs):
        if key.text == name:
            mapping.pairs[position] = (key, node(text))
            return
    key, value = Scalar(0, len(name), 9000 + len(mapping.pairs), 1, name), node(text)
    mapping.pairs.append((key, value))


def drop(mapping: Mapping, *names: str) -> None:
    mapping.pairs = [pair for pair in mapping.pairs if pair[0].text not in names]


def add(mapping: Mapping, name: str, text: str) -> None:
    """One more entry in a list."""
    listed = mapping.get(name)
    if isinstance(listed, Sequence):
        listed.items.append(node(text))
    else:
        put(mapping, name, f"[{text}]")


def walk(value: Node, name: str = "", above: tuple[Mapping, ...] = ()) -> Iterator[tuple[str, Mapping, tuple[Mapping, ...]]]:
    """(key, mapping, what it stands in from the outside) of every mapping, outer ones first; entries of a list have its key."""
    if isinstance(value, Mapping):
        yield name, value, above
        for key, inner in value.pairs:
            yield from walk(inner, key.text, (*above, value))
    elif isinstance(value, Sequence):
        for inner in value.items:
            yield from walk(inner, name, above)


@dataclass
class Bed:
    """A scheme in which something is planted: its tree, fresh for each plant, and what is known of the scheme as it was."""

    tree: Mapping
    survey: Survey
    text: str

    @property
    def reach(self) -> Reached:
        return reached(self.survey)

    def all(self, name: str) -> list[Mapping]:
        """Every mapping under this key."""
        return [mapping for key, mapping, _ in walk(self.tree) if key == name]

    @property
    def tables(self) -> list[Mapping]:
        return self.all("计分表")

    @property
    def rules(self) -> list[Mapping]:
        return self.all("评分标准")

    @property
    def nodes(self) -> list[Mapping]:
        return self.all("指标")

    def table_of(self, wanted: Mapping) -> Mapping:
        """The table a mapping stands in."""
        return next(above[1] for _, mapping, above in walk(self.tree) if mapping is wanted and len(above) > 1)

    def kinds(self) -> dict[str, Mapping]:
        facts = self.tree.get("事项")
        assert isinstance(facts, Mapping)
        return {key.text: value for key, value in facts.pairs if isinstance(value, Mapping)}

    def is_referred_to(self, code: str) -> bool:
        """Whether a code stands anywhere but where it is given."""
        return self.text.count(code) > 1

    def plain_rules(self) -> list[Mapping]:
        """Rules on events with a number for each, and no condition, limit or selection of their own or right above."""
        return [rule for rule in self.rules if has(rule, "每次") and has(rule, "事项") and not has(rule, *BUSY)]

    def with_fact(self, subject: str = "党员", more: str = "录入: [办公室]", name: str = FACT) -> str:
        """The name of a fact kind added for the plant."""
        facts = self.tree.get("事项")
        assert isinstance(facts, Mapping)
        put(facts, name, f"{{对象: {subject}, {more}}}")
        return name

    def person_table(self) -> Mapping | None:
        return next((table for table in self.tables if text_of(table.get("对象")) != "党组织" and has(table, "指标")), None)

    def with_node(self, text: str) -> bool:
        """One more indicator in the first table about persons, or about organisations where there is none."""
        table = self.person_table() or self.tables[0]
        subject = text_of(table.get("对象")) or "党员"
        if "FACT" in text:
            self.with_fact(subject)
        add(table, "指标", text.replace("FACT", FACT))
        return True


Plant = Callable[[Bed], bool]


def bed(text: str, loaded: Loaded) -> Bed:
    tree, found = read_tree(text, "preset")
    assert isinstance(tree, Mapping) and not found
    return Bed(tree, Survey(loaded), text)


def findings_of(tree: Mapping) -> list[Finding]:
    loaded = load_tree(tree, "preset", [])
    return list(loaded.findings) if loaded.scheme is None else check_scheme(loaded)


def findings_in(text: str) -> tuple[Loaded, list[Finding]]:
    loaded = load_scheme_mapping(text, "preset")
    return loaded, list(loaded.findings) if loaded.scheme is None else check_scheme(loaded)


def first(candidates: Any, change: Callable[[Any], Any]) -> bool:
    """The first candidate changed; whether there was one."""
    for candidate in candidates:
        change(candidate)
        return True
    return False
