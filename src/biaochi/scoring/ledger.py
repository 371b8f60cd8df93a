"""Reading the ledger (台账): one pass over the facts, in parts and in threads, into what the stages need.

Words: *kept* facts are those of kinds that something other than an additive rule looks at; they are held in fact order (date, recorded,
id). *Sums* are the sums of lines of additive rules, one dense array a job (subjects × rules), filled while the facts stream by. A
*reversed pair* is dropped before anything else.

Worked example: 出席 1 point each is additive, 荣誉 (highest only) is not. Of 50 million facts the attendances become one number a
subject, the honours are kept as rows.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.additive import AdditiveSums, Clusters
from biaochi.scoring.columns import NO_DAY, Ids, Int64s, Words, id_ranks, ids_as_text
from biaochi.scoring.digest import Digest
from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.fact_checks import FactChecks
from biaochi.scoring.facts import FACT_COLUMNS, FactRows, FactSource, columns_to_settle
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.plan import Plan
from biaochi.scoring.points import LARGEST, UNITS, PointsTooLarge
from biaochi.scoring.time_axes import Axes, admitted

Ints = NDArray[Any]


@dataclass(frozen=True)
class Ledger:
    """Kept facts in fact order, with entity and kind numbers, and where each kind's facts stand."""

    facts: FactRows
    entity: Int64s
    kind: Ints
    recorded: Int64s
    rows: int
    dropped: int
    digest: str
    sums: Mapping[tuple[str, str], AdditiveSums]

    def of_kinds(self, kinds: Sequence[int]) -> Int64s:
        """Positions of all kept facts of these kinds, in fact order."""
        if not len(kinds):
            return np.zeros(0, np.int64)
        if len(kinds) == 1:
            return np.flatnonzero(self.kind == kinds[0])
        return np.flatnonzero(np.isin(self.kind, np.asarray(kinds)))


class Onlooker(Protocol):
    """What looks at the facts that count as they stream by, from several threads."""

    def add(self, facts: FactRows, kind_table: Ints, clusters: Clusters) -> None:
        """Look at one part. ``kind_table`` gives the kind of every code of ``facts.kind`` (last: of an empty cell)."""
        ...


def read_ledger(
    source: FactSource,
    plan: Plan,
    directory: Directory,
    axes: Axes,
    sums: Mapping[tuple[str, str], AdditiveSums],
    *,
    keeps_all: bool,
    threads: int = 2,
    onlookers: Sequence[Onlooker] = (),
) -> Ledger:
    """Read, check and sort out all facts. Raises Refused with every finding (unknown kinds, subjects, bad cells, double ids)."""
    columns = columns_to_settle(keeps_all) & source.columns
    cancelled = _cancelled_ids(source, axes) if "reverses" in columns else None
    reader = _Reader(source, plan, directory, axes, sums, columns, cancelled, keeps_all, onlookers)
    try:
        if source.parts > 1 and threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(reader.read, range(source.parts)))
        else:
            for part in range(source.parts):
                reader.read(part)
    except PointsTooLarge as beyond:
        raise points_refused("事项合计", "the sums of the facts") from beyond
    return reader.finish()


def points_refused(zh: str, en: str) -> Refused:
    """What is said where points leave their range: ``zh`` and ``en`` name where."""
    most = f"{LARGEST // UNITS:,}"
    what = Text(f"{zh}:积分超过 {most} 分", f"{en}: more than {most} points")
    why = Text("分值、倍数或某条事项的数量错了几个数量级", "a price, a factor or the quantity of a fact is wrong by orders of magnitude")
    remedy = Text("核对办法的分值和单位,再核对数量最大的事项", "check the prices and units, then the facts with the largest quantities")
    return Refused([Finding("points-too-large", Severity.ERROR, Place("facts"), what, why, remedy)])


