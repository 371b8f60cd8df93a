"""A scheme to be read: in the other language, or as the printed 办法 with numbered articles.

The printed form says everything that decides points in Chinese sentences: kinds of facts, criteria, limits, vetoes,
ranks, grades, outcomes, workflow, notice and objection.

Worked example: ``show(loaded, "en")`` is the source text with English keys, ``show(loaded, "html")`` a page to print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from biaochi.scoring.scheme.expression_model import Quota
from biaochi.scoring.scheme.load import Loaded, number_text
from biaochi.scoring.scheme.model import (
    Board,
    Effect,
    FactKind,
    GradeBand,
    Node,
    Normalise,
    Outcome,
    Scheme,
    StateRule,
    Table,
    TablePart,
    Veto,
)
from biaochi.scoring.scheme.rule_wording import limits, quota, receiver, rule_sentences
from biaochi.scoring.scheme.translate import translate
from biaochi.scoring.scheme.wording import Wording, list_of, period_word, word
from biaochi.scoring.scheme.workflow_model import Notice, Step, Term

DIGITS = "零一二三四五六七八九"


@dataclass(slots=True)
class Cell:
    lines: list[str]
    code: str = ""
    depth: int = 0


@dataclass(slots=True)
class Article:
    title: str
    paragraphs: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    number: str = ""


def show(loaded: Loaded, as_: str = "zh") -> str:
    """The scheme as ``zh`` or ``en`` source text (the file itself, without what it extends), or as ``html``."""
    if as_ != "html":
        return translate(loaded.text, as_, file_name=loaded.file, start_path=loaded.start_path)
    from jinja2 import Environment, FileSystemLoader

    scheme = loaded.require()
    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, keep_trailing_newline=True)
    articles = [article for article in articles_of(scheme) if article.paragraphs or article.rows]
    for position, article in enumerate(articles, 1):
        article.number = numeral(position)
    subtitle = [f"自 {scheme.effective} 起施行" if scheme.effective else "草案,未定施行日期"]
    if scheme.expires:
        subtitle.append(f"{scheme.expires} 起失效")
    return environment.get_template("scheme.html").render(
        title=scheme.name,
        subtitle=" · ".join(subtitle),
        articles=articles,
        code=scheme.code,
        version=scheme.version,
        hash=loaded.hash,
    )


def numeral(number: int) -> str:
    """一, 二, … 九十九."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (
        DIGITS[ones] if ones or not tens else ""
    )


def articles_of(scheme: Scheme) -> Iterator[Article]:
    """The articles in the order in which a document has them."""
    wording = Wording(scheme)
    yield Article("总则", general(scheme))
    yield parameters(scheme)
    yield fact_kinds(scheme)
    for table in scheme.tables:
        yield criteria(wording, table)
        yield from results(wording, table)
    yield workflow(scheme)
    yield notices(wording, scheme)
    yield objections(scheme)


def general(scheme: Scheme) -> list[str]:
    said = [f"依据:{scheme.basis}。"] if scheme.basis else []
    if scheme.note:
        said.append(scheme.note)
    for name, period in scheme.periods.items():
        said.append(f"「{name}」自 {period.start} 起,每 {period.months} 个月一期。")
    rounding = scheme.rounding
    places, mode = (rounding.places, rounding.mode) if rounding else (4, "half_up")
    said.append(f"分值保留 {places} 位小数,{ {'half_up': '四舍五入', 'down': '去尾', 'up': '进一'}[mode] }。")
    return said


def parameters(scheme: Scheme) -> Article:
    rows = [
        [
            Cell([name]),
            Cell(["由各组织自定" if parameter.value is None else number_text(parameter.value)]),
            Cell([f"{'' if end is None else number_text(end)}" for end in (parameter.minimum, parameter.maximum)]),
            Cell([parameter.note or ""]),
        ]
        for name, parameter in scheme.parameters.items()
    ]
    return Article("参数", [], ["参数", "值", "最小、最大", "说明"], rows)


