"""The demo year of S14: two invented county companies, 示例县投资集团 and 示例县城投公司, with a full year of facts.

Seven branches, ninety-six members (nine of them floating) and seven activists in 2025. Nobody and nothing in it exists. Work, attendance
and initiative vary from person to person by a digest of who and when, so that the same call writes the same bytes; what a clerk should be
able to look up by hand (a base that floats down for a quarter, a transfer between the companies, exemptions, an activist who became a
probationary member, corrections) is written out below, so that each rule, each cap and each proposal of the scheme occurs.

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
INVESTMENT, CITY = "C01", "C02"
COMPANIES = {INVESTMENT: "示例县投资集团党委", CITY: "示例县城投公司党委"}
BRANCHES = {
    "B11": ("投资集团机关党支部", INVESTMENT, 15), "B12": ("投资集团文旅党支部", INVESTMENT, 14),
    "B13": ("投资集团粮油党支部", INVESTMENT, 13), "B14": ("投资集团农业党支部", INVESTMENT, 13),
    "B21": ("城投机关党支部", CITY, 14), "B22": ("城投项目部党支部", CITY, 13), "B23": ("城投物业党支部", CITY, 12),
}  # fmt: skip
PROJECTS = "B22"  # on building sites from July to September: its base floats down
ACTIVISTS = 7
FLOATING = 9

SURNAMES = "康赖兰雷黎廖凌龙卢陆罗骆吕毛孟莫穆倪聂潘裴齐钱"
FIRST_NAMES = "宏佳杰静娟君凯丽亮玲梅敏娜宁培勤瑞山绍"
SECOND_NAMES = "斌才达恩飞刚海杭浩红坚京军"

STUDIES = ("党章", "党纪", "国企改革", "安全生产", "廉洁从业")
WORKS = ("招商项目", "棚改交付", "景区提升", "粮食收购", "融资对接", "管网改造")
SERVICES = ("环境整治", "助农采摘", "交通劝导", "小区义务维修")
IDEAS = ("车辆统一调度", "仓储节能照明", "租户线上报修", "采购比价台账", "旧料再利用")
HEARD = "已听取陈述申辩，领导已审批"

# who records the facts of these kinds; claims are recorded in the member's own name
RECORDED_BY = {
    "积分记录员": "重点工作 组织生活 集中学习",
    "支委会": "岗位履职 交办任务",
    "组织委员": "欠交党费",
    "纪检委员": "违反纪律",
    "业务部门": "岗位失误",
    "党委": "示范点文件 积分领导小组 记录员配备 积分建档 阳光评议 免评决定",
}
COLUMNS = {
    "organisations": "id name type class parent from to 支部数 应建档人数",
    "roster": "id name status organisation from to flags",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
    "parameters": "name value organisation from",
}

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P003", "P018", "P031", "P047", "P060", "P073", "P086", "A002")
WEAK = ("P009", "P064")
TWINS = ("P024", "P025")  # the same year to the letter: a tie
MOVED = {"P012": ("B21", date(YEAR, 6, 16)), "P050": ("B13", date(YEAR, 10, 1))}
CONVERTED = {"P028": date(YEAR, 5, 20), "P092": None}  # probationary until that day, or still
ADMITTED = {"A003": date(YEAR, 7, 1)}  # an activist who becomes a probationary member
ARRIVED = {"P095": date(YEAR, 3, 17), "P096": date(YEAR, 9, 22), "A007": date(YEAR, 8, 18)}
NEWCOMERS = {"P095": "B12", "P096": "B23"}
LEFT = {"P040": date(YEAR, 11, 1)}
RETURNED = {"P083": date(YEAR, 4, 1)}  # a floating member who came back
AWAY = {
    "P035": (date(YEAR, 1, 1), date(YEAR, 12, 31)),
    "P055": (date(YEAR, 4, 1), date(YEAR, 6, 30)),
    "P077": (date(YEAR, 1, 1), date(YEAR, 9, 30)),
}
PARTY_SECRETARIES = {INVESTMENT: "P001", CITY: "P056"}
HEADS = {INVESTMENT: "P002", CITY: "P057"}

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
    is_floating: bool = False

    @property
    def seed(self) -> str:
        """Whose draws decide: twins share one."""
        return TWINS[0] if self.id in TWINS else self.id

    @property
    def zeal(self) -> float:
        """How much the person takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.97 if self.id in STRONG else 0.08
        return 0.3 + 0.5 * vary("热心", self.seed)

    @property
    def is_activist(self) -> bool:
        return self.id.startswith("A")

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        return ARRIVED.get(self.id, LONG_AGO) <= day < LEFT.get(self.id, date.max) and not first <= day <= last


