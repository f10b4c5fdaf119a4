"""The long form: one row per cell, flat, for databases and data frames."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from shared.exports.marks import Marks
from shared.model.document import Document
from shared.model.table import Cell, Column, Row, Table

#: what joins the head texts of a column path; head texts themselves never hold it with spaces around
PATH_JOINT = " / "


class LongRow(NamedTuple):
    """A cell with everything that says what it is. Rows and columns count from 0, pages and lines from 1; `value` is in
    `unit`; the box is in PDF points from the top left; `repairs` and `findings` are codes joined by spaces."""

    table_id: str
    table_number: str | None
    table_title: str
    table_kind: str | None
    unit: str | None
    row: int
    row_kind: str
    row_level: int
    code: str | None
    label: str
    column: int
    column_path: str
    column_role: str
    column_key: str | None
    text: str
    value: Decimal | None
    page: int | None
    x0: float | None
    top: float | None
    x1: float | None
    bottom: float | None
    line: int | None
    confidence: float
    repairs: str
    findings: str


def long_rows(document: Document) -> Iterator[LongRow]:
    """All cells of all tables, table by table, row by row."""
    marks = Marks.of(document.findings)
    for table in document.tables:
        yield from _table_rows(table, marks)


def row_label(table: Table, row: Row) -> str:
    """The name of a row: its label cells that print something, outermost first."""
    labels = [c.text for c, column in zip(row.cells, table.columns, strict=True) if column.role.value == "label"]
    return PATH_JOINT.join(t for t in labels if t)


def _table_rows(table: Table, marks: Marks) -> Iterator[LongRow]:
    paths = [PATH_JOINT.join(c.path) for c in table.columns]
    for r, row in enumerate(table.rows):
        label = row_label(table, row)
        for c, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            codes = " ".join(dict.fromkeys(f.code for f in marks.at(table.id, r, c)))
            yield _long_row(table, (r, row, label), (c, column, paths[c]), cell, codes)


def _long_row(
    table: Table, row: tuple[int, Row, str], column: tuple[int, Column, str], cell: Cell, findings: str
) -> LongRow:
    box = cell.place.box
    return LongRow(
        table_id=table.id,
        table_number=table.number,
        table_title=table.title,
        table_kind=table.kind,
        unit=table.unit,
        row=row[0],
        row_kind=row[1].kind.value,
        row_level=row[1].level,
        code=row[1].code,
        label=row[2],
        column=column[0],
        column_path=column[2],
        column_role=column[1].role.value,
        column_key=column[1].key,
        text=cell.text,
        value=cell.value,
        page=cell.place.page,
        x0=box.x0 if box else None,
        top=box.top if box else None,
        x1=box.x1 if box else None,
        bottom=box.bottom if box else None,
        line=cell.place.line,
        confidence=cell.confidence,
        repairs=" ".join(dict.fromkeys(r.code for r in cell.repairs)),
        findings=findings,
    )
