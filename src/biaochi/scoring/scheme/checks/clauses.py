"""Clauses that pull apart: one fact with two prices, stages of one matter, marks that nobody is named to give, parts on unlike scales.

Worked example: ``事项: 缺席, 每次: -2`` and, elsewhere in the table, ``事项: 缺席, 每次: 1`` with the same conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

from biaochi.scoring.example import Example, Fact
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.ranges import INFINITE
from biaochi.scoring.scheme.checks.reach import reached
from biaochi.scoring.scheme.checks.scene import facts_for, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, label, shown
from biaochi.scoring.scheme.checks.worked import limited, line_of
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Node, Rule, Table

WARNING = Severity.WARNING
SAME = ("where", "except_", "applies", "whose", "window", "per")
OWN_WAY = ("selection", "escalate", "role_factor", "share", "quota", "measure")
STAGES = frozenset(
    {"提出", "采纳", "被采纳", "提交", "申报", "立项", "结项", "报送", "采用", "被采用", "录用", "刊用"}
    | {"入围", "推荐", "获奖", "推广", "通过", "落实"}
)
"""Words by which one matter goes on from step to step."""


def clauses_contradict(survey: Survey) -> Iterator[Finding]:
    """Two rules give one and the same fact different points: a reward and a punishment, or two amounts under one indicator."""
    for table in survey.of(Table):
        rules = [met for met in survey.below(table, Rule) if met.part.facts and fixed_prices(met.part)]
        for first, second in combinations(rules, 2):
            if set(first.part.facts) & set(second.part.facts) and is_same_case(first, second):
                words = differing(first, second)
                if words is None:
                    continue
                yield shown(
                    survey.question(
                        "clauses-contradict",
                        WARNING,
                        second,
                        zh=f"同一件事项在「{label(first.part)}」得 {words[1]} 分,在「{label(second.part)}」得 {words[2]} 分",
                        en=f"one and the same fact brings {words[1]} in {label(first.part)} and {words[2]} in {label(second.part)}",
                        why=("条件一样,两条都计,合起来谁也说不清是奖是罚。", "Both count under the same conditions."),
                        readings=[
                            ("只计一处:删去另一条", "it counts once: take the other rule away"),
                            ("情形不同:在「其中」「除外」写明各是哪一种", "they are different cases: say which in `where`, `except`"),
                            ("取高的一条:上一层写「取舍: [{按: 事由, 留: 最高}]」", "the higher one: a `selection` above"),
                        ],
                    ),
                    both(survey, table, first, second, words[0]),
                )


def fixed_prices(rule: Rule) -> Mapping[str, Decimal] | None:
    """The points of a plain rule by level, the empty word for any; None where it has a way of its own."""
    if any(getattr(rule, field) not in (None, []) for field in OWN_WAY) or rule.aggregate != "sum":
        return None
    if isinstance(rule.each, Decimal):
        return {"": rule.each}
    if rule.by_level is not None and all(isinstance(value, Decimal) for value in rule.by_level.values()):
        return {word: value for word, value in rule.by_level.items() if isinstance(value, Decimal)}
    return None


def is_same_case(first: Met, second: Met) -> bool:
    """Whether both rules count the same facts for the same people, and nothing above chooses between them."""
    if any(getattr(first.part, field) != getattr(second.part, field) for field in SAME):
        return False
    ones, others = ([up.part for up in met.up() if isinstance(up.part, Node)] for met in (first, second))
    if any(node.selection or node.combine != "sum" for node in (*ones, *others)):
        return False
    return [node.applies for node in ones if node.applies] == [node.applies for node in others if node.applies]


def differing(first: Met, second: Met) -> tuple[str, str, str] | None:
    """Level and the two prices that do not agree: opposite signs anywhere, unlike amounts under one node."""
    one, other = fixed_prices(first.part) or {}, fixed_prices(second.part) or {}
    for word, points in one.items():
        for level, amount in other.items():
            if word and level and word != level:
                continue
            opposite = points * amount < 0
            unlike = points != amount and first.parent is second.parent and bool(word) == bool(level)
            if opposite or unlike:
                return (word or level).replace("otherwise", ""), number_text(points), number_text(amount)
    return None


def both(survey: Survey, table: Met, first: Met, second: Met, level: str) -> Example | None:
    """One fact that both rules count."""
    scene = scene_of(survey, table, first, second)
    kinds = [name for name in first.part.facts if name in second.part.facts]
    if scene is None or first.part.facts[0] not in kinds:
        return None
    grown = facts_for(survey, scene, first.part, Fact(level=level))
    if grown is None or grown[1].kind not in kinds:
        return None
    showings = []
    for met in (first, second):
        line = line_of(survey, grown[0], met.part, grown[1])
        points = None if line is None else limited(survey, grown[0], met.part, line)
        if points is None:
            return None
        showings.append(grown[0].points(met.part.code, points))
    return grown[0].shows(*showings)


def stages_open(survey: Survey) -> Iterator[Finding]:
    """Levels that are steps of one matter, where nothing says whether a step replaces the one before or adds to it."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        steps = [word for word in rule.by_level or () if word in STAGES]
        answered = any("selection" in piece.part.model_fields_set for piece in (met, *met.up()) if isinstance(piece.part, Node | Rule))
        if len(steps) < 2 or answered or rule.per not in ("fact", "matter"):
            continue
        yield shown(
            survey.question(
                "stages-open",
                WARNING,
                met,
                "by_level",
                zh=f"「{label(rule)}」:同一件事先「{steps[-1]}」后「{steps[0]}」,是再加还是只算高的,没有写明",
                en=f"{label(rule)}: where one matter goes from one step to the next, do the points add up or does the higher one hold?",
                why=("不写时两次都计,相加。", "As it stands both count and are added."),
                readings=[
                    ("只算高的:「取舍: [{按: 事由, 留: 最高}]」", "the higher one: `selection: [{by: matter, keep: highest}]`"),
                    ("再加:「取舍: []」", "both: `selection: []`"),
                ],
            ),
            two_steps(survey, met, steps),
        )


