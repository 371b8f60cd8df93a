"""The demo year of S10: an invented office branch, 示例区扶贫办党支部, with a full year of facts.

Two party groups, 25 members in the course of 2025, most of them with households to look after. Nobody and nothing in it exists. Meetings,
visits and service vary from member to member by a digest of who and when, so that the same call writes the same bytes; what a clerk should
be able to look up by hand (a move, an exemption, a newcomer of eleven days, a correction) is written out below, so that each rule, each cap
and each proposal of the scheme occurs.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv and facts.csv in ``demo``.
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
OFFICE, BRANCH = "K00", "K01"
GROUPS = {"K11": "综合党小组", "K12": "帮扶党小组"}
SIZES = (11, 12)

SURNAMES = "艾班包边曹岑常崔狄丁董段范房费符葛古管郭哈何胡华黄纪江焦居孔匡郎冷黎梁柳龙鲁马麦米牟倪钮"
FIRST = "昂柏昌承川春东帆凤淦光国海涵鸿惠建景军开宽朗利林茂民宁鹏奇勤仁荣山尚胜石天维武先兴雪尧益"
SECOND = "蓓斌波才晨川丹栋帆芬刚光涵航红花焕慧佳娟俊凯磊莉亮玲露梅明娜妮鹏琦强蓉睿珊涛婷薇霞翔旭"

MEETINGS = {1: "支部党员大会", 2: "党课", 4: "支部党员大会", 5: "党课", 7: "支部党员大会", 8: "党课", 10: "支部党员大会", 11: "党课"}
FULL_MONTHS = (3, 9, 12)  # a member meeting and a lecture besides the group's meeting
HOUSEHOLDS = ("东坡李家", "东坡赵家", "河口王家", "河口孙家", "新村周家", "新村吴家", "新村郑家", "岭下冯家")
TOPICS = ("党史上的今天", "乡村振兴政策", "防返贫监测政策", "搬迁安置政策", "移风易俗", "红色家书")
ARTICLES = ("产业帮扶见成效", "驻村工作侧记", "搬迁新居一年", "帮扶车间用工", "监测帮扶案例", "示范区创建动态")
TASKS = ("搬迁安置区产业配套", "示范区创建台账", "帮扶资金绩效自评", "衔接项目库更新", "帮扶车间达标", "监测对象核查")
SERVICES = ("环境整治", "农产品义卖", "夜校授课", "安置区清扫")

# who records the facts of these kinds; all others: 积分记录员
RECORDED_BY = {
    "组织委员": "未按月交纳党费",
    "支部书记": "不执行党组织决议",
    "业务部门": "任务逾期",
    "分管领导": "重点任务完成",
    "宣传委员": "宣讲 信息宣传",
    "支委会": "急难险重任务",
    "党员大会": "免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to 联系户数",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
}

# --- people with a story, by number ----------------------------------------------------------------------------------

SECRETARY, ORGANISER, PUBLICIST, WATCHER = "P001", "P002", "P012", "P013"
STRONG = ("P003", "P007", "P014", "P018", "P021")
WEAK = ("P009", "P020")
PROBATIONARY = ("P011", "P023")
WITHOUT_HOUSEHOLDS = ("P001", "P005", "P012")
MOVED = {"P006": (date(YEAR, 6, 16), "K12")}
ARRIVED = {"P024": (date(YEAR, 9, 20), "K12"), "P025": (date(YEAR, 12, 22), "K11")}
LEFT = {"P016": date(YEAR, 8, 11)}
AWAY = {"P022": (date(YEAR, 4, 1), date(YEAR, 6, 30)), "P010": (date(YEAR, 1, 1), date(YEAR, 12, 31))}

Row = dict[str, Any]


def vary(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def pick(options: tuple[str, ...] | str, *parts: object) -> str:
    return options[int(vary(*parts) * len(options))]


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    group: str

    @property
    def zeal(self) -> float:
        """How much the member takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.97 if self.id in STRONG else 0.05
        return 0.2 + 0.6 * vary("热心", self.id)

    @property
    def households(self) -> tuple[str, ...]:
        """The two or three households the member looks after; none for some."""
        if self.id in WITHOUT_HOUSEHOLDS:
            return ()
        first, count = int(self.id[1:]), 2 + (int(self.id[1:]) % 3 == 0)
        return tuple(HOUSEHOLDS[(first + step) % len(HOUSEHOLDS)] for step in range(count))

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        begins = ARRIVED[self.id][0] if self.id in ARRIVED else LONG_AGO
        return begins <= day < LEFT.get(self.id, date.max) and not first <= day <= last


def list_members() -> list[Member]:
    groups = [group for group, size in zip(GROUPS, SIZES, strict=True) for _ in range(size)]
    groups += [group for _, group in ARRIVED.values()]
    members: list[Member] = []
    for number, group in enumerate(groups, start=1):
        surname = SURNAMES[number * 13 % len(SURNAMES)]
        name = surname + pick(FIRST, "名", number) + (pick(SECOND, "字", number) if number % 6 else "")
        members.append(Member(f"P{number:03}", name, group))
    return members


