"""The demo year of S11: an invented neighbourhood, 示例街道示例社区, four party branches, about 90 members, eight grids, all of 2025.

Nobody and nothing in it exists. Services vary from person to person by a digest of who and when, so that the same call writes the same
bytes; what a clerk should be able to look up by hand (a grid that nobody covers, a month without its meeting, an exchange that a later
correction overdraws, a candidate who becomes a member) is written out below, so that each rule, each cap and each proposal of the scheme
occurs.

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
STREET, COMMUNITY = "O00", "O01"
BRANCHES = {"B01": ("南苑党支部", 26), "B02": ("北苑党支部", 24), "B03": ("东园党支部", 22), "B04": ("西园党支部", 18)}
GRIDS = {f"G{number}": f"第{word}网格" for number, word in enumerate("一二三四五六七八", start=1)}

SURNAMES = "白毕岑常陈程崔邓丁董段范冯付高耿顾郭韩郝何洪侯胡黄贾姜蒋金孔雷李林刘卢罗吕马孟莫"
FIRST = "爱宝翠德凤福桂国海惠建洁静菊俊兰立丽敏明培萍庆秋瑞淑素桃文小晓秀雪燕艺永玉月云珍正志"
SECOND = "彬波昌成春芳飞峰刚红华辉佳娟军坤磊莉玲梅娜宁平琪强琴荣莎涛婷伟霞鑫雅艳英勇宇泽"

TOPICS = ("停车难", "楼道堆物", "广场噪声", "老旧管网", "电动车充电", "垃圾清运", "路灯不亮", "绿化修剪")
LECTURES = ("反诈宣传", "医保政策", "文明养犬", "消防安全", "垃圾分类", "养老补贴")
SHOWS = ("戏曲专场", "书画展", "健步走", "广场舞", "包粽子", "邻里歌会")
QUARRELS = ("楼上漏水", "车位占用", "宠物扰民", "装修噪声", "公共晾晒")
LAW = ("合同咨询", "代书诉状", "赡养咨询", "劳动争议咨询")
CALLS = ("水管抢修", "陪同就医", "电路故障", "开锁送药", "搬运轮椅")

# gifts, dearest first, with the points each costs and the days and numbers in which they were bought
COST = {"热水壶": 60, "吹风机": 40, "香皂": 6, "抽纸": 5}
BOUGHT = ((1, 6, "热水壶", 3), (1, 6, "吹风机", 4), (1, 6, "香皂", 30), (1, 6, "抽纸", 24), (6, 20, "吹风机", 2), (9, 25, "香皂", 10))
EXCHANGES = ((1, 10), (4, 12), (7, 12), (10, 12))  # each for the quarter before; in January what was carried over

# who records the facts of these kinds; claims are recorded in the name of whoever makes them
RECORDED_BY = {
    "积分记录员": "参加聚议听 随叫随到 礼品兑换",
    "党委": "表现特别突出 急难险重任务 上年结余",
    "办公室": "礼品入库 聚议听联席会议",
    "支部书记": "季度公开计分",
    "支委会": "不参加排名决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to flags",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
}

# --- people with a story ----------------------------------------------------------------------------------------------

SECRETARY = "P001"
STRONG = ("P004", "P011", "P029", "P033", "P048", "P056", "P063", "P071", "P080", "P087")
WEAK = ("P015", "P044", "P076")
OVERDRAWN, TWICE, SAVER, OPEN_CALL = "P076", "P040", "P048", "P036"
PROBATIONARY = ("P027", "P068")
COVERS = dict(zip(GRIDS, ("P004", "P011", "P029", "P033", "P056", "P063", "P077", "P085"), strict=True))
UNCOVERED, GIVEN_UP, TAKEN_OVER = "G7", date(YEAR, 8, 11), date(YEAR, 10, 9)  # nobody covers it at the end of September
MOVED = {"P022": (date(YEAR, 6, 16), "B03"), "P059": (date(YEAR, 9, 30), "B01")}
ARRIVED = {"P091": (date(YEAR, 3, 10), "B02"), "P092": (date(YEAR, 8, 18), "B04")}
LEFT = {"P077": date(YEAR, 8, 11)}
FRAIL = ("P019", "P052")
APPLICANTS = {"A01": "B01", "A02": "B02", "A03": "B02", "A04": "B03", "A05": "B03", "A06": "B04", "D01": "B01", "D02": "B04"}
ADMITTED = {"D01": date(YEAR, 6, 28)}  # a candidate until that day, then a probationary member
PROMISING = ("A02", "A05", "D01", "D02")

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
class Person:
    id: str
    name: str
    branch: str
    status: str

    @property
    def zeal(self) -> float:
        """How much the person takes part, from 0 to 1."""
        if self.id in STRONG + PROMISING:
            return 0.9
        if self.id in WEAK:
            return 0.0
        return 0.05 + 0.15 * vary("体弱", self.id) if self.id in FRAIL else 0.15 + 0.5 * vary("热心", self.id)

    def is_there(self, day: date) -> bool:
        begins = ARRIVED[self.id][0] if self.id in ARRIVED else LONG_AGO
        return begins <= day < LEFT.get(self.id, date.max)


def list_people() -> list[Person]:
    branches = [branch for branch, (_, size) in BRANCHES.items() for _ in range(size)]
    branches += [branch for _, branch in ARRIVED.values()]
    people: list[Person] = []
    for number, branch in enumerate(branches, start=1):
        status = "预备党员" if f"P{number:03}" in PROBATIONARY else "正式党员"
        people.append(Person(f"P{number:03}", name_of(number), branch, status))
    for number, (person, branch) in enumerate(APPLICANTS.items(), start=101):
        status = "发展对象" if person.startswith("D") else "积极分子"
        people.append(Person(person, name_of(number), branch, status))
    return people


def name_of(number: int) -> str:
    name = SURNAMES[number * 13 % len(SURNAMES)] + pick(FIRST, "名", number)
    return name + (pick(SECOND, "字", number) if number % 7 else "")


# --- organisations, roster, posts -------------------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": STREET, "name": "示例街道党工委", "type": "党工委", "from": LONG_AGO}
    yield {"id": COMMUNITY, "name": "示例社区党委", "type": "社区党委", "parent": STREET, "from": LONG_AGO}
    for code, (name, _) in BRANCHES.items():
        yield {"id": code, "name": name, "type": "党支部", "parent": COMMUNITY, "from": LONG_AGO}
    for code, name in GRIDS.items():
        yield {"id": code, "name": name, "type": "网格", "parent": COMMUNITY, "from": LONG_AGO}


def roster_rows(people: list[Person]) -> Iterator[Row]:
    """A row each, cut on the day of a move or an admission."""
    for person in people:
        row: Row = {"id": person.id, "name": person.name, "status": person.status, "organisation": person.branch}
        row["from"] = ARRIVED[person.id][0] if person.id in ARRIVED else LONG_AGO
        row["flags"] = "年老体弱" if person.id in FRAIL else ""
        if person.id in MOVED:
            day, goes_to = MOVED[person.id]
            yield {**row, "to": day}
            row |= {"organisation": goes_to, "from": day}
        if person.id in ADMITTED:
            yield {**row, "to": ADMITTED[person.id]}
            row |= {"status": "预备党员", "from": ADMITTED[person.id]}
        yield {**row, "to": LEFT.get(person.id)}


def relation_rows() -> Iterator[Row]:
    yield {"subject": SECRETARY, "relation": "书记", "target": COMMUNITY}
    number = 1
    for branch, (_, size) in BRANCHES.items():
        for offset, post in ((1, "书记"), (2, "组织委员"), (4, "纪检委员"), (5, "积分记录员")):
            yield {"subject": f"P{number + offset:03}", "relation": post, "target": branch}
        number += size
    for grid, person in COVERS.items():
        yield {"subject": person, "relation": "包保", "target": grid, "to": GIVEN_UP if grid == UNCOVERED else None}
    yield {"subject": "P071", "relation": "包保", "target": UNCOVERED, "from": TAKEN_OVER}
    yield {"subject": "P048", "relation": "包保", "target": "G1"}  # two members for one grid


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), subject)
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(person: Person) -> Iterator[Row]:
    for facts in (duty_facts, basic_facts, special_facts, call_facts):
        yield from (row for row in facts(person) if person.is_there(row["date"]))


def duty_facts(person: Person) -> Iterator[Row]:
    """The monthly meeting, and the households of the grid one covers."""
    for month in range(1, 13):
        if month != 2 and vary("聚议听", person.id, month) < 0.5 * person.zeal:
            yield fact(person.id, "参加聚议听", on(month, 15), matter=f"{month}月聚议听")
        if person.id in COVERS.values():
            for number in range(1, 2 + int(4 * vary("走访", person.id, month))):
                household = f"{1 + int(40 * vary('户', person.id, month, number))}号住户"
                yield fact(person.id, "包保走访", on(month, 4 + 5 * number), matter=household)


def basic_facts(person: Person) -> Iterator[Row]:
    for month in range(1, 13):
        zeal = person.zeal
        if vary("宣传", person.id, month) < 0.35 * zeal:
            yield fact(person.id, "政策宣传", on(month, 8), matter=f"{month}月{pick(LECTURES, '讲', person.id, month)}")
        if vary("文体", person.id, month) < 0.4 * zeal:
            role = "组织" if vary("组织", person.id, month) < 0.2 else "参加"
            yield fact(person.id, "文体乐民", on(month, 18), role=role, matter=f"{month}月{pick(SHOWS, '演', month)}")
        if vary("民情", person.id, month) < 0.3 * zeal:
            matter = f"{month}月{pick(TOPICS, '题', person.id, month)}"
            yield fact(person.id, "民情收集", on(month, 6), level="收集", matter=matter)
            if vary("议题", person.id, month) < 0.3:
                yield fact(person.id, "民情收集", on(month, 15), level="列入议题", matter=matter)
        if vary("调解", person.id, month) < 0.12 * zeal:
            matter = f"{month}月{pick(QUARRELS, '纠纷', person.id, month)}（{person.id}）"
            yield fact(person.id, "纠纷调解", on(month, 20), level="参与调解", matter=matter)
            if vary("成功", person.id, month) < 0.6:
                yield fact(person.id, "纠纷调解", on(month, 24), level="调解成功", matter=matter)
        if person.id in ("P011", "P048", "P063", "D02") and vary("法律", person.id, month) < 0.6:
            hours = f"{1 + int(4 * vary('时', person.id, month)) / 2:g}"
            yield fact(person.id, "法律援助", on(month, 21), quantity=hours, matter=pick(LAW, "法", person.id, month))


def special_facts(person: Person) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("心愿", person.id, month) < 0.16 * person.zeal:
            yield fact(person.id, "微心愿", on(month, 26), matter=f"心愿{month:02}{person.id}")
        if vary("城管", person.id, month) < 0.3 * person.zeal:
            hours = f"{1 + int(6 * vary('岗', person.id, month)) / 2:g}"
            yield fact(person.id, "城市精细化管理", on(month, 11), quantity=hours, matter="文明劝导")
    for quarter in range(1, 5):
        if vary("捐助", person.id, quarter) < 0.25 * person.zeal:
            yield fact(person.id, "扶危济困助学捐助", on(3 * quarter, 5), matter=f"{quarter}季度助学捐助")


def call_facts(person: Person) -> Iterator[Row]:
    """Volunteers on call; recorded once the resident has been helped."""
    for month in range(1, 13):
        if person.zeal > 0.5 and vary("求助", person.id, month) < 0.3 * person.zeal:
            day = on(month, 2 + int(20 * vary("哪天", person.id, month)))
            done = day + timedelta(days=int(6 * vary("几天", person.id, month) ** 2))
            matter = f"{month}月{pick(CALLS, '求', person.id, month)}"
            yield fact(person.id, "随叫随到", day, until=done, recorded=done, matter=matter)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from community_facts()
    yield from beyond_the_caps()
    yield from rewarded()
    yield from corrections()
    for number, person in enumerate(FRAIL, start=1):
        yield fact(person, "不参加排名决定", on(1, 1), until=on(12, 31), note=f"示例社支〔{YEAR}〕{number}号")
    for person, points in (("P004", "12"), ("P029", "3.5"), ("P048", "38"), ("P063", "15"), ("P024", "7"), ("P028", "6"), ("P060", "11.5")):
        yield fact(person, "上年结余", on(1, 1), quantity=points, note=f"示例社党〔{YEAR}〕1号")


def community_facts() -> Iterator[Row]:
    """No meeting in February; in the second quarter one branch did not count in public."""
    for month in range(1, 13):
        if month != 2:
            topic = TOPICS[month % len(TOPICS)]
            yield fact(COMMUNITY, "聚议听联席会议", on(month, 15), matter=topic, note=f"聚议听纪要〔{YEAR}〕{month}号")
    yield fact(COMMUNITY, "聚议听联席会议", on(3, 28), matter="补议二月议题", note=f"聚议听纪要〔{YEAR}〕13号")
    for quarter, day in enumerate((on(3, 31), on(6, 30), on(9, 30), on(12, 30)), start=1):
        for branch in BRANCHES:
            if (branch, quarter) != ("B03", 2):
                yield fact(branch, "季度公开计分", day)
    for month, number, gift, pieces in BOUGHT:
        yield fact(COMMUNITY, "礼品入库", on(month, number), level=gift, quantity=str(pieces))


def beyond_the_caps() -> Iterator[Row]:
    """A busy month of one member, more than the caps of a month hold."""
    for number, matter in ((6, "防汛宣传"), (13, "用电安全"), (27, "防溺水")):
        yield fact("P033", "政策宣传", on(7, number), matter=matter)
    for number, matter in ((5, "纳凉晚会"), (19, "露天电影")):
        yield fact("P033", "文体乐民", on(7, number), role="组织", matter=matter)
    for number, matter in ((2, "积水点"), (9, "雨棚脱落"), (16, "井盖松动")):
        yield fact("P033", "民情收集", on(7, number), level="列入议题", matter=matter)
    for number in (3, 10, 24):
        yield fact("P033", "城市精细化管理", on(7, number), quantity="2.5", matter="文明劝导")
    # a wish recorded twice, a second meeting in March, two donations in a quarter: each counted once
    yield fact("P033", "微心愿", on(7, 22), matter="心愿旧书桌")
    yield fact("P033", "微心愿", on(7, 29), matter="心愿旧书桌")
    for number, matter in ((15, "3月聚议听"), (28, "3月补开聚议听")):
        yield fact("P056", "参加聚议听", on(3, number), matter=matter)
    for number, matter in ((8, "助学"), (22, "救灾")):
        yield fact("P087", "扶危济困助学捐助", on(8, number), matter=matter)
    # four households visited after the new member took the grid over
    for number in (13, 14, 15, 16):
        yield fact("P071", "包保走访", on(10, number), matter=f"{number}号住户")


def rewarded() -> Iterator[Row]:
    """What the community's committee adds for the exceptional, the urgent and the dangerous; and families that were honoured."""
    rows = (
        ("P004", "急难险重任务", on(7, 8), "急难险重", "10", "暴雨转移群众"),
        ("P029", "急难险重任务", on(7, 8), "关键时刻", "8", "暴雨转移群众"),
        ("P029", "表现特别突出", on(7, 18), "作用发挥", "5", "暴雨转移群众"),  # one matter: the higher counts
        ("P063", "表现特别突出", on(3, 27), "工作成效", "6", "加装电梯协调"),
        ("P080", "表现特别突出", on(12, 19), "日常表现", "4", "全年楼组值守"),
        ("A05", "急难险重任务", on(7, 9), "急难险重", "5", "抢险清淤"),
    )
    for number, (person, kind, day, role, mark, matter) in enumerate(rows, start=1):
        yield fact(person, kind, day, role=role, mark=mark, matter=matter, note=f"示例社党纪要〔{YEAR}〕{number}号")
    for person, day, level, matter in (
        ("P048", on(5, 15), "社区级", "最美家庭"),
        ("P048", on(5, 29), "区级", "最美家庭"),
        ("P087", on(11, 5), "市级", "文明家庭"),
        ("P071", on(9, 12), "街道级", "好家风故事"),
    ):
        yield fact(person, "好家庭好家风", day, level=level, matter=matter)


