"""Exact numbers: read from their text, rounded where section 1 says so."""

import re
from decimal import Decimal
from fractions import Fraction
from math import floor

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
DECIMALS_MAX = 6


class NotANumber(ValueError):
    """The text is not a decimal number or a percentage."""


def read_number(value) -> Fraction:
    """The exact value of a decimal text, a percentage text, an int, a Decimal or a Fraction."""
    if isinstance(value, (bool, float)):
        raise NotANumber(f"{value!r}: a number is read from its text, never from a float")
    if isinstance(value, (int, Decimal, Fraction)):
        return Fraction(value)
    text = str(value).strip()
    percent = text.endswith("%")
    body = text[:-1].strip() if percent else text
    if not NUMBER.fullmatch(body):
        raise NotANumber(f"{text!r} is not a number")
    return Fraction(Decimal(body)) / (100 if percent else 1)


def number_or_none(value) -> Fraction | None:
    try:
        return None if value is None else read_number(value)
    except NotANumber:
        return None


def has_decimals_at_most(value: Fraction, places: int) -> bool:
    return (value * 10**places).denominator == 1


def round_to_whole(value: Fraction, mode: str) -> int:
    """All modes work on the absolute value: half_up, down (towards zero), up (away from zero)."""
    size = abs(value)
    if mode == "half_up":
        whole = floor(size + Fraction(1, 2))
    elif mode == "down":
        whole = floor(size)
    else:
        whole = -floor(-size)
    return whole if value >= 0 else -whole


def round_points(value: Fraction, rounding: dict) -> Fraction:
    unit = 10 ** rounding["places"]
    return Fraction(round_to_whole(value * unit, rounding["mode"]), unit)


def decimal_text(value: Fraction | None) -> str:
    """A short text for reports: exact if the decimal ends, a fraction otherwise."""
    if value is None:
        return "未知"
    if has_decimals_at_most(value, 12):
        return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
    return str(value)
