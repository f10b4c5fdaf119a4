"""Rows of indicators whose columns a converter parted within a text: `二级指标<br>三 | 级指标` in the head, and
`数量指标<br>巡 | 查次数` below it. The last line of the one cell begins the text of the next in every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from services.extract.core.flowing.fused_cells import lines_of, saying
from shared.model.page import Grid, GridCell

IsHead = Callable[[str], bool]
"""whether a text heads a column of indicators"""


def rejoined(grid: Grid, is_head: IsHead) -> Grid:
    """The grid with such texts whole, in their own column; as it is where its head has none."""
    found = next(((cell, after) for cell, after in _pairs(grid.cells) if _is_cut(cell, after, is_head)), None)
    if found is None:
        return grid
    head, after = found
    columns = {(cell.row, cell.col): lines_of(cell) for cell in grid.cells if cell.row >= head.row}
    out: list[GridCell] = []
    for cell in grid.cells:
        lines = columns.get((cell.row, cell.col), [])
        if cell.col == head.col and len(lines) > 1:
            rest = columns.get((cell.row, after.col), [])
            out += [saying(cell, lines[:-1]), replace(saying(cell, [lines[-1], *rest]), col=after.col)]
        elif cell.col != after.col or len(columns.get((cell.row, head.col), [])) < 2:
            out.append(cell)
    return replace(grid, cells=tuple(out))


def _pairs(cells: Sequence[GridCell]) -> list[tuple[GridCell, GridCell]]:
    """Cells with the one right of them."""
    at = {(cell.row, cell.col): cell for cell in cells}
    return [(c, at[c.row, c.col + c.col_span]) for c in cells if (c.row, c.col + c.col_span) in at]


def _is_cut(cell: GridCell, after: GridCell, is_head: IsHead) -> bool:
    lines = lines_of(cell)
    if len(lines) < 2 or is_head(after.text):
        return False
    return is_head("".join(lines[:-1])) and is_head(lines[-1] + "".join(lines_of(after)))
