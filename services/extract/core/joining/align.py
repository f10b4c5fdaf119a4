"""A part whose grid shows fewer columns than its table: a last page with only 合计, a row of merged cells.

The columns of the table stand at the same place on every page, so the part's cells are put where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.heads.depth import is_data
from services.extract.core.parts import Matrix, Part, Slot, join_fragments, padded, pages_of, union
from services.extract.core.repair import unsure_slot
from shared.model.labels import is_total
from shared.model.numbers import parse_number
from shared.model.page import Box, GridSource, Place

#: share of a column's width that a cell must cover to cover the column
_COVERS = 0.6
#: share of the width of a column beside those that a cell covers into which it does not reach
_BEYOND = 0.3
#: how far apart the pages of a wide sheet are laid beside one another (points)
_FAR = 10_000.0
#: share of a text's width that must reach into a column for it to stand there
_REACHES = 0.35
#: pieces of one text are no further apart than this (heights of the text)
_GAP = 1.5

Edges = tuple[tuple[float, float], ...]


def realign(part: Part, reference: Part) -> Part | None:
    """The part in the columns of the reference, None where its cells do not stand in them."""
    if _counts_from_left(part, reference) and part.cols < reference.cols:
        return padded(part, reference.cols)
    if part.source is GridSource.MARKED and part.page is None:
        return _by_kinds(part, reference)
    if part.source is GridSource.ALIGNED:
        edges = column_edges(_moved(reference, _FAR))
        rows = [_by_text(row, edges) for row in _moved(part, _FAR).matrix] if edges else [None]
    else:
        edges = column_edges(reference) if len(pages_of(reference)) == 1 else None
        rows = [_in_columns(row, edges) for row in part.matrix] if edges else [None]
    if not edges or any(row is None for row in rows):
        return None
    matrix: Matrix = tuple(row for row in rows if row is not None)
    fitted = replace(part, matrix=matrix, cols=len(edges))
    return _moved(fitted, -_FAR) if part.source is GridSource.ALIGNED else fitted


def _counts_from_left(part: Part, reference: Part) -> bool:
    """Whether a part has all columns but blank ones at its right: one between delimiters, or marked in a text that has
    lost the spans of the table's other part."""
    lost = part.source is GridSource.MARKED and part.page is None and reference.source is GridSource.DELIMITED
    return lost or part.source is GridSource.DELIMITED


def _by_kinds(part: Part, reference: Part) -> Part | None:
    """The part of a sheet under the table's title, without blank columns and a head, at the columns whose kinds its own
    have, if that is one way alone; nothing but this says where it stands, so it is never sure."""
    own, known = _kinds(part.matrix), _kinds(reference.matrix[reference.head_rows or 0 :])
    bare = part.caption.title is not None and bool(part.matrix) and is_data(part.matrix[0])
    if not bare or {True, False} - set(own):
        return None
    ways = [
        at
        for at in range(len(known) - len(own) + 1)
        if all(None in pair or pair[0] == pair[1] for pair in zip(own, known[at:], strict=False))
    ]
    if len(ways) != 1:
        return None
    (at,) = ways
    behind = range(at + part.cols, reference.cols)
    rows = (
        (
            *(Slot(row=row[0].row, col=c) for c in range(at)),
            *(replace(unsure_slot(slot), col=slot.col + at) for slot in row),
            *(Slot(row=row[0].row, col=c) for c in behind),
        )
        for row in part.matrix
    )
    return replace(part, matrix=tuple(rows), cols=reference.cols)


def _kinds(rows: Matrix) -> list[bool | None]:
    """Whether each column holds figures; None for one that holds nothing, or others as well."""
    columns = [[slot.text for slot in column if slot.text] for column in zip(*rows, strict=True)]
    figures = [{parse_number(text) is not None for text in column} for column in columns]
    return [found.pop() if len(found) == 1 else None for found in figures]


def _moved(part: Part, by: float) -> Part:
    """The part of a sheet that was too wide for one page, each of its pages moved `by` so far beyond the one before."""
    pages = sorted(pages_of(part))
    if len(pages) < 2:
        return part

    def moved(place: Place) -> Place:
        if place.page is None or place.box is None:
            return place
        x, (x0, top, x1, bottom) = by * pages.index(place.page), place.box
        return replace(place, box=Box(x0 + x, top, x1 + x, bottom))

    def placed(slot: Slot) -> Slot:
        fragments = tuple(replace(f, place=moved(f.place)) for f in slot.fragments)
        return replace(slot, place=moved(slot.place), fragments=fragments)

    return replace(part, matrix=tuple(tuple(map(placed, row)) for row in part.matrix))


def column_edges(part: Part) -> Edges | None:
    """Left and right edge of every column, None where some column has no cell of its own with a box."""
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
        if not covered:
            return None
        if is_total(slot.text) and not any(placed):
            slot, covered = _over_labels(slot, (x0, x1), covered, edges)
        moved = replace(slot, col=covered[0], col_span=covered[-1] - covered[0] + 1)
        if (before := placed[covered[0]]) is not None:
            if not _is_rest_of(before, moved):
                return None
            moved = _with_rest(before, moved)
            placed[covered[0]] = None
        for c in covered:
            placed[c] = placed[c] or moved
    number = row[0].row
    return tuple(slot if slot is not None else Slot(row=number, col=c) for c, slot in enumerate(placed))


def _over_labels(slot: Slot, ends: tuple[float, float], covered: list[int], edges: Edges) -> tuple[Slot, list[int]]:
    """A total's label, with the columns that it stands for: the first ones over whose middle it is set, where it does
    not begin with its own column. It is not sure then: nothing else says that it is no text of that column."""
    left, right = edges[covered[0]][0], edges[covered[-1]][1]
    height = slot.place.box.height if slot.place.box is not None else 0.0
    if not covered[0] or ends[0] - left < height:
        return slot, covered
    middle = (ends[0] + ends[1]) / 2
    off = {k: abs((edges[0][0] + edges[k][1]) / 2 - middle) for k in range(covered[-1], len(edges))}
    last = min(off, key=lambda k: off[k])
    nearer = off[last] < min(height, abs((left + right) / 2 - middle))
    return unsure_slot(slot), [*range(last + 1)] if nearer else covered


def _is_rest_of(before: Slot, slot: Slot) -> bool:
    """Whether two texts in one column are one with a gap in it, which a row alone does not tell from a column's: both
    stand in no other, near to one another on one line, and are not two figures."""
    a, b = before.place.box, slot.place.box
    if a is None or b is None or before.col != slot.col or max(before.col_span, slot.col_span) > 1:
        return False
    level = min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)
    figures = parse_number(before.text) is not None and parse_number(slot.text) is not None
    return level and 0 <= b.x0 - a.x1 < _GAP * min(a.height, b.height) and not figures


def _with_rest(before: Slot, slot: Slot) -> Slot:
    fragments = (*before.fragments, *slot.fragments)
    one = replace(before, text=join_fragments(f.text for f in fragments), fragments=fragments)
    return unsure_slot(replace(one, place=union([before.place, slot.place])))


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
