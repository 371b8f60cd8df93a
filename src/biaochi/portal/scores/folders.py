"""Where a trial's files stand: ``files/trials/<id>/`` with ``inputs/``, ``facts.<ending>``, ``out/`` and ``shown/``."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings

ENDINGS = (".xlsx", ".csv")


def folder_of(trial_id: UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / "trials" / str(trial_id)


def inputs_of(trial_id: UUID) -> Path:
    return folder_of(trial_id) / "inputs"


def out_of(trial_id: UUID) -> Path:
    """What ``biaochi settle`` would write."""
    return folder_of(trial_id) / "out"


def shown_of(trial_id: UUID) -> Path:
    """What pages read beside ``out``."""
    return folder_of(trial_id) / "shown"


def facts_of(trial_id: UUID) -> Path | None:
    """The facts as they were uploaded."""
    for ending in ENDINGS:
        path = folder_of(trial_id) / f"facts{ending}"
        if path.exists():
            return path
    return None


def remove(trial_id: UUID) -> None:
    shutil.rmtree(folder_of(trial_id), ignore_errors=True)
