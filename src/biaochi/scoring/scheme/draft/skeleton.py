"""The skeleton of a scheme: what a table of criteria says, as YAML in Chinese keys, with a question wherever it says nothing.

``biaochi scheme check`` reads the skeleton; it is finished when no comment 「问」 is left in it. Codes are given in the order of the
table where the table has none. The finding of each question names the cell it comes from and the line its answer goes to.

Worked example: a table of one indicator 三会一课, 10 points, 「缺席一次扣2分」 is a scheme with the fact kind 缺席, the indicator with
``起评分: 10`` and the rule with ``每次: -2``, and asks for the period, who takes part, whether points stop at zero, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from biaochi.scoring.findings import Finding, Place
from biaochi.scoring.scheme.draft.indicators import DraftNode, DraftRule, indicators_of, walk
from biaochi.scoring.scheme.draft.questions import Question
from biaochi.scoring.scheme.draft.rows import Sheet, Workbook
from biaochi.scoring.scheme.draft.surroundings import Surroundings, surroundings_of
from biaochi.scoring.scheme.draft.yaml_lines import Lines, flow, scalar

ORDER = (
    "类别", "维度", "权重", "合计", "计", "取数", "每次", "每单位", "按级别", "按角色", "酌情", "折算", "取舍", "加重", "无事项", "起评分",
    "分期限额", "加分封顶", "扣分封顶", "封顶", "保底", "不封顶", "扣完为止",
)  # fmt: skip
OF_TABLES = {
    "applies": {"适用"}, "placed": {"归属"}, "states": {"状态"}, "total": {"起评分", "封顶", "保底", "不封顶"},
}  # fmt: skip
"""By question about a table: the keys any of which answers it."""
ABOUT_KIND = ("mark-range", "rate")


@dataclass(slots=True)
class DraftTable:
    """One sheet, read: what stands around its rows, and its indicators."""

    sheet: Sheet
    around: Surroundings
    nodes: list[DraftNode]
    code: str


@dataclass(slots=True)
class Catalogue:
    """The fact kinds of the rules, by name; the same words with other needs are another kind."""

    kinds: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)

    def name_for(self, rule: DraftRule, node: DraftNode, subject: str) -> str:
        needs = dict(rule.phrase.fact)
        if subject == "党组织":
            needs = {"对象": subject, **needs}
        if any(step.get("按") == "事由" for step in rule.phrase.keys.get("取舍", [])):
            needs["事由"] = "必填"
        if node.enterers:
            needs["录入"] = node.enterers
        name = rule.phrase.name or node.name
        for candidate in (name, f"{name}（{node.name}）", *(f"{name}（{n}）" for n in range(2, 1000))):
            if self.kinds.setdefault(candidate, needs) == needs:
                questions = [question for question in rule.questions if question.key in ABOUT_KIND]
                self.questions.setdefault(candidate, []).extend(questions)
                return candidate
        raise AssertionError("a thousand kinds of one name")


def skeleton_of(book: Workbook) -> tuple[str, list[Finding]]:
    """The skeleton's text, and a finding for each of its questions."""
    tables = tables_of(book)
    give_codes(tables)
    catalogue = Catalogue()
    body = Lines()
    kinds = {id(rule): kind for rule, kind in kinds_of(tables, catalogue)}
    file = Place(book.file)
    write_head(body, book, tables, file)
    write_catalogue(body, catalogue, file)
    write_categories(body, tables)
    dimensions = dict.fromkeys(node.keys["维度"] for table in tables for node in walk(table.nodes) if "维度" in node.keys)
    if dimensions:
        body.add(0, f"维度: {flow(list(dimensions))}")
    body.add(0, "计分表:")
    for table in tables:
        write_table(body, table, kinds)
    body.open_key(0, Question("workflow", file))
    findings = [question.finding(number, line) for number, (line, question) in enumerate(body.asked, 1)]
    return body.text(), findings


def tables_of(book: Workbook) -> list[DraftTable]:
    taken: set[str] = set()
    tables = []
    for position, sheet in enumerate(book.sheets, 1):
        around = surroundings_of(sheet)
        code = around.code or ("T" if len(book.sheets) == 1 else f"T{position}")
        tables.append(DraftTable(sheet, around, indicators_of(sheet), code if code not in taken else f"{code}{position}"))
        taken.add(tables[-1].code)
    return tables


def give_codes(tables: Sequence[DraftTable]) -> None:
    """Codes of the table's own stay; the others are N1, N2, … and R1, R2, … past those already taken."""
    taken = {table.code for table in tables}
    for part in parts_of(tables):
        if part.code in taken:
            part.code = ""
        taken.add(part.code)
    counts = {"N": 0, "R": 0}
    for part in parts_of(tables):
        letter = "N" if isinstance(part, DraftNode) else "R"
        while not part.code or part.code == "?":
            counts[letter] += 1
            code = f"{letter}{counts[letter]}"
            part.code = code if code not in taken else "?"
        taken.add(part.code)


def parts_of(tables: Sequence[DraftTable]) -> Iterator[DraftNode | DraftRule]:
    for table in tables:
        for node in walk(table.nodes):
            yield node
            yield from node.rules


def kinds_of(tables: Sequence[DraftTable], catalogue: Catalogue) -> Iterator[tuple[DraftRule, str]]:
    for table in tables:
        for node in walk(table.nodes):
            for rule in node.rules:
                yield rule, catalogue.name_for(rule, node, table.around.subject)