class _Reader:
    """The one pass. ``read`` is called for every part, from several threads."""

    def __init__(
        self,
        source: FactSource,
        plan: Plan,
        directory: Directory,
        axes: Axes,
        sums: Mapping[tuple[str, str], AdditiveSums],
        columns: frozenset[str],
        cancelled: Ids | None,
        keeps_all: bool,
        onlookers: Sequence[Onlooker],
    ) -> None:
        self.onlookers = (*sums.values(), *onlookers)
        self.source, self.plan, self.directory, self.axes, self.sums = source, plan, directory, axes, sums
        self.columns, self.cancelled = columns, cancelled
        self.keeps = np.array([keeps_all or k in plan.kept_kinds for k in range(len(plan.kinds))] + [False])
        self.of_bodies = np.array([k.subject == "organisation" for k in plan.kinds] + [False])
        self.checks = FactChecks(plan, directory)
        self.lock = threading.Lock()
        self.kept: dict[int, tuple[FactRows, Ints, Ints]] = {}
        self.id_ranges: dict[int, tuple[Any, Any]] = {}
        self.loose_ids: dict[int, Ids] = {}
        self.digest = Digest()
        self.dropped = 0

    def read(self, part: int) -> None:
        facts = self.source.read(part, self.columns)
        digest = Digest()
        digest.add_facts(facts)
        self._note_ids(part, facts.id)
        table = self._kind_table(facts.kind)
        self.checks.look_at(facts, table)
        keep_rows = self._alive(facts)
        dropped = 0
        if keep_rows is not None:
            dropped = len(facts) - int(keep_rows.sum())
            facts = facts.take(keep_rows)
        clusters = self._clusters(facts, table)
        self.checks.look_at_subjects(facts, clusters)
        for onlooker in self.onlookers:
            onlooker.add(facts, table, clusters)
        rows = np.flatnonzero(self.keeps[table][facts.kind.codes])
        kept = (facts.take(rows), clusters.entities(rows), table[facts.kind.codes[rows]]) if len(rows) else None
        with self.lock:
            self.digest.add(digest)
            self.dropped += dropped
            if kept is not None:
                self.kept[part] = kept

    def _kind_table(self, words: Words) -> Ints:
        """For every code of the column (and, last, an empty cell) the number of the kind in the catalogue; −1 unknown."""
        return np.array([self.plan.kind_numbers.get(w, NONE) for w in words.vocabulary] + [NONE], dtype=np.int32)

    def _alive(self, facts: FactRows) -> NDArray[np.bool_] | None:
        """Rows that count: admitted, no reversal, not cancelled. None: all of them."""
        mask: NDArray[np.bool_] | None = None
        if facts.recorded is not None:
            recorded = np.where(facts.recorded == NO_DAY, facts.date, facts.recorded)
            mask = admitted(recorded, self.axes)
        elif len(facts) and int(facts.date.max()) > self.axes.known_at:
            mask = admitted(facts.date, self.axes)
        if facts.reverses is not None:
            own = facts.reverses == ("" if facts.reverses.dtype == object else -1)
            mask = own if mask is None else mask & own
        if self.cancelled is not None and len(self.cancelled):
            hit = _is_among(facts.id, self.cancelled)
            mask = ~hit if mask is None else mask & ~hit
        return None if mask is None or mask.all() else mask

    def _clusters(self, facts: FactRows, table: Ints) -> Clusters:
        """Runs of facts of one subject, with the entities the subjects are."""
        n = len(facts)
        if n == 0:
            return Clusters(np.zeros(0, np.int64), np.zeros(1, np.int64))
        subject = facts.subject
        change = subject[1:] != subject[:-1]
        of_bodies = self.of_bodies[table]
        mixed = bool(of_bodies[:-1].any()) and not bool(of_bodies[:-1].all())
        if mixed:
            is_body = of_bodies[facts.kind.codes]
            change = change | (is_body[1:] != is_body[:-1])
        starts = np.concatenate([[0], np.flatnonzero(change) + 1, [n]])
        first = subject[starts[:-1]]
        if mixed:
            heads = np.where(is_body[starts[:-1]], self.directory.entities(first, True), self.directory.entities(first, False))
        else:
            heads = self.directory.entities(first, bool(of_bodies[:-1].all()))
        return Clusters(heads, starts)

    def _note_ids(self, part: int, ids: Ids) -> None:
        """Remember a rising part by its ends, another by all its ids."""
        if len(ids) == 0:
            return
        if ids.dtype != object and bool(np.all(ids[1:] > ids[:-1])):
            with self.lock:
                self.id_ranges[part] = (ids[0], ids[-1])
        else:
            with self.lock:
                self.loose_ids[part] = ids

    def finish(self) -> Ledger:
        findings = [*self.checks.findings(), *self._double_ids()]
        if any(f.severity is Severity.ERROR for f in findings):
            raise Refused(findings)
        parts = [self.kept[p] for p in sorted(self.kept)]
        facts, entity, kind = _joined(parts)
        recorded = facts.date if facts.recorded is None else np.where(facts.recorded == NO_DAY, facts.date, facts.recorded)
        order = _fact_order(facts.date, recorded, facts.id)
        if order is not None:
            facts, entity, kind, recorded = facts.take(order), entity[order], kind[order], recorded[order]
        return Ledger(
            facts, entity, kind, recorded.astype(np.int64), self.digest.rows, self.dropped, self.digest.text(), self.sums
        )

    def _double_ids(self) -> list[Finding]:
        """One finding for every id that stands in two rows (at most twenty named)."""
        ranges = sorted(self.id_ranges.values())
        overlap = any(a[1] >= b[0] for a, b in itertools.pairwise(ranges))
        if not self.loose_ids and not overlap:
            return []
        parts = [self.source.read(p, frozenset({"id"})).id for p in range(self.source.parts)]
        if any(p.dtype == object for p in parts):
            parts = [ids_as_text(p) for p in parts]
        ids = np.sort(np.concatenate(parts)) if parts[0].dtype != object else np.array(sorted(np.concatenate(parts)), dtype=object)
        double = np.unique(ids[1:][ids[1:] == ids[:-1]])
        if len(double) == 0:
            return []
        names = "、".join(str(x) for x in double[:20])
        what = Text(f"{len(double)} 个事项编号出现两次:{names}", f"{len(double)} fact ids stand twice: {names}")
        why = Text("同一事项不能计两次", "a fact counts once")
        remedy = Text("删去重复行,或另给编号", "remove the copies or give them ids of their own")
        return [Finding("double-id", Severity.ERROR, Place("facts"), what, why, remedy)]


