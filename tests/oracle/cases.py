"""Runs a cases file (docs/cases.md) and reports every expectation that fails.

python -m tests.oracle.cases FILE [SCHEME]
"""

import sys
from fractions import Fraction
from pathlib import Path

from .amounts import ParameterNotFilled
from .bands import BandsCross
from .calendar import NoSuchPeriod
from .card import Card
from .extension import load_scheme
from .language import LanguageError, load_yaml, translate
from .numbers import decimal_text
from .rules import OutOfRange
from .selection import QuotasDiffer
from .settle import Result, settle
from .world import RowError, parameter_rows

# a KeyError is a key the language requires at that place and the scheme does not have
REFUSALS = (LanguageError, RowError, OutOfRange, ParameterNotFilled, BandsCross, QuotasDiffer, NoSuchPeriod, KeyError)
WORLD = ("organisations", "roster", "relations", "parameters", "history", "facts", "feed")


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    failures = run_file(*map(Path, arguments))
    for failure in failures:
        print(failure)
    return 1 if failures else 0


def run_file(path: Path, scheme_path: Path | None = None) -> list[str]:
    """Every failed expectation of a cases file, as a sentence with the name of its case."""
    content = translate(load_yaml(path), "cases_file", path.name)
    scheme = scheme_of(content, path, scheme_path)
    common = world_of(content.get("common", {}), "共用")
    return [f"{path.name}: {failure}" for case in content.get("cases", []) for failure in run_case(scheme, common, case)]


def scheme_of(content: dict, path: Path, scheme_path: Path | None) -> dict:
    inline = content.get("scheme")
    if isinstance(inline, dict):
        return load_scheme(inline, path.parent)
    found = scheme_path or (path.parent / inline if inline else path.parent / "scheme.yaml")
    return load_scheme(load_yaml(found), found.parent)


def world_of(written: dict, where: str) -> dict:
    """The lists of a world, English keys, parameters as rows."""
    content = translate(written, "case", where)
    return {key: parameter_rows(key, content[key]) for key in WORLD if key in content}


def run_case(scheme: dict, common: dict, written: dict) -> list[str]:
    case = translate(written, "case", "案例")
    name = case.get("name", "(unnamed)")
    own = world_of(written, name)
    world = {key: [*common.get(key, []), *own.get(key, [])] for key in WORLD}
    try:
        result = settle(scheme, world, case["period"], case.get("as_of"), case.get("known_at"))
    except REFUSALS as refusal:
        return refused(name, case, f"{type(refusal).__name__}: {refusal}")
    if "expect_error" in case:
        return [f"{name}: expected an error with {case['expect_error']!r}, but the settlement went through"]
    return [f"{name}: {failure}" for row in case.get("expect", []) for failure in check(result, row)]


def refused(name: str, case: dict, message: str) -> list[str]:
    wanted = case.get("expect_error")
    if wanted is None:
        return [f"{name}: the settlement refuses: {message}"]
    return [] if wanted in message else [f"{name}: expected an error with {wanted!r}, got {message}"]


# --- expectations -----------------------------------------------------------------------------------------------------


def check(result: Result, row: dict) -> list[str]:
    """What of one expectation is not so."""
    table = row.get("table") or first_main_table(result)
    card = find_card(result, table, row["subject"])
    if card is None:
        return [] if row.get("state") == "absent" else [f"{row['subject']} is not in table {table}"]
    tests = [TESTS[key](card, row) for key in TESTS if key in row]
    return [f"{row['subject']} ({table}): {problem}" for problem in tests if problem]


def first_main_table(result: Result) -> str:
    mains = [table for table in result.tables if table.get("main", True)]
    return (mains or result.tables)[0]["code"]


def find_card(result: Result, table: str, subject: str) -> Card | None:
    """The card of the settled period; of a table of shorter periods, the one of its last period settled."""
    names = [name for code, name, one in result.cards if code == table and one == subject]
    if not names:
        return None
    name = result.period.name if result.period.name in names else max(names)
    return result.cards[table, name, subject]


def check_points(card: Card, row: dict) -> str | None:
    code = row.get("value", "score")
    found = card.value(code)
    wanted = None if row["points"] == "unknown" else row["points"]
    if not card.takes_part or (code not in card.values and found is None and wanted is not None):
        return f"{code} should be {decimal_text(wanted)}, there is no such value (state {card.state})"
    return None if found == wanted else f"{code} should be {decimal_text(wanted)}, is {decimal_text(found)}"


def check_state(card: Card, row: dict) -> str | None:
    if "value" in row and row["state"] == "unknown":
        return check_points(card, row | {"points": "unknown"})
    return None if card.state == row["state"] else f"state should be {row['state']}, is {card.state}"


def check_rank(card: Card, row: dict) -> str | None:
    place = card.place(row.get("board"))
    found = place.rank if place else "none"
    return None if found == row["rank"] else f"rank should be {row['rank']}, is {found}"


def check_of(card: Card, row: dict) -> str | None:
    place = card.place(row.get("board"))
    found = place.of if place else None
    return None if found == row["of"] else f"the number ranked should be {row['of']}, is {found}"


def check_grade(card: Card, row: dict) -> str | None:
    found = card.grade(row.get("system")) or "none"
    return None if found == row["grade"] else f"grade should be {row['grade']}, is {found}"


def check_outcome(card: Card, row: dict) -> str | None:
    found = [one for one in card.outcomes if one.code == row["outcome"]]
    fitting = [one for one in found if fits(one.target, row.get("target")) and fits(one.amount, row.get("amount"))]
    proposed = "; ".join(f"{one.target} {decimal_text(one.amount)}" for one in found) or "not proposed"
    return None if fitting else f"outcome {row['outcome']} should be {wanted_outcome(row)}, is {proposed}"


def wanted_outcome(row: dict) -> str:
    parts = [row.get("target"), decimal_text(row["amount"]) if "amount" in row else None]
    return " ".join(part for part in parts if part) or "proposed"


def fits(found: str | Fraction | None, wanted: str | Fraction | None) -> bool:
    return wanted is None or found == wanted


def check_no_outcome(card: Card, row: dict) -> str | None:
    proposed = any(one.code == row["no_outcome"] for one in card.outcomes)
    return f"outcome {row['no_outcome']} should not be proposed" if proposed else None


TESTS = {
    "points": check_points,
    "state": check_state,
    "rank": check_rank,
    "of": check_of,
    "grade": check_grade,
    "outcome": check_outcome,
    "no_outcome": check_no_outcome,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
