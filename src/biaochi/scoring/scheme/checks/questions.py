"""What documents leave open: asked here with the readings to choose from, never guessed.

Where the language has a stated default the question is a warning that says what holds as it stands; where it has none,
an error.

Worked example: ``合计: 平均`` without ``无事项`` asks what a member without any fact has: 0, unknown, or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.references import meant_table
from biaochi.scoring.scheme.checks.survey import Met, Survey, label
from biaochi.scoring.scheme.expression_model import Expression, Quota, RankTest, Take
from biaochi.scoring.scheme.model import (
    Benchmark,
    Board,
    Effect,
    Node,
    Parameter,
    PerUnit,
    Rule,
    RuleQuota,
    Table,
    TablePart,
    Tiers,
    Veto,
)

ERROR, WARNING = Severity.ERROR, Severity.WARNING
SPAN_WORDS = ("duration", "delay", "lateness")


def parameters_without_value(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Parameter):
        if met.part.value is None:
            yield survey.warning(
                "parameter-without-value",
                met,
                zh=f"参数「{met.path[-1]}」没有值",
                en=f"the parameter `{met.path[-1]}` has no value",
                why=("结算时要由参数文件给出。", "The parameters file has to give it when a period is settled."),
                do=("写上「值」,或备好参数文件。", "Write a `value`, or keep a parameters file."),
            )


def unused_declarations(survey: Survey) -> Iterator[Finding]:
    """Parameters and categories nobody uses are usually a slip of the pen elsewhere."""
    used = {met.part.parameter for met in survey.met if getattr(met.part, "parameter", None)}
    for name in survey.scheme.parameters:
        if name not in used:
            yield unused(survey, "unused-parameter", "parameters", name, ("参数", "parameter"))
    used = {met.part.category for met in survey.met if getattr(met.part, "category", None)}
    for name in survey.scheme.categories:
        if name not in used:
            yield unused(survey, "unused-category", "categories", name, ("类别", "category"))


def unused(survey: Survey, code: str, field: str, name: str, what: tuple[str, str]) -> Finding:
    place = survey.loaded.place_at((field, name))
    do = ("核对是不是哪里该用而没用,否则删去。", "Check whether it was meant somewhere; if not, take it away.")
    return survey.find(
        code, WARNING, place, f"{what[0]}「{name}」没有用到", f"the {what[1]} `{name}` is not used", do, None
    )


def rounding_not_stated(survey: Survey) -> Iterator[Finding]:
    """A table in which something divides, with no rounding of its own or the scheme's."""
    for met in survey.of(Table):
        if met.part.rounding is not None or survey.scheme.rounding is not None:
            continue
        cause = next(
            (inner for inner in [met, *survey.below(met, Rule, Node, TablePart, Expression)] if divides(inner.part)),
            None,
        )
        if cause is not None:
            yield survey.question(
                "rounding-open",
                WARNING,
                met,
                zh=f"计分表 {met.part.code} 里有除法或按比例(第 {survey.place(cause).line} 行),没有写怎么取整",
                en=f"table {met.part.code} divides (line {survey.place(cause).line}) and states no rounding",
                why=("不写时取 4 位小数,四舍五入。", "As it stands: 4 places, half up."),
                readings=[
                    (
                        "保留两位,四舍五入:「取整: {位数: 2, 方式: 四舍五入}」",
                        "2 places, half up: `rounding: {places: 2, mode: half_up}`",
                    ),
                    (
                        "保留一位,四舍五入:「取整: {位数: 1, 方式: 四舍五入}」",
                        "1 place, half up: `rounding: {places: 1, mode: half_up}`",
                    ),
                    (
                        "只计整数,去尾:「取整: {位数: 0, 方式: 去尾}」",
                        "whole points, down: `rounding: {places: 0, mode: down}`",
                    ),
                ],
            )


def divides(part: Any) -> bool:
    """Something that seldom comes out even."""
    if isinstance(part, Table):
        return part.prorated
    if isinstance(part, Rule):
        return part.aggregate == "mean" or (
            part.per_unit is not None and getattr(part.per_unit, "steps", "") == "prorated"
        )
    if isinstance(part, Node):
        return part.combine in ("weighted", "mean")
    if isinstance(part, TablePart):
        return True
    if isinstance(part, Expression):
        is_mean = part.take is not None and part.take.aggregate == "mean"
        return part.ratio is not None or part.tally == "mean" or is_mean
    return False


