"""`biaochi portal …`: an empty installation gets its tables and its first account without a browser."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path


def portal(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("BIAOCHI_", "DATABASE_", "DJANGO_"))}
    command = [sys.executable, "-m", "biaochi.console.main", "portal", *words]
    return subprocess.run(command, env=given | {"BIAOCHI_FOLDER": str(folder)}, capture_output=True, text=True)


def test_the_first_account_is_made_on_the_command_line_and_its_password_kept_nowhere(tmp_path: Path) -> None:
    assert portal(tmp_path, "migrate").returncode == 0
    made = portal(tmp_path, "administrator", "guanli")
    assert made.returncode == 0
    password = made.stdout.split("首次密码 ")[1].split()[0]
    with sqlite3.connect(tmp_path / "biaochi.sqlite3") as database:
        rows = database.execute("SELECT username, duty, must_change_password, password FROM users_user").fetchall()
    assert [row[:3] for row in rows] == [("guanli", "system", 1)]
    assert rows[0][3].startswith("argon2") and password not in rows[0][3]
    again = portal(tmp_path, "administrator", "guanli")
    assert again.returncode == 1
    assert "已有人使用" in again.stderr
