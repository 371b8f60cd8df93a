"""The whole explanation of one subject in one table and period.

Worked example: ``explain(settlement, "甲")`` of a run over 2025-Q3 explains 甲's scorecard of the first main table in which 甲 stands.
"""

from __future__ import annotations

import difflib
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.explain.leaves import name_of
from biaochi.scoring.explain.lines import SubjectLines
from biaochi.scoring.explain.node import Node
from biaochi.scoring.explain.results import Result, Results
from biaochi.scoring.explain.slicing import slice_of
from biaochi.scoring.explain.total import Total
from biaochi.scoring.explain.tree import Tree
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.periods import day_of
from biaochi.scoring.scheme.wording import Wording
from biaochi.scoring.settle import Key, Settlement
from biaochi.scoring.state import ABSENT, SCORED, STATES, UNKNOWN, State


class SubjectNotFound(Refused):
    """No scorecard of that identifier in the table and period; the nearest identifiers are named."""


class LinesNotKept(Refused):
    """The settlement was run without keeping lines, so that there is nothing to explain from."""


@dataclass(frozen=True)
class Explanation:
    """Everything that made one scorecard: ``total`` is None where the subject has no score (``reason`` says why)."""

    scheme: Mapping[str, str]
    table: Mapping[str, str]
    period: str
    as_of: str
    known_at: str
    subject: Mapping[str, str]
    organisation: Mapping[str, str]
    state: str
    reason: str
    total: Node | None
    beside: tuple[Node, ...] = ()
    vetoes: tuple[Result, ...] = ()
    ranks: tuple[Result, ...] = ()
    grades: tuple[Result, ...] = ()
    outcomes: tuple[Result, ...] = ()
    blocked: tuple[str, ...] = ()

    def nodes(self) -> list[Node]:
        """Every node of the explanation, also those that ranks and outcomes rest on."""
        roots = [*([] if self.total is None else [self.total]), *self.beside]
        for result in (*self.ranks, *self.grades, *self.outcomes):
            roots.extend(result.nodes)
        return [node for root in roots for node in root.walk()]


@dataclass
class _Kept:
    """What explanations of one settled table share: phrases, and grade bands over everybody."""

    wording: Wording
    early: State
    """The state with the subjects that were scored before points decided otherwise."""
    bands: dict[str, Any] = field(default_factory=dict)


_KEPT: dict[int, _Kept] = {}


def explain(settlement: Settlement, subject_id: str, table: str | None = None, period: str | None = None) -> Explanation:
    """Explain a scorecard: of the first main table in which the subject stands, or of the table and period given.

    Of a table that is settled for shorter periods the last one is explained where no period is given.

    Raises SubjectNotFound; LinesNotKept where the settlement was run with ``keeps_lines=False``.
    """
    key, index = _card(settlement, subject_id, table, period)
    if key not in settlement.states:
        what = Text("这次核算没有保留明细,无法说明", "this run kept no lines")
        remedy = Text("以 keeps_lines=True 重新核算", "settle again with keeps_lines=True")
        raise LinesNotKept([Finding("lines-not-kept", Severity.ERROR, Place(key[0]), what, None, remedy)])
    return _explained(settlement, settlement.states[key], index)


def _card(settlement: Settlement, subject_id: str, table: str | None, period: str | None) -> tuple[Key, int]:
    """(table and period, index of the subject there)."""
    name = period or settlement.period.name
    tables = settlement.plan.tables
    keys = [key for key in settlement.settled if key[1] == name and table in (None, key[0])]
    if not keys and period is None:
        keys = [key for key in settlement.settled if key[0] == table][-1:]
    keys.sort(key=lambda key: (not tables[key[0]].table.main, list(tables).index(key[0])))
    for key in keys:
        cards = settlement.results[key]
        entity = _entity(settlement.directory, subject_id, tables[key[0]].table.subject == "organisation")
        index = int(cards.position[entity]) if 0 <= entity < len(cards.position) else NONE
        if index != NONE and cards.states[index] != ABSENT:
            return key, index
    raise _not_found(settlement, subject_id, keys, table, name)


