"""``flush`` for a database whose tables refuse to be emptied: triggers aside, as the owner, after a test that really commits."""

from django.core.management.commands.flush import Command as Flush
from django.db import connections
from tests.portal.roles import as_owner


class Command(Flush):
    def handle(self, **options):
        connection = connections[options["database"]]
        with as_owner(connection), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
                for name, _ in triggers:
                    cursor.execute(f"DROP TRIGGER {name}")
                super().handle(**options)
                for _, sql in triggers:
                    cursor.execute(sql)
                return
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_no_truncate'")
            tables = [table for (table,) in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            super().handle(**options)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
