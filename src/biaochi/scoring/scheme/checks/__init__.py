"""The checks of a scheme, in one list: what must hold, and what a document leaves open and the scheme has to say.

``check_scheme(loaded)`` gives the reader's own findings and those of every check; docs/findings.md explains each code.

Worked example: for a scheme whose second rule names a fact kind that is not declared, the one finding is
``unknown-fact`` at the name, with the nearest declared kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from biaochi.scoring.findings import Finding, Refused, Severity
from biaochi.scoring.scheme.checks import (
    bands,
    clauses,
    codes,
    conditions,
    filled,
    limits,
    never,
    numbers,
    prices,
    questions,
    quotas,
    red_lines,
    references,
    results,
    subjects,
    taking,
    windows,
    workflow,
)
from biaochi.scoring.scheme.checks.examples import with_example
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.load import Loaded
from biaochi.scoring.scheme.model import Scheme

CHECKS: tuple[Callable[[Survey], Iterator[Finding]], ...] = (
    references.unknown_facts,
    references.unknown_parameters,
    references.unknown_categories,
    references.unknown_periods,
    references.unknown_values,
    references.unknown_taken,
    references.unknown_boards,
    references.unknown_grades,
    references.unknown_outcomes,
    references.unknown_levels,
    references.unmatched_kinds,
    codes.duplicate_codes,
    codes.reserved_codes,
    codes.circles,
    numbers.too_many_decimals,
    numbers.limits_reversed,
    numbers.limits_contradict,
    numbers.weights_add_up,
    numbers.unused_weights,
    numbers.shares_add_up,
    numbers.shares_in_range,
    numbers.rounding_places,
    numbers.counts_in_range,
    numbers.dates_in_order,
    prices.levels_without_points,
    prices.roles_without_points,
    prices.validity_by_level,
    prices.prices_without_measure,
    prices.fact_words_out_of_place,
    prices.wrong_subjects,
    prices.states_expected,
    prices.periods_too_long,
    prices.windows_complete,
    prices.veto_lifting,
    bands.bands_never_reached,
    bands.holes_between_bands,
    bands.values_in_two_bands,
    bands.surplus_without_grade,
    filled.brackets_in_order,
    conditions.tests_misplaced,
    conditions.empty_conditions,
    conditions.points_misplaced,
    conditions.choices_complete,
    conditions.operands_counted,
    taking.take_periods,
    taking.take_aggregates,
    taking.take_subjects,
    taking.take_missing,
    results.categories_straddled,
    results.joint_caps_in_one_category,
    results.effects_of_results,
    results.reduce_without_base,
    results.prorated_without_base,
    results.carry_without_amount,
    results.grades_named_once,
    results.ranks_not_whole,
    workflow.unknown_steps,
    workflow.duplicate_steps,
    workflow.steps_never_reached,
    workflow.no_step_decides,
    questions.parameters_without_value,
    questions.unused_declarations,
    questions.rounding_not_stated,
    questions.quota_rounding,
    questions.quota_ties,
    questions.empty_not_stated,
    questions.state_window,
    questions.item_not_stated,
    questions.ratio_over_zero,
    questions.ties_not_stated,
    questions.placing_not_stated,
    questions.vetoed_in_ranking,
    questions.reduction_each,
    questions.parts_on_scales,
    questions.percent_or_number,
    limits.caps_never_bind,
    limits.values_fixed,
    limits.deductions_exceed,
    never.conditions_never_hold,
    never.counts_never_hold,
    never.rules_never_count,
    never.bands_out_of_reach,
    quotas.quotas_unfillable,
    quotas.shares_of_small_branches,
    clauses.clauses_contradict,
    clauses.stages_open,
    clauses.discretion_open,
    clauses.scales_differ,
    windows.windows_never_open,
    subjects.organisation_types,
    subjects.words_unlike,
    subjects.amounts_without_word,
    red_lines.barred_points,
    red_lines.points_for_money,
    red_lines.traces_over_results,
    red_lines.admonition_by_score,
)


def check_scheme(loaded: Loaded) -> list[Finding]:
    """Every finding about a scheme in the order of its lines; only the reader's own where it could not be read."""
    findings = list(loaded.findings)
    if loaded.scheme is not None:
        survey = Survey(loaded)
        for check in CHECKS:
            findings.extend(with_example(survey, found) for found in check(survey))
    findings.sort(key=lambda f: (f.place.file != loaded.file, f.place.file, f.place.line, f.place.column, f.code))
    return findings


def checked(loaded: Loaded) -> Scheme:
    """The scheme, fit to be settled: Refused with every error of the reader and of the checks."""
    errors = [found for found in check_scheme(loaded) if found.severity is Severity.ERROR]
    if errors or loaded.scheme is None:
        raise Refused(errors)
    return loaded.scheme
