"""A throw-away PostgreSQL from the system's binaries: ``python -m tests.portal.postgresql COMMAND…`` runs a command beside one.

Roles as in an installation: ``biaochi_owner`` makes and migrates, ``biaochi_app`` reads and writes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = """The portal's tests need PostgreSQL 14 or newer on this machine; none was found.
  Debian, Ubuntu   apt-get install postgresql
  macOS            brew install postgresql@16
"""


class NoPostgresql(SystemExit):
    pass


def binaries() -> Path:
    debian = sorted(Path("/").glob("usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    on_path = [Path(folder) / "initdb" for folder in os.environ.get("PATH", "").split(os.pathsep)]
    homebrew = sorted(Path("/").glob("opt/homebrew/opt/postgresql@*/bin/initdb"), reverse=True)
    for place in (*debian, *on_path, *homebrew):
        if place.exists():
            return place.resolve().parent
    raise NoPostgresql(MISSING)


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, yield the folder of its socket, stop and remove it."""
    at = binaries()
    folder = Path(tempfile.mkdtemp(prefix="biaochi-pg-"))
    is_root = os.geteuid() == 0
    if is_root:
        shutil.chown(folder, "postgres", "postgres")
    as_postgres = ["runuser", "-u", "postgres", "--"] if is_root else []

    def run(*command: str) -> None:
        done = subprocess.run([*as_postgres, *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise SystemExit(f"{command[0]}: {done.stdout}")

    data = str(folder / "data")
    settings = (
        "-c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=120 -c shared_buffers=128MB "
        f"-c unix_socket_directories={folder} -c timezone=UTC"
    )
    run(str(at / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    run(str(at / "pg_ctl"), "-D", data, "-o", settings, "-l", str(folder / "log"), "-w", "start")
    try:
        psql = [str(at / "psql"), "-h", str(folder), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qc"]
        run(*psql, "CREATE ROLE biaochi_owner LOGIN CREATEDB; CREATE ROLE biaochi_app LOGIN")
        yield str(folder)
    finally:
        run(str(at / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    with cluster() as socket:
        given = os.environ | {
            "BIAOCHI_TEST_DATABASE": "postgresql",
            "BIAOCHI_TEST_OWNER_URL": f"postgresql://biaochi_owner@/postgres?host={socket}",
        }
        return subprocess.run(sys.argv[1:], env=given).returncode


if __name__ == "__main__":
    sys.exit(main())
