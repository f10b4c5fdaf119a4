"""Columns from alignment: the white lanes that run down through nearly all lines of a region."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from services.extract.core.aligned_segments import SegmentLine, make_segment
from services.extract.core.words import em
from shared.model.page import Word

#: lanes may be crossed by this share of the lines (spanning heads, section rows, an overlong name)
CROSSED = 0.12
#: the narrowest lane, in font sizes
NARROWEST = 0.3


def lanes(lines: Sequence[SegmentLine], *, crossed: float = CROSSED) -> list[float]:
    """The middles of the lanes between columns, from left to right, judged from lines with several segments."""
    several = [n for n in lines if len(n.segments) > 1] or list(lines)
    if not several:
        return []
    size = median(em(w) for n in several for w in n.words)
    allowed = max(int(crossed * len(several)), 1 if len(several) > 4 else 0)
    events: list[tuple[float, int]] = []
    for line in several:
        for segment in line.segments:
            events.append((segment.x0, 1))
            events.append((segment.x1, -1))
    events.sort(key=lambda e: (e[0], -e[1]))
    left, right = min(n.x0 for n in several), max(n.x1 for n in several)
    out: list[float] = []
    depth, start = 0, None
    for x, step in events:
        before = depth
        depth += step
        if before > allowed >= depth:
            start = x
        elif before <= allowed < depth:
            if start is not None and x - start >= NARROWEST * size and start > left and x < right:
                out.append(_emptiest(several, start, x))
            start = None
    return _supported(out, several)


def _emptiest(lines: Sequence[SegmentLine], start: float, end: float) -> float:
    """The middle of the emptiest stretch between `start` and `end`."""
    stops = sorted({start, end, *(x for n in lines for s in n.segments for x in (s.x0, s.x1) if start < x < end)})
    best, place = None, (start + end) / 2
    for a, b in itertools.pairwise(stops):
        middle = (a + b) / 2
        depth = sum(s.x0 < middle < s.x1 for n in lines for s in n.segments)
        key = (depth, a - b)
        if best is None or key < best:
            best, place = key, middle
    return place


def _supported(found: Sequence[float], lines: Sequence[SegmentLine]) -> list[float]:
    """Lanes that separate something: a column that only one line of many fills is no column."""
    out: list[float] = []
    previous = float("-inf")
    for i, lane in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else float("inf")
        filled_left = _filled(lines, previous, lane)
        filled_right = _filled(lines, lane, following)
        if min(filled_left, filled_right) >= (2 if len(lines) > 3 else 1):
            out.append(lane)
            previous = lane
    return out


def _filled(lines: Sequence[SegmentLine], start: float, end: float) -> int:
    return sum(any(start <= s.x0 and s.x1 <= end for s in n.segments) for n in lines)


def split_at(line: SegmentLine, at: Sequence[float]) -> list[tuple[int, int, tuple[Word, ...]]]:
    """The line's segments as (first column, last column, words) for lanes `at`.

    A segment is cut at a lane where a gap between its words lies on it, and spans the columns otherwise.
    """
    out: list[tuple[int, int, tuple[Word, ...]]] = []
    for segment in line.segments:
        runs: list[list[Word]] = [[segment.words[0]]]
        for a, b in zip(segment.words, segment.words[1:], strict=False):
            gap = b.box.x0 - a.box.x1
            on_lane = any(a.box.x1 - 0.3 <= x <= b.box.x0 + 0.3 for x in at)
            if on_lane and gap > 0.3 * em(b):
                runs.append([b])
            else:
                runs[-1].append(b)
        for run in runs:
            part = make_segment(run)
            size = em(run[0])
            first = sum(x < part.x0 + 0.25 * size for x in at)
            last = max(first, sum(x < part.x1 - 0.25 * size for x in at))
            out.append((first, last, part.words))
    return out
