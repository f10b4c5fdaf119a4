"""Columns that had no room on the page and were printed on the next one: both parts are one table side by side.

Spreadsheets print a sheet that is too wide over several pages, cut between columns. The rows of such pages stand at the
same heights, also the first one below the title, which only the first page has. Columns mostly stand elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.heads.depth import is_data
from services.extract.core.parts import Part, Slot
from shared.model.page import GridSource

#: rows stand at the same height, columns at the same place, if they differ by no more (points)
_SAME = 1.5
#: rows at the least: fewer stand at the same heights by chance
_LEAST_ROWS = 3


def joined(left: Part, right: Part) -> Part | None:
    """Both as one part, None where `right` is not the columns that follow those of `left`: its first row is head."""
    if left.source is not GridSource.RULED or right.source is not GridSource.RULED or right.page is None:
        return None
    if len(left.matrix) != len(right.matrix) or len(left.matrix) < _LEAST_ROWS or is_data(right.matrix[0]):
        return None
    if right.page != max(pages_of(left), default=0) + 1 or not _same(_heights(left), _heights(right)):
        return None
    if left.caption.title is None and _same(_edges(left), _edges(right)):
        return None
    moved = {id(slot): replace(slot, col=slot.col + left.cols) for row in right.matrix for slot in row}
    return replace(
        left,
        matrix=tuple((*a, *(moved[id(s)] for s in b)) for a, b in zip(left.matrix, right.matrix, strict=True)),
        cols=left.cols + right.cols,
        head_rows=None,
        columns=(),
        certainty=(),
        notes=(*left.notes, *right.notes),
    )


def pages_of(part: Part) -> set[int]:
    """The pages on which cells of the part stand."""
    return {slot.place.page for row in part.matrix for slot in row if slot.place.page is not None}


def _heights(part: Part) -> list[float] | None:
    """The upper edge of every row, from cells that begin in it; None where one is unknown."""
    tops = [[s.place.box.top for s in row if s.row == i and s.place.box] for i, row in enumerate(part.matrix)]
    return [min(found) for found in tops] if all(tops) else None


def _edges(part: Part) -> list[float] | None:
    """The left edge of every column."""
    columns: Sequence[Sequence[Slot]] = list(zip(*part.matrix, strict=True))
    lefts = [[s.place.box.x0 for s in slots if s.col == c and s.place.box] for c, slots in enumerate(columns)]
    return [min(found) for found in lefts] if all(lefts) else None


def _same(a: Sequence[float] | None, b: Sequence[float] | None) -> bool:
    if a is None or b is None:
        return False
    return all(x is not None and y is not None and abs(x - y) <= _SAME for x, y in itertools.zip_longest(a, b))
