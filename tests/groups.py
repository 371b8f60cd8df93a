"""The whole suite, a group at a time: ``python -m tests.groups [--full]``; says the seconds of each and fails if one fails.

The engine's tests need no database; the portal's and the journeys in a browser run twice, on SQLite and on a throw-away PostgreSQL.
"""

import argparse
import os
import subprocess
import sys
import time

PYTEST = [sys.executable, "-m", "pytest", "-n", "auto", "-q"]
PORTAL = [*PYTEST, "--ds=tests.portal.settings", "tests/portal"]
# one browser at a time: two on two cores only wait for one another
JOURNEYS = [sys.executable, "-m", "pytest", "-q", "--ds=tests.portal.settings", "tests/journeys"]
ON_POSTGRESQL = [sys.executable, "-m", "tests.portal.postgresql"]
GROUPS = {
    # without the browser's plugin: its fixtures have names that the engine's tests use for other things
    "engine": [*PYTEST, "-p", "no:playwright", "tests"],
    "portal on SQLite": PORTAL,
    "portal on PostgreSQL": [*ON_POSTGRESQL, *PORTAL],
    "journeys on SQLite": JOURNEYS,
    "journeys on PostgreSQL": [*ON_POSTGRESQL, *JOURNEYS],
}


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--full", action="store_true", help="the tests marked slow as well")
    marked = [] if words.parse_args().full else ["-m", "not slow"]
    seconds: dict[str, float] = {}
    failed = []
    for name, command in GROUPS.items():
        begin = time.monotonic()
        print(f"== {name}", flush=True)
        if subprocess.run([*command, *marked], env=os.environ | {"PYTHONPATH": os.getcwd()}).returncode:
            failed.append(name)
        seconds[name] = time.monotonic() - begin
    print("== seconds per group: " + ", ".join(f"{name} {spent:.0f}" for name, spent in seconds.items()))
    print(f"== failed: {', '.join(failed)}" if failed else "== all groups passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
