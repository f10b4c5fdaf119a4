"""Delimited grids that blank lines tore apart, and grids that only look like the rest of the one above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shared.model.numbers import is_not_applicable, parse_number
from shared.model.page import Grid, GridSource, Line

Rows = Sequence[Sequence[str]]
"""texts by row and column"""


def merge_runs(blocks: Sequence[Line | Grid]) -> list[Line | Grid]:
    """Delimited grids of the same width with nothing between them as one."""
    merged: list[Line | Grid] = []
    for block in blocks:
        above = merged[-1] if merged else None
        if isinstance(block, Grid) and isinstance(above, Grid) and _is_torn(above, block):
            merged[-1] = replace(
                above,
                cells=(*above.cells, *(replace(c, row=c.row + above.rows) for c in block.cells)),
                rows=above.rows + block.rows,
                cols=max(above.cols, block.cols),
            )
        else:
            merged.append(block)
    return merged


def begins_anew(above: Rows, below: Rows) -> bool:
    """Whether `below` has a head of its own under figures: its first row names every column that holds figures."""
    return any(_is_figure(text) for row in above for text in row[1:]) and _names_columns(below)


def _names_columns(rows: Rows) -> bool:
    first, *others = rows or [()]
    held = [[row[c] for row in others if row[c]] for c in range(len(first))]
    figures = [c for c, texts in enumerate(held) if c and texts and sum(map(_is_figure, texts)) * 2 > len(texts)]
    return bool(figures) and all(first[c] and not _is_figure(first[c]) for c in figures)


def _is_figure(text: str) -> bool:
    return parse_number(text) is not None or is_not_applicable(text)


def _is_torn(above: Grid, below: Grid) -> bool:
    if not (above.source is below.source is GridSource.DELIMITED):
        return False
    fits = above.cols == below.cols or (below.rows == 1 and below.cols < above.cols) or above.rows == 1
    return fits and not begins_anew(_texts(above), _texts(below))


def _texts(grid: Grid) -> Rows:
    texts = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        texts[cell.row][cell.col] = cell.text
    return texts
