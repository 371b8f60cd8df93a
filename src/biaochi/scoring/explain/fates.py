"""Fates: why a line does not count: a step of selection, a veto that freezes it, a head-count quota.

Worked example: fate ``H#1`` of a 6-point honour: 「取舍 H 第 1 步:同一事由只计最高的一项,已计 A7(9)」.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from biaochi.scoring.directory import NONE
from biaochi.scoring.findings import Text
from biaochi.scoring.periods import bucket
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import decimal_text
from biaochi.scoring.scheme.rule_wording import selected
from biaochi.scoring.state import Lines, State

KEPT_NAMED = 3
"""Lines that counted instead, of which so many are named."""
BY = {
    "matter": "matter", "level": "level", "role": "role", "kind": "kind", "day": "day", "month": "month", "quarter": "quarter",
    "half": "half-year", "year": "year", "rule": "rule",
}  # fmt: skip


class Fates:
    """Why lines of one subject do not count; ``state`` is its slice."""

    def __init__(self, state: State) -> None:
        self.state = state
        plan = state.job.plan
        self.selections: dict[str, tuple[Any, tuple[int, ...]]] = {r.code: (r.rule, (r.index,)) for r in plan.rules if r.rule.selection}
        self.selections.update({n.code: (n.node, n.rules) for n in plan.nodes() if n.node.selection})
        self.vetoes = {veto.code: veto for veto in plan.table.vetoes}

    def why(self, plan: RulePlan, lines: Lines, row: int, fate: str) -> Text:
        """The sentence for this fate."""
        code, mark, number = fate.rpartition("#")
        if not mark and fate in self.vetoes:
            name = self.vetoes[fate].name
            return Text(f"因“{name}”({fate})冻结,不计", f"frozen by {name} ({fate}), does not count")
        if number == "share":
            return Text("全部分给他人,本人不计", "given away whole, does not count for the doer")
        if number == "quota":
            return Text(f"名额已满({code}),不计", f"the quota is full ({code}), does not count")
        if code in self.selections and number.isdigit():
            piece, members = self.selections[code]
            return self._selected(plan, lines, row, code, int(number), piece.selection[int(number) - 1], members)
        return Text(f"不计({fate})", f"does not count ({fate})")

    def stuck(self, plan: RulePlan) -> Text:
        return Text(
            f"超出名额,须由有权组织确定由谁计分({plan.code}),在此之前未知",
            f"over the quota, a body must choose who keeps it ({plan.code}); unknown until then",
        )

    def _selected(self, plan: RulePlan, lines: Lines, row: int, code: str, number: int, step: Any, members: tuple[int, ...]) -> Text:
        kept = self._kept(plan, lines, row, step, members)
        said, said_en = f"按取舍 {code} 第 {number} 步,{selected(step)}", f"selection {code} step {number}, {_selected_en(step)}"
        if step.skip is None and kept:
            said, said_en = f"{said},已计 {'、'.join(kept)}", f"{said_en}; kept {', '.join(kept)}"
        return Text(f"{said},本条不计", f"{said_en}; this one does not count")

    def _kept(self, plan: RulePlan, lines: Lines, row: int, step: Any, members: tuple[int, ...]) -> list[str]:
        """The lines of the same group that count."""
        mine = self._group(plan.index, lines, row, step.by)
        found = []
        for index in members:
            others = self.state.lines.get(index)
            if others is None:
                continue
            for at in np.flatnonzero(others.counts & others.known).tolist():
                if self._group(index, others, at, step.by) == mine:
                    fact, points = int(others.fact[at]), others.points if others.priced is None else others.priced
                    name = f"#{self.state.ledger.facts.id[fact]}" if fact != NONE else self.state.job.plan.rules[index].code
                    found.append(f"{name}({decimal_text(int(points[at]))})")
        return found[:KEPT_NAMED]

    def _group(self, rule: int, lines: Lines, row: int, by: list[str]) -> tuple[Any, ...]:
        """What lines of one group have in common."""
        facts, fact = self.state.ledger.facts, int(lines.fact[row])
        keys: list[Any] = []
        for name in by:
            if name == "rule":
                keys.append(rule)
            elif name in ("matter", "level", "role"):
                words = getattr(facts, name)
                code = -1 if words is None or fact == NONE else int(words.codes[fact])
                keys.append((name, fact) if code < 0 and name == "matter" else code)
            elif name == "kind":
                keys.append(-1 if fact == NONE else int(self.state.ledger.kind[fact]))
            elif name == "day":
                keys.append(int(lines.day[row]))
            else:
                keys.append(int(bucket(lines.day[row : row + 1], name, self.state.setting.plan.calendar)[0]))
        return tuple(keys)


def _selected_en(step: Any) -> str:
    scope = f"of the same {' and '.join(BY.get(name, name) for name in step.by)}" if step.by else "of all"
    if step.skip is not None:
        return f"the first {step.skip} {scope} do not count"
    return f"only the {step.keep} {scope} counts" if step.count == 1 else f"only the {step.keep} {step.count} {scope} count"
