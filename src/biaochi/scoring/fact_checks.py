"""Checks of facts against the catalogue: what a row may say of its kind, found all at once.

A fact of an unknown kind or subject would silently lose its points, so both are errors; a level, role, mark or quantity outside what the
kind declares likewise (section 3). Each finding names the first rows by their ids and counts the rest.

Worked example: kind 荣誉 with levels [市级, 县级] and a row with level 省级 → «荣誉:级别“省级”不在 市级、县级 之中(事项 17)».
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.additive import Clusters
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, Amounts, Ids, Words
from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.facts import FactRows
from biaochi.scoring.findings import Finding, Place, Severity, Text
from biaochi.scoring.plan import Plan

Ints = NDArray[Any]
NAMED = 5
"""Rows named in one finding."""


class FactChecks:
    """Collects faults over all parts; ``findings`` tells them once."""

    def __init__(self, plan: Plan, directory: Directory) -> None:
        self.plan, self.directory = plan, directory
        self.lock = threading.Lock()
        self.faults: dict[tuple[str, str, str], list[str]] = {}
        self.counts: dict[tuple[str, str, str], int] = {}
        self.with_levels = [n for n, k in enumerate(plan.kinds) if k.levels]
        self.with_roles = [n for n, k in enumerate(plan.kinds) if k.roles]
        self.with_marks = [n for n, k in enumerate(plan.kinds) if k.mark_range]
        self.with_quantities = [n for n, k in enumerate(plan.kinds) if k.quantity_range]
        self.with_matters = [n for n, k in enumerate(plan.kinds) if k.matter == "required"]

    def look_at(self, facts: FactRows, table: Ints) -> None:
        """Check one part's rows against the catalogue; ``table`` gives the kind of every code of ``facts.kind``."""
        names_unknown = bool((table[:-1] == NONE).any()) or bool((facts.kind.codes < 0).any())
        if not (names_unknown or self._has_checks(facts)):
            return
        kind = table[facts.kind.codes]
        if bool((kind == NONE).any()):
            for code in np.unique(facts.kind.codes[kind == NONE]):
                word = facts.kind.vocabulary[code] if code >= 0 else ""
                self._note("unknown-kind", word, "", facts.id[facts.kind.codes == code])
        if facts.level is not None:
            self._words(facts, kind, self.with_levels, facts.level, "level-not-listed", lambda k: k.levels)
        if facts.role is not None:
            self._words(facts, kind, self.with_roles, facts.role, "role-not-listed", lambda k: k.roles)
        if facts.mark is not None:
            self._ranges(facts, kind, self.with_marks, facts.mark, "mark-out-of-range", lambda k: k.mark_range)
        if facts.quantity is not None:
            self._ranges(facts, kind, self.with_quantities, facts.quantity, "quantity-out-of-range", lambda k: k.quantity_range)
            if facts.quantity.scale == MILLIONTHS:
                self._decimals(facts, kind, facts.quantity)
        for number in self.with_matters:
            rows = kind == number
            empty = rows if facts.matter is None else rows & (facts.matter.codes < 0)
            if facts.reverses is not None:
                empty = empty & (facts.reverses == ("" if facts.reverses.dtype == object else -1))
            if empty.any():
                self._note("matter-missing", self.plan.kind_names[number], "", facts.id[empty])

    def _has_checks(self, facts: FactRows) -> bool:
        """Whether any column of the part has something to be checked."""
        amounts = facts.quantity
        return bool(
            (facts.level is not None and self.with_levels)
            or (facts.role is not None and self.with_roles)
            or (facts.mark is not None and self.with_marks)
            or (amounts is not None and (self.with_quantities or amounts.scale == MILLIONTHS))
            or self.with_matters
        )

    def look_at_subjects(self, facts: FactRows, clusters: Clusters) -> None:
        """Facts of subjects that neither the roster, the organisations nor the relations know."""
        if (clusters.heads == NONE).any():
            lost = clusters.every_entity() == NONE
            for subject in np.unique(facts.subject[lost].astype(str))[:50]:
                self._note("unknown-subject", str(subject), "", facts.id[lost & (facts.subject.astype(str) == subject)])

    def _words(
        self, facts: FactRows, kind: Ints, numbers: list[int], words: Words, code: str, allowed: Callable[[Any], list[str]]
    ) -> None:
        for number in numbers:
            ok = np.array([w in allowed(self.plan.kinds[number]) for w in words.vocabulary] + [True])
            bad = (kind == number) & ~ok[words.codes]
            for wrong in np.unique(words.codes[bad]):
                ids = facts.id[bad & (words.codes == wrong)]
                self._note(code, self.plan.kind_names[number], words.vocabulary[wrong], ids)

    def _ranges(
        self, facts: FactRows, kind: Ints, numbers: list[int], amounts: Amounts, code: str, allowed: Callable[[Any], list[Decimal]]
    ) -> None:
        for number in numbers:
            low, high = (int(x * amounts.scale) for x in allowed(self.plan.kinds[number]))
            bad = (kind == number) & ((amounts.values < low) | (amounts.values > high))
            if amounts.scale == MILLIONTHS:
                bad &= amounts.values != NO_AMOUNT
            if bad.any():
                values = np.unique(amounts.values[bad])[:3]
                said = "、".join(_text(int(v), amounts.scale) for v in values)
                self._note(code, self.plan.kind_names[number], said, facts.id[bad])

    def _decimals(self, facts: FactRows, kind: Ints, amounts: Amounts) -> None:
        steps = np.array([10 ** (6 - k.decimals) for k in self.plan.kinds] + [1], dtype=np.int64)
        bad = (amounts.values != NO_AMOUNT) & (amounts.values % steps[kind] != 0)
        for number in np.unique(kind[bad]):
            rows = bad & (kind == number)
            said = _text(int(amounts.values[rows][0]), MILLIONTHS)
            self._note("too-many-decimals", self.plan.kind_names[number], said, facts.id[rows])

    def _note(self, code: str, name: str, said: str, ids: Ids) -> None:
        with self.lock:
            key = (code, name, said)
            known = self.faults.setdefault(key, [])
            known.extend(str(x) for x in ids[: max(0, NAMED - len(known))])
            self.counts[key] = self.counts.get(key, 0) + len(ids)

    def findings(self) -> list[Finding]:
        """All faults, the same ones in any order of parts."""
        return [self._finding(*key) for key in sorted(self.faults)][:1000]

    def _finding(self, code: str, name: str, said: str) -> Finding:
        ids, count = sorted(self.faults[code, name, said]), self.counts[code, name, said]
        rows = "、".join(ids) + ("…" if count > len(ids) else "")
        kind = self.plan.scheme.facts.get(name)
        zh, en, do_zh, do_en = {
            "unknown-kind": (
                f"事项“{name}”不在办法的事项目录中", f"the catalogue has no fact kind {name}",
                self._nearest(name), "correct the name, or declare the kind in the scheme",
            ),
            "unknown-subject": (
                f"主体“{name}”不在名册、组织或关系中", f"subject {name} is in no roster, organisation or relation",
                "核对编号,或把其加入名册", "correct the id or add it to the roster",
            ),
            "level-not-listed": (
                f"{name}:级别“{said}”不在 {'、'.join(kind.levels if kind else [])} 之中", f"{name}: level {said} is not listed",
                "改用目录中的级别", "use a level of the catalogue",
            ),
            "role-not-listed": (
                f"{name}:角色“{said}”不在 {'、'.join(kind.roles if kind else [])} 之中", f"{name}: role {said} is not listed",
                "改用目录中的角色", "use a role of the catalogue",
            ),
            "mark-out-of-range": (
                f"{name}:评分 {said} 超出 {_range(kind.mark_range if kind else None)}", f"{name}: mark {said} is outside the range",
                "核对评分", "check the mark",
            ),
            "quantity-out-of-range": (
                f"{name}:数量 {said} 超出 {_range(kind.quantity_range if kind else None)}", f"{name}: quantity {said} is outside the range",
                "核对数量", "check the quantity",
            ),
            "too-many-decimals": (
                f"{name}:数量 {said} 的小数位多于 {kind.decimals if kind else 0} 位", f"{name}: quantity {said} has too many decimals",
                "核对数量,或在事项目录中放宽小数位", "check the quantity, or allow more decimals in the catalogue",
            ),
            "matter-missing": (
                f"{name}:没有写明事由", f"{name}: the matter is missing", "填写事由(matter)", "give the matter",
            ),
        }[code]  # fmt: skip
        zh, en = f"{zh}(事项 {rows},共 {count} 条)", f"{en} (facts {rows}, {count} in all)"
        return Finding(code, Severity.ERROR, Place("facts"), Text(zh, en), remedy=Text(do_zh, do_en))

    def _nearest(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.plan.kind_names, 1, 0.4)
        return f"是否应为“{near[0]}”?" if near else "核对名称,或在办法的“事项”中声明它"


def _text(value: int, scale: int) -> str:
    return format((Decimal(value) / scale).normalize(), "f")


def _range(ends: list[Decimal] | None) -> str:
    return f"{ends[0]} 至 {ends[1]}" if ends else ""
