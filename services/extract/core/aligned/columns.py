"""Columns from alignment: the white lanes that run down through nearly all lines of a region."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import median

from services.extract.core.aligned.segments import SegmentLine, make_segment
from services.extract.core.geometry.words import em
from shared.model.page import Word

#: lanes may be crossed by this share of the lines (spanning heads, section rows, an overlong name)
CROSSED = 0.12
#: the narrowest lane, in font sizes
NARROWEST = 0.3
#: a gap within a segment that may be one between columns is wider than this, and no further from the lane than that
#: (font sizes)
SPACE, NEAR = 0.45, 2.0
#: a gap on a lane parts two columns if it is wider than this (font sizes), and between words than most gaps of their
#: segment by this factor
LEAST, OTHER = 0.3, 1.25


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
    out: list[tuple[float, int]] = []
    for stretch in _stretches(events, allowed):
        start, end = stretch[0][0], stretch[-1][1]
        if end - start >= NARROWEST * size and start > left and end <= right:
            a, b, depth = min(stretch, key=lambda s: (s[2], s[0] - s[1]))
            out.append(((a + b) / 2, depth))
    return _supported(out, several)


def _stretches(events: Sequence[tuple[float, int]], allowed: int) -> list[list[tuple[float, float, int]]]:
    """Where at most `allowed` segments lie over one another: lists of neighbouring (start, end, depth)."""
    out: list[list[tuple[float, float, int]]] = []
    current: list[tuple[float, float, int]] = []
    depth, at = 0, float("-inf")
    for x, step in events:
        if x > at:
            if depth <= allowed and at > float("-inf"):
                current.append((at, x, depth))
            elif current:
                out.append(current)
                current = []
        at = x
        depth += step
    if current:
        out.append(current)
    return out


def _supported(found: Sequence[tuple[float, int]], lines: Sequence[SegmentLine]) -> list[float]:
    """Lanes that separate something: a column that only one line of many fills is no column.

    Of the lanes on both sides of such a column the one that fewer texts cross stays.
    """
    at = [x for x, _ in found]
    filled: list[set[int]] = [set() for _ in range(len(at) + 1)]
    for i, line in enumerate(lines):
        for segment in line.segments:
            column = bisect_left(at, segment.x0)
            if column == bisect_left(at, segment.x1):
                filled[column].add(i)
    needed = 2 if len(lines) > 3 else 1
    out: list[float] = []
    left = filled[0]
    waiting: list[tuple[float, int]] = []
    for lane, right in zip(found, filled[1:], strict=True):
        waiting.append(lane)
        if len(left) >= needed and len(right) >= needed:
            out.append(min(waiting, key=lambda w: w[1])[0])
            left, waiting = right, []
        elif len(left) < needed:
            left, waiting = left | right, []
    return out


def split_at(line: SegmentLine, at: Sequence[float]) -> list[tuple[int, int, tuple[Word, ...]]]:
    """The line's segments as (first column, last column, words) for lanes `at`.

    A segment is cut at a lane where a gap between its words lies on it, or near it a gap wider than its spaces are; it
    spans the columns otherwise.
    """
    out: list[tuple[int, int, tuple[Word, ...]]] = []
    for segment in line.segments:
        cuts = _cuts(segment.words, at)
        ends = [0, *cuts, len(segment.words)]
        for start, end in itertools.pairwise(ends):
            run = segment.words[start:end]
            part = make_segment(run)
            size = em(run[0])
            first = max(bisect_left(at, part.x0 + 0.25 * size), cuts.get(start, -1) + 1)
            last = max(first, min(bisect_left(at, part.x1 - 0.25 * size), cuts.get(end, len(at))))
            out.append((first, last, part.words))
    return out


def _cuts(words: Sequence[Word], at: Sequence[float]) -> dict[int, int]:
    """Before which words a segment is to be cut, in order, and the lane that each cut stands for. Wide gaps, as many as
    lanes are crossed, are theirs however far off they lie: heads are set otherwise than the figures below them."""
    gaps = [(b.box.x0 - a.box.x1, a.box.x1, b.box.x0) for a, b in itertools.pairwise(words)]
    if not gaps:
        return {}
    size = em(words[0])
    crossed = range(bisect_left(at, words[0].box.x0 + 0.3), bisect_right(at, words[-1].box.x1 - 0.3))
    if len(crossed) == len(gaps) and all(gap >= SPACE * size for gap, _, _ in gaps):
        return dict(enumerate(crossed, start=1))
    wide = max(SPACE * size, 1.6 * min(g for g, _, _ in gaps) if len(gaps) > 1 else 0.0)
    least = _least_gaps(words, [g for g, _, _ in gaps], size)
    out: dict[int, int] = {}
    for lane in range(bisect_left(at, words[0].box.x1 - 0.3), bisect_right(at, words[-1].box.x0 + 0.3)):
        x = at[lane]
        on = [k for k, (gap, a, b) in enumerate(gaps) if a - 0.3 <= x <= b + 0.3 and gap > least[k]]
        near = [k for k, (gap, a, b) in enumerate(gaps) if gap >= wide and abs((a + b) / 2 - x) < NEAR * size]
        k = on[0] if on else min(near, key=lambda k: abs(sum(gaps[k][1:]) / 2 - x), default=None)
        if k is not None and k + 1 not in out and k + 1 > max(out, default=0):
            out[k + 1] = lane
    return out


def _least_gaps(words: Sequence[Word], gaps: Sequence[float], size: float) -> list[float]:
    """What each gap of a segment is wider than if it parts two columns: beside a figure, a narrow space; between two
    words of several, more than most of their spaces are."""
    usual = OTHER * sorted(gaps)[(len(gaps) - 1) // 2] if len(gaps) > 1 else 0.0
    figures = [any(c.isdigit() for c in w.text) for w in words]
    return [LEAST * size if a or b else max(LEAST * size, usual) for a, b in itertools.pairwise(figures)]
