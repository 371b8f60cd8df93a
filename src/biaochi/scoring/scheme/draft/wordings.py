"""How tables write numbers and bounds: full-width digits, 两分, 最高不超过 10 分, 扣完为止, 每月最多 4 分, 同一事迹取最高.

All patterns work on ``plain`` text, which is as long as the original, so that a place in one is a place in the other.

Worked example: ``bounds_in("每次加2分，最高不超过10分")`` is ``({封顶: 10}, "每次加2分，")``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

SIGNS = {0x3000: 0x20, 0x2212: 0x2D, 0x2014: 0x2D, 0x2013: 0x2D, 0x00D7: 0x2A, 0x2715: 0x2A}
HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | SIGNS
DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
N = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|半)"
"""A number as a table writes it."""
VALUE = rf"(?:\u3014[^\u3014\u3015]+:-?[\d.]+%?\u3015|\((?=按)[^()]+\)|{N})"
"""A number, or in the printed form a parameter 〔名称:值〕 or one number for each class (按身份:预备党员 5、其他 2)."""
ITEM = re.compile(r"(?:^|(?<=[。;；]))\s*(?:\d{1,2}(?:[.)]|、)(?!\d)|\(\d{1,2}\)|[①-⑳]|\([一二三四五六七八九十]{1,3}\))\s*")
PERIODS = {"日": "日", "天": "日", "月": "月", "季": "季", "季度": "季", "半年": "半年", "年": "年", "年度": "年"}
PER = (
    r"(?:(?:每人)?(?:每个?|当|本|全|一个?)(?P<per>半年|年度?|季度?|月|日|天)(?:度|内|度内)?(?:累计|合计)?"
    r"|(?P<per2>年度|季度|月度)(?:内)?(?:累计|合计)?)?"
)
LEAD = r"(?:本项|此项|该项|单项|每项|本类|总分|总计|累计|合计|年累计|共|得分|分值)*"
MOST = r"(?:满分|最高|最多|上限|封顶|不得?超过|不超出|以内|限)"

BOUNDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("扣完为止", re.compile(r"(?:直至|直到)?(?:本项|该项|此项|分值)?(?:扣完|扣至0分|扣到0分)(?:本项|该项|此项)?(?:分值|分数|分)?为止")),
    ("不封顶", re.compile(r"上?不封顶|不设上限|上不封顶")),
    (
        "扣分封顶",
        re.compile(rf"{LEAD}(?:扣分?(?:{MOST})+(?:为|至)?|(?:{MOST})+扣(?:减|分|至)?(?:不超过)?)\s*(?P<n>{VALUE})\s*分(?:为止|为限)?"),
    ),
    ("加分封顶", re.compile(rf"加分{MOST}\s*(?P<n>{VALUE})\s*分")),
    (
        "封顶",
        re.compile(
            rf"{PER}{LEAD}(?:{MOST})+(?:加|得|计|奖|记|为|至|不得?超过|得分|加分|分值)*\s*(?P<n>{VALUE})\s*分(?:封顶|为限|为止)?"
        ),
    ),
    ("封顶", re.compile(rf"(?<![\d.至\-~])(?P<n>{VALUE})\s*分(?:封顶|为限|为上限)")),
    ("保底", re.compile(rf"{PER}(?:最低|不得?低于|不少于|保底)(?:为|得|到|至|不低于)*\s*(?P<n>-?{VALUE})\s*分")),
    ("起评分", re.compile(rf"(?:起评|起评分|基础分|基本分|底分)(?:为|是|:)?\s*(?P<n>{VALUE})\s*分")),
)
BOTH_ENDS = re.compile(rf"每(?P<per>半年|年|季|月|日)封顶 (?P<high>{VALUE}) 分、保底 (?P<low>-?{VALUE}) 分")
"""A bound above and one below of the same part of a period, in the printed form."""
WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("合计", re.compile(r"几次取(?P<n>平均|最高|最低|最近)")),
    ("无事项", re.compile(r"没有事项时(?P<n>计零|未知|略去)")),
    ("权重", re.compile(rf"权重\s*(?P<n>{VALUE}%?)")),
    ("合计", re.compile(r"以下各项(?P<n>取最高|取最低|平均|加权)")),
)
ESCALATED = re.compile(r"每(?P<per>日|月|季|半年|年|期)从第一次起依次乘以 (?P<factors>[\d.]+(?:、[\d.]+)*)")
BY = ("事由", "级别", "角色", "事项", "日", "月", "季", "半年", "年", "规则")
PRINTED_CHOICE = re.compile(rf"同一(?P<by>{'|'.join(BY)})只计(?P<keep>最高|最低|最先|最后)的(?:一项| (?P<count>\d+) 项)")
PRINTED_SKIP = re.compile(rf"同一(?P<by>{'|'.join(BY)})免计前 (?P<skip>\d+) 次")
SAME_MATTER = re.compile(
    r"(?:对)?同一(?:事项|事由|事迹|事件|内容|成果|活动|荣誉|项目|作品|稿件|工作|行为|奖项)[^,;。]{0,14}?,?(?:只?(?:按|取|计|以|就))[^,;。]{0,8}?(?:最高|就高)"
    r"[^,;。]{0,10}|同一(?:事项|事由|事迹|事件|内容|成果|活动|荣誉|项目|作品|稿件|工作|行为|奖项)[^,;。]{0,8}?不(?:得)?(?:重复|累计|累加)[^,;。]{0,6}"
)
SOME_HIGHEST = re.compile(
    r"(?:同类|同项|相同|多[项次])[^,;。]{0,14}(?:最高|就高)[^,;。]{0,8}|就高不就低|(?:取|按|计)最高(?:分|项|级别|一项)[^,;。]{0,4}"
    r"|不(?:得)?(?:重复|累计)(?:计分|加分|计算|得分)"
)


@dataclass(slots=True)
class Bounds:
    keys: dict[str, Any] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Full-width digits, letters and marks, dashes and signs as half-width; as long as the text."""
    return text.translate(HALF_WIDTH)