# --- organisations, roster, posts -------------------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": OFFICE, "name": "示例区扶贫办", "type": "机关", "from": LONG_AGO}
    yield {"id": BRANCH, "name": "示例区扶贫办党支部", "type": "党支部", "parent": OFFICE, "from": LONG_AGO}
    for code, name in GROUPS.items():
        yield {"id": code, "name": name, "type": "党小组", "parent": BRANCH, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    """A row each, two for who changed the group; a colleague who is no member stands in the branch, unscored."""
    for member in members:
        status = "预备党员" if member.id in PROBATIONARY else "正式党员"
        row: Row = {"id": member.id, "name": member.name, "status": status, "organisation": member.group}
        row |= {"from": ARRIVED[member.id][0] if member.id in ARRIVED else LONG_AGO, "联系户数": len(member.households)}
        if member.id in MOVED:
            first_day, group = MOVED[member.id]
            yield {**row, "to": first_day}
            row |= {"from": first_day, "organisation": group}
        yield {**row, "to": LEFT.get(member.id)}
    yield {"id": "N001", "name": "年秋", "status": "群众", "organisation": BRANCH, "from": LONG_AGO}


def relation_rows() -> Iterator[Row]:
    for person, post in ((SECRETARY, "书记"), (ORGANISER, "组织委员"), (PUBLICIST, "宣传委员"), (WATCHER, "纪检委员")):
        yield {"subject": person, "relation": post, "target": BRANCH}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "积分记录员")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member) -> Iterator[Row]:
    """One member's year, without the days on which he is not in the roster or exempt."""
    for month in range(1, 13):
        for facts in (duty_facts, work_facts, pioneer_facts):
            yield from (row for row in facts(member, month) if member.is_there(row["date"]))


def duty_facts(member: Member, month: int) -> Iterator[Row]:
    held = [(10, f"{month}月党小组会")]
    if month in FULL_MONTHS:
        held += [(17, f"{month}月支部党员大会"), (24, f"{month}月党课")]
    else:
        held.append((24, f"{month}月{MEETINGS.get(month, '专题学习')}"))
    for number, matter in held:
        role = presence(member, month, number)
        yield fact(member.id, "三会一课", on(month, number), role=role, matter=matter)
        if role == "缺席" and vary("补课", member.id, month, number) < member.zeal:
            yield fact(member.id, "补课", on(month, number) + timedelta(days=3), matter=matter)
    for number in (15, 30) if month == 6 else (15,):
        role = presence(member, month, number)
        matter = "“七一”主题党日" if number == 30 else f"{month}月主题党日"
        yield fact(member.id, "主题党日", on(month, number), role=role, matter=matter)


def presence(member: Member, month: int, number: int) -> str:
    slack, draw = 1 - member.zeal, vary("到会", member.id, month, number)
    for role, share in (("公假", 0.06), ("请假", 0.14 * slack), ("缺席", 0.09 * slack + 0.25 * (member.id in WEAK))):
        if draw < share:
            return role
        draw -= share
    return "出席"


def work_facts(member: Member, month: int) -> Iterator[Row]:
    for home in member.households:
        if vary("走访", member.id, month, home) < 0.55 + 0.45 * member.zeal:
            day = on(month, 2 + int(25 * vary("走访日", member.id, month, home)))
            yield fact(member.id, "帮扶走访", day, matter=home)
    if vary("重点", member.id, month) < 0.55 * member.zeal:
        role = "牵头" if vary("牵头", member.id, month) < 0.5 else "配合"
        yield fact(member.id, "重点任务完成", on(month, 27), role=role, matter=f"{month}月{pick(TASKS, '任务', member.id, month)}")
    if vary("逾期", member.id, month) < 0.1 * (1 - member.zeal):
        note = "已听取陈述申辩"
        yield fact(member.id, "任务逾期", on(month, 28), matter=f"{month}月{pick(TASKS, '逾期', member.id, month)}", note=note)


def pioneer_facts(member: Member, month: int) -> Iterator[Row]:
    keen = member.zeal**2
    if vary("宣讲", member.id, month) < 0.9 * keen:
        level = pick(("区级", "单位", "单位", "支部"), "宣讲级", member.id, month)
        yield fact(member.id, "宣讲", on(month, 12), level=level, matter=f"{month}月{pick(TOPICS, '讲题', member.id, month)}")
    if vary("再讲", member.id, month) < 0.7 * keen**2:
        yield fact(member.id, "宣讲", on(month, 26), level="单位", matter=f"{month}月下旬{pick(TOPICS, '再讲题', member.id, month)}")
    for number in (5, 13, 19, 26):
        if vary("志愿", member.id, month, number) < 0.75 * keen:
            yield fact(member.id, "志愿服务", on(month, number), matter=pick(SERVICES, "服务", member.id, month, number))
    if vary("信息", member.id, month) < 0.9 * keen:
        matter = f"{month}月{pick(ARTICLES, '稿', member.id, month)}"
        yield fact(member.id, "信息宣传", on(month, 8), level="区级", matter=matter)
        if vary("采用", member.id, month) < 0.7:
            level = pick(("市级", "市级", "省级"), "采用级", member.id, month)
            yield fact(member.id, "信息宣传", on(month, 22), level=level, matter=matter)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from beyond_the_caps()
    yield from deductions()
    yield from exemptions()
    yield from corrections()


