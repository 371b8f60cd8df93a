"""The directory: who stood where on which day, as look-ups over arrays.

Words: an *entity* is a number: persons come first (0 … P−1), organisations next (P … P+O−1), then whatever only relations or facts
name (a team, a household). *Pairs* are two arrays of equal length: this fact (or entity) is credited to that entity.

Worked example: 甲 moved from 一支部 to 二支部 on 1 July. ``organisation_on([甲, 甲], [30 June, 1 July])`` is ``[一支部, 二支部]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import NO_DAY, Amounts, Ids, Int64s, Words, distinct, id_key, ids_as_text
from biaochi.scoring.roster import EVER, NEVER, OrganisationRows, RelationRows, RosterRows, World
from biaochi.scoring.time_axes import in_force

Ints = NDArray[Any]
Pairs = tuple[Ints, Ints]
NONE = -1
DEPTH_MAX = 12
"""Levels of organisations that are followed upwards."""


class IdIndex:
    """Sorted unique identifiers with a look-up from identifiers to their numbers (−1: not there)."""

    def __init__(self, ids: Ids) -> None:
        self.ids: Ids = _sorted_texts(ids) if ids.dtype == object else ids if _is_rising(ids) else np.unique(ids)
        self.is_integer = self.ids.dtype != object
        n = len(self.ids)
        self._offset: int | None = None
        if self.is_integer and n and int(self.ids[-1]) - int(self.ids[0]) == n - 1:
            self._offset = int(self.ids[0])
        self._table: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, ids: Ids) -> Int64s:
        """(n,) number of each id, −1 where it is not among these."""
        if len(self.ids) == 0 or len(ids) == 0:
            return np.full(len(ids), NONE, dtype=np.int64)
        if self.is_integer and ids.dtype != object:
            if self._offset is not None:
                found = ids.astype(np.int64) - self._offset
                return np.where((found < 0) | (found >= len(self.ids)), NONE, found)
            at = np.searchsorted(self.ids, ids)
            at[at == len(self.ids)] = 0
            return np.where(self.ids[at] == ids, at, NONE).astype(np.int64)
        if self._table is None:
            self._table = {text: i for i, text in enumerate(ids_as_text(self.ids))}
        table = self._table
        return np.fromiter((table.get(text, NONE) for text in ids_as_text(ids)), np.int64, len(ids))


def _is_rising(values: Ids) -> bool:
    """Whether each is larger than the one before."""
    return bool(np.all(values[1:] > values[:-1]))


def _sorted_texts(ids: Ids) -> Ids:
    """Unique texts in order; whole numbers by size before other texts."""
    unique = {str(x) for x in ids if x != ""}
    ordered = sorted(unique, key=id_key)
    return np.array(ordered, dtype=object)


class DatedRows:
    """Dated rows of entities: the row that holds for an entity on a day."""

    def __init__(self, owner: Ints, start: Ints, end: Ints) -> None:
        self.order = np.lexsort((start, owner)) if not _is_sorted(owner, start) else np.arange(len(owner))
        self.owner = owner[self.order].astype(np.int64)
        self.start = start[self.order].astype(np.int64)
        self.end = end[self.order].astype(np.int64)
        self._key = (self.owner << 32) + (self.start - int(EVER))
        self._is_simple = len(owner) > 0 and bool(np.all(self.owner == np.arange(len(owner))))

    def on(self, owner: Ints, day: Ints | int) -> Int64s:
        """(n,) original row number holding on the day, −1 if none does."""
        if len(self.owner) == 0:
            return np.full(len(owner), NONE, np.int64)
        day = np.clip(np.asarray(day, dtype=np.int64), int(EVER), int(NEVER) - 1)
        if self._is_simple:  # one row each, numbered alike
            at = np.where((owner >= 0) & (owner < len(self.owner)), owner, 0)
            held = (owner >= 0) & (owner < len(self.owner)) & (self.start[at] <= day) & (day < self.end[at])
            return np.where(held, self.order[at], NONE)
        at = np.searchsorted(self._key, (owner.astype(np.int64) << 32) + (day - int(EVER)), side="right") - 1
        safe = np.maximum(at, 0)
        holds = (at >= 0) & (self.owner[safe] == owner) & (day < self.end[safe]) & (owner >= 0)
        return np.where(holds, self.order[safe], NONE)

    def span(self, owner: Ints) -> Pairs:
        """First and one-past-last position (in sorted order) of each owner's rows."""
        low = np.searchsorted(self.owner, owner, side="left")
        high = np.searchsorted(self.owner, owner, side="right")
        return low, high


