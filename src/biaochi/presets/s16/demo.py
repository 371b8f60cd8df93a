"""The demo year of S16: the offices of an invented city finance bureau, 示例市财政局, 2025.

Eight branches, nine departments, 78 members in the course of the year. Nobody and nothing in it exists. What members did varies by a
digest of who and when, so that the same call writes the same bytes; what a clerk should be able to look up by hand (a transfer, a branch
that named one member too many, a report both published and approved, an entry withdrawn) is written out below, so that each rule, each
cap and each proposal of the scheme occurs.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv, facts.csv and parameters.csv in ``demo``.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

YEAR = 2025
LONG_AGO = date(2020, 1, 1)
BUREAU, COMMITTEE = "O00", "O01"

# branch → its name, the departments its members work in, and how many party members it has
BRANCHES: dict[str, tuple[str, tuple[str, ...], int]] = {
    "B01": ("办公室党支部", ("D01",), 12),
    "B02": ("预算处党支部", ("D02",), 11),
    "B03": ("行政法规处党支部", ("D03",), 10),
    "B04": ("社会保障处党支部", ("D04",), 9),
    "B05": ("经济建设处党支部", ("D05",), 10),
    "B06": ("政府采购与资产管理联合党支部", ("D06", "D07"), 13),
    "B07": ("国库处党支部", ("D08",), 8),
    "B08": ("会计处党支部", ("D09",), 3),
}
DEPARTMENTS = {
    "D01": "办公室", "D02": "预算处", "D03": "行政法规处", "D04": "社会保障处", "D05": "经济建设处",
    "D06": "政府采购处", "D07": "资产管理处", "D08": "国库处", "D09": "会计处",
}  # fmt: skip
CHARGES = {"P002": ("D02", "D03", "D08"), "P003": ("D04", "D05"), "P004": ("D06", "D07", "D09")}
HEAD = "P001"
CHARGE_MOVES = ("D08", "P002", "P003", date(YEAR, 7, 1))  # 国库处, from one deputy to another

SURNAMES = "白毕曹车陈程崔邓董杜段樊方冯傅高龚顾郭韩郝何贺侯胡黄"
FIRST = "春冬光国海宏建景俊立明宁庆瑞世"
SECOND = "波超达芳刚华辉洁静娟丽敏宁"

DUTIES = (
    "理论学习", "党代会精神学习", "省市党代会精神学习", "学习记录", "党员大会和党小组会", "党课", "主题党日", "组织生活会", "双重组织生活",
    "民主评议", "交纳党费", "完成上级部署", "完成支部任务",
)  # fmt: skip
LEADERS_ONLY = "双重组织生活"
FAULTS = (
    "迟到早退", "学习记录弄虚作假", "不执行支部决议", "不服从组织安排", "不按规定请示报告", "外出不报备", "推诿扯皮", "未按时限办结",
    "工作差错", "违反工作纪律", "不当言论", "群众投诉查实", "违反财经纪律", "违反廉洁规定",
)  # fmt: skip
MERITS = ("讲党课", "学习交流发言", "个人发表文章", "急难任务", "建议被采纳", "结对帮扶")
ACTIVITIES = {
    "工会": ("绿道健身跑", "篮球友谊赛", "瑜伽兴趣小组", "创新创业活动周", "八一军转干部座谈", "职工运动会"),
    "共青团": ("五四青年学习", "青年志愿集市", "读书分享"),
    "妇联": ("三八公园城市实地学习", "巾帼财税宣讲"),
}

RECORDED_BY = {
    "积分记录员": "基础项未达到 减分情形 加分情形 志愿服务 个人受表彰 群团活动",
    "机关党委": "支部受表扬 支部受批评 兼任党务工作",
    "办公室": "处室受表彰 文稿发表 领导批示肯定",
    "支委会": "群众认可",
    "党员大会": "免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity level role matter by note reverses",
    "parameters": "name value organisation from",
}

# --- people with a story ----------------------------------------------------------------------------------------------

TRANSFERRED, RETIRED, LATECOMER, NEWCOMER = "P020", "P044", "P085", "P086"
EXEMPT_QUARTER, EXEMPT_YEAR, FALLEN, DEVOTED = "P033", "P052", "P061", "P026"
NEW_SECRETARY = ("B05", "P050", date(YEAR, 9, 1))

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
class Stay:
    """A roster row; ``to`` is the day after the last, None while it goes on."""

    person: str
    name: str
    status: str
    branch: str
    department: str
    begins: date = LONG_AGO
    to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.to is None or day < self.to)


# --- organisations, roster, posts, parameters -------------------------------------------------------------------------


def list_stays() -> list[Stay]:
    """The leaders stand in three branches; the others in their own; then the moves of the year and two who are no members."""
    leaders = ((HEAD, "B01", ""), ("P002", "B02", ""), ("P003", "B04", ""), ("P004", "B06", ""))
    places = [*leaders]
    for branch, (_, departments, size) in BRANCHES.items():
        here = size - sum(place[1] == branch for place in leaders)
        places += [(f"P{len(places) + n + 1:03}", branch, departments[n % len(departments)]) for n in range(here)]
    stays: list[Stay] = []
    for number, (person, branch, department) in enumerate(places):
        status = "预备党员" if vary("预备", person) < 0.04 else "正式党员"
        stays += moved(Stay(person, name_of(number), status, branch, department))
    stays.append(Stay(LATECOMER, name_of(len(places)), "正式党员", "B02", "D02", on(5, 12)))
    stays.append(Stay(NEWCOMER, name_of(len(places) + 1), "预备党员", "B07", "D08", on(12, 8)))
    stays.append(Stay("P087", name_of(len(places) + 2), "群众", "B06", "D06"))
    stays.append(Stay("P088", name_of(len(places) + 3), "群众", "B01", "D01"))
    return stays


def moved(stay: Stay) -> list[Stay]:
    if stay.person == RETIRED:
        return [Stay(stay.person, stay.name, stay.status, stay.branch, stay.department, to=on(10, 1))]
    if stay.person != TRANSFERRED:
        return [stay]
    first = Stay(stay.person, stay.name, stay.status, stay.branch, stay.department, to=on(8, 18))
    return [first, Stay(stay.person, stay.name, stay.status, "B07", "D08", on(8, 18))]


def name_of(number: int) -> str:
    return SURNAMES[number * 7 % len(SURNAMES)] + FIRST[number * 4 % len(FIRST)] + SECOND[number * 5 % len(SECOND)]


def organisation_rows() -> Iterator[Row]:
    yield {"id": BUREAU, "name": "示例市财政局", "type": "机关", "from": LONG_AGO}
    yield {"id": COMMITTEE, "name": "示例市财政局机关党委", "type": "机关党委", "parent": BUREAU, "from": LONG_AGO}
    for branch, (name, _, _) in BRANCHES.items():
        yield {"id": branch, "name": name, "type": "党支部", "parent": COMMITTEE, "from": LONG_AGO}
    for department, name in DEPARTMENTS.items():
        yield {"id": department, "name": name, "type": "处室", "parent": BUREAU, "from": LONG_AGO}


def roster_rows(stays: list[Stay]) -> Iterator[Row]:
    for stay in stays:
        cells: Row = {"id": stay.person, "name": stay.name, "status": stay.status, "organisation": stay.branch}
        yield {**cells, "from": stay.begins, "to": stay.to}


def secretary_of(branch: str, stays: list[Stay]) -> str:
    """The first of the branch who is no leader of the bureau."""
    return next(stay.person for stay in stays if stay.branch == branch and stay.department)


def relation_rows(stays: list[Stay]) -> Iterator[Row]:
    for stay in stays:
        if stay.department:
            begins = None if stay.begins == LONG_AGO else stay.begins
            yield {"subject": stay.person, "relation": "处室成员", "target": stay.department, "from": begins, "to": stay.to}
    for branch in BRANCHES:
        person = secretary_of(branch, stays)
        changed, follows, day = NEW_SECRETARY
        yield {"subject": person, "relation": "书记", "target": branch, "to": day if branch == changed else None}
        if branch == changed:
            yield {"subject": follows, "relation": "书记", "target": branch, "from": day}
    department, before, after, day = CHARGE_MOVES
    for deputy, charges in CHARGES.items():
        for charge in charges:
            ends = day if (charge, deputy) == (department, before) else None
            yield {"subject": deputy, "relation": "分管领导", "target": charge, "to": ends}
    yield {"subject": after, "relation": "分管领导", "target": department, "from": day}
    yield from ({"subject": HEAD, "relation": "主要领导", "target": department} for department in DEPARTMENTS)


def parameter_rows() -> Iterator[Row]:
    yield {"name": "群团活动季封顶", "value": "3", "organisation": COMMITTEE, "from": on(1, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next(who for who, kinds in RECORDED_BY.items() if kind in kinds.split())
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(stays: list[Stay]) -> Iterator[Row]:
    for stay in stays:
        if stay.status != "群众":
            for facts in (duty_facts, fault_facts, merit_facts, activity_facts):
                yield from (row for row in facts(stay) if stay.holds_on(row["date"]) and stay.person != EXEMPT_YEAR)
    for branch in BRANCHES:
        yield from recognition_facts(branch, [s for s in stays if s.branch == branch and s.status != "群众"])


def duty_facts(stay: Stay) -> Iterator[Row]:
    for quarter in range(1, 5):
        for duty in DUTIES:
            if duty == LEADERS_ONLY and stay.department:
                continue
            draw = vary("基础", stay.person, quarter, duty)
            if draw < 0.025:
                day = on(3 * quarter - 1, 3 + int(24 * vary("哪天", stay.person, quarter, duty)))
                level = "未做到" if draw < 0.006 else "部分做到"
                yield fact(stay.person, "基础项未达到", day, level=level, role=duty, note="已听取陈述申辩")


def fault_facts(stay: Stay) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("减分", stay.person, month) < 0.02:
            fault = pick(FAULTS[:10], "哪项", stay.person, month)
            level = "较重" if vary("轻重", stay.person, month) < 0.15 else "一般"
            matter = f"{fault}（{month}月）"
            yield fact(stay.person, "减分情形", on(month, 21), level=level, role=fault, matter=matter, note="已听取陈述申辩")


def merit_facts(stay: Stay) -> Iterator[Row]:
    zeal = vary("热心", stay.person)
    for month in range(1, 13):
        if vary("加分", stay.person, month) < 0.2 * zeal:
            merit = pick(MERITS, "何事", stay.person, month)
            yield fact(stay.person, "加分情形", on(month, 16), role=merit, matter=f"{merit}（{month}月）")
        if vary("志愿", stay.person, month) < 0.25 * zeal:
            hours = f"{1 + int(8 * vary('几时', stay.person, month)) / 2:g}"
            yield fact(stay.person, "志愿服务", on(month, 24), quantity=hours, matter=f"社区服务（{month}月）")


def activity_facts(stay: Stay) -> Iterator[Row]:
    for month in range(1, 13):
        for role, names in ACTIVITIES.items():
            if vary("群团", stay.person, month, role) < (0.3 if role == "工会" else 0.12):
                yield fact(stay.person, "群团活动", on(month, 10), role=role, matter=f"{pick(names, '活动', month, role)}（{month}月）")


def recognition_facts(branch: str, stays: list[Stay]) -> Iterator[Row]:
    """Each quarter the branch names about a third of its members, never more than two fifths."""
    for quarter in range(1, 5):
        day = on(3 * quarter, 18)
        here = [s.person for s in stays if s.holds_on(day) and s.person not in (EXEMPT_QUARTER, EXEMPT_YEAR, NEWCOMER)]
        named = sorted(here, key=lambda person: (person != DEVOTED, vary("认可", person, quarter)))[: len(here) * 3 // 10]
        for person in named:
            role = pick(("担当作为", "无私奉献", "服务群众"), "何种", person, quarter)
            note = f"{BRANCHES[branch][0]}会议纪要〔{YEAR}〕{quarter}号"
            yield fact(person, "群众认可", day, role=role, matter=f"{quarter}季度推荐", note=note)


def written_facts(stays: list[Stay]) -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from branch_facts()
    yield from department_facts()
    yield from honours_and_posts(stays)
    yield from one_fault_of_each_kind()
    yield from one_too_many(stays)
    yield from corrections_and_latecomers()
    note = f"示例财机关党员大会〔{YEAR}〕"
    yield fact(EXEMPT_QUARTER, "免评决定", on(4, 1), until=on(6, 30), note=f"{note}1号，驻村")
    yield fact(EXEMPT_YEAR, "免评决定", on(1, 1), until=on(12, 31), note=f"{note}2号，挂职")


def branch_facts() -> Iterator[Row]:
    number = f"示例财机党〔{YEAR}〕"
    yield fact("B03", "支部受表扬", on(6, 27), level="市级", matter="先进基层党组织", note=f"{number}9号")
    yield fact("B03", "支部受表扬", on(6, 30), level="省级以上", matter="先进基层党组织", note=f"{number}10号")  # one matter: the highest
    yield fact("B05", "支部受表扬", on(11, 4), level="局级", matter="党建品牌", note=f"{number}20号")
    yield fact("B06", "支部受批评", on(3, 14), level="局级", matter="组织生活记录抽查", note=f"{number}3号，已听取陈述申辩")
    yield fact("B06", "支部受批评", on(3, 28), level="市级", matter="组织生活记录抽查", note=f"{number}4号，已听取陈述申辩")
    # the day before and of a transfer from the second branch to the seventh
    yield fact("B02", "支部受表扬", on(8, 17), level="局级", matter="标准化支部", note=f"{number}14号")
    yield fact("B07", "支部受批评", on(8, 18), level="省级以上", matter="督查反馈", note=f"{number}15号，已听取陈述申辩")


def department_facts() -> Iterator[Row]:
    settled = "地方财政决算工作一等奖"  # two departments, one matter: the head once
    yield fact("D02", "处室受表彰", on(4, 22), level="省级", role="财政局名义", matter=settled)
    yield fact("D08", "处室受表彰", on(4, 22), level="省级", role="财政局名义", matter=settled)
    yield fact("D04", "处室受表彰", on(5, 20), level="省级", role="市名义", matter="社会保险基金决算考评第一名")
    yield fact("D05", "处室受表彰", on(9, 9), level="国家级", role="市名义", matter="海绵城市试点绩效评价最高分")
    yield fact("D07", "处室受表彰", on(9, 12), level="市级", role="处室名义", matter="青年文明号")  # in its own name: not this clause
    bonds, services = "第一批专项债券发行情况的报告", "政府向社会组织购买服务的报告"
    yield fact("D02", "领导批示肯定", on(2, 18), level="市级", matter=bonds)
    yield fact("D02", "文稿发表", on(3, 11), level="省级", matter=bonds)  # approved, then published: the higher counts
    yield fact("D06", "领导批示肯定", on(5, 8), level="市级", matter=services)
    yield fact("D03", "文稿发表", on(7, 3), level="国家级", matter="行政政法经费保障的几点思考")
    yield fact("D09", "文稿发表", on(10, 15), level="市级", matter="会计信息质量检查综述")
    yield fact("D08", "领导批示肯定", on(6, 30), level="市级", matter="国库集中支付改革")  # the last day of one deputy
    yield fact("D08", "领导批示肯定", on(7, 1), level="省级", matter="财政资金运行监测")  # the first day of the next


def honours_and_posts(stays: list[Stay]) -> Iterator[Row]:
    for person, month, level, matter in (
        ("P012", 1, "国家级", "先进工作者"), ("P030", 4, "省级", "劳动竞赛"), ("P041", 6, "市级", "优秀共产党员"),
        ("P066", 7, "局级", "岗位能手"),
    ):  # fmt: skip
        yield fact(person, "个人受表彰", on(month, 29), level=level, matter=matter)
    yield fact("P066", "个人受表彰", on(8, 29), level="市级", matter="岗位能手")  # one kind of honour: the higher counts
    for branch in BRANCHES:
        yield fact(secretary_of(branch, stays), "兼任党务工作", LONG_AGO, note="支部委员")
    yield fact(DEVOTED, "兼任党务工作", on(2, 17), until=on(7, 1), note="党小组长")
    # a secretary back at work after an illness, recognised in every quarter
    for quarter in range(1, 5):
        for month, merit in ((3 * quarter - 2, "急难任务"), (3 * quarter - 1, "讲党课"), (3 * quarter, "结对帮扶")):
            yield fact(DEVOTED, "加分情形", on(month, 20), role=merit, matter=f"{merit}（{month}月下旬）")


def one_fault_of_each_kind() -> Iterator[Row]:
    """A year in which a member comes to every item; in the third quarter all base items are missed as well."""
    heard = "已听取陈述申辩"
    for number, fault in enumerate(FAULTS):
        level = "较重" if fault in ("违反财经纪律", "工作差错") else "一般"
        yield fact(FALLEN, "减分情形", on(7 + number // 5, 2 + number), level=level, role=fault, matter=fault, note=heard)
    for duty in DUTIES:
        yield fact(FALLEN if duty != LEADERS_ONLY else "P003", "基础项未达到", on(7, 25), level="未做到", role=duty, note=heard)
        yield fact(FALLEN if duty != LEADERS_ONLY else "P003", "基础项未达到", on(9, 25), level="部分做到", role=duty, note=heard)
    # one matter under two items: the heavier counts
    yield fact("P070", "减分情形", on(10, 14), level="一般", role="推诿扯皮", matter="补助资金咨询", note=heard)
    yield fact("P070", "减分情形", on(10, 22), level="一般", role="群众投诉查实", matter="补助资金咨询", note=heard)


def one_too_many(stays: list[Stay]) -> Iterator[Row]:
    """In November and December a branch of nine names four; three is the most, and it takes one back before the quarter ends."""
    here = [s.person for s in stays if s.branch == "B04" and s.status != "群众"]
    named = sorted(here, key=lambda person: vary("认可", person, 4))
    extra = named[len(here) * 3 // 10 :][:2]
    note = f"社会保障处党支部会议纪要〔{YEAR}〕5号"
    for number, person in enumerate(extra):
        yield fact(person, "群众认可", on(11, 20), role="服务群众", matter="走基层、解难题、惠民生", note=note, key=f"补报{number}")
    yield fact(extra[1], "群众认可", on(12, 24), matter="走基层、解难题、惠民生", note="超过五分之二，支部讨论后撤回", cancels="补报1")


def corrections_and_latecomers() -> Iterator[Row]:
    heard = "已听取陈述申辩"
    # an objection upheld: withdrawn, and entered as what it was
    yield fact("P036", "减分情形", on(5, 13), level="较重", role="未按时限办结", matter="绩效自评报告", note=heard, key="重记")
    yield fact("P036", "减分情形", on(6, 6), matter="绩效自评报告", note="异议成立", cancels="重记")
    yield fact("P036", "减分情形", on(5, 13), recorded=on(6, 6), level="一般", role="未按时限办结", matter="绩效自评报告", note=heard)
    # done in March, entered in April: not in the first quarter as posted, but in the year
    yield fact("P015", "加分情形", on(3, 28), recorded=on(4, 9), role="建议被采纳", matter="非税收入对账流程")


def fact_rows(stays: list[Stay]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [*varied_facts(stays), *written_facts(stays)]
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:04}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:04}", **cells, "reverses": numbers.get(row.get("cancels"))}


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write the demo's five CSV files into ``folder``, which is made if it is missing."""
    stays = list_stays()
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(stays),
        "relations": relation_rows(stays),
        "facts": fact_rows(stays),
        "parameters": parameter_rows(),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
