"""Lines drawn in a head under the texts that stand over several columns: they say outright which these are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from services.extract.core.ledger.columns import Column, centre_of, x0_of, x1_of
from services.extract.core.ledger.stacks import Stack
from shared.model.page import Box, Rule

#: left and right end of a stretch (points)
Interval = tuple[float, float]


def stand_over_lines(texts: Sequence[Stack], rules: Sequence[Rule]) -> set[int]:
    """The ids of the head texts below which a line is drawn over several lower texts, be it one for several of them
    side by side: they head no column alone."""
    whole = max((r.box.width for r in rules), default=0.0)
    found: set[int] = set()
    for s in texts:
        level = [o for o in texts if on_level(o, s)]
        line = _line_under(s, level, rules, whole) or _shared_line(s, level, rules)
        lower = [o for o in texts if line and o.top > line.top - 1 and line.x0 - 1 <= centre_of(o) <= line.x1 + 1]
        if len(lower) > 1:
            found.add(id(s))
    return found


def ruled(s: Stack, level: Sequence[Stack], edges: Sequence[Interval], rules: Sequence[Rule]) -> tuple[int, int] | None:
    """The columns over the line that is drawn under the text."""
    line = _line_under(s, level, rules, edges[-1][1] - edges[0][0])
    if line is None:
        return None
    middles = [(a[0] + a[1] + b[0] + b[1]) / 4 for a, b in itertools.pairwise(edges)]
    inside = [i for i, x in enumerate(middles) if line.x0 - 1 <= x <= line.x1 + 1]
    return (inside[0], inside[-1]) if inside else None


def line_over_columns(s: Stack, columns: Sequence[Column], rules: Sequence[Rule]) -> Box | None:
    """The line that is drawn under a text, and over the texts that head some columns."""
    line = _line_below(s, rules)
    return line if line and any(c.leaf is not None and is_below(c, line) for c in columns) else None


def is_below(column: Column, line: Box) -> bool:
    """Whether a column, and the text that heads it, stand under a line."""
    inside = line.x0 - 1 <= (column.left + column.right) / 2 <= line.x1 + 1
    return inside and (column.leaf is None or column.leaf.top > line.top - 1)


def on_level(a: Stack, b: Stack) -> bool:
    """Whether two texts stand in one row of a head."""
    return abs(a.middle - b.middle) < 0.6 * b.tokens[0].size


def _line_under(s: Stack, level: Sequence[Stack], rules: Sequence[Rule], whole: float) -> Box | None:
    """The line that is drawn under the text, no wider than a part of the table, which is `whole` wide: under its
    middle, or from its left side on, with no other text of the `level` over it."""

    def is_its_own(r: Rule) -> bool:
        if any(x0_of(o) < r.box.x1 and x1_of(o) > r.box.x0 for o in level if o is not s):
            return False
        return abs((r.box.x0 + r.box.x1) / 2 - centre_of(s)) < 1.0 * size or x0_of(s) - r.box.x0 < 1.0 * size

    size = s.tokens[0].size
    under = [r.box for r in rules if _is_under(r, s) and r.box.width < 0.9 * whole and is_its_own(r)]
    return min(under, key=lambda b: b.top, default=None)


def _shared_line(s: Stack, level: Sequence[Stack], rules: Sequence[Rule]) -> Box | None:
    """The stretch of a line drawn under several texts of the `level` that lies between those beside `s`."""
    line = _line_below(s, rules)
    if line is None:
        return None
    left = max((x1_of(o) for o in level if x1_of(o) <= x0_of(s)), default=line.x0)
    right = min((x0_of(o) for o in level if x0_of(o) >= x1_of(s)), default=line.x1)
    return Box(max(line.x0, (left + x0_of(s)) / 2), line.top, min(line.x1, (right + x1_of(s)) / 2), line.bottom)


def _line_below(s: Stack, rules: Sequence[Rule]) -> Box | None:
    """The line that is drawn under a text, be it under others beside it as well, or from side to side."""
    return min((r.box for r in rules if _is_under(r, s)), key=lambda b: b.top, default=None)


def _is_under(r: Rule, s: Stack) -> bool:
    """Whether a line is drawn close under a text and at both its sides."""
    size = s.tokens[0].size
    near = -0.3 * size < r.box.top - s.bottom < 1.6 * size
    return near and r.box.x0 - 1 <= x0_of(s) and x1_of(s) <= r.box.x1 + 1
