"""The demo year of S17: an invented park company's branch, 示例电商产业园公司党支部, with a full year of facts.

Ten members in post, twelve floating members and eight activists pass through the branch in 2025. Nobody and nothing in it exists. Study,
attendance, marks and initiatives vary from person to person by a digest of who and when, so that the same call writes the same bytes; what
a clerk should be able to look up by hand (a run of first places, a manager watched and one proposed for a lower post, a veto, someone who
became a probationary member, a month without supervisors) is written out below, so that each rule, each floor and each proposal occurs.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv, facts.csv and history.csv in ``demo``.
"""

from __future__ import annotations

import csv
import hashlib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

YEAR = 2025
LONG_AGO = date(2020, 1, 1)
COMPANY, BRANCH = "O01", "B01"
IN_POST, FLOATING, ACTIVISTS = 10, 12, 6  # on 1 January; two activists come later
RATERS = 5

SURNAMES = "凌龙鲁罗骆马毛孟苗莫穆宁牛欧庞裴彭蒲齐"
FIRST = "维炜晓欣星旭雪亚妍瑶逸莹悠雨语泽哲"
SECOND = "彬聪帆刚涵浩佳捷凯琳敏"

STUDIES = ("电商法规", "数据安全", "直播合规", "党章", "党纪", "消费者权益保护")
SERVICES = ("助农直播", "园区消防巡查", "快递驿站引导", "创业咨询台", "社区反诈宣传")
IDEAS = ("共享直播间排期", "统一打包耗材", "夜间班车", "售后话术库", "冷链拼车", "新人入驻手册")
NEWCOMERS = ("蜜橘小店", "手作茶器", "山货铺", "童装工坊", "绘本馆", "园艺角", "竹编社", "腊味铺", "香囊坊", "豆制品店", "米酒坊", "木梳店")

# who records the facts of these kinds; claims are recorded in the member's own name
RECORDED_BY = {
    "积分记录员": "集中学习 组织生活 党员互评 期中小结测评 月考监督",
    "组织委员": "迟交党费 结对帮带",
    "支委会": "支部审定 急难任务 服务投诉 综合表现评定",
    "业务部门": "业绩考核 违反园区规定 工作失误 安全责任事故 售假失信",
    "纪检委员": "不当言行 违法违纪",
    "公司管理层": "察看期",
    "党员大会": "免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to flags",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter rater by note reverses",
    "history": "subject period version table value points state grade rank of",
}
POSTS = (("P001", "书记"), ("P002", "组织委员"), ("P003", "纪检委员"), ("P005", "积分记录员"))
MANAGERS = ("P001", "P002", "P003", "P004")

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P008", "P013", "A002")
WEAK = ("P009", "P017", "P020")
TWINS = ("P015", "P018")  # the same year to the letter: a tie
FIRST_PLACES = "P008"  # first from August 2024 to January 2025
WATCHED, LOWERED = ("P003", "P004"), "P004"
PROBATIONARY = {"P010": date(YEAR, 8, 16), "P022": None}  # a full member from that day
ADMITTED = {"A001": date(YEAR, 7, 1)}  # an activist who becomes a probationary member
ARRIVED = {"A007": date(YEAR, 4, 7), "A008": date(YEAR, 11, 20)}
RETURNED = {"P012": date(YEAR, 5, 16)}  # a floating member who took a post in the company
LEFT = {"P021": date(YEAR, 9, 11)}
AWAY = {"P014": (date(YEAR, 2, 1), date(YEAR, 3, 31)), "P007": (date(YEAR, 1, 1), date(YEAR, 12, 31))}

Row = dict[str, Any]


def vary(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def pick(options: tuple[str, ...], *parts: object) -> str:
    return options[int(vary(*parts) * len(options))]


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)


