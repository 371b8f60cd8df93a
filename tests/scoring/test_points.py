"""Points are exact: half is rounded away from zero, nothing wraps at the ends of int64, portions add up to the whole."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaochi.scoring.points import (
    LARGEST,
    SAFE,
    UNITS,
    Exact,
    PointsTooLarge,
    add,
    decimal_text,
    divide_rounded,
    largest,
    largest_remainder,
    multiply,
    narrow,
    round_points,
    units_of,
    wide,
)

INT64_MAX = 2**63 - 1
MODES = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP}


def rounded(number: Fraction | str | int, places: int, mode: str) -> str:
    """The number rounded by the engine, as text."""
    units, known = round_points(Exact.of(Fraction(number)).broadcast(1), places, mode)
    assert known is None
    return decimal_text(int(units[0]))


# --- rounding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "half_up", "down", "up"),
    [
        ("0.124", "0.12", "0.12", "0.13"),
        ("0.125", "0.13", "0.12", "0.13"),
        ("0.126", "0.13", "0.12", "0.13"),
        ("-0.124", "-0.12", "-0.12", "-0.13"),
        ("-0.125", "-0.13", "-0.12", "-0.13"),
        ("-0.126", "-0.13", "-0.12", "-0.13"),
        ("0.12", "0.12", "0.12", "0.12"),
        ("-0.12", "-0.12", "-0.12", "-0.12"),
        ("0", "0", "0", "0"),
        ("0.0000001", "0", "0", "0.01"),
        ("-0.0000001", "0", "0", "-0.01"),
        ("2.675", "2.68", "2.67", "2.68"),
        ("1/3", "0.33", "0.33", "0.34"),
        ("-2/3", "-0.67", "-0.66", "-0.67"),
    ],
)
def test_rounding_works_on_the_absolute_value(number: str, half_up: str, down: str, up: str) -> None:
    assert [rounded(number, 2, mode) for mode in ("half_up", "down", "up")] == [half_up, down, up]


@pytest.mark.parametrize(("places", "text"), [(0, "2"), (1, "2.4"), (2, "2.44"), (3, "2.444"), (4, "2.4445")])
def test_every_number_of_places_is_rounded_once_from_the_exact_value(places: int, text: str) -> None:
    # rounded place by place, 2.44445 would climb to 2.4445, 2.445, 2.45, 2.5 and 3
    assert rounded("2.44445", places, "half_up") == text


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**10), 10**10), st.integers(0, 6), st.integers(0, 4), st.sampled_from(sorted(MODES)))
def test_rounding_agrees_with_decimal(digits: int, decimals: int, places: int, mode: str) -> None:
    number = Decimal(digits).scaleb(-decimals)
    expected = number.quantize(Decimal(1).scaleb(-places), MODES[mode])
    assert Decimal(rounded(Fraction(number), places, mode)) == expected


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="bankers"):
        divide_rounded(np.array([1]), 2, "bankers")


def test_entries_with_their_own_denominators_are_rounded_each_by_its_own() -> None:
    value = Exact(np.array([1, -1, 7, 1]), np.array([8, 8, 3, 6]))
    assert round_points(value, 2, "half_up")[0].tolist() == [1300, -1300, 23300, 1700]
    assert round_points(value, 0, "half_up")[0].tolist() == [0, 0, 20000, 0]


# --- the ends of int64 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [1, -1])
def test_products_below_the_bound_stay_int64_and_at_it_become_wide(sign: int) -> None:
    below, at_bound = np.array([sign * (2**31)]), np.array([2**31 - 1])
    product = multiply(below, at_bound)
    assert product.dtype == np.int64
    assert int(product[0]) == sign * 2**31 * (2**31 - 1)
    product = multiply(below, np.array([2**31]))
    assert product.dtype == object
    assert int(product[0]) == sign * SAFE


@pytest.mark.parametrize("sign", [1, -1])
def test_sums_below_the_bound_stay_int64_and_at_it_become_wide(sign: int) -> None:
    half = np.array([sign * SAFE // 2])
    total = add(half, np.array([sign * (SAFE // 2 - 1)]))
    assert (total.dtype, int(total[0])) == (np.int64, sign * (SAFE - 1))
    total = add(half, half)
    assert (total.dtype, int(total[0])) == (object, sign * SAFE)


@pytest.mark.parametrize("number", [INT64_MAX, -INT64_MAX, INT64_MAX - 1, -(2**63)])
def test_the_last_numbers_of_int64_neither_wrap_nor_lose_a_digit(number: int) -> None:
    column = np.array([number])
    assert int(multiply(column, 3)[0]) == 3 * number
    assert int(add(column, column)[0]) == 2 * number
    assert int(multiply(column, np.array([-1]))[0]) == -number
    assert largest(column) == abs(number)


def test_wide_numbers_become_narrow_only_where_they_fit() -> None:
    assert narrow(wide(np.array([SAFE - 1]))).dtype == np.int64
    assert narrow(np.array([SAFE], dtype=object)).dtype == object
    assert narrow(np.array([-SAFE + 1], dtype=object)).dtype == np.int64
    assert largest(np.zeros(0, np.int64)) == 0


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("mode", sorted(MODES))
def test_division_of_wide_numbers_is_exact(sign: int, mode: str) -> None:
    number = sign * (SAFE * 10**6 + 5)
    expected = {"half_up": SAFE * 10**5 + 1, "down": SAFE * 10**5, "up": SAFE * 10**5 + 1}[mode]
    assert int(divide_rounded(np.array([number], dtype=object), 10, mode)[0]) == sign * expected
    assert divide_rounded(number, 10, mode) == sign * expected


@pytest.mark.parametrize("mode", sorted(MODES))
@pytest.mark.parametrize("size", [SAFE // 4 - 1, SAFE // 4, SAFE // 2 - 1, SAFE // 2, SAFE - 1])
def test_doubling_for_the_half_does_not_wrap_near_the_bound(size: int, mode: str) -> None:
    number = size | 1  # odd: half a step is left over
    whole = (number // 2) + (mode != "down")
    assert [int(x) for x in divide_rounded(np.array([number, -number]), 2, mode)] == [whole, -whole]


@pytest.mark.parametrize("places", [2, 4])
def test_the_greatest_points_that_can_be_held_and_the_first_that_cannot(places: int) -> None:
    most = LARGEST // UNITS
    assert round_points(Exact(np.array([most, -most])), places, "half_up")[0].tolist() == [LARGEST, -LARGEST]
    for beyond in (most + 1, -most - 1, SAFE // UNITS, -SAFE // UNITS, INT64_MAX, -(2**63)):
        with pytest.raises(PointsTooLarge):
            round_points(Exact(np.array([beyond])), places, "half_up")


def test_thousands_of_the_greatest_values_add_up_within_int64() -> None:
    assert 4_000 * LARGEST < SAFE


def test_a_wide_quotient_that_is_small_again_is_points() -> None:
    value = Exact(np.array([SAFE - 1])) * Exact.of(10**6)
    assert value.num.dtype == object
    value = value.over(Exact.of((SAFE - 1) * 10**5))
    units, _ = round_points(value, 2, "half_up")
    assert (units.dtype, units.tolist()) == (np.int64, [10 * UNITS])


BIG = st.one_of(st.integers(-10, 10), st.integers(-(2**63), INT64_MAX), st.sampled_from([SAFE, -SAFE, SAFE - 1, INT64_MAX, -(2**63)]))
DENOMINATORS = st.one_of(st.integers(1, 12), st.integers(1, 2**62))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(BIG, DENOMINATORS, BIG, DENOMINATORS), min_size=1, max_size=4))
def test_arithmetic_over_columns_is_that_of_fractions(rows: list[tuple[int, int, int, int]]) -> None:
    left = Exact(np.array([r[0] for r in rows]), np.array([r[1] for r in rows]))
    right = Exact(np.array([r[2] for r in rows]), np.array([r[3] for r in rows]))
    for row, (a, b, c, d) in enumerate(rows):
        one, two = Fraction(a, b), Fraction(c, d)
        assert (left + right).fraction(row) == one + two
        assert (left - right).fraction(row) == one - two
        assert (left * right).fraction(row) == one * two
        assert left.over(right).fraction(row) == (one / two if c else None)
        difference = int(left.compared(right)[row])
        assert (difference > 0) - (difference < 0) == (one > two) - (one < two)
        assert left.on_common_denominator().fraction(row) == one


# --- unknown ----------------------------------------------------------------------------------------------------------


def test_a_quotient_by_zero_is_unknown_or_what_the_scheme_says() -> None:
    top, bottom = Exact(np.array([0, 3, 4])), Exact(np.array([0, 0, -8]))
    assert [top.over(bottom).fraction(i) for i in range(3)] == [None, None, Fraction(-1, 2)]
    said = top.over(bottom, Exact.of(Fraction(7, 2)))
    assert [said.fraction(i) for i in range(3)] == [Fraction(7, 2), Fraction(7, 2), Fraction(-1, 2)]


def test_what_is_unknown_on_one_side_is_unknown_in_the_sum() -> None:
    known = np.array([True, False, True])
    total = Exact(np.array([1, 2, 3])).masked(known) + Exact(np.array([10, 20, 30])).masked(np.array([True, True, False]))
    assert [total.fraction(i) for i in range(3)] == [11, None, None]
    assert round_points(total, 2, "half_up")[1].tolist() == [True, False, False]


def test_where_takes_each_entry_with_its_own_mask() -> None:
    first = Exact(np.array([1, 1]), 3).masked(np.array([True, False]))
    chosen = first.where(np.array([True, True]), Exact.of(5))
    assert [chosen.fraction(i) for i in range(2)] == [Fraction(1, 3), None]
    chosen = first.where(np.array([False, False]), Exact.of(5))
    assert [chosen.fraction(i) for i in range(2)] == [5, 5]


# --- text and units ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "text"),
    [(0, "0"), (1, "0.0001"), (-1, "-0.0001"), (125_000, "12.5"), (-10_000, "-1"), (100_000, "10"), (1_000_001, "100.0001"),
     (SAFE - 1, "461168601842738.7903")],
)  # fmt: skip
def test_units_are_written_as_the_shortest_decimal(units: int, text: str) -> None:
    assert decimal_text(units) == text
    assert units_of(Decimal(text)) == units


def test_a_fifth_decimal_is_no_points() -> None:
    with pytest.raises(ValueError, match=r"0\.00005"):
        units_of(Decimal("0.00005"))


# --- portions ---------------------------------------------------------------------------------------------------------


def portions(units: list[int], rates: list[Fraction], step: int = 100) -> list[list[int]]:
    return [column.tolist() for column in largest_remainder(np.array(units), rates, step)]


def test_a_tenth_of_a_point_cut_in_three_goes_to_the_earlier_portions() -> None:
    third = Fraction(1, 3)
    # 0.10 points in steps of 0.01: ten steps, 4 + 3 + 3
    assert portions([1000], [third] * 3) == [[400], [300], [300]]
    assert portions([-1000], [third] * 3) == [[-400], [-300], [-300]]


def test_the_largest_remainder_comes_first_whatever_its_place() -> None:
    # 1.01 points at 30 : 70 are 30.3 and 70.7 steps
    assert portions([10_100], [Fraction(3, 10), Fraction(7, 10)]) == [[3000], [7100]]


def test_what_is_finer_than_a_step_stays_with_the_first_portion() -> None:
    assert portions([10_050], [Fraction(1, 2), Fraction(1, 2)]) == [[5050], [5000]]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.integers(-(10**6), 10**6), st.integers(-(2**61), 2**61)), min_size=1, max_size=5),
    st.lists(st.integers(1, 97), min_size=1, max_size=5),
    st.sampled_from([1, 10, 100, 1000, 10_000]),
)
def test_portions_add_up_to_the_whole_and_none_is_a_step_off(units: list[int], weights: list[int], step: int) -> None:
    units = [unit // step * step for unit in units]
    rates = [Fraction(weight, sum(weights)) for weight in weights]
    columns = portions(units, rates, step)
    for row, whole in enumerate(units):
        given_out = [column[row] for column in columns]
        assert sum(given_out) == whole
        for portion, rate in zip(given_out, rates, strict=True):
            assert abs(Fraction(portion) - whole * rate) < step
