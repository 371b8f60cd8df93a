"""Bands and brackets with the numbers that organisations may fill in: the declared ones, and the ends of what is allowed.

Words: a *filling* gives every parameter a number, and names the kind of subject whose numbers are read. Bands are judged once for each
filling: as declared, then with each parameter that has both 最小 and 最大 at either end. A list in which some number is not known under
any filling is not judged here; what organisations fill in is judged again by every settlement.

Worked example: 优秀 from 〔优秀线:90〕 (85 至 95) and 良好 from 80 are judged with 90, with 85 and with 95.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.expression_model import AmountBy, Comparison
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Brackets

FIELDS = ("ge", "gt", "lt", "le", "eq")
BOUNDED_MAX = 4
"""Parameters of one list up to which every combination of their ends is judged; of more, all at their least and all at their most."""


@dataclass(frozen=True)
class Filling:
    """``word``: the class, status, type or post whose numbers are read ('' for all others)."""

    numbers: Mapping[str, Decimal]
    word: str = ""
    is_declared: bool = True

    def of(self, amount: Any) -> Decimal | None:
        """The number an amount is; None where this filling does not say."""
        if not isinstance(amount, AmountBy):
            return Decimal(amount)
        if amount.parameter is not None:
            return self.numbers.get(amount.parameter)
        inner = amount.values.get(self.word, amount.otherwise)
        return None if inner is None else self.of(inner)

    @property
    def zh(self) -> str:
        """In brackets after a sentence, where it is not what the scheme declares."""
        return "" if self.is_declared else f"({'、'.join(f'〔{name}〕填 {number_text(n)}' for name, n in self.numbers.items())} 时)"

    @property
    def en(self) -> str:
        return "" if self.is_declared else f" (with {', '.join(f'{name} at {number_text(n)}' for name, n in self.numbers.items())})"


def fillings(survey: Survey, amounts: Sequence[Any]) -> Iterator[Filling]:
    """The declared numbers, then the ends of what is allowed, for each kind of subject that the amounts name."""
    parts = [part for amount in amounts for part in parts_of_amount(amount)]
    names = dict.fromkeys(str(part.parameter) for part in parts if part.parameter is not None)
    words = ["", *dict.fromkeys(word for part in parts for word in part.values)]
    declared = {name: stated for name in names if (stated := survey.scheme.parameters.get(name)) is not None}
    known = {name: one.value for name, one in declared.items() if one.value is not None}
    ends = {name: (one.minimum, one.maximum) for name, one in declared.items() if one.minimum is not None and one.maximum is not None}
    corners = product(*ends.values()) if len(ends) <= BOUNDED_MAX else zip(*ends.values(), strict=True)
    found = [Filling(known, word) for word in words]
    if ends:
        found += [Filling({**known, **dict(zip(ends, corner, strict=True))}, word, False) for corner in corners for word in words]
    yield from found


def parts_of_amount(amount: Any) -> Iterator[AmountBy]:
    if isinstance(amount, AmountBy):
        yield amount
        for inner in (*amount.values.values(), amount.otherwise):
            yield from parts_of_amount(inner)


def filled_bands(survey: Survey, bands: Sequence[Comparison]) -> Iterator[tuple[list[Comparison], Filling]]:
    """The bands with plain numbers, once for each filling that gives all of them."""
    limits = [getattr(band, field) for band in bands for field in FIELDS if getattr(band, field) is not None]
    for filling in fillings(survey, limits):
        filled = [with_numbers(band, filling) for band in bands]
        plain = [band for band in filled if band is not None]
        if len(plain) == len(bands):
            yield plain, filling


def with_numbers(band: Comparison, filling: Filling) -> Comparison | None:
    given = {field: filling.of(limit) for field in FIELDS if (limit := getattr(band, field)) is not None}
    return None if None in given.values() else band.model_copy(update=given)


def brackets_in_order(survey: Survey) -> Iterator[Finding]:
    """Each bracket ends above the one before it, and only the last has no end."""
    for met in survey.of(Brackets):
        ends = [part.up_to for part in met.part.parts]
        if None in ends[:-1]:
            yield survey.error(
                "brackets-reversed",
                met,
                "parts",
                ends.index(None),
                zh="没有写「至」的一段只能放在最后",
                en="only the last bracket has no `up_to`",
                do=("把它移到最后,或写上「至」。", "Put it last, or give it an `up_to`."),
            )
            continue
        found = next((out for filling in fillings(survey, ends) if (out := out_of_order(ends, filling)) is not None), None)
        if found is not None:
            position, filling = found
            yield (survey.error if filling.is_declared else survey.warning)(
                "brackets-reversed",
                met,
                "parts",
                position,
                "up_to",
                zh=f"这一段不比前一段长:各段的「至」从小到大写{filling.zh}",
                en=f"this bracket does not end above the one before it{filling.en}",
                do=("改正各段的「至」,或参数的最小、最大。", "Correct the ends, or the bounds of the parameter."),
            )


def out_of_order(ends: Sequence[Any], filling: Filling) -> tuple[int, Filling] | None:
    """Where an end is not above the last one known, under this filling."""
    before: Decimal | None = None
    for position, end in enumerate(ends):
        number = None if end is None else filling.of(end)
        if number is not None and before is not None and number <= before:
            return position, filling
        before = before if number is None else number
    return None
