"""What holds of every settlement, whatever the scheme: checked on the engine alone, with the generators of the differential test."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from biaochi.scoring.settle import Settlement
from biaochi.scoring.state import SCORED, UNKNOWN

from .both import PLAIN, ReadScheme, Sheet, Way, asked_with, read_by_both, settlement_of_engine, sheet_of_engine
from .draws import Draw
from .schemes import random_scheme
from .terms import Mapping
from .worlds import Asked, random_world

CASES = 250
FIRST_SEED = 1_000_000
LINES = Way(keeps_lines=True)


def cases(name: str, count: int = CASES) -> Iterator[tuple[Draw, ReadScheme, Asked]]:
    """Settlements that go through, each property on others."""
    for number in range(count):
        seed = f"{name}-{number}"
        generated = random_scheme(FIRST_SEED + number if name == "any" else seed)
        scheme, asked = read_by_both(generated.scheme), random_world(generated, seed)
        if ("refused",) not in sheet_of_engine(scheme, asked):
            yield Draw("invariant", seed), scheme, asked


def digest_of(settlement: Settlement) -> str:
    """Every number, word and mask of every scorecard."""
    digest = hashlib.sha256()

    def add(value: Any) -> None:
        if isinstance(value, np.ndarray):
            digest.update(str(value.dtype).encode())
            digest.update(repr(list(value)).encode() if value.dtype == object else np.ascontiguousarray(value).tobytes())
        elif hasattr(value, "__dataclass_fields__"):
            for field in fields(value):
                if field.name != "group":  # numbered by the order in which classes and types are first met
                    add(getattr(value, field.name))
        elif isinstance(value, dict):
            for key in value:
                add(key)
                add(value[key])
        elif isinstance(value, list | tuple):
            for inner in value:
                add(inner)
        else:
            digest.update(repr(value).encode())

    for key in settlement.settled:
        add(key)
        add(settlement.results[key])
    return digest.hexdigest() + settlement.ledger.digest


def said(scheme: ReadScheme, asked: Asked) -> str:
    return f"{scheme.written}\n{asked}"


# --- the same inputs --------------------------------------------------------------------------------------------------


def test_settling_twice_gives_the_same_bytes() -> None:
    for _, scheme, asked in cases("twice"):
        one, two = (digest_of(settlement_of_engine(scheme, asked, PLAIN)) for _ in range(2))
        assert one == two, said(scheme, asked)


WAYS = [Way(is_shuffled=True), Way(parts=3), Way(is_shuffled=True, parts=2), Way(time_zone="Pacific/Kiritimati")]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_order_parts_and_time_zone_change_no_byte(way: Way) -> None:
    for draw, scheme, asked in cases(f"way {way}", 120):
        plain = digest_of(settlement_of_engine(scheme, asked, PLAIN))
        assert digest_of(settlement_of_engine(scheme, asked, way, draw.whole(0, 10**6))) == plain, said(scheme, asked)


# --- facts that must not matter ---------------------------------------------------------------------------------------


def unchanged(name: str, change: Callable[[Draw, Asked], Asked | None]) -> None:
    """A change of the rows after which everything is found as before. None: the rows offer nothing to change."""
    tried = 0
    for draw, scheme, asked in cases(name):
        changed = change(draw, asked)
        if changed is not None:
            tried += 1
            assert sheet_of_engine(scheme, changed) == sheet_of_engine(scheme, asked), f"{said(scheme, asked)}\n{changed}"
    assert tried > CASES / 4


def settled_days(asked: Asked) -> tuple[Any, Any]:
    """(as-of, known-at) of what is asked, None where the period's last day stands for as-of."""
    return asked.as_of, asked.known_at or asked.as_of


def with_id(row: Mapping, identity: str) -> Mapping:
    return row | {"id": identity}


def plain_facts(asked: Asked) -> list[Mapping]:
    return [row for row in asked.world["facts"] if "reverses" not in row]


def test_a_reversal_restores_exactly_what_was_before_its_fact() -> None:
    def change(draw: Draw, asked: Asked) -> Asked | None:
        facts = plain_facts(asked)
        if not facts:
            return None
        copied = {key: value for key, value in draw.of(facts).items() if key != "recorded"}
        known_on = asked.known_at or asked.as_of or copied["date"]
        reversal = {"subject": copied["subject"], "kind": copied["kind"], "date": copied["date"], "reverses": "99901"}
        if known_on < copied["date"]:
            return None
        return asked_with(asked, facts=[*asked.world["facts"], with_id(copied, "99901"), with_id(reversal, "99902")])

    unchanged("reversal", change)


def test_reversing_a_reversal_restores_the_fact() -> None:
    def change(draw: Draw, asked: Asked) -> Asked | None:
        facts = plain_facts(asked)
        if not facts:
            return None
        target = draw.of(facts)
        row = {"subject": target["subject"], "kind": target["kind"], "date": target["date"]}
        row |= {"recorded": target["recorded"]} if "recorded" in target else {}
        rows = [row | {"id": "99901", "reverses": target["id"]}, row | {"id": "99902", "reverses": "99901"}]
        return asked_with(asked, facts=[*asked.world["facts"], *rows])

    unchanged("double reversal", change)


