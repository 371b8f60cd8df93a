"""Workflow, notice and objection as the printed articles that say who does what, and until when.

Worked example: ``{步骤: 审定, 由: 支委会, 法定: 是}`` is the row 「1. 审定 · 支委会 · 作出决定」.
"""

from __future__ import annotations

from typing import Any

from biaochi.scoring.scheme.articles import Article, bracketed, cell, lines, sentence
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.wording import Wording, list_of, period_word, word
from biaochi.scoring.scheme.workflow_model import Deadline, Draw, Notice, Step, Term, Vote


def workflow(wording: Wording, scheme: Scheme) -> Article:
    rows = []
    for position, step in enumerate(scheme.workflow, 1):
        remarks = cell([text for text in (step.clause, step.note) if text])
        rows.append([cell([f"{position}. {step.step}"]), cell([actors(step.actor)]), cell([";".join(demands(wording, step))]), remarks])
    return Article("workflow", "工作流程", [], ["步骤", "由谁", "要求", "说明"], rows)


def demands(wording: Wording, step: Step) -> list[str]:
    """What a step asks for, in the order in which it comes up."""
    said = [f"接:{list_of(step.after)}"] if step.after else []
    said += [f"每{period_word(step.each)}一次"] if step.each else []
    said += [deadline(wording, step.deadline)] if step.deadline else []
    said += [f"限:{list_of(step.limited_to)}"] if step.limited_to else []
    said += [f"材料{word(Step, 'evidence', step.evidence)}"] if step.evidence else []
    said += [draw(wording, step.draw)] if step.draw else []
    said += [f"与{list_of(step.compare)}核对"] if step.compare else []
    said += vote(wording, step.vote) if step.vote else []
    said += [f"可以改{list_of([word(Step, 'may_change', name) for name in step.may_change])}"] if step.may_change else []
    said += [f"理由{word(Step, 'reason', step.reason)}"] if step.reason else []
    said += [f"退回:{step.returns_to}"] if step.returns_to else []
    said += [f"没有该组织时由{actors(step.fallback)}"] if step.fallback else []
    said += [f"由{actors(step.supervised_by)}监督"] if step.supervised_by else []
    return [*said, "作出决定"] if step.decides else said


def deadline(wording: Wording, part: Deadline) -> str:
    days, side = (part.before, "前") if part.before is not None else (part.after, "后")
    postponed = ",遇节假日顺延" if part.postponed else ""
    return f"期限:期末{side} {wording.amount(days)} 个{'工作日' if part.working else '日'}{postponed}"


def draw(wording: Wording, part: Draw) -> str:
    return f"{word(Draw, 'by', part.by)}抽取{part.of} {wording.amount(part.count)} 个"


def vote(wording: Wording, part: Vote) -> list[str]:
    ends = (("到会", part.quorum), ("通过", part.passes))
    said = [f"表决:{zh} {wording.amount(share, share=True)}" for zh, share in ends if share is not None]
    return [*said, "无记名投票"] if part.secret else said


def actors(names: list[str]) -> str:
    return list_of([word(Step, "actor", name) for name in names])


def notices(wording: Wording, scheme: Scheme) -> Article:
    return Article("notices", "公示", lines([notice_sentence(wording, notice) for notice in scheme.notices]))


def notice_sentence(wording: Wording, notice: Notice) -> str:
    kind, scope = word(Notice, "kind", notice.kind), word(Notice, "scope", notice.scope)
    days = f" {wording.amount(notice.days)} 个{'工作日' if notice.working else '日'}" if notice.days is not None else ""
    when = (f"每{period_word(notice.each)}" if notice.each else "") + (f"「{notice.after}」之后" if notice.after else "")
    ends = [f"{zh} {wording.amount(n)} 名" for zh, n in (("前", notice.top), ("后", notice.bottom)) if n is not None]
    shows = list_of([word(Notice, "shows", name) for name in notice.shows])
    content = ",".join(part for part in (f"内容为{shows}" if shows else "", f"只列{list_of(ends)}" if ends else "") if part)
    said = f"{notice.name}:{when}在{scope}范围内{kind}{days}{',' if content else ''}{content}。"
    return said + bracketed(notice.clause, notice.note)


def objections(wording: Wording, scheme: Scheme) -> Article:
    part = scheme.objections
    if part is None:
        return Article("objections", "异议")
    said = [f"提出异议的期限:{term(wording, part.window)}。"] if part.window else []
    said += [f"受理:{actors(part.received_by)}。"] if part.received_by else []
    said += [f"复核:{term(wording, part.re_check)}。"] if part.re_check else []
    said += [f"申诉:{term(wording, part.appeal)}。"] if part.appeal else []
    said += [f"最终由{actors(part.final)}决定。"] if part.final else []
    said += ["改动后再公示。"] if part.second_notice else []
    said += ["有争议的分值加注标明。"] if part.mark_disputed else []
    said += [sentence(part.note)] if part.note else []
    return Article("objections", "异议", lines([*said, bracketed(part.clause)] if part.clause else said))


def term(wording: Wording, part: Term | Any) -> str:
    days = f"{wording.amount(part.days)} 个{'工作日' if part.working else '日'}" if part.days is not None else ""
    return (f"由{actors(part.actor)}" if part.actor else "") + (("," if part.actor and days else "") + days)
