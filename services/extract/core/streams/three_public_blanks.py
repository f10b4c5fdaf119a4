"""Blank cells of tables of the three public expenditures (“三公”经费): which columns are a short row's numbers of?

A row prints the same few amounts once, or once for each of two or three periods (预算数 and 决算数, last year and
this); in each the whole is abroad + vehicles + reception, and vehicles are purchase + operation (domain.md RW-07). Of
all ways to set the numbers into the columns those are kept that agree with these sums: one is a proof, several are a
guess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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

_KEYS = "three_public."
_SUMS = {
    "three_public.total": ("three_public.abroad", "three_public.vehicles", "three_public.reception"),
    "three_public.vehicles": ("three_public.vehicles.purchase", "three_public.vehicles.operation"),
}
_MOST_WAYS = 60_000
_UNEVEN = 1
"""against an amount that only some of the periods have"""
_RARE = (
    ("three_public.vehicles.purchase", "three_public.vehicles.operation"),
    ("three_public.abroad", "three_public.reception"),
)
"""what a body hardly pays for without the other"""
_ALONE = 1
"""against the one without the other"""
_ABSENT = 2
"""against a blank beside the three public expenditures: what stands there is printed always"""

_Period = dict[str, int]
"""the columns of one period, by their keys"""


def is_three_public(head: HeadTemplate) -> bool:
    """Whether the amounts of the head are those of the three public expenditures, with their whole."""
    keys = [column.key or "" for column in head.columns if column.role is Role.AMOUNT]
    return keys.count("three_public.total") > 0 and sum(key.startswith(_KEYS) for key in keys) * 2 > len(keys)


def settle(rows: Sequence[Placed], head: HeadTemplate, fixed: Collection[int] = ()) -> None:
    """Moves the numbers of short rows to the columns that the sums allow, in place. `fixed`: rows whose numbers stand
    in their own columns."""
    columns = [i for i, column in enumerate(head.columns) if column.role is Role.AMOUNT]
    periods = _periods(head, columns)
    for number, row in enumerate(rows):
        words = [word for column in columns for word in row.get(column, [])]
        if number in fixed or not 0 < len(words) < len(columns) or comb(len(columns), len(words)) > _MOST_WAYS:
            continue
        ways = [way for way in combinations(columns, len(words)) if _holds(way, words, periods)]
        if not ways:
            _place(row, columns, tuple(i for i in columns for _ in row.get(i, [])), words, GUESSED)
            continue
        best = min(ways, key=lambda way: _cost(way, columns, periods))
        _place(row, columns, best, words, PROVEN if len(ways) == 1 else GUESSED)


def _periods(head: HeadTemplate, columns: Sequence[int]) -> list[_Period]:
    """The columns of each period: each key stands in every one, in the order of the periods."""
    found: list[_Period] = []
    for key in dict.fromkeys(head.columns[i].key or "" for i in columns):
        for number, i in enumerate(i for i in columns if head.columns[i].key == key and key.startswith(_KEYS)):
            found += [{}] * (number >= len(found))
            found[number] = {**found[number], key: i}
    return found


def _holds(way: Sequence[int], words: Sequence[Token], periods: Sequence[_Period]) -> bool:
    """Whether all sums hold, but for rounding."""
    values = {column: parse_number(word.text) or Decimal(0) for column, word in zip(way, words, strict=True)}
    step = Decimal(1).scaleb(-max(decimals(word.text) for word in words))
    return all(abs(values.get(whole, Decimal(0)) - sum((values.get(p, Decimal(0)) for p in parts), Decimal(0)))
               <= step * (len(parts) - 1) for period in periods for whole, parts in _sums(period))  # fmt: skip


def _sums(period: _Period) -> Iterator[tuple[int, list[int]]]:
    for whole, parts in _SUMS.items():
        there = [period[part] for part in parts if part in period]
        if whole in period and there:
            yield period[whole], there


def _cost(way: Sequence[int], columns: Sequence[int], periods: Sequence[_Period]) -> int:
    """What speaks against a way: amounts that only some periods have, or that a body hardly has alone."""
    filled = set(way)
    keys = {key for period in periods for key in period}
    uneven = sum(len({period[key] in filled for period in periods if key in period}) > 1 for key in keys)
    alone = sum(
        period.get(rare) in filled and period.get(usual) not in filled for period in periods for rare, usual in _RARE
    )
    others = set(columns) - {column for period in periods for column in period.values()}
    return _UNEVEN * uneven + _ALONE * alone + _ABSENT * len(others - filled)


def _place(row: Placed, columns: Sequence[int], way: Sequence[int], words: Sequence[Token], sure: float) -> None:
    for column in columns:
        row.pop(column, None)
    for column, word in zip(way, words, strict=True):
        row[column] = [replace(word, confidence=min(word.confidence, sure))]
