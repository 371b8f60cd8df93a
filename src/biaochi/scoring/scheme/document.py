"""A scheme as the printed 办法: chapters of articles, sentences and tables, for whatever prints them (a page, a workbook).

Everything a scheme says stands in some article, and what it does not say is not invented.

Worked example: a scheme with one table, one board and a workflow has the chapters 总则, the table's, 程序 and 登记和参数.
"""

from __future__ import annotations

from biaochi.scoring.scheme.articles import Article, Chapter, cell, lines, rounding, sentence
from biaochi.scoring.scheme.criteria import bounds, criteria
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import FactKind, Rounding, Scheme
from biaochi.scoring.scheme.procedure import notices, objections, workflow
from biaochi.scoring.scheme.result_wording import results
from biaochi.scoring.scheme.wording import Wording, list_of, word


def subtitle(scheme: Scheme) -> list[str]:
    """What stands under the title: the version, and from when till when it holds."""
    said = [f"自 {day(scheme.effective)}起施行" if scheme.effective else "草案,未定施行日期"]
    return [*said, f"{day(scheme.expires)}起失效"] if scheme.expires else said


def day(value: object) -> str:
    year, month, number = str(value).split("-")
    return f"{year} 年 {int(month)} 月 {int(number)} 日"


def chapters_of(scheme: Scheme) -> list[Chapter]:
    """The chapters in the order in which a document has them, with those of their articles that say something."""
    wording = Wording(scheme)
    chapters = [Chapter("总则", [general(scheme)])]
    for table in scheme.tables:
        chapters.append(Chapter(table.name, [bounds(wording, table), criteria(wording, table), *results(wording, table)], table.code))
    chapters.append(Chapter("程序", [workflow(wording, scheme), notices(wording, scheme), objections(wording, scheme)]))
    chapters.append(Chapter("登记和参数", [fact_kinds(scheme), parameters(scheme)]))
    for chapter in chapters:
        chapter.articles = [article for article in chapter.articles if article.paragraphs or article.rows]
    return [chapter for chapter in chapters if chapter.articles]


def general(scheme: Scheme) -> Article:
    said = [f"依据:{scheme.basis}。"] if scheme.basis else []
    said += [sentence(scheme.note)] if scheme.note else []
    said += [f"本办法以 {scheme.extends} 为底本。"] if scheme.extends else []
    for name, period in scheme.periods.items():
        month, first = period.start.split("-")
        said.append(f"「{name}」自 {int(month)} 月 {int(first)} 日起,每 {period.months} 个月一期。")
    said.append(f"分值{rounding(scheme.rounding or Rounding())}。")
    said += [f"指标分属{list_of(scheme.dimensions)} {len(scheme.dimensions)} 个维度。"] if scheme.dimensions else []
    said += [f"以下各项不得由下级改动:{list_of(scheme.locked)}。"] if scheme.locked else []
    return Article("general", "依据和通则", lines(said))


def parameters(scheme: Scheme) -> Article:
    rows = []
    for name, parameter in scheme.parameters.items():
        ends = [(zh, end) for zh, end in (("不小于", parameter.minimum), ("不大于", parameter.maximum)) if end is not None]
        rows.append([
            cell([name]), cell(["由各组织自定" if parameter.value is None else number_text(parameter.value)]),
            cell([f"{zh} {number_text(end)}" for zh, end in ends]), cell([parameter.note or ""]),
        ])  # fmt: skip
    return Article("parameters", "各组织可以自定的数", [], ["参数", "值", "可填范围", "说明"], rows)


def fact_kinds(scheme: Scheme) -> Article:
    rows = []
    for name, kind in scheme.facts.items():
        said = [f"级别:{list_of(kind.levels)}"] if kind.levels else []
        said += [f"角色:{list_of(kind.roles)}"] if kind.roles else []
        for zh, ends in (("评分", kind.mark_range), ("数量", kind.quantity_range)):
            said += [f"{zh} {' 至 '.join(number_text(end) for end in ends)}"] if ends else []
        said += [f"可有 {kind.decimals} 位小数"] if kind.decimals else []
        required = [zh for field, zh in (("matter", "事由"), ("evidence", "佐证"), ("document", "文号"))
                    if getattr(kind, field) == "required"]  # fmt: skip
        said += [f"必填{list_of(required)}"] if required else []
        said += [f"先行{word(FactKind, 'hearing', kind.hearing)},再登记"] if kind.hearing else []
        form = word(FactKind, "form", kind.form) + (f"({kind.unit})" if kind.unit else "")
        rows.append([
            cell([name], kind.code or ""), cell([word(FactKind, "subject", kind.subject), form]), cell(said),
            cell([list_of(kind.entered_by)]), cell([text for text in (kind.basis, kind.note) if text]),
        ])  # fmt: skip
    return Article("facts", "登记的事项", [], ["事项", "对象、形态", "要求", "录入", "依据、说明"], rows)
