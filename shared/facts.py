"""Facts: every amount of a document in the long form, in 元."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shared.exports.longform import row_label
from shared.model.document import Document
from shared.model.finding import Finding
from shared.model.measures import OTHER, measure_of_head, measure_of_label
from shared.model.numbers import UNITS
from shared.model.table import Cell, Column, Role, Row, Table
from shared.ports import FactRow
from shared.units import PROVEN, proven_unit


def facts_of(document: Document) -> Iterator[FactRow]:
    """The amounts of all tables in their order. A table whose unit is unknown has none: 元 would be a guess. Numbers of
    columns and rows whose own words name no money (数量, 保有量（辆）) are none, and a unit in their head is theirs.

    Where validation proved the printed unit wrong the value follows the proven one; `unit` keeps what is printed, and
    the fact carries the code of the finding that says so.
    """
    codes = _codes_by_cell(document.findings)
    for table in document.tables:
        proven = proven_unit(document, table.id)
        if table.unit not in UNITS and proven is None:
            continue
        about = (PROVEN,) if proven else ()
        units = [measure_of_head(c.path) for c in table.columns]
        for r, row in enumerate(table.rows):
            name = row_label(table, row) or None
            of_row = measure_of_label(name) if name else None
            for c, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                if column.role is not Role.AMOUNT or cell.value is None or OTHER in (units[c], of_row):
                    continue
                unit = of_row or units[c] or table.unit
                value = cell.value * UNITS[proven.unit if proven else unit or ""]
                found = tuple(dict.fromkeys((*about, *codes.get((table.id, r, c), ()))))
                yield _fact(document, table, (r, row, name), (c, column, unit), (cell, value), found)


def _fact(
    document: Document,
    table: Table,
    row: tuple[int, Row, str | None],
    column: tuple[int, Column, str | None],
    cell: tuple[Cell, Decimal],
    findings: tuple[str, ...],
) -> FactRow:
    place = cell[0].place
    return FactRow(
        table_id=table.id,
        table_title=table.title,
        kind=table.kind,
        row=row[0],
        column=column[0],
        code=row[1].code,
        name=row[2],
        column_key=column[1].key,
        column_path=column[1].path,
        organization=table.organization or document.report.organization,
        year=table.year or document.report.year,
        value=cell[1],
        text=cell[0].text,
        unit=column[2],
        page=place.page,
        bbox=(place.box.x0, place.box.top, place.box.x1, place.box.bottom) if place.box else None,
        findings=findings,
    )


def _codes_by_cell(findings: tuple[Finding, ...]) -> dict[tuple[str, int, int], tuple[str, ...]]:
    found: dict[tuple[str, int, int], tuple[str, ...]] = {}
    for finding in findings:
        for ref in finding.cells:
            at = (ref.table, ref.row, ref.column)
            found[at] = tuple(dict.fromkeys((*found.get(at, ()), finding.code)))
    return found
