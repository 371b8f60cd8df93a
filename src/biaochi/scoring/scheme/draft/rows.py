"""What a table of criteria holds, read from its cells: titles, indicators in levels, points, standards, bases, notes.

Worked example: the row 组织建设 | 三会一课 | 10 | 缺席一次扣2分 has the levels 组织建设 and 三会一课, the points 10 and one standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from biaochi.scoring.findings import Place


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a cell, and where it stands."""

    text: str
    place: Place

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(slots=True)
class Row:
    """One row of criteria. A level that a merged cell spans stands in every row of it; ``levels`` ends with the last one filled.

    ``upper`` holds the points of a column of its own for an upper level, by the depth of that level.
    """

    levels: list[Said]
    place: Place
    category: Said | None = None
    points: Said | None = None
    upper: dict[int, Said] = field(default_factory=dict)
    weight: Said | None = None
    standards: list[Said] = field(default_factory=list)
    bases: list[Said] = field(default_factory=list)
    clauses: list[Said] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    enterers: list[Said] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """One table of criteria: what stands above it, its rows, the sums it states and what stands below it."""

    name: str
    place: Place
    titles: list[Said]
    rows: list[Row]
    sums: list[Said]
    notes: list[Said]


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A named number of the workbook's own: name, value, note."""

    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Workbook:
    file: str
    sheets: Sequence[Sheet]
    parameters: Sequence[ParameterRow] = ()
