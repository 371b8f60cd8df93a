"""The demo year of S09: an invented city branch of the post, 示例市邮政分公司, nine party branches, about 150 members, all of 2025.

Nobody and nothing in it exists. Attendance, service, proposals and marks vary from member to member by a digest of who and when, so that
the same call writes the same bytes; what a clerk should be able to look up by hand (a decision not to list somebody, a claim made for
somebody else, a branch found slack by a covert check, an entry withdrawn after an objection) is written out below, so that each rule,
each cap and each proposal of the scheme occurs.

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
COMPANY, COMMITTEE = "O00", "O01"
BRANCHES = {
    "B01": ("机关第一党支部", 18),
    "B02": ("机关第二党支部", 16),
    "B03": ("城区营业党支部", 22),
    "B04": ("寄递事业部党支部", 20),
    "B05": ("东河县分公司党支部", 17),
    "B06": ("西岭县分公司党支部", 16),
    "B07": ("南川县分公司党支部", 15),
    "B08": ("北塬县分公司党支部", 14),
    "B09": ("退休党员党支部", 12),
}
RETIRED_BRANCH = "B09"

SURNAMES = "柏鲍毕卞蔡岑车池储从戴丁窦樊房费冯伏甘高葛龚古郭韩何贺洪侯胡花华黄霍季江姜蒋焦金康柯"
FIRST = "宝昌春德恩发福广贵海恒继建景开立茂明培启庆荣瑞善绍世树思天万维文向晓兴学雅延永"
SECOND = "波才彩超成川东芳峰刚国浩红宏辉慧佳健杰军凯兰磊丽林玲龙梅宁鹏平强琴勤荣珊涛伟霞"

MEETINGS = {2: "党课", 3: "党员大会", 5: "党课", 6: "党员大会", 8: "党课", 9: "党员大会", 11: "党课", 12: "党员大会"}
SERVICES = ("送邮上门", "代缴代购", "邮路捎带", "网点敬老", "假期看护")
VOLUNTEERING = ("社区便民日", "反诈宣传", "环境清洁", "乡村义诊协助", "交通劝导")
OPINIONS = ("优化投递段道", "调整揽收时限", "增设自提点", "改进包装耗材", "简化内部报账", "合并交接单")
PROJECTS = ("县乡村三级物流共配", "特色农产品寄递", "警医邮便民点", "车务代办上线", "金融网点转型")

# who records the facts of these kinds; claims are recorded in the name of whoever makes them
RECORDED_BY = {
    "积分记录员": "组织生活 未按时交纳党费",
    "纪检委员": "不当言论 违反保密规定 违纪违法处理 违反廉洁规定",
    "支委会": "不执行组织决定 失德失信行为 不列入决定",
    "业务部门": "有责投诉 岗位履职考核 安全生产责任事故",
    "支部书记": "民主评议结果",
    "检查组": "督查情况",
    "党委": "书记不作为认定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to flags",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
    "parameters": "name value organisation from",
}
HEARD = "已听取陈述申辩"

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P005", "P021", "P038", "P061", "P083", "P100", "P117")
WEAK = ("P012", "P047", "P072")
IDLE_SECRETARY, NEW_SECRETARY = "P110", "P117"  # B07
POOR_SECRETARY = "P125"  # B08: the review found the secretary barely qualified
FAILED = "P047"
WITHDRAWN, MARKED_LATE = "P030", "P065"
PROBATIONARY = {"P034": date(YEAR, 9, 1), "P098": None}  # converted on that day, or not this year
MOVED = {"P041": (date(YEAR, 6, 16), "B05"), "P088": (date(YEAR, 10, 1), "B03")}
ARRIVED = {"P151": (date(YEAR, 4, 2), "B04"), "P152": (date(YEAR, 4, 3), "B06"), "P153": (date(YEAR, 11, 3), "B03")}
LEFT = {"P055": date(YEAR, 9, 15)}
FRAIL = {"P074": "年老体弱", "P091": "失能", "P107": "退休"}
# first and last day of the decision; P143 of the retired branch wants to take part, and no decision was taken
UNLISTED: dict[str, tuple[date, date | None, str]] = {
    "P074": (date(YEAR, 1, 1), None, "年老体弱"),
    "P091": (date(YEAR - 1, 7, 1), date(YEAR, 6, 30), "失能"),
    "P107": (date(YEAR, 7, 1), None, "退休"),
}
TAKES_PART = "P143"

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
    branch: str

    @property
    def zeal(self) -> float:
        """How much the member takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.97 if self.id in STRONG else 0.05
        return 0.25 + 0.6 * vary("热心", self.id)

    @property
    def unlisted(self) -> tuple[date, date]:
        """First and last day outside the appraisal."""
        if self.branch == RETIRED_BRANCH and self.id != TAKES_PART:
            return LONG_AGO, date.max
        first, last, _ = UNLISTED.get(self.id, (date.max, date.min, ""))
        return first, last or date.max

    def is_there(self, day: date) -> bool:
        """In the roster and not left out of the appraisal."""
        first, last = self.unlisted
        begins = ARRIVED[self.id][0] if self.id in ARRIVED else LONG_AGO
        return begins <= day < LEFT.get(self.id, date.max) and not first <= day <= last


