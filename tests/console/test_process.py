"""The command as a process of its own: exit codes, a closed pipe, a terminal of another encoding, days without a clock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.console.conftest import Desk

COMMAND = Path(sys.executable).with_name("biaochi")


def without_progress(err: bytes) -> bytes:
    """Standard error but for the lines that a slow machine adds."""
    return b"".join(line for line in err.splitlines(keepends=True) if not line.startswith("…".encode()))


def process(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [COMMAND, *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


def test_the_installed_command_settles_and_refuses_by_exit_code(desk: Desk) -> None:
    done = process("settle", *desk.inputs(), "--out", desk.out)
    assert (done.returncode, without_progress(done.stderr)) == (0, b"")
    desk.edit("facts.csv", "1,甲,出席,2025-07-05", "1,甲,出度,2025-07-05")
    refused = process("settle", *desk.inputs(), "--out", desk.out)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert "unknown-kind" in refused.stderr.decode() and "Traceback" not in refused.stderr.decode()
    assert process("settle").returncode == 2


@pytest.mark.parametrize("words", [["preset", "list"], ["scheme", "show", "SCHEME", "--as", "html"]])
def test_a_reader_that_goes_away_is_no_fault(desk: Desk, words: list[str]) -> None:
    command = [COMMAND, *(str(desk.folder / "scheme.yaml") if word == "SCHEME" else word for word in words)]
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE) as child:
        os.close(writing)
        _, err = child.communicate(timeout=60)
    assert (child.returncode, without_progress(err)) == (0, b"")


def test_a_terminal_that_knows_no_chinese_shows_marks_instead(desk: Desk) -> None:
    done = process("scheme", "check", desk.folder / "scheme.yaml", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, without_progress(done.stderr)) == (0, b"")
    assert b"scheme.yaml:??" in done.stdout
    done = process("scheme", "check", desk.folder / "scheme.yaml", "--lang", "en", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.stdout.endswith(b"scheme.yaml: nothing found\n")


def test_an_error_of_the_engine_shows_a_traceback_only_under_debug(desk: Desk) -> None:
    (desk.folder / "run.py").write_text(
        "import sys, biaochi.scoring.settle as s\n"
        "def fall(*a, **k): raise ZeroDivisionError('x')\n"
        "s.settle = fall\n"
        "from biaochi.console.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    words = [sys.executable, desk.folder / "run.py", "settle", *desk.inputs(), "--out", desk.out]
    plain = subprocess.run(words, capture_output=True, check=False)
    assert (plain.returncode, plain.stdout) == (1, b"")
    assert b"Traceback" not in plain.stderr and "内部错误:ZeroDivisionError".encode() in plain.stderr
    debug = subprocess.run([*words, "--debug"], capture_output=True, check=False)
    assert debug.returncode == 1 and b"Traceback" in debug.stderr
    assert not desk.out.exists()


def test_a_light_command_does_not_load_the_heavy_parts() -> None:
    heavy = "{'pyarrow', 'pydantic', 'xlsxwriter'}"
    code = f"import sys; from biaochi.console.main import main; main([]); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"
