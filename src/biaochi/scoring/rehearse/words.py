"""Words of the report that text, page and JSON have in common, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from biaochi.scoring.findings import Text
from biaochi.scoring.points import decimal_text
from biaochi.scoring.rehearse.causes import Cause
from biaochi.scoring.rehearse.changes import Change
from biaochi.scoring.rehearse.rehearsal import Rehearsal
from biaochi.scoring.rehearse.spread import rounded
from biaochi.scoring.scheme.diff import Difference, differences
from biaochi.scoring.scheme.pieces import Key

STATES: Mapping[str, Text] = {
    "scored": Text("计分", "scored"), "exempt": Text("免评", "exempt"), "suspended": Text("中止", "suspended"),
    "too_short": Text("时间不足", "too short"), "archived": Text("存档", "archived"), "unknown": Text("未知", "unknown"),
    "excluded": Text("移出", "excluded"), "absent": Text("不在表", "not in the table"),
}  # fmt: skip
FIGURES: Mapping[str, Text] = {
    "min": Text("最低", "lowest"), "q1": Text("下四分位", "first quartile"), "median": Text("中位数", "median"),
    "q3": Text("上四分位", "third quartile"), "max": Text("最高", "highest"), "mean": Text("平均", "mean"),
    "sd": Text("标准差", "standard deviation"),
}  # fmt: skip
VERDICTS: Mapping[str, Text] = {
    "nobody_earns": Text("没有人得分", "nobody earns"), "everybody_maxes": Text("凡有得分的都到顶", "everybody who holds lines maxes"),
    "decides_nothing": Text("人人得分相同,不起区分作用", "the same for all, decides nothing"),
}  # fmt: skip
FIELDS: Mapping[str, Text] = {
    "quantity": Text("数量", "quantity"), "mark": Text("评分", "mark"), "level": Text("级别", "level"), "role": Text("角色", "role"),
    "matter": Text("事由", "matter"), "document": Text("文号", "document"), "evidence": Text("佐证", "evidence"),
}  # fmt: skip
ASKED: Mapping[str, Text] = {
    "facts": Text("事项", "facts"), "claims": Text("其中申报", "of them claims"), "fields": Text("填写项", "fields"),
    "uploads": Text("上传佐证", "uploads"),
}  # fmt: skip
REFUSALS: Mapping[str, Text] = {
    "level-not-listed": Text("级别不在新目录之中", "the level is not listed"),
    "role-not-listed": Text("角色不在新目录之中", "the role is not listed"),
    "mark-out-of-range": Text("评分超出新范围", "the mark is out of range"),
    "matter-missing": Text("没有写明事由", "the matter is missing"),
    "quantity-out-of-range": Text("数量超出新范围", "the quantity is out of range"),
    "too-many-decimals": Text("数量的小数位过多", "the quantity has too many decimals"),
}  # fmt: skip
REST = Text("其余:几项改动合在一起才有的", "the rest, which only the changes together make")
DEFINITIONS: tuple[Text, ...] = (
    Text(
        "单独影响:在原办法中只换上这一项,其余不动,与原办法相比的得分之差。其余:总变动减去各项单独影响之和;每个人的各项与其余相加,恰为总变动。",
        "What a change makes alone: the old scheme with only this change, compared with the old scheme. The rest: the whole change less "
        "what all changes make alone; for everybody the parts and the rest add up to the whole.",
    ),
    Text(
        "区分度:该条得分与总分的协方差 ÷ 总分的方差,即总分的差距有多少出自这一条;各条之上没有封顶、折算时,合计为 100%。"
        "负数表示它与总分的高低相反。",
        "Discriminating power: the covariance of a rule's value with the total, over the variance of the totals: which share of the "
        "differences comes from the rule. Without caps and scales above the rules they add up to 100%. Below zero a rule works against "
        "the order.",
    ),
    Text(
        "没有人得分:凡适用的人该条都是零分。都到顶:凡有计分明细的人都在该条封顶上,或被封顶截去。不起区分作用:人人分数相同且不为零。",
        "Nobody earns: zero for everybody it applies to. Everybody maxes: all who hold lines stand at the rule's cap or were cut by it. "
        "Decides nothing: the same value, not zero, for all.",
    ),
    Text(
        "四分位取实有的分数:n 人由低到高,第 ⌈n/4⌉、⌈n/2⌉、⌈3n/4⌉ 名的得分。标准差除以 n。",
        "Quartiles are scores somebody has: of n in rising order those at place ⌈n/4⌉, ⌈n/2⌉, ⌈3n/4⌉. The standard deviation is "
        "divided by n.",
    ),
    Text(
        "负担按本期已采纳、未更正的事项和事项目录的要求计:数量、评分、级别、角色、事由、文号、佐证中要求填写的各为一项;"
        "对象、事项、日期不计。未写明由谁录入或由本人录入的为申报。每人每月:除以本期名册平均人数和月数。",
        "The burden counts the period's facts, admitted and not reversed, and what the catalogue asks of them: quantity, mark, level, "
        "role, matter, document, evidence, each a field; subject, kind and day are not counted. A claim is entered by the member, or by "
        "nobody named. Rates are per member (mean of the roster) and month.",
    ),
)


class Speech:
    """One language of a report."""

    def __init__(self, rehearsal: Rehearsal, language: str) -> None:
        self.language, self.is_zh = language, language != "en"
        self.differences: dict[Key, Difference] = {d.key: d for d in differences(rehearsal.old, rehearsal.new)}
        self.grades = {s.code: s.name for scheme in (rehearsal.old, rehearsal.new) for t in scheme.tables for s in t.grades}
        self.outcomes = {o.code: o.name for scheme in (rehearsal.old, rehearsal.new) for t in scheme.tables for o in t.outcomes}

    def say(self, zh: str, en: str) -> str:
        return zh if self.is_zh else en

    def text(self, text: Text) -> str:
        return text.in_language(self.language)

    def change(self, change: Change) -> list[str]:
        """What a change is, a line a piece: its clause and name and all that differs."""
        lines = []
        for key in change.keys:
            found = self.differences.get(key)
            if found is not None:
                said = self.say(";", "; ").join(self.text(t) for t in found.decisive or found.sentences)
                lines.append(f"{self.text(found.title)}{self.say(':', ': ')}{said}")
        return lines or [self.say("、", ", ").join(key.code for key in change.keys)]

    def cause(self, cause: Cause) -> str:
        """A change by the clause and name of its first piece."""
        if cause.change is None:
            return self.text(REST)
        found = self.differences.get(cause.change.keys[0])
        more = len(cause.change.keys) - 1
        name = self.text(found.title) if found is not None else cause.change.keys[0].code
        return name + (self.say(f" 等 {more + 1} 处", f" and {more} more") if more else "")


def signed(units: int) -> str:
    """+2.5, −3, 0."""
    return ("+" if units > 0 else "−" if units < 0 else "") + decimal_text(abs(units))


def percent(value: Fraction | None) -> str:
    """12.3%, or a dash."""
    if value is None:
        return "—"
    tenths = rounded(value * 1000)
    return f"{'−' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"


def rate_text(value: Fraction | None) -> str:
    """Two decimals, or a dash."""
    if value is None:
        return "—"
    hundredths = rounded(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
