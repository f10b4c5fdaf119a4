"""A framed head over one row of figures that has a line below it and none between its columns.

Several such rows are found by their columns; one alone stands in those of the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.regions import MEET, Component
from services.extract.core.geometry.words import is_number, lines_of
from shared.model.page import Box, Rule, Word

#: such a row is no higher than this (points), and has so many figures at the least
_HIGH, _FIGURES = 60.0, 2
#: a text lies over a line by more than this (points)
_OVER = 1.0


def closed(components: Sequence[Component], words: Sequence[Word]) -> list[Component]:
    """The components; a frame with the row below it, and the line under that."""
    lines = [r for c in components if not c.vertical for r in c.horizontal]
    out: list[Component] = []
    used: set[int] = set()
    for c in components:
        foot = _foot_of(c, lines, words) if c.vertical and len(c.horizontal) > 1 else None
        if foot is None:
            out.append(c)
            continue
        used.add(id(foot))
        bottom, y = c.box.bottom, (foot.box.top + foot.box.bottom) / 2
        down = [Rule(box=Box(x, bottom, x, y), horizontal=False) for x in _stops(c)]
        out.append(Component((*c.horizontal, foot), (*c.vertical, *down)))
    kept = [replace(c, horizontal=tuple(r for r in c.horizontal if id(r) not in used)) for c in out if not c.vertical]
    return sorted([*(c for c in out if c.vertical), *(c for c in kept if c.horizontal)], key=lambda c: c.box.top)


def _stops(c: Component) -> list[float]:
    """Where the upright lines of a frame end at its foot, from left to right."""
    return sorted((r.box.x0 + r.box.x1) / 2 for r in c.vertical if r.box.bottom > c.box.bottom - MEET)


def _foot_of(c: Component, lines: Sequence[Rule], words: Sequence[Word]) -> Rule | None:
    """The line as wide as a frame under one row of figures, each in a column of the frame."""
    box = c.box
    below = [
        r
        for r in lines
        if abs(r.box.x0 - box.x0) < MEET and abs(r.box.x1 - box.x1) < MEET and 0 < r.box.top - box.bottom < _HIGH
    ]
    foot = min(below, key=lambda r: r.box.top, default=None)
    if foot is None:
        return None
    stops = _stops(c)
    mine = [w for w in words if box.bottom < (w.box.top + w.box.bottom) / 2 < foot.box.top]
    mine = [w for w in mine if box.x0 - MEET < (w.box.x0 + w.box.x1) / 2 < box.x1 + MEET]
    if len(lines_of(mine)) != 1 or sum(is_number(w.text) for w in mine) < _FIGURES:
        return None
    over = any(w.box.x0 + _OVER < x < w.box.x1 - _OVER for w in mine for x in stops)
    columns = [sum(x < (w.box.x0 + w.box.x1) / 2 for x in stops) for w in mine]
    return foot if not over and len(set(columns)) == len(columns) else None
