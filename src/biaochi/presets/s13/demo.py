"""The demo year of S13: an invented branch of an invented municipal finance bureau, 示例市财政局第三党支部, with a full year of facts.

Twenty-four people pass through one branch in 2025. Nobody and nothing in it exists. Attendance, activities, articles and marks vary from
member to member by a digest of who and when, so that the same call writes the same bytes; what a clerk should be able to look up by hand
(someone who came, someone who went, an exemption, a claim that was not true, a correction) is written out below, so that each rule, each
cap and each proposal of the scheme occurs. Claims are recorded on the day of the month's last study session.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv, facts.csv and parameters.csv in ``demo``.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

YEAR = 2025
LONG_AGO = date(2020, 1, 1)
BUREAU, COMMITTEE, BRANCH = "O00", "O01", "B03"
SIZE = 22
LAST_STUDY = 26  # day of the month's last study session, on which claims are made and recorded
RATERS = 5

SURNAMES = "艾包贝卜曹柴晁褚丛翟窦段樊费冯付高耿龚顾桂韩"
FIRST = "柏长承春道登定方冠海弘鸿继家景敬君可立林茂"
SECOND = "波超川达东峰光昊恒辉坤岚磊莉敏娜楠芮珊"

LEVELS = ("国家级", "省级", "市级", "局级", "支部级")
GROUP_ACTIVITIES = ("职工健步走", "青年读书分享", "妇女节主题活动", "技能比武", "歌咏展演")
SERVICES = ("惠企政策宣讲", "社区清洁", "助考引导", "文明交通劝导", "财税咨询")
GATHERINGS = ("义务植树", "趣味运动会", "爱心捐书", "参观预算公开展", "机关开放日")
ARTICLES = ("预算绩效管理", "国债资金监管", "政府采购改革", "惠民补贴发放", "零基预算", "财政电子票据", "会计人才培训", "资产盘活")
STUDIES = {3: "3月党员大会", 6: "6月党员大会", 9: "9月党员大会", 12: "12月党员大会"}

# who records the facts of these kinds; claims are recorded in the member's own name
RECORDED_BY = {
    "积分记录员": "组织生活 党员互评",
    "组织委员": "迟交党费",
    "支委会": "支部任务 优秀党员评定 免评决定",
    "纪检委员": "被通报批评 工作纪律问题",
    "考评组": "申报不实 考评小组评议",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter rater by note reverses",
    "parameters": "name value organisation from",
}
POSTS = (
    ("P001", "书记", None, None),
    ("P002", "副书记", None, None),
    ("P003", "组织委员", None, None),
    ("P004", "宣传委员", None, None),
    ("P005", "纪检委员", None, None),
    ("P006", "积分记录员", None, date(YEAR, 7, 1)),
    ("P007", "积分记录员", date(YEAR, 7, 1), None),
)

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P004", "P008", "P011", "P015")
WEAK = ("P010", "P016")
TWINS = ("P012", "P013")  # the same year to the letter: a tie
PROBATIONARY = ("P022", "P020")
CONVERTED = {"P022": date(YEAR, 6, 12)}
ARRIVED = {"P023": date(YEAR, 5, 16), "P024": date(YEAR, 9, 10)}
LEFT = {"P021": date(YEAR, 10, 20)}
AWAY = {"P018": (date(YEAR, 4, 1), date(YEAR, 6, 30)), "P019": (date(YEAR, 1, 1), date(YEAR, 12, 31))}

Row = dict[str, Any]


def vary(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def pick(options: tuple[str, ...], *parts: object) -> str:
    return options[int(vary(*parts) * len(options))]


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str

    @property
    def seed(self) -> str:
        """Whose draws decide: twins share one."""
        return TWINS[0] if self.id in TWINS else self.id

    @property
    def zeal(self) -> float:
        """How much the member takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.95 if self.id in STRONG else 0.1
        return 0.3 + 0.5 * vary("热心", self.seed)

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        return ARRIVED.get(self.id, LONG_AGO) <= day < LEFT.get(self.id, date.max) and not first <= day <= last


def list_members() -> list[Member]:
    total = SIZE + len(ARRIVED)
    names = [SURNAMES[n * 7 % len(SURNAMES)] + FIRST[n * 5 % len(FIRST)] + SECOND[n * 3 % len(SECOND)] for n in range(total)]
    return [Member(f"P{number:03}", name) for number, name in enumerate(names, start=1)]


