"""Facts as CSV and Parquet rows, for streams of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from shared.exports.longform import PATH_JOINT

if TYPE_CHECKING:
    from shared.ports import Fact

#: `value` in 元, `text` and `unit` as printed, the box in points, findings as codes joined by spaces
FACT_COLUMNS = (
    "document_id", "revision", "organization", "year", "table_id", "table_title", "kind", "row", "column", "code",
    "name", "column_key", "column_path", "value", "text", "unit", "page", "x0", "top", "x1", "bottom", "findings",
)  # fmt: skip
_INTEGERS = frozenset({"revision", "year", "row", "column", "page"})
_FLOATS = frozenset({"x0", "top", "x1", "bottom"})


def fact_cells(fact: Fact) -> tuple[Any, ...]:
    """The cells of a fact, in the order of `FACT_COLUMNS`."""
    row = fact.fact
    return (
        fact.document_id,
        fact.revision,
        row.organization,
        row.year,
        row.table_id,
        row.table_title,
        row.kind,
        row.row,
        row.column,
        row.code,
        row.name,
        row.column_key,
        PATH_JOINT.join(row.column_path),
        row.value,
        row.text,
        row.unit,
        row.page,
        *(row.bbox or (None, None, None, None)),
        " ".join(row.findings),
    )


def fact_chunks(facts: Iterable[Fact]) -> Iterator[bytes]:
    """A Parquet file in pieces."""
    import pyarrow as pa

    from shared.exports.parquet import AMOUNT, parquet_chunks

    def kind(name: str) -> pa.DataType:
        if name == "value":
            return AMOUNT
        return pa.int32() if name in _INTEGERS else pa.float64() if name in _FLOATS else pa.string()

    schema = pa.schema([pa.field(name, kind(name)) for name in FACT_COLUMNS])
    return parquet_chunks(schema, map(fact_cells, facts))
