"""CSV: the long form, a table as printed, and the guard against cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from shared.exports import CsvOptions
from shared.exports.heads import head_depth
from shared.exports.longform import LongRow, long_rows
from shared.model.document import Document
from shared.model.numbers import is_not_applicable, parse_number
from shared.model.table import Table

_BOM = "\ufeff"
#: OWASP's list: a cell that begins so may be run as a formula when a spreadsheet opens the file
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SPACED = re.compile(r"\d\s+\d")
_CHUNK_ROWS = 2_000


def neutralized(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would take it for a formula. `-5` and `—` stay;
    `+86 755` may be a figure whose thousands a space sets apart, and no spreadsheet takes it for one."""
    is_figure = parse_number(text) is not None and not _SPACED.search(text)
    if not text.startswith(_DANGEROUS) or is_figure or is_not_applicable(text):
        return text
    return "'" + text


def long_csv(document: Document, options: CsvOptions) -> bytes:
    """The long form with one line of column names."""
    return b"".join(csv_chunks(LongRow._fields, long_rows(document), options))


def table_csv(table: Table, options: CsvOptions) -> bytes:
    """The table as printed: one line per level of the head (spanning texts repeated), then the rows."""
    heads = [
        [c.path[level] if level < len(c.path) else "" for c in table.columns]
        for level in range(head_depth(table.columns))
    ]
    rows = ([c.text for c in row.cells] for row in table.rows)
    first, rest = (heads[0], heads[1:]) if heads else (None, [])
    return b"".join(csv_chunks(first, [*rest, *rows], options))


def csv_chunks(head: Sequence[str] | None, rows: Iterable[Sequence[object]], options: CsvOptions) -> Iterator[bytes]:
    """CSV (RFC 4180, CRLF) in pieces of bounded size, for rows without number."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if options.bom:
        buffer.write(_BOM)
    if head is not None:
        writer.writerow([_cell(v, options) for v in head])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(v, options) for v in row])
        if number % _CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(value: object, options: CsvOptions) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return f"{round(value, 4):g}"
    text = str(value)
    return neutralized(text) if options.safe and isinstance(value, str) else text
