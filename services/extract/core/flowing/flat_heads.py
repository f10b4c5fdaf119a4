"""Heads of several levels that an export flattened to one row: `收入-项目 | 收入-预算数 | 支出-项目 | 支出-预算数`.

The sign between the levels is the one that gives neighbouring columns common beginnings. The grid comes out with the
levels as rows of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from shared.model.fold import tidy
from shared.model.numbers import parse_number
from shared.model.page import Fragment, Grid, GridCell

_SIGNS = ("-", "—", "–", "/", "\\", ".", "_", "|", ">", "›", "→", "·", "::", "：", ":")
_WORD = re.compile(r"[\u3400-\u9fff].*[\u3400-\u9fff]")

Path = tuple[str, ...]


def restored(grid: Grid) -> Grid:
    """The grid with its levels, as it is where its first row is no flattened head."""
    row = {cell.col: cell for cell in grid.cells if cell.row == 0}
    if grid.rows < 2 or len(row) < 3 or any(parse_number(cell.text) is not None for cell in row.values()):
        return grid
    texts = [tidy(row[c].text) if c in row else "" for c in range(grid.cols)]
    ways = [[tuple(map(tidy, _split(text, sign))) for text in texts] for sign in _SIGNS]
    best = max(ways, key=_branches)
    if not _branches(best):
        return grid
    depth = max(map(len, best))
    head = [cell for level in range(depth) for cell in _level(best, level, depth, row)]
    body = [replace(cell, row=cell.row + depth - 1) for cell in grid.cells if cell.row]
    return replace(grid, cells=(*head, *body), rows=grid.rows + depth - 1, head_rows=depth)


def _split(text: str, sign: str) -> list[str]:
    """The text at the sign; whole where that leaves nothing on a side."""
    parts = text.split(sign)
    return parts if all(part.strip() for part in parts) else [text]


def _branches(paths: Sequence[Path]) -> int:
    """How many neighbours share their beginnings, which are words."""
    return sum(
        len(a) > 1 and len(b) > 1 and a != b and a[0] == b[0] and bool(_WORD.search(a[0])) for a, b in pairwise(paths)
    )


def _level(paths: Sequence[Path], level: int, depth: int, row: dict[int, GridCell]) -> list[GridCell]:
    """The cells of one level: equal neighbours under one parent are one, a leaf reaches down to the body."""
    cells: list[GridCell] = []
    col = 0
    while col < len(paths):
        path, end = paths[col], col + 1
        leaf = len(path) == level + 1
        while (
            not leaf
            and end < len(paths)
            and len(paths[end]) > level + 1
            and paths[end][: level + 1] == path[: level + 1]
        ):
            end += 1
        if len(path) > level and path[level]:
            printed = row[col]
            fragments = tuple(replace(f, text=path[level]) for f in printed.fragments[:1]) or (
                Fragment(text=path[level]),
            )
            cells.append(
                replace(
                    printed, row=level, fragments=fragments, col_span=end - col, row_span=depth - level if leaf else 1
                )
            )
        col = end
    return cells
