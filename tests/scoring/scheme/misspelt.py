"""The faults of writing planted in the text of every preset: finding code → the changed text, or None where there is no place for it."""

from __future__ import annotations

import re
from collections.abc import Callable


def line_added(line: str, lacks: str = "") -> Callable[[str], str | None]:
    """One more line at the end of the file, where no line of its key stands."""
    return lambda text: None if lacks and f"\n{lacks}" in text else f"{text.rstrip()}\n{line}\n"


def spelled(old: str, new: str) -> Callable[[str], str | None]:
    """The first such spelling replaced."""
    return lambda text: text.replace(old, new, 1) if old in text else None


def named_again(text: str) -> str:
    return re.sub(r"\n代码: (\w+)\n", r"\n代码: \1\n代码: \1\n", text, count=1)


TEXTS: dict[str, Callable[[str], str | None]] = {
    "yaml-syntax": line_added("示例: ]"),
    "yaml-tab": line_added("示例:\n\t甲: 1"),
    "yaml-alias": spelled("\n办法: ", "\n办法: &x "),
    "yaml-tag": spelled("\n办法: ", "\n办法: !x "),
    "yaml-merge": line_added("<<: {}"),
    "yaml-documents": line_added("---\n办法: 另一份"),
    "yaml-depth": line_added("示例: " + "[" * 60 + "]" * 60),
    "yaml-nodes": line_added("示例: [" + "1, " * 200_001 + "1]"),
    "yaml-key": line_added("? [甲]\n: 乙"),
    "yaml-empty": lambda text: "# 只有注释\n",
    "duplicate-key": named_again,
    "mixed-languages": line_added("note: 示例"),
    "unknown-key": line_added("没有的键: 1"),
    "unknown-word": spelled("同分: 并列跳号", "同分: 并列乱跳"),
    "word-escaped": spelled("同分: 并列跳号", 'ͬ: "\\u5e76列跳号"'.replace("ͬ", "同分")),
    "not-a-number": spelled("每次: 1", "每次: 1e3"),
    "wrong-kind": spelled("取整: {位数: 2, 方式: 四舍五入}", "取整: 两位小数"),
    "empty-value": lambda text: re.sub(r"\n施行: \S+\n", "\n施行:\n", text, count=1),
    "missing-key": lambda text: re.sub(r"\n代码: \w+\n", "\n", text, count=1),
    "missing-choice": lambda text: re.sub(r"(?m)^( +取数: \{取自: .*\n) +折算: 1\n", r"\1", text, count=1),
    "several-choices": spelled("每次: 1,", "每次: 1, 折算: 1,"),
    "extends-path": line_added("继承: /别处/办法.txt", "继承"),
    "extends-missing": line_added("继承: ../没有的/scheme.yaml", "继承"),
}
"""Faults of writing, planted in the text: what is found when the file cannot be read as it stands."""
