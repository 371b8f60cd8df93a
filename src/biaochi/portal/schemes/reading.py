"""What a scheme's text says, read by the engine: the model, where everything stands, and every finding.

Reading the largest scheme costs a noticeable part of a second, so what was read last is remembered in the process, by text. A scheme that
extends another names a published version of it, ``继承: CODE-N.yaml``; the texts of these are handed in and read from a folder that
exists meanwhile.
"""

import hashlib
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.schemes.source import tree_of
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.load import Loaded, load_tree, nothing
from biaochi.scoring.scheme.yaml_tree import BYTES_MAX

FILE = "scheme.yaml"
EXTENDS = re.compile(r"^(?:继承|extends)[ ]*:[ ]*[\"']?([^\s\"'#]+)", re.MULTILINE)
FILE_NAME = re.compile(r"(.+)-([1-9][0-9]{0,4})\.yaml")


class TextUnusable(Refused):
    """The text cannot be kept as a scheme at all: not UTF-8, too long, or with characters that no text holds."""


@dataclass(frozen=True)
class Read:
    """A text with everything the engine found about it."""

    loaded: Loaded
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.severity is not Severity.ERROR)

    @property
    def digest(self) -> str:
        return self.loaded.hash or hashlib.sha256(self.loaded.text.encode()).hexdigest()


def read(text: str, parents: Mapping[str, str] | None = None) -> Read:
    """``parents``: by file name, the texts of what the scheme extends, and of what these extend."""
    return _read(text, tuple(sorted((parents or {}).items())))


@lru_cache(maxsize=12)
def _read(text: str, parents: tuple[tuple[str, str], ...]) -> Read:
    tree, found = tree_of(text)
    if tree is None:
        loaded = nothing(FILE, text, list(found))
        return Read(loaded, loaded.findings)
    if not parents:
        loaded = load_tree(tree, FILE, list(found), text)
        return Read(loaded, tuple(check_scheme(loaded)))
    with tempfile.TemporaryDirectory(prefix="biaochi-scheme-") as name:
        folder = Path(name)
        for file, content in parents:
            (folder / file).write_text(content, encoding="utf-8")
        loaded = load_tree(tree, str(folder / FILE), list(found), text)
        findings = tuple(at_home(found) for found in check_scheme(loaded))
    places = {path: replace(place, file=Path(place.file).name) for path, place in loaded.places.items()}
    return Read(replace(loaded, file=FILE, findings=tuple(at_home(found) for found in loaded.findings), places=places), findings)


def at_home(finding: Finding) -> Finding:
    """The finding with the name of its file alone."""
    return replace(finding, place=replace(finding.place, file=Path(finding.place.file).name))


def extended_name(text: str) -> str:
    """The file that the text extends, "" for none."""
    found = EXTENDS.search(text)
    return found[1] if found else ""


def code_and_number(file: str) -> tuple[str, int] | None:
    """``"S01-2.yaml"`` is version 2 of scheme S01."""
    found = FILE_NAME.fullmatch(file)
    return (found[1], int(found[2])) if found else None


def usable(text: str) -> str:
    """The text as it is kept: line ends are line feeds. Raises ``TextUnusable``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode("utf-8", "surrogatepass")) > BYTES_MAX:
        raise TextUnusable(_("办法文件超过 2 MB，没有保存。办法通常不到 200 KB：请核对是否选错了文件。"))
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise TextUnusable(_("文本里有不能保存的字符（空字符或不完整的字），没有保存。请删去后再保存。"))
    if not text.strip():
        raise TextUnusable(_("办法是空的，没有保存。请写入内容；不要了的草稿可以删除。"))
    return text if text.endswith("\n") else text + "\n"


def decoded(content: bytes) -> str:
    """The text of an uploaded YAML file. Raises ``TextUnusable`` where it is not UTF-8."""
    if len(content) > BYTES_MAX:
        raise TextUnusable(_("办法文件超过 2 MB，没有保存。办法通常不到 200 KB：请核对是否选错了文件。"))
    try:
        return usable(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise TextUnusable(
            _("文件不是 UTF-8 编码（第 %(line)s 行起读不出来），没有保存。请在编辑器里“另存为”，编码选 UTF-8，再上传。") % {"line": line}
        ) from fault
