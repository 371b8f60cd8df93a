"""Reading a scheme file: text → tree → English data → extensions merged → typed model, with every finding at once.

``load_scheme(path)`` never raises for what is wrong in a file: it returns a `Loaded` whose ``scheme`` is None where
an error stands in the way, and whose ``findings`` say what, where and what to do.

Worked example: ``load_scheme(Path("scheme.yaml")).scheme.tables[0].code`` is ``"T"`` whether the file writes
``代码: T`` or ``code: T``; both files have the same ``hash``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as MappingType
from collections.abc import Sequence as SequenceType
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from biaochi.scoring.findings import Finding, Place, Refused, Severity, error
from biaochi.scoring.scheme.complete import Path as DataPath
from biaochi.scoring.scheme.complete import missing_keys, places_of
from biaochi.scoring.scheme.convert import Block, Conversion, language_of
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
    return load_tree(tree, file_name, findings, text)


def load_tree(tree: Node, file: str, findings: list[Finding], text: str = "") -> Loaded:
    """The scheme in a tree already read."""
    if not isinstance(tree, Mapping):
        wrong = error(
            "wrong-kind",
            tree.place(file),
            "办法文件应是一组键和值",
            "a scheme file is a mapping of keys and values",
            do_zh="从「办法: 名称」写起。",
            do_en="Begin with `scheme: name`.",
        )
        return nothing(file, text, [*findings, wrong])
    conversion = Conversion(file, language_of(tree))
    data = conversion.block(tree, Scheme)
    findings = [*findings, *conversion.findings]
    findings.extend(missing_keys(data, conversion.language))
    places = places_of(data)
    scheme = None
    if not any(f.severity is Severity.ERROR for f in findings):
        scheme, refused = validate(data, places)
        findings.extend(refused)
    findings.sort(key=lambda f: (f.place.file != file, f.place.file, f.place.line, f.place.column))
    return Loaded(scheme, tuple(findings), places, conversion.language, content_hash(data), text, file, codes_of(data))


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
