"""Everything that is kept of one person, as a PDF for that person to read."""

import json
from collections.abc import Iterable
from typing import Any

import typst
from django.utils.translation import gettext as _

from biaochi.portal.privacy.operations import OwnData
from biaochi.portal.privacy.queries import Section

TEMPLATE = r"""
#let told = json(bytes(sys.inputs.told))
#set page(paper: "a4", margin: (x: 18mm, y: 18mm), footer: context [
  #set text(size: 8pt, fill: luma(40%))
  #told.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: ("Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei"), size: 9.5pt, lang: "zh")
#text(size: 16pt, weight: "bold")[#told.title]
#v(2mm)
#text(fill: luma(35%))[#told.note]
#for section in told.sections [
  #v(4mm)
  #block(sticky: true, text(size: 12pt, weight: "bold")[#section.title])
  #for row in section.rows [
    #block(width: 100%, inset: (y: 1.5mm), stroke: (top: 0.4pt + luma(75%)),
      grid(columns: (34mm, 1fr), row-gutter: 1.6mm, ..for pair in row { (text(fill: luma(35%))[#pair.at(0)], [#pair.at(1)]) }))
  ]
]
#v(4mm)
#text(fill: luma(35%))[#told.nothing]
"""


def own_data_pdf(data: OwnData, *, who: str, at: str) -> bytes:
    """``who`` and ``at`` stand on every page."""
    told = {
        "title": _("我的个人信息"),
        "note": _("本系统登记的关于您的全部信息。密码与验证器密钥不提供；其他人只写编号。"),
        "nothing": _("没有登记：%(what)s。") % {"what": nothing_in(data.sections)} if nothing_in(data.sections) else "",
        "foot": f"{who}　{at}",
        "sections": paper_sections(data.sections),
    }
    compiled = typst.compile(TEMPLATE.encode(), format="pdf", sys_inputs={"told": json.dumps(told, ensure_ascii=False)})
    assert isinstance(compiled, bytes)
    return compiled


def paper_sections(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """What there is, as titles with rows of (label, text), for a page and for paper; the values of a single column share a row."""
    return [{"title": one.title, "count": len(one.rows), "rows": labelled(one)} for one in sections if one.rows]


def nothing_in(sections: Iterable[Section]) -> str:
    """The titles of what there is nothing of."""
    return "、".join(one.title for one in sections if not one.rows)


def labelled(section: Section) -> list[list[list[str]]]:
    if len(section.labels) == 1:
        return [[[section.labels[0], "、".join(shown(row[0]) for row in section.rows)]]]
    return [[[label, shown(value)] for label, value in zip(section.labels, row, strict=True)] for row in section.rows]


def shown(value: Any) -> str:
    """A value on paper."""
    if value is None or value == "" or value == {}:
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "；".join(f"{key}：{inner}" for key, inner in value.items())
    return str(value)
