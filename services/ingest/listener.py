"""The receiver of bucket notifications, S3's form: MinIO-compatible servers and Ceph send the same records.

Notifications are a hint, never the truth: they may be late, doubled or lost, and each key is looked at where it lies.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from fastapi import FastAPI, HTTPException, Request
from starlette.concurrency import run_in_threadpool

from services.ingest.inbox import Taken, take_object
from services.ingest.service import IntakeService
from shared.bootstrap import Backends
from shared.errors import TransientError

_LOG = logging.getLogger(__name__)
_BODY_LIMIT = 1024 * 1024


def keys_of(event: Any) -> Iterator[str]:
    """The keys of the objects that a notification says were created. Unknown shapes give nothing."""
    records = event.get("Records") if isinstance(event, dict) else None
    for record in records if isinstance(records, list) else ():
        try:
            name, key = record["eventName"], record["s3"]["object"]["key"]
        except (KeyError, TypeError):
            continue
        if isinstance(name, str) and isinstance(key, str) and "ObjectCreated" in name:
            yield unquote_plus(key)


def create_app(backends: Backends) -> FastAPI:
    """`POST /events` for the storage, `/healthz` for whoever watches. A 503 makes the storage send again."""
    app = FastAPI(title="yusuan ingest", docs_url=None, redoc_url=None, openapi_url=None)
    intake = IntakeService(backends)

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/events")
    async def events(request: Request) -> dict[str, int]:
        _authorize(backends, request)
        body = await request.body()
        if len(body) > _BODY_LIMIT:
            raise HTTPException(413)
        try:
            found = list(keys_of(json.loads(body or b"{}")))
        except ValueError:
            raise HTTPException(400, "not a notification") from None
        try:
            taken = [await run_in_threadpool(take_object, backends, intake, key) for key in found]
        except TransientError as exc:
            _LOG.warning("notification put off: %s", exc)
            raise HTTPException(503, exc.code) from exc
        return {"taken": taken.count(Taken.NEW)}

    return app


def _authorize(backends: Backends, request: Request) -> None:
    """The token as bearer (MinIO's way) or as the password of basic authentication (from a URL, Ceph's way)."""
    token = backends.settings.listener_token
    if token is None:
        return
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            given = ""
    if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise HTTPException(401)
