"""Vetoes, parts, the total, ranks and grades (sections 9 and 10)."""

from datetime import date
from fractions import Fraction

from . import bands, conditions, matching
from .amounts import amount
from .calendar import Period
from .card import Card, Holding, Place
from .expressions import number, substitute
from .language import LanguageError
from .limits import NOUGHT, limit
from .numbers import round_points
from .scope import Scope
from .selection import quota_size

# --- vetoes -----------------------------------------------------------------------------------------------------------


def find_fact_vetoes(settlement) -> None:
    """The vetoing facts of every subject, the days on which each holds, and who is taken out altogether."""
    for subject, card in settlement.cards.items():
        scope = settlement.scope(subject)
        for veto in settlement.table.get("vetoes", []):
            if "facts" in veto:
                card.holdings += holdings_of(scope, veto)
        held = [holding.veto for holding in card.holdings if holding.holds_on(settlement.as_of)]
        card.vetoes = list({veto["code"]: veto for veto in held}.values())
        if card.takes_part and any(effect.get("exclude") for effect in card.effects()):
            card.state = "excluded"


def holdings_of(scope: Scope, veto: dict) -> list[Holding]:
    """A veto holds from its fact's day until the day of the first later lifting fact."""
    lifting = []
    if "lifted_by" in veto:
        spec = {"whose": veto["facts"].get("whose", "self"), "window": "any_time", **veto["lifted_by"]}
        lifting = matching.match_facts(scope, spec)
    vetoing = matching.match_facts(scope, veto["facts"])
    return [Holding(veto, fact.date, end_of(fact.place, lifting)) for fact in vetoing]


def end_of(place: int, lifting: list) -> date | None:
    return next((fact.date for fact in lifting if fact.place > place), None)


def is_frozen(card: Card, codes: set[str], day: date, period: Period) -> bool:
    """Whether a line of one of these codes, dated so, falls in days that a veto freezes."""
    for holding in card.holdings:
        for effect in holding.veto.get("effects", []):
            if codes & set(effect.get("freeze", [])):
                first = period.first if effect.get("from") == "whole_period" else holding.first
                if first <= day and (holding.end is None or day < holding.end):
                    return True
    return False


def find_result_vetoes(settlement) -> None:
    """Vetoes read from results, after the ranks; who is unranked by one leaves the boards to the others."""
    for subject, card in settlement.cards.items():
        if card.is_scored:
            scope = settlement.result_scope(subject)
            vetoes = [veto for veto in settlement.table.get("vetoes", []) if "facts" not in veto]
            card.vetoes += [veto for veto in vetoes if conditions.holds(scope, veto["when"])]
    rank(settlement)


def reduction(scope: Scope, card: Card, base: Fraction | None, total: Fraction | None) -> Fraction | None:
    """What `reduce` takes off, of the base or of the total before its clamp; rounded once for each effect."""
    taken = NOUGHT
    for veto in card.vetoes:
        held = sum(1 for one in card.holdings if one.veto is veto and one.holds_on(scope.settlement.as_of))
        for effect in veto.get("effects", []):
            if "reduce" in effect:
                written = effect["reduce"]
                whole = base if written["of"] == "base" else total
                rate = amount(scope, written["rate"])
                if whole is None or rate is None:
                    return None
                times = held if written.get("each") else 1
                taken += round_points(rate * whole * times, scope.settlement.rounding)
    return taken


# --- parts and the total ----------------------------------------------------------------------------------------------


def conclude_totals(settlement) -> None:
    """Parts where the table has them, deductions and the clamp of the total; who has no total is unknown."""
    if settlement.table.get("parts"):
        put_parts_together(settlement)
    for subject, card in settlement.cards.items():
        if card.takes_part:
            card.values["score"] = conclude_total(settlement, subject, card)
            card.state = "unknown" if card.values["score"] is None else "scored"


def conclude_total(settlement, subject: str, card: Card) -> Fraction | None:
    if "score" in settlement.zeroed_codes(subject):
        return NOUGHT
    scope = settlement.result_scope(subject)
    total = card.values["score"]
    taken = reduction(scope, card, settlement.table_base(subject), total)
    if total is None or taken is None:
        return None
    keys = ("min", "max", "floored")
    clamps = {key: settlement.table[key] for key in keys if key in settlement.table}
    return limit(scope, clamps, [total - taken], NOUGHT)


