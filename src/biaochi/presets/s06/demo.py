"""The demo year of S06: an invented neighbourhood branch, 示例居党支部, with a full year of facts.

Four party groups, about 46 members, half of them retired, all of 2025. Nobody and nothing in it exists. Attendance, targets and service
vary from member to member by a digest of who and when, so that the same call writes the same bytes; what a clerk should be able to look
up by hand (a move between groups, an exemption, a correction, a member who does not change) is written out below, so that each rule, each
cap and each proposal of the scheme occurs.

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
COMMUNITY, BRANCH = "J00", "J01"
GROUPS = {"J11": "东里党小组", "J12": "西里党小组", "J13": "南里党小组", "J14": "北里党小组"}
SIZES = (12, 12, 11, 11)
TRIAL = ("J13", "J14")  # activists, recorded in the roster but not scored, stand in these groups

SURNAMES = "卞车程邓杜方傅关郝洪侯贾蒋金孔赖雷黎廖刘骆毛孟倪潘裴钱屈任邵沈盛施孙谭陶汪魏温夏萧谢邢许薛严叶余袁曾"
FIRST = "秉存德恩广桂海和慧建金静克兰立丽明培启庆荣瑞绍淑素维文贤秀雅彦以永玉元云泽昭正志忠"
SECOND = "安邦宝成春德芳峰福刚贵国恒华辉吉江杰军康兰林民敏宁平琴清仁山生涛伟新兴雄秀英珍芝"

MEETINGS = {1: "支部党员大会", 2: "党课", 4: "支部党员大会", 5: "党课", 7: "支部党员大会", 8: "党课", 10: "支部党员大会", 11: "党课"}
TARGETS = ("认领一个为民服务岗位", "联系三户困难家庭", "每月参加一次环境清洁", "带动家人垃圾分类", "调解一件邻里纠纷", "参加楼组议事会")
SERVICES = ("文明劝导", "环境清洁", "平安巡逻", "图书室值班", "助老服务", "活动中心值守")
QUARRELS = ("楼上漏水", "车位占用", "楼道堆物", "宠物扰民", "晾晒滴水", "装修噪声")
OPINIONS = ("增设晾衣架", "修补路面", "更换楼道灯", "调整垃圾房开放时间", "加装扶手", "清理僵尸车")
HOMES = ("一号楼陈家", "三号楼周家", "七号楼吴家", "九号楼郑家")

# who records the facts of these kinds; all others: 积分记录员
RECORDED_BY = {
    "组织委员": "未按时交纳党费 结对帮扶",
    "积分领导小组": "年中检查 年末考核 急难险重任务 违反居民公约",
    "纪检委员": "党纪处分",
    "支委会": "限期改正通知 限期改正结果",
    "党员大会": "免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to flags",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
}

# --- people with a story, by number ----------------------------------------------------------------------------------

SECRETARY, ORGANISER, WATCHER = "P001", "P013", "P025"
STRONG = ("P005", "P016", "P029", "P041")
WEAK = ("P010", "P033", "P045")
PROBATIONARY = ("P022", "P044")
FRAIL = ("P003", "P008", "P011", "P019", "P024", "P031", "P036", "P040")
FRAIL_FROM = {"P036": date(YEAR, 5, 20)}
MOVED = {"P018": (date(YEAR, 6, 16), "J13")}
ARRIVED = {"P047": (date(YEAR, 3, 10), "J11"), "P048": (date(YEAR, 9, 1), "J14")}
LEFT = {"P035": date(YEAR, 10, 20)}
AWAY = {"P040": (date(YEAR, 4, 1), date(YEAR, 6, 30)), "P011": (date(YEAR, 1, 1), date(YEAR, 12, 31))}
NOT_TOLD = ("P021", "P034")  # in another town when the campaign was opened
NO_TARGET = ("P010", "P033", "P045")
UNCHANGED, CHANGED = "P045", "P038"

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
            return 0.97 if self.id in STRONG else 0.0
        return 0.1 + 0.6 * vary("热心", self.id)

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        begins = ARRIVED[self.id][0] if self.id in ARRIVED else LONG_AGO
        return begins <= day < LEFT.get(self.id, date.max) and not first <= day <= last

    def is_frail(self, day: date) -> bool:
        return self.id in FRAIL and FRAIL_FROM.get(self.id, LONG_AGO) <= day


def list_members() -> list[Member]:
    groups = [group for group, size in zip(GROUPS, SIZES, strict=True) for _ in range(size)]
    groups += [group for _, group in ARRIVED.values()]
    members: list[Member] = []
    for number, group in enumerate(groups, start=1):
        surname = SURNAMES[number * 7 % len(SURNAMES)]
        name = surname + pick(FIRST, "名", number) + (pick(SECOND, "字", number) if number % 5 else "")
        members.append(Member(f"P{number:03}", name, group))
    return members


# --- organisations, roster, posts -------------------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": COMMUNITY, "name": "示例居委会", "type": "居委会", "from": LONG_AGO}
    yield {"id": BRANCH, "name": "示例居党支部", "type": "党支部", "parent": COMMUNITY, "from": LONG_AGO}
    for code, name in GROUPS.items():
        yield {"id": code, "name": name, "type": "党小组", "parent": BRANCH, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    """A row each, cut on the day of a move, of a flag, of leaving or arriving."""
    for member in members:
        row: Row = {"id": member.id, "name": member.name, "status": "正式党员", "organisation": member.group}
        row["from"] = ARRIVED[member.id][0] if member.id in ARRIVED else LONG_AGO
        row["status"] = "预备党员" if member.id in PROBATIONARY else "正式党员"
        retired = "离退休" if member.id in FRAIL or vary("退休", member.id) < 0.4 else ""
        cut = MOVED[member.id][0] if member.id in MOVED else FRAIL_FROM.get(member.id)
        if cut is not None:
            yield {**row, "flags": retired, "to": cut}
            row |= {"from": cut, "organisation": MOVED[member.id][1] if member.id in MOVED else member.group}
        if member.id in LEFT:
            row["to"] = LEFT[member.id]
        yield {**row, "flags": f"{retired};行动不便" if member.id in FRAIL else retired}
    for number, group in enumerate(TRIAL, start=1):
        yield {"id": f"A{number:03}", "name": "慕" + FIRST[number * 9], "status": "积极分子", "organisation": group, "from": LONG_AGO}


def relation_rows() -> Iterator[Row]:
    for person, post in ((SECRETARY, "书记"), (ORGANISER, "组织委员"), (WATCHER, "纪检委员")):
        yield {"subject": person, "relation": post, "target": BRANCH}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "积分记录员")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member) -> Iterator[Row]:
    """One member's year, without the days on which he is not in the roster or exempt."""
    for facts in (told_facts, meeting_facts, target_facts, service_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))


