"""The rest of a long text at the top of a page, above the rows of a table without rules that goes on there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.doubts import doubtful
from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.geometry.running_text import RUNNING_HEAD
from services.extract.core.geometry.words import TextLine, box_of, em, fragments_of, lines_of
from shared.model.page import Box, Grid, GridCell, Place, Word

#: all lines begin this near to where the texts of their column do (font sizes)
_SAME = 0.2
#: lines of the rest are no further apart than this, and the last no further above the table (font sizes, middle to
#: middle)
_LEADING, _ABOVE = 1.5, 2.5


def attached(grid: Grid, rest: Sequence[Word], page: int) -> tuple[Grid, list[Word]]:
    """The grid with the rest of a text of one of its columns, but the first, as its first row, and the words left.

    The grid has no head: figures stand in its first row. Nothing else stands above it but a running head.
    """
    box = grid.place.box
    above = [w for w in rest if box is not None and w.box.bottom <= box.top + 1]
    if not above or not _begins_with_figures(grid):
        return grid, list(rest)
    lefts = _lefts(grid)
    for col in range(1, grid.cols):
        end = min((x for c, x in lefts.items() if c > col), default=float("inf"))
        if col in lefts and (found := _rest(lines_of(above), lefts[col], end, box or box_of([w.box for w in above]))):
            words = [w for line in found for w in line.words]
            gone = set(map(id, words))
            return _below(grid, col, words, page), [w for w in rest if id(w) not in gone]
    return grid, list(rest)


def _rest(lines: Sequence[TextLine], left: float, end: float, table: Box) -> list[TextLine]:
    """The lines right above a table that stand in one column of it, if no more than a running head stands above."""
    found: list[TextLine] = []
    low, reach = table.top + em(lines[-1].words[0]) / 2, _ABOVE
    for line in reversed(lines):
        size = em(line.words[0])
        alone = len(line.words) == 1 and not looks_numeric(line.text)
        inside = abs(line.box.x0 - left) < _SAME * size and line.box.x1 < end
        if not (alone and inside) or low - line.middle > reach * size:
            break
        found.insert(0, line)
        low, reach = line.middle, _LEADING
    return found if len(lines) - len(found) <= RUNNING_HEAD else []


def _begins_with_figures(grid: Grid) -> bool:
    return any(looks_numeric(c.text) and any(map(str.isdigit, c.text)) for c in grid.cells if c.row == 0)


def _lefts(grid: Grid) -> dict[int, float]:
    """Where the texts of each column begin, but for those of figures, which stand at its right."""
    out: dict[int, float] = {}
    for c in grid.cells:
        for f in c.fragments:
            if f.place.box is not None and not looks_numeric(f.text):
                out[c.col] = min(out.get(c.col, float("inf")), f.place.box.x0)
    return out


def _below(grid: Grid, col: int, words: Sequence[Word], page: int) -> Grid:
    """The grid with one row more above it, of one cell."""
    box = box_of([w.box for w in words])
    whole = grid.place.box or box
    place = Place(page=page, box=box)
    cell = GridCell(row=0, col=col, fragments=doubtful(fragments_of(words, page)), place=place)
    cells = (cell, *(replace(c, row=c.row + 1) for c in grid.cells))
    around = Box(whole.x0, box.top, whole.x1, whole.bottom)
    return replace(grid, cells=cells, rows=grid.rows + 1, place=replace(grid.place, box=around))
