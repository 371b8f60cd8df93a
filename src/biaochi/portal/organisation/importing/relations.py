"""Comparing a file of posts and relations with those there are, and writing what it changes.

A row is *subject, relation, target*: a word that is a post (书记, 支部书记, 组织委员 …) appoints, any other relates. Without a column 自 a
row holds from ``holds_from``, and who is not in the file keeps what they have unless the file is said to be complete.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.importing import world
from biaochi.portal.organisation.importing.plan import Batch, Difference, Plan, day
from biaochi.portal.organisation.importing.world import Human, Place
from biaochi.portal.organisation.importing.writing import change_all
from biaochi.portal.organisation.models import Appointment, DifferenceKind, Member, Relation
from biaochi.portal.organisation.posts import WORDS
from biaochi.portal.organisation.timeline import Piece, begins, on, overlapping
from biaochi.portal.users.operations import end_sessions

Row = Mapping[str, Any]
Key = tuple[int, str, int | None, int | None]
"""Member, word, organisation, other member."""


@dataclass(frozen=True)
class Write:
    """A new row where ``row`` is None, else the stored row that ends on another day."""

    key: Key
    from_on: date | None
    until_on: date | None
    row: Appointment | Relation | None = None


def compare(batch: Batch, rows: Sequence[Row]) -> Plan:
    plan = Plan(rows=len(rows))
    comparison = Comparison(batch, plan)
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        key = comparison.identify(row)
        if key is not None:
            groups[key].append(row)
    for key, found in groups.items():
        comparison.compare(key, found)
    if batch.ends_absent:
        comparison.absent(groups)
    return plan


class Comparison:
    def __init__(self, batch: Batch, plan: Plan) -> None:
        self.batch, self.plan = batch, plan
        self.organisations = world.organisations(batch.scope)
        self.people = world.people()
        self.named: dict[str, list[Human]] = defaultdict(list)
        for human in self.people.by_pk.values():
            self.named[human.name].append(human)
        self.rows: dict[Key, list[Any]] = defaultdict(list)
        for row in Appointment.objects.select_related("member").order_by("pk"):
            self.rows[row.member_id, row.word, row.organisation_id, None].append(row)
        for row in Relation.objects.select_related("member").order_by("pk"):
            self.rows[row.member_id, row.kind, row.organisation_id, row.other_id].append(row)

    def identify(self, row: Row) -> Key | None:
        word = row["relation"]
        if not word:
            return self.bad(row, "relation", _("没有写任职或关系。请填书记、组织委员、分管等。"))
        place, other = self.target(row)
        if place is None and other is None:
            return None
        human = self.subject(row, place)
        if human is None:
            return None
        if other and other.pk == human.pk:
            return self.bad(row, "target", _("关系的两方是同一个人，请核对。"))
        if other and word in WORDS:
            return self.bad(row, "target", _("“%(word)s”是任职，对象应是一个组织。") % {"word": word})
        return human.pk, word, place.pk if place else None, other.pk if other else None

    def target(self, row: Row) -> tuple[Place | None, Human | None]:
        word = row["target"]
        places = self.organisations.find(word) if word else []
        if len(places) > 1:
            self.bad(row, "target", _("叫“%(word)s”的组织有 %(count)d 个。请改用组织编号。") % {"word": word[:40], "count": len(places)})
            return None, None
        if places:
            if not places[0].is_within:
                self.bad(row, "target", _("“%(word)s”不在这份文件所管的范围。请由那个单位导入，或删去这一行。") % {"word": word[:40]})
                return None, None
            return places[0], None
        human = self.people.by_code.get(word)
        if human is None:
            self.bad(row, "target", _("没有叫“%(word)s”的组织，也没有这个编号的人员。请核对。") % {"word": word[:40]})
        return None, human

    def subject(self, row: Row, place: Place | None) -> Human | None:
        word = row["subject"]
        human = self.people.by_code.get(word)
        if human:
            return human
        same = self.named.get(word, []) if word else []
        if place and len(same) > 1:
            same = [one for one in same if self.home(one) == place.pk]
        if len(same) > 1:
            return self.bad(row, "subject", _("叫“%(word)s”的有 %(count)d 人。请改用人员编号。") % {"word": word[:20], "count": len(same)})
        if not same:
            return self.bad(row, "subject", _("名册里没有“%(word)s”。请先导入名册，或核对写法。") % {"word": word[:20]})
        return same[0]

    def home(self, human: Human) -> int | None:
        piece = on(self.people.lines.get(human.pk, []), self.batch.holds_from)
        return piece.content["organisation_id"] if piece else None

    def bad(self, row: Row, column: str, text: str) -> None:
        self.plan.fault(self.batch, row["line"], column, text)

    def compare(self, key: Key, found: Sequence[Row]) -> None:
        if len(found) > 1 and not self.batch.is_dated:
            lines = "、".join(str(one["line"]) for one in found)
            for row in found:
                self.bad(row, "subject", _("第 %(lines)s 行说的是同一件事。请只留一行。") % {"lines": lines})
            return
        there = self.rows.get(key, [])
        wanted = [Piece(row.get("from"), row.get("to"), {}) for row in found]
        if not self.batch.is_dated:
            holding = next((row for row in there if piece_of(row).holds_on(self.batch.holds_from)), None)
            start = holding.from_on if holding else self.batch.holds_from
            wanted = [Piece(start, found[0].get("to") or (holding.until_on if holding else None), {})]
        known = {row.from_on: row for row in there}
        kept = [piece_of(row) for row in there if row.from_on not in {piece.from_on for piece in wanted}]
        for piece, row in zip(wanted, found, strict=True):
            if piece.until_on and piece.until_on <= begins(piece):
                return self.bad(row, "to", _("“至”不晚于“自”。“至”是结束的次日，请核对。"))
        clash = overlapping([*kept, *wanted])
        if clash:
            text = _("与登记的另一段时间在 %(day)s 重叠。请核对“自”和“至”。") % {"day": day(clash[1].from_on)}
            return self.bad(found[0], "from", text)
        for piece, row in zip(wanted, found, strict=True):
            old = known.get(piece.from_on)
            if old is not None and old.until_on == piece.until_on:
                self.plan.unchanged += 1
                continue
            self.note(DifferenceKind.CHANGED if old else DifferenceKind.NEW, row["line"], key, piece, old)
        return None

    def note(self, kind: DifferenceKind, line: int, key: Key, piece: Piece, old: Any) -> None:
        human = self.people.by_pk[key[0]]
        target = self.organisations.name(key[2]) if key[2] else self.people.by_pk[key[3]].name if key[3] in self.people.by_pk else ""
        until = [day(old.until_on) if old else "", day(piece.until_on)]
        shown = [["relation", "", f"{key[1]} · {target}"], ["from", "", day(piece.from_on)], ["to", *until]]
        write = Write(key, piece.from_on, piece.until_on, old)
        self.plan.differences.append(
            Difference(kind, line, human.code, human.name, shown, "", repr((key, piece.from_on, piece.until_on)), write)
        )

    def absent(self, groups: Mapping[Key, Any]) -> None:
        start = self.batch.holds_from
        for key, rows in self.rows.items():
            place = self.organisations.by_pk.get(key[2]) if key[2] else None
            if key in groups or place is None or not place.is_within:
                continue
            for row in rows:
                piece = piece_of(row)
                if piece.holds_on(start) and begins(piece) < start:
                    self.note(DifferenceKind.LEFT, 0, key, Piece(piece.from_on, start, {}), row)


def piece_of(row: Appointment | Relation) -> Piece:
    return Piece(row.from_on, row.until_on, {})


def write(batch: Batch, differences: Sequence[Difference], author: Author) -> None:
    writes: list[Write] = [one.write for one in differences]
    appointments, relations = [], []
    for one in writes:
        if one.row is not None:
            continue
        member, word, organisation, other = one.key
        if word in WORDS:
            post = WORDS[word]
            title = "" if word == post.post else word
            appointments.append(
                Appointment(
                    member_id=member,
                    organisation_id=organisation,
                    post=post.post,
                    title=title,
                    is_full_time=bool(post.is_full_time),
                    from_on=one.from_on,
                    until_on=one.until_on,
                )
            )
        else:
            dated = {"from_on": one.from_on, "until_on": one.until_on}
            relations.append(Relation(member_id=member, kind=word, organisation_id=organisation, other_id=other, **dated))
    changes.add_all(appointments, author)
    changes.add_all(relations, author)
    ending = [(one.row, {"until_on": one.until_on}) for one in writes if one.row is not None]
    change_all([pair for pair in ending if isinstance(pair[0], Appointment)], author)
    change_all([pair for pair in ending if isinstance(pair[0], Relation)], author)
    ended = {row.member_id for row, fields in ending if isinstance(row, Appointment) and fields["until_on"]}
    end_sessions(users=list(Member.objects.filter(pk__in=ended, user__isnull=False).values_list("user_id", flat=True)))
