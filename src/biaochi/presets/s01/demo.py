"""Demo year 2025 of an invented bank (示例银行示例分行): 24 grass-roots organisations (two general branches, 22 branches), 253 members.

Most of the year varies by a digest of person, quarter and item: three leanings of each member (diligence, drive, service) make some
strong, most middling and a few weak. What must happen at least once (each rule, cap, outcome, exemption, transfer, reversal, veto) is
arranged in the tables and functions named so. No clock and no chance: the same files every time. ``write(folder)`` writes
organisations, roster, relations, facts and parameters as CSV.

Worked example: P005 of 党委办公室 (B01) was recorded absent from a lecture in February; the row was reversed a week later and a row with
公假 recorded, so his attendance in the first quarter is complete.
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
COMMITTEE = "C00"
GENERAL_BRANCHES = {"Z1": "机关党总支", "Z2": "网点党总支"}
BRANCHES = {  # under each body above them, with their members on 1 January: 253 together
    "Z1": "党委办公室12 人力资源部10 财务会计部11 风险管理部13 内控合规部9 信息科技部14 审计部6 运营管理部16",
    COMMITTEE: "公司金融部21 零售金融部20 资产保全部8 国际业务部7 普惠金融部12 网络金融部10",
    "Z2": "营业部19 东城支行18 西城支行15 南湖支行11 北岭支行9 临港支行5 高新支行4 古镇支行3",
}
COMMITTEE_FROM = 7  # a branch with fewer members has a secretary and no committee
GROUPS_FROM = 10  # a branch with as many members has groups, which meet every month
POSTS = ("支部书记", "组织委员", "纪检委员")  # held by the first members of a branch, in this order

# arranged: how the roster changes in the year
MOVE = {"P104": ("B10", date(2025, 5, 16)), "P127": ("B09", date(2025, 10, 1))}  # 公司金融部 and 零售金融部 exchange members
LEAVE = {"P100": date(2025, 3, 16), "P140": date(2025, 10, 1)}  # to another bank; the last day in the roster is the day before
JOIN = {"P254": ("B09", date(2025, 9, 1)), "P255": ("B13", date(2025, 12, 10))}  # from another bank
PROBATIONARY = ("P040", "P061", "P118", "P176", "P215", "P248")
CONVERTED = {"P040": date(2025, 6, 12), "P176": date(2025, 10, 1)}  # a full member from that day
SICK = {"P073": (date(2025, 4, 1), date(2025, 6, 30)), "P195": (date(2025, 1, 1), date(2025, 12, 31))}

# arranged: leanings that do not vary; a twin has the facts of the member named, and so a tie
STRONG = ("P003", "P027", "P046", "P048", "P093", "P120", "P160", "P183", "P225", "P241")
WEAK = ("P012", "P058", "P103", "P147", "P171", "P208")
TWINS = {"P014": "P013", "P024": "P023", "P166": "P165", "P240": "P241"}
IDLE = ("P215", 3)  # missed all study of that quarter

TASK_FORCES = {  # name, leader, members, results (quarter, matter, level)
    "T01": ("厅堂服务先锋队", "P160", ("P162", "P164", "P181", "P183"), ((2, "厅堂动线优化", "优秀"), (4, "适老服务升级", "良好"))),
    "T02": ("公司金融攻坚队", "P093", ("P094", "P096", "P121", "P124"), ((1, "首单绿色贷款", "优秀"), (3, "园区综合授信", "优秀"))),
    "T03": ("零售金融突击队", "P120", ("P114", "P117", "P119"), ((3, "社区金融服务站", "合格"),)),
    "T04": ("清收化解突击队", "P133", ("P134", "P136", "P048"), ((2, "存量项目化解", "未通过"), (4, "存量项目化解二期", "良好"))),
}
LEFT_TEAM = {"P121": date(2025, 7, 1)}  # before the team's second project

# a surname and a given name of two characters; any likeness to real persons is accidental
SURNAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕施张曹严金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳唐薛贺倪汤殷罗毕郝"
GIVEN_FIRST = "文思雨志晓云嘉清子若亦书景芷怀允知予向秋"
GIVEN_SECOND = "航宁涵远岚舟澄彦桐昕瑶川禾朗青衡棠越然白"
STAFF_KINDS = ("中层干部", "专业技能人员", "专业技能人员", "专业技能人员", "新员工", "一般员工")
HOMES = ("李家", "王家", "赵家", "周家", "孙家", "吴家", "郑家", "冯家")

RECORDED_BY = {  # who records the facts of these kinds; all others: 组织委员
    "积分记录员": "三会一课 主题党日 补课补学 警示教育 支部事务 专题发言",
    "支部书记": "不执行党组织决议 工作纪律提醒",
    "支委会": "急难险重任务",
    "党委": "积极贡献 突击队项目评定 免评决定",
    "党委组织部": "理论测验",
    "人力资源部": "绩效考核",
    "业务部门": "业务创新 业务竞赛",
    "内控合规部": "合规建议 违反规章制度 问题逾期未整改",
    "纪委办公室": "违反政治纪律和政治规矩 组织参与群体性事件 违反法律法规 参加邪教组织或封建迷信活动 认定不成立",
}
COLUMNS = {
    "organisations": "id name type parent",
    "roster": "id name status organisation from to 人员类别",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level matter role rater by note reverses",
    "parameters": "name value organisation from",
}

Row = dict[str, Any]


def vary(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def pick(options: tuple[str, ...] | str, *parts: object) -> str:
    return options[int(vary(*parts) * len(options))]


def half(value: float) -> str:
    return f"{round(value * 2) / 2:g}"


def day_in(month: int, number: int) -> date:
    """That day of the month, or the Monday after a weekend."""
    day = date(YEAR, month, number)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


@dataclass(frozen=True, slots=True)
class Branch:
    id: str
    name: str
    parent: str
    size: int


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    home: Branch
    place: int  # among the members of the branch; 0 is the secretary

    @property
    def like(self) -> str:
        """Whose digest decides: the member's own, or the twin's."""
        return TWINS.get(self.id, self.id)

    def leaning(self, what: str) -> float:
        """How strong the member is in this, from 0 to 1: half of it in all things, half in this one."""
        if self.like in STRONG + WEAK:
            return 0.96 if self.like in STRONG else 0.0
        return 0.22 + 0.76 * (0.55 * vary(self.like, "总") + 0.45 * vary(self.like, what))

    def branch_on(self, day: date) -> str | None:
        """The branch on that day; None before joining and after leaving."""
        if (self.id in JOIN and day < JOIN[self.id][1]) or (self.id in LEAVE and day >= LEAVE[self.id]):
            return None
        return MOVE[self.id][0] if self.id in MOVE and day >= MOVE[self.id][1] else self.home.id

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = SICK.get(self.id, (date.max, date.min))
        return self.branch_on(day) is not None and not first <= day <= last

    def status_on(self, day: date) -> str:
        return "预备党员" if self.id in PROBATIONARY and day < CONVERTED.get(self.id, date.max) else "正式党员"


def list_branches() -> dict[str, Branch]:
    entries = [(parent, entry) for parent in ("Z1", COMMITTEE, "Z2") for entry in BRANCHES[parent].split()]
    found = {}
    for number, (parent, entry) in enumerate(entries, start=1):
        name = entry.rstrip("0123456789")
        found[f"B{number:02d}"] = Branch(f"B{number:02d}", name, parent, int(entry.removeprefix(name)))
    return found


def list_people(branches: dict[str, Branch]) -> list[Person]:
    places = [(branch, place) for branch in branches.values() for place in range(branch.size)]
    places += [(branches[code], branches[code].size) for code, _ in JOIN.values()]
    return [Person(f"P{number:03d}", name_of(number), branch, place) for number, (branch, place) in enumerate(places, start=1)]


def name_of(number: int) -> str:
    """A name of its own for each number: 7919 is prime to how many there are."""
    rest, second = divmod(number * 7919 % (len(SURNAMES) * len(GIVEN_FIRST) * len(GIVEN_SECOND)), len(GIVEN_SECOND))
    surname, first = divmod(rest, len(GIVEN_FIRST))
    return SURNAMES[surname] + GIVEN_FIRST[first] + GIVEN_SECOND[second]


def organisation_rows(branches: dict[str, Branch]) -> Iterator[Row]:
    yield {"id": COMMITTEE, "name": "示例银行示例分行党委", "type": "党委"}
    for code, name in GENERAL_BRANCHES.items():
        yield {"id": code, "name": name, "type": "党总支", "parent": COMMITTEE}
    for branch in branches.values():
        yield {"id": branch.id, "name": f"{branch.name}党支部", "type": "党支部", "parent": branch.parent}
    for code, (name, *_) in TASK_FORCES.items():
        yield {"id": code, "name": f"“红色先锋”{name}", "type": "党员突击队", "parent": COMMITTEE}


def roster_rows(people: list[Person]) -> Iterator[Row]:
    for person in people:
        dated = [table[person.id][1] for table in (MOVE, JOIN) if person.id in table]
        dated += [table[person.id] for table in (CONVERTED, LEAVE) if person.id in table]
        starts: list[date | None] = [None, *sorted(dated)]
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            first = start or date(YEAR, 1, 1)
            if branch := person.branch_on(first):
                row = {"id": person.id, "name": person.name, "status": person.status_on(first), "organisation": branch}
                kind = "中层干部" if person.place == 0 else pick(STAFF_KINDS, person.id, "类别")
                yield {**row, "from": start, "to": end, "人员类别": kind}


def relation_rows(people: list[Person]) -> Iterator[Row]:
    for person in people:
        posts = POSTS if person.home.size >= COMMITTEE_FROM else POSTS[:1]
        if person.place < len(posts):
            yield {"subject": person.id, "relation": posts[person.place], "target": person.home.id}
    for code, (_, leader, members, _) in TASK_FORCES.items():
        yield {"subject": leader, "relation": "领旗手", "target": code}
        for member in members:
            yield {"subject": member, "relation": "突击队员", "target": code, "to": LEFT_TEAM.get(member)}


def parameter_rows() -> Iterator[Row]:
    yield {"name": "抽取支部数", "value": 3}
    for branch, number in (("B09", 5), ("B20", 2), ("B21", 2), ("B22", 1)):  # the largest branch and the three smallest
        yield {"name": "红榜人数", "value": number, "organisation": branch}
    yield {"name": "整改期限天数", "value": 60, "organisation": "Z2", "from": date(YEAR, 7, 1)}


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "组织委员")
    return {"subject": subject, "kind": kind, "date": day, "by": by, **cells}


def varied_facts(person: Person) -> Iterator[Row]:
    """One member's year, without the days on which he is not in the roster or exempt."""
    for quarter in range(1, 5):
        months = (3 * quarter - 2, 3 * quarter - 1, 3 * quarter)
        for facts in (study_facts, duty_facts, pioneer_facts, service_facts):
            yield from (row for row in facts(person, quarter, months) if person.is_there(row["date"]))