def corrections() -> Iterator[Row]:
    """Reversals, linked to their facts by ``key`` and ``cancels``."""
    # a mediation that was somebody else's: found after the gift had been handed out
    matter = "3月楼道堆物"
    yield fact(OVERDRAWN, "纠纷调解", on(3, 19), level="调解成功", matter=matter, key="调解")
    yield fact(OVERDRAWN, "礼品兑换", on(4, 12), level="抽纸")
    yield fact(OVERDRAWN, "纠纷调解", on(5, 8), matter=matter, cancels="调解", note="核对为他人调解")
    yield fact(SAVER, "礼品兑换", on(10, 12), level="热水壶")  # saved for it over three quarters
    # entered twice at the table of gifts
    yield fact(TWICE, "上年结余", on(1, 1), quantity="9", note=f"示例社党〔{YEAR}〕1号")
    yield fact(TWICE, "礼品兑换", on(4, 12), level="香皂")
    yield fact(TWICE, "礼品兑换", on(4, 12), level="香皂", key="兑换")
    yield fact(TWICE, "礼品兑换", on(4, 14), level="香皂", cancels="兑换", note="重复登记")
    # a call still open on the last day of September: the quarter is unknown as posted, the year is not
    yield fact(OPEN_CALL, "随叫随到", on(9, 29), matter="屋顶渗漏", note="尚未办结", key="未结")
    yield fact(OPEN_CALL, "随叫随到", on(10, 2), matter="屋顶渗漏", cancels="未结", note="已办结，重新登记")
    yield fact(OPEN_CALL, "随叫随到", on(9, 29), until=on(10, 2), recorded=on(10, 2), matter="屋顶渗漏")
    # done in June, claimed in July: not in the second quarter as posted, but in the year
    yield fact("P009", "微心愿", on(6, 27), recorded=on(7, 6), matter="心愿助听器")


