"""Faults planted in the engine, one at a time: each by replacing one of its functions with one that is wrong in a way people are.

What the differential test does not find here, it would not find in a real change either.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from biaochi.scoring import (
    conditions,
    directory,
    expressions,
    items,
    ledger,
    limits,
    matching,
    points,
    rule_values,
    settle,
    state,
    taking,
    tallies,
    tree,
    windows,
)
from biaochi.scoring.points import Exact
from biaochi.scoring.stages import cap, combine, detect, grade, outcome, price, rank, select, share, total, veto
from biaochi.scoring.state import ABSENT, Column

Fault = Callable[[pytest.MonkeyPatch], None]
FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    """Listed by the function's name."""
    FAULTS[function.__name__.replace("_", " ")] = function
    return function


# --- numbers ----------------------------------------------------------------------------------------------------------


@fault
def half_goes_to_the_even_neighbour(patch: pytest.MonkeyPatch) -> None:
    right = points.divide_rounded

    def wrong(num: Any, den: Any, mode: str) -> Any:
        found = right(num, den, mode)
        if mode != "half_up":
            return found
        is_half = (abs(np.asarray(num)) * 2) % (np.asarray(den) * 2) == den
        return np.where(is_half & (np.asarray(found) % 2 == 1), found - np.sign(found), found)

    patch.setattr(points, "divide_rounded", wrong)


@fault
def rounding_goes_down_below_zero(patch: pytest.MonkeyPatch) -> None:
    right = points.divide_rounded

    def wrong(num: Any, den: Any, mode: str) -> Any:
        return np.asarray(num) // den if mode == "down" else right(num, den, mode)

    patch.setattr(points, "divide_rounded", wrong)


@fault
def unknown_counts_as_zero(patch: pytest.MonkeyPatch) -> None:
    right = price.round_points
    patch.setattr(price, "round_points", lambda value, places, mode: (right(value.masked(None), places, mode)[0], None))


@fault
def a_measure_of_an_empty_unit_is_one(patch: pytest.MonkeyPatch) -> None:
    right = conditions.fact_quantity

    def wrong(state: Any, fact: Any) -> Exact:
        value = right(state, fact)
        return value if value.known is None else value.where(value.known, Exact.of(1))

    for module in (expressions, tallies):
        patch.setattr(module, "fact_quantity", wrong)


# --- days and windows -------------------------------------------------------------------------------------------------


@fault
def the_last_day_of_a_period_is_left_out(patch: pytest.MonkeyPatch) -> None:
    right = windows.happened_in
    patch.setattr(windows, "happened_in", lambda days, start, end, axes: right(days, start, end - 1, axes))


@fault
def what_happened_after_as_of_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(windows, "happened_in", lambda days, start, end, axes: (days >= start) & (days < end))


@fault
def what_was_recorded_late_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger, "admitted", lambda recorded, axes: np.ones(len(recorded), bool))


@fault
def a_validity_lasts_a_day_longer(patch: pytest.MonkeyPatch) -> None:
    right = windows.validity_ends
    patch.setattr(windows, "validity_ends", lambda *arguments: right(*arguments) + 1)


@fault
def a_state_is_over_on_its_last_day(patch: pytest.MonkeyPatch) -> None:
    right = windows._ends
    patch.setattr(windows, "_ends", lambda state, rows: right(state, rows) - 1)


@fault
def a_reversed_fact_still_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ledger, "_cancelled_ids", lambda source, axes: None)


@fault
def reversing_a_reversal_does_nothing(patch: pytest.MonkeyPatch) -> None:
    def cancelled(source: Any, axes: Any) -> Any:
        found = []
        for part in range(source.parts):
            facts = source.read(part, frozenset({"id", "date", "recorded", "reverses"}) & source.columns)
            recorded = facts.date if facts.recorded is None else np.where(facts.recorded == ledger.NO_DAY, facts.date, facts.recorded)
            found += [one for one, day in zip(facts.reverses, recorded, strict=True) if one not in ("", -1) and day <= axes.known_at]
        return np.array(sorted(found), dtype=object) if found else None

    patch.setattr(ledger, "_cancelled_ids", cancelled)


