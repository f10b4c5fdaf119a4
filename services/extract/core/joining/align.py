"""A part whose grid shows fewer columns than its table: a last page with only 合计, a row of merged cells.

The columns of the table stand at the same place on every page, so the part's cells are put where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.parts import Matrix, Part, Slot, padded, pages_of
from shared.model.page import Box, GridSource

#: share of a column's width that a cell must cover to cover the column
_COVERS = 0.6
#: share of the width of a column beside those that a cell covers into which it does not reach
_BEYOND = 0.3
#: share of a text's width that must reach into a column for it to stand there
_REACHES = 0.35

Edges = tuple[tuple[float, float], ...]


def realign(part: Part, reference: Part) -> Part | None:
    """The part in the columns of the reference, None where its cells do not stand in them."""
    if part.source is GridSource.DELIMITED and part.cols < reference.cols:
        return padded(part, reference.cols)
    edges = column_edges(reference)
    if edges is None:
        return None
    place = _by_text if part.source is GridSource.ALIGNED else _in_columns
    rows = [place(row, edges) for row in part.matrix]
    if any(row is None for row in rows):
        return None
    matrix: Matrix = tuple(row for row in rows if row is not None)
    return replace(part, matrix=matrix, cols=len(edges))


def column_edges(part: Part) -> Edges | None:
    """Left and right edge of every column, None where some column has no cell of its own with a box, or where columns
    stand on several pages."""
    if len(pages_of(part)) > 1:
        return None
    edges: list[tuple[float, float]] = []
    for col in range(part.cols):
        boxes = [row[col].place.box for row in part.matrix if row[col].col == col and row[col].col_span == 1]
        known = [box for box in boxes if box is not None]
        if not known:
            return None
        edges.append((min(b.x0 for b in known), max(b.x1 for b in known)))
    return tuple(edges)


def _by_text(row: Sequence[Slot], edges: Edges) -> tuple[Slot, ...] | None:
    """The row's texts in the columns that they stand in: without rules the cells of a sparse part are too wide."""
    placed: list[Slot | None] = [None] * len(edges)
    for slot in dict.fromkeys(row):
        boxes = [f.place.box for f in slot.fragments if f.place.box is not None]
        if not boxes:
            if slot.text:
                return None
            continue
        x0, x1 = min(b.x0 for b in boxes), max(b.x1 for b in boxes)
        covered = [c for c, (a, b) in enumerate(edges) if min(b, x1) - max(a, x0) > _REACHES * min(b - a, x1 - x0)]
        if not covered or placed[covered[0]] is not None:
            return None
        moved = replace(slot, col=covered[0], col_span=covered[-1] - covered[0] + 1)
        for c in covered:
            placed[c] = placed[c] or moved
    number = row[0].row
    return tuple(slot if slot is not None else Slot(row=number, col=c) for c, slot in enumerate(placed))


def _in_columns(row: Sequence[Slot], edges: Edges) -> tuple[Slot, ...] | None:
    """The row's cells over the reference's columns; None if a cell with text stands in none of them."""
    placed: list[Slot | None] = [None] * len(edges)
    for slot in dict.fromkeys(row):
        box = slot.place.box
        if box is None:
            if slot.text:
                return None
            continue
        covered = [
            c
            for c, (left, right) in enumerate(edges)
            if min(right, box.x1) - max(left, box.x0) >= _COVERS * (right - left)
        ]
        if slot.text and (not covered or _reaches_beyond(box, covered, edges)):
            return None
        if covered:
            moved = replace(slot, col=covered[0], col_span=covered[-1] - covered[0] + 1)
            for c in covered:
                placed[c] = placed[c] or moved
    number = row[0].row
    return tuple(slot if slot is not None else Slot(row=number, col=c) for c, slot in enumerate(placed))


def _reaches_beyond(box: Box, covered: Sequence[int], edges: Edges) -> bool:
    """Whether a cell goes well into a column beside those that it covers: it is one of another table's columns."""
    first, last = covered[0], covered[-1]
    on_left = first > 0 and edges[first - 1][1] - box.x0 > _BEYOND * _width(edges[first - 1])
    on_right = last + 1 < len(edges) and box.x1 - edges[last + 1][0] > _BEYOND * _width(edges[last + 1])
    return on_left or on_right


def _width(edge: tuple[float, float]) -> float:
    return edge[1] - edge[0]
