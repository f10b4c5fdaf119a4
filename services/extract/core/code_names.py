"""Names of classifications that were misread, put right by the code beside them (domain.md §3, §4).

The code list is a closed vocabulary: where the name beside a code in a text export differs from the list's in one or
two letters that are known to be confused, the list's name is given and the change logged. What a document itself prints
is never touched: in born-digital text a wrong name is its fault, and for validation to report. Names that OCR was not
sure of are `ocr_values`' affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.confused import are_confused
from services.extract.core.repair import changed
from shared.codes import Codes, Scheme
from shared.model.fold import fold
from shared.model.page import Reader
from shared.model.table import Cell, Row, Table

#: names shorter than this allow one misread letter, longer ones two
_TWO_FROM = 8
_WHY = "the code list has this name for the code; the letters differ only as misread ones do"


def mend(tables: Sequence[Table], codes: Codes, reader: Reader) -> tuple[Table, ...]:
    """The tables with the names of their coded rows put right where the list has a clear winner; text exports only."""
    return tuple(_mended(table, codes) for table in tables) if reader is Reader.TEXT else tuple(tables)


def _mended(table: Table, codes: Codes) -> Table:
    named = name_column(table)
    if named is None:
        return table
    column, scheme = named
    rows = tuple(_row(row, column, scheme, codes) for row in table.rows)
    return replace(table, rows=rows) if rows != table.rows else table


def name_column(table: Table) -> tuple[int, Scheme] | None:
    """The first column of names beside codes, and the list that they are from."""
    for index, column in enumerate(table.columns):
        if column.key == "function.name":
            return index, "function"
        if column.key == "economic.name":
            return index, "economic"
    return None


def _row(row: Row, column: int, scheme: Scheme, codes: Codes) -> Row:
    cell = row.cells[column]
    if row.code is None or not cell.text:
        return row
    name = right_name(cell, row.code, scheme, codes)
    if name is None:
        return row
    mended = changed(cell, name, "name_mended", _WHY)
    return replace(row, cells=(*row.cells[:column], mended, *row.cells[column + 1 :]))


def right_name(cell: Cell, code: str, scheme: Scheme, codes: Codes) -> str | None:
    """The name to give instead of the read one, None where that may stand or no name wins clearly."""
    read = fold(cell.text)
    known = codes.names(scheme, code)
    if not known or read in map(fold, known) or codes.codes_of(scheme, cell.text):
        return None
    near = [name for name in known if is_misreading(read, fold(name))]
    return near[0] if len(near) == 1 else None


def is_misreading(read: str, name: str) -> bool:
    """Whether `read` is `name` with one or two letters taken for others."""
    if len(read) != len(name):
        return False
    changes = [(a, b) for a, b in zip(read, name, strict=True) if a != b]
    if not 0 < len(changes) <= (2 if len(name) >= _TWO_FROM else 1):
        return False
    return all(are_confused(*pair) for pair in changes)
