"""Reading a trial's folder and settling it: the one place of the portal that calls ``biaochi.scoring.settle``.

A trial's folder: ``inputs/`` (the files of ``inputs``, perhaps ``history.parquet``), the facts as they were uploaded, ``out/`` (what
``biaochi settle`` writes for them). All findings of all files are told together; nothing is half-read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from biaochi import files
from biaochi.files.notice import ROWS_MAX
from biaochi.portal.scores.inputs import HISTORY, ORGANISATIONS, PARAMETERS, RELATIONS, ROSTER, SCHEME
from biaochi.scoring.findings import Finding, Refused
from biaochi.scoring.plan import make_plan
from biaochi.scoring.roster import World
from biaochi.scoring.scheme.checks import checked
from biaochi.scoring.scheme.load import load_scheme
from biaochi.scoring.settle import Settlement, settle

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Ready:
    """Everything a settlement reads, understood. ``warnings`` refuse nothing; ``files`` by what they are, as the command names them."""

    loaded: Any
    world: World
    facts: Any
    warnings: tuple[Finding, ...]
    files: Mapping[str, Path]


def read(inputs: Path, facts: Path, *, needs_names: bool = False) -> Ready:
    """Read a folder of inputs and the facts. Raises ``Refused`` with the findings of all files at once.

    Names are read where a notice could be written, as the command does, or where they are asked for.
    """
    findings: list[Finding] = []
    warnings: list[Finding] = []
    found: dict[str, Path] = {}

    def attempt(what: Callable[..., Any], named: str, path: Path, **options: Any) -> Any:
        if not path.exists():
            return None
        found[named] = path
        try:
            return what(path, warnings=warnings, **options)
        except Refused as refused:
            findings.extend(refused.findings)
            return None

    found["scheme"] = inputs / SCHEME
    loaded = load_scheme(inputs / SCHEME)
    try:
        checked(loaded)
    except Refused as refused:
        findings.extend(refused.findings)
    roster = attempt(files.read_roster, "roster", inputs / ROSTER, names=True)
    organisations = attempt(files.read_organisations, "organisations", inputs / ORGANISATIONS)
    relations = attempt(files.read_relations, "relations", inputs / RELATIONS)
    parameters = attempt(files.read_parameters, "parameters", inputs / PARAMETERS)
    history = attempt(files.read_history, "history", inputs / HISTORY)
    ledger = attempt(files.read_facts, "facts", facts)
    if findings:
        raise Refused([*findings, *warnings])
    if roster is not None and len(roster) > ROWS_MAX and not needs_names:
        roster = replace(roster, name=None)
    world = World(roster, organisations, relations, history, parameters or (), {})
    return Ready(loaded, world, ledger, tuple(warnings), found)


def run(ready: Ready, period: str, *, keeps_lines: bool, progress: Progress = lambda text: None) -> Settlement:
    """Settle one period as of its last day. Raises ``Refused`` where facts contradict the scheme."""
    return settle(make_plan(ready.loaded.scheme), ready.world, ready.facts, period, keeps_lines=keeps_lines, progress=progress)
