"""What a draft changes, in portions that can be tried alone: the old scheme with only that portion replaced.

Words: an *aspect* of a piece is that it is added, removed or moved, or that its own content or its limits differ. Aspects that cannot do
without each other (a new indicator and its rules; a new board and the outcome that reads it) are tied into one *change*. Definitions
(parameters, fact kinds, categories, periods) do nothing until something refers to them: new ones are there for every change to use.

Worked example: the draft lowers the cap of indicator N and prices rule R1 anew: two changes. It adds indicator X with two rules: one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biaochi.scoring.scheme.model import Limits, Scheme
from biaochi.scoring.scheme.pieces import (
    DEFINITIONS,
    NOT_SETTLED,
    ORDERED,
    SCHEME,
    TEXTS,
    Entry,
    Key,
    Pieces,
    deciding,
    differing,
    in_slot,
    same_orders,
    slot_of,
)
from biaochi.scoring.scheme.vocabulary import Part

Aspect = tuple[Key, str]
"""A piece and ``added``, ``removed``, ``moved``, ``own`` or ``limits``."""

LIMITED = ("table", "node")
"""Kinds whose limits are a change apart from the rest of their content."""
LIMITS = frozenset(Limits.model_fields)


@dataclass(frozen=True)
class Change:
    """Aspects that stand or fall together, and the pieces they are of, in the order of the documents."""

    number: int
    aspects: frozenset[Aspect]
    keys: tuple[Key, ...]


def changes_between(old: Pieces, new: Pieces) -> list[Change]:
    """All changes that results may depend on, in the order of the new document; what is only removed comes last."""
    aspects = list(_aspects(old, new))
    ties = _Ties(aspects)
    _tie_places(old, new, ties)
    _tie_names(old, new, ties)
    order = {key: place for place, key in enumerate([*new, *(key for key in old if key not in new)])}
    groups = sorted(ties.groups(), key=lambda group: min(order[key] for key, _ in group))
    return [
        Change(number, frozenset(group), tuple(sorted({key for key, _ in group}, key=order.__getitem__)))
        for number, group in enumerate(groups, 1)
    ]


def _aspects(old: Pieces, new: Pieces) -> Iterator[Aspect]:
    for key, entry in new.items():
        if key.kind in NOT_SETTLED:
            continue
        before = old.get(key)
        if before is None:
            if key.kind not in DEFINITIONS:
                yield key, "added"
            continue
        if before.parent != entry.parent:
            yield key, "moved"
        fields = deciding(key.kind, differing(before.own, entry.own))
        if key.kind in LIMITED and fields & LIMITS:
            yield key, "limits"
            fields -= LIMITS
        if fields or (key.kind == "table" and not same_orders(old, new, key)):
            yield key, "own"
    for key in old:
        if key not in new and key.kind not in (*DEFINITIONS, *NOT_SETTLED):
            yield key, "removed"


class _Ties:
    """Groups of aspects, joined step by step."""

    def __init__(self, aspects: list[Aspect]) -> None:
        self.above: dict[Aspect, Aspect] = {aspect: aspect for aspect in aspects}

    def head(self, aspect: Aspect) -> Aspect:
        while self.above[aspect] != aspect:
            aspect = self.above[aspect]
        return aspect

    def tie(self, one: Aspect, two: Aspect) -> None:
        """Join the groups of two aspects; one that does not occur joins nothing."""
        if one in self.above and two in self.above:
            self.above[self.head(one)] = self.head(two)

    def groups(self) -> list[list[Aspect]]:
        found: dict[Aspect, list[Aspect]] = {}
        for aspect in self.above:
            found.setdefault(self.head(aspect), []).append(aspect)
        return list(found.values())


def _tie_places(old: Pieces, new: Pieces, ties: _Ties) -> None:
    """What is added or removed goes with the piece it stands in, and what moves with the place it leaves or enters."""
    for key, what in list(ties.above):
        if what == "added" and (above := new[key].parent) is not None:
            ties.tie((key, what), (above, "added"))
        if what == "removed" and (above := old[key].parent) is not None:
            ties.tie((key, what), (above, "removed"))
        if what == "moved":
            entered, left = new[key].parent or SCHEME, old[key].parent or SCHEME
            tied = [place for place in ((entered, "added"), (left, "removed")) if place in ties.above]
            for place in tied or [(key, "own"), (key, "limits")]:
                ties.tie((key, what), place)
        if what == "added":
            for other in old:
                if other.code == key.code and other.kind != key.kind:
                    ties.tie((key, what), (other, "removed"))


def _tie_names(old: Pieces, new: Pieces, ties: _Ties) -> None:
    """What refers to a new name goes with the piece that brings it, and what lets go of a name with the piece that takes it away."""
    for mine, others, gone in ((new, old, "added"), (old, new, "removed")):
        known = {name for entry in others.values() for name in provided(entry)}
        bringers: dict[str, list[Aspect]] = {}
        for key, entry in mine.items():
            for name in provided(entry) - known:
                bringers.setdefault(name, []).extend(a for a in ((key, gone), (key, "own")) if a in ties.above)
        if not bringers:
            continue
        for key, what in list(ties.above):
            if key not in mine or what not in (gone, "own", "limits"):
                continue
            for name in (strings_of(mine[key].own) & bringers.keys()) - provided(mine[key]):
                for bringer in bringers[name]:
                    ties.tie((key, what), bringer)


def provided(entry: Entry) -> set[str]:
    """The names under which others refer to a piece: its code, the words of its grades, the category its node opens."""
    if entry.key.kind in (*DEFINITIONS, *NOT_SETTLED, "state", "scheme"):
        return set()
    names = {entry.key.code}
    if entry.key.kind == "grade_system":
        names |= {band.name for band in entry.own.bands} | ({entry.own.otherwise} if entry.own.otherwise else set())
    if entry.key.kind == "node" and entry.own.category:
        names.add(entry.own.category)
    return names


def strings_of(value: Any) -> set[str]:
    """Every text in a model, texts for people apart."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Part):
        fields = value.model_fields_set - (TEXTS if not isinstance(value, Scheme) else frozenset())
        return set().union(*(strings_of(getattr(value, name)) for name in fields))
    if isinstance(value, Mapping):
        return {key for key in value if isinstance(key, str)}.union(*(strings_of(inner) for inner in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(strings_of(inner) for inner in value))
    return set()


class CannotStandAlone(ValueError):
    """The change leaves a scheme that cannot be put together."""


def hybrid(old: Pieces, new: Pieces, aspects: frozenset[Aspect], facts: Mapping[str, Any]) -> Scheme:
    """The old scheme with these aspects taken from the new one, and ``facts`` as its catalogue. Raises CannotStandAlone."""
    mixed: Pieces = {}
    for key, entry in old.items():
        if (key, "removed") not in aspects:
            mixed[key] = _mixed(entry, new.get(key), aspects)
    for key, entry in new.items():
        if (key, "added") in aspects or (key.kind in DEFINITIONS and key not in old):
            mixed[key] = entry
    below: dict[Key | None, list[Key]] = {}
    for key, entry in mixed.items():
        below.setdefault(entry.parent, []).append(key)
    used = [SCHEME]

    def build(key: Key) -> Any:
        slots: dict[str, list[Key]] = {}
        for child in below.get(key, []):
            slots.setdefault(slot_of(child), []).append(child)
        update: dict[str, Any] = {}
        for slot, children in slots.items():
            used.extend(children)
            by_draft = (key, "own") in aspects and slot in ORDERED
            ordered = _ordered(children, in_slot(old, key, slot), in_slot(new, key, slot), by_draft)
            built = {child: build(child) for child in ordered}
            if slot == "facts":
                continue
            if ordered[0].kind in DEFINITIONS:
                update[slot] = {child.code: one for child, one in built.items()}
            else:
                update[slot] = next(iter(built.values())) if slot == "objections" else list(built.values())
        if key == SCHEME:
            update["facts"] = dict(facts)
        return mixed[key].own.model_copy(update=update)

    scheme: Scheme = build(SCHEME)
    if len(used) != len(mixed):
        raise CannotStandAlone(", ".join(key.code for key in mixed if key not in used))
    return scheme


def _mixed(before: Entry, after: Entry | None, aspects: frozenset[Aspect]) -> Entry:
    """A piece of the old scheme with the aspects taken from the new one."""
    if after is None:
        return before
    key, own = before.key, before.own
    takes_own, takes_limits = (key, "own") in aspects, (key, "limits") in aspects
    if takes_own and (takes_limits or key.kind not in LIMITED):
        own = after.own
    elif takes_own or takes_limits:
        taken, kept = (after.own, before.own) if takes_own else (before.own, after.own)
        own = taken.model_copy(update={name: getattr(kept, name) for name in LIMITS})
    parent = after.parent if (key, "moved") in aspects else before.parent
    return Entry(key, own, parent)


def _ordered(children: list[Key], before: list[Key], after: list[Key], by_draft: bool) -> list[Key]:
    """Those that were there in their order (or in the draft's), each newcomer behind the neighbour it has in the draft."""
    place = {key: at for at, key in enumerate(after)}
    ordered = [key for key in children if key in before]
    if by_draft:
        ordered.sort(key=lambda key: place.get(key, len(place)))
    for key in sorted((key for key in children if key not in before), key=lambda key: place.get(key, len(place))):
        ahead = [at for at, other in enumerate(ordered, 1) if place.get(other, len(place)) < place.get(key, len(place))]
        ordered.insert(max(ahead, default=0), key)
    return ordered
