"""All YAML as a tree, from the events of the general parser: what the reader of the usual leaves, and every refusal with its place.

Worked example: the second ``a`` of ``a: 1\\na: 2`` is collected as a duplicate key; ``a: &x 1`` ends the reading at the anchor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from biaochi.scoring.findings import Finding, Place
from biaochi.scoring.scheme.yaml_nodes import DEPTH_MAX, NODES_MAX, Mapping, Node, Scalar, Sequence, duplicate_key
from biaochi.scoring.scheme.yaml_tree import Unreadable, refusal


class Composer:
    """Builds the tree from parser events; duplicate keys are collected, everything else ends the reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def refuse(self, code: str, mark: Any) -> Unreadable:
        return Unreadable(refusal(code, Place(self.file, mark.line + 1, mark.column + 1)))

    def events(self, text: str) -> Iterator[Any]:
        """Parser events after the bounds: count, depth, and what is not used in schemes."""
        depth = count = documents = 0
        for event in YAML(typ="safe", pure=True).parse(text):
            mark = event.start_mark
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse("yaml-documents", mark)
            elif isinstance(event, AliasEvent):
                raise self.refuse("yaml-alias", mark)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                depth -= 1
                yield event
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
                count += 1
                if event.anchor is not None:
                    raise self.refuse("yaml-alias", mark)
                if event.ctag is not None:
                    raise self.refuse("yaml-tag", mark)
                if count > NODES_MAX:
                    raise self.refuse("yaml-nodes", mark)
                if not isinstance(event, ScalarEvent):
                    depth += 1
                    if depth > DEPTH_MAX:
                        raise self.refuse("yaml-depth", mark)
                yield event

    def compose(self, text: str) -> tuple[Node, list[Finding]]:
        events = self.events(text)
        first = next(events, None)
        if first is None:
            raise Unreadable(refusal("yaml-empty", Place(self.file)))
        root = self.node(first, events)
        for _ in events:  # what follows the document is read as well
            pass
        return root, self.findings

    def node(self, event: Any, events: Iterator[Any]) -> Node:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, ScalarEvent):
            is_plain = event.style is None or event.style == ""
            return Scalar(start.index, end.index, start.line + 1, start.column + 1, event.value, is_plain)
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), SequenceEndEvent):
                items.append(self.node(inner, events))
            return Sequence(start.index, inner.end_mark.index, start.line + 1, start.column + 1, items)
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        while not isinstance(inner := next(events), MappingEndEvent):
            key = self.node(inner, events)
            if not isinstance(key, Scalar):
                raise self.refuse("yaml-key", inner.start_mark)
            if key.text == "<<" and key.is_plain:
                raise self.refuse("yaml-merge", inner.start_mark)
            value = self.node(next(events), events)
            if key.text in seen:
                self.findings.append(duplicate_key(key, seen[key.text], self.file))
                continue
            seen[key.text] = key
            pairs.append((key, value))
        return Mapping(start.index, inner.end_mark.index, start.line + 1, start.column + 1, pairs)
