"""Reads schemes, cases and rows into one form: English keys, fixed words in English, exact numbers, days as dates.

The tables stand in `grammar`; here is what reads them. `translate(value, "rule")` turns a mapping written in Chinese or in
English into the same English mapping and refuses keys and words the language does not have.
"""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from .grammar import SHAPES, WORDS
from .numbers import NotANumber, read_number

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
NOTHING = (None, "", "~", "null")
OTHERWISE = {"其他": "otherwise", "otherwise": "otherwise"}


class LanguageError(ValueError):
    """A key, word, number or day that the language does not have at this place."""


# --- the tables -------------------------------------------------------------------------------------------------------


@cache
def keys_of(shape: str) -> dict[str, tuple[str, str]]:
    """Both spellings of each key of a shape → (English key, type)."""
    keys = {}
    for line in filter(str.strip, SHAPES[shape].splitlines()):
        names, _, kind = line.strip().partition(": ")
        chinese, english = names.split()
        keys[chinese] = keys[english] = (english, kind)
    return keys


@cache
def words_of(vocabulary: str) -> dict[str, str]:
    """Both spellings of each word of a vocabulary → the English word."""
    words = {}
    for pair in WORDS[vocabulary].split("|"):
        chinese, english = pair.split()
        words[chinese] = words[english] = english
    return words


# --- translation ------------------------------------------------------------------------------------------------------


def translate(value, kind: str, where: str = ""):
    """`value` in its one English form. `kind` is a type of `grammar`; `where` names the place in error messages."""
    alternatives = split_alternatives(kind)
    problems = []
    for alternative in alternatives:
        try:
            return translate_as(value, alternative, where)
        except LanguageError as problem:
            problems.append(problem)
    raise closest(value, problems)


def closest(value, problems: list[LanguageError]) -> LanguageError:
    """Of several refusals the one from deepest inside the value: it came nearest to fitting."""
    return max(problems, key=lambda problem: str(problem).split(": ")[0].count("/"))


@cache
def split_alternatives(kind: str) -> list[str]:
    """'words x or {a or b} or c' → ['words x', '{a or b}', 'c']."""
    parts, depth = [""], 0
    for word in kind.split(" "):
        if word == "or" and depth == 0:
            parts.append("")
            continue
        depth += word.count("{") + word.count("[") - word.count("}") - word.count("]")
        parts[-1] = f"{parts[-1]} {word}".strip()
    return parts


def translate_as(value, kind: str, where: str):
    if kind == "anything":
        return value
    if kind.startswith("["):
        items = value if isinstance(value, (list, tuple)) else [value]
        return [translate(item, kind[1:-1], f"{where}[{number}]") for number, item in enumerate(items)]
    if kind.startswith("{"):
        return translate_named(value, kind[1:-1], where)
    if kind in SHAPES:
        return translate_mapping(value, kind, where)
    if isinstance(value, (dict, list, tuple)):
        raise LanguageError(f"{where}: one value stands here, not {value!r}")
    if kind.startswith("words "):
        return translate_word(value, kind.removeprefix("words "), where)
    return SCALARS[kind](value, where)


def translate_mapping(value, shape: str, where: str) -> dict:
    if not isinstance(value, dict):
        raise LanguageError(f"{where}: a mapping ({shape}) stands here, not {value!r}")
    keys, result = keys_of(shape), {}
    for key, inner in value.items():
        if str(key) not in keys:
            raise LanguageError(f"{where}: no key {key!r} in a mapping of kind {shape}")
        english, kind = keys[str(key)]
        if english in result:
            raise LanguageError(f"{where}: {english} stands twice")
        if not (inner is None or (isinstance(inner, str) and inner in NOTHING)):
            result[english] = translate(inner, kind, f"{where}/{key}")
    return result


def translate_named(value, kind: str, where: str) -> dict:
    """Invented names stay as they are; `其他 otherwise` is the language's own."""
    if not isinstance(value, dict):
        raise LanguageError(f"{where}: a mapping stands here, not {value!r}")
    named = {OTHERWISE.get(str(name), read_text(name, where)): inner for name, inner in value.items()}
    if len(named) != len(value):
        raise LanguageError(f"{where}: a name stands twice")
    return {name: translate(inner, kind, f"{where}/{name}") for name, inner in named.items()}


def translate_word(value, vocabulary: str, where: str) -> str:
    words = words_of(vocabulary)
    if str(value) not in words:
        raise LanguageError(f"{where}: {value!r} is none of {' | '.join(words)}")
    return words[str(value)]


# --- scalars ----------------------------------------------------------------------------------------------------------


def read_text(value, where: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def read_exact(value, where: str) -> Fraction:
    try:
        return read_number(value)
    except NotANumber as problem:
        raise LanguageError(f"{where}: {problem}") from problem


def read_integer(value, where: str) -> int:
    number = read_exact(value, where)
    if number.denominator != 1:
        raise LanguageError(f"{where}: {value} is not a whole number")
    return int(number)


def read_day(value, where: str) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = DAY.fullmatch(str(value).strip())
    if not found:
        raise LanguageError(f"{where}: {value!r} is not a day like 2026-01-31")
    try:
        return date(*map(int, found.groups()))
    except ValueError as problem:
        raise LanguageError(f"{where}: {value!r} is not a day of the calendar") from problem


def read_flag(value, where: str) -> bool:
    words = {"true": True, "false": False, "是": True, "否": False}
    if str(value).lower() not in words:
        raise LanguageError(f"{where}: {value!r} is neither true nor false")
    return words[str(value).lower()]


def read_attribute(value, where: str):
    """An attribute stays what its row says: a number if it was one, else text (which may read as a number or a day)."""
    if isinstance(value, float):
        raise LanguageError(f"{where}: {value!r}: a number is read from its text, never from a float")
    if value is None or value in NOTHING:
        return None
    return Fraction(value) if isinstance(value, (Decimal, Fraction)) else read_text(value, where)


SCALARS = {
    "text": read_text,
    "number": read_exact,
    "integer": read_integer,
    "date": read_day,
    "flag": read_flag,
    "attribute": read_attribute,
}


# --- files ------------------------------------------------------------------------------------------------------------


def load_yaml(path: Path):
    """A YAML file with every scalar as its text, so that no number ever passes through a float."""
    return YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))
