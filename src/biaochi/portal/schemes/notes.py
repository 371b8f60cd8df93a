"""Findings and open questions as an editor shows them: beside the field they are about, with the readings to choose from.

A reading that names a setting, «「计法: 整份」», can be taken at a press: the setting is written where the finding stands. What a table of
criteria left open stands in the draft as comments 「问」; each is a question here until it is answered.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from biaochi.portal.schemes.fields import Item, whole
from biaochi.portal.schemes.reading import Read
from biaochi.portal.schemes.source import AddKey, CannotWrite, Change, Path, SetValue, root_of
from biaochi.portal.schemes.typesetting import set_in_type
from biaochi.scoring.findings import Finding, Severity, Text
from biaochi.scoring.scheme.shapes import keys_of
from biaochi.scoring.scheme.yaml_tree import Mapping, Scalar

SETTING = {"zh": re.compile(r"「([^「」:：]{1,12})[:：] *([^「」]+)」"), "en": re.compile(r"`([a-z_]{1,24}): *([^`]+)`")}
QUESTION = re.compile(r"^(?P<indent> *)(?P<rest>.*?)# 问(?P<number>\d+)(?:\((?P<cell>[^)]*)\))?:(?P<asked>.*)$")
CHOICES = {"write", "drop"}


@dataclass(frozen=True)
class Choice:
    """Something to press. ``token`` says which finding and which reading."""

    token: str
    text: str


@dataclass(frozen=True)
class Note:
    """One finding or question. Where it has no choices to press, ``readings`` are sentences."""

    kind: str
    """error, warning or question."""
    code: str
    line: int
    column: int
    what: str
    why: str = ""
    remedy: str = ""
    readings: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    example: tuple[str, ...] = ()
    file: str = ""


@dataclass
class Placed:
    """Notes by where they belong."""

    by_field: dict[str, list[Note]] = field(default_factory=dict)
    by_item: dict[str, list[Note]] = field(default_factory=dict)


def notes_of(text: str, read: Read, language: str, extra: Sequence[Finding] = ()) -> list[Note]:
    """Everything to be looked at, in the order of the lines."""
    found = [note_of(text, finding, number, language) for number, finding in enumerate([*read.findings, *extra])]
    found += [question_note(place) for place in questions(text)]
    return sorted(found, key=lambda note: (note.line, note.column))


def note_of(text: str, finding: Finding, number: int, language: str) -> Note:
    def said(one: Text | None) -> str:
        if one is None:
            return ""
        return set_in_type(one.zh) if language == "zh" else one.en

    choices, readings = [], []
    for position, reading in enumerate(finding.readings):
        if fix_of(text, finding, reading) is None:
            readings.append(said(reading))
        else:
            choices.append(Choice(f"f{number}.{position}", said(reading)))
    place = finding.place
    return Note(
        str(finding.severity.value), finding.code, place.line, place.column, said(finding.what), said(finding.why), said(finding.remedy),
        tuple(readings), tuple(choices), tuple(finding.example.lines(language)) if finding.example else (), place.file,
    )  # fmt: skip


# readings


def fix_of(text: str, finding: Finding, reading: Text) -> Change | None:
    """The change that a reading asks for; None where it is not a setting of the piece the finding is about."""
    root = whole(text)
    if root is None or finding.place.file not in ("", "scheme.yaml"):
        return None
    found = SETTING[root.language].search(reading.zh if root.language == "zh" else reading.en)
    located = locate(root_of(text), finding.place.line, finding.place.column)
    if found is None or located is None:
        return None
    key, source = found[1].strip(), found[2].strip()
    for path in (located, located[:-1]):
        part = root.parts.get(path)
        words = [k.chinese if root.language == "zh" else k.english for k in keys_of(part)] if part else []
        if key in words:
            return setting(text, path, key, source, tuple(words[: words.index(key)]))
    return None


def setting(text: str, path: Path, key: str, source: str, before: tuple[str, ...]) -> Change | None:
    node = root_of(text)
    for step in path:
        node = [value for _key, value in node.pairs][step] if isinstance(node, Mapping) else node.items[step]  # type: ignore[attr-defined]
    if not isinstance(node, Mapping):
        return None
    for position, (word, value) in enumerate(node.pairs):
        if word.text == key:
            return SetValue((*path, position), source) if isinstance(value, Scalar) and source[:1] not in "{[" else None
    return AddKey(path, key, source, before)


def locate(root: Mapping, line: int, column: int) -> Path | None:
    """The path of the mapping that begins at a place, or of the entry whose key or value does."""
    found: Path | None = None

    def visit(node: object, path: Path) -> None:
        nonlocal found
        if isinstance(node, Mapping):
            for position, (key, value) in enumerate(node.pairs):
                here = (*path, position)
                is_first = position == 0 and (node.line, node.column) == (line, column)
                if (key.line, key.column) == (line, column) and not is_first:
                    found = here
                if (value.line, value.column) == (line, column):
                    found = here
                visit(value, here)
        else:
            for position, item in enumerate(getattr(node, "items", ())):
                here = (*path, position)
                if (item.line, item.column) == (line, column):
                    found = here
                visit(item, here)

    visit(root, ())
    return found


def chosen(text: str, read: Read, token: str) -> Change:
    """The change that a choice of a finding asks for. Raises ``CannotWrite`` where the finding is no longer there."""
    number, _dot, position = token.removeprefix("f").partition(".")
    try:
        finding = read.findings[int(number)]
        change = fix_of(text, finding, finding.readings[int(position)])
    except (ValueError, IndexError):
        change = None
    if change is None:
        raise CannotWrite(_("这条提示已经不在了，办法可能改过。请刷新页面再选。"))
    return change


# questions of a draft that was read from a table


@dataclass(frozen=True)
class Question:
    """A comment 「问」: its line, the setting it proposes (as written behind a ``#``), and how many lines that takes."""

    line: int
    number: int
    cell: str
    asked: str
    answer: tuple[str, ...]


def questions(text: str) -> Iterator[Question]:
    if "# 问" not in text:
        return
    from biaochi.scoring.scheme.draft.questions import ASKED

    lengths = {asked.zh: len(asked.answer.splitlines()) for asked in ASKED.values() if asked.answer}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        found = QUESTION.match(line)
        if found is None:
            continue
        before = found["rest"].strip()
        count = next((length for zh, length in lengths.items() if found["asked"].endswith(zh)), 1)
        answer: tuple[str, ...] = ()
        if before.startswith("# ") and ":" in before:
            answer = (before[2:].strip(), *(other.strip().removeprefix("# ") for other in lines[number : number + count - 1]))
        yield Question(number, int(found["number"]), found["cell"] or "", found["asked"].strip(), answer)


def question_note(question: Question) -> Note:
    choices = []
    if question.answer:
        choices.append(Choice(f"q{question.number}.write", _("写上「%(setting)s」") % {"setting": " · ".join(question.answer)}))
    choices.append(Choice(f"q{question.number}.drop", _("照现在的办，不再提问")))
    cell = _("（评分表 %(cell)s）") % {"cell": question.cell} if question.cell else ""
    return Note("question", "table-question", question.line, 1, f"{set_in_type(question.asked)}{cell}", choices=tuple(choices))


def answered(text: str, token: str) -> str:
    """The text with a question answered, or left as it is and no longer asked. Raises ``CannotWrite`` where it is not asked any more."""
    number, _dot, what = token[1:].partition(".")
    question = next((one for one in questions(text) if str(one.number) == number), None)
    if question is None or what not in CHOICES or (what == "write" and not question.answer):
        raise CannotWrite(_("这个问题已经不在了，办法可能改过。请刷新页面再选。"))
    lines = text.split("\n")
    at = question.line - 1
    found = QUESTION.match(lines[at])
    assert found is not None
    if question.answer:
        kept = [found["indent"] + line for line in question.answer] if what == "write" else []
        lines[at : at + len(question.answer)] = kept
    else:
        rest = found["rest"].rstrip()
        lines[at : at + 1] = [found["indent"] + rest] if rest else []
    result = "\n".join(lines)
    root_of(result)
    return result


# where they belong


def placed(root: Item, notes: Sequence[Note]) -> Placed:
    """Each note at its field, or at the last piece that begins above it."""
    found = Placed()
    fields = {(one.line, one.column): one.name for item in root.walk() for one in item.fields}
    items = sorted(root.walk(), key=lambda item: (item.line, item.depth))
    lines = [item.line for item in items]
    from bisect import bisect_right

    for note in notes:
        if note.file not in ("", "scheme.yaml"):
            found.by_item.setdefault("", []).append(note)
        elif (note.line, note.column) in fields and note.kind != "question":
            found.by_field.setdefault(fields[(note.line, note.column)], []).append(note)
        else:
            at = bisect_right(lines, note.line) - 1
            found.by_item.setdefault(items[max(at, 0)].address, []).append(note)
    return found


def is_error(note: Note) -> bool:
    return note.kind == Severity.ERROR.value
