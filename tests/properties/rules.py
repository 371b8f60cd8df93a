"""Random rules and indicators: a price with what is matched, selected, shared, combined and limited around it."""

from dataclasses import dataclass, field
from typing import Any

from . import words
from .formulas import WITHIN, Formulas
from .terms import Mapping

SHORTER = {
    "month": ["day"],
    "quarter": ["day", "month"],
    "half": ["day", "month", "quarter"],
    "year": ["month", "quarter", "half"],
    "学年": ["day", "month", "quarter", "学期"],
}
"""Kinds of period inside a table's own, the first of which is too short for items."""
GROUPS = ["matter", "level", "role", "kind", "day", "month", "quarter", "half", "year", "rule"]


@dataclass
class Rules(Formulas):
    """Draws rules and nodes of one table; `used` counts the codes it has given out."""

    period: str = "year"
    prefix: str = ""
    used: dict[str, int] = field(default_factory=dict)

    def code(self, letter: str) -> str:
        self.used[letter] = self.used.get(letter, 0) + 1
        return f"{letter}{self.prefix}{self.used[letter]}"

    @property
    def sub_periods(self) -> list[str]:
        return SHORTER.get(self.period, ["day", "month"])

    @property
    def item_periods(self) -> list[str]:
        """The kinds of period that a rule may count per."""
        return [kind for kind in [*self.sub_periods[1:], self.period] if kind in ("month", "quarter", "half", "year")]

    # rules

    def rule(self, body: Mapping | None = None) -> Mapping:
        """`body` (or a whole random one) as a rule, with random pieces around it."""
        written = {"code": self.code("R")} | (self.body() if body is None else body)
        self.decorate(written)
        return written

    def body(self) -> Mapping:
        if self.draw.chance(0.12):
            found = {"per": self.draw.of(["period", *self.item_periods])} if self.draw.chance(0.5) else {}
            return found | self.price([])
        found = self.match(is_plain=self.draw.chance(0.4))
        kinds = [found["facts"]] if isinstance(found["facts"], str) else found["facts"]
        if self.draw.chance(0.15):
            found["except"] = self.of_fact(kinds)
        if self.draw.chance(0.35):
            found["per"] = self.draw.of(["matter", "day", "period", *self.item_periods])
        return found | self.price(kinds)

    def decorate(self, rule: Mapping) -> None:
        """Around a rule: factors, selection, quota, share, aggregate, limits, what unknown means."""
        chance = self.draw.chance
        if rule.get("facts") and chance(0.12):
            roles = [role for kind in self.kinds_of(rule) for role in words.KINDS[kind].get("roles", [])]
            if roles:
                rule.setdefault("role_factor", {role: self.amount(0, 3) for role in self.draw.some(roles)})
        if chance(0.12):
            rule.setdefault("escalate", self.escalation())
        if chance(0.2):
            rule.setdefault("selection", self.selection())
        if chance(0.07):
            rule.setdefault("quota", self.quota())
        if self.subject == "person" and chance(0.07):
            rule.setdefault("share", self.share())
        if chance(0.2):
            rule.setdefault("aggregate", self.draw.one("mean", "highest", "lowest", "latest"))
        if rule.get("aggregate", "sum") != "sum":
            rule.setdefault("empty", self.draw.one("zero", "zero", "unknown", "left_out"))
        elif chance(0.1):
            rule.setdefault("empty", self.draw.one("zero", "left_out"))
        if chance(0.2):
            rule.setdefault("base", self.sure(0, 10))
        if chance(0.5):
            rule.setdefault("unknown", self.unknown())
        if chance(0.08):
            rule.setdefault("applies", self.of_subject())
        for key, value in self.limits().items():
            if not (key in ("max", "uncapped") and {"max", "uncapped"} & set(rule)) and not (
                key in ("min", "floored") and {"min", "floored"} & set(rule)
            ):
                rule.setdefault(key, value)

    def kinds_of(self, rule: Mapping) -> list[str]:
        facts = rule.get("facts", [])
        return [facts] if isinstance(facts, str) else facts

    def unknown(self) -> Any:
        return self.draw.one("zero", "zero", "left_out", {"substitute": self.sure(0, 5)}, "block")

    def escalation(self) -> Mapping:
        found: Mapping = {"factors": [self.draw.number(0, 4, 1) for _ in range(self.draw.whole(1, 3))]}
        return found | ({"per": self.draw.of([*self.sub_periods, self.period])} if self.draw.chance(0.6) else {})

    def selection(self) -> list[Mapping]:
        if self.draw.chance(0.25):
            first = {"by": [self.draw.one("matter", "level", "role")], "keep": self.draw.one("highest", "lowest")}
            return [first, {"by": [self.draw.one("day", "month", "quarter")], "keep": self.draw.one("first", "last", "highest")}]
        return [self.step() for _ in range(self.draw.one(1, 1, 2))]

    def step(self) -> Mapping:
        found: Mapping = {}
        if self.draw.chance(0.75):
            found["by"] = self.draw.some(GROUPS, 1, 2)
        if self.draw.chance(0.2):
            return found | {"skip": str(self.draw.whole(1, 2))}
        found["keep"] = self.draw.one("highest", "lowest", "first", "last")
        if self.draw.chance(0.4):
            found["count"] = str(self.draw.whole(1, 2))
        return found

    def quota(self) -> Mapping:
        return self.size_of_quota() | {"over": self.draw.one("block", "largest", "earliest")}

    def size_of_quota(self) -> Mapping:
        if self.draw.chance(0.5):
            found: Mapping = {"count": str(self.draw.whole(1, 3))}
            if "名额数" in self.parameters and self.draw.chance(0.5):
                found["count"] = {"parameter": "名额数"}
        else:
            found = {"share": self.draw.one("20%", "40%", "50%"), "rounding": self.draw.one("down", "up", "half_up")}
        if self.draw.chance(0.6):
            found["within"] = self.draw.of(WITHIN)
        if self.draw.chance(0.3):
            found["at_least"] = {"parameter": "名额数"} if "名额数" in self.parameters and self.draw.chance(0.3) else "1"
        return found

    def share(self, rates: tuple[str, ...] | None = None) -> Mapping:
        first, second = rates or self.draw.one(("30%", "70%"), ("0.35", "0.65"), ("50%", "50%"), ("25%", "75%"))
        others = [{"holder": "书记"}, {"related": "师徒"}, {"related": "配偶"}, {"holder": "分管"}]
        portions = [{"to": "self", "rate": first}, {"to": self.draw.of(others), "rate": second}]
        if self.draw.chance(0.25):
            portions = [{"to": to, "rate": rate} for to, rate in zip(self.draw.some(others, 2, 2), (first, second), strict=True)]
        if self.draw.chance(0.15):
            third = {"to": self.draw.of(others), "rate": "20%"}
            portions = [third, portions[0] | {"rate": "45%"}, portions[1] | {"rate": "35%"}]
        if self.draw.chance(0.4):
            portions.reverse()
        found: Mapping = {"portions": portions}
        return found | ({"absent": self.draw.one("return", "drop")} if self.draw.chance(0.7) else {})

    # limits

    def limits(self, share: float = 0.16) -> Mapping:
        found: Mapping = {}
        chance = self.draw.chance
        if chance(share):
            found["max"] = self.sure(2, 12)
        elif chance(share / 4):
            found["uncapped"] = "true"
        if chance(share / 2):
            found["floored"] = "true"
        elif chance(share):
            found["min"] = self.sure(-8, 1)
        if chance(share / 2):
            found["bonus_max"] = self.draw.positive(8)
        if chance(share / 2):
            found["deduction_max"] = self.draw.positive(8)
        if chance(share / 2):
            found["per_period"] = self.per_period()
        return found

    def per_period(self) -> list[Mapping]:
        return [self.period_limit(per) for per in self.draw.some(self.sub_periods, 1, 2)]

    def period_limit(self, per: str) -> Mapping:
        found: Mapping = {"per": per}
        if self.draw.chance(0.8):
            found["max"] = self.draw.number(0, 5)
        if "max" not in found or self.draw.chance(0.4):
            found["min"] = self.draw.number(-5, 0)
        return found

    # nodes

    def node(self, rules: list[Mapping], nodes: list[Mapping] | None = None, is_bound: bool = True) -> Mapping:
        """An indicator over these rules and nodes; `is_bound` false: it may not carry limits or another combine than sum."""
        chance = self.draw.chance
        code = self.code("N")
        written: Mapping = {"name": f"指标{code}", "code": code}
        if is_bound and chance(0.3):
            written["combine"] = self.draw.one("highest", "lowest", "mean", "weighted")
        if chance(0.3):
            written["base"] = self.sure(0, 15)
        if chance(0.12):
            written["selection"] = self.selection()
        if chance(0.5):
            written["unknown"] = self.unknown()
        if chance(0.08):
            written["applies"] = self.of_subject()
        if is_bound:
            written |= self.limits(0.2)
        if nodes:
            written["indicators"] = nodes
        written["rules"] = rules
        if written.get("combine") == "weighted":
            weigh(self, written)
        return written


def weigh(rules: Rules, node: Mapping) -> None:
    """Weights that add up to 100 % for the children of a weighted node."""
    children = [*node.get("indicators", []), *node["rules"]]
    left = 100
    for place, child in enumerate(children):
        mine = left if place == len(children) - 1 else rules.draw.whole(1, max(1, left - (len(children) - place - 1)))
        left -= mine
        child["weight"] = f"{mine}%" if rules.draw.chance(0.9) else rules.by_subject(0, 1)


def values_of(table: Mapping) -> list[str]:
    """Codes of every node and rule of a table."""
    found: list[str] = []

    def visit(node: Mapping) -> None:
        found.append(node["code"])
        found.extend(rule["code"] for rule in node.get("rules", []))
        for child in node.get("indicators", []):
            visit(child)

    for node in table.get("indicators", []):
        visit(node)
    return found
