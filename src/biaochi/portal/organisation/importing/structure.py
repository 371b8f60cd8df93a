"""Comparing a file of organisations with those there are, and writing what it changes.

As with a roster, a file without a column 自 says how things stand on ``holds_from``, one with it gives dated rows. Organisations that are
not in the file stay: closing is an act of its own, or a date in the column 至.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.identities import ORGANISATION_PREFIX, numbered
from biaochi.portal.organisation.importing import world
from biaochi.portal.organisation.importing.plan import Batch, Difference, Plan, day, told
from biaochi.portal.organisation.importing.world import squeezed
from biaochi.portal.organisation.importing.writing import chunks, write_lines
from biaochi.portal.organisation.models import DifferenceKind, Organisation, OrganisationSpell
from biaochi.portal.organisation.placing import NewNode, create_all, place
from biaochi.portal.organisation.timeline import Piece, begins, cut, joined, later_than, on, overlapping, put

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Write:
    """``parents`` says for each piece the code of its parent ("" = none), since a new parent has no key yet."""

    pk: int | None
    code: str
    line: tuple[Piece, ...]


def compare(batch: Batch, rows: Sequence[Row]) -> Plan:
    """Inside the comparison a parent is its code; ``write`` puts the keys in."""
    plan = Plan(rows=len(rows))
    there = world.organisations(batch.scope)
    lines = coded(world.organisation_lines(there.by_pk), there)
    groups: dict[str, list[Row]] = defaultdict(list)
    without: list[Row] = []
    for row in rows:
        code = row.get("code", "")
        if not code:
            same = there.find(row["name"]) if row.get("name") else []
            if len(same) > 1:
                plan.fault(batch, row["line"], "name", _("叫这个名称的组织有 %(count)d 个。请加上编号列。") % {"count": len(same)})
                continue
            code = same[0].code if same else ""
        if code and code in there.by_code and not there.by_code[code].is_within:
            plan.fault(batch, row["line"], "code", _("这个组织不在这份文件所管的范围。请由那个单位导入，或删去这一行。"))
        elif code:
            groups[code].append(row)
        elif row.get("name"):
            without.append(row)
        else:
            plan.fault(batch, row["line"], "name", _("没有编号也没有名称，无法知道是哪个组织。请补上。"))
    made = numbered(ORGANISATION_PREFIX, len(without), [*there.by_code, *groups])
    for code, row in zip(made, without, strict=True):
        groups[code].append(row)
    named = {squeezed(row["name"]): code for code, found in groups.items() for row in found if row.get("name")}
    wanted: dict[str, list[Piece]] = {}
    for code, found in groups.items():
        line = line_of(batch, plan, there, lines.get(code, []), code, found, groups, named)
        if line is not None:
            wanted[code] = line
            note(batch, plan, there, code, found[0], lines.get(code, []), line)
    refuse_circles(batch, plan, {**lines, **wanted}, groups)
    return plan


def coded(lines: Mapping[int, Sequence[Piece]], there: world.Organisations) -> dict[str, list[Piece]]:
    """Lines by code, with the parent's code in place of its key."""
    found = {}
    for pk, line in lines.items():
        found[there.by_pk[pk].code] = [
            Piece(one.from_on, one.until_on, {**without(one.content, "parent_id"), "parent": code_of(there, one.content["parent_id"])})
            for one in line
        ]
    return found


def code_of(there: world.Organisations, pk: int | None) -> str:
    return there.by_pk[pk].code if pk in there.by_pk else ""


def line_of(
    batch: Batch,
    plan: Plan,
    there: world.Organisations,
    line: list[Piece],
    code: str,
    found: Sequence[Row],
    groups: Mapping[str, Any],
    named: Mapping[str, str],
) -> list[Piece] | None:
    if len(found) > 1 and not batch.is_dated:
        for row in found:
            lines = "、".join(str(one["line"]) for one in found)
            plan.fault(batch, row["line"], "code", _("第 %(lines)s 行是同一个组织。请只留一行。") % {"lines": lines})
        return None
    pieces = []
    for row in found:
        start = row.get("from") if batch.is_dated else batch.holds_from
        before = on(line, start or date.min)
        content = content_of(batch, plan, there, row, before.content if before else {}, groups, named)
        if content is None:
            return None
        if row.get("from") and row.get("to") and row["to"] <= row["from"]:
            plan.fault(batch, row["line"], "to", _("“至”不晚于“自”。“至”是结束的次日，请核对。"))
            return None
        pieces.append(Piece(start, row.get("to"), content))
    if batch.is_dated:
        clash = overlapping(pieces)
        if clash:
            text = _("同一个组织的两行在 %(day)s 重叠，请改日期。") % {"day": day(clash[1].from_on)}
            plan.fault(batch, found[-1]["line"], "from", text)
            return None
        return joined([*cut(line, min(begins(piece) for piece in pieces)), *pieces])
    before = on(line, batch.holds_from)
    if before and before.content == pieces[0].content and not row_ends(found[0]):
        return line
    until = found[0].get("to") or (before.until_on if before and not later_than(line, batch.holds_from) else None)
    return put(line, Piece(batch.holds_from, until, pieces[0].content))


def row_ends(row: Row) -> bool:
    return row.get("to") is not None


