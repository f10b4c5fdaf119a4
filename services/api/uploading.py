"""Uploads: from the multipart body to status bodies, with quotas and idempotency."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, BinaryIO

from fastapi import Request
from fastapi.responses import JSONResponse

from services.api import problems, service
from services.api.gateway import Gateway
from services.api.multipart import Upload
from services.api.problems import PROBLEMS, ProblemError
from services.api.security import Principal
from shared.errors import DatabaseError
from shared.lifecycle import Lane
from shared.ports import Accepted, Duplicate, Intake, Rejected, Uploader

#: how long a first request is believed to be under way without a sign of life, and how often it gives one
_IN_FLIGHT, _EXTEND_SECONDS = timedelta(seconds=30), 8.0
Outcome = Accepted | Duplicate | Rejected


async def department_of(gateway: Gateway, principal: Principal, asked: str | None) -> str:
    """The department that an upload is for. Raises `invalid_request`, `forbidden`."""
    if asked is not None and not principal.admin and asked not in (principal.department_id, principal.department):
        raise ProblemError("forbidden", "the key belongs to another department")
    if asked is None or not principal.admin:
        if principal.department_id is None:
            raise ProblemError("invalid_request", "an administrator's key names the department: ?department=")
        return principal.department_id
    found = await gateway.call(gateway.ports.keys.department, asked.replace("\x00", ""))
    if found is None:
        raise ProblemError("invalid_request", "there is no such department")
    return found.id


async def upload(
    request: Request,
    gateway: Gateway,
    principal: Principal,
    department_id: str,
    *,
    lane: str,
    idempotency_key: str | None,
) -> JSONResponse:
    """Take the request's files. Raises `ProblemError`."""
    intake = the_intake(gateway)
    await check_quota(gateway, department_id)
    if idempotency_key is None:
        return await _take(request, gateway, principal, department_id, intake, Lane(lane))
    scope, key = f"upload:{department_id}", idempotency_key
    known = await gateway.call(gateway.ports.idempotency.begin, scope, key, lease=_IN_FLIGHT)
    if known is None:
        extending = asyncio.create_task(_extend(gateway, scope, key))
        try:
            return await _take(request, gateway, principal, department_id, intake, Lane(lane), remember=(scope, key))
        except BaseException:
            await gateway.call(gateway.ports.idempotency.abandon, scope, key)
            raise
        finally:
            extending.cancel()
    if known.fingerprint is None or known.body is None or known.status is None:
        raise ProblemError("idempotency_in_progress", "wait for the answer to the first request")
    again = Upload(_swallow, limiter=gateway.uploads, room=gateway.room, fingerprint=True, **_limits(gateway))
    await again.run(request)
    if again.fingerprint != known.fingerprint:
        raise ProblemError("idempotency_mismatch", "this Idempotency-Key was used for other files")
    return JSONResponse(known.body, status_code=known.status, headers={"Idempotency-Replayed": "true"})


async def _extend(gateway: Gateway, scope: str, key: str) -> None:
    while True:
        await asyncio.sleep(_EXTEND_SECONDS)
        with suppress(DatabaseError):  # the upload itself will tell
            await gateway.call(gateway.ports.idempotency.extend, scope, key, lease=_IN_FLIGHT)


def the_intake(gateway: Gateway) -> Intake:
    if gateway.intake is None:
        raise ProblemError("not_configured", "this gateway runs without an intake")
    return gateway.intake


async def check_quota(gateway: Gateway, department_id: str) -> None:
    """Raises `too_many_documents`."""
    waiting = await gateway.quota.exceeded(department_id)
    if waiting is not None:
        seconds = max(1, min(round(await gateway.seconds_per_page() * 20), 60))
        raise ProblemError(
            "too_many_documents",
            f"{waiting} documents are unfinished, at most {gateway.settings.max_open_documents} may be",
            headers={"Retry-After": str(seconds)},
        )


async def _take(
    request: Request,
    gateway: Gateway,
    principal: Principal,
    department_id: str,
    intake: Intake,
    lane: Lane,
    remember: tuple[str, str] | None = None,
) -> JSONResponse:
    def accept(filename: str, stream: BinaryIO) -> tuple[Outcome, ...]:
        return intake.accept(department_id, filename, stream, lane=lane, by=uploader(request, principal))

    taking = Upload(
        accept, limiter=gateway.uploads, room=gateway.room, fingerprint=remember is not None, **_limits(gateway)
    )
    outcomes = [outcome for file in await taking.run(request) for outcome in file]
    status, body = answer_of(outcomes, request.state.request_id)
    if remember is not None:
        await gateway.call(gateway.ports.idempotency.finish, *remember, taking.fingerprint, status, body)
    headers = {}
    if len(outcomes) == 1 and not isinstance(outcomes[0], Rejected):
        headers["Location"] = f"/v1/documents/{outcomes[0].document.id}"
    return JSONResponse(body, status_code=status, headers=headers)


def uploader(request: Request, principal: Principal) -> Uploader:
    """Whom the audit log is to name."""
    return Uploader(actor=principal.id, request_id=request.state.request_id)


def answer_of(outcomes: Sequence[Outcome], request_id: str | None) -> tuple[int, dict[str, Any]]:
    """Status and body for what became of the files. Raises a problem if none of them was taken."""
    rejected = [o for o in outcomes if isinstance(o, Rejected)]
    if rejected and len(rejected) == len(outcomes):
        files = [{"filename": r.filename, "code": r.code, "detail": r.detail} for r in rejected]
        raise ProblemError(_known(rejected[0].code), f"{rejected[0].filename}: {rejected[0].detail}", files=files)
    documents: list[dict[str, Any]] = []
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            error = problems.body_of(_known(outcome.code), outcome.detail, request_id)
            documents.append({"filename": outcome.filename, "state": "rejected", "error": error})
        else:
            duplicate = isinstance(outcome, Duplicate)
            documents.append(service.status_of(outcome.document, duplicate=duplicate).model_dump(mode="json"))
    only_duplicates = all(isinstance(o, Duplicate) for o in outcomes)
    return 200 if only_duplicates else 202, {"documents": documents}


def _known(code: str) -> str:
    return code if code in PROBLEMS else "unreadable"


def _limits(gateway: Gateway) -> dict[str, int]:
    return {
        "max_files": gateway.settings.max_files_per_upload,
        "max_file_bytes": gateway.settings.max_upload_bytes,
        "max_zip_bytes": gateway.settings.max_archive_bytes,
    }


def _swallow(_filename: str, stream: BinaryIO) -> None:
    while stream.read(io.DEFAULT_BUFFER_SIZE * 16):
        pass
