"""Texts that stand on the height where two rows meet, with no line drawn through them there: they are of both rows.

Styles that leave lines out leave out the sides of merged cells, too, so that the lines alone do not show them. Where
two texts stand under one another with no line between, nothing says whether they are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extract.core.geometry.splitting import Area
from shared.model.page import Rule, Word

#: a text stands in two rows if no less than this share of its height is in either
_SHARE = 0.25
#: a line is drawn at a height if it is as near as this (points)
_NEAR = 3.4


def joined(areas: Sequence[Area], levels: Sequence[Rule], ys: Sequence[float]) -> list[Area]:
    """`areas` with those whose text goes over into an empty one joined with it; what is joined is never sure, nor are
    the rows of texts that no line parts. `levels` are the level lines, `ys` the heights where rows meet."""
    drawn = [[r for r in levels if r.box.top - _NEAR < y < r.box.bottom + _NEAR] for y in ys]
    middles = [w.box.x0 + w.box.x1 for a in areas for w in a.words]
    left, right = min(middles, default=0.0) / 2, max(middles, default=0.0) / 2
    if all(any(r.box.x0 <= left and right <= r.box.x1 for r in lines) for lines in drawn[1:-1]):
        return list(areas)  # every line is drawn from side to side
    starts = {(a.row, a.col): a for a in areas}
    ends = {(a.row + a.row_span, a.col): a for a in areas}
    gone: set[int] = set()
    for area in areas:
        stop = area.row + area.row_span
        for at, other in ((area.row, ends.get((area.row, area.col))), (stop, starts.get((stop, area.col)))):
            if id(area) in gone or other is None or id(other) in gone:
                continue
            empty = not other.words and other.col_span == area.col_span
            if empty and any(not _is_drawn(w, drawn[at]) for w in _standing_on(area.words, ys[at])):
                area.row, area.row_span = min(area.row, other.row), area.row_span + other.row_span
                area.sure = False
                gone.add(id(other))
    kept = [a for a in areas if id(a) not in gone]
    torn = set(_torn(kept, drawn))
    return [replace(a, sure=False) if not torn.isdisjoint(range(a.row, a.row + a.row_span)) else a for a in kept]


def _torn(areas: Sequence[Area], drawn: Sequence[Sequence[Rule]]) -> Iterator[int]:
    """The rows of any two areas that have texts under one another with no line drawn between."""
    filled = [a for a in areas if a.words]
    starts = {(a.row, c): a for a in filled for c in range(a.col, a.col + a.col_span)}
    for area in filled:
        stop = area.row + area.row_span
        for below in {
            id(b): b for c in range(area.col, area.col + area.col_span) if (b := starts.get((stop, c)))
        }.values():
            narrower = min(area, below, key=lambda a: a.col_span)
            if not any(_is_drawn(w, drawn[stop]) for w in narrower.words):
                yield from range(area.row, stop + below.row_span)


def _standing_on(words: Sequence[Word], y: float) -> Iterator[Word]:
    for word in words:
        reach = _SHARE * word.box.height
        if word.box.top + reach < y < word.box.bottom - reach:
            yield word


def _is_drawn(word: Word, lines: Sequence[Rule]) -> bool:
    """Whether one of these lines is drawn over or under the word."""
    x = (word.box.x0 + word.box.x1) / 2
    return any(r.box.x0 <= x <= r.box.x1 for r in lines)
