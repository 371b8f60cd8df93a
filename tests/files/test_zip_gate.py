"""The gate: what is refused before any workbook is opened, how fast, and with how little memory."""

import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from biaochi.files import read_facts
from biaochi.files.zip_gate import pass_gate

SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
HEADERS = ["编号", "主体", "事项", "日期"]
ROW = ["F1", "甲", "出席", "2025-03-02"]


@pytest.fixture
def workbook(excel_file: Callable[..., Path]) -> Callable[..., Path]:
    """A sound workbook whose only sheet is then replaced."""

    def build(sheet: bytes | None = None, **more: bytes) -> Path:
        path = excel_file({"s": [HEADERS, ROW]})
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["xl/worksheets/sheet1.xml"] = sheet or members["xl/worksheets/sheet1.xml"]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**members, **more}.items():
                archive.writestr(name, content)
        return path

    return build


def test_an_ordinary_workbook_passes(workbook: Callable[..., Path]) -> None:
    assert pass_gate(workbook())["xl/worksheets/sheet1.xml"].cells == 8


def test_a_bomb_is_refused_at_once_and_in_little_memory(workbook: Callable[..., Path]) -> None:
    path = workbook(SHEET.format(" " * 100_000_000).encode())
    assert path.stat().st_size < 200_000
    script = (
        "import resource, time, sys, pathlib\n"
        "from biaochi.files.zip_gate import pass_gate\n"
        "before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()\n"
        "try: pass_gate(pathlib.Path(sys.argv[1]))\n"
        "except Exception as refused: print(refused.findings[0].code)\n"
        "print(time.process_time() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    code, seconds, megabytes = run.stdout.split()
    assert code == "workbook-too-large" and float(seconds) < 1 and float(megabytes) < 50


def test_a_member_larger_than_it_says_is_refused_when_it_is_reached(
    workbook: Callable[..., Path], refused: Callable
) -> None:
    path = workbook(SHEET.format(" " * 50_000_000).encode())
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    true, false = struct.pack("<L", size), struct.pack("<L", 4000)
    assert content.count(true) == 2  # the local header and the central directory
    path.write_bytes(bytes(content).replace(true, false))
    start = time.process_time()
    assert [f.code for f in refused(read_facts, path)] == ["workbook-too-large"]
    assert time.process_time() - start < 1


def test_ten_thousand_members_are_refused(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(10_000):
            archive.writestr(f"{n}.xml", "")
    start = time.process_time()
    assert [f.code for f in refused(read_facts, path)] == ["workbook-too-large"]
    assert time.process_time() - start < 1


def test_a_zip_inside_a_zip_is_not_opened(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "nested.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", b"PK\x03\x04" + bytes(9_000_000))
    assert [f.code for f in refused(read_facts, path)] == ["file-broken"]


def test_one_shared_text_of_a_hundred_megabytes_is_refused(workbook: Callable[..., Path], refused: Callable) -> None:
    path = workbook(None, **{"xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * 120_000_000 + b"</t></si></sst>"})
    start = time.process_time()
    assert [f.code for f in refused(read_facts, path)] == ["workbook-too-large"]
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="O1048576"><v>1</v></c></row>',
            "workbook-scattered",
        ),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="9999"><c><v>1</v></c></row>', "workbook-scattered"),
        ("<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='O1048576'/></row>", "workbook-scattered"),
        ('<row r="1"><c r="ABCD1"><v>1</v></c></row>', "file-broken"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "file-broken"),
        ('<row r="1"><c r ="XFD1048576"><v>1</v></c></row>', "file-broken"),
        ('<row r="1"><c\nr= "XFD1048576"><v>1</v></c></row>', "file-broken"),
    ],
)
def test_cells_scattered_over_the_sheet_are_refused(
    workbook: Callable[..., Path], refused: Callable, cells: str, code: str
) -> None:
    assert [f.code for f in refused(read_facts, workbook(SHEET.format(cells).encode()))] == [code]


def test_a_text_that_looks_like_an_address_is_only_a_text(excel_file: Callable[..., Path]) -> None:
    note = ' r="XFD9999999" r = "ABCD1" t="e" '
    path = excel_file({"s": [[*HEADERS, "备注"], [*ROW, note]]})
    assert read_facts(path).read(0, frozenset()).note.tolist() == [note]


def test_a_million_rows_of_formats_without_cells_are_bounded(workbook: Callable[..., Path]) -> None:
    cell = '<c r="{}1" t="inlineStr"><is><t>{}</t></is></c>'
    cells = "".join(map(cell.format, "ABCD", HEADERS))
    rows = "".join(f'<row r="{n}" s="1"/>' for n in range(2, 1_048_577))
    path = workbook(SHEET.format(f'<row r="1">{cells}</row>{rows}').encode())
    start = time.process_time()
    assert read_facts(path).rows == 0
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "text", ['<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>', '<!DOCTYPE x SYSTEM "file:x"><worksheet/>']
)
def test_a_document_type_is_refused(workbook: Callable[..., Path], refused: Callable, text: str) -> None:
    assert [f.code for f in refused(read_facts, workbook(text.encode()))] == ["file-broken"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(3000), b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, refused: Callable, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert [f.code for f in refused(read_facts, path)] == ["file-broken"]


def test_a_workbook_cut_off_anywhere_is_refused(
    workbook: Callable[..., Path], tmp_path: Path, refused: Callable
) -> None:
    content = workbook().read_bytes()
    path = tmp_path / "cut.xlsx"
    for end in range(0, len(content), 397):
        path.write_bytes(content[:end])
        assert refused(read_facts, path)