def presence(person: Person, *what: object) -> str:
    slack, draw = 1 - person.leaning("勤"), vary(person.like, "到会", *what)
    for role, share in (("公假", 0.05), ("病假", 0.02), ("事假", 0.02 + 0.16 * slack), ("缺席", 0.13 * slack**2)):
        if draw < share:
            return role
        draw -= share
    return "出席"


def study_facts(person: Person, quarter: int, months: tuple[int, int, int]) -> Iterator[Row]:
    key, diligence = (person.like, quarter), person.leaning("勤")
    meetings = [("三会一课", months[2], 11, f"{quarter}季度党课"), ("三会一课", months[1], 19, f"{quarter}季度党员大会")]
    for month in months:
        meetings.append(("三会一课", month, 13, f"{month}月党{'小组会' if person.home.size >= GROUPS_FROM else '员大会'}"))
        meetings.append(("主题党日", month, 16, f"{month}月主题党日"))
    for kind, month, number, matter in meetings:
        role = presence(person, matter)
        if kind == "三会一课" or role != "出席":
            yield fact(person.id, kind, day_in(month, number), role=role, matter=matter)
        if role in ("事假", "缺席") and vary(*key, "补课", matter) < diligence:
            yield fact(person.id, "补课补学", day_in(month, 24), matter=matter)
    is_idle = (person.id, quarter) == IDLE
    for number, month in enumerate(months[1:], start=2 * quarter - 1):
        if vary(*key, "警示", month) > 0.22 * (1 - diligence) and not is_idle:
            yield fact(person.id, "警示教育", day_in(month, 15), matter=f"第{number}次警示教育")
    exam = 0 if is_idle else min(100, 66 + 30 * diligence + 8 * vary(*key, "测验"))
    yield fact(person.id, "理论测验", day_in(months[2], 17), mark=half(exam), note="缺考" if is_idle else None)
    if exam < 75 and not is_idle:
        yield fact(person.id, "理论测验", day_in(months[2], 24), mark=half(exam + 9), note="补考")
    if person.status_on(day_in(months[2], 20)) == "预备党员" and not is_idle:
        yield fact(person.id, "思想汇报", day_in(months[2], 9))


