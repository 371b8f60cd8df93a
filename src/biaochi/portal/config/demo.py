"""A preset's invented organisation in an empty installation: the same import as anybody's, its scheme in force, and one account a post.

First passwords are printed to the terminal and need not be changed: this is for looking around, never for people's data.
"""

import csv
import importlib
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.documents import roster_files
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.importing.columns import COLUMNS
from biaochi.portal.organisation.models import Appointment, BatchState, ImportKind, Member, Organisation, RosterSpell
from biaochi.portal.organisation.operations import imports
from biaochi.portal.organisation.posts import Post
from biaochi.portal.organisation.queries import imports as queries
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.schemes import operations as schemes
from biaochi.portal.schemes.models import Version
from biaochi.portal.users import operations as users
from biaochi.portal.users.models import Duty, User
from biaochi.portal.users.operations import Slip

Say = Callable[[str], None]

SINCE = date(2020, 1, 1)
"""From when a row without a date holds in files that have no column for one."""
IN_BRANCH = (
    (Post.RECORDER, "积分记录员"),
    (Post.ORGANISATION_OFFICER, "组织委员"),
    (Post.DISCIPLINE_OFFICER, "纪检委员"),
    (Post.SECRETARY, "支部书记"),
)
ABOVE = ((Post.CLERK, "党务干事"), (Post.SECRETARY, "党委书记"))


class DemoFault(Exception):
    """A preset's own files do not go through the import: a fault of the preset or of the import."""


@dataclass(frozen=True)
class Seat:
    """One post of the demonstration and who holds it."""

    title: str
    where: str
    slip: Slip


def load_demo(name: str, say: Say) -> None:
    """Fill an empty database; one that has organisations is left alone."""
    if Organisation.objects.exists():
        say("库中已有组织，没有装入演示。要看演示，请用空的 BIAOCHI_FOLDER 启动。")
        return
    at = timezone.now()
    today = timezone.localdate(at)
    say(f"演示组织：装入 {name}")
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        files = written(name, Path(folder))
        for kind in (ImportKind.ORGANISATIONS, ImportKind.ROSTER, ImportKind.RELATIONS):
            if kind.value in files:
                bring_in(kind, files[kind.value], at, today)
        seats = make_seats(at, today)
        put_in_force(name, files, seats, at)
    User.objects.update(must_change_password=False)
    width = max(len(seat.title) for seat in seats)
    for seat in seats:
        who = f"{seat.slip.shown_as} {seat.where}".rstrip()
        say(f"  {seat.title.ljust(width, '　')}  {seat.slip.username.ljust(20)}  {seat.slip.password}  {who}")


def written(name: str, folder: Path) -> dict[str, Path]:
    importlib.import_module(f"biaochi.presets.{name.lower()}.demo").write(folder)
    return {path.stem: path for path in folder.glob("*.csv")}


def bring_in(kind: ImportKind, path: Path, at: datetime, today: date) -> None:
    """Receive, map every column, compare and commit, as a clerk would; every unknown header becomes an attribute."""
    content = path.read_bytes()
    batch = imports.receive_file(
        acting_user=None,
        at=at,
        kind=kind,
        source_name="演示",
        organisation=None,
        file_name=path.name,
        content=content,
        holds_from=SINCE,
    )
    sheet = roster_files.sheet_of(kind, path.name, content)
    columns = dict(roster_files.mapped(batch, sheet).columns)
    attributes = [place for place, header in enumerate(sheet.headers) if header and place not in columns.values()]
    told = {column.name: columns.get(column.name) for column in COLUMNS[kind]}
    mapping = roster_files.mapping_of(sheet, told, attributes)
    imports.confirm_columns(acting_user=None, at=at, batch=batch, mapping=mapping)
    roster_files.compare(batch.pk, today)
    batch.refresh_from_db()
    if batch.counts.get("faults") or batch.state != BatchState.PREVIEWED:
        raise DemoFault(f"{path.name}: {batch.faults[:3]}")
    imports.begin_commit(acting_user=None, at=at, batch=batch, plan_digest=batch.plan_digest)
    roster_files.commit(batch.pk, None, at, today)
    found = queries.batch(batch.pk)
    if found is None or found.state != BatchState.COMMITTED:
        raise DemoFault(f"{path.name}: {found and found.faults}")


