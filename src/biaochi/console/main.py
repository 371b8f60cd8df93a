"""`biaochi`: the entry point. Parses the words, runs one command, and says every refusal clearly.

Exit codes: 0 done; 1 refused, with all findings printed; 2 the call itself was wrong.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence

from biaochi.console.messages import Speaker


def main(words: Sequence[str] | None = None) -> int:
    """Run the command. ``--debug`` shows a traceback where something unforeseen happens."""
    gc.disable()  # a command lives for seconds: looking for cycles costs more than they hold
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads spin for 80 ms of CPU when NumPy is imported; nothing here uses them
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none is used; looking for them reads every package's metadata
    code = run(words)
    if words is None:
        gc.freeze()  # the process ends here: nor is it worth while to look for cycles on the way out
    return code


def run(words: Sequence[str] | None) -> int:
    """One command, with all that it refuses said."""
    arguments = parser().parse_args(list(sys.argv[1:] if words is None else words))
    if not hasattr(arguments, "run"):
        parser().print_help()
        return 2
    speaker = Speaker(arguments.lang)
    from biaochi.scoring.findings import Refused

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code: int = arguments.run(arguments, speaker)
        sys.stdout.flush()
        return code
    except Refused as refused:
        speaker.findings(refused.findings)
        return 1
    except KeyboardInterrupt:
        speaker.error("已中止,没有写出文件", "stopped; nothing was written")
        return 130
    except BrokenPipeError:
        drop_output()
        return 0
    except OSError as refused:
        if arguments.debug:
            raise
        place, reason = refused.filename or "", refused.strerror or str(refused)
        speaker.error(
            f"{place}:文件读不了或写不了({reason})。核对路径、权限和磁盘空间后重试",
            f"{place}: cannot be read or written ({reason}). Check the path, the permissions and the space on the disk, then try again",
        )
        return 1
    except Exception as unforeseen:
        if arguments.debug:
            raise
        speaker.error(
            f"内部错误:{type(unforeseen).__name__}: {unforeseen}。没有写出文件。请加 --debug 重试,并把输出发给维护者",
            f"internal error: {type(unforeseen).__name__}: {unforeseen}. Nothing was written. Try --debug and report the output",
        )
        return 1


def drop_output() -> None:
    """Whoever read the output has gone away: what is still buffered goes nowhere, so that the end of the process says nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from biaochi.console import (
        explain_command,
        portal_commands,
        preset_commands,
        rehearse_command,
        scheme_commands,
        settle_command,
        template_command,
    )

    top = argparse.ArgumentParser(prog="biaochi", description="标尺:事项只记一次,积分由办法算出,决定由人作出")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("zh", "en"), default="zh", help="输出语言 / language of the output")
    common.add_argument("--debug", action="store_true", help="出错时显示调用栈 / show tracebacks")
    commands = top.add_subparsers(metavar="COMMAND")
    modules = (scheme_commands, settle_command, explain_command, rehearse_command, preset_commands, template_command, portal_commands)
    for module in modules:
        module.add_to(commands, common)
    return top


if __name__ == "__main__":
    sys.exit(main())
