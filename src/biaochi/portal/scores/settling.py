"""The worker's side of a trial: read, settle, write, tell. Idempotent: a job that is handed out twice settles once more or not at all.

A small table (``SMALL`` bytes of facts) is settled while the page waits; a large one by the worker, with its progress on the page.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from biaochi import files
from biaochi.files.notice import ROWS_MAX, notice_page, rows_of
from biaochi.files.results import tables_of
from biaochi.portal.scores import engine, faults, folders, operations
from biaochi.portal.scores.models import Trial, TrialState
from biaochi.scoring.findings import Refused
from biaochi.scoring.settle import Settlement

SMALL = 256 * 1024


def settle_soon(trial: Trial) -> None:
    """Settle now where it is a matter of a second, else hand it to the worker."""
    facts = folders.facts_of(trial.pk)
    if facts is not None and facts.stat().st_size <= SMALL:
        settle_trial(str(trial.pk))
        return
    from django_q.tasks import async_task

    async_task("biaochi.portal.scores.settling.settle_trial", str(trial.pk), task_name=f"trial {trial.pk}"[:100])


def settle_trial(ident: str) -> None:
    """Settle one trial; what is wrong with its rows is kept beside it, for the page to show at their cells."""
    trial = operations.begin(trial_id=UUID(ident))
    facts = folders.facts_of(UUID(ident))
    if trial is None or facts is None:
        return
    try:
        operations.report(trial_id=trial.pk, step=_("读取台账和名册"), share=10)
        ready = engine.read(folders.inputs_of(trial.pk), facts)
        operations.report(trial_id=trial.pk, step=_("核算"), share=40)
        settlement = engine.run(ready, trial.period, keeps_lines=False)
        operations.report(trial_id=trial.pk, step=_("写出结果"), share=80)
        counts = write_results(trial, settlement)
        faults.write(folders.folder_of(trial.pk), ready.warnings)
    except Refused as refused:
        faults.write(folders.folder_of(trial.pk), refused.findings)
        operations.finish(trial=trial, at=timezone.now(), state=TrialState.FAULTY, counts={"faults": len(refused.findings)})
        return
    operations.finish(trial=trial, at=timezone.now(), state=TrialState.SETTLED, counts=counts)


def write_results(trial: Trial, settlement: Settlement) -> dict[str, int]:
    """The files that ``biaochi settle`` writes, all or none; returns what the page says first."""
    tables = tables_of(settlement)
    with files.OutputFolder(folders.out_of(trial.pk)) as folder:
        for name, columns in tables.items():
            if columns:
                files.write_table(folder, name, columns, "parquet")
        write_notices(folder, settlement)
        (folder / "run.json").write_text(record_of(settlement), encoding="utf-8")
    cards = settlement.asked_for()
    return {
        "facts": settlement.ledger.rows,
        "dropped": settlement.ledger.dropped,
        "subjects": int(sum((one.states != 7).sum() for one in cards)),
        "scored": int(sum((one.states == 0).sum() for one in cards)),
        "outcomes": int(sum(len(rows.subject) for one in cards for rows in one.outcomes)),
        "blocked": sum(len(one.blocked) for one in cards),
    }


def write_notices(folder: Path, settlement: Settlement) -> None:
    for number, cards in enumerate(settlement.asked_for()):
        if 0 < rows_of(cards) <= ROWS_MAX:
            name = f"notice-{cards.table}.html" if number else "notice.html"
            (folder / name).write_text(notice_page(settlement, cards), encoding="utf-8")


def record_of(settlement: Settlement) -> str:
    """What pages need to know of a settlement beside its tables: the blocked, the digest, the boards and who decides."""
    import json

    plans: dict[str, Any] = {}
    for cards in settlement.asked_for():
        table = settlement.plan.tables[cards.table].table
        plans[cards.table] = {
            "name": table.name,
            "subject": table.subject,
            "period": cards.period.name,
            "blocked": list(cards.blocked),
            "boards": [board.name for board in table.ranks],
            "grades": [system.name for system in table.grades],
        }
    found = {"scheme": {"code": settlement.plan.scheme.code, "version": settlement.plan.scheme.version}}
    return json.dumps(found | {"facts": settlement.ledger.digest, "tables": plans}, ensure_ascii=False, indent=2)