def list_people() -> list[Person]:
    people: list[Person] = []
    for branch, (_, _, size) in BRANCHES.items():
        for place in range(size):
            number = len(people) + 1
            floats = place == size - 1 or (place == size - 2 and branch in ("B12", "B22"))
            people.append(Person(f"P{number:03}", name_of(number), branch, floats))
    people += [Person(ident, name_of(int(ident[1:])), branch) for ident, branch in NEWCOMERS.items()]
    branches = tuple(BRANCHES)
    people += [Person(f"A{n + 1:03}", name_of(100 + n), branches[n]) for n in range(ACTIVISTS)]
    return people


def name_of(number: int) -> str:
    return SURNAMES[number * 7 % len(SURNAMES)] + FIRST_NAMES[number * 5 % len(FIRST_NAMES)] + SECOND_NAMES[number * 4 % len(SECOND_NAMES)]


# --- organisations, roster, posts, parameters -------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    for company, name in COMPANIES.items():
        branches = [size for _, of, size in BRANCHES.values() if of == company]
        row: Row = {"id": company, "name": name, "type": "企业党委", "class": "示范点", "from": LONG_AGO}
        yield row | {"支部数": len(branches), "应建档人数": sum(branches) + 3}
    for branch, (name, company, _) in BRANCHES.items():
        yield {"id": branch, "name": name, "type": "党支部", "parent": company, "from": LONG_AGO}


def roster_rows(people: list[Person]) -> Iterator[Row]:
    """A row each, cut on the day of a new status, of a new branch or of coming back."""
    for who in people:
        row: Row = {"id": who.id, "name": who.name, "status": "正式党员", "organisation": who.branch}
        row |= {"from": ARRIVED.get(who.id, LONG_AGO), "flags": "流动" if who.is_floating else ""}
        if who.is_activist:
            row["status"] = "入党积极分子"
        changes: list[tuple[date, Row]] = []
        if who.id in CONVERTED:
            row["status"] = "预备党员"
            if (converted := CONVERTED[who.id]) is not None:
                changes.append((converted, {"status": "正式党员"}))
        if who.id in ADMITTED:
            changes.append((ADMITTED[who.id], {"status": "预备党员"}))
        if who.id in MOVED:
            changes.append((MOVED[who.id][1], {"organisation": MOVED[who.id][0]}))
        if who.id in RETURNED:
            changes.append((RETURNED[who.id], {"flags": ""}))
        for day, cells in changes:
            yield {**row, "to": day}
            row |= {"from": day, **cells}
        yield {**row, "to": LEFT.get(who.id)}


def relation_rows() -> Iterator[Row]:
    for company in COMPANIES:
        yield {"subject": PARTY_SECRETARIES[company], "relation": "党委书记", "target": company}
        yield {"subject": HEADS[company], "relation": "主要负责人", "target": company}
    first = 1
    for branch, (_, _, size) in BRANCHES.items():
        for post, place in (("书记", 3), ("纪检委员", 4), ("积分记录员", 5)):
            yield {"subject": f"P{first + place:03}", "relation": post, "target": branch}
        first += size


