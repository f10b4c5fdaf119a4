"""What the spans of a grid's cells say of its columns, and whether they are there at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import GridCell, GridSource

#: edges of columns nearer than this are one (twips, a twentieth of a point): no column is so narrow
_SLIVER = 90
_YEAR = re.compile(r"(?:19|20)\d\d年?")


def numbered(widths: Sequence[int]) -> list[int]:
    """The numbers of the edges of columns so wide (twips), from 0: edges nearer than `_SLIVER` have one number. Nothing
    where no width is known."""
    if not any(widths):
        return []
    numbers = [0]
    last, at = 0, 0
    for width in widths:
        at += width
        apart = at - last >= _SLIVER
        numbers.append(numbers[-1] + apart)
        last = at if apart else last
    return numbers


def source_of(cells: Sequence[GridCell]) -> GridSource:
    """Whether the spans of a marked grid can be believed. A program that writes cells one by one merges none: then a
    head over several columns stands in the first of them, and nothing beside it."""
    filled = [c for c in cells if c.text.strip()]
    last = max((c.row for c in filled), default=0)
    body = min((c.row for c in filled if is_figure(c.text)), default=last)
    head = [c for c in filled if c.row < body]
    top = min((c.row for c in head), default=0)
    parents = {c.col for c in head if c.row == top}
    lost = any(c.row > top and c.col not in parents and c.col > min(parents) for c in head)
    lost = lost or _has_second_name(head, {c.col for c in filled if c.row >= body and is_figure(c.text)})
    merged = any(c.col_span > 1 or c.row_span > 1 for c in head)
    return GridSource.DELIMITED if lost and not merged else GridSource.MARKED


def _has_second_name(head: Sequence[GridCell], figures: set[int]) -> bool:
    """Whether a row below names columns of `figures` again, and none before them: a leaf under a parent of its own."""
    rows: dict[int, list[int]] = {}
    for cell in head:
        rows.setdefault(cell.row, []).append(cell.col)
    _, *lower = [rows[row] for row in sorted(rows)] or [[]]
    return any(min(row) > 0 and figures.issuperset(row) for row in lower)


def is_figure(text: str) -> bool:
    """Whether a cell's text is a number that is no year."""
    return parse_number(text) is not None and not _YEAR.fullmatch(fold(text))
