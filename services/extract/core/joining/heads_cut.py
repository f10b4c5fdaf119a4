"""A head that a page break cut: its upper rows end one page, its lower rows and the table open the next.

Printers that know no head (a page of a site, a table of Word's without a marked head) cut it as any other rows. Its
cells above the cut stand over columns that only the rows below it have. A row of two cells alone at the foot of a page,
which goes on nowhere, is no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.aligned.doubts import lowered
from services.extract.core.aligned.segments import is_year, looks_numeric
from services.extract.core.caption_facts import read_facts
from shared.model.fold import fold, tidy
from shared.model.page import Block, Grid, GridCell, GridSource, Line

#: lines are the same if they differ by no more (points)
_SAME = 2.0
#: rows of a head above the cut at the most
_ROWS = 5
#: cells of a row alone, up to which it needs the table that goes on with it
_FEW = 2
#: texts of columns are further apart than this (font sizes)
_GAP = 1.5
#: the margins of a cell over several columns take no more than this (points)
_MARGINS = 14.0


def joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, the two parts of every such head as one grid."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if isinstance(block, Grid) and isinstance(above, Grid) and (whole := _whole(above, block)) is not None:
            out[-1] = whole
        else:
            if above is not None:
                out[-1] = _settled(above)
            begun = isinstance(block, Grid) and above is not None and _may_begin(above, block)
            out.append(lowered(block) if isinstance(block, Grid) and begun else block)
    return (*out[:-1], *map(_settled, out[-1:]))


def _settled(block: Block) -> Block:
    """The block; a row of a few cells as the line that it is."""
    if not isinstance(block, Grid) or block.source is not GridSource.RULED or block.place.box is None:
        return block
    if block.rows > 1 or len(block.cells) > _FEW:
        return block
    cells = [c.fragments for c in sorted(block.cells, key=lambda c: c.col) if c.fragments]
    spaced = (replace(f, text=" " + f.text) if i and not k else f for i, c in enumerate(cells) for k, f in enumerate(c))
    return Line(fragments=tuple(spaced), place=block.place)


def _may_begin(upper: Block, lower: Grid) -> bool:
    """Whether a few rows without figures at the foot of a page, or one line of texts far apart, which nothing parts
    from the table on the next, may be the upper levels of its head: over which columns they stand is not to be seen."""
    if upper.place.page is None or lower.place.page != upper.place.page + 1:
        return False
    if isinstance(upper, Line):
        texts = _apart(upper) if read_facts(tidy(upper.text)) is None else []  # unit and organisation end a caption
    elif upper.source is GridSource.DELIMITED or upper.rows > _ROWS:
        return False
    else:
        texts = [c.text for c in upper.cells if c.text]
    if not 1 < len(texts) < lower.cols or any(looks_numeric(t) and not is_year(t) for t in texts):
        return False
    said = {fold(c.text) for c in lower.cells if c.row < _ROWS}
    return not all(fold(t) in said for t in texts)


def _apart(line: Line) -> list[str]:
    """The texts of a line that stand further apart than words do; [] where some are nearer, or nothing is known."""
    boxes = [f.place.box for f in line.fragments]
    known = [b for b in boxes if b is not None]
    if len(known) < len(boxes) or any(b.x0 - a.x1 < _GAP * a.height for a, b in pairwise(known)):
        return []
    return [f.text for f in line.fragments]


def _whole(upper: Grid, lower: Grid) -> Grid | None:
    """Both as one; None where the second does not go on with the head that the first begins."""
    a, b = upper.place, lower.place
    if not (upper.source is lower.source is GridSource.RULED) or a.page is None or b.page != a.page + 1:
        return None
    if a.box is None or b.box is None or max(abs(a.box.x0 - b.box.x0), abs(a.box.x1 - b.box.x1)) > _SAME:
        return None
    if upper.rows > _ROWS or upper.cols >= lower.cols or _holds_figures(upper.cells):
        return None
    first = [c for c in lower.cells if c.row == 0]
    said = {fold(c.text) for c in lower.cells if c.row < _ROWS}
    if _holds_figures(first) or len(first) < 2 or all(fold(c.text) in said for c in upper.cells if c.text):
        return None
    upper = _without_blank_end(upper)
    edges = _edges(lower)
    moved = [_over(cell, edges) for cell in upper.cells]
    if edges is None or any(cell is None for cell in moved):
        return None
    below = [replace(c, row=c.row + upper.rows) for c in lower.cells]
    cells = _gone_on([cell for cell in moved if cell is not None], below, upper.rows)
    return replace(lower, cells=cells, rows=upper.rows + lower.rows)


def _gone_on(above: Sequence[GridCell], below: Sequence[GridCell], cut: int) -> tuple[GridCell, ...]:
    """The cells, those that end above row `cut` as one with the cell that begins there over the same columns, unless
    that one stands under it as a head of its own."""
    ends = {(c.col, c.col_span): c for c in above if c.row + c.row_span == cut and c.fragments}
    begun = {
        id(end): c
        for c in below
        if c.row == cut and (end := ends.get((c.col, c.col_span))) is not None and not _is_whole(end, c)
    }
    rests = {id(c) for c in begun.values()}
    whole = (
        replace(c, row_span=c.row_span + rest.row_span, fragments=(*c.fragments, *rest.fragments))
        if (rest := begun.get(id(c))) is not None
        else c
        for c in above
    )
    return (*whole, *(c for c in below if id(c) not in rests))


def _is_whole(end: GridCell, rest: GridCell) -> bool:
    """Whether a text over several columns ends above the cut: its last line had room for the letter that follows. One
    over a single column, whose upper head would have no other, goes on."""
    cell, line = end.place.box, end.fragments[-1].place.box
    if end.col_span < 2 or not rest.fragments or cell is None or line is None:
        return False
    letter = line.width / max(1, len(end.fragments[-1].text.strip()))
    return line.width + letter < cell.width - _MARGINS


def _without_blank_end(grid: Grid) -> Grid:
    """The grid without a last row whose cells are blank: the piece above the cut of a row that has its texts below."""
    last = grid.rows - 1
    if last < 1 or any(c.fragments for c in grid.cells if c.row == last):
        return grid
    kept = [
        replace(c, row_span=min(c.row_span, last - c.row)) if c.row + c.row_span > last else c
        for c in grid.cells
        if c.row < last
    ]
    return replace(grid, cells=tuple(kept), rows=last)


def _holds_figures(cells: Sequence[GridCell]) -> bool:
    return any(c.text and looks_numeric(c.text) and not is_year(c.text) for c in cells)


def _edges(grid: Grid) -> tuple[float, ...] | None:
    """Where each column begins, and the last one ends; None where no cell says so."""
    found: dict[int, float] = {}
    for cell in grid.cells:
        if (box := cell.place.box) is not None:
            found[cell.col], found[cell.col + cell.col_span] = box.x0, box.x1
    return tuple(found[i] for i in range(grid.cols + 1)) if len(found) == grid.cols + 1 else None


def _over(cell: GridCell, edges: Sequence[float] | None) -> GridCell | None:
    """The cell over the columns between the `edges` at its sides."""
    box = cell.place.box
    if edges is None or box is None:
        return None
    first, end = (next((i for i, x in enumerate(edges) if abs(x - side) <= _SAME), None) for side in (box.x0, box.x1))
    return replace(cell, col=first, col_span=end - first) if first is not None and end is not None else None