def told_facts(member: Member) -> Iterator[Row]:
    """The campaign was opened at a meeting; whoever cannot come was telephoned or visited, and is told each quarter's result."""
    opened = on(1, 8)
    if member.id in NOT_TOLD:
        yield fact(member.id, "动员告知", on(4, 9), role="电话", note="补充告知")
    elif member.is_there(opened):
        how = pick(("电话", "上门"), member.id) if member.is_frail(opened) else "会议"
        yield fact(member.id, "动员告知", opened, role=how)
    else:
        yield fact(member.id, "动员告知", on(10, 9), role="会议", note="补充告知")
    for month in (4, 7, 10):
        if member.is_frail(on(month, 1)):
            yield fact(member.id, "结果告知", on(month, 11), role=pick(("电话", "上门"), member.id, month))


def meeting_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        held = [(15, f"{month}月主题党日")]
        if month in MEETINGS:
            held.append((24, f"{month}月{MEETINGS[month]}"))
        for number, matter in held:
            day = on(month, number)
            role = presence(member, day)
            yield fact(member.id, "组织生活", day, role=role, matter=matter)
            if role == "缺席" and vary("补", member.id, day) < member.zeal:
                yield fact(member.id, "组织生活", day + timedelta(days=5), role="补学", matter=matter)


