"""What a reader of the report has to know beside its figures: readings that were borrowed, changes that cannot stand alone, gaps."""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.findings import Text
from biaochi.scoring.rehearse.rehearsal import Rehearsal
from biaochi.scoring.rehearse.words import REFUSALS
from biaochi.scoring.scheme.pieces import names_of_kinds


def notes(rehearsal: Rehearsal) -> Iterator[Text]:
    """The notes, the weightiest first."""
    for (code, name), count in rehearsal.refused.items():
        what = REFUSALS.get(code, Text(code, code))
        yield Text(
            f"「{name}」有 {count} 条事项,新办法的事项目录不接受({what.zh});试算仍按已有的登记计。",
            f"{count} facts of {name} would not be admitted by the new catalogue ({what.en}); the rehearsal counts them as they stand.",
        )
    for code, count in rehearsal.outside.items():
        yield Text(
            f"「{code}」有 {count} 条酌情评分超出新办法的范围;试算按范围的一端计。",
            f"{count} marks lie outside the range of rule {code} in the new scheme; the rehearsal counts them at the end of the range.",
        )
    alone = [cause for table in rehearsal.tables[:1] for cause in table.causes if not cause.stands_alone]
    for cause in alone:
        assert cause.change is not None
        yield Text(
            f"改动 {cause.change.number} 不能单独换上(离不开同时的其他改动),它的影响计入其余。",
            f"Change {cause.change.number} cannot be tried alone (it needs other changes); what it makes is part of the rest.",
        )
    for table in rehearsal.tables:
        for cause in table.causes:
            if cause.unscored and cause.change is not None:
                yield Text(
                    f"{table.name}:单独换上改动 {cause.change.number},有 {cause.unscored} 个没有得分,它对这些对象的影响计入其余。",
                    f"{table.name}: with change {cause.change.number} alone {cause.unscored} have no score; there it is part of the rest.",
                )
    before, after = names_of_kinds(rehearsal.old), names_of_kinds(rehearsal.new)
    if added := [name for key, name in after.items() if key not in before]:
        yield Text(
            f"新办法新增的事项({'、'.join(added)})在本期没有登记,得分和负担都未计入。",
            f"Kinds that only the new scheme has ({', '.join(added)}) have no facts in this period; points and burden are without them.",
        )
    for code in rehearsal.left_out:
        yield Text(
            f"计分表 {code} 人数多,没有保留各条得分,规则质量不列。",
            f"Table {code} is too large to keep every value; its rules are not read.",
        )
    unread = [kind.name for kind in rehearsal.burden[1].kinds if kind.facts and not kind.is_read]
    if unread:
        yield Text(
            f"新办法目录中有登记、但没有任何规则用到的事项:{'、'.join(unread)}。",
            f"Kinds that are entered, but that no rule of the new scheme reads: {', '.join(unread)}.",
        )
