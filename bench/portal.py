"""The pages that are opened all day, with 1,000 and with 100,000 people on PostgreSQL: p95 at twenty at once, queries, and the ratio.

``python -m bench.portal [SIZE …]`` from the checkout. Every size gets a throw-away cluster, the clerk's own import path and gunicorn with
two workers of eight threads; twenty clients, signed in as the clerk of the uppermost committee (the widest scope), go through the pages
in turn: once with a second to read between two pages, as people do, and once without a pause, which is as much as the machine gives.
What is promised: at most fifteen queries a page, and a hundred times the people cost at most 1.3 times the time.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from urllib.parse import quote

from bench import roster

SIZES = (1_000, 100_000)
CLIENTS, ROUNDS, PORT = 20, 6, 8734
QUERIES_MAX, RATIO_MAX = 15, 1.3


def fill() -> None:
    from django.utils import timezone

    from biaochi.portal.organisation.models import Organisation
    from biaochi.portal.schemes import operations as schemes
    from biaochi.portal.users.models import User

    roster.bring_in("organisations", roster.organisations(), date(2020, 1, 1))
    roster.bring_in("roster", roster.roster(random.Random(1)), date(2020, 1, 1))
    roster.make_clerk()
    clerk, top, at = User.objects.latest("pk"), Organisation.objects.get(code="C0"), timezone.now()
    for preset in ("s01", "s02", "s03"):
        schemes.create_from_preset(acting_user=clerk, at=at, preset=preset, owner=top)
    roster.gather_statistics()


def pages() -> dict[str, str]:
    from biaochi.portal.organisation.models import Member, Organisation
    from biaochi.portal.schemes.models import Scheme

    branch, department = (Organisation.objects.get(code=code).pk for code in ("B7", "D1"))
    scheme = Scheme.objects.order_by("pk")[0].pk
    return {
        "待办": "/",
        "tree": "/roster/",
        "a level of the tree": f"/roster/below/{department}/",
        "search 张": f"/roster/?q={quote('张')}",
        "search zhangwei": "/roster/?q=zhangwei",
        "branch": f"/roster/organisations/{branch}/",
        "person": f"/roster/members/{Member.objects.order_by('pk')[5].code}/",
        "schemes": "/schemes/",
        "scheme as a document": f"/schemes/{scheme}/1/",
        "imports": "/roster/imports/",
        "trials": "/trials/",
    }


def queries_of(address: str, key: str) -> int:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return len(captured)


def timed(addresses: dict[str, str], keys: list[str], pause: float) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in addresses}

    def go(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        order, chance = list(addresses.items()), random.Random(number)
        chance.shuffle(order)
        for _ in range(ROUNDS):
            for name, address in order:
                start = time.perf_counter()
                connection.request("GET", address, headers={"Cookie": f"biaochi_session={keys[number]}"})
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200, (address, answer.status)
                found[name].append(time.perf_counter() - start)
                time.sleep(pause * chance.uniform(0.5, 1.5))

    threads = [threading.Thread(target=go, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def measure(size: int) -> None:
    """In a process of its own, whose environment names an empty database: figures as JSON on the last line."""
    from biaochi.portal.config import installation

    installation.set_up_django()
    roster.PEOPLE, roster.BRANCHES = size, max(60, size // 40)
    fill()
    addresses, keys = pages(), roster.sessions(CLIENTS)
    counts = {name: queries_of(address, keys[0]) for name, address in addresses.items()}
    options = [
        "--reuse-port",
        "--no-control-socket",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--workers",
        "2",
        "--log-level",
        "warning",
    ]
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{PORT}", "biaochi.portal.config.wsgi"]
    server = subprocess.Popen(command)
    try:
        time.sleep(8)
        timed(addresses, keys, 0)
        took, read = timed(addresses, keys, 0), timed(addresses, keys, 1)
    finally:
        server.terminate()
        server.wait()
    late, calm = ({name: sorted(one)[int(len(one) * 0.95)] * 1000 for name, one in found.items()} for found in (took, read))
    middle = {name: sorted(one)[len(one) // 2] * 1000 for name, one in took.items()}
    print(json.dumps({"queries": counts, "p95": late, "calm": calm, "median": middle}))


def alone(size: int) -> dict[str, dict[str, float]]:
    """The figures of one size, from a cluster and an installation of its own."""
    import psycopg
    from tests.portal.postgresql import cluster

    with ExitStack() as stack:
        socket = stack.enter_context(cluster())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="biaochi-bench-"))
        with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
            connection.execute("CREATE DATABASE biaochi OWNER biaochi_owner")
        given = os.environ | {
            "BIAOCHI_FOLDER": folder,
            "DJANGO_SETTINGS_MODULE": "biaochi.portal.config.settings",
            "DATABASE_URL": f"postgresql://biaochi_app@/biaochi?host={socket}",
            "DATABASE_OWNER_URL": f"postgresql://biaochi_owner@/biaochi?host={socket}",
        }
        prepare = "from biaochi.portal.config import installation as i; i.migrate(print); i.set_up_django(); i.collect_assets(print)"
        subprocess.run([sys.executable, "-c", prepare], check=True, env=given, stdout=subprocess.DEVNULL)
        done = subprocess.run([sys.executable, "-m", "bench.portal", "--here", str(size)], check=True, env=given, stdout=subprocess.PIPE)
    return json.loads(done.stdout.decode().splitlines()[-1])


def main() -> int:
    if sys.argv[1:2] == ["--here"]:
        measure(int(sys.argv[2]))
        return 0
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    figures = {size: alone(size) for size in sizes}
    first, last = figures[sizes[0]], figures[sizes[-1]]
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} cores, load at the end {load}; {CLIENTS} at once; p95 in ms, a second between pages / without a pause")
    print("| page | " + " | ".join(f"{size:,} people" for size in sizes) + " | ratio of medians | queries |")
    print("|---|" + "---|" * (len(sizes) + 2))
    bad = []
    for name in first["p95"]:
        ratio, queries = last["median"][name] / first["median"][name], int(last["queries"][name])
        print(
            f"| {name} | "
            + " | ".join(f"{figures[size]['calm'][name]:.0f} / {figures[size]['p95'][name]:.0f}" for size in sizes)
            + f" | {ratio:.2f} | {queries} |"
        )
        bad += [name] if ratio > RATIO_MAX or queries > QUERIES_MAX else []
    print(f"over what is promised: {', '.join(bad)}" if bad else "all as promised")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
