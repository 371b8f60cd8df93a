"""`biaochi preset list | copy | demo`: what comes along can be looked at, taken away and run."""

from pathlib import Path

import pytest
from tests.console.conftest import Desk

PRESETS = sorted(path.parent.name for path in (Path(__file__).parents[2] / "src" / "biaochi" / "presets").glob("*/scheme.yaml"))


def test_every_preset_is_listed_with_its_name(desk: Desk) -> None:
    said = desk.run("preset", "list")
    assert (said.code, said.err) == (0, "")
    assert [line.split()[0] for line in said.out.splitlines()] == PRESETS
    assert all("(" in line for line in said.out.splitlines())


def test_a_copy_stands_on_its_own(desk: Desk) -> None:
    folder = desk.folder / "我的办法"
    said = desk.run("preset", "copy", "S01", folder)
    assert (said.code, said.err) == (0, "")
    assert {"scheme.yaml", "cases.yaml", "demo"} <= {path.name for path in folder.iterdir()}
    assert desk.run("scheme", "check", folder / "scheme.yaml").code == 0
    data = folder / "demo"
    tables = ("roster", "organisations", "relations", "facts", "parameters")
    words = [word for name in tables for word in (f"--{name}", data / f"{name}.csv")]
    said = desk.run("settle", folder / "scheme.yaml", *words, "--period", "2025-Q1", "--out", desk.out, "--format", "csv")
    assert (said.code, said.err) == (0, "")
    assert len(desk.scores()) > 200


def test_a_copy_never_writes_over_anything(desk: Desk) -> None:
    folder = desk.folder / "占用"
    folder.mkdir()
    (folder / "scheme.yaml").write_text("我的")
    said = desk.run("preset", "copy", "s01", folder)
    assert said.code == 1
    assert "folder-not-empty" in said.err
    assert [path.name for path in folder.iterdir()] == ["scheme.yaml"]
    assert desk.run("preset", "copy", "s01", desk.folder / "scheme.yaml").code == 1


@pytest.mark.parametrize("action", ["copy", "demo"])
def test_a_preset_that_is_not_there_is_told_with_those_that_are(desk: Desk, action: str) -> None:
    said = desk.run("preset", action, "s99", *([desk.folder / "new"] if action == "copy" else ["--out", desk.out]))
    assert (said.code, said.out) == (1, "")
    assert "没有名为“s99”的预置办法" in said.err and all(name in said.err for name in PRESETS)
    assert not (desk.folder / "new").exists() and not desk.out.exists()


@pytest.mark.parametrize("path", ["../s01", "s01/../s02", "/etc", "."])
def test_a_name_is_no_path(desk: Desk, path: str) -> None:
    assert "no-such-preset" in desk.run("preset", "demo", path, "--out", desk.out).err


def test_the_demonstration_year_is_settled_again_over_itself(desk: Desk) -> None:
    first = desk.run("preset", "demo", "s01", "--out", desk.out, "--rows", "3")
    assert (first.code, first.err) == (0, "")
    assert "演示年度 2025" in first.out
    second = desk.run("preset", "demo", "s01", "--out", desk.out, "--rows", "3")
    assert second.out == first.out
    settled = {path.name for path in (desk.out / "s01").iterdir()}
    assert {"data", "2025-Q1", "2025-Q4"} <= settled
