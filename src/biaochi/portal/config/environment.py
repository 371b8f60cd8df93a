"""What an installation says of itself, read from the environment once; everything has an embedded default.

========================  ===============================================================================================
``BIAOCHI_FOLDER``        the one folder that holds database, files and key (default ``instance`` in the working folder)
``DATABASE_URL``          ``postgresql://app-role@host/name``: PostgreSQL instead of the embedded SQLite
``DATABASE_OWNER_URL``    the same database as its owner: used by ``biaochi portal migrate`` alone
``BIAOCHI_HOSTS``         names the portal answers to, separated by commas (default the machine itself)
``BIAOCHI_HTTPS``         1 where a proxy before the portal speaks TLS: cookies become secure, HSTS is sent
``BIAOCHI_SECRET``        the signing key; without it one is made in the folder, readable by its owner alone
``BIAOCHI_DEBUG``         1 for developers only; refused together with a public host
``BIAOCHI_OIDC_*``        ``URL`` ``ID`` ``SECRET`` ``NAME``: one OpenID Connect provider beside the password
``BIAOCHI_RETENTION``     after how many years the personal data of who left may be erased (default 3)
``BIAOCHI_NOTICE_URLS``   where content-free notices go, in the notation of apprise, separated by blanks
========================  ===============================================================================================
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(Exception):
    """A setting that cannot be meant; the text names it and what it should be."""


def folder() -> Path:
    found = Path(os.environ.get("BIAOCHI_FOLDER", "instance")).resolve()
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def is_on(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0", "no", "false")


def secret_key() -> str:
    given = os.environ.get("BIAOCHI_SECRET", "")
    if given:
        return given
    file = folder() / "secret.key"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(60))
    return file.read_text()


def hosts() -> list[str]:
    given = os.environ.get("BIAOCHI_HOSTS", "")
    return [host.strip() for host in given.split(",") if host.strip()] or ["127.0.0.1", "localhost", "[::1]"]


def database() -> dict[str, Any]:
    """The database of this process: the owner's connection where ``BIAOCHI_AS_OWNER`` is set, else the application's."""
    url = os.environ.get("DATABASE_URL", "")
    if is_on("BIAOCHI_AS_OWNER"):
        url = os.environ.get("DATABASE_OWNER_URL", url)
    return postgresql(url) if url else sqlite(folder() / "biaochi.sqlite3")


def sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            # a writer takes the lock at once: a deferred one dies with "database is locked" when two upgrade together
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # recursive_triggers: without it INSERT OR REPLACE passes by the triggers of append-only tables
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
                " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000"
            ),
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting(f"DATABASE_URL begins with {parts.scheme or 'nothing'}://; it should begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def oidc_providers() -> dict[str, Any]:
    """One OpenID Connect provider, where the installation names one; it signs in people who have an account already."""
    url = os.environ.get("BIAOCHI_OIDC_URL", "")
    if not url:
        return {}
    app = {
        "provider_id": "oidc",
        "name": os.environ.get("BIAOCHI_OIDC_NAME", "统一身份认证"),
        "client_id": os.environ.get("BIAOCHI_OIDC_ID", ""),
        "secret": os.environ.get("BIAOCHI_OIDC_SECRET", ""),
        "settings": {"server_url": url},
    }
    return {"openid_connect": {"APPS": [app]}}


def notice_urls() -> list[str]:
    return os.environ.get("BIAOCHI_NOTICE_URLS", "").split()


def retention_years() -> int:
    given = os.environ.get("BIAOCHI_RETENTION", "") or "3"
    if not given.isdecimal() or int(given) < 1:
        raise BadSetting(f"BIAOCHI_RETENTION is {given!r}; it should be a whole number of years, at least 1")
    return int(given)