def presence(member: Member, day: date) -> str:
    draw = vary("到会", member.id, day)
    if member.is_frail(day):
        return "送学" if draw < 0.7 else "缺席"
    missing = 0.45 * (1 - member.zeal) + 0.4 * (member.id in WEAK)
    if draw < missing:
        return "请假" if draw < missing * (0.75 if member.zeal else 0.2) else "缺席"
    return "到会"


def target_facts(member: Member) -> Iterator[Row]:
    if member.id in NO_TARGET:
        return
    count = 3 if member.zeal > 0.6 else 2
    first = int(vary("目标", member.id) * len(TARGETS))
    targets = [TARGETS[(first + step) % len(TARGETS)] for step in range(count)]
    for matter in targets:
        yield fact(member.id, "年初目标", max(on(1, 16), ARRIVED.get(member.id, (LONG_AGO,))[0]), matter=matter)
    yield fact(member.id, "年中检查", on(6, 26), level="达到进度" if member.zeal > 0.4 else "进度滞后")
    for matter in targets:
        done = vary("完成", member.id, matter) < 0.45 + 0.55 * member.zeal
        yield fact(member.id, "年末考核", on(12, 18), role="完成" if done else "未完成", matter=matter)


def service_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("志愿", member.id, month) < 0.9 * member.zeal - 0.3 * member.is_frail(on(month, 1)):
            hours = f"{1 + int(4 * vary('时', member.id, month)) / 2:g}"
            matter = pick(SERVICES, "服务", member.id, month)
            yield fact(member.id, "志愿服务", on(month, 3 + int(24 * vary("天", member.id, month))), quantity=hours, matter=matter)
        if vary("调解", member.id, month) < 0.12 * member.zeal:
            matter = f"{month}月{pick(QUARRELS, '纠纷', member.id, month)}"
            yield fact(member.id, "邻里调解", on(month, 19), matter=matter, note="示例调解记录")
        if vary("民情", member.id, month) < 0.16 * member.zeal:
            matter = f"{month}月{pick(OPINIONS, '意见', member.id, month)}"
            yield fact(member.id, "反映民情", on(month, 6), level="提出", matter=matter)
            if vary("采纳", member.id, month) < 0.3:
                yield fact(member.id, "反映民情", on(month, 25), level="采纳", matter=matter)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from service_beyond_the_caps()
    yield from honours_and_deductions()
    yield from after_a_failed_year()
    yield from exemptions()
    yield from corrections()


def service_beyond_the_caps() -> Iterator[Row]:
    """Typhoon duty, a household adopted, many hours: more than a quarter's cap holds."""
    for person, mark in (("P005", "3"), ("P016", "2.5"), ("P029", "1")):
        yield fact(person, "急难险重任务", on(7, 30), mark=mark, matter="防台值守", note="积分领导小组议定")
    for person, day in (("P005", on(8, 9)), ("P029", on(8, 23))):
        yield fact(person, "志愿服务", day, quantity="9.5", matter="台风后清理")
    yield fact("P005", "急难险重任务", on(8, 20), mark="3", matter="防汛值守", note="积分领导小组议定")
    for person, home, first, last in (
        ("P005", HOMES[0], on(1, 20), None),
        ("P016", HOMES[1], on(3, 31), None),
        ("P029", HOMES[2], on(2, 10), on(8, 31)),
        ("P029", HOMES[3], on(6, 1), None),
    ):
        yield fact(person, "结对帮扶", first, until=last, matter=home)
    # a target set in the course of the year and met: more are met than were named in January
    yield fact("P041", "年末考核", on(12, 18), role="完成", matter="年中新接的加装电梯协调")


