"""Texts of two neighbouring columns that a narrow lane parts: read as one where the gap could be one between words.

Where the next column's texts begin in other lines, a text that goes on there after a gap is two. A stop at the end of a
line may hang over the margin and fill the lane.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.words import em, solid_end
from services.extract.core.ledger.regions import LedgerRegion
from services.extract.core.ledger.tokens import Token, token
from shared.model.page import Word

#: texts that begin this near to one another (font sizes) begin a column
_SAME = 0.05
#: so many texts that begin there show a column
_FEWEST = 3
#: words are apart from this gap on (font sizes)
_GAP = 0.12
#: and no more than this share of as many texts lie over the lane before it
_CROSSING = 0.1


def at_lanes(region: LedgerRegion) -> LedgerRegion:
    """The region, its texts parted where a column begins behind a lane."""
    tokens = [t for line in region.lines for t in line]
    joined = [t for t in tokens if len(t.words) > 1]
    if not joined:
        return region
    lefts = sorted(t.box.x0 for t in tokens)
    inner = sorted(w.box.x0 for t in joined for w in t.words[1:])
    parts = {id(t): found for t in joined if len(found := _parted(t, lefts, inner, tokens)) > 1}
    if not parts:
        return region
    return replace(region, lines=tuple(tuple(p for t in line for p in parts.get(id(t), [t])) for line in region.lines))


def _parted(t: Token, lefts: Sequence[float], inner: Sequence[float], tokens: Sequence[Token]) -> list[Token]:
    runs: list[list[Word]] = [[t.words[0]]]
    for a, b in itertools.pairwise(t.words):
        if b.box.x0 - solid_end(a) >= _GAP * em(b) and _begins_column(a, b, lefts, inner, tokens):
            runs.append([b])
        else:
            runs[-1].append(b)
    return [token(run) for run in runs]


def _begins_column(a: Word, b: Word, lefts: Sequence[float], inner: Sequence[float], tokens: Sequence[Token]) -> bool:
    """Whether texts begin where `b` does, more of them than go on there, and hardly any lie over the gap before it."""
    reach = _SAME * em(b)
    begin, go_on = (_near(xs, b.box.x0, reach) for xs in (lefts, inner))
    if begin < max(_FEWEST, 2 * go_on):
        return False
    x = (solid_end(a) + b.box.x0) / 2
    over = sum(w.box.x0 < x < solid_end(w) for t in tokens for w in t.words)
    return over <= _CROSSING * begin


def _near(xs: Sequence[float], x: float, reach: float) -> int:
    return bisect_right(xs, x + reach) - bisect_left(xs, x - reach)
