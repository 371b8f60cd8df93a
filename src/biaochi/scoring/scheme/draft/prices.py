"""The ways in which tables say prices: each time, each hour, a ladder of levels, a range at discretion, a rate, a shortfall.

``TOGETHER`` and ``ALONE`` are tried in order on one clause whose bounds have been taken out; the first that fits is its price.

Worked example: 「国家级20分、省级10分、市级5分」 is ``{按级别: {国家级: 20, 省级: 10, 市级: 5}}`` of a kind with these three levels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.draft.wordings import VALUE, N, amount, number, plain

GIVE = r"(?P<verb>加|扣|减|得|计|奖|记|给|评|折|为)?(?:分)?"
UNITS = "个?小时|学时|课时|个?工作日|天|万元|千元|百元|元|公里|千米|米|分钟|亩|公斤|斤|吨|毫升|平方米|步"
COUNTED = "人次|批次|次|例|起|项|篇|件|人|个|条|场|(?<![逾到长短定])期|份|处|户|名|幅|部|本|首|回|节"
ROLES = "牵头|主持|主办|主讲|负责|骨干|参与|协助|协办|承办|组织者?|发起|出席|第[一二三]作者|获得者|组长|成员"
LEVELS = re.compile(
    "级|等奖|等次?$|名$|优|良|合格|称职|胜任|严重|较重|轻微|轻度|一般|较大|重大|较好|^好$|^中$|^差$|国家|中央|全国|省|市|县|区|乡|镇|部|局|处|厅"
)
PRICE = rf"(?P<before>[^;。]*?)(?P<how>{{how}}){GIVE}\s*(?P<n>-?{VALUE})\s*分(?P<after>.*)$"
EACH = "(?:每(?:人次|次|项|篇|个|件|条|人|起))?"
LABEL = r"[^\s、,;:。()\d每]{1,14}?"
GIVEN = r"(?<![参增追])加|扣|减|得|计|奖励|记|为"
ENTRY = re.compile(rf"(?P<label>{LABEL})(?:的)?[,:]?{EACH}\s*(?P<verb>{GIVEN})?\s*(?P<n>-?{VALUE})\s*分")
LADDER = re.compile(rf"(?:(?:{LABEL}(?:的)?[,:]?{EACH}\s*(?:{GIVEN})?\s*-?{VALUE}\s*分)\s*(?:[、,;]|$|(?=[;。)]))\s*){{2,}}")
ZIP = re.compile(
    rf"(?P<labels>[^,;。:\d]+?(?:、[^,;。:\d]+?)+)(?:[,]?)(?:分别|依次|各自?)(?:给予|予以|按)?(?P<verb>加|扣|减|得|计|奖|记)?(?:分)?\s*"
    rf"(?P<numbers>{N}\s*分?(?:\s*[、,]\s*{N}\s*分?)+)"
)
SHORT = re.compile(
    rf"(?P<before>[^;。]*?)(?:应有?|应(?:参加|开展|完成|召开|上交)|不得?少于|至少)(?P<what>[^\d;。]{{0,8}}?)\s*"
    rf"(?P<target>{VALUE})\s*(?P<unit>{COUNTED}|{UNITS})?(?P<noun>[^,;。每少缺]{{0,12}})[^;。]*?"
    rf"每?(?:少|缺)\s*(?:一|1)?\s*(?:{COUNTED}|{UNITS})?,?\s*(?:计\s*)?扣\s*(?P<n>{VALUE})\s*分"
)
RANGE = re.compile(
    rf"(?P<before>[^;。]*?)(?P<verb>加|扣|减|得|计|奖|评)?(?:分)?\s*(?P<low>-?{VALUE})\s*分?\s*(?:-|~|至|到)\s*(?P<high>-?{VALUE})\s*分"
)
FACTOR = re.compile(
    r"(?P<what>[^,;。:]*?(?:成绩|得分|评分|分数|测评分|总分|考分))(?:的|按)?\s*"
    r"(?:\*\s*)?(?P<n>\d+(?:\.\d+)?)\s*(?P<percent>%)?(?:折算|计入|计分|计)?"
)
RATE = re.compile(rf"(?P<what>[^,;。:=]*?(?:率|比例))\s*(?:\*|x|X|乘以?)\s*(?P<n>{N})\s*分?")
RELATIVE = re.compile(r"每(?:少|缺(?![席勤课])|低|高|差|超|降|提|增|减|下降|提高|增加|减少|\s*\d+(?:\.\d+)?\s*[计扣得加])")
"""Points for each step below or above something that the clause does not state, or of something it does not name."""
NESTED = re.compile(r"[^,;。()]{1,14}\([^()]*?\d\s*分[^()]*?\d\s*分[^()]*\)")
"""A ladder inside a ladder: 国家级(一等奖 15 分、二等奖 12 分)."""
BANDED = re.compile(
    rf"(?:超过|不足|达到|低于|高于|大于|小于|少于|多于)\s*(?:〔[^〔〕]*〕|\d)|\d\s*(?:%|分|{UNITS}|{COUNTED})?\s*(?:及|\(含\))?(?:以上|以下|以内)"
)
"""Points by bands of a number: which band holds at its edges a table seldom says."""
POINTS = re.compile(rf"{VALUE}\s*分")
CONDITION = re.compile(r"〔([^〔〕:：]+)〕")
"""What the printed form says of the facts of a rule."""
ONLY_POINTS = re.compile(rf"(?P<before>[^;。\d]*?){GIVE}\s*(?P<n>-?{VALUE})\s*分(?P<after>.*)$")


@dataclass(slots=True)
class Priced:
    """A price with the name it is said of, the keys of its rule, what its fact kind needs, the codes of what is open, and what
    was said beside it and is not in the keys."""

    name: str
    keys: dict[str, Any]
    fact: dict[str, Any] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    left: str = ""


def priced(clause: str) -> Iterator[Priced]:
    """The prices of a clause; none where it states none, or one that no way fits."""
    text = plain(clause)
    if not re.search(r"\d|[一二两三四五六七八九十半]\s*分", text):
        return
    if any(pattern.search(text) for pattern in (RELATIVE, BANDED, NESTED)) and not SHORT.search(text):
        return
    found = first_of(TOGETHER, clause, text)
    chunks = [clause] if found else list(chunks_of(clause))
    for chunk in chunks:
        for one in found or first_of(ALONE, chunk, plain(chunk)):
            stated = [part for said in CONDITION.findall(chunk) for part in re.split("[;；]", said)]
            stated = [part for part in stated if part != "按一期合计" or one.keys.get("计") != "期"]
            one.left = "；".join(part for part in (*stated, left_of(one.left)) if part)
            yield one


def first_of(ways: Sequence[Callable[[str, str], list[Priced]]], clause: str, text: str) -> list[Priced]:
    return next((found for way in ways if (found := way(clause, text))), [])


def chunks_of(clause: str) -> Iterator[str]:
    """A clause with several prices, cut at its commas so that each part has one: 迟到扣 1 分，旷会扣 2 分."""
    text = plain(clause)
    if len(POINTS.findall(text)) < 2 or RANGE.search(text):
        yield clause
        return
    held = ""
    for part in re.split("(?<=[，,；;])", clause):
        held += part
        if POINTS.search(plain(part)):
            yield held.strip(" ，,；;")
            held = ""
    if held.strip(" ，,；;。"):
        yield held


def is_ladder(sentence: str) -> bool:
    """Whether a sentence is one ladder of prices."""
    return len(zipped(sentence, plain(sentence)) or ladder(sentence, plain(sentence))) == 1


def left_of(text: str) -> str:
    """Words behind a price that say more than marks and particles do."""
    text = text.strip(" ,，。、;；:：()（）")
    return text if len(text) > 1 and not re.fullmatch(r"(?:不足.{0,8}(?:不计|不算|按比例)|(?:以此类推|予以奖励|加分|扣分))", text) else ""


def sign_of(verb: str | None) -> int:
    return -1 if verb in ("扣", "减") else 1


def name_of(text: str) -> str:
    """What a price is said of: the words before it, without their marks and particles."""
    text = re.sub(r"^[\s,，、:：;；.。()（）\-]+|^(?:凡是?|对于?|如有?|若|其中)", "", text.strip())
    text = re.sub(r"〔[^〔〕]*〕", "", text)
    text = re.sub(r"[:：](?:次数|数量|合计|数量合计)?$", "", text.strip())
    text = re.sub(r"[\s,，、:：;；。(（]+$|(?:的|者|，)$", "", text.strip())
    text = re.sub(r"[\s,，、:：;；。]+$|的$|每$|[,，]?发[现生]$", "", text)
    return text if len(text) <= 30 else text[:29] + "…"


def short(clause: str, text: str) -> list[Priced]:
    """应交 4 篇，每少一篇扣 2 分; with 每月、每季度 the number is that of each month or quarter."""
    if not (found := SHORT.search(text)):
        return []
    unit = found["unit"] or "次"
    hours = re.fullmatch(UNITS, unit)
    actual = {"统计": "合计", "取": "数量"} if hours else {"统计": "次数"}
    before = clause[: found.end("before")]
    per = re.search("每个?(半年|年|季|月)度?", before)
    keys = {
        "计": per[1] if per else "期", "取数": {"欠缺": {"应": amount(found["target"]), "实": actual}}, "每单位": amount(found["n"], -1),
    }  # fmt: skip
    name = re.sub("每个?(?:半年|年|季|月)度?", "", name_of(before)) or name_of(clause[found.start("noun") : found.end("noun")])
    return [Priced(name, keys, {"单位": unit, "小数位": 1} if hours else {})]


def zipped(clause: str, text: str) -> list[Priced]:
    """国家级、省级、市级的，分别加 20 分、10 分、5 分."""
    if not (found := ZIP.search(text)):
        return []
    numbers = [number(one) for one in re.findall(N, found["numbers"])]
    raw = clause[found.start("labels") : found.end("labels")]
    said, labels = prizes(raw.split("、"))
    labels = [label_of(label) for label in labels]
    before = clause[: found.start()] + said
    if len(labels) != len(numbers) or len(set(labels)) != len(labels):
        return [Priced(name_of(before) or name_of(raw), {}, {}, ["uneven-ladder"])]
    found_ladder = ladder_of(name_of(before), labels, [points * sign_of(found["verb"]) for points in numbers])
    found_ladder.left = clause[found.end() :]
    return [found_ladder]


def label_of(text: str) -> str:
    """A level without the verb before it and the noun behind it: 获市级表彰的 is 市级."""
    text = re.sub(r"^(?:获得?|受到|荣获|被|评为|取得|获评|在)", "", text.strip())
    if found := re.match(r"(.*?[级等]奖?)(?:以上|及以上)?(?:的|表彰|奖励|荣誉|奖项|党组织|部门|刊物|媒体).*", text):
        return found[1]
    return re.sub(r"(?:的|者|奖励|荣誉)+$", "", re.split("表彰|授予|评为|命名|通报|采用|刊发", text)[0] or text)


def prizes(labels: list[str]) -> tuple[str, list[str]]:
    """一、二、三等奖 is 一等奖, 二等奖, 三等奖; what stands before the first is said of all of them."""
    ending = re.search("等奖|等次|等", labels[-1])
    firsts = [re.search("([特一二三四])$", label) for label in labels[:-1]]
    if ending is None or not all(firsts):
        return "", labels
    before = labels[0][: firsts[0].start()] if firsts[0] else ""
    return re.sub("(?:获得?|荣获|取得)$", "", before), [f"{first[1]}{ending[0]}" for first in firsts if first] + [labels[-1]]


def ladder_of(name: str, labels: list[str], points: list[Any]) -> Priced:
    """A price by level, or by role where the words are roles."""
    roles = all(re.fullmatch(ROLES, label) for label in labels)
    key, column = ("按角色", "角色") if roles else ("按级别", "级别")
    own = [label for label in labels if label != "其他"]
    return Priced(name, {key: dict(zip(labels, points, strict=True))}, {column: own}, ["ladder"])


def ladder(clause: str, text: str) -> list[Priced]:
    """国家级 20 分、省级 10 分: levels of one kind. Words that are no levels (迟到 1 分、旷会 5 分) are prices of their own."""
    if not (found := LADDER.search(text)):
        return []
    entries = list(ENTRY.finditer(text, found.start(), found.end()))
    labels = [clause[e.start("label") : e.end("label")].strip() for e in entries]
    points = [amount(e["n"], sign_of(e["verb"])) for e in entries]
    before = name_of(clause[: found.start()])
    stripped = re.sub(r"^(?:获得?|受到|荣获|被|评为|取得|获评)(?=.{2})", "", labels[0])
    first = stripped if LEVELS.search(stripped) else labels[0]
    after = clause[found.end() :]
    graded = [bool(LEVELS.search(label) or re.fullmatch(ROLES, label) or label == "其他") for label in labels]
    if sum(graded) * 2 > len(labels) or text[: found.start()].rstrip().endswith(":"):
        one = ladder_of(before or "", [first, *labels[1:]], points)
        one.left = after
        return [one]
    return [Priced(name_of(label), {"每次": value}, {}, ["once-or-each"]) for label, value in zip(labels, points, strict=True)]


def discretion(clause: str, text: str) -> list[Priced]:
    if not (found := RANGE.search(text)):
        return []
    sign = sign_of(found["verb"])
    low, high = amount(found["low"], sign), amount(found["high"], sign)
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        low, high = min(low, high), max(low, high)
    span = [low, high] if isinstance(low, Decimal) and isinstance(high, Decimal) else None
    name = re.sub(r"(?:酌情|视情(?:况|节)?|根据情况|按情节|分别)+$", "", name_of(clause[: found.end("before")]))
    fact = {"形态": "评定", "小数位": 1} | ({"评分范围": span} if span else {})
    return [Priced(name_of(name), {"酌情": {"自": low, "至": high}}, fact, ["several-marks"])]


def rate(clause: str, text: str) -> list[Priced]:
    if not (found := RATE.search(text)):
        return []
    ratio = [{"统计": "次数", "其中": {"角色": ["做到"]}}, {"统计": "次数"}]
    name = name_of(clause[found.start("what") : found.end("what")])
    return [Priced(name, {"计": "期", "取数": {"相除": ratio}, "折算": number(found["n"])}, {"角色": ["做到", "未做到"]}, ["rate"])]


def factor(clause: str, text: str) -> list[Priced]:
    if not (found := FACTOR.search(text)) or ("*" not in found[0] and not found["percent"]):
        return []
    share: Any = f"{found['n']}%" if found["percent"] else number(found["n"])
    name = name_of(clause[: found.end("what")]).removeprefix("按")
    name = re.sub(r"[:：](?:评分|得分)$", "", name)
    fact = {"形态": "评定", "小数位": 1, "评分范围": [Decimal(0), Decimal(100)]}
    return [Priced(name, {"折算": share}, fact, ["several-marks", "mark-range"])]


def per_unit(clause: str, text: str) -> list[Priced]:
    found = re.search(PRICE.format(how=rf"每\s*(?P<full>满|达到?)?\s*(?P<of>{N})?\s*(?P<unit>{UNITS})[^\d;。]{{0,8}}?"), text)
    if not found:
        return []
    points = amount(found["n"], sign_of(found["verb"]))
    unit = found["unit"].removeprefix("个")
    of = number(found["of"]) if found["of"] else Decimal(1)
    whole = found["full"] or "不足" in found["after"]
    fact = {"单位": unit, "小数位": 1}
    name = name_of(clause[: found.end("before")])
    if of == 1 and not found["full"]:
        return [Priced(name, {"每单位": points}, fact, [], clause[found.start("after") :])]
    keys = {"每单位": {"每": of, "得": points, "计法": "整份"}}
    return [Priced(name, keys, fact, [] if whole else ["whole-or-part"], clause[found.start("after") :])]


def each(clause: str, text: str) -> list[Priced]:
    how = rf"每(?:[^\d,;。]{{0,8}}?)?(?:一|1)?\s*(?:{COUNTED})[^\d;。]{{0,8}}?|(?:一|1)\s*(?:{COUNTED})(?!性)[^\d;。]{{0,6}}?"
    if not (found := re.search(PRICE.format(how=how), text)):
        return []
    middle = re.sub(rf"^每|(?:一|1)?\s*(?:{COUNTED})|(?:可|的|给予|予以|各|再|,)", "", clause[found.start("how") : found.end("how")])
    name = name_of(clause[: found.end("before")] + middle)
    return [Priced(name, {"每次": amount(found["n"], sign_of(found["verb"]))}, {}, [], clause[found.start("after") :])]


def once(clause: str, text: str) -> list[Priced]:
    """加 5 分 without saying whether once or each time."""
    if not (found := ONLY_POINTS.search(text)) or not found["before"].strip(" ,:"):
        return []
    points = amount(found["n"], sign_of(found["verb"]))
    return [Priced(name_of(clause[: found.end("before")]), {"每次": points}, {}, ["once-or-each"], clause[found.start("after") :])]


TOGETHER: tuple[Callable[[str, str], list[Priced]], ...] = (short, zipped, ladder, rate, factor)
"""Ways that take a clause as one, however many numbers it has."""
ALONE: tuple[Callable[[str, str], list[Priced]], ...] = (discretion, per_unit, each, once)
"""Ways that read one price."""
