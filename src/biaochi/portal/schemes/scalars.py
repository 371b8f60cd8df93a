"""One word of YAML, written so that it is read back as the same word, in the style that stood there before.

Worked example: ``rewritten("'60'", "50", False)`` is ``"'50'"``; ``written("a: b", False)`` is ``'"a: b"'``.
"""

import json
import re

PLAIN = re.compile(r"(?:[^\s,\[\]{}#&*!|>'\"%@`:?\-]|[+-](?=[0-9.]))[^\n\r\t,\[\]{}#:'\"\\]*")
"""Words that need no quotes anywhere; others may not need them either, but quotes never hurt."""
SPECIAL = {"", "~", "null", "Null", "NULL"}
UNPRINTABLE = re.compile("[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(text: str, is_flow: bool) -> str:
    """``text`` as a word of its own, plain where that is safe."""
    is_plain = PLAIN.fullmatch(text) and text == text.strip() and text not in SPECIAL
    return text if is_plain else quoted(text)


def quoted(text: str) -> str:
    """In double quotes; JSON's escapes are YAML's."""
    return json.dumps(text, ensure_ascii=bool(UNPRINTABLE.search(text)))


def rewritten(before: str, text: str, is_flow: bool) -> str:
    """``text`` in place of the word written as ``before``: its quotes, or its block style, stay where they can hold the text."""
    if before[:1] in ("|", ">"):
        return in_block(before, text)
    text = " ".join(text.split("\n")).strip() if "\n" in text else text
    if before[:1] == '"':
        return quoted(text)
    if before[:1] == "'" and not UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return written(text, is_flow)


def in_block(before: str, text: str) -> str:
    """A text under ``|`` or ``>``, at the indentation that stood there; a folded text's line breaks are empty lines."""
    head, _, body = before.partition("\n")
    first = next((line for line in body.split("\n") if line.strip()), "  ")
    indent = first[: len(first) - len(first.lstrip(" "))] or "  "
    lines = text.rstrip("\n").split("\n")
    if UNPRINTABLE.search(text) or not text.strip() or any(line != line.strip() for line in lines) or "#" in head:
        return quoted(text.rstrip("\n"))
    apart = "\n\n" if head.startswith(">") else "\n"
    return head + "\n" + apart.join(indent + line if line else "" for line in lines)
