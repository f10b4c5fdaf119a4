"""A framed head over rows that level lines part and no upright ones do: the rows stand in the columns of the head.

A line that ends at an edge of the head's columns ends there because a cell beside it stands for several rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.extract.core.geometry.regions import MEET, SAME, Component
from services.extract.core.geometry.row_words import over, run_over
from shared.model.labels import is_total
from shared.model.page import Box, Rule, Word

#: a row is no higher than this (points), and there are so many at the least
_HIGH, _ROWS = 120.0, 2
#: more level lines than this are a drawing
_MOST = 4_000
#: so many rows have texts in several columns, or this share
_SEVERAL, _SHARE = 2, 0.5


def closed(components: Sequence[Component], words: Sequence[Word]) -> list[Component]:
    """The components; a frame with the lines of the rows below it, and its upright lines drawn on through them."""
    lines = [r for c in components if not c.vertical for r in c.horizontal]
    if not lines or len(lines) > _MOST:
        return list(components)
    out: list[Component] = []
    used: set[int] = set()
    for c in components:
        stops = stops_of(c)
        if not c.vertical or len(c.horizontal) < 2 or len(stops) < 3:
            out.append(c)
            continue
        frames = [o.box for o in components if o.vertical and o is not c]
        body = _whole(c, _body_of(c, stops, [r for r in lines if id(r) not in used], frames, words))
        down = list(_uprights(c, stops, body, words)) if len(_levels(body)) >= _ROWS else []
        if not down:
            out.append(c)
            continue
        used.update(map(id, body))
        out.append(Component((*c.horizontal, *body), (*c.vertical, *down)))
    kept = [Component(tuple(r for r in c.horizontal if id(r) not in used), ()) for c in out if not c.vertical]
    return sorted([*(c for c in out if c.vertical), *(c for c in kept if c.horizontal)], key=lambda c: c.box.top)


def stops_of(c: Component) -> list[float]:
    """Where the upright lines of a frame end at its foot, from left to right; the ends of its lowest level line, where
    its sides are open."""
    if not c.vertical or not c.horizontal:
        return []
    bottom = c.box.bottom
    foot = [r.box for r in c.horizontal if r.box.bottom > bottom - MEET]
    ends = [x for b in foot for x in (min(b.x0 for b in foot), max(b.x1 for b in foot))]
    at = sorted([*((r.box.x0 + r.box.x1) / 2 for r in c.vertical if r.box.bottom > bottom - MEET), *ends])
    return [x for i, x in enumerate(at) if i == 0 or x - at[i - 1] > SAME]


def _body_of(
    c: Component, stops: Sequence[float], lines: Sequence[Rule], frames: Sequence[Box], words: Sequence[Word]
) -> list[Rule]:
    """The level lines below the frame that begin and end at edges of its columns, from top to bottom, up to one that is
    too far off, or below another frame or texts that stand in no columns."""
    box = c.box
    beneath = (b.top for b in frames if b.top > box.bottom and b.x0 < box.x1 and b.x1 > box.x0)
    end = min(beneath, default=float("inf"))
    below = sorted((r for r in lines if box.bottom < r.box.top < end), key=lambda r: r.box.middle)
    found: list[Rule] = []
    level = box.bottom
    for r in below:
        if r.box.x1 < box.x0 + MEET or r.box.x0 > box.x1 - MEET:
            continue
        ends = all(min(abs(x - s) for s in stops) < MEET for x in (r.box.x0, r.box.x1))
        row = [w for w in words if level < w.box.middle < r.box.middle and box.x0 < (w.box.x0 + w.box.x1) / 2 < box.x1]
        if not ends or r.box.middle - level > _HIGH or not _is_row(row, stops):
            break
        found.append(r)
        level = r.box.middle
    return found


def _is_row(words: Sequence[Word], stops: Sequence[float]) -> bool:
    """Whether no text lies over an edge but one that runs over into blank columns, or the label of a total."""
    long = [w for w in words if over(w, stops)]
    return not long or (len(long) == 1 and is_total(long[0].text)) or run_over(words, stops)


def _whole(c: Component, body: Sequence[Rule]) -> list[Rule]:
    """The lines down to the last that is as wide as the frame."""
    box = c.box
    ends = [i for i, r in enumerate(body) if r.box.x0 < box.x0 + MEET and r.box.x1 > box.x1 - MEET]
    return list(body[: ends[-1] + 1]) if ends else []


def _uprights(c: Component, stops: Sequence[float], body: Sequence[Rule], words: Sequence[Word]) -> Iterator[Rule]:
    """The edges of the columns through the rows of the body, but where a text of a row lies over one. Nothing where the
    texts do not stand in the columns."""
    box = c.box
    bottom = body[-1].box.middle
    inside = [w for w in words if box.bottom < w.box.middle < bottom and box.x0 < (w.box.x0 + w.box.x1) / 2 < box.x1]
    rows = [[w for w in inside if a < w.box.middle < b] for a, b in pairwise([box.bottom, *_levels(body)])]
    filled = [{sum(x < (w.box.x0 + w.box.x1) / 2 for x in stops) for w in row} for row in rows if row]
    if not filled or sum(map(_several, filled)) < min(_SEVERAL, _SHARE * len(filled)):
        return
    for (a, b), row in zip(pairwise([box.bottom, *_levels(body)]), rows, strict=True):
        for x in stops:
            if not any(over(w, [x]) for w in row):
                yield Rule(box=Box(x, a, x, b), horizontal=False)


def _several(columns: set[int]) -> bool:
    return len(columns) > 1


def _levels(body: Sequence[Rule]) -> list[float]:
    """The heights of the lines, those that are one once."""
    at: list[float] = []
    for y in (r.box.middle for r in body):
        if not at or y - at[-1] > SAME:
            at.append(y)
    return at
