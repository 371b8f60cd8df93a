"""Comparing a roster file with the roster.

A *snapshot* says how everybody stands on ``holds_from``; a *dated* file (with a column 自) gives several rows a person and speaks about
everything from its first row of that person on. What the file has no column for stays as it is. Worked example: the export of May, read
with ``holds_from`` 2025-05-01, has 张三 in 二支部; until April he stood in 一支部: a difference of kind *moved*, and two spells afterwards.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from biaochi.portal.organisation.identities import MEMBER_PREFIX, numbered
from biaochi.portal.organisation.importing import world
from biaochi.portal.organisation.importing.plan import PERSONAL, Batch, Difference, Plan, day, told
from biaochi.portal.organisation.importing.world import Human, Organisations, People, Place
from biaochi.portal.organisation.models import DifferenceKind, Status
from biaochi.portal.organisation.timeline import Piece, begins, cut, joined, later_than, on, overlapping, put

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Write:
    """What one person's difference writes: ``pk`` None for a new one; ``line`` None where only the person changes."""

    pk: int | None
    code: str
    line: tuple[Piece, ...] | None
    person: Mapping[str, str]
    moved_from: int | None = None


def compare(batch: Batch, rows: Sequence[Row]) -> Plan:
    plan = Plan(rows=len(rows))
    comparison = Comparison(batch, plan, world.organisations(batch.scope), world.people())
    groups: dict[Any, list[tuple[Row, Place]]] = defaultdict(list)
    for row in rows:
        known = comparison.identify(row)
        if known is not None:
            key, place = known
            groups[key].append((row, place))
    comparison.make_codes([key for key in groups if isinstance(key, str)], groups)
    for key, found in groups.items():
        comparison.person(key, found)
    if batch.ends_absent:
        comparison.absent({key for key in groups if isinstance(key, int)})
    plan.notes += comparison.notes()
    return plan