def fact_kinds(scheme: Scheme) -> Article:
    rows = []
    for name, kind in scheme.facts.items():
        said = [f"级别:{list_of(kind.levels)}"] if kind.levels else []
        if kind.roles:
            said.append(f"角色:{list_of(kind.roles)}")
        if kind.mark_range:
            said.append(f"评分 {' 至 '.join(number_text(end) for end in kind.mark_range)}")
        if kind.quantity_range:
            said.append(f"数量 {' 至 '.join(number_text(end) for end in kind.quantity_range)}")
        required = [zh for field, zh in (("matter", "事由"), ("evidence", "佐证"), ("document", "文号"))
                    if getattr(kind, field) == "required"]  # fmt: skip
        if required:
            said.append(f"必填{list_of(required)}")
        form = word(FactKind, "form", kind.form) + (f"({kind.unit})" if kind.unit else "")
        rows.append([
            Cell([name], kind.code or ""), Cell([word(FactKind, "subject", kind.subject), form]), Cell(said),
            Cell([list_of(kind.entered_by)]), Cell([text for text in (kind.basis, kind.note) if text]),
        ])  # fmt: skip
    return Article("计分事项", [], ["事项", "对象、形态", "要求", "录入", "依据"], rows)


def criteria(wording: Wording, table: Table) -> Article:
    said = [f"对象:{word(Table, 'subject', table.subject)};周期:{period_word(table.period)}。"]
    if table.note:
        said.append(table.note)
    if table.applies:
        said.append(f"适用于{wording.condition(table.applies)}的。")
    said += [state_sentence(wording, state) for state in table.states]
    if table.base is not None:
        said.append(f"起评 {wording.amount(table.base)} 分{',按在册天数折算' if table.prorated else ''}。")
    if bounds := limits(wording, table):
        said.append(f"总分{';'.join(bounds)}。")
    used = {node.category for node in nodes_of(table.indicators) if node.category}
    for name, category in wording.scheme.categories.items():
        if name in used and (bounds := limits(wording, category)):
            said.append(f"「{name}」类{';'.join(bounds)}。")
    for cap in table.joint_caps:
        ends = [f"{zh} {wording.amount(v)} 分" for zh, v in (("封顶", cap.max), ("保底", cap.min)) if v is not None]
        said.append(f"{''.join(wording.named(code) for code in cap.of)}合计{list_of(ends)}。")
    for part in table.parts:
        said.append(part_sentence(wording, part))
    return Article(
        f"{table.name}",
        said,
        ["指标", "分值", "评分标准", "依据"],
        [node_row(wording, *found) for found in rows_of(table.indicators)],
    )


def nodes_of(nodes: list[Node]) -> Iterator[Node]:
    for node, _ in rows_of(nodes):
        yield node


def rows_of(nodes: list[Node], depth: int = 0) -> Iterator[tuple[Node, int]]:
    for node in nodes:
        yield node, depth
        yield from rows_of(node.indicators, depth + 1)


def node_row(wording: Wording, node: Node, depth: int) -> list[Cell]:
    worth = [f"起评 {wording.amount(node.base)} 分"] if node.base is not None else []
    if node.weight is not None:
        worth.append(f"权重 {wording.amount(node.weight, share=True)}")
    worth += limits(wording, node)
    if node.category:
        worth.append(f"归「{node.category}」")
    said = [f"适用于{wording.condition(node.applies)}的。"] if node.applies else []
    if node.combine != "sum":
        said.append(f"以下各项{word(Node, 'combine', node.combine)}。")
    for position, rule in enumerate(node.rules, 1):
        weight = [f"权重 {wording.amount(rule.weight, share=True)}"] if rule.weight is not None else []
        text = "。".join([*rule_sentences(wording, rule), *weight]) + "。"
        said.append((f"{position}. " if len(node.rules) > 1 else "") + text + (f"({rule.note})" if rule.note else ""))
    if node.slots:
        cap = f",每项封顶 {number_text(node.slots.max_each)} 分" if node.slots.max_each is not None else ""
        said.append(f"另由各组织自定,不超过 {node.slots.count} 项{cap}。")
    sources = [text for piece in (node, *node.rules) for text in (piece.clause, piece.basis) if text]
    return [Cell([node.name], node.code, depth), Cell(worth), Cell(said), Cell(list(dict.fromkeys(sources)))]


