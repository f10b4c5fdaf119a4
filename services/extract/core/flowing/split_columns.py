"""Columns of names that a converter parted in two: the head and the total, centred, stand in the one, the names of the
rows, set at the left, in the other, which has no head. No row has a text in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shared.model.labels import is_total
from shared.model.numbers import parse_number
from shared.model.page import Grid, GridCell

_FEWEST_ROWS = 2
"""rows with figures that show where the names stand"""


def joined(grid: Grid) -> Grid:
    """The grid with the two columns one; as it is where there are none, or cells span columns."""
    if any(cell.row_span > 1 or cell.col_span > 1 for cell in grid.cells):
        return grid
    columns: list[dict[int, GridCell]] = [{} for _ in range(grid.cols)]
    for cell in grid.cells:
        if cell.text.strip():
            columns[cell.col][cell.row] = cell
    body = [row for row in range(grid.rows) if any(_is_figure(column.get(row)) for column in columns)]
    gone = [c for c in range(grid.cols - 1) if _are_one(columns[c], columns[c + 1], body)]
    if len(body) < _FEWEST_ROWS or len(gone) != 1:
        return grid
    (first,) = gone
    cells = tuple(replace(cell, col=cell.col - (cell.col > first)) for cell in grid.cells if cell.text.strip())
    return replace(grid, cells=cells, cols=grid.cols - 1)


def _are_one(left: Mapping[int, GridCell], right: Mapping[int, GridCell], body: list[int]) -> bool:
    """Whether one of two columns beside each other has a head and no names below it but a total's, the other names and
    no head, and no row has a text in both."""
    if not left or not right or left.keys() & right.keys() or len(body) < _FEWEST_ROWS:
        return False
    if any(_is_figure(cell) for cell in (*left.values(), *right.values())):
        return False
    headed = [any(row < body[0] for row in column) for column in (left, right)]
    named, other = (left, right) if headed[1] else (right, left)
    totals = all(is_total(cell.text) for row, cell in other.items() if row >= body[0])
    return sum(headed) == 1 and totals and sum(row in named for row in body) >= _FEWEST_ROWS


def _is_figure(cell: GridCell | None) -> bool:
    return cell is not None and parse_number(cell.text) is not None
