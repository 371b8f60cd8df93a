"""The two roles of PostgreSQL: the owner migrates, the application reads and writes, and cannot change what is written once.

Applied after every migration by the owner. Nothing to do on SQLite, where triggers alone hold the promise.
"""

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def append_only_tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "is_append_only", False)]


def grant_to(role: str, through: BaseDatabaseWrapper = connection) -> None:  # type: ignore[assignment]
    """Give ``role`` its rights on every table and sequence of the public schema; called as the owner."""
    quoted = through.ops.quote_name(role)
    with through.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE ALL ON django_migrations FROM {quoted}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {quoted}")
        for table in append_only_tables():
            cursor.execute(f"REVOKE ALL ON {through.ops.quote_name(table)} FROM {quoted}")
            cursor.execute(f"GRANT SELECT, INSERT ON {through.ops.quote_name(table)} TO {quoted}")
