"""Windows that never open: a start nobody can have, a term of no days.

Worked example: a member's table with ``时间: {自: {事项: 支部成立}, 月数: 6}``: the fact is the branch's, so no member has that day.
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.example import Example
from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.scene import facts_for, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, shown
from biaochi.scoring.scheme.checks.totals import nothing_done
from biaochi.scoring.scheme.expression_model import Since, Take
from biaochi.scoring.scheme.model import Rule, Table
from biaochi.scoring.scheme.workflow_model import Deadline, Notice, Term


def windows_never_open(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Since):
        table = met.table
        kinds = survey.kinds(met.part.facts or ())
        if table is None or met.within(Take) or not kinds or len(kinds) < len(met.part.facts or ()):
            continue
        if all(kind.subject != table.subject for kind in kinds):
            yield shown(
                survey.error(
                    "window-never-opens",
                    met,
                    "facts",
                    zh=f"这个时间永远不开始:「{'、'.join(met.part.facts)}」从来不是主体自己的事项",
                    en="this window never opens: the fact it starts from is never the subject's own",
                    why=("找不到起算的那一天,一件事项也不计。", "There is no day to count from, so no fact counts."),
                    do=("改用主体自己的事项,或用「属性」里的日期。", "Use a fact of the subject's own, or a date among its attributes."),
                ),
                before_it_opens(survey, met),
            )
    for met in survey.of(Term, Notice, Deadline):
        for field in ("days", "before", "after"):
            days = getattr(met.part, field, None)
            least = 0 if isinstance(met.part, Deadline) else 1
            if isinstance(days, int) and days < least:
                yield survey.error(
                    "window-never-opens",
                    met,
                    field,
                    zh=f"期限是 {days} 天,等于没有",
                    en=f"a term of {days} days is none",
                    why=("公示和异议要留出看得到、来得及的天数。", "People need days in which to read and to object."),
                    do=("写上天数。", "Write how many days."),
                )


def before_it_opens(survey: Survey, met: Met) -> Example | None:
    """A fact of the rule's kind, which counts nothing."""
    rule, table = met.within(Rule), met.within(Table)
    scene = None if rule is None or table is None else scene_of(survey, table, rule)
    nothing = None if scene is None or rule is None else nothing_done(survey, scene, rule)
    if rule is None or scene is None or nothing is None:
        return None
    grown = facts_for(survey, scene, rule.part, ignoring=True)
    return None if grown is None else grown[0].shows(grown[0].points(rule.part.code, nothing))