def _is_sorted(owner: Ints, start: Ints) -> bool:
    if len(owner) < 2:
        return True
    step = np.diff(owner)
    return bool(np.all((step > 0) | ((step == 0) & (np.diff(start) >= 0))))


def expand(low: Ints, high: Ints) -> Pairs:
    """For ranges [low, high): (which range, which position), one pair a position."""
    counts = np.maximum(high - low, 0)
    which = np.repeat(np.arange(len(low)), counts)
    offsets = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, low[which] + offsets


class Directory:
    """All look-ups over one world of persons, organisations and relations."""

    def __init__(self, world: World) -> None:
        roster, relations = world.roster, world.relations
        organisations = world.organisations or _organisations_of(roster)
        if world.organisations is not None:
            organisations = _with_missing(organisations, roster)
        self.roster: RosterRows = roster
        self.organisations: OrganisationRows = organisations
        self.people = IdIndex(roster.id)
        self.bodies = IdIndex(organisations.id)
        self.n_people, self.n_bodies = len(self.people), len(self.bodies)
        others: list[str] = []
        if relations is not None:
            for ids in (relations.subject, relations.target):
                lost = (self.people.find(ids) == NONE) & (self.bodies.find(ids) == NONE)
                others.extend(ids_as_text(ids)[lost])
        self.others = IdIndex(np.array(others, dtype=object))
        self.person_row = self.people.find(roster.id)
        self.body_row = self.bodies.find(organisations.id)
        self.roster_rows = DatedRows(self.person_row, roster.start, roster.end)
        self.body_rows = DatedRows(self.body_row, organisations.start, organisations.end)
        found = self.bodies.find(roster.organisation)
        self.row_body = np.where(found == NONE, NONE, found + self.n_people)
        found = self.bodies.find(organisations.parent)
        self.row_parent = np.where(found == NONE, NONE, found + self.n_people)
        self._by_body: DatedRows | None = None
        self._relations: dict[str, tuple[DatedRows, DatedRows, Ints, Ints]] = {}
        if relations is not None:
            self._read_relations(relations)
        self._flag_words = _flag_table(roster.flags)

    # entities and identifiers

    def entities(self, ids: Ids, of_organisations: bool) -> Int64s:
        """(n,) entity of each id: a person's, or an organisation's (or what only relations name); −1: unknown."""
        if not of_organisations:
            found = self.people.find(ids)
            if (found != NONE).all():
                return found
            other = self.others.find(ids)
            return np.where(found != NONE, found, np.where(other == NONE, NONE, other + self.n_people + self.n_bodies))
        found = self.bodies.find(ids)
        other = self.others.find(ids)
        other = np.where(other == NONE, NONE, other + self.n_people + self.n_bodies)
        return np.where(found != NONE, found + self.n_people, other)

    def id_of(self, entity: int) -> str:
        """The identifier as text, '' for −1."""
        if entity < 0:
            return ""
        if entity < self.n_people:
            return str(self.people.ids[entity])
        if entity < self.n_people + self.n_bodies:
            return str(self.bodies.ids[entity - self.n_people])
        return str(self.others.ids[entity - self.n_people - self.n_bodies])

    def name_of(self, entity: int) -> str:
        """The name in the roster or among the organisations (of the latest row), '' where none was read."""
        is_person = entity < self.n_people
        rows = self.roster if is_person else self.organisations
        if entity < 0 or rows.name is None or entity >= self.n_people + self.n_bodies:
            return ""
        dated = self.roster_rows if is_person else self.body_rows
        low, high = dated.span(np.array([entity if is_person else entity - self.n_people]))
        return str(rows.name[dated.order[int(high[0]) - 1]]) if int(high[0]) > int(low[0]) else ""

    def ids_of(self, entities: Ints) -> NDArray[Any]:
        """(n,) object array of the identifiers as text."""
        return np.array([self.id_of(int(e)) for e in entities], dtype=object)

    # persons on a day

    def row_on(self, entity: Ints, day: Ints | int) -> Int64s:
        """(n,) roster row of persons, −1 for others and for days outside the roster."""
        return self.roster_rows.on(np.where(entity < self.n_people, entity, NONE), day)

    def body_row_on(self, entity: Ints, day: Ints | int) -> Int64s:
        """(n,) organisation row of organisations, −1 for others."""
        at = entity - self.n_people
        return self.body_rows.on(np.where((at >= 0) & (at < self.n_bodies), at, NONE), day)

    def organisation_on(self, entity: Ints, day: Ints | int) -> Int64s:
        """(n,) the organisation entity of a person on the day; of an organisation itself; −1 where none."""
        rows = self.row_on(entity, day)
        body = np.where(rows == NONE, NONE, self.row_body[np.maximum(rows, 0)] if len(self.row_body) else NONE)
        return np.where(entity >= self.n_people, entity, body)

    def parent_on(self, body: Ints, day: Ints | int) -> Int64s:
        """(n,) the organisation above, −1 at the top."""
        rows = self.body_row_on(body, day)
        return np.where(rows == NONE, NONE, self.row_parent[np.maximum(rows, 0)] if len(self.row_parent) else NONE)

    def words_on(self, entity: Ints, day: Ints | int, field: str) -> tuple[Ints, tuple[str, ...]]:
        """(codes, vocabulary) of ``status`` (persons), ``class`` or ``type`` (of the organisation; for a person its own)."""
        if field == "status":
            words, rows = self.roster.status, self.row_on(entity, day)
        else:
            words = self.organisations.klass if field == "class" else self.organisations.type
            rows = self.body_row_on(self.organisation_on(entity, day), day)
        if len(words) == 0:
            return np.full(len(entity), NONE), words.vocabulary
        return np.where(rows == NONE, NONE, words.codes[np.maximum(rows, 0)]), words.vocabulary

    def has_flag(self, entity: Ints, day: Ints | int, flags: list[str]) -> NDArray[np.bool_]:
        """Who carries any of the flags on the day."""
        rows = self.row_on(entity, day)
        if self.roster.flags is None or len(self.roster.flags) == 0:
            return np.zeros(len(entity), bool)
        wanted = np.array([bool(set(flags) & combination) for combination in self._flag_words] + [False])
        codes = np.where(rows == NONE, -1, self.roster.flags.codes[np.maximum(rows, 0)])
        found: NDArray[np.bool_] = wanted[codes]
        return found

    def days_enrolled(self, entity: Ints, start: int, end: int) -> Int64s:
        """(n,) days in [start, end) with a roster row (persons) or inside from–to (organisations)."""
        days = np.zeros(len(entity), np.int64)
        for rows, at in ((self.roster_rows, entity), (self.body_rows, entity - self.n_people)):
            if len(rows.owner) == 0:
                continue
            overlap = np.clip(np.minimum(rows.end, end) - np.maximum(rows.start, start), 0, None)
            size = self.n_people if rows is self.roster_rows else self.n_bodies
            total = np.zeros(size + 1, np.int64)
            np.add.at(total, rows.owner, overlap)
            days += np.where((at >= 0) & (at < size), total[np.clip(at, 0, size)], 0)
        return days

    def longest_organisation(self, people: Ints, start: int, end: int) -> Int64s:
        """(n,) the organisation in which each person stood most days of [start, end); ties: the later one."""
        which, position = expand(*self.roster_rows.span(people))
        rows = self.roster_rows
        overlap = np.clip(np.minimum(rows.end[position], end) - np.maximum(rows.start[position], start), 0, None)
        body = self.row_body[rows.order[position]]
        keep = overlap > 0
        which, body, overlap, starts = which[keep], body[keep], overlap[keep], rows.start[position][keep]
        best = np.full(len(people), NONE, np.int64)
        if len(which) == 0:
            return best
        key = which * (self.n_people + self.n_bodies + 2) + body + 1
        unique, inverse = np.unique(key, return_inverse=True)
        total, last = np.zeros(len(unique), np.int64), np.full(len(unique), int(EVER), np.int64)
        np.add.at(total, inverse, overlap)
        np.maximum.at(last, inverse, starts)
        owner = unique // (self.n_people + self.n_bodies + 2)
        body = unique % (self.n_people + self.n_bodies + 2) - 1
        order = np.lexsort((last, total, owner))
        best[owner[order]] = body[order]
        return best

    def valued_on(self, entity: Ints, day: Ints | int) -> Int64s:
        """(n,) the day, or for those who have left before it their last day in the roster (organisations: their last day)."""
        valued = np.broadcast_to(np.asarray(day, np.int64), entity.shape).copy()
        gone = np.flatnonzero((self.row_on(entity, valued) == NONE) & (self.body_row_on(entity, valued) == NONE))
        if len(gone):
            last = np.full(len(gone), int(EVER), np.int64)
            for rows, owner in ((self.roster_rows, entity[gone]), (self.body_rows, entity[gone] - self.n_people)):
                which, at = expand(*rows.span(owner))
                before = rows.end[at] <= valued[gone][which]
                np.maximum.at(last, which[before], rows.end[at][before] - 1)
            valued[gone] = np.where(last == int(EVER), valued[gone], last)
        return valued

    # many to many

    def members_on(self, body: Ints, day: Ints) -> Pairs:
        """Persons in each organisation on its day: (which entry, person)."""
        if self._by_body is None:
            self._by_body = DatedRows(self.row_body, self.roster.start, self.roster.end)
        rows = self._by_body
        which, position = expand(*rows.span(body))
        day = np.asarray(day, np.int64)
        holds = in_force(rows.start[position], rows.end[position], day[which])
        holds &= body[which] != NONE
        return which[holds], self.person_row[rows.order[position[holds]]]

    def below(self, body: Ints, day: Ints) -> Pairs:
        """Organisations directly under each one on its day: (which entry, organisation)."""
        by_parent = DatedRows(self.row_parent, self.organisations.start, self.organisations.end)
        which, position = expand(*by_parent.span(body))
        holds = in_force(by_parent.start[position], by_parent.end[position], np.asarray(day)[which]) & (body[which] != NONE)
        return which[holds], self.body_row[by_parent.order[position[holds]]] + self.n_people

    def _read_relations(self, relations: RelationRows) -> None:
        subject_row, subject = self._meanings(relations.subject)
        which, target = self._meanings(relations.target[subject_row])
        row, subject = subject_row[which], subject[which]
        codes, start, end = relations.relation.codes[row], relations.start[row], relations.end[row]
        for code, word in enumerate(relations.relation.vocabulary):
            rows = np.flatnonzero(codes == code)
            self._relations[word] = (
                DatedRows(subject[rows], start[rows], end[rows]), DatedRows(target[rows], start[rows], end[rows]),
                subject[rows], target[rows],
            )  # fmt: skip

    def _meanings(self, ids: Ids) -> Pairs:
        """(row, entity): what each id may mean. An id that a person and an organisation share means both; who asks knows which."""
        person, body, other = self.people.find(ids), self.bodies.find(ids), self.others.find(ids)
        body = np.where(body == NONE, NONE, body + self.n_people)
        other = np.where(other == NONE, NONE, other + self.n_people + self.n_bodies)
        rows = np.concatenate([np.flatnonzero(found != NONE) for found in (person, body, other)])
        entities = np.concatenate([found[found != NONE] for found in (person, body, other)])
        order = np.argsort(rows, kind="stable")
        return rows[order], entities[order]

    @property
    def relation_words(self) -> list[str]:
        return list(self._relations)

    def related(self, entity: Ints, day: Ints, relation: str, backwards: bool = False) -> Pairs:
        """Targets of each entity under the relation on its day, or (backwards) those of whom it is the target."""
        if relation not in self._relations:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        by_subject, by_target, subject, target = self._relations[relation]
        rows, far = (by_target, subject) if backwards else (by_subject, target)
        which, position = expand(*rows.span(entity))
        holds = in_force(rows.start[position], rows.end[position], np.asarray(day)[which]) & (entity[which] != NONE)
        return which[holds], far[rows.order[position[holds]]]

    def holds_post(self, entity: Ints, day: Ints | int, posts: list[str]) -> NDArray[np.bool_]:
        """Who holds any of these relations (to anything) on the day."""
        held = np.zeros(len(entity), bool)
        days = np.broadcast_to(np.asarray(day, np.int64), entity.shape)
        for post in posts:
            which, _ = self.related(entity, days, post)
            held[which] = True
        return held