# --- organisations, roster, posts, parameters -------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": BUREAU, "name": "示例市财政局", "type": "机关", "from": LONG_AGO}
    yield {"id": COMMITTEE, "name": "示例市财政局机关党委", "type": "机关党委", "parent": BUREAU, "from": LONG_AGO}
    yield {"id": BRANCH, "name": "第三党支部", "type": "党支部", "parent": COMMITTEE, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    for member in members:
        row: Row = {"id": member.id, "name": member.name, "status": "正式党员", "organisation": BRANCH}
        row["from"] = ARRIVED.get(member.id, LONG_AGO)
        if member.id in CONVERTED:
            yield {**row, "status": "预备党员", "to": CONVERTED[member.id]}
            row["from"] = CONVERTED[member.id]
        elif member.id in PROBATIONARY:
            row["status"] = "预备党员"
        yield {**row, "to": LEFT.get(member.id)}


def relation_rows() -> Iterator[Row]:
    for person, post, begins, to in POSTS:
        yield {"subject": person, "relation": post, "target": BRANCH, "from": begins, "to": to}


def parameter_rows() -> Iterator[Row]:
    yield {"name": "优秀党员名额", "value": "4", "organisation": BRANCH, "from": on(1, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "本人")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def claim(subject: str, kind: str, day: date, **cells: object) -> Row:
    """What members themselves report: recorded at the month's last study session."""
    return fact(subject, kind, day, recorded=day.replace(day=LAST_STUDY), **cells)


def varied_facts(member: Member) -> Iterator[Row]:
    for facts in (meeting_facts, task_facts, activity_facts, article_facts, mark_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))


def meeting_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        held = [(12, f"{month}月主题党日"), (LAST_STUDY, f"{month}月集中学习")]
        if month in STUDIES:
            held.append((19, STUDIES[month]))
        for number, matter in held:
            day, draw = on(month, number), vary("到会", member.seed, month, number)
            missing = 0.28 * (1 - member.zeal)
            role = "到会" if draw >= missing else pick(("公假", "公假", "病假", "事假", "缺席"), "因", member.seed, day)
            yield fact(member.id, "组织生活", day, role=role, matter=matter)
            if role == "缺席" and number < LAST_STUDY and member.zeal > 0.3:
                yield fact(member.id, "组织生活", day + timedelta(days=4), role="补课", matter=matter)


def task_facts(member: Member) -> Iterator[Row]:
    for quarter in range(1, 5):
        done = vary("任务", member.seed, quarter) < 0.6 + 0.5 * member.zeal
        yield fact(member.id, "支部任务", on(3 * quarter, 20), role="完成" if done else "未完成", matter=f"{quarter}季度分工任务")
        if vary("党费", member.seed, quarter) < 0.06 * (1 - member.zeal):
            yield fact(member.id, "迟交党费", on(3 * quarter, 28))


def activity_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        draws = ((GROUP_ACTIVITIES, "群团活动", 0.35), (SERVICES, "志愿活动", 0.5), (GATHERINGS, "集体活动", 0.6))
        for names, kind, often in draws:
            if vary(kind, member.seed, month) >= often * member.zeal:
                continue
            name = pick(names, kind, month)  # one activity a month and kind, the same for whoever comes
            levels = LEVELS[3:] if kind == "集体活动" else LEVELS[2:]
            level = levels[int(vary("级", kind, month) * len(levels))]
            day = on(month, 3 + int(20 * vary("日", kind, month)))
            yield claim(member.id, kind, day, level=level, matter=name)


def article_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("稿", member.seed, month) < 0.45 * member.zeal:
            level = LEVELS[1 + int(4 * vary("媒体", member.seed, month) ** 0.6)]
            role = "合作" if vary("合作", member.seed, month) < 0.3 else "主笔"
            matter = f"{pick(ARTICLES, '题', member.seed, month)}（{month}月）"
            day = on(month, 2 + int(22 * vary("刊", member.seed, month)))
            yield claim(member.id, "宣传信息", day, level=level, role=role, matter=matter)


def mark_facts(member: Member) -> Iterator[Row]:
    """Each quarter five members mark each one, and the panel settles on a mark."""
    for quarter in range(1, 5):
        place = int(member.seed[1:])
        raters = [f"P{(place + 3 * step + quarter) % 17 + 1:03}" for step in range(RATERS)]
        for rater in (rater for rater in raters if rater not in (member.id, member.seed, *AWAY)):
            mark = 7 + 2.2 * member.zeal + 0.8 * vary("互评", member.seed, rater, quarter)
            yield fact(member.id, "党员互评", on(3 * quarter, 27), mark=f"{min(mark, 10):.1f}", rater=rater)
        mark = 7 + 2.5 * member.zeal + 0.5 * vary("小组", member.seed, quarter)
        yield fact(member.id, "考评小组评议", on(3 * quarter, 28), mark=f"{min(mark, 10):.1f}")


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from high_levels()
    yield from duties_missed()
    yield from deductions()
    yield from corrections()
    yield from decisions()


def high_levels() -> Iterator[Row]:
    """Each level at least once; one activity through two channels, one article in two media, a month's cap."""
    yield claim("P004", "宣传信息", on(5, 8), level="国家级", role="主笔", matter="零基预算改革纪实")
    yield claim("P004", "宣传信息", on(6, 3), level="省级", role="主笔", matter="零基预算改革纪实")  # the same article: the higher medium
    yield claim("P008", "志愿活动", on(10, 15), level="国家级", matter="全国性赛会志愿服务")
    yield claim("P011", "群团活动", on(11, 6), level="国家级", matter="全国职工技能竞赛")
    yield claim("P015", "志愿活动", on(3, 5), level="省级", matter="学雷锋集中服务")
    yield claim("P015", "群团活动", on(3, 5), level="局级", matter="学雷锋集中服务")  # the same day and activity: counted once
    yield claim("P008", "群团活动", on(9, 11), level="省级", matter="省直职工合唱节")
    for number, matter in ((9, "机关运动会"), (16, "爱心义卖"), (23, "家风分享")):
        yield claim("P011", "集体活动", on(4, number), level="局级", matter=matter)  # six points in a month: three count
    # took part on 29 March, claimed at April's session: not in the circular of the first quarter, but in the year
    yield fact("P017", "志愿活动", on(3, 29), recorded=on(4, LAST_STUDY), level="市级", matter="清明文明祭扫引导")


def duties_missed() -> Iterator[Row]:
    for month in (4, 5, 6):
        yield fact("P010", "迟交党费", on(month, 28))
    for number, matter in enumerate(("板报更新", "学习材料整理", "帮扶走访", "会议记录", "档案归集"), start=1):
        yield fact("P010", "支部任务", on(5, 10 + number), role="未完成", matter=matter, note="已听取本人说明")


def deductions() -> Iterator[Row]:
    heard = "已听取陈述申辩"
    for number, (person, day, level, matter) in enumerate(
        (
            ("P016", on(2, 18), "局级", "报表逾期"),
            ("P010", on(8, 14), "市级", "专项检查迟报"),
            ("P014", on(11, 12), "支部级", "值班脱岗"),
        ),
        start=1,
    ):
        yield fact(person, "被通报批评", day, level=level, matter=matter, note=f"示例通报〔{YEAR}〕{number}号，{heard}")
    # one matter, a breach and a circular about it: the heavier counts, once
    yield fact("P016", "工作纪律问题", on(2, 10), level="较重", matter="报表逾期", note=heard)
    yield fact("P016", "工作纪律问题", on(5, 7), level="一般", matter="无故迟到", note=heard)
    yield fact("P016", "工作纪律问题", on(6, 5), level="一般", matter="未按规定请假", note=heard)  # the second of the quarter: doubled


def corrections() -> Iterator[Row]:
    """A claim that was not true; an objection upheld; an article entered twice."""
    matter = "财政电子票据推广"
    yield claim("P009", "宣传信息", on(7, 8), level="省级", role="主笔", matter=matter, key="不实")
    note = "核查为他人署名稿件"
    yield fact("P009", "宣传信息", on(8, 20), role="主笔", matter=matter, by="考评组", note=note, cancels="不实")
    yield fact("P009", "申报不实", on(8, 20), matter=matter, note=f"{note}，已听取陈述申辩")
    yield fact("P014", "组织生活", on(5, 21), role="缺席", matter="5月专题党课", key="缺席")
    yield fact("P014", "组织生活", on(6, 4), role="缺席", matter="5月专题党课", note="异议成立：当日因公出差", cancels="缺席")
    yield fact("P014", "组织生活", on(5, 21), recorded=on(6, 4), role="公假", matter="5月专题党课")
    title = "国债资金监管调研"
    yield claim("P002", "宣传信息", on(11, 4), level="市级", role="主笔", matter=title)
    yield claim("P002", "宣传信息", on(11, 4), level="市级", role="主笔", matter=f"{title}（重复登记）", key="重复")
    yield fact("P002", "宣传信息", on(12, 2), matter=f"{title}（重复登记）", by="考评组", note="重复登记", cancels="重复")


def decisions() -> Iterator[Row]:
    """Last year's excellent members, decided in January; exemptions."""
    for person in ("P004", "P008", "P003"):
        yield fact(person, "优秀党员评定", on(1, 15), note=f"示例三支〔{YEAR}〕1号")
    for number, (person, (first, last)) in enumerate(AWAY.items(), start=2):
        yield fact(person, "免评决定", first, until=last, note=f"示例三支〔{YEAR}〕{number}号")


def fact_rows(members: list[Member]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for member in members for row in varied_facts(member)]
    rows += written_facts()
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:04}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:04}", **cells, "reverses": numbers.get(row.get("cancels"))}


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write the demo's five CSV files into ``folder``, which is made if it is missing."""
    members = list_members()
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(members),
        "relations": relation_rows(),
        "facts": fact_rows(members),
        "parameters": parameter_rows(),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
