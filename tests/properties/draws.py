"""Chance with a seed: every draw of a generator goes through one `Draw`, so that a seed names the whole of it."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any


class Draw:
    """Draws from a seed. The same seed gives the same draws on every machine and in every process."""

    def __init__(self, *seed: object) -> None:
        self.random = Random(":".join(map(str, seed)))

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def of(self, choices: Sequence[Any]) -> Any:
        return self.random.choice(choices)

    def some(self, choices: Iterable[Any], least: int = 1, most: int | None = None) -> list[Any]:
        """Between `least` and `most` different ones, in the order in which they stand."""
        pool = list(choices)
        count = self.whole(min(least, len(pool)), min(len(pool) if most is None else most, len(pool)))
        chosen = set(self.random.sample(range(len(pool)), count))
        return [one for place, one in enumerate(pool) if place in chosen]

    def shuffled(self, entries: Iterable[Any]) -> list[Any]:
        pool = list(entries)
        self.random.shuffle(pool)
        return pool

    def number(self, low: int, high: int, places: int | None = None) -> str:
        """A plain decimal text; whole numbers, halves, and up to two decimals in turn, unless `places` says else."""
        if places is None:
            places = self.one(0, 0, 0, 1, 2)
        if places == 0:
            return str(self.whole(low, high))
        size = 10**places
        return plain(self.whole(low * size, high * size), places)

    def positive(self, high: int, places: int | None = None) -> str:
        """Like `number`, above 0."""
        text = self.number(0, high, places)
        return text if text not in ("0", "-0") else "1"


def plain(units: int, places: int) -> str:
    """12300 with four places is 1.23."""
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**places)
    text = f"{whole}.{rest:0{places}}".rstrip("0").rstrip(".") if places else str(whole)
    return "0" if text == "0" else sign + text
