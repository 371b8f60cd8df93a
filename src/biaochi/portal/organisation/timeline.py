"""Dated rows of one identity as a line of pieces without overlap. Pure.

Worked example: a piece from 2020 on with 一支部, put 二支部 from 2025-07-01 on: two pieces, the first until 2025-07-01. Put
一支部 from that day on again: one piece, as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused

Content = Mapping[str, Any]


class LaterChangeThere(Refused):
    """A change that begins later is written down already, so the day asked for cannot be changed without deciding about it."""


@dataclass(frozen=True)
class Piece:
    """``from_on`` None: ever; ``until_on`` None: no end known. ``content`` is compared by value."""

    from_on: date | None
    until_on: date | None
    content: Content

    def holds_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day < self.until_on)


def begins(piece: Piece) -> date:
    return piece.from_on or date.min


def on(pieces: Iterable[Piece], day: date) -> Piece | None:
    return next((piece for piece in pieces if piece.holds_on(day)), None)


def later_than(pieces: Iterable[Piece], day: date) -> Piece | None:
    """The first piece that begins after ``day``."""
    return min((piece for piece in pieces if begins(piece) > day), key=begins, default=None)


def refuse_later(pieces: Iterable[Piece], day: date) -> None:
    later = later_than(pieces, day)
    if later:
        raise LaterChangeThere(
            _("%(day)s 起已登记有另一项变更。请先撤回那项变更，再登记较早的；或把生效日期改到那一天或之后。")
            % {"day": begins(later).isoformat()}
        )


def put(pieces: Iterable[Piece], piece: Piece) -> list[Piece]:
    """The line with ``piece`` in its time, whatever stood there before; equal neighbours become one."""
    kept = [rest for old in pieces for rest in outside(old, piece)]
    return joined([*kept, piece])


def cut(pieces: Iterable[Piece], day: date) -> list[Piece]:
    """The line as it was before ``day``, nothing from then on."""
    return [replace(old, until_on=min(old.until_on or date.max, day)) for old in pieces if begins(old) < day]


def outside(old: Piece, new: Piece) -> list[Piece]:
    """What of ``old`` lies before or after ``new``."""
    found = []
    start = begins(new)
    end = new.until_on or date.max
    if begins(old) < start:
        found.append(replace(old, until_on=min(old.until_on or date.max, start)))
    if (old.until_on or date.max) > end:
        found.append(replace(old, from_on=max(begins(old), end)))
    return [replace(one, until_on=None) if one.until_on == date.max else one for one in found]


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    line: list[Piece] = []
    for piece in sorted(pieces, key=begins):
        if line and line[-1].until_on == piece.from_on and line[-1].until_on is not None and line[-1].content == piece.content:
            line[-1] = replace(line[-1], until_on=piece.until_on)
        else:
            line.append(piece)
    return line


def overlapping(pieces: Sequence[Piece]) -> tuple[Piece, Piece] | None:
    """Two pieces that hold on one day, if there are any."""
    line = sorted(pieces, key=begins)
    for earlier, later in pairwise(line):
        if earlier.until_on is None or earlier.until_on > begins(later):
            return earlier, later
    return None
