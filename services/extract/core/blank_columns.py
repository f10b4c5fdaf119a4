"""Columns that are blank from head to foot, and no columns of their table.

A spreadsheet printed with its grid lines shows the columns that its title or its unit runs over as well. Where a scan's
head was read in two pieces with a gap between them (`因公出国 （境）费`), the first is a column of its own with nothing
in it.
"""

from __future__ import annotations

from dataclasses import replace

from shared.model.fold import fold
from shared.model.page import SURE
from shared.model.table import Table


def without_pieces(table: Table) -> Table:
    """The table without blank columns whose head is the beginning of the next one's, which is in doubt."""
    pieces = [i for i in range(len(table.columns) - 1) if _is_piece(table, i)]
    if not pieces:
        return table
    kept = [i for i in range(len(table.columns)) if i not in pieces]
    rows = tuple(replace(row, cells=tuple(row.cells[i] for i in kept)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows)


def _is_piece(table: Table, index: int) -> bool:
    path, next_path = table.columns[index].path, table.columns[index + 1].path
    if not path or not next_path or path[:-1] != next_path[:-1]:
        return False
    text, whole = fold(path[-1]), fold(next_path[-1])
    if len(text) < 2 or text == whole or not whole.startswith(text):
        return False
    beside = [row.cells[index + 1] for row in table.rows if row.cells[index + 1].text]
    blank = not any(row.cells[index].text or row.cells[index].raw for row in table.rows)
    return blank and bool(beside) and all(cell.confidence < SURE for cell in beside)


def without(table: Table) -> Table:
    """The table without those at its sides, where anything else is left of it."""
    filled = [i for i in range(len(table.columns)) if _says_something(table, i)]
    if len(filled) < 2 or not table.rows:
        return table
    first, end = filled[0], filled[-1] + 1
    if end - first == len(table.columns):
        return table
    rows = tuple(replace(row, cells=row.cells[first:end]) for row in table.rows)
    return replace(table, columns=table.columns[first:end], rows=rows)


def _says_something(table: Table, index: int) -> bool:
    """Whether a column has a head, or a cell with a text or with a doubt of whether it has one."""
    cells = (row.cells[index] for row in table.rows)
    return bool(table.columns[index].path) or any(c.text or c.raw or c.repairs for c in cells)
