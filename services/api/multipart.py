"""Multipart uploads streamed to whoever stores them: memory stays flat however large the body is.

The parser runs in the event loop. A small file is handed over whole once it has arrived, so a slow client holds no
thread; a large one is read by a worker thread through a bounded pipe, so a slow storage slows the client down.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Generic, TypeVar, cast

import anyio
import anyio.to_thread
from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from services.api.pipe import BrokenUploadError, Pipe
from services.api.problems import ProblemError

#: a file up to this size waits in memory until it is whole
_SMALL = 1024 * 1024
_MAX_HEADERS = 16 * 1024
_MAX_FIELD = 64 * 1024
_IDLE_SECONDS = 60
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

T = TypeVar("T")


@dataclass
class _Part:
    """The part that is being parsed."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    filename: str | None = None
    size: int = 0
    buffer: bytearray = field(default_factory=bytearray)
    pipe: Pipe | None = None


class Upload(Generic[T]):
    """One multipart body. `accept(filename, stream)` is called in a worker thread for each file, in their order."""

    def __init__(
        self,
        accept: Callable[[str, BinaryIO], T],
        *,
        limiter: anyio.CapacityLimiter,
        max_files: int,
        max_file_bytes: int,
        fingerprint: bool = False,
    ) -> None:
        self._accept = accept
        self._limiter = limiter
        self._max_files = max_files
        self._max_file_bytes = max_file_bytes
        self._hash = hashlib.sha256() if fingerprint else None
        self._files = 0
        self._storing: asyncio.Task[T] | None = None
        self.results: list[T] = []

    @property
    def fingerprint(self) -> str:
        """What the body said: names and bytes of its files. Only with `fingerprint=True`."""
        assert self._hash is not None
        return self._hash.hexdigest()

    async def run(self, request: Request) -> list[T]:
        """Parse the body; the answers of `accept` in order. Raises `ProblemError`."""
        part: _Part | None = None
        try:
            async for event in _events(request):
                if isinstance(event, _Part):
                    part = event
                    self._begin(part)
                elif event is None:
                    assert part is not None
                    await self._end(part)
                    part = None
                else:
                    assert part is not None
                    await self._data(part, event)
        except ClientDisconnect as exc:
            raise ProblemError("malformed_upload", "the connection was closed before the body was whole") from exc
        finally:
            await self._abort(part)
        if not self._files:
            raise ProblemError("malformed_upload", "the body has no part with a file name")
        return self.results

    def _begin(self, part: _Part) -> None:
        if part.filename is None:
            return
        self._files += 1
        if self._files > self._max_files:
            raise ProblemError("limit_exceeded", f"more than {self._max_files} files in one upload")
        if self._hash is not None:
            self._hash.update(b"\x00file\x00" + part.filename.encode() + b"\x00")

    async def _data(self, part: _Part, data: bytes) -> None:
        part.size += len(data)
        if part.filename is None:
            if part.size > _MAX_FIELD:
                raise ProblemError("malformed_upload", f"the field {part.name!r} is too long")
            return
        if part.size > self._max_file_bytes:
            raise ProblemError("limit_exceeded", f"a file may have at most {self._max_file_bytes} bytes")
        if self._hash is not None:
            self._hash.update(data)
        if part.pipe is not None:
            await part.pipe.write(data)
            return
        part.buffer += data
        if len(part.buffer) > _SMALL:
            part.pipe = Pipe(asyncio.get_running_loop())
            self._storing = asyncio.create_task(self._store(part.filename, cast(BinaryIO, part.pipe), part.pipe))
            await part.pipe.write(bytes(part.buffer))
            part.buffer.clear()

    async def _end(self, part: _Part) -> None:
        if part.filename is None:
            return
        if part.pipe is None:
            self.results.append(await self._store(part.filename, io.BytesIO(bytes(part.buffer)), None))
            return
        part.pipe.finish()
        assert self._storing is not None
        self.results.append(await self._storing)
        self._storing = None

    async def _store(self, filename: str, stream: BinaryIO, pipe: Pipe | None) -> T:
        try:
            return await anyio.to_thread.run_sync(self._accept, filename, stream, limiter=self._limiter)
        finally:
            if pipe is not None:
                pipe.drain()

    async def _abort(self, part: _Part | None) -> None:
        """The body broke in the middle of a file: its reader must not take what came for the whole."""
        if part is not None and part.pipe is not None and self._storing is not None:
            part.pipe.abort()
            await asyncio.wait([self._storing])
            self._storing.exception()  # a BrokenUploadError, as it must be
            self._storing = None


async def _events(request: Request) -> AsyncIterator[_Part | bytes | None]:
    """The body as: a part's head, its data in pieces, None at its end; and again."""
    queue: list[_Part | bytes | None] = []
    parser, ended = _parser(_boundary(request), queue)
    body = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(_IDLE_SECONDS):
                chunk = await anext(body, None)
        except TimeoutError as exc:
            raise ProblemError("malformed_upload", f"nothing was sent for {_IDLE_SECONDS} seconds") from exc
        if chunk is None:
            break
        try:
            parser.write(chunk)
        except MultipartParseError as exc:
            raise ProblemError("malformed_upload", f"the multipart body is broken: {exc}") from exc
        for event in queue:
            yield event
        queue.clear()
    if not ended:
        raise ProblemError("malformed_upload", "the body ends before its closing boundary")


def _parser(boundary: bytes, queue: list[_Part | bytes | None]) -> tuple[MultipartParser, list[bool]]:
    """A parser that appends what it finds to `queue`; the list beside it is filled once the body is complete."""
    part = _Part()
    name, value, ended = bytearray(), bytearray(), list[bool]()

    def begin() -> None:
        nonlocal part
        part = _Part()

    def header_end() -> None:
        part.headers[bytes(name).lower()] = bytes(value)
        if sum(len(k) + len(v) for k, v in part.headers.items()) > _MAX_HEADERS:
            raise ProblemError("malformed_upload", "the headers of a part are too long")
        name.clear()
        value.clear()

    def headers_finished() -> None:
        disposition, options = parse_options_header(part.headers.get(b"content-disposition"))
        if disposition != b"form-data" or b"name" not in options:
            raise ProblemError("malformed_upload", "a part says not which field it is")
        part.name = _text(options[b"name"])
        if b"filename" in options:
            part.filename = file_name(_text(options[b"filename"]))
        queue.append(part)

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": begin,
            "on_header_field": lambda data, start, end: name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: value.extend(data[start:end]),
            "on_header_end": header_end,
            "on_headers_finished": headers_finished,
            "on_part_data": lambda data, start, end: queue.append(bytes(data[start:end])),
            "on_part_end": lambda: queue.append(None),
            "on_end": lambda: ended.append(True),
        },
    )
    return parser, ended


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data":
        raise ProblemError("unsupported_media_type", "send the files as multipart/form-data")
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 200:
        raise ProblemError("malformed_upload", "the Content-Type has no usable boundary")
    return boundary


def file_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters; `upload` if nothing is left."""
    last = _CONTROL.sub("", name.replace("\\", "/")).rsplit("/", 1)[-1].strip()
    return last[-200:] if last.strip(". ") else "upload"


def _text(raw: bytes) -> str:
    """Browsers send UTF-8; old Chinese clients send GB18030."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


__all__ = ["BrokenUploadError", "Upload", "file_name"]