@fault
def members_are_those_of_today(patch: pytest.MonkeyPatch) -> None:
    right = matching._owners

    def wrong(directory: Any, entity: Any, day: Any, whose: Any) -> Any:
        latest = np.full(len(day), int(day.max(initial=0)), np.int64)
        return right(directory, entity, latest, whose)

    patch.setattr(matching, "_owners", wrong)


@fault
def the_parent_of_an_organisation_is_overlooked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(directory.Directory, "parent_on", lambda self, body, day: np.full(len(body), -1))


# --- lines ------------------------------------------------------------------------------------------------------------


@fault
def a_band_begins_above_its_bound(patch: pytest.MonkeyPatch) -> None:
    right = price.compares

    def wrong(band: Any, value: Exact, scene: Any) -> Any:
        stricter = band if band.ge is None else band.model_copy(update={"ge": None, "gt": band.ge})
        return right(stricter, value, scene)

    patch.setattr(price, "compares", wrong)


@fault
def among_equal_points_the_latest_is_kept(patch: pytest.MonkeyPatch) -> None:
    right = select.line_order
    kept = select._kept

    def wrong(state: Any, step: Any, *lines: Any) -> Any:
        if step.keep not in ("highest", "lowest"):
            return kept(state, step, *lines)
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(select, "line_order", lambda state, fact, day: -right(state, fact, day))
            return kept(state, step, *lines)

    patch.setattr(select, "_kept", wrong)


@fault
def an_allowance_frees_one_too_few(patch: pytest.MonkeyPatch) -> None:
    kept = select._kept

    def wrong(state: Any, step: Any, *lines: Any) -> Any:
        return kept(state, step if step.skip is None else step.model_copy(update={"skip": step.skip - 1}), *lines)

    patch.setattr(select, "_kept", wrong)


@fault
def escalation_comes_before_selection(patch: pytest.MonkeyPatch) -> None:
    escalate, right = select._escalate, select.select

    def wrong(state: Any) -> Any:
        rules = [rule for rule in state.job.plan.rules if rule.rule.escalate is not None and rule.index in state.lines]
        lines = {**state.lines, **{rule.index: escalate(state, rule, state.lines[rule.index]) for rule in rules}}
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(select, "_escalate", lambda state, plan, line: line)
            return right(replace(state, lines=lines))

    stage(patch, right, wrong)


@fault
def an_escalated_line_is_rounded_twice(patch: pytest.MonkeyPatch) -> None:
    right = select._escalate
    patch.setattr(select, "_escalate", lambda state, plan, line: right(state, plan, replace(line, exact=Exact(line.points, 10_000))))


@fault
def a_quota_takes_no_notice_of_ties(patch: pytest.MonkeyPatch) -> None:
    def wrong(quota: Any, scope: Any, places: Any, claim: Any, unclear: Any) -> Any:
        keep, stuck = np.ones(len(scope), bool), np.zeros(len(scope), bool)
        for group in np.unique(scope):
            rows = np.flatnonzero(scope == group)
            room = max(int(places[rows[0]]), 0)
            if len(rows) > room and quota.over == "block":
                stuck[rows] = True
            elif len(rows) > room:
                keep[rows[np.argsort(claim[rows], kind="stable")][room:]] = False
        return keep, stuck

    patch.setattr(select, "_chosen", wrong)


@fault
def a_freeze_takes_the_whole_period(patch: pytest.MonkeyPatch) -> None:
    right = select._frozen
    patch.setattr(select, "_frozen", lambda line, code, subject, start, end: right(line, code, subject, np.zeros_like(start), end))


