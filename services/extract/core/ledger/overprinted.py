"""Figures too wide for their columns, printed over what stands left of them: their right ends still tell the columns.

Figures are set to the right, and where some are printed over others, or over a name, no lane is left between columns.
What all figures that end at one place cover is of their column alone: the place of the narrowest one.
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
    """The region; where figures are printed over texts, all that end at one place no wider than the narrowest."""
    if not any(_is_over(a, b) for line in region.lines for a, b in itertools.pairwise(line)):
        return region
    figures = sorted((t for line in region.lines for t in line if t.figure), key=lambda t: t.box.x1)
    lefts = {id(t): x0 for column in _columns(figures) for x0 in [max(t.box.x0 for t in column)] for t in column}
    return replace(region, lines=tuple(tuple(_from(t, lefts.get(id(t))) for t in line) for line in region.lines))


def _is_over(a: Token, b: Token) -> bool:
    return b.figure and a.box.x1 - b.box.x0 > _OVER * b.size and b.box.x1 > a.box.x1


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
