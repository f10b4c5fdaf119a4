"""Corrections of cells: made from what a person sends, placed on a document, also on one that was built anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from shared.exports.longform import row_label
from shared.model.document import Document
from shared.model.numbers import parse_number
from shared.model.table import Cell, Repair, Role, Table
from shared.ports import Correction

#: a person's word: sure, but 1 is kept for born-digital text with nothing repaired
_CONFIDENCE = 0.999


def place(document: Document, correction: Correction) -> tuple[int, int, int] | None:
    """Table, row and column index of the cell that a correction means, None where the document has no such cell.

    The row is found by code and label; of several the one nearest to where it stood. The column is found by its path.
    """
    same = [t for t, table in enumerate(document.tables) if table.title == correction.table_title]
    if not same:
        return None
    t = same[min(correction.table_number, len(same) - 1)]
    table = document.tables[t]
    rows = [
        r
        for r, row in enumerate(table.rows)
        if row.code == correction.row_code and row_label(table, row) == correction.row_label
    ]
    columns = [c for c, column in enumerate(table.columns) if column.path == correction.column_path]
    if not rows or not columns:
        return None
    row_at = min(rows, key=lambda r: abs(r - correction.row))
    return t, row_at, min(columns, key=lambda c: abs(c - correction.column))


def apply(document: Document, corrections: Iterable[Correction]) -> tuple[Document, tuple[Correction, ...]]:
    """The document with the corrections made, and those that found no cell any more."""
    lost: list[Correction] = []
    for _, together in groupby(corrections, key=lambda c: c.at):
        # Those made at one time were addressed on the same document, before any of them was made.
        placed = [(correction, place(document, correction)) for correction in together]
        tables = list(document.tables)
        for correction, at in placed:
            if at is None:
                lost.append(correction)
            else:
                t, r, c = at
                tables[t] = _with_cell(tables[t], r, c, _corrected(tables[t], r, c, correction))
        document = replace(document, tables=tuple(tables))
    return document, tuple(lost)


def title_number(tables: Sequence[Table], table: Table) -> int:
    """Which of the tables with its title this one is, from 0."""
    return [t.id for t in tables if t.title == table.title].index(table.id)


def _corrected(table: Table, r: int, c: int, correction: Correction) -> Cell:
    cell = table.rows[r].cells[c]
    if cell.text == correction.text:
        return cell
    value = parse_number(correction.text)
    if table.columns[c].role is not Role.AMOUNT and cell.value is None:
        value = None
    why = f"{correction.author}，{correction.at:%Y-%m-%d %H:%M}" + (f"：{correction.note}" if correction.note else "")
    repair = Repair(code="corrected_by_person", before=cell.text, after=correction.text, why=why)
    return replace(cell, text=correction.text, value=value, confidence=_CONFIDENCE, repairs=(*cell.repairs, repair))


def _with_cell(table: Table, r: int, c: int, cell: Cell) -> Table:
    row = table.rows[r]
    cells = (*row.cells[:c], cell, *row.cells[c + 1 :])
    return replace(table, rows=(*table.rows[:r], replace(row, cells=cells), *table.rows[r + 1 :]))