def _is_among(ids: Ids, sorted_ids: Ids) -> NDArray[np.bool_]:
    """Which ids stand among the sorted ones."""
    if len(sorted_ids) == 0:
        return np.zeros(len(ids), bool)
    if ids.dtype == object:
        table = set(sorted_ids)
        return np.fromiter((x in table for x in ids), bool, len(ids))
    if len(ids) and (ids[-1] < sorted_ids[0] or ids[0] > sorted_ids[-1]) and bool(np.all(ids[1:] >= ids[:-1])):
        return np.zeros(len(ids), bool)
    at = np.searchsorted(sorted_ids, ids)
    at[at == len(sorted_ids)] = 0
    found: NDArray[np.bool_] = sorted_ids[at] == ids
    return found


def _cancelled_ids(source: FactSource, axes: Axes) -> Ids | None:
    """Sorted ids of the facts that an admitted, not itself cancelled reversal names.

    Raises Refused where a reversal names itself or reversals form a circle.
    """
    found: list[tuple[Any, Any]] = []
    for part in range(source.parts):
        facts = source.read(part, frozenset({"id", "date", "recorded", "reverses"}) & source.columns)
        if facts.reverses is None:
            continue
        empty = "" if facts.reverses.dtype == object else -1
        mask = facts.reverses != empty
        recorded = facts.date if facts.recorded is None else np.where(facts.recorded == NO_DAY, facts.date, facts.recorded)
        mask &= admitted(recorded, axes)
        if mask.any():
            found.append((facts.id[mask], facts.reverses[mask]))
    if not found:
        return None
    if any(a.dtype == object for a, _ in found):
        found = [(ids_as_text(a), ids_as_text(b)) for a, b in found]
    own = np.concatenate([a for a, _ in found])
    target = np.concatenate([b for _, b in found])
    is_open, acts = np.ones(len(own), bool), np.zeros(len(own), bool)
    while is_open.any():
        cancelled, in_doubt = _is_among(own, _in_order(target[acts])), _is_among(own, _in_order(target[is_open]))
        acting, idle = is_open & ~cancelled & ~in_doubt, is_open & cancelled
        if not (acting.any() or idle.any()):
            raise Refused([_circle(own[is_open])])
        acts |= acting
        is_open &= ~(acting | idle)
    return _in_order(target[acts])


