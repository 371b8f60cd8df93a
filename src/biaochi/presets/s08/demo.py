"""The demo year of S08: an invented provincial office, 示例省委编办, with a full year of facts.

Twelve branches, about 125 people, every month of 2025. Nobody and nothing in it exists. The bulk is drawn by a small generator
with a fixed seed; what a clerk should be able to look up by hand (a transfer, a vacancy, a veto and its lifting, a correction,
talks and what came of them, the branches' base at the year's end) is written out below, so that each rule and each proposal of
the scheme occurs. The same call writes the same bytes.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv and facts.csv in ``demo``.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

YEAR = 2025
OFFICE = "O00"

BRANCHES = {
    "B01": "综合处支部", "B02": "人事处支部", "B03": "政策法规处支部", "B04": "体制改革处支部", "B05": "行政机构处支部",
    "B06": "政法机构处支部", "B07": "事业机构处支部", "B08": "市县机构处支部", "B09": "监督检查处支部", "B10": "登记管理处支部",
    "B11": "信息中心支部", "B12": "研究中心支部",
}  # fmt: skip
FOUNDED_LATER = {"B12": date(YEAR, 4, 1)}
STAFF_PER_BRANCH = (10, 9, 8, 9, 10, 8, 10, 9, 8, 9, 10, 7)

SURNAMES = "安柏岑迟楚戴丁冬范封甘葛宫谷海和洪季简江景康柯蓝乐黎林柳龙路麦梅牧宁欧彭平齐秋任尚石舒松苏唐田童万"
GIVEN = "安北澄川岱东帆枫歌禾恒嘉澜朗黎宁沛平青然若森书朔松恬望希溪晓欣言野一屿远云越泽知舟竹"

LEVELS = ("国家级", "省部级", "厅局级", "本办")
SEVERITY = ("严重", "较重", "一般")

# kind, how it is judged, the matter it is recorded under
BONUSES: tuple[tuple[str, str, str], ...] = (
    ("集体表彰", "level", "参与的集体受表彰"),
    ("个人表彰", "level", "个人受表彰"),
    ("会议经验交流", "level", "在会议上交流经验"),
    ("经验材料转发", "level", "经验材料被转发"),
    ("媒体宣传报道", "level", "媒体刊发工作报道"),
    ("信息刊发采用", "level", "信息被刊物采用"),
    ("领导批示肯定", "level", "领导批示肯定"),
    ("通报表扬", "level", "工作受通报表扬"),
    ("改革试点任务", "mark", "完成改革试点任务"),
    ("急难险重任务", "mark", "完成急难险重任务"),
)
DEDUCTIONS: tuple[tuple[str, str, str], ...] = (
    ("督办事项未按要求办理", "severity", "督办件未按要求办理"),
    ("重大信息差错", "information", "重大信息报送"),
    ("公文错字漏字", "count", "公文校核"),
    ("公文错字漏字", "count", "公文印制"),
    ("重大活动失误", "severity", "承办活动"),
    ("重要会议失误", "severity", "会务保障"),
    ("被通报批评", "circular", "被通报批评"),
)


class Draw:
    """A linear congruential generator (Knuth's MMIX constants): the same numbers on every machine and Python version."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, limit: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def one_of(self, choices: Sequence[str], weights: Sequence[int]) -> str:
        left = self.below(sum(weights))
        for choice, weight in zip(choices, weights, strict=True):
            if left < weight:
                return choice
            left -= weight
        raise AssertionError("weights add up to more than was drawn")


@dataclass(frozen=True, slots=True)
class Membership:
    """A roster row: ``to`` is the day after the last, None while it goes on."""

    person: str
    name: str
    status: str
    branch: str
    begins: date
    to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.to is None or day < self.to)


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    subject: str
    kind: str
    day: date
    recorded: date | None = None
    quantity: str = ""
    mark: str = ""
    level: str = ""
    matter: str = ""
    by: str = "支部书记"
    note: str = ""
    reverses: str = ""


