"""A digest of every table, to tell whether something changed."""

import hashlib

from django.db import connection

# a session notes who came last, the trail notes who read, the cache counts tries
MAY_CHANGE = {"django_session", "audit_record", "config_cache"}


def digests() -> dict[str, str]:
    """Table → SHA-256 over its rows, whatever their order."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in MAY_CHANGE and not table.startswith("sqlite_"):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr(row) for row in cursor.fetchall())
                found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
