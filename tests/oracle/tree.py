"""Values of rules, nodes, categories and the total (sections 4, 5, 6 and 8), for one subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .amounts import amount
from .expressions import combine as combine_values
from .language import LanguageError
from .limits import NOUGHT, clamp, limit, per_period_changes
from .numbers import round_points
from .rules import Line
from .scope import Scope


@dataclass(frozen=True)
class Cell:
    """The value of a rule or node: points, None for unknown; `is_present` is false where it was left out."""

    value: Fraction | None
    is_present: bool = True


LEFT_OUT = Cell(None, is_present=False)


class Tree:
    """One subject's walk over the indicators of a table: cells by key, every node after its children."""

    def __init__(self, settlement, subject: str):
        self.settlement = settlement
        self.subject = subject
        self.scope: Scope = settlement.scope(subject)
        self.zeroed: set[str] = settlement.zeroed_codes(subject)
        self.cells: dict[str, Cell] = {}
        self.categories: dict[str, Fraction | None] = {}
        self.joint_caps: dict[str, Fraction | None] = {}
        self.sum: Fraction | None = None

    def evaluate(self) -> None:
        table = self.settlement.table
        for node in self.existing(table.get("indicators", [])):
            self.node_cell(node)
        self.sum = self.sum_of_table()

    def existing(self, entries: list[dict]) -> list[dict]:
        """The nodes or rules that exist for this subject."""
        return [entry for entry in entries if self.settlement.exists_for(self.subject, entry)]

    def base(self, spec: dict) -> Fraction | None:
        return amount(self.scope, spec.get("base", NOUGHT))

    # --- rules ---

    def rule_cell(self, rule: dict) -> Cell:
        cell = self.finish(rule, self.rule_value(rule))
        self.cells[rule["key"]] = cell
        return cell

    def rule_value(self, rule: dict) -> Cell:
        lines = self.settlement.lines_of(self.subject, rule)
        if not all(line.is_known for line in lines):
            return Cell(None)
        if not lines:
            return self.rule_of_nothing(rule)
        is_sum = rule.get("aggregate", "sum") == "sum"
        addends = [line.points for line in lines] if is_sum else [self.aggregate(rule["aggregate"], lines)]
        changes = per_period_changes(self.scope, rule, lines)
        return Cell(limit(self.scope, rule, addends, self.base(rule), *changes))

    def aggregate(self, aggregate: str, lines: list[Line]) -> Fraction:
        ordered = [line.points for line in sorted(lines, key=lambda line: line.order)]
        combined = combine_values(aggregate, ordered)
        return round_points(combined, self.settlement.rounding) if aggregate == "mean" else combined

    def rule_of_nothing(self, rule: dict) -> Cell:
        empty = rule.get("empty", "zero" if rule.get("aggregate", "sum") == "sum" else None)
        if empty is None:
            raise LanguageError(f"rule {rule['key']} has no lines and its 合计 must say 无事项 empty")
        if empty != "zero":
            return LEFT_OUT if empty == "left_out" else Cell(None)
        return Cell(limit(self.scope, rule, [], self.base(rule), *per_period_changes(self.scope, rule, [])))

    # --- nodes ---

    def node_cell(self, node: dict) -> Cell:
        children = self.child_cells(node)
        addends = self.combine(node, children)
        changes = per_period_changes(self.scope, node, list(self.lines_below(node)))
        value = None if addends is None else limit(self.scope, node, addends, self.base(node), *changes)
        cell = self.finish(node, Cell(value))
        self.cells[node["key"]] = cell
        return cell

    def child_cells(self, node: dict) -> list[tuple[dict, Cell]]:
        nodes = [(child, self.node_cell(child)) for child in self.existing(node.get("indicators", []))]
        return nodes + [(rule, self.rule_cell(rule)) for rule in self.existing(node.get("rules", []))]

    def combine(self, node: dict, children: list[tuple[dict, Cell]]) -> list[Fraction] | None:
        """The addends of a node: its children for a sum, their weighted values, or one combined value; None: unknown."""
        how = node.get("combine", "sum")
        if how == "weighted":
            return self.weighted(node, children)
        values = [cell.value for _, cell in children if cell.is_present]
        if None in values:
            return None
        if how == "sum":
            return values
        if not values:
            return None
        combined = combine_values(how, values)
        return [round_points(combined, self.settlement.rounding) if how == "mean" else combined]

    def weighted(self, node: dict, children: list[tuple[dict, Cell]]) -> list[Fraction] | None:
        """Each child × its weight, rounded; the weight of those left out is shared pro rata among the others."""
        if not all("weight" in child for child, _ in children):
            raise LanguageError(f"node {node['key']}: every child of a weighted node needs its 权重 weight")
        weights = [amount(self.scope, child["weight"]) for child, _ in children]
        present = [(weight, cell.value) for weight, (_, cell) in zip(weights, children, strict=True) if cell.is_present]
        if None in weights or any(value is None for _, value in present):
            return None
        present_weight = sum((weight for weight, _ in present), NOUGHT)
        if present_weight == 0:
            return None
        grown = sum(weights, NOUGHT) / present_weight
        return [round_points(value * weight * grown, self.settlement.rounding) for weight, value in present]

    def lines_below(self, node: dict) -> Iterator[Line]:
        for child in self.existing(node.get("indicators", [])):
            yield from self.lines_below(child)
        for rule in self.existing(node.get("rules", [])):
            yield from self.settlement.lines_of(self.subject, rule)

    def finish(self, spec: dict, cell: Cell) -> Cell:
        """What the entry's own `unknown` makes of an unknown value; then a veto that clears it."""
        if spec["key"] in self.zeroed:
            return Cell(NOUGHT)
        return self.without_unknown(spec, cell) if cell.is_present and cell.value is None else cell

    def without_unknown(self, spec: dict, cell: Cell) -> Cell:
        unknown = spec.get("unknown", "block")
        if isinstance(unknown, dict):
            return Cell(amount(self.scope, unknown["substitute"]))
        return {"block": cell, "zero": Cell(NOUGHT), "left_out": LEFT_OUT}[unknown]

    # --- categories and the total ---

    def sum_of_table(self) -> Fraction | None:
        """base + categories + nodes without a category, each category clamped; the table's own clamp comes later."""
        entering = [pair for node in self.existing(self.settlement.table.get("indicators", [])) for pair in self.entering(node)]
        entering += [(cap.get("category"), self.joint_cap(cap)) for cap in self.settlement.table.get("joint_caps", [])]
        addends = [cell.value for category, cell in entering if category is None and cell.is_present]
        addends += [self.category_value(name, entering) for name in self.category_names(entering)]
        base = self.settlement.table_base(self.subject)
        spec = {} if "parts" in self.settlement.table else self.settlement.table
        caps = {key: spec[key] for key in ("bonus_max", "deduction_max") if key in spec}
        return limit(self.scope, caps, addends, base)

    def category_names(self, entering: list[tuple[str | None, Cell]]) -> list[str]:
        """The categories that this table's nodes lie in, also those whose nodes do not exist for the subject."""
        named = [category for category, _ in entering if category is not None]
        return list(dict.fromkeys([*categories_below(self.settlement.table.get("indicators", [])), *named]))

    def category_value(self, name: str, entering: list[tuple[str | None, Cell]]) -> Fraction | None:
        spec = self.settlement.run.scheme.get("categories", {}).get(name, {})
        addends = [cell.value for category, cell in entering if category == name and cell.is_present]
        value = NOUGHT if name in self.zeroed else limit(self.scope, spec, addends, NOUGHT)
        self.categories[name] = value
        return value

    def entering(self, node: dict, inherited: str | None = None) -> list[tuple[str | None, Cell]]:
        """What a node brings into which category: its value, or piece by piece where categories are named below it."""
        category = node.get("category", inherited)
        cell = self.cells[node["key"]]
        whole = node["key"] in self.zeroed or cell.value is None or self.is_substituted(node)
        if whole or self.lies_in_one(node, category):
            return [(category, cell)]
        pieces = [(category, Cell(self.base(node)))]
        pieces += [(category, self.cells[rule["key"]]) for rule in self.existing(node.get("rules", []))]
        for child in self.existing(node.get("indicators", [])):
            pieces += self.entering(child, category)
        return pieces

    def lies_in_one(self, node: dict, category: str | None) -> bool:
        children = node.get("indicators", [])
        return all(child.get("category", category) == category and self.lies_in_one(child, category) for child in children)

    def is_substituted(self, node: dict) -> bool:
        """Whether the node's value stands in for an unknown child."""
        children = [*self.existing(node.get("indicators", [])), *self.existing(node.get("rules", []))]
        return any(self.cells[child["key"]] == Cell(None) for child in children)

    def joint_cap(self, cap: dict) -> Cell:
        """What the clamp takes off (or adds to) the sum of the nodes listed."""
        cells = [self.cells[key] for key in cap["of"] if key in self.cells]
        values = [cell.value for cell in cells if cell.is_present]
        total = None if None in values else sum(values, NOUGHT)
        clamped = clamp(self.scope, cap, total)
        difference = None if clamped is None else clamped - total
        difference = NOUGHT if cap["code"] in self.zeroed else difference
        self.joint_caps[cap["code"]] = difference
        return Cell(difference)


def categories_below(nodes: list[dict]) -> Iterator[str]:
    for node in nodes:
        if "category" in node:
            yield node["category"]
        yield from categories_below(node.get("indicators", []))
