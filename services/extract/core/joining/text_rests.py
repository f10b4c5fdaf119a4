"""The last lines of a table's last text, alone at the top of the next page: as one with the cell that they go on from.

A page that holds nothing else of the table shows no columns. But the lines begin where those of the cell do, right of
the first column, where no running text begins, and the cell breaks off in a full line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.doubts import doubtful
from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.repair import ends_sentence
from shared.model.page import Block, Fragment, Grid, GridCell, Line

#: lines of a text begin as near to one another as this, and the sizes of two are as near (font sizes)
_SAME, _SIZE = 0.2, 0.1
#: no more lines than this, no further apart (font sizes, middle to middle)
_MOST, _LEADING = 4, 2.0


def joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; lines that end the last cell of the page before are in it, which is not sure then."""
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        block, before = blocks[at], out[-1] if out else None
        if isinstance(before, Grid) and isinstance(block, Line) and (cell := _broken_off(before, block)) is not None:
            rest = _lines(blocks[at:])
            out[-1] = _with_rest(before, cell, rest)
            at += len(rest)
            continue
        out.append(block)
        at += 1
    return tuple(out)


def _broken_off(grid: Grid, line: Line) -> GridCell | None:
    """The cell of the last row that the line goes on from."""
    box, page = line.place.box, grid.place.page
    if box is None or page is None or line.place.page != page + 1 or looks_numeric(line.text):
        return None
    last = [c for c in grid.cells if c.row + c.row_span == grid.rows and c.col > 0 and c.fragments]
    found = [c for c in last if _begins_there(c, line) and _is_full(c, grid) and not ends_sentence(c.text)]
    return found[0] if len(found) == 1 and not looks_numeric(found[0].text) else None


def _begins_there(cell: GridCell, line: Line) -> bool:
    """Whether the line begins where those of the cell do, is as large and not longer than the cell is wide."""
    end, box, whole = cell.fragments[-1].place.box, line.place.box, cell.place.box
    if end is None or box is None or whole is None:
        return False
    alike = abs(end.height - box.height) < 2 * _SIZE * box.height
    return alike and abs(end.x0 - box.x0) < _SAME * box.height and box.x1 < whole.x1


def _is_full(cell: GridCell, grid: Grid) -> bool:
    """Whether no letter more had fitted on the cell's last line: it ends where the longest of its column does."""
    ends = [f.place.box for c in grid.cells if c.col == cell.col and c.col_span == 1 for f in c.fragments]
    reach = max((b.x1 for b in ends if b is not None), default=0.0)
    last = cell.fragments[-1].place.box
    return last is not None and last.x1 + last.height > reach and last.width > 2 * last.height


def _lines(blocks: Sequence[Block]) -> list[Line]:
    """The lines from the first on that stand under one another as those of one text."""
    found: list[Line] = []
    for block in blocks[:_MOST]:
        if not isinstance(block, Line) or block.place.box is None:
            break
        if found:
            above, box = found[-1].place.box, block.place.box
            near = above is not None and 0 < box.top - above.top < _LEADING * box.height
            if not near or above is None or abs(above.x0 - box.x0) > _SAME * box.height:
                break
            if block.place.page != found[-1].place.page:
                break
        found.append(block)
    return found


def _with_rest(grid: Grid, cell: GridCell, rest: Sequence[Line]) -> Grid:
    fragments: tuple[Fragment, ...] = (*cell.fragments, *(f for line in rest for f in line.fragments))
    whole = replace(cell, fragments=doubtful(fragments))
    return replace(grid, cells=tuple(whole if c is cell else c for c in grid.cells))
