"""The portal's dated tables written as the files of the file contract, so that a settlement here and ``biaochi settle`` read the same.

Which rows: the subtree of the organisation that is settled, with its ancestors (a scheme may look upwards), everybody whose 组织关系
stood in it on some day, and the posts and relations of these people and bodies. A post stands in each of its words: 书记, 专职书记 or
兼职书记, and its title, as schemes speak of either. An exemption becomes the flag 免评 on the days it holds: a scheme's 状态 asks for it.
Names stand in the roster's ``姓名`` column, for notices and explanations.

Worked example: 甲 in 一支部 from 2020, exempt from 1 April to 30 June 2025, becomes three rows (to 1 April, to 1 July with 免评, open).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db.models import Q

from biaochi.portal.organisation.models import Appointment, Exemption, Organisation, OrganisationSpell, Relation, RosterSpell
from biaochi.portal.schemes.models import ParameterValue, Version
from biaochi.portal.schemes.queries import loaded, write_files

EXEMPT = "免评"
ORGANISATIONS, ROSTER, RELATIONS, PARAMETERS, SCHEME = (
    "organisations.csv",
    "roster.csv",
    "relations.csv",
    "parameters.csv",
    "scheme.yaml",
)
HISTORY = "history.parquet"


def write_inputs(folder: Path, version: Version, organisation: Organisation) -> dict[str, int]:
    """Write all but the facts into ``folder``; returns how many rows each file has."""
    folder.mkdir(parents=True, exist_ok=True)
    declared = frozenset(loaded(version).scheme.parameters) if loaded(version).scheme else frozenset()
    write_files(version, folder, SCHEME)
    bodies = bodies_of(organisation)
    return {
        ORGANISATIONS: write_rows(folder / ORGANISATIONS, ("id", "name", "type", "parent", "class", "from", "to"), body_rows(bodies)),
        ROSTER: write_rows(folder / ROSTER, ("id", "姓名", "status", "organisation", "from", "to", "flags"), person_rows(organisation)),
        RELATIONS: write_rows(folder / RELATIONS, ("subject", "relation", "target", "from", "to"), relation_rows(organisation)),
        PARAMETERS: write_rows(folder / PARAMETERS, ("name", "value", "organisation", "from"), parameter_rows(version, bodies, declared)),
    }


def bodies_of(organisation: Organisation) -> list[int]:
    """The organisation, everything below it, and what stands above it."""
    above = [organisation.path[:end] for end in range(Organisation.steplen, len(organisation.path), Organisation.steplen)]
    return list(Organisation.objects.filter(Q(path__startswith=organisation.path) | Q(path__in=above)).values_list("pk", flat=True))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[tuple[Sequence[Any], dict[str, Any]]]) -> int:
    """Rows with their free attributes, whose names become further columns. Returns the number of rows; none: no file."""
    found = list(rows)
    if not found:
        return 0
    further = sorted({name for _, attributes in found for name in attributes} - set(columns))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*columns, *further])
        for cells, attributes in found:
            writer.writerow([*("" if cell is None else cell for cell in cells), *(attributes.get(name, "") for name in further)])
    return len(found)


def body_rows(bodies: list[int]) -> Iterator[tuple[Sequence[Any], dict[str, Any]]]:
    spells = OrganisationSpell.objects.filter(organisation__in=bodies).select_related("organisation", "parent")
    for row in spells.order_by("organisation__code", "from_on"):
        parent = row.parent.code if row.parent and row.parent_id in bodies else ""
        yield (row.organisation.code, row.name, row.type, parent, row.class_name, row.from_on, row.until_on), row.attributes


def person_rows(organisation: Organisation) -> Iterator[tuple[Sequence[Any], dict[str, Any]]]:
    """Every row of everybody who stood in the subtree on some day: a transfer out is a row elsewhere, and closes the one here."""
    members = RosterSpell.objects.filter(organisation__path__startswith=organisation.path).values("member")
    exempt: dict[int, list[Exemption]] = defaultdict(list)
    for exemption in Exemption.objects.filter(member__in=members).order_by("from_on"):
        exempt[exemption.member_id].append(exemption)
    spells = RosterSpell.objects.filter(member__in=members).select_related("member__person", "organisation")
    for row in spells.order_by("member__code", "from_on").iterator(chunk_size=5_000):
        own = row.member.code, row.member.person.name, row.status
        home = row.organisation.code if row.organisation and row.organisation.path.startswith(organisation.path) else ""
        for first, after, is_exempt in parts_of(row.from_on, row.until_on, exempt.get(row.member_id, ())):
            flags = ";".join(word for word in (row.flags, EXEMPT if is_exempt else "") if word)
            yield (*own, home, first, after, flags), row.attributes


def parts_of(first: date | None, after: date | None, exemptions: Sequence[Exemption]) -> Iterator[tuple[date | None, date | None, bool]]:
    """A period cut where exemptions begin and end: (first day, day after, whether exempt)."""
    begin = first or date.min
    end = after or date.max
    cuts = {begin, end}
    for one in exemptions:
        cuts |= {day for day in (one.from_on or date.min, one.until_on or date.max) if begin < day < end}
    days = sorted(cuts)
    for low, high in pairwise(days):
        inside = any((one.from_on or date.min) <= low and (one.until_on or date.max) >= high for one in exemptions)
        yield (None if low == date.min else low), (None if high == date.max else high), inside


def relation_rows(organisation: Organisation) -> Iterator[tuple[Sequence[Any], dict[str, Any]]]:
    below = Q(organisation__path__startswith=organisation.path)
    posts = Appointment.objects.filter(below).select_related("member", "organisation")
    held: dict[tuple[str, str, str], list[tuple[date | None, date | None]]] = defaultdict(list)
    for row in posts.order_by("member__code", "organisation__code", "post", "from_on"):
        for word in {row.word, row.post, ("专职" if row.is_full_time else "兼职") + row.post}:
            held[row.member.code, word, row.organisation.code].append((row.from_on, row.until_on))
    for key in sorted(held):
        for first, after in joined(held[key]):
            yield (*key, first, after), {}
    people = RosterSpell.objects.filter(below).values("member")
    relations = Relation.objects.filter(Q(member__in=people) | below).select_related("member", "organisation", "other")
    for relation in relations.order_by("member__code", "kind", "from_on", "pk"):
        target = relation.organisation.code if relation.organisation else relation.other.code
        yield (relation.member.code, relation.kind, target, relation.from_on, relation.until_on), {}


def joined(spells: Iterable[tuple[date | None, date | None]]) -> list[tuple[date | None, date | None]]:
    """Half-open periods, those that touch or overlap made one: two titles of one post are one post held."""
    found: list[tuple[date, date]] = []
    for low, high in sorted((first or date.min, after or date.max) for first, after in spells):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return [(None if low == date.min else low, None if high == date.max else high) for low, high in found]


def parameter_rows(version: Version, bodies: list[int], declared: frozenset[str]) -> Iterator[tuple[Sequence[Any], dict[str, Any]]]:
    """What was filled in, of the names that this version declares: values outlive the version that asked for them."""
    rows = ParameterValue.objects.filter(scheme=version.scheme_id, organisation__in=bodies, name__in=declared).select_related(
        "organisation"
    )
    for row in rows.order_by("name", "organisation__code", "from_on"):
        yield (row.name, row.value, row.organisation.code, row.from_on), {}
