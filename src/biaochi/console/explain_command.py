"""`biaochi explain`: why a subject's score is what it is, from the total down to the facts."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from biaochi.console.inputs import Inputs, add_inputs, read_inputs
from biaochi.console.messages import Speaker

FORMATS = ("text", "json", "html")


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("explain", parents=[common], help="说明一个对象的积分 / explain one subject's score")
    parser.add_argument("scheme", type=Path, help="办法文件 scheme.yaml")
    add_inputs(parser)
    parser.add_argument("--subject", required=True, help="对象编号(党员或党组织)")
    parser.add_argument("--table", help="计分表代码(默认该周期的主表)")
    parser.add_argument("--as", dest="form", choices=FORMATS, default="text", help="文字、JSON 或可打印的网页(默认 text)")
    parser.add_argument("--out", type=Path, help="写入文件(默认打印)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.explain import explain
    from biaochi.scoring.plan import make_plan
    from biaochi.scoring.settle import settle

    inputs = read_inputs(arguments, speaker, names=True)
    plan = make_plan(inputs.scheme)
    refuse_unknown_table(plan, arguments.table)
    settlement = settle(
        plan, inputs.world, inputs.facts, arguments.period, as_of=inputs.as_of, known_at=inputs.known_at, keeps_lines=True,
        feeds=inputs.feeds, progress=speaker.progress,
    )  # fmt: skip
    text = rendered(explain(settlement, arguments.subject, arguments.table), arguments.form, arguments.lang, inputs, arguments.out is None)
    if arguments.out is None:
        speaker.say(text.rstrip("\n"))
        return 0
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(text, encoding="utf-8")
    speaker.say(f"已写入 {arguments.out}", f"written to {arguments.out}")
    return 0


def rendered(explanation: Any, form: str, language: str, inputs: Inputs, is_on_screen: bool = True) -> str:
    """The explanation as text of the terminal's width, as JSON, or as a page."""
    from biaochi.scoring.explain import as_json, as_text

    if form == "json":
        import json

        return json.dumps(as_json(explanation), ensure_ascii=False, indent=1) + "\n"
    if form == "html":
        from biaochi.files.explanation_page import explanation_page

        return explanation_page(explanation, language, scheme_hash=inputs.loaded.hash)
    return as_text(explanation, language, width_of_screen() if is_on_screen else 120)


def width_of_screen() -> int:
    """Places of the terminal, between 60 and 160."""
    return max(60, min(160, shutil.get_terminal_size((100, 40)).columns))


def refuse_unknown_table(plan: Any, table: str | None) -> None:
    """Raise Refused, naming the tables there are, unless the scheme has the table."""
    from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text

    if table is None or table in plan.tables:
        return
    what = Text(f"办法没有代码为“{table}”的计分表", f"the scheme has no table {table}")
    listed = "、".join(f"{code}({t.table.name})" for code, t in plan.tables.items())
    remedy = Text(f"计分表:{listed}", f"tables: {listed}")
    raise Refused([Finding("table-not-found", Severity.ERROR, Place("--table"), what, None, remedy)])
