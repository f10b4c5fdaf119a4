"""The rest of one long cell, alone between the two rules that a page draws above and below its part of a table."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.aligned.doubts import lowered
from services.extract.core.geometry.words import box_of, fragments_of
from services.extract.core.ledger.tokens import Token
from shared.model.page import Box, Grid, GridCell, GridSource, Place

#: it stands right of this share of the table's width, and takes no more than that
_RIGHT, _WIDE = 0.3, 0.35
#: all lines begin this near to one place, and the outer ones stand this near to the rules (font sizes)
_SAME, _NEAR = 0.2, 2.0
_FEWEST = 2


def is_rest(lines: Sequence[Sequence[Token]], heights: Sequence[float], ends: tuple[float, float]) -> bool:
    """Whether lines of one text each, between two rules, are the rest of a cell that the page before begins."""
    if len(heights) != 2 or len(lines) < _FEWEST or any(len(line) != 1 or line[0].figure for line in lines):
        return False
    tokens = [line[0] for line in lines]
    size, width = tokens[0].size, ends[1] - ends[0]
    left, right = min(t.box.x0 for t in tokens), max(t.box.x1 for t in tokens)
    if left < ends[0] + _RIGHT * width or right - left > _WIDE * width:
        return False
    fills = tokens[0].box.top - heights[0] < _NEAR * size and heights[1] - tokens[-1].box.bottom < _NEAR * size
    return fills and all(t.box.x0 - left < _SAME * size for t in tokens)


def rest_grid(lines: Sequence[Sequence[Token]], heights: Sequence[float], page: int) -> Grid:
    """The grid of that one cell, which is in doubt."""
    words = [w for line in lines for t in line for w in t.words]
    box = box_of([w.box for w in words])
    place = Place(page=page, box=Box(box.x0, heights[0], box.x1, heights[-1]))
    cell = GridCell(row=0, col=0, fragments=fragments_of(words, page), place=place)
    grid = Grid(cells=(cell,), rows=1, cols=1, source=GridSource.ALIGNED, place=place, head_rows=0)
    return lowered(grid)
