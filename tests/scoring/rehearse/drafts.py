"""Random drafts: a scheme with some of its numbers, places and pieces changed, as people change them."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.model import Node, Rule, Scheme, Table
from biaochi.scoring.scheme.pieces import Key, pieces_of

Change = Callable[[random.Random, Scheme], Scheme]


def random_draft(seed: int, scheme: Scheme, most: int = 5) -> Scheme:
    """The scheme after one to ``most`` random changes."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, most)):
        scheme = chance.choice(CHANGES)(chance, scheme)
    return scheme


def with_tables(scheme: Scheme, change: Callable[[Table], Table]) -> Scheme:
    return scheme.model_copy(update={"tables": [change(table) for table in scheme.tables]})


def with_nodes(nodes: list[Node], change: Callable[[Node], Node | None]) -> list[Node]:
    """The nodes and all below them, each changed or (None) taken away."""
    found = []
    for node in nodes:
        after = change(node.model_copy(update={"indicators": with_nodes(node.indicators, change)}))
        if after is not None:
            found.append(after)
    return found


def change_nodes(scheme: Scheme, change: Callable[[Node], Node | None]) -> Scheme:
    return with_tables(scheme, lambda table: table.model_copy(update={"indicators": with_nodes(table.indicators, change)}))


def rules_of(scheme: Scheme) -> list[Key]:
    return [key for key in pieces_of(scheme) if key.kind == "rule"]


def nodes_of(scheme: Scheme) -> list[Key]:
    return [key for key in pieces_of(scheme) if key.kind == "node"]


def other_number(chance: random.Random, value: Decimal) -> Decimal:
    """A number near the old one, of the same sign."""
    return chance.choice([value * 2, value / 2, value + value / 4, value])


def change_a_rule(chance: random.Random, scheme: Scheme) -> Scheme:
    """Another price, another cap, or none any more."""
    if not rules_of(scheme):
        return scheme
    code = chance.choice(rules_of(scheme)).code

    def one(rule: Rule) -> Rule:
        if rule.code != code:
            return rule
        update: dict[str, Any] = {}
        price = getattr(rule, rule.price)
        if isinstance(price, Decimal):
            update[rule.price] = other_number(chance, price)
        elif isinstance(price, dict) and all(isinstance(points, Decimal) for points in price.values()):
            update[rule.price] = {word: other_number(chance, points) for word, points in price.items()}
        if rule.max is not None and isinstance(rule.max, Decimal):
            update["max"] = chance.choice([None, other_number(chance, rule.max)])
        elif chance.random() < 0.4:
            update["max"] = Decimal(chance.randint(1, 8))
        return rule.model_copy(update=update)

    return change_nodes(scheme, lambda node: node.model_copy(update={"rules": [one(rule) for rule in node.rules]}))


def change_a_limit(chance: random.Random, scheme: Scheme) -> Scheme:
    """Another cap, floor or base of an indicator."""
    if not nodes_of(scheme):
        return scheme
    code = chance.choice(nodes_of(scheme)).code
    field = chance.choice(["max", "base", "floored"])
    value: Any = chance.random() < 0.5 if field == "floored" else Decimal(chance.randint(1, 20))
    return change_nodes(scheme, lambda node: node.model_copy(update={field: value}) if node.code == code else node)


def change_a_category(chance: random.Random, scheme: Scheme) -> Scheme:
    if not scheme.categories:
        return scheme
    name = chance.choice(sorted(scheme.categories))
    cap = Decimal(chance.randint(3, 60))
    return scheme.model_copy(update={"categories": {**scheme.categories, name: scheme.categories[name].model_copy(update={"max": cap})}})


def change_a_parameter(chance: random.Random, scheme: Scheme) -> Scheme:
    given = [name for name, parameter in scheme.parameters.items() if parameter.value]
    if not given:
        return scheme
    name = chance.choice(given)
    parameter = scheme.parameters[name]
    assert parameter.value is not None
    whole = parameter.value == int(parameter.value)
    value = parameter.value + chance.choice([-1, 1, 2]) if whole and abs(parameter.value) > 1 else parameter.value / 2
    return scheme.model_copy(update={"parameters": {**scheme.parameters, name: parameter.model_copy(update={"value": value})}})


