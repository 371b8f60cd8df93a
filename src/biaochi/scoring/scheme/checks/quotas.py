"""Quotas nobody can fill, and shares that come to no one in a small branch.

Worked example: 10 % of a branch, less than a person not counting: of nine members nobody is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from biaochi.scoring.example import Example, Showing
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.measures import amount_range
from biaochi.scoring.scheme.checks.references import meant_table
from biaochi.scoring.scheme.checks.scene import scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, shown
from biaochi.scoring.scheme.checks.totals import has_plain_total
from biaochi.scoring.scheme.expression_model import Quota, RankTest
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Outcome, RuleQuota, Table

BRANCH = 3
"""A branch has three full members at least: what is none of three may be none of a whole branch."""


def quotas_unfillable(survey: Survey) -> Iterator[Finding]:
    """A quota of nobody, and one whose least is above its most."""
    for met in survey.of(Quota, RuleQuota):
        count, asked = met.part.count, amount_range(survey, met.part.at_least)
        if not isinstance(count, Decimal) or not (count < 1 or count < asked.low):
            continue
        text, least = number_text(count), number_text(asked.low)
        yield survey.error(
            "quota-unfillable",
            met,
            "count",
            zh=f"名额是 {text} 人" + (f",却要求至少 {least} 人" if count >= 1 else ",一个人也选不上"),
            en=f"the quota is {text}" + (f", but at least {least} are asked for" if count >= 1 else ": nobody can be chosen"),
            do=("改正其中一个数;不设名额的删去「名额」。", "Correct one of them; without a quota take it away."),
        )


def shares_of_small_branches(survey: Survey) -> Iterator[Finding]:
    """A share rounded down inside a branch, where the scheme does not say that somebody is chosen at least."""
    for met in survey.of(Quota, RuleQuota, RankTest):
        table = meant_table(survey, met)
        share = share_of(met.part)
        if table is None or table.subject != "person" or share is None or "at_least" in met.part.model_fields_set:
            continue
        if within(met.part, table) != "organisation" or not rounds_to_none(share, met.part.rounding):
            continue
        size = largest_empty(share, met.part.rounding)
        yield shown(
            survey.question(
                "quota-small-groups",
                Severity.WARNING,
                met,
                zh=f"{size} 人以下的支部一个名额也没有,没有写明至少几名",
                en=f"a branch of {size} or fewer gets no place, and the scheme states no least number",
                why=(
                    f"{size} 人的 {number_text(share * 100)}% 不足一人。",
                    f"{number_text(share * 100)} % of {size} is less than one.",
                ),
                readings=[
                    ("各支部至少一名:「至少: 1」", "one in each branch at least: `at_least: 1`"),
                    ("小支部确实没有:「至少: 0」", "small branches have none: `at_least: 0`"),
                    ("不足一人的算一人:「取整: 进一」", "less than a person counts as one: `rounding: up`"),
                ],
            ),
            nobody(survey, met),
        )


def share_of(part: Any) -> Decimal | None:
    found = part.share if isinstance(part, Quota) else part.top_share or part.bottom_share
    return found if isinstance(found, Decimal) and 0 < found < 1 else None


def within(part: Any, table: Table) -> str:
    """The scope in which people are counted: the quota's own, or that of the board."""
    if isinstance(part, Quota):
        return part.within
    boards = [board for board in table.ranks if part.board in (None, board.code)]
    return boards[0].within if boards else "all"


def rounds_to_none(share: Decimal, rounding: str | None) -> bool:
    least = {"down": Decimal(1), "half_up": Decimal("0.5")}.get(rounding or "")
    return least is not None and share * BRANCH < least


def largest_empty(share: Decimal, rounding: str | None) -> int:
    """The largest branch that gets nobody."""
    least = Decimal(1) if rounding == "down" else Decimal("0.5")
    size = BRANCH
    while share * (size + 1) < least and size < 1000:
        size += 1
    return size


def nobody(survey: Survey, met: Met) -> Example | None:
    """Three members of one branch, all alike: none of them is proposed."""
    outcome, table = met.within(Outcome), met.within(Table)
    if outcome is None or table is None or not has_plain_total(survey, table):
        return None
    when = outcome.part.when
    is_only_test = isinstance(met.part, Quota) or (when is not None and when.tests == ["rank"])
    scene = scene_of(survey, table, subjects=BRANCH)
    if scene is None or not is_only_test or (isinstance(met.part, Quota) and when is not None):
        return None
    code = table.part.code
    return scene.shows(*(Showing(name, code, no_outcome=outcome.part.code) for name in scene.subjects))
