"""Blank cells of the three public expenditures (“三公”经费): which columns are a short row's numbers of?

Their tables print the same few amounts once, or once for each of two or three periods (预算数 and 决算数, last year and
this); in each the whole is abroad + vehicles + reception, and vehicles are purchase + operation (domain.md RW-07). Of
all ways to set the numbers into the columns those are best that agree with most of these sums: one that agrees with all
is a proof, several are a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
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

_TOTAL, _ABROAD, _RECEPTION = "three_public.total", "three_public.abroad", "three_public.reception"
_VEHICLES, _PURCHASE, _OPERATION = (
    "three_public.vehicles",
    "three_public.vehicles.purchase",
    "three_public.vehicles.operation",
)
_SUMS = ((_TOTAL, (_ABROAD, _VEHICLES, _RECEPTION)), (_VEHICLES, (_PURCHASE, _OPERATION)))
_RARE_WITHOUT = ((_PURCHASE, _OPERATION), (_ABROAD, _RECEPTION))
"""what a row hardly has without the other"""
_KEYS = frozenset({_TOTAL, _ABROAD, _RECEPTION, _VEHICLES, _PURCHASE, _OPERATION})

_Period = dict[str, int]
"""the columns of one period, by their keys"""


def is_three_public(head: HeadTemplate) -> bool:
    """Whether the columns of the head are mostly those of the three public expenditures."""
    keys = [column.key or "" for column in head.columns if column.role is Role.AMOUNT]
    return _TOTAL in keys and sum(key in _KEYS for key in keys) * 2 > len(keys)


def settle(rows: Sequence[Placed], head: HeadTemplate, fixed: Collection[int] = ()) -> None:
    """Moves the numbers of short rows to the columns that the sums allow, in place. `fixed`: rows whose numbers stand
    in their own columns."""
    columns = [i for i, column in enumerate(head.columns) if column.role is Role.AMOUNT]
    for number, row in enumerate(rows):
        words = [word for column in columns for word in row.get(column, [])]
        if number in fixed or not 0 < len(words) < len(columns):
            continue
        if comb(len(columns), len(words)) <= _MOST_WAYS:
            _settle(row, words, columns, _periods(head, columns))


def _settle(row: Placed, words: Sequence[Token], columns: Sequence[int], periods: Sequence[_Period]) -> None:
    broken = {way: _broken(way, words, periods) for way in combinations(columns, len(words))}
    best = min(broken, key=lambda way: _BROKEN * broken[way] + _cost(way, columns, periods))
    sure = PROVEN if list(broken.values()).count(0) == 1 else GUESSED
    for column in columns:
        row.pop(column, None)
    for column, word in zip(best, words, strict=True):
        row[column] = [replace(word, confidence=min(word.confidence, sure))]


def _periods(head: HeadTemplate, columns: Sequence[int]) -> list[_Period]:
    """The columns of each period: each key stands in every one, in the order of the periods."""
    found: list[_Period] = []
    for key in dict.fromkeys(head.columns[i].key or "" for i in columns):
        for number, i in enumerate(i for i in columns if head.columns[i].key == key and key in _KEYS):
            found += [{}] * (number >= len(found))
            found[number] = {**found[number], key: i}
    return found


def _broken(way: Sequence[int], words: Sequence[Token], periods: Sequence[_Period]) -> int:
    """How many of the sums do not hold, rounding aside."""
    values = {column: parse_number(word.text) or Decimal(0) for column, word in zip(way, words, strict=True)}
    step = Decimal(1).scaleb(-max(decimals(word.text) for word in words))

    def figure(period: _Period, key: str) -> Decimal:
        return values.get(period[key], Decimal(0)) if key in period else Decimal(0)

    return sum(
        abs(figure(period, total) - sum(figure(period, part) for part in parts)) > step * (len(parts) - 1)
        for period in periods
        for total, parts in _SUMS
        if total in period and not period.keys().isdisjoint(parts)
    )


def _cost(way: Sequence[int], columns: Sequence[int], periods: Sequence[_Period]) -> int:
    """What speaks against a way: amounts that only some periods have, or that a row hardly has alone."""
    filled = [{key for key, column in period.items() if column in way} for period in periods]
    uneven = len(set().union(*filled)) - len(set(filled[0]).intersection(*filled))
    alone = sum(rare in keys and usual not in keys for keys in filled for rare, usual in _RARE_WITHOUT)
    others = set(columns) - {column for period in periods for column in period.values()}
    return _UNEVEN * uneven + _RARE * alone + _ABSENT * len(others.difference(way))
