"""Tables whose rows are written once. The promise is held four times over: see ``docs/promises.md``.

Held by triggers on both databases (UPDATE and DELETE; on PostgreSQL TRUNCATE too), and on PostgreSQL by privilege as well: the
application's role gets SELECT and INSERT and is not the owner. A model says so with ``is_append_only = True``.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_append_only(*tables: str) -> migrations.RunPython:
    """A migration step that lets nobody change or remove a row of ``tables``."""

    def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            for statement in refusing(editor.connection.vendor, table):
                editor.execute(statement, params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)


def freeze(table: str, when: str) -> migrations.RunPython:
    """A migration step that lets nobody change or remove a row of ``table`` for which ``when`` (over ``OLD``) holds."""

    def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in refusing(editor.connection.vendor, table, when):
            editor.execute(statement, params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)


def refusing(vendor: str, table: str, when: str = "") -> list[str]:
    """The statements that make triggers refuse UPDATE and DELETE (where ``when`` holds), and on PostgreSQL TRUNCATE."""
    condition = f" WHEN ({when})" if when else ""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: written once'); END"
            for event in ("update", "delete")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION biaochi_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: written once', TG_TABLE_NAME; END $$"
    )
    call = "EXECUTE FUNCTION biaochi_written_once()"
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW{condition} {call}"
            for event in ("update", "delete")
        ),
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]
