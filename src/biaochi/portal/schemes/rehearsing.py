"""Trying a draft on the facts of a past period: a job that reads a folder of the file contract and keeps what its page shows.

What is kept names people by their codes alone; a page puts the names there when it is read, so an erased name is on none.

The folder, ``rehearsals/ID`` under the media root, holds a roster and facts and whatever else there is; it is removed when the
rehearsal is done. Run twice, the job does its work once.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from biaochi import files
from biaochi.files.rehearsal_page import rehearsal_content
from biaochi.portal.schemes import queries
from biaochi.portal.schemes.models import Rehearsal, RehearsalState
from biaochi.portal.schemes.typesetting import set_in_type
from biaochi.scoring.findings import Finding
from biaochi.scoring.findings import Refused as RefusedInput
from biaochi.scoring.rehearse import rehearse
from biaochi.scoring.roster import World

READERS: dict[str, Callable[..., Any]] = {
    "roster": files.read_roster, "organisations": files.read_organisations, "relations": files.read_relations,
    "history": files.read_history, "parameters": files.read_parameters, "calendar": files.read_calendar, "facts": files.read_facts,
}  # fmt: skip
SUFFIXES = (".csv", ".xlsx", ".parquet")
FAULTS_MAX = 200
SHARES = {"读取事项": 15, "按原办法核算": 30, "按新办法核算": 40}
ROWS = 100


def folder_of(rehearsal: Rehearsal) -> Path:
    return Path(settings.MEDIA_ROOT) / "rehearsals" / str(rehearsal.pk)


def file_in(folder: Path, name: str) -> Path | None:
    return next((path for suffix in SUFFIXES if (path := folder / f"{name}{suffix}").exists()), None)


def run(ident: str) -> None:
    """The job. What is the matter with the files is kept for the page; anything else is raised and told in the log."""
    row = Rehearsal.objects.select_related("version__scheme", "against__scheme").get(pk=ident)
    if row.state in (RehearsalState.DONE, RehearsalState.FAULTY):
        return
    Rehearsal.objects.filter(pk=ident).update(state=RehearsalState.RUNNING, step=_("读取名册和事项"), share=5)
    share = 40

    def progress(text: str) -> None:
        nonlocal share
        share = SHARES.get(text, min(share + 3, 95))
        Rehearsal.objects.filter(pk=ident).update(step=text[:60], share=share)

    folder = folder_of(row)
    try:
        content = tried(row, folder, progress)
    except RefusedInput as refused:
        Rehearsal.objects.filter(pk=ident).update(
            state=RehearsalState.FAULTY, faults=told(refused.findings), step="", done_at=timezone.now()
        )
    else:
        Rehearsal.objects.filter(pk=ident).update(state=RehearsalState.DONE, content=content, step="", share=100, done_at=timezone.now())
    shutil.rmtree(folder, ignore_errors=True)


def tried(row: Rehearsal, folder: Path, progress: Callable[[str], None]) -> dict[str, Any]:
    """What the page shows. Raises the engine's Refused with every finding of schemes and files."""
    old, new = queries.read_version(row.against), queries.read_text(queries.text_at(row.version, row.revision))
    if old.errors or new.errors or old.loaded.scheme is None or new.loaded.scheme is None:
        raise RefusedInput([*old.errors, *new.errors])
    read: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, reader in READERS.items():
        path = file_in(folder, name)
        try:
            read[name] = None if path is None else reader(path)
        except RefusedInput as refused:
            findings += refused.findings
    if findings:
        raise RefusedInput(findings)
    known = {*old.loaded.scheme.parameters, *new.loaded.scheme.parameters}
    parameters = tuple(one for one in read["parameters"] or () if one.name in known)
    world = World(read["roster"], read["organisations"], read["relations"], read["history"], parameters, read["calendar"] or {})
    found = rehearse(old.loaded.scheme, new.loaded.scheme, world, read["facts"], row.period, progress=progress)
    content = rehearsal_content(found, "zh", ROWS, (old.digest, new.digest))
    plain: dict[str, Any] = typeset(json.loads(json.dumps(content, ensure_ascii=False)))
    return plain


def typeset(value: Any) -> Any:
    """Texts with the marks of Chinese print; drawings as they are."""
    if isinstance(value, dict):
        return {key: typeset(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typeset(inner) for inner in value]
    return set_in_type(value) if isinstance(value, str) and not value.startswith("<svg") else value


def told(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """The first of them as the page lists them, each with its place in the file."""
    return [
        {"place": place_of(found), "text": found.what.zh, "remedy": found.remedy.zh if found.remedy else ""}
        for found in findings[:FAULTS_MAX]
    ]


def place_of(finding: Finding) -> str:
    place = finding.place
    name = Path(place.file).name
    return f"{name} {place.cell or ''}{place.line or ''}".strip()
