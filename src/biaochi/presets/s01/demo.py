"""Demo year 2025 of an invented bank (示例银行示例分行): 24 grass-roots organisations (two general branches, 22 branches), 253 members.

Most of the year varies by a digest of person, quarter and item: three leanings of each member (diligence, drive, service) make some
strong, most middling and a few weak. What must happen at least once (each rule, cap, outcome, exemption, transfer, reversal, veto) is
arranged in the tables below and in `arranged_facts`. No clock and no chance: the same files every time.
``write(folder)`` writes organisations, roster, relations, facts and parameters as CSV.

Worked example: P005 of 党委办公室 (B01) was recorded absent from a lecture in February; the row was reversed a week later and a row with
公假 recorded, so his attendance in the first quarter is complete.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

YEAR = 2025
COMMITTEE = "C00"
GENERAL_BRANCHES = {"Z1": "机关党总支", "Z2": "网点党总支"}
# the branches under each body above them, with their members on 1 January: 253 together
BRANCHES = {
    "Z1": "党委办公室12 人力资源部10 财务会计部11 风险管理部13 内控合规部9 信息科技部14 审计部6 运营管理部16",
    COMMITTEE: "公司金融部21 零售金融部20 资产保全部8 国际业务部7 普惠金融部12 网络金融部10",
    "Z2": "营业部19 东城支行18 西城支行15 南湖支行11 北岭支行9 临港支行5 高新支行4 古镇支行3",
}
COMMITTEE_FROM = 7  # a branch with fewer members has a secretary and no committee
GROUPS_FROM = 10  # a branch with as many members has groups, which meet every month

# how the roster changes in the year; a place is (branch, number among its members)
MOVES = {"P092": ("B10", date(2025, 5, 16)), "P115": ("B09", date(2025, 10, 1))}  # 公司金融部 ↔ 零售金融部
LEAVE = {"P100": date(2025, 3, 16), "P140": date(2025, 10, 1)}  # to another bank; 30 September is the last day in the roster
JOIN = {"P254": ("B09", date(2025, 9, 1)), "P255": ("B13", date(2025, 12, 10))}  # from another bank
PROBATIONARY = ("P034", "P061", "P118", "P176", "P215", "P248")
CONVERTED = {"P034": date(2025, 6, 12), "P176": date(2025, 10, 1)}  # a full member from that day
SICK = {"P073": (date(2025, 4, 1), date(2025, 6, 30)), "P189": (date(2025, 1, 1), date(2025, 12, 31))}

# leanings arranged by hand; all others vary. A twin has the same facts as the member named: a tie
STRONG = ("P003", "P027", "P048", "P093", "P120", "P160", "P183", "P225", "P241")
WEAK = ("P012", "P058", "P103", "P147", "P171", "P207")
TWINS = {"P014": "P013", "P024": "P023", "P125": "P124", "P166": "P165", "P250": "P249"}

TASK_FORCES = {  # name, leader, members, results (quarter, matter, level)
    "T01": ("厅堂服务先锋队", "P160", ("P162", "P164", "P181", "P183"), ((2, "厅堂动线优化", "优秀"), (4, "适老服务升级", "良好"))),
    "T02": ("公司金融攻坚队", "P093", ("P094", "P096", "P121", "P124", "P125"), ((1, "首单绿色贷款", "优秀"), (3, "园区综合授信", "优秀"))),
    "T03": ("零售金融突击队", "P120", ("P114", "P117", "P119"), ((3, "社区金融服务站", "合格"),)),
    "T04": ("清收化解突击队", "P133", ("P134", "P136", "P048"), ((2, "存量项目化解", "未通过"), (4, "存量项目化解二期", "良好"))),
}
TEAM_CHANGE = ("P121", "T02", date(2025, 7, 1))  # left the team on that day, before its second project

# a surname and a given name of two characters, put together by digest; any likeness to real persons is accidental
SURNAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕施张曹严金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳唐薛贺倪汤殷罗毕郝"
GIVEN_FIRST = "文思雨志晓云嘉清子若亦书景芷怀允知予向秋"
GIVEN_SECOND = "航宁涵远岚舟澄彦桐昕瑶川禾朗青衡棠越然白"
KINDS = ("中层干部", "专业技能人员", "专业技能人员", "专业技能人员", "新员工", "一般员工")

HOLDERS = ("支部书记", "组织委员", "纪检委员")  # the first members of a branch, in this order
HOMES = "李家 王家 赵家 周家 孙家 吴家 郑家 冯家".split()

COLUMNS = {
    "organisations": "id name type parent",
    "roster": "id name status organisation from to 人员类别",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level matter role rater by note reverses",
    "parameters": "name value organisation from",
}

Row = dict[str, object]


def vary(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def pick(options: tuple[str, ...] | list[str] | str, *parts: object) -> str:
    return options[int(vary(*parts) * len(options))]


def half(value: float) -> str:
    """Rounded to halves, as people give marks."""
    return f"{round(value * 2) / 2:g}"


def day_in(month: int, number: int) -> date:
    """That day of the month, or the Monday after a weekend."""
    found = date(YEAR, month, number)
    return found + timedelta(days=max(0, 7 - found.weekday())) if found.weekday() > 4 else found


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
    branch: str
    kind: str
    place: int  # 0 is the secretary

    @property
    def like(self) -> str:
        """Whose digest decides: the member's own, or the twin's."""
        return TWINS.get(self.id, self.id)

    def leaning(self, what: str) -> float:
        """How strong the member is in this, from 0 to 1; most lie in the middle."""
        if self.like in STRONG:
            return 0.96
        if self.like in WEAK:
            return 0.04
        return 0.18 + 0.8 * (vary(self.like, what) + vary(self.like, what, 2)) / 2

    def branch_on(self, day: date) -> str | None:
        """The branch on that day; None before joining and after leaving."""
        if self.id in JOIN and day < JOIN[self.id][1] or self.id in LEAVE and day >= LEAVE[self.id]:
            return None
        if self.id in MOVES and day >= MOVES[self.id][1]:
            return MOVES[self.id][0]
        return self.branch

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        sick = SICK.get(self.id)
        return self.branch_on(day) is not None and not (sick and sick[0] <= day <= sick[1])

    def status_on(self, day: date) -> str:
        is_probationary = self.id in PROBATIONARY and day < CONVERTED.get(self.id, date.max)
        return "预备党员" if is_probationary else "正式党员"


@dataclass(frozen=True)
class World:
    branches: dict[str, Branch] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)


def build_world() -> World:
    world, names = World(), set[str]()
    for parent in ("Z1", COMMITTEE, "Z2"):
        for entry in BRANCHES[parent].split():
            name = entry.rstrip("0123456789")
            code = f"B{len(world.branches) + 1:02d}"
            world.branches[code] = Branch(code, name, parent, int(entry.removeprefix(name)))
    places = [(branch.id, place) for branch in world.branches.values() for place in range(branch.size)]
    places += [(branch, world.branches[branch].size) for branch, _ in JOIN.values()]
    for number, (branch, place) in enumerate(places, start=1):
        person = f"P{number:03d}"
        kind = "中层干部" if place == 0 else pick(KINDS, person, "类别")
        world.people.append(Person(person, name_of(person, names), branch, kind, place))
    return world


def name_of(person: str, taken: set[str]) -> str:
    for attempt in range(100):
        parts = (SURNAMES, GIVEN_FIRST, GIVEN_SECOND)
        name = "".join(pick(part, person, "姓名", index, attempt) for index, part in enumerate(parts))
        if name not in taken:
            taken.add(name)
            return name
    raise ValueError(person)


# --- the files beside the facts ---------------------------------------------------------------------------------------


def organisation_rows(world: World) -> Iterator[Row]:
    yield {"id": COMMITTEE, "name": "示例银行示例分行党委", "type": "党委"}
    for code, name in GENERAL_BRANCHES.items():
        yield {"id": code, "name": name, "type": "党总支", "parent": COMMITTEE}
    for branch in world.branches.values():
        yield {"id": branch.id, "name": f"{branch.name}党支部", "type": "党支部", "parent": branch.parent}
    for code, (name, *_) in TASK_FORCES.items():
        yield {"id": code, "name": f"“红色先锋”{name}", "type": "党员突击队", "parent": COMMITTEE}


def roster_rows(world: World) -> Iterator[Row]:
    for person in world.people:
        changes = [day for _, day in (MOVES.get(person.id, (0, None)), JOIN.get(person.id, (0, None))) if day]
        changes += [day for day in (CONVERTED.get(person.id), LEAVE.get(person.id)) if day]
        starts: list[date | None] = [None, *sorted(changes)]
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            first = start or date(YEAR, 1, 1)
            if branch := person.branch_on(first):
                yield {"id": person.id, "name": person.name, "status": person.status_on(first), "organisation": branch,
                       "from": start, "to": end, "人员类别": person.kind}  # fmt: skip


def relation_rows(world: World) -> Iterator[Row]:
    for person in world.people:
        posts = HOLDERS if world.branches[person.branch].size >= COMMITTEE_FROM else HOLDERS[:1]
        if person.place < len(posts):
            yield {"subject": person.id, "relation": posts[person.place], "target": person.branch}
    for code, (_, leader, members, _) in TASK_FORCES.items():
        yield {"subject": leader, "relation": "领旗手", "target": code}
        for member in members:
            end = TEAM_CHANGE[2] if (member, code) == TEAM_CHANGE[:2] else None
            yield {"subject": member, "relation": "突击队员", "target": code, "to": end}


def parameter_rows() -> Iterator[Row]:
    yield {"name": "抽取支部数", "value": 3}
    yield {"name": "红榜人数", "value": 5, "organisation": "B09"}
    yield {"name": "红榜人数", "value": 1, "organisation": "B22"}
    yield {"name": "整改期限天数", "value": 60, "organisation": "Z2", "from": date(YEAR, 7, 1)}


# --- facts: what varies -----------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    return {"subject": subject, "kind": kind, "date": day, **cells}


def quarter_facts(world: World, person: Person, quarter: int) -> Iterator[Row]:
    """One member's quarter, before what is arranged."""
    months = [3 * quarter - 2, 3 * quarter - 1, 3 * quarter]
    last = months[2]
    for row in (
        *meeting_facts(world, person, quarter, months),
        *duty_facts(world, person, quarter, months),
        *pioneer_facts(person, quarter, months),
        *service_facts(person, quarter, months),
    ):
        day = row["date"]
        assert isinstance(day, date)
        if person.is_there(day) and day.month <= last:
            yield row


