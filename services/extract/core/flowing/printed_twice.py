"""Lines that say what a table beside them says: programs that put the text of a page and its tables, found apart, one
behind the other give every cell twice. The table keeps the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shared.model.fold import fold, strip_markup
from shared.model.page import Block, Grid, GridSource, Line

_FEWEST = 16
"""letters of a table that tell its lines from others"""
_NEARLY_ALL = 0.9
"""the share of its letters that the lines have"""
_REACH, _MOST = 400, 50_000
"""lines above and below a table, and letters of it, that are compared: a page has no more"""


def without(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without such lines, above a table or below it, up to the next one."""
    gone: set[int] = set()
    grids = [i for i, block in enumerate(blocks) if isinstance(block, Grid)]
    edges = [-1, *grids, len(blocks)]
    for before, at, after in zip(edges, grids, edges[2:], strict=False):
        grid = blocks[at]
        if isinstance(grid, Grid) and grid.source in (GridSource.DELIMITED, GridSource.MARKED):
            gone |= _lines_of(grid, blocks, range(max(before + 1, at - _REACH), at)) or _lines_of(
                grid, blocks, range(at + 1, min(after, at + _REACH))
            )
    return [block for i, block in enumerate(blocks) if i not in gone]


def _lines_of(grid: Grid, blocks: Sequence[Block], places: range) -> set[int]:
    """Which of the blocks are lines of nothing but words of the grid, if they have nearly all its letters."""
    said = "\n".join(_plain(cell.text) for cell in grid.cells)
    if len(said) > _MOST:
        return set()
    own = {i for i in places if isinstance(line := blocks[i], Line) and _is_said(line, said)}
    wanted = Counter(said.replace("\n", ""))
    found = Counter("".join(_plain(block.text) for i in own if isinstance(block := blocks[i], Line)))
    enough = wanted.total() >= _FEWEST and (found & wanted).total() >= _NEARLY_ALL * wanted.total()
    return own if enough else set()


def _is_said(line: Line, said: str) -> bool:
    words = line.text.split()
    return bool(words) and all(_plain(word) in said for word in words)


def _plain(text: str) -> str:
    return fold("".join(strip_markup(text).split()))
