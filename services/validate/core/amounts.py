"""Amounts: a printed number with its unit and its printed precision, as the interval of true values it stands for.

Semantics of XBRL Calculations 1.1 (round to nearest, closed intervals); the figures are kept in 元 as Decimal. There is
no global tolerance: each comparison gets its own from the precision of its operands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from shared.model.numbers import Interval

ZERO = Decimal(0)
#: decimals of amounts as they are printed at the most
_FEN = 2


class Verdict(StrEnum):
    """How two amounts compare."""

    EXACT = "exact"  # the printed figures are equal
    ROUNDING = "rounding"  # they differ, one true value can explain both
    BEYOND = "beyond"  # no true value can


@cache
def _half(places: int, unit: Decimal) -> Decimal:
    """Half a unit of the last of `places` decimals; the few precisions of a report are asked for at every figure."""
    return Decimal(5).scaleb(-places - 1) * unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """`value` as printed, in a unit worth `unit` 元, with `places` decimals.

    `exact` marks figures without rounding: the zeros of a column that is zero throughout, a blank that stands for
    nothing. A printed 0 among other figures stands for [0, h], unless the figure may be negative (`signed`).
    """

    value: Decimal
    places: int = 0
    unit: Decimal = Decimal(1)
    exact: bool = False
    signed: bool = False

    @property
    def base(self) -> Decimal:
        """The printed value in 元."""
        return self.value.scaleb(self.unit.adjusted())  # 2.24 万元 are 22,400 and say nothing of 角 and 分

    @property
    def half(self) -> Decimal:
        """Half a unit of the last printed place, in 元; 0 for an exact figure."""
        return ZERO if self.exact else _half(self.places, self.unit)

    @property
    def interval(self) -> Interval:
        """The true values in 元."""
        if self.exact:
            return Interval.exactly(self.base)
        if self.value == 0 and not self.signed:
            return Interval(ZERO, self.half)
        return Interval(self.base - self.half, self.base + self.half)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """`actual` against Σ `parts`, all figures in `unit`."""

    verdict: Verdict
    expected: Decimal
    actual: Decimal
    tolerance: Decimal

    @property
    def delta(self) -> Decimal:
        return self.actual - self.expected


def compare(actual: Amount, parts: Iterable[tuple[int, Amount]]) -> Comparison:
    """Whether `actual` can be Σ sign·part. Figures of the result are in the unit of `actual`."""
    total = half = below = above = ZERO
    for sign, part in parts:
        own = part.half
        total += sign * part.base
        half += own
        # A printed 0 that is no exact one can only be more.
        least = ZERO if part.value == 0 and not part.signed else own
        below += least if sign > 0 else own
        above += own if sign > 0 else least
    if total == actual.base:
        verdict = Verdict.EXACT
    elif Interval(total - below, total + above).meets(actual.interval):
        verdict = Verdict.ROUNDING
    else:
        verdict = Verdict.BEYOND
    return Comparison(
        verdict=verdict,
        expected=total / actual.unit,
        actual=actual.value,
        tolerance=(half + actual.half) / actual.unit,
    )


def show(value: Decimal) -> str:
    """A figure for people: thousands separated, no exponent, its decimals as printed (1,200.50), without noughts that
    reckoning adds behind them."""
    text = f"{value:,f}"
    whole, point, decimals = text.partition(".")
    text = whole + point + decimals[:_FEN] + decimals[_FEN:].rstrip("0")
    return "0" if text == "-0" else text
