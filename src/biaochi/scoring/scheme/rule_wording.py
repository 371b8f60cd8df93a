"""Rules and limits as Chinese sentences, for the column 评分标准 of the printed scheme.

Worked example: ``{事项: 出席, 每次: 2, 封顶: 10}`` reads 「出席:每次 2 分。封顶 10 分。」
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from biaochi.scoring.scheme.expression_model import Expression, Quota
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import (
    Benchmark,
    Brackets,
    Holder,
    Limits,
    PerUnit,
    Rule,
    RuleQuota,
    SelectionStep,
    Share,
    Substitute,
    Tiers,
)
from biaochi.scoring.scheme.wording import Wording, edge, list_of, period_word, word

PER = {
    "matter": "同一事由合为一次",
    "day": "同一天合为一次",
    "month": "逐月计",
    "quarter": "逐季计",
    "half": "逐半年计",
    "year": "逐年计",
    "period": "按一期合计",
}


def rule_sentences(wording: Wording, rule: Rule) -> list[str]:
    """What a rule gives, for what, in which order of thought a reader has: fact, points, limits."""
    said = [matched(wording, rule) + priced(wording, rule)]
    if rule.role_factor:
        entries = [f"{role} {wording.amount(factor)}" for role, factor in rule.role_factor.items()]
        said.append(f"角色系数:{list_of(entries)}")
    said += [selected(step) for step in rule.selection]
    if rule.escalate is not None:
        factors = list_of([number_text(factor) for factor in rule.escalate.factors])
        per = period_word(rule.escalate.per) if rule.escalate.per else "期"
        said.append(f"每{per}从第一次起依次乘以 {factors}")
    if rule.quota is not None:
        said.append(quota(wording, rule.quota))
    if rule.share is not None:
        portions = [f"{receiver(p.to)} {wording.amount(p.rate, share=True)}" for p in rule.share.portions]
        absent = f"(无人的{word(Share, 'absent', rule.share.absent)})" if "absent" in rule.share.model_fields_set else ""
        said.append(f"分享:{list_of(portions)}{absent}")
    if rule.aggregate != "sum":
        said.append(f"几次取{word(Rule, 'aggregate', rule.aggregate)}")
    if rule.empty is not None:
        said.append(f"没有事项时{word(Rule, 'empty', rule.empty)}")
    if rule.base is not None:
        said.append(f"起评 {wording.amount(rule.base)} 分")
    said += limits(wording, rule)
    if missing := unknown(wording, rule.unknown):
        said.append(missing)
    if rule.applies is not None:
        said.append(f"适用于{wording.condition(rule.applies)}的")
    return said


def matched(wording: Wording, rule: Rule) -> str:
    """The facts a rule is about, with whose, when, and on what condition."""
    said = []
    if rule.whose != "self":
        said.append(wording.whose(rule.whose))
    if rule.window != "in_period":
        said.append(wording.window(rule.window))
    if rule.where is not None:
        said.append(wording.condition(rule.where))
    if rule.except_ is not None:
        said.append(f"{wording.condition(rule.except_)}的除外")
    if rule.per in PER and (rule.facts or rule.per != "period"):
        said.append(PER[rule.per])
    facts = list_of(rule.facts)
    name = rule.name if rule.name and rule.name != facts else ""
    text = f"{name}({facts})" if name and facts else name or facts
    return text + (f"〔{';'.join(said)}〕" if said else "") + (":" if text or said else "")


def priced(wording: Wording, rule: Rule) -> str:
    measure = wording.expression(rule.measure) if rule.measure is not None else ""
    price = getattr(rule, rule.price)
    if rule.price == "each":
        return f"每次 {wording.amount(price)} 分"
    if rule.price == "per_unit":
        return per_unit(wording, rule, price, measure or "数量")
    if rule.price in ("by_level", "by_role", "by_word"):
        return (f"{measure}:" if measure else "") + ";".join(
            entry(wording, name, value) for name, value in price.items()
        )
    if rule.price == "tiers":
        return tiers(wording, price, measure or "数量")
    if rule.price == "brackets":
        return brackets(wording, price, measure or "数量")
    if rule.price == "range":
        return f"酌情 {wording.amount(price.low)} 至 {wording.amount(price.high)} 分"
    if rule.price == "factor":
        return f"{measure or '评分'} × {wording.amount(price)}"
    return benchmark(wording, price, measure or "数量")


def per_unit(wording: Wording, rule: Rule, price: Any, measure: str) -> str:
    if isinstance(price, PerUnit):
        steps = "不足一份不计" if price.steps == "whole" else "不足一份按比例"
        return f"{measure}每 {number_text(price.of)} 计 {wording.amount(price.points)} 分,{steps}"
    each = f"1 计 {wording.amount(price)} 分"
    if isinstance(rule.measure, Expression):
        if (short := rule.measure.shortfall) is not None:
            return f"{wording.expression(short.actual)}应有 {wording.expression(short.target)},每少 {each}"
        if (over := rule.measure.excess) is not None:
            return f"{wording.expression(over.actual)}以 {wording.expression(over.limit)} 为限,每多 {each}"
    return f"{measure}每 {each}"


def entry(wording: Wording, name: str, value: Any) -> str:
    shown = "其他" if name == "otherwise" else name
    if isinstance(value, Mapping):
        return f"{shown}({list_of([entry(wording, role, points) for role, points in value.items()])})"
    return f"{shown} {wording.amount(value)} 分"


def tiers(wording: Wording, price: Tiers, measure: str) -> str:
    bands = [f"{wording.comparison(band)} 的 {wording.amount(band.points)} 分" for band in price.bands]
    added = ",符合的各档累加" if price.count == "added" else ""
    otherwise = f";其他 {wording.amount(price.otherwise)} 分" if price.otherwise is not None else ""
    return f"{measure}{';'.join(bands)}{otherwise}{added}"


def brackets(wording: Wording, price: Brackets, measure: str) -> str:
    parts = [
        (f"至 {wording.amount(part.up_to)}" if part.up_to is not None else "以上")
        + f"的部分每 1 计 {wording.amount(part.per_unit)} 分"
        for part in price.parts
    ]
    return f"{measure}{';'.join(parts)}({'分段计' if price.count == 'marginal' else '全额按所到的一段计'})"


def benchmark(wording: Wording, price: Benchmark, measure: str) -> str:
    said = [f"{measure}以 {wording.expression(price.at)} 为基准"]
    if price.points_at is not None:
        said.append(f"达到得 {wording.amount(price.points_at)} 分")
    for field, text in (("above", "每高出"), ("below", "每低于")):
        if (points := getattr(price, field)) is not None:
            said.append(f"{text} {number_text(price.step)} 计 {wording.amount(points)} 分")
    said.append("不足一份不计" if price.steps == "whole" else "不足一份按比例")
    return ",".join(said)


def selected(step: SelectionStep) -> str:
    by = list_of([word(SelectionStep, "by", name) for name in step.by])
    scope = f"同一{by}" if by else "全部"
    if step.skip is not None:
        return f"{scope}免计前 {step.skip} 次"
    count = "一项" if step.count == 1 else f" {step.count} 项"
    return f"{scope}只计{word(SelectionStep, 'keep', step.keep or '')}的{count}"


def unknown(wording: Wording, value: Any) -> str:
    """What holds when a value is not known; '' where the settlement waits for it, as it does unless a scheme says else."""
    if isinstance(value, Substitute):
        return f"未知的以 {wording.amount(value.substitute)} 分代替"
    return "" if value == "block" else f"未知的{word(Rule, 'unknown', value)}"


def quota(wording: Wording, part: Quota) -> str:
    many = f"{wording.amount(part.count)} 人" if part.count is not None else wording.amount(part.share, share=True)
    of = word(RuleQuota, "of", part.of) + "人数的 " if isinstance(part, RuleQuota) and part.share is not None else ""
    details = [word(Quota, "rounding", part.rounding)] if part.rounding else []
    details += edge(wording, part)
    rounding = f"({','.join(details)})" if details else ""
    over = f",超额{word(RuleQuota, 'over', part.over)}" if isinstance(part, RuleQuota) else ""
    return f"名额:{word(Quota, 'within', part.within)}内 {of}{many}{rounding}{over}"


def receiver(to: Any) -> str:
    if isinstance(to, Holder):
        return to.holder or f"「{to.related}」"
    return "本人" if to == "self" else "所在组织"


def limits(wording: Wording, part: Limits) -> list[str]:
    """The limits of a rule, node, category or table."""
    said = []
    for limit in part.per_period:
        ends = [
            f"{zh} {wording.amount(value)} 分"
            for zh, value in (("封顶", limit.max), ("保底", limit.min))
            if value is not None
        ]
        said.append(f"每{period_word(limit.per)}{list_of(ends)}")
    for field, zh in (("bonus_max", "加分封顶"), ("deduction_max", "扣分封顶"), ("max", "封顶"), ("min", "保底")):
        if (value := getattr(part, field)) is not None:
            said.append(f"{zh} {wording.amount(value)} 分")
    if part.uncapped:
        said.append("不封顶")
    if part.floored:
        said.append("扣完为止")
    return said
