"""Demo year 2025 of an invented company (示例供电公司): 31 party organisations in three classes, four quarterly inspections.

Eleven of class Ⅰ, ten of class Ⅱ, ten of class Ⅲ; five are general branches with two branches each, which are not classed and not
scored. The bulk varies by a checksum of organisation, quarter and item; what a clerk should be able to look up by hand (who is on
the blue board and why, what was not put right in time, a change of class, a temporary branch, corrections) is written out below, so
that each rule prices a fact, each limit binds and each outcome is proposed. No clock and no chance: the same files every time.

Worked example: 配电中心 (D08) fails in the first quarter in organisational life and in education, is last of class Ⅰ, its secretary
is summoned; one problem is not put right until 15 August, so it costs a point in the second quarter and in the third.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

YEAR = 2025
COMMITTEE = "C00"
CLASSES = {
    "Ⅰ类": "云岭县公司 河湾县公司 石桥县公司 沙原县公司 青坪县公司 变电中心 输电中心 配电中心 营销中心 电费中心 调控中心",
    "Ⅱ类": "物资分中心 信通分公司 综合服务中心 建设分公司 培训站 设备部 营销部 建设部 安监部 发展部",
    "Ⅲ类": "办公室 人资部 财务部 党建部 审计部 互联网部 离退休 设计院 送变电公司 新能源公司",
}
HEADQUARTERS = ["设备部", "营销部", "建设部", "安监部", "发展部", "办公室", "人资部", "财务部", "党建部", "审计部", "互联网部"]
GENERAL = ["云岭县公司", "河湾县公司", "石桥县公司", "沙原县公司", "青坪县公司"]
RECLASSED, RECLASSED_ON = "综合服务中心", date(YEAR, 7, 1)  # Ⅱ类 before, Ⅲ类 after
FOUNDED, FOUNDED_ON = "D32", date(YEAR, 12, 10)  # 储能分公司, too late for the fourth quarter and for the year
TEMPORARY, TEMPORARY_FROM, TEMPORARY_TO = "D33", date(YEAR, 7, 21), date(YEAR, 10, 16)
NEW_SECRETARY, NEW_SECRETARY_ON = "安监部", date(YEAR, 5, 16)
VACANT, VACANT_FROM = "设计院", date(YEAR, 9, 1)
MEMBERS_EACH = 12
ROLES = [
    "政治建设",
    "党建责任",
    "三基建设",
    "组织建设",
    "组织生活",
    "党员管理",
    "信息台账",
    "活动阵地",
    "党员教育",
    "思想文化和统战",
    "团青工作",
    "队伍建设",
    "日常工作",
]

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = ("明秀志丽海晓永玉文雪国淑家思景若长", "华英强娟涛燕福兰斌梅栋珍豪远行水青安平")

COLUMNS = {
    "organisations": "id name type parent class from to 层级",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter rater by note reverses",
}

# in that quarter, so many grave problems of that kind were found there, and these regular tasks were not done
FAILED: dict[tuple[str, int], tuple[dict[str, int], tuple[str, ...]]] = {
    ("配电中心", 1): ({"组织生活": 3, "党员教育": 4}, ("集中学习", "党员大会")),
    ("发展部", 1): ({"政治建设": 4, "信息台账": 3}, ("第一议题学习",)),
    ("设计院", 1): ({"三基建设": 6}, ()),
    ("沙原县公司", 2): ({"日常工作": 4, "思想文化和统战": 4}, ("宣传稿件",)),
    ("物资分中心", 2): ({"党建责任": 5}, ("专题研究党建", "党建载体创新")),
    ("配电中心", 3): ({"党员管理": 3, "活动阵地": 3}, ()),
    ("培训站", 3): ({"队伍建设": 4, "团青工作": 3}, ("团青活动",)),
    ("设计院", 3): ({"组织建设": 3}, ("廉政教育",)),
    ("电费中心", 4): ({"政治建设": 2, "日常工作": 1}, ("支委会",)),
    ("信通分公司", 4): ({"组织建设": 2}, ("专题研究党建",)),
}
LATE_RATE = "调控中心"  # the third quarter's rate is recorded in October: unknown until then

Row = dict[str, object]


def vary(*parts: object, below: int) -> int:
    """A number from 0 to ``below`` − 1 that depends on the parts alone."""
    return zlib.crc32("|".join(map(str, parts)).encode()) % below


def day(month: int, number: int) -> date:
    return date(YEAR, month, number)


def ids() -> dict[str, str]:
    """Name → id of the 31, in the order of the classes."""
    names = [name for listed in CLASSES.values() for name in listed.split()]
    return {name: f"D{number:02}" for number, name in enumerate(names, start=1)}


def class_of(name: str, quarter: int) -> str:
    if name == RECLASSED and day(3 * quarter, 1) >= RECLASSED_ON:
        return "Ⅲ类"
    return next(klass for klass, listed in CLASSES.items() if name in listed.split())


# --- who stands where -------------------------------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": COMMITTEE, "name": "示例供电公司党委", "type": "党委"}
    for name, code in ids().items():
        kind = "党总支" if name in GENERAL else "党支部"
        row: Row = {"id": code, "name": f"{name}{kind}", "type": kind, "parent": COMMITTEE, "class": class_of(name, 1)}
        row["层级"] = "本部" if name in HEADQUARTERS else "基层"
        if name == RECLASSED:
            yield row | {"to": RECLASSED_ON}
            yield row | {"from": RECLASSED_ON, "class": "Ⅲ类"}
        else:
            yield row
        for number, part in enumerate(("机关", "供电所"), start=1):
            if name in GENERAL:
                yield {"id": f"{code}-{number}", "name": f"{name}{part}党支部", "type": "党支部", "parent": code}
    founded: Row = {"id": FOUNDED, "name": "储能分公司党支部", "type": "党支部", "parent": COMMITTEE, "class": "Ⅲ类", "层级": "基层"}
    yield founded | {"from": FOUNDED_ON}
    temporary: Row = {"id": TEMPORARY, "name": "跨省抢修临时党支部", "type": "临时党支部", "parent": COMMITTEE}
    yield temporary | {"from": TEMPORARY_FROM, "to": TEMPORARY_TO}


def members(name: str) -> list[str]:
    """Ids of the members of one of the 31, its secretary first."""
    first = 1 + MEMBERS_EACH * list(ids()).index(name)
    return [f"P{number:03}" for number in range(first, first + MEMBERS_EACH)]


TRANSFERRED_ON = date(YEAR, 8, 1)  # the sixth member of 变电中心 goes to 输电中心


def roster_rows() -> Iterator[Row]:
    for name, code in ids().items():
        for place, person in enumerate(members(name)):
            number = int(person[1:])
            home = f"{code}-{1 + place % 2}" if name in GENERAL and place > 0 else code
            row: Row = {"id": person, "name": SURNAMES[number % 30] + GIVEN[0][number % 17] + GIVEN[1][number % 19]}
            row |= {"status": "预备党员" if place == MEMBERS_EACH - 1 else "正式党员", "organisation": home}
            if name == "变电中心" and place == 5:
                yield row | {"to": TRANSFERRED_ON}
                yield row | {"from": TRANSFERRED_ON, "organisation": ids()["输电中心"]}
            else:
                yield row


def relation_rows() -> Iterator[Row]:
    for name, code in ids().items():
        secretary, deputy = members(name)[:2]
        row: Row = {"subject": secretary, "relation": "书记", "target": code}
        if name == NEW_SECRETARY:
            yield row | {"to": NEW_SECRETARY_ON}
            yield row | {"subject": deputy, "from": NEW_SECRETARY_ON}
        elif name == VACANT:
            yield row | {"to": VACANT_FROM}
        else:
            yield row


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, on: date, **columns: object) -> Row:
    return {"subject": subject, "kind": kind, "date": on, "recorded": on, **columns}


def regular_facts(name: str, code: str, quarter: int) -> Iterator[Row]:
    """What every organisation has to do in a quarter."""
    key, months = (name, quarter), range(3 * quarter - 2, 3 * quarter + 1)
    klass = class_of(name, quarter)
    for month in months:
        yield fact(code, "第一议题学习", day(month, 6), matter=f"{month}月第一议题")
        yield fact(code, "支委会", day(month, 7))
        rate = f"{94 + vary(key, month, 'rate', below=6)}.{vary(key, month, 'tenth', below=10)}"
        yield fact(code, "集中学习", day(month, 20), quantity=rate)
        late = {0: 2, 1: 5}.get(vary(key, month, "late", below=30), 0)
        yield fact(code, "报送任务", day(month, 10), until=day(month, 10) + timedelta(days=late), matter=f"{month}月党建报表")
    last = 3 * quarter
    yield fact(code, "专题研究党建", day(last - 1, 14), matter=f"{quarter}季度专题研究")
    yield fact(code, "党员大会", day(last, 12))
    yield fact(code, "团青活动", day(last - 1, 4), matter=f"{quarter}季度青年活动")
    yield fact(code, "廉政教育", day(last - 2, 18), matter=f"{quarter}季度廉政教育")
    wanted = {"Ⅰ类": 3, "Ⅱ类": 2, "Ⅲ类": 1}[klass]
    for number in range(wanted + vary(key, "news", below=3) - (vary(key, "few", below=9) == 0)):
        level = ("公司网站", "公司网站", "市级媒体", "公司网站", "省级媒体")[vary(key, number, "medium", below=5)]
        yield fact(code, "宣传稿件", day(last - 1, 8 + number), level=level, matter=f"{name}{quarter}季度稿件{number + 1}")
    if klass == "Ⅰ类":
        recorded = day(10, 15) if (name, quarter) == (LATE_RATE, 3) else day(last, 25)
        rate = f"{95 + vary(key, 'plan', below=5)}.{vary(key, 'plan tenth', below=10)}"
        yield fact(code, "“党建+”工程完成率", day(last, 25), quantity=rate) | {"recorded": recorded}
    if klass == "Ⅱ类":
        for number in range(1, 3 + vary(key, "carrier", below=2)):
            yield fact(code, "党建载体创新", day(last - 1, 15 + number), matter=f"{name}{quarter}季度载体{number}")


def extra_facts(name: str, code: str, quarter: int) -> Iterator[Row]:
    """Contribution and integration, by the inspection team and by what the organisation did."""
    key, last = (name, quarter), 3 * quarter
    for rater in ("检查组甲", "检查组乙"):
        yield fact(code, "融合度评定", day(last, 22), mark=f"0.{20 + vary(key, rater, below=55)}", rater=rater)
    for number in range(vary(key, "joint", below=3)):
        yield fact(code, "联建共建", day(last - 1, 22 + number), matter=f"{name}{quarter}季度联建{number + 1}")
    if name in HEADQUARTERS:
        for number in range(1 + vary(key, "help", below=4)):
            level = "逾期办结" if vary(key, number, "help", below=8) == 0 else "按期办结"
            yield fact(code, "服务基层事项", day(last, 3 + number), level=level, matter=f"{name}{quarter}季度诉求{number + 1}")
        return
    if vary(key, "task", below=3) == 0:
        level = ("公司部署", "公司部署", "省公司部署")[vary(key, "task level", below=3)]
        yield fact(code, "急难险重任务", day(last - 1, 25), level=level, matter=f"{quarter}季度保电")
    if vary(key, "gain", below=4) == 0:
        level = ("公司级", "公司级", "省公司级")[vary(key, "gain level", below=3)]
        yield fact(code, "攻坚创效成果", day(last, 16), level=level, matter=f"{name}{quarter}季度成果")
    if vary(key, "honour", below=3) == 0:
        person, level = members(name)[3 + vary(key, "who", below=7)], ("公司级", "公司级", "市级")[vary(key, "rank", below=3)]
        yield fact(person, "党员荣誉", day(last, 18), level=level, matter=f"{quarter}季度服务之星", note=f"示供电〔{YEAR}〕{last}号")


def problem_facts(name: str, code: str, quarter: int) -> Iterator[Row]:
    """What the inspection found: one to three small things nearly everywhere, and where a quarter failed, grave ones."""
    key, found = (name, quarter), day(3 * quarter, 20)
    roles = [role for role in ROLES if role != "三基建设" or class_of(name, quarter) == "Ⅲ类"]
    for number in range(1, 1 + vary(key, "problems", below=4)):
        level = ("轻微", "轻微", "一般")[vary(key, number, "level", below=3)]
        role = roles[vary(key, number, "role", below=len(roles))]
        yield problem(code, found, level, role, f"{YEAR}Q{quarter}-{code}-{number:02}")
    failed, number = FAILED.get((name, quarter), ({}, ()))[0], 10
    for role, count in failed.items():
        for _ in range(count):
            number += 1
            yield problem(code, found, "严重", role, f"{YEAR}Q{quarter}-{code}-{number:02}")


def problem(code: str, on: date, level: str, role: str, matter: str) -> Row:
    return fact(code, "检查问题", on, level=level, role=role, matter=matter, by="检查组")


def quarterly_facts() -> Iterator[Row]:
    for quarter in range(1, 5):
        for name, code in ids().items():
            skipped = FAILED.get((name, quarter), ({}, ()))[1]
            rows = (*regular_facts(name, code, quarter), *extra_facts(name, code, quarter))
            yield from (row for row in rows if row["kind"] not in skipped)
            yield from problem_facts(name, code, quarter)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each comes with its reason."""
    code = ids()
    # looked back on in the second quarter and not put right, closed out in mid-August
    yield fact(code["配电中心"], "逾期未整改", day(5, 16), until=day(8, 15), matter=f"{YEAR}Q1-{code['配电中心']}-11", by="检查组")
    for number in range(1, 3):
        yield fact(code["沙原县公司"], "未报送", day(4 + number, 11), matter=f"专项报表{number}")
    for number in range(1, 4):
        yield fact(code["培训站"], "缺席党务培训", day(8, 4 + number), matter=f"党务干部培训第{number}期")
    # one badly attended session pulls the quarter's mean below 95
    yield fact(code["离退休"], "集中学习", day(5, 22), quantity="71.5")
    # late by two days and by five
    yield fact(code["财务部"], "报送任务", day(2, 17), until=day(2, 19), matter="党费收缴情况")
    yield fact(code["审计部"], "报送任务", day(2, 17), until=day(2, 22), matter="党费收缴情况")
    # a problem found twice in one quarter counts once, as the graver
    yield problem(code["人资部"], day(5, 12), "轻微", "信息台账", "2025Q2-人资-补01")
    yield problem(code["人资部"], day(6, 20), "一般", "信息台账", "2025Q2-人资-补01")
    # one matter at two levels: the higher counts, and the caps of contribution and integration hold
    for level in ("公司部署", "跨省支援"):
        yield fact(code["变电中心"], "急难险重任务", day(8, 5), level=level, matter="跨省抢修复电")
    for level in ("公司级", "省公司级"):
        yield fact(code["变电中心"], "攻坚创效成果", day(9, 4), level=level, matter="带电检测新法")
    yield fact(members("变电中心")[4], "党员荣誉", day(9, 10), level="国家级", matter="技术能手", note="示人〔2025〕9号")
    for number in range(1, 8):
        yield fact(code["变电中心"], "联建共建", day(9, number), matter=f"重点工程联建{number}")
        yield fact(code["党建部"], "服务基层事项", day(9, number), level="按期办结", matter=f"基层减负{number}")
    # the day before a transfer and the day itself; a member of a branch under a general branch
    transferred = members("变电中心")[5]
    yield fact(transferred, "党员荣誉", day(7, 31), level="市级", matter="安全标兵", note="示安〔2025〕7号")
    yield fact(transferred, "党员荣誉", day(8, 1), level="市级", matter="服务标兵", note="示服〔2025〕8号")
    yield fact(members("河湾县公司")[3], "党员荣誉", day(6, 5), level="省级", matter="劳动模范", note="示工〔2025〕5号")
    # the clean government column
    for level, name in (("严重", "设计院"), ("一般", "营销部"), ("轻微", "石桥县公司")):
        yield fact(code[name], "党风廉政问题", day(8, 21), level=level, matter=f"{name}廉洁风险点", by="纪委办公室")
    # one article taken up by several media counts once, as the highest
    for level in ("公司网站", "中央媒体"):
        yield fact(code["云岭县公司"], "宣传稿件", day(5, 26), level=level, matter="高原供电所的一天")
    yield from corrections()
    yield from year_end_facts()


