"""Heads that a converter cut at the edges of columns: `一般 | 公共预算支出` for one text over both, and texts of two
levels in one cell (`功能<br>类 | 分类科目<br>款 | 编码<br>项`).

What heads print is a closed vocabulary: pieces beside each other which make a word of it together, and are not all
such words themselves, are that text. It stands in the first of their cells, as a merged one does in such exports.
类, 款 and 项 are the parts of a code, a column each, below the text over all of them. No letter is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from services.extract.core.flowing.fused_cells import lines_of, saying
from services.extract.core.templates import Lexicon, head_key
from shared.model.page import Grid, GridCell

_PARTS = ("类", "款", "项")
_LEVEL = "一级指标"
_FEWEST_PARTS = 2
_MOST_PIECES = 4
"""cells that a text is cut into"""


def whole(grid: Grid, lexicon: Lexicon) -> Grid:
    """The grid with such texts whole; as it is where none is cut."""
    rows: list[list[GridCell]] = [[] for _ in range(grid.rows)]
    for cell in sorted(grid.cells, key=lambda cell: cell.col):
        rows[cell.row].append(cell)
    if any(cell.row_span > 1 for cell in grid.cells):
        return grid
    levels = [list(_levels(row)) if _is_head(row) else [row] for row in rows]
    printed = list(chain.from_iterable(levels))
    out = [
        [replace(cell, row=r) for cell in (_rejoined(row, lexicon) if _is_head(row) else row)]
        for r, row in enumerate(printed)
    ]
    found = replace(grid, cells=tuple(chain.from_iterable(out)), rows=len(out))
    cut = {a.col for before, after in zip(printed, out, strict=True) for a in before if a.col not in _columns(after)}
    for col in sorted(cut, reverse=True):
        found = _as_one(found, col)
    return found


def _columns(row: Sequence[GridCell]) -> set[int]:
    return {cell.col for cell in row}


def _as_one(grid: Grid, col: int) -> Grid:
    """The grid without the cut before the column where that is none: it has no head of its own, and in no row a text
    beside one of the column before it."""
    filled = [cell for cell in grid.cells if cell.text.strip()]
    left, right = ({c.row for c in filled if c.col <= at < c.col + c.col_span} for at in (col - 1, col))
    if left & right or not right or any(_is_head([c]) for c in filled if c.col == col):
        return grid
    cells = (replace(cell, col=cell.col - (cell.col >= col)) for cell in filled)
    return replace(grid, cells=tuple(cells), cols=grid.cols - 1)


def _is_head(row: Sequence[GridCell]) -> bool:
    """Whether a row may be of a head: no digit stands in it, but those of a year, which may be cut as well. Heads of
    indicators are left to the forms, whose rows are cut as they are."""
    if _LEVEL in {head_key(cell.text) for cell in row}:
        return False
    runs: list[str] = []
    for left, cell in zip((None, *row), row, strict=False):
        beside = left is not None and left.col + left.col_span == cell.col
        runs = [*runs[:-1], runs[-1] + cell.text] if beside else [*runs, cell.text]
    return not any(sign.isdigit() for run in runs for sign in head_key(run))


def _levels(row: Sequence[GridCell]) -> Iterator[list[GridCell]]:
    """The row; two, where the parts of a code share their cells with the pieces of the text over them."""
    lines = {cell.col: lines_of(cell) for cell in row}
    own = [cell for cell in row if len(lines[cell.col]) > 1 and sum(line in _PARTS for line in lines[cell.col]) == 1]
    parts = [next(line for line in lines[cell.col] if line in _PARTS) for cell in own]
    beside = all(a.col + a.col_span == b.col for a, b in pairwise(own))
    if len(own) < _FEWEST_PARTS or not beside or tuple(parts) != _PARTS[: len(parts)]:
        yield list(row)
        return
    cols = {cell.col for cell in own}
    over = (saying(cell, [line for line in lines[cell.col] if line not in _PARTS]) for cell in own)
    yield list(over)
    under = (saying(cell, [part]) for cell, part in zip(own, parts, strict=True))
    yield sorted([*under, *(cell for cell in row if cell.col not in cols)], key=lambda cell: cell.col)


def _rejoined(row: Sequence[GridCell], lexicon: Lexicon) -> Iterator[GridCell]:
    """The cells of a row of a head, the pieces of a text one cell."""
    at = 0
    while at < len(row):
        sizes = range(min(_MOST_PIECES, len(row) - at), 1, -1)
        size = next((n for n in sizes if _is_cut(row[at : at + n], lexicon)), 1)
        first = row[at]
        if size > 1:
            pieces = _by_line(row[at : at + size])
            first = replace(first, fragments=tuple(f for piece in pieces for f in piece.fragments))
        yield first
        at += size


def _is_cut(cells: Sequence[GridCell], lexicon: Lexicon) -> bool:
    """Whether cells beside each other hold a text of heads together, and one of them holds none."""
    if any(a.col + a.col_span != b.col for a, b in pairwise(cells)):
        return False
    keys = [head_key("".join(lines_of(cell))) for cell in cells]
    return all(keys) and not all(key in lexicon.words for key in keys) and _key(cells) in lexicon.words


def _key(cells: Sequence[GridCell]) -> str:
    return head_key("".join(line for cell in _by_line(cells) for line in lines_of(cell)))


def _by_line(cells: Sequence[GridCell]) -> list[GridCell]:
    """The pieces of a text in the order that it is read in: the upper lines of all cells before the lower ones, where
    all have as many."""
    lines = [lines_of(cell) for cell in cells]
    if len({len(own) for own in lines}) != 1 or len(lines[0]) < 2:
        return list(cells)
    return [saying(cell, [own[i]]) for i in range(len(lines[0])) for cell, own in zip(cells, lines, strict=True)]
