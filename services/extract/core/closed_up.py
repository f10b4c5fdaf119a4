"""Cells on the columns that they have: programs keep others, over which the cells of every row are merged."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import replace

from shared.model.page import GridCell


def closed_up(cells: Sequence[GridCell], without: Collection[int] = frozenset()) -> tuple[tuple[GridCell, ...], int]:
    """The cells on the columns at which one of them begins, and how many those are. Columns `without` width are none,
    though a cell begins there."""
    begun = sorted({c.col for c in cells}.difference(without))
    return tuple(
        replace(c, col=(col := bisect_left(begun, c.col)), col_span=bisect_left(begun, c.col + c.col_span) - col)
        for c in cells
    ), len(begun)
