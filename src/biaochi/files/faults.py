"""Faults: everything that is the matter with one file, gathered before anything is said about it.

A reader goes on after a bad cell, so that a clerk mends a sheet once and not a hundred times. The first
thousand faults are kept with their places, the rest are counted, and all leave together as ``BadRows``: a file
is read whole or not at all.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.findings import BadRows, Finding, Place, Severity, Text, error

DETAILED_MAX = 1000


class BadCell(ValueError):
    """A cell that does not say what its column needs: a stable code, a sentence and a remedy in both languages."""

    def __init__(self, code: str, zh: str, en: str, *, do_zh: str = "", do_en: str = "") -> None:
        super().__init__(en)
        self.code, self.zh, self.en, self.do_zh, self.do_en = code, zh, en, do_zh, do_en

    def at(self, place: Place) -> Finding:
        return error(self.code, place, self.zh, self.en, do_zh=self.do_zh, do_en=self.do_en)


class PlacesOfRows(Protocol):
    """Where the cells of one column stand: ``place(row)`` for a row index counted from 0."""

    def place(self, row: int) -> Place: ...


class Faults:
    """Gathers the faults of ``file``. Not shared between threads: each part read has its own."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self._kept: list[Finding] = []

    def add(self, finding: Finding) -> None:
        self.count += 1
        if len(self._kept) < DETAILED_MAX:
            self._kept.append(finding)

    def add_rows(self, rows: NDArray[np.intp], bad: BadCell, places: PlacesOfRows) -> None:
        """The same fault in several rows (indices of the column)."""
        for row in self.admit(rows):
            self.add(bad.at(places.place(int(row))))

    def admit(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of the rows that can still be listed; the others are counted here."""
        room = max(0, DETAILED_MAX - len(self._kept))
        self.count += max(0, len(rows) - room)
        return rows[:room]

    def is_full(self) -> bool:
        return len(self._kept) >= DETAILED_MAX

    def raise_if_any(self) -> None:
        if self.count:
            raise self.gathered()

    def gathered(self) -> BadRows:
        """All faults in the order of their rows, and the number of those not listed."""
        listed = sorted(self._kept, key=lambda finding: finding.place.line)
        if self.count > len(listed):
            listed.append(unlisted(self.file, self.count - len(listed)))
        return BadRows(listed)


def unlisted(file: str, count: int) -> Finding:
    return error(
        "too-many-findings",
        Place(file),
        f"另有 {count} 处错误，未逐条列出",
        f"{count} more faults are not listed one by one",
        do_zh="先改正上面各处，再读一次",
        do_en="mend those above, then read the file again",
    )


def refuse(file: str | Place, code: str, zh: str, en: str, *, do_zh: str = "", do_en: str = "") -> BadRows:
    """A ``BadRows`` of one finding about the whole file, or about one place in it."""
    place = file if isinstance(file, Place) else Place(file)
    return BadRows([error(code, place, zh, en, do_zh=do_zh, do_en=do_en)])


def warning(code: str, place: Place, zh: str, en: str, *, do_zh: str = "", do_en: str = "") -> Finding:
    return Finding(code, Severity.WARNING, place, Text(zh, en), remedy=Text(do_zh, do_en) if do_zh else None)
