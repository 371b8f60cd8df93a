"""Findings: what is the matter with a file, where, why, and what to do: for schemes and for data alike.

A reader never stops at the first fault: it collects all findings and hands them over together. Each finding carries its place, a
stable code (listed in docs/findings.md), a sentence in Chinese and in English, the remedy, where a document leaves something
open the readings to choose from, and where it can be shown an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from biaochi.scoring.example import Example


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file. Lines, columns and rows count from 1 as people do; ``cell`` names a table's column."""

    file: str
    line: int = 0
    column: int = 0
    cell: str = ""

    def __str__(self) -> str:
        if self.cell:
            return f"{self.file}:{self.line}:{self.cell}"
        if self.line:
            return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        return self.file


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the interface."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter (``what``), why it matters (``why``), what to do (``remedy``), readings to choose from, and a
    small case that shows it (none where the file cannot be settled at all)."""

    code: str
    severity: Severity
    place: Place
    what: Text
    why: Text | None = None
    remedy: Text | None = None
    readings: tuple[Text, ...] = ()
    example: Example | None = None

    def lines(self, language: str = "zh") -> list[str]:
        """The finding as printed lines, the place first."""
        zh = language != "en"
        mark = {Severity.ERROR: "错误" if zh else "error", Severity.WARNING: "提醒" if zh else "warning"}[self.severity]
        out = [f"{self.place}: {mark} {self.code}: {self.what.in_language(language)}"]
        if self.why:
            out.append(("    原因:" if zh else "    why: ") + self.why.in_language(language))
        if self.remedy:
            out.append(("    处理:" if zh else "    do: ") + self.remedy.in_language(language))
        out.extend(
            (f"    读法{n}:" if zh else f"    reading {n}: ") + reading.in_language(language)
            for n, reading in enumerate(self.readings, 1)
        )
        if self.example:
            first, *rest = self.example.lines(language)
            out.append(("    示例:" if zh else "    example: ") + first)
            out.extend("      " + line for line in rest)
        return out


class Refused(Exception):
    """Input that cannot be used, with every finding: the console prints them and exits with 1."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f.what.zh for f in findings[:3]))
        self.findings = tuple(findings)


class BadRows(Refused):
    """A data file has cells that cannot be read; all of them are named (the first thousand in detail)."""


def error(code: str, place: Place, zh: str, en: str, *, do_zh: str = "", do_en: str = "") -> Finding:
    """An error finding in its shortest form."""
    return Finding(code, Severity.ERROR, place, Text(zh, en), remedy=Text(do_zh, do_en) if do_zh else None)
