"""A scheme as the flat list of its pieces, each under a key that stays the same from version to version.

Words: a *piece* is what carries a stable code (a table, an indicator, a rule, a joint cap, a part, a veto, a board, a grade system, an
outcome), or is told apart by its name (a parameter, a fact kind without a code, a category, a period, a state, a step, a notice). Its *own*
content is the model without the pieces that stand in it. Two versions are compared piece by piece; a piece under another indicator
has moved.

Worked example: an indicator N with the rules R1 and R2 is the pieces (node, N), (rule, R1) and (rule, R2); both rules' parent is (node, N).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from biaochi.scoring.scheme.model import (
    Board,
    Category,
    FactKind,
    GradeSystem,
    JointCap,
    Node,
    Outcome,
    OwnPeriod,
    Parameter,
    Rule,
    Scheme,
    StateRule,
    Table,
    TablePart,
    Veto,
)
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.scheme.workflow_model import Notice, Objections, Step


class Key(NamedTuple):
    """What tells a piece from all others of a scheme: its kind, and its code or name."""

    kind: str
    code: str


@dataclass(frozen=True, eq=False)
class Entry:
    """One piece: its own content, the piece it stands in, its table (None: the scheme's own) and the nearest clause."""

    key: Key
    own: Any
    parent: Key | None
    table: str | None = None
    clause: str = ""


KINDS: Mapping[type[Part], str] = {
    Scheme: "scheme", Parameter: "parameter", FactKind: "fact", Category: "category", OwnPeriod: "period", Table: "table",
    StateRule: "state", Node: "node", Rule: "rule", JointCap: "joint_cap", TablePart: "part", Veto: "veto", Board: "board",
    GradeSystem: "grade_system", Outcome: "outcome", Step: "step", Notice: "notice", Objections: "objections",
}  # fmt: skip
NAMED = ("parameters", "facts", "categories", "periods")
"""Mappings of a scheme whose entries are told apart by their names."""
DEFINITIONS = ("parameter", "fact", "category", "period")
"""Kinds that do nothing unless another piece refers to them."""
SLOTS: Mapping[type[Part], tuple[str, ...]] = {
    Scheme: (*NAMED, "tables", "workflow", "notices", "objections"),
    Table: ("states", "indicators", "joint_caps", "parts", "vetoes", "ranks", "grades", "outcomes"),
    Node: ("indicators", "rules"),
}
"""Fields that hold pieces of their own."""
ORDERED = ("states", "vetoes", "ranks", "grades")
"""Lists of a table whose order decides something."""
SCHEME = Key("scheme", "")
KIND_FIELDS = ("facts", "kind", "limited_to")
"""Fields that hold names of fact kinds; ``since`` may."""

TEXTS = frozenset(("name", "clause", "basis", "note", "reason"))
"""Fields that are read by people only."""
SILENT: Mapping[str, frozenset[str]] = {
    "node": frozenset(("dimension", "slots")), "outcome": frozenset(("unit", "decided_by", "as_a_rule")), "board": frozenset(("publish",)),
    "parameter": frozenset(("minimum", "maximum")),
}  # fmt: skip
"""By kind of piece: further fields that no result depends on."""
SPOKEN: Mapping[str, frozenset[str]] = {"fact": frozenset(("subject", "form", "unit")), "scheme": frozenset(("rounding",))}
"""By kind of piece, where that is shorter: the only fields that results depend on. What a fact kind admits is checked on entry."""
NOT_SETTLED = ("step", "notice", "objections")
"""Kinds that no result depends on."""

Pieces = dict[Key, Entry]


def pieces_of(scheme: Scheme) -> Pieces:
    """Every piece of the scheme by its key, in the order of the document; of a key that stands twice, the first."""
    found: Pieces = {}
    for entry in _walk(scheme, SCHEME, None, None, ""):
        found.setdefault(entry.key, entry)
    return found


def _walk(piece: Part, key: Key, parent: Key | None, table: str | None, clause: str) -> Iterator[Entry]:
    if isinstance(piece, Table):
        table = piece.code
    clause = getattr(piece, "clause", None) or clause
    slots = SLOTS.get(type(piece), ())
    empty: dict[str, Any] = {slot: None if slot == "objections" else {} if slot in NAMED else [] for slot in slots}
    yield Entry(key, piece.model_copy(update=empty) if slots else piece, parent, table, clause)
    for slot in slots:
        for name, inner in _inner(piece, slot):
            yield from _walk(inner, key_of(inner, name, table), key, table, clause)


def _inner(piece: Part, slot: str) -> Iterator[tuple[str, Part]]:
    """(name, piece) of everything in the slot."""
    held = getattr(piece, slot)
    if isinstance(held, Mapping):
        yield from held.items()
    elif isinstance(held, list):
        yield from (("", inner) for inner in held)
    elif held is not None:
        yield "", held


def key_of(piece: Part, name: str = "", table: str | None = None) -> Key:
    """A piece's key: by its code; a state, step or notice without one by its name; a state's name is its table's own."""
    kind = KINDS[type(piece)]
    if isinstance(piece, FactKind):
        return Key(kind, piece.code or name)
    if isinstance(piece, Step):
        return Key(kind, piece.step)
    code = getattr(piece, "code", None) or name or getattr(piece, "name", None) or ""
    return Key(kind, f"{table}:{code}" if isinstance(piece, StateRule) else code)


def names_of_kinds(scheme: Scheme) -> dict[Key, str]:
    """By key: the name of every fact kind."""
    return {key_of(kind, name): name for name, kind in scheme.facts.items()}


def with_kind_names(value: Any, names: Mapping[str, str], field: str = "") -> Any:
    """The same model, naming fact kinds by these names instead of their own."""
    if not names:
        return value
    if isinstance(value, Part):
        update = {}
        for name in value.model_fields_set:
            before = getattr(value, name)
            after = with_kind_names(before, names, name)
            if after is not before:
                update[name] = after
        return value.model_copy(update=update) if update else value
    if isinstance(value, str):
        return names.get(value, value) if field == "since" else value
    if isinstance(value, list):
        if field in KIND_FIELDS and all(isinstance(word, str) for word in value):
            return [names.get(word, word) for word in value]
        return _changed(value, [with_kind_names(inner, names) for inner in value])
    if isinstance(value, Mapping) and field != "facts":
        found = {key: with_kind_names(inner, names) for key, inner in value.items()}
        return found if any(found[key] is not value[key] for key in found) else value
    return value


def _changed(before: list[Any], after: list[Any]) -> list[Any]:
    """The new list if an entry of it is new, else the old one."""
    return after if any(one is not two for one, two in zip(before, after, strict=True)) else before


def slot_of(key: Key) -> str:
    """The field of the parent in which a piece of this kind stands."""
    return {
        "node": "indicators", "rule": "rules", "state": "states", "joint_cap": "joint_caps", "part": "parts", "veto": "vetoes",
        "board": "ranks", "grade_system": "grades", "outcome": "outcomes", "table": "tables", "step": "workflow", "notice": "notices",
        "parameter": "parameters", "fact": "facts", "category": "categories", "period": "periods", "objections": "objections",
    }[key.kind]  # fmt: skip


def in_slot(pieces: Mapping[Key, Entry], parent: Key, slot: str) -> list[Key]:
    """The keys that stand in this slot of the parent, in order."""
    return [key for key, entry in pieces.items() if entry.parent == parent and slot_of(key) == slot]


def same_order(old: Sequence[Key], new: Sequence[Key]) -> bool:
    """Whether what stands in both lists stands in the same order."""
    here, there = set(old), set(new)
    return [key for key in old if key in there] == [key for key in new if key in here]


def same_orders(old: Mapping[Key, Entry], new: Mapping[Key, Entry], table: Key) -> bool:
    """Whether the lists of a table whose order decides something stand in the same order."""
    return all(same_order(in_slot(old, table, slot), in_slot(new, table, slot)) for slot in ORDERED)


def differing(before: Part, after: Part) -> list[str]:
    """The fields in which two versions of a piece's own content differ, in the order of the model."""
    return [name for name in type(before).model_fields if getattr(before, name) != getattr(after, name)]


def deciding(kind: str, fields: Sequence[str]) -> set[str]:
    """Those of the fields on which a result may depend."""
    if kind in NOT_SETTLED:
        return set()
    return set(fields) & SPOKEN[kind] if kind in SPOKEN else set(fields) - TEXTS - SILENT.get(kind, frozenset())
