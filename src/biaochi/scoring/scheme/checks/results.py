"""Categories, vetoes, grades and outcomes that would not do what they seem to say.

Worked example: a node with a cap of 10 whose rules lie in two categories: of which one would the cut-off points be?
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.survey import Met, Survey, label
from biaochi.scoring.scheme.expression_model import RankTest
from biaochi.scoring.scheme.model import Effect, JointCap, Node, Outcome, Rule, Table, Veto

CAPS = ("max", "min", "bonus_max", "deduction_max", "per_period", "floored")


def category_of(met: Met) -> str | None:
    """The category a node or rule lies in: its own, or that of the nearest node above which has one."""
    for piece in (met, *met.up()):
        if isinstance(piece.part, Node) and piece.part.category is not None:
            return piece.part.category
    return None


def is_bound(node: Node) -> bool:
    """A node whose value is not simply the sum of what is below."""
    limited = any(getattr(node, field) not in (None, False, []) for field in CAPS)
    return limited or node.combine != "sum"


def categories_straddled(survey: Survey) -> Iterator[Finding]:
    """A node with a cap, a floor or another combine than sum lies in one category."""
    for met in survey.of(Node):
        mine = category_of(met)
        below = survey.below(met, Node)
        if mine is not None:
            for inner in below:
                if inner.part.category not in (None, mine) and met.part.category == mine:
                    yield survey.error(
                        "category-inside-category",
                        inner,
                        "category",
                        zh=f"「{label(inner.part)}」归「{inner.part.category}」,它上面的「{label(met.part)}」却归「{mine}」",
                        en=f"{label(inner.part)} is in `{inner.part.category}`, {label(met.part)} above it in `{mine}`",
                        do=("类别写在一层就够,下面的自动归入。", "Name the category once; what is below inherits it."),
                    )
            continue
        named = {category_of(inner) for inner in [*below, *survey.below(met, Rule)] if is_leaf(inner)}
        if is_bound(met.part) and len(named) > 1:
            listed = "、".join(str(name) for name in sorted(filter(None, named)))
            yield survey.error(
                "category-straddled",
                met,
                "name",
                zh=f"「{label(met.part)}」有封顶、保底或不是相加,下面却跨了几个类别({listed})",
                en=f"{label(met.part)} is capped, floored or not a sum, but what is below lies in several categories",
                why=("超出的部分从哪个类别里减,说不清。", "It is not clear from which category the excess is taken."),
                do=(
                    "把它整个归入一个类别,或按类别拆成几个指标。",
                    "Put it into one category, or divide it by category.",
                ),
            )


def is_leaf(met: Met) -> bool:
    return isinstance(met.part, Rule) or not (met.part.indicators or met.part.rules)


def joint_caps_in_one_category(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(JointCap):
        above = met.within(Table)
        assert above is not None
        nodes = {node.part.code: node for node in survey.below(above, Node)}
        for position, code in enumerate(met.part.of):
            if code in nodes and category_of(nodes[code]) != met.part.category:
                yield survey.error(
                    "joint-cap-category",
                    met,
                    "of",
                    position,
                    zh=f"「{code}」不在共同封顶所写的类别里",
                    en=f"`{code}` does not lie in the category of the joint cap",
                    do=(
                        "共同封顶的各项要在同一类别,并写上这个类别。",
                        "All nodes of a joint cap lie in its category, if it has one.",
                    ),
                )


def effects_of_results(survey: Survey) -> Iterator[Finding]:
    """What comes after the ranking can no longer change lines and totals."""
    for met in survey.of(Effect):
        veto = met.within(Veto)
        if veto is None or veto.part.when is None:
            continue
        for field in ("zero", "freeze", "reduce", "exclude"):
            if getattr(met.part, field) is not None:
                yield survey.error(
                    "effect-too-late",
                    met,
                    field,
                    zh="由结果引起的一票否决,只能定等次、限等次、失格或不排名",
                    en="a veto by results works on grade, ceiling, eligibility and ranking only",
                    why=("结果出来以后,分数已经定了。", "The points are settled by then."),
                    do=("改用这几种后果,或把否决写成「情形」。", "Use one of these, or make it a veto by facts."),
                )


def reduce_without_base(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Effect):
        table = met.table
        if met.part.reduce is None or table is None:
            continue
        if met.part.reduce.of == "base" and table.base is None:
            yield survey.error(
                "reduce-without-base",
                met,
                "reduce",
                zh=f"要扣起评分的百分比,计分表 {table.code} 却没有起评分",
                en=f"a share of the base is taken off, but table {table.code} has no base",
                do=(
                    "给计分表写上「起评分」,或扣「总分」的百分比。",
                    "Give the table a `base`, or take it off the `score`.",
                ),
            )


def prorated_without_base(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Table):
        if met.part.prorated and met.part.base is None:
            yield survey.error(
                "prorated-without-base",
                met,
                "prorated",
                zh="「按在册折算」折的是起评分,这张表没有起评分",
                en="`prorated` is about the base, and this table has none",
                do=("写上「起评分」,或删去「按在册折算」。", "Write a `base`, or take `prorated` away."),
            )


def carry_without_amount(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Outcome):
        if met.part.kind == "carry" and met.part.amount is None:
            yield survey.error(
                "carry-without-amount",
                met,
                zh=f"「{label(met.part)}」计入另一期,却没有写金额",
                en=f"{label(met.part)} carries over, but says no amount",
                why=("只有原文定了数的,才自动计入下一期。", "Only what the text fixes is carried automatically."),
                do=("写上「金额」。", "Write an `amount`."),
            )


def grades_named_once(survey: Survey) -> Iterator[Finding]:
    for table in survey.of(Table):
        for position, system in enumerate(table.part.grades):
            names = [band.name for band in system.bands]
            for band, name in enumerate(names):
                if name in names[:band]:
                    yield survey.error(
                        "grade-twice",
                        table,
                        "grades",
                        position,
                        "bands",
                        band,
                        zh=f"等次「{name}」写了两次",
                        en=f"the grade `{name}` stands twice",
                        do=("并成一档:用「任一」连接两种情形。", "Make one band of them: join the cases by `any`."),
                    )


def ranks_not_whole(survey: Survey) -> Iterator[Finding]:
    """A place counts from 1."""
    for met in survey.of(RankTest):
        for field in ("top", "bottom"):
            value = getattr(met.part, field)
            if isinstance(value, str) or value is None or not hasattr(value, "to_integral_value"):
                continue
            if value < 1 or value != value.to_integral_value():
                yield survey.error(
                    "rank-not-whole",
                    met,
                    field,
                    zh="名次是从 1 起的整数;按比例写「前比」「后比」",
                    en="places are whole numbers from 1; shares are `top_share`, `bottom_share`",
                    do=("写整数,或改用比例。", "Write a whole number, or use the share."),
                )
