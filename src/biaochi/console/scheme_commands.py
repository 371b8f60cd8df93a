"""`biaochi scheme check | test | show | diff | from-xlsx`: the scheme file itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from biaochi.console.messages import Speaker


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    scheme = commands.add_parser("scheme", help="办法:检查、试例、打印、对照 / check, test, show, diff")
    inner = scheme.add_subparsers(metavar="ACTION", required=True)
    check = inner.add_parser("check", parents=[common], help="检查办法文件 / all findings")
    check.add_argument("files", type=Path, nargs="+", metavar="FILE")
    check.set_defaults(run=run_check)
    test = inner.add_parser("test", parents=[common], help="用案例检验办法 / run the cases of a scheme")
    test.add_argument("scheme", type=Path)
    test.add_argument("cases", type=Path)
    test.set_defaults(run=run_test)
    show = inner.add_parser("show", parents=[common], help="打印办法 / print a scheme")
    show.add_argument("file", type=Path)
    help_forms = "zh、en:换一种语言;html:可张贴的办法;xlsx:评分表"
    show.add_argument("--as", dest="form", choices=("zh", "en", "html", "xlsx"), default="zh", help=help_forms)
    show.add_argument("--out", type=Path, help="写入文件(默认打印;xlsx 必需)")
    show.set_defaults(run=run_show)
    draft = inner.add_parser("from-xlsx", parents=[common], help="由评分表起草办法 / a skeleton from a table of criteria")
    draft.add_argument("table", type=Path, metavar="TABLE", help="评分表(.xlsx):一列指标,一列分值或评分标准")
    draft.add_argument("--out", type=Path, help="写入文件(默认打印)")
    draft.set_defaults(run=run_from_xlsx)
    diff = inner.add_parser("diff", parents=[common], help="两份办法逐条对照 / what a new version changes")
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--as", dest="form", choices=("text", "html", "json"), default="text", help="text:逐条读;html:可打印;json")
    diff.add_argument("--out", type=Path, help="写入文件(默认打印)")
    diff.set_defaults(run=run_diff)


def run_check(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.findings import Severity
    from biaochi.scoring.scheme.checks import check_scheme
    from biaochi.scoring.scheme.load import load_scheme

    errors = 0
    for path in arguments.files:
        loaded = load_scheme(path)
        findings = list(loaded.findings) if loaded.scheme is None else check_scheme(loaded)
        errors += sum(f.severity is Severity.ERROR for f in findings)
        if findings:
            speaker.findings(findings)
        else:
            speaker.say(f"{path}:没有发现问题", f"{path}: nothing found")
    return 1 if errors else 0


def run_test(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.cases.run import load_cases, run_cases

    cases = load_cases(arguments.cases, arguments.scheme)
    failed = expectations = count = 0
    for result in run_cases(cases):
        speaker.progress(result.name)
        count += 1
        expectations += result.expectations
        if result.failures:
            failed += 1
            speaker.say(f"✗ {result.name}")
            for failure in result.failures:
                speaker.say(f"    {failure}")
    speaker.say(
        f"案例 {count} 个,期望 {expectations} 条,不符的案例 {failed} 个",
        f"{count} cases, {expectations} expectations, {failed} cases failed",
    )
    return 1 if failed else 0


def run_from_xlsx(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.files.criteria_table import read_criteria
    from biaochi.scoring.findings import Finding
    from biaochi.scoring.scheme.draft.skeleton import skeleton_of

    warnings: list[Finding] = []
    text, questions = skeleton_of(read_criteria(arguments.table, warnings))
    hand_over(text, arguments.out, speaker)
    speaker.findings([*warnings, *questions])
    return 0


def run_show(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.findings import Place, Refused, error
    from biaochi.scoring.scheme.load import load_scheme

    loaded = load_scheme(arguments.file)
    loaded.require()
    if arguments.form == "xlsx":
        from biaochi.files.scheme_workbook import write_scheme_workbook

        if arguments.out is None:
            raise Refused([error("out-missing", Place("--out"), "工作簿不能打印在屏幕上", "a workbook cannot be printed on the screen",
                                 do_zh="加上 --out 办法.xlsx", do_en="add --out scheme.xlsx")])  # fmt: skip
        write_scheme_workbook(loaded, arguments.out)
        speaker.say(f"已写入 {arguments.out}", f"written to {arguments.out}")
        return 0
    if arguments.form == "html":
        from biaochi.files.scheme_page import scheme_page

        text = scheme_page(loaded)
    else:
        from biaochi.scoring.scheme.show import show

        text = show(loaded, arguments.form)
    hand_over(text, arguments.out, speaker)
    return 0


def run_diff(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.scoring.findings import Refused
    from biaochi.scoring.scheme import diff_show
    from biaochi.scoring.scheme.load import load_scheme

    old, new = load_scheme(arguments.old), load_scheme(arguments.new)
    errors = [*old.errors, *new.errors]
    if errors:
        raise Refused(errors)
    if arguments.form == "html":
        from biaochi.files.difference_page import difference_page

        text = difference_page(old, new, speaker.language)
    else:
        text = diff_show.as_json(old, new) if arguments.form == "json" else diff_show.as_text(old, new, speaker.language)
    hand_over(text, arguments.out, speaker)
    return 0


def hand_over(text: str, out: Path | None, speaker: Speaker) -> None:
    """Print the text, or write it to a file and say so."""
    if out is None:
        speaker.say(text.rstrip("\n"))
    else:
        out.write_text(text, encoding="utf-8")
        speaker.say(f"已写入 {out}", f"written to {out}")
