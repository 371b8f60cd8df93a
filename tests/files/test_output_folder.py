"""The folder of results: whole or not there, and never over somebody else's files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from biaochi.files import OutputFolder


def write_run(path: Path, content: str = "1") -> None:
    with OutputFolder(path) as folder:
        (folder / "scorecards.csv").write_text(content)
        written = path / "scorecards.csv"
        assert not written.exists() or written.read_text() != content
        (folder / "run.json").write_text("{}")


def names_in(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


def test_the_folder_appears_whole_at_the_end(tmp_path: Path) -> None:
    write_run(tmp_path / "deep" / "out")
    assert names_in(tmp_path / "deep") == ["out"]
    assert names_in(tmp_path / "deep" / "out") == ["run.json", "scorecards.csv"]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), OutputFolder(tmp_path / "deep" / "out") as folder:
        (folder / "scorecards.csv").write_text("1")
        raise RuntimeError
    assert names_in(tmp_path) == []


def test_an_error_leaves_the_earlier_run_as_it_was(tmp_path: Path) -> None:
    write_run(tmp_path / "out", "1")
    with pytest.raises(KeyboardInterrupt), OutputFolder(tmp_path / "out") as folder:
        (folder / "scorecards.csv").write_text("2")
        raise KeyboardInterrupt
    assert names_in(tmp_path) == ["out"]
    assert (tmp_path / "out" / "scorecards.csv").read_text() == "1"


def test_an_earlier_run_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_run(tmp_path / "out", "1")
    (tmp_path / "out" / "lines.parquet").write_text("old")
    write_run(tmp_path / "out", "2")
    assert names_in(tmp_path) == ["out"]
    assert names_in(tmp_path / "out") == ["run.json", "scorecards.csv"]
    assert (tmp_path / "out" / "scorecards.csv").read_text() == "2"


def test_a_folder_that_is_not_ours_is_refused_and_untouched(tmp_path: Path, refused: Callable) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "论文.docx").write_text("x")
    assert [f.code for f in refused(OutputFolder(out).__enter__)] == ["folder-not-ours"]
    (out / "run.json").write_text("{}")
    findings = refused(OutputFolder(out).__enter__)
    assert "论文.docx" in findings[0].what.zh and names_in(out) == ["run.json", "论文.docx"]
    assert [f.code for f in refused(OutputFolder(out / "run.json").__enter__)] == ["folder-not-ours"]


def test_a_file_put_there_while_we_wrote_is_not_lost(tmp_path: Path, refused: Callable) -> None:
    out = tmp_path / "out"

    def write() -> None:
        with OutputFolder(out) as folder:
            (folder / "run.json").write_text("{}")
            out.mkdir()
            (out / "论文.docx").write_text("x")

    assert [f.code for f in refused(write)] == ["folder-not-ours"]
    assert names_in(tmp_path) == ["out"] and names_in(out) == ["论文.docx"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_run(tmp_path / "out")
    assert names_in(tmp_path) == ["out"]


def test_others_may_read_the_folder_as_any_other(tmp_path: Path) -> None:
    write_run(tmp_path / "out")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode
