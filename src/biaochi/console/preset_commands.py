"""`biaochi preset list | copy | demo`: the schemes that come along, and their invented demonstration years."""

from __future__ import annotations

import argparse
import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from biaochi.console.messages import Speaker
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text

YEAR = 2025
"""The year all demonstration organisations live in."""


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    preset = commands.add_parser("preset", help="预置办法 / preset schemes")
    inner = preset.add_subparsers(metavar="ACTION", required=True)
    inner.add_parser("list", parents=[common], help="列出 / list them").set_defaults(run=run_list)
    copy = inner.add_parser("copy", parents=[common], help="复制到文件夹,供修改 / copy one to edit it")
    copy.add_argument("name")
    copy.add_argument("folder", type=Path)
    copy.set_defaults(run=run_copy)
    demo = inner.add_parser("demo", parents=[common], help="核算演示年度 / settle the demonstration year")
    demo.add_argument("name")
    demo.add_argument("--out", type=Path, default=Path("build/demo"), help="输出文件夹(默认 build/demo)")
    demo.add_argument("--rows", type=int, default=10, help="每张榜打印的行数")
    demo.set_defaults(run=run_demo)


def folder_of_presets() -> Path:
    return Path(__file__).resolve().parent.parent / "presets"


def names() -> list[str]:
    return sorted(p.parent.name for p in folder_of_presets().glob("*/scheme.yaml"))


def scheme_of(name: str) -> Path:
    """The scheme file of a preset. Raises Refused with the names there are."""
    if name.lower() not in names():
        what = Text(f"没有名为“{name}”的预置办法", f"there is no preset {name}")
        remedy = Text(f"可用:{'、'.join(names())}", f"presets: {', '.join(names())}")
        raise Refused([Finding("no-such-preset", Severity.ERROR, Place(name), what, None, remedy)])
    return folder_of_presets() / name.lower() / "scheme.yaml"


def run_list(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.scheme.load import load_scheme

    for name in names():
        scheme = load_scheme(scheme_of(name)).require()
        tables = "、".join(t.name for t in scheme.tables if t.main)
        speaker.say(f"{name}  {scheme.name}({tables})")
    return 0


def run_copy(arguments: argparse.Namespace, speaker: Speaker) -> int:
    source = scheme_of(arguments.name).parent
    target: Path = arguments.folder
    if target.exists() and any(target.iterdir()):
        what = Text(f"文件夹 {target} 不是空的", f"the folder {target} is not empty")
        remedy = Text("换一个文件夹名,或先清空它", "choose another folder or empty it")
        raise Refused([Finding("folder-not-empty", Severity.ERROR, Place(str(target)), what, None, remedy)])
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.is_file() and path.suffix in (".yaml", ".md"):
            shutil.copyfile(path, target / path.name)
    importlib.import_module(f"biaochi.presets.{arguments.name.lower()}.demo").write(target / "demo")
    speaker.say(f"已复制到 {target}(演示资料在 {target / 'demo'})", f"copied to {target} (demonstration data in {target / 'demo'})")
    return 0


def run_demo(arguments: argparse.Namespace, speaker: Speaker) -> int:
    """Settle every period of the demonstration year, shortest first, and show what a reader comes for."""
    from biaochi.console.demo_report import report
    from biaochi.scoring.plan import make_plan
    from biaochi.scoring.scheme.load import load_scheme

    scheme = scheme_of(arguments.name)
    folder: Path = arguments.out / arguments.name.lower()
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    importlib.import_module(f"biaochi.presets.{arguments.name.lower()}.demo").write(data)
    plan = make_plan(load_scheme(scheme).require())
    speaker.say(f"{plan.scheme.name}:演示年度 {YEAR},资料在 {data}")
    periods = list(periods_of(plan))
    for period in periods:
        report(scheme, data, period, folder / period, arguments, speaker, explains=period == periods[-1])
    return 0


def periods_of(plan: Any) -> Iterator[str]:
    """Names of the year's periods of every kind that has a main table of quarters or longer; months only where nothing is longer."""
    year = plan.calendar.parse(str(YEAR))
    kinds = {t.table.period for t in plan.tables.values() if t.table.main}
    lengths = {kind: len(plan.calendar.sub_periods(kind, year)) for kind in kinds}
    for kind in sorted(kinds, key=lambda k: -lengths[k]):
        for period in plan.calendar.sub_periods(kind, year):
            yield period.name
