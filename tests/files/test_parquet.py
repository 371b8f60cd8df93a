"""Parquet: parts, threads, types, and the same checks as everywhere."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from biaochi.files import read_facts, read_history, read_roster
from biaochi.files.arrow_columns import ArrowColumn
from biaochi.files.faults import Faults
from biaochi.files.parts import Part, plan_parts
from biaochi.scoring.columns import NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.facts import FactSource

DAY = dt.date(2025, 3, 2)
EVERYTHING = frozenset({"id", "subject", "kind", "date"})


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[..., Path]:
    """Write columns over sound facts of n rows; ``None`` leaves a column out."""

    def write(rows: int = 3, name: str = "facts.parquet", row_group_size: int | None = None, **columns: Any) -> Path:
        table: dict[str, Any] = {
            "id": np.arange(1, rows + 1),
            "subject": np.arange(rows) // 2,
            "kind": pa.repeat("出席", rows),
            "date": pa.repeat(DAY, rows),
        }
        table.update(columns)
        path = tmp_path / name
        pq.write_table(pa.table({k: v for k, v in table.items() if v is not None}), path, row_group_size=row_group_size)
        return path

    return write


def column_of(path: Path, name: str) -> Any:
    return getattr(read_facts(path).read(0, EVERYTHING | {name}), name)


def all_ids(source: FactSource) -> list[int]:
    return [int(each) for part in range(source.parts) for each in source.read(part, EVERYTHING).id]


def test_row_groups_become_parts_of_a_workable_size() -> None:
    assert plan_parts([501_760, 501_760]) == [Part((0,), 0, 501_760, 0), Part((1,), 0, 501_760, 501_760)]
    assert [part.rows for part in plan_parts([1_400_000])] == [500_000, 500_000, 400_000]
    assert [part.groups for part in plan_parts([50_000] * 10)] == [(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)]
    mixed = plan_parts([10, 0, 700_000, 5, 300_000, 20])
    assert [(part.groups, part.rows, part.first_row) for part in mixed] == [
        ((0,), 10, 0), ((2,), 500_000, 10), ((2,), 200_000, 500_010), ((3,), 5, 700_010), ((4,), 300_000, 700_015),
        ((5,), 20, 1_000_015),
    ]  # fmt: skip
    assert plan_parts([]) == plan_parts([0, 0]) == []


def test_the_usual_types_come_without_a_copy(parquet: Callable[..., Path]) -> None:
    facts = read_facts(parquet(quantity=pa.array([1, 2, 3], pa.int32()))).read(0, EVERYTHING | {"quantity"})
    assert (facts.id.dtype, facts.subject.dtype, facts.date.dtype) == (np.int64, np.int64, np.int32)
    assert facts.kind.vocabulary == ("出席",) and facts.kind.codes.tolist() == [0, 0, 0]
    assert facts.quantity.scale == 1 and facts.quantity.values.dtype == np.int32
    for array in (facts.id, facts.date, facts.quantity.values, facts.kind.codes):
        assert not array.flags.owndata


def test_only_the_asked_columns_are_read(parquet: Callable[..., Path]) -> None:
    source = read_facts(parquet(note=["一", "二", "三"], quantity=[1, 2, 3]))
    assert source.columns == {"id", "subject", "kind", "date", "note", "quantity"}
    facts = source.read(0, frozenset({"subject", "quantity", "mark"}))
    assert facts.subject is not None and facts.quantity is not None and len(facts) == 3
    assert facts.id is facts.kind is facts.note is facts.mark is None


@pytest.mark.parametrize(("rows", "size", "parts"), [(1000, 100, 1), (1_300_000, 1_300_000, 3), (700_000, 650_000, 3)])
def test_parts_read_by_threads_in_any_order_are_the_file(
    parquet: Callable[..., Path], rows: int, size: int, parts: int
) -> None:
    source = read_facts(parquet(rows, row_group_size=size))
    in_order = all_ids(source)
    assert in_order == list(range(1, rows + 1)) and source.parts == parts
    order = [*reversed(range(parts)), *range(parts)]
    with ThreadPoolExecutor(2) as pool:
        read = dict(zip(order, pool.map(lambda part: source.read(part, EVERYTHING).id.tolist(), order), strict=True))
    assert [each for part in range(parts) for each in read[part]] == in_order


def test_a_slice_names_the_row_of_the_file(parquet: Callable[..., Path], refused: Callable) -> None:
    kinds = pa.concat_arrays([pa.repeat("出席", 699_999), pa.nulls(1, pa.string())])
    source = read_facts(parquet(700_000, kind=kinds, row_group_size=700_000))
    assert len(source.read(0, EVERYTHING)) == 500_000
    findings = refused(source.read, 1, EVERYTHING)
    assert [(f.code, f.place.line, f.place.cell) for f in findings] == [("cell-empty", 700_000, "kind")]


@pytest.mark.parametrize(
    ("values", "millionths"),
    [
        (pa.array([1, None, -3]), [1_000_000, NO_AMOUNT, -3_000_000]),
        (pa.array([0.1, None, 12.345678]), [100_000, NO_AMOUNT, 12_345_678]),
        (pa.array([0.1, 0.5, 3.0], pa.float32()), [100_000, 500_000, 3_000_000]),
        (pa.array([Decimal("0.1"), None, Decimal("-2.5")], pa.decimal128(9, 2)), [100_000, NO_AMOUNT, -2_500_000]),
        (pa.array([Decimal("0.1"), None, Decimal("-2.5")], pa.decimal128(30, 10)), [100_000, NO_AMOUNT, -2_500_000]),
        (pa.array(["0.1", "", "２.5"]), [100_000, NO_AMOUNT, 2_500_000]),
        (pa.array(["0.1", "", "0.1"]).dictionary_encode(), [100_000, NO_AMOUNT, 100_000]),
        (pa.array([1, 2, 3], pa.uint64()), [1_000_000, 2_000_000, 3_000_000]),
        (pa.array([1, 2, 3], pa.int8()), [1_000_000, 2_000_000, 3_000_000]),
        (pa.nulls(3), [NO_AMOUNT] * 3),
    ],
)
def test_a_quantity_of_any_type_is_read_exactly(
    parquet: Callable[..., Path], values: pa.Array, millionths: list[int]
) -> None:
    amounts: Amounts = column_of(parquet(quantity=values), "quantity")
    assert amounts.millionths().tolist() == millionths


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (pa.array([1.0, 0.1 + 0.2, 3.0]), "cell-too-many-decimals"),
        (pa.array([1.0, float("nan"), 3.0]), "cell-not-a-number"),
        (pa.array([1.0, float("inf"), 3.0]), "cell-not-a-number"),
        (pa.array([1.0, 1e15, 3.0]), "cell-too-large"),
        (pa.array([1, 10**13, 3]), "cell-too-large"),
        (pa.array([1, -(2**63), 3]), "cell-too-large"),
        (pa.array(["1", "1e999", "3"]), "cell-not-a-number"),
        (pa.array([True, False, True]), "cell-not-a-number"),
        (pa.array([Decimal(0), Decimal("1e-7"), Decimal(0)], pa.decimal128(10, 7)), "cell-too-many-decimals"),
    ],
)
def test_a_quantity_that_is_none_is_refused(
    parquet: Callable[..., Path], refused: Callable, values: pa.Array, code: str
) -> None:
    findings = refused(column_of, parquet(quantity=values), "quantity")
    assert (code, 2) in [(f.code, f.place.line) for f in findings]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([DAY] * 3, pa.date64()),
        pa.array([dt.datetime(2025, 3, 2)] * 3, pa.timestamp("ns")),
        pa.array([dt.datetime(2025, 3, 2)] * 3, pa.timestamp("s")),
        pa.array(["2025-03-02", "2025/3/2", "2025年3月2日"]),
        pa.array([20250302] * 3),
    ],
)
def test_a_day_of_any_type_is_read(parquet: Callable[..., Path], values: pa.Array) -> None:
    assert column_of(parquet(date=values), "date").tolist() == [20149] * 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (pa.array([DAY, None, DAY]), "cell-empty"),
        (pa.array([dt.datetime(2025, 3, 2), dt.datetime(2025, 3, 2, 16), None], pa.timestamp("us")), "cell-has-time"),
        (pa.array([dt.datetime(2025, 3, 2)] * 3, pa.timestamp("us", "UTC")), "cell-has-time"),
        (pa.array(["2025-03-02", "2025-02-30", "2025-03-02"]), "cell-day-impossible"),
        (pa.array([0, 3_000_000, 0], pa.int32()).view(pa.date32()), "cell-day-impossible"),
        (pa.array([0, -(2**31), 0], pa.int32()).view(pa.date32()), "cell-day-impossible"),
    ],
)
def test_a_day_that_is_none_is_refused(
    parquet: Callable[..., Path], refused: Callable, values: pa.Array, code: str
) -> None:
    findings = refused(column_of, parquet(date=values), "date")
    assert (code, 2) in [(f.code, f.place.line) for f in findings]


def test_empty_cells_of_optional_columns_stay_empty(parquet: Callable[..., Path]) -> None:
    path = parquet(
        until=pa.array([None, DAY, None]), level=pa.array(["", "市级", None]), reverses=pa.array([None, None, 1])
    )
    facts = read_facts(path).read(0, EVERYTHING | {"until", "level", "reverses"})
    assert facts.until.tolist() == [NO_DAY, 20149, NO_DAY]
    assert facts.level.texts().tolist() == ["", "市级", ""]
    assert facts.reverses.tolist() == [-1, -1, 1]


def test_text_ids_stay_text_in_every_part(parquet: Callable[..., Path]) -> None:
    ids = pa.array(np.arange(300_000)).cast(pa.string())
    source = read_facts(parquet(300_000, id=ids, reverses=pa.nulls(300_000, pa.int64()), row_group_size=200_000))
    assert source.parts == 2
    for part in range(source.parts):
        facts = source.read(part, EVERYTHING | {"reverses"})
        assert facts.id.dtype == object and facts.reverses.dtype == object and facts.reverses[0] == ""


def test_ids_that_are_none_are_refused(parquet: Callable[..., Path], refused: Callable) -> None:
    assert [f.place.line for f in refused(column_of, parquet(subject=pa.array([1, -5, None])), "subject")] == [2, 3]
    assert [f.place.line for f in refused(column_of, parquet(id=["F1", "甲\u200b", " "]), "id")] == [2, 3]


def test_words_are_cut_at_both_ends_and_merged(parquet: Callable[..., Path]) -> None:
    kinds: Words = column_of(parquet(kind=[" 出席", "出席", "出席\u3000"]), "kind")
    assert kinds == Words(kinds.codes, ("出席",)) and kinds.codes.tolist() == [0, 0, 0]


def test_chinese_headers_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"编号": [1], "主体": ["甲"], "事项": ["出席"], "日期": [DAY]}), path)
    assert read_facts(path).read(0, EVERYTHING).subject.tolist() == ["甲"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"id,subject\n"])
def test_what_is_no_parquet_file_is_refused(tmp_path: Path, refused: Callable, content: bytes) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    assert [f.code for f in refused(read_facts, path)] == ["file-broken"]


def test_a_file_cut_off_or_changed_is_refused_when_it_is_read(parquet: Callable[..., Path], refused: Callable) -> None:
    path = parquet(1000)
    source = read_facts(path)
    content = path.read_bytes()
    path.write_bytes(content[:4] + bytes(len(content) - 4))
    assert [f.code for f in refused(source.read, 0, EVERYTHING)] == ["file-broken"]


@pytest.mark.parametrize(
    "values", [pa.array([["x"], None, []]), pa.array([{"a": 1}, None, None]), pa.array([b"\xff", b"a", b"b"])]
)
def test_a_column_of_a_type_that_no_cell_has_is_refused(
    parquet: Callable[..., Path], refused: Callable, values: list[Any]
) -> None:
    findings = refused(column_of, parquet(matter=values), "matter")
    assert [(f.code, f.place.cell) for f in findings] == [("column-unusable", "matter")]


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path, refused: Callable) -> None:
    text = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe"]).buffers())
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"id": [1], "subject": text, "kind": ["出席"], "date": [DAY]}), path)
    assert [f.code for f in refused(read_facts(path).read, 0, EVERYTHING)] == ["column-unusable"]


def test_codes_of_kinds_may_be_numbers(parquet: Callable[..., Path]) -> None:
    kinds: Words = column_of(parquet(kind=[7, 8, 7]), "kind")
    assert kinds.texts().tolist() == ["7", "8", "7"]


def test_no_rows_are_no_parts_and_a_warning(parquet: Callable[..., Path]) -> None:
    warnings: list = []
    source = read_facts(parquet(0, kind=pa.array([], pa.string()), date=pa.array([], pa.date32())), warnings=warnings)
    assert (source.parts, source.rows, [w.code for w in warnings]) == (0, 0, ["file-without-rows"])


def test_a_roster_keeps_the_types_of_its_attributes(tmp_path: Path) -> None:
    path = tmp_path / "roster.parquet"
    table = {
        "id": [1, 2],
        "年龄": pa.array([41, None], pa.int16()),
        "入党日": pa.array([DAY, None]),
        "工号": ["007", "8"],
    }
    pq.write_table(pa.table({**table, "系数": pa.array([0.1, 2.0]), "证号": [110101199003070012, 1]}), path)
    attributes = read_roster(path).attributes
    assert attributes["年龄"].millionths().tolist() == [41_000_000, NO_AMOUNT]
    assert attributes["入党日"].tolist() == [20149, NO_DAY]
    assert attributes["工号"].texts().tolist() == ["007", "8"]
    assert attributes["系数"].values.tolist() == [100_000, 2_000_000]
    assert attributes["证号"].texts().tolist() == ["110101199003070012", "1"]


def test_points_of_decimal_columns_are_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.parquet"
    points = pa.array([Decimal("87.5"), None, Decimal("-0.0001")], pa.decimal128(18, 4))
    pq.write_table(
        pa.table({"subject": [1, 2, 3], "period": ["2025"] * 3, "score": points, "rank": [1, None, 2]}), path
    )
    history = read_history(path)
    assert history.points.tolist() == [875_000, NO_AMOUNT, -1]
    assert (history.rank.tolist(), history.version.tolist()) == ([1, 0, 2], [1, 1, 1])


def test_words_of_a_roster_stand_in_the_order_of_its_rows_and_no_other_is_among_them(tmp_path: Path) -> None:
    path = tmp_path / "roster.parquet"
    status = pa.array(["预备", "正式", None, "正式", "流动", ""])
    coded = pa.DictionaryArray.from_arrays(pa.array([2, 0, None, 0, 1, 3]), pa.array(["正式", "流动", "预备", "", "无人"]))
    for words in (status, coded.cast(pa.string())):
        table = pa.table({"id": range(6), "status": words, "organisation": pa.array(["乙", "甲", "乙", "甲", "丙", "乙"])})
        pq.write_table(table, path, row_group_size=2)
        roster = read_roster(path)
        assert roster.status.vocabulary == ("预备", "正式", "流动")
        assert roster.status.codes.tolist() == [0, 1, -1, 1, 2, -1]
        assert roster.organisation.tolist() == ["乙", "甲", "乙", "甲", "丙", "乙"]


@pytest.mark.parametrize("first", [0, 1, 7, 8, 9, 16])
def test_empty_cells_are_found_wherever_a_slice_begins(first: int) -> None:
    cells = [None if row % 3 == 1 else dt.date(1970, 1, 1 + row) for row in range(30)]
    column = ArrowColumn(pa.chunked_array([pa.array(cells).slice(first, 11)]), "f", "date")
    found = column.days(Faults("f"), required=False, empty=-5)
    assert found.tolist() == [-5 if row % 3 == 1 else row for row in range(first, first + 11)]
    assert found.dtype == np.int32


def test_parts_read_ahead_are_the_parts(parquet: Callable[..., Path]) -> None:
    rows = 9
    path = parquet(rows, quantity=np.arange(rows), row_group_size=1)
    plain = read_facts(path)
    ahead = read_facts(path, ahead=EVERYTHING | {"quantity", "note"})
    for columns in (EVERYTHING | {"quantity"}, EVERYTHING):
        for part in reversed(range(plain.parts)):
            one, other = plain.read(part, columns), ahead.read(part, columns)
            assert one.id.tolist() == other.id.tolist() and one.kind.texts().tolist() == other.kind.texts().tolist()
            assert (one.quantity is None) == (other.quantity is None) == ("quantity" not in columns)


def test_a_file_cut_off_is_refused_where_it_is_read_not_ahead_of_it(parquet: Callable[..., Path], refused: Callable) -> None:
    path = parquet(2000, quantity=np.arange(2000))
    content = path.read_bytes()
    path.write_bytes(content[:200] + bytes(1000) + content[1200:])
    facts = read_facts(path, ahead=EVERYTHING | {"quantity"})  # refuses nothing yet
    assert [finding.code for finding in refused(facts.read, 0, EVERYTHING | {"quantity"})] == ["file-broken"]
