"""A head that ends its page without a row below it: the next page prints title and head again, with the rows.

The printed head says nothing that the second does not; it is repeated furniture, however badly it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.extract.core.aligned.segments import is_year, looks_numeric
from services.extract.core.captions import same_caption
from services.extract.core.parts import Segment
from shared.model.fold import fold
from shared.model.page import Grid

#: the share of the letters of a head that the other must have
_SAME = 0.95
#: a head has so many rows at the most
_ROWS = 5


def without(segments: Sequence[Segment]) -> list[Segment]:
    """The segments but for those whose only grid is the head of the one that follows on the next page."""
    return [one for i, one in enumerate(segments) if i + 1 == len(segments) or not _is_head_of(one, segments[i + 1])]


def _is_head_of(one: Segment, other: Segment) -> bool:
    mine = [b for b in one.blocks if isinstance(b, Grid)]
    theirs = next((b for b in other.blocks if isinstance(b, Grid)), None)
    if len(mine) != 1 or theirs is None or not same_caption(one.caption.title, other.caption.title):
        return False
    (grid,) = mine
    if grid.place.page is None or theirs.place.page != grid.place.page + 1 or grid.rows > _ROWS:
        return False
    if any(looks_numeric(c.text) and c.text and not is_year(c.text) for c in grid.cells):
        return False
    if theirs.head_rows is None:
        printed = {fold(c.text) for c in theirs.cells if c.row < _ROWS}
        return all(fold(c.text) in printed for c in grid.cells if c.text)
    letters, head = _letters(grid, grid.rows), _letters(theirs, theirs.head_rows)
    return bool(letters) and (letters & head).total() >= _SAME * letters.total()


def _letters(grid: Grid, rows: int) -> Counter[str]:
    return Counter(c for cell in grid.cells if cell.row < rows for c in fold(cell.text) if not c.isspace())
