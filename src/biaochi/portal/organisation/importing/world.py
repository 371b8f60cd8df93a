"""What is there already, as look-ups: organisations by code and name, people by code, outside id and name with organisation."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from biaochi.portal.organisation.models import Member, Organisation, OrganisationSpell, Person, RosterSpell
from biaochi.portal.organisation.spells import piece_of
from biaochi.portal.organisation.timeline import Piece, begins


@dataclass(frozen=True)
class Place:
    """An organisation as look-ups give it."""

    pk: int
    code: str
    name: str
    is_within: bool
    """Whether it stands in the subtree the file may speak about."""


@dataclass
class Organisations:
    by_code: dict[str, Place] = field(default_factory=dict)
    by_name: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    by_pk: dict[int, Place] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        self.by_code[place.code] = place
        self.by_name[squeezed(place.name)].append(place)
        self.by_pk[place.pk] = place

    def find(self, word: str) -> list[Place]:
        """By code, else by name: those within first."""
        if word in self.by_code:
            return [self.by_code[word]]
        found = self.by_name.get(squeezed(word), [])
        return [place for place in found if place.is_within] or found

    def name(self, pk: int | None) -> str:
        return self.by_pk[pk].name if pk in self.by_pk else ""


def squeezed(name: str) -> str:
    return "".join(name.split())


def organisations(scope: str) -> Organisations:
    """Every organisation, open or not, with its names of today."""
    found = Organisations()
    for pk, code, name, path in Organisation.objects.order_by("path").values_list("pk", "code", "name", "path"):
        found.add(Place(pk, code, name, path.startswith(scope)))
    return found


@dataclass(frozen=True)
class Human:
    pk: int
    code: str
    name: str
    telephone: str
    outside_id: str


@dataclass
class People:
    by_pk: dict[int, Human] = field(default_factory=dict)
    by_code: dict[str, Human] = field(default_factory=dict)
    by_outside_id: dict[str, list[Human]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))

    def named_in(self) -> dict[tuple[str, int], list[Human]]:
        """Who stood last in an organisation, by name and organisation."""
        found: dict[tuple[str, int], list[Human]] = defaultdict(list)
        for human in self.by_pk.values():
            line = self.lines.get(human.pk)
            if line:
                found[human.name, line[-1].content["organisation_id"]].append(human)
        return found


def people(with_lines: bool = True) -> People:
    """Every member; one whose person was erased has an empty name."""
    found = People()
    persons = {row[0]: row[1:] for row in Person.objects.values_list("member_id", "name", "telephone", "outside_id").iterator(10_000)}
    for pk, code in Member.objects.values_list("pk", "code").iterator(10_000):
        human = Human(pk, code, *persons.get(pk, ("", "", "")))
        found.by_pk[pk] = found.by_code[code] = human
        if human.outside_id:
            found.by_outside_id[human.outside_id].append(human)
    if with_lines:
        rows = RosterSpell.objects.values_list("member_id", "from_on", "until_on", "organisation_id", "status", "flags", "attributes")
        for member, from_on, until_on, organisation, status, flags, attributes in rows.iterator(10_000):
            content = {"organisation_id": organisation, "status": status, "flags": flags, "attributes": attributes}
            found.lines[member].append(Piece(from_on, until_on, content))
        for line in found.lines.values():
            line.sort(key=begins)
    return found


def organisation_lines(pks: Iterable[int]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = defaultdict(list)
    for row in OrganisationSpell.objects.filter(organisation__in=list(pks)):
        found[row.organisation_id].append(piece_of(row))
    for line in found.values():
        line.sort(key=begins)
    return found
