"""`biaochi serve` and `biaochi portal …`: the portal, set up and started."""

from __future__ import annotations

import argparse
from typing import Any

from biaochi.console.messages import Speaker


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    server = commands.add_parser("serve", parents=[common], help="启动网页 / set up and start the portal")
    server.add_argument("--host", default="127.0.0.1", help="监听地址(默认只有本机)")
    server.add_argument("--port", type=int, default=8000, help="端口(默认 8000)")
    server.add_argument("--workers", type=int, default=2, help="网页进程数(默认 2)")
    server.add_argument("--demo", metavar="NAME", help="库为空时装入预置办法的演示组织(如 s01)")
    server.set_defaults(run=run_serve)
    portal = commands.add_parser("portal", help="网页的维护命令 / maintenance of the portal")
    tasks = portal.add_subparsers(metavar="TASK", required=True)
    migrate = tasks.add_parser("migrate", parents=[common], help="数据库迁移(PostgreSQL 用 DATABASE_OWNER_URL)")
    migrate.set_defaults(run=run_migrate)
    first = tasks.add_parser("administrator", parents=[common], help="开设一个系统管理员账号,首次密码只打印这一次")
    first.add_argument("username", help="登录名")
    first.set_defaults(run=run_administrator)


def run_migrate(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.portal.config import installation

    installation.migrate(lambda text: speaker.say(text, text))
    return 0


def run_administrator(arguments: argparse.Namespace, speaker: Speaker) -> int:
    """The first account of an installation: everybody else's are given in the browser."""
    from biaochi.portal.config import installation

    installation.set_up_django()
    from django.utils import timezone

    from biaochi.portal.audit.refusals import Refused
    from biaochi.portal.users.models import Duty
    from biaochi.portal.users.operations import make_account

    try:
        slip = make_account(acting_user=None, at=timezone.now(), username=arguments.username, shown_as="系统管理员", duty=Duty.SYSTEM)
    except Refused as refused:
        speaker.error(str(refused), str(refused))
        return 1
    speaker.say(f"登录名 {slip.username}  首次密码 {slip.password}  (登录后先换成自己的密码)",
                f"login {slip.username}  first password {slip.password}  (to be changed at the first sign-in)")  # fmt: skip
    return 0


def run_serve(arguments: argparse.Namespace, speaker: Speaker) -> int:
    import os

    from biaochi.portal.config import installation

    def say(text: str) -> None:
        speaker.say(text, text)

    try:
        if not os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_OWNER_URL"):
            installation.migrate(say)
        installation.set_up_django()
        installation.refuse_unsafe()
        installation.collect_assets(say)
        if arguments.demo:
            from biaochi.portal.config.demo import load_demo

            load_demo(arguments.demo, say)
    except installation.CannotStart as reason:
        speaker.error(str(reason), str(reason))
        return 1
    say(f"\n打开 http://{arguments.host}:{arguments.port}/  （按 Ctrl+C 停止）")
    return installation.serve(host=arguments.host, port=arguments.port, workers=arguments.workers, say=say)