def corrections() -> Iterator[Row]:
    """Not upheld when the list was checked with the organisation; taken back by mistake and restored."""
    code = ids()
    upheld = problem(code["财务部"], day(6, 20), "严重", "党员管理", "2025Q2-财务-21")
    yield upheld | {"key": "upheld"}
    yield upheld | {"date": day(6, 27), "recorded": day(6, 27), "note": "核对清单：不成立", "reverses": "upheld"}
    mistaken = problem(code["输电中心"], day(9, 20), "一般", "活动阵地", "2025Q3-输电-21")
    yield mistaken | {"key": "kept"}
    yield mistaken | {"date": day(9, 24), "recorded": day(9, 24), "note": "误更正", "reverses": "kept", "key": "mistake"}
    yield mistaken | {"date": day(9, 28), "recorded": day(9, 28), "note": "撤销误更正", "reverses": "mistake"}


def year_end_facts() -> Iterator[Row]:
    for name, code in ids().items():
        for rater in ("考评组甲", "考评组乙"):
            mark = f"{86 + vary(name, rater, 'year', below=12)}.{vary(name, rater, 'tenth', below=10)}"
            yield fact(code, "年终专业考评", day(12, 22), mark=mark, rater=rater, by="考评组", note="示供党〔2025〕30号")


# --- files ------------------------------------------------------------------------------------------------------------


def fact_rows() -> Iterator[Row]:
    """Ids in the order of the days; what a row reverses is named by its ``key`` until then."""
    ordered = sorted([*quarterly_facts(), *written_facts()], key=lambda row: (str(row["date"]), str(row["subject"]), str(row["kind"])))
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
