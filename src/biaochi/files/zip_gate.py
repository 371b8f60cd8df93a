"""The gate before any workbook is opened: how large it says it is, how large it really is, and what its cells claim.

A workbook is a zip of XML. 300 kB of it can unfold into 300 MB, and one cell at XFD1048576 makes a reader lay
out seventeen thousand million cells. So the list of members is checked first (sizes, ratio, number), then each
XML member is unfolded in pieces against its declared size, and the addresses of its cells are looked at on the
way. Nothing is kept but the findings.

Worked example: a sheet with cells A1 and O1048576 has an extent of 15,728,640 cells for two of them: refused.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

import numpy as np

from biaochi.files.faults import refuse
from biaochi.scoring.findings import BadRows

FILE_BYTES_MAX = 100_000_000
UNFOLDED_BYTES_MAX = 400_000_000
MEMBERS_MAX = 1_000
DIRECTORY_BYTES_MAX = 1_000_000
RATIO_MAX = 100
RATIO_FREE_BYTES = 10_000_000
"""Members up to this size may be as repetitive as they like."""
EXTENT_MAX = 20_000_000
EXTENT_FREE = 1_000_000
EXTENT_PER_CELL_MAX = 50
_PIECE = 1 << 20
_CARRY_MAX = 4 << 20
_ERROR_CELL = re.compile(rb"<c\s([^<>]*\bt=[\"']e[\"'][^<>]*)>")
_UNCOMPUTED = re.compile(rb"<c\s([^<>]*)>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]*)([0-9]*)")
_ODD_ADDRESS = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<>]*?\br(?:\s+=|=\s)")


@dataclass
class SheetCells:
    """What one XML member claims: addresses of error values and of formulas never computed, and its extent."""

    errors: list[str] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)
    cells: int = 0
    tags: int = 0
    last_row: int = 0
    last_row_of_cells: int = 0
    last_column: int = 0

    def extent(self) -> tuple[int, int]:
        """Rows and columns a reader will lay out. Rows without cells count only if some cell has no address."""
        return self.last_row_of_cells if self.cells >= self.tags else self.last_row, self.last_column


def pass_gate(path: Path) -> dict[str, SheetCells]:
    """Check a workbook; what its XML members hold, by member name. Raises ``BadRows`` for anything unsafe."""
    file = str(path)
    size = path.stat().st_size
    if size > FILE_BYTES_MAX:
        raise _too_large(file, f"文件有 {size:,} 字节", f"the file has {size:,} bytes")
    try:
        _check_directory(path, size)
        with ZipFile(path) as archive:
            members = archive.infolist()
        _check_declared(file, members)
        with path.open("rb") as opened:
            return {member.filename: _check_member(file, opened, member) for member in members if _is_read(member)}
    # zipfile raises RuntimeError for versions and methods it does not know
    except (BadZipFile, OSError, zlib.error, struct.error, UnicodeDecodeError, RuntimeError) as broken:
        raise _no_workbook(file) from broken


def _check_directory(path: Path, size: int) -> None:
    """The end of the central directory says how long it is, before anyone walks along it."""
    with path.open("rb") as opened:
        if opened.read(4) != b"PK\x03\x04":
            raise _no_workbook(str(path))
        opened.seek(max(0, size - 66_000))
        tail = opened.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise BadZipFile("no central directory")
    entries, directory_bytes = struct.unpack("<HL", tail[end + 10 : end + 16])
    if entries > MEMBERS_MAX or directory_bytes > DIRECTORY_BYTES_MAX:
        raise _too_large(str(path), f"压缩包内有 {entries} 个文件", f"the archive has {entries} members")


def _check_declared(file: str, members: list[ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MEMBERS_MAX:
        raise _too_large(file, f"压缩包内有 {len(members)} 个文件", f"the archive has {len(members)} members")
    if total > UNFOLDED_BYTES_MAX:
        raise _too_large(file, f"展开后有 {total:,} 字节", f"unfolded it has {total:,} bytes")
    for member in members:
        ratio = member.file_size // max(1, member.compress_size)
        if member.file_size > RATIO_FREE_BYTES and ratio > RATIO_MAX:
            raise _too_large(
                file, f"「{member.filename}」压缩了 {ratio} 倍", f'"{member.filename}" unfolds {ratio} times'
            )
        if member.flag_bits & 1 or member.compress_type not in (0, 8):
            raise _no_workbook(file)


def _is_read(member: ZipInfo) -> bool:
    return not member.is_dir() and member.filename.lower().endswith((".xml", ".rels"))


def _check_member(file: str, opened: IO[bytes], member: ZipInfo) -> SheetCells:
    found = SheetCells()
    carry = b""
    for piece in _unfold(file, opened, member):
        joined = carry + piece
        cut = joined.rfind(b"</row>") + 6
        if cut < 6:
            cut = joined.rfind(b"<") if len(joined) < _CARRY_MAX else len(joined) - 32
        cut = max(cut, 0)
        _look_at(file, joined[:cut], found)
        carry = joined[cut:]
    _look_at(file, carry, found)
    rows, columns = found.extent()
    extent = rows * columns
    if extent > EXTENT_MAX or extent > max(EXTENT_FREE, EXTENT_PER_CELL_MAX * found.cells):
        raise _scattered(file, member.filename, rows, columns)
    return found


def _unfold(file: str, opened: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """The member in pieces. Its real size is held against the declared one, which a reader of ours does not believe."""
    opened.seek(member.header_offset + 26)
    name_bytes, extra_bytes = struct.unpack("<HH", opened.read(4))
    opened.seek(name_bytes + extra_bytes, 1)
    folded, unfolded = member.compress_size, 0
    inflate = zlib.decompressobj(-15) if member.compress_type == 8 else None
    pending = b""
    while folded or pending:
        if not pending:
            pending = opened.read(min(folded, _PIECE))
            if not pending:
                raise BadZipFile("cut off")
            folded -= len(pending)
        if inflate is None:
            piece, pending = pending, b""
        else:
            piece = inflate.decompress(pending, _PIECE)
            pending = b"" if inflate.eof else inflate.unconsumed_tail
        unfolded += len(piece)
        if unfolded > member.file_size:
            raise _too_large(
                file,
                f"「{member.filename}」比它声明的大",
                f'"{member.filename}" is larger than it says',
            )
        yield piece
        if inflate is not None and inflate.eof:
            return


def _look_at(file: str, piece: bytes, found: SheetCells) -> None:
    """Note what stands in whole tags of a member."""
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise _no_workbook(file)
    if b'="e"' in piece or b"='e'" in piece:
        found.errors.extend(_addresses(_ERROR_CELL, piece, 1_000 - len(found.errors)))
    if b"<f" in piece:
        found.uncomputed.extend(_addresses(_UNCOMPUTED, piece, 1_000 - len(found.uncomputed)))
    others = piece.count(b"<co") + piece.count(b"<cf")
    prefixed = piece.count(b":c ") + piece.count(b":c>") + piece.count(b":c/")
    found.tags += piece.count(b"<c") - others + prefixed
    _measure_extent(file, piece, found)


def _addresses(pattern: re.Pattern[bytes], piece: bytes, room: int) -> list[str]:
    addresses: list[str] = []
    for cell in pattern.finditer(piece):
        address = _ADDRESS.search(cell.group(1))
        # an empty text is a value too: IF(…, "") leaves t="str" and nothing in it
        is_empty_text = pattern is _UNCOMPUTED and b't="str"' in cell.group(1)
        if address and not is_empty_text and len(addresses) < room:
            addresses.append(address.group(1).decode())
    return addresses


def _measure_extent(file: str, piece: bytes, found: SheetCells) -> None:
    """Widen the extent by the addresses in this piece: all of them at once, as bytes after each ``r="``."""
    content = np.frombuffer(b" " + piece + b"\0" * 16, dtype=np.uint8)
    at = np.flatnonzero((content[1:] == ord("r")) & (content[:-1] <= ord(" "))) + 1
    at = at[at < len(content) - 15]
    is_quote = (content[at + 2] == ord('"')) | (content[at + 2] == ord("'"))
    is_usual = (content[at + 1] == ord("=")) & is_quote
    if not is_usual.all() and _ODD_ADDRESS.search(piece):
        raise _no_workbook(file)
    starts = at[is_usual] + 3
    if not len(starts):
        return
    column, row = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.int64)
    is_letters = np.ones(len(starts), dtype=np.bool_)
    is_open = np.ones(len(starts), dtype=np.bool_)
    for offset in range(11):
        character = content[starts + offset]
        letter = character & 0xDF
        is_letter = is_open & is_letters & (letter >= ord("A")) & (letter <= ord("Z"))
        is_digit = is_open & (character >= ord("0")) & (character <= ord("9"))
        is_letters &= is_letter
        column = np.where(is_letter, column * 26 + (letter - ord("A") + 1), column)
        row = np.where(is_digit, row * 10 + (character - ord("0")), row)
        is_open &= is_letter | is_digit
        if not is_open.any():
            break
    last_row, last_column = int(row.max()), int(column.max())
    if last_row > 1_048_576 or last_column > 16_384:
        # perhaps only the text of a cell; ask again, tag by tag
        if any(len(a.group(1)) > 3 or int(a.group(2) or 0) > 1_048_576 for a in _CELL_OR_ROW.finditer(piece)):
            raise _no_workbook(file)
        return
    is_cell = column > 0
    found.cells += int(np.count_nonzero(is_cell))
    found.last_row_of_cells = max(found.last_row_of_cells, int(row[is_cell].max(initial=0)))
    found.last_row, found.last_column = max(found.last_row, last_row), max(found.last_column, last_column)


def _too_large(file: str, zh: str, en: str) -> BadRows:
    return refuse(
        file,
        "workbook-too-large",
        f"工作簿过大，未打开：{zh}",
        f"the workbook is too large and was not opened: {en}",
        do_zh="只留需要的工作表，或另存为 CSV UTF-8",
        do_en="keep only the sheet that is needed, or save it as CSV UTF-8",
    )


def _scattered(file: str, member: str, rows: int, columns: int) -> BadRows:
    return refuse(
        file,
        "workbook-scattered",
        f"「{member}」的单元格散布到第 {rows} 行、第 {columns} 列，未打开",
        f'the cells of "{member}" are scattered up to row {rows}, column {columns}; it was not opened',
        do_zh="删去表格以外的行和列，或把表格复制到新工作簿",
        do_en="delete the rows and columns outside the table, or copy the table into a new workbook",
    )


def _no_workbook(file: str) -> BadRows:
    return refuse(
        file,
        "file-broken",
        "这不是完好、未加密的 .xlsx 工作簿",
        "this is not a sound .xlsx workbook without a password",
        do_zh="在 Excel 或 WPS 里打开，取消密码，另存为 .xlsx",
        do_en="open it in Excel or WPS, remove the password, save it as .xlsx",
    )
