"""The guide for clerks holds: its table is written as a workbook, its files are written, its commands are run, in the order of the page.

- Between ``<!-- 表 NAME -->`` and ``<!-- 表完 -->`` stand a title, a table and notes: a workbook. An empty cell in the first column is
  merged with the one above; the title and the notes are merged over the whole width.
- A block ``file=NAME`` is written; ``shows=NAME`` must be what stands in the file; ``diff from=A file=B`` is A with lines replaced.
- In a block ``console`` each line after ``$ `` is run; what it says (standard output, then standard error) is what stands below it. A
  line ``…`` stands for any number of lines.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from biaochi.console.main import run

GUIDE = Path(__file__).parents[2] / "docs/办法编写指南.md"
PIECE = re.compile(
    r"^<!-- 表 (?P<table>\S+) -->\n(?P<rows>.*?)^<!-- 表完 -->$|^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
OMITTED = "…"


@dataclass(frozen=True)
class Piece:
    """A table or block of the guide, its line, and the words behind its fence."""

    line: int
    kind: str
    words: dict[str, str]
    text: str


def pieces_of(document: str) -> Iterator[Piece]:
    for found in PIECE.finditer(document):
        line = document.count("\n", 0, found.start()) + 1
        if found["table"]:
            yield Piece(line, "table", {"file": found["table"]}, found["rows"])
        else:
            kind, *words = found["info"].split()
            yield Piece(line, kind, dict(word.split("=", 1) for word in words), found["text"])


PIECES = list(pieces_of(GUIDE.read_text(encoding="utf-8")))


def write_table(text: str, path: Path) -> None:
    """The title, rows and notes of a table as a worksheet."""
    lines = [line for line in text.splitlines() if line.strip()]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else [line.strip("*")] for line in lines]
    rows = [row for row in cells if not set("".join(row)) <= set("-")]
    width = max(len(row) for row in rows)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, float(cell) if cell.isdigit() else cell)
            if len(row) == 1:
                sheet.merge_range(number, 0, number, width - 1, row[0])
        filled = [number for number, row in enumerate(rows) if row[0]]
        for first, after in zip(filled, [*filled[1:], len(rows)], strict=True):
            if after - first > 1:
                sheet.merge_range(first, 0, after - 1, 0, rows[first][0])


def replaced(text: str, difference: str) -> str:
    """The text with the lines after ``-`` replaced by those after ``+``."""
    old: list[str] = []
    for line in difference.splitlines():
        if line.startswith("-"):
            old.append(line[1:])
        else:
            before = old.pop(0)
            assert text.count(before + "\n") == 1, before
            text = text.replace(before + "\n", line[1:] + "\n")
    assert not old
    return text


def agrees(said: list[str], shown: list[str]) -> bool:
    """Whether what was said is what is shown, ``…`` standing for any lines."""
    if not shown:
        return not said
    if shown[0] == OMITTED:
        return any(agrees(said[number:], shown[1:]) for number in range(len(said) + 1))
    return bool(said) and said[0] == shown[0] and agrees(said[1:], shown[1:])


def commands_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """(command, what is shown below it)."""
    command, shown = "", list[str]()
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line)
    yield command, shown


def said_by(command: str) -> list[str]:
    """The lines of standard output, then of standard error; progress is not part of them."""
    name, *words = shlex.split(command)
    assert name == "biaochi"
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        run(words)
    return [*out.getvalue().splitlines(), *(line for line in err.getvalue().splitlines() if not line.startswith("… "))]


def follow(folder: Path) -> list[str]:
    """Everything in the guide that is not as it says, following it from its first line to its last."""
    wrong = []
    for piece in PIECES:
        path = folder / piece.words.get("file", "")
        if piece.kind == "table":
            write_table(piece.text, path)
        elif piece.kind == "diff":
            path.write_text(replaced((folder / piece.words["from"]).read_text(encoding="utf-8"), piece.text), encoding="utf-8")
        elif "file" in piece.words:
            path.write_text(piece.text, encoding="utf-8")
        elif "shows" in piece.words and (folder / piece.words["shows"]).read_text(encoding="utf-8") != piece.text:
            wrong.append(f"{piece.line}: {piece.words['shows']}")
        elif piece.kind == "console":
            wrong += [
                f"{piece.line}: {command}\n" + "\n".join(said)
                for command, shown in commands_of(piece.text)
                if not agrees(said := said_by(command), shown)
            ]
    return wrong


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_whoever_follows_the_guide_sees_what_it_shows(folder: Path) -> None:
    assert follow(folder) == []
    for name in ("办法.html", "评分表.xlsx", "填报表.xlsx", "试算.html", "结果/notice.html"):
        assert (folder / name).stat().st_size > 1000, name


def test_the_guide_shows_every_command_of_a_scheme() -> None:
    commands = {tuple(command.split()[1:3]) for piece in PIECES if piece.kind == "console" for command, _ in commands_of(piece.text)}
    assert {("scheme", action) for action in ("from-xlsx", "check", "test", "show", "diff")} <= commands
    assert {command[0] for command in commands} == {"scheme", "template", "rehearse", "settle", "explain"}


def test_a_wrong_line_of_output_is_seen() -> None:
    assert agrees(["a", "b", "c"], ["a", OMITTED]) and agrees(["a", "b", "c"], [OMITTED, "b", OMITTED])
    assert not agrees(["a", "b"], ["a"]) and not agrees(["a", "b"], [OMITTED, "c"]) and not agrees(["a"], ["a", "b"])
