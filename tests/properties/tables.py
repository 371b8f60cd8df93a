"""A random table in the making: rules gathered, laid out as a tree with categories and limits, then its results."""

from collections.abc import Callable
from typing import Any

from . import words
from .draws import Draw
from .results import Results, values_above
from .rules import values_of
from .terms import Mapping


class TableMaker:
    """One table of a scheme. Recipes add rules and, once the tree stands, results; `finish` gives the whole."""

    def __init__(self, draw: Draw, code: str, subject: str, period: str, parameters: list[str], is_main: bool = True) -> None:
        self.draw = draw
        self.make = Results(draw, subject, parameters, period=period, prefix=code)
        self.table: Mapping = {"name": f"表{code}", "code": code, "subject": subject, "period": period}
        if not is_main:
            self.table["main"] = "false"
        self.rules: list[Mapping] = []
        self.nodes: list[Mapping] = []
        self.later: list[Callable[[], None]] = []
        self.sources: dict[str, TableMaker] = {}
        self.make.take = self.take

    @property
    def subject(self) -> str:
        return str(self.table["subject"])

    def add(self, body: Mapping | None = None) -> Mapping:
        """A rule with this body, decorated, somewhere in the tree."""
        rule = self.make.rule(body)
        self.rules.append(rule)
        return rule

    # what other tables give

    def take(self, value: str | None = None) -> Mapping:
        """A take from a shorter table, one of the same period, or an earlier period of this very table."""
        choices = [name for name in ("shorter", "other") if name in self.sources]
        if not choices or (value is None and self.draw.chance(0.25)):
            return self.take_outside() if self.draw.chance(0.25) else self.take_earlier()
        name = self.draw.of(choices)
        source = self.sources[name]
        found: Mapping = {"table": source.table["code"]}
        self.what(found, source, value)
        found |= {"via": self.via(source)} if self.draw.chance(0.9) or source.subject != self.subject else {}
        if name == "shorter":
            found["period"] = "children"
        several = found.get("via") in ("members", "children", "all") or name == "shorter"
        if several or self.draw.chance(0.3) or isinstance(found.get("via"), dict):
            found["aggregate"] = self.draw.one("mean", "sum", "highest", "lowest", "count")
        if self.draw.chance(0.25):
            found["where"] = self.where(source)
        return found | self.missing()

    def take_earlier(self) -> Mapping:
        others = [source for source in self.sources.values() if source.subject == self.subject]
        source = self.draw.of(others) if others and self.draw.chance(0.4) else self
        found: Mapping = {"table": source.table["code"], "period": self.draw.one("previous", "previous", "last_year")}
        codes = values_of(source.table)
        if codes and self.draw.chance(0.4):
            found["value"] = self.draw.of(codes)
        if self.draw.chance(0.15):
            found |= {"via": "all", "aggregate": self.draw.one("mean", "sum", "highest", "count")}
        return found | self.missing()

    def take_outside(self) -> Mapping:
        """From the results of another scheme."""
        found: Mapping = {"scheme": "K", "table": "外", "value": self.draw.one("score", "score", "业务", "rank")}
        if self.draw.chance(0.4):
            found["period"] = self.draw.one("previous", "last_year")
        if self.draw.chance(0.3):
            found |= {"via": self.draw.one("all", {"related": "师徒"}), "aggregate": self.draw.one("mean", "highest", "count")}
        return found | self.missing()

    def cleared(self) -> list[str]:
        """What a veto may clear beside nodes, rules and the total."""
        return values_above(self.table)

    def what(self, found: Mapping, source: "TableMaker", value: str | None) -> None:
        codes = values_of(source.table)
        boards = source.make.boards
        value = value or self.draw.one("score", "score", self.draw.of(codes), "rank" if boards else "score", "of" if boards else "score")
        if value != "score" or self.draw.chance(0.3):
            found["value"] = value
        if value in ("rank", "of") and self.draw.chance(0.7):
            found["board"] = self.draw.of(boards)

    def via(self, source: "TableMaker") -> Any:
        pair = (self.subject, source.subject)
        if pair == ("person", "person"):
            return self.draw.one("self", "self", "self", "all", {"related": "师徒"}, {"related_by": "配偶"}, {"holder": "书记"})
        if pair == ("person", "organisation"):
            return self.draw.one("organisation", "organisation", {"holder": "书记"}, {"related": "分管"}, "all")
        if pair == ("organisation", "person"):
            return self.draw.one("members", "members", {"holder": "书记"}, {"related_by": "分管"}, "all")
        return self.draw.one("self", "self", "parent", "children", "all")

    def where(self, source: "TableMaker") -> Mapping:
        if self.draw.chance(0.6):
            maker = Results(self.draw, source.subject, self.make.parameters)
            return maker.of_subject(1)
        codes = ["score", *values_of(source.table)]
        return {"compare": [{"of": {"points": self.draw.of(codes)}, **self.make.compared(-2, 15)}]}

    def missing(self) -> Mapping:
        if self.draw.chance(0.15):
            return {}
        return {"missing": self.draw.one("block", "left_out", "zero", "zero", self.draw.number(0, 6), self.make.amount(0, 6))}

    # the tree

    def lay_out(self) -> None:
        """Nodes over the rules, some inside others, some in categories; base, limits, joint caps."""
        draw, make = self.draw, self.make
        if not self.rules and not self.nodes:
            self.add()
        in_one_category = draw.chance(0.5)
        groups: list[list[Mapping]] = []
        for rule in self.rules:
            if groups and draw.chance(0.55):
                draw.of(groups).append(rule)
            else:
                groups.append([rule])
        nodes = [make.node(group) for group in groups]
        while len(nodes) > 1 and draw.chance(0.3):
            inner = nodes.pop()
            nodes[-1] = self.nest(nodes[-1], inner)
        nodes += self.nodes
        if in_one_category:
            for node in nodes:
                if draw.chance(0.6):
                    node["category"] = draw.one("基础", "先锋")
        elif draw.chance(0.3):
            self.straddle(nodes)
        self.table["indicators"] = nodes
        if draw.chance(0.35):
            self.table["base"] = make.sure(0, 60)
            if draw.chance(0.5):
                self.table["prorated"] = "true"
        limits = make.limits(0.12)
        limits.pop("per_period", None)
        for key, value in limits.items():
            if not (key in ("max", "uncapped") and {"max", "uncapped"} & set(self.table)):
                self.table.setdefault(key, value)
        if draw.chance(0.15):
            self.joint_cap()

    def nest(self, outer: Mapping, inner: Mapping) -> Mapping:
        """`inner` below `outer`; what weighs must weigh anew."""
        from .rules import weigh

        outer["indicators"] = [*outer.get("indicators", []), inner]
        if outer.get("combine") == "weighted":
            weigh(self.make, outer)
        return outer

    def straddle(self, nodes: list[Mapping]) -> None:
        """A node without limits over nodes of different categories."""
        if len(nodes) < 2:
            return
        for node in nodes[:2]:
            node["category"] = self.draw.one("基础", "先锋")
        above = self.make.node([], nodes[:2], is_bound=False)
        above.pop("base", None)
        above.pop("rules")
        nodes[:2] = [above]

    def joint_cap(self) -> None:
        """A cap over several nodes of one category, or of none."""
        groups: dict[str | None, list[str]] = {}
        for node in self.table["indicators"]:
            if "indicators" not in node or "category" in node or not straddles(node):
                groups.setdefault(node.get("category"), []).append(node["code"])
        category = self.draw.of(sorted(groups, key=str)) if groups else None
        codes = groups.get(category, [])
        if len(codes) < 1:
            return
        code = self.make.code("J")
        cap: Mapping = {"code": code, "of": self.draw.some(codes, min(2, len(codes))), "max": self.draw.number(0, 8)}
        if self.draw.chance(0.4):
            cap["min"] = self.draw.number(-6, 0)
        if category is not None:
            cap["category"] = category
        self.table["joint_caps"] = [cap]

    # the results

    def finish(self) -> Mapping:
        """The tree, then what recipes asked for, then a few more results."""
        self.lay_out()
        draw, make, table = self.draw, self.make, self.table
        for later in self.later:
            later()
        if draw.chance(0.4):
            table["roster"] = "any_day"
        if self.subject == "person" and draw.chance(0.3):
            table.setdefault("placed", draw.one("last_day", "first_day", "longest"))
        if draw.chance(0.15):
            table.setdefault("applies", make.of_subject())
        if draw.chance(0.15):
            table.setdefault("states", []).append(self.state())
        if draw.chance(0.5):
            rounding = {"places": str(draw.whole(0, 3)), "mode": draw.one("half_up", "half_up", "down", "up")}
            table.setdefault("rounding", rounding if draw.chance(0.8) else dict(draw.some(rounding.items(), 1, 1)))
        if draw.chance(0.1):
            table.setdefault("parts", make.parts(table))
        if draw.chance(0.3):
            table.setdefault("ranks", []).append(make.board(table))
        if draw.chance(0.15):
            table.setdefault("grades", []).append(make.system(table))
        if draw.chance(0.1):
            table.setdefault("vetoes", []).append(make.veto(table))
        if draw.chance(0.1):
            table.setdefault("outcomes", []).append(make.outcome(table))
        return table

    def state(self, states: tuple[str, ...] = ("exempt", "suspended", "too_short", "archived")) -> Mapping:
        count = len(self.table.get("states", [])) + 1
        return {"name": f"状态{count}", "state": self.draw.of(states), "when": self.make.of_subject()}


def straddles(node: Mapping) -> bool:
    """Whether categories are named below a node that has none."""
    return any("category" in child or straddles(child) for child in node.get("indicators", []))


__all__ = ["TableMaker", "words"]
