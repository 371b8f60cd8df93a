"""The demo year of S07: an invented office branch, 示例拆迁办党支部, with a full year of facts.

Two party groups, 23 members in the course of 2025 and two colleagues who are no members. Nobody and nothing in it exists. Study, speeches,
articles, help and service vary from member to member by a digest of who and when, so that the same call writes the same bytes; what a
clerk should be able to look up by hand (a circular, a veto and one that was quashed, a suggestion adopted a quarter later, a correction)
is written out below, so that each rule, each cap and each proposal of the scheme occurs.

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
OFFICE, BRANCH = "D00", "D01"
GROUPS = {"D11": "综合党小组", "D12": "征收党小组"}
SIZES = (10, 11)

SURNAMES = "白鲍毕常褚单邓窦樊费冯高巩桂韩何霍姬焦康柯兰郎李凌娄陆罗吕马莫聂宁庞彭祁秦阮施苏唐滕"
FIRST = "博承楚达栋帆光翰弘佳健锦俊凯可乐立明铭楠宁鹏启谦清锐若尚思彤维晓欣旭亚彦宇泽展哲振志子"
SECOND = "晨东飞峰涵豪浩恒桦辉佳杰靖康昆岚磊霖玲珑敏鸣楠宁琪然睿森珊彤威文曦翔妍洋一怡颖远韵"

LECTURES = (
    "征收补偿政策解读", "信访答复要点", "档案归集规范", "廉洁风险点", "测绘数据怎么看", "群众工作三个故事",
    "安全拆除常识", "谈判中的倾听", "回迁安置流程", "评估报告怎么审", "身边的老党员", "一年工作回顾",
)  # fmt: skip
ARTICLES = ("签约进度快报", "上门服务侧记", "安置房交付消息", "信访化解案例", "工地安全检查", "征收一线人物")
OPINIONS = ("签约窗口延时服务", "政策问答上墙", "老人上门办理", "档案扫描共享", "安置房看房日", "补偿款到账短信")
HOMES = ("拆迁户郭家", "拆迁户田家", "低保户胡家", "残疾人石家")
SERVICES = ("路口文明劝导", "社区清洁", "回迁户搬家帮忙", "图书捐赠整理")

# who records the facts of these kinds; all others: 办公室
RECORDED_BY = {"纪检委员": "被通报批评 违法违纪 认定不成立", "支委会": "其他先锋模范作用", "主要领导": "年度工作考核"}
COLUMNS = {
    "organisations": "id name type parent from to",
    "roster": "id name status organisation from to",
    "relations": "subject relation target from to",
    "facts": "id subject kind date until recorded quantity mark level role matter by note reverses",
}

# --- people with a story, by number ----------------------------------------------------------------------------------

SECRETARY, WATCHER, ORGANISER = "P001", "P002", "P011"
STRONG = ("P004", "P008", "P013", "P017")
WEAK = ("P010", "P020")
PROBATIONARY = ("P009", "P019")
MOVED = {"P006": (date(YEAR, 6, 16), "D12")}
ARRIVED = {"P022": (date(YEAR, 3, 10), "D12"), "P023": (date(YEAR, 9, 1), "D11")}
LEFT = {"P014": date(YEAR, 8, 11)}
CRITICISED, OFFENDER, CLEARED = "P010", "P016", "P018"

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
class Member:
    id: str
    name: str
    group: str

    @property
    def zeal(self) -> float:
        """How much the member takes part, from 0 to 1."""
        if self.id in STRONG + WEAK:
            return 0.95 if self.id in STRONG else 0.05
        return 0.2 + 0.55 * vary("热心", self.id)

    def is_there(self, day: date) -> bool:
        begins = ARRIVED[self.id][0] if self.id in ARRIVED else LONG_AGO
        return begins <= day < LEFT.get(self.id, date.max)


def list_members() -> list[Member]:
    groups = [group for group, size in zip(GROUPS, SIZES, strict=True) for _ in range(size)]
    groups += [group for _, group in ARRIVED.values()]
    members: list[Member] = []
    for number, group in enumerate(groups, start=1):
        surname = SURNAMES[number * 11 % len(SURNAMES)]
        name = surname + pick(FIRST, "名", number) + (pick(SECOND, "字", number) if number % 4 else "")
        members.append(Member(f"P{number:03}", name, group))
    return members


# --- organisations, roster, posts -------------------------------------------------------------------------------------


def organisation_rows() -> Iterator[Row]:
    yield {"id": OFFICE, "name": "示例拆迁办", "type": "机关", "from": LONG_AGO}
    yield {"id": BRANCH, "name": "示例拆迁办党支部", "type": "党支部", "parent": OFFICE, "from": LONG_AGO}
    for code, name in GROUPS.items():
        yield {"id": code, "name": name, "type": "党小组", "parent": BRANCH, "from": LONG_AGO}


def roster_rows(members: list[Member]) -> Iterator[Row]:
    """A row each, two for who changed the group; colleagues who are no members stand in the branch, unscored."""
    for member in members:
        status = "预备党员" if member.id in PROBATIONARY else "正式党员"
        row: Row = {"id": member.id, "name": member.name, "status": status, "organisation": member.group}
        row["from"] = ARRIVED[member.id][0] if member.id in ARRIVED else LONG_AGO
        if member.id in MOVED:
            first_day, group = MOVED[member.id]
            yield {**row, "to": first_day}
            row |= {"from": first_day, "organisation": group}
        yield {**row, "to": LEFT.get(member.id)}
    for number in (1, 2):
        yield {"id": f"N{number:03}", "name": "游" + FIRST[number * 7], "status": "群众", "organisation": BRANCH, "from": LONG_AGO}


def relation_rows() -> Iterator[Row]:
    for person, post in ((SECRETARY, "书记"), (WATCHER, "纪检委员"), (ORGANISER, "组织委员")):
        yield {"subject": person, "relation": post, "target": BRANCH}


# --- facts ------------------------------------------------------------------------------------------------------------


def fact(subject: str, kind: str, day: date, **cells: object) -> Row:
    by = next((who for who, kinds in RECORDED_BY.items() if kind in kinds.split()), "办公室")
    return {"subject": subject, "kind": kind, "date": day, "recorded": day, "by": by, **cells}


def varied_facts(member: Member) -> Iterator[Row]:
    """One member's year, without the days on which he is not in the roster."""
    for facts in (study_facts, word_facts, deed_facts):
        yield from (row for row in facts(member) if member.is_there(row["date"]))


