"""Conditions, expressions and amounts as Chinese phrases, for the printed scheme.

The words are those of the language itself (the Chinese side of the vocabularies), so that what is printed can be found
in the file.

Worked example: ``{身份: [正式党员], 非: {标记: [流动]}}`` reads 「身份为正式党员,且不符合(有「流动」标记)」.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.expression_model import (
    PERIODS,
    AmountBy,
    Comparison,
    Condition,
    Expression,
    FactMatch,
    Has,
    Length,
    RankTest,
    Take,
    Via,
    Whose1,
    WindowOf,
)
from biaochi.scoring.scheme.keys import words_of
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.shapes import keys_of
from biaochi.scoring.scheme.vocabulary import Part

COMPARISONS = (("ge", "达到"), ("gt", "超过"), ("le", "不超过"), ("lt", "不足"), ("eq", "等于"))
SIGNS = {"plus": " + ", "minus": " − ", "times": " × ", "ratio": " ÷ "}
BY = {"class": "分类", "status": "身份", "type": "类型", "post": "任职"}


def word(part: type[Part], field: str, english: str) -> str:
    """The Chinese of a fixed word; a name of the scheme's own stays itself."""
    key = next(key for key in keys_of(part) if key.name == field)
    return words_of(key.shape).get(english, english)


def list_of(words: Sequence[str]) -> str:
    return "、".join(words)


def edge(wording: Wording, part: Any) -> list[str]:
    """What holds at the edge of a quota: the fewest, and who shares the last place; only what the scheme says."""
    said = [f"至少 {wording.amount(part.at_least)} 名"] if part.at_least else []
    return [*said, f"同分{word(type(part), 'ties', part.ties)}"] if "ties" in part.model_fields_set else said


