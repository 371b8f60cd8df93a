"""The name and the code that stand in a scheme's text."""

import re

from biaochi.portal.schemes.source import Path, SetValue, changed, root_of, tree_of
from biaochi.scoring.scheme.yaml_tree import Mapping, Scalar

CODE = re.compile(r"[\w.-]{1,40}")
NAME_KEYS = ("办法", "scheme")
CODE_KEYS = ("代码", "code")


def word_at(text: str, keys: tuple[str, ...]) -> tuple[Path, str] | None:
    """Where a word of the head stands, and what it says; None where it is missing or the text unreadable."""
    tree, _findings = tree_of(text)
    pairs = tree.pairs if isinstance(tree, Mapping) else []
    for position, (key, value) in enumerate(pairs):
        if key.text in keys and isinstance(value, Scalar):
            return (position,), value.text.strip()
    return None


def code_of(text: str) -> str:
    found = word_at(text, CODE_KEYS)
    return found[1] if found else ""


def title_of(text: str) -> str:
    found = word_at(text, NAME_KEYS)
    return found[1] if found else ""


def with_code(text: str, code: str) -> str:
    return with_word(text, CODE_KEYS, code)


def with_name(text: str, name: str) -> str:
    return with_word(text, NAME_KEYS, name)


def with_word(text: str, keys: tuple[str, ...], word: str) -> str:
    """The text with the word in its head; unchanged where the text cannot be read or has no such key: the checker says so."""
    found = word_at(text, keys)
    if found is None or found[1] == word:
        return text
    root_of(text)
    return changed(text, [SetValue(found[0], word)])