def study_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        for number, matter in ((9, f"{month}月支部党员大会"), (23, f"{month}月专题学习")):
            draw, slack = vary("到会", member.id, month, number), 1 - member.zeal
            role = "缺席" if draw < 0.09 * slack else "请假" if draw < 0.3 * slack else "出席"
            yield fact(member.id, "学习教育", on(month, number), role=role, matter=matter)
        if vary("活动", member.id, month) < 0.4 + 0.6 * member.zeal:
            yield fact(member.id, "党内活动", on(month, 16), matter=f"{month}月主题党日")
        if vary("心得", member.id, month) < 0.3 * member.zeal:
            yield fact(member.id, "学习心得", on(month, 25), matter=f"{month}月学习心得")


def word_facts(member: Member) -> Iterator[Row]:
    number = int(member.id[1:])
    for month in range(1, 13):
        lecture = LECTURES[month - 1]
        if (month * 2 - 1) % 21 == number % 21:
            yield fact(member.id, "主讲微讲堂", on(month, 18), matter=lecture)
        elif vary("发言", member.id, month) < 0.5 * member.zeal:
            yield fact(member.id, "交流发言", on(month, 18), role="微讲堂", matter=lecture)
        if vary("研讨", member.id, month) < 0.4 * member.zeal:
            yield fact(member.id, "交流发言", on(month, 23), role="专题研讨会", matter=f"{month}月专题研讨")
        if vary("信息", member.id, month) < 0.25 * member.zeal:
            matter = f"{month}月{pick(ARTICLES, '信息', member.id, month)}"
            yield fact(member.id, "工作信息", on(month, 11), level="本单位", matter=matter)
            if vary("采用", member.id, month) < 0.5:
                level = pick(("区级", "区级", "市级", "省部级"), "级", member.id, month)
                yield fact(member.id, "工作信息", on(month, 20), level=level, matter=matter)
        if vary("建议", member.id, month) < 0.2 * member.zeal:
            matter = f"{month}月{pick(OPINIONS, '建议', member.id, month)}"
            yield fact(member.id, "意见建议", on(month, 9), level="提出", matter=matter)
            if vary("采纳", member.id, month) < 0.4:
                yield fact(member.id, "意见建议", on(month, 9) + timedelta(days=12), level="采纳", matter=matter)