def remove_a_rule(chance: random.Random, scheme: Scheme) -> Scheme:
    if len(rules_of(scheme)) < 3:
        return scheme
    code = chance.choice(rules_of(scheme)).code
    return change_nodes(scheme, lambda node: node.model_copy(update={"rules": [rule for rule in node.rules if rule.code != code]}))


def remove_an_indicator(chance: random.Random, scheme: Scheme) -> Scheme:
    if len(nodes_of(scheme)) < 3:
        return scheme
    code = chance.choice(nodes_of(scheme)).code
    return change_nodes(scheme, lambda node: None if node.code == code else node)


def move_a_rule(chance: random.Random, scheme: Scheme) -> Scheme:
    """Under another indicator of the same table."""
    table = chance.choice(scheme.tables)
    pieces = pieces_of(scheme.model_copy(update={"tables": [table]}))
    rules = [key for key in pieces if key.kind == "rule"]
    nodes = [key for key in pieces if key.kind == "node"]
    if not rules or not nodes:
        return scheme
    moved, target = chance.choice(rules), chance.choice(nodes)
    rule = pieces[moved].own
    taken = change_nodes(scheme, lambda node: node.model_copy(update={"rules": [one for one in node.rules if one.code != moved.code]}))
    return change_nodes(
        taken, lambda node: node.model_copy(update={"rules": [*node.rules, rule]}) if node.code == target.code else node
    )


def add_an_indicator(chance: random.Random, scheme: Scheme) -> Scheme:
    """A new indicator beside the first, with copies of rules, or with the rules themselves moved into it."""
    table = chance.choice(scheme.tables)
    pieces = pieces_of(scheme.model_copy(update={"tables": [table]}))
    rules = [pieces[key].own for key in pieces if key.kind == "rule"]
    if not rules or f"{table.code}+" in {key.code for key in pieces}:
        return scheme
    picked = chance.sample(rules, min(len(rules), 2))
    if chance.random() < 0.5:
        codes = {rule.code for rule in picked}
        scheme = change_nodes(scheme, lambda node: node.model_copy(update={"rules": [r for r in node.rules if r.code not in codes]}))
    else:
        picked = [rule.model_copy(update={"code": f"{rule.code}+"}) for rule in picked]
    category = table.indicators[0].category
    fields = {"name": "新指标", "code": f"{table.code}+", "category": category, "rules": picked}
    node = Node.model_construct(set(fields), **fields)
    return with_tables(
        scheme, lambda one: one.model_copy(update={"indicators": [*one.indicators, node]}) if one.code == table.code else one
    )


def change_a_table(chance: random.Random, scheme: Scheme) -> Scheme:
    """Its base, its cap, whether it is there, who is ranked with whom, in which order."""
    code = chance.choice(scheme.tables).code
    what = chance.choice(["base", "max", "ranks", "within", "grades", "outcomes"])

    def one(table: Table) -> Table:
        if table.code != code:
            return table
        if what in ("base", "max"):
            return table.model_copy(update={what: Decimal(chance.randint(20, 90))})
        if what == "within":
            return table.model_copy(update={"ranks": [board.model_copy(update={"within": "all"}) for board in table.ranks]})
        listed = getattr(table, what)
        return table.model_copy(update={what: chance.choice([list(reversed(listed)), listed[1:] if what == "outcomes" else listed])})

    return with_tables(scheme, one)


def change_a_grade(chance: random.Random, scheme: Scheme) -> Scheme:
    """The threshold of the best grade."""

    def one(table: Table) -> Table:
        systems = []
        for system in table.grades:
            first, *others = system.bands
            if first.ge is not None:
                first = first.model_copy(update={"ge": first.ge - chance.randint(1, 5)})
            systems.append(system.model_copy(update={"bands": [first, *others]}))
        return table.model_copy(update={"grades": systems})

    return with_tables(scheme, one)


CHANGES: list[Change] = [
    change_a_rule, change_a_rule, change_a_limit, change_a_category, change_a_parameter, remove_a_rule, remove_an_indicator, move_a_rule,
    add_an_indicator, change_a_table, change_a_grade,
]  # fmt: skip
