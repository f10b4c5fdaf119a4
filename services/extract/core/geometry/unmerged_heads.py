"""Frames whose head no cell is merged in: a parent stands in the first of its columns, blank cells beside it, and what
names one column alone has a blank cell below or above it.

Departments type such heads, and programs that know no merged cells print them. The grid comes out with the spans that
its blanks stand for: a text over others goes on over the blank cells at its right that have a name below, any other
text goes down, or up, to the edge of the head. What a parent stands over is read from blanks alone: it is in doubt.
"""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.aligned.doubts import doubtful
from services.extract.core.heads.depth import MAX_HEAD, is_data
from services.extract.core.parts import Matrix, matrix_of
from shared.model.page import Grid, GridCell, GridSource

#: the share of the columns that have a name
_NEARLY_ALL = 0.75


def restored(grid: Grid) -> Grid:
    """The grid with its head's spans; as it is where its head has merged cells, or names every column in its first
    row."""
    if grid.source is not GridSource.RULED or grid.rows < 3:
        return grid
    matrix = matrix_of(grid)
    top = _top(matrix)
    below = next((i for i, row in enumerate(matrix) if i > top and is_data(row)), None)
    if below is None or not 2 <= below - top <= MAX_HEAD or not _is_unmerged(matrix[top:below]):
        return grid
    cells = {(c.row, c.col): c for c in grid.cells}
    head = _spanned(matrix, cells, top, below)
    if not all(any(row[c].text for row in matrix[top:below]) for c in range(grid.cols)):
        head = [replace(c, fragments=doubtful(c.fragments)) for c in head]
    kept = [c for c in grid.cells if not top <= c.row < below]
    return replace(grid, cells=tuple(sorted((*kept, *head), key=lambda c: (c.row, c.col))))


def _top(matrix: Matrix) -> int:
    """The first row that is no title: no one cell goes over all of it."""
    return next((i for i, row in enumerate(matrix) if len({slot.origin for slot in row}) > 1), 0)


def _is_unmerged(head: Matrix) -> bool:
    """Whether no cell of the head spans any other, a blank stands over a name to the right of the first text, and
    nearly every column has a name (one that has no room may stand in the row below)."""
    if any(slot.col_span > 1 or slot.row_span > 1 for row in head for slot in row):
        return False
    texts = [[slot.text for slot in row] for row in head]
    named = [c for c, text in enumerate(texts[0]) if text]
    cols = range(len(texts[0]))
    if not named or sum(any(row[c] for row in texts) for c in cols) < _NEARLY_ALL * len(cols):
        return False
    return any(not texts[0][c] and any(row[c] for row in texts) for c in range(named[0] + 1, len(cols)))


def _spanned(matrix: Matrix, cells: dict[tuple[int, int], GridCell], top: int, below: int) -> list[GridCell]:
    """The head's cells with their spans. `owner` says which parent stands over a position."""
    cols = len(matrix[0])
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    made: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for row in range(top, below):
        for col in range(cols):
            if not matrix[row][col].text or (row, col) in taken:
                continue
            parent = any(matrix[r][col].text for r in range(row + 1, below))
            end = col + 1
            while parent and end < cols and _goes_on(matrix, row, col, end, below, owner):
                end += 1
            first = row
            while not parent and first > top and not matrix[first - 1][col].text and (first - 1, col) not in owner:
                first -= 1
            last = row + 1 if parent else below
            taken |= {(r, c) for r in range(first, last) for c in range(col, end)}
            owner |= {(row, c): (row, col) for c in range(col, end)}
            cell = cells[row, col]
            fragments = doubtful(cell.fragments) if end > col + 1 else cell.fragments
            made.append(replace(cell, row=first, row_span=last - first, col_span=end - col, fragments=fragments))
    return made


def _goes_on(
    matrix: Matrix, row: int, col: int, end: int, below: int, owner: dict[tuple[int, int], tuple[int, int]]
) -> bool:
    """Whether the parent at (`row`, `col`) stands over column `end` too: a blank with a name below, under the same
    parent."""
    named = any(matrix[r][end].text for r in range(row + 1, below))
    return not matrix[row][end].text and named and (not row or owner.get((row - 1, end)) == owner.get((row - 1, col)))
