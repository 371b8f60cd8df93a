"""An example that shows a fault: invented people and facts in the form of docs/cases.md, and what comes out of them.

Words: a *world* is the organisations, roster, relations, parameters and facts of one small case; a *showing* is one thing the
settlement of that world must give, by which the fault is seen.

Worked example: for bands 90– and 80–89 of a quantity with two decimals, a fact of 89.5 and the showing «甲 · R = 0».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

STATES = {"unknown": "未知", "scored": "计分"}
"""The states that examples show, as the clerk reads them."""


def entry(chinese: str, default: Any = "", *, english: str = "") -> Any:
    """A field with its keys in a cases file; what is empty is not printed."""
    return field(default=default, metadata={"zh": chinese, "en": english})


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list in a cases file."""

    def given(self) -> Iterator[tuple[str, str, Any]]:
        """(Chinese key, English key, value) of everything that is not empty."""
        for one in fields(self):
            value = getattr(self, one.name)
            if value not in ("", None, ()):
                yield one.metadata["zh"], one.metadata["en"] or one.name, value

    def flow(self, language: str) -> str:
        """The entry as one line of YAML: ``{主体: 甲, 事项: 出席, 日期: 2025-07-10}``."""
        if language == "en":
            return "{" + ", ".join(f"{en}: {flow_text(value)}" for _, en, value in self.given()) + "}"
        return "{" + ", ".join(f"{zh}: {flow_text(said(value))}" for zh, _, value in self.given()) + "}"


def said(value: Any) -> Any:
    return STATES.get(value, value) if isinstance(value, str) else value


def flow_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(flow_text(inner) for inner in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow_text(inner)}" for name, inner in value.items()) + "}"
    text = str(value)
    return f'"{text}"' if any(mark in text for mark in ",:[]{}#&*!|>'%@`") else text


@dataclass(frozen=True, slots=True)
class Body(Row):
    id: str = entry("编号")
    type: str = entry("类型")
    parent: str = entry("上级")
    class_: str = entry("分类", english="class")


@dataclass(frozen=True, slots=True)
class Member(Row):
    id: str = entry("编号")
    status: str = entry("身份")
    organisation: str = entry("组织")
    start: str = entry("自", english="from")
    end: str = entry("至", english="to")
    flags: tuple[str, ...] = entry("标记", ())


@dataclass(frozen=True, slots=True)
class Relation(Row):
    subject: str = entry("主体")
    relation: str = entry("关系")
    target: str = entry("对象")


@dataclass(frozen=True, slots=True)
class Fact(Row):
    subject: str = entry("主体")
    kind: str = entry("事项")
    date: str = entry("日期")
    until: str = entry("止")
    quantity: str = entry("数量")
    mark: str = entry("评分")
    level: str = entry("级别")
    role: str = entry("角色")
    matter: str = entry("事由")


@dataclass(frozen=True, slots=True)
class Showing(Row):
    """What the settlement gives: exact points, a bound, a state, a place, a grade, a proposal, or being in the table at all."""

    subject: str = entry("主体")
    table: str = entry("表")
    value: str = entry("值")
    points: str = entry("得分")
    at_most: str = entry("至多", english="at most")
    above: str = entry("高于")
    below: str = entry("低于")
    state: str = entry("状态")
    rank: str = entry("名次")
    board: str = entry("榜")
    of: str = entry("总数")
    grade: str = entry("等次")
    system: str = entry("体系")
    outcome: str = entry("结果")
    no_outcome: str = entry("无结果")


@dataclass(frozen=True, slots=True)
class Example:
    """One small case: ``lines`` prints it as a clerk would write it, `tests` settle it and hold its showings."""

    period: str
    shows: tuple[Showing, ...]
    facts: tuple[Fact, ...] = ()
    roster: tuple[Member, ...] = ()
    organisations: tuple[Body, ...] = ()
    relations: tuple[Relation, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()

    def lines(self, language: str = "zh") -> list[str]:
        """The case in the form of docs/cases.md, what comes out of it last."""
        zh = language != "en"
        out = [f"{'周期' if zh else 'period'}: {self.period}"]
        for name, english, rows in (
            ("组织", "organisations", self.organisations), ("名册", "roster", self.roster),
            ("关系", "relations", self.relations), ("事项", "facts", self.facts),
        ):  # fmt: skip
            if rows:
                listed = ", ".join(row.flow(language) for row in rows)
                out.append(f"{name if zh else english}: [{listed}]")
        if self.parameters:
            out.append(f"{'参数' if zh else 'parameters'}: {flow_text(dict(self.parameters))}")
        listed = ", ".join(row.flow(language) for row in self.shows)
        out.append(f"{'结算得' if zh else 'comes out'}: [{listed}]")
        return out