def put_parts_together(settlement) -> None:
    """The total is the sum of the parts instead of the sum of the tree."""
    members = [subject for subject, card in settlement.cards.items() if card.takes_part]
    parts = {subject: [part_value(settlement, subject, part) for part in settlement.table["parts"]] for subject in members}
    for subject, values in parts.items():
        card, scope = settlement.cards[subject], settlement.scope(subject)
        for part, (value, _) in zip(settlement.table["parts"], values, strict=True):
            card.values[part["code"]] = value
        caps = {key: settlement.table[key] for key in ("bonus_max", "deduction_max") if key in settlement.table}
        card.values["score"] = limit(scope, caps, [value for value, is_present in values if is_present], NOUGHT)


def part_value(settlement, subject: str, part: dict) -> tuple[Fraction | None, bool]:
    """(points, whether the part is there); its `unknown` says what becomes of an unknown one."""
    if part["code"] in settlement.zeroed_codes(subject):
        return NOUGHT, True
    scope = settlement.result_scope(subject)
    exact = normalised(scope, part)
    weight = amount(scope, part.get("weight", Fraction(1)))
    if exact is not None and weight is not None:
        return round_points(exact * weight, settlement.rounding), True
    unknown = part.get("unknown", "block")
    if isinstance(unknown, dict):
        return amount(scope, unknown["substitute"]), True
    return substitute(scope, unknown), unknown != "left_out"


def normalised(scope: Scope, part: dict) -> Fraction | None:
    value, how = scope.card.value(part["of"]), part.get("normalise", "none")
    if value is None or how == "none":
        return value
    full = amount(scope, how["full"]) if "full" in how else group_value(scope, part["of"], how)
    to = amount(scope, how["to"])
    return None if not full or to is None else value * to / full


def group_value(scope: Scope, code: str, how: dict) -> Fraction | None:
    """The best or the mean of a value in the subject's group."""
    group = scope.settlement.group_around(scope.subject, how.get("best") or how["mean"])
    values = [scope.settlement.cards[one].value(code) for one in group]
    known = [value for value in values if value is not None]
    if not known:
        return None
    return max(known) if "best" in how else sum(known) / len(known)


# --- ranks ------------------------------------------------------------------------------------------------------------


def rank(settlement) -> None:
    for card in settlement.cards.values():
        card.places = {}
    for board in settlement.table.get("ranks", []):
        ranked = {subject: key for subject in settlement.cards if (key := rank_key(settlement, subject, board))}
        for group in settlement.groups(board.get("within", "all"), list(ranked)):
            for subject, place in places({one: ranked[one] for one in group}, board.get("ties", "competition")).items():
                settlement.cards[subject].places[board["code"]] = place


def rank_key(settlement, subject: str, board: dict) -> tuple | None:
    """What a subject is ranked by, smallest first; None: not on this board."""
    card, scope = settlement.cards[subject], settlement.result_scope(subject)
    value = card.value(board.get("by", "score")) if card.is_scored else None
    is_out = any(effect.get("unranked") for effect in card.effects())
    if value is None or is_out or ("applies" in board and not conditions.holds(scope, board["applies"])):
        return None
    sign = 1 if board.get("order") == "ascending" else -1
    breakers = [tie_breaker(scope, written) for written in board.get("tie_breakers", [])]
    return (sign * value, *((1, NOUGHT) if one is None else (0, sign * one) for one in breakers))


def tie_breaker(scope: Scope, written) -> Fraction | None:
    return scope.card.value(written) if isinstance(written, str) else number(scope, written)


def places(keys: dict[str, tuple], ties: str) -> dict[str, Place]:
    """The places of one group. competition: 1-1-3; dense: 1-1-2."""
    found = {}
    for subject, key in keys.items():
        better = [other for other in keys.values() if other < key]
        worse = [other for other in keys.values() if other > key]
        if ties == "dense":
            better, worse = list(set(better)), list(set(worse))
        tied = sum(1 for other in keys.values() if other == key)
        found[subject] = Place(1 + len(better), len(keys), tied, 1 + len(worse))
    return found


