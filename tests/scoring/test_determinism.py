"""The same facts give the same files, byte for byte: in any order, split, format, time zone and hash seed."""

import csv
import importlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from biaochi.console.main import main
from biaochi.scoring.facts import FACT_COLUMNS

PRESET = Path(__file__).parents[2] / "src" / "biaochi" / "presets" / "s01" / "scheme.yaml"
TABLES = ("roster", "organisations", "relations", "parameters", "facts")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration year of a preset: 260 members, 26,000 facts, with reversals, transfers and late records."""
    folder = tmp_path_factory.mktemp("data")
    importlib.import_module("biaochi.presets.s01.demo").write(folder)
    return folder


@pytest.fixture(scope="module")
def expected(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return settled(data, tmp_path_factory.mktemp("expected"))


def words(data: Path, out: Path, facts: str = "facts.csv", form: str = "parquet") -> list[str]:
    options = [word for name in TABLES for word in (f"--{name}", str(data / (facts if name == "facts" else f"{name}.csv")))]
    return ["settle", str(PRESET), *options, "--period", "2025-Q2", "--lines", "--format", form, "--out", str(out / "out")]


def settled(data: Path, out: Path, facts: str = "facts.csv", form: str = "parquet") -> dict[str, bytes]:
    assert main(words(data, out, facts, form)) == 0
    return contents(out / "out")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the results; of run.json all but the names of the files read."""
    found = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    record = json.loads(found["run.json"])
    del record["inputs"]
    return found | {"run.json": json.dumps(record).encode()}


def differing(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def rewritten(data: Path, folder: Path, change: Callable[[str, list[list[str]]], list[list[str]]]) -> Path:
    """The data with the rows of every table changed."""
    for name in TABLES:
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *change(name, rows)])
    return folder


def test_a_second_run_gives_the_same_bytes(data: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    assert {"scorecards.parquet", "values.parquet", "lines.parquet", "ranks.parquet", "outcomes.parquet", "run.json"} <= set(expected)
    assert differing(settled(data, tmp_path), expected) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_does_not_matter(data: Path, expected: dict[str, bytes], tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    shuffled = rewritten(data, tmp_path, lambda name, rows: chance.sample(rows, len(rows)))
    assert differing(settled(shuffled, tmp_path), expected) == []


def test_facts_in_order_of_subject_are_summed_to_the_same_bytes(data: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Clustered facts take another way through the sums than scattered ones."""
    gathered = rewritten(data, tmp_path, lambda name, rows: sorted(rows, key=lambda row: row[1]) if name == "facts" else rows)
    assert differing(settled(gathered, tmp_path), expected) == []


@pytest.mark.parametrize(("rows", "typed"), [(100_000, True), (997, True), (5_000, False)])
def test_parquet_in_any_row_groups_gives_what_csv_gives(
    data: Path, expected: dict[str, bytes], tmp_path: Path, rows: int, typed: bool
) -> None:
    texts = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(FACT_COLUMNS, pa.string()), strings_can_be_null=True)
    table = pyarrow.csv.read_csv(data / "facts.csv", convert_options=texts)
    if typed:
        for name in ("date", "until", "recorded"):
            table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.date32()))
        for name in ("quantity", "mark"):
            table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.decimal128(18, 6)))
        for name in ("kind", "subject", "level"):
            table = table.set_column(table.column_names.index(name), name, table[name].dictionary_encode())
    copy = rewritten(data, tmp_path, lambda name, rows: rows)
    pyarrow.parquet.write_table(table, copy / "facts.parquet", row_group_size=rows)
    assert pyarrow.parquet.ParquetFile(copy / "facts.parquet").num_row_groups == -(-table.num_rows // rows)
    assert differing(settled(copy, tmp_path, "facts.parquet"), expected) == []


def test_result_files_as_text_do_not_depend_on_the_order_either(data: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    backwards = rewritten(data, second, lambda name, rows: rows[::-1])
    assert differing(settled(backwards, second, form="csv"), settled(data, first, form="csv")) == []


@pytest.mark.parametrize(
    ("zone", "seed", "locale"),
    [("UTC", "0", "C.UTF-8"), ("Asia/Shanghai", "1", "C"), ("America/New_York", "2", "C.UTF-8")],
)
def test_the_time_zone_and_the_hash_seed_do_not_matter(
    data: Path, expected: dict[str, bytes], tmp_path: Path, zone: str, seed: str, locale: str
) -> None:
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale}
    command = [sys.executable, "-W", "error", "-m", "biaochi.console.main", *words(data, tmp_path)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert differing(contents(tmp_path / "out"), expected) == []


def test_a_difference_in_one_cell_is_seen(data: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """The comparison can fail: without one admitted fact the digest is another."""
    fewer = rewritten(data, tmp_path, lambda name, rows: rows[:-1] if name == "facts" else rows)
    assert "run.json" in differing(settled(fewer, tmp_path), expected)