LONG_AGO = date(2020, 1, 1)
HEAD = "P001"
DEPUTIES = ("P002", "P003", "P004", "P005")
# the branches a deputy is in charge of, until or from the day given
CHARGES: tuple[tuple[str, str, date | None, date | None], ...] = (
    *(("P002", branch, None, None) for branch in ("B01", "B02", "B03")),
    *(("P003", branch, None, None) for branch in ("B04", "B05")),
    ("P003", "B06", None, date(YEAR, 7, 1)),
    ("P004", "B06", date(YEAR, 7, 1), None),
    *(("P004", branch, None, None) for branch in ("B07", "B08")),
    *(("P005", branch, None, None) for branch in ("B09", "B10", "B11")),
    ("P005", "B12", date(YEAR, 4, 1), None),
)
SECRETARY = {branch: f"P{number:03}" for number, branch in enumerate(BRANCHES, start=6)}


# --- who stands where -------------------------------------------------------------------------------------------------

TRANSFERRED, TRANSFERRED_TOO, FOUNDER = "P040", "P062", SECRETARY["B12"]
LEFT, RETIRED = "P075", "P092"
OLD_SECRETARY, NEW_SECRETARY = SECRETARY["B05"], "P058"
RETIRED_SECRETARY, FOLLOWING_SECRETARY = SECRETARY["B09"], "P096"
# person → first day elsewhere, and the branch (none: left the office)
MOVES: dict[str, tuple[date, str]] = {
    TRANSFERRED: (date(YEAR, 6, 16), "B07"),
    TRANSFERRED_TOO: (date(YEAR, 9, 1), "B03"),
    FOUNDER: (FOUNDED_LATER["B12"], "B12"),
    LEFT: (date(YEAR, 10, 20), ""),
    RETIRED: (date(YEAR, 5, 1), ""),
    RETIRED_SECRETARY: (date(YEAR, 8, 1), ""),
}


def names() -> Iterator[str]:
    """Invented names, none twice."""
    used: set[str] = set()
    for number in itertools.count():
        surname = SURNAMES[number * 17 % len(SURNAMES)]
        first, second = GIVEN[number * 5 % len(GIVEN)], GIVEN[number * 11 // 2 % len(GIVEN)]
        name = surname + first + second
        if first != second and name not in used:
            used.add(name)
            yield name


def memberships() -> list[Membership]:
    """Who stood where: the leaders, the secretaries, the staff, two newcomers, and the moves of the year."""
    draw, name = Draw(8), names()
    rows = [Membership(HEAD, next(name), "正式党员", "B01", LONG_AGO)]
    rows += [Membership(person, next(name), "正式党员", "B02", LONG_AGO) for person in DEPUTIES]
    for branch, person in SECRETARY.items():
        rows.append(Membership(person, next(name), "正式党员", "B11" if person == FOUNDER else branch, LONG_AGO))
    for branch, size in zip(BRANCHES, STAFF_PER_BRANCH, strict=True):
        for _ in range(size):
            status = draw.one_of(("正式党员", "预备党员", "群众"), (80, 5, 15))
            begins = FOUNDED_LATER.get(branch, LONG_AGO)
            rows.append(Membership(f"P{len(rows) + 1:03}", next(name), status, branch, begins))
    rows.append(Membership(f"P{len(rows) + 1:03}", next(name), "正式党员", "B04", date(YEAR, 7, 1)))
    rows.append(Membership(f"P{len(rows) + 1:03}", next(name), "预备党员", "B10", date(YEAR, 10, 15)))
    return [moved for row in rows for moved in move(row)]


def move(row: Membership) -> list[Membership]:
    """The row, or its two halves: cut on the first day elsewhere, and what follows."""
    if row.person not in MOVES:
        return [row]
    first_day, goes_to = MOVES[row.person]
    stays = replace(row, to=first_day)
    return [stays, replace(row, branch=goes_to, begins=first_day)] if goes_to else [stays]


def relations() -> list[list[str]]:
    """Posts: the head, the deputies' charges, the secretaries with one change in mid-month and one vacancy."""
    rows = [[HEAD, "主要负责人", OFFICE, "", ""]]
    rows += [[person, "分管", branch, text(begins), text(to)] for person, branch, begins, to in CHARGES]
    changes: dict[str, list[tuple[str, date | None, date | None]]] = {
        "B05": [(OLD_SECRETARY, None, date(YEAR, 5, 16)), (NEW_SECRETARY, date(YEAR, 5, 16), None)],
        "B09": [(RETIRED_SECRETARY, None, date(YEAR, 8, 1)), (FOLLOWING_SECRETARY, date(YEAR, 9, 10), None)],
        "B12": [(FOUNDER, FOUNDED_LATER["B12"], None)],
    }
    for branch, person in SECRETARY.items():
        for holder, begins, to in changes.get(branch, [(person, None, None)]):
            rows.append([holder, "书记", branch, text(begins), text(to)])
    return rows


# --- facts ------------------------------------------------------------------------------------------------------------


def drawn_facts(rows: list[Membership]) -> list[Fact]:
    """Month by month and branch by branch: some achievements, now and then a slip."""
    draw = Draw(2025)
    facts: list[Fact] = []
    for month in range(1, 13):
        for place, branch in enumerate(BRANCHES):
            if date(YEAR, month, 1) < FOUNDED_LATER.get(branch, LONG_AGO):
                continue
            for _ in range(1 + draw.below(3 + place % 2)):
                facts.append(bonus(draw, rows, branch, month, len(facts) + 1))
            if draw.below(10) < 4 + 2 * (branch in ("B06", "B11")):
                facts.append(deduction(draw, rows, branch, month, len(facts) + 1))
    return facts


def bonus(draw: Draw, rows: list[Membership], branch: str, month: int, number: int) -> Fact:
    kind, judged, matter = BONUSES[draw.below(len(BONUSES))]
    day, person = doer(draw, rows, branch, month)
    level = draw.one_of(LEVELS, (4, 12, 30, 54))
    mark = decimal(10 + 5 * draw.below(9))
    return Fact(
        f"F{number:04}", person, kind, day, recorded_on(draw, day),
        mark=mark if judged == "mark" else "",
        level=level if judged == "level" else "",
        matter=f"{matter}（{month}月第{number}件）",
    )  # fmt: skip


def deduction(draw: Draw, rows: list[Membership], branch: str, month: int, number: int) -> Fact:
    kind, judged, matter = DEDUCTIONS[draw.below(len(DEDUCTIONS))]
    day, person = doer(draw, rows, branch, month)
    words: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
        "severity": (SEVERITY, (1, 4, 15)),
        "information": (("未报", "误报", "迟报"), (1, 4, 15)),
        "circular": (("省部级以上", "厅局级", "本办"), (1, 3, 16)),
    }
    level = draw.one_of(*words[judged]) if judged in words else ""
    places = 1 + draw.below(4)
    return Fact(
        f"F{number:04}", person, kind, day, recorded_on(draw, day),
        quantity=str(places) if judged == "count" else "",
        level=level,
        matter=f"{matter}（{month}月第{number}件）",
    )  # fmt: skip


