"""`分享 share`: each counted line divided among its receivers, cut by largest remainder (section 6, share)."""

from fractions import Fraction
from math import floor

from .amounts import amount
from .language import LanguageError
from .ledger import id_order
from .rules import Line
from .scope import Scope


def share_lines(settlement, rule: dict) -> None:
    """Every line of the rule, in all scorecards, replaced by the pieces its receivers get."""
    received: dict[str, list[Line]] = {}
    for subject in sorted(settlement.cards, key=id_order):
        for line in settlement.lines_of(subject, rule):
            for receiver, points in divide(settlement, line).items():
                received.setdefault(receiver, []).append(Line(rule, receiver, line.item, points, points))
    for subject in settlement.cards:
        pieces = received.get(subject, [])
        settlement.put_lines(subject, rule, sorted(pieces, key=lambda piece: piece.order))


def divide(settlement, line: Line) -> dict[str, Fraction | None]:
    """What each receiver gets of the line, in one. Of an unknown line it is unknown."""
    slots = portion_slots(settlement, line)
    receivers = [receiver for receiver, _ in slots]
    if not line.is_known:
        return {receiver: None for receiver in receivers if receiver is not None}
    got: dict[str, Fraction | None] = {}
    for receiver, piece in zip(receivers, cut(line.points, [rate for _, rate in slots], settlement.rounding["places"]), strict=True):
        if receiver is not None:
            got[receiver] = got.get(receiver, Fraction(0)) + piece
    return got


def portion_slots(settlement, line: Line) -> list[tuple[str | None, Fraction]]:
    """(receiver, part of the line) by portion, then by id; the receiver is None where the piece is dropped."""
    share, scope = line.rule["share"], settlement.scope(line.subject).on(day=line.day)
    rates = [amount(scope, portion["rate"]) for portion in share["portions"]]
    if None in rates or sum(rates) != 1:
        raise LanguageError(f"分享 of {line.rule['key']}: the rates add up to {sum(rates)}, not to 100 %")
    slots: list[tuple[str | None, Fraction]] = []
    for portion, rate in zip(share["portions"], rates, strict=True):
        receivers = present_receivers(settlement, scope, portion["to"], line.rule)
        if receivers:
            slots += [(receiver, rate / len(receivers)) for receiver in receivers]
        else:
            slots.append((line.subject if share.get("absent", "return") == "return" else None, rate))
    return slots


def present_receivers(settlement, scope: Scope, to, rule: dict) -> list[str]:
    """Who receives on the line's day, smallest id first; someone for whom the rule does not exist counts as absent."""
    if to == "self":
        return [scope.subject]
    if "holder" in to:
        found = scope.world.holders(scope.organisation, to["holder"], scope.day)
    else:
        found = scope.world.targets(scope.subject, to["related"], scope.day)
    return sorted((one for one in found if settlement.has_rule(one, rule)), key=id_order)


def cut(points: Fraction, parts: list[Fraction], places: int) -> list[Fraction]:
    """Points cut in units of 10^−places: the whole units first, the rest to the largest remainders, earlier first.

    5.00 in 30 % and 70 % of 1 place: 1.5 and 3.5. −0.05 halved at 2 places: −0.03 and −0.02.
    """
    unit, sign = Fraction(1, 10**places), -1 if points < 0 else 1
    exact = [abs(points) * part / unit for part in parts]
    whole = [floor(piece) for piece in exact]
    left = abs(points) / unit - sum(whole)
    by_remainder = sorted(range(len(parts)), key=lambda place: (whole[place] - exact[place], place))
    for place in by_remainder[: int(left)]:
        whole[place] += 1
    return [sign * unit * piece for piece in whole]
