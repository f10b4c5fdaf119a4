"""Two tables side by side without rules: their lines do not keep level, or each side has a caption of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.extract.core.aligned.columns import lanes
from services.extract.core.aligned.regions import Region, runs
from services.extract.core.aligned.segments import CAPTION, SegmentLine, segment_lines
from services.extract.core.geometry.words import em
from shared.model.page import Rule

#: the gap between two tables, at least (font sizes)
GAP = 1.5
#: two tables have no more of their lines level than this share
LEVEL = 0.6


def sides(region: Region, rules: Sequence[Rule]) -> list[Region]:
    """The region, or those to the left and to the right of the gap that parts two tables."""
    for x in _gaps(region.lines):
        left, right = _cut(region.lines, x)
        if _both_captioned(left, right) or (_is_table(left) and _is_table(right) and _unlevel(left, right)):
            return [part for side in (left, right) for r in runs(side, rules) for part in sides(r, rules)]
    return [region]


def _gaps(lines: Sequence[SegmentLine]) -> Iterator[float]:
    """The middles of the white gaps that no line crosses, the widest first."""
    spans = sorted((s.x0, s.x1) for n in lines for s in n.segments)
    found: list[tuple[float, float]] = []
    reached = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - reached > GAP * em(lines[0].words[0]):
            found.append((x0 - reached, (x0 + reached) / 2))
        reached = max(reached, x1)
    return (x for _, x in sorted(found, reverse=True))


def _cut(lines: Sequence[SegmentLine], x: float) -> tuple[list[SegmentLine], list[SegmentLine]]:
    words = [w for n in lines for w in n.words]
    return segment_lines([w for w in words if w.box.x1 <= x]), segment_lines([w for w in words if w.box.x0 >= x])


def _both_captioned(left: Sequence[SegmentLine], right: Sequence[SegmentLine]) -> bool:
    return all(bool(CAPTION.match(side[0].text)) for side in (left, right))


def _is_table(lines: Sequence[SegmentLine]) -> bool:
    """Whether lines have labels and, to the right of them, columns of figures."""
    several = [n for n in lines if len(n.segments) > 1]
    labels = sum(not n.segments[0].numeric for n in several)
    return len(several) > 2 and labels >= 0.6 * len(several) and bool(lanes(several))


def _unlevel(left: Sequence[SegmentLine], right: Sequence[SegmentLine]) -> bool:
    """Whether fewer lines keep level than those of one table do."""
    size = em(left[0].words[0])
    heights: tuple[list[float], ...] = ([n.middle for n in left], [n.middle for n in right])
    few, many = sorted(heights, key=len)
    level = sum(any(abs(a - b) < 0.2 * size for b in many) for a in few)
    return level < LEVEL * len(few)
