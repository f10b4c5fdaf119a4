"""What happens to every request: an id, security headers, metrics, a bound on bodies that are no uploads. Pure ASGI."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.api.gateway import Gateway
from services.api.problems import answer_for

_LOG = logging.getLogger(__name__)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_MAX_BODY = 2 * 1024 * 1024
#: A body may be waited for so long, and longer by what it has brought at this rate.
_PATIENCE_SECONDS, _SLOWEST_BYTES = 60.0, 1024
_UPLOAD, _STORAGE = "/v1/documents", "/storage/"
_CSP = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Iterable[tuple[bytes, bytes]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class Frame:
    """The outermost layer: gives `request.state.request_id`, adds headers, counts."""

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        if head:  # as GET, but for the body
            scope = dict(scope, method="GET")
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        begun = False

        async def framed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = message.setdefault("headers", [])
                present = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers.extend(h for h in _HEADERS if h[0] not in present)
                if b"content-security-policy" not in present:
                    headers.append((b"content-security-policy", _CSP))
                if b"cache-control" not in present:
                    headers.append((b"cache-control", b"no-store"))
                self._count(scope, message["status"], started)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        upload = (scope["method"] == "POST" and scope["path"] == _UPLOAD) or scope["path"].startswith(_STORAGE)
        try:
            await self._app(scope, _bounded(receive, None if upload else _MAX_BODY), framed)
        except Exception as error:
            _LOG.error("unexpected error in %s %s", scope["method"], scope["path"], exc_info=error)
            if begun:
                raise
            answer = answer_for(request_id, "internal", "an unexpected error; the request id finds it in the log")
            await answer(scope, receive, framed)

    def _count(self, scope: Scope, status: int, started: float) -> None:
        route = scope.get("route")
        path = getattr(route, "path", "other")
        if scope["path"].startswith("/v1/") and path.startswith("/") and not path.startswith("/v1/"):
            path = "/v1" + path  # an included router's route knows nothing of its prefix
        metrics = self._gateway.metrics
        metrics.requests.labels(scope["method"] if path != "other" else "-", path, status).inc()
        metrics.seconds.labels(path).observe(time.perf_counter() - started)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            found: str = value.decode()
            return found
    return secrets.token_hex(12)


def _bounded(receive: Receive, most: int | None) -> Receive:
    """`receive` that ends the request when its body is longer than `most` bytes, stays away, or comes drop by drop.

    What counts is the time for which the client was waited for, not the time that its bytes took here."""
    taken, waited, whole = 0, 0.0, False

    async def bounded() -> Message:
        nonlocal taken, waited, whole
        if whole:  # what is waited for now is the end of the connection
            return await receive()
        began = time.monotonic()
        patience = _PATIENCE_SECONDS + taken / _SLOWEST_BYTES - waited
        try:
            async with asyncio.timeout(min(_PATIENCE_SECONDS, patience)):
                message = await receive()
        except TimeoutError as exc:
            slow = f"less than {_SLOWEST_BYTES} bytes a second" if patience < _PATIENCE_SECONDS else "nothing"
            raise HTTPException(408, f"of the body came {slow} for {_PATIENCE_SECONDS:.0f} seconds") from exc
        waited += time.monotonic() - began
        whole = not message.get("more_body", False)
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if most is not None and taken > most:
                raise HTTPException(413, f"a body may have at most {most} bytes here")
        return message

    return bounded
