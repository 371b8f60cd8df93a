"""Demo year 2025 of an invented company (示例供电公司): 39 branches under four general branches, 850 members, every month's facts.

The year is drawn so that each rule prices a fact, each cap binds and each outcome is proposed; what is arranged for that purpose
stands in the tables below (`LAST`, `arranged_facts`), the rest varies by a checksum of branch, month and item. No clock and no
chance: the same files every time. ``write(folder)`` writes organisations, roster, relations, facts and history as CSV.

Worked example: 城西供电中心 (B19) is last of the 经营型 branches from March to August, so its third month (May) proposes a circular
of criticism and its sixth (August) the admonitions; it was last in 2024 as well and its secretary is near the bottom of the
cadre appraisal, so the year proposes the change of post.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

YEAR = 2025
COMMITTEE = "C00"
GENERAL_BRANCHES = {"Z1": "职能党总支", "Z2": "营销党总支", "Z3": "生产党总支", "Z4": "集体企业党总支"}
MEMBERS_EACH = 21
MEMBERS_RETIRED = 52

BRANCHES = {
    "管理型": ("Z1", "办公室 发展策划部 财务资产部 人力资源部 党建工作部 审计部 安全监察部 运维检修部 建设部 物资部 科技信通部"),
    "服务型": ("Z2", "城区营业厅 供电服务指挥中心 客户服务中心"),
    "经营型": ("Z2", "电费核算中心 计量中心 市场拓展中心 城东供电中心 城西供电中心 电力工程公司 电力物资公司 设计咨询公司"),
    "生产型": (
        "Z3",
        "变电运维室 变电检修室 输电运检室 电缆运检室 配电运检一室 配电运检二室 带电作业室 调度控制中心 继电保护室 自动化室"
        " 信通运维室 电气试验所 城区抢修中心 北区运检中心 南区运检中心 能源服务公司",
    ),
}  # fmt: skip
IN_COLLECTIVE_COMPANIES = ("电力工程公司", "设计咨询公司", "能源服务公司")
RETIRED = "B39"  # 离退休党支部: the 39th branch, in none of the four classes
FOUNDED = "B40"  # 新能源运检室 takes over the members of 南区运检中心 on that day
DISSOLVED_NAME, FOUNDED_ON = "南区运检中心", date(2025, 8, 20)
RECLASSED_NAME, RECLASSED_ON = "能源服务公司", date(2025, 7, 1)  # 生产型 before, 经营型 after
MOVED_NAME, MOVED_ON = "电力物资公司", date(2025, 4, 1)  # 职能党总支 before, 集体企业党总支 after
NEW_SECRETARY_NAME, NEW_SECRETARY_ON = "计量中心", date(2025, 7, 16)
PART_TIME_NAME, PART_TIME_ON = "变电检修室", date(2025, 10, 1)  # its full-time secretary becomes a part-time one
FULL_TIME = ("办公室", "党建工作部", "供电服务指挥中心", "城西供电中心", "城东供电中心", "变电运维室", "变电检修室", "电缆运检室",
             "配电运检一室", "北区运检中心")  # fmt: skip

# the branch arranged to be the last of its class, January to December
LAST = {
    "管理型": "物资部 建设部 科技信通部 审计部 物资部 建设部 科技信通部 审计部 物资部 建设部 科技信通部 审计部",
    "服务型": "供电服务指挥中心 供电服务指挥中心 城区营业厅 供电服务指挥中心 供电服务指挥中心 城区营业厅"
    " 供电服务指挥中心 供电服务指挥中心 城区营业厅 供电服务指挥中心 供电服务指挥中心 城区营业厅",
    "经营型": "设计咨询公司 电力工程公司 城西供电中心 城西供电中心 城西供电中心 城西供电中心"
    " 城西供电中心 城西供电中心 设计咨询公司 计量中心 电力工程公司 设计咨询公司",
    "生产型": "电缆运检室 电缆运检室 继电保护室 自动化室 带电作业室 信通运维室"
    " 继电保护室 自动化室 带电作业室 信通运维室 继电保护室 自动化室",
}  # fmt: skip
TWINS = {("科技信通部", 10): "建设部"}  # in October these two have the same facts: a tie at the bottom
# with January these make three months running and six
LAST_MONTHS_OF_2024: dict[tuple[str, int | None], str] = {
    **{("生产型", month): "电缆运检室" for month in (11, 12)},
    **{("服务型", month): "供电服务指挥中心" for month in range(8, 13)},
}
LAST_IN_2024 = {"管理型": "审计部", "服务型": "供电服务指挥中心", "经营型": "城西供电中心", "生产型": "信通运维室"}

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = ("明秀志丽海晓永玉文雪国淑家思景若长", "华英强娟涛燕福兰斌梅栋珍豪远行水青安平")  # 17 and 19: no two of 850 alike

COLUMNS = {
    "organisations": "id name type parent class from to",
    "roster": "id name status organisation from to 月度基础绩效薪金 flags",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level matter role rater by note reverses",
    "history": "subject period version table value points state grade rank of",
}


@dataclass(frozen=True, slots=True)
class Branch:
    id: str
    name: str
    parent: str
    klass: str
    start: date | None = None
    end: date | None = None

    def class_in(self, month: int) -> str:
        """The class on the last day of a month of the demo year."""
        return "经营型" if self.name == RECLASSED_NAME and last_day(month) >= RECLASSED_ON else self.klass

    def is_there(self, month: int) -> bool:
        return (self.start is None or self.start <= last_day(month)) and (self.end is None or self.end > last_day(month))


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    branch: str
    place: int  # 0 is the secretary, 1 and 2 the other members of the leading body


Row = dict[str, object]


def vary(*parts: object, below: int) -> int:
    """A number from 0 to ``below`` − 1 that depends on the parts alone."""
    return zlib.crc32("|".join(map(str, parts)).encode()) % below


def last_day(month: int) -> date:
    return date(YEAR + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def day(month: int, number: int) -> date:
    return date(YEAR, month, number)


def list_branches() -> list[Branch]:
    found: list[Branch] = []
    for klass, (parent, names) in BRANCHES.items():
        for name in names.split():
            end = FOUNDED_ON if name == DISSOLVED_NAME else None
            above = "Z4" if name in IN_COLLECTIVE_COMPANIES else parent
            found.append(Branch(f"B{len(found) + 1:02}", name, above, klass, end=end))
    found.append(Branch(RETIRED, "离退休", "Z1", ""))
    found.append(Branch(FOUNDED, "新能源运检室", "Z3", "生产型", start=FOUNDED_ON))
    return found


def list_persons(branches: list[Branch]) -> list[Person]:
    found: list[Person] = []
    for branch in branches:
        for place in range(0 if branch.id == FOUNDED else MEMBERS_RETIRED if branch.id == RETIRED else MEMBERS_EACH):
            number = len(found) + 1
            name = SURNAMES[number % 30] + GIVEN[0][number % 17] + GIVEN[1][number % 19]
            found.append(Person(f"P{number:04}", name, branch.id, place))
    return found


def divide(row: Row, on: date, **after: object) -> Iterator[Row]:
    """A row that ends on a day, and the one that follows it."""
    yield row | {"to": on}
    yield row | after | {"from": on}


def organisation_rows(branches: list[Branch]) -> Iterator[Row]:
    yield {"id": COMMITTEE, "name": "示例供电公司党委", "type": "党委"}
    for code, name in GENERAL_BRANCHES.items():
        yield {"id": code, "name": name, "type": "党总支", "parent": COMMITTEE}
    for branch in branches:
        row: Row = {"id": branch.id, "name": f"{branch.name}党支部", "type": "党支部", "parent": branch.parent}
        row |= {"class": branch.klass, "from": branch.start, "to": branch.end}
        if branch.name == RECLASSED_NAME:
            yield from divide(row, RECLASSED_ON, **{"class": "经营型"})
        elif branch.name == MOVED_NAME:
            yield from divide(row | {"parent": "Z1"}, MOVED_ON, parent="Z4")
        else:
            yield row


def flag_of(person: Person) -> str:
    """The flag of a member not counted in attendance; one member in about fifty."""
    if person.place < 5 or person.place >= MEMBERS_EACH:
        return ""
    return {0: "长期病假", 1: "借调外出"}.get(vary("flag", person.id, below=100), "")


def roster_rows(persons: list[Person], ids: dict[str, str]) -> Iterator[Row]:
    for person in persons:
        row: Row = {"id": person.id, "name": person.name, "status": "正式党员", "organisation": person.branch}
        row["flags"] = flag_of(person)
        if person.place < 3:
            row["月度基础绩效薪金"] = 3200 + 100 * vary("pay", person.id, below=15)
        if person.branch == ids[DISSOLVED_NAME]:
            yield from divide(row, FOUNDED_ON, organisation=FOUNDED)
        elif person.branch == ids[NEW_SECRETARY_NAME] and person.place == 0:  # the former secretary leaves for another branch
            yield from divide(row, NEW_SECRETARY_ON, organisation=ids["电费核算中心"])
        elif person.place == 20 and vary("probation", person.id, below=4) < 3:  # about thirty admitted last year
            yield from divide(row | {"status": "预备党员"}, day(9, 30), status="正式党员")
        else:
            yield row


def relation_rows(persons: list[Person], ids: dict[str, str]) -> Iterator[Row]:
    names = {code: name for name, code in ids.items()}
    for person in persons:
        name = names[person.branch]
        if person.place > 2 or (person.branch == RETIRED and person.place > 0):
            continue
        relations = ["书记", "专职书记" if name in FULL_TIME else "兼职书记"] if person.place == 0 else ["班子成员"]
        for relation in relations:
            row: Row = {"subject": person.id, "relation": relation, "target": person.branch}
            if name == DISSOLVED_NAME:
                yield from divide(row, FOUNDED_ON, target=FOUNDED)
            elif name == NEW_SECRETARY_NAME and person.place == 0:
                yield row | {"to": NEW_SECRETARY_ON}
            elif name == NEW_SECRETARY_NAME and person.place == 1:
                yield from divide(row, NEW_SECRETARY_ON, relation="书记")
                yield row | {"relation": "兼职书记", "from": NEW_SECRETARY_ON}
            elif name == PART_TIME_NAME and relation == "专职书记":
                yield from divide(row, PART_TIME_ON, relation="兼职书记")
            else:
                yield row


def fact(subject: str, kind: str, on: date, **columns: object) -> Row:
    return {"subject": subject, "kind": kind, "date": on, **columns}


def is_weak(branch: Branch, month: int) -> bool:
    """Arranged to be at the bottom of its class in that month."""
    return TWINS.get((branch.name, month), branch.name) == LAST[branch.class_in(month)].split()[month - 1]


def common_facts(branch: Branch, month: int, present: int) -> Iterator[Row]:
    """The tasks every branch has: meetings, study, openness, and what the mutual check finds."""
    who, key = branch.id, (TWINS.get((branch.name, month), branch.name), month)
    late = 21 if branch.start and branch.start.month == month else 0
    yield fact(who, "支委会", day(month, max(late, 3 + vary(key, 1, below=4))))
    if not is_weak(branch, month):
        yield fact(who, "党小组会", day(month, max(late, 8 + vary(key, 2, below=5))))
    if month % 3 == 0 or late:
        yield fact(who, "党员大会", day(month, max(late, 18 + vary(key, 3, below=6))))
    if month % 3 == 2 or late:
        yield fact(who, "党课", day(month, max(late, 13 + vary(key, 4, below=6))))
    absent = vary(key, 5, below=12) // 10 * 2
    yield fact(who, "集中学习", day(month, 22), quantity=present - absent)
    opened = day(month, max(late, 2 + vary(key, 6, below=5)))
    until = opened + timedelta(days=1 + vary(key, 7, below=20) % 6)
    yield fact(who, "党务公开", opened, until=until, matter=f"{month}月党务公开")
    if vary(key, 8, below=6) == 0:
        yield fact(who, "互查问题", day(month, 24), level="轻微", role="查阅资料", matter=f"{who}-{month:02}-1", by="检查组")
    if is_weak(branch, month):
        for number, (level, role) in enumerate((("严重", "查阅资料"), ("一般", "问卷调查")), start=2):
            yield fact(who, "互查问题", day(month, 24), level=level, role=role, matter=f"{who}-{month:02}-{number}", by="检查组")


REGULAR = {  # kind, days of the month, column, lowest, step, number of steps, rater
    "管理型": [("横向协同评定", (25, 26, 27), "mark", "9.75", "0.01", 26, "协同部门")],
    "服务型": [("客户满意率", (28,), "quantity", "99.00", "0.01", 101, None), ("民生服务活动", (6, 16), None, "0", "0", 1, None),
            ("重点客户走访", (11,), "quantity", "4", "1", 8, None), ("窗口暗访", (18,), "mark", "96", "0.5", 9, "检查组"),
            ("党员服务队", (20,), "quantity", "48", "1", 20, None)],
    "经营型": [("经营指标完成率", (28,), "quantity", "99.50", "0.01", 400, None),
            ("电费回收率", (28,), "quantity", "99.88", "0.01", 13, None), ("市场开拓评定", (27,), "mark", "9.70", "0.01", 31, "党委")],
    "生产型": [("隐患治理率", (28,), "quantity", "99.00", "0.01", 101, None),
            ("检修计划完成率", (28,), "quantity", "99.50", "0.01", 200, None),
            ("标准化作业评定", (24,), "mark", "4.80", "0.01", 21, "检查组"), ("班组建设评定", (27,), "mark", "4.80", "0.01", 21, "党委"),
            ("责任区巡查", (21, 22, 23, 26), None, "0", "0", 1, None)],
}  # fmt: skip
OCCASIONAL = {  # kind, day of the month, once in so many months, level
    "管理型": [("帮带成效", 26, 2, "明显")],
    "服务型": [("文明行业竞赛", 26, 2, "县级")],
    "经营型": [("合规问题", 16, 9, "轻微"), ("核心指标攻关", 26, 2, "阶段突破")],
    "生产型": [("违章", 23, 9, "一般"), ("消缺超期", 25, 5, None), ("技术创新", 25, 2, "公司级")],
}  # fmt: skip


def class_facts(branch: Branch, month: int) -> Iterator[Row]:
    """What the branch's own class asks for, and now and then something more."""
    klass, who, key = branch.class_in(month), branch.id, (TWINS.get((branch.name, month), branch.name), month)
    for kind, days, column, low, step, steps, rater in REGULAR[klass]:
        for number in days:
            measured = {column: Decimal(low) + Decimal(step) * vary(key, kind, number, below=steps)} if column else {}
            yield fact(who, kind, day(month, number), rater=rater, **measured)
    for kind, number, once_in, level in OCCASIONAL[klass]:
        if vary(key, kind, below=once_in) == 0:
            yield fact(who, kind, day(month, number), level=level, matter=f"{who}-{month:02}-{kind}")
    if klass == "管理型":
        delay = {0: 2, 1: 5}.get(vary(key, "delay", below=12), 0)
        yield fact(who, "报送任务", day(month, 10), until=day(month, 10 + delay), matter=f"{month}月报表")
        for number in range(1 + vary(key, "wishes", below=3)):
            level = "逾期办结" if number == 2 and vary(key, "wish", below=3) == 0 else "按期办结"
            yield fact(who, "基层诉求", day(month, 12 + number), level=level, matter=f"{who}-{month:02}-诉求{number + 1}")