def deed_facts(member: Member) -> Iterator[Row]:
    for month in range(1, 13):
        if vary("帮困", member.id, month) < 0.25 * member.zeal:
            yield fact(member.id, "扶贫帮困", on(month, 12), matter=pick(HOMES, "户", member.id), note="示例走访记录")
        if vary("志愿", member.id, month) < 0.6 * member.zeal:
            hours = f"{2 + int(5 * vary('时', member.id, month)) / 2:g}"
            yield fact(member.id, "志愿服务", on(month, 21), quantity=hours, matter=pick(SERVICES, "服务", member.id, month))


def written_facts(members: list[Member]) -> Iterator[Row]:
    """What a clerk can look up: each with its reason."""
    yield from beyond_the_caps()
    yield from honours_and_criticism()
    yield from vetoes()
    yield from corrections()
    yield from year_end(members)


def beyond_the_caps() -> Iterator[Row]:
    """A clean-up of several days, four essays in one quarter; two visits to one household in one month count once."""
    for day, hours in ((on(7, 5), "6"), (on(7, 6), "5.5"), (on(8, 2), "4")):
        yield fact("P004", "志愿服务", day, quantity=hours, matter="台风后社区清洁")
    for number, day in enumerate((on(4, 10), on(4, 28), on(5, 14), on(6, 12)), start=1):
        yield fact("P013", "学习心得", day, matter=f"读书心得之{number}")
    for day in (on(9, 3), on(9, 26)):
        yield fact("P008", "扶贫帮困", day, matter=HOMES[2], note="示例走访记录")
    yield fact("P008", "党内活动", on(9, 16), matter="红色教育基地参观")  # the same day as the month's activity
    # made in March, adopted in April: ten points in each quarter, twenty in the year
    yield fact("P017", "意见建议", on(3, 27), level="提出", matter="征收政策有声版")
    yield fact("P017", "意见建议", on(4, 24), level="采纳", matter="征收政策有声版")


def honours_and_criticism() -> Iterator[Row]:
    for number, (person, day, level, matter) in enumerate(
        (
            ("P004", on(5, 22), "区级", "岗位能手"),
            ("P004", on(6, 27), "市级", "岗位能手"),  # one kind: the higher one counts
            ("P013", on(6, 30), "本单位", "优秀共产党员"),
            ("P017", on(10, 16), "区级", "信访工作先进个人"),
            ("P008", on(12, 4), "省部级", "最美志愿者"),
        ),
        start=1,
    ):
        yield fact(person, "表彰奖励", day, level=level, matter=matter, note=f"示例发〔{YEAR}〕{number}号")
    for person, day, mark, matter in (
        ("P013", on(2, 26), "30", "连夜排除沿街危房"),
        ("P004", on(7, 30), "50", "台风夜转移群众"),
        ("P021", on(11, 13), "5", "拾金不昧"),
    ):
        yield fact(person, "其他先锋模范作用", day, mark=mark, matter=matter, note=f"示例支委会纪要〔{YEAR}〕{day.month}号")
    heard = "已听取陈述申辩"
    yield fact(CRITICISED, "被通报批评", on(2, 20), matter="签约台账弄虚作假", note=f"示例通报〔{YEAR}〕2号，{heard}")
    yield fact("P020", "违反工作纪律", on(5, 8), level="一般", matter="上班时间外出", note=heard)
    yield fact("P020", "违反工作纪律", on(10, 22), level="较重", matter="值班脱岗", note=heard)
    yield fact("P012", "违反工作纪律", on(8, 14), level="一般", matter="会议迟到", note=heard)


