"""The demo year of S18: an invented company's headquarters branch, 示例公司本部党支部, 2025.

Twenty-three members when the year begins, twenty-five in the course of it. Nobody and nothing in it exists. Attendance, notes, badges
and votes vary by a digest of who and when, so that the same call writes the same bytes; what a clerk should be able to look up by hand
(the seven situations that rule out a commendation, dues paid late, a member unsatisfactory for the second year, an entry withdrawn) is
written out below, so that each rule, each veto and each proposal of the scheme occurs.

Worked example: ``write(Path("demo"))`` leaves organisations.csv, roster.csv, relations.csv, facts.csv, history.csv and parameters.csv in
``demo``.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

YEAR = 2025
LONG_AGO = date(2020, 1, 1)
COMPANY, COMMITTEE, BRANCH = "O00", "O01", "B01"
SIZE, MASSES = 23, 18

SURNAMES = "孟莫倪聂潘庞裴钱秦邱任沈盛史宋孙"
FIRST = "春德凤贵桂海洪吉坤良茂奇"
SECOND = "保昌成芬富根兰林珍"

MEETINGS = {
    1: "一季度党员大会", 2: "2月党课", 4: "二季度党员大会", 6: "七一党课", 7: "三季度党员大会", 9: "9月党课", 10: "四季度党员大会",
    12: "年终党员大会",
}  # fmt: skip
THEMES = ("学习研讨", "志愿服务", "红色基地", "结对共建", "安全生产", "普法宣传")
CONTESTS = {5: "5月技能比武", 10: "10月技能比武"}
VIEWS = ("政治素质", "履职尽责", "联系群众", "遵规守纪")
WORDS = ("优秀", "合格", "基本合格", "不合格")

RECORDED_BY = {
    "考评组": "三会一课 主题党日 技术比武 学习笔记检查 佩戴党徽 缺席活动 学习笔记欠缺 未佩戴党徽 民主评议票 群众评议票",
    "组织委员": "主动交纳党费 欠交党费 补交党费",
    "支委会": "民主评议结论 拒不接受任务",
    "纪检委员": "处分处罚 弄虚作假",
    "业务部门": "安全责任事故",
    "党员大会": "免评决定",
}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
    "history": "subject period version table value points state grade",
    "parameters": "name value organisation from",
}
POSTS = (
    ("P001", "书记", None, None),
    ("P002", "组织委员", None, None),
    ("P003", "纪检委员", None, None),
    ("P004", "宣传委员", None, date(YEAR, 7, 1)),
    ("P006", "宣传委员", date(YEAR, 7, 1), None),
)

# --- people with a story ----------------------------------------------------------------------------------------------

STRONG = ("P001", "P004", "P005", "P006", "P007", "P008", "P009", "P010", "P011")
WEAK = ("P020", "P021")
PROBATIONARY = ("P019",)
LEFT, ARRIVED, NEWCOMER = "P018", "P024", "P025"
MOVES = {LEFT: (LONG_AGO, date(YEAR, 8, 1)), ARRIVED: (date(YEAR, 3, 17), None), NEWCOMER: (date(YEAR, 12, 8), None)}
AWAY = {"P016": (date(YEAR, 4, 1), date(YEAR, 6, 30)), "P017": (date(YEAR, 1, 1), date(YEAR, 12, 31))}
CONCLUSIONS = {"P020": "不合格", "P021": "不合格", "P022": "基本合格"}
UNSATISFACTORY_BEFORE = "P020"
IN_ARREARS, PAID_LATE = "P012", "P009"

Row = dict[str, Any]


def vary(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def on(month: int, number: int) -> date:
    return date(YEAR, month, number)


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str

    @property
    def zeal(self) -> float:
        """How much the member takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.93 if self.id in STRONG else 0.1
        return 0.4 + 0.45 * vary("热心", self.id)

    def is_there(self, day: date) -> bool:
        """In the roster and not exempt."""
        first, last = AWAY.get(self.id, (date.max, date.min))
        begins, to = MOVES.get(self.id, (LONG_AGO, None))
        return begins <= day and (to is None or day < to) and not first <= day <= last


def list_members() -> list[Member]:
    numbers = range(1, SIZE + 3)
    names = [SURNAMES[n * 5 % len(SURNAMES)] + FIRST[n * 7 % len(FIRST)] + SECOND[n * 4 % len(SECOND)] for n in numbers]
    return [Member(f"P{number:03}", name) for number, name in zip(numbers, names, strict=True)]