def content_of(
    batch: Batch,
    plan: Plan,
    there: world.Organisations,
    row: Row,
    before: Mapping[str, Any],
    groups: Mapping[str, Any],
    named: Mapping[str, str],
) -> dict[str, Any] | None:
    name = row.get("name") or before.get("name", "")
    kind = row.get("type") or before.get("type", "")
    if not name or not kind:
        column = "name" if not name else "type"
        plan.fault(batch, row["line"], column, _("新组织要有名称和类型（如党支部）。请补上。"))
        return None
    parent = before.get("parent", "")
    if "parent" in row:
        word = row["parent"]
        if not word:
            parent = ""
        elif word in groups:
            parent = word
        else:
            same = there.find(word)
            inside = named.get(squeezed(word), "")
            if not same and not inside:
                plan.fault(batch, row["line"], "parent", _("没有叫“%(word)s”的组织。请先设立它，或核对写法。") % {"word": word[:40]})
                return None
            if len(same) > 1:
                plan.fault(batch, row["line"], "parent", _("叫“%(word)s”的组织有几个。请改用编号。") % {"word": word[:40]})
                return None
            parent = same[0].code if same else inside
    if batch.scope and not is_inside(there, parent, groups, row.get("code", "")):
        plan.fault(batch, row["line"], "parent", _("上级组织不在这份文件所管的范围。请填本单位之内的上级。"))
        return None
    attributes = dict(before.get("attributes", {}))
    for column in batch.letters:
        if column.startswith("@"):
            attributes.pop(column[1:], None)
    attributes.update(row.get("attributes", {}))
    return {
        "name": name,
        "type": kind,
        "parent": parent,
        "class_name": row["class_name"] if "class_name" in row else before.get("class_name", ""),
        "attributes": attributes,
    }


def is_inside(there: world.Organisations, parent: str, groups: Mapping[str, Any], own: str) -> bool:
    """A parent within the scope, or one that comes with the file; the scope's own top keeps its parent."""
    if parent in there.by_code:
        return there.by_code[parent].is_within or (own in there.by_code and there.by_code[own].is_within)
    return parent in groups or (own in there.by_code and there.by_code[own].is_within)


def note(batch: Batch, plan: Plan, there: world.Organisations, code: str, row: Row, line: list[Piece], wanted: list[Piece]) -> None:
    if wanted == line:
        plan.unchanged += 1
        return
    start = max(batch.holds_from, begins(wanted[0]))
    old, new = on(line, start), on(wanted, start) or wanted[-1]
    shown = {
        "name": str,
        "type": str,
        "parent": lambda one: there.by_code[one].name if one in there.by_code else str(one or ""),
        "class_name": str,
    }
    changes = told(old.content if old else {}, new.content, shown)
    kind = DifferenceKind.CHANGED
    if code not in there.by_code:
        kind = DifferenceKind.NEW
    elif old and old.content["parent"] != new.content["parent"]:
        kind = DifferenceKind.MOVED
    elif wanted[-1].until_on is not None and line and line[-1].until_on is None:
        kind = DifferenceKind.LEFT
    later = later_than(line, batch.holds_from) if not batch.is_dated else None
    question = _("登记里 %(day)s 起另有变更，以文件为准会覆盖它。") % {"day": day(later.from_on)} if later else ""
    secret = repr([(one.from_on, one.until_on, sorted(one.content.items(), key=str)) for one in wanted])
    pk = there.by_code[code].pk if code in there.by_code else None
    kind = DifferenceKind.CONFLICT if question else kind
    name = there.by_code[code].name if pk else new.content["name"]
    plan.differences.append(Difference(kind, row["line"], code, name, changes, question, secret, Write(pk, code, tuple(wanted))))


def refuse_circles(batch: Batch, plan: Plan, lines: Mapping[str, Sequence[Piece]], groups: Mapping[str, Sequence[Row]]) -> None:
    """On no day on which something changes may an organisation stand under itself."""
    days = {begins(piece) for code in groups for piece in lines.get(code, ())}
    for moment in sorted(days)[:200]:
        parents = {}
        for code, line in lines.items():
            piece = on(line, moment)
            if piece and piece.content["parent"]:
                parents[code] = piece.content["parent"]
        settled: set[str] = set()
        for code in groups:
            path, above = [], code
            while above in parents and above not in settled and above not in path:
                path.append(above)
                above = parents[above]
            if above in path:
                plan.fault(batch, groups[code][0]["line"], "parent", _("这样它就在自己的下级之中了。请核对上级组织。"))
                return
            settled.update(path)


def write(batch: Batch, differences: Sequence[Difference], author: Author) -> None:
    """New organisations first, parents before children; then all lines; then today's tree where it changed."""
    writes: dict[str, Write] = {one.code: one.write for one in differences}
    ids = dict(Organisation.objects.values_list("code", "pk"))
    new = [one for one in writes.values() if one.pk is None]
    nodes = []
    for one in new:
        now = on(one.line, batch.today)
        said = (now or one.line[0]).content
        nodes.append(NewNode(one.code, said["name"], said["type"], said["parent"], now is not None))
    ids |= create_all(nodes, author)
    lines = {
        ids[one.code]: [
            Piece(piece.from_on, piece.until_on, {**without(piece.content, "parent"), "parent_id": ids.get(piece.content["parent"])})
            for piece in one.line
        ]
        for one in writes.values()
    }
    fresh = frozenset(ids[one.code] for one in new)
    write_lines(OrganisationSpell, "organisation", lines, author, fresh)
    changed = [pk for pk in lines if pk not in fresh]
    for part in chunks(changed):
        for organisation in Organisation.objects.filter(pk__in=part).order_by("depth", "path"):
            place(organisation, batch.today)


def without(content: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != field}
