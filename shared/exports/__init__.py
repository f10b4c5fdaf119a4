"""A document as csv, xlsx, parquet, md, html or zip: pure functions from values to bytes.

The heavy libraries (openpyxl, pyarrow) are imported when their format is asked for, not before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.model.codec import document_to_json, finding_to_json, table_to_json
from shared.model.document import Document, Identity, Timings
from shared.model.finding import Finding
from shared.model.table import Table


class Format(StrEnum):
    """The formats of a result. `csv` and `parquet` are the long form, a row per cell; `zip` has one CSV per table."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    MD = "md"
    HTML = "html"
    ZIP = "zip"


MEDIA_TYPES: dict[Format, str] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.MD: "text/markdown; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
    Format.ZIP: "application/zip",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CsvOptions:
    """`bom`: start with a byte-order mark, so that Excel reads UTF-8. `safe`: put ' before cells that a spreadsheet
    would run as a formula (numbers and dashes are left alone)."""

    bom: bool = False
    safe: bool = True


def export(
    document: Document,
    identity: Identity,
    fmt: Format,
    *,
    timings: Timings | None = None,
    csv: CsvOptions | None = None,
) -> bytes:
    """The whole document in `fmt`. The same input always gives the same bytes."""
    options = csv or CsvOptions()
    match fmt:
        case Format.JSON:
            return json.dumps(document_to_json(document, identity, timings), ensure_ascii=False).encode()
        case Format.CSV:
            from shared.exports.delimited import long_csv

            return long_csv(document, options)
        case Format.XLSX:
            from shared.exports.xlsx import workbook

            return workbook(document, identity)
        case Format.PARQUET:
            from shared.exports.parquet import long_parquet

            return long_parquet(document)
        case Format.MD:
            from shared.exports.markdown import markdown

            return markdown(document, identity).encode()
        case Format.HTML:
            from shared.exports.html import page

            return page(document, identity).encode()
        case Format.ZIP:
            from shared.exports.archive import archive

            return archive(document, options)


def export_table(
    document: Document, table: Table, identity: Identity, fmt: Format, *, csv: CsvOptions | None = None
) -> bytes:
    """One table in `fmt`; csv is the table as printed (heads, then rows), not the long form."""
    options = csv or CsvOptions()
    if fmt is Format.JSON:
        body = {**table_to_json(table), "findings": [finding_to_json(f) for f in findings_of(document, table)]}
        return json.dumps(body, ensure_ascii=False).encode()
    if fmt is Format.CSV:
        from shared.exports.delimited import table_csv

        return table_csv(table, options)
    alone = replace(
        document, tables=(table,), forms=(), sections=(), findings=tuple(findings_of(document, table)), contents=()
    )
    return export(alone, identity, fmt, csv=options)


def findings_of(document: Document, table: Table) -> Sequence[Finding]:
    """The findings that name `table` or one of its cells."""
    return [f for f in document.findings if f.table == table.id or any(c.table == table.id for c in f.cells)]
