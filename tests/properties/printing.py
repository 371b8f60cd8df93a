"""A case as a file of docs/cases.md that anybody can read and run: in Chinese, with what the interpreter finds as its expectations."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

from biaochi.scoring.cases.model import CasesPart
from biaochi.scoring.scheme.translate import translate

from .both import Sheet
from .shrinking import Case
from .terms import Mapping

WIDTH = 120
PLAIN = re.compile(r"[\w.%+-][\w.%+ -]*")


def cases_file(case: Case, expected: Sheet, remarks: list[str]) -> str:
    """The scheme and the one case with the expected values; `remarks` stand above as comments."""
    scheme = translate("\n".join(block(case["scheme"], 0)), "zh")
    one: Mapping = {"name": "两种算法不一致", "period": case["period"]}
    one |= {key: case[key] for key in ("as_of", "known_at") if case.get(key) is not None}
    one |= {key: rows for key, rows in case["world"].items() if rows and key != "feed"}
    one["expect"] = expectations(expected)
    cases = translate("\n".join(block({"cases": [one]}, 0)), "zh", part=CasesPart)
    comments = [f"# {remark}" for remark in remarks]
    return "\n".join([*comments, "方案:", *(f"  {line}" for line in scheme.splitlines()), cases]) + "\n"


def expectations(sheet: Sheet) -> list[Mapping]:
    """One line for every entry of a sheet that a cases file can state; of a table with several periods, of the last one."""
    last = {table: period for table, period, *_ in sorted(key for key in sheet if len(key) > 3)}
    rows = []
    for (table, period, subject, what, *rest), value in sorted((key, value) for key, value in sheet.items() if len(key) > 3):
        if period != last[table]:
            continue
        said = expectation(what, rest, value)
        if said:
            rows.append({"subject": subject, "table": table} | said)
    return rows


def expectation(what: str, rest: list[str], value: Any) -> Mapping:
    if what == "state":
        return {"state": value}
    if what == "value":
        return {"value": rest[0], "points": decimal(value)}
    if what == "rank":
        return {"rank": str(value[0]), "of": str(value[1]), "board": rest[0]}
    if what == "grade":
        return {"grade": value, "system": rest[0]}
    amount = {} if value[0] is None else {"amount": decimal(value[0])}
    return {"outcome": rest[0]} | ({"target": rest[1]} if rest[1] else {}) | amount


def decimal(value: Fraction) -> str:
    text = f"{int(value * 10_000):d}"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    digits = digits.rjust(5, "0")
    return sign + f"{digits[:-4]}.{digits[-4:]}".rstrip("0").rstrip(".")


# --- layout -----------------------------------------------------------------------------------------------------------


def block(value: Any, indent: int) -> list[str]:
    """YAML: on one line where it fits, else spread."""
    space = " " * indent
    if isinstance(value, dict):
        lines = []
        for key, inner in value.items():
            said = flow(inner)
            if fits(inner, said, indent + len(str(key)) + 2):
                lines.append(f"{space}{scalar(key)}: {said}")
            else:
                lines += [f"{space}{scalar(key)}:", *block(inner, indent + (0 if isinstance(inner, list) else 2))]
        return lines
    lines = []
    for entry in value:
        said = flow(entry)
        if fits(entry, said, indent + 2):
            lines.append(f"{space}- {said}")
        else:
            first, *others = block(entry, indent + 2)
            lines += [f"{space}- {first.strip()}", *others]
    return lines


def fits(value: Any, said: str, indent: int) -> bool:
    return not isinstance(value, (dict, list)) or not value or len(said) + indent <= WIDTH


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text if PLAIN.fullmatch(text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
