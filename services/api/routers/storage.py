"""The embedded storage's presigned URLs: they lead here, as there is no S3 server to go to."""

from __future__ import annotations

import asyncio
from typing import Annotated, BinaryIO, Protocol, cast, runtime_checkable

import anyio.to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.api.answers import problems
from services.api.gateway import Gateway, TheGateway
from services.api.pipe import Pipe
from services.api.problems import ProblemError

router = APIRouter(prefix="/storage", tags=["uploads"])

_BYTES = {"type": "string", "format": "binary"}
Key = Annotated[str, Path(max_length=500)]
Expires = Annotated[str, Query(max_length=20)]
Signature = Annotated[str, Query(max_length=128)]


@runtime_checkable
class Presigned(Protocol):
    """A storage without a server of its own: whoever serves its URLs asks it whether they are good."""

    def verify(self, method: str, key: str, expires: str, signature: str) -> bool: ...


@router.put(
    "/{key:path}",
    status_code=200,
    response_class=Response,
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {"schema": _BYTES}}}},
    responses=problems("not_found", "limit_exceeded", "malformed_upload", "storage_unavailable"),
)  # fmt: skip
async def put_object(
    request: Request, gateway: TheGateway, key: Key, expires: Expires = "", signature: Signature = ""
) -> Response:
    """Take the bytes of a presigned upload."""
    _check(gateway, "PUT", key, expires, signature)
    pipe = Pipe(asyncio.get_running_loop())

    storing = asyncio.create_task(_store(gateway, key, pipe))
    try:
        async for chunk in request.stream():
            if chunk:
                await pipe.write(chunk)
        pipe.finish()
    except BaseException:
        pipe.abort()
        await asyncio.wait([storing])
        storing.exception()
        raise
    await storing
    return Response(status_code=200)


@router.get(
    "/{key:path}",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "the object"},
        **problems("not_found"),
    },
)
async def get_object(gateway: TheGateway, key: Key, expires: Expires = "", signature: Signature = "") -> Response:
    """Give the bytes of a presigned download."""
    _check(gateway, "GET", key, expires, signature)
    chunks = await gateway.call(gateway.ports.objects.stream, key)
    return StreamingResponse(chunks, media_type="application/octet-stream")


async def _store(gateway: Gateway, key: str, pipe: Pipe) -> None:
    limit = gateway.settings.max_upload_bytes
    try:
        await anyio.to_thread.run_sync(
            lambda: gateway.ports.objects.put(key, cast(BinaryIO, pipe), limit=limit), limiter=gateway.uploads
        )
    finally:
        pipe.drain()


def _check(gateway: Gateway, method: str, key: str, expires: str, signature: str) -> None:
    objects = gateway.ports.objects
    if not isinstance(objects, Presigned) or not objects.verify(method, key, expires, signature):
        raise ProblemError("not_found", "there is nothing here, or the URL has expired")
