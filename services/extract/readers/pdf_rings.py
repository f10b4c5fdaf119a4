"""Frames drawn as filled areas with a hole: one rectangle inside another, and only what lies between them painted.

Browsers' print engines draw the border of a table cell so where it is one colour on all sides.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.page import Box, Rule

#: points of a rectangle: its corners, the one that it ends in said again or not
_FEWEST, _MOST = 4, 6
#: and no further than this from the corners of the box around them (points)
_OFF = 0.1

Points = Sequence[tuple[float, float]]


def frame_between(first: Points, second: Points, *, alternate: bool, thin: float) -> tuple[Rule, ...]:
    """The four lines that are painted between two rectangles of one path, one inside the other and no further than
    `thin` from any side of it (points); () where they are no frame. Where areas do not alternate the hole runs the
    other way round."""
    if not (_is_rectangle(first) and _is_rectangle(second)):
        return ()
    b, a = sorted((_box(first), _box(second)), key=lambda box: box.width)
    sides = (b.x0 - a.x0, b.top - a.top, a.x1 - b.x1, a.bottom - b.bottom)
    if not all(0 <= side <= thin for side in sides) or b.width <= 0 or b.height <= 0:
        return ()
    if not alternate and _turn(first) * _turn(second) >= 0:
        return ()
    return (
        Rule(box=Box(a.x0, a.top, a.x1, b.top), horizontal=True),
        Rule(box=Box(a.x0, b.bottom, a.x1, a.bottom), horizontal=True),
        Rule(box=Box(a.x0, a.top, b.x0, a.bottom), horizontal=False),
        Rule(box=Box(b.x1, a.top, a.x1, a.bottom), horizontal=False),
    )


def _is_rectangle(points: Points) -> bool:
    box = _box(points) if _FEWEST <= len(points) <= _MOST else None
    return box is not None and all(
        min(abs(x - box.x0), abs(x - box.x1)) < _OFF and min(abs(y - box.top), abs(y - box.bottom)) < _OFF
        for x, y in points
    )


def _box(points: Points) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _turn(points: Points) -> float:
    """Twice the area within the points, negative the other way round."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
