"""Facts and tables from Parquet. Facts come in parts that threads read at the same time, each with its own open file.

Words: a *part* is one row group, several small ones in a row, or a slice of a large one. Slices of a large row
group are cut from one running read, so that it is neither decoded again for each slice nor held as a whole.

Worked example: row groups of 501,760 rows are a part each; one row group of 1,400,000 rows is three parts of
500,000, 500,000 and 400,000 rows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from biaochi.files.arrow_columns import ArrowColumn, is_text
from biaochi.files.arrow_memory import use_jemalloc
from biaochi.files.fact_columns import WORDS, empty_as_text, read_fact_column
from biaochi.files.faults import Faults, refuse
from biaochi.files.headers import FACTS, MatchedHeaders, TableHeaders, match_headers
from biaochi.files.parts import PART_ROWS, Part, plan_parts
from biaochi.scoring.facts import FACT_COLUMNS, FactRows
from biaochi.scoring.findings import BadRows, Finding

READ_AT_ONCE = 1 << 16
PARTS_AHEAD = 4
"""Parts of 15 MB read ahead, while the scheme is read and the engine imported. With more of them, fresh pages cost what it saves."""


class ParquetFacts:
    """The facts of one Parquet file as a ``FactSource``. Reads may run in several threads at once."""

    def __init__(self, path: Path, metadata: Any, matched: MatchedHeaders, names: Sequence[str]) -> None:
        self._path, self._metadata, self._names = path, metadata, names
        self._matched = matched
        self._parts = plan_parts([metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)])
        self._own = threading.local()
        self._slices: dict[int, _RunningRead] = {}
        self._lock = threading.Lock()
        self._ahead: dict[tuple[int, tuple[str, ...]], Future[Any]] = {}
        schema = metadata.schema.to_arrow_schema()
        words = [matched.columns[column] for column in WORDS if column in matched.columns]
        self._coded = [names[index] for index in words if is_text(schema.field(index).type)]
        self._id_as_text = any(
            not _is_whole(schema.field(matched.columns[column]).type)
            for column in ("id", "reverses")
            if column in matched.columns
        )

    @property
    def parts(self) -> int:
        return len(self._parts)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self._matched.columns)

    @property
    def rows(self) -> int:
        return int(self._metadata.num_rows)

    def read(self, part: int, columns: frozenset[str]) -> FactRows:
        """Rows of one part with the asked columns and ``date``; every other column is None. See ``FactSource.read``."""
        wanted = self._wanted(columns)
        where = self._parts[part]
        ahead = self._ahead.pop((part, wanted), None)
        table = self._table(where, wanted) if ahead is None or ahead.cancel() else ahead.result()
        faults = Faults(str(self._path))
        found: dict[str, Any] = dict.fromkeys(FACT_COLUMNS)
        for column in wanted:
            name = self._names[self._matched.columns[column]]
            values = ArrowColumn(table.column(name), str(self._path), name, where.first_row)
            found[column] = read_fact_column(column, values, faults, as_text=True)
            if self._id_as_text and column in ("id", "reverses"):
                found[column] = empty_as_text(found[column])
        faults.raise_if_any()
        return FactRows(**found)

    def read_ahead(self, columns: frozenset[str]) -> None:
        """Begin to decode the first parts, to be asked for with these columns, in a thread of its own: others need not wait for it."""
        wanted = self._wanted(columns)
        pool = ThreadPoolExecutor(1)
        for part in range(min(self.parts, PARTS_AHEAD)):
            self._ahead[part, wanted] = pool.submit(self._table, self._parts[part], wanted)
        pool.shutdown(wait=False)

    def _wanted(self, columns: frozenset[str]) -> tuple[str, ...]:
        return tuple(column for column in FACT_COLUMNS if column in self.columns and column in columns | {"date"})

    def _table(self, where: Part, wanted: Sequence[str]) -> Any:
        names = tuple(self._names[self._matched.columns[column]] for column in wanted)
        try:
            if where.rows < sum(self._metadata.row_group(group).num_rows for group in where.groups):
                with self._lock:
                    running = self._slices.setdefault(where.groups[0], _RunningRead())
                return running.slice(self._open, where, names)
            file = getattr(self._own, "file", None)
            if file is None:
                file = self._own.file = self._open()
            return file.read_row_groups(list(where.groups), columns=list(names), use_threads=False)
        except (OSError, ValueError) as broken:
            raise _broken(self._path, broken) from broken

    def _open(self) -> Any:
        import pyarrow.parquet as pq

        return pq.ParquetFile(
            self._path, metadata=self._metadata, read_dictionary=self._coded, buffer_size=READ_AT_ONCE
        )


class _RunningRead:
    """One pass over a large row group. Slices passed over are kept until asked for; going back starts anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._batches: Iterator[Any] = iter(())
        self._names: tuple[str, ...] = ()
        self._next = -1
        self._passed: dict[int, Any] = {}

    def slice(self, open_file: Any, where: Part, names: tuple[str, ...]) -> Any:
        with self._lock:
            if names != self._names or (where.start < self._next and where.start not in self._passed):
                self._next = -1
            if self._next < 0:
                batches = open_file().iter_batches(PART_ROWS, row_groups=list(where.groups), columns=list(names))
                self._batches, self._names, self._next, self._passed = batches, names, 0, {}
            while where.start not in self._passed:
                table = self._take()
                self._passed[self._next] = table
                self._next += table.num_rows
            return self._passed.pop(where.start)

    def _take(self) -> Any:
        """The next PART_ROWS rows, or what is left."""
        import pyarrow as pa

        batches: list[Any] = []
        missing = PART_ROWS
        while missing:
            batch = next(self._batches, None)
            if batch is None:
                break
            batches.append(batch)
            missing -= batch.num_rows
        return pa.Table.from_batches(batches)


