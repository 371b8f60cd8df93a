"""CSV in: find the encoding without guessing, cut into cells, and say which row is not what it seems.

Words: a *row* is a record as a spreadsheet counts it, the headers being row 1; a cell with line breaks is still
one row. Encodings are tried in order: the byte-order mark, UTF-8, GB18030 (of which GBK and GB2312 are parts).
A file that fits none, or is written partly in one and partly in the other, is refused with its rows.

Worked example: the bytes C1 AA CD A8 are not UTF-8 but GB18030 for 联通; D2 BB alone could be either (һ, 一),
so a file with no other sign is refused until it is saved as UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from biaochi.files.cell_tables import CellTable, build_cell_table, find_header_row
from biaochi.files.cells import Cell, shown
from biaochi.files.faults import Faults, refuse
from biaochi.files.headers import TableHeaders
from biaochi.scoring.findings import BadRows, Finding, Place, error

CELL_CHARACTERS_MAX = 1 << 30
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def read_csv(path: Path, headers: TableHeaders) -> CellTable:
    """Every cell of a CSV file as text. Raises ``BadRows``. ``headers`` is what the messages name."""
    file = str(path)
    rows = _cut(decode(path.read_bytes(), file), headers, file)

    def place(row: int, header: str, column: int) -> Place:
        return Place(file, row, column + 1, header)

    return build_cell_table(rows, headers, place, file)


def decode(content: bytes, file: str) -> str:
    """The text of a file. Raises ``BadRows`` naming the rows that fit no encoding, or another one than the rest."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode_utf_16(content, file)
    _refuse_nul(content, file)
    encodings: tuple[str, ...] = ("utf-8", "gb18030")
    if content.startswith(b"\xef\xbb\xbf"):
        content, encodings = content[3:], ("utf-8",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030":
            _refuse_mixed(content, file)
        elif "gb18030" in encodings and not text.isascii():
            _refuse_ambiguous(content, text, file)
        return text
    _refuse_undecodable(content, file, encodings)
    _refuse_mixed(content, file)
    raise _unreadable_rows(file, [1], encodings[0].upper())


def _cut(text: str, headers: TableHeaders, file: str) -> list[tuple[Cell, ...]]:
    """The records, blank ones too, each as long as the headers."""
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    first_line = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first_line and "," not in first_line else ","
    faults = Faults(file)
    # tuples, since the collector of garbage walks over a million lists again and again
    rows: list[tuple[Cell, ...]] = list(map(tuple, _until_broken(text, delimiter, faults)))
    header_row = find_header_row(rows, headers)
    width = len(rows[header_row - 1]) if rows else 0
    for index, row in enumerate(rows):
        if len(row) == width:
            continue
        if index >= header_row and (len(row) < width or any(row[width:])) and any(row):
            faults.add(_wrong_length(Place(file, index + 1), len(row), width))
        rows[index] = (*row[:width], *[""] * (width - len(row)))
    faults.raise_if_any()
    if "'" in text and _GUARDED.search(text):
        rows = [tuple(map(_without_guard, row)) for row in rows]
    return rows


def _until_broken(text: str, delimiter: str, faults: Faults) -> Iterator[list[str]]:
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            faults.add(
                error(
                    "row-quotes",
                    Place(faults.file, number),
                    f"第 {number} 行的引号没有配对（{broken}）",
                    f"the quotes of row {number} do not match ({broken})",
                    do_zh="引号要成对；单元格里的引号写两次",
                    do_en="quotes come in pairs; a quote inside a cell is written twice",
                )
            )
            return


def _without_guard(cell: str) -> str:
    """The text that our own writer protected from being taken for a formula by one apostrophe."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def _wrong_length(place: Place, found: int, expected: int) -> Finding:
    return error(
        "row-length",
        place,
        f"该行有 {found} 格，标题有 {expected} 格",
        f"the row has {found} cells, the headers {expected}",
        do_zh="单元格里的逗号要用引号括起；空格也要留出逗号",
        do_en="put a cell that contains a comma into quotes; keep the commas of empty cells",
    )


def _decode_utf_16(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError as broken:
        row = content[: broken.start].decode("utf-16", errors="replace").count("\n") + 1
        raise _unreadable_rows(file, [row], "UTF-16") from None
    if "\0" in text:
        raise _unreadable_rows(file, [text[: text.index("\0")].count("\n") + 1], "UTF-16")
    return text


def _refuse_nul(content: bytes, file: str) -> None:
    if b"\0" not in content:
        return
    faults = Faults(file)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if b"\0" in line:
            faults.add(
                error(
                    "row-nul",
                    Place(file, number),
                    f"第 {number} 行含有空字符（NUL）",
                    f"row {number} contains NUL characters",
                    do_zh="文件已损坏，或是没有字节序标记的 UTF-16：重新导出为 CSV UTF-8",
                    do_en="the file is damaged, or UTF-16 without a byte-order mark: export it again as CSV UTF-8",
                )
            )
    faults.raise_if_any()


def _refuse_mixed(content: bytes, file: str) -> None:
    """Rows of Chinese in UTF-8 among rows that are not UTF-8: GB18030 would read other characters there."""
    lines = list(enumerate(content.split(b"\n"), start=1))
    in_utf_8 = [number for number, line in lines if not line.isascii() and _has_chinese(_decoded(line, "utf-8"))]
    others = [number for number, line in lines if _decoded(line, "utf-8") is None]
    if in_utf_8 and len(in_utf_8) <= len(others):
        raise _unreadable_rows(file, in_utf_8, "UTF-8", other="GB18030")
    if in_utf_8:
        raise _unreadable_rows(file, others, "GB18030", other="UTF-8")


def _refuse_ambiguous(content: bytes, text: str, file: str) -> None:
    """A text that is UTF-8 without one Chinese character, and Chinese in GB18030, says nothing for certain."""
    if _has_chinese(text) or not _has_chinese(_decoded(content, "gb18030")):
        return
    row = next(number for number, line in enumerate(text.split("\n"), start=1) if not line.isascii())
    raise refuse(
        Place(file, row),
        "file-encoding-unsure",
        f"第 {row} 行无法确定编码：可能是「{shown(_first_word(text))}」，也可能是中文",
        f'the encoding of row {row} cannot be told: "{shown(_first_word(text))}" or Chinese',
        do_zh="在 Excel 里另存为「CSV UTF-8」",
        do_en='save it as "CSV UTF-8" in Excel',
    )


def _refuse_undecodable(content: bytes, file: str, encodings: tuple[str, ...]) -> None:
    lines = enumerate(content.split(b"\n"), start=1)
    rows = [number for number, line in lines if all(_decoded(line, name) is None for name in encodings)]
    if rows:
        raise _unreadable_rows(file, rows, " / ".join(encodings).upper())


def _unreadable_rows(file: str, rows: list[int], encoding: str, *, other: str = "") -> BadRows:
    """Rows that are not text in this encoding; with ``other``, rows that are, while the rest is in the other one."""
    faults = Faults(file)
    for row in rows:
        faults.add(
            error(
                "row-encoding",
                Place(file, row),
                f"第 {row} 行的编码是 {encoding}，其余各行是 {other}" if other else f"第 {row} 行不是 {encoding} 文字",
                f"row {row} is {encoding}, other rows are {other}" if other else f"row {row} is not {encoding} text",
                do_zh="整个文件用同一种编码保存，最好是「CSV UTF-8」",
                do_en='save the whole file in one encoding, best as "CSV UTF-8"',
            )
        )
    return faults.gathered()


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _has_chinese(text: str | None) -> bool:
    return text is not None and re.search("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", text) is not None


def _first_word(text: str) -> str:
    found = re.search(r"\w*[^\x00-\x7f]\w*", text)
    return found.group() if found else ""
