"""Where a page cuts the cells of labels: below the last rule that crosses a table, and above its first one, rules go on
that cross the cells beside the labels alone."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.page import Rule

#: rules end at one place as near as this (points)
_SAME = 3.0
#: a row is no higher than this (points)
_HIGH = 120.0


def with_open_ends(heights: Sequence[float], ends: tuple[float, float], rules: Sequence[Rule]) -> list[float]:
    """The heights of the rules that cross a table with the last one below, and the first one above, of those that cross
    some of its columns up to its right end, as others between its rules do. Points; `ends`: the table's sides."""
    inner = [
        ((r.box.top + r.box.bottom) / 2, r.box.x0)
        for r in rules
        if r.horizontal and abs(r.box.x1 - ends[1]) < _SAME and ends[0] + _SAME < r.box.x0
    ]
    inside = [x0 for y, x0 in inner if heights[0] < y < heights[-1]]
    alike = sorted(y for y, x0 in inner if any(abs(x0 - x) < _SAME for x in inside))
    foot, top = heights[-1], heights[0]
    for y in alike:
        if foot + _SAME < y < foot + _HIGH:
            foot = y
    for y in reversed(alike):
        if top - _HIGH < y < top - _SAME:
            top = y
    return [*([top] if top < heights[0] else []), *heights, *([foot] if foot > heights[-1] else [])]