def meeting_facts(world: World, person: Person, quarter: int, months: list[int]) -> Iterator[Row]:
    diligence = person.leaning("勤")
    meetings = [("季度党课", months[2], 11), ("季度党员大会", months[1], 19)]
    for month in months:
        branch = world.branches[person.branch_on(day_in(month, 13)) or person.branch]
        meetings.append((f"{month}月党小组会" if branch.size >= GROUPS_FROM else f"{month}月党员大会", month, 13))
    for matter, month, number in meetings:
        role = presence(person, diligence, matter, quarter)
        yield fact(person.id, "三会一课", day_in(month, number), role=role, matter=matter, by="积分记录员")
        if role in ("事假", "缺席") and vary(person.like, "补课", matter, quarter) < diligence:
            proof = f"补{matter}"
            yield fact(person.id, "补课补学", day_in(month, 24), matter=proof, by="积分记录员")
    for month in months:
        role = presence(person, diligence, "党日", month)
        if role != "出席":
            yield fact(person.id, "主题党日", day_in(month, 5 if month not in (1, 2, 5, 10) else 16), role=role, by="积分记录员")


def presence(person: Person, diligence: float, *what: object) -> str:
    draw = vary(person.like, "到会", *what)
    for role, share in (("公假", 0.05), ("病假", 0.02), ("事假", 0.02 + 0.16 * (1 - diligence)), ("缺席", 0.13 * (1 - diligence) ** 2)):
        if draw < share:
            return role
        draw -= share
    return "出席"


