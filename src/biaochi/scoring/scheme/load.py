"""Reading a scheme file: text → tree → English data → extensions merged → typed model, with every finding at once.

``load_scheme(path)`` never raises for what is wrong in a file: it returns a `Loaded` whose ``scheme`` is None where
an error stands in the way, and whose ``findings`` say what, where and what to do.

Worked example: ``load_scheme(Path("scheme.yaml")).scheme.tables[0].code`` is ``"T"`` whether the file writes
``代码: T`` or ``code: T``; both files have the same ``hash``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping as MappingType
from collections.abc import Sequence as SequenceType
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from biaochi.scoring.findings import Finding, Place, Refused, Severity, error
from biaochi.scoring.scheme.complete import DataPath, missing_keys, places_of
from biaochi.scoring.scheme.convert import Block, Conversion, language_of
from biaochi.scoring.scheme.extend import merge
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Unreadable, read_bytes, read_tree


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scheme as read: the model (None where an error prevents it), the findings, and where everything stands."""

    scheme: Scheme | None
    findings: tuple[Finding, ...]
    places: MappingType[DataPath, Place]
    language: str
    hash: str
    text: str = ""
    """The source text of the file itself, without what it extends."""
    file: str = ""
    start_path: tuple[str, ...] = ()
    """The keys below which the scheme stands in the text: empty for a file of its own."""
    codes: MappingType[str, DataPath] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def is_draft(self) -> bool:
        """A scheme without a day on which it comes into force is a draft."""
        return self.scheme is not None and self.scheme.effective is None

    def place_of(self, code: str) -> Place:
        """Where the piece with this code begins; the file itself if there is none."""
        return self.place_at(self.codes.get(code, ()))

    def place_at(self, path: SequenceType[str | int]) -> Place:
        """The place of a path of field names, names and list positions, or of what encloses it."""
        whole = tuple(path)
        for length in range(len(whole), -1, -1):
            if whole[:length] in self.places:
                return self.places[whole[:length]]
        return Place(self.file)

    def require(self) -> Scheme:
        """The scheme, or Refused with every finding."""
        if self.scheme is None:
            raise Refused(self.findings)
        return self.scheme


def load_scheme(path: Path) -> Loaded:
    """Read a scheme file and what it extends."""
    try:
        text = read_bytes(path)
    except Unreadable as refused:
        return nothing(str(path), "", [refused.finding])
    return load_scheme_mapping(text, str(path))


def load_scheme_mapping(text: str, file_name: str, start_path: SequenceType[str] = ()) -> Loaded:
    """Read the scheme in ``text``: the whole of it, or the mapping below the keys of ``start_path``.

    An entry of ``start_path`` may offer several spellings: ``"方案|scheme"``. Places are those of the whole text.
    """
    tree, findings = read_tree(text, file_name)
    if tree is None:
        return nothing(file_name, text, findings)
    for words in start_path:
        inner = tree.get(*words.split("|")) if isinstance(tree, Mapping) else None
        if inner is None:
            missing = error("missing-key", tree.place(file_name), f"这里缺「{words}」", f"`{words}` is missing here")
            return nothing(file_name, text, [*findings, missing])
        tree = inner
    return replace(load_tree(tree, file_name, findings, text), start_path=tuple(start_path))


def load_tree(tree: Node, file: str, findings: list[Finding], text: str = "") -> Loaded:
    """The scheme in a tree already read."""
    data, language, found = data_of(tree, file)
    findings = [*findings, *found]
    if data is None:
        return nothing(file, text, findings)
    data, found = with_extended(data, file, ())
    findings += found
    findings += missing_keys(data, language)
    places = places_of(data)
    scheme = None
    if not any(f.severity is Severity.ERROR for f in findings):
        scheme, refused = validate(data, places)
        findings.extend(refused)
    findings.sort(key=lambda f: (f.place.file != file, f.place.file, f.place.line, f.place.column))
    hash_, codes = content_hash(data), codes_of(data)
    return Loaded(scheme, tuple(findings), places, language, hash_, text, file, codes=codes)


def data_of(tree: Node, file: str) -> tuple[Block | None, str, list[Finding]]:
    """The English data of one file, its language, and what is the matter."""
    if not isinstance(tree, Mapping):
        wrong = error(
            "wrong-kind",
            tree.place(file),
            "办法文件应是一组键和值",
            "a scheme file is a mapping of keys and values",
            do_zh="从「办法: 名称」写起。",
            do_en="Begin with `scheme: name`.",
        )
        return None, "zh", [wrong]
    conversion = Conversion(file, language_of(tree, Scheme))
    data = conversion.block(tree, Scheme)
    return data, conversion.language, conversion.findings


