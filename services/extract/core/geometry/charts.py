"""Bars of diagrams, and what is written around them: neither their outlines nor their labels are of a table.

Bars stand on one line, or begin at one, are as thick as one another and end where their values do: cells that are
shaded end alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.extract.core.geometry.words import box_of, em
from shared.model.page import Box, Fill, Rule, Word

#: bars are as thick as one another, and begin at one line, within this (points)
_SAME = 1.0
#: the least bars of a diagram, and the share of them that have a length of their own
_BARS, _OWN = 3, 0.6
#: bars are at least this long or thick (points), and no more than this many are looked at
_LEAST, _MOST = 2.5, 600
#: from this grey on a fill is white paper
_WHITE = 0.97
#: labels stand within this of the bars: at the side, below, above (font sizes)
_SIDE, _BELOW, _ABOVE = 8.0, 2.5, 1.4
#: a rule that comes this near to the bars is an axis or a line of the diagram's grid (points)
_NEAR = 3.0


def bars(fills: Sequence[Fill], words: Sequence[Word]) -> list[list[Box]]:
    """The bars of each diagram on a page. Shaded cells have words in them."""
    boxes = [f.box for f in fills if f.grey < _WHITE and min(f.box.width, f.box.height) >= _LEAST]
    if not _BARS <= len(boxes) <= _MOST:
        return []
    upright = _groups(boxes, lambda b: b.bottom, lambda b: b.width, lambda b: b.height)
    level = _groups(boxes, lambda b: b.x0, lambda b: b.height, lambda b: b.width)
    return [g for g in (*upright, *level) if 2 * sum(any(_holds(b, w) for b in g) for w in words) <= len(g)]


def _groups(
    boxes: Sequence[Box], base: Callable[[Box], float], thick: Callable[[Box], float], long: Callable[[Box], float]
) -> list[list[Box]]:
    """Boxes of one thickness on one base that are nearly all of different lengths."""
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (base(b), thick(b))):
        last = groups[-1][-1] if groups else None
        if last and abs(base(box) - base(last)) < _SAME and abs(thick(box) - thick(last)) < _SAME:
            groups[-1].append(box)
        else:
            groups.append([box])
    out = []
    for group in groups:
        lengths = {round(long(b)) for b in group}
        if len(lengths) >= max(_BARS, _OWN * len(group)):
            out.append(group)
    return out


def without(rules: Sequence[Rule], diagrams: Sequence[Sequence[Box]]) -> list[Rule]:
    """`rules` without the outlines of the bars, and the axes and lines of the grid around them."""
    areas = [_grown(box_of(d), _NEAR, _NEAR, _NEAR) for d in diagrams]
    return [r for r in rules if not any(_meets(r.box, a) for a in areas)]


def labels(words: Sequence[Word], diagrams: Sequence[Sequence[Box]]) -> list[Word]:
    """The words in and around the bars."""
    areas = [box_of(d) for d in diagrams]
    return [w for w in words if any(_holds(_grown(a, _SIDE * em(w), _ABOVE * em(w), _BELOW * em(w)), w) for a in areas)]


def _grown(box: Box, side: float, above: float, below: float) -> Box:
    return Box(box.x0 - side, box.top - above, box.x1 + side, box.bottom + below)


def _holds(box: Box, word: Word) -> bool:
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _meets(a: Box, b: Box) -> bool:
    return a.x0 <= b.x1 and b.x0 <= a.x1 and a.top <= b.bottom and b.top <= a.bottom
