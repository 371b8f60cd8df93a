"""Delta debugging: a failing case made small by leaving things out while it still fails.

Lists lose runs of entries, halves first, then single ones; mappings lose keys; a formula gives way to one of its own parts.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

Case = dict[str, Any]
Path = tuple[Any, ...]

KEPT = {"code", "subject", "period", "id", "kind", "scheme", "version", "start", "months", "table", "name"}
"""Keys without which the rest does not mean what it did."""


def shrink(case: Case, fails: Callable[[Case], bool], tries: int = 4000) -> Case:
    """The smallest case found that still fails."""
    left = [tries]

    def still(candidate: Case) -> bool:
        left[0] -= 1
        return fails(candidate)

    changed = True
    while changed and left[0] > 0:
        changed = False
        for candidates in (without_runs, without_keys, with_parts_for_wholes):
            case, is_smaller = pass_over(case, candidates, still, left)
            changed = changed or is_smaller
    return case


def pass_over(
    case: Case, candidates: Callable[[Case], Iterator[Case]], still: Callable[[Case], bool], left: list[int]
) -> tuple[Case, bool]:
    """Try one candidate after another, beginning anew at each success."""
    is_smaller, progress = False, True
    while progress and left[0] > 0:
        progress = False
        for candidate in candidates(case):
            if left[0] <= 0:
                break
            if still(candidate):
                case, is_smaller, progress = candidate, True, True
                break
    return case, is_smaller


def without_runs(case: Case) -> Iterator[Case]:
    """Lists without a run of their entries: the long runs first."""
    lists = [(path, len(inner)) for path, inner in walk(case) if isinstance(inner, list) and inner]
    for path, length in sorted(lists, key=lambda pair: -pair[1]):
        size = length
        while size >= 1:
            for start in range(0, length, size):
                if size == length and path[0] == "scheme" and not is_free(path):
                    continue
                candidate = copy.deepcopy(case)
                del at(candidate, path)[start : start + size]
                yield candidate
            size //= 2


def is_free(path: Path) -> bool:
    """Whether the list may become empty: most lists of a scheme say something by having an entry."""
    return path[-1] in ("tables", "indicators", "rules", "vetoes", "ranks", "grades", "outcomes", "joint_caps", "states", "tie_breakers")


def without_keys(case: Case) -> Iterator[Case]:
    for path, inner in walk(case):
        if isinstance(inner, dict):
            for key in inner if len(inner) > 1 or path[0] == "world" else ():
                if key not in KEPT or (path and path[-1] == "attributes"):
                    candidate = copy.deepcopy(case)
                    del at(candidate, path)[key]
                    yield candidate


def with_parts_for_wholes(case: Case) -> Iterator[Case]:
    """A mapping replaced by a mapping or number below it, at places where that has the same meaning."""
    for path, inner in walk(case):
        if not path or not isinstance(inner, dict):
            continue
        for below in parts_of(inner):
            candidate = copy.deepcopy(case)
            at(candidate, path[:-1])[path[-1]] = copy.deepcopy(below)
            yield candidate


WRAPPERS = ("plus", "minus", "times", "ratio", "larger", "smaller", "all", "any")


def parts_of(inner: dict[str, Any]) -> Iterator[Any]:
    for key, value in inner.items():
        if key in WRAPPERS and isinstance(value, list):
            yield from value
        elif key in ("shortfall", "excess"):
            yield from value.values()
        elif key == "group" and "of" in value:
            yield value["of"]
        elif key == "choose":
            yield from (choice.get("value", choice.get("otherwise")) for choice in value)
        elif key == "not":
            yield value


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every mapping and list with its path, the outer ones first."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        yield path, value
        for place, inner in enumerate(value):
            yield from walk(inner, (*path, place))


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
