"""The input files of settle and explain, read together so that all their findings are told at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from biaochi.console.messages import Speaker
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text

Told = tuple[list[Finding], list[Finding]]
"""Errors and warnings."""


@dataclass(frozen=True)
class Inputs:
    """Everything a run reads."""

    scheme: Any
    loaded: Any
    world: Any
    facts: Any
    as_of: int | None
    known_at: int | None
    files: Mapping[str, Path]
    feeds: Mapping[Any, Any] = field(default_factory=dict)
    draft: Any = None
    """The second scheme, where the command has one."""


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The options for input files and days."""
    parser.add_argument("--roster", type=Path, required=True, help="名册")
    parser.add_argument("--organisations", type=Path, help="组织")
    parser.add_argument("--relations", type=Path, help="关系:任职、分管、部门 …")
    parser.add_argument("--facts", type=Path, required=True, help="事项(台账)")
    parser.add_argument("--history", type=Path, help="历史:以前周期的积分")
    parser.add_argument("--calendar", type=Path, help="工作日历")
    parser.add_argument("--parameters", type=Path, help="参数")
    parser.add_argument("--feed", type=Path, action="append", default=[], help="另一办法的结果文件夹,供取自")
    parser.add_argument("--period", required=True, help="周期:2025、2025-H1、2025-Q3、2025-07 或自定周期")
    parser.add_argument("--as-of", type=_day, help="截至日:状态、窗口、名册按这一天看(默认周期末日)")
    parser.add_argument("--known-at", type=_day, help="知悉日:只采纳这一天以前记录的事项(默认同截至日)")


def _day(text: str) -> int:
    from biaochi.scoring.periods import day_number

    try:
        return day_number(date.fromisoformat(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期,写作 2025-09-30") from None


NAMED_ROWS_MAX = 5_000
"""Rows of a roster up to which names are read where nobody said so: those of a public notice."""


def read_inputs(
    arguments: argparse.Namespace, speaker: Speaker, names: bool | None = False, ahead: frozenset[str] = frozenset()
) -> Inputs:
    """Read the scheme and all files. Raises Refused with every error of the scheme and the findings of all files.

    ``ahead``: the columns of facts that are asked for at once, so that they are decoded while the rest is read.
    """
    from biaochi import files
    from biaochi.scoring.roster import World

    findings: list[Finding] = []
    warnings: list[Finding] = []

    def read(what: Callable[..., Any], path: Path | None, told: Told = (findings, warnings), **options: Any) -> Any:
        if path is None:
            return None
        try:
            return what(path, warnings=told[1], **options)
        except Refused as refused:
            told[0].extend(refused.findings)
            return None

    of_roster: Told = ([], [])
    of_facts: Told = ([], [])
    facts = read(files.read_facts, arguments.facts, of_facts, ahead=ahead)
    with ThreadPoolExecutor(1) as pool:  # a large roster is read while the scheme and what reads schemes are
        reading = pool.submit(read, files.read_roster, arguments.roster, of_roster, names=bool(names))
        from biaochi.scoring.scheme.checks import checked
        from biaochi.scoring.scheme.load import load_scheme

        loaded = load_scheme(arguments.scheme)
        draft = load_scheme(arguments.draft) if "draft" in arguments else None
        for one in (loaded, draft):
            try:
                if one is not None:
                    checked(one)
            except Refused as refused:
                findings.extend(refused.findings)
        speaker.progress("读取名册")
        roster = reading.result()
    findings.extend(of_roster[0])
    warnings.extend(of_roster[1])
    if names is None and roster is not None and len(roster) <= NAMED_ROWS_MAX:
        roster = files.read_roster(arguments.roster, names=True)
    organisations = read(files.read_organisations, arguments.organisations)
    relations = read(files.read_relations, arguments.relations)
    history = read(files.read_history, arguments.history)
    parameters = read(files.read_parameters, arguments.parameters)
    calendar = read(files.read_calendar, arguments.calendar)
    findings.extend(of_facts[0])
    warnings.extend(of_facts[1])
    feeds: dict[str, Any] = {}
    for folder in arguments.feed:
        try:
            feeds.update(read_feed(folder))
        except Refused as refused:
            findings.extend(refused.findings)
    schemes = [one.scheme for one in (loaded, draft) if one is not None and one.scheme is not None]
    for scheme in schemes if parameters else ():
        others = {name for other in schemes if other is not scheme for name in other.parameters}
        findings.extend(parameters_refused(scheme, [row for row in parameters if row.name not in others - {*scheme.parameters}],
                                           arguments.parameters))  # fmt: skip
    if findings:
        raise Refused([*findings, *warnings])
    if warnings:
        speaker.findings(warnings)
    named = {
        "scheme": arguments.scheme, "roster": arguments.roster, "organisations": arguments.organisations,
        "relations": arguments.relations, "facts": arguments.facts, "history": arguments.history, "calendar": arguments.calendar,
        "parameters": arguments.parameters,
    }  # fmt: skip
    return Inputs(
        loaded.scheme, loaded, World(roster, organisations, relations, history, parameters or (), calendar or {}), facts,
        arguments.as_of, arguments.known_at, {name: path for name, path in named.items() if path is not None}, feeds,
        draft,
    )  # fmt: skip


def read_feed(folder: Path) -> dict[str, Any]:
    """The history of another scheme's result folder, by that scheme's code. Raises Refused."""
    import json

    from biaochi import files

    record, rows = folder / "run.json", sorted(folder.glob("history.*"))
    try:
        scheme = json.loads(record.read_text(encoding="utf-8"))["scheme"]["code"]
    except (OSError, ValueError, TypeError, KeyError):
        scheme = None
    if not isinstance(scheme, str) or not rows:
        what = Text(f"{folder} 不是核算的结果文件夹(缺 run.json 或 history)", f"{folder} is no result folder of a settlement")
        remedy = Text("先用 biaochi settle 核算那个办法,--feed 写它的 --out", "settle that scheme first and give its --out folder")
        raise Refused([Finding("not-a-feed", Severity.ERROR, Place(str(folder)), what, None, remedy)])
    return {scheme: files.read_history(rows[0])}


def parameters_refused(scheme: Any, parameters: Any, path: Path) -> Iterator[Finding]:
    """Parameters the scheme does not know, and values outside the bounds it declares."""
    from decimal import Decimal
    from difflib import get_close_matches

    for row in parameters:
        declared = scheme.parameters.get(row.name)
        if declared is None:
            near = get_close_matches(row.name, scheme.parameters, 1, 0.4)
            listed = near or sorted(scheme.parameters)
            what = Text(f"办法没有名为“{row.name}”的参数", f"the scheme has no parameter {row.name}")
            names = "、".join(listed) or "-"
            remedy = Text(f"改名或删去这一行;办法的参数:{names}", f"correct the name or remove the row; there are {names}")
            yield Finding("unknown-parameter", Severity.ERROR, Place(str(path)), what, None, remedy)
            continue
        value, low, high = Decimal(row.value), declared.minimum, declared.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"{'' if low is None else f'≥ {low}'}{'' if high is None else f' ≤ {high}'}".strip()
            said = f"{row.name} = {row.value}"
            what = Text(f"参数 {said} 超出办法所定的范围({bounds})", f"parameter {said} is outside its bounds ({bounds})")
            remedy = Text("改成范围内的值", "give a value within the bounds")
            yield Finding("parameter-out-of-bounds", Severity.ERROR, Place(str(path)), what, None, remedy)