def write_head(lines: Lines, book: Workbook, tables: Sequence[DraftTable], file: Place) -> None:
    lines.comment(0, f"由 {Path(book.file).name} 读出的骨架。带「问」的是表里没有写明的:逐条定下来,删去注释,再检查。")
    name = next((table.around.name for table in tables if table.around.name), "") or Path(book.file).stem
    lines.add(0, f"办法: {scalar(name)}")
    lines.add(0, "代码: DRAFT  # 给这份办法起一个代码")
    lines.add(0, '版本: "1"')
    if effective := next((table.around.effective for table in tables if table.around.effective), ""):
        lines.add(0, f"施行: {effective}")
    else:
        lines.open_key(0, Question("effective", file))
    lines.open_key(0, Question("rounding", file))
    if book.parameters:
        lines.add(0, "参数:")
        for row in book.parameters:
            value = {"值": row.value} if row.value else {}
            note = {"说明": row.note} if row.note else {}
            lines.add(2, f"{scalar(row.name)}: {flow({**value, **note})}")


def write_catalogue(lines: Lines, catalogue: Catalogue, file: Place) -> None:
    if not catalogue.kinds:
        return
    lines.add(0, "事项:", Question("enterers", file))
    for name, needs in catalogue.kinds.items():
        lines.add(2, f"{scalar(name)}: {flow(needs)}", *catalogue.questions[name])


def write_categories(lines: Lines, tables: Sequence[DraftTable]) -> None:
    used: dict[str, Place] = {}
    known: dict[str, dict[str, Any]] = {}
    for table in tables:
        known |= table.around.categories
        for node in walk(table.nodes):
            if (name := node.keys.get("类别")) is not None:
                used.setdefault(name, node.place)
    if used:
        lines.add(0, "类别:")
    for name, place in used.items():
        questions = [] if known.get(name) else [Question("category-cap", place, name)]
        lines.add(2, f"{scalar(name)}: {flow(known.get(name, {}))}", *questions)


def write_table(lines: Lines, table: DraftTable, kinds: dict[int, str]) -> None:
    around, place = table.around, table.sheet.place
    lines.add(0, f"- 名称: {scalar(around.table_name)}")
    lines.add(2, f"代码: {scalar(table.code)}")
    if around.period:
        lines.add(2, f"周期: {around.period}  # 据 {around.period_from}" if around.period_from else f"周期: {around.period}")
    else:
        lines.add(2, "周期: 待定", Question("period", place))
    if around.subject:
        lines.add(2, f"对象: {around.subject}")
    else:
        lines.open_key(2, Question("subject", place))
    for key, value in around.keys.items():
        lines.add(2, f"{key}: {flow(value)}")
    for question, answers in OF_TABLES.items():
        if not answers & set(around.keys):
            lines.open_key(2, Question(question, place))
    if around.kept:
        lines.add(2, f"说明: {scalar(chr(10).join(said.text for said in around.kept))}", Question("note", around.kept[0].place))
    for said, stated, added in around.sums_that_differ(table.nodes):
        lines.ask(Question("sum", said.place, f"{stated}≠{added}"), indent=2)
    lines.open_key(2, Question("unknown", place))
    lines.add(2, "指标:")
    for node in table.nodes:
        write_node(lines, node, 2, kinds)
    for key in ("vetoes", "ranks", "grades", "outcomes"):
        lines.open_key(2, Question(key, place))


def write_node(lines: Lines, node: DraftNode, indent: int, kinds: dict[int, str]) -> None:
    lines.add(indent, f"- 名称: {scalar(node.name)}")
    inner = indent + 2
    lines.add(inner, f"代码: {scalar(node.code)}")
    for key, texts in (("条款", node.clauses), ("依据", node.bases), ("说明", node.kept)):
        if texts:
            lines.add(inner, f"{key}: {scalar('；'.join(' '.join(text.split()) for text in dict.fromkeys(texts)))}")
    write_keys(lines, node.keys, inner, node.questions)
    if node.children:
        lines.add(inner, "指标:")
        for child in node.children:
            write_node(lines, child, inner, kinds)
    if node.rules:
        lines.add(inner, "评分标准:")
        for rule in node.rules:
            write_rule(lines, rule, node, inner, kinds[id(rule)])


BESIDE = {"base": "起评分", "base-or-cap": "封顶", "points": "说明", "standard": "说明"}
"""By question: the key it stands beside where that is written; otherwise the answer is proposed as a key of its own."""


def write_keys(lines: Lines, keys: dict[str, Any], indent: int, questions: Sequence[Question]) -> None:
    """Keys in their usual order, each with the question about it, then the questions about keys that are not there."""
    rest = list(questions)
    for key in sorted(keys, key=lambda key: ORDER.index(key) if key in ORDER else -1):
        mine = [question for question in rest if BESIDE.get(question.key) == key]
        lines.add(indent, f"{key}: {flow(keys[key])}", *mine)
        rest = [question for question in rest if question not in mine]
    for question in rest:
        if question.answer:
            lines.open_key(indent, question)
        else:
            lines.ask(question, indent=indent)


def write_rule(lines: Lines, rule: DraftRule, node: DraftNode, indent: int, kind: str) -> None:
    phrase = rule.phrase
    cell = rule.place.cell.rpartition("!")[2]
    lines.comment(indent, f"{cell}:{phrase.text}")
    lines.add(indent, f"- 名称: {scalar(phrase.name or node.name)}")
    inner = indent + 2
    lines.add(inner, f"代码: {scalar(rule.code)}")
    if phrase.note:
        lines.add(inner, f"说明: {scalar(phrase.note)}")
    lines.add(inner, f"事项: {scalar(kind)}")
    write_keys(lines, phrase.keys, inner, [question for question in rule.questions if question.key not in ABOUT_KIND])
