"""Cases files with one thing changed in the parts they are about: is any expectation broken by it?

A *mutation* changes one number of an exercised part (考点) by one step of its last place up or down, to its double or by ten, or takes
one key or one entry of a list away. It is *noticed* when an expectation fails or the scheme is refused. A number or key whose every change
goes unnoticed is not held by the file, whatever it seems to say.

Worked example: of ``{代码: R1, 事项: 志愿服务, 每次: 2}`` there are the mutations 每次 1, 3, 4, 12, 每次 away and 事项 away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle import cases as oracle_cases
from tests.oracle.language import load_yaml, translate

from biaochi.scoring.cases.run import load_cases, run_case
from biaochi.scoring.findings import Refused
from biaochi.scoring.plan import make_plan
from biaochi.scoring.scheme.checks import checked
from biaochi.scoring.scheme.load import load_tree
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Scalar, Sequence

Path_ = tuple[str | int, ...]
"""Keys and positions from the scheme down to the changed place."""
Data = Any
"""A scheme as written: mappings, lists and texts."""

TEXTS = frozenset({"名称", "代码", "条款", "依据", "说明", "理由"})
"""Words for the reader: no digit depends on them."""
UNSEEN = {
    "单位": "a word that notices print beside an amount",
    "决定": "who decides a proposal: the settlement decides nothing",
    "一般": "how firmly a proposal is worded",
    "公布": "how much of a board a notice prints",
    "维度": "portraits only",
}
"""Keys that nothing a case can expect depends on: they must not stand in a part under test, where they would look as if they were held."""
REQUIRED_BY_THE_READER = {
    "种类": "the kind of an outcome is printed, and decides nothing that is computed",
    "计法": "the page names a usual reading, which the oracle takes; the engine's reader asks for a choice",
    "超额": "likewise",
}
"""Keys that the engine refuses to do without and the oracle does not miss: taking one away counts as noticed by the engine's refusal."""
NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
EXTREMES = ("0", "-1", "2.5", "0.00005", "99999999999", "1000000000000000")


@dataclass(frozen=True)
class Mutation:
    """``value`` None: the key or entry at ``path`` is taken away."""

    path: Path_
    before: Data
    value: str | None

    @property
    def takes_away(self) -> str:
        """The key taken away, '' of any other mutation."""
        return str(self.path[-1]) if self.value is None else ""

    def __str__(self) -> str:
        where = "/".join(str(step) for step in self.path)
        return f"{where}: {self.before} -> {'away' if self.value is None else self.value}"


# --- what can be changed ----------------------------------------------------------------------------------------------


def parts_under_test(data: Data, codes: set[str], path: Path_ = ()) -> Iterator[Path_]:
    """Where the parts with these codes stand, and the categories with these names; not again inside one another."""
    if isinstance(data, dict):
        if data.get("代码") in codes and path:
            yield path
            return
        for key, inner in data.items():
            if path == ("类别",) and key in codes:
                yield (*path, key)
            else:
                yield from parts_under_test(inner, codes, (*path, key))
    elif isinstance(data, list):
        for position, inner in enumerate(data):
            yield from parts_under_test(inner, codes, (*path, position))


def neighbours(text: str) -> list[str]:
    """The number one step of its last place up and down, doubled, and ten larger."""
    if not NUMBER.fullmatch(text):
        return []
    percent = "%" if text.endswith("%") else ""
    number = Decimal(text.removesuffix("%"))
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    others = {number - step, number + step, number * 2, number + 10} - {number}
    return [f"{other}{percent}" for other in sorted(others)]


def mutations_below(data: Data, path: Path_) -> Iterator[Mutation]:
    """Every mutation of what stands below the path; ``data`` is what stands there."""
    if isinstance(data, dict):
        for key, inner in data.items():
            if key not in TEXTS:
                yield Mutation((*path, key), inner, None)
                yield from mutations_below(inner, (*path, key))
    elif isinstance(data, list):
        for position, inner in enumerate(data):
            if len(data) > 1:
                yield Mutation((*path, position), inner, None)
            yield from mutations_below(inner, (*path, position))
    elif isinstance(data, str):
        for other in neighbours(data):
            yield Mutation(path, data, other)


def breakages_below(data: Data, path: Path_ = ()) -> Iterator[Mutation]:
    """Every key, entry and word of a whole scheme broken: taken away, put out of range, or made a word that nothing knows."""
    if isinstance(data, dict | list):
        for step, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield Mutation((*path, step), inner, None)
            yield from breakages_below(inner, (*path, step))
    elif isinstance(data, str):
        others = [*neighbours(data), *EXTREMES] if NUMBER.fullmatch(data) else ["不存在"]
        yield from (Mutation(path, data, other) for other in others if other != data)


def at(data: Data, path: Path_) -> Data:
    for step in path:
        data = data[step]
    return data


def changed(data: Data, mutation: Mutation, depth: int = 0) -> Data:
    """The data with the mutation; what lies beside its path is shared."""
    if depth == len(mutation.path):
        return mutation.value
    step = mutation.path[depth]
    copy = dict(data) if isinstance(data, dict) else list(data)
    if mutation.value is None and depth == len(mutation.path) - 1:
        del copy[step]
    else:
        copy[step] = changed(data[step], mutation, depth + 1)
    return copy


# --- a cases file under mutation --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A cases file: its scheme as written and the mutations of the parts under test."""

    path: Path
    content: Data
    scheme: Data
    mutations: tuple[Mutation, ...]

    def unnoticed(self, notices: Callable[[Data], bool]) -> list[Mutation]:
        """The mutations after which ``notices`` finds the scheme as good as before."""
        assert not notices(self.scheme), f"{self.path.name} fails as it stands"
        return [mutation for mutation in self.mutations if not notices(changed(self.scheme, mutation))]


def read_held(path: Path) -> Held:
    content = plain(translate(load_yaml(path), "cases_file", path.name))
    scheme, codes = content["scheme"], set(content["exercises"])
    mutations = [m for part in parts_under_test(scheme, codes) for m in mutations_below(at(scheme, part), part)]
    return Held(path, content, scheme, tuple(mutations))


def plain(value: Data) -> Data:
    """Mappings, lists and texts without the reader's own classes."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def engine_notices(path: Path) -> Callable[[Data], bool]:
    """Whether the engine refuses a scheme or gives it other results than the file expects. A scheme that makes it fall over raises."""
    cases = load_cases(path).content

    def notices(scheme: Data) -> bool:
        try:
            plan = make_plan(checked(load_tree(tree_of(scheme), str(path), [])))
        except Refused:
            return True
        return any(run_case(plan, cases, case).failures for case in cases.cases)

    return notices


def oracle_notices(held: Held) -> Callable[[Data], bool]:
    """Whether the oracle cannot read a scheme or gives it other results than the file expects."""
    common = oracle_cases.world_of(held.content.get("common", {}), "共用")

    def notices(scheme: Data) -> bool:
        try:
            read = oracle_cases.scheme_of({**held.content, "scheme": scheme}, held.path, None)
            return any(oracle_cases.run_case(read, common, case) for case in held.content["cases"])
        except Exception:
            return True

    return notices


def tree_of(data: Data) -> Node:
    """The data as the reader's tree, all in one place."""
    if isinstance(data, dict):
        return Mapping(0, 0, 1, 1, [(scalar_of(key), tree_of(inner)) for key, inner in data.items()])
    if isinstance(data, list):
        return Sequence(0, 0, 1, 1, [tree_of(inner) for inner in data])
    return scalar_of(data or "")


def scalar_of(text: str) -> Scalar:
    return Scalar(0, len(text), 1, 1, text)