def parameter_rows() -> Iterator[Row]:
    """The second company starts from 100 and has lines to match; the branch on the sites has a tenth less from July to September."""
    yield {"name": "合格参考线", "value": "90", "organisation": INVESTMENT, "from": on(1, 1)}
    for name, value in (("基础分", "100"), ("优秀参考线", "120"), ("合格参考线", "100")):
        yield {"name": name, "value": value, "organisation": CITY, "from": on(1, 1)}
    yield {"name": "基础分浮动扣减比例", "value": "10%", "organisation": PROJECTS, "from": on(7, 1)}
    yield {"name": "基础分浮动扣减比例", "value": "0%", "organisation": PROJECTS, "from": on(10, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "本人")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(who: Person) -> Iterator[Row]:
    for facts in (meeting_facts, work_facts, initiative_facts, slip_facts):
        yield from (row for row in facts(who) if who.is_there(row["date"]))


def attendance(who: Person, day: date, made_up: str) -> str:
    """Here, from afar, or why not; activists sit in."""
    if vary("到", who.seed, day) < 0.2 * (1 - who.zeal):
        return pick((made_up, "公假", "病假", "事假", "无故缺席"), "因", who.seed, day)
    if who.is_floating and day < RETURNED.get(who.id, date.max):
        return "线上参加" if vary("线上", who.seed, day) < 0.7 else "流入地参加"
    return "列席" if who.is_activist and day < ADMITTED.get(who.id, date.max) else "到会"


def meeting_facts(who: Person) -> Iterator[Row]:
    """A party day and a study session every month, a members' meeting every quarter."""
    for month in range(1, 13):
        yield fact(who.id, "组织生活", on(month, 24), role=attendance(who, on(month, 24), "补课"), matter=f"{month}月主题党日")
        role = attendance(who, on(month, 25), "补学")
        yield fact(who.id, "集中学习", on(month, 25), role=role, matter=f"{pick(STUDIES, '学', month)}（{month}月）")
        if month % 3 == 0:
            yield fact(who.id, "组织生活", on(month, 26), role=attendance(who, on(month, 26), "补课"), matter=f"{month}月党员大会")


def work_facts(who: Person) -> Iterator[Row]:
    for month in range(1, 13):
        mark = 4.5 + 4.5 * who.zeal + vary("履职", who.seed, month)
        yield fact(who.id, "岗位履职", on(month, 27), mark=f"{min(mark, 10):.1f}")
        if vary("重点", who.seed, month) < 0.5:
            draw = vary("成", who.seed, month)
            level = "超额完成" if draw < 0.4 * who.zeal else "未完成" if draw > 0.8 + 0.2 * who.zeal else "按期完成"
            yield fact(who.id, "重点工作", on(month, 26), level=level, matter=f"{pick(WORKS, '工作', who.seed, month)}（{month}月）")
        if vary("任务", who.seed, month) < 0.3:
            role = "完成" if vary("办", who.seed, month) < 0.6 + 0.4 * who.zeal else "未完成"
            yield fact(who.id, "交办任务", on(month, 18), role=role, matter=f"支部任务（{month}月）")
        if vary("志愿", who.seed, month) < 0.5 * who.zeal:
            hours = f"{1 + int(8 * vary('时', who.seed, month)) / 2:g}"
            yield fact(who.id, "志愿服务", on(month, 12), quantity=hours, matter=pick(SERVICES, "服务", who.seed, month))


def initiative_facts(who: Person) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("建议", who.seed, month) < 0.12 * who.zeal:
            matter = f"{pick(IDEAS, '建议', who.seed, month)}（{month}月）"
            yield fact(who.id, "合理化建议", on(month, 6), level="提出", matter=matter)
            if vary("采纳", who.seed, month) < 0.5:
                yield fact(who.id, "合理化建议", on(month, 23), level="采纳", matter=matter)
        if vary("稿", who.seed, month) < 0.12 * who.zeal:
            level = pick(("市级", "县级", "县级", "企业级"), "稿级", who.seed, month)
            yield fact(who.id, "新闻宣传", on(month, 16), level=level, matter=f"{pick(WORKS, '稿', who.seed, month)}纪实（{month}月）")
        if vary("荣誉", who.seed, month) < 0.03 * who.zeal:
            note = f"示例企〔{YEAR}〕{month}号"
            yield fact(who.id, "获得荣誉", on(month, 20), level="企业级", matter=f"月度之星（{month}月）", note=note)


def slip_facts(who: Person) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("失误", who.seed, month) < 0.05 * (1 - who.zeal):
            yield fact(who.id, "岗位失误", on(month, 14), level="一般", matter=f"单据差错（{month}月）", note=HEARD)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from achievements()
    yield from slips()
    yield from corrections()
    yield from building()
    for number, (who, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(who, "免评决定", first, until=last, note=f"示例企党〔{YEAR}〕{number}号")


def achievements() -> Iterator[Row]:
    """The strong ones reach the caps of the aspects in some months."""
    for who in STRONG:
        for month in range(1, 13):
            yield fact(who, "重点工作", on(month, 20), level="按期完成", matter=f"攻坚任务（{month}月）")
            yield fact(who, "重点工作", on(month, 28), level="超额完成", matter=f"攻坚任务（{month}月）")  # one work: the higher counts
            yield fact(who, "重点工作", on(month, 28), level="超额完成", matter=f"专项任务（{month}月）")
            if month % 3 == 2:
                yield fact(who, "志愿服务", on(month, 19), quantity="5", matter=pick(SERVICES, "加", who, month))
                for matter in ("包联走访", "政策宣讲"):
                    yield fact(who, "交办任务", on(month, 21), role="完成", matter=f"{matter}（{month}月）")
    for who, month, level, matter in (
        ("P003", 5, "市级", "劳动模范"), ("P003", 5, "省级", "劳动模范"), ("P003", 5, "县级", "岗位能手"),
        ("P031", 7, "市级", "优秀共产党员"), ("P060", 7, "县级", "优秀共产党员"), ("P086", 9, "市级", "安全标兵"),
        ("A002", 5, "县级", "青年岗位能手"),
    ):  # fmt: skip
        yield fact(who, "获得荣誉", on(month, 22), level=level, matter=matter, note=f"示例〔{YEAR}〕{month}号")
    yield fact("P003", "新闻宣传", on(5, 23), level="省级", matter="示范点里党旗红")  # with the honours above more than a month may bring
    yield fact("P018", "新闻宣传", on(8, 9), level="县级", matter="粮仓里的党员岗")
    yield fact("P018", "新闻宣传", on(8, 19), level="市级", matter="粮仓里的党员岗")  # one text: the higher counts
    yield fact("P047", "合理化建议", on(11, 5), level="提出", matter="冷库错峰用电")
    yield fact("P047", "合理化建议", on(11, 25), level="采纳", matter="冷库错峰用电")


def slips() -> Iterator[Row]:
    first, second = WEAK
    for month in (3, 6, 9, 11):
        for number in (5, 7, 9):  # the first of a month is not deducted, the others are
            yield fact(first, "组织生活", on(month, number), role="无故缺席", matter=f"{month}月党课{number}日")
    yield fact(first, "欠交党费", on(2, 1), until=on(8, 12))
    yield fact("P033", "欠交党费", on(10, 1))
    for month, level in ((4, "轻微"), (4, "较重"), (10, "严重")):  # the two of April are one matter: the heavier counts
        matter = "违规接受宴请" if month == 4 else "瞒报个人事项"
        day = on(month, 10 if level == "轻微" else 22)
        yield fact(first, "违反纪律", day, level=level, matter=matter, note=f"示例企纪〔{YEAR}〕{month}号，{HEARD}")
    for month in range(1, 13):
        yield fact(
            second, "岗位失误", on(month, 13), level="重大" if month % 2 else "一般", matter=f"合同管理失误（{month}月）", note=HEARD
        )
    yield fact("P070", "违反纪律", on(8, 20), level="轻微", matter="工作日饮酒", note=f"示例企纪〔{YEAR}〕6号，{HEARD}")


def corrections() -> Iterator[Row]:
    """A slip that was another's, an objection upheld, an entry made twice, a proof brought after the month's end."""
    yield fact("P015", "岗位失误", on(4, 9), level="重大", matter="招标文件漏项", note=HEARD, key="漏项")
    yield fact("P015", "岗位失误", on(4, 25), matter="招标文件漏项", note="异议成立：系外聘机构责任", cancels="漏项")
    yield fact("P044", "组织生活", on(9, 12), role="无故缺席", matter="9月党课（补登）", key="缺席")
    yield fact("P044", "组织生活", on(9, 19), matter="9月党课（补登）", note="异议成立：当日防汛值守", cancels="缺席")
    yield fact("P044", "组织生活", on(9, 12), recorded=on(9, 19), role="公假", matter="9月党课（补登）")
    yield fact("P060", "获得荣誉", on(7, 23), level="县级", matter="优秀党员（重复）", note=f"示例〔{YEAR}〕7号", key="重复")
    yield fact("P060", "获得荣誉", on(7, 29), matter="优秀党员（重复）", note="重复登记", cancels="重复")
    yield fact("P020", "新闻宣传", on(3, 30), recorded=on(4, 8), level="省级", matter="景区里的先锋岗", note="样报四月才到")


def building() -> Iterator[Row]:
    """What each company did for its demonstration site; the second has no measures of its own yet."""
    note = f"示例企党〔{YEAR}〕11号"
    yield fact(INVESTMENT, "示范点文件", on(1, 20), role="实施方案", note=note)
    yield fact(INVESTMENT, "示范点文件", on(2, 18), role="管理办法", note=note)
    yield fact(CITY, "示范点文件", on(3, 6), role="实施方案", note=note)
    for company, month in ((INVESTMENT, 2), (CITY, 3)):
        yield fact(company, "积分领导小组", on(month, 20), note=note)
    yield fact(INVESTMENT, "记录员配备", on(2, 24), quantity="3")
    yield fact(INVESTMENT, "记录员配备", on(5, 8), quantity="4")  # the last entry holds
    yield fact(CITY, "记录员配备", on(3, 25), quantity="2")
    for company, month, count in ((INVESTMENT, 3, "40"), (INVESTMENT, 6, "18"), (CITY, 4, "36")):
        yield fact(company, "积分建档", on(month, 28), quantity=count)
    for company in COMPANIES:
        for quarter in range(1 if company == INVESTMENT else 2, 5):
            yield fact(company, "阳光评议", on(quarter * 3, 30), matter=f"{quarter}季度初评、评定、公示")


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