def duty_facts(person: Person, quarter: int, months: tuple[int, int, int]) -> Iterator[Row]:
    key, diligence = (person.like, quarter), person.leaning("勤")
    first, middle, last = months
    if vary(*key, "党费") < 0.08 * (1 - diligence):
        yield fact(person.id, "迟交党费", day_in(middle, 21), quantity=3 + int(45 * vary(*key, "天数")))
    if vary(*key, "规章") < 0.06 * (1 - diligence):
        level, note = pick(("一般", "一般", "较重"), *key, "情节"), f"示例合规〔{YEAR}〕{10 * quarter + 1}号"
        yield fact(person.id, "违反规章制度", day_in(first, 22), level=level, matter="业务检查通报", note=note)
    for number in range(1 + int(3 * vary(*key, "提醒次数"))):
        if vary(*key, "提醒") < 0.16 * (1 - diligence):
            yield fact(person.id, "工作纪律提醒", day_in(middle, 6 + 5 * number))
    body = "支委会" if person.home.size >= COMMITTEE_FROM else "党员大会"
    post = min(8.0, 5.4 + 2.2 * diligence + 0.8 * vary(*key, "岗位"))
    yield fact(person.id, "岗位履职评定", day_in(last, 23), mark=half(post), by=body)
    if vary(*key, "复评") < 0.02:
        yield fact(person.id, "岗位履职评定", day_in(last, 26), mark=half(post - 1), by="考评组", note="复评改分，理由见复评表")
    for number in (1, 2, 3):
        role = "已兑现" if vary(*key, "承诺", number) < 0.72 + 0.28 * diligence else "未兑现"
        yield fact(person.id, "党员承诺", day_in(last, 19), role=role, matter=f"{quarter}季度承诺{number}")
    for number in range(1 + int(3 * vary(*key, "事务次数"))):
        if vary(*key, "支部事务") < 0.1 + 0.4 * diligence:
            yield fact(person.id, "支部事务", day_in(months[int(2 * vary(*key, "事务月", number))], 20 + number))


