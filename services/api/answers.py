"""Helpers of the routes: conditional requests, downloads, documented problems."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from services.api.problems import PROBLEMS, ProblemError
from services.api.schemas import Problem


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: the problems that a route can answer with, beside 401, 422 and 429."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in (
        "unauthorized",
        "forbidden",
        "bad_request",
        "invalid_request",
        "rate_limited",
        "database_unavailable",
        *codes,
    ):
        status, _, title = PROBLEMS[code]
        entry = found.setdefault(
            status, {"model": Problem, "description": "", "content": {"application/problem+json": {}}}
        )
        entry["description"] += f"{'; ' if entry['description'] else ''}`{code}`: {title}"
    return found


def matches(header: str | None, etag: str) -> bool:
    """Whether an If-Match or If-None-Match header names this ETag (weak comparison for the latter is harmless)."""
    if header is None:
        return False
    if header.strip() == "*":
        return True
    return any(tag.strip().removeprefix("W/") == etag for tag in header.split(","))


def not_modified(request: Request, etag: str) -> bool:
    return matches(request.headers.get("if-none-match"), etag)


def require_match(request: Request, etag: str) -> None:
    """Raises `precondition_required` or `precondition_failed`."""
    header = request.headers.get("if-match")
    if header is None:
        raise ProblemError("precondition_required", "send If-Match with the ETag of the result that you looked at")
    if not matches(header, etag) or "W/" in header:
        raise ProblemError("precondition_failed", "the result has changed: fetch it again", etag=etag)


def attachment(filename: str, *, inline: bool = False) -> str:
    """Content-Disposition with a name of any script (RFC 6266)."""
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "-_. " else "_" for c in filename)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def unchanged(etag: str) -> Response:
    return Response(status_code=304, headers={"ETag": etag})
