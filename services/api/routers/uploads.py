"""Uploads straight to the storage: the bytes never pass the gateway."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from services.api import service
from services.api.answers import problems
from services.api.audit import record
from services.api.auth import Writer, is_id
from services.api.gateway import Gateway, TheGateway
from services.api.multipart import file_name
from services.api.problems import ProblemError
from services.api.schemas import UploadAnswer, UploadPart, UploadRequest, UploadTicket
from services.api.security import Principal
from services.api.uploading import answer_of, check_quota, department_of, the_intake, uploader
from shared.lifecycle import Lane
from shared.ports import UploadRow

router = APIRouter(prefix="/uploads", tags=["uploads"])

_MAX_PARTS = 1000


@router.post(
    "", status_code=201, response_model=UploadTicket, responses=problems("limit_exceeded", "too_many_documents")
)
async def begin_upload(
    request: Request,
    gateway: TheGateway,
    principal: Writer,
    body: UploadRequest,
    department: Annotated[str | None, Query(max_length=200, description="administrators: for which department")] = None,
) -> UploadTicket:
    """Get a URL that takes one PUT of the file's bytes, or with `part_size` one per part; then POST to `complete`."""
    owner = await department_of(gateway, principal, department)
    await check_quota(gateway, owner)
    limit = gateway.settings.max_upload_bytes
    if body.size is not None and body.size > limit:
        raise ProblemError("limit_exceeded", f"a file may have at most {limit} bytes")
    ports = gateway.ports
    now = ports.clock.now()
    expires = timedelta(seconds=gateway.settings.upload_expiry_seconds)
    upload_id = ports.clock.new_id()
    row = UploadRow(
        id=upload_id,
        department_id=owner,
        filename=file_name(body.filename),
        key=f"uploads/{upload_id}",
        expected_size=body.size,
        expected_sha256=body.sha256,
        created_at=now,
        expires_at=now + expires,
        completed_at=None,
        documents=(),
    )
    url, parts = None, list[UploadPart]()
    if body.part_size is None:
        url = await gateway.call(ports.objects.presign_put, row.key, expires)
    else:
        row = replace(row, parts_token=await gateway.call(ports.objects.begin_parts, row.key))
        parts = await gateway.call(_parts, gateway, row, _ranges(body), expires)
    await gateway.call(ports.uploads.add, row)
    await record(request, gateway, principal, "upload.begin", upload_id, {"filename": row.filename})
    return UploadTicket(
        upload_id=upload_id,
        url=url,
        parts=parts,
        expires_at=row.expires_at,
        complete=f"/v1/uploads/{upload_id}/complete",
    )


def _ranges(body: UploadRequest) -> list[tuple[int, int]]:
    """Start and length of each part. Raises `invalid_request`."""
    if body.size is None or body.part_size is None:
        raise ProblemError("invalid_request", "`part_size` needs `size`")
    found = [(at, min(body.part_size, body.size - at)) for at in range(0, body.size, body.part_size)]
    if len(found) > _MAX_PARTS:
        raise ProblemError("invalid_request", f"at most {_MAX_PARTS} parts: take a larger `part_size`")
    return found


def _parts(gateway: Gateway, row: UploadRow, wanted: Sequence[tuple[int, int]], expires: timedelta) -> list[UploadPart]:
    presign, token = gateway.ports.objects.presign_part, row.parts_token or ""
    return [
        UploadPart(number=number, start=start, length=length, url=presign(row.key, token, number, expires))
        for number, (start, length) in enumerate(wanted, start=1)
    ]


@router.delete("/{upload_id}", status_code=204, response_class=Response, responses=problems("not_found", "conflict"))
async def abort_upload(
    request: Request, gateway: TheGateway, principal: Writer, upload_id: Annotated[str, Path(max_length=64)]
) -> Response:
    """Give up: what was put is removed."""
    row = await _own(gateway, principal, upload_id)
    if row.completed_at is not None:
        raise ProblemError("conflict", "the upload is complete; delete its documents instead")
    objects = gateway.ports.objects
    if row.parts_token is not None:
        await gateway.call(objects.drop_parts, row.key, row.parts_token)
    await gateway.call(objects.delete, row.key)
    await gateway.call(gateway.ports.uploads.remove, row.id)
    await record(request, gateway, principal, "upload.abort", row.id)
    return Response(status_code=204)


@router.post(
    "/{upload_id}/complete",
    status_code=202,
    response_model=UploadAnswer,
    responses=problems(
        "not_found", "upload_incomplete", "upload_mismatch", "unsupported_media_type", "storage_unavailable"
    ),
)
async def complete_upload(
    request: Request,
    gateway: TheGateway,
    principal: Writer,
    upload_id: Annotated[str, Path(max_length=64)],
    lane: Annotated[Literal["interactive", "bulk"], Query()] = "interactive",
) -> JSONResponse:
    """The bytes are there: check them against what was announced and process them. Safe to repeat."""
    intake = the_intake(gateway)
    ports = gateway.ports
    row = await _own(gateway, principal, upload_id)
    if row.completed_at is not None:
        known = await gateway.call(ports.reading.many, row.documents)
        again = [
            service.status_of(known[d], duplicate=True).model_dump(mode="json") for d in row.documents if d in known
        ]
        return JSONResponse({"documents": again}, status_code=200)
    if row.parts_token is not None:
        await gateway.make(ports.objects.join_parts, row.key, row.parts_token)  # False: joined by an earlier call
    there = await gateway.call(ports.objects.stat, row.key)
    if there is None:
        raise ProblemError("upload_incomplete", "PUT the bytes to the upload's URL first, each part to its own")
    if there.size > gateway.settings.max_upload_bytes:
        await gateway.call(ports.objects.delete, row.key)
        raise ProblemError("limit_exceeded", f"a file may have at most {gateway.settings.max_upload_bytes} bytes")
    if row.expected_size is not None and there.size != row.expected_size:
        raise ProblemError("upload_mismatch", f"{there.size} bytes arrived, {row.expected_size} were announced")
    if row.expected_sha256 is not None:
        found = await gateway.make(_sha256, gateway, row.key)
        if found != row.expected_sha256:
            raise ProblemError("upload_mismatch", f"the bytes have sha256 {found}")
    by = uploader(request, principal)
    outcomes = await gateway.make(
        intake.accept_object, row.department_id, row.filename, row.key, lane=Lane(lane), by=by
    )
    status, answer = answer_of(outcomes, request.state.request_id)
    taken = [d["document_id"] for d in answer["documents"] if "document_id" in d]
    await gateway.call(ports.uploads.complete, row.id, taken)
    return JSONResponse(answer, status_code=status)


async def _own(gateway: Gateway, principal: Principal, upload_id: str) -> UploadRow:
    row = await gateway.call(gateway.ports.uploads.get, upload_id) if is_id(upload_id) else None
    if row is None or (principal.sees is not None and row.department_id != principal.sees):
        raise ProblemError("not_found", "there is no such upload")
    return row


def _sha256(gateway: TheGateway, key: str) -> str:
    digest = hashlib.sha256()
    for chunk in gateway.ports.objects.stream(key):
        digest.update(chunk)
    return digest.hexdigest()
