"""Cells that an export wrote into one, a line for each: two columns (`项目<br>预算数` over `一、事业收入<br>1,250`, or
`事业收<br>入<br>其他收<br>入` over `80<br>0` in every row), or two rows (`80<br>1,250`).

The figures of two columns are the last lines of their cells, or all of them under two known texts of heads; a cell of
figures alone is else of as many rows. They come out apart, in doubt: a line may be of another cell than it seems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.extract.core.parts import lines_in
from services.extract.core.templates import Lexicon, head_key
from shared.model.numbers import parse_number
from shared.model.page import Fragment, Grid, GridCell

#: what a text is worth that may be of another cell
_DOUBTFUL = 0.9
#: rows that show two columns, at least
_LEAST = 2
#: figures of a row in a cell of two columns
_BOTH = 2


def parted(grid: Grid, lexicon: Lexicon) -> Grid:
    """The grid with such cells apart; as it is where none is."""
    if not any(len(lines_of(cell)) > 1 for cell in grid.cells):
        return grid
    return _rows_parted(_figures_parted(_columns_parted(grid), lexicon))


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


def _figures_parted(grid: Grid, lexicon: Lexicon) -> Grid:
    """The grid, a column apart whose rows all have two figures under two texts of heads."""
    for col in range(grid.cols):
        own = sorted((c for c in grid.cells if c.col == col and c.col_span == 1), key=lambda c: c.row)
        lines = {c.row: lines_of(c) for c in own}
        body = [row for row, texts in lines.items() if texts and all(map(_is_figure, texts))]
        head = max((row for row in lines if body and row < body[0] and lines[row]), default=None)
        if head is None or len(body) < _LEAST or any(len(lines[row]) != _BOTH for row in body):
            continue
        texts = lines[head]
        keys = ((k, head_key("".join(texts[:k])), head_key("".join(texts[k:]))) for k in range(1, len(texts)))
        cuts = [k for k, left, right in keys if {left, right} <= lexicon.words]
        if len(cuts) == 1 and max(body) == max(row for row in lines if lines[row]):
            return _figures_parted(_apart(grid, col, {head: cuts[0], **dict.fromkeys(body, 1)}), lexicon)
    return grid


def _apart(grid: Grid, col: int, cuts: Mapping[int, int]) -> Grid:
    """The grid with a column more behind this one: what is below the line where the cell of each row is cut."""
    cells: list[GridCell] = []
    for cell in grid.cells:
        if cell.col == col and cell.row in cuts:
            lines = lines_of(cell)
            cells += [
                saying(cell, lines[: cuts[cell.row]]),
                replace(saying(cell, lines[cuts[cell.row] :]), col=col + 1),
            ]
        else:
            over = cell.col <= col < cell.col + cell.col_span - 1
            cells.append(replace(cell, col=cell.col + (cell.col > col), col_span=cell.col_span + over))
    return replace(grid, cells=tuple(cells), cols=grid.cols + 1)


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