def hundredths(number: int) -> str:
    return f"{number // 100}.{number % 100:02}"


SKIPPED = {  # meetings and visits arranged not to be held (of several in the month: the last one)
    ("变电检修室", 6): "支委会", ("电气试验所", 6): "党员大会", ("输电运检室", 5): "党课", ("发展策划部", 7): "集中学习",
    ("城区营业厅", 6): "民生服务活动", ("配电运检二室", 9): "责任区巡查",
}  # fmt: skip


def monthly_facts(branches: list[Branch], persons: list[Person]) -> Iterator[Row]:
    present: dict[str, int] = {}
    for person in persons:
        present[person.branch] = present.get(person.branch, 0) + (flag_of(person) == "")
    dissolved = next(branch.id for branch in branches if branch.name == DISSOLVED_NAME)
    present[FOUNDED] = present[dissolved]
    for month in range(1, 13):
        for branch in branches:
            if not branch.klass or not branch.is_there(month):
                continue
            skipped = SKIPPED.get((branch.name, month))
            rows = [*common_facts(branch, month, present[branch.id]), *class_facts(branch, month)]
            held = [row for row in rows if row["kind"] == skipped]
            yield from (row for row in rows if row["kind"] != skipped)
            yield from held[: len(held) - 1]  # of several only the last is missing
    for branch in branches:  # the last quarter of 2024 counts for the three months before January, February and March
        if branch.klass and branch.is_there(1):
            yield fact(branch.id, "党课", date(YEAR - 1, 11, 14))
            yield fact(branch.id, "党员大会", date(YEAR - 1, 12, 18))


