"""`biaochi template NAME`: an Excel workbook to fill in, from a preset's or a scheme file's fact kinds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from biaochi.console.messages import Speaker


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("template", parents=[common], help="导出填报模板 / an Excel template")
    parser.add_argument("name", help="预置办法的名称(如 s01),或办法文件")
    parser.add_argument("--out", type=Path, help="文件名(默认 NAME.xlsx)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.console.preset_commands import scheme_of
    from biaochi.files import write_template
    from biaochi.scoring.findings import Place, Refused, error
    from biaochi.scoring.scheme.load import load_scheme

    path = Path(arguments.name)
    loaded = load_scheme(path if path.suffix else scheme_of(arguments.name))
    scheme = loaded.require()
    out = arguments.out or Path(f"{path.stem}.xlsx")
    if out.exists():
        what = (f"{out} 已经存在,也许已有人填写", f"{out} exists; somebody may have filled it in")
        do = {"do_zh": "用 --out 写到另一个文件,或先移走它", "do_en": "write to another file with --out, or move it away first"}
        raise Refused([error("file-exists", Place(str(out)), *what, **do)])
    write_template(scheme.facts, out)
    speaker.say(f"已写入 {out}", f"written to {out}")
    return 0