def list_members() -> list[Member]:
    branches = [branch for branch, (_, size) in BRANCHES.items() for _ in range(size)]
    branches += [branch for _, branch in ARRIVED.values()]
    members: list[Member] = []
    for number, branch in enumerate(branches, start=1):
        name = SURNAMES[number * 11 % len(SURNAMES)] + pick(tuple(FIRST), "名", number)
        name += pick(tuple(SECOND), "字", number) if number % 6 else ""
        members.append(Member(f"P{number:03}", name, branch))
    return members


# --- organisations, roster, posts, parameters -------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": COMPANY, "name": "示例市邮政分公司", "type": "公司", "from": LONG_AGO}
    yield {"id": COMMITTEE, "name": "示例市邮政分公司党委", "type": "党委", "parent": COMPANY, "from": LONG_AGO}
    for code, (name, _) in BRANCHES.items():
        yield {"id": code, "name": name, "type": "党支部", "parent": COMMITTEE, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    """A row each, cut on the day of a move or a conversion; two activists, who are recorded and not scored."""
    for member in members:
        row: Row = {"id": member.id, "name": member.name, "status": "正式党员", "organisation": member.branch}
        row["from"] = ARRIVED[member.id][0] if member.id in ARRIVED else LONG_AGO
        row["flags"] = "离退休" if member.branch == RETIRED_BRANCH else FRAIL.get(member.id, "")
        if member.id in MOVED:
            day, goes_to = MOVED[member.id]
            yield {**row, "to": day}
            row |= {"organisation": goes_to, "from": day}
        if member.id in PROBATIONARY:
            row["status"], day_or_none = "预备党员", PROBATIONARY[member.id]
            if day_or_none is not None:
                yield {**row, "to": day_or_none}
                row |= {"status": "正式党员", "from": day_or_none}
        yield {**row, "to": LEFT.get(member.id)}
    for number, branch in enumerate(("B03", "B05"), start=1):
        yield {"id": f"A{number:03}", "name": "申" + FIRST[number * 9], "status": "积极分子", "organisation": branch, "from": LONG_AGO}


def first_of_each_branch() -> dict[str, int]:
    numbers, number = {}, 1
    for branch, (_, size) in BRANCHES.items():
        numbers[branch] = number
        number += size
    return numbers


def relation_rows() -> Iterator[Row]:
    """Secretary, organisation and discipline officers of each branch, the recorder being one of them; one change of secretary."""
    for branch, number in first_of_each_branch().items():
        changed = on(11, 1) if branch == "B07" else None
        yield {"subject": f"P{number:03}", "relation": "书记", "target": branch, "to": changed}
        for offset, post in ((1, "组织委员"), (2, "纪检委员"), (1 if number % 2 else 2, "积分记录员")):
            yield {"subject": f"P{number + offset:03}", "relation": post, "target": branch}
    yield {"subject": NEW_SECRETARY, "relation": "书记", "target": "B07", "from": on(11, 1)}


def parameter_rows() -> Iterator[Row]:
    yield {"name": "整改期限天数", "value": "60", "organisation": "B04", "from": on(1, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), subject)
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member) -> Iterator[Row]:
    """One member's year, without the days on which he is not in the roster or not listed."""
    for facts in (meeting_facts, work_facts, service_facts, proposal_facts, review_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))


def meeting_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        held = [(10, f"{month}月主题党日")]
        if month in MEETINGS:
            held.append((24, f"{month}月{MEETINGS[month]}"))
        for number, matter in held:
            day, missing = on(month, number), 0.2 * (1 - member.zeal)
            present = vary("到会", member.id, month, number) >= missing
            role = "到会" if present else pick(("公假", "公假", "病假", "事假", "缺席"), "因", member.id, day)
            yield fact(member.id, "组织生活", day, role=role, matter=matter)
            if role == "缺席" and vary("补", member.id, day) < member.zeal:
                yield fact(member.id, "组织生活", day + timedelta(days=5), role="补课", matter=matter)


