"""Figures of tables that leave no cell blank, block by block from left to right: a column from top to bottom, or
several beside one another row by row.

A tool that cuts a page into blocks (pdftotext without a mode) parts columns where their heads stand apart and keeps
others together. How many columns there are, the count of figures says; which of them are one block, their sums: in
every column each figure is the sum of those of the rows below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice, product

from services.extract.core.streams.scattered.grids import Family, Rows, adds_up, families_of, is_sum

_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 20
_FEWEST_FAMILIES = 2
"""totals with their parts, at least: fewer prove nothing"""
_MOST_BLOCKINGS, _MOST_WAYS = 60, 200
"""ways to cut a page into blocks, and ways of all pages together"""
_HUNDRED = 100
_HALF = Decimal("0.5")


def columns_of(levels: Sequence[Sequence[int]], pages: Sequence[Sequence[Decimal]], unit: Decimal) -> list[Rows] | None:
    """The rows of each page, None where the figures do not fill as many columns in every row or their sums do not hold.
    `levels`: how deep the rows of each page are, in printed order (0 for one that is the sum of all); `unit`: of the
    last place printed. The last column may hold rates of two others."""
    width = len(pages[0]) // len(levels[0]) if levels[0] else 0
    if not _FEWEST_COLUMNS <= width <= _MOST_COLUMNS:
        return None
    if any(len(page) != width * len(own) for own, page in zip(levels, pages, strict=True)):
        return None
    families = families_of([level for own in levels for level in own])
    if len(families) < _FEWEST_FAMILIES:
        return None
    starts = [sum(map(len, levels[:at])) for at in range(len(levels))]
    ways = []
    for start, own, page in zip(starts, levels, pages, strict=True):
        inside = [
            (total - start, tuple(part - start for part in parts))
            for total, parts in families
            if all(start <= row < start + len(own) for row in (total, *parts))
        ]
        ways.append(list(islice(_blockings(page, len(own), width, inside, unit), _MOST_BLOCKINGS)))
    for way in islice(product(*ways), _MOST_WAYS):
        values = [[page[i] for i in row] for rows, page in zip(way, pages, strict=True) for row in rows]
        wrong = [c for c in range(width) if not adds_up([row[c] for row in values], families, unit)]
        if not wrong or (wrong == [width - 1] and _are_rates(values)):
            return list(way)
    return None


def are_led_by_totals(rows: Sequence[Rows], pages: Sequence[Sequence[Decimal]], unit: Decimal) -> bool:
    """Whether the first figure of every row is the sum of its others: so their columns are those of one total."""
    values = [[page[i] for i in row] for own, page in zip(rows, pages, strict=True) for row in own]
    return all(is_sum(row[0], row[1:], unit) for row in values)


def _blockings(
    page: Sequence[Decimal], count: int, width: int, families: Sequence[Family], unit: Decimal
) -> Iterator[Rows]:
    """The ways to cut a page into blocks of columns, narrow blocks first: figures that are all alike may be either."""

    def search(at: int) -> Iterator[list[list[int]]]:
        if at == width:
            yield []
        for size in range(1, width - at + 1):
            first = at * count
            block = [[first + row * size + column for row in range(count)] for column in range(size)]
            if any(
                not adds_up([page[i] for i in column], families, unit) and at + number < width - 1
                for number, column in enumerate(block)
            ):
                continue
            for rest in search(at + size):
                yield [*block, *rest]

    return ([tuple(column[row] for column in columns) for row in range(count)] for columns in search(0))


def _are_rates(rows: Sequence[Sequence[Decimal]]) -> bool:
    """Whether the last figure of every row is what one of its others, or the difference of two, is of another, in per
    cent."""
    others = range(len(rows[0]) - 1)
    return any(
        all(_is_rate(row[-1], row[part], row[whole]) for row in rows)
        or all(_is_rate(row[-1], row[part] - row[whole], row[whole]) for row in rows)
        for a, b in combinations(others, 2)
        for part, whole in ((a, b), (b, a))
    )


def _is_rate(rate: Decimal, part: Decimal, whole: Decimal) -> bool:
    """As far as it is printed; of nothing there is none."""
    step = Decimal(1).scaleb(int(rate.as_tuple().exponent))
    return not whole or abs(part * _HUNDRED / whole - rate) <= step * _HALF