SEVERAL = (  # branch, kind, month, how many, what they have in common
    ("城西供电中心", "互查问题", 6, 3, {"level": "严重", "role": "个别谈话", "by": "检查组"}), ("城西供电中心", "应公开未公开", 6, 6, {}),
    ("城西供电中心", "合规问题", 6, 3, {"level": "严重"}), ("城西供电中心", "合规问题", 5, 2, {"level": "一般"}),
    ("审计部", "未报送", 4, 6, {}), ("科技信通部", "基层诉求", 3, 1, {"level": "未办结"}),
    ("办公室", "帮带成效", 3, 2, {"level": "显著"}), ("供电服务指挥中心", "责任投诉", 8, 4, {}),
    ("供电服务指挥中心", "办电超期", 8, 1, {"quantity": 20}), ("供电服务指挥中心", "抢修超时", 8, 7, {}),
    ("市场拓展中心", "核心指标攻关", 9, 2, {"level": "攻关完成"}), ("电缆运检室", "消缺超期", 1, 7, {}),
    ("电缆运检室", "违章", 1, 2, {"level": "严重"}), ("电缆运检室", "违章", 2, 1, {"level": "较重"}),
    # recorded only after the month's end
    ("城区营业厅", "互查问题", 5, 1, {"level": "一般", "role": "群众座谈", "by": "检查组", "recorded": day(6, 4)}),
)  # fmt: skip