def pioneer_facts(person: Person, quarter: int, months: tuple[int, int, int]) -> Iterator[Row]:
    key, drive = (person.like, quarter), person.leaning("进")
    first, middle, last = months
    for month, number in [(month, number) for month in months for number in (0, 1)]:
        if vary(*key, "发言", month, number) < 0.1 + (0.9, 0.3)[number] * drive:
            yield fact(person.id, "专题发言", day_in(month, 12 + 9 * number), matter=f"{month}月专题{number + 1}")
    if vary(*key, "党课") < 0.55 * drive**2:
        level = pick(("支部", "支部", "支部", "分行"), *key, "党课级别")
        yield fact(person.id, "上党课", day_in(last, 11), level=level, matter=f"{quarter}季度党课")
    for number in (1, 2, 3):
        liking = min(10, round(7.3 + 1.25 * (drive + person.leaning("勤")) + 1.6 * vary(*key, "评议", number)))
        yield fact(person.id, "群众评议", day_in(last, 20), mark=liking, rater=f"群众{number}")
    if vary(*key, "建议") < 0.6 * drive:
        matter = pick(("开户流程", "档案移交", "授权审批", "客户回访"), *key, "建议题目")
        yield fact(person.id, "合规建议", day_in(first, 14), level="提出", matter=matter)
        if vary(*key, "采纳") < 0.45:
            level = pick(("支部采纳", "支部采纳", "分行采纳"), *key, "采纳级别")
            yield fact(person.id, "合规建议", day_in(last, 9), level=level, matter=matter)
    result = min(120.0, 52 + 56 * drive + 14 * vary(*key, "绩效"))
    yield fact(person.id, "绩效考核", day_in(last, 25), mark=half(result))
    if vary(*key, "创新") < 0.1 * drive:
        level, role = pick(("分行级", "分行级", "总行级", "省级"), *key, "创新级别"), pick(("牵头", "参与"), *key, "角色")
        yield fact(person.id, "业务创新", day_in(middle, 26), level=level, role=role, matter=f"{quarter}季度创新成果")
    if vary(*key, "竞赛") < 0.14 * drive:
        yield fact(person.id, "业务竞赛", day_in(middle, 27), quantity=1 + int(5 * vary(*key, "名次")), matter=f"{quarter}季度技能竞赛")
    if vary(*key, "急难") < 0.5 * drive:
        mark = half(1 + 2 * vary(*key, "难度"))
        yield fact(person.id, "急难险重任务", day_in(first, 22), mark=mark, matter=f"{quarter}季度专项任务")


