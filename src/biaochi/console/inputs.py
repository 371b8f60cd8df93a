"""The input files of settle and explain, read together so that all their findings are told at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from biaochi.console.messages import Speaker
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text


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


def read_inputs(arguments: argparse.Namespace, speaker: Speaker, names: bool = False) -> Inputs:
    """Read the scheme and all files. Raises Refused with the findings of all of them."""
    from biaochi import files
    from biaochi.scoring.roster import World
    from biaochi.scoring.scheme.load import load_scheme

    findings: list[Finding] = []
    warnings: list[Finding] = []

    def read(what: Callable[..., Any], path: Path | None, **options: Any) -> Any:
        if path is None:
            return None
        try:
            return what(path, warnings=warnings, **options)
        except Refused as refused:
            findings.extend(refused.findings)
            return None

    with ThreadPoolExecutor(1) as pool:  # a large roster is read while the scheme is
        reading = pool.submit(read, files.read_roster, arguments.roster, names=names)
        loaded = load_scheme(arguments.scheme)
        speaker.progress("读取名册")
        roster = reading.result()
    if loaded.scheme is None:
        findings.extend(loaded.findings)
    organisations = read(files.read_organisations, arguments.organisations)
    relations = read(files.read_relations, arguments.relations)
    history = read(files.read_history, arguments.history)
    parameters = read(files.read_parameters, arguments.parameters)
    calendar = read(files.read_calendar, arguments.calendar)
    facts = read(files.read_facts, arguments.facts)
    if findings:
        raise Refused([*findings, *warnings])
    feeds: dict[Any, Any] = {}
    if arguments.feed:
        for folder in arguments.feed:
            feeds.update(read_feed(folder))
    if warnings:
        speaker.findings(warnings)
    named = {
        "scheme": arguments.scheme, "roster": arguments.roster, "organisations": arguments.organisations,
        "relations": arguments.relations, "facts": arguments.facts, "history": arguments.history, "calendar": arguments.calendar,
        "parameters": arguments.parameters,
    }  # fmt: skip
    if parameters:
        _refuse_unknown_parameters(loaded.scheme, parameters, arguments.parameters)
    return Inputs(
        loaded.scheme, loaded, World(roster, organisations, relations, history, parameters or (), calendar or {}), facts,
        arguments.as_of, arguments.known_at, {name: path for name, path in named.items() if path is not None}, feeds,
    )  # fmt: skip


def read_feed(folder: Path) -> dict[str, Any]:
    """The history of another scheme's result folder, by that scheme's code. Raises Refused."""
    import json

    from biaochi import files

    record, rows = folder / "run.json", sorted(folder.glob("history.*"))
    if not record.exists() or not rows:
        what = Text(f"{folder} 不是核算的结果文件夹(缺 run.json 或 history)", f"{folder} is no result folder of a settlement")
        raise Refused([Finding("not-a-feed", Severity.ERROR, Place(str(folder)), what)])
    scheme = json.loads(record.read_text(encoding="utf-8"))["scheme"]["code"]
    return {scheme: files.read_history(rows[0])}


def _refuse_unknown_parameters(scheme: Any, parameters: Any, path: Path) -> None:
    """A parameter the scheme does not know, or a value outside its bounds, is refused."""
    from decimal import Decimal

    findings = []
    for row in parameters:
        declared = scheme.parameters.get(row.name)
        if declared is None:
            what = Text(f"办法没有名为“{row.name}”的参数", f"the scheme has no parameter {row.name}")
            findings.append(Finding("unknown-parameter", Severity.ERROR, Place(str(path)), what))
            continue
        value = Decimal(row.value)
        low, high = declared.minimum, declared.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            zh = f"参数“{row.name}”的值 {row.value} 不在 {low if low is not None else '-'} 至 {high if high is not None else '-'} 之间"
            what = Text(zh, f"parameter {row.name}: {row.value} is outside its bounds")
            findings.append(Finding("parameter-out-of-bounds", Severity.ERROR, Place(str(path)), what))
    if findings:
        raise Refused(findings)
