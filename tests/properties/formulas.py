"""Random expressions and prices: what is measured of an item, and what it brings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import words
from .terms import Mapping, Terms

STATS = ["count", "sum", "mean", "highest", "lowest", "latest", "distinct", "months", "days"]
WITHIN = ["all", "organisation", "class", "type", "parent"]


@dataclass
class Formulas(Terms):
    """Draws expressions; `take` draws one that takes from another table (None: there is none to take from)."""

    take: Callable[[], Mapping] | None = None

    def expression(self, kinds: list[str], depth: int = 0) -> Any:
        """A number of an item whose facts are of these kinds ([]: an item without facts)."""
        heads = ["number", "tally", "tally", "attribute", "group", "arithmetic", "arithmetic", "parameter"]
        heads += ["word", "word"] if kinds else []
        heads += ["roster"] if self.subject == "organisation" else []
        heads += ["take", "take"] if self.take is not None else []
        head = self.draw.of(heads) if depth < 2 else self.draw.of(["number", "tally", "attribute", "word" if kinds else "tally"])
        return {
            "number": lambda: self.draw.number(-3, 12),
            "word": lambda: self.draw.one("quantity", "mark", "duration", "lateness", "delay", "ordinal"),
            "tally": lambda: self.tally(kinds),
            "attribute": self.attribute,
            "group": lambda: self.group(kinds, depth),
            "roster": self.roster,
            "parameter": lambda: self.amount(-3, 12) if not self.parameters else {"parameter": self.draw.of(self.parameters)},
            "take": lambda: {"take": self.take() if self.take else {}},
            "arithmetic": lambda: self.arithmetic(kinds, depth + 1),
        }[head]()

    def tally(self, kinds: list[str], stat: str | None = None) -> Mapping:
        stat = stat or self.draw.of(STATS)
        is_lasting = stat in ("months", "days")
        states = ["驻村"] if self.subject == "person" else ["挂牌"]
        is_own = bool(kinds) and self.draw.chance(0.5) and (not is_lasting or all(kind in states for kind in kinds))
        found: Mapping = {"tally": stat}
        if stat == "distinct":
            found["of"] = self.draw.one("matter", "day", "subject", "rater")
        elif not is_lasting and stat != "count":
            found["of"] = self.draw.one("quantity", "mark")
        if is_own:
            if self.draw.chance(0.2):
                found["where"] = self.of_fact(kinds)
        else:
            others = states if is_lasting else None
            found |= self.match(others, "self" if others or self.draw.chance(0.5) else None, is_plain=self.draw.chance(0.6))
            found.setdefault("whose", "self")
        if self.draw.chance(0.3):
            found["empty"] = self.draw.one("zero", "unknown", self.draw.number(0, 4), self.amount(0, 4))
        if stat in ("sum", "mean", "highest", "lowest") and self.draw.chance(0.2):
            found["trim"] = "1"
        return found

    def attribute(self) -> Mapping:
        found: Mapping = {"attribute": self.draw.of(words.NUMBERS[self.subject])}
        if self.draw.chance(0.7):
            found["missing"] = self.draw.one("zero", "unknown", self.amount(0, 20))
        return found

    def roster(self) -> Mapping:
        stat = self.draw.one("count", "sum", "mean", "highest", "lowest")
        query: Mapping = {"tally": stat}
        if stat != "count":
            query["attribute"] = self.draw.of(words.NUMBERS["person"])
        if self.draw.chance(0.5):
            query["where"] = Terms(self.draw, "person", self.parameters).of_subject(1)
        return {"roster": query}

    def group(self, kinds: list[str], depth: int = 0) -> Mapping:
        stat = self.draw.one("mean", "highest", "lowest", "count", "sum", "rank")
        return {"group": {"stat": stat, "of": self.expression(kinds, depth + 1), "within": self.draw.of(WITHIN)}}

    def arithmetic(self, kinds: list[str], depth: int) -> Mapping:
        one, two = self.expression(kinds, depth), self.expression(kinds, depth)
        head = self.draw.one("plus", "minus", "times", "ratio", "ratio", "larger", "smaller", "shortfall", "excess", "choose")
        if head == "shortfall":
            return {"shortfall": {"target": one, "actual": two}}
        if head == "excess":
            return {"excess": {"limit": one, "actual": two}}
        if head == "choose":
            when = self.of_fact(kinds) if kinds and self.draw.chance(0.5) else self.of_subject()
            if self.draw.chance(0.25):
                when = {"compare": [{"of": self.expression(kinds, depth + 1), **self.compared(0, 6)}]}
            return {"choose": [{"when": when, "value": one}, {"otherwise": two}]}
        if head == "ratio":
            return {"ratio": [one, two]} | ({"over_zero": self.amount(0, 2)} if self.draw.chance(0.6) else {})
        more = [self.expression(kinds, depth)] if head != "minus" and self.draw.chance(0.2) else []
        return {head: [one, two, *more]}

    # prices

    def price(self, kinds: list[str]) -> Mapping:
        """Any price, with a measure where it needs one or now and then."""
        heads = ["each", "per_unit", "steps", "tiers", "brackets", "factor", "benchmark", "by_word"]
        heads += ["by_level", "by_level", "by_role"] if kinds else []
        head = self.draw.of(heads)
        found = {
            "each": self.each,
            "per_unit": lambda: {"per_unit": self.amount(-3, 4)},
            "steps": self.steps,
            "tiers": self.tiers,
            "brackets": self.brackets,
            "factor": lambda: {"factor": self.amount(-2, 3)},
            "benchmark": lambda: self.benchmark(kinds),
            "by_word": lambda: self.by_word(kinds),
            "by_level": lambda: self.by_level(kinds),
            "by_role": lambda: self.by_role(kinds),
        }[head]()
        is_number = head in ("per_unit", "steps", "tiers", "brackets", "factor", "benchmark")
        if is_number and (not kinds or self.draw.chance(0.35)):
            found["measure"] = self.expression(kinds)
        return found

    def each(self) -> Mapping:
        return {"each": self.amount(-4, 6)}

    def steps(self) -> Mapping:
        step = {"of": self.draw.positive(5), "points": self.amount(-3, 4), "steps": self.draw.one("whole", "prorated")}
        return {"per_unit": step}

    def tiers(self) -> Mapping:
        bands = [{**self.plain_bounds(0, 6), "points": self.amount(-4, 8)} for _ in range(self.draw.whole(1, 3))]
        if self.draw.chance(0.25):
            bands = self.filled_bands()
        found: Mapping = {"bands": bands}
        if self.draw.chance(0.5):
            found["count"] = self.draw.one("first", "added")
        if self.draw.chance(0.3):
            found["otherwise"] = self.amount(-2, 3)
        return {"tiers": found}

    def filled_bands(self) -> list[Mapping]:
        """Bands from the highest down whose lines are filled in, in part or all."""
        drawn = sorted({self.draw.whole(0, 12) for _ in range(self.draw.whole(1, 3))}, reverse=True)
        lines: list[Any] = [str(line) for line in drawn]
        place = self.draw.whole(0, len(drawn) - 1)
        lines[place] = self.filled(*self.room(drawn, place, 0, 12))
        bands: list[Mapping] = [{self.draw.one("ge", "gt"): line, "points": self.amount(-4, 8)} for line in lines]
        if self.draw.chance(0.3):
            bands.append({"lt": lines[-1], "points": self.amount(-4, 8)})
        return bands

    def room(self, lines: list[int], place: int, low: int, high: int) -> tuple[int, int]:
        """Between the lines above and below; now and then anywhere, so that lines cross."""
        if self.draw.chance(0.04):
            return low, high
        below, above = lines[place + 1 : place + 2] or [low - 1], lines[place - 1 : place] or [high + 1]
        return min(below[0] + 1, lines[place]), max(above[0] - 1, lines[place])

    def filled(self, low: int, high: int) -> Any:
        """A parameter where there is one, mostly where all its values have room, or a number by kind of subject."""
        if self.parameters and ((low <= 0 and high >= 7) or self.draw.chance(0.05)):
            return {"parameter": "基数"}
        return self.by_subject(low, high, is_sure=self.draw.chance(0.7))

    def plain_bounds(self, low: int = 0, high: int = 8) -> Mapping:
        how = self.draw.one("ge", "gt", "lt", "le", "eq", "both")
        bound = self.draw.whole(low, high)
        if how == "both":
            return {self.draw.one("ge", "gt"): str(bound), self.draw.one("lt", "le"): str(bound + self.draw.whole(1, 4))}
        return {how: str(bound)}

    def brackets(self) -> Mapping:
        ends = sorted({self.draw.whole(1, 9) for _ in range(self.draw.whole(1, 2))})
        parts: list[Mapping] = [{"up_to": str(end), "rate": self.amount(-2, 3)} for end in ends]
        if self.draw.chance(0.25):
            place = self.draw.whole(0, len(ends) - 1)
            parts[place]["up_to"] = self.filled(*self.room(ends[::-1], len(ends) - 1 - place, 0, 12))
        if self.draw.chance(0.8):
            parts.append({"rate": self.amount(-2, 3)})
        return {"brackets": {"parts": parts, "count": self.draw.one("marginal", "whole")}}

    def benchmark(self, kinds: list[str]) -> Mapping:
        found: Mapping = {
            "at": self.draw.number(0, 6) if self.draw.chance(0.6) else self.expression(kinds, 1),
            "step": self.draw.positive(2, 1),
            "steps": self.draw.one("whole", "prorated"),
        }
        for end in self.draw.some(["above", "below", "points_at"], 1, 3):
            found[end] = self.amount(-3, 3)
        return {"benchmark": found}

    def by_word(self, kinds: list[str]) -> Mapping:
        text, texts = self.draw.of(list(words.TEXTS[self.subject].items()))
        levels = list(dict.fromkeys(level for kind in kinds for level in words.KINDS[kind].get("levels", [])))
        if levels and self.draw.chance(0.4):
            return {"measure": "level", "by_word": self.entries(levels)}
        return {"measure": {"attribute": text}, "by_word": self.entries(texts)}

    def entries(self, known: list[str], low: int = -4, high: int = 9) -> Mapping:
        found: Mapping = {word: self.amount(low, high) for word in self.draw.some(known, 1)}
        return found | ({"otherwise": self.amount(low, high)} if self.draw.chance(0.7) else {})

    def by_level(self, kinds: list[str], low: int = -4, high: int = 9) -> Mapping:
        levels = list(dict.fromkeys(level for kind in kinds for level in words.KINDS[kind].get("levels", [])))
        roles = list(dict.fromkeys(role for kind in kinds for role in words.KINDS[kind].get("roles", [])))
        found = self.entries(levels or [], low, high) if levels else {"otherwise": self.amount(low, high)}
        for word in levels:
            if roles and word in found and self.draw.chance(0.3):
                found[word] = self.entries(roles, low, high)
        return {"by_level": found}

    def by_role(self, kinds: list[str]) -> Mapping:
        roles = list(dict.fromkeys(role for kind in kinds for role in words.KINDS[kind].get("roles", [])))
        return {"by_role": self.entries(roles) if roles else {"otherwise": self.amount(-4, 9)}}