def quota_rounding(survey: Survey) -> Iterator[Finding]:
    """A share of a number of people seldom is a whole number of people."""
    for met in survey.of(Quota, RuleQuota, RankTest):
        part = met.part
        share = part.share if isinstance(part, Quota) else part.top_share or part.bottom_share
        if share is not None and part.rounding is None:
            yield survey.question(
                "quota-rounding-open",
                ERROR,
                met,
                zh="按比例的名额除不尽时怎么取整,没有写明",
                en="the scheme does not say how a share of people is rounded",
                why=("12 人的 30% 是 3.6 人。", "30 % of 12 people are 3.6."),
                readings=[
                    ("不足一人的不计:「取整: 去尾」", "less than a person does not count: `rounding: down`"),
                    ("不足一人的算一人:「取整: 进一」", "less than a person counts as one: `rounding: up`"),
                    ("四舍五入:「取整: 四舍五入」", "half up: `rounding: half_up`"),
                ],
            )


def quota_ties(survey: Survey) -> Iterator[Finding]:
    """People of equal score at the edge of a quota."""
    for met in survey.of(Quota, RankTest):
        table = meant_table(survey, met)
        named = getattr(met.part, "board", None)
        boards = [board for board in (table.ranks if table else []) if named in (None, board.code)]
        if "ties" in met.part.model_fields_set or (boards and ties_stated(boards[0])):
            continue
        yield survey.question(
            "quota-ties-open",
            WARNING,
            met,
            zh="名额边上有人同分时怎么办,没有写明",
            en="the scheme does not say what holds for equal scores at the edge of the quota",
            why=("不写时一并列入,人数会超过名额。", "As it stands all of them are in, and more than the quota."),
            readings=[
                ("一并列入:「同分: 一并列入」", "all are in: `ties: include`"),
                ("都不列入:「同分: 均不列入」", "none is in: `ties: exclude`"),
                ("再比别的:在排名榜写「再比」", "compare further: `tie_breakers` on the board"),
            ],
        )


def empty_not_stated(survey: Survey) -> Iterator[Finding]:
    """The mean, highest, lowest or latest of nothing."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        if rule.aggregate != "sum" and rule.empty is None and rule.per in ("fact", "matter", "day") and rule.facts:
            yield survey.question(
                "empty-open",
                ERROR,
                met,
                "aggregate",
                zh=f"「{label(rule)}」不是相加,一件事项也没有时怎么算,没有写明",
                en=f"{label(rule)} is not a sum, and the scheme does not say what it is without any fact",
                readings=[
                    ("按零分:「无事项: 计零」", "zero: `empty: zero`"),
                    ("未知,等补录:「无事项: 未知」", "unknown until it is recorded: `empty: unknown`"),
                    ("这一条不参加合计:「无事项: 略去」", "the rule is left out: `empty: left_out`"),
                ],
            )


def state_window(survey: Survey) -> Iterator[Finding]:
    """A standing state: counted in the period it began in, or in every period while it lasts."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        states = [kind for kind in survey.kinds(rule.facts) if kind.form == "state"]
        if not states or "window" in rule.model_fields_set or rule.measure in SPAN_WORDS:
            continue
        yield survey.question(
            "state-window-open",
            WARNING,
            met,
            "facts",
            zh=f"「{label(rule)}」计的是状态,是只计开始的那一期,还是存续期间每期都计,没有写明",
            en=f"{label(rule)} is about a state: counted once, or in every period while it lasts?",
            why=("不写时只在开始的那一期计。", "As it stands it counts in the period in which it began."),
            readings=[
                ("只计开始的那一期:「时间: 本期」", "in the period it began: `window: in_period`"),
                ("存续期间每期都计:「时间: 存续」", "in every period while it lasts: `window: persisting`"),
            ],
        )


