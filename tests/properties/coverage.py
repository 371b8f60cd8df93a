"""What generated schemes make use of: the kinds of rules, and the steps from a fact to an outcome, two by two in one table."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

from .schemes import Generated
from .terms import Mapping

STEPS = {
    "window": ("window",),
    "whose": ("whose",),
    "item": ("per",),
    "measure": ("measure",),
    "take": ("take",),
    "group": ("group",),
    "select": ("selection",),
    "escalate": ("escalate",),
    "rule quota": ("over",),
    "share": ("share",),
    "aggregate": ("aggregate",),
    "sub-period cap": ("per_period",),
    "bonus and deduction caps": ("bonus_max", "deduction_max"),
    "cap and floor": ("max", "min", "floored"),
    "unknown": ("unknown", "missing", "empty"),
    "applies": ("applies",),
    "combine": ("combine",),
    "category": ("category",),
    "joint cap": ("joint_caps",),
    "base": ("base", "prorated"),
    "part": ("parts",),
    "state": ("states",),
    "fact veto": ("lifted_by", "zero", "freeze", "reduce", "exclude"),
    "result veto": ("ceiling", "unranked", "ineligible"),
    "rank": ("ranks",),
    "grade": ("grades",),
    "outcome": ("outcomes",),
    "streak": ("streak",),
}
"""Every step with the keys of the language that ask for it."""
PAIRS = tuple(itertools.combinations(STEPS, 2))


def keys_of(value: object) -> Iterator[str]:
    """Every key that stands anywhere inside."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def steps_of(table: Mapping) -> list[str]:
    keys = set(keys_of(table))
    return [step for step, words in STEPS.items() if keys & set(words)]


def counted(schemes: Iterable[Generated], settlements_each: int) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """In how many settlements each kind of rule, and each pair of steps of one table, was generated."""
    codes: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for generated in schemes:
        codes.update(dict.fromkeys(generated.codes, settlements_each))
        found = {pair for table in generated.scheme["tables"] for pair in itertools.combinations(steps_of(table), 2)}
        pairs.update(dict.fromkeys(found, settlements_each))
    return codes, pairs


def as_lines(codes: Counter[str], pairs: Counter[tuple[str, str]]) -> list[str]:
    """The counts for a reader: every kind of rule, and the rarest and commonest pairs."""
    listed = [f"{code} {count}" for code, count in sorted(codes.items())]
    lines = ["settlements in which each kind of rule was generated:"]
    lines += ["  " + "  ".join(listed[start : start + 10]) for start in range(0, len(listed), 10)]
    ordered = sorted(pairs.items(), key=lambda pair: pair[1])
    lines.append(f"pairs of steps in one table: {len(pairs)}, the rarest:")
    lines += [f"  {one} × {two}: {count}" for (one, two), count in ordered[:8]]
    return lines