def _entity(directory: Directory, subject_id: str, of_bodies: bool) -> int:
    ids = np.array([subject_id], dtype=object)
    index = directory.bodies if of_bodies else directory.people
    found = int(index.find(ids)[0])
    return NONE if found == NONE else found + (directory.n_people if of_bodies else 0)


def _not_found(settlement: Settlement, subject_id: str, keys: list[Key], table: str | None, period: str) -> SubjectNotFound:
    if not keys:
        said = f"{table or ''} {period}".strip()
        what = Text(f"这次核算没有计分表“{said}”", f"no table {said} was settled")
        remedy = Text("核对计分表代码和周期", "check the table's code and the period")
        return SubjectNotFound([Finding("subject-not-found", Severity.ERROR, Place("--table"), what, None, remedy)])
    where = "、".join(settlement.plan.tables[key[0]].table.name for key in keys)
    ids: set[str] = set()
    for key in keys:
        cards = settlement.results[key]
        ids.update(settlement.directory.id_of(int(e)) for e in cards.entities[cards.states != ABSENT][:20_000])
    near = difflib.get_close_matches(subject_id, sorted(ids), n=5, cutoff=0.5)
    what = Text(f"“{where}”中没有编号为“{subject_id}”的对象", f"no subject {subject_id} in {where}")
    remedy = Text("核对编号:写编号,不写姓名", "check it: the id is asked for, not the name")
    if near:
        remedy = Text(f"相近的编号:{'、'.join(near)}", f"similar ids: {', '.join(near)}")
    return SubjectNotFound([Finding("subject-not-found", Severity.ERROR, Place("--subject"), what, None, remedy)])


def _shared(state: State) -> _Kept:
    """What explanations of this state share, for as long as the state is used."""
    if id(state) not in _KEPT:
        _KEPT[id(state)] = _Kept(Wording(state.setting.plan.scheme), _before_vetoes(state))
        weakref.finalize(state, _KEPT.pop, id(state), None)
    return _KEPT[id(state)]


def _before_vetoes(state: State) -> State:
    """As the stages before *veto* saw it: whoever became unknown was still scored."""
    return replace(state, states=np.where(state.states == UNKNOWN, SCORED, state.states).astype(np.int8))


def _explained(settlement: Settlement, whole: State, index: int) -> Explanation:
    shared = _shared(whole)
    one = slice_of(whole, index)
    state = int(whole.states[index])
    results = Results(whole, one, index, shared.wording, shared.bands)
    total, beside = None, []
    if state in (SCORED, UNKNOWN):
        early = shared.early
        slice_ = replace(one, states=early.states[[index]])
        tree = Tree(slice_, SubjectLines(early, slice_, index, shared.wording), shared.wording)
        above = Total(early, slice_, index, tree)
        total = above.node()
        beside = above.beside(total)
    plan, job = settlement.plan, whole.job
    entity, body = int(whole.entities[index]), int(whole.organisation[index])
    directory = settlement.directory
    return Explanation(
        scheme={"code": plan.scheme.code, "name": plan.scheme.name, "version": plan.scheme.version},
        table={"code": job.plan.code, "name": job.plan.table.name}, period=job.period.name,
        as_of=day_of(job.axes.as_of).isoformat(), known_at=day_of(job.axes.known_at).isoformat(),
        subject={"id": directory.id_of(entity), "name": name_of(directory, entity)},
        organisation={"id": directory.id_of(body), "name": name_of(directory, body)},
        state=STATES[state], reason=whole.reasons.get(index, ""), total=total, beside=tuple(beside), vetoes=tuple(results.vetoes()),
        ranks=tuple(results.ranks()), grades=tuple(results.grades()), outcomes=tuple(results.outcomes()),
        blocked=tuple(text for text in whole.blocked if total is not None and total.value is None),
    )  # fmt: skip
