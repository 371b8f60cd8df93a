"""The folder of results: there whole, or not there.

Files are written into a folder beside the wanted one, which takes its name when all of them are. An error
leaves what was there before. Only a folder of an earlier run is ever replaced: it has a ``run.json`` and
nothing that no run writes.

Worked example: ``with OutputFolder(Path("out")) as folder: write_table(folder, …)``.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from pathlib import Path
from types import TracebackType

from biaochi.scoring.findings import Place, Refused, error

MARK = "run.json"
WRITTEN = (".parquet", ".csv", ".xlsx", ".json", ".html")
"""What runs write; any other file in the folder was put there by a person."""


class OutputFolder:
    """Context manager that gives an empty folder and moves it to ``path`` at the end. Raises ``Refused`` on entry."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._partial = self.path
        self._made: list[Path] = []

    def __enter__(self) -> Path:
        refuse_foreign(self.path)
        missing = self.path.parent
        while not missing.exists():
            self._made.append(missing)
            missing = missing.parent
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._partial = self._beside("partial")
        return self._partial

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            refuse_foreign(self.path)
            self._take_place()
        except BaseException:
            self._discard()
            raise

    def _take_place(self) -> None:
        if not self.path.exists():
            os.rename(self._partial, self.path)
            return
        before = self._beside("before")
        os.rename(self.path, before / self.path.name)
        try:
            os.rename(self._partial, self.path)
        except BaseException:
            os.rename(before / self.path.name, self.path)
            before.rmdir()
            raise
        shutil.rmtree(before, ignore_errors=True)

    def _discard(self) -> None:
        shutil.rmtree(self._partial, ignore_errors=True)
        for made in self._made:
            if made.exists() and not any(made.iterdir()):
                made.rmdir()

    def _beside(self, ending: str) -> Path:
        """A new empty folder next to the wanted one (not by tempfile, whose folders only their owner may read)."""
        for attempt in itertools.count():
            folder = self.path.parent / f".{self.path.name}.{os.getpid()}-{attempt}.{ending}"
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
                break
        return folder


def refuse_foreign(path: Path) -> None:
    """Raise ``Refused`` unless ``path`` is absent, an empty folder, or a folder of an earlier run."""
    if not path.exists():
        return
    if not path.is_dir():
        raise _foreign(path, "已有同名文件", "a file of that name exists")
    inside = sorted(path.iterdir())
    if inside and not (path / MARK).is_file():
        raise _foreign(
            path, f"目录不是空的，也不是以前的结果（没有 {MARK}）", f"the folder is not empty and has no {MARK}"
        )
    others = [each.name for each in inside if each.is_file() and each.suffix.lower() not in WRITTEN]
    if others:
        raise _foreign(
            path, f"目录里有不是结果的文件「{others[0]}」", f'the folder holds "{others[0]}", which no run wrote'
        )


def _foreign(path: Path, zh: str, en: str) -> Refused:
    return Refused(
        [
            error(
                "folder-not-ours",
                Place(str(path)),
                zh,
                en,
                do_zh="换一个输出目录，或先移走里面的文件",
                do_en="choose another folder, or move its files away first",
            )
        ]
    )
