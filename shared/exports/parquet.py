"""Parquet: the long form, and a writer that turns endless rows into bytes with one row group in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shared.exports.longform import long_rows
from shared.model.document import Document

#: wide enough for any printed amount and for its value in 元
AMOUNT = pa.decimal128(38, 8)
_GROUP_ROWS = 20_000

LONG_SCHEMA = pa.schema(
    [
        pa.field("table_id", pa.string(), nullable=False),
        pa.field("table_number", pa.string()),
        pa.field("table_title", pa.string(), nullable=False),
        pa.field("table_kind", pa.string()),
        pa.field("unit", pa.string()),
        pa.field("row", pa.int32(), nullable=False),
        pa.field("row_kind", pa.string(), nullable=False),
        pa.field("row_level", pa.int32(), nullable=False),
        pa.field("code", pa.string()),
        pa.field("label", pa.string(), nullable=False),
        pa.field("column", pa.int32(), nullable=False),
        pa.field("column_path", pa.string(), nullable=False),
        pa.field("column_role", pa.string(), nullable=False),
        pa.field("column_key", pa.string()),
        pa.field("text", pa.string(), nullable=False),
        pa.field("value", AMOUNT),
        pa.field("page", pa.int32()),
        pa.field("x0", pa.float64()),
        pa.field("top", pa.float64()),
        pa.field("x1", pa.float64()),
        pa.field("bottom", pa.float64()),
        pa.field("line", pa.int32()),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("repairs", pa.string(), nullable=False),
        pa.field("findings", pa.string(), nullable=False),
    ]
)


def long_parquet(document: Document) -> bytes:
    """The long form as one Parquet file."""
    return b"".join(parquet_chunks(LONG_SCHEMA, long_rows(document)))


def parquet_chunks(schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A Parquet file in pieces: one row group is built at a time, however many rows come."""
    sink = _Sink()
    source = iter(rows)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := list(islice(source, _GROUP_ROWS)):
            writer.write_table(_table(schema, group))
            yield sink.take()
    yield sink.take()


def _table(schema: pa.Schema, rows: list[Sequence[Any]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array([_fitting(v) for v in column] if field.type == AMOUNT else list(column), type=field.type)
        for field, column in zip(schema, columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _fitting(value: Any) -> Any:
    """A decimal that the column can hold; a number longer than any amount is null here (its text column keeps it)."""
    if value is None or abs(value) >= 10**29:
        return None
    return round(value, 8)


class _Sink(io.RawIOBase):
    """What ParquetWriter writes to: hands out what has come since the last `take`, and only counts the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._length

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._length += len(piece)
        return len(piece)

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