def duty_facts(world: World, person: Person, quarter: int, months: list[int]) -> Iterator[Row]:
    key, diligence = (person.like, quarter), person.leaning("勤")
    first, middle, last = months
    for number, month in enumerate((middle, last), start=1):
        if vary(*key, "警示", number) > 0.22 * (1 - diligence):
            yield fact(person.id, "警示教育", day_in(month, 15), matter=f"第{2 * quarter + number - 2}次警示教育", by="积分记录员")
    exam = min(100.0, 66 + 30 * diligence + 8 * vary(*key, "测验"))
    yield fact(person.id, "理论测验", day_in(last, 17), mark=half(exam), by="党委组织部")
    if exam < 78:
        yield fact(person.id, "理论测验", day_in(last, 24), mark=half(exam + 9), by="党委组织部", note="补考")
    if person.status_on(day_in(last, 20)) == "预备党员" and (person.id, quarter) != ("P215", 3):
        yield fact(person.id, "思想汇报", day_in(last, 8), by="组织委员")
    if vary(*key, "党费") < 0.08 * (1 - diligence):
        yield fact(person.id, "迟交党费", day_in(middle, 21), quantity=3 + int(45 * vary(*key, "天数")), by="组织委员")
    if vary(*key, "规章") < 0.06 * (1 - diligence):
        yield fact(person.id, "违反规章制度", day_in(first, 22), level=pick(("一般", "一般", "较重"), *key, "情节"), matter="业务检查通报",
                   by="内控合规部", note=f"示例合规〔{YEAR}〕{10 * quarter + 1}号")  # fmt: skip
    if vary(*key, "提醒") < 0.16 * (1 - diligence):
        for number in range(1 + int(3 * vary(*key, "提醒次数"))):
            yield fact(person.id, "工作纪律提醒", day_in(middle, 6 + 5 * number), by="支部书记")
    body = "支委会" if world.branches[person.branch].size >= COMMITTEE_FROM else "党员大会"
    post = 5.4 + 2.2 * diligence + 0.8 * vary(*key, "岗位")
    yield fact(person.id, "岗位履职评定", day_in(last, 23), mark=half(min(8.0, post)), rater=body, by=body)
    if vary(*key, "复评") < 0.02:
        yield fact(person.id, "岗位履职评定", day_in(last, 26), mark=half(min(8.0, post) - 1), rater="考评组", by="考评组", note="复评改分，理由见复评表")
    for number in (1, 2, 3):
        role = "已兑现" if vary(*key, "承诺", number) < 0.72 + 0.28 * diligence else "未兑现"
        yield fact(person.id, "党员承诺", day_in(last, 19), role=role, matter=f"{quarter}季度承诺{number}", by="组织委员")
    if vary(*key, "支部事务") < 0.1 + 0.4 * diligence:
        for number in range(1 + int(3 * vary(*key, "事务次数"))):
            yield fact(person.id, "支部事务", day_in(months[int(3 * vary(*key, "事务月", number))], 20 + number), by="积分记录员")