class Comparison:
    """One file against the roster, person by person; what is found goes into ``plan``."""

    def __init__(self, batch: Batch, plan: Plan, organisations: Organisations, people: People) -> None:
        self.batch, self.plan = batch, plan
        self.organisations, self.people = organisations, people
        self.named_in = people.named_in()
        self.codes: dict[str, str] = {}
        self.statuses: set[str] = set()
        self.known_statuses = {
            *Status.values,
            *(piece.content["status"] for line in people.lines.values() for piece in line),
        }

    # who a row speaks of

    def identify(self, row: Row) -> tuple[Any, Place] | None:
        """(the member's key, or a text that stands for a new person; the organisation), or None after a fault."""
        place = self.organisation(row)
        if place is None:
            return None
        code, outside, name = row.get("code", ""), row.get("outside_id", ""), row.get("name", "")
        human = self.people.by_code.get(code) if code else None
        if human is None and outside:
            others = self.people.by_outside_id.get(outside, [])
            if len(others) > 1:
                return self.bad(
                    row, "outside_id", _("主系统编号对应名册中 %(count)d 个人。请加上本系统的编号列再导入。") % {"count": len(others)}
                )
            human = others[0] if others else None
            if human and code:
                told = {"code": human.code, "given": code}
                return self.bad(row, "code", _("这个主系统编号在名册中是 %(code)s，文件写作 %(given)s。请核对后改正。") % told)
        if human is None and not code and not outside:
            if not name:
                return self.bad(row, "name", _("没有编号也没有姓名，无法知道是谁。请补上。"))
            same = self.named_in.get((name, place.pk), [])
            if len(same) > 1:
                return self.bad(
                    row,
                    "name",
                    _("%(place)s有 %(count)d 位同名同志，分不清是哪一位。请加上编号列。") % {"place": place.name, "count": len(same)},
                )
            human = same[0] if same else None
        if human is not None:
            return human.pk, place
        if not name:
            return self.bad(row, "name", _("名册中没有这个编号，新增人员要有姓名。请补上姓名，或核对编号。"))
        return code or f"\0{outside}" if code or outside else f"\1{name}\1{place.pk}", place

    def organisation(self, row: Row) -> Place | None:
        word = row.get("organisation", "")
        if not word:
            return self.bad(row, "organisation", _("没有写组织。请填组织的名称或编号。"))
        found = self.organisations.find(word)
        if not found:
            return self.bad(row, "organisation", _("没有叫“%(word)s”的组织。请先在组织里设立它，或核对写法。") % {"word": word[:40]})
        if len(found) > 1:
            return self.bad(
                row, "organisation", _("叫“%(word)s”的组织有 %(count)d 个。请改用组织编号。") % {"word": word[:40], "count": len(found)}
            )
        if not found[0].is_within:
            return self.bad(
                row, "organisation", _("“%(word)s”不在这份文件所管的范围。请由那个单位导入，或删去这一行。") % {"word": word[:40]}
            )
        return found[0]

    def bad(self, row: Row, column: str, text: str) -> None:
        self.plan.fault(self.batch, row["line"], column, text)

    def make_codes(self, keys: Sequence[str], groups: Mapping[Any, Sequence[tuple[Row, Place]]]) -> None:
        """Codes for new people whose rows bring none, in the order of the file."""
        self.codes = {key: groups[key][0][0]["code"] for key in keys if groups[key][0][0].get("code")}
        without = [key for key in keys if key not in self.codes]
        taken = [*self.people.by_code, *self.codes.values()]
        self.codes.update(zip(without, numbered(MEMBER_PREFIX, len(without), taken), strict=True))

    # what would change about them

    def person(self, key: Any, found: Sequence[tuple[Row, Place]]) -> None:
        row = found[0][0]
        if len(found) > 1 and not self.batch.is_dated:
            lines = "、".join(str(one["line"]) for one, _place in found)
            for one, _place in found:
                self.bad(one, "code" if self.batch.has("code") else "name", _("第 %(lines)s 行是同一个人。请只留一行。") % {"lines": lines})
            return
        if not self.batch.has("status") and isinstance(key, str):
            return self.bad(row, "status", _("新增人员要有身份（如正式党员）。请在列对应里指定身份列。"))
        if self.batch.has("status") and any(not one["status"] for one, _place in found):
            for one, _place in found:
                if not one["status"]:
                    self.bad(one, "status", _("没有写身份。请填正式党员、预备党员等。"))
            return None
        self.statuses.update(one["status"] for one, _place in found if one.get("status"))
        human = self.people.by_pk[key] if isinstance(key, int) else None
        line = self.people.lines.get(key, []) if human else []
        wanted, question = self.wanted(line, found)
        if wanted is None:
            return None
        self.note(key, human, row, line, wanted, question)
        return None

    def wanted(self, line: list[Piece], found: Sequence[tuple[Row, Place]]) -> tuple[list[Piece] | None, str]:
        """The line as the file wants it, and what there is to choose; None after a fault."""
        start = self.batch.holds_from
        if self.batch.is_dated:
            return self.dated(line, found)
        row, place = found[0]
        before = on(line, start)
        if before and not self.is_within(before):
            where = self.organisations.name(before.content["organisation_id"])
            self.bad(row, "organisation", _("该同志的组织关系现在在%(where)s，不归这份文件管。请先由那里办理转出。") % {"where": where})
            return None, ""
        after = self.content(row, place, before.content if before else line[-1].content if line else {})
        if before and after == before.content:
            return line, ""
        later = later_than(line, start)
        piece = Piece(start, before.until_on if before and not later else None, after)
        if later:
            question = _("名册里 %(day)s 起另有变更，以文件为准会覆盖它。") % {"day": begins(later).isoformat()}
            return put(line, piece), question
        return put(line, piece), ""

    def dated(self, line: list[Piece], found: Sequence[tuple[Row, Place]]) -> tuple[list[Piece] | None, str]:
        pieces = []
        for row, place in found:
            if row.get("from") and row.get("to") and row["to"] <= row["from"]:
                self.bad(row, "to", _("“至”不晚于“自”。“至”是结束的次日，请核对。"))
                return None, ""
            start = row.get("from")
            before = on(line, start or date.min)
            pieces.append(Piece(start, row.get("to"), self.content(row, place, before.content if before else {})))
        clash = overlapping(pieces)
        if clash:
            self.bad(
                found[-1][0], "from", _("同一个人的两行在 %(day)s 重叠。一天只能属于一个组织，请改日期。") % {"day": day(clash[1].from_on)}
            )
            return None, ""
        first = min(begins(piece) for piece in pieces)
        outside = [old for old in line if (old.until_on or date.max) > first and not self.is_within(old)]
        if outside and joined([*cut(line, first), *pieces]) != line:
            where = self.organisations.name(outside[0].content["organisation_id"])
            self.bad(
                found[0][0], "organisation", _("这段时间该同志登记在%(where)s，不归这份文件管。请先由那里办理转出。") % {"where": where}
            )
            return None, ""
        return joined([*cut(line, first), *pieces]), ""

    def content(self, row: Row, place: Place, before: Mapping[str, Any]) -> dict[str, Any]:
        """The row's content; what the file has no column for is taken from ``before``."""
        attributes = dict(before.get("attributes", {}))
        for name in self.batch.letters:
            if name.startswith("@"):
                attributes.pop(name[1:], None)
        attributes.update(row.get("attributes", {}))
        return {
            "organisation_id": place.pk,
            "status": row["status"] if "status" in row else before.get("status", ""),
            "flags": row["flags"] if "flags" in row else before.get("flags", ""),
            "attributes": attributes,
        }

    def is_within(self, piece: Piece) -> bool:
        place = self.organisations.by_pk.get(piece.content["organisation_id"])
        return place is None or place.is_within

    def note(self, key: Any, human: Human | None, row: Row, line: list[Piece], wanted: list[Piece], question: str) -> None:
        """Put the difference, if there is one, into the plan."""
        start = max(self.batch.holds_from, begins(wanted[0])) if wanted else self.batch.holds_from
        person = self.personal(human, row)
        old, new = on(line, self.moment(line, start)), on(wanted, self.moment(wanted, start))
        changes = told(old.content if old else {}, new.content if new else {}, self.shown())
        if human is None:
            code, name = self.codes[key], row["name"]
            same = [one for one in self.named_in.get((name, wanted[-1].content["organisation_id"]), []) if one.pk]
            if same and not question:
                question = _("本组织已有同名同志（编号 %(code)s）。不是同一人，才以文件为准新增。") % {"code": same[0].code}
            kind = DifferenceKind.CONFLICT if question else DifferenceKind.NEW
            write = Write(None, code, tuple(wanted), {"name": name, **person})
        else:
            if wanted == line and not person:
                self.plan.unchanged += 1
                return
            code, name = human.code, human.name
            if "name" in person and self.batch.has("code") and row.get("code") == human.code:
                question = question or _("编号相同而姓名不同。确是改名或更正，才以文件为准。")
            changes += [[field, "", ""] for field in sorted(person)]
            moved = bool(old and new and old.content["organisation_id"] != new.content["organisation_id"])
            kind = DifferenceKind.MOVED if moved else DifferenceKind.CHANGED
            if line and wanted and line[-1].until_on is None and wanted[-1].until_on is not None:
                kind = DifferenceKind.LEFT
            kind = DifferenceKind.CONFLICT if question else kind
            left = old.content["organisation_id"] if moved and old else None
            write = Write(human.pk, code, tuple(wanted) if wanted != line else None, person, left)
        secret = repr([(piece.from_on, piece.until_on, sorted(piece.content.items(), key=str)) for piece in wanted]) + repr(
            sorted(person.items())
        )
        self.plan.differences.append(Difference(kind, row["line"], code, name, changes, question, secret, write))

    @staticmethod
    def moment(line: Sequence[Piece], start: date) -> date:
        """The day on which a line is looked at: ``start``, or where nothing holds then, the first day of its last piece."""
        return start if on(line, start) or not line else begins(line[-1])

    def personal(self, human: Human | None, row: Row) -> dict[str, str]:
        """Personal fields that the file has and that differ; an empty cell says nothing."""
        given = {name: row[name] for name in PERSONAL if row.get(name)}
        return {name: value for name, value in given.items() if human is None or getattr(human, name) != value}

    def shown(self) -> dict[str, Any]:
        return {"organisation_id": self.organisations.name, "status": str, "flags": str}

    # who is not in the file

    def absent(self, present: set[int]) -> None:
        start = self.batch.holds_from
        for pk, line in self.people.lines.items():
            piece = on(line, start)
            if pk in present or piece is None or not self.is_within(piece):
                continue
            human = self.people.by_pk[pk]
            later = later_than(line, start)
            question = ""
            if later:
                question = _("名册里 %(day)s 起另有变更，以文件为准会一并结束。") % {"day": begins(later).isoformat()}
            kind = DifferenceKind.CONFLICT if later else DifferenceKind.LEFT
            changes = told(piece.content, {"organisation_id": None, "status": "", "flags": ""}, self.shown())[:1]
            write = Write(pk, human.code, tuple(cut(line, start)), {}, piece.content["organisation_id"])
            self.plan.differences.append(Difference(kind, 0, human.code, human.name, changes, question, repr(begins(piece)), write))

    def notes(self) -> list[str]:
        """What is worth a look though nothing is wrong."""
        found = []
        new = sorted(self.statuses - self.known_statuses)
        if new:
            found.append(_("名册里第一次出现的身份：%(words)s。请确认不是写错。") % {"words": "、".join(new[:10])})
        left = sum(1 for one in self.plan.differences if one.kind == DifferenceKind.LEFT)
        if left > 20 and left * 5 > max(1, self.plan.rows):
            found.append(_("有 %(left)d 人不在文件里而将离开，超过文件人数的五分之一。请确认这是全部人员的名单。") % {"left": left})
        return found
