"""A scheme laid out for its checks: every piece with its path and what it stands in, and ways to say what is wrong.

Worked example: for a condition in a rule's ``其中``, ``met.holder()`` is the rule and ``met.standing()`` is ``"fact"``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from biaochi.scoring.example import Example
from biaochi.scoring.findings import Finding, Place, Severity, Text
from biaochi.scoring.scheme.complete import DataPath
from biaochi.scoring.scheme.expression_model import Choice, Condition, Expression, FactMatch, Has, Streak, Take
from biaochi.scoring.scheme.load import Loaded
from biaochi.scoring.scheme.model import FactKind, GradeBand, Node, Outcome, Rule, Scheme, Table, TablePart, Veto
from biaochi.scoring.scheme.vocabulary import Part

Kind = TypeVar("Kind", bound=Part)


@dataclass(frozen=True, slots=True)
class Met:
    """A piece of the scheme where it stands: ``field`` is the key of ``parent`` under which it was met."""

    part: Any
    path: DataPath
    parent: Met | None
    field: str

    def up(self) -> Iterator[Met]:
        """The pieces it stands in, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def within(self, *kinds: type[Part]) -> Met | None:
        """The nearest piece of these kinds it stands in."""
        return next((above for above in self.up() if isinstance(above.part, kinds)), None)

    @property
    def table(self) -> Table | None:
        """The table whose values are meant here: that taken from, that of a streak, or the one it stands in."""
        above = self.within(Table)
        return above.part if above else None

    def holder(self) -> tuple[Met, str]:
        """Of a condition: the piece it belongs to, past 全部, 任一 and 非, and the key there."""
        met: Met = self
        while met.parent is not None and isinstance(met.parent.part, Condition):
            met = met.parent
        assert met.parent is not None
        return met.parent, met.field

    def standing(self) -> str:
        """Of a condition: whether it is about facts, the subject, or results ("item": a choice inside a rule)."""
        holder, field = self.holder()
        if isinstance(holder.part, Choice):
            return "item" if holder.within(Rule) and not holder.within(Take) else "result"
        if isinstance(holder.part, FactMatch | Expression) or (isinstance(holder.part, Rule) and field != "applies"):
            return "fact"
        if isinstance(holder.part, Veto | GradeBand | Outcome | Take | Streak):
            return "result"
        return "subject"


class Survey:
    """The scheme with every piece met, in the order of the models."""

    def __init__(self, loaded: Loaded) -> None:
        assert loaded.scheme is not None
        self.loaded = loaded
        self.scheme: Scheme = loaded.scheme
        self.met: list[Met] = []
        self.by_kind: dict[type[Part], list[Met]] = {}
        self.kept: dict[str, Any] = {}
        """What several checks need and one works out."""
        self._meet(self.scheme, (), None, "")

    def _meet(self, value: Any, path: DataPath, parent: Met | None, field: str) -> None:
        if isinstance(value, Part):
            met = Met(value, path, parent, field)
            self.met.append(met)
            self.by_kind.setdefault(type(value), []).append(met)
            given = value.model_fields_set
            for name, inner in value.__dict__.items():
                if name in given and not isinstance(inner, str):
                    self._meet(inner, (*path, name), met, name)
        elif isinstance(value, list):
            for position, inner in enumerate(value):
                self._meet(inner, (*path, position), parent, field)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                self._meet(inner, (*path, name), parent, field)

    def of(self, *kinds: type[Part]) -> list[Met]:
        """Every piece of these very kinds."""
        return [met for kind in kinds for met in self.by_kind.get(kind, [])]

    def below(self, above: Met, *kinds: type[Part]) -> list[Met]:
        """Every piece of these kinds inside a piece."""
        length = len(above.path)
        return [met for met in self.of(*kinds) if met.path[:length] == above.path and met is not above]

    @cached_property
    def tables(self) -> dict[str, Table]:
        return {table.code: table for table in self.scheme.tables}

    @cached_property
    def values(self) -> dict[str, set[str]]:
        """Table code → codes of the values its scorecards hold: nodes, rules, parts, joint caps, and its categories."""
        held: dict[str, set[str]] = {}
        for table in self.of(Table):
            codes = {met.part.code for met in self.below(table, Node, Rule, TablePart)}
            codes |= {cap.code for cap in table.part.joint_caps} | set(self.scheme.categories)
            held[table.part.code] = codes
        return held

    def kinds(self, names: Sequence[str]) -> list[FactKind]:
        """The declared fact kinds of these names; unknown names are passed over."""
        return [self.scheme.facts[name] for name in names if name in self.scheme.facts]

    def facts_about(self, met: Met) -> list[str] | None:
        """Names of the fact kinds a condition or expression speaks of; None where there are none."""
        for above in met.up():
            if isinstance(above.part, FactMatch | Has):
                return list(above.part.facts)
            if isinstance(above.part, Expression) and above.part.facts:
                return list(above.part.facts)
            if isinstance(above.part, Rule):
                return list(above.part.facts)
            if isinstance(above.part, Take | Streak):
                return None
        return None

    # what is wrong

    def place(self, met: Met, *steps: str | int) -> Place:
        return self.loaded.place_at((*met.path, *steps))

    def error(
        self,
        code: str,
        met: Met,
        *steps: str | int,
        zh: str,
        en: str,
        do: tuple[str, str],
        why: tuple[str, str] | None = None,
    ) -> Finding:
        return self.find(code, Severity.ERROR, self.place(met, *steps), zh, en, do, why)

    def warning(
        self,
        code: str,
        met: Met,
        *steps: str | int,
        zh: str,
        en: str,
        do: tuple[str, str],
        why: tuple[str, str] | None = None,
    ) -> Finding:
        return self.find(code, Severity.WARNING, self.place(met, *steps), zh, en, do, why)

    def question(
        self,
        code: str,
        severity: Severity,
        met: Met,
        *steps: str | int,
        zh: str,
        en: str,
        readings: Sequence[tuple[str, str]],
        why: tuple[str, str] | None = None,
    ) -> Finding:
        """What a document leaves open: the checker asks and names the readings."""
        do = ("原文怎么定就怎么写,选一种读法写明。", "Write what the document means: choose a reading.")
        found = self.find(code, severity, self.place(met, *steps), zh, en, do, why)
        return Finding(
            found.code, severity, found.place, found.what, found.why, found.remedy, tuple(Text(*r) for r in readings)
        )

    @staticmethod
    def find(
        code: str, severity: Severity, place: Place, zh: str, en: str, do: tuple[str, str], why: tuple[str, str] | None
    ) -> Finding:
        return Finding(code, severity, place, Text(zh, en), Text(*why) if why else None, Text(*do))


def shown(found: Finding, example: Example | None) -> Finding:
    """The finding with the case that shows it, where there is one."""
    return replace(found, example=example)


def label(part: Any) -> str:
    """How a piece is called in a sentence: its code and name."""
    code, name = getattr(part, "code", None), getattr(part, "name", None)
    return " ".join(text for text in (code, name) if text) or type(part).__name__
