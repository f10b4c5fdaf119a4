"""Figures too wide for their columns, printed over what stands left of them: their right ends still tell the columns.

Figures are set to the right, and where some are printed over others, or over a name, no lane is left between columns.
What all figures that end at one place cover, and no text that they are printed over, is of their column alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.ledger.regions import LedgerRegion
from services.extract.core.ledger.tokens import Token

#: a figure is printed over a text that ends so far behind where it begins (font sizes)
_OVER = 0.1
#: right ends this near to one another (font sizes) are of one column, if so many figures end there
_SAME, _FEWEST = 0.08, 3


def narrowed(region: LedgerRegion) -> LedgerRegion:
    """The region; where figures are printed over texts, all that end at one place begin where the narrowest does, and
    behind those texts."""
    over = {id(b): a for line in region.lines for a, b in itertools.pairwise(line) if _is_over(a, b)}
    if not over:
        return region
    figures = sorted((t for line in region.lines for t in line if t.figure), key=lambda t: t.box.x1)
    lefts: dict[int, float] = {}
    for column in _columns(figures):
        behind = [over[id(t)].box.x1 for t in column if id(t) in over]
        lefts |= dict.fromkeys(map(id, column), max(*(t.box.x0 for t in column), *behind))
    return replace(region, lines=tuple(tuple(_from(t, lefts.get(id(t))) for t in line) for line in region.lines))


def _is_over(a: Token, b: Token) -> bool:
    return b.figure and a.box.x1 - b.box.x0 > _OVER * b.size and b.box.x1 > a.box.x1 + b.size


def _columns(figures: Sequence[Token]) -> list[list[Token]]:
    """The figures, by their right ends, that end at one place."""
    out: list[list[Token]] = []
    for t in figures:
        if out and t.box.x1 - out[-1][0].box.x1 < _SAME * t.size:
            out[-1].append(t)
        else:
            out.append([t])
    return [column for column in out if len(column) >= _FEWEST]


def _from(t: Token, x0: float | None) -> Token:
    return t if x0 is None else Token(t.words, t.box._replace(x0=x0), t.size)
