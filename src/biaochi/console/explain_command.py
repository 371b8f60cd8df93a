"""`biaochi explain`: why a subject's score is what it is, from the total down to the facts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from biaochi.console.inputs import add_inputs, read_inputs
from biaochi.console.messages import Speaker


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("explain", parents=[common], help="说明一个对象的积分 / explain one subject's score")
    parser.add_argument("scheme", type=Path, help="办法文件 scheme.yaml")
    add_inputs(parser)
    parser.add_argument("--subject", required=True, help="对象编号")
    parser.add_argument("--table", help="计分表代码(默认该周期的主表)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.plan import make_plan
    from biaochi.scoring.points import decimal_text
    from biaochi.scoring.settle import settle
    from biaochi.scoring.state import ABSENT, STATES

    inputs = read_inputs(arguments, speaker, names=True)
    settlement = settle(
        make_plan(inputs.scheme), inputs.world, inputs.facts, arguments.period, as_of=inputs.as_of, known_at=inputs.known_at,
        keeps_lines=True, feeds=inputs.feeds, progress=speaker.progress,
    )  # fmt: skip
    for cards in settlement.asked_for():
        at = [i for i, e in enumerate(cards.entities) if settlement.directory.id_of(int(e)) == arguments.subject]
        if not at or cards.states[at[0]] == ABSENT or arguments.table not in (None, cards.table):
            continue
        speaker.say(f"{cards.table} {cards.period.name} {arguments.subject} {STATES[cards.states[at[0]]]}")
        for code, column in cards.values.items():
            speaker.say(f"  {code}  {decimal_text(int(column.points[at[0]])) if column.usable()[at[0]] else '-'}")
    return 0
