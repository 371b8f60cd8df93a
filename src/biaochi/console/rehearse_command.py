"""`biaochi rehearse OLD NEW`: what a draft would have made of a past period (试算)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from biaochi.console.inputs import add_inputs, read_inputs
from biaochi.console.messages import Speaker

FORMATS = ("text", "json", "html")


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("rehearse", parents=[common], help="用以往的事项试算新办法 / rehearse a draft on a past period")
    parser.add_argument("scheme", type=Path, metavar="OLD", help="原办法 scheme.yaml")
    parser.add_argument("draft", type=Path, metavar="NEW", help="新办法(草案)")
    add_inputs(parser)
    parser.add_argument("--as", dest="form", choices=FORMATS, default="text", help="文字、JSON 或可打印的网页(默认 text)")
    parser.add_argument("--rows", type=int, help="每张计分表列出多少个对象(默认:文字 20,网页 100;JSON 全部)")
    parser.add_argument("--out", type=Path, help="写入文件(默认打印)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.console.scheme_commands import hand_over
    from biaochi.scoring.rehearse import rehearse

    inputs = read_inputs(arguments, speaker, names=True)
    found = rehearse(
        inputs.scheme, inputs.draft.require(), inputs.world, inputs.facts, arguments.period, as_of=inputs.as_of, known_at=inputs.known_at,
        feeds=inputs.feeds, progress=speaker.progress,
    )  # fmt: skip
    if arguments.out is not None:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
    hand_over(rendered(found, arguments, (inputs.loaded.hash, inputs.draft.hash)), arguments.out, speaker)
    return 0


def rendered(found: Any, arguments: argparse.Namespace, hashes: tuple[str, str]) -> str:
    """The rehearsal as text, JSON or a page."""
    rows = {} if arguments.rows is None else {"rows": max(arguments.rows, 0)}
    if arguments.form == "html":
        from biaochi.files.rehearsal_page import rehearsal_page

        return rehearsal_page(found, arguments.lang, hashes=hashes, **rows)
    if arguments.form == "json":
        from biaochi.scoring.rehearse.as_json import as_json

        return as_json(found, hashes)
    from biaochi.scoring.rehearse.as_text import as_text

    return as_text(found, arguments.lang, **rows)
