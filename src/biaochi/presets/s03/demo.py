"""Demo year 2025 of an invented company (示例供电公司): 39 branches under four general branches, 850 members at the year's start.

The bulk (attendance, dues, study, performance) varies by a checksum of member and month; what a clerk should be able to look up by
hand (a transfer, newcomers, exemptions, honours at several levels, verified cases, corrections, a late entry) is written out below, so
that each rule prices a fact, the cap binds and each outcome is proposed. No clock and no chance: the same files every time.

Worked example: P0101 has one verified case, told by the press and by the public under one case number, and loses 20 points once;
P0102 has two cases and loses 40; P0103's entry was reversed after the re-check and costs nothing.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

YEAR = 2025
COMMITTEE = "C00"
GENERAL_BRANCHES = {"Z1": "职能党总支", "Z2": "营销党总支", "Z3": "生产党总支", "Z4": "集体企业党总支"}
BRANCHES = {
    "Z1": "办公室 规划部 财务部 人力资源部 党建部 审计部 安监部 运检部 建设部 物资部 互联网部",
    "Z2": "东城营业厅 南岸营业厅 客服中心 计量室 市场室 东城供电所 西城供电所 北山供电所 南岸供电所",
    "Z3": "变电一室 变电二室 输电一室 输电二室 电缆室 配电一室 配电二室 带电作业班 调度室 继保室 自动化室 通信室 试验室 抢修一队 抢修二队",
    "Z4": "工程公司 物流公司 设计公司 能源公司",
}
MEMBERS = 850
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = ("明秀志丽海晓永玉文雪国淑家思景若长", "华英强娟涛燕福兰斌梅栋珍豪远行水青安平")  # 17 and 19: no two of 850 alike

COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
}

Row = dict[str, object]

# members with a story; the numbers are those of `persons`
TRANSFERRED, TRANSFERRED_ON = "P0060", date(YEAR, 8, 1)  # to the branch that follows
LEFT, LEFT_ON = "P0061", date(YEAR, 10, 20)
JOINED = {  # too late for the first quarter; for the third; in time for the fourth, to the day; too late for the whole year
    "P0900": date(YEAR, 3, 1), "P0901": date(YEAR, 8, 18), "P0902": date(YEAR, 11, 17), "P0903": date(YEAR, 11, 18),
}  # fmt: skip
EXEMPT_A_QUARTER, EXEMPT_ALL_YEAR = "P0062", "P0063"
ACTIVIST = "P0904"  # in the roster, not in the table
LATE_PERFORMANCE = "P0064"  # the third quarter's result is recorded in October
ALL_MISSED = "P0065"  # came to nothing in the second quarter
BEST = "P0104"


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    branch: str
    is_secretary: bool = False
    status: str = "正式党员"
    joins: date | None = None

    def is_there(self, on: date) -> bool:
        return (self.joins is None or self.joins <= on) and not (self.id == LEFT and on >= LEFT_ON)


def vary(*parts: object, below: int) -> int:
    """A number from 0 to ``below`` − 1 that depends on the parts alone."""
    return zlib.crc32("|".join(map(str, parts)).encode()) % below


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)


def branches() -> dict[str, tuple[str, str]]:
    """Branch id → its name and the general branch above it."""
    listed = [(name, above) for above, names in BRANCHES.items() for name in names.split()]
    return {f"B{number:02}": (f"{name}党支部", above) for number, (name, above) in enumerate(listed, start=1)}


def persons() -> list[Person]:
    """The 850, branch by branch in turn, the first of each branch its secretary; and those who come during the year."""
    ids = list(branches())
    found = []
    for number in range(1, MEMBERS + 1):
        place = (number - 1) % len(ids)
        is_new = number > len(ids) and vary("probation", number, below=28) == 0  # about thirty admitted last year
        found.append(Person(f"P{number:04}", name_of(number), ids[place], number <= len(ids), "预备党员" if is_new else "正式党员"))
    for number, (code, day) in enumerate(JOINED.items(), start=MEMBERS + 1):
        found.append(Person(code, name_of(number), ids[number % len(ids)], joins=day))
    return [*found, Person(ACTIVIST, name_of(MEMBERS + 9), ids[4], status="积极分子")]


def name_of(number: int) -> str:
    return SURNAMES[number % 30] + GIVEN[0][number % 17] + GIVEN[1][number % 19]


# --- who stands where -------------------------------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": COMMITTEE, "name": "示例供电公司党委", "type": "党委"}
    for code, name in GENERAL_BRANCHES.items():
        yield {"id": code, "name": name, "type": "党总支", "parent": COMMITTEE}
    for code, (name, above) in branches().items():
        yield {"id": code, "name": name, "type": "党支部", "parent": above}


def roster_rows() -> Iterator[Row]:
    ids = list(branches())
    for person in persons():
        row: Row = {"id": person.id, "name": person.name, "status": person.status, "organisation": person.branch, "from": person.joins}
        if person.id == TRANSFERRED:
            yield row | {"to": TRANSFERRED_ON}
            yield row | {"from": TRANSFERRED_ON, "organisation": ids[ids.index(person.branch) + 1]}
        elif person.id == LEFT:
            yield row | {"to": LEFT_ON}
        elif person.status == "预备党员" and vary("full", person.id, below=4):  # three in four become full members in July
            yield row | {"to": on(7, 1)}
            yield row | {"from": on(7, 1), "status": "正式党员"}
        else:
            yield row


def relation_rows() -> Iterator[Row]:
    for person in persons():
        if person.is_secretary:
            yield {"subject": person.id, "relation": "书记", "target": person.branch}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **columns: object) -> Row:
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, **columns}


def monthly_facts() -> Iterator[Row]:
    """An activity, dues, and now and then a study session, of everyone who is there."""
    for person in persons():
        if person.id == EXEMPT_ALL_YEAR or person.status == "积极分子":
            continue
        for month in range(1, 13):
            key = (person.id, month)
            held = on(month, 18)
            if person.is_there(held):
                chance = vary(key, "role", below=40)
                role = "缺席" if chance == 0 or (person.id == ALL_MISSED and month in (4, 5, 6)) else "准假" if chance < 3 else "出席"
                yield fact(person.id, "党内活动", held, role=role, matter=f"{month}月主题党日")
            checked = on(month, 25)
            if person.is_there(checked):
                level = {0: "补交", 1: "未交清"}.get(vary(key, "dues", below=150), "按时足额")
                yield fact(person.id, "党费核对", checked, level=level)
            if person.is_there(on(month, 10)) and vary(key, "study", below=4) > 0:
                yield fact(person.id, "学习教育", on(month, 10), matter=f"{month}月集中学习")


def performance_facts() -> Iterator[Row]:
    for person in persons():
        if person.id == EXEMPT_ALL_YEAR or person.status == "积极分子":
            continue
        for quarter in range(1, 5):
            day = on(3 * quarter, 26)
            if not person.is_there(day):
                continue
            mark = f"{86 + vary(person.id, quarter, 'mark', below=24)}.{vary(person.id, quarter, 'tenth', below=10)}"
            mark = "61.0" if person.id in (ALL_MISSED, "P0101", "P0102") else mark
            recorded = on(10, 15) if person.id == LATE_PERFORMANCE and quarter == 3 else day
            yield fact(person.id, "工作绩效", day, mark=mark) | {"recorded": recorded}


def drawn_achievements() -> Iterator[Row]:
    """About one member in three has something to show for."""
    for person in persons():
        for month in range(1, 13):
            day, key = on(month, 1 + vary(person.id, month, "day", below=27)), (person.id, month)
            if not person.is_there(day) or person.status == "积极分子" or person.id == EXEMPT_ALL_YEAR:
                continue
            what = vary(key, "what", below=160)
            matter = f"{month}月{person.id}"
            if what == 0:
                yield fact(person.id, "急难险重任务", day, mark=1 + vary(key, below=5), matter=f"{matter}抢修保电")
            elif what == 1:
                level = ("党总支", "党总支", "公司级", "公司级", "市级", "省级以上")[vary(key, below=6)]
                yield fact(person.id, "工作受表扬", day, level=level, matter=f"{matter}专项工作")
            elif what == 2:
                level = ("公司级", "公司级", "公司级", "市级")[vary(key, below=4)]
                yield fact(person.id, "个人荣誉", day, level=level, matter="优秀工作者", note=f"示供电〔{YEAR}〕{month}号")
            elif what == 3:
                level, role = ("公司级", "公司级", "市级")[vary(key, below=3)], ("一等奖", "二等奖", "三等奖")[vary(key, 1, below=3)]
                yield fact(person.id, "竞赛获奖", day, level=level, role=role, matter=f"{month}月技能竞赛")


def posts_of_honour() -> Iterator[Row]:
    """Model posts: some all year, some that begin or end in mid-quarter."""
    for person in persons():
        if vary(person.id, "post", below=12) == 0 and person.is_there(on(1, 1)) and person.id != EXEMPT_ALL_YEAR:
            begins = date(YEAR - 1, 7, 1) if vary(person.id, "begin", below=2) else on(5, 16)
            until = on(11, 14) if vary(person.id, "end", below=3) == 0 else None
            yield fact(person.id, "党员示范岗", begins, until=until, matter=f"{person.id}责任区")


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each comes with its reason."""
    # six sessions in a quarter beside the drawn ones: the quarter's cap holds; two on one day count once
    for number in range(1, 7):
        yield fact(BEST, "学习教育", on(2, 10 + number), matter=f"读书班第{number}讲")
    yield fact(BEST, "学习教育", on(2, 11), matter="读书班晚间讨论")
    # one kind of honour at four levels: the highest counts; one contest won at two levels likewise
    for month, level in ((1, "公司级"), (2, "市级"), (3, "省级"), (3, "国家级")):
        yield fact(BEST, "个人荣誉", on(month, 20), level=level, matter="服务标兵", note=f"示服〔{YEAR}〕{month}号")
    for month, level, role in ((4, "公司级", "一等奖"), (5, "市级", "二等奖"), (6, "省级", "三等奖"), (6, "国家级", "三等奖")):
        yield fact(BEST, "竞赛获奖", on(month, 12), level=level, role=role, matter="配电技能竞赛")
    for month, level in ((10, "党总支"), (10, "公司级"), (11, "市级"), (11, "省级以上")):
        yield fact(BEST, "工作受表扬", on(month, 8), level=level, matter="台风抢修复电")
    # the branch's meeting settled it twice: the later holds
    yield fact(BEST, "急难险重任务", on(9, 3), mark=3, matter="台风抢修复电")
    yield fact(BEST, "急难险重任务", on(9, 20), mark=5, matter="台风抢修复电")
    # the day before a transfer and the day itself
    yield fact(TRANSFERRED, "个人荣誉", on(7, 31), level="市级", matter="安全标兵", note="示安〔2025〕7号")
    yield fact(TRANSFERRED, "个人荣誉", on(8, 1), level="公司级", matter="优秀党员", note="示党〔2025〕8号")
    # paid up within the month: the better of two entries counts
    yield fact("P0105", "党费核对", on(4, 20), level="未交清")
    yield fact("P0105", "党费核对", on(4, 29), level="补交")
    yield from verified_cases()
    yield from exemptions()
    yield from corrections()


