"""Column paths laid out as a head of merged cells, as a printed table has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.model.table import Column


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadCell:
    """A cell of the head: top-left position from 0, and how many rows and columns it covers."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str


def head_depth(columns: Sequence[Column]) -> int:
    """How many rows the head has; 0 for a table without one."""
    return max((len(c.path) for c in columns), default=0)


def head_cells(columns: Sequence[Column]) -> list[HeadCell]:
    """The head, row by row, left to right: neighbours that share a path up to a level share its cell; a leaf that ends
    early covers the rows below it."""
    depth = head_depth(columns)
    cells: list[HeadCell] = []
    for level in range(depth):
        col = 0
        while col < len(columns):
            path = columns[col].path
            if level >= len(path):
                if level == 0:  # no head text at all above this column
                    cells.append(HeadCell(row=0, col=col, row_span=depth, col_span=1, text=""))
                col += 1
                continue
            leaf = level == len(path) - 1
            end = col + 1 if leaf else _run_end(columns, col, level)
            rows = depth - level if leaf else 1
            cells.append(HeadCell(row=level, col=col, row_span=rows, col_span=end - col, text=path[level]))
            col = end
    return cells


def _run_end(columns: Sequence[Column], start: int, level: int) -> int:
    """The end of the run of columns that share the path of `start` up to and including `level`."""
    prefix = columns[start].path[: level + 1]
    end = start + 1
    while end < len(columns) and len(columns[end].path) > level + 1 and columns[end].path[: level + 1] == prefix:
        end += 1
    return end
