"""Vetoes, boards, grades and outcomes of a table as Chinese sentences.

Worked example: ``{名称: 支部排名, 代码: B, 范围: 组织}`` reads 「支部排名:组织内按「总分」高到低排名,并列跳号。」
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.scheme.articles import Article, Line, bracketed, cell, rounding
from biaochi.scoring.scheme.expression_model import Quota
from biaochi.scoring.scheme.model import Board, Effect, GradeBand, GradeSystem, Outcome, Table, Veto
from biaochi.scoring.scheme.rule_wording import quota, receiver
from biaochi.scoring.scheme.wording import Wording, list_of, word


def results(wording: Wording, table: Table) -> Iterator[Article]:
    """The articles of a table's vetoes, boards and grades, and outcomes."""
    vetoes = [Line(veto_sentence(wording, veto), veto.code) for veto in table.vetoes]
    yield Article("vetoes", "一票否决", vetoes)
    said = [Line(board_sentence(wording, board), board.code) for board in table.ranks]
    said += [Line(grade_sentence(wording, system), system.code) for system in table.grades]
    yield Article("grades", "排名与等次", said)
    rows = [
        [
            cell([o.name], o.code), cell([word(Outcome, "kind", o.kind)]), cell(outcome_lines(wording, o)),
            cell([list_of(o.decided_by)]), cell([text for text in (o.clause, o.basis) if text]),
        ]
        for o in table.outcomes
    ]  # fmt: skip
    yield Article("outcomes", "结果运用", [], ["结果", "种类", "条件与内容", "决定", "依据"], rows)


def veto_sentence(wording: Wording, veto: Veto) -> str:
    if veto.facts is not None:
        cause = f"有「{list_of(veto.facts.facts)}」{wording.match_details(veto.facts)}的"
    else:
        cause = f"{wording.condition(veto.when)}的" if veto.when is not None else ""
    lifted = veto.lifted_by
    ends = f";有「{list_of(lifted.facts)}」{wording.match_details(lifted)}的自当日起解除" if lifted else ""
    effects = "、".join(effect_phrase(wording, effect) for effect in veto.effects)
    return f"{veto.name}:{cause},{effects}{ends}。{bracketed(veto.clause, veto.basis, veto.note)}"


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
        return list_of([f"{wording.named(system)}定为「{grade}」" for system, grade in effect.grade.items()])
    if effect.ceiling is not None:
        return list_of([f"{wording.named(system)}不高于「{grade}」" for system, grade in effect.ceiling.items()])
    if effect.ineligible is not None:
        return "不得" + "".join(wording.named(code) for code in effect.ineligible)
    if effect.unranked is not None:
        return "不排名" if effect.unranked else "照常排名"
    return "移出考评" if effect.exclude else "不移出考评"


def board_sentence(wording: Wording, board: Board) -> str:
    by = f"{word(Board, 'within', board.within)}内按{wording.named(board.by)}{word(Board, 'order', board.order)}排名"
    further = f",同分再比{list_of([wording.expression(item) for item in board.tie_breakers])}" if board.tie_breakers else ""
    applies = f",限{wording.condition(board.applies)}的" if board.applies else ""
    publish = f",公布前 {board.publish} 名" if isinstance(board.publish, int) else ""
    said = f"{board.name}:{by}{further},{word(Board, 'ties', board.ties)}{applies}{publish}。"
    return said + bracketed(board.clause, board.basis, board.note)


def grade_sentence(wording: Wording, system: GradeSystem) -> str:
    by = wording.expression(system.by)
    bands = [band_phrase(wording, by, band) for band in system.bands]
    bands += [f"其余「{system.otherwise}」"] if system.otherwise else []
    return f"{system.name}:{';'.join(bands)}。{bracketed(system.clause, system.basis, system.note)}"


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
        places = f"({rounding(outcome.rounding)})" if outcome.rounding else ""
        lines.append(f"金额:{wording.expression(outcome.amount)}{outcome.unit or ''}{places}")
    if isinstance(outcome.quota, Quota):
        lines.append(quota(wording, outcome.quota))
    if outcome.as_a_rule:
        lines.append("一般情况下")
    return [*lines, *([outcome.note] if outcome.note else [])]
