"""What a file would do: differences and faults to show, and the writes that make it so. Comparing writes nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Choice, DifferenceKind

FAULTS_MAX = 1_000
PERSONAL = frozenset(("name", "telephone", "outside_id"))


@dataclass(frozen=True)
class Fault:
    """``cell``: an address such as C7, or a row's number."""

    cell: str
    text: str


@dataclass(frozen=True)
class Batch:
    """What is asked: from which day the file holds, over whose subtree ("" = everything), and whether who is absent leaves."""

    holds_from: date
    today: date
    scope: str = ""
    ends_absent: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    """Our column → the letters of the file's column, for the columns that the file has."""

    def has(self, column: str) -> bool:
        return column in self.letters

    @property
    def is_dated(self) -> bool:
        """The rows say themselves from when they hold."""
        return self.has("from")


@dataclass
class Difference:
    """One subject that would change. ``secret`` takes part in the digest and is shown nowhere."""

    kind: DifferenceKind
    line: int
    code: str
    name: str = ""
    changes: list[list[str]] = field(default_factory=list)
    question: str = ""
    secret: str = ""
    write: Any = None
    """What the kind of file needs to write it; not shown, not stored."""

    def key(self) -> tuple[int, str]:
        return self.line, self.code


@dataclass
class Plan:
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    unchanged: int = 0
    rows: int = 0
    notes: list[str] = field(default_factory=list)

    def fault(self, batch: Batch, line: int, column: str, text: str) -> None:
        """At the cell of ``column`` in row ``line``; at the row where the file has no such column."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(Fault(f"{batch.letters.get(column, '')}{line}", text))

    def counts(self) -> dict[str, Any]:
        found = Counter(difference.kind.value for difference in self.differences)
        return {
            "rows": self.rows,
            "unchanged": self.unchanged,
            "faults": self.fault_count,
            "notes": self.notes,
            **{kind.value: found[kind.value] for kind in DifferenceKind},
        }

    def digest(self) -> str:
        """SHA-256 over everything that would be written, in the order of the file."""
        found = hashlib.sha256()
        for one in sorted(self.differences, key=lambda one: (*one.key(), one.secret)):
            told = [one.kind.value, one.line, one.code, one.name, one.changes, one.question, one.secret]
            found.update(json.dumps(told, ensure_ascii=False).encode())
        return found.hexdigest()

    def chosen(self, choices: Mapping[tuple[int, str], str]) -> list[Difference]:
        """What is to be written: all but conflicts for which the present record is kept."""
        return [one for one in self.differences if one.kind != DifferenceKind.CONFLICT or choices.get(one.key()) == Choice.TAKE]


Compare = Callable[[Batch, Sequence[Mapping[str, Any]]], Plan]
Write = Callable[[Batch, Sequence[Difference], Author], None]


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def told(before: Mapping[str, Any], after: Mapping[str, Any], shown: Mapping[str, Callable[[Any], str]]) -> list[list[str]]:
    """``[field, before, after]`` for each field that differs; attributes one by one."""
    found = []
    for name, show in shown.items():
        old, new = before.get(name), after.get(name)
        if old != new:
            found.append([name, show(old) if name in before else "", show(new)])
    old, new = before.get("attributes", {}), after.get("attributes", {})
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            found.append([name, str(old.get(name, "")), str(new.get(name, ""))])
    return found