# --- grades -----------------------------------------------------------------------------------------------------------


def grade(settlement) -> None:
    for system in settlement.table.get("grades", []):
        for subject in settlement.cards:
            bands.refuse_in_system(settlement.scope(subject), system)
        for subject, word in words_given(settlement, system).items():
            settlement.cards[subject].grades[system["code"]] = word


def words_given(settlement, system: dict) -> dict[str, str]:
    """The word of every subject: set by a veto, or by the bands from the best down, each while it has room."""
    given, competing = {}, {}
    for subject, card in settlement.cards.items():
        if card.is_scored:
            direct = direct_word(card, system)
            value = graded_value(settlement.result_scope(subject), system)
            if direct is not None:
                given[subject] = direct
            elif value is not None:
                competing[subject] = value
    for band in system["bands"]:
        wanting = {one: value for one, value in competing.items() if is_in_band(settlement, system, band, one, value)}
        for subject in with_room(settlement, band.get("quota"), wanting):
            given[subject] = band["name"]
            del competing[subject]
    if "otherwise" in system:
        given |= dict.fromkeys(competing, system["otherwise"])
    return given


def graded_value(scope: Scope, system: dict) -> Fraction | None:
    by = system.get("by", "score")
    return scope.card.value(by) if isinstance(by, str) else number(scope, by)


def word_order(system: dict) -> list[str]:
    """The words from the best down."""
    words = [band["name"] for band in system["bands"]]
    return [*words, system["otherwise"]] if system.get("otherwise") not in (None, *words) else words


def worst_word(card: Card, system: dict, key: str) -> str | None:
    """Of the words that vetoes set under `grade` or `ceiling`, the lowest."""
    words = [effect[key][system["code"]] for effect in card.effects() if system["code"] in effect.get(key, {})]
    order = word_order(system)
    for word in words:
        if word not in order:
            raise LanguageError(f"{word!r} is no word of {system['code']}")
    return max(words, key=order.index, default=None)


def direct_word(card: Card, system: dict) -> str | None:
    """A grade set by a veto, lowered to the ceiling if another veto sets one."""
    direct, ceiling = worst_word(card, system, "grade"), worst_word(card, system, "ceiling")
    if direct is None or ceiling is None:
        return direct
    return max(direct, ceiling, key=word_order(system).index)


def is_in_band(settlement, system: dict, band: dict, subject: str, value: Fraction) -> bool:
    scope = settlement.result_scope(subject)
    ceiling, order = worst_word(scope.card, system, "ceiling"), word_order(system)
    if ceiling is not None and order.index(band["name"]) < order.index(ceiling):
        return False
    return conditions.compares(scope, value, band) and conditions.holds(scope, band.get("when", {}))


def with_room(settlement, quota: dict | None, values: dict[str, Fraction]) -> list[str]:
    """Those of the subjects (with the value they compete by) for whom the quota has room, group by group."""
    if quota is None:
        return list(values)
    admitted = []
    within = quota.get("within", "all")
    for group in settlement.groups(within, list(values)):
        heads = [one for one in settlement.group_around(group[0], within) if settlement.cards[one].is_scored]
        keys = {one: key for one in group if (key := competing_key(settlement, within, one, values[one])) is not None}
        size = quota_size([settlement.result_scope(one) for one in keys], quota, len(heads))
        for subject, place in places(keys, "competition").items():
            last = place.rank + place.tied - 1 if quota.get("ties") == "exclude" else place.rank
            if last <= size:
                admitted.append(subject)
    return admitted


def competing_key(settlement, within: str, subject: str, value: Fraction):
    """The rank on the first board of the quota's scope, or without such a board the value, highest first."""
    boards = [board for board in settlement.table.get("ranks", []) if board.get("within", "all") == within]
    if not boards:
        return (-value,)
    place = settlement.cards[subject].place(boards[0]["code"])
    return None if place is None else (place.rank,)
