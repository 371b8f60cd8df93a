"""The demo year of S04: an invented maritime bureau, 示例海事局, with a full year of facts.

Five branches of organ departments, seven of subordinate offices, about 150 members with probationary members and activists, 38
responsibility areas with a manager each. Nobody and nothing in it exists. Meetings, tests and assessments are drawn for everyone;
everything else comes from two tables of a row a fact kind (who, how often, with what values), so that each of the 202 criteria
finds something to price. What a clerk should be able to look up by hand (transfers, exemptions, corrections, decisions, help given)
is written out. The same call writes the same bytes.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv, facts.csv and history.csv in ``demo``.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from biaochi.presets.s04.demo_people import (
    BRANCHES,
    BUREAU,
    DISQUALIFIED,
    HELPED,
    LATE_COMER,
    LONG_ILL,
    MOVED_OUT,
    ON_LEAVE,
    PROBATIONARY_BEHIND,
    RESTORED,
    STAR,
    TEAM,
    UNWILLING,
    WEAK,
    WEAK_SECRETARY,
    WEAK_TOO,
    YEAR,
    Membership,
    areas,
    members_of,
    relations,
    roster,
)
from biaochi.presets.s04.demo_tables import AGAIN, BONUSES, DEDUCTIONS

TASKS = ("隐患排查治理", "责任区巡查", "责任区巡查", "责任区巡查", "安全宣传", "预警与应急", "走访责任区企业", "走访责任区企业")
COMPANIES = ("示例港务一公司", "示例港务二公司", "示例油品码头", "示例砂石码头", "示例船厂", "示例水运公司", "示例渡运公司")


class Draw:
    """A linear congruential generator (Knuth's MMIX constants): the same numbers on every machine and Python version."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, limit: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def day(self, month: int) -> date:
        return date(YEAR, month, 1 + self.below(28))


@dataclass(frozen=True, slots=True)
class Fact:
    subject: str
    kind: str
    day: date
    until: date | None = None
    recorded: date | None = None
    quantity: str = ""
    mark: str = ""
    level: str = ""
    role: str = ""
    matter: str = ""
    rater: str = ""
    by: str = "积分记录员"
    note: str = ""
    id: str = ""
    reverses: str = ""


# --- facts: what happens to everyone ----------------------------------------------------------------------------------

ATTENDANCE = ("", "", "", "公假", "病假", "事假", "缺席")
"""Of a hundred, 88 are there; the others in turn by what keeps them away."""


def attendance(draw: Draw, there: str) -> str:
    number = draw.below(100)
    return there if number < 88 else (ATTENDANCE[number % len(ATTENDANCE)] or there)


def monthly(rows: list[Membership]) -> Iterator[Fact]:
    """Study, the branch meeting and the day of the branch, in each branch each month."""
    draw = Draw(41)
    for month, (place, branch) in itertools.product(range(1, 13), enumerate(BRANCHES)):
        study, meeting, together = (date(YEAR, month, 3 + place + gap) for gap in (0, 5, 10))
        yield Fact(branch, "主题党日安排", together, matter=f"{month}月主题党日")
        for row in present(rows, branch, study):
            members = row.status != "积极分子"
            skips = row.id == WEAK_TOO and month < 4
            yield Fact(row.id, "集中学习", study, role=late(attendance(draw, "参加"), draw), matter=f"{month}月集中学习")
            if members:
                role = "缺席" if skips else attendance(draw, "出席")
                yield Fact(row.id, "支部会议", meeting, role=role, matter=f"{month}月党员大会")
            if row.id != LATE_COMER or month not in (10, 11):
                role = attendance(draw, "参加")
                yield Fact(row.id, "主题党日", together, role="早退" if role == "缺席" else role, matter=f"{month}月主题党日")


def late(role: str, draw: Draw) -> str:
    return ("迟到", "早退")[draw.below(2)] if role == "参加" and draw.below(40) == 0 else role


def quarterly(rows: list[Membership]) -> Iterator[Fact]:
    """What each branch arranges once a quarter, and who took part; assessments by the branch and among its members."""
    draw = Draw(43)
    for quarter, (place, branch) in itertools.product(range(1, 5), enumerate(BRANCHES)):
        month = 3 * quarter - 1
        day, word = date(YEAR, month, 4 + place), f"{quarter}季度"
        for kind in ("党性活动安排", "布置心得体会", "廉政教育安排"):
            yield Fact(branch, kind, day, matter=f"{word}{kind[-4:]}")
        yield Fact(branch, "安全培训安排", day, quantity="4", matter=f"{word}安全培训")
        low = branch in ("H06", "J04") and quarter == 4
        mark = "86.5" if low else str(89 + (place + quarter) % 9)
        yield Fact(branch, "部门季度绩效", date(YEAR, month + 1, 25), mark=mark, by="积分领导小组")
        here = present(rows, branch, day)
        for number, row in enumerate(here):
            took_part = [kind for kind in ("党性活动", "心得体会", "廉政教育") if draw.below(25)]
            yield from (Fact(row.id, kind, day + timedelta(5), matter=f"{word}{kind}") for kind in took_part)
            yield Fact(row.id, "安全培训", day, quantity="4" if draw.below(12) else "2", matter=f"{word}安全培训")
            yield Fact(row.id, "党课", day + timedelta(2), role=attendance(draw, "听课"), matter=f"{word}党课")
            yield Fact(row.id, "理论测验", day + timedelta(9), mark=str(70 + draw.below(31)), by="支委会")
            yield Fact(row.id, "季度履职评定", date(YEAR, month + 1, 26), mark="0" if draw.below(9) else "-0.5", by="支委会")
            if row.status != "积极分子":
                raters = [here[(number + gap) % len(here)].id for gap in (1, 2, 3)]
                yield from (
                    Fact(row.id, "同志互评", date(YEAR, month + 1, 20), mark=str(74 + draw.below(27)), rater=rater) for rater in raters
                )
            if row.status != "正式党员" and row.id != PROBATIONARY_BEHIND:
                level = ("深刻", "一般", "深刻", "应付")[draw.below(4)]
                yield Fact(row.id, "思想汇报", date(YEAR, month + 1, 10), level=level, matter=f"{word}思想汇报")
        secretary, officer, *others = members_of(branch)
        for teller, talks in ((secretary, 3 - (place + quarter) % 6 // 5), (officer, 2)):
            for number in range(talks):
                yield Fact(teller, "谈心谈话", date(YEAR, month, 12 + number), matter=others[number % len(others)])
        if branch.startswith("J"):
            if (place + quarter) % 5:
                yield Fact(others[0], "调研报告", date(YEAR, month, 18), matter=f"{word}调研")
            for office in ("东湾海事处", "西涌海事处")[: 1 + (quarter + place) % 4 % 3]:
                yield Fact(others[0], "指导基层", date(YEAR, month, 19), matter=office)


def yearly(rows: list[Membership]) -> Iterator[Fact]:
    """December: democratic review and ballot; apprentices' tests in June; activists admitted as candidates in May."""
    draw = Draw(47)
    for branch in BRANCHES:
        here = [row for row in present(rows, branch, date(YEAR, 12, 5)) if row.status != "积极分子"]
        for number, row in enumerate(here):
            level = "不合格" if row.id == LATE_COMER else ("优秀", "合格", "合格", "合格", "基本合格")[draw.below(60) % 5]
            yield Fact(row.id, "民主评议结果", date(YEAR, 12, 12), level=level, note="评议记录2025-12")
            for gap in (1, 2, 3, 4):
                mark = "4" if row.id == LATE_COMER else ("10", "8", "8", "6")[draw.below(16) % 4 if draw.below(3) else 0]
                yield Fact(row.id, "民主测评票", date(YEAR, 12, 12), mark=mark, rater=here[(number + gap) % len(here)].id)
    for number, row in enumerate(row for row in rows if row.status == "预备党员"):
        yield Fact(row.id, "执法资格考试", date(YEAR, 6 + number % 2 * 3, 18), mark=("92", "75", "58")[number % 3], matter="执法资格考试")
    for row in [row for row in rows if row.status == "积极分子"][:4]:
        yield Fact(row.id, "列为发展对象", date(YEAR, 5, 20), note="发展对象备案2025-05")


def in_areas() -> Iterator[Fact]:
    """The five tasks of the responsibility areas, most weeks; the quarter's assessment of each; a few areas whose risk goes down."""
    draw = Draw(53)
    for number, (area, _, _) in enumerate(areas()):
        for month, task in itertools.product(range(1, 13), TASKS):
            if draw.below(3) == 0:
                continue
            company = COMPANIES[draw.below(len(COMPANIES))]
            level = ("及时预警", "及时预警", "成功处置")[draw.below(3)] if task == "预警与应急" else ""
            matter = {"走访责任区企业": company, "责任区巡查": ""}.get(task, f"{area}{month}月{task}")
            role = ("已治理", "已上报")[draw.below(4) // 3] if task == "隐患排查治理" else ""
            most = {"隐患排查治理": 3, "安全宣传": 60}.get(task, 0)
            quantity = str(1 + draw.below(most)) if most else ""
            yield Fact(area, task, draw.day(month), quantity=quantity, level=level, role=role, matter=matter)
        for quarter in range(1, 5):
            level = ("零事故零险情", "零事故零险情", "有险情无事故", "有事故")[draw.below(12) // 3 if draw.below(2) else 0]
            yield Fact(area, "责任区安全评定", date(YEAR, 3 * quarter, 28), level=level, by="积分领导小组")
        if number % 9 == 4:
            yield Fact(area, "风险等级下降", date(YEAR, 4, 10), quantity="1", by="积分领导小组", note=f"风险评估2025-{number:02}")
    mine = next(area for area, _, manager in areas() if manager == STAR)
    yield Fact(mine, "隐患排查治理", date(YEAR, 8, 14), quantity="12", role="已治理", matter="码头隐患集中治理")
    for level in ("及时预警", "成功处置"):
        yield Fact(mine, "预警与应急", date(YEAR, 8, 13), level=level, matter="走锚险情")
    yield from (Fact(mine, "走访责任区企业", date(YEAR, 8, 15), matter=company) for company in COMPANIES)


def present(rows: list[Membership], branch: str, day: date) -> list[Membership]:
    return [row for row in rows if row.organisation == branch and row.holds_on(day)]


# --- facts: the two tables --------------------------------------------------------------------------------------------

SLOTS = {
    "A": (WEAK, 2), "B": (LATE_COMER, 3), "C": (WEAK_SECRETARY, 4), "D": (WEAK_TOO, 1), "E": (LATE_COMER, 4), "P": (STAR, 3),
}  # fmt: skip
"""Whose clusters stand in which quarter."""
TROUBLED = {WEAK, WEAK_TOO, LATE_COMER, WEAK_SECRETARY}
PLAIN_ROLE = {"应急演练": "参加", "重点任务": "超期完成"}
"""Kinds whose level or last day goes with one role only."""


def from_table(table: str, rows: list[Membership], seed: int) -> Iterator[Fact]:
    draw = Draw(seed)
    spared = TROUBLED if table is BONUSES else set()
    by = "本人" if table is BONUSES else "纪检委员"
    for line in table.strip().splitlines():
        kind, who, times, cluster, values, matter = (cell.strip() for cell in line.split("|"))
        spread = {key: listed(text) for key, text in (word.split("=", 1) for word in values.split())}
        candidates = [row for row in rows if belongs(row, who) and row.id not in spared]
        for number in range(int(times)):
            day = draw.day(1 + (number * 12 // int(times) + draw.below(12) * (int(times) < 12)) % 12)
            here = [row for row in candidates if row.holds_on(day)]
            chosen = {key: choices[number % len(choices)] for key, choices in spread.items()}
            person = here[draw.below(len(here))].id
            yield entry(person, kind, day, chosen, matter and f"{matter}（{number + 1}）", by)
        if kind in AGAIN.split():
            chosen = {key: choices[int(times) % len(choices)] for key, choices in spread.items()}
            yield entry(person, kind, day, chosen, matter and f"{matter}（{times}）", by)
        if cluster:
            person, quarter = SLOTS[cluster[0]]
            worst = {key: choices[-1] for key, choices in spread.items()}
            for number in range(int(cluster[1:].strip("="))):
                day = date(YEAR, 3 * quarter - 1, 8 + (0 if cluster.endswith("=") else number))
                yield entry(person, kind, day, worst, matter and f"{matter}（{quarter}季度第{number + 1}件）", by)


def belongs(row: Membership, who: str) -> bool:
    if who in "机海":
        return row.organisation.startswith({"机": "J", "海": "H"}[who])
    return who == "众" or (row.status != "积极分子") == (who == "员") or (who == "培" and row.status == "预备党员")


def listed(text: str) -> list[str]:
    """``a*2,b`` → a, a, b; ``1-3`` → 1, 2, 3; ``0.5-1.5/0.5`` → 0.5, 1, 1.5."""
    found: list[str] = []
    for word in text.split(","):
        name, _, times = word.partition("*")
        low, dash, high = name.partition("-")
        if dash and low.replace(".", "").isdigit():
            high, _, step = high.partition("/")
            tenths = range(round(float(low) * 10), round(float(high) * 10) + 1, round(float(step or 1) * 10))
            found += [f"{number / 10:g}" for number in tenths]
        else:
            found += [name] * int(times or 1)
    return found


def entry(person: str, kind: str, day: date, chosen: dict[str, str], matter: str, by: str) -> Fact:
    plain = PLAIN_ROLE.get(kind, chosen.get("r")) == chosen.get("r")
    until = day + timedelta(int(chosen["u"])) if "u" in chosen and plain else None
    level = chosen.get("l", "") if plain else ""
    return Fact(
        person, kind, day, until, quantity=chosen.get("q", ""), mark=chosen.get("s", ""), level=level, role=chosen.get("r", ""),
        matter=matter, by=by,
    )  # fmt: skip


# --- facts: written by hand -------------------------------------------------------------------------------------------


def written() -> list[Fact]:
    leaders, officers = "积分领导小组", "支委会"
    return [
        # honours of one kind: 本局, then 市级, then 省部级 in one quarter count once, the highest
        Fact(STAR, "个人党内表彰", on(7, 1), level="本局", matter="优秀共产党员", note="表彰决定2025-1"),
        Fact(STAR, "个人党内表彰", on(7, 20), level="市级", matter="优秀共产党员", note="表彰决定2025-2"),
        Fact(STAR, "个人党内表彰", on(9, 30), level="省部级", matter="优秀共产党员", note="表彰决定2025-3"),
        Fact(RESTORED, "个人党内表彰", on(7, 1), level="省部级", matter="优秀党务工作者", note="表彰决定2025-4"),
        Fact(DISQUALIFIED, "群团荣誉", on(5, 4), level="全国", matter="五一奖章", note="表彰决定2025-5"),
        Fact("J02-31", "创新项目", on(3, 11), level="部级", role="牵头", matter="智慧巡航项目"),
        *(Fact("H01-31", "创新项目", on(month, 11), level="直属局级", role="牵头", matter=f"项目{month}") for month in (1, 4, 7, 10)),
        *(Fact("H02-31", "发表理论文章", on(month, 12), level="中央级", role="独立", matter=f"文章{month}") for month in (2, 5, 8, 11)),
        Fact(TEAM, "先锋队获奖", on(6, 30), level="省局级", matter="防台先锋队", note="表彰决定2025-6"),
        Fact("H01", "支部获评先进", on(6, 28), level="市直工委级", matter="先进党支部", note="表彰决定2025-7"),
        Fact("H01", "支部获评先进", on(6, 29), level="省局级", matter="先进党支部", note="表彰决定2025-8"),
        *(Fact(f"H0{place}", "组织生活案例比武", on(11, 20), quantity=str(place), matter="组织生活案例大比武") for place in range(1, 8)),
        # three members of a branch of four: one place for the model post
        *(Fact(f"J05-0{number}", "党员示范岗", on(8, number), matter="示范岗", note="评定2025-8") for number in (2, 3, 4)),
        Fact("J01-04", "兼任党务工作", on(1, 1), matter="积分审核员"),
        Fact("H03-05", "兼任党务工作", on(2, 20), until=on(8, 31), matter="党小组长"),
        # floors that need several kinds of trouble in one quarter
        *(Fact(WEAK, "集中学习", on(5, day), role="缺席", matter=f"专题学习{day}") for day in (6, 7, 8, 9, 12, 13)),
        Fact(WEAK_SECRETARY, "季度履职评定", on(12, 28), mark="-3", by=officers),
        *(Fact(WEAK_TOO, "党课", on(2, day), role="缺席", matter=f"专题党课{day}") for day in (17, 18, 19, 20)),
        Fact(WEAK_TOO, "季度履职评定", on(3, 28), mark="-3", by=officers),
        *(Fact(WEAK_TOO, "重点任务", on(2, day), role="未完成", matter=f"专项{day}") for day in (24, 25, 26)),
        *(Fact(LATE_COMER, "季度履职评定", on(month, 28), mark="-3", by=officers) for month in (9, 12)),
        *(Fact(LATE_COMER, "重点任务", on(month, day), role="未完成", matter=f"专项{day}") for month in (8, 11) for day in (24, 25, 26)),
        *(Fact(LATE_COMER, "主题党日", on(12, 22), role="早退", matter="主题党日") for _ in range(2)),
        *(Fact(PROBATIONARY_BEHIND, "培养培训测试", on(month, 22), mark="41", by=officers) for month in (2, 5, 8, 11)),
        # the day before and of a change of branch
        Fact(MOVED_OUT, "公文差错", on(5, 15), quantity="2", matter="移交清单"),
        Fact(MOVED_OUT, "巡航任务", on(5, 16), role="完成", matter="到岗首日巡航"),
        # an objection upheld: reversed, and entered anew; an entry made twice
        Fact("J04-03", "急件延误", on(4, 14), level="特急", matter="防台急件", by="纪检委员", id="W1"),
        Fact("J04-03", "急件延误", on(4, 28), matter="防台急件", by="纪检委员", note="申诉成立", reverses="W1", id="W2"),
        Fact("J04-03", "急件延误", on(4, 14), recorded=on(4, 28), level="平急", matter="防台急件", by="纪检委员"),
        Fact("H05-03", "险情处置", on(10, 8), level="较大", role="骨干", matter="救助商船", id="W3"),
        Fact("H05-03", "险情处置", on(10, 8), level="较大", role="骨干", matter="救助商船（重复）", id="W4"),
        Fact("H05-03", "险情处置", on(10, 20), matter="救助商船（重复）", note="重复登记", reverses="W4"),
        # leave: one quarter, and most of the year
        Fact(ON_LEAVE, "免评决定", on(4, 1), until=on(6, 30), by=leaders, note="免评2025-1"),
        Fact(LONG_ILL, "免评决定", on(2, 1), until=on(11, 30), by=leaders, note="免评2025-2"),
        # eligibility taken away, given back
        Fact(DISQUALIFIED, "取消评优评先资格", on(5, 20), matter="弄虚作假", by=leaders, note="决定2025-1"),
        Fact(RESTORED, "取消评优评先资格", on(3, 20), matter="有效投诉", by=leaders, note="决定2025-2"),
        Fact(RESTORED, "恢复评优评先资格", on(4, 15), by=leaders, note="决定2025-3"),
        # first help, then what came of it
        Fact(HELPED, "帮扶教育", on(7, 8), by="支部书记"),
        Fact(HELPED, "帮扶结果", on(11, 6), level="转变明显", by=officers, note="支部决议2025-11"),
        Fact(UNWILLING, "帮扶教育", on(10, 10), by="支部书记"),
        Fact(UNWILLING, "帮扶结果", on(12, 19), level="不愿改正", by=officers, note="支部决议2025-12"),
    ]


def history_rows() -> list[list[str]]:
    """The last quarter of 2024: a member and a branch that were below the lines then as well."""
    state = f"{YEAR - 1}-Q4"
    then = (("Q", WEAK_TOO, "78.4"), ("Q", WEAK, "91.2"), ("BQ", "J02", "93.5"), ("BQ", "H01", "101.8"))
    return [[subject, state, str(YEAR), table, "score", points, "计分", "", "", ""] for table, subject, points in then]


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write the demo's CSV files into ``folder``, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = roster()
    organisations: list[list[object]] = [[BUREAU, "示例海事局", "党委", "", ""], [TEAM, "防台先锋队", "先锋队", BUREAU, ""]]
    for branch, (name, _) in BRANCHES.items():
        organisations.append([branch, name, "党支部", BUREAU, "机关部门" if branch.startswith("J") else "海事处"])
    organisations += [[area, f"责任区{area[1:]}", "责任区", branch, ""] for area, branch, _ in areas()]
    drawn = itertools.chain(
        monthly(rows), quarterly(rows), yearly(rows), in_areas(), from_table(DEDUCTIONS, rows, 59), from_table(BONUSES, rows, 61), written()
    )
    facts = sorted(drawn, key=lambda fact: (fact.day, fact.kind, fact.subject, fact.matter, fact.rater, fact.id))
    numbered = [replace(fact, id=fact.id or f"F{number:05}", recorded=fact.recorded or fact.day) for number, fact in enumerate(facts, 1)]
    write_table(folder / "organisations.csv", "id name type parent class", organisations)
    write_table(
        folder / "roster.csv", "id name status organisation from to",
        [[row.id, row.name, row.status, row.organisation, row.begins, row.to] for row in rows],
    )  # fmt: skip
    write_table(folder / "relations.csv", "subject relation target from to", relations())
    columns = "id subject kind day until recorded quantity mark level role matter rater by note reverses"
    rows_of_facts = [[getattr(fact, column) for column in columns.split()] for fact in numbered]
    write_table(folder / "facts.csv", columns.replace("day", "date"), rows_of_facts)
    write_table(folder / "history.csv", "subject period version table value points state grade rank of", history_rows())


def write_table(path: Path, header: str, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)
