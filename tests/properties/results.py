"""Random results of a table: parts, vetoes, boards, grade systems, outcomes, and conditions on them."""

from dataclasses import dataclass, field
from typing import Any

from . import words
from .formulas import WITHIN
from .rules import Rules, values_of
from .terms import Mapping

COMMENDING = ["commendation", "development"]
OTHER_KINDS = ["reminder_talk", "admonition", "rectification", "pay", "disposition"]


@dataclass
class Results(Rules):
    """Draws what is made of the values of a table; `boards`, `systems`, `outcomes` hold the codes there are so far."""

    boards: list[str] = field(default_factory=list)
    systems: dict[str, list[str]] = field(default_factory=dict)
    shorter: Mapping | None = None
    """A table of a shorter period, for streaks over its periods."""

    # conditions on results

    def of_result(self, table: Mapping, depth: int = 0) -> Mapping:
        tests = ["compare", "compare", "compare", "subject", "state"]
        tests += ["rank", "rank"] * bool(self.boards) + ["grade"] * bool(self.systems)
        tests += ["streak"] * 2 * (depth == 0) + ["all", "any", "not"] * (depth < 2)
        test = self.draw.of(tests)
        if test == "not":
            return {"not": self.of_result(table, depth + 1)}
        if test in ("all", "any"):
            return {test: [self.of_result(table, depth + 1) for _ in range(2)]}
        return {
            "compare": lambda: {"compare": [self.comparison(table)]},
            "subject": lambda: self.of_subject(1),
            "state": lambda: {
                "state": self.draw.some(["scored", "unknown", "exempt", "suspended", "too_short", "archived", "excluded"], 1, 3)
            },
            "rank": lambda: {"rank": self.place(self.draw.of(self.boards))},
            "grade": self.graded,
            "streak": lambda: {"streak": self.streak(table)},
        }[test]()

    def comparison(self, table: Mapping) -> Mapping:
        code = self.draw.of(["score", *values_of(table), *values_above(table)])
        of: Any = {"points": code} if self.draw.chance(0.8) else {"ratio": [{"points": code}, {"points": "score"}]}
        return {"of": of} | (self.compared(0, 3) if "ratio" in of else self.compared(-2, 20))

    def place(self, board: str) -> Mapping:
        end = self.draw.one("top", "bottom", "top_share", "bottom_share")
        found: Mapping = {"board": board} if self.draw.chance(0.8) or board != self.boards[0] else {}
        if end in ("top", "bottom"):
            found[end] = {"parameter": "名额数"} if "名额数" in self.parameters and self.draw.chance(0.5) else str(self.draw.whole(1, 3))
        else:
            found |= {end: self.draw.one("20%", "34%", "50%"), "rounding": self.draw.one("down", "up", "half_up")}
            if self.draw.chance(0.4):
                found["at_least"] = "1"
        if self.draw.chance(0.4):
            found["ties"] = self.draw.one("include", "exclude")
        return found

    def graded(self) -> Mapping:
        system = self.draw.of(list(self.systems))
        return {"grade": {system: self.draw.some(self.systems[system], 1, 2)}}

    def streak(self, table: Mapping) -> Mapping:
        over = self.shorter if self.shorter is not None and self.draw.chance(0.6) else table
        if over is table:
            when = self.of_result(table, 1) if not self.boards or self.draw.chance(0.3) else {"rank": self.place(self.draw.of(self.boards))}
        else:
            boards = [board["code"] for board in over.get("ranks", [])]
            codes = ["score", *values_of(over)]
            when = {"compare": [{"of": {"points": self.draw.of(codes)}, **self.compared(-2, 12)}]}
            if boards and self.draw.chance(0.5):
                when = {"rank": {"board": self.draw.of(boards), "bottom": "1"}}
        found: Mapping = {"periods": self.draw.one("1", "2", "2", "3"), "when": when}
        return found if over is table else found | {"table": over["code"]}

    # parts

    def parts(self, table: Mapping) -> list[Mapping]:
        count = self.draw.whole(1, 3)
        weights = {1: ["100%"], 2: ["40%", "60%"], 3: ["30%", "50%", "20%"]}[count]
        return [self.part(self.draw.of(["score", *values_of(table)]), weight) for weight in weights]

    def part(self, of: str, weight: str) -> Mapping:
        code = self.code("P")
        found: Mapping = {"name": f"部分{code}", "code": code, "of": of, "weight": weight}
        how = self.draw.one("none", "full", "best", "mean", "best")
        if how == "full":
            found["normalise"] = {"full": self.sure(1, 100), "to": self.draw.one("100", self.sure(1, 10))}
        elif how != "none":
            found["normalise"] = {how: self.draw.of(WITHIN), "to": self.draw.one("100", "40")}
        if self.draw.chance(0.6):
            found["unknown"] = self.unknown()
        return found

    # vetoes

    def veto(self, table: Mapping, effects: list[Mapping] | None = None, is_lifted: bool | None = None) -> Mapping:
        """A veto by facts."""
        code = self.code("V")
        whose: Any = "self"
        if self.draw.chance(0.3):
            whose = self.draw.one("organisation", {"led": "书记"}) if self.subject == "person" else self.draw.one("members", "all_members")
        of_bodies = whose == "organisation" or (whose == "self" and self.subject == "organisation")
        kinds = words.VETOING["organisation" if of_bodies else "person"]
        if whose == "self" and self.draw.chance(0.15):
            kinds = ["驻村"] if self.subject == "person" else ["挂牌"]
        found: Mapping = {"name": f"否决{code}", "code": code, "facts": self.match(kinds, whose, True)}
        kinds = [found["facts"]["facts"]] if isinstance(found["facts"]["facts"], str) else found["facts"]["facts"]
        if self.draw.chance(0.35):
            found["facts"]["window"] = self.window(kinds)
        lifted = self.draw.chance(0.4) if is_lifted is None else is_lifted
        if lifted:
            found["lifted_by"] = {"facts": words.LIFTING[self.subject]}
            if whose != "self":
                found["lifted_by"]["whose"] = "self"
            elif self.draw.chance(0.3):
                found["lifted_by"]["where"] = {"lateness": {"le": "9"}}
        found["effects"] = effects or [self.effect(table) for _ in range(self.draw.one(1, 1, 2))]
        return found

    def veto_of_results(self, table: Mapping, effects: list[Mapping] | None = None) -> Mapping:
        code = self.code("V")
        found = effects or [self.effect(table, is_late=True)]
        return {"name": f"否决{code}", "code": code, "when": self.of_result(table), "effects": found}

    def effect(self, table: Mapping, is_late: bool = False) -> Mapping:
        choices = ["unranked", "ineligible"] + ["grade", "ceiling"] * bool(self.systems)
        choices += [] if is_late else ["zero", "zero", "freeze", "freeze", "reduce", "exclude"]
        what = self.draw.of(choices)
        if what in ("grade", "ceiling"):
            system = self.draw.of(list(self.systems))
            return {what: {system: self.draw.of(self.systems[system])}}
        return {
            "unranked": lambda: {"unranked": "true"},
            "exclude": lambda: {"exclude": "true"},
            "ineligible": lambda: {"ineligible": self.draw.one("all", [one["code"] for one in table.get("outcomes", [])] or "all")},
            "zero": lambda: {"zero": self.draw.of(["score", *values_of(table), *values_above(table)])},
            "freeze": lambda: self.freeze(table),
            "reduce": lambda: self.reduction(table),
        }[what]()

    def freeze(self, table: Mapping) -> Mapping:
        found: Mapping = {"freeze": self.draw.of(["all", *values_of(table), *categories_of(table)])}
        return found | ({"from": self.draw.one("its_day", "whole_period")} if self.draw.chance(0.6) else {})

    def reduction(self, table: Mapping) -> Mapping:
        of = "base" if "base" in table and self.draw.chance(0.5) else "score"
        found: Mapping = {"rate": self.draw.one("10%", "20%", "0.05"), "of": of}
        return {"reduce": found | ({"each": self.draw.one("true", "true", "false")} if self.draw.chance(0.8) else {})}

    # boards, grades, outcomes

    def board(self, table: Mapping, by: str | None = None) -> Mapping:
        code = self.code("B")
        found: Mapping = {"name": f"榜{code}", "code": code}
        if self.draw.chance(0.6):
            found["within"] = self.draw.of(WITHIN)
        if by is not None or self.draw.chance(0.3):
            found["by"] = by or self.draw.of(["score", *values_of(table)])
        if self.draw.chance(0.25):
            found["order"] = self.draw.one("descending", "ascending")
        if self.draw.chance(0.4):
            found["ties"] = self.draw.one("competition", "dense")
        if self.draw.chance(0.35):
            found["tie_breakers"] = [self.tie_breaker(table) for _ in range(self.draw.one(1, 2))]
        if self.draw.chance(0.15):
            found["applies"] = self.of_subject()
        self.boards.append(code)
        return found

    def tie_breaker(self, table: Mapping) -> Any:
        if self.draw.chance(0.5):
            return self.draw.of(["score", *values_of(table)])
        return self.draw.one(self.attribute(), {"points": self.draw.of(values_of(table))}, self.tally([]))

    def system(self, table: Mapping, with_quota: bool = False, with_gate: bool = False) -> Mapping:
        code = self.code("G")
        names = self.draw.one(["优秀", "合格", "不合格"], ["五星", "四星", "三星", "二星"], ["好", "差"])
        found: Mapping = {"name": f"等次{code}", "code": code}
        if self.draw.chance(0.3):
            by = self.draw.of(["score", *values_of(table)])
            found["by"] = by if self.draw.chance(0.6) else {"times": [{"points": by}, self.draw.number(1, 3)]}
        bounds = sorted({self.draw.whole(-1, 20) for _ in names[:-1]}, reverse=True)
        bands: list[Mapping] = [{"name": name, self.draw.one("ge", "gt"): str(bound)} for name, bound in zip(names, bounds, strict=False)]
        if self.draw.chance(0.15):
            bands[-1] |= {self.draw.one("lt", "le"): str(self.draw.whole(bounds[0] + 1, 25))}
        if self.draw.chance(0.2):
            place = len(bounds) - 1 if self.draw.chance(0.6) else self.draw.whole(0, len(bounds) - 1)
            line = "ge" if "ge" in bands[place] else "gt"
            bands[place][line] = self.filled(*self.room(bounds, place, -1, 20))
        for place, band in enumerate(bands):
            if (with_quota and place == 0) or self.draw.chance(0.15):
                band["quota"] = self.size_of_quota() | self.edge()
            if (with_gate and place == 0) or self.draw.chance(0.15):
                band["when"] = self.of_result(table, 1)
        found["bands"] = bands
        if self.draw.chance(0.8):
            found["otherwise"] = names[-1]
        self.systems[code] = [band["name"] for band in bands] + ([found["otherwise"]] if "otherwise" in found else [])
        return found

    def edge(self) -> Mapping:
        return {"ties": self.draw.one("include", "exclude")} if self.draw.chance(0.7) else {}

    def outcome(self, table: Mapping, kind: str | None = None, when: Mapping | None = None) -> Mapping:
        code = self.code("O")
        kind = kind or self.draw.of([*COMMENDING, *OTHER_KINDS])
        found: Mapping = {"name": f"结果{code}", "code": code, "kind": kind}
        if when is not None or self.draw.chance(0.9):
            found["when"] = when or self.of_result(table)
        if self.draw.chance(0.2):
            found["except"] = self.of_result(table, 1)
        if self.draw.chance(0.45):
            targets = [{"holder": "书记"}, "organisation", {"related": "师徒"}]
            found["target"] = self.draw.of(targets if self.subject == "person" else targets[:2])
        if kind in ("pay", "carry", "redemption") or self.draw.chance(0.2):
            found["amount"] = self.outcome_amount(table)
        if self.draw.chance(0.2):
            found["rounding"] = {"places": str(self.draw.whole(0, 3)), "mode": self.draw.one("half_up", "down", "up")}
        if self.draw.chance(0.2):
            found["quota"] = self.size_of_quota() | self.edge()
        return found

    def outcome_amount(self, table: Mapping) -> Any:
        points = {"points": self.draw.of(["score", *values_of(table)])}
        wage = {"attribute": self.draw.of(words.NUMBERS["person"]), "missing": self.draw.one("unknown", "zero", "3")}
        rate = self.by_subject(0, 2) if self.draw.chance(0.5) else self.draw.number(0, 2)
        return self.draw.one(
            {"times": [points, rate]},
            {"times": [wage, rate]},
            {"times": [{"smaller": [points, "9"]}, {"ratio": [wage, "9"]}]},
            {"choose": [{"when": {"compare": [self.comparison(table)]}, "value": wage}, {"otherwise": {"ratio": [points, "7"]}}]},
            {"excess": {"limit": "3", "actual": points}},
        )


def categories_of(table: Mapping) -> list[str]:
    """The categories a table's nodes name."""
    found: dict[str, None] = {}

    def visit(node: Mapping) -> None:
        if "category" in node:
            found[node["category"]] = None
        for child in node.get("indicators", []):
            visit(child)

    for node in table.get("indicators", []):
        visit(node)
    return list(found)


def values_above(table: Mapping) -> list[str]:
    """Codes of the values that stand above the nodes: categories, joint caps, parts."""
    return [*categories_of(table), *(one["code"] for group in ("joint_caps", "parts") for one in table.get(group, []))]