def open_parquet_facts(path: Path) -> tuple[ParquetFacts, tuple[Finding, ...]]:
    """The file's description and headers, no rows yet; and warnings. Raises ``BadRows``."""
    metadata, names = _describe(path)
    matched = match_headers(FACTS, names, str(path), line=0)
    return ParquetFacts(path, metadata, matched, names), matched.warnings


def read_parquet_columns(path: Path, table: TableHeaders) -> tuple[Mapping[int, ArrowColumn], MatchedHeaders, int]:
    """Whole columns of a table by their index in the file, its headers, its number of rows. Raises ``BadRows``."""
    import pyarrow.parquet as pq

    metadata, names = _describe(path)
    matched = match_headers(table, names, str(path), line=0)
    indices = [*matched.columns.values(), *matched.attributes.values()]
    try:
        schema = metadata.schema.to_arrow_schema()
        coded = {names[index] for index in indices if is_text(schema.field(index).type)}
        file = pq.ParquetFile(path, metadata=metadata, buffer_size=READ_AT_ONCE, read_dictionary=sorted(coded))
        found = file.read(columns=[names[index] for index in indices])
        columns = {
            index: ArrowColumn(found.column(names[index]), str(path), names[index], is_in_file_order=names[index] not in coded)
            for index in indices
        }
    except (OSError, ValueError) as broken:
        raise _broken(path, broken) from broken
    return columns, matched, int(metadata.num_rows)


def _describe(path: Path) -> tuple[Any, list[str]]:
    """The file's metadata and the names of its top-level columns."""
    import pyarrow.parquet as pq

    use_jemalloc()
    try:
        metadata = pq.read_metadata(path)
        names = list(metadata.schema.to_arrow_schema().names)
    except (OSError, ValueError) as broken:
        raise _broken(path, broken) from broken
    return metadata, names


def _broken(path: Path, broken: Exception) -> BadRows:
    return refuse(
        str(path),
        "file-broken",
        f"这不是完好的 Parquet 文件（{broken}）",
        f"this is not a sound Parquet file ({broken})",
        do_zh="从来源重新导出",
        do_en="export it again from its source",
    )


def _is_whole(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind)) and kind != pa.uint64()