def doer(draw: Draw, rows: list[Membership], branch: str, month: int) -> tuple[date, str]:
    """A day of the month and someone of the branch on that day. Some do more than others; leaders are scored by means."""
    day = date(YEAR, month, 1 + draw.below(28))
    here = [row.person for row in rows if row.branch == branch and row.holds_on(day)]
    here = [person for person in here if person != HEAD and person not in DEPUTIES]
    return day, here[min(draw.below(len(here)), draw.below(len(here)))]


def recorded_on(draw: Draw, day: date) -> date:
    """Recorded within some days and within the month, so that the month's table counts it."""
    later = day + timedelta(days=draw.below(6))
    return min(later, month_end(day))


def written_facts() -> list[Fact]:
    """What a clerk can look up: each comes with its reason."""
    return [
        *transfers_and_changes(),
        *serious_slips(),
        *corrections(),
        *vetoes(),
        *quiet_service(),
        *bases(),
    ]


def transfers_and_changes() -> list[Fact]:
    return [
        # the day before the transfer belongs to the old branch and its secretary, the day itself to the new one
        Fact("W101", TRANSFERRED, "领导批示肯定", on(6, 15), level="省部级", matter="机构改革评估报告"),
        Fact("W102", TRANSFERRED, "通报表扬", on(6, 16), level="厅局级", matter="到岗首日承接的专项工作"),
        # the day before and of a change of secretary
        Fact("W103", "P055", "媒体宣传报道", on(5, 15), level="国家级", matter="职能优化专题报道"),
        Fact("W104", "P056", "媒体宣传报道", on(5, 16), level="省部级", matter="职能优化后续报道"),
        # no secretary in August: his share goes to nobody, the branch counts it
        Fact("W105", "P097", "集体表彰", on(8, 12), level="省部级", matter="监督检查先进集体"),
        Fact("W106", "P098", "督办事项未按要求办理", on(8, 20), level="较重", matter="专项检查督办件"),
        # done before leaving in mid-month
        Fact("W107", LEFT, "经验材料转发", on(10, 9), level="厅局级", matter="市县编制周转经验"),
        # a secretary as the doer has both shares
        Fact("W108", SECRETARY["B01"], "会议经验交流", on(4, 22), level="国家级", matter="全国会议交流发言"),
        Fact("W109", SECRETARY["B08"], "公文错字漏字", on(4, 23), quantity="3", matter="市县来文转办单"),
        # recorded after the month's end: in the year, not in the month as first published
        Fact("W110", "P030", "信息刊发采用", on(3, 28), on(4, 3), level="省部级", matter="一季度改革信息"),
        Fact("W111", "P070", "改革试点任务", on(9, 29), on(10, 9), mark="6.5", matter="事业单位改革试点验收"),
    ]


