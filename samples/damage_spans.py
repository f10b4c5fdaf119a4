"""What tools do to merged cells and to whole parts of a table when they write it as rows of cells (domain.md §4)."""

from __future__ import annotations

import random
from dataclasses import replace

from samples.damage_styles import Matrix, Part
from samples.printed import PrintCell, PrintGrid

_RATE = 0.25
_SPLIT_RATE = 0.5


def split_heads(grid: PrintGrid, rng: random.Random) -> PrintGrid:
    """Head cells over several columns letter by letter in these: `收 | 入`, as a text set wide is read."""
    cells: list[PrintCell] = []
    for cell in grid.cells:
        letters = cell.text.replace(" ", "")
        if (
            not cell.head
            or not 1 < len(letters) <= min(cell.col_span, 6)
            or not letters.isalpha()
            or rng.random() >= _SPLIT_RATE
        ):
            cells.append(cell)
            continue
        cells += [replace(cell, col=cell.col + i, col_span=1, text=letter) for i, letter in enumerate(letters)]
        if cell.col_span > len(letters):
            rest = cell.col + len(letters)
            cells.append(replace(cell, col=rest, col_span=cell.col_span - len(letters), text=""))
    return replace(grid, cells=tuple(cells))


def centred_spans(grid: PrintGrid) -> PrintGrid:
    """Cells over several rows with their text in the middle one, where it is printed."""
    cells: list[PrintCell] = []
    for cell in grid.cells:
        middle = (cell.row_span - 1) // 2
        if cell.head or not middle:
            cells.append(cell)
            continue
        over = replace(cell, text="", row_span=middle)
        cells += [over, replace(cell, row=cell.row + middle, row_span=cell.row_span - middle)]
    return replace(grid, cells=tuple(cells))


def without_spans(grid: PrintGrid, matrix: Matrix, rng: random.Random) -> Matrix:
    """Rows under merged cells without the blanks that these leave: they begin in the first column."""
    under = {
        (r, c.col)
        for c in grid.cells
        for r in range(c.row + 1, c.row + c.row_span)
        if not c.head and r >= grid.head_rows
    }
    rows: list[tuple[str, ...]] = []
    for r, row in enumerate(matrix):
        gone = 0
        while (r, gone) in under and not row[gone] and gone < len(row) - 1:
            gone += 1
        rows.append((*row[gone:], *[""] * gone) if gone and rng.random() < _RATE else row)
    return tuple(rows)


def collapsed(part: Part, rng: random.Random) -> list[str] | None:
    """All words of a part on one line, those of its head out of order; None for most parts."""
    if rng.random() >= _RATE / 2:
        return None
    head = [letter for c in part.head if c.text for letter in c.text.split()]
    rng.shuffle(head)
    return [" ".join([*head, *(text for row in part.body for text in row if text)])]