def work_facts(member: Member) -> Iterator[Row]:
    """The half-yearly appraisal of the post, and now and then a complaint that was found justified."""
    if member.branch == RETIRED_BRANCH:
        return
    for month in (6, 12):
        mark = 68 + 28 * member.zeal + 6 * vary("履职", member.id, month)
        yield fact(member.id, "岗位履职考核", on(month, 20), mark=f"{min(mark, 100):.1f}")
    if member.branch in ("B03", "B04", "B05", "B06"):
        for month in range(1, 13):
            if vary("投诉", member.id, month) < 0.05 * (1 - member.zeal):
                day = on(month, 2 + int(25 * vary("哪天", member.id, month)))
                yield fact(member.id, "有责投诉", day, matter=f"工单{month:02}{member.id[1:]}", note=HEARD)


def service_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("志愿", member.id, month) < 0.5 * member.zeal:
            hours = f"{1 + int(6 * vary('时', member.id, month)) / 2:g}"
            yield fact(member.id, "志愿服务", on(month, 16), quantity=hours, matter=pick(VOLUNTEERING, "志愿", month))
        if vary("服务", member.id, month) < 0.35 * member.zeal:
            who = claimant(member) if vary("代报", member.id, month) < 0.25 else member.id
            yield fact(member.id, "服务群众", on(month, 5), matter=pick(SERVICES, "好事", member.id, month), by=who)
    if member.zeal > 0.6 and vary("帮带", member.id) < 0.5:
        begins = on(1 + int(9 * vary("帮带月", member.id)), 8)
        yield fact(member.id, "结对帮带", begins, until=begins + timedelta(days=150), matter="新员工")


def claimant(member: Member) -> str:
    """Another member of the branch, who reports the good deed."""
    first, size = first_of_each_branch()[member.branch], BRANCHES[member.branch][1]
    return f"P{first + (int(member.id[1:]) - first + 3) % size:03}"


def proposal_facts(member: Member) -> Iterator[Row]:
    for quarter in range(1, 5):
        month = 3 * quarter - 1
        if vary("建议", member.id, quarter) < 0.3 * member.zeal:
            matter = f"{pick(OPINIONS, '建议', member.id, quarter)}（{quarter}季度）"
            yield fact(member.id, "合理化建议", on(month, 7), level="提出", matter=matter)
            if vary("采纳", member.id, quarter) < 0.4:
                yield fact(member.id, "合理化建议", on(month + 1, 9), level="采纳", matter=matter)
        if vary("项目", member.id, quarter) < 0.22 * member.zeal:
            role = "牵头" if vary("牵头", member.id, quarter) < 0.2 else "参与"
            yield fact(member.id, "业务攻坚", on(month, 26), role=role, matter=f"{pick(PROJECTS, '题', quarter)}（{quarter}季度）")
        if vary("报道", member.id, quarter) < 0.12 * member.zeal:
            level = "省级以上" if vary("刊", member.id, quarter) < 0.3 else "市级"
            yield fact(member.id, "宣传报道", on(month, 13), level=level, matter=f"{quarter}季度投递员手记")


def review_facts(member: Member) -> Iterator[Row]:
    """The yearly review; probationary members take part and are given no grade."""
    if member.id in PROBATIONARY and PROBATIONARY[member.id] is None:
        return
    level = "优秀" if member.zeal > 0.68 else "合格"
    level = "基本合格" if member.id in (*WEAK, POOR_SECRETARY) else level
    yield fact(member.id, "民主评议结果", on(12, 22), level="不合格" if member.id == FAILED else level)


def written_facts(members: list[Member]) -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from decisions_not_to_list(members)
    yield from contributions()
    yield from honours()
    yield from deductions()
    yield from inspections()
    yield from corrections()


def decisions_not_to_list(members: list[Member]) -> Iterator[Row]:
    """One dated decision a person, from the first day of a half-year; recorded when the committee took it."""
    number = 0
    for member in members:
        if member.branch == RETIRED_BRANCH and member.id != TAKES_PART:
            first, last, role, recorded = on(1, 1), None, "退休", on(1, 1)
        elif member.id in UNLISTED:
            first, last, role = UNLISTED[member.id]
            recorded = first - timedelta(days=10)
        else:
            continue
        number += 1
        note = f"示例邮支〔{recorded.year}〕{number}号"
        yield fact(member.id, "不列入决定", first, until=last, recorded=recorded, role=role, note=note)


