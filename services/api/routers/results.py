"""Results: whole, in parts, in every format; the original; pictures of its pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.api import cursors, pictures, ranges, service
from services.api.answers import attachment, not_modified, problems, unchanged
from services.api.audit import record
from services.api.auth import Reader, visible
from services.api.cursors import Cursor, Limit
from services.api.description import RESULT
from services.api.gateway import Gateway, TheGateway
from services.api.problems import ProblemError
from services.api.routers.documents import DocumentId
from services.api.schemas import FindingList, Page, Revision
from services.api.security import Principal
from shared.errors import InfectedFileError
from shared.exports import MEDIA_TYPES, CsvOptions, Format
from shared.lifecycle import RowState, Stage
from shared.model.finding import Severity
from shared.ports import DocumentRow, RevisionRow

router = APIRouter(prefix="/documents/{document_id}", tags=["results"])

RevisionNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="default: the latest")]
Bom = Annotated[bool, Query(description="csv: begin with a byte-order mark, for Excel")]
Safe = Annotated[bool, Query(description="csv: put ' before cells that a spreadsheet would run as formulas")]
TableId = Annotated[str, Path(max_length=64, description="the table's id in the result")]
_NOT_YET = ("not_found", "not_finished", "no_result", "storage_unavailable")
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.split(";")[0]: {} for kind in MEDIA_TYPES.values()}},
    304: {"description": "nothing has changed"},
}


@router.get(
    "/result",
    response_class=Response,
    responses={
        **_FILES,
        200: {"description": "`yusuan.result/1`", "content": {"application/json": {"schema": RESULT}}},
        **problems(*_NOT_YET),
    },
)
async def get_result(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    revision: RevisionNumber = None,
) -> Response:
    """The result as JSON."""
    return await _result(request, gateway, principal, document_id, Format.JSON, revision, CsvOptions())


@router.get("/result.{extension}", response_class=Response, responses={**_FILES, **problems(*_NOT_YET)})
async def get_result_as(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    extension: Format,
    revision: RevisionNumber = None,
    bom: Bom = False,
    safe: Safe = True,
) -> Response:
    """The result in a format. `csv` and `parquet` are the long form (a row per cell), `zip` has one CSV per table."""
    return await _result(request, gateway, principal, document_id, extension, revision, CsvOptions(bom=bom, safe=safe))


@router.get("/tables/{table}.{extension}", response_class=Response, responses={**_FILES, **problems(*_NOT_YET)})
async def get_table_as(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    table: TableId,
    extension: Format,
    revision: RevisionNumber = None,
    bom: Bom = False,
    safe: Safe = True,
) -> Response:
    """One table in a format; csv is the table as printed, heads first."""
    return await _table(
        request, gateway, principal, document_id, table, extension, revision, CsvOptions(bom=bom, safe=safe)
    )


@router.get("/tables/{table}", response_class=Response, responses={**_FILES, **problems(*_NOT_YET)})
async def get_table(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    table: TableId,
    revision: RevisionNumber = None,
) -> Response:
    """One table as JSON, with its findings."""
    return await _table(request, gateway, principal, document_id, table, Format.JSON, revision, CsvOptions())


@router.get("/findings", response_model=FindingList, responses=problems("bad_cursor", *_NOT_YET))
async def get_findings(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    revision: RevisionNumber = None,
    severity: Severity | None = None,
    code: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    cursor: Cursor = None,
) -> Response:
    """The findings, in the order of the result; messages in English with `Accept-Language: en`."""
    start = cursors.decode("findings", cursor, int)[0] if cursor else 0
    _, found = await published(gateway, principal, document_id, revision)
    english = request.headers.get("accept-language", "").lower().startswith("en")
    every = await gateway.call(service.findings_in, gateway.ports, found, english=english)
    wanted = [
        f
        for f in every
        if (severity is None or f["severity"] == severity.value) and (code is None or f["code"] == code)
    ]
    if start < 0:
        raise ProblemError("bad_cursor", "take the cursor from `next_cursor` of an earlier answer")
    more = cursors.encode("findings", start + limit) if start + limit < len(wanted) else None
    body = FindingList(items=wanted[start : start + limit], next_cursor=more, revision=found.revision)
    language = {"Content-Language": "en" if english else "zh-CN", "Vary": "Accept-Language"}
    return Response(body.model_dump_json(), media_type="application/json", headers=language)


@router.get("/revisions", response_model=Page[Revision], responses=problems("not_found", "bad_cursor"))
async def get_revisions(
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Revision]:
    """All revisions, newest first: who made them, when, and what was found."""
    row = await visible(gateway, principal, document_id)
    rows = await gateway.call(gateway.ports.publications.revisions, row.id)
    shown, more = cursors.page("revisions", rows, lambda r: r.revision, limit, cursor, of=int)
    return Page(items=[revision_view(r) for r in shown], next_cursor=more)


@router.get(
    "/original",
    response_class=StreamingResponse,
    responses={
        200: {"description": "the file", "content": {"application/octet-stream": {}}},
        206: {"description": "the range", "content": {"application/octet-stream": {}}},
        304: {"description": "nothing has changed"},
        **problems(
            "not_found", "not_finished", "infected", "range_not_satisfiable", "object_not_found", "storage_unavailable"
        ),
    },
)
async def get_original(request: Request, gateway: TheGateway, principal: Reader, document_id: DocumentId) -> Response:
    """The uploaded bytes; `Range` gives a part of them."""
    row = await visible(gateway, principal, document_id)
    await released(gateway, row)
    etag = f'"{row.sha256}"'
    if not_modified(request, etag):
        return unchanged(etag)
    part = ranges.requested(request.headers, row.size, etag)
    start, length = part or (0, row.size)
    chunks = await gateway.call(gateway.ports.objects.stream, row.key, start=start, length=length)
    await record(request, gateway, principal, "original.download", row.id)
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Length": str(length),
        "Content-Disposition": attachment(row.filename),
        "Cache-Control": "private, no-cache",
    }
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{row.size}"
    return StreamingResponse(
        chunks, status_code=200 if part is None else 206, media_type=row.media_type, headers=headers
    )


@router.get(
    "/pages/{page}.png",
    response_class=Response,
    responses={
        200: {"description": "the picture", "content": {"image/png": {}}},
        **problems("not_found", "not_finished", "infected", "no_page_picture", "storage_unavailable"),
    },
)
async def get_page_picture(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    page: Annotated[int, Path(ge=1, le=100_000)],
    dpi: Annotated[int, Query(ge=36, le=200)] = 100,
    boxes: Annotated[bool, Query(description="draw the cells that were found")] = False,
) -> Response:
    """A picture of a page of a PDF or image."""
    row = await visible(gateway, principal, document_id)
    await released(gateway, row)
    revision = await gateway.call(gateway.ports.publications.revision, row.id) if boxes else None
    drawn = f".{revision.etag[:16]}" if revision else ""
    etag = f'"{row.sha256[:32]}.{page}.{dpi}{drawn}"'
    if not_modified(request, etag):
        return unchanged(etag)
    found: bytes | None = await gateway.make(pictures.picture, gateway.ports, row, page, dpi, revision)
    if found is None:
        raise ProblemError("no_page_picture", f"page {page} of this document cannot be shown")
    return Response(found, media_type="image/png", headers={"ETag": etag, "Cache-Control": "private, max-age=3600"})


# ---------------------------------------------------------------- helpers


async def released(gateway: Gateway, row: DocumentRow) -> None:
    """Nobody gets the bytes of a file that the virus scanner holds. Raises `not_finished`, `infected`."""
    if row.failure is not None and row.failure.code == InfectedFileError.code:
        raise ProblemError("infected", row.failure.detail)
    if gateway.ports.scanner is None:
        return
    looks = [r for r in await gateway.call(gateway.ports.progress.rows, row.id) if r.stage is Stage.INGEST]
    if not looks or looks[-1].state is not RowState.DONE:
        raise ProblemError("not_finished", "the virus scanner has not seen the file yet")


async def published(
    gateway: Gateway, principal: Principal, document_id: str, revision: int | None
) -> tuple[DocumentRow, RevisionRow]:
    """The document and that (or its latest) revision. Raises `not_found`, `not_finished`, `no_result`."""
    row = await visible(gateway, principal, document_id)
    found = await gateway.call(gateway.ports.publications.revision, row.id, revision)
    if found is not None:
        return row, found
    if revision is not None and row.revision is not None:
        raise ProblemError("not_found", f"the document has no revision {revision}")
    if service.finished(row):
        why = f": {row.failure.detail}" if row.failure else ""
        raise ProblemError("no_result", f"the document is {row.state.value}{why}", state=row.state.value)
    position = await gateway.call(gateway.ports.reading.queue_position, row)
    seconds = service.retry_after(row, position, await gateway.seconds_per_page())
    raise ProblemError(
        "not_finished",
        f"the document is {row.state.value}; its status tells more",
        headers={"Retry-After": str(seconds)},
        state=row.state.value,
    )


async def _result(
    request: Request,
    gateway: Gateway,
    principal: Principal,
    document_id: str,
    fmt: Format,
    revision: int | None,
    options: CsvOptions,
) -> Response:
    row, found = await published(gateway, principal, document_id, revision)
    etag = f'"{found.etag}"' if fmt is Format.JSON else service.export_etag(found, _form(fmt, options))
    if not_modified(request, etag):
        return unchanged(etag)
    if fmt is Format.JSON:
        content = await gateway.call(service.result_bytes, gateway.ports, found)
    else:
        content = await gateway.make(service.exported, gateway.ports, found, fmt, options)
    await record(
        request, gateway, principal, "result.download", row.id, {"revision": found.revision, "format": fmt.value}
    )
    return _file(content, fmt, etag, f"{_stem(row.filename)}.{fmt.value}", found)


async def _table(
    request: Request,
    gateway: Gateway,
    principal: Principal,
    document_id: str,
    table: str,
    fmt: Format,
    revision: int | None,
    options: CsvOptions,
) -> Response:
    row, found = await published(gateway, principal, document_id, revision)
    etag = service.export_etag(found, f"{table.encode().hex()}.{_form(fmt, options)}")
    if not_modified(request, etag):
        return unchanged(etag)
    content: bytes | None = await gateway.make(service.exported_table, gateway.ports, found, table, fmt, options)
    if content is None:
        raise ProblemError("not_found", "the result has no such table")
    details = {"revision": found.revision, "format": fmt.value, "table": table}
    await record(request, gateway, principal, "result.download", row.id, details)
    return _file(content, fmt, etag, f"{_stem(row.filename)}.{table}.{fmt.value}", found)


def _file(content: bytes, fmt: Format, etag: str, filename: str, revision: RevisionRow) -> Response:
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Yusuan-Revision": str(revision.revision)}
    if fmt is not Format.JSON:
        headers["Content-Disposition"] = attachment(filename)
    return Response(content, media_type=MEDIA_TYPES[fmt], headers=headers)


def _form(fmt: Format, options: CsvOptions) -> str:
    return fmt.value + ("-bom" if options.bom else "") + ("" if options.safe else "-raw")


def _stem(filename: str) -> str:
    return filename.rsplit(".", 1)[0] or filename


def revision_view(row: RevisionRow) -> Revision:
    return Revision(**{name: getattr(row, name) for name in Revision.model_fields})
