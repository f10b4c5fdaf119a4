"""Blank cells of tables whose columns have sums of their own: which columns are a short row's numbers of?

The three public expenditures (“三公”经费) print the same few amounts once, or once for each of two or three periods
(预算数 and 决算数, last year and this); in each the whole is abroad + vehicles + reception, and vehicles are purchase +
operation (domain.md RW-07). 决算 of funds print what was there and came in, what was spent, and what is left. Of all
ways to set the numbers into the columns those are best that agree with most of these sums: one that agrees with all is
a proof, several are a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from math import comb

from services.extract.core.streams.blanks import GUESSED, PROVEN
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import HeadTemplate
from shared.model.numbers import decimals, parse_number
from shared.model.table import Role

_MOST_WAYS = 60_000
_BROKEN = 100
"""against each sum that does not hold"""
_UNEVEN = 1
"""against an amount that only some of the periods have"""
_RARE = 1
"""against an amount that is seldom printed, and not by itself"""
_ABSENT = 2
"""against a blank in a column that has no part in the sums: what stands there is printed always"""

_Sum = tuple[tuple[str, ...], tuple[str, ...]]
_Period = dict[str, int]
"""the columns of one period, by their keys"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sums:
    """What the columns of a kind of table come to, by their keys. `needs`: the keys that tell such a table; `rare`:
    what a row hardly has without the key behind it, "" where it hardly has it at all."""

    needs: frozenset[str]
    sums: tuple[_Sum, ...]
    rare: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for one in self.sums for side in one for key in side)


_KINDS = (
    _Sums(
        needs=frozenset({"three_public.total"}),
        sums=(
            (("three_public.total",), ("three_public.abroad", "three_public.vehicles", "three_public.reception")),
            (("three_public.vehicles",), ("three_public.vehicles.purchase", "three_public.vehicles.operation")),
        ),
        rare=(
            ("three_public.vehicles.purchase", "three_public.vehicles.operation"),
            ("three_public.abroad", "three_public.reception"),
        ),
    ),
)


def has_sums(head: HeadTemplate) -> bool:
    """Whether the columns of the head have such sums."""
    return _kind_of(head) is not None


def _kind_of(head: HeadTemplate) -> _Sums | None:
    keys = [column.key or "" for column in head.columns if column.role is Role.AMOUNT]
    found = (kind for kind in _KINDS if kind.needs <= set(keys))
    return next((kind for kind in found if sum(key in kind.keys for key in keys) * 2 > len(keys)), None)


def settle(rows: Sequence[Placed], head: HeadTemplate, fixed: Collection[int] = ()) -> None:
    """Moves the numbers of short rows to the columns that the sums allow, in place. `fixed`: rows whose numbers stand
    in their own columns."""
    kind = _kind_of(head)
    columns = [i for i, column in enumerate(head.columns) if column.role is Role.AMOUNT]
    for number, row in enumerate(rows):
        words = [word for column in columns for word in row.get(column, [])]
        if kind is None or number in fixed or not 0 < len(words) < len(columns):
            continue
        if comb(len(columns), len(words)) <= _MOST_WAYS:
            _settle(row, words, columns, kind, _periods(head, columns, kind))


def _settle(
    row: Placed, words: Sequence[Token], columns: Sequence[int], kind: _Sums, periods: Sequence[_Period]
) -> None:
    broken = {way: _broken(way, words, kind, periods) for way in combinations(columns, len(words))}
    best = min(broken, key=lambda way: _BROKEN * broken[way] + _cost(way, columns, kind, periods))
    sure = PROVEN if list(broken.values()).count(0) == 1 else GUESSED
    for column in columns:
        row.pop(column, None)
    for column, word in zip(best, words, strict=True):
        row[column] = [replace(word, confidence=min(word.confidence, sure))]


def _periods(head: HeadTemplate, columns: Sequence[int], kind: _Sums) -> list[_Period]:
    """The columns of each period: each key stands in every one, in the order of the periods."""
    found: list[_Period] = []
    for key in dict.fromkeys(head.columns[i].key or "" for i in columns):
        for number, i in enumerate(i for i in columns if head.columns[i].key == key and key in kind.keys):
            found += [{}] * (number >= len(found))
            found[number] = {**found[number], key: i}
    return found


def _broken(way: Sequence[int], words: Sequence[Token], kind: _Sums, periods: Sequence[_Period]) -> int:
    """How many of the sums do not hold, rounding aside."""
    values = {column: parse_number(word.text) or Decimal(0) for column, word in zip(way, words, strict=True)}
    step = Decimal(1).scaleb(-max(decimals(word.text) for word in words))

    def side(period: _Period, keys: Sequence[str]) -> Decimal:
        return sum((values.get(period[key], Decimal(0)) for key in keys if key in period), Decimal(0))

    return sum(
        abs(side(period, left) - side(period, right)) > step * (len(left) + len(right) - 2)
        for period in periods
        for left, right in kind.sums
        if not period.keys().isdisjoint(left) and not period.keys().isdisjoint(right)
    )


def _cost(way: Sequence[int], columns: Sequence[int], kind: _Sums, periods: Sequence[_Period]) -> int:
    """What speaks against a way: amounts that only some periods have, or that a row hardly has alone."""
    filled = [{key for key, column in period.items() if column in way} for period in periods]
    uneven = len(set().union(*filled)) - len(set(filled[0]).intersection(*filled))
    alone = sum(rare in keys and usual not in keys for keys in filled for rare, usual in kind.rare)
    others = set(columns) - {column for period in periods for column in period.values()}
    return _UNEVEN * uneven + _RARE * alone + _ABSENT * len(others.difference(way))
