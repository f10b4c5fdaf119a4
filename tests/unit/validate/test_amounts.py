"""Intervals of printed amounts and their comparison (XBRL Calculations 1.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validate.core.amounts import Amount, Verdict, compare, show


def amount(text: str, **more: object) -> Amount:
    return Amount(value=Decimal(text), places=len(text.partition(".")[2]), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        ("4959", ("796", "4164"), Verdict.ROUNDING),
        ("4960", ("796", "4164"), Verdict.EXACT),
        ("4958", ("796", "4164"), Verdict.BEYOND),
        ("78.1", ("12.3", "45.4", "20.2"), Verdict.ROUNDING),
        ("78.2", ("12.3", "45.4", "20.2"), Verdict.BEYOND),
    ],
)
def test_a_sum_holds_where_the_intervals_meet(total: str, parts: tuple[str, ...], verdict: Verdict) -> None:
    assert compare(amount(total), [(1, amount(p)) for p in parts]).verdict is verdict


def test_tolerance_grows_with_the_number_of_parts() -> None:
    assert compare(amount("3"), [(1, amount("1"))] * 3).tolerance == Decimal(2)


def test_exact_zero_adds_no_tolerance_and_a_printed_zero_is_never_negative() -> None:
    nothing = amount("0", exact=True)
    assert compare(amount("5"), [(1, amount("5")), (1, nothing)]).tolerance == 1
    assert amount("0").interval.low == 0
    assert amount("0", signed=True).interval.low == Decimal("-0.5")


def test_units_are_brought_together() -> None:
    wan = amount("220.63", unit=Decimal(10000))
    yuan = amount("2206272")
    comparison = compare(wan, [(1, yuan)])
    assert comparison.verdict is Verdict.ROUNDING
    assert comparison.actual == Decimal("220.63")


@given(st.lists(st.decimals(0, 10**12, places=4), min_size=1, max_size=12))
def test_rounded_true_values_are_never_beyond(values: list[Decimal]) -> None:
    total = round(sum(values, Decimal(0)), 2)
    parts = [Amount(value=round(v, 2), places=2) for v in values]
    comparison = compare(Amount(value=total, places=2), [(1, p) for p in parts])
    assert comparison.verdict is not Verdict.BEYOND


@given(st.decimals(-(10**30), 10**30, places=6))
def test_figures_are_shown_without_exponent(value: Decimal) -> None:
    text = show(value)
    assert "E" not in text
    assert Decimal(text.replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("26666.60", "26,666.60"),
        ("188", "188"),
        ("0.010", "0.01"),
        ("1.00000", "1.00"),
        ("-0", "0"),
        ("0.125", "0.125"),
    ],
)
def test_figures_are_shown_as_printed(value: str, shown: str) -> None:
    assert show(Decimal(value)) == shown
