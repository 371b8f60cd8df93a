"""Writing what a roster file changes: new people with their keys, spells, corrected names, and posts that end where somebody left."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.importing.plan import Batch, Difference
from biaochi.portal.organisation.importing.roster import Write
from biaochi.portal.organisation.importing.writing import change_all, chunks, remove_all, write_lines
from biaochi.portal.organisation.models import Appointment, Member, Person, RosterSpell
from biaochi.portal.organisation.names import sort_key
from biaochi.portal.organisation.people import add_keys, write_keys
from biaochi.portal.users.models import User
from biaochi.portal.users.operations import end_sessions


def write(batch: Batch, differences: Sequence[Difference], author: Author) -> None:
    writes: list[Write] = [one.write for one in differences]
    new = [one for one in writes if one.pk is None]
    members = [Member(code=one.code) for one in new]
    changes.add_all(members, author)
    ids = {one.code: member.pk for one, member in zip(new, members, strict=True)}
    Person.objects.bulk_create(
        [Person(member_id=ids[one.code], pinyin=sort_key(one.person["name"]), **one.person) for one in new], batch_size=2_000
    )
    add_keys({ids[one.code]: one.person["name"] for one in new})
    lines = {one.pk or ids[one.code]: one.line for one in writes if one.line is not None}
    write_lines(RosterSpell, "member", lines, author, frozenset(ids.values()))
    correct([one for one in writes if one.pk is not None and one.person], author)
    end_posts([one for one in writes if one.moved_from is not None], batch.holds_from, author)


def correct(writes: Sequence[Write], author: Author) -> None:
    """Names, telephone numbers and outside ids of people who are there."""
    fields = {one.pk: dict(one.person) for one in writes}
    names = {pk: given["name"] for pk, given in fields.items() if "name" in given}
    for pk, name in names.items():
        fields[pk]["pinyin"] = sort_key(name)
    for part in chunks(fields):
        people = Person.objects.filter(pk__in=part)
        change_all(((person, fields[person.pk]) for person in people), author)
    for part in chunks(names):
        write_keys({pk: names[pk] for pk in part})
        for user in User.objects.filter(member__in=part).values_list("pk", "member__pk"):
            User.objects.filter(pk=user[0]).update(shown_as=names[user[1]][:60])


def end_posts(writes: Sequence[Write], day: date, author: Author) -> None:
    """Posts end where somebody leaves, as they do in a transfer by hand; sessions end with them."""
    left = {one.pk: one.moved_from for one in writes}
    gone = {one.pk for one in writes if not one.line or one.line[-1].until_on is not None}
    removed, changed, holders = [], [], set()
    for part in chunks(left):
        rows = Appointment.objects.filter(Q(until_on=None) | Q(until_on__gt=day), member__in=part).select_related("member")
        for row in rows:
            if row.organisation_id != left[row.member_id] and row.member_id not in gone:
                continue
            if row.from_on and row.from_on >= day:
                removed.append(row)
            else:
                changed.append((row, {"until_on": day}))
            if row.member.user_id:
                holders.add(row.member.user_id)
    remove_all(removed, author)
    change_all(changed, author)
    end_sessions(users=sorted(holders))
