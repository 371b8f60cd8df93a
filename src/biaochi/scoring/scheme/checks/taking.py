"""取自: periods that fit, one value or a stated aggregate, tables of the subject they are taken for.

Worked example: a year table that takes a month table's score without ``期: 各期`` meets no value of the same period.
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.expression_model import Take

SEVERAL = ("members", "children", "all")
LENGTHS = {"day": 0, "month": 1, "quarter": 3, "half": 6, "year": 12}


def take_periods(survey: Survey) -> Iterator[Finding]:
    """同期 between tables of one kind of period, 各期 from a shorter one."""
    for met in survey.of(Take):
        take: Take = met.part
        mine, other = met.table, survey.tables.get(take.table)
        if mine is None or other is None or take.scheme is not None:
            continue
        if mine is other and take.period in ("same", "children"):
            yield survey.error(
                "take-itself",
                met,
                "period" if "period" in take.model_fields_set else "table",
                zh=f"计分表 {mine.code} 取自己本期的值",
                en=f"table {mine.code} takes its own value of this period",
                do=(
                    "只能取自己上一期的值:写「期: 上期」或「期: 去年同期」。",
                    "A table takes from itself earlier values only: `period: previous` or `last_year`.",
                ),
            )
            continue
        lengths = {**LENGTHS, **{name: own.months for name, own in survey.scheme.periods.items()}}
        longer, shorter = lengths.get(mine.period), lengths.get(other.period)
        if take.period == "same" and mine.period != other.period:
            fits = "各期" if longer is not None and shorter is not None and shorter < longer else ""
            yield survey.error(
                "take-period",
                met,
                "period" if "period" in take.model_fields_set else "table",
                zh=f"计分表 {other.code} 的周期不同,没有与本期相同的一期",
                en=f"table {other.code} has another period, none of which is the same as this one",
                do=(
                    "写「期: 各期」并写明「汇总」。" if fits else "改取周期相同或更短的表。",
                    "Write `period: children` and an `aggregate`." if fits else "Take from a table of this period.",
                ),
            )
        if take.period == "children" and None not in (longer, shorter) and not (shorter or 0) < (longer or 0):
            yield survey.error(
                "take-period",
                met,
                "period",
                zh=f"计分表 {other.code} 的周期不比本表短,没有「各期」",
                en=f"the period of table {other.code} is not shorter, so there are no periods inside this one",
                do=("写「期: 同期」,或改取周期更短的表。", "Write `period: same`, or take from a shorter table."),
            )


def take_aggregates(survey: Survey) -> Iterator[Finding]:
    """Where several values are met, the document says what is made of them."""
    for met in survey.of(Take):
        take: Take = met.part
        if take.aggregate is None and (take.period == "children" or take.via in SEVERAL):
            yield survey.question(
                "take-aggregate",
                Severity.ERROR,
                met,
                zh="这里会取到好几个值,没有写怎么汇总",
                en="several values are taken here, and the scheme does not say what is made of them",
                readings=[
                    ("取平均:「汇总: 平均」", "their mean: `aggregate: mean`"),
                    ("相加:「汇总: 合计」", "their sum: `aggregate: sum`"),
                    ("取最高:「汇总: 最高」", "the highest: `aggregate: highest`"),
                    ("取最低:「汇总: 最低」", "the lowest: `aggregate: lowest`"),
                ],
            )


def take_subjects(survey: Survey) -> Iterator[Finding]:
    """Whom a value is taken from is whom the other table scores."""
    needed = {
        "organisation": ("person", "organisation"),
        "members": ("organisation", "person"),
        "parent": ("organisation", "organisation"),
        "children": ("organisation", "organisation"),
    }
    for met in survey.of(Take):
        take: Take = met.part
        mine, other = met.table, survey.tables.get(take.table)
        if mine is None or other is None or take.scheme is not None or not isinstance(take.via, str):
            continue
        pair = (mine.subject, other.subject)
        if (take.via == "self" and mine.subject != other.subject) or (take.via in needed and pair != needed[take.via]):
            yield survey.error(
                "take-subject",
                met,
                "via" if "via" in take.model_fields_set else "table",
                zh=f"计分表 {other.code} 计的是{'党员' if other.subject == 'person' else '党组织'},这样经由取不到值",
                en=f"table {other.code} scores {other.subject}s: nothing is reached this way",
                do=(
                    "党员取支部的值写「经由: 所在组织」,支部取党员的值写「经由: 成员」。",
                    "A person takes from the branch by `via: organisation`, a branch from members by `via: members`.",
                ),
            )


def take_missing(survey: Survey) -> Iterator[Finding]:
    """Where a value is likely to be absent, the document says what then."""
    for met in survey.of(Take):
        take: Take = met.part
        if "missing" in take.model_fields_set:
            continue
        other = survey.tables.get(take.table)
        if take.period in ("previous", "last_year"):
            why = (
                "第一期没有上期,不写就停在这里,等人来定。",
                "The first period has none: as it stands the settlement stops.",
            )
        elif take.aggregate is not None and other is not None and other.states:
            why = (
                "有人免评、中止时没有得分,不写就停在这里,等人来定。",
                "Who is exempt or suspended has none: as it stands the settlement stops.",
            )
        else:
            continue
        yield survey.question(
            "take-missing",
            Severity.WARNING,
            met,
            zh="取不到值时怎么算,没有写明",
            en="the scheme does not say what holds where there is no value",
            why=why,
            readings=[
                ("停下来,等人补上:「缺: 阻断」", "stop until it is there: `missing: block`"),
                ("不计入:「缺: 略去」", "leave it out: `missing: left_out`"),
                ("按零分:「缺: 计零」", "count it as zero: `missing: zero`"),
                ("按一个定数:「缺: 60」", "a stated number: `missing: 60`"),
            ],
        )