def test_what_happens_after_as_of_changes_nothing() -> None:
    def change(draw: Draw, asked: Asked) -> Asked | None:
        if asked.as_of is None:
            return None
        later = [row for row in plain_facts(asked) if row["date"] > asked.as_of]
        known = asked.known_at or asked.as_of
        more = []
        for days, row in enumerate(plain_facts(asked)[:3], 1):
            copied = {key: value for key, value in row.items() if key != "until"}
            more.append(copied | {"id": f"9990{days}", "date": asked.as_of + timedelta(days=days), "recorded": known})
        reversed_ids = {row.get("reverses") for row in asked.world["facts"]}
        kept = [row for row in asked.world["facts"] if row not in later or row["id"] in reversed_ids]
        return asked_with(asked, facts=[*kept, *more])

    unchanged("after as-of", change)


def test_what_is_recorded_after_known_at_changes_nothing() -> None:
    def change(draw: Draw, asked: Asked) -> Asked | None:
        _, known = settled_days(asked)
        if known is None or not plain_facts(asked):
            return None
        late = [with_id(row, f"9990{n}") | {"recorded": known + timedelta(days=n)} for n, row in enumerate(plain_facts(asked)[:3], 1)]
        return asked_with(asked, facts=[*asked.world["facts"], *late])

    unchanged("recorded late", change)


def test_a_later_known_at_without_late_rows_changes_nothing() -> None:
    def change(draw: Draw, asked: Asked) -> Asked | None:
        _, known = settled_days(asked)
        if known is None or any(row.get("recorded", row["date"]) > known for row in asked.world["facts"]):
            return None
        return replace(asked, known_at=known + timedelta(days=draw.whole(1, 60)), as_of=asked.as_of)

    tried = 0
    for draw, scheme, asked in cases("known later"):
        changed = change(draw, asked)
        if changed is not None:
            tried += 1
            assert sheet_of_engine(scheme, changed) == sheet_of_engine(scheme, asked), said(scheme, asked)
    assert tried > 10


# --- sums and caps ----------------------------------------------------------------------------------------------------


def tables_of(scheme: ReadScheme) -> dict[str, Mapping]:
    return {table["code"]: table for table in scheme.written["tables"]}


def pieces_of(table: Mapping) -> Iterator[Mapping]:
    """Every node and rule."""

    def visit(node: Mapping) -> Iterator[Mapping]:
        yield node
        yield from node.get("rules", [])
        for child in node.get("indicators", []):
            yield from visit(child)

    for node in table["indicators"]:
        yield from visit(node)


def value_of(sheet: Sheet, where: tuple[str, ...], code: str) -> Fraction | None:
    return sheet.get((*where, "value", code))


def subjects_of(sheet: Sheet) -> Iterator[tuple[tuple[str, ...], str]]:
    """(table, period, subject) and state of every scorecard."""
    for key, value in sheet.items():
        if key[3:] == ("state",):
            yield key[:3], value


def number(written: Any) -> Fraction | None:
    return Fraction(written) if isinstance(written, str) and not written.endswith("%") else None


def cleared_codes(table: Mapping) -> set[str]:
    return {effect["zero"] for veto in table.get("vetoes", []) for effect in veto["effects"] if "zero" in effect}


def test_caps_and_floors_are_never_passed() -> None:
    checked = 0
    for _, scheme, asked in cases("caps"):
        sheet = sheet_of_engine(scheme, asked)
        for where, _ in subjects_of(sheet):
            table = tables_of(scheme)[where[0]]
            stood_in = cleared_codes(table)
            pieces = [piece for piece in pieces_of(table) if piece.get("unknown", "block") in ("block", "left_out")]
            pieces += [limits | {"code": name} for name, limits in scheme.written["categories"].items()] + [table | {"code": "score"}]
            for piece in (piece for piece in pieces if piece["code"] not in stood_in):
                found = value_of(sheet, where, piece["code"])
                most, least = number(piece.get("max")), number(piece.get("min"))
                if found is not None and most is not None:
                    checked += 1
                    assert found <= most, f"{where} {piece['code']}: {found}\n{said(scheme, asked)}"
                if found is not None and least is not None and (most is None or least <= most):
                    assert found >= least, f"{where} {piece['code']}: {found}\n{said(scheme, asked)}"
                if found is not None and piece.get("floored") == "true" and (most is None or most >= 0):
                    assert found >= 0, f"{where} {piece['code']}: {found}\n{said(scheme, asked)}"
    assert checked > 300


LIMITS = ("max", "min", "floored", "bonus_max", "deduction_max")