def arranged_facts(ids: dict[str, str], members: dict[str, list[str]]) -> Iterator[Row]:
    """What the year must contain so that each rule, cap and exemption is seen at work."""
    for name, kind, month, count, columns in SEVERAL:
        for number in range(1, count + 1):
            yield fact(ids[name], kind, day(month, 6 + number), matter=f"{name}{month}月{kind}{number}", **columns)

    last = ids["城西供电中心"]
    yield fact(last, "集中学习", day(6, 25), quantity=6)
    yield from (fact(member, "党费逾期", day(6, 28)) for member in members["城西供电中心"][5:16])
    again = {"level": "轻微", "role": "群众座谈", "matter": "城西供电中心6月互查问题1", "by": "检查组"}
    yield fact(last, "互查问题", day(6, 24), **again)
    yield fact(last, "经营指标完成率", day(6, 29), quantity="79.00")
    yield fact(last, "逾期未整改", day(5, 11), until=day(8, 15), matter="城西2024年合规1")
    for month, rate in ((3, "99.60"), (4, "99.20"), (5, "98.50")):
        yield fact(last, "电费回收率", day(month, 29), quantity=rate)
    for level in ("约谈", "书面通报", "口头提醒"):
        yield fact(ids["审计部"], "督办通报", day(4, 15), level=level, matter=f"督办{level}", note="示供党办〔2025〕4号")
    yield fact(ids["审计部"], "督办通报", day(4, 22), level="约谈", matter="再次约谈", note="示供党办〔2025〕5号")
    for number, rank in ((26, 3), (28, 1)):
        yield fact(ids["办公室"], "省内排名", day(3, number), quantity=rank, matter="督查督办")
    yield fact(ids["客户服务中心"], "党员服务队", day(5, 24), quantity="18.5")
    for level, matter in (("市级", "文明窗口竞赛"), ("国家级", "文明窗口竞赛"), ("县级", "服务之星竞赛")):
        yield fact(ids["客户服务中心"], "文明行业竞赛", day(5, 26), level=level, matter=matter)
    yield fact(ids["电缆运检室"], "检修计划完成率", day(1, 29), quantity="75.00")
    for minutes in (15, 45, 90):
        yield fact(ids["电缆运检室"], "应急到位延误", day(1, 18), quantity=minutes, matter=f"应急任务{minutes}")
    for level in ("公司级", "市级", "省级", "国家级"):
        yield fact(ids["继电保护室"], "技术创新", day(5, 20), level=level, matter="保护定值校核装置")
    for place, role in ((6, "一等奖"), (7, "三等奖")):
        yield fact(members["带电作业室"][place], "技能竞赛", day(4, 23), level="市级", role=role, matter="全市带电作业竞赛")
    # the same member before and after 南区运检中心 gave way to 新能源运检室
    yield fact(members[DISSOLVED_NAME][8], "技能竞赛", day(5, 22), level="省级", role="二等奖", matter="全省配网技能竞赛")
    yield fact(members[DISSOLVED_NAME][8], "技能竞赛", day(10, 22), level="国家级", role="一等奖", matter="光伏运检竞赛")
    yield fact(ids["安全监察部"], "党务公开", day(5, 6), until=day(5, 18), matter="安全生产党员承诺")
    # taken back after an objection; taken back by mistake and restored
    finding = {"kind": "互查问题", "level": "一般", "role": "查阅资料", "by": "检查组"}
    upheld = {"subject": ids["财务资产部"], "matter": "财务4月资料", **finding}
    yield upheld | {"date": day(4, 24), "key": "upheld"}
    yield upheld | {"date": day(5, 8), "reverses": "upheld", "note": "复核：异议成立"}
    mistaken = {"subject": ids["人力资源部"], "matter": "人资6月资料", **finding}
    yield mistaken | {"date": day(6, 24), "key": "kept"}
    yield mistaken | {"date": day(7, 2), "key": "mistake", "reverses": "kept", "note": "误更正"}
    yield mistaken | {"date": day(7, 9), "reverses": "mistake", "note": "撤销误更正"}