def last_of(month: int) -> date:
    return date(YEAR, month, monthrange(YEAR, month)[1])


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
        """How much the person takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.97 if self.id in STRONG else 0.12
        return (0.8 if self.id in MANAGERS else 0.4) + (0.15 if self.id in MANAGERS else 0.45) * vary("热心", self.seed)

    @property
    def is_floating(self) -> bool:
        return self.id[0] == "P" and int(self.id[1:]) > IN_POST

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        return ARRIVED.get(self.id, LONG_AGO) <= day < LEFT.get(self.id, date.max) and not first <= day <= last


def list_members() -> list[Member]:
    ids = [f"P{number:03}" for number in range(1, IN_POST + FLOATING + 1)]
    ids += [f"A{number:03}" for number in range(1, ACTIVISTS + len(ARRIVED) + 1)]
    return [
        Member(person, SURNAMES[n * 7 % len(SURNAMES)] + FIRST[n * 5 % len(FIRST)] + SECOND[n * 3 % len(SECOND)])
        for n, person in enumerate(ids)
    ]


# --- organisations, roster, posts, history ----------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": COMPANY, "name": "示例电商产业园公司", "type": "企业", "from": LONG_AGO}
    yield {"id": BRANCH, "name": "产业园公司党支部", "type": "党支部", "parent": COMPANY, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    """A row each, cut on the day of a new status, of taking a post, of coming or going."""
    for member in members:
        row: Row = {"id": member.id, "name": member.name, "status": "正式党员", "organisation": BRANCH}
        row |= {"from": ARRIVED.get(member.id, LONG_AGO), "flags": "流动" if member.is_floating else ""}
        if member.id in PROBATIONARY:
            row["status"] = "预备党员"
            if (converted := PROBATIONARY[member.id]) is not None:
                yield {**row, "to": converted}
                row |= {"from": converted, "status": "正式党员"}
        if member.id[0] == "A":
            row["status"] = "积极分子"
            if member.id in ADMITTED:
                yield {**row, "to": ADMITTED[member.id]}
                row |= {"from": ADMITTED[member.id], "status": "预备党员"}
        if member.id in RETURNED:
            yield {**row, "to": RETURNED[member.id]}
            row |= {"from": RETURNED[member.id], "flags": ""}
        yield {**row, "to": LEFT.get(member.id)}


def relation_rows() -> Iterator[Row]:
    for person, post in POSTS:
        yield {"subject": person, "relation": post, "target": BRANCH}
    for person in MANAGERS:
        yield {"subject": person, "relation": "企业管理人员", "target": COMPANY}


def history_rows(members: list[Member]) -> Iterator[Row]:
    """The last five months of 2024: points and place of each person of that time."""
    there = [member for member in members if member.id not in ARRIVED and member.id not in ("P007",)]
    for month in range(8, 13):
        points = {m.id: round(86 + 26 * m.zeal + 4 * vary("上年", m.id, month), 2) for m in there}
        points[FIRST_PLACES] = max(points.values()) + 2
        for member in there:
            rank = 1 + sum(other > points[member.id] for other in points.values())
            row: Row = {"subject": member.id, "period": f"{YEAR - 1}-{month:02}", "version": 1, "table": "M"}
            yield row | {"points": f"{points[member.id]:.2f}", "state": "计分", "rank": rank, "of": len(there)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "本人")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member, members: list[Member]) -> Iterator[Row]:
    for facts in (meeting_facts, mark_facts, initiative_facts, slip_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))
    yield from (row for row in peer_facts(member, members) if member.is_there(row["date"]))


def meeting_facts(member: Member) -> Iterator[Row]:
    """A study session and a members' meeting every month; floating members may take part in the latter on line."""
    for month in range(1, 13):
        missing = 0.3 * (1 - member.zeal)
        draw = vary("学习", member.seed, month)
        role = "参加" if draw >= missing else pick(("补学", "请假", "缺席"), "学因", member.seed, month)
        yield fact(member.id, "集中学习", on(month, 11), role=role, matter=f"{pick(STUDIES, '学', month)}（{month}月）")
        for number, matter in ((18, f"{month}月主题党日"), (28, f"{month}月党员大会")):
            day, draw = on(month, number), vary("到会", member.seed, month, number)
            role = "到会" if draw >= missing else pick(("公假", "病假", "事假", "缺席"), "因", member.seed, day)
            if role == "到会" and member.is_floating and vary("外地", member.seed, day) < 0.3:
                role = "线上参加"
            yield fact(member.id, "组织生活", day, role=role, matter=matter)


def peer_facts(member: Member, members: list[Member]) -> Iterator[Row]:
    """On the evening of the members' meeting five others mark each person on two aspects."""
    for month in range(1, 13):
        day = on(month, 28)
        others = [other for other in members if other.id[0] == "P" and other.seed != member.seed and other.is_there(day)]
        others.sort(key=lambda other, key=(member.seed, month): vary("谁评", *key, other.id))
        for rater in others[:RATERS]:
            for role in ("先锋形象", "服务意识"):
                mark = 78 + 17 * member.zeal + 5 * vary(role, member.seed, rater.id, month)
                yield fact(member.id, "党员互评", day, role=role, mark=f"{min(mark, 100):.0f}", rater=rater.id)


