"""Cells over several rows of a lattice that hold a text for each of their parts: forms ruled by upright lines alone.

The heights where upright lines end are the only ones known there. A text is set in the middle of its cell, so that
where every text of a column stands half way between two of these heights, one part ending where the next begins, the
heights part them. So they do where all stand as close below one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.words import em
from services.extract.core.ledger.stacks import Stack, stacks_of

#: a text stands in the middle of its part if its own is no further from it (font sizes)
_OFF = 0.2
#: and at its top if it is no further below it than this, all as far but for that (font sizes)
_BELOW, _ALIKE = 1.0, 0.15
#: texts in one cell at the most
_MOST = 12


def stops_of(a: Area, ys: Sequence[float]) -> list[int]:
    """The rows of the area, counted from its first, behind which a part ends: its last row among them. The page before
    may have printed the text of the first part. [] where its texts stand neither in the middle nor at the top of parts
    of their own, or do in more than one way."""
    stacks = stacks_of(a.words)
    if not 1 < len(stacks) <= min(_MOST, a.row_span) or all(len("".join(t.text for t in s.tokens)) < 2 for s in stacks):
        return []
    size = max(t.size for s in stacks for t in s.tokens)
    ways = _ways(a, stacks, ys, size, [0]) or _ways(a, stacks, ys, size, range(1, a.row_span))
    if not ways:
        return _below_tops(a, stacks, ys, size)
    return [stop for stop in ways[0] if stop] if len(ways) == 1 else []


def _ways(a: Area, stacks: Sequence[Stack], ys: Sequence[float], size: float, starts: Sequence[int]) -> list[list[int]]:
    """The ways to share the rows of the area from one of the `starts` on among texts, each in the middle of its part:
    where the first begins, and where each ends."""
    ways = [[start] for start in starts]
    for k, s in enumerate(stacks):
        last = k == len(stacks) - 1
        ways = [
            [*way, end]
            for way in ways
            for end in ((a.row_span,) if last else range(way[-1] + 1, a.row_span))
            if end > way[-1] and abs((ys[a.row + way[-1]] + ys[a.row + end]) / 2 - s.middle) < _OFF * size
        ]
    return ways


def _below_tops(a: Area, stacks: Sequence[Stack], ys: Sequence[float], size: float) -> list[int]:
    """As `stops_of`, for texts at the top of their parts."""
    tops = ys[a.row : a.row + a.row_span]
    above = [max((k for k, y in enumerate(tops) if y <= s.top), default=0) for s in stacks]
    rooms = [s.top - tops[k] for s, k in zip(stacks, above, strict=True)]
    alike = min(rooms) >= 0 and max(rooms) < _BELOW * size and max(rooms) - min(rooms) < _ALIKE * size
    return [*above[1:], a.row_span] if alike and above[0] == 0 and len(set(above)) == len(above) else []


def is_crowded(a: Area, beside: Sequence[float]) -> bool:
    """Whether an area over several rows, of which one holds all of its texts, has several in that one, where figures
    stand under one another at the heights `beside` them."""
    if not beside or max(beside) - min(beside) < em(a.words[0]):
        return False
    return len(stacks_of(a.words)) > 1