def _flag_table(flags: Words | None) -> list[set[str]]:
    if flags is None:
        return []
    return [{word.strip() for word in cell.replace("；", ";").split(";") if word.strip()} for cell in flags.vocabulary]


def _organisations_of(roster: RosterRows) -> OrganisationRows:
    """Organisations known only by the roster naming them, of type 党支部."""
    if roster.organisation.dtype == object:
        ids: Ids = _sorted_texts(roster.organisation)
    else:
        own = roster.organisation
        heads = own[np.concatenate([[0], np.flatnonzero(own[1:] != own[:-1]) + 1])] if len(own) else own
        ids = distinct(heads[heads >= 0])
    return _bare_organisations(ids)


def _bare_organisations(ids: Ids) -> OrganisationRows:
    n = len(ids)
    nothing: Ids = np.full(n, -1, np.int64) if ids.dtype != object else np.full(n, "", dtype=object)
    return OrganisationRows(
        ids, Words(np.zeros(n, np.int32), ("党支部",)), nothing, Words(np.full(n, -1, np.int32), ()), np.full(n, EVER), np.full(n, NEVER)
    )


def _with_missing(organisations: OrganisationRows, roster: RosterRows) -> OrganisationRows:
    """The declared organisations and those that only the roster names."""
    declared = {str(x) for x in ids_as_text(organisations.id)}
    named = [x for x in _sorted_texts(ids_as_text(_organisations_of(roster).id)) if x not in declared]
    if not named:
        return organisations
    bare = _bare_organisations(np.array(named, dtype=object))
    attributes: Mapping[str, Any] = {
        name: _padded(column, len(named)) for name, column in organisations.attributes.items()
    }
    return OrganisationRows(
        np.concatenate([ids_as_text(organisations.id), bare.id]),
        _joined(organisations.type, bare.type),
        np.concatenate([ids_as_text(organisations.parent), bare.parent]),
        _joined(organisations.klass, bare.klass),
        np.concatenate([organisations.start, bare.start]),
        np.concatenate([organisations.end, bare.end]),
        attributes,
        None,
    )


def _joined(one: Words, two: Words) -> Words:
    return Words.of([*one.texts(), *two.texts()])


def _padded(column: Any, more: int) -> Any:
    """The attribute column with missing entries at the end."""
    if isinstance(column, Words):
        return Words(np.concatenate([column.codes, np.full(more, -1, np.int32)]), column.vocabulary)
    if isinstance(column, Amounts):
        from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT

        return Amounts(np.concatenate([column.millionths(), np.full(more, NO_AMOUNT)]), MILLIONTHS)
    return np.concatenate([column, np.full(more, NO_DAY)])
