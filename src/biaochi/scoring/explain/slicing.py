"""One subject's slice of a settled state: the same stages' functions then look at that subject alone.

Worked example: of a state with 260 subjects the slice of the third has size 1, its lines, its values, its spans of vetoes; the
scorecards of other tables stay whole, because values may be taken from anybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import Words
from biaochi.scoring.conditions import Scene
from biaochi.scoring.directory import NONE
from biaochi.scoring.items import PERIODICAL, Items, group_keys
from biaochi.scoring.state import Lines, Ranking, State

Ints = NDArray[Any]


def slice_of(state: State, index: int) -> State:
    """The state of this subject alone."""
    at = np.array([index])
    entity = int(state.entities[index])
    position = np.full(len(state.position), NONE, np.int64)
    position[entity] = 0
    lines = {rule: lines_of(lines, index) for rule, lines in state.lines.items()}
    spans = {code: _span_of(span, index) for code, span in state.spans.items()}
    ranks = {c: Ranking(r.rank[at], r.of[at], r.from_bottom[at], r.group[at]) for c, r in state.ranks.items()}
    settled: Any = state.bound
    bound: Any = {code: words[at] for code, words in settled.items()}
    return replace(
        state,
        entities=state.entities[at], position=position, valued_on=state.valued_on[at], organisation=state.organisation[at],
        states=state.states[at], reasons={0: state.reasons[index]} if index in state.reasons else {}, lines=lines,
        values={code: column.take(at) for code, column in state.values.items()}, bound=bound, ranks=ranks,
        grades={code: Words(words.codes[at], words.vocabulary) for code, words in state.grades.items()}, outcomes=(),
        exists={code: mask[at] for code, mask in state.exists.items()}, loose=tuple(column.take(at) for column in state.loose),
        spans=spans, in_force={code: mask[at] for code, mask in state.in_force.items()},
    )  # fmt: skip


def _span_of(span: tuple[Ints, Ints, Ints], index: int) -> tuple[Ints, Ints, Ints]:
    subject, start, end = span
    mine = subject == index
    return np.zeros(int(mine.sum()), np.int64), start[mine], end[mine]


def lines_of(lines: Lines, index: int) -> Lines:
    """The subject's lines, its own and those handed to it; its number in the slice is 0, a giver keeps its number in the whole."""
    low, high = (int(x) for x in np.searchsorted(lines.subject, [index, index + 1]))
    inside = (lines.pair_item >= low) & (lines.pair_item < high)
    rows = slice(low, high)

    def cut(array: Any) -> Any:
        return None if array is None else array[rows]

    return Lines(
        lines.rule, np.zeros(high - low, np.int64), lines.fact[rows], lines.day[rows], lines.points[rows], lines.known[rows],
        lines.counts[rows], lines.pair_item[inside] - low, lines.pair_fact[inside], cut(lines.priced), cut(lines.fate),
        cut(lines.giver),
    )  # fmt: skip


def own_rows(lines: Lines) -> Ints:
    """Positions of the lines that are the subject's own, not handed over by somebody."""
    if lines.giver is None:
        return np.arange(len(lines))
    return np.flatnonzero(lines.giver == NONE)


def items_of(state: State, rule: Any, lines: Lines) -> Items:
    """The priced items behind the subject's own lines, as the stage *price* saw them."""
    own = own_rows(lines)
    fact, n = lines.fact[own], len(own)
    subject = np.zeros(n, np.int64)
    scene = Scene(state, state.entities[subject], state.valued_on[subject], subject=subject)
    per = rule.per if rule.facts or rule.per in PERIODICAL else "period"
    place = np.full(len(lines) + 1, NONE, np.int64)
    place[own] = np.arange(n)
    pair_item, pair_fact = place[lines.pair_item], lines.pair_fact
    start, end = np.full(n, state.job.period.start), np.full(n, state.job.period.end)
    group = np.zeros(n, np.int64)
    if per in PERIODICAL:
        subs = [p for p in state.setting.plan.calendar.sub_periods(per, state.job.period) if p.start <= state.job.axes.as_of]
        start, end = np.array([p.start for p in subs], np.int64), np.array([p.end for p in subs], np.int64)
        group = group if per in ("period", state.job.period.kind) else start
    elif per != "fact":
        group = group_keys(state, per, fact)
    return Items(scene, per, fact, group, start, end, pair_item, pair_fact, rule.whose, rule.window)
