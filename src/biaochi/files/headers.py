"""Headers: the one table of column names, in Chinese and English, for every file of the contract.

Words: a *column* is the contract's English name (``subject``); its *headers* are what may stand in the first
row (``subject``, ``主体``, ``考评对象``). In organisations and rosters a header that is not in the table names
an attribute; elsewhere it is not read, and a warning names the nearest header that is.

Worked example: the first row ``编号,主体,事项,日期,数 量`` of facts gives id 0, subject 1, kind 2, date 3,
quantity 4.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from biaochi.files.faults import Faults, warning
from biaochi.scoring.findings import Finding, Place, error


@dataclass(frozen=True, slots=True)
class TableHeaders:
    """The columns of one kind of file. ``headers``: column → its Chinese headers, the one we write ourselves first."""

    name: str
    chinese: str
    required: tuple[str, ...]
    headers: Mapping[str, tuple[str, ...]]
    keeps_attributes: bool = False
    may_be_empty: bool = True
    ignored: tuple[str, ...] = ()

    def header(self, column: str, language: str = "zh") -> str:
        """The header we write for a column."""
        return column if language == "en" else self.headers[column][0]

    def known(self) -> dict[str, str]:
        """Every header as compared (see ``plain_header``) → column."""
        table = {plain_header(column): column for column in self.headers}
        for column, names in self.headers.items():
            table.update((plain_header(name), column) for name in names)
        return table


FROM = ("自", "起", "起始日期", "开始日期")
TO = ("至", "止", "终止日期", "结束日期")

FACTS = TableHeaders(
    "facts",
    "事项",
    ("id", "subject", "kind", "date"),
    {
        "id": ("编号", "事项编号", "序号"),
        "subject": ("主体", "考评对象", "主体编号", "党员编号"),
        "kind": ("事项", "事项名称", "事项代码"),
        "date": ("日期", "发生日期", "发生日"),
        "until": ("截止", "截止日期", "截止日"),
        "recorded": ("记录日", "记录", "记录日期", "登记日", "登记日期"),
        "quantity": ("数量",),
        "mark": ("评分",),
        "level": ("级别",),
        "matter": ("事由",),
        "role": ("角色",),
        "rater": ("评分人", "评分人编号"),
        "by": ("登记人", "登记人编号"),
        "note": ("备注", "说明"),
        "reverses": ("更正", "更正编号", "更正事项"),
    },
)
ROSTER = TableHeaders(
    "roster",
    "名册",
    ("id",),
    {
        "id": ("编号", "党员编号", "人员编号"),
        "name": ("姓名",),
        "status": ("身份", "党员身份"),
        "organisation": ("组织", "所在组织", "组织编号", "所在支部", "所在党支部"),
        "from": FROM,
        "to": TO,
        "flags": ("标记",),
    },
    keeps_attributes=True,
    may_be_empty=False,
)
ORGANISATIONS = TableHeaders(
    "organisations",
    "组织",
    ("id",),
    {
        "id": ("编号", "组织编号"),
        "name": ("名称", "组织名称"),
        "type": ("类型", "组织类型"),
        "parent": ("上级", "上级组织", "上级编号"),
        "class": ("分类", "党组织分类"),
        "from": FROM,
        "to": TO,
    },
    keeps_attributes=True,
)
RELATIONS = TableHeaders(
    "relations",
    "关系",
    ("subject", "relation", "target"),
    {
        "subject": ("主体", "主体编号"),
        "relation": ("关系", "任职"),
        "target": ("对象", "对象编号"),
        "from": FROM,
        "to": TO,
    },
)
HISTORY = TableHeaders(
    "history",
    "历史",
    ("subject", "period", "points"),
    {
        "subject": ("主体", "考评对象", "主体编号"),
        "period": ("周期", "考评周期"),
        "version": ("版本",),
        "table": ("表", "计分表"),
        "value": ("值", "项目"),
        "points": ("得分", "score", "总分"),
        "state": ("状态",),
        "grade": ("等次",),
        "rank": ("名次",),
        "of": ("总数", "参排数"),
    },
    # a scorecards file that we wrote ourselves is history, and names the organisation too
    ignored=("organisation", "组织"),
)
CALENDAR = TableHeaders(
    "calendar", "日历", ("day", "kind"), {"day": ("日期", "日"), "kind": ("类型", "性质")}, ignored=("name", "名称")
)
PARAMETERS = TableHeaders(
    "parameters",
    "参数",
    ("name", "value"),
    {
        "name": ("名称", "参数", "参数名称"),
        "value": ("值", "取值", "参数值"),
        "organisation": ("组织", "组织编号"),
        "from": ("自", "起", "起始日期", "施行日期"),
    },
)
TABLES = (FACTS, ROSTER, ORGANISATIONS, RELATIONS, HISTORY, CALENDAR, PARAMETERS)


@dataclass(frozen=True)
class MatchedHeaders:
    """Which column of the file (from 0) holds which column of the contract; ``attributes`` under their own names."""

    columns: Mapping[str, int]
    attributes: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()


def plain_header(header: str) -> str:
    """A header as it is compared: full-width forms as half-width, without white space, in lower case."""
    return "".join(unicodedata.normalize("NFKC", header).split()).casefold()


def match_headers(table: TableHeaders, headers: Sequence[str], file: str, line: int = 1) -> MatchedHeaders:
    """Find the contract's columns among a file's headers ('' for a column that has neither header nor cells).

    Raises ``BadRows`` with every missing or repeated column at once. ``line`` is the row of the headers.
    """
    known, faults = table.known(), Faults(file)
    ignored = {plain_header(name) for name in table.ignored}
    columns: dict[str, int] = {}
    attributes: dict[str, int] = {}
    unknown: list[str] = []
    for index, written in enumerate(headers):
        header = written.strip()
        column = known.get(plain_header(header)) if header else None
        if column is not None:
            first = columns.setdefault(column, index)
            if first != index:
                faults.add(_twice(Place(file, line, index + 1, header), headers[first].strip(), header, column))
        elif header and table.keeps_attributes:
            if header in attributes:
                faults.add(_twice(Place(file, line, index + 1, header), header, header, header))
            attributes.setdefault(header, index)
        elif header and plain_header(header) not in ignored:
            unknown.append(header)
    missing = [column for column in table.required if column not in columns]
    for column in missing:
        faults.add(_missing(table, column, [*unknown, *attributes], Place(file, line)))
    faults.raise_if_any()
    return MatchedHeaders(columns, attributes, tuple(_not_read(table, name, Place(file, line)) for name in unknown))


def nearest_header(table: TableHeaders, header: str) -> str | None:
    """The known header that looks most like this one, as we would write it in that language; None if none does."""
    shown = {plain_header(name): name for column, names in table.headers.items() for name in (column, *names)}
    near = difflib.get_close_matches(plain_header(header), list(shown), n=1, cutoff=0.5)
    return shown[near[0]] if near else None


def _twice(place: Place, first: str, second: str, column: str) -> Finding:
    return error(
        "header-twice",
        place,
        f"「{first}」与「{second}」是同一列（{column}）",
        f'"{first}" and "{second}" are the same column ({column})',
        do_zh="只保留一列",
        do_en="keep one of them",
    )


def _missing(table: TableHeaders, column: str, others: Sequence[str], place: Place) -> Finding:
    chinese = table.header(column)
    meant = next((name for name in others if nearest_header(table, name) in (column, *table.headers[column])), None)
    return error(
        "header-missing",
        place,
        f"{table.chinese}缺少必需的列「{chinese}」",
        f'the required column "{column}" of {table.name} is missing',
        do_zh=f"把「{meant}」改为「{chinese}」" if meant else f"在第一行（标题行）加上「{chinese}」或 {column}",
        do_en=f'rename "{meant}" to "{column}"'
        if meant
        else f'add the header "{column}" or {chinese} in the first row',
    )


def _not_read(table: TableHeaders, header: str, place: Place) -> Finding:
    near = nearest_header(table, header)
    listed = "、".join(names[0] for names in table.headers.values())
    return warning(
        "header-unknown",
        Place(place.file, place.line, 0, header),
        f"{table.chinese}没有「{header}」这一列，未读取",
        f'{table.name} has no column "{header}"; it was not read',
        do_zh=f"若指「{near}」，请改标题" if near else f"可用的标题：{listed}",
        do_en=f'if "{near}" is meant, rename the header' if near else "headers in use: " + ", ".join(table.headers),
    )