def year_end_facts(branches: list[Branch]) -> Iterator[Row]:
    classed = [branch for branch in branches if branch.klass and branch.is_there(12)]
    for branch in classed:
        key = (branch.name, "E")
        for panel in range(3):
            mark = hundredths(3500 + vary(key, 1, panel, below=501))
            yield fact(branch.id, "年终资料考核", day(12, 18), mark=mark, rater=f"考评组{panel + 1}")
        yield fact(branch.id, "群众问卷", day(12, 16), quantity=hundredths(8800 + vary(key, 2, below=1200)))
        for role in ("群众座谈", "个别谈话"):
            for talk in range(2):
                mark = hundredths(1700 + vary(key, role, talk, below=301))
                yield fact(branch.id, "座谈谈话评价", day(12, 17), mark=mark, role=role, rater=f"考评组{talk + 1}")
        for quarter, name in enumerate(("一", "二", "三", "四"), start=1):
            peers = [other.id for other in classed if other.id not in (branch.id, FOUNDED) and other.class_in(12) == branch.class_in(12)]
            seconded = [peers[(quarter + number) % len(peers)] for number in range(5)]
            for number, rater in enumerate(seconded if branch.is_there(3 * quarter) else ()):
                mark = hundredths(1650 + vary(key, quarter, number, below=351))
                matter = f"{name}季度互评"
                yield fact(branch.id, "季度互评", day(3 * quarter, 26), mark=mark, matter=matter, rater=rater)


