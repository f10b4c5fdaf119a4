"""Problems (RFC 9457): every error answer of the gateway has the same form and a code that docs/api.md lists."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.errors import ProcessingError, disk_full

MEDIA_TYPE = "application/problem+json"

#: code → (status, whether the same request can succeed later, title)
PROBLEMS: dict[str, tuple[int, bool, str]] = {
    "bad_request": (400, False, "The request cannot be understood"),
    "bad_cursor": (400, False, "The cursor is not one that yusuan gave out"),
    "malformed_upload": (400, False, "The multipart body is broken or incomplete"),
    "unauthorized": (401, False, "No valid API key"),
    "forbidden": (403, False, "The key does not allow this"),
    "csrf": (403, False, "The request does not come from the console's own page"),
    "not_found": (404, False, "There is nothing here for this key"),
    "no_page_picture": (404, False, "This document has no such page to be shown"),
    "method_not_allowed": (405, False, "The method is not allowed here"),
    "not_finished": (409, True, "The document is not finished"),
    "no_result": (409, False, "The document ended without a result"),
    "request_timeout": (408, True, "The request did not come in time"),
    "conflict": (409, False, "The state of the document does not allow this"),
    "idempotency_in_progress": (409, True, "The first request with this Idempotency-Key is still under way"),
    "upload_incomplete": (409, True, "The bytes of the upload are not in the storage"),
    "cursor_expired": (410, False, "The cursor is older than what is kept"),
    "precondition_failed": (412, False, "The document has changed since"),
    "limit_exceeded": (413, False, "The file is over a limit"),
    "unsupported_media_type": (415, False, "The bytes are of a kind that is not read"),
    "range_not_satisfiable": (416, False, "The range lies outside the file"),
    "invalid_request": (422, False, "The request does not fit the API"),
    "empty_file": (422, False, "The file is empty"),
    "encrypted": (422, False, "The file asks for a password"),
    "unreadable": (422, False, "The file is damaged"),
    "infected": (422, False, "The virus scanner found something in the file"),
    "upload_mismatch": (422, False, "The bytes are not those that were announced"),
    "idempotency_mismatch": (422, False, "This Idempotency-Key belongs to another request"),
    "forbidden_address": (422, False, "Webhooks are not sent to this address"),
    "precondition_required": (428, False, "If-Match is required"),
    "head_too_large": (431, False, "The headers are too long"),
    "rate_limited": (429, True, "Too many requests with this key"),
    "too_many_documents": (429, True, "Too many unfinished documents"),
    "internal": (500, True, "Something went wrong in the gateway"),
    "scanner_unavailable": (503, True, "The virus scanner does not answer"),
    "storage_unavailable": (503, True, "The object storage does not answer"),
    "database_unavailable": (503, True, "The database does not answer"),
    "broker_unavailable": (503, True, "The message broker does not answer"),
    "temporarily_unavailable": (503, True, "Temporarily unavailable"),
    "not_configured": (501, False, "This installation does not offer it"),
    "object_not_found": (404, False, "The bytes are no longer there"),
    "processing_failed": (500, False, "Processing failed"),
}

_STATUS_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "limit_exceeded",
    415: "unsupported_media_type",
    422: "invalid_request",
}


class ProblemError(Exception):
    """Ends a request with a problem; `code` is a key of `PROBLEMS`, `extra` are further members of the body."""

    def __init__(self, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra


def body_of(code: str, detail: str, request_id: str | None, **extra: Any) -> dict[str, Any]:
    """The problem's JSON."""
    status, retryable, title = PROBLEMS[code]
    return {
        "type": f"urn:yusuan:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "retryable": retryable,
        "request_id": request_id,
        **extra,
    }


def install(app: FastAPI) -> None:
    """One place maps all errors."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(ProcessingError, _processing)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _system)


def answer(
    request: Request, code: str, detail: str, headers: Mapping[str, str] | None = None, **extra: Any
) -> JSONResponse:
    """The problem as a response to this request."""
    return answer_for(getattr(request.state, "request_id", None), code, detail, headers, **extra)


def answer_for(
    request_id: str | None, code: str, detail: str, headers: Mapping[str, str] | None = None, **extra: Any
) -> JSONResponse:
    """The problem as a response."""
    body = body_of(code, detail, request_id, **extra)
    sent = dict(headers or {})
    if code == "unauthorized":
        sent.setdefault("WWW-Authenticate", 'Bearer realm="yusuan"')
    if body["retryable"]:
        sent.setdefault("Retry-After", "2")
    return JSONResponse(body, status_code=body["status"], media_type=MEDIA_TYPE, headers=sent)


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return answer(request, error.code, error.detail, error.headers, **error.extra)


async def _processing(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProcessingError)
    code = error.code if error.code in PROBLEMS else "processing_failed"
    return answer(request, code, error.detail)


async def _system(request: Request, error: Exception) -> JSONResponse:
    """A temporary file that found no room is an outage, as a storage without room is; all else is a fault of ours."""
    full = disk_full(error)
    if full is None:
        raise error
    return await _processing(request, full)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [{"at": ".".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in error.errors()]
    detail = "; ".join(f"{e['at']}: {e['message']}" for e in errors[:5])
    return answer(request, "invalid_request", detail or "the request does not fit", errors=errors[:20])


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _STATUS_CODES.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
    phrase = HTTPStatus(error.status_code).phrase
    detail = str(error.detail) if error.detail and error.detail != phrase else PROBLEMS[code][2]
    return answer(request, code, detail, error.headers)
