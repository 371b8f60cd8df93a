"""The roster at 100,000 people: a file into an empty installation, the next month's file, and searches by twenty people at once.

``python -m bench.roster [sqlite|postgresql]`` from the checkout; PostgreSQL is a throw-away cluster of the system's binaries. Searches go
over HTTP to gunicorn with two workers of eight threads, each client signed in as the clerk of the uppermost committee (the widest scope),
once without a pause between searches and once as people type, with a second between them.
"""

import csv
import io
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

PEOPLE, BRANCHES, CLIENTS, SEARCHES = 100_000, 2_500, 20, 15
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎单解仇"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉玉兰建国志红海燕春梅鹏飞宇晨思雨子涵欣怡梓轩浩然俊杰嘉琪乐行"


def texts(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def organisations() -> bytes:
    rows = [["编号", "名称", "类型", "上级"], ["C0", "省公司党委", "党委", ""]]
    rows += [[f"D{number}", f"第{number}分公司党委", "党委", "C0"] for number in range(50)]
    rows += [[f"B{number}", f"第{number}党支部", "党支部", f"D{number % 50}"] for number in range(BRANCHES)]
    return texts(rows)


def roster(chance: random.Random, moved: int = 0) -> bytes:
    rows = [["编号", "主系统编号", "姓名", "身份", "组织", "人员类别"]]
    for number in range(PEOPLE):
        name = chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
        branch = (number + (1 if number < moved else 0)) % BRANCHES
        rows.append([f"P{number:06d}", f"1101011990{number:08d}", name, "正式党员", f"B{branch}", "一般员工"])
    return texts(rows)


def bring_in(kind: str, content: bytes, holds_from: date) -> tuple[float, float]:
    """Seconds to compare and to commit, as the job does it."""
    from django.utils import timezone

    from biaochi.portal.documents import roster_files
    from biaochi.portal.organisation.models import BatchState
    from biaochi.portal.organisation.operations import imports

    at, today = timezone.now(), timezone.localdate()
    batch = imports.receive_file(
        acting_user=None,
        at=at,
        kind=kind,
        source_name="bench",
        organisation=None,
        file_name=f"{kind}.csv",
        content=content,
        holds_from=holds_from,
    )
    mapping = {"attributes": ["人员类别"]} if kind == "roster" else {}
    imports.confirm_columns(acting_user=None, at=at, batch=batch, mapping=mapping)
    start = time.perf_counter()
    roster_files.compare(batch.pk, today)
    compared = time.perf_counter()
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED and not batch.counts["faults"], batch.faults[:3]
    imports.begin_commit(acting_user=None, at=at, batch=batch, plan_digest=batch.plan_digest)
    begun = time.perf_counter()
    roster_files.commit(batch.pk, None, at, today)
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED, batch.faults
    return compared - start, time.perf_counter() - begun


def gather_statistics() -> None:
    """What PostgreSQL does by itself within a minute of such an import; the bench does not wait for it."""
    url = os.environ.get("DATABASE_OWNER_URL")
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")


def make_clerk() -> None:
    from django.utils import timezone

    from biaochi.portal.organisation import operations
    from biaochi.portal.organisation.models import Member, Organisation
    from biaochi.portal.users.models import User

    at = timezone.now()
    member = Member.objects.order_by("pk").first()
    top = Organisation.objects.get(code="C0")
    operations.appoint(acting_user=None, at=at, member=member, organisation=top, post="党务干事", from_on=date(2020, 1, 1))
    slip = operations.give_account(acting_user=None, at=at, member=member)
    user = User.objects.get(pk=slip.user_id)
    user.must_change_password = False
    user.save()


def sessions(count: int) -> list[str]:
    """Keys of as many sessions of the clerk."""
    from django.conf import settings
    from django.test import Client

    from biaochi.portal.users.models import User

    user = User.objects.latest("pk")
    keys = []
    for _ in range(count):
        client = Client()
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return keys


def search(port: int, keys: list[str], htmx: bool, pause: float = 0) -> list[float]:
    """Each client asks one after another; seconds of every answer."""
    import http.client
    from urllib.parse import quote

    found: list[float] = []
    words = ["zhang", "wang", "zxm", "张", "伟", "小明", "liw", "ming", "shan", "建国", "lijianguo", "w", "yu", "第17", "chenjing"]

    def ask(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Cookie": f"biaochi_session={keys[number]}"}
        if htmx:
            headers |= {"HX-Request": "true", "HX-Target": "roster-body"}
        for _ in range(SEARCHES):
            start = time.perf_counter()
            connection.request("GET", "/roster/?q=" + quote(chance.choice(words)), headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200 and b"roster-body" in body, answer.status
            found.append(time.perf_counter() - start)
            time.sleep(pause * chance.uniform(0.5, 1.5))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def measure(port: int) -> None:
    from biaochi.portal.config import installation

    installation.set_up_django()
    chance = random.Random(1)
    compared, committed = bring_in("organisations", organisations(), date(2020, 1, 1))
    print(f"organisations {BRANCHES + 51:,}: compared {compared:.1f} s, committed {committed:.1f} s")
    first = roster(chance)
    compared, committed = bring_in("roster", first, date(2020, 1, 1))
    print(
        f"roster of {PEOPLE:,} into nothing: compared {compared:.1f} s, committed {committed:.1f} s, together {compared + committed:.1f} s"
    )
    compared, committed = bring_in("roster", roster(random.Random(1), moved=2_000), date(2025, 11, 1))
    print(f"next month, 2,000 moved: compared {compared:.1f} s, committed {committed:.1f} s")
    make_clerk()
    gather_statistics()
    options = ["--reuse-port", "--no-control-socket", "--worker-class", "gthread", "--threads", "8", "--workers", "2"]
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    server = subprocess.Popen([*command, "biaochi.portal.config.wsgi"])
    try:
        time.sleep(6)
        keys = sessions(CLIENTS)
        search(port, keys, htmx=True)
        kinds = ((True, 1.0, "typing, a second between"), (True, 0, "fragments without a pause"), (False, 0, "whole pages without a pause"))
        for htmx, pause, name in kinds:
            took = search(port, keys, htmx, pause)
            middle, late = took[len(took) // 2], took[int(len(took) * 0.95)]
            print(f"search, {CLIENTS} at once, {name}: median {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms, {len(took)} searches")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    database = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    os.environ["BIAOCHI_FOLDER"] = tempfile.mkdtemp(prefix="biaochi-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "biaochi.portal.config.settings"
    with ExitStack() as stack:
        if database == "postgresql":
            sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
            from tests.portal.postgresql import cluster

            socket = stack.enter_context(cluster())
            create = "CREATE DATABASE biaochi OWNER biaochi_owner"
            import psycopg

            with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
                connection.execute(create)
            os.environ["DATABASE_URL"] = f"postgresql://biaochi_app@/biaochi?host={socket}"
            os.environ["DATABASE_OWNER_URL"] = f"postgresql://biaochi_owner@/biaochi?host={socket}"
        migrate = "from biaochi.portal.config import installation as i; i.migrate(print)"
        subprocess.run([sys.executable, "-c", migrate], check=True)
        print(f"{database}, {os.cpu_count()} cores")
        collect = "from biaochi.portal.config import installation as i; i.set_up_django(); i.collect_assets(print)"
        subprocess.run([sys.executable, "-c", collect], check=True)
        measure(8733)


if __name__ == "__main__":
    main()
