"""What was wrong with an upload, kept beside it: one entry a finding, with its place, what, why and what to do, in both languages."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from biaochi.files.page import typeset
from biaochi.scoring.findings import Finding, Severity

FILE = "faults.json"
KEPT_MAX = 5_000


@dataclass(frozen=True)
class Fault:
    """A finding as a page shows it; ``file`` is what the file holds (facts, roster, …), ``row`` 0 where it concerns it as a whole.

    ``cell`` is an address such as 事项!C7 in a workbook, a header in a text file.
    """

    file: str
    row: int
    cell: str
    is_error: bool
    what: str
    remedy: str


def count(findings: Iterable[Finding]) -> int:
    """How many of them are errors."""
    return sum(finding.severity is Severity.ERROR for finding in findings)


def write(folder: Path, findings: Iterable[Finding]) -> None:
    rows = [
        {
            "file": Path(finding.place.file).stem,
            "row": finding.place.line,
            "cell": finding.place.cell,
            "is_error": finding.severity is Severity.ERROR,
            "what": {"zh": finding.what.zh, "en": finding.what.en},
            "remedy": {"zh": finding.remedy.zh, "en": finding.remedy.en} if finding.remedy else {"zh": "", "en": ""},
        }
        for finding, _number in zip(findings, range(KEPT_MAX), strict=False)
    ]
    (folder / FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read(folder: Path, language: str) -> list[Fault]:
    path = folder / FILE
    if not path.exists():
        return []
    tongue = "en" if language == "en" else "zh"
    rows = json.loads(path.read_text(encoding="utf-8"))
    print_of = typeset if tongue == "zh" else str
    return [
        Fault(row["file"], row["row"], row["cell"], row["is_error"], print_of(row["what"][tongue]), print_of(row["remedy"][tongue]))
        for row in rows
    ]
