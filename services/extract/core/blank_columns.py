"""Columns at the sides of a table that are blank from head to foot, and no columns of it.

A spreadsheet printed with its grid lines shows the columns that its title or its unit runs over as well.
"""

from __future__ import annotations

from dataclasses import replace

from shared.model.table import Table


def without(table: Table) -> Table:
    """The table without them, where anything else is left of it."""
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
