"""Random amounts, comparisons, windows, whose and conditions: the small terms of which rules and results are made."""

from dataclasses import dataclass, field
from typing import Any

from . import words
from .draws import Draw

Mapping = dict[str, Any]

WORDS_BY = {"class": words.CLASSES, "status": words.STATUSES, "type": words.TYPES, "post": words.POSTS}


@dataclass
class Terms:
    """Draws terms for tables of one sort of subject. `own_periods` are the kinds of period the scheme declares itself."""

    draw: Draw
    subject: str = "person"
    parameters: list[str] = field(default_factory=list)

    # amounts

    def amount(self, low: int, high: int, places: int | None = None) -> Any:
        """Mostly a plain number; a parameter, or a number by kind of subject."""
        if self.draw.chance(0.82):
            return self.draw.number(low, high, places)
        if self.parameters and self.draw.chance(0.4):
            return {"parameter": self.draw.of(self.parameters)}
        return self.by_subject(low, high)

    def by_subject(self, low: int, high: int, is_sure: bool = False) -> Mapping:
        by = self.draw.one("class", "status", "type", "post") if self.subject == "person" else self.draw.one("class", "type")
        values = {word: self.draw.number(low, high) for word in self.draw.some(WORDS_BY[by], 1)}
        written: Mapping = {"by": by, "values": values}
        if is_sure or self.draw.chance(0.8):
            written["otherwise"] = self.draw.number(low, high)
        return written

    def sure(self, low: int, high: int) -> Any:
        """An amount for bases and limits: mostly one that every subject has."""
        if self.draw.chance(0.84):
            return self.draw.number(low, high)
        if self.parameters and self.draw.chance(0.5):
            return {"parameter": self.draw.of(self.parameters)}
        return self.by_subject(low, high, is_sure=self.draw.chance(0.7))

    def compared(self, low: int, high: int) -> Mapping:
        how = self.draw.one("ge", "gt", "lt", "le", "eq", "both", "ge", "lt")
        if how == "both":
            bound = self.draw.whole(low, high)
            return {"ge": str(bound), "lt": str(bound + self.draw.whole(1, 4))}
        bound = self.draw.number(low, high) if self.draw.chance(0.85) else self.amount(low, high)
        return {how: bound}

    # whose and window

    def whose(self) -> Any:
        if self.subject == "organisation":
            return self.draw.one("self", "self", "members", "all_members", {"related_by": self.draw.of(words.POSTS)})
        if self.draw.chance(0.6):
            return "self"
        return self.draw.one(
            "organisation",
            {"related": self.draw.of(words.KINSHIPS)},
            {"related": self.draw.of(words.POSTS)},
            {"related": self.draw.of(words.CREWS)},
            {"related_by": self.draw.of(words.KINSHIPS)},
            {"led": self.draw.of(words.POSTS)},
        )

    def length(self) -> Mapping:
        return self.draw.one(
            {"years": "1"}, {"months": str(self.draw.whole(1, 9))}, {"days": str(self.draw.whole(5, 200))}, {"months": "12"}
        )

    def window(self, kinds: list[str]) -> Any:
        """A window that fits these kinds: states last, levels have their validities."""
        choices: list[Any] = ["year_to_date", {"rolling": self.length()}, {"valid": self.length()}, self.since()]
        if all(words.KINDS[kind].get("form") == "state" for kind in kinds):
            choices += ["persisting"] * 4
        levels = list(dict.fromkeys(level for kind in kinds for level in words.KINDS[kind].get("levels", [])))
        if levels:
            choices.append({"valid": {"by_level": {level: self.length() for level in levels}}})
        return self.draw.of(choices)

    def since(self) -> Mapping:
        own = words.PERSON_KINDS if self.subject == "person" else words.BODY_KINDS
        start: Mapping = {"facts": self.draw.of(list(own))} if self.draw.chance(0.5) else {"attribute": words.DAYS[self.subject][0]}
        return {"since": start, "months": str(self.draw.whole(1, 10))}

    def match(self, kinds: list[str] | None = None, whose: Any = None, is_plain: bool = False) -> Mapping:
        """kinds · where · whose · window."""
        whose = ("self" if is_plain else self.whose()) if whose is None else whose
        fitting = words.kinds_for(self.subject, whose)
        chosen = [kind for kind in kinds or [] if kind in fitting] or self.draw.some(fitting, 1, 2)
        found: Mapping = {"facts": chosen if len(chosen) > 1 or self.draw.chance(0.5) else chosen[0]}
        if whose != "self" or self.draw.chance(0.1):
            found["whose"] = whose
        if not is_plain and self.draw.chance(0.3):
            found["window"] = self.window(chosen)
        if self.draw.chance(0.08 if is_plain else 0.25):
            found["where"] = self.of_fact(chosen)
        return found

    # conditions

    def of_fact(self, kinds: list[str], depth: int = 0) -> Mapping:
        """A condition on facts of these kinds, and on the subject on their day."""
        found: Mapping = {}
        for _ in range(self.draw.one(1, 1, 2)):
            found |= self._fact_test(kinds, depth)
        return found

    def _fact_test(self, kinds: list[str], depth: int) -> Mapping:
        levels = list(dict.fromkeys(level for kind in kinds for level in words.KINDS[kind].get("levels", [])))
        roles = list(dict.fromkeys(role for kind in kinds for role in words.KINDS[kind].get("roles", [])))
        tests = ["matter", "by", "quantity", "mark", "duration", "lateness", "delay", "months", "subject", "subject"]
        tests += ["level"] * 2 * bool(levels) + ["role"] * bool(roles) + ["kind"] * (len(kinds) > 1)
        tests += ["all", "any", "not"] * (depth < 2)
        test = self.draw.of(tests)
        if test == "subject":
            return self.of_subject(depth + 1)
        if test == "not":
            return {"not": self.of_fact(kinds, depth + 1)}
        if test in ("all", "any"):
            return {test: [self.of_fact(kinds, depth + 1) for _ in range(2)]}
        return {
            "level": lambda: {"level": self.draw.some(levels, 1, 2)},
            "role": lambda: {"role": self.draw.some(roles, 1, 2)},
            "kind": lambda: {"kind": self.draw.some(kinds, 1, 1)},
            "matter": lambda: {"matter": self.draw.some(words.MATTERS, 1, 2)},
            "by": lambda: {"by": self.draw.some(words.RECORDERS, 1, 1)},
            "quantity": lambda: {"quantity": self.compared(0, 6)},
            "mark": lambda: {"mark": self.compared(0, 10)},
            "duration": lambda: {"duration": self.compared(0, 60)},
            "lateness": lambda: {"lateness": self.compared(0, 20)},
            "delay": lambda: {"delay": self.compared(0, 60)},
            "months": lambda: {"months": [str(month) for month in self.draw.some(range(1, 13), 2, 8)]},
        }[test]()

    def of_subject(self, depth: int = 0) -> Mapping:
        """A condition on the subject."""
        own = words.PERSON_KINDS if self.subject == "person" else words.BODY_KINDS
        tests = ["class", "type", "organisation", "number", "text", "tenure", "days_enrolled", "has"]
        tests += ["status", "status", "flag", "post"] if self.subject == "person" else []
        tests += ["all", "any", "not"] * (depth < 2)
        test = self.draw.of(tests)
        if test == "not":
            return {"not": self.of_subject(depth + 1)}
        if test in ("all", "any"):
            return {test: [self.of_subject(depth + 1) for _ in range(2)]}
        text, texts = self.draw.of(list(words.TEXTS[self.subject].items()))
        number = words.NUMBERS[self.subject][0]
        start = self.draw.one(words.DAYS[self.subject][0], self.draw.of(list(own)))
        return {
            "class": lambda: {"class": self.draw.some(words.CLASSES, 1, 1)},
            "type": lambda: {"type": self.draw.some(words.TYPES, 1, 1)},
            "organisation": lambda: {"organisation": self.draw.some(words.BODIES, 1, 2)},
            "number": lambda: {"attribute": {self.draw.of(words.NUMBERS[self.subject]): self.compared(0, 60)}},
            "text": lambda: {"attribute": {text: self.draw.some(texts, 1, 2)} if self.draw.chance(0.8) else {number: ["12", "3.5", "无"]}},
            "tenure": lambda: {"tenure": {"since": start, "months": self.compared(0, 24)}},
            "days_enrolled": lambda: {"days_enrolled": self.compared(0, 180)},
            "has": lambda: {"has": self.has()},
            "status": lambda: {"status": self.draw.some(words.STATUSES, 1, 2)},
            "flag": lambda: {"flag": self.draw.some(words.FLAGS, 1, 2)},
            "post": lambda: {"post": self.draw.some(words.POSTS, 1, 2)},
        }[test]()

    def has(self) -> Mapping:
        found = self.match(is_plain=self.draw.chance(0.5))
        return found | ({"count": self.compared(0, 4)} if self.draw.chance(0.5) else {})