def mark_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        mark = 72 + 22 * member.zeal + 8 * vary("业绩", member.seed, month)
        note = "片区负责人评定" if member.is_floating else "公司月度考核"
        yield fact(member.id, "业绩考核", on(month, 27), mark=f"{min(mark, 100):.1f}", note=note)
    for step in range(RATERS):
        mark = 84 + 20 * member.zeal + 6 * vary("期中", member.seed, step)
        yield fact(member.id, "期中小结测评", on(6, 29), mark=f"{mark:.0f}", rater=f"P{step * 4 + 2:03}")
    mark = 82 + 24 * member.zeal + 6 * vary("综合", member.seed) - 24 * (member.id == LOWERED)
    yield fact(member.id, "综合表现评定", on(12, 29), mark=f"{mark:.0f}")


def initiative_facts(member: Member) -> Iterator[Row]:
    """Suggestions, hours of service, people helped. Managers lead more of them."""
    leads = 0.25 if member.id in MANAGERS else 0.0
    for month in range(1, 13):
        if vary("志愿", member.seed, month) < 0.75 * member.zeal + leads:
            hours = f"{2 + int(10 * vary('时', member.seed, month)) / 2:g}"
            day = on(month, 2 + int(24 * vary("天", member.seed, month)))
            yield fact(member.id, "志愿服务", day, quantity=hours, matter=pick(SERVICES, "服务", member.seed, month))
        if vary("建议", member.seed, month) < 0.45 * member.zeal + leads:
            matter = f"{pick(IDEAS, '建议', member.seed, month)}（{month}月）"
            yield fact(member.id, "合理化建议", on(month, 6), level="提出", matter=matter)
            if vary("采纳", member.seed, month) < 0.6:
                yield fact(member.id, "合理化建议", on(month, 20), level="采纳", matter=matter)
        if vary("宣讲", member.seed, month) < 0.3 * member.zeal + leads:
            yield fact(member.id, "宣讲授课", on(month, 13), matter=f"{pick(STUDIES, '讲', member.seed, month)}公开课（{month}月）")
    for step in range(7 if member.id in MANAGERS else round(2.5 * member.zeal)):
        begins = LONG_AGO if member.id in MANAGERS else on(1 + int(9 * vary("结对", member.seed, step)), 10)
        if member.is_there(begins):
            yield fact(member.id, "结对帮带", max(begins, on(1, 1)), matter=NEWCOMERS[(int(member.seed[1:]) * 3 + step) % len(NEWCOMERS)])


