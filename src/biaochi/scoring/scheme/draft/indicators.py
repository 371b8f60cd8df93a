"""The rows of a table as indicators: names in their levels, points, rules, and the questions each of them raises.

A cell that several rows share belongs to what these rows have in common: points merged over three indicators are those of their parent.
Bare points (「10」) are a base where an indicator only takes points away, and a cap otherwise.

Worked example: 三会一课 | 10 | 缺席一次扣2分，扣完为止 is an indicator with ``{起评分: 10, 扣完为止: true}`` and one rule of −2 each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from biaochi.scoring.findings import Place
from biaochi.scoring.scheme.draft.phrases import Phrase, read_standards
from biaochi.scoring.scheme.draft.questions import Question
from biaochi.scoring.scheme.draft.rows import Row, Said, Sheet
from biaochi.scoring.scheme.draft.wordings import VALUE, bounds_in, number, plain

IN_NAME = re.compile(r"[(]\s*(?:满分|共|计|合计|最高|上限)?\s*(?P<n>\d+(?:\.\d+)?)\s*分[^()]*[)]\s*$")
BARE = re.compile(r"(?:满分|共|计)?\s*(?P<n>\d+(?:\.\d+)?)\s*分?")
MINUS = re.compile(r"-\s*(?P<n>\d+(?:\.\d+)?)\s*分?")
SHARE = re.compile(rf"(?:权重|占比)?\s*(?P<n>{VALUE})\s*(?P<percent>%)?")
CATEGORY = re.compile("归「(.+)」")
DIMENSION = re.compile("维度「(.+)」")
NAME_MAX = 40
PRICES = ("每次", "每单位", "按级别", "按角色", "酌情", "折算")


@dataclass(slots=True)
class DraftRule:
    phrase: Phrase
    place: Place
    code: str = ""
    bases: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(slots=True)
class DraftNode:
    """One indicator: its keys in Chinese, its rules and children, what is asked about it, and texts kept as they stand."""

    name: str
    place: Place
    code: str = ""
    keys: dict[str, Any] = field(default_factory=dict)
    full: Decimal | None = None
    bases: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    enterers: list[str] = field(default_factory=list)
    rules: list[DraftRule] = field(default_factory=list)
    children: list[DraftNode] = field(default_factory=list)
    unread: list[Question] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def indicators_of(sheet: Sheet) -> list[DraftNode]:
    """The indicators of a sheet, each asked about."""
    top: list[DraftNode] = []
    nodes: dict[tuple[str, ...], DraftNode] = {}
    for row in sheet.rows:
        for depth in range(1, len(row.levels) + 1):
            path = path_of(row, depth)
            if path not in nodes:
                nodes[path] = node_of(row.levels[depth - 1])
                (nodes[path[:-1]].children if depth > 1 else top).append(nodes[path])
                if depth == len(row.levels) and row.codes:
                    nodes[path].code = row.codes[0]
                    row.codes = row.codes[1:]
    for row in sheet.rows:
        if row.category:
            nodes[path_of(row, 1)].keys["类别"] = " ".join(row.category.text.split())
    for kind in ("points", "weight", "standards", "bases", "clauses", "remarks", "enterers"):
        for said, rows in shared(sheet.rows, kind):
            give(nodes[common_path(rows)], kind, said, rows[0])
    for row in sheet.rows:
        for depth, said in row.upper.items():
            node = nodes[path_of(row, min(depth, len(row.levels)))]
            if node.full is None:
                read_points(node, said)
    for node in walk(top):
        settle_points(node)
        ask_rules(node)
    return top


def node_of(said: Said) -> DraftNode:
    """An indicator by the cell that names it: points in brackets behind the name are its own, a long text is kept whole."""
    name = name_of(said)
    found = IN_NAME.search(plain(said.text.strip()))
    full = Decimal(found["n"]) if found else None
    return DraftNode(shortened(name), said.place, full=full, kept=[name] if len(name) > NAME_MAX else [])


def name_of(said: Said) -> str:
    text = said.text.strip()
    if found := IN_NAME.search(plain(text)):
        text = text[: found.start()].strip() or text
    return " ".join(text.split())


def path_of(row: Row, depth: int) -> tuple[str, ...]:
    return tuple(name_of(level) for level in row.levels[:depth])


def shared(rows: Sequence[Row], kind: str) -> Iterator[tuple[Said, list[Row]]]:
    """Every cell of this column with the rows it stands in."""
    found: dict[Place, tuple[Said, list[Row]]] = {}
    for row in rows:
        held = getattr(row, kind)
        for said in held if isinstance(held, list) else [held]:
            if said:
                found.setdefault(said.place, (said, []))[1].append(row)
    return iter(found.values())


def common_path(rows: Sequence[Row]) -> tuple[str, ...]:
    """The indicator that all these rows are of; at least the first level of the first."""
    paths = [path_of(row, len(row.levels)) for row in rows]
    common = paths[0]
    for path in paths[1:]:
        while common != path[: len(common)]:
            common = common[:-1]
    return common or paths[0][:1]


def give(node: DraftNode, kind: str, said: Said, row: Row) -> None:
    """What one cell says, to the indicator it is about."""
    text = said.text.strip()
    if kind == "points":
        read_points(node, said)
    elif kind == "weight":
        read_weight(node, said)
    elif kind == "standards":
        read_cell(node, said, row)
    elif kind == "remarks":
        node.kept.append(text)
    else:
        getattr(node, kind).extend(line for line in text.splitlines() if line.strip())


def read_points(node: DraftNode, said: Said) -> None:
    """The column 分值: a number, or bounds in words, a line each."""
    for line in said.text.splitlines():
        text = plain(line).strip()
        if not text:
            continue
        if found := BARE.fullmatch(text):
            node.full = Decimal(found["n"])
        elif found := MINUS.fullmatch(text):
            node.keys["扣分封顶"] = Decimal(found["n"])
        elif found := CATEGORY.fullmatch(line.strip()):
            node.keys["类别"] = found[1]
        elif found := DIMENSION.fullmatch(line.strip()):
            node.keys["维度"] = found[1]
        elif text.startswith("权重") and (share := SHARE.fullmatch(text)):
            node.keys["权重"] = share_of(share)
        else:
            bounds, left = bounds_in(line)
            node.keys.update(bounds.keys)
            if left.strip(" ,，、。;；:：") or not bounds.keys:
                node.kept.append(f"分值:{line.strip()}")
                node.questions.append(Question("points", said.place, line.strip()))


def read_weight(node: DraftNode, said: Said) -> None:
    if found := SHARE.fullmatch(plain(said.text).strip()):
        node.keys["权重"] = share_of(found)
    else:
        node.kept.append(f"权重:{said.text.strip()}")
        node.questions.append(Question("points", said.place, said.text.strip()))


def share_of(found: re.Match[str]) -> Any:
    """30% stays 30%; a share of a hundred without the sign is one too; 0.3 stays 0.3."""
    text = found["n"]
    if text.startswith("\u3014"):
        return {"参数": text[1:].rpartition(":")[0]}
    value = number(text)
    return f"{text}%" if found["percent"] or value > 1 else value


def read_cell(node: DraftNode, said: Said, row: Row) -> None:
    """A cell of the standards: rules, bounds of the whole indicator, and what was not understood."""
    reading = read_standards(said.text)
    usable = [phrase for phrase in reading.rules if phrase.keys]
    codes = row.codes if len(row.codes) == len(usable) else [""] * len(usable)
    for phrase, code in zip(usable, codes, strict=True):
        node.rules.append(DraftRule(phrase, said.place, code))
    if node.rules[len(node.rules) - len(usable) :] != node.rules and set(reading.whole) - {"扣完为止"}:
        node.questions.append(Question("which-bound", said.place, "、".join(f"{key} {value}" for key, value in reading.whole.items())))
    node.keys.update({key: value for key, value in reading.whole.items() if key not in node.keys})
    node.questions += [Question(code, said.place) for code in reading.whole_open]
    unread = reading.rest + [phrase.text for phrase in reading.rules if not phrase.keys]
    if unread:
        node.kept += unread
        heading = [text for text in unread if not re.search(r"\d|分", text)]
        if not usable or len(heading) < len(unread):
            node.unread.append(Question("standard", said.place, shortened("；".join(unread))))


def shortened(text: str) -> str:
    return text if len(text) <= NAME_MAX else text[: NAME_MAX - 1] + "…"


def signs(rules: Sequence[DraftRule]) -> set[int]:
    """Whether rules give (1) or take (−1) points; parameters are not known here."""
    found = set()
    for rule in rules:
        for key in PRICES:
            if key in rule.phrase.keys:
                found |= {1 if value > 0 else -1 for value in numbers_in(rule.phrase.keys[key], key) if value}
    return found


def numbers_in(value: Any, key: str = "") -> Iterator[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "每":
                yield from numbers_in(inner)
    elif key == "折算":
        yield Decimal(1)


def settle_points(node: DraftNode) -> None:
    """What bare points mean, beside the rules the indicator has."""
    more = [Question("more-standards", question.place, question.about) for question in node.unread]
    node.questions += more if node.rules or node.children else node.unread[:1] + more[1:]
    how = signs(node.rules)
    if node.full is not None and not {"封顶", "起评分"} & set(node.keys):
        if node.rules and how == {-1} and not node.children and not any("起评分" in rule.phrase.keys for rule in node.rules):
            node.keys["起评分"] = node.full
            node.questions.append(Question("base", node.place))
        else:
            node.keys["封顶"] = node.full
            if how == {1, -1}:
                node.questions.append(Question("base-or-cap", node.place))
    if how == {-1} and "起评分" in node.keys and "扣完为止" not in node.keys and "保底" not in node.keys:
        node.questions.append(Question("floor", node.place))


def ask_rules(node: DraftNode) -> None:
    bounded = {"封顶", "加分封顶", "不封顶", "分期限额", "类别"} & set(node.keys)
    for rule in node.rules:
        keys, phrase = rule.phrase.keys, rule.phrase
        for code in phrase.open:
            if code == "ladder":
                if "取舍" not in keys and 1 in signs([rule]):
                    rule.questions.append(Question("ladder", rule.place))
                if "时间" not in keys and 1 in signs([rule]):
                    rule.questions.append(Question("window", rule.place))
            elif code == "several-marks" and "合计" in keys:
                continue
            else:
                rule.questions.append(Question(code, rule.place, shortened(phrase.text) if code in ("once-or-each", "open-words") else ""))
        if phrase.left:
            rule.questions.append(Question("left", rule.place, shortened(phrase.left)))
        if 1 in signs([rule]) and not bounded and not {"封顶", "加分封顶", "分期限额", "不封顶", "酌情", "折算"} & set(keys):
            rule.questions.append(Question("cap", rule.place))


def walk(nodes: Sequence[DraftNode]) -> Iterator[DraftNode]:
    for node in nodes:
        yield node
        yield from walk(node.children)
