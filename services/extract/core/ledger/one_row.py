"""Whether figures that stand between the same two rules are of one row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from services.extract.core.ledger.tokens import Token

#: pieces of a broken figure are no further apart than this (font sizes)
_BETWEEN_RULES = 1.9
#: a text is level with the middle of one that is no further from it (font sizes)
_ON_LEVEL = 0.2


def are_of_one_row(columns: Sequence[Sequence[Token]]) -> bool:
    """Whether the figures of some columns are of one row. Those under one another, close, are one that was broken (a
    date, a code in a narrow column) where those of all other columns stand half way between them."""
    several = [c for c in columns if max(t.middle for t in c) - min(t.middle for t in c) > 0.5 * c[0].size]
    if not several:
        return True
    others = [t for c in columns if not any(c is broken for broken in several) for t in c]
    return bool(others) and all(_stand_around(column, others) for column in several)


def _stand_around(column: Sequence[Token], others: Sequence[Token]) -> bool:
    """Whether the pieces of a broken figure follow one another closely, with others half way between their ends."""
    heights = sorted(t.middle for t in column)
    close = all(b - a < _BETWEEN_RULES * column[0].size for a, b in itertools.pairwise(heights))
    centre = (heights[0] + heights[-1]) / 2
    return close and all(abs(t.middle - centre) < _ON_LEVEL * t.size for t in others)
