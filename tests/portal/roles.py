"""The suite runs as the application's role, as the portal does; the owner makes, migrates and empties the database."""

from collections.abc import Iterator
from contextlib import contextmanager

APPLICATION = "biaochi_app"


@contextmanager
def as_role(connection, role: str) -> Iterator[None]:
    """The connection signs in as ``role`` meanwhile; on SQLite there are no roles."""
    if connection.vendor != "postgresql":
        yield
        return
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def as_owner(connection):
    return as_role(connection, "biaochi_owner")
