"""The roster (名册), organisations, relations, history and parameters as dated columns.

Every row holds from its first day (inclusive) to its last (exclusive); an empty ``from`` reaches back for ever, an empty ``to``
has no end. A person has one organisation a day; the reader refuses rows of one person that overlap.

Worked example: 甲 in 一支部 until 30 June, in 二支部 after: two rows, (甲, 一支部, to=2025-07-01) and (甲, 二支部, from=2025-07-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import Amounts, Ids, Int32s, Int64s, Words

EVER = np.int32(-(2**30))
"""First day of a row without ``from``."""
NEVER = np.int32(2**30)
"""Day after the last of a row without ``to``."""


@dataclass(frozen=True, slots=True)
class RosterRows:
    """Persons: ``attributes`` are Amounts (numbers), Words (texts) or int32 days under their own names.

    ``organisation`` is '' (or −1 in an integer column) where the person stands in none. ``flags`` codes the whole cell: its vocabulary
    holds the combinations as written, words separated by ``;``.
    """

    id: Ids
    status: Words
    organisation: Ids
    start: Int32s
    end: Int32s
    flags: Words | None = None
    attributes: Mapping[str, Amounts | Words | Int32s] = field(default_factory=dict)
    name: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class OrganisationRows:
    """Organisations: ``parent`` '' at the top; ``klass`` is the class (分类) in which branches are compared."""

    id: Ids
    type: Words
    parent: Ids
    klass: Words
    start: Int32s
    end: Int32s
    attributes: Mapping[str, Amounts | Words | Int32s] = field(default_factory=dict)
    name: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class RelationRows:
    """Relations: ``subject`` is ``relation`` of ``target`` (甲 is 书记 of 一支部)."""

    subject: Ids
    relation: Words
    target: Ids
    start: Int32s
    end: Int32s

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, slots=True)
class HistoryRows:
    """Earlier scorecards: ``points`` int64 of 1/10,000 (NO_AMOUNT: unknown); ``rank`` and ``of`` 0 where absent.

    ``value`` '' or 'score' is the total; the highest ``version`` of a (subject, period, table, value) holds.
    """

    subject: Ids
    period: Words
    version: Int32s
    table: Words
    value: Words
    points: Int64s
    state: Words
    grade: Words
    rank: Int32s
    of: Int32s

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter's value as text of a decimal number, for one organisation ('' for all), from a day on."""

    name: str
    value: str
    organisation: str = ""
    start: int = int(EVER)


@dataclass(frozen=True)
class World:
    """Everything about people and bodies that a settlement reads beside the facts. ``calendar`` maps a day to its kind."""

    roster: RosterRows
    organisations: OrganisationRows | None = None
    relations: RelationRows | None = None
    history: HistoryRows | None = None
    parameters: tuple[ParameterRow, ...] = ()
    calendar: Mapping[int, str] = field(default_factory=dict)
