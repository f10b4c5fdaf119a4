"""The last row of a table, alone at the top of the next page: a line of figures that stand in the table's columns.

One line shows no columns of its own, so without rules it was read as text.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.aligned.doubts import lowered
from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.joining.align import realign
from services.extract.core.parts import Caption, part_of
from shared.model.page import Block, Grid, GridCell, GridSource, Line

#: such a row has so many texts, more than half of them figures
_FEWEST = 3


def as_grids(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, a line of figures that opens the page behind a table as a grid of one row, which is not sure, where
    each of them stands in one of the table's columns."""
    out: list[Block] = []
    for block in blocks:
        before = out[-1] if out else None
        row = _row_below(before, block) if isinstance(before, Grid) and isinstance(block, Line) else None
        out.append(row or block)
    return tuple(out)


def _row_below(grid: Grid, line: Line) -> Grid | None:
    """The line as a row of the grid on the page before; None where it is none."""
    page, pieces = line.place.page, [f for f in line.fragments if f.text.strip() and f.place.box is not None]
    if page is None or grid.place.page != page - 1 or len(pieces) < max(_FEWEST, grid.cols // 2):
        return None
    words = [f.text.split() for f in pieces]
    if any(len(own) > 1 and any(map(looks_numeric, own)) for own in words):  # figures of two columns, or a sentence
        return None
    if 2 * sum(looks_numeric(own[0]) for own in words) <= len(pieces):
        return None
    cells = tuple(GridCell(row=0, col=c, fragments=(f,), place=f.place) for c, f in enumerate(pieces))
    row = lowered(Grid(cells=cells, rows=1, cols=len(cells), source=GridSource.ALIGNED, place=line.place, head_rows=0))
    return row if realign(part_of(row, Caption()), part_of(grid, Caption())) is not None else None