def serious_slips() -> list[Fact]:
    """Deductions beyond the monthly limit, and the talks that follow."""
    return [
        # one matter, a slip and a circular about it: the heavier of the two counts, once
        Fact("W201", "P065", "重要会议失误", on(2, 11), level="较重", matter="全省会议材料差错"),
        Fact("W202", "P065", "被通报批评", on(2, 24), level="本办", matter="全省会议材料差错"),
        # twelve wrong characters in one paper: the limit for one item holds at ten
        Fact("W203", "P066", "公文错字漏字", on(2, 18), quantity="12", matter="机构方案报送稿"),
        # exactly at the limit: no talk with the doer
        Fact("W204", "P080", "工作重大失误", on(3, 19), mark="-10", matter="数据报送口径错误"),
        # beyond it: a talk, no improvement, a proposal for the office meeting
        Fact("W205", "P115", "工作重大失误", on(4, 8), mark="-9.5", matter="系统切换未做备份"),
        Fact("W206", "P115", "重大活动失误", on(4, 17), level="严重", matter="开放日现场秩序"),
        Fact("W207", "P115", "谈心谈话", on(5, 12), note="示例谈话记录2025-03"),
        Fact("W208", "P115", "教育整改结果", on(6, 20), level="未见明显成效", note="示例整改核查单2025-02"),
        # beyond it: a talk, clear improvement
        Fact("W209", "P067", "督办事项未按要求办理", on(7, 7), level="严重", matter="重点督办件甲"),
        Fact("W210", "P067", "督办事项未按要求办理", on(7, 21), level="较重", matter="重点督办件乙"),
        Fact("W211", "P067", "谈心谈话", on(8, 8), note="示例谈话记录2025-05"),
        Fact("W212", "P067", "教育整改结果", on(9, 15), level="明显见效", note="示例整改核查单2025-04"),
        # beyond it: refuses what is asked of him
        Fact("W213", "P068", "重大信息差错", on(9, 4), level="未报", matter="突发情况信息报送"),
        Fact("W214", "P068", "被通报批评", on(9, 18), level="省部级以上", matter="值班纪律检查"),
        Fact("W215", "P068", "谈心谈话", on(10, 10), note="示例谈话记录2025-07"),
        Fact("W216", "P068", "教育整改结果", on(11, 14), level="不服从安排", note="示例整改核查单2025-06"),
        Fact("W217", "P116", "被通报批评", on(11, 20), level="厅局级", matter="网络安全检查"),
    ]


def corrections() -> list[Fact]:
    """An objection upheld: the entry is reversed, and entered anew as what it was. Both rows stay in the ledger."""
    return [
        Fact("W301", "P085", "督办事项未按要求办理", on(10, 14), level="严重", matter="市县督办件"),
        Fact("W302", "P085", "督办事项未按要求办理", on(10, 28), matter="市县督办件", by="考评组", reverses="W301"),
        Fact("W303", "P085", "督办事项未按要求办理", on(10, 14), on(10, 28), level="一般", matter="市县督办件", by="考评组"),
        # entered twice by mistake, found in the next month
        Fact("W304", "P024", "个人表彰", on(11, 6), level="省部级", matter="机构编制先进个人"),
        Fact("W305", "P024", "个人表彰", on(11, 6), level="省部级", matter="机构编制先进个人"),
        Fact("W306", "P024", "个人表彰", on(12, 3), matter="机构编制先进个人", by="考评组", note="重复登记", reverses="W305"),
    ]


