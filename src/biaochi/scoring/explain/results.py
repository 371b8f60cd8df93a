"""What follows from the points: vetoes, ranks, grades and outcomes of one subject, each with what it rests on.

Worked example: 优秀 from 90 with at most 2 seats: 「优秀:总分 93 ≥ 90,名额 2,列第 1」.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np

from biaochi.scoring.columns import Words
from biaochi.scoring.conditions import Scene, holds, of_subjects, seats
from biaochi.scoring.explain.leaves import day_text, fact_seen, fact_words, person, same
from biaochi.scoring.explain.measures import Measures, measures_of_scene
from biaochi.scoring.explain.node import NOTHING, Node, exact_text, leaf, rounding
from biaochi.scoring.explain.prices import filled_in, meets
from biaochi.scoring.explain.sentences import number
from biaochi.scoring.findings import Text
from biaochi.scoring.items import items_of_scene
from biaochi.scoring.matching import match
from biaochi.scoring.plan import overridden
from biaochi.scoring.points import UNITS
from biaochi.scoring.scheme.model import Board, GradeBand, GradeSystem, Outcome, Veto
from biaochi.scoring.scheme.result_wording import effect_phrase
from biaochi.scoring.scheme.wording import Wording, word
from biaochi.scoring.stages.grade import graded, graded_value
from biaochi.scoring.state import SCORED, OutcomeRows, State

NEVER_ENDS = 2**39


@dataclass(frozen=True)
class Result:
    """One veto, rank, grade or outcome: ``about`` names its facts as text, ``nodes`` the values it rests on."""

    kind: str
    code: str
    name: str
    clause: str
    sentence: Text
    about: Mapping[str, str] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    facts: tuple[Mapping[str, str], ...] = ()


class Results:
    """Results of one subject: ``whole`` is the settled state, ``one`` its slice, ``index`` the subject in the whole."""

    def __init__(self, whole: State, one: State, index: int, wording: Wording, bands: dict[str, Any]) -> None:
        self.whole, self.one, self.index, self.wording, self.bands = whole, one, index, wording, bands
        self.table = one.job.plan.table
        self.scene = Scene(
            whole, whole.entities[[index]], whole.valued_on[[index]], None, whole.cards(), np.array([index]), np.array([index])
        )

    # vetoes

    def vetoes(self) -> list[Result]:
        """Every veto that holds, or held and was lifted."""
        found: list[Result] = []
        for veto in self.table.vetoes:
            if veto.facts is not None:
                found.extend(self._by_facts(veto))
            elif (mask := self.one.in_force.get(veto.code)) is not None and bool(mask[0]):
                effects = "、".join(effect_phrase(self.wording, effect) for effect in veto.effects)
                assert veto.when is not None
                cause = self.wording.condition(veto.when)
                said = Text(f"{veto.name}:{cause},{effects}", f"{veto.name}: {cause}; {effects}")
                found.append(Result("veto", veto.code, veto.name, veto.clause or "", said, {"in_force": "yes"}))
        return found

    def _by_facts(self, veto: Veto) -> Iterator[Result]:
        _, start, end = self.one.spans.get(veto.code, (None, np.zeros(0), np.zeros(0)))
        if len(start) == 0:
            return
        assert veto.facts is not None
        facts, _ = match(self.one, veto.facts.facts, veto.facts.where, None, veto.facts.whose or "self", veto.facts.window or "in_period")
        effects = "、".join(effect_phrase(self.wording, effect) for effect in veto.effects)
        for fact, first, last in zip(facts.tolist(), start.tolist(), end.tolist(), strict=True):
            seen = fact_seen(self.one, int(fact))
            as_of = self.one.job.axes.as_of
            in_force = first <= as_of < last
            lifted = "" if last > NEVER_ENDS else f",自 {day_text(last)} 解除"
            lifted_en = "" if last > NEVER_ENDS else f"; lifted on {day_text(last)}"
            words = fact_words(seen)
            said = Text(f"{veto.name}:{words.zh}{lifted},{effects}", f"{veto.name}: {words.en}{lifted_en}; {effects}")
            about = {"in_force": "yes" if in_force else "no", "from": day_text(first)}
            yield Result("veto", veto.code, veto.name, veto.clause or "", said, about, facts=(seen,))

    # ranks

    def ranks(self) -> list[Result]:
        return [self._rank(board) for board in self.table.ranks if board.code in self.one.ranks]

    def _rank(self, board: Board) -> Result:
        ranking = self.one.ranks[board.code]
        rank, of = int(ranking.rank[0]), int(ranking.of[0])
        within = word(Board, "within", board.within)
        name = board.name
        if rank == 0:
            said = Text(f"{name}:不参加排名", f"{name}: not ranked")
            return Result("rank", board.code, name, board.clause or "", said, {"within": board.within})
        value = Fraction(int(self.one.values[board.by].points[0]), UNITS)
        tied = self._tied(board)
        by = self.wording.named(board.by)
        breakers = [self._breaker(board, breaker) for breaker in board.tie_breakers]
        further = "".join(f",再比 {n.name.zh} {number(n.value)}" for n in breakers if n.value is not None)
        further_en = "".join(f"; then {n.name.en} {number(n.value)}" for n in breakers if n.value is not None)
        equals, equals_en = (f",{tied} 人同名次", f"; {tied} share it") if tied > 1 else ("", "")
        said = Text(
            f"{name}:{within}内按{by} {number(value)} {word(Board, 'order', board.order)},第 {rank} 名,共 {of} 名{equals}{further}",
            f"{name}: by {by} {number(value)} {board.order} within {board.within}, place {rank} of {of}{equals_en}{further_en}",
        )
        about = {"rank": str(rank), "of": str(of), "within": board.within, "by": board.by, "value": exact_text(value)}
        return Result("rank", board.code, name, board.clause or "", said, about, tuple(breakers))

    def _tied(self, board: Board) -> int:
        ranking = self.whole.ranks[board.code]
        same_group = ranking.group == ranking.group[self.index]
        return int((same_group & (ranking.rank == ranking.rank[self.index])).sum())

    def _breaker(self, board: Board, breaker: Any) -> Node:
        if isinstance(breaker, str):
            column = self.one.values[breaker]
            value = Fraction(int(column.points[0]), UNITS) if bool(column.usable()[0]) else None
            return leaf("reference", value, name=same(self.wording.named(breaker)), code=breaker)
        return self._measures().node(breaker, 0)

    def _measures(self, scene: Scene | None = None) -> Measures:
        return measures_of_scene(scene or self.scene, self.wording, lambda: items_of_scene(of_subjects(self.whole)))

    # grades

    def grades(self) -> list[Result]:
        return [self._grade(system) for system in self.table.grades if system.code in self.one.grades]

    def _grade(self, system: GradeSystem) -> Result:
        words = self.one.grades[system.code]
        code = int(words.codes[0])
        about: dict[str, str] = {"grade": words.vocabulary[code] if code >= 0 else ""}
        if code < 0:
            said = Text(f"{system.name}:不定等次", f"{system.name}: no grade")
            return Result("grade", system.code, system.name, system.clause or "", said, about)
        steps, value, node = self._through_bands(system)
        vetoed = self._graded_by_vetoes(system)
        by = "" if value is None else f"{self.wording.expression(system.by)} {number(value)}"
        said = Text(
            f"{system.name}(参考)“{about['grade']}”:{';'.join(t.zh for t in (same(by), *steps, *vetoed) if t.zh)}",
            f"{system.name} (reference) {about['grade']}: {'; '.join(t.en for t in (same(by), *steps, *vetoed) if t.en)}",
        )
        if value is not None:
            about["value"] = exact_text(value)
        return Result("grade", system.code, system.name, system.clause or "", said, about, () if node is None else (node,))

    def _through_bands(self, system: GradeSystem) -> tuple[list[Text], Fraction | None, Node | None]:
        """What each band said to this subject, from the best down to the one it got before vetoes."""
        before, value = self._before_vetoes(system)
        got, own = before.vocabulary[int(before.codes[self.index])] if before.codes[self.index] >= 0 else "", value.fraction(self.index)
        node = self._measures().node(system.by, 0) if not isinstance(system.by, str) else None
        steps: list[Text] = []
        for band in (filled_in(self.scene, band, 0) for band in system.bands):
            phrase = self.wording.comparison(band)
            if own is None or not meets(band, own):
                if phrase:
                    steps.append(Text(f"未达“{band.name}”(须{phrase})", f"not {band.name} ({phrase})"))
                continue
            if band.when is not None and not bool(holds(band.when, self.scene)[0]):
                condition = self.wording.condition(band.when)
                steps.append(Text(f"不符合“{band.name}”的条件({condition})", f"the condition of {band.name} does not hold ({condition})"))
                continue
            seat = self._seat(band)
            if band.quota is not None and got != band.name:
                steps.append(Text(f"“{band.name}”名额已满{seat.zh}", f"no seat left in {band.name}{seat.en}"))
                continue
            steps.append(Text(f"符合“{band.name}”({phrase or '其他'}){seat.zh}", f"meets {band.name} ({phrase or 'otherwise'}){seat.en}"))
            return steps, own, node
        steps.append(Text(f"各档都不符合,为“{system.otherwise}”", f"meets none: {system.otherwise}"))
        return steps, own, node

    def _before_vetoes(self, system: GradeSystem) -> tuple[Words, Any]:
        """Everybody's grades before vetoes, and what the bands compare; kept for the next subject."""
        if system.code not in self.bands:
            self.bands[system.code] = graded(self.whole, system), graded_value(self.whole, system)
        found: tuple[Words, Any] = self.bands[system.code]
        return found

    def _seat(self, band: GradeBand) -> Text:
        """How many seats the band has in the subject's scope."""
        if band.quota is None:
            return NOTHING
        scope = self.whole.group_of(band.quota.within)
        size = int(((scope == scope[self.index]) & (self.whole.states == SCORED)).sum())
        room = int(seats(band.quota, np.array([size]), self.scene)[0])
        return Text(f",名额 {room}", f"; {room} seats")

    def _graded_by_vetoes(self, system: GradeSystem) -> list[Text]:
        found = []
        for veto in self.table.vetoes:
            mask = self.one.in_force.get(veto.code)
            if mask is None or not bool(mask[0]):
                continue
            for effect in veto.effects:
                if effect.grade is not None and system.code in effect.grade:
                    found.append(
                        Text(f"因“{veto.name}”直接定为“{effect.grade[system.code]}”", f"set to {effect.grade[system.code]} by {veto.name}")
                    )
                if effect.ceiling is not None and system.code in effect.ceiling:
                    top = effect.ceiling[system.code]
                    found.append(Text(f"因“{veto.name}”不高于“{top}”", f"not above {top} because of {veto.name}"))
        return found

    # outcomes

    def outcomes(self) -> list[Result]:
        """Every proposal about this subject."""
        return [result for rows in self.whole.outcomes for result in self._outcome(rows)]

    def _outcome(self, rows: OutcomeRows) -> Iterator[Result]:
        what = next(o for o in self.table.outcomes if o.code == rows.code)
        for at in np.flatnonzero(rows.subject == self.index).tolist():
            target = int(rows.target[at])
            who = person(self.whole, target) if target >= 0 else "(空缺)"
            about = {"target": self.whole.directory.id_of(target), "kind": what.kind, "decides": "、".join(what.decided_by)}
            nodes, money, money_en = self._amount(what, rows, at, target, about)
            cause = "" if what.when is None else self.wording.condition(what.when)
            decides = f",由{'、'.join(what.decided_by)}决定" if what.decided_by else ""
            decides_en = f"; decided by {', '.join(what.decided_by)}" if what.decided_by else ""
            to, to_en = (f",对象 {who}", f"; for {who}") if what.target != "self" else ("", "")
            said = Text(
                f"建议“{what.name}”{to}{':' + cause if cause else ''}{money}{decides}",
                f"proposed: {what.name}{to_en}{': ' + cause if cause else ''}{money_en}{decides_en}",
            )
            yield Result("outcome", what.code, what.name, what.clause or "", said, about, nodes)

    def _amount(self, what: Outcome, rows: OutcomeRows, at: int, target: int, about: dict[str, str]) -> tuple[tuple[Node, ...], str, str]:
        if rows.amount is None or what.amount is None:
            return (), "", ""
        if not bool(rows.amount.usable()[at]):
            return (), ",金额未知", "; amount unknown"
        scene = replace(of_subjects(self.whole, np.array([self.index])), target=np.array([target]))
        how = overridden(what.rounding, self.one.job.plan.rounding)
        node = self._measures(scene).node(what.amount, 0).then(rounding(how.places, how.mode))
        amount = Fraction(int(rows.amount.points[at]), UNITS)
        about["amount"] = exact_text(amount)
        return (node,), f",金额 {number(amount)} {what.unit or ''}".rstrip(), f"; amount {number(amount)} {what.unit or ''}".rstrip()