def item_not_stated(survey: Survey) -> Iterator[Finding]:
    """Tiers and brackets of quantities: of each fact, or of the period's total."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        is_graded = rule.brackets is not None or rule.tiers is not None
        reads_quantity = rule.measure is None or rule.measure == "quantity"
        if is_graded and reads_quantity and rule.facts and "per" not in rule.model_fields_set:
            yield survey.question(
                "item-open",
                WARNING,
                met,
                "brackets" if rule.brackets is not None else "tiers",
                zh=f"「{label(rule)}」的档次按每次的数量算,还是按一期的合计算,没有写明",
                en=f"{label(rule)}: are the bands for each fact's quantity or for the period's total?",
                why=("不写时按每次算。", "As it stands: for each fact."),
                readings=[
                    ("按每次:「计: 次」", "for each fact: `per: fact`"),
                    (
                        "按一期合计:「计: 期」,「取数: {统计: 合计}」",
                        "for the total: `per: period`, `measure: {tally: sum}`",
                    ),
                ],
            )


def ratio_over_zero(survey: Survey) -> Iterator[Finding]:
    """A rate whose denominator counts facts is 0/0 for whoever has none, unless its rule says what an unknown value does."""
    answered = [met.path for met in survey.of(Rule) if "unknown" in met.part.model_fields_set]
    for met in survey.of(Expression):
        if any(met.path[: len(path)] == path for path in answered):
            continue
        ratio = met.part.ratio
        if not ratio or len(ratio) != 2 or met.part.over_zero is not None:
            continue
        below = ratio[1]
        if isinstance(below, Expression) and below.tally in ("count", "sum", "distinct", "months", "days"):
            yield survey.question(
                "zero-denominator-open",
                WARNING,
                met,
                "ratio",
                zh="分母为零(没有事项)时怎么算,没有写明",
                en="the scheme does not say what the rate is when its denominator is zero",
                why=("不写时未知,结算会停在这里。", "As it stands it is unknown, and the settlement stops."),
                readings=[
                    ("视为全满:「零分母: 1」", "as full: `over_zero: 1`"),
                    ("视为零:「零分母: 0」", "as nothing: `over_zero: 0`"),
                    (
                        "未知,停下来等人定:在规则写「未知: 阻断」",
                        "unknown, for people to decide: `unknown: block` on the rule",
                    ),
                ],
            )


def ties_stated(board: Board) -> bool:
    return "ties" in board.model_fields_set or bool(board.tie_breakers)


def boards_decided_by(survey: Survey, table: Met) -> Iterator[Board]:
    """The boards of a table whose places another table takes, or a result goes by (the test says what holds at its edge)."""
    boards: list[Board] = table.part.ranks
    takes = [met.part for met in survey.of(Take) if met.part.table == table.part.code]
    named = {take.board for take in takes if take.value in ("rank", "of")}
    for met in survey.of(RankTest):
        counts = met.part.top is not None or met.part.bottom is not None
        if counts and "ties" in met.part.model_fields_set and meant_table(survey, met) is table.part:
            named.add(met.part.board)
    for position, board in enumerate(boards):
        if board.code in named or (position == 0 and None in named):
            yield board


def ties_not_stated(survey: Survey) -> Iterator[Finding]:
    for table in survey.of(Table):
        for board in boards_decided_by(survey, table):
            if ties_stated(board):
                continue
            (met,) = [m for m in survey.below(table, Board) if m.part is board]
            yield survey.question(
                "ties-open",
                WARNING,
                met,
                zh=f"「{label(board)}」的名次要用来计分、定结果,同分怎么排,没有写明",
                en=f"something depends on places in {label(board)}, and the scheme does not say how equal scores rank",
                why=(
                    "不写时并列,后面跳号(1、1、3)。",
                    "As it stands they share a place and the next is skipped (1, 1, 3).",
                ),
                readings=[
                    ("并列,后面跳号:「同分: 并列跳号」", "share, then skip: `ties: competition`"),
                    ("并列,后面不跳号:「同分: 并列不跳号」", "share, no skip: `ties: dense`"),
                    ("再比别的分:「再比: [代码]」", "compare further: `tie_breakers: [code]`"),
                ],
            )


def placing_not_stated(survey: Survey) -> Iterator[Finding]:
    """Who ranks someone that moved in mid-period."""
    for met in survey.of(Table):
        inside = [board for board in met.part.ranks if board.within != "all"]
        if inside and met.part.subject == "person" and "placed" not in met.part.model_fields_set:
            yield survey.question(
                "placing-open",
                WARNING,
                met,
                "ranks",
                zh="期中转了组织关系的人在哪里排名,没有写明",
                en="the scheme does not say where someone ranks who moved in mid-period",
                why=("不写时在期末所在的组织排。", "As it stands: where they are on the last day."),
                readings=[
                    ("期末所在的组织:「归属: 期末」", "where they are on the last day: `placed: last_day`"),
                    ("期初所在的组织:「归属: 期初」", "where they were on the first day: `placed: first_day`"),
                    ("待得最久的组织:「归属: 最长」", "where they were longest: `placed: longest`"),
                ],
            )


def vetoed_in_ranking(survey: Survey) -> Iterator[Finding]:
    """Whether who is vetoed keeps a place in the ranking."""
    for met in survey.of(Veto):
        table = met.table
        if table is None or not table.ranks:
            continue
        if any(effect.unranked is not None or effect.exclude for effect in met.part.effects):
            continue
        yield survey.question(
            "veto-rank-open",
            WARNING,
            met,
            zh=f"被「{label(met.part)}」否决的,还排不排名次、占不占名额,没有写明",
            en=f"does who is vetoed by {label(met.part)} keep a rank and a place in quotas?",
            why=("不写时照常排名。", "As it stands they are ranked as before."),
            readings=[
                ("照常排名:后果里写「不排名: 否」", "they are ranked: `unranked: no` among the effects"),
                ("不排名,后面的递补:后果里写「不排名: 是」", "they are not, others move up: `unranked: yes`"),
                ("移出考评:后果里写「移出: 是」", "they leave the appraisal: `exclude: yes`"),
            ],
        )


def reduction_each(survey: Survey) -> Iterator[Finding]:
    """Ten per cent of the base: once, or for each fact."""
    for met in survey.of(Effect):
        veto = met.within(Veto)
        if met.part.reduce is None or veto is None or veto.part.facts is None:
            continue
        if "each" not in met.part.reduce.model_fields_set:
            yield survey.question(
                "reduction-open",
                WARNING,
                met,
                "reduce",
                zh="有几件时扣一次还是每件都扣,没有写明",
                en="the scheme does not say whether several facts reduce once or each",
                why=("不写时只扣一次。", "As it stands: once."),
                readings=[
                    ("只扣一次:「每件: 否」", "once: `each: no`"),
                    ("每件都扣:「每件: 是」", "each: `each: yes`"),
                ],
            )


def parts_on_scales(survey: Survey) -> Iterator[Finding]:
    """40/30/30 of parts on different scales: how they are brought to one."""
    for met in survey.of(Table):
        weighted = [part for part in met.part.parts if part.weight != 1]
        for part in weighted if len(met.part.parts) > 1 else []:
            if "normalise" in part.model_fields_set:
                continue
            (inner,) = [m for m in survey.below(met, TablePart) if m.part is part]
            yield survey.question(
                "scale-open",
                WARNING,
                inner,
                zh=f"「{label(part)}」与别的部分加权,先折成同一满分还是按原值,没有写明",
                en=f"{label(part)} is weighted with others: brought to one scale first, or as it is?",
                why=("不写时按原值。", "As it stands: as it is."),
                readings=[
                    ("按原值:「归一: 原值」", "as it is: `normalise: none`"),
                    (
                        "按满分折算:「归一: {满分: 80, 折成: 100}」",
                        "by its full score: `normalise: {full: 80, to: 100}`",
                    ),
                    (
                        "与最高者相比:「归一: {比最高: 全体, 折成: 100}」",
                        "against the best: `normalise: {best: all, to: 100}`",
                    ),
                ],
            )


def percent_or_number(survey: Survey) -> Iterator[Finding]:
    """A rate lies between 0 and 1: bands or steps for it written as 95 instead of 95 %."""
    for met in survey.of(Tiers, Benchmark, PerUnit):
        if is_large_for_rate(met):
            yield survey.question(
                "percent-open",
                WARNING,
                met,
                "bands" if isinstance(met.part, Tiers) else "step" if isinstance(met.part, Benchmark) else "of",
                zh="取数是一个比率(1 即 100%),档次、步长却写成了大数",
                en="the measure is a rate (1 is 100 %), but the bands or steps are written as large numbers",
                readings=[
                    ("是百分数:95 写成 95%", "they are per cent: write 95% for 95"),
                    ("比率确实会大于 2:保留", "the rate does go above 2: keep them"),
                ],
            )


def is_large_for_rate(met: Met) -> bool:
    """Whether bands, or the steps of a benchmark or unit price, are written for a number of per cent where a rate is measured."""
    rule = met.within(Rule)
    if rule is None or not isinstance(rule.part.measure, Expression) or rule.part.measure.ratio is None:
        return False
    if not isinstance(met.part, Tiers):
        step = met.part.of if isinstance(met.part, PerUnit) else met.part.step
        rises_by_one = isinstance(met.part, Benchmark) or met.part.steps == "whole"
        return isinstance(step, Decimal) and (step > 1 or (step == 1 and rises_by_one))
    bands = met.part.bands
    edges = [edge for band in bands for edge in (band.ge, band.gt, band.lt, band.le, band.eq) if isinstance(edge, Decimal)]
    return bool(edges) and min(edges) > 2
