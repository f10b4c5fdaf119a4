"""Columns of a grid at which no cell begins: programs keep them where the cells of every row are merged over them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from shared.model.page import GridCell


def closed_up(cells: Sequence[GridCell]) -> tuple[tuple[GridCell, ...], int]:
    """The cells on the columns at which one of them begins, and how many those are."""
    begun = sorted({c.col for c in cells})
    return tuple(
        replace(c, col=(col := bisect_left(begun, c.col)), col_span=bisect_left(begun, c.col + c.col_span) - col)
        for c in cells
    ), len(begun)