def vetoes() -> list[Fact]:
    return [
        Fact("W401", "P045", "失密泄密", on(3, 18), by="机关纪委", note="示编机纪〔2025〕2号"),
        Fact("W402", "P045", "一票否决解除", on(9, 12), by="机关纪委", note="示编机纪〔2025〕7号"),
        Fact("W403", "P101", "违反政治纪律和政治规矩", on(8, 21), by="机关纪委", note="示编机纪〔2025〕6号"),
        # he would have stood on the board that month
        Fact("W404", "P101", "个人表彰", on(10, 16), level="国家级", matter="登记管理系统建设"),
        Fact("W405", "P045", "领导批示肯定", on(4, 10), level="国家级", matter="职责清单研究"),
    ]


def quiet_service() -> list[Fact]:
    """Recognised by the office meeting, between the least and the most one item may bring."""
    marks = (("P028", 6, "10"), ("P059", 6, "5"), ("P089", 12, "3.5"), ("P110", 12, "1"))
    return [
        Fact(
            f"W50{number}", person, "默默奉献", on(month, 24), mark=mark, by="办务会", matter="长期默默奉献",
            note=f"办室务会纪要〔2025〕{month + number}号",
        )
        for number, (person, month, mark) in enumerate(marks, start=1)
    ]  # fmt: skip


def bases() -> list[Fact]:
    """What performance management gives each branch, on the last day of the year; one entry is corrected on the way."""
    marks = ("96.5", "95.8", "94.25", "95", "93.6", "92.75", "96.1", "94.9", "91.35", "95.4", "93.05", "90.5")
    facts = [
        Fact(f"W6{number:02}", branch, "支部绩效基础分", on(12, 31), mark=mark, by="考评组", note="示编绩〔2025〕12号")
        for number, (branch, mark) in enumerate(zip(BRANCHES, marks, strict=True), start=1)
    ]
    wrong = Fact("W613", "B04", "支部绩效基础分", on(12, 29), mark="59", by="考评组", note="示编绩〔2025〕12号")
    reversal = Fact("W614", "B04", "支部绩效基础分", on(12, 30), by="考评组", note="两位数字颠倒", reverses="W613")
    return [*facts, wrong, reversal]


# --- files ------------------------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write the demo's CSV files into ``folder``, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = memberships()
    organisations = [[OFFICE, "示例省委编办", "机关", "", text(LONG_AGO), ""]]
    organisations += [
        [branch, name, "党支部", OFFICE, text(FOUNDED_LATER.get(branch, LONG_AGO)), ""] for branch, name in BRANCHES.items()
    ]
    roster = [[row.person, row.name, row.status, row.branch, text(row.begins), text(row.to)] for row in rows]
    facts = sorted([*drawn_facts(rows), *written_facts()], key=lambda fact: (fact.day, fact.id))
    write_table(folder / "organisations.csv", "id,name,type,parent,from,to", organisations)
    write_table(folder / "roster.csv", "id,name,status,organisation,from,to", roster)
    write_table(folder / "relations.csv", "subject,relation,target,from,to", relations())
    write_table(
        folder / "facts.csv",
        "id,subject,kind,date,recorded,quantity,mark,level,matter,by,note,reverses",
        [fact_row(fact) for fact in facts],
    )


def fact_row(fact: Fact) -> list[str]:
    recorded = text(fact.recorded or fact.day)
    what = [fact.quantity, fact.mark, fact.level, fact.matter]
    return [fact.id, fact.subject, fact.kind, text(fact.day), recorded, *what, fact.by, fact.note, fact.reverses]


def write_table(path: Path, header: str, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)


def month_end(any_day: date) -> date:
    first_of_next = date(any_day.year + any_day.month // 12, any_day.month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def text(some_day: date | None) -> str:
    return "" if some_day is None else some_day.isoformat()


def decimal(tenths: int) -> str:
    """25 → "2.5", 30 → "3"."""
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)