def exchanges(people: list[Person], facts: list[Row]) -> Iterator[Row]:
    """Who wants something takes one gift at each exchange, the dearest that points and stock allow; the busiest save for the dear ones."""
    stock = dict.fromkeys(COST, 0)
    spent: dict[str, int] = {}
    opened = on(1, 1)
    for month, number in EXCHANGES:
        day = on(month, number)
        for bought_month, bought_day, gift, pieces in BOUGHT:
            if opened <= on(bought_month, bought_day) < day:
                stock[gift] += pieces
        opened = day
        for person in people:
            if person.id in (*WEAK, TWICE, SAVER) or not person.is_there(day) or vary("想换", person.id, month) > 0.75:
                continue
            points = sure_points(person.id, facts, day) - spent.get(person.id, 0)
            saves = person.zeal > 0.6
            gift = next((gift for gift, cost in COST.items() if cost <= points and stock[gift] and not (saves and cost < 40)), "")
            if gift:
                stock[gift] -= 1
                spent[person.id] = spent.get(person.id, 0) + COST[gift]
                yield fact(person.id, "礼品兑换", day, level=gift)


def sure_points(person: str, facts: list[Row], day: date) -> int:
    """At least what the person had earned in the quarters before an exchange: the services whose points no cap lowers."""
    rows = [row for row in facts if row["subject"] == person and row["recorded"] <= day.replace(day=1)]
    return sum(worth(row) for row in rows if row.get("matter") != "心愿旧书桌")


def worth(row: Row) -> int:
    """Whole points of one fact, 0 where a cap may lower them."""
    match row["kind"], row.get("level"):
        case ("微心愿", _):
            return 3
        case ("纠纷调解", "调解成功"):
            return 5
        case ("法律援助", _):
            return int(2 * float(row["quantity"]))
        case ("上年结余", _):
            return int(float(row["quantity"]))
        case ("急难险重任务", _):
            return int(row["mark"])
        case _:
            return 0


def fact_rows(people: list[Person]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for person in people for row in varied_facts(person)]
    rows += written_facts()
    rows += list(exchanges(people, rows))
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:05}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:05}", **cells, "reverses": numbers.get(row.get("cancels"))}


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write the demo's four CSV files into ``folder``, which is made if it is missing."""
    people = list_people()
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(people),
        "relations": relation_rows(),
        "facts": fact_rows(people),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
