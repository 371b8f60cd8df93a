"""Templates: an Excel workbook to fill in, made from the fact kinds that a scheme declares.

The sheets 事项, 名册, 组织 and 关系 have only headers, lists to choose from and formats; they are read back as
they are. The sheet 说明 says of every kind what to enter, and shows an example row, so that nothing invented
can be left among the data.

Worked example: a kind 授课 with the levels 市级, 区级 is a row of 说明, and puts both words into the list of
级别.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from biaochi.files.headers import FACTS, ORGANISATIONS, RELATIONS, ROSTER, TableHeaders
from biaochi.files.writers import CREATED

FILLED_ROWS = 10_000
"""How far down lists and formats reach."""
_FIRST_DAY = dt.date(1900, 3, 1)
_DAYS = ("date", "until", "recorded", "from", "to")
_TEXTS = ("id", "subject", "rater", "by", "reverses", "organisation", "parent", "target")
_SUBJECTS = {"person": "党员", "organisation": "党组织"}
_FORMS = {"event": "事件", "state": "状态（填日期至截止）", "assessment": "评定（填评分）", "ballot": "投票"}
_STATUSES = ("申请人", "积极分子", "发展对象", "预备党员", "正式党员", "群众")
_TYPES = ("党委", "党总支", "党支部", "党小组")
_HINTS = ("事项", "代码", "对象", "形态", "数量", "级别", "评分", "角色", "事由", "佐证", "录入", "依据", "说明")
_EXAMPLE = {
    "id": "示例-1",
    "subject": "党员编号",
    "date": "2025-03-02",
    "recorded": "2025-03-03",
    "by": "登记人编号",
    "note": "此行为示例，请填在「事项」表",
}
_RULES = (
    "每行一件事，只登记一次；登记错了另记一行，在「更正」里写原编号，不改原行。",
    "编号、主体、事项、日期必填。编号在本表内不重复；主体填名册或组织里的编号，不填姓名。",
    "日期写成 2025-03-02、2025/3/2 或 2025年3月2日。「截止」是最后一天；名册、组织、关系的「至」是最后一天的次日。",
    "数量、评分只写数字，小数至多六位；不写千分号、百分号和单位。",
    "不要合并单元格，不要在标题上方加表名。多余的列：名册、组织里作为属性读取，事项里不读。",
)


class KindLike(Protocol):
    """A declared fact kind, as section 3 of the scheme language has it (its name is the key it stands under)."""

    @property
    def code(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def decimals(self) -> int: ...
    @property
    def quantity_range(self) -> Sequence[Any] | None: ...
    @property
    def levels(self) -> Sequence[str]: ...
    @property
    def mark_range(self) -> Sequence[Any] | None: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def matter(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def entered_by(self) -> Sequence[str]: ...
    @property
    def document(self) -> str: ...
    @property
    def hearing(self) -> str | None: ...
    @property
    def basis(self) -> str | None: ...
    @property
    def note(self) -> str | None: ...


def write_template(
    kinds: Mapping[str, KindLike],
    path: Path,
    *,
    tables: Sequence[TableHeaders] = (FACTS, ROSTER, ORGANISATIONS, RELATIONS),
    subjects: Sequence[Sequence[str]] = (),
) -> None:
    """Write the workbook for these kinds (name → kind). The same kinds give the same bytes.

    ``tables``: the sheets to fill in. ``subjects``: id, name and place of everybody, on a sheet 对照 to look ids up; it is not read back.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": CREATED})
        formats = {
            "header": book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "bold": book.add_format({"bold": True}),
        }
        choices = {
            "kind": list(kinds),
            "level": _distinct(kind.levels for kind in kinds.values()),
            "role": _distinct(kind.roles for kind in kinds.values()),
            "status": _STATUSES,
            "type": _TYPES,
        }
        sheets = [(book.add_worksheet(table.chinese), table) for table in tables]
        _write_hints(book.add_worksheet("说明"), kinds, formats)
        if subjects:
            _write_subjects(book.add_worksheet("对照"), subjects, formats)
        ranges = _write_choices(book.add_worksheet("选项"), choices)
        for sheet, table in sheets:
            _write_headers(sheet, table, ranges, formats)


