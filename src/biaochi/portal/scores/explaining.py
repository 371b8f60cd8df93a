"""这一分从哪来: one scorecard of a trial opened down to its facts, in sentences.

An explanation needs every line of the settlement, which the results do not keep: the trial's own folder is settled once more with its
lines. The last two settlements of a process stay at hand (one, where it is large), so that the second look costs nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from biaochi.files.page import spaced, typeset
from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.scores import engine, folders
from biaochi.portal.scores.models import Trial
from biaochi.scoring.explain import Explanation, SubjectNotFound, explain
from biaochi.scoring.explain.as_text import HEADS, STATE_NAMES
from biaochi.scoring.explain.outline import Entry, outline
from biaochi.scoring.explain.results import Result
from biaochi.scoring.explain.sentences import number
from biaochi.scoring.settle import Settlement

SEVERAL_MAX = 100_000
"""Facts up to which two settlements are kept."""
QUICK = 20_000
"""Facts up to which a settlement is a matter of a second."""
WITHOUT_NUMBER = ("fact", "quiet")
OPEN_DEPTH = 1

_KEPT: OrderedDict[UUID, Settlement] = OrderedDict()
_LOCK = Lock()


@dataclass(frozen=True)
class Line:
    """One line of the tree: ``shown`` is its number, 未知 or 不计; ``is_open`` whether it is unfolded at first."""

    kind: str
    state: str
    name: str
    code: str
    clause: str
    shown: str
    sentence: str
    is_open: bool
    lines: tuple["Line", ...]


@dataclass(frozen=True)
class Section:
    """Vetoes, ranks, grades or proposals: each a sentence with its clause and the trees it rests on."""

    title: str
    results: tuple[tuple[str, str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Told:
    """An explanation as a page prints it."""

    subject: str
    subject_id: str
    organisation: str
    table: str
    period: str
    state: str
    reason: str
    total: str
    tree: Line | None
    beside: tuple[Line, ...]
    sections: tuple[Section, ...]
    blocked: tuple[str, ...]
    as_of: str
    known_at: str
    scheme: str
    version: str


def is_quick(trial: Trial) -> bool:
    """Whether the page can wait for the explanation."""
    return trial.pk in _KEPT or trial.counts.get("facts", 0) <= QUICK


def told(trial: Trial, subject: str, table: str, shows_ranks: bool) -> Told:
    """The explanation of one subject. Raises ``NotThere`` where the table has no such subject."""
    try:
        found = explain(settlement_of(trial), subject, table)
    except SubjectNotFound as fault:
        raise NotThere(f"subject {subject} {table}") from fault
    return told_of(found, "en" if get_language() == "en" else "zh", shows_ranks)


def settlement_of(trial: Trial) -> Settlement:
    """The trial settled with its lines, from memory where it is there. One at a time: two large ones would not fit beside each other."""
    with _LOCK:
        if trial.pk in _KEPT:
            _KEPT.move_to_end(trial.pk)
            return _KEPT[trial.pk]
        facts = folders.facts_of(trial.pk)
        if facts is None:
            raise NotThere(f"facts {trial.pk}")
        large = [key for key, kept in _KEPT.items() if kept.ledger.rows > SEVERAL_MAX]
        is_large = trial.counts.get("facts", 0) > SEVERAL_MAX
        for key in list(_KEPT) if is_large else large:
            del _KEPT[key]
        ready = engine.read(folders.inputs_of(trial.pk), facts, needs_names=True)
        _KEPT[trial.pk] = engine.run(ready, trial.period, keeps_lines=True)
        while len(_KEPT) > 2:
            _KEPT.popitem(last=False)
        return _KEPT[trial.pk]


def told_of(found: Explanation, language: str, shows_ranks: bool) -> Told:
    total = found.total
    state = STATE_NAMES.get(found.state, found.state) if language == "zh" else found.state
    return Told(
        subject=found.subject.get("name") or found.subject["id"],
        subject_id=found.subject["id"],
        organisation=(found.organisation.get("name") or found.organisation["id"]) if found.organisation != found.subject else "",
        table=found.table["name"],
        period=found.period,
        state=state,
        reason=found.reason,
        total=number(total.value) if total is not None and total.value is not None else state,
        tree=line_of(outline(total, language), language, 0) if total is not None else None,
        beside=tuple(line_of(outline(node, language), language, 0) for node in found.beside),
        sections=tuple(sections(found, language, shows_ranks)),
        blocked=tuple(printed(text, language) for text in found.blocked),
        as_of=found.as_of,
        known_at=found.known_at,
        scheme=found.scheme["name"],
        version=found.scheme["version"],
    )


def line_of(entry: Entry, language: str, depth: int) -> Line:
    words = {"known": entry.value, "unknown": "未知", "absent": "不计"} if language == "zh" else {"known": entry.value}
    shown = "" if entry.kind in WITHOUT_NUMBER else words.get(entry.state, entry.state if entry.state in ("unknown", "absent") else "")
    return Line(
        entry.kind, entry.state, printed(entry.name, language), code_of(entry), entry.clause, shown,
        printed(entry.sentence, language) if entry.sentence != shown else "", depth < OPEN_DEPTH,
        tuple(line_of(child, language, depth + 1) for child in entry.entries),
    )  # fmt: skip


def code_of(entry: Entry) -> str:
    if entry.code == entry.name:
        return ""
    return f"#{entry.code}" if entry.kind in ("fact", "line", "received") and entry.code else entry.code


def sections(found: Explanation, language: str, shows_ranks: bool) -> list[Section]:
    listed = []
    for name, zh, en in HEADS:
        results: tuple[Result, ...] = getattr(found, name)
        if results and (shows_ranks or name != "ranks"):
            listed.append(Section(printed(zh, language) if language == "zh" else en, tuple(result_of(one, language) for one in results)))
    return listed


def result_of(result: Result, language: str) -> tuple[str, str, tuple[Line, ...]]:
    trees = tuple(line_of(outline(node, language), language, 1) for node in result.nodes if not node.is_leaf)
    return printed(result.sentence.in_language(language), language), result.clause, trees


def printed(text: Any, language: str) -> str:
    """A sentence with the marks of its language's print."""
    return spaced(typeset(str(text))) if language == "zh" else str(text)
