"""`biaochi settle`: files in, scorecards out."""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from biaochi.console.inputs import Inputs, add_inputs, read_inputs
from biaochi.console.messages import Speaker


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("settle", parents=[common], help="核算一个周期 / settle a period")
    parser.add_argument("scheme", type=Path, help="办法文件 scheme.yaml")
    add_inputs(parser)
    parser.add_argument("--lines", action="store_true", help="另写出 lines:每一条计分明细")
    parser.add_argument("--format", choices=("parquet", "csv", "xlsx"), default="parquet", help="结果文件的格式")
    parser.add_argument("--out", type=Path, required=True, help="结果文件夹")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.files.output_folder import refuse_foreign
    from biaochi.scoring.facts import columns_to_settle

    refuse_foreign(arguments.out)
    inputs = read_inputs(arguments, speaker, names=None, ahead=columns_to_settle(arguments.lines))
    from biaochi.scoring.plan import make_plan
    from biaochi.scoring.settle import settle

    settlement = settle(
        make_plan(inputs.scheme), inputs.world, inputs.facts, arguments.period, as_of=inputs.as_of, known_at=inputs.known_at,
        keeps_lines=arguments.lines, feeds=inputs.feeds, progress=speaker.progress,
    )  # fmt: skip
    write(arguments, speaker, inputs, settlement)
    return 0


def write(arguments: argparse.Namespace, speaker: Speaker, inputs: Inputs, settlement: Any) -> None:
    """All result files, or none."""
    from biaochi.files import OutputFolder
    from biaochi.files.output_columns import count_rows
    from biaochi.files.results import tables_of
    from biaochi.files.run_record import run_record

    speaker.progress("写出结果")
    with OutputFolder(arguments.out) as folder:
        tables = tables_of(settlement)
        if arguments.lines:
            from biaochi.files.line_table import lines_of

            tables["lines"] = lines_of(settlement)
        filled = {name: columns for name, columns in tables.items() if columns}
        with ThreadPoolExecutor(2) as pool:  # the largest first, so that none is left to be waited for
            order = sorted(filled, key=lambda name: -count_rows(filled[name]) * len(filled[name]))
            writing = {name: pool.submit(write_one, folder, name, filled[name], arguments.format) for name in order}
            write_notices(folder, settlement)
        for name in filled:
            writing[name].result()
        record = run_record(inputs.loaded.hash, inputs.files, settlement, tables)
        (folder / "run.json").write_text(record, encoding="utf-8")
    for cards in settlement.asked_for():
        counted = int((cards.states == 0).sum())
        table = settlement.plan.tables[cards.table].table.name
        speaker.say(
            f"{table} {cards.period.name}:计分 {counted},共 {int((cards.states != 7).sum())};结果在 {arguments.out}",
            f"{table} {cards.period.name}: {counted} scored of {int((cards.states != 7).sum())}; results in {arguments.out}",
        )


def write_one(folder: Path, name: str, columns: Any, form: Any) -> None:
    """One table. Raises Refused where the format cannot hold it."""
    from biaochi.files import write_table
    from biaochi.files.output_columns import PointsTooLargeToWrite
    from biaochi.files.writers import TableTooLargeForExcel
    from biaochi.scoring.findings import Place, Refused, error

    try:
        write_table(folder, name, columns, form)
    except TableTooLargeForExcel as refused:
        what = (f"{name} 在一张 Excel 工作表里放不下", str(refused))
        do = {"do_zh": "改用 --format csv 或 parquet", "do_en": "use --format csv or parquet"}
        raise Refused([error("table-too-large", Place("--format"), *what, **do)]) from refused
    except PointsTooLargeToWrite as refused:
        what = (f"{name} 里的积分超过十四位整数", str(refused))
        do = {"do_zh": "核对办法的分值和数量最大的事项", "do_en": "check the prices and the facts with the largest quantities"}
        raise Refused([error("points-too-large", Place(name), *what, **do)]) from refused


def write_notices(folder: Path, settlement: Any) -> list[str]:
    """The public notice of every main table that is small enough to hang on a wall; the names of the files.

    The first is ``notice.html``, those of further tables carry the table's code.
    """
    from biaochi.files.notice import ROWS_MAX, notice_page, rows_of

    written: list[str] = []
    for cards in settlement.asked_for():
        if 0 < rows_of(cards) <= ROWS_MAX:
            name = f"notice-{cards.table}.html" if written else "notice.html"
            (folder / name).write_text(notice_page(settlement, cards), encoding="utf-8")
            written.append(name)
    return written