def state_sentence(wording: Wording, state: StateRule) -> str:
    reason = f"({state.reason})" if state.reason else ""
    return f"{state.name}:{wording.condition(state.when)}的,{word(StateRule, 'state', state.state)}{reason}。"


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
    return f"总分由{wording.named(part.of)}({part.name})按 {wording.amount(part.weight, share=True)} 计入{scale}。"


def results(wording: Wording, table: Table) -> Iterator[Article]:
    """Vetoes, boards, grades and outcomes of a table."""
    yield Article(f"{table.name}:一票否决", [veto_sentence(wording, veto) for veto in table.vetoes])
    said = [board_sentence(wording, board) for board in table.ranks]
    for system in table.grades:
        by = wording.expression(system.by)
        bands = [band_phrase(wording, by, band) for band in system.bands]
        bands += [f"其余「{system.otherwise}」"] if system.otherwise else []
        said.append(f"{system.name}:{';'.join(bands)}。")
    yield Article(f"{table.name}:排名与等次", said)
    rows = [
        [
            Cell([o.name], o.code),
            Cell([word(Outcome, "kind", o.kind)]),
            Cell(outcome_lines(wording, o)),
            Cell([list_of(o.decided_by)]),
        ]
        for o in table.outcomes
    ]
    yield Article(f"{table.name}:结果运用", [], ["结果", "种类", "条件与内容", "决定"], rows)


def veto_sentence(wording: Wording, veto: Veto) -> str:
    if veto.facts is not None:
        cause = f"有「{list_of(veto.facts.facts)}」{wording.match_details(veto.facts)}的"
    else:
        cause = f"{wording.condition(veto.when)}的" if veto.when is not None else ""
    lifted = f";有「{list_of(veto.lifted_by.facts)}」的自当日起解除" if veto.lifted_by else ""
    clause = f"({veto.clause})" if veto.clause else ""
    return f"{veto.name}:{cause},{'、'.join(effect_phrase(wording, e) for e in veto.effects)}{lifted}。{clause}"


def effect_phrase(wording: Wording, effect: Effect) -> str:
    if effect.zero is not None:
        return f"{wording.named(effect.zero)}清零"
    if effect.freeze is not None:
        since = "全期" if effect.freeze_from == "whole_period" else "自当日起"
        return f"{wording.named(effect.freeze)}{since}冻结"
    if effect.reduce is not None:
        of = "起评分" if effect.reduce.of == "base" else "总分"
        return f"{'每件' if effect.reduce.each else ''}扣减{of}的 {wording.amount(effect.reduce.rate, share=True)}"
    if effect.grade is not None:
        return f"定为「{list_of(list(effect.grade.values()))}」"
    if effect.ceiling is not None:
        return f"等次不高于「{list_of(list(effect.ceiling.values()))}」"
    if effect.ineligible is not None:
        return "不得" + "".join(wording.named(code) for code in effect.ineligible)
    if effect.unranked is not None:
        return "不排名" if effect.unranked else "照常排名"
    return "移出考评" if effect.exclude else "不移出考评"


def board_sentence(wording: Wording, board: Board) -> str:
    by = f"{word(Board, 'within', board.within)}内按{wording.named(board.by)}{word(Board, 'order', board.order)}排名"
    further = (
        f",同分再比{list_of([wording.expression(item) for item in board.tie_breakers])}" if board.tie_breakers else ""
    )
    applies = f",限{wording.condition(board.applies)}的" if board.applies else ""
    publish = f",公布前 {board.publish} 名" if isinstance(board.publish, int) else ""
    return f"{board.name}:{by}{further},{word(Board, 'ties', board.ties)}{applies}{publish}。"