def contributions() -> Iterator[Row]:
    """The summer floods and the autumn peak: judged by the committee and the meeting; for the busiest more than a half-year's cap."""
    for person, mark in (("P005", "3"), ("P038", "2.5"), ("P061", "3"), ("P083", "1.5"), ("P020", "1")):
        yield fact(person, "急难险重任务", on(5, 29), mark=mark, matter="抢通水毁邮路")
    for person, mark in (("P021", "2"), ("P038", "3"), ("P061", "2"), ("P100", "3"), ("P117", "2"), ("P050", "1")):
        yield fact(person, "急难险重任务", on(11, 14), mark=mark, matter="旺季支援处理中心")
    for person in ("P005", "P021", "P061"):
        yield fact(person, "业务攻坚", on(4, 18), role="牵头", matter="邮政便民驿站")
        yield fact(person, "志愿服务", on(3, 5), quantity="6", matter="学雷锋便民日")
        yield fact(person, "志愿服务", on(9, 20), quantity="8", matter="丰收节助农")
    # led and took part in one project: the higher part counts
    yield fact("P083", "业务攻坚", on(8, 12), role="牵头", matter="农村电商直播")
    yield fact("P083", "业务攻坚", on(10, 22), role="参与", matter="农村电商直播")
    for number in (4, 12, 25):  # three good deeds in a month: two count; the last two were reported by somebody else
        yield fact("P021", "服务群众", on(8, number), matter="送邮上门", by="P021" if number == 4 else "P019")


def honours() -> Iterator[Row]:
    rows = (
        ("P005", on(5, 1), "国家级", "劳动模范"),
        ("P005", on(6, 30), "县级", "优秀共产党员"),
        ("P021", on(6, 30), "市厅级", "优秀共产党员"),
        ("P021", on(6, 25), "县级", "优秀共产党员"),  # one kind: the higher one counts
        ("P038", on(10, 9), "省部级", "岗位能手"),
        ("P061", on(12, 5), "市厅级", "服务明星"),
        ("P100", on(4, 28), "县级", "先进工作者"),
        ("P117", on(9, 30), "县级", "投递标兵"),
    )
    for number, (person, day, level, matter) in enumerate(rows, start=1):
        yield fact(person, "表彰荣誉", day, level=level, matter=matter, note=f"示例〔{YEAR}〕{number}号")
    contest = on(9, 12)
    for person, level, prize in (
        ("P038", "省级", "一等奖"),
        ("P061", "省级", "二等奖"),
        ("P083", "省级", "三等奖"),
        ("P100", "市级", "一等奖"),
        ("P064", "市级", "二等奖"),
        ("P117", "市级", "三等奖"),
    ):
        yield fact(person, "技能竞赛获奖", contest, level=level, role=prize, matter="邮政技能竞赛")


