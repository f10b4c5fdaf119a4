"""Figures of tables that leave no cell blank: row by row, or several rows column by column, and so on down the page.

Nothing is to be dealt out there but where one run of rows ends; every sum of the columns, and of the rows below one
another, says whether that is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, product

_MOST_CUTS = 30
"""ways to cut a page into runs, at most"""
_MOST_WAYS = 200

Sum = tuple[int, tuple[int, ...]]
"""the position of a total among the columns, and those of its parts"""
Rows = list[tuple[int, ...]]
"""of each row its figures from left to right, by their index on the page"""
Family = tuple[int, tuple[int, ...]]
"""a row and those that it is the sum of"""


def whole(
    levels: Sequence[Sequence[int]], pages: Sequence[Sequence[Decimal]], width: int, sums: Sequence[Sum], unit: Decimal
) -> list[Rows] | None:
    """The rows of each page, None where no way makes all sums hold. `levels`: how deep the rows of each page are, in
    the order that they are printed in (0 for one that is the sum of all); `unit`: of the last place printed."""
    if any(len(page) != width * len(own) for own, page in zip(levels, pages, strict=True)):
        return None
    ways = [
        list(islice(_cut(page, len(own), width, sums, unit), _MOST_CUTS))
        for own, page in zip(levels, pages, strict=True)
    ]
    families = families_of([level for own in levels for level in own])
    for way in islice(product(*ways), _MOST_WAYS):
        values = [[page[i] for i in row] for rows, page in zip(way, pages, strict=True) for row in rows]
        if all(adds_up([row[column] for row in values], families, unit) for column in range(width)):
            return list(way)
    return None


def _cut(page: Sequence[Decimal], count: int, width: int, sums: Sequence[Sum], unit: Decimal) -> Iterator[Rows]:
    """The ways to cut a page into runs of rows, the longest runs first."""
    dead: set[int] = set()

    def search(at: int) -> Iterator[Rows]:
        if at == count:
            yield []
        if at in dead:
            return
        found = False
        for size in range(count - at, 0, -1):
            run = [tuple(at * width + column * size + row for column in range(width)) for row in range(size)]
            if all(_holds([page[i] for i in row], sums, unit) for row in run):
                for rest in search(at + size):
                    found = True
                    yield [*run, *rest]
        if not found and at < count:
            dead.add(at)

    return search(0)


def _holds(row: Sequence[Decimal], sums: Sequence[Sum], unit: Decimal) -> bool:
    return all(is_sum(row[total], [row[part] for part in parts], unit) for total, parts in sums)


def is_sum(total: Decimal, parts: Sequence[Decimal], unit: Decimal) -> bool:
    """Whether a figure is the sum of others, as far as rounding goes: half a unit for each figure."""
    return abs(total - sum(parts)) <= unit * (len(parts) + 1) / 2


def families_of(levels: Sequence[int]) -> list[Family]:
    """The rows that others add up to, each with the rows directly below it, by how deep each row is."""
    below: dict[int, list[int]] = {}
    everything = next((at for at, level in enumerate(levels) if not level), None)
    parents: list[int] = []
    for at, level in enumerate(levels):
        while parents and levels[parents[-1]] >= level:
            parents.pop()
        above = parents[-1] if parents else everything
        if level and above is not None:
            below.setdefault(above, []).append(at)
        if level:
            parents.append(at)
    return [(total, tuple(parts)) for total, parts in below.items()]


def adds_up(column: Sequence[Decimal], families: Sequence[Family], unit: Decimal) -> bool:
    """Whether in a column each figure is the sum of those below it."""
    return all(is_sum(column[total], [column[part] for part in parts], unit) for total, parts in families)