def verified_cases() -> Iterator[Row]:
    """Cases found true: one told in two ways, two of one member, one of a secretary, one of each of the four kinds."""
    yield fact("P0101", "舆论曝光", on(3, 12), matter="案件2025-01", by="纪委办公室", note="示纪〔2025〕1号")
    yield fact("P0101", "群众反映强烈", on(3, 14), matter="案件2025-01", by="纪委办公室", note="示纪〔2025〕2号")
    yield fact("P0102", "违反党和国家政策", on(5, 20), matter="案件2025-02", by="纪委办公室", note="示纪〔2025〕3号")
    yield fact("P0102", "违法乱纪", on(6, 11), matter="案件2025-03", by="纪委办公室", note="示纪〔2025〕5号")
    yield fact("P0012", "群众反映强烈", on(9, 9), matter="案件2025-05", by="纪委办公室", note="示纪〔2025〕8号")


def exemptions() -> Iterator[Row]:
    yield fact(EXEMPT_A_QUARTER, "免评决定", on(7, 1), until=on(9, 30), by="党委", note="示党〔2025〕12号")
    yield fact(EXEMPT_ALL_YEAR, "免评决定", on(1, 1), until=on(12, 31), by="党委", note="示党〔2025〕1号")


def corrections() -> Iterator[Row]:
    """An objection upheld; a reversal by mistake, taken back; a performance result entered wrongly and entered anew."""
    yield fact("P0103", "舆论曝光", on(4, 8), matter="案件2025-04", by="纪委办公室", note="示纪〔2025〕4号", key="upheld")
    yield fact("P0103", "舆论曝光", on(4, 28), matter="案件2025-04", by="纪委办公室", note="复核：并非本人", reverses="upheld")
    yield fact("P0106", "个人荣誉", on(5, 5), level="市级", matter="技术能手", note="示人〔2025〕5号", key="kept")
    yield fact("P0106", "个人荣誉", on(5, 19), level="市级", matter="技术能手", note="误更正", reverses="kept", key="mistake")
    yield fact("P0106", "个人荣誉", on(5, 26), level="市级", matter="技术能手", note="撤销误更正", reverses="mistake")
    yield fact("P0107", "工作绩效", on(6, 27), mark="98.5", by="业务部门", note="更正：漏计抢修工时")


# --- files ------------------------------------------------------------------------------------------------------------


def fact_rows() -> Iterator[Row]:
    """Ids in the order of the days; what a row reverses is named by its ``key`` until then."""
    rows = [*monthly_facts(), *performance_facts(), *drawn_achievements(), *posts_of_honour(), *written_facts()]
    ordered = sorted(rows, key=lambda row: (str(row["date"]), str(row["subject"]), str(row["kind"])))
    keys = {row["key"]: number for number, row in enumerate(ordered, start=1) if "key" in row}
    for number, row in enumerate(ordered, start=1):
        yield {**row, "id": number, "reverses": keys[row["reverses"]] if "reverses" in row else None}


def write_table(folder: Path, name: str, rows: Iterator[Row]) -> None:
    columns = COLUMNS[name].split()
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows)


def write(folder: Path) -> None:
    """Write the demo year's tables into ``folder``, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder, "organisations", organisation_rows())
    write_table(folder, "roster", roster_rows())
    write_table(folder, "relations", relation_rows())
    write_table(folder, "facts", fact_rows())