def test_what_a_total_is_made_of_adds_up_to_it() -> None:
    checked = 0
    for _, scheme, asked in cases("sums"):
        settlement = settlement_of_engine(scheme, asked, PLAIN)
        for key in settlement.settled:
            table, cards = tables_of(scheme)[key[0]], settlement.results[key]
            if any(limit in table for limit in LIMITS) or table.get("vetoes"):
                continue
            plan = settlement.plan.tables[key[0]]
            if table.get("parts"):
                addends = [part["code"] for part in table["parts"]]
            elif plan.straddling():
                continue
            else:
                entries = plan.entries()
                addends = [name for name in entries if name is not None] + [node.code for node in entries.get(None, ())]
                addends += [cap["code"] for cap in table.get("joint_caps", []) if "category" not in cap]
                addends += ["base"] * ("base" in cards.values)
            for index in np.flatnonzero(cards.states == SCORED):
                checked += 1
                columns = [cards.values[code] for code in addends]
                total = sum(int(column.points[index]) for column in columns if column.usable()[index])
                assert total == int(cards.values["score"].points[index]), f"{key} {index}\n{said(scheme, asked)}"
    assert checked > 200


def test_a_rule_is_the_sum_of_its_lines() -> None:
    checked = 0
    plain = ("per_period", *LIMITS)
    for _, scheme, asked in cases("lines"):
        settlement = settlement_of_engine(scheme, asked, LINES)
        for key in settlement.settled:
            state = settlement.states[key]
            written = {piece["code"]: piece for piece in pieces_of(tables_of(scheme)[key[0]]) if "rules" not in piece}
            cleared = cleared_codes(tables_of(scheme)[key[0]])
            for plan in state.job.plan.rules:
                rule, lines = written[plan.code], state.lines[plan.index]
                if any(limit in rule for limit in plain) or "aggregate" in rule or "empty" in rule or plan.code in cleared:
                    continue
                if "base" in rule or "applies" in rule or rule.get("unknown", "block") != "block":
                    continue
                column = state.values[plan.code]
                for index in np.flatnonzero(column.usable()):
                    checked += 1
                    mine = (lines.subject == index) & lines.counts
                    assert int(lines.points[mine].sum()) == int(column.points[index]), f"{key} {plan.code}\n{said(scheme, asked)}"
    assert checked > 300


def test_what_is_shared_is_neither_lost_nor_gained() -> None:
    checked = 0
    for _, scheme, asked in cases("share", 500):
        rules = [rule for table in scheme.written["tables"] for rule in pieces_of(table) if "share" in rule]
        if not rules:
            continue
        settlement = settlement_of_engine(scheme, asked, LINES)
        for key in settlement.settled:
            state = settlement.states[key]
            for plan in state.job.plan.rules:
                rule = plan.rule
                if rule.share is None or rule.share.absent == "drop" or rule.escalate is not None:
                    continue
                lines = state.lines[plan.index]
                shared_out = (lines.giver == -1) & np.isin(lines.fate.astype(str), ["", f"{plan.code}#share"]) & lines.known
                received = lines.counts & lines.known
                checked += int(received.sum())
                assert int(lines.priced[shared_out].sum()) == int(lines.points[received].sum()), f"{key} {plan.code}\n{said(scheme, asked)}"
    assert checked > 100


# --- results ----------------------------------------------------------------------------------------------------------


def test_who_has_no_score_has_no_value_rank_or_grade() -> None:
    for _, scheme, asked in cases("set aside"):
        settlement = settlement_of_engine(scheme, asked, PLAIN)
        for key in settlement.settled:
            cards = settlement.results[key]
            aside = ~np.isin(cards.states, [SCORED])
            assert all((ranking.rank[aside] == 0).all() for ranking in cards.ranks.values()), said(scheme, asked)
            assert all((words.codes[aside] < 0).all() for words in cards.grades.values()), said(scheme, asked)
            unknown = cards.states == UNKNOWN
            assert not cards.values["score"].usable()[unknown].any(), said(scheme, asked)
            assert cards.values["score"].usable()[cards.states == SCORED].all(), said(scheme, asked)


def test_ranks_run_from_one_and_say_how_many_are_ranked() -> None:
    checked = 0
    for _, scheme, asked in cases("ranks"):
        settlement = settlement_of_engine(scheme, asked, PLAIN)
        for key in settlement.settled:
            cards = settlement.results[key]
            for board in tables_of(scheme)[key[0]].get("ranks", []):
                ranking = cards.ranks[board["code"]]
                for group in np.unique(ranking.group[ranking.rank > 0]):
                    places = np.sort(ranking.rank[(ranking.group == group) & (ranking.rank > 0)])
                    checked += 1
                    assert (ranking.of[(ranking.group == group) & (ranking.rank > 0)] == len(places)).all(), said(scheme, asked)
                    if board.get("ties") == "dense":
                        assert sorted(set(places)) == list(range(1, len(set(places)) + 1)), said(scheme, asked)
                    else:
                        assert all(place == 1 + int((places < place).sum()) for place in places), said(scheme, asked)
    assert checked > 100
