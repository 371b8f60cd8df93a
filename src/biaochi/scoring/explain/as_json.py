"""An explanation as plain data for JSON: numbers as text, nothing lost, no floats.

Worked example: a node becomes ``{"kind": "rule", "code": "R1", "do": "sum", "value": "7.5", "children": [...], "zh": "…", "en": "…"}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from biaochi.scoring.explain.explanation import Explanation
from biaochi.scoring.explain.node import Node, exact_text
from biaochi.scoring.explain.results import Result
from biaochi.scoring.explain.sentences import said


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Mappings, lists and texts only; ``value`` is absent where a node is unknown or absent."""
    return {
        "scheme": dict(explanation.scheme), "table": dict(explanation.table), "period": explanation.period,
        "as_of": explanation.as_of, "known_at": explanation.known_at, "subject": dict(explanation.subject),
        "organisation": dict(explanation.organisation), "state": explanation.state, "reason": explanation.reason,
        "total": None if explanation.total is None else node_json(explanation.total),
        "beside": [node_json(node) for node in explanation.beside],
        **{name: [result_json(r) for r in getattr(explanation, name)] for name in ("vetoes", "ranks", "grades", "outcomes")},
        "blocked": list(explanation.blocked),
    }  # fmt: skip


def node_json(node: Node) -> dict[str, Any]:
    """One node with all below it; empty entries are left away."""
    sentence = said(node)
    found: dict[str, Any] = {"kind": node.kind, "code": node.code, "name": node.name.zh, "clause": node.clause, "do": node.operation}
    found["with"] = dict(node.inputs)
    found["then"] = [_plain({"do": s.name, "with": dict(s.inputs), "zh": s.because.zh, "en": s.because.en}) for s in node.steps]
    found["state"] = node.state
    if node.value is not None:
        found["value"] = exact_text(node.value)
    found.update(about=dict(node.about), facts=[dict(fact) for fact in node.facts], zh=sentence.zh, en=sentence.en)
    found["children"] = [node_json(child) for child in node.children]
    return _plain(found)


def result_json(result: Result) -> dict[str, Any]:
    return _plain({
        "kind": result.kind, "code": result.code, "name": result.name, "clause": result.clause, **result.about,
        "facts": [dict(fact) for fact in result.facts], "nodes": [node_json(node) for node in result.nodes],
        "zh": result.sentence.zh, "en": result.sentence.en,
    })  # fmt: skip


def _plain(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if value not in ("", [], {})}