class Wording:
    """Phrases about one scheme: codes are printed with the names they stand for."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.names: dict[str, str] = {"score": "总分", "all": "全部"}
        for table in scheme.tables:
            self._name(table)

    def _name(self, part: Any) -> None:
        if isinstance(part, Part):
            code, name = getattr(part, "code", None), getattr(part, "name", None)
            if code:
                self.names.setdefault(code, name or code)
            for inner in part.__dict__.values():
                self._name(inner)
        elif isinstance(part, list):
            for inner in part:
                self._name(inner)

    def named(self, code: str) -> str:
        return f"「{self.names.get(code, code)}」"

    # amounts and comparisons

    def amount(self, value: Any, *, share: bool = False) -> str:
        """A number, a parameter with its value, or one number for each class."""
        if isinstance(value, Decimal):
            return number_text(value * 100) + "%" if share else number_text(value)
        if isinstance(value, AmountBy):
            if value.parameter is not None:
                parameter = self.scheme.parameters.get(value.parameter)
                known = parameter.value if parameter else None
                return f"〔{value.parameter}{'' if known is None else ':' + self.amount(known, share=share)}〕"
            entries = [f"{name} {self.amount(inner, share=share)}" for name, inner in value.values.items()]
            if value.otherwise is not None:
                entries.append(f"其他 {self.amount(value.otherwise, share=share)}")
            return f"(按{BY.get(value.by or '', '')}:{list_of(entries)})"
        return str(value)

    def comparison(self, part: Comparison | Any, *, share: bool = False) -> str:
        given = [
            f"{zh} {self.amount(value, share=share)}"
            for field, zh in COMPARISONS
            if (value := getattr(part, field, None)) is not None
        ]
        return " 且".join(given)

    # conditions

    def condition(self, condition: Condition) -> str:
        said = [
            self.test(condition, name) for name in type(condition).model_fields if name in condition.model_fields_set
        ]
        return ",且".join(text for text in said if text)

    def test(self, condition: Condition, name: str) -> str:
        value = getattr(condition, name)
        if name == "all":
            return ",且".join(self.condition(inner) for inner in value)
        if name == "any":
            return "(" + " 或 ".join(self.condition(inner) for inner in value) + ")"
        if name == "not_":
            return f"不符合({self.condition(value)})"
        if name in LISTED:
            return LISTED[name].format(list_of([str(item) for item in value]))
        if name in COMPARED:
            return COMPARED[name].format(self.comparison(value))
        return SPECIAL[name](self, value)

    def attributes(self, value: Mapping[str, Any]) -> str:
        return ",且".join(
            f"{name}为{list_of(test)}" if isinstance(test, list) else f"{name}{self.comparison(test)}"
            for name, test in value.items()
        )

    def has(self, value: Has) -> str:
        count = f"{self.comparison(value.count)} 次" if value.count is not None else ""
        return f"有「{list_of(value.facts)}」{self.match_details(value)}{count}"

    def match_details(self, match: FactMatch | Expression) -> str:
        """Whose, when, and under which condition, in brackets after the names of the fact kinds."""
        said = []
        if match.whose is not None and match.whose != "self":
            said.append(self.whose(match.whose))
        if match.window is not None and match.window != "in_period":
            said.append(self.window(match.window))
        if match.where is not None:
            said.append(self.condition(match.where))
        return f"({';'.join(said)})" if said else ""

    def rank(self, value: Any) -> str:
        board = self.named(value.board) if value.board else "排名"
        details = [word(RankTest, "rounding", value.rounding)] if value.rounding else []
        details += edge(self, value)
        ends = (("top", "前 {} 名"), ("bottom", "后 {} 名"), ("top_share", "前 {}"), ("bottom_share", "后 {}"))
        field, text = next((field, text) for field, text in ends if getattr(value, field) is not None)
        said = text.format(self.amount(getattr(value, field), share=field.endswith("share")))
        return board + said + (f"({','.join(details)})" if details else "")

    def streak(self, value: Any) -> str:
        table = f"{self.named(value.table)}中" if value.table else ""
        return f"{table}连续 {value.periods} 期({self.condition(value.when)})"

    def compares(self, value: Sequence[Any]) -> str:
        return ",且".join(f"{self.expression(item.of)}{self.comparison(item)}" for item in value)

    def grades(self, value: Mapping[str, Sequence[str]]) -> str:
        return ",且".join(f"{self.named(system)}为{list_of(list(words))}" for system, words in value.items())

    def states(self, value: Sequence[str]) -> str:
        return f"状态为{list_of([word(Condition, 'state', state) for state in value])}"

    # where facts come from

    def whose(self, value: Any) -> str:
        if isinstance(value, Whose1):
            if value.related is not None:
                return f"「{value.related}」的对象的"
            return f"以「{value.related_by}」联系的" if value.related_by is not None else f"任{value.led}所辖成员的"
        return {
            "self": "本人的",
            "members": "成员的",
            "all_members": "全体成员(含下级)的",
            "organisation": "所在组织的",
        }[value]

    def length(self, value: Length | Any) -> str:
        return "".join(
            f" {n} {unit}"
            for field, unit in (("years", "年"), ("months", "个月"), ("days", "天"))
            if (n := getattr(value, field))
        )

    def window(self, value: Any) -> str:
        if not isinstance(value, WindowOf):
            return {"in_period": "本期内", "year_to_date": "本年累计", "persisting": "存续期间"}[value]
        if value.rolling is not None:
            return f"最近{self.length(value.rolling)}内"
        if value.valid is not None:
            if value.valid.by_level is not None:
                entries = [f"{level}{self.length(length)}" for level, length in value.valid.by_level.items()]
                return f"有效期:{list_of(entries)}"
            return f"有效期{self.length(value.valid)}"
        assert value.since is not None
        start = f"「{list_of(value.since.facts)}」" if value.since.facts else f"「{value.since.attribute}」"
        return f"自{start}起 {value.months} 个月内"

    # expressions

    def expression(self, value: Any) -> str:
        if isinstance(value, Decimal):
            return number_text(value)
        if isinstance(value, str):
            return {
                "quantity": "数量", "mark": "评分", "level": "级别", "duration": "历时天数", "lateness": "逾期天数",
                "delay": "延迟天数", "ordinal": "序次",
            }.get(value) or self.named(value)  # fmt: skip
        assert isinstance(value, Expression)
        head = value.head
        if head in SIGNS:
            zero = f",分母为零的按 {self.amount(value.over_zero)}" if value.over_zero is not None else ""
            return "(" + SIGNS[head].join(self.expression(inner) for inner in getattr(value, head)) + zero + ")"
        if head in ("larger", "smaller"):
            inner = list_of([self.expression(item) for item in getattr(value, head)])
            return f"{inner}中{'较大' if head == 'larger' else '较小'}者"
        if head in ("parameter", "by"):
            by = AmountBy.model_construct(
                parameter=value.parameter, by=value.by, values=value.values, otherwise=value.otherwise
            )
            return self.amount(by)
        return EXPRESSIONS[head](self, value) + self.absent(value)

    def absent(self, value: Expression) -> str:
        """What holds when there is nothing to read: no fact, no attribute, nobody to divide by."""
        said = []
        if value.empty is not None:
            said.append(f"没有事项的{self.instead(Expression, 'empty', value.empty)}")
        if value.missing != "unknown":
            said.append(f"没有的{self.instead(Expression, 'missing', value.missing)}")
        return f"({';'.join(said)})" if said else ""

    def instead(self, part: type[Part], field: str, value: Any) -> str:
        return word(part, field, value) if isinstance(value, str) else f"按 {self.amount(value)}"

    def tally(self, value: Expression) -> str:
        kinds = f"「{list_of(value.facts)}」" if value.facts else ""
        of = word(Expression, "of", value.of) if value.of else ""
        trim = f"(去掉最高、最低各 {value.trim} 个)" if value.trim else ""
        about = kinds + self.match_details(value)
        return f"{about}{'的' if about else ''}{of}{word(Expression, 'tally', value.tally or '')}{trim}"

    def taken(self, value: Take) -> str:
        what = {"score": "总分", "grade": "等次", "rank": "名次", "of": "总数"}.get(value.value) or self.named(value.value)
        of = f"「{value.scheme}」办法的" if value.scheme else ""
        way = self.way(value.via)
        period = "" if value.period == "same" else word(Take, "period", value.period)
        standing = self.named(value.board or value.system or "") if value.board or value.system else ""
        aggregate = word(Take, "aggregate", value.aggregate) if value.aggregate else ""
        details = [f"只取{self.condition(value.where)}的"] if value.where else []
        details += [f"缺的{self.instead(Take, 'missing', value.missing)}"] if "missing" in value.model_fields_set else []
        return f"{of}{way}{self.named(value.table)}{period}{standing}{what}{aggregate}" + (f"({';'.join(details)})" if details else "")

    def way(self, via: Any) -> str:
        """Whose value is taken."""
        if isinstance(via, Via):
            if via.holder:
                return f"任{via.holder}的组织的"
            return f"以「{via.related_by}」联系的" if via.related_by else f"「{via.related}」的"
        return "" if via == "self" else word(Take, "via", via) + "的"

    def rostered(self, value: Any) -> str:
        of = value.roster.attribute or "人数"
        where = f"({self.condition(value.roster.where)})" if value.roster.where else ""
        tally = "" if value.roster.tally == "count" else word(type(value.roster), "tally", value.roster.tally)
        return f"成员{where}的{of}{tally}"

    def grouped(self, value: Any) -> str:
        within = word(type(value.group), "within", value.group.within)
        return f"{within}范围内{self.expression(value.group.of)}的{word(type(value.group), 'stat', value.group.stat)}"

    def chosen(self, value: Expression) -> str:
        said = [
            f"{self.condition(branch.when)}的取 {self.expression(branch.value)}"
            if branch.when is not None
            else f"否则取 {self.expression(branch.otherwise)}"
            for branch in value.choose or ()
        ]
        return "(" + ";".join(said) + ")"


LISTED = {
    "kind": "事项为{}",
    "level": "级别为{}",
    "role": "角色为{}",
    "matter": "事由为{}",
    "by": "登记人为{}",
    "months": "在 {} 月",
    "status": "身份为{}",
    "flag": "有「{}」标记",
    "class_": "分类为{}",
    "type": "类型为{}",
    "organisation": "组织为{}",
    "post": "任{}",
}
COMPARED = {
    "quantity": "数量{}", "mark": "评分{}", "duration": "历时{} 天", "lateness": "逾期{} 天", "delay": "延迟{} 天",
    "days_enrolled": "在册{} 天",
}  # fmt: skip
SPECIAL: dict[str, Callable[[Wording, Any], str]] = {
    "attribute": Wording.attributes,
    "tenure": lambda self, value: f"自「{value.since}」起{self.comparison(value.months)} 个月",
    "has": Wording.has,
    "compare": Wording.compares,
    "grade": Wording.grades,
    "rank": Wording.rank,
    "state": Wording.states,
    "streak": Wording.streak,
}
EXPRESSIONS: dict[str, Callable[[Wording, Any], str]] = {
    "tally": Wording.tally,
    "attribute": lambda self, value: f"「{value.attribute}」",
    "roster": Wording.rostered,
    "take": lambda self, value: self.taken(value.take),
    "group": Wording.grouped,
    "shortfall": lambda self, value: (
        f"{self.expression(value.shortfall.actual)}比应有的 {self.expression(value.shortfall.target)} 少的数"
    ),
    "excess": lambda self, value: (
        f"{self.expression(value.excess.actual)}超出 {self.expression(value.excess.limit)} 的数"
    ),
    "choose": Wording.chosen,
    "points": lambda self, value: f"得分{self.named(value.points)}",
}


def period_word(period: str) -> str:
    """日, 月, 季, 半年, 年, or an own kind's name."""
    return PERIODS.get(period, period)
