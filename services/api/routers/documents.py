"""Documents: upload, status, list, events, and what can be done with one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from services.api import cursors, pictures, service
from services.api.answers import matches, problems, unchanged
from services.api.audit import record
from services.api.auth import Reader, Writer, visible
from services.api.cursors import Cursor, Limit
from services.api.gateway import TheGateway
from services.api.problems import ProblemError
from services.api.schemas import DocumentStatus, Page, RerunRequest, UploadAnswer
from services.api.uploading import department_of, upload
from services.api.watching import current, follow
from shared.errors import StorageError
from shared.lifecycle import DocumentState, Stage
from shared.outbox import dispatch
from shared.ports import DocumentFilter

_LOG = logging.getLogger(__name__)
router = APIRouter(prefix="/documents", tags=["documents"])

DocumentId = Annotated[str, Path(description="the document's id", max_length=64)]
_MULTIPART = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "one or more files: PDF, image, Word, Excel, text export, or a zip of them",
                        }
                    },
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=202,
    response_model=UploadAnswer,
    openapi_extra=_MULTIPART,
    responses={
        200: {"model": UploadAnswer, "description": "all files were here before"},
        **problems(
            "malformed_upload", "limit_exceeded", "unsupported_media_type", "empty_file", "encrypted",
            "idempotency_mismatch", "idempotency_in_progress", "too_many_documents", "storage_unavailable",
        ),
    },
)  # fmt: skip
async def upload_documents(
    request: Request,
    gateway: TheGateway,
    principal: Writer,
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=255, description="the same key and body give the same answer again")
    ] = None,
    department: Annotated[str | None, Query(max_length=200, description="administrators: for which department")] = None,
    lane: Annotated[Literal["interactive", "bulk"], Query(description="bulk waits behind interactive")] = "interactive",
) -> Response:
    """Upload one or more files. The body may be of any length; processing starts at once.

    The same bytes from the same department again give the existing document (`duplicate: true`).
    """
    owner = await department_of(gateway, principal, department)
    return await upload(request, gateway, principal, owner, lane=lane, idempotency_key=idempotency_key)


@router.get("", response_model=Page[DocumentStatus], responses=problems("bad_cursor"))
async def list_documents(
    gateway: TheGateway,
    principal: Reader,
    organization: Annotated[str | None, Query(max_length=200)] = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    state: DocumentState | None = None,
    q: Annotated[str | None, Query(max_length=200, description="part of file name, title or organisation")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DocumentStatus]:
    """The documents, newest first."""
    before = cursors.decode("documents", cursor, str)[0] if cursor else None
    where = DocumentFilter(
        department_id=principal.sees, organization=clean(organization), year=year, state=state, q=clean(q)
    )
    rows = await gateway.call(gateway.ports.reading.documents, where, limit=limit + 1, before=before)
    more = cursors.encode("documents", rows[limit - 1].id) if len(rows) > limit else None
    return Page(items=[service.status_of(row) for row in rows[:limit]], next_cursor=more)


@router.get(
    "/{document_id}",
    response_model=DocumentStatus,
    responses={304: {"description": "nothing has changed"}, **problems("not_found")},
)
async def document_status(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    wait: Annotated[
        float, Query(ge=0, le=60, description="seconds to wait for a change (with If-None-Match) or an end")
    ] = 0,
) -> Response:
    """Where the document stands. With `wait` the answer comes when the document has ended, or, with If-None-Match, as
    soon as anything has changed; at the latest after that many seconds."""
    row = await visible(gateway, principal, document_id)
    seen = request.headers.get("if-none-match")
    if wait > 0:
        row = await current(gateway, row, wait, seen)
    etag = service.status_etag(row)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    position = None
    if not service.finished(row):
        position = await gateway.call(gateway.ports.reading.queue_position, row)
        headers["Retry-After"] = str(service.retry_after(row, position, await gateway.seconds_per_page()))
    if matches(seen, etag):
        response = unchanged(etag)
        response.headers.update(headers)
        return response
    body = service.status_of(row, queue_position=position).model_dump_json()
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/{document_id}/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "server-sent events `status`, each with a status body",
            "content": {"text/event-stream": {}},
        },
        **problems("not_found"),
    },
)
async def document_events(
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> StreamingResponse:
    """The status as server-sent events, from now until the document has ended. With `Last-Event-ID` the state that was
    seen is not sent again."""
    row = await visible(gateway, principal, document_id)

    async def stream() -> AsyncIterator[str]:
        async for state in follow(gateway, row, last_event_id):
            if state is None:
                yield ": still here\n\n"
                continue
            position = await gateway.call(gateway.ports.reading.queue_position, state)
            body = service.status_of(state, queue_position=position).model_dump_json()
            yield f"id: {service.status_etag(state)[1:-1]}\nevent: status\ndata: {body}\n\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


@router.post(
    "/{document_id}/rerun", status_code=202, response_model=DocumentStatus, responses=problems("not_found", "conflict")
)
async def rerun_document(
    request: Request, gateway: TheGateway, principal: Writer, document_id: DocumentId, body: RerunRequest | None = None
) -> JSONResponse:
    """Process again from a stage; gives a new revision, the older ones stay."""
    row = await visible(gateway, principal, document_id)
    stage = Stage(body.from_) if body else Stage.EXTRACT

    def start() -> None:
        dispatch(gateway.ports.progress, gateway.ports.publisher, gateway.ports.progress.rerun(row.id, stage))

    await gateway.call(start)
    await record(request, gateway, principal, "document.rerun", row.id, {"from": stage.value})
    return await _accepted(gateway, row.id)


@router.post(
    "/{document_id}/retry", status_code=202, response_model=DocumentStatus, responses=problems("not_found", "conflict")
)
async def retry_document(
    request: Request, gateway: TheGateway, principal: Writer, document_id: DocumentId
) -> JSONResponse:
    """Start a failed or cancelled document again at the stage where it ended."""
    row = await visible(gateway, principal, document_id)

    def start() -> None:
        dispatch(gateway.ports.progress, gateway.ports.publisher, gateway.ports.progress.retry(row.id))

    await gateway.call(start)
    await record(request, gateway, principal, "document.retry", row.id)
    return await _accepted(gateway, row.id)


@router.post("/{document_id}/cancel", response_model=DocumentStatus, responses=problems("not_found", "conflict"))
async def cancel_document(
    request: Request, gateway: TheGateway, principal: Writer, document_id: DocumentId
) -> DocumentStatus:
    """End an unfinished document."""
    row = await visible(gateway, principal, document_id)
    ended = await gateway.call(gateway.ports.progress.cancel, row.id)
    await record(request, gateway, principal, "document.cancel", row.id)
    return service.status_of(ended)


@router.delete("/{document_id}", status_code=204, responses=problems("not_found"))
async def delete_document(
    request: Request, gateway: TheGateway, principal: Writer, document_id: DocumentId
) -> Response:
    """Remove the document and all about it; the change feed keeps a tombstone."""
    row = await visible(gateway, principal, document_id)
    ports = gateway.ports

    def remove() -> None:
        # First the row, then the bytes: what breaks in between leaves bytes that nothing leads to, never a dead link.
        keys = ports.publications.delete(row.id)
        try:
            for key in (*keys, *pictures.keys_of(ports, row.id)):
                ports.objects.delete(key)
        except StorageError as exc:  # the document is gone all the same, and the sweep removes what nothing leads to
            _LOG.warning("bytes of a deleted document are left to the sweep: %s", exc, extra={"document": row.id})

    await gateway.call(remove)
    await record(request, gateway, principal, "document.delete", row.id, {"filename": row.filename})
    return Response(status_code=204)


async def _accepted(gateway: TheGateway, document_id: str) -> JSONResponse:
    row = await gateway.call(gateway.ports.progress.document, document_id)
    if row is None:
        raise ProblemError("not_found", "there is no such document")
    return JSONResponse(
        service.status_of(row).model_dump(mode="json"),
        status_code=202,
        headers={"Location": f"/v1/documents/{document_id}"},
    )


def clean(text: str | None) -> str | None:
    """A query's text without what no database can look for."""
    return text.replace("\x00", "") if text is not None else None