def make_seats(at: datetime, today: date) -> list[Seat]:
    """One account a post: holders that the preset names, else members who hold nothing."""
    branch = demo_branch(today)
    top = committee_over(branch)
    used: set[int] = set()
    seats = [seat_of_member(branch, today, at, used)]
    seats += [seated(post, title, branch, branch, today, at, used) for post, title in IN_BRANCH]
    seats += [seated(post, title, top, branch, today, at, used) for post, title in ABOVE]
    for duty, username in ((Duty.SYSTEM, "xitong"), (Duty.AUDIT, "shenji")):
        slip = users.make_account(acting_user=None, at=at, username=username, shown_as=str(duty.label), duty=duty)
        seats.append(Seat(str(duty.label), "", slip))
    return seats


def demo_branch(today: date) -> Organisation:
    """The organisation with the most kinds of posts, and among those with the most members."""
    posts: dict[int, set[str]] = {}
    for organisation, post in Appointment.objects.filter(holding_on(today)).values_list("organisation_id", "post"):
        posts.setdefault(organisation, set()).add(post)
    sizes: dict[int, int] = {}
    for organisation in RosterSpell.objects.filter(holding_on(today)).values_list("organisation_id", flat=True):
        sizes[organisation] = sizes.get(organisation, 0) + 1
    best = max(sizes, key=lambda pk: (len(posts.get(pk, ())), sizes[pk], -pk))
    return Organisation.objects.get(pk=best)


def committee_over(branch: Organisation) -> Organisation:
    """The nearest committee above; where there is none, the top of the tree."""
    step = Organisation.steplen
    paths = [branch.path[:end] for end in range(step, len(branch.path), step)]
    above = list(Organisation.objects.filter(path__in=paths).order_by("path"))
    return next((one for one in reversed(above) if "党委" in one.type), above[0] if above else branch)


def seat_of_member(branch: Organisation, today: date, at: datetime, used: set[int]) -> Seat:
    member = without_posts(branch, today, used)
    return Seat("党员", branch.name, operations.give_account(acting_user=None, at=at, member=member))


def seated(post: Post, title: str, organisation: Organisation, home: Organisation, today: date, at: datetime, used: set[int]) -> Seat:
    row = Appointment.objects.filter(holding_on(today), organisation=organisation, post=post).exclude(member__in=used).first()
    if row is None:
        member = without_posts(home, today, used)
        operations.appoint(acting_user=None, at=at, member=member, organisation=organisation, post=post, from_on=None)
    else:
        member = row.member
        used.add(member.pk)
    if member.user_id:
        raise DemoFault(f"{member.code} has an account already")
    return Seat(title, organisation.name, operations.give_account(acting_user=None, at=at, member=member))


def without_posts(branch: Organisation, today: date, used: set[int]) -> Member:
    """A party member of ``branch``, else of the organisations beside and below, who holds no post and no seat yet."""
    spells = RosterSpell.objects.filter(holding_on(today)).exclude(member__in=used).exclude(member__appointments__isnull=False)
    near = spells.filter(organisation=branch).order_by("-status", "member__code").first()
    row = near or spells.order_by("-status", "member__code").first()
    if row is None:
        raise DemoFault("fewer people than posts")
    used.add(row.member_id)
    return row.member


def put_in_force(name: str, files: dict[str, Path], seats: list[Seat], at: datetime) -> None:
    """The preset's scheme, drafted by the clerk, published by the secretary, assigned to the whole tree."""
    by_title = {seat.title: User.objects.get(pk=seat.slip.user_id) for seat in seats}
    clerk, secretary = by_title["党务干事"], by_title["党委书记"]
    top = Organisation.objects.filter(depth=1).order_by("path").first()
    assert top is not None
    version = schemes.create_from_preset(acting_user=clerk, at=at, preset=name, owner=top)
    version = schemes.submit(acting_user=clerk, at=at, version=version)
    version = schemes.publish(acting_user=secretary, at=at, version=version)
    schemes.assign(acting_user=clerk, at=at, version=version, organisation=top, from_on=None)
    if "parameters" in files:
        fill_parameters(files["parameters"], version, top, clerk, at)


def fill_parameters(path: Path, version: Version, top: Organisation, clerk: User, at: datetime) -> None:
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
        code = row.get("organisation", "")
        organisation = Organisation.objects.get(code=code) if code else top
        if not organisation.path.startswith(top.path):
            continue  # a second tree beside the one whose scheme this is
        day = date.fromisoformat(row["from"]) if row.get("from") else None
        try:
            schemes.fill_parameter(
                acting_user=clerk,
                at=at,
                version=version,
                organisation=organisation,
                name=row["name"],
                value=row["value"],
                from_on=day,
            )
        except Refused as refusal:
            raise DemoFault(f"{row}: {refusal}") from refusal
