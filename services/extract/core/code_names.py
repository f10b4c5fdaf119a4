"""Names of classifications that were misread, put right by the code beside them (domain.md §3, §4).

The code list is a closed vocabulary: where code and list agree on one name, and the read one differs from it in one or
two letters that OCR confuses, the list's name is given and the change logged. What the document itself prints is never
touched: in born-digital text a wrong name is a fault of the document, and for validation to report.
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
    """The tables with the names of their coded rows put right where the list has a clear winner."""
    return tuple(_mended(table, codes, reader) for table in tables)


def _mended(table: Table, codes: Codes, reader: Reader) -> Table:
    named = _name_column(table)
    if named is None:
        return table
    column, scheme = named
    rows = tuple(_row(row, column, scheme, codes, reader) for row in table.rows)
    return replace(table, rows=rows) if rows != table.rows else table


def _name_column(table: Table) -> tuple[int, Scheme] | None:
    """The first column of names beside codes, and the list that they are from."""
    for index, column in enumerate(table.columns):
        if column.key == "function.name":
            return index, "function"
        if column.key == "economic.name":
            return index, "economic"
    return None


def _row(row: Row, column: int, scheme: Scheme, codes: Codes, reader: Reader) -> Row:
    cell = row.cells[column]
    if row.code is None or not cell.text:
        return row
    name = right_name(cell, row.code, scheme, codes, reader)
    if name is None:
        return row
    mended = changed(cell, name, "name_mended", _WHY)
    return replace(row, cells=(*row.cells[:column], mended, *row.cells[column + 1 :]))


def right_name(cell: Cell, code: str, scheme: Scheme, codes: Codes, reader: Reader) -> str | None:
    """The name to give instead of the read one, None where that may stand or no name wins clearly."""
    read = fold(cell.text)
    known = codes.names(scheme, code)
    if not known or read in map(fold, known) or codes.codes_of(scheme, cell.text):
        return None
    by_ocr = cell.confidence < 1
    if not by_ocr and reader is not Reader.TEXT:
        return None
    near = [name for name in known if is_misreading(read, fold(name), by_ocr=by_ocr)]
    return near[0] if len(near) == 1 else None


def is_misreading(read: str, name: str, *, by_ocr: bool) -> bool:
    """Whether `read` is `name` with one or two letters misread. In text whose letters nobody doubts only signs that
    are known to be confused count."""
    if len(read) != len(name):
        return False
    changes = [(a, b) for a, b in zip(read, name, strict=True) if a != b]
    if not 0 < len(changes) <= (2 if len(name) >= _TWO_FROM else 1):
        return False
    return by_ocr or all(are_confused(*pair) for pair in changes)