def pioneer_facts(person: Person, quarter: int, months: list[int]) -> Iterator[Row]:
    key, drive = (person.like, quarter), person.leaning("进")
    for month in months:
        for number in range(2):
            if vary(*key, "发言", month, number) < 0.12 + (0.62, 0.2)[number] * drive:
                yield fact(person.id, "专题发言", day_in(month, 12 + 9 * number), matter=f"{month}月专题{number + 1}", by="积分记录员")
    if vary(*key, "党课") < 0.3 * drive**2:
        level = pick(("支部", "支部", "支部", "分行"), *key, "党课级别")
        yield fact(person.id, "上党课", day_in(months[2], 11), level=level, matter="季度党课", by="组织委员")
    liking = 7.2 + 2.4 * (drive + person.leaning("勤")) / 2
    for number in range(3):
        mark = min(10, round(liking + 1.6 * vary(*key, "评议", number)))
        yield fact(person.id, "群众评议", day_in(months[2], 20), mark=mark, rater=f"群众{number + 1}", by="组织委员")
    if vary(*key, "建议") < 0.35 * drive:
        matter = pick(("开户流程", "档案移交", "授权审批", "客户回访"), *key, "建议题目")
        yield fact(person.id, "合规建议", day_in(months[0], 14), level="提出", matter=matter, by="内控合规部")
        if vary(*key, "采纳") < 0.45:
            level = pick(("支部采纳", "支部采纳", "分行采纳"), *key, "采纳级别")
            yield fact(person.id, "合规建议", day_in(months[2], 9), level=level, matter=matter, by="内控合规部")
    result = 68 + 34 * drive + 14 * vary(*key, "绩效")
    yield fact(person.id, "绩效考核", day_in(months[2], 25), mark=half(result), by="人力资源部")
    if vary(*key, "创新") < 0.1 * drive:
        level = pick(("分行级", "分行级", "总行级", "省级"), *key, "创新级别")
        yield fact(person.id, "业务创新", day_in(months[1], 26), level=level, role=pick(("牵头", "参与"), *key, "角色"), matter=f"{quarter}季度创新成果",
                   by="业务部门")  # fmt: skip
    if vary(*key, "竞赛") < 0.14 * drive:
        yield fact(person.id, "业务竞赛", day_in(months[1], 27), quantity=1 + int(5 * vary(*key, "名次")), matter=f"{quarter}季度技能竞赛", by="业务部门")
    if vary(*key, "急难") < 0.3 * drive:
        yield fact(person.id, "急难险重任务", day_in(months[0], 25), mark=half(1 + 2 * vary(*key, "难度")), matter=f"{quarter}季度专项任务", by="支委会")


def service_facts(person: Person, quarter: int, months: list[int]) -> Iterator[Row]:
    key, service = (person.like, quarter), person.leaning("善")
    for number, month in enumerate(months):
        if vary(*key, "志愿", number) < 0.3 + 0.6 * service:
            hours = half(2 + 6 * service * vary(*key, "小时", number) + vary(*key, "零头", number))
            yield fact(person.id, "志愿服务", day_in(month, 8 if month not in (1, 2, 5, 10) else 18), quantity=hours, matter=f"{month}月志愿服务日", by="组织委员")
    for number, month in enumerate(months):
        if vary(*key, "助残", number) < 0.45 * service:
            yield fact(person.id, "爱心助残", day_in(month, 22), matter="阳光助残", by="组织委员")
    for number, month in enumerate(months):
        if vary(*key, "走访", number) < 0.5 * service:
            yield fact(person.id, "走访困难群众", day_in(month, 24), matter=pick(HOMES, *key, "户", number), by="组织委员")
    if vary(*key, "公益") < 0.4 * service:
        role = pick(("参与", "参与", "骨干", "发起"), *key, "公益角色")
        yield fact(person.id, "公益项目", day_in(months[1], 23), role=role, matter=f"{quarter}季度公益项目", by="组织委员")