def number(text: str) -> Decimal:
    """12, 0.5, 两, 十五, 半."""
    if re.fullmatch(r"-?[\d.]+", text):
        return Decimal(text)
    if text == "半":
        return Decimal("0.5")
    tens, ten, ones = text.partition("十")
    if ten:
        return Decimal((DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0))
    return Decimal(DIGITS[text])


def amount(text: str, sign: int = 1) -> Any:
    """A number, or ``{参数: 名称}`` for 〔名称:值〕; with a sign."""
    text = text.strip()
    if text.startswith("\u3014"):
        return {"参数": text[1:].rpartition(":")[0]}
    if text.startswith("("):
        by, _, entries = text[2:-1].partition(":")
        values = {name: amount(value, sign) for name, _, value in (entry.rpartition(" ") for entry in entries.split("、"))}
        otherwise = {"其他": values.pop("其他")} if "其他" in values else {}
        return {"按": by, "各值": values, **otherwise}
    return number(text) * sign


def signed(text: str) -> Any:
    """An amount that may have a minus before it."""
    return amount(text[1:], -1) if text.startswith("-") else amount(text)


def bounds_in(clause: str) -> tuple[Bounds, str]:
    """The bounds a clause states, and what is left of it."""
    found = Bounds()
    left = clause
    if match := BOTH_ENDS.search(plain(left)):
        ends = {"每": PERIODS[match["per"]], "封顶": amount(match["high"]), "保底": signed(match["low"])}
        found.keys["分期限额"] = [ends]
        left = left[: match.start()] + left[match.end() :]
    for key, pattern in BOUNDS:
        if match := pattern.search(plain(left)):
            bound(key, match, found)
            left = left[: match.start()] + left[match.end() :]
    for key, pattern in WORDS:
        if match := pattern.search(plain(left)):
            found.keys[key] = amount(match["n"]) if match["n"].startswith("\u3014") else match["n"]
            left = left[: match.start()] + left[match.end() :]
    if match := ESCALATED.search(plain(left)):
        found.keys["加重"] = {"倍数": [Decimal(factor) for factor in match["factors"].split("、")]}
        found.keys["加重"] |= {} if match["per"] == "期" else {"每": match["per"]}
        left = left[: match.start()] + left[match.end() :]
    for pattern in (PRINTED_CHOICE, PRINTED_SKIP, SAME_MATTER, SOME_HIGHEST):
        if match := pattern.search(plain(left)):
            choice(pattern, match, found)
            left = left[: match.start()] + left[match.end() :]
    return found, left


def bound(key: str, match: re.Match[str], found: Bounds) -> None:
    groups = match.groupdict()
    value: Any = True if "n" not in groups else signed(groups["n"])
    per = groups.get("per") or (groups.get("per2") or "").removesuffix("度")
    if key in ("封顶", "保底") and per:
        found.keys.setdefault("分期限额", []).append({"每": PERIODS[per], key: value})
    else:
        found.keys.setdefault(key, value)


def choice(pattern: re.Pattern[str], match: re.Match[str], found: Bounds) -> None:
    """同一事项取最高 is a selection; 同类 does not say what is of one kind, and is asked."""
    if pattern is SOME_HIGHEST:
        found.open.append("same-kind")
        return
    if pattern is SAME_MATTER:
        step: dict[str, Any] = {"按": "事由", "留": "最高"}
    elif pattern is PRINTED_SKIP:
        step = {"按": match["by"], "免": int(match["skip"])}
    else:
        step = {"按": match["by"], "留": match["keep"]} | ({"个数": int(match["count"])} if match["count"] else {})
    found.keys.setdefault("取舍", []).append(step)
