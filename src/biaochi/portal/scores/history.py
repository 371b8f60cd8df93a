"""Results of earlier trials as the history that a later settlement reads."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from biaochi.portal.scores import folders
from biaochi.portal.scores.inputs import HISTORY
from biaochi.portal.scores.models import Trial


def gather(inputs: Path, earlier: Sequence[Trial]) -> None:
    """The results of earlier trials below one another, as the file of history that a settlement reads."""
    paths = [folders.out_of(trial.pk) / HISTORY for trial in earlier]
    tables = [plain(pq.read_table(path)) for path in paths if path.exists()]
    if tables:
        pq.write_table(pa.concat_tables(tables), inputs / HISTORY)


def plain(table: pa.Table) -> pa.Table:
    """The table with words as texts and subjects as texts, so that tables with other words go below it."""

    def kind_of(field: pa.Field) -> pa.DataType:
        return pa.string() if field.name == "subject" or pa.types.is_dictionary(field.type) else field.type

    return table.cast(pa.schema([(field.name, kind_of(field)) for field in table.schema]))