# --- organisations, roster, posts, parameters, last year --------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": COMPANY, "name": "示例公司", "type": "企业", "from": LONG_AGO}
    yield {"id": COMMITTEE, "name": "示例公司党委", "type": "党委", "parent": COMPANY, "from": LONG_AGO}
    yield {"id": BRANCH, "name": "示例公司本部党支部", "type": "党支部", "parent": COMMITTEE, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    for member in members:
        begins, to = MOVES.get(member.id, (LONG_AGO, None))
        status = "预备党员" if member.id in PROBATIONARY else "正式党员"
        yield {"id": member.id, "name": member.name, "status": status, "organisation": BRANCH, "from": begins, "to": to}


def relation_rows() -> Iterator[Row]:
    for person, post, begins, to in POSTS:
        yield {"subject": person, "relation": post, "target": BRANCH, "from": begins, "to": to}


def history_rows() -> Iterator[Row]:
    """Last year's score and conclusion of the member who was unsatisfactory then as well."""
    cells: Row = {"subject": UNSATISFACTORY_BEFORE, "period": str(YEAR - 1), "version": "1", "table": "Y"}
    yield {**cells, "points": "41.6", "state": "计分"}
    yield {**cells, "value": "YH", "grade": "不合格"}


def parameter_rows() -> Iterator[Row]:
    yield {"name": "公司优秀推荐名额", "value": "3", "organisation": BRANCH, "from": on(1, 1)}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next(who for who, kinds in RECORDED_BY.items() if kind in kinds.split())
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member) -> Iterator[Row]:
    for facts in (meeting_facts, theme_facts, contest_facts, habit_facts, conclusion_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))
    if member.is_there(on(12, 18)):
        yield from ballot_facts(member)


def attendance(member: Member, kind: str, day: date, matter: str, words: tuple[str, str, str]) -> Iterator[Row]:
    """One of the three ways to take part, or leave, or an absence; the ends are drawn once."""
    draw = vary("出席", member.id, day)
    if draw < 0.25 * (1 - member.zeal):
        level = "无故缺席" if vary("缺席", member.id, day) < 0.3 else "迟到早退"
        yield fact(member.id, "缺席活动", day, level=level, role=kind, matter=matter, note="已听取陈述申辩")
    elif draw < 0.4 * (1 - member.zeal):
        yield fact(member.id, kind, day, level="请假", matter=matter)
    else:
        active = vary("积极", member.id, day) / max(member.zeal, 0.1)
        yield fact(member.id, kind, day, level=words[0] if active < 0.06 else words[1] if active < 0.35 else words[2], matter=matter)


def meeting_facts(member: Member) -> Iterator[Row]:
    for month, matter in MEETINGS.items():
        yield from attendance(member, "三会一课", on(month, 23), matter, ("主讲", "发言", "到会"))


def theme_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        yield from attendance(member, "主题党日", on(month, 8), f"{THEMES[month % len(THEMES)]}（{month}月）", ("承办", "骨干", "到会"))


def contest_facts(member: Member) -> Iterator[Row]:
    for month, matter in CONTESTS.items():
        if vary("比武", member.id, month) < member.zeal:
            mark = f"{3 + int(14 * vary('成绩', member.id, month)) / 2:g}"
            yield fact(member.id, "技术比武", on(month, 27), mark=mark, matter=matter)


def habit_facts(member: Member) -> Iterator[Row]:
    """Dues each month, notes each quarter, badges every other month."""
    for month in range(1, 13):
        owes = member.id in (IN_ARREARS, PAID_LATE) and month in (9, 11)
        if not owes and vary("党费", member.id, month) < 0.6 + 0.4 * member.zeal:
            yield fact(member.id, "主动交纳党费", on(month, 5))
        if month % 2 == 0:
            kind = "佩戴党徽" if vary("党徽", member.id, month) < 0.6 + 0.4 * member.zeal else "未佩戴党徽"
            yield fact(member.id, kind, on(month, 14))
        if month % 3 == 0:
            draw = vary("笔记", member.id, month) * (1.4 - member.zeal)
            if draw < 0.75:
                yield fact(member.id, "学习笔记检查", on(month, 25), level="优" if draw < 0.25 else "良" if draw < 0.5 else "中")
            else:
                level = "没有完成" if draw > 1 else "内容缺漏"
                yield fact(member.id, "学习笔记欠缺", on(month, 25), level=level, note="已听取陈述申辩")


