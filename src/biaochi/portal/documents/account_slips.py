"""Account slips as a PDF: eight to a page of A4, with lines to cut along.

The clear passwords go into the file and nowhere else; whoever calls hands the bytes to the browser and forgets them.
"""

import json
from collections.abc import Sequence

import typst
from django.utils.translation import gettext as _

from biaochi.portal.users.operations import Slip

TEMPLATE = r"""
#let told = json(bytes(sys.inputs.told))
#set page(paper: "a4", margin: (x: 12mm, y: 12mm))
#set text(font: ("Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei"), size: 10.5pt, lang: "zh")
#let line = (paint: luma(60%), thickness: 0.5pt, dash: "dashed")
#let slip(one) = block(width: 100%, height: 66mm, inset: 6mm, stroke: line, breakable: false)[
  #text(size: 13pt)[#one.name]
  #v(1mm)
  #text(size: 9pt, fill: luma(35%))[#told.where]
  #v(2mm)
  #grid(columns: (18mm, 1fr), row-gutter: 3mm,
    text(fill: luma(35%))[#told.address_label], raw(told.address),
    text(fill: luma(35%))[#told.username_label], text(size: 12pt)[#raw(one.username)],
    text(fill: luma(35%))[#told.password_label], text(size: 12pt)[#raw(one.password)])
  #v(1fr)
  #text(size: 8.5pt, fill: luma(35%))[#told.note]
]
#grid(columns: (1fr, 1fr), ..told.slips.map(slip))
"""


def slips_pdf(slips: Sequence[Slip], *, where: str, address: str) -> bytes:
    """``where``: the organisation's name; ``address``: where to sign in."""
    told = {
        "where": where,
        "address": address,
        "address_label": _("网址"),
        "username_label": _("登录名"),
        "password_label": _("首次密码"),
        "note": _("首次登录后请换成自己的密码，本条即可销毁。不登录也不影响积分。遗失请找党务干事重新打印。"),
        "slips": [{"name": slip.shown_as, "username": slip.username, "password": slip.password} for slip in slips],
    }
    compiled = typst.compile(TEMPLATE.encode(), format="pdf", sys_inputs={"told": json.dumps(told, ensure_ascii=False)})
    assert isinstance(compiled, bytes)
    return compiled
