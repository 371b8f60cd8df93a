"""Small settlements from the text of a cases file with its scheme."""

from pathlib import Path

from biaochi.scoring.cases.run import load_cases, settle_case
from biaochi.scoring.plan import make_plan
from biaochi.scoring.settle import Settlement


def settled(text: str, folder: Path, *, keeps_lines: bool = True) -> Settlement:
    """The settlement of the first case of the file."""
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    cases = load_cases(path)
    return settle_case(make_plan(cases.loaded.require()), cases.content, cases.content.cases[0], keeps_lines=keeps_lines)