def _write_headers(sheet: Any, table: TableHeaders, ranges: Mapping[str, str], formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(table.headers):
        style = formats["day"] if column in _DAYS else formats["text"] if column in _TEXTS else None
        sheet.set_column(index, index, 16 if column in _TEXTS else 12, style)
        sheet.write_string(0, index, table.header(column), formats["header"])
        if column in ranges:
            sheet.data_validation(
                1, index, FILLED_ROWS, index,
                {"validate": "list", "source": ranges[column], "error_type": "warning",
                 "error_title": "不在列表中", "error_message": "请从列表里选；身份、类型可另写"},
            )  # fmt: skip
        elif column in _DAYS:
            sheet.data_validation(
                1, index, FILLED_ROWS, index,
                {"validate": "date", "criteria": ">=", "value": _FIRST_DAY, "error_type": "warning",
                 "error_title": "不是日期", "error_message": "写成 2025-03-02"},
            )  # fmt: skip


def _write_subjects(sheet: Any, subjects: Sequence[Sequence[str]], formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for index, header in enumerate(("编号", "名称", "所在组织")):
        sheet.set_column(index, index, 20, formats["text"])
        sheet.write_string(0, index, header, formats["header"])
    for row, cells in enumerate(subjects, start=1):
        for index, text in enumerate(cells):
            sheet.write_string(row, index, text)
    sheet.autofilter(0, 0, len(subjects), 2)


def _write_choices(sheet: Any, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The words to choose from, on a hidden sheet: lists inside a validation end at 255 characters. Their ranges."""
    ranges: dict[str, str] = {}
    for index, (column, words) in enumerate(choices.items()):
        sheet.write_string(0, index, column)
        for row, word in enumerate(words, start=1):
            sheet.write_string(row, index, word)
        if words:
            letter = chr(ord("A") + index)
            ranges[column] = f"=选项!${letter}$2:${letter}${len(words) + 1}"
    sheet.very_hidden()
    return ranges


def _write_hints(sheet: Any, kinds: Mapping[str, KindLike], formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, len(_HINTS) - 1, 16, formats["wrap"])
    row = 0
    for text in _RULES:
        sheet.write_string(row, 0, text)
        row += 1
    row += 1
    sheet.write_string(row, 0, "示例（不会被读取）", formats["bold"])
    example = {**_EXAMPLE, **_example_of(kinds)}
    for index, column in enumerate(FACTS.headers):
        sheet.write_string(row + 1, index, FACTS.header(column), formats["header"])
        sheet.write_string(row + 2, index, example.get(column, ""))
    row += 4
    for index, header in enumerate(_HINTS):
        sheet.write_string(row, index, header, formats["header"])
    for name, kind in kinds.items():
        row += 1
        for index, text in enumerate(hints_of(name, kind)):
            sheet.write_string(row, index, text)


def hints_of(name: str, kind: KindLike) -> tuple[str, ...]:
    """What 说明 says of a kind, a text for each of its headers."""
    needs = ["佐证材料必需"] if kind.evidence == "required" else []
    needs += ["须有文号"] if kind.document == "required" else []
    needs += ["先听取陈述申辩"] if kind.hearing else []
    return (
        name,
        kind.code or "",
        _SUBJECTS.get(kind.subject, kind.subject),
        _FORMS.get(kind.form, kind.form),
        _quantity_hint(kind),
        "、".join(kind.levels),
        _range_hint(kind.mark_range),
        "、".join(kind.roles),
        "必填" if kind.matter == "required" else "选填",
        "；".join(needs) or "可选",
        "、".join(kind.entered_by),
        kind.basis or "",
        kind.note or "",
    )


def _quantity_hint(kind: KindLike) -> str:
    if kind.unit is None and not kind.quantity_range:
        return "可空，空即 1"
    places = f"，{kind.decimals} 位小数" if kind.decimals else "，整数"
    return f"{kind.unit or '次'}{places}" + (f"，{_range_hint(kind.quantity_range)}" if kind.quantity_range else "")


def _range_hint(bounds: Sequence[Any] | None) -> str:
    return f"{bounds[0]} 至 {bounds[1]}" if bounds else ""


def _example_of(kinds: Mapping[str, KindLike]) -> dict[str, str]:
    """The example's kind: the first one, with its first level and role."""
    for name, kind in kinds.items():
        return {
            "kind": name,
            "quantity": "1" if kind.mark_range is None else "",
            "mark": str(kind.mark_range[1]) if kind.mark_range else "",
            "level": next(iter(kind.levels), ""),
            "role": next(iter(kind.roles), ""),
        }
    return {}


def _distinct(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))
