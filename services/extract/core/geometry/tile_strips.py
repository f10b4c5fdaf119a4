"""Runs of painted cells side by side: which fills are cells at all, and what is drawn around them already."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from services.extract.core.geometry.words import box_of
from shared.model.page import Box, Word

#: fills narrower or lower than this are no cells, nor higher ones than that, unless a lower one's column goes on there
#: (points)
NARROW, _LOW, _HIGH = 6.0, 6.0, 300.0
#: edges this near to one another are one (points)
MEET = 1.2
#: gaps between cells that leave the same room white: so many at the least, as wide as this at the most, no more apart
#: than this (points), and this share of all
_FEWEST, _WIDEST, _EVEN, _NEARLY_ALL = 4, 5.0, 0.4, 0.8
#: fills that their text leaves no more room at both sides (points) were painted behind letters, not behind cells
_TIGHT = 0.7
#: and are hardly higher than it (a multiple of the text's height)
_LINE = 1.4


def cells_of(boxes: Sequence[Box]) -> list[Box]:
    """The painted areas that are as large as cells and no grounds of fields or texts in others."""
    cells = [b for b in boxes if b.width > NARROW and _LOW < b.height < _HIGH]
    high = [b for b in boxes if b.width > NARROW and b.height >= _HIGH]
    return _closed(_without_fields(cells + [b for b in high if any(_goes_on(b, low) for low in cells)]))


def _closed(cells: list[Box]) -> list[Box]:
    """The cells; wider and higher by what is left white between them, where nearly all of those that are level are as
    far apart (`border-spacing` of a web page)."""
    rows: dict[int, list[Box]] = {}
    for cell in cells:
        rows.setdefault(round(cell.top), []).append(cell)
    gaps = [b.x0 - a.x1 for row in rows.values() for a, b in pairwise(sorted(row, key=lambda c: c.x0))]
    white = median(gaps) if len(gaps) >= _FEWEST else 0.0
    alike = sum(abs(gap - white) < _EVEN for gap in gaps)
    if not MEET < white < _WIDEST or alike < _NEARLY_ALL * len(gaps):
        return cells
    half = white / 2
    return [Box(b.x0 - half, b.top - half, b.x1 + half, b.bottom + half) for b in cells]


def strips_of(cells: Sequence[Box]) -> Iterator[tuple[Box, ...]]:
    """Runs of cells each of which has the next at its right edge, side by side for the height of the lower one."""
    ordered = sorted(cells, key=lambda b: b.x0)
    lefts = [b.x0 for b in ordered]
    parent = list(range(len(ordered)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, cell in enumerate(ordered):
        for k in range(bisect_left(lefts, cell.x1 - MEET), bisect_right(lefts, cell.x1 + MEET)):
            if k != i and _side_by_side(cell, ordered[k]):
                parent[root(i)] = root(k)
    groups: dict[int, list[Box]] = {}
    for i, cell in enumerate(ordered):
        groups.setdefault(root(i), []).append(cell)
    return (tuple(g) for g in groups.values() if len(g) > 1)


def is_ruled(strip: Sequence[Box], upright: Sequence[Box]) -> bool:
    """Whether lines are drawn at both sides of all its cells; those at its ends may stand further out, as they do
    around the grounds of form fields."""
    box = box_of(strip)
    near = [r for r in upright if r.top < box.bottom and r.bottom > box.top]
    return all(
        any(_is_drawn_at(r, x, box) and r.top < t.bottom - MEET and r.bottom > t.top + MEET for r in near)
        for t in strip
        for x in (t.x0, t.x1)
    )


def _is_drawn_at(upright: Box, x: float, strip: Box) -> bool:
    """Whether a line stands at an edge of the strip's cells, or out of it where the strip ends there."""
    line = (upright.x0 + upright.x1) / 2
    outside = (x <= strip.x0 and line < x) or (x >= strip.x1 and line > x)
    return outside or abs(line - x) < 2 * MEET


def behind_letters(strip: Sequence[Box], words: Sequence[Word]) -> bool:
    """Whether the strip marks text: its fills end where their letters do."""
    whole = box_of(strip)
    near = [w for w in words if middle_in(w, whole)]
    filled = tight = 0
    for tile in strip:
        inside = [w.box for w in near if middle_in(w, tile)]
        if inside:
            box = box_of(inside)
            filled += 1
            low = tile.height < _LINE * box.height
            tight += low and box.x0 - tile.x0 < _TIGHT and tile.x1 - box.x1 < _TIGHT
    return 2 * tight > filled


def middle(word: Word) -> float:
    return (word.box.top + word.box.bottom) / 2


def middle_in(word: Word, area: Box) -> bool:
    x = (word.box.x0 + word.box.x1) / 2
    return area.x0 <= x <= area.x1 and area.top <= middle(word) <= area.bottom


def _without_fields(cells: Sequence[Box]) -> list[Box]:
    """The painted areas that are cells: one that alone lies within another is the ground of a field or text in it."""
    ordered = sorted(cells, key=lambda b: b.top)
    tops = [b.top for b in ordered]
    fields: set[Box] = set()
    for outer in ordered:
        near = ordered[bisect_left(tops, outer.top - MEET) : bisect_right(tops, outer.bottom)]
        held = [b for b in near if b != outer and _lies_in(b, outer)]
        if len(held) == 1:
            fields.add(held[0])
    return [b for b in cells if b not in fields]


def _lies_in(inner: Box, outer: Box) -> bool:
    """Whether one lies within another and is clearly lower."""
    beside = outer.x0 - MEET < inner.x0 and inner.x1 < outer.x1 + MEET
    level = outer.top - MEET < inner.top and inner.bottom < outer.bottom + MEET
    return beside and level and inner.height < outer.height - 2 * MEET


def _goes_on(high: Box, low: Box) -> bool:
    """Whether the column of a cell goes on in one as high as a page may be."""
    meets = min(abs(high.top - low.bottom), abs(low.top - high.bottom)) < 2 * MEET
    return meets and abs(high.x0 - low.x0) < MEET and abs(high.x1 - low.x1) < MEET


def _side_by_side(a: Box, b: Box) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared >= 0.9 * min(a.height, b.height)
