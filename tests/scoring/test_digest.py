"""The digest of facts: the same for the same facts however they are ordered, split or typed; another for any other cell."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.small import cut, facts, only, own_vocabulary

from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.digest import BLOCK, COLUMNS, Digest
from biaochi.scoring.facts import FactRows

ROWS = facts(
    {"id": "1", "subject": "甲", "kind": "出席", "date": "2025-07-05"},
    {"id": "2", "subject": "乙", "kind": "捐款", "date": "2025-07-06", "quantity": "12.5", "matter": "赈灾", "by": "丙"},
    {"id": "3", "subject": "甲", "kind": "荣誉", "date": "2025-07-06", "recorded": "2025-07-09", "level": "市级", "role": "主"},
    {"id": "4", "subject": "丙", "kind": "驻村", "date": "2025-07-01", "until": "2025-08-01"},
    {"id": "5", "subject": "丙", "kind": "测评", "date": "2025-07-31", "mark": "88", "rater": "乙"},
    {"id": "6", "subject": "丙", "kind": "测评", "date": "2025-08-01", "mark": "88", "rater": "乙", "reverses": "5"},
)


def digest(*pieces: FactRows) -> str:
    total = Digest()
    for piece in pieces:
        part = Digest()
        part.add_facts(piece)
        total.add(part)
    return total.text()


def as_integers(ids: Any) -> Any:
    return np.array([int(one) if one else -1 for one in ids], np.int64)


def test_a_digest_is_32_hexadecimal_digits_and_counts_rows() -> None:
    total = Digest()
    total.add_facts(ROWS)
    assert total.rows == 6
    assert len(total.text()) == 32 and int(total.text(), 16)
    assert Digest().text() == "0" * 32


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(6)), st.lists(st.integers(0, 6), max_size=4))
def test_order_and_splitting_do_not_matter(order: list[int], edges: list[int]) -> None:
    shuffled = own_vocabulary(ROWS.take(np.array(order)))
    assert digest(*cut(shuffled, *sorted(edges)).pieces) == digest(ROWS)


def test_more_facts_than_a_block_are_the_same_in_one_part_and_in_many() -> None:
    n = 2 * BLOCK + 7
    many = FactRows(np.arange(n), np.arange(n) % 1000, Words(np.zeros(n, np.int32), ("出席",)), (np.arange(n) % 90).astype(np.int32))
    assert digest(many) == digest(*cut(many, 5, BLOCK, BLOCK + 1).pieces) == digest(many.take(np.arange(n)[::-1]))


@pytest.mark.parametrize(
    "same",
    [
        lambda rows: own_vocabulary(rows),
        lambda rows: replace(rows, id=as_integers(rows.id), reverses=as_integers(rows.reverses)),
        lambda rows: replace(rows, date=rows.date.astype(np.int64)),
        lambda rows: replace(rows, recorded=np.where(rows.recorded == NO_DAY, rows.date, rows.recorded)),
        lambda rows: replace(rows, note=np.array(["说明"] * len(rows), dtype=object)),
        lambda rows: replace(rows, level=Words(rows.level.codes + 1 * (rows.level.codes >= 0), ("省级", *rows.level.vocabulary))),
    ],
    ids=["other codes", "integer ids", "wider days", "recorded on the date", "a note", "an unused word"],
)
def test_what_is_only_written_differently_is_the_same(same: Callable[[FactRows], FactRows]) -> None:
    assert digest(same(ROWS)) == digest(ROWS)


@pytest.mark.parametrize("name", ["until", "recorded", "quantity", "mark", "level", "matter", "role", "rater", "by", "reverses"])
def test_an_empty_column_is_an_absent_one(name: str) -> None:
    rows = only(ROWS.take(np.arange(1)), *(set(COLUMNS) - {name}))
    empty: dict[str, Any] = {
        "until": np.full(1, NO_DAY), "recorded": np.full(1, NO_DAY), "reverses": np.array([""], dtype=object),
        "quantity": Amounts(np.full(1, NO_AMOUNT), MILLIONTHS), "mark": Amounts(np.full(1, NO_AMOUNT), MILLIONTHS),
    }  # fmt: skip
    assert getattr(rows, name) is None
    assert digest(replace(rows, **{name: empty.get(name, Words.of([""]))})) == digest(rows)


def test_whole_quantities_are_the_same_as_millionths() -> None:
    rows = replace(only(ROWS), quantity=Amounts(np.arange(6, dtype=np.int16) - 2, 1))
    assert digest(rows) == digest(replace(rows, quantity=Amounts((np.arange(6) - 2) * MILLIONTHS, MILLIONTHS)))


def test_integer_ids_are_the_same_as_their_texts_and_other_spellings_are_not() -> None:
    rows = only(ROWS.take(np.arange(1)))
    as_text = digest(replace(rows, id=np.array(["7"], dtype=object)))
    assert digest(replace(rows, id=np.array([7]))) == as_text
    others = {digest(replace(rows, id=np.array([one], dtype=object))) for one in ("07", "7 ", "七", "70", "", "-7")}
    assert as_text not in others and len(others) == 6


def with_cell(name: str, value: Any) -> FactRows:
    """One fact with one more cell than the plain one."""
    plain: dict[str, Any] = {"id": "1", "subject": "甲", "kind": "出席", "date": "2025-07-05", "reverses": "9"}
    return facts(plain | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("id", "2"), ("subject", "乙"), ("kind", "缺席"), ("date", "2025-07-06"), ("until", "2025-07-05"), ("recorded", "2025-07-06"),
     ("quantity", "0"), ("quantity", "1"), ("mark", "0"), ("mark", "1"), ("level", "x"), ("matter", "x"), ("role", "x"), ("rater", "x"),
     ("by", "x"), ("reverses", "8")],
)  # fmt: skip
def test_every_cell_counts_and_none_can_be_taken_for_another(name: str, value: str) -> None:
    plain = digest(with_cell("id", "1"))
    found = digest(with_cell(name, value))
    assert found != plain
    words = [digest(with_cell(other, "x")) for other in ("level", "matter", "role", "rater", "by")]
    assert len(set(words)) == len(words)
    assert digest(with_cell("quantity", "1")) != digest(with_cell("mark", "1"))


def test_a_fact_twice_is_not_a_fact_once_and_swapped_cells_are_other_facts() -> None:
    assert digest(ROWS.take(np.array([0, 0]))) != digest(ROWS.take(np.array([0])))
    first = [{"id": "1", "subject": "甲", "kind": "出席", "date": "2025-07-05"}]
    first += [{"id": "2", "subject": "乙", "kind": "出席", "date": "2025-07-06"}]
    swapped = [first[0] | {"date": "2025-07-06"}, first[1] | {"date": "2025-07-05"}]
    assert digest(facts(*first)) != digest(facts(*swapped))


def test_the_digest_is_that_of_every_release() -> None:
    """Written down in run.json of past runs: it must not change with a version."""
    assert digest(ROWS) == "a1fe90acbdd95aafa242e458d9a1780b"
    assert digest(only(ROWS.take(np.arange(1)))) == "588c9c1b55e1db72e03b1f96ac821c30"
