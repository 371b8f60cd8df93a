"""Trials whose facts a rehearsal may use."""

from typing import Any

from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.scores.rehearsable import settled_trials


def trials(viewer: Viewer, scheme: Any) -> list[Any]:
    """Settled trials of any version of the scheme that the viewer may see, the latest first."""
    return list(settled_trials(viewer, scheme.pk)[:50])


def named(trial: Any) -> str:
    return f"{trial.name or trial.organisation.name} {trial.period}"
