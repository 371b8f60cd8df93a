"""YAML in Chinese keys, line by line, with a comment beside a key: what the skeleton is written with.

Worked example: ``flow({"按级别": {"省级": Decimal(5)}})`` is ``{按级别: {省级: 5}}``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.draft.questions import Question
from biaochi.scoring.scheme.load import number_text

PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z\u201c\u300a\uff08][^\n\r\t:#,\[\]{}&*!|>'\"%@`\\]*")
WORDS = {"是", "否", "true", "false", "yes", "no", "null", "on", "off", "y", "n", "~"}


@dataclass(slots=True)
class Lines:
    """The lines written so far, and by line number what is asked there."""

    texts: list[str] = field(default_factory=list)
    asked: list[tuple[int, Question]] = field(default_factory=list)

    def add(self, indent: int, text: str, *questions: Question) -> None:
        """A line, and what is asked about it: the first question beside it, further ones under it."""
        self.texts.append(" " * indent + text)
        for number, question in enumerate(questions):
            self.ask(question, indent=indent, beside=number == 0)

    def ask(self, question: Question, *, indent: int = 0, beside: bool = False) -> None:
        comment = question.comment(len(self.asked) + 1)
        if beside and self.texts:
            self.texts[-1] += f"  {comment}"
        else:
            self.texts.append(" " * indent + comment)
        self.asked.append((len(self.texts), question))

    def open_key(self, indent: int, question: Question) -> None:
        """Keys that are not there yet: the answer as comments, and the question beside the first of them."""
        first, *others = question.answer.splitlines() or [""]
        if first:
            self.texts.append(f"{' ' * indent}# {first}")
        self.ask(question, indent=indent, beside=bool(first))
        self.texts += [f"{' ' * indent}# {other}" for other in others]

    def comment(self, indent: int, text: str) -> None:
        self.texts.append(" " * indent + "# " + " ".join(text.split()))

    def text(self) -> str:
        return "\n".join(self.texts) + "\n"


def scalar(value: Any) -> str:
    """A value that YAML reads as it is meant: names plain, anything that could mean something else in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if re.fullmatch(r"\d+(?:\.\d+)?%", text):
        return text
    is_plain = PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(value)
