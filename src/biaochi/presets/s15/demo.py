"""The demo year of S15: an invented branch of one division of a provincial finance department, 示例省财政厅财法处党支部, 2025.

Eighteen people pass through the branch. Nobody and nothing in it exists. Attendance, tasks, lectures and marks vary from member to member
by a digest of who and when, so that the same call writes the same bytes; what a clerk should be able to look up by hand (an overdue task
that ran into the next quarter, a veto, an entry withdrawn after an appeal, a member both unsatisfactory and among the last three) is
written out below, so that each rule, each cap and each proposal of the scheme occurs.

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
DEPARTMENT, COMMITTEE, BRANCH = "O00", "O01", "B07"
SIZE = 16

SURNAMES = "惠吉纪贾江焦金靳康柯孔况赖蓝雷黎"
FIRST = "鸣楠佩启仁如睿绍诗书思泰天"
SECOND = "安博畅澈丹恩凡菲峰歌涵"

MEETINGS = {3: "3月党员大会", 5: "5月党课", 6: "6月党员大会", 9: "9月党员大会", 11: "11月党课", 12: "12月党员大会"}
TASKS = ("规范性文件清理", "行政复议答复", "税收政策评估", "立法意见反馈", "合同合法性审核", "处罚案卷评查", "税制改革调研")
READINGS = ("评书品书会", "经典家训诵读", "印章书法展", "宪法日诵读")
ESSAYS = ("法治财政", "税收法定", "依法行政", "普法随笔")
HONEST = {"学": "读廉政书目", "讲": "讲廉政故事", "评": "评廉政表现", "走": "走廉政基地"}

# who records the facts of these kinds; claims are recorded in the member's own name
RECORDED_BY = {
    "积分记录员": "组织生活 迟到早退",
    "分管领导": "重点工作 服务水平评定 工作马虎大意 对待群众生冷硬",
    "纪检委员": "违反纪律",
    "党员大会": "民主评议结果 免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
    "parameters": "name value organisation from",
}
POSTS = (
    ("P001", "书记", None, None),
    ("P002", "分管", None, None),
    ("P003", "分管", None, None),
    ("P004", "组织委员", None, None),
    ("P005", "纪检委员", None, None),
    ("P006", "宣传委员", None, None),
    ("P016", "积分记录员", None, date(YEAR, 9, 1)),
    ("P007", "积分记录员", date(YEAR, 9, 1), None),
)

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P006", "P008", "P013")
WEAK = ("P010", "P014")
TWINS = ("P006", "P013")  # the same year to the letter: a tie
VETOED, CLEARED, UNSATISFACTORY, LATE_TASK = "P008", "P004", ("P010", "P007"), "P003"
PROBATIONARY = ("P015",)
CONVERTED = {"P015": date(YEAR, 9, 1)}
ARRIVED = {"P017": date(YEAR, 5, 12), "P018": date(YEAR, 12, 10)}
LEFT = {"P016": date(YEAR, 9, 1)}
AWAY = {"P011": (date(YEAR, 4, 1), date(YEAR, 6, 30)), "P012": (date(YEAR, 1, 1), date(YEAR, 12, 31))}

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

    @property
    def seed(self) -> str:
        """Whose draws decide: twins share one."""
        return TWINS[0] if self.id in TWINS else self.id

    @property
    def zeal(self) -> float:
        """How much the member takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.95 if self.id in STRONG else 0.1
        return 0.35 + 0.5 * vary("热心", self.seed)

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        return ARRIVED.get(self.id, LONG_AGO) <= day < LEFT.get(self.id, date.max) and not first <= day <= last


def list_members() -> list[Member]:
    total = SIZE + len(ARRIVED)
    names = [SURNAMES[n * 5 % len(SURNAMES)] + FIRST[n * 3 % len(FIRST)] + SECOND[n * 7 % len(SECOND)] for n in range(total)]
    return [Member(f"P{number:03}", name) for number, name in enumerate(names, start=1)]


# --- organisations, roster, posts, parameters -------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": DEPARTMENT, "name": "示例省财政厅", "type": "机关", "from": LONG_AGO}
    yield {"id": COMMITTEE, "name": "示例省财政厅机关党委", "type": "机关党委", "parent": DEPARTMENT, "from": LONG_AGO}
    yield {"id": BRANCH, "name": "财法处党支部", "type": "党支部", "parent": COMMITTEE, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    for member in members:
        row: Row = {"id": member.id, "name": member.name, "status": "正式党员", "organisation": BRANCH}
        row["from"] = ARRIVED.get(member.id, LONG_AGO)
        if member.id in PROBATIONARY:
            yield {**row, "status": "预备党员", "to": CONVERTED[member.id]}
            row["from"] = CONVERTED[member.id]
        yield {**row, "to": LEFT.get(member.id)}


def relation_rows() -> Iterator[Row]:
    for person, post, begins, to in POSTS:
        yield {"subject": person, "relation": post, "target": BRANCH, "from": begins, "to": to}


def parameter_rows() -> Iterator[Row]:
    yield {"name": "整改期限天数", "value": "90", "organisation": BRANCH, "from": on(1, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "本人")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member) -> Iterator[Row]:
    for facts in (meeting_facts, task_facts, service_facts, reading_facts, other_facts, review_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))


