"""The outline: what of an explanation a reader sees, in terminal and on paper. The JSON form has everything.

A number of the scheme stands in the sentence of what it is used for and needs no line of its own; children that are nothing (no fact, does
not apply) are named together in one line.

Worked example: an indicator with one rule that brought 5 and twenty without facts has two entries: the rule, and 「另 20 项为 0:…」.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from biaochi.scoring.explain.leaves import fact_words
from biaochi.scoring.explain.node import ABSENT, KNOWN, Node
from biaochi.scoring.explain.sentences import INLINE, body_of, number
from biaochi.scoring.findings import Text

FACTS_SHOWN = 12
"""Facts of one tally that are shown; the others are counted."""
IN_SENTENCE = ("amount", "base", "measure", "attribute", "reference")
NAMED_MAX = 40
HIDDEN_CODES = ("score", "base", "tree")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline. ``value`` is '' where there is none; ``state`` is that of its node, or ``quiet``."""

    kind: str
    state: str
    name: str
    code: str
    clause: str
    value: str
    sentence: str
    entries: tuple[Entry, ...] = ()


def outline(node: Node, language: str = "zh") -> Entry:
    """The node with everything below it that is worth a line."""
    return _entry(node, language, set())


def _entry(node: Node, language: str, met: set[str]) -> Entry:
    """``met`` are the facts that the same line has already shown."""
    if node.kind in ("line", "received"):
        met = set()
    if (only := _only_line(node)) is not None:
        inner = _entry(only, language, met)
        return replace(inner, kind=node.kind, name=node.name.in_language(language), code=_code(node), clause=node.clause)
    shown: list[Node] = []
    quiet: list[Node] = []
    again = 0
    for child in _worth_showing(node.children):
        if child.kind == "fact" and child.code in met and not child.steps:
            again += 1
        elif child.kind not in ("joint", "adjustment") or child.value != 0:
            (quiet if _is_quiet(child) else shown).append(child)
    entries = [_entry(child, language, met) for child in shown]
    met.update(child.code for child in shown if child.kind == "fact")
    entries = _without_surplus(entries, language) + _evidence(node, language)
    if again:
        text = f"{again} 条已列于上" if language == "zh" else f"{again} listed above"
        entries.append(Entry("quiet", "quiet", "", "", "", "", text))
    if quiet:
        entries.append(_quiet_entry(quiet, language))
    value = number(node.value) if node.value is not None else ""
    name, sentence = node.name.in_language(language), "" if _is_one_fact(node) else body_of(node, language)
    return Entry(node.kind, node.state, name, _code(node), node.clause, value, sentence, tuple(entries))


def _code(node: Node) -> str:
    return "" if node.code in HIDDEN_CODES else node.code


def _is_one_fact(node: Node) -> bool:
    """A fact that is only counted."""
    return node.kind == "fact" and node.value == 1 and not node.steps


def _only_line(node: Node) -> Node | None:
    """The one line of a rule that looks at the whole period: it says what the rule would say."""
    if node.kind != "rule" or node.operation != "sum" or node.steps or len(node.children) != 1:
        return None
    line = node.children[0]
    return line if line.kind == "line" and "period" in line.about and not line.code and line.value == node.value else None


def _worth_showing(children: Sequence[Node]) -> Iterator[Node]:
    """The children that are not wholly in the sentence; of those that are, their own children."""
    for child in children:
        if child.is_leaf and child.state == KNOWN and child.kind in IN_SENTENCE:
            continue
        is_nameless = not child.steps and not child.code and not child.name.zh and not child.note.zh
        is_inline = is_nameless and child.operation in INLINE
        if is_inline or (child.kind in ("bonus", "deductions") and child.before_steps()[1] == child.value):
            yield from _worth_showing(child.children)
        else:
            yield child


def _is_quiet(node: Node) -> bool:
    """Rules and indicators that are zero or do not apply, with no fact below them."""
    if node.kind not in ("rule", "indicator", "category", "bonus", "deductions", "weighted"):
        return False
    if node.state != ABSENT and node.value != 0:
        return False
    return not any(n.kind in ("received", "fact", "taken") or (n.kind == "line" and (n.facts or n.value != 0)) for n in node.walk())


def _quiet_entry(nodes: list[Node], language: str) -> Entry:
    zeros = [node.name.in_language(language) for node in nodes if node.state != ABSENT]
    away = [node.name.in_language(language) for node in nodes if node.state == ABSENT and _is_dropped(node)]
    left = [node.name.in_language(language) for node in nodes if node.state == ABSENT and not _is_dropped(node)]
    said = []
    for names, text in (
        (zeros, Text("{} 项没有事项,为 0:{}", "{} without facts, 0: {}")),
        (left, Text("{} 项没有事项,略去:{}", "{} without facts, left out: {}")),
        (away, Text("{} 项不适用:{}", "{} do not apply: {}")),
    ):
        if names:
            listed = ("、" if language == "zh" else ", ").join(names[:NAMED_MAX]) + ("…" if len(names) > NAMED_MAX else "")
            said.append(text.in_language(language).format(len(names), listed))
    return Entry("quiet", "quiet", "", "", "", "", (";" if language == "zh" else "; ").join(said))


def _is_dropped(node: Node) -> bool:
    """Whether the piece does not apply (a weighted one: what it weighs)."""
    inner = node.children[0] if node.kind == "weighted" else node
    return any(step.name == "drop" for step in inner.steps)


def _without_surplus(entries: list[Entry], language: str) -> list[Entry]:
    """Of many facts the first ones, and how many more there are."""
    facts = [entry for entry in entries if entry.kind == "fact"]
    if len(facts) <= FACTS_SHOWN + 1:
        return entries
    more = len(facts) - FACTS_SHOWN
    text = f"另有 {more} 条事项,不一一列出" if language == "zh" else f"{more} more facts"
    kept = [entry for entry in entries if entry.kind != "fact" or any(entry is fact for fact in facts[:FACTS_SHOWN])]
    return [*kept, Entry("quiet", "quiet", "", "", "", "", text)]


def _evidence(node: Node, language: str) -> list[Entry]:
    """The facts a line rests on, where its name does not say them already; and what a fact's own note says."""
    found = []
    for seen in node.facts:
        words = fact_words(seen).in_language(language)
        note = seen.get("note", "")
        if words != node.name.in_language(language) or note:
            is_new = words != node.name.in_language(language)
            name = words if is_new else Text("备注", "note").in_language(language)
            found.append(Entry("fact", KNOWN, name, seen["id"] if is_new else "", "", "", note))
    return _without_surplus(found, language)