def slip_facts(member: Member) -> Iterator[Row]:
    heard = "已听取陈述申辩"
    for month in range(1, 13):
        slip = 0.14 * (1 - member.zeal)
        if vary("投诉", member.seed, month) < slip:
            yield fact(member.id, "服务投诉", on(month, 16), level="一般", matter=f"售后投诉（{month}月）", note=heard)
        if vary("园区", member.seed, month) < slip:
            yield fact(member.id, "违反园区规定", on(month, 9), level="一般", matter=f"占用通道（{month}月）", note=heard)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from managers()
    yield from achievements()
    yield from slips()
    yield from corrections()
    yield from supervision()
    for number, (person, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(person, "免评决定", first, until=last, note=f"示例园支〔{YEAR}〕{number}号")


def managers() -> Iterator[Row]:
    """Both fell below 110 in May and were watched in June: one mended, the other did not and is below again in July."""
    heard = "已听取陈述申辩"
    for person in WATCHED:
        yield fact(person, "工作失误", on(5, 8), level="重大", matter="大促方案延误", note=heard)
        yield fact(person, "察看期", on(6, 1), until=on(6, 30), recorded=on(6, 4), note=f"示例园司〔{YEAR}〕{int(person[1:])}号，{heard}")
    yield fact("P003", "急难任务", on(6, 18), mark="10", matter="年中大促保障", note="支部审定")
    yield fact("P003", "创新创业成果", on(6, 25), level="市级", role="牵头", matter="智能分拣改造")
    yield fact(LOWERED, "工作失误", on(6, 12), level="重大", matter="仓配合同漏审", note=heard)
    yield fact(LOWERED, "工作失误", on(7, 10), level="重大", matter="保证金错退", note=heard)


def achievements() -> Iterator[Row]:
    for month in range(1, 13):  # first place in January, and near it all year
        mark = "8" if month == 1 else "2"
        yield fact(FIRST_PLACES, "急难任务", on(month, 21), mark=mark, matter=f"值守保障（{month}月）", note="支部审定")
    yield fact(FIRST_PLACES, "创新创业成果", on(1, 15), level="省级", role="牵头", matter="助农直播品牌")
    yield fact(FIRST_PLACES, "创新创业成果", on(1, 22), level="园区级", role="牵头", matter="助农直播品牌")  # one result: the higher counts
    yield fact("P013", "创新创业成果", on(8, 12), level="国家级", role="参与", matter="跨境数字服务平台")
    yield fact("P002", "合理化建议", on(10, 24), level="采纳见效", matter="统一打包耗材（全年）")
    for person, month, level, matter in (
        ("P013", 3, "县级", "巾帼建功标兵"),
        ("P013", 3, "市级", "巾帼建功标兵"),  # one kind of honour: the higher counts
        ("A002", 5, "省级", "优秀共青团员"),
        ("P001", 7, "公司级", "优秀党务工作者"),
        ("P008", 11, "国家级", "电商助农先锋"),
    ):
        yield fact(person, "表彰荣誉", on(month, 26), level=level, matter=matter, note=f"示例〔{YEAR}〕{month}号")
    for month in range(1, 13):
        yield fact("A002", "急难任务", on(month, 22), mark="6", matter=f"直播间应急（{month}月）", note="支部审定")
        yield fact("A002", "宣讲授课", on(month, 24), matter=f"新人带训（{month}月）")


def slips() -> Iterator[Row]:
    heard = "已听取陈述申辩"
    for number in (4, 14, 24):  # three absences in a month: the aspect is down to nothing
        yield fact("P009", "集中学习", on(4, number), role="缺席", matter=f"4月专题学习（{number}日）")
    yield fact("P009", "迟交党费", on(4, 30))
    for number, level in ((5, "一般"), (15, "一般"), (25, "严重")):  # the second and third of a month are doubled
        yield fact("P017", "服务投诉", on(9, number), level=level, matter=f"退货纠纷（9月{number}日）", note=heard)
    # one matter under two heads: the heavier counts
    yield fact("P020", "工作失误", on(3, 7), level="一般", matter="错发一批货", note=heard)
    yield fact("P020", "服务投诉", on(3, 10), level="严重", matter="错发一批货", note=heard)
    yield fact("P020", "违反园区规定", on(10, 15), level="较重", matter="违规用电", note=heard)
    yield fact("P016", "工作失误", on(2, 19), level="较大", matter="页面价格标错", note=heard)
    yield fact("P019", "不当言行", on(6, 10), matter="直播中不当言论", note=heard)
    yield fact("P019", "支部审定", on(6, 29), role="先锋形象", mark="60", matter="不当言行造成影响，互评未反映")
    yield fact("P011", "支部审定", on(3, 29), role="服务意识", mark="98", matter="漏计连夜抢通物流一事")
    for person, kind, day, matter, number in (
        ("P017", "售假失信", on(10, 20), "以次充好查实", 11),
        ("P006", "违法违纪", on(5, 21), "酒后驾驶", 5),
        ("P020", "安全责任事故", on(11, 6), "仓库消防责任", 13),
    ):
        yield fact(person, kind, day, matter=matter, note=f"示例园〔{YEAR}〕{number}号，{heard}")


def corrections() -> Iterator[Row]:
    """A complaint not borne out, an objection upheld, a proof brought after the month's end."""
    yield fact("P005", "服务投诉", on(8, 12), level="严重", matter="客户称未退款", note="已听取陈述申辩", key="退款")
    yield fact("P005", "服务投诉", on(8, 26), matter="客户称未退款", note="查明系平台延迟到账", cancels="退款")
    yield fact("P016", "组织生活", on(9, 18), role="缺席", matter="9月主题党日（补登）", key="缺席")
    yield fact("P016", "组织生活", on(9, 26), role="缺席", matter="9月主题党日（补登）", note="异议成立：当日在外参展", cancels="缺席")
    yield fact("P011", "志愿服务", on(4, 26), recorded=on(5, 6), quantity="6", matter="助农直播", note="主办方五月才出具证明")


def supervision() -> Iterator[Row]:
    """Three to five heads of zones and staff representatives at each month's meeting; nobody was asked in August."""
    for month in range(1, 13):
        if month != 8:
            people = str(3 + int(3 * vary("监督", month)))
            yield fact(BRANCH, "月考监督", on(month, 28), quantity=people, matter=f"{month}月党员大会")


def fact_rows(members: list[Member]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for member in members for row in varied_facts(member, members)]
    rows += written_facts()
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:05}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:05}", **cells, "reverses": numbers.get(row.get("cancels"))}


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
        "history": history_rows(members),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