def service_facts(person: Person, quarter: int, months: tuple[int, int, int]) -> Iterator[Row]:
    key, service = (person.like, quarter), person.leaning("善")
    for month in months:
        if vary(*key, "志愿", month) < 0.4 + 0.6 * service:
            hours = half(2 + 6 * service * vary(*key, "小时", month) + vary(*key, "零头", month))
            yield fact(person.id, "志愿服务", day_in(month, 18), quantity=hours, matter=f"{month}月志愿服务日")
        if vary(*key, "助残", month) < 0.45 * service:
            yield fact(person.id, "爱心助残", day_in(month, 22), matter="阳光助残")
        if vary(*key, "走访", month) < 0.5 * service:
            yield fact(person.id, "走访困难群众", day_in(month, 24), matter=pick(HOMES, *key, "户", month))
    if vary(*key, "公益") < 0.6 * service:
        role = pick(("参与", "参与", "骨干", "发起"), *key, "公益角色")
        yield fact(person.id, "公益项目", day_in(months[1], 23), role=role, matter=f"{quarter}季度公益项目")


def service_beyond_the_caps() -> Iterator[Row]:
    for person in ("P048", "P120", "P160", "P225"):
        for month in (2, 5, 8, 11):
            yield fact(person, "志愿服务", day_in(month, 17), quantity="12.5", matter=f"{month}月专项志愿服务")
            for number in (3, 10, 11, 25):
                yield fact(person, "爱心助残", day_in(month, number), matter="阳光助残")
            for home in HOMES[:3]:
                yield fact(person, "走访困难群众", day_in(month, 27), matter=home)
        yield fact(person, "结对帮扶", date(YEAR, 1, 15), matter=HOMES[0])
    for number, person in enumerate(("P017", "P066", "P110", "P152", "P199", "P233")):
        until = date(YEAR, 8, 31) if number % 2 else None
        yield fact(person, "结对帮扶", date(YEAR, 3 + number, 12), until=until, matter=HOMES[number])