def secretary_facts(persons: list[Person], ids: dict[str, str]) -> Iterator[Row]:
    """Each month's own performance result of every secretary; at the year's end the appraisal of sixty middle cadres."""
    for month in range(1, 13):
        for person in persons:
            has_changed = person.branch == ids[NEW_SECRETARY_NAME] and last_day(month) >= NEW_SECRETARY_ON
            if person.place == int(has_changed):
                yield fact(person.id, "个人月度绩效", day(month, 26), mark=hundredths(85 + vary("result", person.id, month, below=31)))
    arranged = {ids["城西供电中心"]: "71.50", ids["供电服务指挥中心"]: "92.00"}
    for person in persons:
        has_changed = person.branch == ids[NEW_SECRETARY_NAME]
        if person.place == int(has_changed) or (person.place == 3 and vary("cadre", person.branch, below=2)):
            mark = arranged.get(person.branch) if person.place == 0 else None
            yield fact(person.id, "中层干部年度考核", day(12, 26), mark=mark or hundredths(7200 + vary("cadre", person.id, below=2600)))


def number_facts(rows: list[Row]) -> Iterator[Row]:
    """Ids in the order of the days; what a row reverses is named by its ``key`` until then."""
    ordered = sorted(rows, key=lambda row: (str(row["date"]), str(row["subject"]), str(row["kind"])))
    keys = {row["key"]: number for number, row in enumerate(ordered, start=1) if "key" in row}
    for number, row in enumerate(ordered, start=1):
        yield {**row, "id": number, "reverses": keys[row["reverses"]] if "reverses" in row else None}


