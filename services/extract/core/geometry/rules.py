"""Drawn lines brought into order: pieces joined, dots and dashes chained, double-drawn lines made one.

What comes in is what producers draw: a border in one stroke per cell, as thin rectangles, as dashes, as dots, twice.
What goes out is one `Rule` per line that a person sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shared.model.page import Box, Rule

#: lines whose middles are closer than this are one line drawn twice (points)
SAME_LINE = 1.6
#: a gap that the eye does not see between two pieces of a line (points)
GAP = 1.5
#: pieces up to this length may be dashes or dots (points)
DASH = 14.0
#: the widest gap between dashes, as a multiple of the longer neighbour, and at most in points
DASH_GAP_RATIO = 4.0
DASH_GAP = 6.0
#: shortest line that can be part of a table (points)
SHORTEST = 3.0


def merge(pieces: Iterable[Rule]) -> tuple[Rule, ...]:
    """The lines that `pieces` make up, horizontal ones first, each sorted by place."""
    pool = list(pieces)
    out: list[Rule] = []
    for horizontal in (True, False):
        rows = _collinear([p for p in pool if p.horizontal is horizontal], horizontal)
        for row in rows:
            out.extend(_join(row, horizontal))
    return tuple(out)


def _collinear(pieces: list[Rule], horizontal: bool) -> Iterator[list[Rule]]:
    """Pieces in groups of one line each, by their middle across the line."""

    def middle(rule: Rule) -> float:
        box = rule.box
        return (box.top + box.bottom) / 2 if horizontal else (box.x0 + box.x1) / 2

    pieces.sort(key=middle)
    group: list[Rule] = []
    start = 0.0
    for piece in pieces:
        at = middle(piece)
        if group and at - start > SAME_LINE:
            yield group
            group = []
        if not group:
            start = at
        group.append(piece)
    if group:
        yield group


def _span(box: Box, horizontal: bool) -> tuple[float, float]:
    return (box.x0, box.x1) if horizontal else (box.top, box.bottom)


def _join(row: Sequence[Rule], horizontal: bool) -> Iterator[Rule]:
    """Lines out of collinear pieces: joined where they touch, or where they are dashes at even gaps."""
    ordered = sorted(row, key=lambda r: _span(r.box, horizontal))
    box: Box | None = None
    pieces, dashed, last = 0, False, 0.0
    for rule in ordered:
        start, end = _span(rule.box, horizontal)
        if box is not None:
            gap = start - _span(box, horizontal)[1]
            length = end - start
            small = length <= DASH and last <= DASH
            if gap <= GAP or (small and gap <= min(DASH_GAP, DASH_GAP_RATIO * max(length, last, 0.8))):
                dashed = dashed or rule.dashed or gap > GAP
                box = box.union(rule.box)
                pieces += 1
                last = length
                continue
            yield from _finish(box, horizontal, dashed)
        box, pieces, dashed, last = rule.box, 1, rule.dashed, end - start
    if box is not None:
        yield from _finish(box, horizontal, dashed)


def _finish(box: Box, horizontal: bool, dashed: bool) -> Iterator[Rule]:
    start, end = _span(box, horizontal)
    if end - start >= SHORTEST:
        yield Rule(box=box, horizontal=horizontal, dashed=dashed)
