"""Facts: every published amount as a row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.api import cursors
from services.api.answers import attachment, problems
from services.api.audit import record
from services.api.auth import Reader
from services.api.cursors import Cursor
from services.api.gateway import TheGateway
from services.api.routers.documents import clean
from services.api.schemas import FactEntry, Page
from shared.exports import MEDIA_TYPES, CsvOptions, Format
from shared.exports.delimited import csv_chunks
from shared.exports.facts import FACT_COLUMNS, fact_cells, fact_chunks
from shared.ports import Fact, FactFilter

router = APIRouter(prefix="/facts", tags=["facts"])


@router.get(
    "",
    response_model=Page[FactEntry],
    responses={
        200: {
            "content": {"text/csv": {}, "application/vnd.apache.parquet": {}},
            "description": "the facts",
        },
        **problems("bad_cursor"),
    },
)
async def get_facts(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    organization: Annotated[str | None, Query(max_length=200)] = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    kind: Annotated[str | None, Query(max_length=64, description="kind of table")] = None,
    code: Annotated[str | None, Query(max_length=32, description="code of the classification")] = None,
    column: Annotated[str | None, Query(max_length=96, description="key of the column")] = None,
    document_id: Annotated[str | None, Query(max_length=64)] = None,
    format: Annotated[Literal["json", "csv", "parquet"], Query()] = "json",
    bom: Annotated[bool, Query(description="csv: begin with a byte-order mark, for Excel")] = False,
    limit: Annotated[int, Query(ge=1, le=5000, description="json: entries of a page")] = 500,
    cursor: Cursor = None,
) -> Response:
    """The amounts of the latest revisions, `value` in 元. json comes in pages, csv and parquet in one stream."""
    where = FactFilter(
        department_id=principal.sees,
        organization=clean(organization),
        year=year,
        kind=clean(kind),
        code=clean(code),
        column=clean(column),
        document_id=clean(document_id),
    )
    reading = gateway.ports.reading
    if format == "json":
        at = cursors.decode("facts", cursor, str, int) if cursor else None
        after = (at[0], at[1]) if at else None
        found = await gateway.call(lambda: list(reading.facts(where, after=after, limit=limit + 1)))
        more = cursors.encode("facts", *found[limit - 1].position) if len(found) > limit else None
        body = {"items": [_entry(f) for f in found[:limit]], "next_cursor": more}
        return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")
    await record(request, gateway, principal, "facts.download", None, {"format": format})
    fmt = Format(format)
    rows = reading.facts(where)
    chunks: Iterator[bytes] = (
        csv_chunks(FACT_COLUMNS, map(fact_cells, rows), CsvOptions(bom=bom)) if fmt is Format.CSV else fact_chunks(rows)
    )
    headers = {"Content-Disposition": attachment(f"facts.{format}"), "Cache-Control": "no-store"}
    return StreamingResponse(chunks, media_type=MEDIA_TYPES[fmt], headers=headers)


def _entry(fact: Fact) -> dict[str, Any]:
    row = fact.fact
    return {
        "document_id": fact.document_id,
        "revision": fact.revision,
        "organization": row.organization,
        "year": row.year,
        "table_id": row.table_id,
        "table_title": row.table_title,
        "kind": row.kind,
        "row": row.row,
        "column": row.column,
        "code": row.code,
        "name": row.name,
        "column_key": row.column_key,
        "column_path": list(row.column_path),
        "value": format_amount(row.value),
        "text": row.text,
        "unit": row.unit,
        "page": row.page,
        "bbox": row.bbox,
        "findings": list(row.findings),
    }


def format_amount(value: Any) -> str:
    """A decimal in plain notation, without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