@fault
def what_a_cut_leaves_over_is_lost(patch: pytest.MonkeyPatch) -> None:
    def wrong(points: Any, slots: Any, step: int) -> Any:
        whole = (abs(points) // step)[slots.line] * slots.part.num // slots.part.den
        return np.where(points[slots.line] < 0, -1, 1) * np.asarray(whole, np.int64) * step

    patch.setattr(share, "cut", wrong)


@fault
def the_portion_of_an_absent_receiver_is_always_dropped(patch: pytest.MonkeyPatch) -> None:
    right = share.share_lines
    patch.setattr(share, "share_lines", lambda state, plan, how, line: right(state, plan, how.model_copy(update={"absent": "drop"}), line))


@fault
def rules_count_for_those_they_do_not_exist_for(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(price, "existence", lambda state: {})


@fault
def in_a_group_everybody_is_compared_with_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(state.State, "group_of", lambda self, within: np.zeros(self.size, np.int64))


# --- values -----------------------------------------------------------------------------------------------------------


@fault
def the_cap_comes_before_the_base(patch: pytest.MonkeyPatch) -> None:
    right = limits.ResolvedLimits.clamp

    def wrong(self: Any, points: Any, bound: Any) -> Any:
        clamped = right(replace(self, base=None), points, bound)
        return clamped if self.base is None else clamped + self.base

    patch.setattr(limits.ResolvedLimits, "clamp", wrong)


@fault
def bonus_and_deduction_are_capped_together(patch: pytest.MonkeyPatch) -> None:
    right = limits.ResolvedLimits.apart

    def wrong(self: Any, positive: Any, negative: Any) -> Any:
        net = positive + negative
        return right(self, np.maximum(net, 0), np.minimum(net, 0))

    patch.setattr(limits.ResolvedLimits, "apart", wrong)


@fault
def sub_periods_are_not_capped(patch: pytest.MonkeyPatch) -> None:
    nothing = lambda state, limits, *lines: (np.zeros(state.size, np.int64), np.zeros(state.size, np.int64))  # noqa: E731
    patch.setattr(rule_values, "period_changes", nothing)


@fault
def a_category_is_not_capped(patch: pytest.MonkeyPatch) -> None:
    right = cap.category
    patch.setattr(cap, "category", lambda addends, limits, rows, bound: right(addends, cap.NO_LIMITS, rows, bound))


@fault
def a_joint_cap_takes_nothing_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cap, "joint_adjustment", lambda joint, limits, values, rows: Column(np.zeros(rows.stop - rows.start, np.int64)))


@fault
def the_weight_of_what_is_left_out_is_lost(patch: pytest.MonkeyPatch) -> None:
    weighted = tree.TreeWalk._weighted

    def wrong(self: Any, *arguments: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Exact, "over", lambda value, by, over_zero=None: value)
            return weighted(self, *arguments)

    patch.setattr(tree.TreeWalk, "_weighted", wrong)


@fault
def a_mean_counts_those_left_out(patch: pytest.MonkeyPatch) -> None:
    right = tree.combined

    def wrong(how: str, columns: list[Column], n: int, places: int, mode: str) -> Column:
        return right(how, [Column(column.points, column.known) for column in columns] if how == "mean" else columns, n, places, mode)

    patch.setattr(tree, "combined", wrong)


@fault
def the_base_is_never_prorated(patch: pytest.MonkeyPatch) -> None:
    whole = lambda self, entity, start, end: np.full(len(entity), max(end - start, 0), np.int64)  # noqa: E731
    patch.setattr(directory.Directory, "days_enrolled", whole)


@fault
def a_part_is_measured_against_everybody(patch: pytest.MonkeyPatch) -> None:
    right = combine.group_statistic
    patch.setattr(combine, "group_statistic", lambda stat, value, groups, known: right(stat, value, np.zeros_like(groups), known))


# --- vetoes and results -----------------------------------------------------------------------------------------------


@fault
def vetoes_are_ignored(patch: pytest.MonkeyPatch) -> None:
    none = np.zeros(0, np.int64)
    patch.setattr(detect, "veto_spans", lambda state, veto: (none, none, none))


@fault
def lifting_is_ignored(patch: pytest.MonkeyPatch) -> None:
    right = detect.veto_spans
    patch.setattr(detect, "veto_spans", lambda state, veto: right(state, veto.model_copy(update={"lifted_by": None})))


@fault
def a_zeroed_score_stays(patch: pytest.MonkeyPatch) -> None:
    right = veto.veto
    stage(patch, right, lambda state: right(replace(state, in_force={})) if not state.job.plan.table.parts else right(state))


@fault
def a_reduction_is_taken_once_for_all_facts(patch: pytest.MonkeyPatch) -> None:
    right = total.reductions

    def wrong(state: Any, base: Any, points: Any) -> Any:
        once = {code: spans_once(*spans) for code, spans in state.spans.items()}
        return right(replace(state, spans=once), base, points)

    patch.setattr(total, "reductions", wrong)


def spans_once(subject: Any, start: Any, end: Any) -> Any:
    _, first = np.unique(subject, return_index=True)
    return subject[first], start[first], end[first]


@fault
def equals_do_not_leave_a_gap_in_the_ranks(patch: pytest.MonkeyPatch) -> None:
    right = rank.places
    patch.setattr(rank, "places", lambda group, keys, dense: right(group, keys, True))


@fault
def tie_breakers_are_ignored(patch: pytest.MonkeyPatch) -> None:
    right = rank.ranking
    patch.setattr(rank, "ranking", lambda state, board, left_out: right(state, board.model_copy(update={"tie_breakers": []}), left_out))


@fault
def values_of_the_exempt_are_taken(patch: pytest.MonkeyPatch) -> None:
    def wrong(self: Any, index: Any) -> Any:
        if len(self.states) == 0:
            return np.zeros(len(index), bool)
        return (index != -1) & (self.states[np.maximum(index, 0)] != ABSENT)

    patch.setattr(state.Scorecards, "takes_part", wrong)


@fault
def ties_at_the_edge_always_get_in(patch: pytest.MonkeyPatch) -> None:
    for module in (conditions, grade):
        patch.setattr(module, "last_of_ties", lambda ranking, from_top: ranking.rank if from_top else ranking.from_bottom)


@fault
def vetoes_set_no_grade_and_no_ceiling(patch: pytest.MonkeyPatch) -> None:
    nobody = lambda state, system: (np.full(state.size, -1), np.full(state.size, -1))  # noqa: E731
    patch.setattr(grade, "by_vetoes", nobody)


@fault
def the_disqualified_are_commended(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outcome, "ineligible", lambda state, what: np.zeros(state.size, bool))


@fault
def an_amount_reads_the_attributes_of_the_subject(patch: pytest.MonkeyPatch) -> None:
    right = outcome._amounts

    def wrong(state: Any, what: Any, subjects: Any, target: Any) -> Any:
        return right(state, what, subjects, state.entities[subjects])

    patch.setattr(outcome, "_amounts", wrong)


@fault
def a_streak_needs_one_period_less(patch: pytest.MonkeyPatch) -> None:
    right = conditions.latest_cards
    patch.setattr(conditions, "latest_cards", lambda scene, streak: right(scene, streak)[: max(1, streak.periods - 1)])


@fault
def the_history_is_not_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(state.State, "earlier", lambda self, table, period: None)


@fault
def what_is_missing_in_a_take_is_left_out(patch: pytest.MonkeyPatch) -> None:
    right = taking.take_number
    leaves_out = {"missing": "left_out"}
    wrong = lambda take, items: right(take.model_copy(update=leaves_out) if take.missing == "block" else take, items)  # noqa: E731
    patch.setattr(expressions, "take_number", wrong)


@fault
def a_person_is_ranked_where_he_was_last(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settle, "_organisations", lambda directory, entities, valued_on, job: directory.organisation_on(entities, valued_on))


@fault
def states_do_not_set_anybody_aside(patch: pytest.MonkeyPatch) -> None:
    right = settle.first_state

    def wrong(setting: Any, job: Any, results: Any) -> Any:
        found = right(setting, job, results)
        return replace(found, states=np.where(found.states == ABSENT, ABSENT, 0).astype(np.int8))

    patch.setattr(settle, "first_state", wrong)


@fault
def a_sub_period_without_facts_is_no_item(patch: pytest.MonkeyPatch) -> None:
    right = items._sub_period_items

    def wrong(*arguments: Any) -> Any:
        found = right(*arguments)
        kept = np.flatnonzero(found.last_fact != -1)
        place = np.full(len(found) + 1, -1)
        place[kept] = np.arange(len(kept))
        return replace(
            found, scene=found.scene.only(kept), last_fact=found.last_fact[kept], group=found.group[kept], start=found.start[kept],
            end=found.end[kept], pair_item=place[found.pair_item],
        )  # fmt: skip

    patch.setattr(items, "_sub_period_items", wrong)


def stage(patch: pytest.MonkeyPatch, right: Any, wrong: Any) -> None:
    """One of the stages in the visible list replaced."""
    assert right in settle.STAGES
    patch.setattr(settle, "STAGES", tuple(wrong if one is right else one for one in settle.STAGES))