def deductions() -> Iterator[Row]:
    # four times absent in one half-year: nothing is left of the first aspect
    for month in (2, 3, 4, 5):
        yield fact(FAILED, "组织生活", on(month, 18), role="缺席", matter=f"{month}月党小组会")
    yield fact(FAILED, "不当言论", on(4, 9), level="丑化党和国家形象", matter="网上言论", note=f"示例邮纪〔{YEAR}〕2号，{HEARD}")
    yield fact(FAILED, "违纪违法处理", on(5, 20), level="党纪处分", matter="网上言论", note=f"示例邮纪〔{YEAR}〕4号，{HEARD}")
    yield fact("P072", "不当言论", on(8, 6), level="传播政治谣言", matter="群聊转发", note=f"示例邮纪〔{YEAR}〕6号，{HEARD}")
    # one matter under two heads: the heavier counts
    yield fact("P012", "违反保密规定", on(3, 11), level="未造成泄密", matter="用户信息单据", note=HEARD)
    yield fact("P012", "违纪违法处理", on(4, 2), level="组织处理", matter="用户信息单据", note=f"示例邮纪〔{YEAR}〕1号，{HEARD}")
    yield fact("P012", "违纪违法处理", on(5, 6), level="批评教育", matter="值班脱岗", note=f"示例邮纪〔{YEAR}〕3号，{HEARD}")
    yield fact("P072", "违反保密规定", on(9, 16), level="造成泄密", matter="机要文件", note=HEARD)
    yield fact("P012", "不执行组织决定", on(9, 3), level="推诿拖延", matter="轮岗安排", note=HEARD)
    yield fact("P072", "不执行组织决定", on(10, 15), level="不服从组织分配", matter="旺季支援", note=HEARD)
    yield fact("P012", "违反廉洁规定", on(10, 8), level="较轻", matter="违规接受宴请", note=HEARD)
    yield fact("P072", "违反廉洁规定", on(7, 22), level="较重", matter="虚列费用", note=HEARD)
    for number in (4, 25):
        yield fact("P072", "失德失信行为", on(8, number), matter=f"服务失信之{number}", note=HEARD)
    for number in (3, 10, 17):
        yield fact("P047", "有责投诉", on(9, number), matter=f"工单09{number}", note=HEARD)
    yield fact("P047", "安全生产责任事故", on(9, 24), level="一般", matter="车辆刮擦", note=f"示例邮安〔{YEAR}〕2号，{HEARD}")
    # the fire alone takes the whole aspect; the appraisal of the post cannot take more
    yield fact("P072", "安全生产责任事故", on(11, 5), level="较大", matter="场院火情", note=f"示例邮安〔{YEAR}〕3号，{HEARD}")
    yield fact("P012", "未按时交纳党费", on(3, 11), until=on(5, 20))
    yield fact("P053", "未按时交纳党费", on(7, 11), until=on(7, 25))
    yield fact("P079", "组织生活", on(6, 27), role="事假", matter="上半年积分评定会")


def inspections() -> Iterator[Row]:
    """Open and covert checks by the committee's group: one branch found slack, one never visited."""
    rows = (
        ("B01", on(4, 15), "明查", "落实到位"),
        ("B02", on(4, 16), "明查", "基本落实"),
        ("B03", on(5, 21), "暗访", "落实到位"),
        ("B04", on(5, 22), "暗访", "基本落实"),
        ("B05", on(8, 27), "明查", "落实到位"),
        ("B06", on(8, 28), "暗访", "落实到位"),
        ("B07", on(9, 9), "明查", "基本落实"),
        ("B07", on(10, 14), "暗访", "工作开展不力"),
        ("B09", on(10, 21), "明查", "落实到位"),
    )
    for number, (branch, day, role, level) in enumerate(rows, start=1):
        note = f"示例邮党督〔{YEAR}〕{number}号" + (f"，{HEARD}" if level == "工作开展不力" else "")
        yield fact(branch, "督查情况", day, role=role, level=level, note=note)
    yield fact(IDLE_SECRETARY, "书记不作为认定", on(10, 28), note=f"示例邮党〔{YEAR}〕18号，{HEARD}")


def corrections() -> Iterator[Row]:
    """Reversals, linked to their facts by ``key`` and ``cancels``; a mark fixed after the half-year's end."""
    kind, matter = "有责投诉", "工单0731"
    yield fact(WITHDRAWN, kind, on(7, 23), matter=matter, note=HEARD, key="投诉")
    yield fact(WITHDRAWN, kind, on(8, 4), matter=matter, cancels="投诉", note="异议成立：责任在外部承运方")
    yield fact("P018", "组织生活", on(3, 18), role="缺席", matter="3月党小组会", key="缺席")
    yield fact("P018", "组织生活", on(4, 3), role="缺席", matter="3月党小组会", cancels="缺席", note="异议成立：当日出差")
    yield fact("P018", "组织生活", on(3, 18), recorded=on(4, 3), role="公假", matter="3月党小组会")
    # not yet judged on the last day of June: the half-year is unknown as posted, the year is not
    yield fact(MARKED_LATE, "急难险重任务", on(6, 26), matter="暴雨转移邮件", note="待评定", key="暴雨")
    yield fact(MARKED_LATE, "急难险重任务", on(7, 8), matter="暴雨转移邮件", cancels="暴雨", note="已评定，重新登记")
    yield fact(MARKED_LATE, "急难险重任务", on(6, 26), recorded=on(7, 8), mark="2", matter="暴雨转移邮件")
    # the review of this member was held again
    yield fact("P025", "民主评议结果", on(12, 15), level="基本合格", note="评议程序有误，22 日重新评议")


def fact_rows(members: list[Member]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for member in members for row in varied_facts(member)]
    rows += written_facts(members)
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
        "parameters": parameter_rows(),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
