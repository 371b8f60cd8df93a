"""The articles of one table: whom it is about and what bounds its total, and the table 指标 · 分值 · 评分标准 · 依据.

Worked example: an indicator of 10 points with one rule is one row: its name, 「封顶 10 分」, the rule as a sentence, its clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from biaochi.scoring.scheme.articles import Article, Cell, Line, bracketed, cell, deductions, lines, rounding, sentence
from biaochi.scoring.scheme.model import Category, JointCap, Node, Normalise, Rule, StateRule, Table, TablePart
from biaochi.scoring.scheme.rule_wording import limits, rule_sentences, selected, unknown
from biaochi.scoring.scheme.wording import Wording, list_of, period_word, word

HEADER = ["指标", "分值", "评分标准", "依据"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One indicator as a row: what it is worth, what is said of all its rules, each rule, and where it comes from.

    ``sources[0]`` are the indicator's own; one list follows for each rule.
    """

    node: Node
    depth: int
    worth: list[str]
    own: list[str]
    rules: list[Line]
    sources: list[list[str]] = field(default_factory=list)


def criteria(wording: Wording, table: Table) -> Article:
    rows = []
    for found in criteria_of(wording, table):
        numbered = len(found.rules) > 1
        said = lines(found.own)
        said += [Line(f"{n}. {line.text}" if numbered else line.text, line.code) for n, line in enumerate(found.rules, 1)]
        sources = list(dict.fromkeys(text for texts in found.sources for text in texts))
        rows.append([cell([found.node.name], found.node.code, found.depth), cell(found.worth), Cell(said), cell(sources)])
    return Article("criteria", "评分标准", [], HEADER, rows)


def bounds(wording: Wording, table: Table) -> Article:
    """Everything a table says of itself, before its indicators."""
    said = [f"对象:{word(Table, 'subject', table.subject)};周期:{period_word(table.period)};代码:{table.code}。{bracketed(table.clause)}"]
    said += [sentence(table.note)] if table.note else []
    said += [] if table.main else ["本表只供其他计分表取数,不单独公布。"]
    said += [f"适用于{wording.condition(table.applies)}的。"] if table.applies else []
    if "roster" in table.model_fields_set:
        said.append({"period_end": "期末在册的列入考评。", "any_day": "期内任一日在册的都列入考评。"}[table.roster])
    if "placed" in table.model_fields_set:
        where = {"last_day": "期末所在", "first_day": "期初所在", "longest": "期内所在时间最长"}[table.placed]
        said.append(f"期内转接组织关系的,归{where}的组织。")
    states = [Line(state_sentence(wording, state), state.code or "") for state in table.states]
    further = [f"本表分值{rounding(table.rounding)}。"] if table.rounding else []
    if table.base is not None:
        further.append(f"起评 {wording.amount(table.base)} 分{',按在册天数折算' if table.prorated else ''}。")
    if ends := limits(wording, table):
        further.append(f"总分{deductions(';'.join(ends))}。")
    used = {node.category for node, _ in nodes_of(table.indicators) if node.category}
    used |= {cap.category for cap in table.joint_caps if cap.category}
    further += [category_sentence(wording, name, part) for name, part in wording.scheme.categories.items() if name in used]
    own = [Line(joint_cap_sentence(wording, cap), cap.code) for cap in table.joint_caps]
    own += [Line(part_sentence(wording, part), part.code) for part in table.parts]
    return Article("bounds", "对象和总分", [*lines(said), *states, *lines([text for text in further if text]), *own])


def category_sentence(wording: Wording, name: str, category: Category) -> str:
    ends = limits(wording, category)
    note = bracketed(category.note)
    return f"「{name}」类{deductions(';'.join(ends))}{note}。" if ends or note else ""


def joint_cap_sentence(wording: Wording, cap: JointCap) -> str:
    ends = [f"{zh} {wording.amount(v)} 分" for zh, v in (("封顶", cap.max), ("保底", cap.min)) if v is not None]
    name = f"{cap.name}:" if cap.name else ""
    category = f",归「{cap.category}」" if cap.category else ""
    of = "".join(wording.named(code) for code in cap.of)
    return f"{name}{of}合计{list_of(ends)}{category}。{bracketed(cap.clause, cap.note)}"


def state_sentence(wording: Wording, state: StateRule) -> str:
    reason = f"({state.reason})" if state.reason else ""
    further = bracketed(state.clause, state.note)
    return f"{state.name}:{wording.condition(state.when)}的,{word(StateRule, 'state', state.state)}{reason}。{further}"


def part_sentence(wording: Wording, part: TablePart) -> str:
    scale = ""
    if isinstance(part.normalise, Normalise):
        if part.normalise.full is not None:
            scale = f",按满分 {wording.amount(part.normalise.full)}"
        elif part.normalise.best is not None:
            scale = f",按{word(Normalise, 'best', part.normalise.best)}范围内最高者"
        else:
            scale = f",按{word(Normalise, 'mean', part.normalise.mean or '')}范围内均值"
        scale += f"折成 {wording.amount(part.normalise.to)} 分"
    missing = f",{text}" if (text := unknown(wording, part.unknown)) else ""
    said = f"总分由{wording.named(part.of)}({part.name})按 {wording.amount(part.weight, share=True)} 计入{scale}{missing}。"
    return said + bracketed(part.clause, part.note)


def nodes_of(nodes: list[Node], depth: int = 0) -> Iterator[tuple[Node, int]]:
    """Every indicator with its depth, a parent before its children."""
    for node in nodes:
        yield node, depth
        yield from nodes_of(node.indicators, depth + 1)


def criteria_of(wording: Wording, table: Table) -> Iterator[Criterion]:
    for node, depth in nodes_of(table.indicators):
        rules = [Line(rule_text(wording, rule), rule.code) for rule in node.rules]
        sources = [[text for text in (piece.clause, piece.basis) if text] for piece in (node, *node.rules)]
        yield Criterion(node, depth, worth_of(wording, node), own_sentences(wording, node), rules, sources)


def worth_of(wording: Wording, node: Node) -> list[str]:
    """The column 分值 of an indicator."""
    worth = [f"起评 {wording.amount(node.base)} 分"] if node.base is not None else []
    if node.weight is not None:
        worth.append(f"权重 {wording.amount(node.weight, share=True)}")
    worth += [deductions(text) for text in limits(wording, node)]
    worth += [f"归「{node.category}」"] if node.category else []
    return [*worth, f"维度「{node.dimension}」"] if node.dimension else worth


def own_sentences(wording: Wording, node: Node) -> list[str]:
    """What is said of an indicator as a whole, before its rules."""
    said = [f"适用于{wording.condition(node.applies)}的。"] if node.applies else []
    if node.combine != "sum":
        said.append(f"以下各项{word(Node, 'combine', node.combine)}。")
    said += [f"以下各项合看,{selected(step)}。" for step in node.selection]
    said += [f"{text}。"] if (text := unknown(wording, node.unknown)) else []
    if node.slots:
        cap = f",每项封顶 {wording.amount(node.slots.max_each)} 分" if node.slots.max_each is not None else ""
        said.append(f"另由各组织自定,不超过 {wording.amount(node.slots.count)} 项{cap}。")
    return [*said, sentence(node.note)] if node.note else said


def rule_text(wording: Wording, rule: Rule) -> str:
    weight = [f"权重 {wording.amount(rule.weight, share=True)}"] if rule.weight is not None else []
    return deductions("。".join([*rule_sentences(wording, rule), *weight])) + "。" + bracketed(rule.note)