def conclusion_facts(member: Member) -> Iterator[Row]:
    level = CONCLUSIONS.get(member.id, "优秀" if member.zeal > 0.9 else "合格")
    yield fact(member.id, "民主评议结论", on(12, 26), level=level, note=f"示例本部支委会〔{YEAR}〕12号，已听取陈述申辩")


def ballot_facts(member: Member) -> Iterator[Row]:
    """Votes counted by word, for each view and for the whole; a few are blank."""
    for kind, voters in (("民主评议票", SIZE - 4), ("群众评议票", MASSES)):
        for matter in (*VIEWS, "总体"):
            votes: Counter[str] = Counter()
            for voter in range(voters):
                draw = vary(kind, member.id, matter, voter) * 1.25 - member.zeal
                if vary("弃权", kind, member.id, matter, voter) > 0.02:
                    votes[WORDS[0] if draw < -0.1 else WORDS[1] if draw < 0.5 else WORDS[2] if draw < 0.9 else WORDS[3]] += 1
            role = "总体" if matter == "总体" else "小项"
            for word in WORDS:
                if votes[word]:
                    yield fact(member.id, kind, on(12, 18), level=word, role=role, matter=matter, quantity=votes[word])


def written_facts() -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from seven_situations()
    yield from corrections_and_latecomers()
    for number, (person, (first, last)) in enumerate(AWAY.items(), start=1):
        yield fact(person, "免评决定", first, until=last, note=f"示例本部党员大会〔{YEAR}〕{number}号")


def seven_situations() -> Iterator[Row]:
    """Each situation once. Two more are in the members' conclusions; the absences stand beside those that were drawn."""
    heard = "已听取陈述申辩"
    document = f"示例公司纪〔{YEAR}〕4号，{heard}"
    yield fact("P005", "处分处罚", on(6, 12), role="党纪处分", matter="违规操办宴席", note=document)
    for month in (2, 5, 8):
        yield fact("P014", "缺席活动", on(month, 17), level="无故缺席", role="三会一课", matter=f"{month}月支部学习会", note=heard)
    # dues of two months paid on the last day of the year: he may be commended; the other still owes
    for person in (PAID_LATE, IN_ARREARS):
        yield fact(person, "欠交党费", on(9, 30), note=heard)
        yield fact(person, "欠交党费", on(11, 30), note=heard)
    yield fact(PAID_LATE, "补交党费", on(12, 31))
    yield fact("P013", "安全责任事故", on(4, 9), matter="机房停电", note=heard)
    yield fact("P015", "弄虚作假", on(12, 18), matter="测评前拉票", note=heard)
    yield fact("P023", "拒不接受任务", on(7, 21), matter="防汛值守", note=heard)


def corrections_and_latecomers() -> Iterator[Row]:
    heard = "已听取陈述申辩"
    # the notice of the second quarter, an objection, and the entry withdrawn
    yield fact("P007", "缺席活动", on(6, 19), level="无故缺席", role="主题党日", matter="6月参观", note=heard, key="缺席")
    yield fact("P007", "缺席活动", on(7, 10), matter="6月参观", note="异议成立：出差已报备", cancels="缺席")
    # a finding that was not upheld
    yield fact("P008", "弄虚作假", on(10, 16), matter="笔记代抄", note=heard, key="查否")
    yield fact("P008", "弄虚作假", on(11, 6), matter="笔记代抄", note="查否", cancels="查否")
    # the same meeting entered twice, dues of one month entered twice: counted once
    yield fact("P006", "三会一课", on(9, 23), level="主讲", matter="9月党课")
    yield fact("P006", "三会一课", on(9, 23), level="到会", matter="9月党课")
    yield fact("P006", "主动交纳党费", on(9, 29), note="重复登记")
    # held in March, recorded in April: not in the first quarter as posted, but in the year
    yield fact("P010", "主题党日", on(3, 28), recorded=on(4, 9), level="骨干", matter="社区共建（3月下旬）")


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
    """Write the demo's six CSV files into ``folder``, which is made if it is missing."""
    members = list_members()
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(members),
        "relations": relation_rows(),
        "facts": fact_rows(members),
        "history": history_rows(),
        "parameters": parameter_rows(),
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