def beyond_the_caps() -> Iterator[Row]:
    """Flood duty, honours, many lectures and tasks in one month; a visit to a colleague's household besides one's own."""
    for person, day, mark, matter in (
        ("P003", on(7, 9), "5", "防汛转移"),
        ("P014", on(7, 9), "4.5", "防汛转移"),
        ("P019", on(7, 10), "1", "防汛物资"),
        ("P018", on(11, 20), "3", "安置区供暖抢修"),
    ):
        yield fact(person, "急难险重任务", day, mark=mark, matter=matter, note="支委会议定")
    for number, (person, day, level, matter) in enumerate(
        (
            ("P003", on(6, 27), "区级", "优秀共产党员"),
            ("P003", on(6, 30), "市级", "优秀共产党员"),  # one kind: the higher one counts
            ("P014", on(2, 25), "省级", "乡村振兴先进个人"),
            ("P018", on(12, 10), "国家级", "搬迁后续扶持先进个人"),
            ("P008", on(10, 17), "区级", "扶贫日宣传先进"),
        ),
        start=1,
    ):
        yield fact(person, "表彰奖励", day, level=level, matter=matter, note=f"示例〔{YEAR}〕{number}号")
    for number, level in ((3, "区级"), (20, "单位"), (27, "区级")):
        yield fact("P003", "宣讲", on(5, number), level=level, matter=f"党史专题宣讲（5月{number}日）")
    for number in (3, 6, 14, 20):
        yield fact("P007", "志愿服务", on(5, number), matter="安置区清扫")
    for number, role in ((6, "牵头"), (13, "牵头"), (20, "配合")):
        yield fact("P021", "重点任务完成", on(4, number), role=role, matter=f"示范区创建任务（4月{number}日）")
    for home in HOUSEHOLDS[:5]:
        yield fact("P021", "帮扶走访", on(8, 22), matter=home)


def deductions() -> Iterator[Row]:
    heard = "已听取陈述申辩"
    yield fact("P009", "不执行党组织决议", on(10, 20), matter="不接受驻村安排", note=f"示例扶支〔{YEAR}〕6号，{heard}")
    for number, matter in enumerate(("项目库更新", "资金拨付进度", "监测对象核查"), start=1):
        yield fact("P020", "任务逾期", on(3, 9 * number), matter=matter, note=heard)
    yield fact("P020", "任务逾期", on(3, 28), matter="资金拨付进度", note=heard)  # the same task again: once a month
    for number, matter in ((10, "3月专题学习"), (17, "3月交流研讨"), (24, "3月警示教育")):
        yield fact("P020", "三会一课", on(3, number + 1), role="缺席", matter=matter)
    for number in (16, 29):
        yield fact("P009", "主题党日", on(6, number), role="缺席", matter=f"6月{number}日主题党日")
    yield fact("P009", "未按月交纳党费", on(4, 11), until=on(5, 6))
    yield fact("P017", "未按月交纳党费", on(11, 11), until=on(11, 14))
    for number in (13, 20):  # the first leave of a month is free, the second is not
        yield fact("P011", "三会一课", on(10, number), role="请假", matter=f"10月{number}日专题学习")
    # absent at the end of June, made up for in July, when nothing is missing
    yield fact("P004", "三会一课", on(6, 27), role="缺席", matter="6月专题党课")
    yield fact("P004", "补课", on(7, 2), matter="6月专题党课")


def exemptions() -> Iterator[Row]:
    for number, (person, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(person, "免评决定", first, until=last, note=f"示例扶支党员大会〔{YEAR}〕{number}号")


def corrections() -> Iterator[Row]:
    """Reversals, linked to their facts by ``key`` and ``cancels``; a proof that came after the month's end."""
    yield fact("P015", "任务逾期", on(5, 22), matter="帮扶车间达标验收", note="已听取陈述申辩", key="验收")
    yield fact("P015", "任务逾期", on(6, 5), matter="帮扶车间达标验收", cancels="验收", note="党员大会审核：验收推迟不是他的责任")
    yield fact("P008", "三会一课", on(4, 11), role="缺席", matter="4月交流研讨", key="研讨")
    yield fact("P008", "三会一课", on(4, 18), matter="4月交流研讨", cancels="研讨", note="误登，当日因公下乡")
    yield fact("P008", "三会一课", on(4, 11), recorded=on(4, 18), role="公假", matter="4月交流研讨")
    yield fact("P019", "志愿服务", on(9, 27), recorded=on(10, 8), matter="农产品义卖", note="主办方十月才出具证明")


def fact_rows(members: list[Member]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for member in members for row in varied_facts(member)]
    rows += written_facts()
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:05}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:05}", **cells, "reverses": numbers.get(row.get("cancels"))}


def write(folder: Path) -> None:
    """Write the four tables of the demo year into a folder, which is made if need be."""
    members = list_members()
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(members),
        "relations": relation_rows(),
        "facts": fact_rows(members),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