def honours_and_deductions() -> Iterator[Row]:
    for number, (person, day, level, matter) in enumerate(
        (
            ("P005", on(3, 5), "区级", "最美志愿者"),
            ("P005", on(3, 25), "市级", "最美志愿者"),  # one kind: the higher one counts
            ("P016", on(6, 30), "街道级", "优秀共产党员"),
            ("P029", on(12, 5), "省级", "最美家庭"),
            ("P041", on(9, 20), "国家级", "优秀人民调解员"),
            ("P017", on(10, 11), "街道级", "先进楼组长"),
            ("P028", on(4, 22), "区级", "优秀志愿者"),
        ),
        start=1,
    ):
        yield fact(person, "表彰奖励", day, level=level, matter=matter, note=f"示例〔{YEAR}〕{number}号")
    heard = "已听取陈述申辩"
    yield fact("P010", "违反居民公约", on(2, 20), level="较重", matter="占用消防通道", note=heard)
    yield fact("P027", "违反居民公约", on(5, 12), level="一般", matter="楼道堆物", note=heard)
    # one matter, a breach and the punishment for it: the heavier counts, once
    yield fact("P033", "违反居民公约", on(7, 8), level="较重", matter="群租", note=heard)
    yield fact("P033", "党纪处分", on(9, 3), level="警告", matter="群租", note=f"示例街纪〔{YEAR}〕3号，{heard}")
    yield fact("P010", "未按时交纳党费", on(3, 11), until=on(5, 20))
    yield fact("P020", "未按时交纳党费", on(7, 11), until=on(7, 25))


def after_a_failed_year() -> Iterator[Row]:
    """Two members failed in 2024 and were told to mend by a day; one did."""
    for person, number in ((UNCHANGED, 1), (CHANGED, 2)):
        yield fact(person, "限期改正通知", on(1, 20), note=f"示例居支〔{YEAR}〕{number}号")
    heard = "已听取陈述申辩"
    yield fact(UNCHANGED, "限期改正结果", on(5, 9), level="仍无转变", note=f"示例居支〔{YEAR}〕5号，{heard}")
    yield fact(CHANGED, "限期改正结果", on(5, 9), level="已改正", note=f"示例居支〔{YEAR}〕6号")


def exemptions() -> Iterator[Row]:
    for number, (person, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(person, "免评决定", first, until=last, note=f"示例居支党员大会〔{YEAR}〕{number}号")


def corrections() -> Iterator[Row]:
    """Reversals, linked to their facts by ``key`` and ``cancels``; a mark fixed, and a proof brought, after the quarter's end."""
    kind, matter = "违反居民公约", "停车争执"
    yield fact("P030", kind, on(8, 6), level="较重", matter=matter, note="已听取陈述申辩", key="停车")
    yield fact("P030", kind, on(8, 21), matter=matter, cancels="停车", note="异议成立，情节改定")
    yield fact("P030", kind, on(8, 6), recorded=on(8, 21), level="一般", matter=matter)
    yield fact("P014", "邻里调解", on(11, 4), matter="阳台渗水", note="示例调解记录")
    yield fact("P014", "邻里调解", on(11, 4), matter="阳台渗水（重复登记）", key="渗水")
    yield fact("P014", "邻里调解", on(11, 28), matter="阳台渗水（重复登记）", cancels="渗水", note="重复登记")
    # not yet marked on the last day of September: the quarter is unknown, the year is not
    yield fact("P026", "急难险重任务", on(9, 27), matter="燃气泄漏疏散", note="待议定", key="燃气")
    yield fact("P026", "急难险重任务", on(10, 9), matter="燃气泄漏疏散", cancels="燃气", note="已议定，重新登记")
    yield fact("P026", "急难险重任务", on(9, 27), recorded=on(10, 9), mark="2", matter="燃气泄漏疏散", note="积分领导小组议定")
    yield fact("P023", "志愿服务", on(6, 28), recorded=on(7, 6), quantity="3", matter="助老服务", note="服务点七月才出具证明")


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
