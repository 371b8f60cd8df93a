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


def run_migrate(arguments: argparse.Namespace, speaker: Speaker) -> int:
    from biaochi.portal.config import installation

    installation.migrate(lambda text: speaker.say(text, text))
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
