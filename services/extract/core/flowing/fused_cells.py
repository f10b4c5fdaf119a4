"""Cells that an export wrote into one, a line for each: two columns (`项目<br>预算数` over `一、事业收入<br>1,250`), or
two rows (`80<br>1,250`).

The figures of two columns are the last lines of their cells; a cell of figures alone is of as many rows. They come out
apart, in doubt: a line may be of another cell than it seems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.extract.core.parts import lines_in
from shared.model.numbers import parse_number
from shared.model.page import Fragment, Grid, GridCell

#: what a text is worth that may be of another cell
_DOUBTFUL = 0.9
#: rows that show two columns, at least
_LEAST = 2


def parted(grid: Grid) -> Grid:
    """The grid with such cells apart; as it is where none is."""
    if not any(len(lines_of(cell)) > 1 for cell in grid.cells):
        return grid
    return _rows_parted(_columns_parted(grid))


def lines_of(cell: GridCell) -> list[str]:
    """The lines of a cell, blank ones aside."""
    return lines_in(cell.text)


def _is_figure(text: str) -> bool:
    return parse_number(text) is not None


def _columns_parted(grid: Grid) -> Grid:
    columns: dict[int, list[tuple[int, list[str]]]] = {}
    for cell in grid.cells:
        if cell.col_span == 1:
            columns.setdefault(cell.col, []).append((cell.row, lines_of(cell)))
    heads = {c: row for c, cells in columns.items() if (row := _head_row(sorted(cells))) is not None}
    if not heads:
        return grid
    cells = [piece for cell in grid.cells for piece in _beside(cell, heads)]
    return replace(grid, cells=tuple(cells), cols=grid.cols + len(heads))


def _head_row(cells: Sequence[tuple[int, list[str]]]) -> int | None:
    """The row in which a column (row and lines of its cells, from the top) is headed by two names, if figures stand
    under names in its cells; None otherwise."""
    both = [(row, lines) for row, lines in cells if len(lines) > 1 and _is_figure(lines[-1])]
    if len(both) < _LEAST or any(_is_figure(line) for _, lines in both for line in lines[:-1]):
        return None
    heads = [row for row, lines in cells if len(lines) == 2 and row < both[0][0]]
    return heads[0] if len(heads) == 1 else None


def _beside(cell: GridCell, heads: Mapping[int, int]) -> list[GridCell]:
    """The cell at its column among those that there are now, as two where it holds what belongs to both."""
    col = cell.col + sum(c < cell.col for c in heads)
    if cell.col not in heads or cell.col_span > 1:
        inner = sum(cell.col <= c < cell.col + cell.col_span for c in heads)
        return [replace(cell, col=col, col_span=cell.col_span + inner)]
    lines = lines_of(cell)
    names = len(lines) - (cell.row == heads[cell.col] or (bool(lines) and _is_figure(lines[-1])))
    pieces = ((col, lines[:names]), (col + 1, lines[names:]))
    return [replace(saying(cell, texts), col=at) for at, texts in pieces if texts]


def _rows_parted(grid: Grid) -> Grid:
    """A row whose figures stand two or more in a cell, beside as many names in one, as so many rows: cells of as many
    lines have one for each, others are of the last, where a total stands. Without names it is a figure that broke."""
    counts: dict[int, set[int]] = {}
    names: set[tuple[int, int]] = set()
    for cell in grid.cells:
        lines = lines_of(cell)
        if len(lines) > 1 and all(map(_is_figure, lines)):
            counts.setdefault(cell.row, set()).add(len(lines))
        elif not any(map(_is_figure, lines)):
            names.add((cell.row, len(lines)))
    fused = {row: n for row, numbers in counts.items() if len(numbers) == 1 and (row, n := max(numbers)) in names}
    if not fused or any(cell.row_span > 1 for cell in grid.cells):
        return grid
    cells: list[GridCell] = []
    for cell in grid.cells:
        row = cell.row + sum(count - 1 for r, count in fused.items() if r < cell.row)
        count, lines = fused.get(cell.row, 1), lines_of(cell)
        if count == 1:
            cells.append(replace(cell, row=row))
        elif len(lines) == count:
            cells += [replace(saying(cell, [line]), row=row + i) for i, line in enumerate(lines)]
        else:
            cells.append(replace(saying(cell, lines), row=row + count - 1))
    return replace(grid, cells=tuple(cells), rows=grid.rows + sum(count - 1 for count in fused.values()))


def saying(cell: GridCell, lines: Sequence[str]) -> GridCell:
    """The cell with these lines of its own, in doubt."""
    place = cell.fragments[0].place if cell.fragments else cell.place
    return replace(cell, fragments=tuple(Fragment(text=line, place=place, confidence=_DOUBTFUL) for line in lines))
