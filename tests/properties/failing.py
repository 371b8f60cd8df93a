"""A difference found: made small, and told as a file that can be run."""

from collections.abc import Callable
from datetime import date
from typing import Any

from .both import (
    ReadScheme,
    Sheet,
    Way,
    differences,
    errors_of,
    read_by_both,
    sheet_of_engine,
    sheet_of_oracle,
)
from .printing import cases_file
from .shrinking import Case, shrink
from .worlds import Asked, is_sound

Compare = Callable[[ReadScheme, Asked], list[str]]
"""What differs between two ways to settle the same."""
SHOWN = 8


def as_case(scheme: ReadScheme, asked: Asked) -> Case:
    case: Case = {"scheme": scheme.written, "world": asked.world, "period": asked.period}
    return case | {key: day for key, day in (("as_of", asked.as_of), ("known_at", asked.known_at)) if day is not None}


def asked_of(case: Case) -> Asked:
    return Asked(case["world"], case["period"], day_of(case, "as_of"), day_of(case, "known_at"))


def day_of(case: Case, key: str) -> date | None:
    found = case.get(key)
    return found if isinstance(found, date) else None


def told(scheme: ReadScheme, asked: Asked, compare: Compare, seed: object) -> str:
    """The smallest case found in which the two still differ, as a cases file below the differences."""
    kind = kind_of(compare(scheme, asked))

    def fails(case: Case) -> bool:
        try:
            read = read_by_both(case["scheme"])
            if errors_of(read) or not is_sound(case["world"]):
                return False
            found = compare(read, asked_of(case))
        except Exception:  # what cannot be read or settled at all is another case
            return False
        return bool(found) and kind_of(found) == kind

    case = shrink(as_case(scheme, asked), fails, tries=3000)
    read, small = read_by_both(case["scheme"]), asked_of(case)
    remarks = [f"seed {seed}", *compare(read, small)[:SHOWN]]
    sheet = sheet_of_oracle(read, small)
    return cases_file(without_unused(case), {} if ("refused",) in sheet else sheet, remarks)


def kind_of(found: list[str]) -> str:
    """A difference in values is made small as one, a refusal or a break-down likewise."""
    if not found or not found[0].startswith("the engine "):
        return "values"
    return "breaks down" if "breaks down" in found[0] else "refusal"


def without_unused(case: Case) -> Case:
    """Without the fact kinds and categories that nothing names."""
    scheme = dict(case["scheme"])
    text = repr(scheme.get("tables")) + repr(case["world"])
    for group in ("facts", "categories", "parameters"):
        entries: dict[str, Any] = scheme.get(group, {})
        scheme[group] = {name: one for name, one in entries.items() if f"'{name}'" in text or f"'{one.get('code')}'" in text}
    return {**case, "scheme": {key: value for key, value in scheme.items() if value != {}}}


def engine_against_oracle(way: Way, seed: object = 0) -> Compare:
    return lambda scheme, asked: differences(sheet_of_engine(scheme, asked, way, seed), sheet_of_oracle(scheme, asked))


def sheets_of(scheme: ReadScheme, asked: Asked, way: Way, seed: object) -> tuple[Sheet, Sheet, Sheet]:
    """The interpreter's sheet, the engine's, and the engine's when it is asked in another way."""
    return sheet_of_oracle(scheme, asked), sheet_of_engine(scheme, asked), sheet_of_engine(scheme, asked, way, seed)