def vetoes() -> Iterator[Row]:
    heard = "已听取陈述申辩"
    yield fact(OFFENDER, "违法违纪", on(5, 20), note=f"示例纪〔{YEAR}〕4号，{heard}")
    yield fact(CLEARED, "违法违纪", on(3, 12), note=f"示例纪〔{YEAR}〕2号，{heard}")
    yield fact(CLEARED, "认定不成立", on(9, 10), note=f"示例纪〔{YEAR}〕9号，原决定撤销")


def corrections() -> Iterator[Row]:
    """Reversals, linked to their facts by ``key`` and ``cancels``; a claim that came after the quarter's end."""
    note = f"示例通报〔{YEAR}〕7号"
    yield fact("P015", "被通报批评", on(7, 17), matter="工地围挡不合格", note=note, key="围挡")
    yield fact("P015", "被通报批评", on(8, 1), matter="工地围挡不合格", cancels="围挡", note="复核成立：责任人是另一单位")
    yield fact("P003", "主讲微讲堂", on(4, 18), matter=LECTURES[3], key="讲堂")
    yield fact("P003", "主讲微讲堂", on(4, 30), matter=LECTURES[3], cancels="讲堂", note="误登，主讲人不是他")
    yield fact("P003", "交流发言", on(4, 18), recorded=on(4, 30), role="微讲堂", matter=LECTURES[3])
    yield fact("P007", "扶贫帮困", on(6, 25), recorded=on(7, 9), matter=HOMES[0], note="公示期内申报补登")


def year_end(members: list[Member]) -> Iterator[Row]:
    """The year's appraisal and the ballot: each member is marked once by every other one."""
    voted = on(12, 26)
    here = [member for member in members if member.is_there(voted)]
    for member in here:
        level = "优秀" if member.zeal > 0.9 else "称职" if member.id != "P020" else "基本称职"
        if member.id == CRITICISED:
            level = "不称职"
        yield fact(member.id, "年度工作考核", on(12, 29), level=level, note=f"示例发〔{YEAR}〕30号")
        favour = 0.5 + 0.5 * member.zeal - 0.4 * (member.id in (CRITICISED, OFFENDER))
        for voter in here:
            if voter is not member:
                draw = vary("票", voter.id, member.id)
                vote = "优秀" if draw < favour else "合格" if draw < favour + 0.3 else "基本合格" if draw < 0.97 else "不合格"
                yield fact(member.id, "民主测评", voted, level=vote)


def fact_rows(members: list[Member]) -> Iterator[Row]:
    """All facts as they were recorded, numbered; a reversal names the number of the fact it cancels."""
    rows = [row for member in members for row in varied_facts(member)]
    rows += written_facts(members)
    rows.sort(key=lambda row: (row["recorded"], row["date"]))
    numbers = {row["key"]: f"F{number:05}" for number, row in enumerate(rows, start=1) if "key" in row}
    for number, row in enumerate(rows, start=1):
        cells = {name: value for name, value in row.items() if name not in ("key", "cancels")}
        yield {"id": f"F{number:05}", **cells, "reverses": numbers.get(row.get("cancels"))}


def write(folder: Path) -> None:
    """Write the four tables of the demo year into a folder, which is made if need be."""
    members = list_members()
    tables = {
        "organisations": organisation_rows(),
        "roster": roster_rows(members),
        "relations": relation_rows(),
        "facts": fact_rows(members),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