def with_extended(data: Block, file: str, chain: tuple[Path, ...]) -> tuple[Block, list[Finding]]:
    """The data laid over that of the scheme it extends, and so on up; unchanged where that cannot be read."""
    target = data.get("extends")
    if not isinstance(target, str):
        return data, []
    place = data.places["extends"]
    path = Path(os.path.normpath(Path(file).parent / target))
    chain = (*chain, Path(file).resolve())
    if Path(target).is_absolute() or path.suffix not in (".yaml", ".yml"):
        return data, [extends_finding("extends-path", place, target)]
    if path.resolve() in chain:
        return data, [extends_finding("extends-cycle", place, target)]
    if len(chain) > EXTENDS_MAX:
        return data, [extends_finding("extends-depth", place, target)]
    if not path.is_file():
        return data, [extends_finding("extends-missing", place, target)]
    try:
        tree, findings = read_tree(read_bytes(path), str(path))
    except Unreadable as refused:
        return data, [refused.finding]
    if tree is None:
        return data, findings
    parent, _, found = data_of(tree, str(path))
    findings += found
    if parent is None:
        return data, findings
    parent, found = with_extended(parent, str(path), chain)
    merged, locks = merge(parent, data)
    return merged, [*findings, *found, *locks]


EXTENDS_MAX = 8
EXTENDS = {
    "extends-path": (
        "「继承」要写相对路径的 .yaml 文件",
        "`extends` takes the relative path of a .yaml file",
        "写成相对于本文件的路径,如 ../base/scheme.yaml。",
        "Write a path relative to this file, such as ../base/scheme.yaml.",
    ),
    "extends-cycle": (
        "继承绕成了圈",
        "the extension runs in a circle",
        "看清哪一个是基础办法,去掉它的「继承」。",
        "Decide which scheme is the base and take its `extends` away.",
    ),
    "extends-depth": (
        f"继承超过 {EXTENDS_MAX} 层",
        f"extended over more than {EXTENDS_MAX} files",
        "把中间各层并成一层。",
        "Make one of the layers in between.",
    ),
    "extends-missing": (
        "找不到被继承的办法文件",
        "the scheme file to be extended is not there",
        "核对路径:它相对于本文件所在的文件夹。",
        "Check the path: it is relative to this file's folder.",
    ),
}


def extends_finding(code: str, place: Place, target: str) -> Finding:
    zh, en, do_zh, do_en = EXTENDS[code]
    return error(code, place, f"{zh}:{target}", f"{en}: {target}", do_zh=do_zh, do_en=do_en)


def nothing(file: str, text: str, findings: list[Finding]) -> Loaded:
    return Loaded(None, tuple(findings), {}, "zh", "", text, file)


def validate(data: Block, places: dict[DataPath, Place]) -> tuple[Scheme | None, list[Finding]]:
    """The typed model; what it still refuses becomes findings at the nearest known place."""
    try:
        return Scheme.model_validate(data), []
    except ValidationError as refused:
        findings: dict[Place, Finding] = {}
        for problem in refused.errors(include_url=False, include_input=False):
            path: DataPath = ()
            for step in problem["loc"]:
                if (*path, step) in places:
                    path = (*path, step)
            message = problem["msg"].removeprefix("Value error, ")
            findings.setdefault(
                places[path],
                error(
                    "not-allowed", places[path], f"这里的内容不合规定:{message}", f"this is not allowed here: {message}"
                ),
            )
        return None, list(findings.values())


def codes_of(data: Any, path: DataPath = ()) -> dict[str, DataPath]:
    """The path of every piece that carries a code; of a code written twice, the first."""
    codes: dict[str, DataPath] = {}
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    if isinstance(data, Block) and data.part is not None and path and isinstance(data.get("code"), str):
        codes[data["code"]] = path
    for step, inner in entries:
        for code, place in codes_of(inner, (*path, step)).items():
            codes.setdefault(code, place)
    return codes


def content_hash(data: Block) -> str:
    """sha256 of the content in English: the same for both languages, comments, spacing and order of keys apart."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        if isinstance(value, Decimal):
            return number_text(value)
        return value.isoformat() if isinstance(value, date) else value

    content = {name: plain(value) for name, value in data.items() if name not in ("extends", "removes")}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def number_text(number: Decimal) -> str:
    """One text a number: 7.50 and 7.5 are the same."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