def _in_order(ids: Ids) -> Ids:
    return np.sort(ids) if ids.dtype != object else np.array(sorted(ids), dtype=object)


def _circle(ids: Ids) -> Finding:
    """What is said of reversals that name one another: nobody can tell which of them acts."""
    names = "、".join(str(x) for x in ids[:20])
    what = Text(f"更正互相指向,无法判断哪一条有效(事项 {names})", f"reversals name each other in a circle (facts {names})")
    remedy = Text("更正只指向先前的事项:改正其中一条的更正编号", "a reversal names an earlier fact: correct what one of them names")
    return Finding("reversal-circle", Severity.ERROR, Place("facts"), what, remedy=remedy)


def _joined(parts: list[tuple[FactRows, Ints, Ints]]) -> tuple[FactRows, Int64s, Ints]:
    """The kept rows of all parts as one table; vocabularies are merged."""
    if not parts:
        empty = np.zeros(0, np.int32)
        return FactRows(np.zeros(0, np.int64), np.zeros(0, np.int64), Words(empty, ()), empty), np.zeros(0, np.int64), empty
    if len(parts) == 1:
        return parts[0]
    rows = [facts for facts, _, _ in parts]
    merged: dict[str, Any] = {}
    for name in FACT_COLUMNS:
        columns = [getattr(f, name) for f in rows]
        if any(c is None for c in columns):
            merged[name] = None
        elif isinstance(columns[0], Words):
            merged[name] = _merged_words(columns)
        elif hasattr(columns[0], "scale"):
            merged[name] = _merged_amounts(columns)
        elif any(c.dtype == object for c in columns):
            merged[name] = np.concatenate([ids_as_text(c) for c in columns])
        else:
            merged[name] = np.concatenate(columns)
    return FactRows(**merged), np.concatenate([e for _, e, _ in parts]), np.concatenate([k for _, _, k in parts])


def _merged_words(columns: list[Words]) -> Words:
    table: dict[str, int] = {}
    codes = []
    for words in columns:
        numbers = np.array([table.setdefault(w, len(table)) for w in words.vocabulary] + [-1], dtype=np.int32)
        codes.append(numbers[words.codes])
    return Words(np.concatenate(codes), tuple(table))


def _merged_amounts(columns: list[Any]) -> Any:
    from biaochi.scoring.columns import MILLIONTHS, Amounts

    if all(c.scale == 1 for c in columns):
        return Amounts(np.concatenate([c.values for c in columns]), 1)
    return Amounts(np.concatenate([c.millionths() for c in columns]), MILLIONTHS)


def _fact_order(date: Ints, recorded: Ints, ids: Ids) -> Int64s | None:
    """Order by (date, recorded, id); None where the rows already stand in it."""
    if len(date) < 2:
        return None
    if ids.dtype == object:
        ids = id_ranks(ids)
    if recorded is date:
        return np.lexsort((ids, date))
    return np.lexsort((ids, recorded, date))