def band_phrase(wording: Wording, by: str, band: GradeBand) -> str:
    said = [f"{by}{text}" for text in [wording.comparison(band)] if text]
    if band.when is not None:
        said.append(wording.condition(band.when))
    if band.quota is not None:
        said.append(quota(wording, band.quota))
    return f"{','.join(said) or '其他'}的为「{band.name}」"


def outcome_lines(wording: Wording, outcome: Outcome) -> list[str]:
    lines = [f"{wording.condition(outcome.when)}的"] if outcome.when else []
    if outcome.except_ is not None:
        lines.append(f"{wording.condition(outcome.except_)}的除外")
    if outcome.target != "self":
        lines.append(f"对象:{receiver(outcome.target)}")
    if outcome.amount is not None:
        lines.append(f"金额:{wording.expression(outcome.amount)}{outcome.unit or ''}")
    if isinstance(outcome.quota, Quota):
        lines.append(quota(wording, outcome.quota))
    if outcome.as_a_rule:
        lines.append("一般情况下")
    return [*lines, *([outcome.note] if outcome.note else [])]


def workflow(scheme: Scheme) -> Article:
    rows = []
    for position, step in enumerate(scheme.workflow, 1):
        said = [f"接:{list_of(step.after)}"] if step.after else []
        if step.deadline is not None:
            days = step.deadline.before if step.deadline.before is not None else step.deadline.after
            side = "前" if step.deadline.before is not None else "后"
            said.append(f"期限:期末{side} {days} 个{'工作日' if step.deadline.working else '日'}")
        if step.vote is not None:
            ends = (("到会", step.vote.quorum), ("通过", step.vote.passes))
            said += [f"{zh} {number_text(share * 100)}%" for zh, share in ends if share is not None]
            said += ["无记名投票"] if step.vote.secret else []
        said += [f"退回:{step.returns_to}"] if step.returns_to else []
        said += [f"没有该组织时由{actors(step.fallback)}"] if step.fallback else []
        said += ["作出决定"] if step.decides else []
        rows.append(
            [Cell([f"{position}. {step.step}"]), Cell([actors(step.actor)]), Cell(said), Cell([step.note or ""])]
        )
    return Article("工作流程", [], ["步骤", "由谁", "要求", "说明"], rows)


def actors(names: list[str]) -> str:
    return list_of([word(Step, "actor", name) for name in names])


def notices(wording: Wording, scheme: Scheme) -> Article:
    said = []
    for notice in scheme.notices:
        kind, scope = word(Notice, "kind", notice.kind), word(Notice, "scope", notice.scope)
        days = f" {notice.days} 个{'工作日' if notice.working else '日'}" if notice.days is not None else ""
        each = f"每{period_word(notice.each)}" if notice.each else ""
        ends = [
            f"{zh} {wording.amount(n)} 名" for zh, n in (("前", notice.top), ("后", notice.bottom)) if n is not None
        ]
        shows = [word(Notice, "shows", name) for name in notice.shows]
        said.append(f"{notice.name}:{each}在{scope}范围内{kind}{days}{list_of(shows)}{list_of(ends)}。")
    return Article("公示", said)


def objections(scheme: Scheme) -> Article:
    part = scheme.objections
    if part is None:
        return Article("异议")
    said = [f"提出异议的期限:{term(part.window)}。"] if part.window else []
    said += [f"受理:{actors(part.received_by)}。"] if part.received_by else []
    said += [f"复核:{term(part.re_check)}。"] if part.re_check else []
    said += [f"申诉:{term(part.appeal)}。"] if part.appeal else []
    said += [f"最终由{actors(part.final)}决定。"] if part.final else []
    said += ["改动后再公示。"] if part.second_notice else []
    said += ["有争议的分值加注标明。"] if part.mark_disputed else []
    return Article("异议", said)


def term(part: Term | Any) -> str:
    days = f"{part.days} 个{'工作日' if part.working else '日'}" if part.days is not None else ""
    return (f"由{actors(part.actor)}" if part.actor else "") + (("," if part.actor and days else "") + days)
