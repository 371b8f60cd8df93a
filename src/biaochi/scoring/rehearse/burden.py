"""The burden (减负账): what a scheme's catalogue asks to be entered, counted on the facts of the period.

Counted are the facts that count (admitted, not reversed) dated in the period. A fact asks for the fields its kind declares: the quantity
(where there is a unit), the mark (with a range, for an assessment, or where a rule takes it), level and role (with a list), matter,
document number and evidence (where required). Subject, kind and day are asked always and not counted. Evidence is an *upload* as well.
A *claim* is a fact whose kind the member enters: 录入 names 本人, or nobody. Rates are per member and month: over the mean number of
members in the roster and over the months.

Worked example: 12 facts of a kind with levels and required evidence, 2 members, 3 months: 24 fields, 12 uploads; 4 fields a member a month.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from biaochi.scoring.additive import Clusters
from biaochi.scoring.directory import Directory
from biaochi.scoring.fact_checks import FactChecks
from biaochi.scoring.facts import FactRows
from biaochi.scoring.periods import Period, months_between
from biaochi.scoring.plan import Plan, parts_of
from biaochi.scoring.rehearse.changes import strings_of
from biaochi.scoring.scheme.model import FactKind, Rule, Scheme

SELF = ("本人", "self")


class KindCounts:
    """Looks at the ledger as it is read and counts the facts of every kind dated in [start, end)."""

    def __init__(self, kinds: int, start: int, end: int) -> None:
        self.counts = np.zeros(kinds, np.int64)
        self.start, self.end = start, end
        self.lock = threading.Lock()

    def add(self, facts: FactRows, kind_table: Any, clusters: Clusters) -> None:
        kind = kind_table[facts.kind.codes]
        inside = (facts.date >= self.start) & (facts.date < self.end) & (kind >= 0)
        found = np.bincount(kind[inside], minlength=len(self.counts))
        with self.lock:
            self.counts += found


class Refusals:
    """Looks at the ledger as it is read and counts the facts that a catalogue would refuse."""

    def __init__(self, plan: Plan, directory: Directory) -> None:
        self.checks = FactChecks(plan, directory)

    def add(self, facts: FactRows, kind_table: Any, clusters: Clusters) -> None:
        self.checks.look_at(facts, kind_table)

    def counts(self) -> dict[tuple[str, str], int]:
        """By (what is the matter, kind): how many facts."""
        found: dict[tuple[str, str], int] = {}
        for (code, name, _), count in sorted(self.checks.counts.items()):
            found[code, name] = found.get((code, name), 0) + count
        return found


@dataclass(frozen=True)
class KindBurden:
    """What one kind asks: ``fields`` names, how many facts, whether members enter it, and whether anything reads it."""

    name: str
    way: str
    """The posts or bodies that enter it, as declared; '' where nobody is named."""
    is_claim: bool
    fields: tuple[str, ...]
    facts: int
    is_read: bool

    @property
    def uploads(self) -> int:
        return self.facts if "evidence" in self.fields else 0


@dataclass(frozen=True)
class Burden:
    """What one scheme asks in the period. ``members`` is the mean number in the roster."""

    kinds: tuple[KindBurden, ...]
    members: Fraction
    months: Fraction

    def sums(self, way: str | None = None) -> dict[str, int]:
        """facts, claims, fields, uploads: of all kinds, or of those entered in one way."""
        kinds = [kind for kind in self.kinds if way is None or kind.way == way]
        return {
            "facts": sum(k.facts for k in kinds), "claims": sum(k.facts for k in kinds if k.is_claim),
            "fields": sum(k.facts * len(k.fields) for k in kinds), "uploads": sum(k.uploads for k in kinds),
        }  # fmt: skip

    def rate(self, count: int) -> Fraction | None:
        """The count per member and month; None without members."""
        over = self.members * self.months
        return None if over == 0 else Fraction(count) / over

    def ways(self) -> list[str]:
        return list(dict.fromkeys(kind.way for kind in self.kinds if kind.facts))


def burden_of(
    scheme: Scheme, names: Mapping[str, str], counts: Mapping[str, int], directory: Directory, period: Period, end: int
) -> Burden:
    """The burden of a scheme. ``names`` gives, by the scheme's name of a kind, its name in ``counts``."""
    read = set().union(*(strings_of(table) for table in scheme.tables))
    marked = {
        name for part in parts_of(scheme.tables) if isinstance(part, Rule) and part.price in ("range", "factor") and part.measure is None
        for name in part.facts
    }  # fmt: skip
    kinds = tuple(
        KindBurden(
            name, "、".join(kind.entered_by), not kind.entered_by or any(word in SELF for word in kind.entered_by),
            fields_of(kind, name in marked), counts.get(names.get(name, name), 0), name in read,
        )
        for name, kind in scheme.facts.items()
    )  # fmt: skip
    people = np.arange(directory.n_people)
    days = int(directory.days_enrolled(people, period.start, end).sum())
    months = months_between(period.start, period.end)
    share = Fraction(end - period.start, period.end - period.start)
    whole = Fraction(months) if months else Fraction(period.end - period.start, 30)
    return Burden(kinds, Fraction(days, max(end - period.start, 1)), whole * share)


def fields_of(kind: FactKind, takes_mark: bool) -> tuple[str, ...]:
    """The fields a fact of the kind has to fill beside subject, kind and day."""
    asked = {
        "quantity": kind.unit is not None, "mark": bool(kind.mark_range) or kind.form == "assessment" or takes_mark,
        "level": bool(kind.levels), "role": bool(kind.roles), "matter": kind.matter == "required",
        "document": kind.document == "required", "evidence": kind.evidence == "required",
    }  # fmt: skip
    return tuple(name for name, is_asked in asked.items() if is_asked)