def meeting_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        held = [(12, f"{month}月主题党日")]
        if month in MEETINGS:
            held.append((19, MEETINGS[month]))
        for number, matter in held:
            day, missing = on(month, number), 0.26 * (1 - member.zeal)
            present = vary("到会", member.seed, month, number) >= missing
            role = "到会" if present else pick(("公假", "公假", "病假", "事假", "缺席"), "因", member.seed, day)
            yield fact(member.id, "组织生活", day, role=role, matter=matter)
            if role == "缺席" and member.zeal > 0.3:
                yield fact(member.id, "组织生活", day + timedelta(days=6), role="补课", matter=matter)


def task_facts(member: Member) -> Iterator[Row]:
    """Two tasks a quarter with a day on which they are due; recorded when done."""
    for quarter in range(1, 5):
        for step in (1, 2):
            due = on(3 * quarter - 2 + step // 2, 8 + int(14 * vary("节点", member.seed, quarter, step)))
            draw = vary("办结", member.seed, quarter, step)
            late = 0 if draw < 0.55 + 0.45 * member.zeal else 1 + int(20 * vary("拖", member.seed, quarter, step))
            done = due + timedelta(days=late)
            matter = f"{pick(TASKS, '工作', member.seed, quarter, step)}（{quarter}季度之{step}）"
            yield fact(member.id, "重点工作", due, until=done, recorded=done, matter=matter)


def service_facts(member: Member) -> Iterator[Row]:
    for quarter in range(1, 5):
        mark = 14 + 5 * member.zeal + 1.5 * vary("服务", member.seed, quarter)
        yield fact(member.id, "服务水平评定", on(3 * quarter, 27), mark=f"{min(mark, 20):.1f}")
    for month in range(1, 13):
        if vary("迟到", member.seed, month) < 0.12 * (1 - member.zeal):
            yield fact(member.id, "迟到早退", on(month, 4 + int(20 * vary("哪天", member.seed, month))), note="已听取陈述申辩")


def reading_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("读书", member.seed, month) < 0.55 * member.zeal:
            role = "主讲展示" if vary("主讲", member.seed, month) < 0.3 else "参加"
            yield fact(member.id, "读书活动", on(month, 23), role=role, matter=f"{pick(READINGS, '书', month)}（{month}月）")
        if vary("廉政", member.seed, month) < 0.5 * member.zeal:
            role = pick(tuple(HONEST), "廉", member.seed, month)
            yield fact(member.id, "廉政教育活动", on(month, 25), role=role, matter=f"{HONEST[role]}（{month}月）")


def other_facts(member: Member) -> Iterator[Row]:
    for quarter in range(1, 5):
        if vary("征文", member.seed, quarter) < 0.3 * member.zeal:
            matter = f"{pick(ESSAYS, '文', member.seed, quarter)}（{quarter}季度）"
            yield fact(member.id, "法治征文", on(3 * quarter - 1, 6), level="提交", matter=matter)
            if vary("入选", member.seed, quarter) < 0.4:
                yield fact(member.id, "法治征文", on(3 * quarter, 16), level="入选", matter=matter)
        if vary("下乡", member.seed, quarter) < 0.35 * member.zeal:
            days = f"{1 + int(12 * vary('几天', member.seed, quarter)) / 2:g}"
            yield fact(member.id, "帮扶下乡", on(3 * quarter - 1, 14), quantity=days, matter="联系村入户")


def review_facts(member: Member) -> Iterator[Row]:
    level = "优秀" if member.zeal > 0.8 else "合格" if member.zeal > 0.3 else "基本合格"
    level = "不合格" if member.id in UNSATISFACTORY else "基本合格" if member.id == VETOED else level
    yield fact(member.id, "民主评议结果", on(12, 26), level=level)


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from achievements()
    yield from a_bad_quarter()
    yield from discipline()
    yield from late_and_corrected()
    for number, (person, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(person, "免评决定", first, until=last, note=f"示例财法支党员大会〔{YEAR}〕{number}号")


def achievements() -> Iterator[Row]:
    book = "脱贫攻坚税收政策汇编"
    yield fact("P001", "政策汇编", on(10, 20), role="参编", matter=book)
    for person in TWINS:
        yield fact(person, "政策汇编", on(10, 20), role="参编", matter=book)
    yield fact("P003", "政策汇编", on(10, 20), role="主编", matter=book)
    yield fact("P003", "政策汇编", on(10, 20), role="参编", matter=book)  # one book: the higher part counts
    yield fact("P006", "自愿讲党课", on(4, 16), level="支部", matter="税收法定原则")
    yield fact("P013", "自愿讲党课", on(4, 17), level="支部", matter="预算法二十年")
    yield fact("P008", "自愿讲党课", on(2, 18), level="厅机关", matter="法治政府建设")
    yield fact("P001", "自愿讲党课", on(5, 20), level="支部", matter="书香支部的做法")
    yield fact("P001", "自愿讲党课", on(6, 24), level="省直机关", matter="书香支部的做法")  # one lecture: the higher place counts
    for number, matter in ((10, "开年荐书会"), (11, "学法专栏展"), (12, "家训诵读")):
        yield fact("P008", "读书活动", on(number - 9, number), role="牵头组织", matter=matter)  # nine points in a quarter: six count
    yield fact("P002", "法治征文", on(8, 21), level="获奖", matter="税制改革十年")
    yield fact("P017", "帮扶下乡", on(7, 21), quantity="10", matter="驻村接访")
    yield fact("P005", "廉政教育活动", on(7, 3), role="走", matter="廉政基地现场教学")
    yield fact("P005", "廉政教育活动", on(7, 17), role="走", matter="廉政家风馆")  # the same in one month: counted once


def a_bad_quarter() -> Iterator[Row]:
    """Four tasks more than fifteen days late, and much else: both items are down to nothing."""
    heard = "已听取陈述申辩"
    for number, matter in ((3, "积案清理"), (6, "文件会签"), (9, "数据报送"), (12, "来信答复")):
        yield fact("P010", "重点工作", on(4, number), until=on(5, number), recorded=on(5, number), matter=matter)
    for number in (7, 14, 21):
        yield fact("P010", "迟到早退", on(5, number), note=heard)
    yield fact("P010", "工作马虎大意", on(5, 20), level="造成影响", matter="文号错漏", note=heard)
    yield fact("P010", "工作马虎大意", on(6, 3), level="未造成影响", matter="附件漏装", note=heard)
    for number, matter in ((4, "窗口咨询"), (11, "电话答复"), (18, "来访接待")):
        yield fact("P010", "对待群众生冷硬", on(6, number), level="投诉查实", matter=matter, note=heard)
    note = f"批评教育记录〔{YEAR}〕2号，{heard}"
    yield fact("P010", "违反纪律", on(6, 20), level="苗头性问题", role="工作纪律", matter="擅离岗位", note=note)
    # one matter under two heads: the heavier counts
    yield fact("P014", "工作马虎大意", on(8, 6), level="造成影响", matter="答复口径错误", note=heard)
    yield fact("P014", "对待群众生冷硬", on(8, 8), level="当面指出", matter="答复口径错误", note=heard)


def discipline() -> Iterator[Row]:
    """A finding that stands, and one withdrawn in the same quarter after it was looked into."""
    heard = "已听取陈述申辩"
    finding: Row = {"level": "违纪违规", "role": "廉洁纪律", "matter": "违规收受礼品", "by": "机关纪委"}
    yield fact(VETOED, "违反纪律", on(9, 17), **finding, note=f"示例财机纪〔{YEAR}〕5号，{heard}")
    finding |= {"role": "工作纪律", "matter": "兼职未报告"}
    yield fact(CLEARED, "违反纪律", on(10, 14), **finding, note=f"示例财机纪〔{YEAR}〕6号", key="查否")
    yield fact(CLEARED, "违反纪律", on(11, 25), **finding, note=f"示例财机纪〔{YEAR}〕8号，查否", cancels="查否")


def late_and_corrected() -> Iterator[Row]:
    # due on 24 March and open at the quarter's end; done in May: the quarter saw seven days, the year sees them all
    matter = "规章立改废计划"
    yield fact(LATE_TASK, "重点工作", on(3, 24), matter=matter, note="尚未办结", key="未结")
    yield fact(LATE_TASK, "重点工作", on(5, 9), matter=matter, note="已办结，重新登记", cancels="未结")
    yield fact(LATE_TASK, "重点工作", on(3, 24), until=on(5, 9), recorded=on(5, 9), matter=matter)
    # appealed against within the five days of the notice
    yield fact("P005", "组织生活", on(8, 14), role="缺席", matter="8月学法专题会", key="缺席")
    yield fact("P005", "组织生活", on(9, 2), role="缺席", matter="8月学法专题会", note="申诉成立：当日应诉出庭", cancels="缺席")
    yield fact("P005", "组织生活", on(8, 14), recorded=on(9, 2), role="公假", matter="8月学法专题会")
    # given in March, claimed in April: not in the first quarter as posted, but in the year
    yield fact("P007", "自愿讲党课", on(3, 27), recorded=on(4, 8), level="支部", matter="行政复议法解读")


def fact_rows(members: list[Member]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for member in members for row in varied_facts(member)]
    rows += written_facts()
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:04}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:04}", **cells, "reverses": numbers.get(row.get("cancels"))}


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
