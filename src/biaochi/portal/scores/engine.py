"""Reading a trial's folder and settling it: the one place of the portal that calls ``biaochi.scoring.settle``.

A trial's folder: ``inputs/`` (the files of ``inputs``, the facts as they were uploaded, perhaps ``history``), ``out/`` (what
``biaochi settle`` would write for them). All findings of all files are told together; nothing is half-read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biaochi import files
from biaochi.portal.scores.inputs import ORGANISATIONS, PARAMETERS, RELATIONS, ROSTER, SCHEME
from biaochi.scoring.findings import Finding, Refused
from biaochi.scoring.plan import make_plan
from biaochi.scoring.roster import World
from biaochi.scoring.scheme.checks import checked
from biaochi.scoring.scheme.load import load_scheme
from biaochi.scoring.settle import Settlement, settle

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Ready:
    """Everything a settlement reads, understood. ``warnings`` refuse nothing."""

    loaded: Any
    world: World
    facts: Any
    warnings: tuple[Finding, ...]


def read(inputs: Path, facts: Path) -> Ready:
    """Read a folder of inputs and the facts. Raises ``Refused`` with the findings of all files at once."""
    findings: list[Finding] = []
    warnings: list[Finding] = []

    def attempt(what: Callable[..., Any], path: Path, **options: Any) -> Any:
        if not path.exists():
            return None
        try:
            return what(path, warnings=warnings, **options)
        except Refused as refused:
            findings.extend(refused.findings)
            return None

    loaded = load_scheme(inputs / SCHEME)
    try:
        checked(loaded)
    except Refused as refused:
        findings.extend(refused.findings)
    roster = attempt(files.read_roster, inputs / ROSTER, names=True)
    organisations = attempt(files.read_organisations, inputs / ORGANISATIONS)
    relations = attempt(files.read_relations, inputs / RELATIONS)
    parameters = attempt(files.read_parameters, inputs / PARAMETERS)
    history = attempt(files.read_history, inputs / "history.parquet")
    ledger = attempt(files.read_facts, facts)
    if findings:
        raise Refused([*findings, *warnings])
    world = World(roster, organisations, relations, history, parameters or (), {})
    return Ready(loaded, world, ledger, tuple(warnings))


def run(ready: Ready, period: str, *, keeps_lines: bool, progress: Progress = lambda text: None) -> Settlement:
    """Settle one period as of its last day. Raises ``Refused`` where facts contradict the scheme."""
    return settle(make_plan(ready.loaded.scheme), ready.world, ready.facts, period, keeps_lines=keeps_lines, progress=progress)
