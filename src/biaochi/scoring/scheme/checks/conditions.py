"""Tests where they have a meaning: facts are tested in a match, results after the ranking, the subject everywhere.

Worked example: ``其中: {名次: {前: 3}}`` in a rule asks for a rank that does not exist yet when the rule is priced.
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.expression_model import Choice, Condition, Expression, Take
from biaochi.scoring.scheme.model import Rule
from biaochi.scoring.scheme.shapes import keys_of

FACT_TESTS = frozenset(
    ("kind", "level", "role", "matter", "by", "quantity", "mark", "duration", "lateness", "delay", "months")
)
RESULT_TESTS = frozenset(("compare", "grade", "rank", "state", "streak"))
JOINING = frozenset(("all", "any", "not_"))
ALLOWED = {
    "fact": RESULT_TESTS,
    "subject": FACT_TESTS | RESULT_TESTS,
    "result": FACT_TESTS,
    "item": RESULT_TESTS - {"compare"},
}
"""Where a condition stands → the tests that have no meaning there."""
PLACES = {
    "fact": ("挑选事项的条件", "a condition on facts"),
    "subject": ("对主体的条件", "a condition on the subject"),
    "result": ("对结果的条件", "a condition on results"),
    "item": ("规则里的选择", "a choice inside a rule"),
}


def tests_misplaced(survey: Survey) -> Iterator[Finding]:
    words = {key.name: (key.chinese, key.english) for key in keys_of(Condition)}
    for met in survey.of(Condition):
        standing = met.standing()
        for test in met.part.tests:
            if test in ALLOWED[standing]:
                (zh, en), (place_zh, place_en) = words[test], PLACES[standing]
                yield survey.error(
                    "test-misplaced",
                    met,
                    test,
                    zh=f"「{zh}」不能用在{place_zh}里",
                    en=f"`{en}` has no meaning in {place_en}",
                    why=(
                        "事项的条件写在 其中、除外;名次、等次、比较写在 一票否决、等次、结果运用。",
                        "Facts are tested in `where` and `except`; ranks, grades, comparisons after the ranking.",
                    ),
                    do=("把它移到用得上的地方。", "Move it to where it has a meaning."),
                )


def empty_conditions(survey: Survey) -> Iterator[Finding]:
    """A condition without any test holds for everything: surely not what was meant."""
    for met in survey.of(Condition):
        if not met.part.tests:
            yield survey.error(
                "condition-empty",
                met,
                zh="条件里没有写任何要求",
                en="the condition tests nothing",
                do=("写上要求,或删去这个条件。", "Write a test, or take the condition away."),
            )


def points_misplaced(survey: Survey) -> Iterator[Finding]:
    """得分 reads this scorecard, which exists from the vetoes on."""
    for met in survey.of(Expression):
        if met.part.points is None:
            continue
        if met.within(Rule) and not met.within(Take):
            yield survey.error(
                "points-misplaced",
                met,
                "points",
                zh="「得分」只能用在一票否决、排名、等次、结果运用里",
                en="`points` may stand in vetoes, ranks, grades and outcomes only",
                do=("规则之间取数写「取自」另一张表。", "A rule reads another table by `take`."),
            )


def choices_complete(survey: Survey) -> Iterator[Finding]:
    """Every branch of 择 is a 当 with its 取, and the last one 否则."""
    for met in survey.of(Expression):
        branches: list[Choice] = met.part.choose or []
        for position, branch in enumerate(branches):
            is_last = position == len(branches) - 1
            if branch.otherwise is not None and (branch.when is not None or branch.value is not None or not is_last):
                fault = ("「否则」单独写,放在最后", "`otherwise` stands alone, at the end")
            elif branch.otherwise is None and (branch.when is None or branch.value is None):
                fault = ("每一支都要写「当」和「取」", "every branch has `when` and `value`")
            elif branch.otherwise is None and is_last:
                fault = ("最后缺「否则」:都不符合时取什么", "the last branch is `otherwise`: what holds if none does")
            else:
                continue
            yield survey.error(
                "choice-branches",
                met,
                "choose",
                position,
                zh=fault[0],
                en=fault[1],
                do=(
                    "写成 [{当: …, 取: …}, {否则: …}] 的样子。",
                    "Write it like [{when: …, value: …}, {otherwise: …}].",
                ),
            )


OPERANDS = {"minus": (2, 2), "ratio": (2, 2), "plus": (1, None), "times": (1, None), "larger": (1, None), "smaller": (1, None)}
"""How many numbers each kind of arithmetic takes: at least, at most."""


def operands_counted(survey: Survey) -> Iterator[Finding]:
    """相减 and 相除 take exactly two numbers; the others at least one."""
    words = {key.name: (key.chinese, key.english) for key in keys_of(Expression)}
    for met in survey.of(Expression):
        for name, (least, most) in OPERANDS.items():
            given = getattr(met.part, name)
            if given is None or (least <= len(given) and (most is None or len(given) <= most)):
                continue
            zh, en = words[name]
            yield survey.error(
                "operand-count",
                met,
                name,
                zh=f"「{zh}」要写{'两个' if most else '至少一个'}数,这里写了 {len(given)} 个",
                en=f"`{en}` takes {'two numbers' if most else 'at least one number'}; {len(given)} stand here",
                do=(f"写成 {{{zh}: [甲, 乙]}} 的样子。", f"Write it like {{{en}: [a, b]}}."),
            )
