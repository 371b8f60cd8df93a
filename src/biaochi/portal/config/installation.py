"""Setting an installation up and starting it: migrate, collect, refuse what is unsafe, serve.

``biaochi serve`` runs it all for the embedded database; with PostgreSQL the owner migrates first (``biaochi portal migrate``).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Say = Callable[[str], None]

WEB = Path(__file__).resolve().parent.parent / "web"


class CannotStart(Exception):
    """What is missing or unsafe, why it matters, and what to do."""


def set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "biaochi.portal.config.settings")
    django.setup()


def migrate(say: Say) -> None:
    """Bring the database up to date; on PostgreSQL as its owner, and give the application its rights."""
    os.environ["BIAOCHI_AS_OWNER"] = "1"
    set_up_django()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from biaochi.portal.config import environment
    from biaochi.portal.config.roles import grant_to

    say("数据库：迁移到最新结构")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if connection.vendor == "postgresql":
        application = environment.postgresql(os.environ["DATABASE_URL"])["USER"]
        if application != settings.DATABASES["default"]["USER"]:
            grant_to(application)
    connection.close()
    del os.environ["BIAOCHI_AS_OWNER"]


def collect_assets(say: Say) -> None:
    """Put the assets where the server finds them, with names that change with their content."""
    if not (WEB / "vendor" / "vendor" / "tabler.css").exists():
        raise CannotStart("缺少页面用到的样式与脚本（Tabler、htmx、ECharts）。请在源码目录执行 make set-up（需要 Node 20），再启动。")
    from django.core.management import call_command

    say("页面素材：收集")
    call_command("collectstatic", interactive=False, verbosity=0)


def refuse_unsafe() -> None:
    """Settings that would break a promise stop the start; raises ``CannotStart`` with all of them."""
    from django.conf import settings
    from django.db import connection

    found = []
    if settings.DEBUG and not set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}:
        found.append("BIAOCHI_DEBUG 与公开的 BIAOCHI_HOSTS 不能同时使用：出错页会泄露内部信息。请去掉 BIAOCHI_DEBUG。")
    if connection.vendor == "postgresql":
        found += unsafe_postgresql(connection)
    if found:
        raise CannotStart("\n".join(found))


def unsafe_postgresql(connection: object) -> list[str]:
    found = []
    with connection.cursor() as cursor:  # type: ignore[attr-defined]

        def shown(name: str) -> str:
            cursor.execute(f"SHOW {name}")
            return str(cursor.fetchone()[0])

        if shown("fsync") != "on":
            found.append("PostgreSQL 的 fsync 已关闭：断电会丢失已确认的数据。请在 postgresql.conf 改为 on。")
        if shown("synchronous_commit") == "off":
            found.append("PostgreSQL 的 synchronous_commit 为 off：已确认的提交可能丢失。请改为 on。")
        if shown("default_transaction_isolation") != "read committed":
            found.append("PostgreSQL 的 default_transaction_isolation 应为 read committed：先锁后读要求每条语句看到最新数据。")
        cursor.execute("SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = 'audit_record'")
        row = cursor.fetchone()
        if row is None:
            found.append("数据库还没有建表。请先以所有者执行 biaochi portal migrate（DATABASE_OWNER_URL）。")
        elif row[0]:
            found.append(
                "应用正以数据库所有者的身份连接，只写一次的表因此可以被改写。请给 DATABASE_URL 换成应用角色，DATABASE_OWNER_URL 留给迁移。"
            )
    return found


def serve(*, host: str, port: int, workers: int, say: Say) -> int:
    """Run the web server and the worker for long jobs until either ends or the user stops them."""
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "biaochi.portal.config.settings"}
    options = ["--reuse-port", "--no-control-socket", "--worker-class", "gthread", "--threads", "8", "--workers", str(workers)]
    server = [
        sys.executable,
        "-m",
        "gunicorn",
        *options,
        "--bind",
        f"{host}:{port}",
        "--log-level",
        "warning",
        "biaochi.portal.config.wsgi",
    ]
    jobs = [sys.executable, "-m", "django", "qcluster"]
    running = [subprocess.Popen(command, env=given) for command in (server, jobs)]

    def stop(*_: object) -> None:
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    try:
        return wait_for_either(running)
    except KeyboardInterrupt:
        say("正在停止……")
        return 0
    finally:
        stop()
        for process in running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for_either(running: list[subprocess.Popen[bytes]]) -> int:
    import time

    while True:
        for process in running:
            code = process.poll()
            if code is not None:
                return code
        time.sleep(0.3)