def two_steps(survey: Survey, met: Met, steps: list[str]) -> Example | None:
    """One matter at two steps: both lines are added."""
    table = met.within(Table)
    scene = None if table is None else scene_of(survey, table, met)
    total = Decimal(0)
    for number, word in enumerate(reversed(steps[:2])):
        grown = None if scene is None else facts_for(survey, scene, met.part, Fact(level=word, matter="同一件事"), number=number)
        line = None if grown is None else line_of(survey, grown[0], met.part, grown[1])
        if grown is None or line is None or met.part.aggregate != "sum" or met.part.per != "fact":
            return None
        scene, total = grown[0], total + line
    points = None if scene is None else limited(survey, scene, met.part, total)
    return None if scene is None or points is None else scene.shows(scene.points(met.part.code, points))


def discretion_open(survey: Survey) -> Iterator[Finding]:
    """酌情 is a decision: by whom, and in which record? A step of the workflow that may change marks is an answer too."""
    if any("mark" in step.may_change for step in survey.scheme.workflow):
        return
    for met in survey.of(Rule):
        rule: Rule = met.part
        kinds = survey.kinds(rule.facts)
        if rule.range is None or not kinds or any(kind.entered_by or kind.document == "required" for kind in kinds):
            continue
        yield shown(
            survey.question(
                "discretion-open",
                WARNING,
                met,
                "range",
                zh=f"「{label(rule)}」酌情打分,没有写明由谁定、凭什么记录",
                en=f"{label(rule)} is a discretionary mark, and the scheme does not say who gives it and by which record",
                why=("谁都可以填一个分数,事后查不到依据。", "Anybody may enter a mark, and nothing shows why."),
                readings=[
                    ("由组织研究决定:在事项写「录入: [支委会]」「文号: 必需」", "a body decides: `entered_by` and `document` of the kind"),
                    ("申报以后由组织审定:在流程写「可改: [评分]」", "it is claimed and reviewed: `may_change` of a step"),
                ],
            ),
            marked_by_anybody(survey, met),
        )


def marked_by_anybody(survey: Survey, met: Met) -> Example | None:
    table = met.within(Table)
    scene = None if table is None else scene_of(survey, table, met)
    high = met.part.range.high
    if scene is None or not isinstance(high, Decimal):
        return None
    grown = facts_for(survey, scene, met.part, Fact(mark=number_text(high)))
    line = None if grown is None else line_of(survey, grown[0], met.part, grown[1])
    points = None if grown is None or line is None else limited(survey, grown[0], met.part, line)
    return None if grown is None or points is None else grown[0].shows(grown[0].points(met.part.code, points))


def scales_differ(survey: Survey) -> Iterator[Finding]:
    """40/30/30 of indicators with unlike full marks: the weights then say something else than they seem to."""
    for met in survey.of(Node):
        table = met.within(Table)
        if met.part.combine != "weighted" or table is None:
            continue
        children: list[Any] = [*met.part.indicators, *met.part.rules]
        found = [reached(survey).of(table.part.code, child.code) for child in children]
        highs = [reach.value.high for reach in found if reach is not None]
        if len(highs) < len(children) or len(highs) < 2 or max(highs) == INFINITE or min(highs) <= 0 or max(highs) == min(highs):
            continue
        listed = "、".join(f"{label(child)} {number_text(high)}" for child, high in zip(children, highs, strict=True))
        yield survey.question(
            "scales-differ",
            WARNING,
            met,
            "combine",
            zh=f"加权的各项满分不同({listed})",
            en=f"what is weighted has unlike full marks ({listed})",
            why=("满分高的一项,实际占的比重比写的大。", "What has the larger full mark weighs more than it says."),
            readings=[
                ("先折成同一满分:用「折算」,或移到「构成」写「归一」", "brought to one scale first: `factor`, or `normalise` of parts"),
                ("确实按原值加权:改用「合计: 相加」,权重写进各项的「折算」", "as they are: `combine: sum`, the weights as `factor`"),
            ],
        )