def history_rows(branches: list[Branch]) -> Iterator[Row]:
    """The second half of 2024 by month, and the year: points, rank and number ranked in the class of that time."""
    for month in (*range(7, 13), None):
        period = f"{YEAR - 1}-{month:02}" if month else str(YEAR - 1)
        for klass in BRANCHES:
            there = [branch for branch in branches if branch.klass == klass and branch.id != FOUNDED]
            turn = there[(month + 1) % len(there)].name if month else LAST_IN_2024[klass]
            last = LAST_MONTHS_OF_2024.get((klass, month), turn)
            points = {branch: 9000 + vary("history", period, branch.name, below=900) for branch in there}
            points |= {branch: 8800 for branch in there if branch.name == last}
            for branch in there:
                rank = 1 + sum(other > points[branch] for other in points.values())
                row: Row = {"subject": branch.id, "period": period, "version": 1, "table": "MONTH" if month else "YEAR"}
                yield row | {"points": hundredths(points[branch]), "state": "计分", "rank": rank, "of": len(there)}


def write_table(folder: Path, name: str, rows: Iterator[Row] | list[Row]) -> None:
    columns = COLUMNS[name].split()
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows)


def write(folder: Path) -> None:
    """Write the demo year's tables into an existing folder, as the file contract has them."""
    branches = list_branches()
    persons = list_persons(branches)
    ids = {branch.name: branch.id for branch in branches}
    members = {name: [person.id for person in persons if person.branch == code] for name, code in ids.items()}
    facts = [*monthly_facts(branches, persons), *arranged_facts(ids, members)]
    facts += [*year_end_facts(branches), *secretary_facts(persons, ids)]
    write_table(folder, "organisations", organisation_rows(branches))
    write_table(folder, "roster", roster_rows(persons, ids))
    write_table(folder, "relations", relation_rows(persons, ids))
    write_table(folder, "facts", number_facts(facts))
    write_table(folder, "history", history_rows(branches))
