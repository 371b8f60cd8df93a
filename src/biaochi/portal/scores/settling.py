"""The worker's side of a trial: read, settle, write, tell. Idempotent: a job that is handed out twice settles once more or not at all.

A small table (``SMALL`` bytes of facts, a matter of a second) is settled while the page waits; a large one by the worker, with its
progress on the page. Nothing of a trial enters the ledger.
"""

import logging
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from biaochi import files
from biaochi.files.notice import ROWS_MAX, notice_page, rows_of
from biaochi.files.results import tables_of
from biaochi.files.run_record import run_record
from biaochi.portal.scores import engine, faults, folders, operations, placing, shown
from biaochi.portal.scores.models import Trial, TrialState
from biaochi.scoring.findings import Refused
from biaochi.scoring.settle import Settlement
from biaochi.scoring.state import ABSENT, SCORED, UNKNOWN

SMALL = {".csv": 160 * 1024, ".xlsx": 64 * 1024}
"""Bytes of a file of some 2,000 facts."""
log = logging.getLogger(__name__)


def settle_soon(trial: Trial) -> None:
    """Settle after the commit where it is a matter of a second, else hand it to the worker, in the caller's transaction."""
    facts = folders.facts_of(trial.pk)
    if facts is not None and facts.stat().st_size <= SMALL[facts.suffix]:
        transaction.on_commit(partial(settle_trial, str(trial.pk), tells=False))
        return
    from django_q.tasks import async_task

    async_task("biaochi.portal.scores.settling.settle_trial", str(trial.pk), task_name=f"trial {trial.pk}"[:100])


def settle_trial(ident: str, tells: bool = True) -> None:
    """Settle one trial; what is wrong with its rows is kept beside it, for the page to show at their cells. ``tells`` its owner at the end.

    What nobody foresaw ends the trial as broken, so that its page does not wait for ever, and stands in the log.
    """
    trial = operations.begin(trial_id=UUID(ident))
    facts = folders.facts_of(UUID(ident))
    if trial is None or facts is None:
        return
    state = TrialState.FAULTY
    try:
        counts = settled(trial, facts)
        state = TrialState.SETTLED
    except Refused as refused:
        findings = placing.all_findings(folders.inputs_of(trial.pk), facts, trial.period, refused.findings)
        faults.write(folders.folder_of(trial.pk), findings)
        counts = {"faults": faults.count(findings)}
    except Exception:
        faults.write(folders.folder_of(trial.pk), ())
        counts = {"broken": 1}
        log.exception("trial %s broke off", trial.pk)
    operations.finish(trial=trial, at=timezone.now(), state=state, counts=counts, tells=tells)


def settled(trial: Trial, facts: Path) -> dict[str, Any]:
    """Read, settle, write; the numbers that the page says first. Raises ``Refused`` with everything that is wrong with the input."""

    def told(step: str, share: int) -> None:
        operations.report(trial_id=trial.pk, step=step, share=share)

    told(_("读取台账和名册"), 10)
    ready = engine.read(folders.inputs_of(trial.pk), facts)
    told(_("核算"), 60)
    settlement = engine.run(ready, trial.period, keeps_lines=False)
    told(_("写出结果"), 75)
    shown.write(folders.shown_of(trial.pk), settlement)
    write_results(folders.out_of(trial.pk), ready, settlement)
    faults.write(folders.folder_of(trial.pk), ready.warnings)
    return counts_of(settlement) | {"warnings": len(ready.warnings)}


def counts_of(settlement: Settlement) -> dict[str, int]:
    cards = settlement.asked_for()
    return {
        "facts": settlement.ledger.rows,
        "dropped": settlement.ledger.dropped,
        "subjects": int(sum((one.states != ABSENT).sum() for one in cards)),
        "scored": int(sum((one.states == SCORED).sum() for one in cards)),
        "unknown": int(sum((one.states == UNKNOWN).sum() for one in cards)),
        "outcomes": int(sum(len(rows.subject) for one in cards for rows in one.outcomes)),
        "blocked": sum(len(one.blocked) for one in cards),
    }


def write_results(out: Path, ready: engine.Ready, settlement: Settlement) -> None:
    """The files that ``biaochi settle`` writes for the same inputs, byte for byte; all or none."""
    tables = tables_of(settlement)
    with files.OutputFolder(out) as folder:
        for name, columns in tables.items():
            if columns:
                files.write_table(folder, name, columns, "parquet")
        write_notices(folder, settlement)
        (folder / "run.json").write_text(run_record(ready.loaded.hash, ready.files, settlement, tables), encoding="utf-8")


def write_notices(folder: Path, settlement: Settlement) -> None:
    name = "notice.html"
    for cards in settlement.asked_for():
        if 0 < rows_of(cards) <= ROWS_MAX:
            path = folder / name if not (folder / name).exists() else folder / f"notice-{cards.table}.html"
            path.write_text(notice_page(settlement, cards), encoding="utf-8")
