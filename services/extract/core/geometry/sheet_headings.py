"""The headings of a spreadsheet's own columns and rows, printed with it: A, B, C … above, 1, 2, 3 … beside it.

They are no part of any table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from shared.model.page import Grid, GridCell

#: columns and rows at the least by whose headings they are known for what they are
_LEAST = 2
_LETTERS = 26
#: letters of a column's name at the most
_LONGEST = 3


def without(grid: Grid) -> Grid:
    """The grid without them."""
    above = {c.col: c for c in grid.cells if c.row == 0}
    beside = {c.row: c for c in grid.cells if c.col == 0}
    if not (_are_headings(above, grid.cols, _column) and _are_headings(beside, grid.rows, _row)):
        return grid
    cells = tuple(replace(c, row=c.row - 1, col=c.col - 1) for c in grid.cells if c.row and c.col)
    return replace(grid, cells=cells, rows=grid.rows - 1, cols=grid.cols - 1)


def _are_headings(cells: dict[int, GridCell], count: int, number: Callable[[str], int]) -> bool:
    """Whether the first is blank and the others go up, each cell for one row or column; hidden ones leave gaps."""
    if count <= _LEAST or len(cells) != count or any(c.row_span > 1 or c.col_span > 1 for c in cells.values()):
        return False
    first, *others = (cells[i].text.strip() for i in range(count))
    numbers = [number(text) for text in others]
    return not first and numbers[0] > 0 and all(a < b for a, b in pairwise(numbers))


def _column(text: str) -> int:
    """The number of the column of this name, from 1; 0 where it is no name."""
    if not 0 < len(text) <= _LONGEST or not all("A" <= c <= "Z" for c in text):
        return 0
    return reduce(lambda value, c: value * _LETTERS + ord(c) - ord("A") + 1, text, 0)


def _row(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
