"""Inserting many plain rows whose keys nobody needs: by COPY on PostgreSQL, by one prepared statement on SQLite.

Search keys and the memory of changes come by the hundred thousand; made as model instances they take longer than all else of an import.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of values in the order of ``columns`` (database columns). Takes part in the transaction that is open."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([stored(value) for value in row])
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", [[stored(value) for value in row] for row in rows])


def stored(value: Any) -> Any:
    """A value as the column keeps it: JSON and moments as the database's texts, everything else as it is."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
