"""The demo year of S12: an invented city social insurance centre, 示例市社保中心, with a full year of facts.

Two branches under a general branch, fifty-two members and eight activists in 2025. Nobody and nothing in it exists. Attendance, work and
initiative vary from person to person by a digest of who and when, so that the same call writes the same bytes; what a clerk should be able
to look up by hand (a transfer, an exemption, an activist who became a probationary member, the badges, corrections) is written out below,
so that each rule, each cap, each floor and each proposal of the scheme occurs.

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
CENTRE, GENERAL, FIRST, SECOND = "O01", "B00", "B01", "B02"
BRANCHES = {FIRST: ("第一党支部", 27), SECOND: ("第二党支部", 25)}
ACTIVISTS = 8

SURNAMES = "白卜车成程池储邓狄段樊费冯傅高顾管郭韩郝贺侯胡华"
FIRST_NAMES = "安冰博辰春丹端芳菲光桂海涵弘惠嘉建洁"
SECOND_NAMES = "波川东锋歌红华江凯岚明楠"

STUDIES = ("党章", "党纪", "社会保险法", "条例解读", "基金安全", "优秀案例")
MEETINGS = ("党员大会", "党课", "党小组会")
SERVICES = ("社保政策进社区", "待遇资格认证上门", "市场宣传日", "敬老院服务", "扶贫点义诊引导")
IDEAS = ("一窗通办叫号", "待遇核对清单", "老年人绿色通道", "业务档案电子目录", "跨科室联办单")
HOUSEHOLDS = ("石坪村李户", "石坪村王户", "下湾村周户", "下湾村吴户", "高岭村郑户", "高岭村钱户")
PROJECTS = ("社保扶贫应保尽保", "参保数据清理", "被征地农民参保", "工伤预防")
HEARD = "已听取陈述申辩"

# who records the facts of these kinds; claims are recorded in the member's own name
RECORDED_BY = {
    "积分记录员": "集中学习 交流发言 三会一课 主题党日缺席 工作纪律提醒",
    "组织委员": "迟交党费 党员承诺 学习测验 群众评议 结对帮扶 思想汇报 培养联系人评价",
    "支委会": "交办任务 岗位履职评定 急难任务",
    "业务部门": "经办差错 超时办结 服务满意率 服务投诉",
    "纪检委员": "不执行决议 警示教育 问责处理 逾期未整改",
    "党总支": "五星党员评定 免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to 党小组 列为积极分子日",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter rater by note reverses",
    "parameters": "name value organisation from",
}
POSTS = (
    ("P001", "书记", GENERAL), ("P001", "书记", FIRST), ("P002", "组织委员", FIRST), ("P003", "纪检委员", FIRST),
    ("P004", "积分记录员", FIRST), ("P028", "书记", SECOND), ("P029", "组织委员", SECOND), ("P030", "纪检委员", SECOND),
    ("P031", "积分记录员", SECOND),
)  # fmt: skip

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P007", "P012", "P019", "P033", "P040", "A001", "A003")
WEAK = ("P016", "P045")
WAVERING = "A002"
TWINS = ("P022", "P023")  # the same year to the letter: a tie
MOVED = {"P010": (SECOND, date(YEAR, 6, 16))}
CONVERTED = {"P026": date(YEAR, 9, 1), "P050": None}  # probationary until that day, or still
ADMITTED = {"A005": date(YEAR, 7, 1)}  # an activist who becomes a probationary member
CANDIDATES = {"A006": date(YEAR, 5, 20)}  # an activist who becomes a development candidate
ARRIVED = {"P051": date(YEAR, 3, 10), "P052": date(YEAR, 8, 4), "A008": date(YEAR, 9, 15)}
LEFT = {"P044": date(YEAR, 10, 20)}
AWAY = {
    "P015": (date(YEAR, 1, 1), date(YEAR, 12, 31)),
    "P036": (date(YEAR, 7, 1), date(YEAR, 9, 30)),
    "A007": (date(YEAR, 2, 1), date(YEAR, 9, 30)),
}
LISTED = {"A004": date(YEAR, 1, 6), "A008": date(YEAR, 9, 15)}  # the others in 2023 or 2024

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
class Person:
    id: str
    name: str
    branch: str
    group: str

    @property
    def seed(self) -> str:
        """Whose draws decide: twins share one."""
        return TWINS[0] if self.id in TWINS else self.id

    @property
    def zeal(self) -> float:
        """How much the person takes part, from 0 to 1."""
        if self.id in (*STRONG, *WEAK, WAVERING):
            return 0.97 if self.id in STRONG else 0.1
        return 0.3 + 0.5 * vary("热心", self.seed)

    @property
    def is_activist(self) -> bool:
        return self.id.startswith("A")

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        return ARRIVED.get(self.id, LONG_AGO) <= day < LEFT.get(self.id, date.max) and not first <= day <= last

    def is_member_on(self, day: date) -> bool:
        return not self.is_activist or ADMITTED.get(self.id, date.max) <= day


def list_people() -> list[Person]:
    people: list[Person] = []
    for branch, (_, size) in BRANCHES.items():
        people += [person(f"P{len(people) + n + 1:03}", len(people) + n, branch) for n in range(size)]
    for n in range(ACTIVISTS):
        people.append(person(f"A{n + 1:03}", len(people), FIRST if n % 2 == 0 else SECOND))
    return people


def person(ident: str, number: int, branch: str) -> Person:
    name = SURNAMES[number * 7 % len(SURNAMES)] + FIRST_NAMES[number * 5 % len(FIRST_NAMES)] + SECOND_NAMES[number * 5 % len(SECOND_NAMES)]
    return Person(ident, name, branch, f"第{'一二三'[number % 3]}党小组")


# --- organisations, roster, posts, parameters -------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": CENTRE, "name": "示例市社保中心", "type": "机关", "from": LONG_AGO}
    yield {"id": GENERAL, "name": "示例市社保中心党总支", "type": "党总支", "parent": CENTRE, "from": LONG_AGO}
    for branch, (name, _) in BRANCHES.items():
        yield {"id": branch, "name": name, "type": "党支部", "parent": GENERAL, "from": LONG_AGO}


def roster_rows(people: list[Person]) -> Iterator[Row]:
    """A row each, cut on the day of a new status or a new branch."""
    for who in people:
        row: Row = {"id": who.id, "name": who.name, "status": "正式党员", "organisation": who.branch, "党小组": who.group}
        row["from"] = ARRIVED.get(who.id, LONG_AGO)
        if who.is_activist:
            listed = LISTED.get(who.id, date(YEAR - 1 - int(who.id[-1]) % 2, 3, 12))
            row |= {"status": "入党积极分子", "党小组": "", "列为积极分子日": listed, "from": max(listed, row["from"])}
        changes: list[tuple[date, Row]] = []
        if who.id in CONVERTED:
            row["status"] = "预备党员"
            if (converted := CONVERTED[who.id]) is not None:
                changes.append((converted, {"status": "正式党员"}))
        if who.id in MOVED:
            changes.append((MOVED[who.id][1], {"organisation": MOVED[who.id][0]}))
        if who.id in CANDIDATES:
            changes.append((CANDIDATES[who.id], {"status": "发展对象"}))
        if who.id in ADMITTED:
            changes.append((ADMITTED[who.id], {"status": "预备党员", "党小组": who.group}))
        for day, cells in changes:
            yield {**row, "to": day}
            row |= {"from": day, **cells}
        yield {**row, "to": LEFT.get(who.id)}


def relation_rows() -> Iterator[Row]:
    for who, post, branch in POSTS:
        yield {"subject": who, "relation": post, "target": branch}


def parameter_rows() -> Iterator[Row]:
    """The places the general branch gave each branch: five in all."""
    yield {"name": "五星党员名额", "value": "3", "organisation": FIRST, "from": on(1, 1)}
    yield {"name": "五星党员名额", "value": "2", "organisation": SECOND, "from": on(1, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "本人")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(who: Person) -> Iterator[Row]:
    for facts in (meeting_facts, mark_facts, service_facts, initiative_facts, slip_facts):
        yield from (row for row in facts(who) if who.is_there(row["date"]))


def attendance(who: Person, day: date, matter: str, made_up: str) -> str:
    """Here, or why not; activists sit in."""
    if vary("到", who.seed, day, matter) < 0.25 * (1 - who.zeal):
        return pick((made_up, "公假", "病假", "事假", "缺席"), "因", who.seed, day)
    return "到会" if who.is_member_on(day) else "列席"


def meeting_facts(who: Person) -> Iterator[Row]:
    """A study session and a meeting every month; activists sit in on lectures."""
    for month in range(1, 13):
        study, meeting = f"{pick(STUDIES, '学', month)}（{month}月）", f"{month}月{MEETINGS[month % 3]}"
        yield fact(who.id, "集中学习", on(month, 10), role=attendance(who, on(month, 10), study, "补学"), matter=study)
        if who.is_member_on(on(month, 20)) or month % 3 == 1:
            yield fact(who.id, "三会一课", on(month, 20), role=attendance(who, on(month, 20), meeting, "补课"), matter=meeting)
        if vary("发言", who.seed, month) < 0.35 * who.zeal:
            yield fact(who.id, "交流发言", on(month, 10), matter=study)
        if who.is_member_on(on(month, 15)) and vary("党日", who.seed, month) < 0.1 * (1 - who.zeal):
            yield fact(who.id, "主题党日缺席", on(month, 15), matter=f"{month}月主题党日")


def mark_facts(who: Person) -> Iterator[Row]:
    """Each quarter the branch marks how the post is filled and the department says how content those served are."""
    for month in (3, 6, 9, 12):
        mark = 12 + 7 * who.zeal + vary("履职", who.seed, month)
        yield fact(who.id, "岗位履职评定", on(month, 27), mark=f"{min(mark, 20):.1f}")
        if who.is_member_on(on(month, 27)):
            rate = 93 + 6 * who.zeal + 1.5 * vary("满意", who.seed, month)
            yield fact(who.id, "服务满意率", on(month, 28), mark=f"{min(rate, 100):.1f}")
        else:
            yield fact(who.id, "思想汇报", on(month, 25), role=report(who, month), matter=f"{month // 3}季度")
    for month in (6, 11):
        yield fact(who.id, "学习测验", on(month, 18), mark=f"{70 + 28 * who.zeal + 2 * vary('测', who.seed, month):.1f}")
        if not who.is_member_on(on(month, 26)):
            for sponsor in sponsors(who):
                mark = 12 + 7 * who.zeal + vary("培养", sponsor, who.id, month)
                yield fact(who.id, "培养联系人评价", on(month, 26), mark=f"{mark:.1f}", rater=sponsor)
    for rater in range(5):
        mark = 78 + 18 * who.zeal + 6 * vary("群众", who.seed, rater)
        yield fact(who.id, "群众评议", on(12, 9), mark=f"{min(mark, 100):.0f}", rater=f"Q{rater + 1:03}")


def report(who: Person, month: int) -> str:
    late = vary("汇报", who.id, month) > 0.2 + who.zeal
    return "未交" if who.id == WAVERING and month != 12 else "迟交" if late else "按时"


def sponsors(who: Person) -> tuple[str, str]:
    return ("P002", "P005") if who.branch == FIRST else ("P029", "P032")


def service_facts(who: Person) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("志愿", who.seed, month) < 0.6 * who.zeal:
            hours = f"{1 + int(8 * vary('时', who.seed, month)) / 2:g}"
            yield fact(who.id, "志愿服务", on(month, 22), quantity=hours, matter=pick(SERVICES, "服务", who.seed, month))
        if vary("上门", who.seed, month) < 0.5 * who.zeal:
            yield fact(who.id, "上门帮办", on(month, 12), quantity=str(1 + int(7 * vary("人", who.seed, month))))
    if who.is_member_on(on(1, 1)) and vary("结对", who.seed) < 0.7 * who.zeal:
        begins = on(1 + int(8 * vary("结", who.seed)), 8) if vary("早", who.seed) < 0.6 else on(1, 1)
        yield fact(who.id, "结对帮扶", max(begins, ARRIVED.get(who.id, LONG_AGO)), matter=pick(HOUSEHOLDS, "户", who.seed))


def initiative_facts(who: Person) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("建议", who.seed, month) < 0.15 * who.zeal:
            matter = f"{pick(IDEAS, '建议', who.seed, month)}（{month}月）"
            yield fact(who.id, "合理化建议", on(month, 6), level="提出", matter=matter)
            if vary("采纳", who.seed, month) < 0.5:
                yield fact(who.id, "合理化建议", on(month, 24), level="采纳", matter=matter)
        if vary("稿", who.seed, month) < 0.15 * who.zeal:
            level = pick(("省级", "市级", "市级", "中心", "中心", "中心"), "稿级", who.seed, month)
            yield fact(who.id, "信息宣传", on(month, 17), level=level, matter=f"{pick(STUDIES, '稿', who.seed, month)}见闻（{month}月）")
    for number, project in enumerate(PROJECTS):
        if vary("项目", who.seed, number) < 0.4 * who.zeal:
            level = ("省级", "市级", "市级", "中心")[number]
            role = pick(("骨干", "参与", "参与"), "项目角色", who.seed, number)
            yield fact(who.id, "攻坚项目", on(11, 5 + number), level=level, role=role, matter=project)
    for number in (6, 12):
        if who.is_member_on(on(number, 29)):
            kept = vary("承诺", who.seed, number) > 0.12 * (1 - who.zeal)
            yield fact(who.id, "党员承诺", on(number, 29), role="已兑现" if kept else "未兑现", matter=f"承诺事项（{number}月到期）")
        done = vary("任务", who.seed, number) > 0.1 * (1 - who.zeal)
        yield fact(who.id, "交办任务", on(number, 16), role="完成" if done else "未完成", matter=f"支部任务（{number}月到期）")


def slip_facts(who: Person) -> Iterator[Row]:
    for month in range(1, 13):
        slip = 0.1 * (1 - who.zeal)
        if vary("提醒", who.seed, month) < slip:
            for number in (4, 19):
                yield fact(who.id, "工作纪律提醒", on(month, number), note="迟到")
        if vary("差错", who.seed, month) < slip / 2:
            yield fact(who.id, "经办差错", on(month, 14), level="一般", matter=f"经办差错（{month}月）", note=HEARD)
        if vary("超时", who.seed, month) < slip / 2:
            count = str(1 + int(3 * vary("件", who.seed, month)))
            yield fact(who.id, "超时办结", on(month, 26), quantity=count, note=HEARD)
    for month in (5, 10):
        role = pick(("参加", "参加", "参加", "补学", "请假"), "警示", who.seed, month)
        missed = vary("警示缺", who.seed, month) < 0.05 * (1 - who.zeal)
        if who.is_member_on(on(month, 23)):
            yield fact(who.id, "警示教育", on(month, 23), role="缺席" if missed else role, matter=f"{month}月警示教育")


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from achievements()
    yield from slips()
    yield from activists()
    yield from corrections()
    yield from badges()
    for number, (who, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(who, "免评决定", first, until=last, note=f"示例社保总支〔{YEAR}〕{number}号")


def achievements() -> Iterator[Row]:
    """The strong ones reach the caps of the dimensions."""
    for step, who in enumerate(STRONG[:5]):
        for month in (2, 5, 8, 11):  # two a quarter are counted, and three points a year
            for number in (9, 11, 13):
                yield fact(who, "交流发言", on(month, number), matter=f"专题{number}（{month}月）")
        yield fact(who, "讲党课", on(4, 18), level="支部", matter="社保为民")
        yield fact(who, "讲党课", on(7, 1), level="市级", matter="社保为民")
        yield fact(who, "讲党课", on(9, 18), level="中心", matter="基金安全")
        yield fact(who, "上门帮办", on(10, 15), quantity="45", note="资格认证集中上门")
        yield fact(who, "志愿服务", on(10, 18), quantity="12", matter="社保扶贫集中服务")
        yield fact(who, "攻坚项目", on(11, 20), level="省级", role="牵头", matter=f"攻坚专项{step + 1}")
        yield fact(who, "攻坚项目", on(3, 20), level="市级", role="牵头", matter=f"攻坚专项{step + 1}")  # one project: the higher counts
        yield fact(who, "急难任务", on(6, 12), mark="3", matter="系统切换保障", note="支部议定")
        yield fact(who, "急难任务", on(6, 25), mark="1.5", matter="系统切换收尾", note="支部议定")  # one a month: the higher counts
        yield fact(who, "结对帮扶", date(YEAR - 1, 3, 1), matter=HOUSEHOLDS[step], recorded=date(YEAR - 1, 3, 4))
    for who, month, level, matter in (
        ("P007", 3, "市级", "优质服务标兵"), ("P007", 9, "省级", "优质服务标兵"), ("P007", 5, "国家级", "人社窗口优秀个人"),
        ("P012", 5, "市级", "五一劳动奖章"), ("P033", 6, "省级", "扶贫先进个人"), ("P040", 6, "市级", "扶贫先进个人"),
        ("P019", 12, "中心", "业务能手"), ("A001", 5, "省级", "青年岗位能手"), ("A003", 10, "市级", "巾帼建功标兵"),
    ):  # fmt: skip
        yield fact(who, "表彰荣誉", on(month, 26), level=level, matter=matter, note=f"示例人社〔{YEAR}〕{month}号")
    for who, place in (("P007", 1), ("P012", 2), ("P040", 3), ("P033", 7), ("P020", 15)):
        yield fact(who, "业务竞赛", on(8, 28), quantity=str(place), matter="全省社保业务技能竞赛")
    for number, level in ((3, "省级"), (12, "市级"), (21, "中心")):  # five points a month, no more
        yield fact("P012", "信息宣传", on(9, number), level=level, matter=f"社保扶贫纪事（{number}日）")
    yield fact("P033", "信息宣传", on(4, 8), level="市级", matter="绿色通道暖人心")
    yield fact("P033", "信息宣传", on(4, 20), level="国家级", matter="绿色通道暖人心")  # one text: the higher counts
    yield fact("P019", "合理化建议", on(2, 12), level="采纳", matter="待遇核对清单（全年）")
    yield fact("P019", "合理化建议", on(11, 27), level="见效", matter="待遇核对清单（全年）")


def slips() -> Iterator[Row]:
    first, second = WEAK
    for month in range(1, 7):  # six late payments: the first dimension is down to nothing
        yield fact(first, "迟交党费", on(month, 28))
    yield fact(second, "不执行决议", on(4, 15), matter="不服从驻点安排", note=f"示例社保总支〔{YEAR}〕决3号，{HEARD}")
    for month in range(2, 8):
        yield fact(first, "主题党日缺席", on(month, 15), matter=f"{month}月主题党日（补登）")
    for month in (3, 5, 7, 9):  # the second of a year and those after it are doubled: the second dimension is down to nothing
        yield fact(second, "经办差错", on(month, 8), level="较大", matter=f"待遇核定错误（{month}月）", note=HEARD)
        yield fact(second, "服务满意率", on(month, 30), mark="70", note="窗口好评率复核")
    yield fact(second, "超时办结", on(8, 20), quantity="9", note=HEARD)
    yield fact("P018", "超时办结", on(8, 20), quantity="6", note=HEARD)
    for month, level in ((2, "一般"), (6, "一般"), (9, "严重")):
        yield fact(second, "服务投诉", on(month, 18), level=level, matter=f"窗口投诉（{month}月）", note=HEARD)
    yield fact("P024", "服务投诉", on(6, 24), level="一般", matter="咨询电话无人接听", note=HEARD)
    for number in range(1, 9):  # seven of a month count, three points at most
        yield fact(first, "工作纪律提醒", on(11, number + 2), note="擅自离岗")
    for month, level in ((5, "批评教育"), (6, "处分")):  # one matter: the heaviest counts
        yield fact(first, "问责处理", on(month, 14), level=level, matter="违规使用公车", note=f"示例社保纪〔{YEAR}〕{month}号，{HEARD}")
    yield fact(first, "逾期未整改", on(7, 20), until=on(9, 12), matter="公车台账整改", note=HEARD)
    yield fact("P042", "问责处理", on(3, 12), level="通报批评", matter="窗口空岗", note=f"示例社保纪〔{YEAR}〕2号，{HEARD}")
    yield fact(second, "警示教育", on(6, 23), role="缺席", matter="6月警示教育（专场）")


def activists() -> Iterator[Row]:
    for month in (4, 6, 8, 10):
        yield fact("A001", "志愿服务", on(month, 26), quantity="8", matter="社保政策进社区")
        yield fact("A001", "上门帮办", on(month, 27), quantity="7")
    for number, level in enumerate(("省级", "市级", "中心")):
        yield fact("A001", "攻坚项目", on(12, 3 + number), level=level, role="骨干", matter=f"青年攻坚{number + 1}")
    yield fact("A001", "攻坚项目", on(9, 3), level="中心", role="参与", matter="青年攻坚1")  # one project: the higher counts
    for month, level in ((5, "中心"), (11, "市级")):  # one kind of honour: the higher counts
        yield fact("A001", "表彰荣誉", on(month, 14), level=level, matter="优秀共青团员", note=f"示例团〔{YEAR}〕{month}号")
    yield fact("A003", "合理化建议", on(9, 9), level="见效", matter="社保卡服务进校园")
    for number in range(1, 10):  # errors bring the aspect down to nothing
        yield fact(WAVERING, "经办差错", on(number, 21), level="较大", matter=f"录入差错（{number}月）", note=HEARD)
    yield fact(WAVERING, "服务投诉", on(5, 5), level="严重", matter="现场争执", note=HEARD)
    yield fact(WAVERING, "服务投诉", on(7, 5), level="严重", matter="态度生硬", note=HEARD)
    yield fact(WAVERING, "服务投诉", on(9, 5), level="严重", matter="推诿扯皮", note=HEARD)
    # one matter: the heavier counts; with the other matter and the warnings the aspect is down to nothing
    for month, level, matter in ((8, "批评教育", "多次投诉"), (10, "通报批评", "多次投诉"), (11, "通报批评", "伪造走访记录")):
        yield fact(WAVERING, "问责处理", on(month, 16), level=level, matter=matter, note=f"示例社保纪〔{YEAR}〕{month}号，{HEARD}")
    for number in range(3, 11):
        yield fact(WAVERING, "工作纪律提醒", on(10, number), note="擅自离岗")


def corrections() -> Iterator[Row]:
    """A complaint not borne out, an objection upheld, an entry made twice, a proof brought after the year's end."""
    yield fact("P009", "服务投诉", on(5, 12), level="严重", matter="称待遇未到账", note=HEARD, key="投诉")
    yield fact("P009", "服务投诉", on(5, 28), matter="称待遇未到账", note="查明系银行退票，投诉不成立", cancels="投诉")
    yield fact("P038", "三会一课", on(8, 27), role="缺席", matter="8月党课（补登）", key="缺席")
    yield fact("P038", "三会一课", on(9, 5), matter="8月党课（补登）", note="异议成立：当日驻村", cancels="缺席")
    yield fact("P038", "三会一课", on(8, 27), recorded=on(9, 5), role="公假", matter="8月党课（补登）")
    yield fact("P040", "表彰荣誉", on(6, 28), level="市级", matter="扶贫先进（重复）", note=f"示例人社〔{YEAR}〕6号", key="重复")
    yield fact("P040", "表彰荣誉", on(7, 3), matter="扶贫先进（重复）", note="重复登记", cancels="重复")
    yield fact("P021", "信息宣传", on(12, 29), recorded=date(YEAR + 1, 1, 6), level="省级", matter="年终社保答卷", note="用稿通知一月到")


def badges() -> Iterator[Row]:
    """The five-star members of the year before, decided after the notice in January; one entry was wrong."""
    note = f"示例社保总支〔{YEAR}〕评1号"
    for who in ("P007", "P012", "P033", "P040"):
        yield fact(who, "五星党员评定", on(1, 22), note=note)
    yield fact("P039", "五星党员评定", on(1, 22), note=note, key="误评")
    yield fact("P039", "五星党员评定", on(1, 24), note="录入人名有误，实为P019", cancels="误评")
    yield fact("P019", "五星党员评定", on(1, 22), recorded=on(1, 24), note=note)


def fact_rows(people: list[Person]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for who in people for row in varied_facts(who)]
    rows += written_facts()
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:05}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:05}", **cells, "reverses": numbers.get(row.get("cancels"))}


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write the demo's five CSV files into ``folder``, which is made if it is missing."""
    people = list_people()
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(people),
        "relations": relation_rows(),
        "facts": fact_rows(people),
        "parameters": parameter_rows(),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
