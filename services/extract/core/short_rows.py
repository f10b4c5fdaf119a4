"""Rows of heads whose merged cells leave no cell where they go on: the ways to lay their texts over the row below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Group = tuple[int, int]
"""the columns that a cell covers: from, to"""


def ways(cells: Sequence[str], below: Sequence[tuple[int, int, str]]) -> Iterator[list[Group]]:
    """The ways to lay the cells over those below: a blank below is covered alone, others by one cell in any number.
    What cannot be laid to the end is known beforehand, so that a wide head of many cells costs no search."""
    blank = [not text.strip() for _, _, text in below]

    def ends(cell: int, at: int) -> Iterator[int]:
        """Where a cell that begins over `at` may end."""
        if blank[at]:
            yield at + 1
        elif cells[cell].strip():
            yield from range(at + 1, next((i for i in range(at, len(below)) if blank[i]), len(below)) + 1)

    fits = [[False] * (len(below) + 1) for _ in range(len(cells) + 1)]
    fits[len(cells)][len(below)] = True
    for cell in range(len(cells) - 1, -1, -1):
        for at in range(len(below)):
            fits[cell][at] = any(fits[cell + 1][end] for end in ends(cell, at))

    def laid(cell: int, at: int) -> Iterator[list[Group]]:
        if cell == len(cells):
            yield []
            return
        for end in ends(cell, at):
            if fits[cell + 1][end]:
                for rest in laid(cell + 1, end):
                    yield [(below[at][0], below[end - 1][1]), *rest]

    if fits[0][0]:
        yield from laid(0, 0)
