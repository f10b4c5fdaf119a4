"""Texts that their cell cuts off at its right side, without a trace in the file.

A spreadsheet does not wrap every text. One that is too long for its cell goes on over an empty neighbour; beside one
with a text of its own it is cut, and what does not show is not painted: its line ends right at the line between both,
or in the midst of a letter there. A text that fits keeps the margin of its cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.words import em, lines_of, visible_end
from shared.model.fold import is_cjk

#: a line ends at a rule that it misses by no more than this (points), nor than this share of the margin on its left
_AT, _NEARER = 0.7, 0.5
#: and that is no less than this (points)
_MARGIN = 0.5
#: a column is blank in few rows where so many of its cells, and no fewer than that, have a text
_FILLED, _FEWEST = 0.9, 5


def cut_at_side(areas: Sequence[Area], xs: Sequence[float]) -> list[Area]:
    """The cells whose text may go on behind their right side, at whose other side another text stands. `xs`: the
    columns' edges."""
    beside = {(r, a.col) for a in areas if a.words for r in range(a.row, a.row + a.row_span)}
    return [
        a
        for a in areas
        if a.words
        and any((r, a.col + a.col_span) in beside for r in range(a.row, a.row + a.row_span))
        and _reaches(a, xs[a.col], xs[a.col + a.col_span])
    ]


def _reaches(area: Area, left: float, right: float) -> bool:
    if not any(is_cjk(w.text[-1]) for w in area.words):
        return False
    lines = lines_of(area.words)
    first, last = lines[0].words[0], lines[0].words[-1]
    if len(lines) > 1 or not is_cjk(last.text[-1]) or not _MARGIN < first.box.x0 - left < em(first):
        return False
    near = min(_AT, _NEARER * (first.box.x0 - left))
    return right - near < visible_end(last) < right + em(last)


def may_hold_others(areas: Sequence[Area], xs: Sequence[float]) -> list[Area]:
    """The cells whose text goes on over an empty neighbour of a column that nearly every row fills: what lies there may
    be the neighbour's own text, painted without a gap behind it."""
    at = {(r, a.col): a for a in areas for r in range(a.row, a.row + a.row_span)}
    filled: dict[int, list[bool]] = {c: [] for c in range(len(xs) - 1)}
    for a in areas:
        if a.col_span == 1:
            filled[a.col].append(bool(a.words))
    found: list[Area] = []
    for a in areas:
        beside = at.get((a.row, a.col + a.col_span))
        if beside is None or beside.words or not a.words:
            continue
        others = filled[beside.col]
        full = len(others) > _FEWEST and sum(others) >= _FILLED * (len(others) - 1)
        right = xs[a.col + a.col_span]
        if full and any(w.box.x0 < right and visible_end(w) > right + em(w) for w in a.words):
            found.append(a)
    return found
