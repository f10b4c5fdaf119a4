"""Rows of a grid that are no rows of its table: the title of another table below it, the notes at its foot.

A sheet that holds two tables is printed as one frame, and many a form has `注：…` in a merged last row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.closed_up import closed_up
from services.extract.core.notes import NOTE, NOTE_LABEL, SIGNED
from services.extract.core.parts import place_of
from services.extract.core.table_numbers import is_table_number
from services.extract.core.templates import Templates
from services.extract.core.titles import looks_like_title, table_of_title
from shared.model.fold import tidy
from shared.model.numbers import parse_number
from shared.model.page import Grid, GridCell, Line

_TITLE = re.compile(r"表(?:[（(][^（）()]{1,20}[)）])*$")
#: a title has its middle this near to that of its table (shares of the width)
_CENTRED = 0.04


def stacked(grid: Grid, templates: Templates, opens: Callable[[GridCell], bool]) -> tuple[Grid, ...]:
    """The tables of one frame: it is cut above every row below the first that holds only the title of a known table, or
    above the number of that table, or only a cell that `opens` a table with a whole caption, or a title set in the
    middle of its width where no cell is merged."""
    cells = {cell.row: cell for cell in grid.cells if _is_whole(cell, grid)}
    whole = {row: tidy(cell.text) for row, cell in cells.items()}
    titles = [row for row, text in whole.items() if table_of_title(text, templates, exactly=True) or opens(cells[row])]
    centred = _centred_titles(grid, templates)
    titles += centred
    cuts = {row - is_table_number(whole.get(row - 1, "")) for row in titles} - {0}
    if centred:
        kept = [c for c in grid.cells if c.row not in centred]
        wide = [replace(c, col=0, col_span=grid.cols) for c in grid.cells if c.row in centred and tidy(c.text)]
        grid = replace(grid, cells=tuple(sorted((*kept, *wide), key=lambda c: (c.row, c.col))))
    bounds = [0, *sorted(cuts), grid.rows]
    return tuple(narrowed(rows_of(grid, a, b)) for a, b in pairwise(bounds)) if cuts else (grid,)


def _centred_titles(grid: Grid, templates: Templates) -> list[int]:
    """The rows of a grid that hold nothing but a title (…表) in the middle of its width, with several names and no
    figure in the next row or the one behind it."""
    if (whole := grid.place.box) is None:
        return []
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if tidy(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    found = []
    for row, cells in rows.items():
        text, box = tidy(cells[0].text), place_of(cells[0].fragments).box
        alone = row > 0 and len(cells) == 1 and box is not None
        if not alone or box is None or not _is_title(text, templates):
            continue
        centred = abs(box.x0 + box.x1 - whole.x0 - whole.x1) < _CENTRED * whole.width and box.x0 > whole.x0 + box.height
        if centred and any(_is_head(rows.get(below, [])) for below in (row + 1, row + 2)):
            found.append(row)
    return found


def _is_title(text: str, templates: Templates) -> bool:
    """Whether a text is the title of a known table, or ends as titles do (…表)."""
    known = table_of_title(text, templates, exactly=True) is not None
    return known or bool(_TITLE.search(text) and looks_like_title(text, templates))


def _is_head(cells: Sequence[GridCell]) -> bool:
    return len(cells) > 1 and not any(parse_number(tidy(c.text)) is not None for c in cells)


def without_notes(grid: Grid) -> tuple[Grid | None, tuple[Line, ...]]:
    """The grid without the notes in its last rows, None where it holds nothing else, and these notes in order. What
    stands alone below the first note belongs to the notes, marked as one or not; so does what people signed."""
    whole = {cell.row: [cell] for cell in grid.cells if _is_whole(cell, grid)}
    whole |= {row: cells for row, cells in _below_tables(grid).items() if row not in whole}
    start = grid.rows
    while start and start - 1 in whole:
        start -= 1
    last_rows = range(start, grid.rows)
    begun = next((row for row in last_rows if _begins_notes(whole[row])), grid.rows)
    first = begun
    while first > start and _is_whole(whole[first - 1][0], grid) and not tidy(whole[first - 1][0].text):
        first -= 1
    notes = [cell for row in range(first, grid.rows) for cell in whole[row]]
    lines = tuple(Line(fragments=c.fragments, place=place_of(c.fragments)) for c in notes if tidy(c.text))
    if not lines:
        return grid, ()
    return (_without_unbegun(rows_of(grid, 0, first)) if first else None), lines


def _begins_notes(cells: Sequence[GridCell]) -> bool:
    first = tidy(cells[0].text)
    return bool(NOTE.match(first) or SIGNED.match(first) or (len(cells) == 2 and NOTE_LABEL.fullmatch(first)))


def narrowed(grid: Grid) -> Grid:
    """The grid without the column edges that only what else its frame holds has: another table, a caption's row."""
    edges = sorted({edge for c in grid.cells for edge in (c.col, c.col + c.col_span)})
    if len(edges) == grid.cols + 1 or not edges:
        return grid

    def at(edge: int) -> int:
        return bisect_left(edges, edge)

    cells = tuple(replace(c, col=at(c.col), col_span=at(c.col + c.col_span) - at(c.col)) for c in grid.cells)
    return replace(grid, cells=cells, cols=len(edges) - 1)


def _without_unbegun(grid: Grid) -> Grid:
    """The grid without the columns in which no cell begins any more: only what stood below had them."""
    cells, cols = closed_up(grid.cells)
    return replace(grid, cells=cells, cols=cols) if cols < grid.cols else grid


def _is_whole(cell: GridCell, grid: Grid) -> bool:
    return grid.cols > 1 and cell.col_span == grid.cols and cell.row_span == 1


def _below_tables(grid: Grid) -> dict[int, list[GridCell]]:
    """The cells of every row that may stand below a table on a sheet that merges none: one cell in front, or the labels
    of what people signed, each with its value inside or beside it."""
    filled: dict[int, list[GridCell]] = {}
    for cell in sorted(grid.cells, key=lambda c: c.col):
        if tidy(cell.text):
            filled.setdefault(cell.row, []).append(cell)
    return {
        row: cells
        for row, cells in filled.items()
        if grid.cols > 1
        and all(cell.row_span == 1 for cell in cells)
        and ((len(cells) == 1 and cells[0].col == 0) or _is_signed([tidy(cell.text) for cell in cells]))
    }


def _is_signed(texts: Sequence[str]) -> bool:
    """Whether every text is a label of what people sign, or the value of the empty label before it; or one says 备注
    beside the note."""
    if len(texts) == 2 and NOTE_LABEL.fullmatch(texts[0]) and parse_number(texts[1]) is None:
        return True
    label = [SIGNED.match(text) is not None for text in texts]
    empty = [found and text.endswith(("：", ":")) for found, text in zip(label, texts, strict=True)]
    return label[0] and all(own or before for own, before in zip(label[1:], empty, strict=False))


def rows_of(grid: Grid, first: int, end: int) -> Grid:
    """The rows `first` to before `end` as a grid of their own."""
    head = grid.head_rows - first if grid.head_rows is not None and grid.head_rows > first else None
    return replace(
        grid,
        cells=tuple(replace(c, row=c.row - first) for c in grid.cells if first <= c.row < end),
        rows=end - first,
        head_rows=head,
    )