def work_beyond_the_caps() -> Iterator[Row]:
    for quarter, person in ((1, "P093"), (2, "P120"), (3, "P093"), (4, "P160")):
        first, middle, last = 3 * quarter - 2, 3 * quarter - 1, 3 * quarter
        for level, month, matter in (("支部", first, "示范党课"), ("分行", middle, "示范党课"), ("支部", last, "微党课")):
            yield fact(person, "上党课", day_in(month, 26), level=level, matter=f"{quarter}季度{matter}")
        yield fact(person, "合规建议", day_in(first, 20), level="分行采纳", matter="贷后检查清单")
        yield fact(person, "合规建议", day_in(middle, 20), level="支部采纳", matter="印章交接登记")
        yield fact(person, "业务创新", day_in(middle, 22), level="国家级", role="牵头", matter=f"{quarter}季度数字化项目")
        yield fact(person, "业务竞赛", day_in(middle, 25), quantity=1, matter=f"{quarter}季度数字化项目")
        yield fact(person, "公益项目", day_in(first, 11), role="发起", matter=f"{quarter}季度金融知识下乡")
        yield fact(person, "公益项目", day_in(middle, 11), role="骨干", matter=f"{quarter}季度敬老项目")


def honours() -> Iterator[Row]:
    named = (
        ("P093", 2, "国家级", "服务标兵"), ("P093", 3, "分行级", "服务标兵"), ("P093", 3, "总行级", "岗位能手"),
        ("P093", 5, "总行级", "劳动竞赛"), ("P093", 8, "省部级", "岗位能手"), ("P093", 11, "市级", "服务标兵"),
        ("P160", 5, "省部级", "优秀志愿者"), ("P120", 6, "总行级", "服务标兵"), ("P183", 12, "省部级", "技术能手"),
    )  # fmt: skip
    for number, (person, month, level, matter) in enumerate(named, start=1):
        note = f"示例发〔{YEAR}〕{number}号"
        yield fact(person, "表彰奖励", day_in(month, 4 + number), level=level, matter=matter, note=note)
    for number in range(24):
        person, month = f"P{1 + int(253 * vary('表彰', number)):03d}", 1 + int(12 * vary("表彰月", number))
        level, note = pick(("分行级", "分行级", "市级"), "级", number), f"示例发〔{YEAR}〕{20 + number}号"
        yield fact(person, "表彰奖励", day_in(month, 18), level=level, matter="先进个人", note=note)
    marks = (("P093", "3"), ("P093", "2"), ("P160", "2.5"), ("P027", "1"), ("P110", "0.5"), ("P233", "1.5"))
    for number, (person, mark) in enumerate(marks):  # the second replaces the first: the same contribution, decided anew
        day = day_in(2 + 2 * (number // 2), 25 + number % 2)
        yield fact(person, "积极贡献", day, mark=mark, matter=f"{person}的贡献", note="党委会议定")
    for code, (_, _, _, results) in TASK_FORCES.items():
        for quarter, matter, level in results:
            yield fact(code, "突击队项目评定", day_in(3 * quarter, 16), level=level, matter=matter)


def deductions() -> Iterator[Row]:
    note = f"示例党字〔{YEAR}〕%s号，已听取陈述申辩"
    for person, day, kind, level, matter in (  # the first two are one matter
        ("P058", date(YEAR, 5, 14), "不执行党组织决议", None, "不服从值守安排"),
        ("P058", date(YEAR, 5, 21), "违反政治纪律和政治规矩", "轻微", "不服从值守安排"),
        ("P208", date(YEAR, 8, 6), "违反政治纪律和政治规矩", "较重", "网络不当言论"),
        ("P147", date(YEAR, 10, 22), "不执行党组织决议", None, "拒不参加专项工作"),
        ("P147", date(YEAR, 11, 12), "违反政治纪律和政治规矩", "严重", "对抗组织调查"),
        ("P208", date(YEAR, 2, 17), "违反规章制度", "较重", "2月专项检查"),
        ("P208", date(YEAR, 3, 17), "违反规章制度", "较重", "3月专项检查"),
    ):
        yield fact(person, kind, day, level=level, matter=matter, note=note % f"{day:%m%d}")
    yield fact("P103", "迟交党费", date(YEAR, 4, 8), quantity=95)
    yield fact("P171", "迟交党费", date(YEAR, 4, 8), quantity=64)
    yield fact("P103", "未足额交纳党费", date(YEAR, 6, 10))
    for number in range(6):  # the first of the month is only a reminder, the cap of two points is reached with the fifth
        yield fact("P012", "工作纪律提醒", date(YEAR, 9, 3 + 4 * number))
    for month in (7, 8, 9):
        yield fact("P171", "主题党日", day_in(month, 7), role="缺席", matter=f"{month}月联合主题党日")
    yield fact("P147", "问题逾期未整改", date(YEAR, 4, 16), until=date(YEAR, 6, 20), matter="授信档案缺失")
    yield fact("P012", "问题逾期未整改", date(YEAR, 8, 11), matter="对账不及时")


def vetoes_and_exemptions() -> Iterator[Row]:
    note = f"示例纪办〔{YEAR}〕%s号，已听取陈述申辩"
    yield fact("P046", "违反法律法规", date(YEAR, 8, 19), note=note % 12)
    yield fact("P202", "参加邪教组织或封建迷信活动", date(YEAR, 4, 22), note=note % 5)
    yield fact("P077", "组织参与群体性事件", date(YEAR, 5, 15), note=note % 6)
    yield fact("P077", "认定不成立", date(YEAR, 9, 10), matter="组织参与群体性事件", note=f"示例纪办〔{YEAR}〕14号，系途经围观")
    for person, (first, last) in SICK.items():
        yield fact(person, "免评决定", first, until=last, note=f"示例党委〔{YEAR}〕{person[2:]}号，因病长期休养")


def corrections() -> Iterator[Row]:
    """Reversals, linked to their facts by ``key`` and ``cancels``, and a fact recorded after its quarter."""
    for person, kind, matter, day, told, cell, wrong, right, note in (
        ("P005", "三会一课", "专题党课", date(YEAR, 2, 20), date(YEAR, 2, 27), "role", "缺席", "公假", "误登，当日因公出差"),
        ("P131", "违反规章制度", "柜面检查", date(YEAR, 7, 24), date(YEAR, 8, 8), "level", "较重", "一般", "异议成立，情节改定"),
    ):
        yield fact(person, kind, day, matter=matter, **{cell: wrong}, key=person)
        yield fact(person, kind, told, matter=matter, **{cell: wrong}, cancels=person, note=note)
        yield fact(person, kind, day, recorded=told, matter=matter, **{cell: right})
    proof = "主办方 7 月才出具证明"
    yield fact("P089", "志愿服务", date(YEAR, 6, 27), recorded=date(YEAR, 7, 9), quantity="6.5", matter="社区义诊服务", note=proof)


def fact_rows(people: list[Person]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for person in people for row in varied_facts(person)]
    rows += [*service_beyond_the_caps(), *work_beyond_the_caps(), *honours()]
    rows += [*deductions(), *vetoes_and_exemptions(), *corrections()]
    rows.sort(key=lambda row: (str(row.get("recorded") or row["date"]), str(row["date"])))
    numbers = {row["key"]: f"F{number:05d}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:05d}", **cells, "reverses": numbers.get(row.get("cancels"))}


def write(folder: Path) -> None:
    """Write the five tables of the demo year into a folder, which is made if need be."""
    branches = list_branches()
    people = list_people(branches)
    tables = {
        "organisations": organisation_rows(branches),
        "roster": roster_rows(people),
        "relations": relation_rows(people),
        "facts": fact_rows(people),
        "parameters": parameter_rows(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
