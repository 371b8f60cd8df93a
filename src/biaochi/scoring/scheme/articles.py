"""What the printed 办法 is made of: articles, their tables, cells and lines.

Worked example: ``Article("vetoes", "一票否决", ["弄虚作假:…"])`` is printed as 「第五条 一票否决」 and one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from biaochi.scoring.scheme.model import Rounding

DIGITS = "零一二三四五六七八九"
DEDUCTION = re.compile(r"(\S*) (计 )?-([\d.]+) 分")
BOUNDS = ("保底", "封顶", "至", "酌情", "为基准", "以")
"""Words before a number that is a bound, not a deduction."""
ROUNDING = {"half_up": "四舍五入", "down": "去尾", "up": "进一"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell or article, and the code of what it says."""

    text: str
    code: str = ""


@dataclass(slots=True)
class Cell:
    lines: list[Line]
    code: str = ""
    depth: int = 0


@dataclass(slots=True)
class Article:
    """A numbered article. ``kind`` says what it is about: general, bounds, criteria, vetoes, grades, outcomes, workflow, facts, …"""

    kind: str
    title: str
    paragraphs: list[Line] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """What belongs together: the general part, one table, the procedure, the annexes. ``table`` is a table's code."""

    title: str
    articles: list[Article]
    table: str = ""


def numeral(number: int) -> str:
    """一, 二, … 九十九."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones or not tens else "")


def cell(texts: Sequence[str], code: str = "", depth: int = 0) -> Cell:
    return Cell(lines(texts), code, depth)


def lines(texts: Sequence[str]) -> list[Line]:
    return [Line(text) for text in texts]


def rounding(value: Rounding) -> str:
    return f"保留 {value.places} 位小数,{ROUNDING[value.mode]}"


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return text if text.endswith(("。", ".", "！", "？", "）", ")")) else text + "。"


def bracketed(*texts: str | None) -> str:
    """Clause, basis and note behind a sentence, in brackets unless they begin with one: 「（三）公示」 is told apart as it is."""
    said = ";".join(text for text in texts if text)
    return said if not said or said.startswith("\uff08") else f"({said})"


def deductions(text: str) -> str:
    """Points below zero as a document says them: 「每次 -1 分」 is 「每次扣 1 分」; a bound keeps its sign."""

    def said(found: re.Match[str]) -> str:
        before = found[1]
        return found[0] if before.endswith(BOUNDS) else f"{before}{' ' if found[2] else ''}扣 {found[3]} 分"

    return re.sub(r"(?<![\w.])-(?=\d)", "−", DEDUCTION.sub(said, text))
