"""Multipart uploads, parsed as they arrive: memory stays flat however large the body is.

A file is spooled (in memory while it is small and few are under way, else in a temporary file) and handed over once it
is whole. So a slow client holds no thread, a body that breaks off has stored nothing, and whoever takes the file can
look at its beginning and end before deciding.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Generic, TypeVar, cast

import anyio
import anyio.to_thread
from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from services.api.problems import ProblemError

#: a file up to this size waits in memory until it is whole
_SMALL = 1024 * 1024
_MAX_HEADERS = 16 * 1024
_MAX_FIELD = 64 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

T = TypeVar("T")


@dataclass
class _Part:
    """The part that is being parsed. `pending` is what was not yet written to `file`."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    filename: str | None = None
    size: int = 0
    zipped: bool = False
    """begins as a zip does: only those may be larger than a single file"""
    pending: bytearray = field(default_factory=bytearray)
    file: IO[bytes] | None = None


@dataclass
class Room:
    """What the uploads of a gateway hold in memory together, in bytes; beyond `most` they go to temporary files."""

    most: int
    held: int = 0


class Upload(Generic[T]):
    """One multipart body. `accept(filename, file)` is called in a worker thread for each file, in their order."""

    def __init__(
        self,
        accept: Callable[[str, BinaryIO], T],
        *,
        limiter: anyio.CapacityLimiter,
        room: Room,
        max_files: int,
        max_file_bytes: int,
        max_zip_bytes: int,
        fingerprint: bool = False,
    ) -> None:
        self._accept = accept
        self._limiter = limiter
        self._room = room
        self._max_files = max_files
        self._max_file_bytes = max_file_bytes
        self._max_zip_bytes = max(max_file_bytes, max_zip_bytes)
        self._hash = hashlib.sha256() if fingerprint else None
        self._files = 0
        self.results: list[T] = []

    @property
    def fingerprint(self) -> str:
        """What the body said: names and bytes of its files. Only with `fingerprint=True`."""
        assert self._hash is not None
        return self._hash.hexdigest()

    async def run(self, request: Request) -> list[T]:
        """Parse the body; the answers of `accept` in order. Raises `ProblemError`."""
        part = _Part()
        try:
            async for event in _events(request):
                if isinstance(event, _Part):
                    part = event
                    self._begin(part)
                elif event is None:
                    await self._end(part)
                else:
                    await self._data(part, event)
        except ClientDisconnect as exc:
            raise ProblemError("malformed_upload", "the connection was closed before the body was whole") from exc
        finally:
            self._drop(part)
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
        if not part.size:
            part.zipped = data.startswith(b"P")  # the first piece may hold one byte only
        part.size += len(data)
        if part.filename is None:
            if part.size > _MAX_FIELD:
                raise ProblemError("malformed_upload", f"the field {part.name!r} is too long")
            return
        most = self._max_zip_bytes if part.zipped else self._max_file_bytes
        if part.size > most:
            raise ProblemError("limit_exceeded", f"{part.filename}: a file may have at most {most} bytes")
        if self._hash is not None:
            self._hash.update(data)
        part.pending += data
        self._room.held += len(data)
        if len(part.pending) > _SMALL or self._room.held > self._room.most:
            if part.file is None:
                part.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed where the part ends
            block, part.pending = bytes(part.pending), bytearray()
            self._room.held -= len(block)
            await anyio.to_thread.run_sync(part.file.write, block, limiter=self._limiter)

    async def _end(self, part: _Part) -> None:
        if part.filename is None:
            return
        if part.file is None:
            whole: BinaryIO = io.BytesIO(bytes(part.pending))
        else:
            part.file.write(part.pending)
            part.file.seek(0)
            whole = cast(BinaryIO, part.file)
        self.results.append(await anyio.to_thread.run_sync(self._accept, part.filename, whole, limiter=self._limiter))
        self._drop(part)

    def _drop(self, part: _Part) -> None:
        self._room.held -= len(part.pending)
        part.pending = bytearray()
        if part.file is not None:
            part.file.close()


async def _events(request: Request) -> AsyncIterator[_Part | bytes | None]:
    """The body as: a part's head, its data in pieces, None at its end; and again."""
    queue: list[_Part | bytes | None] = []
    parser, ended = _parser(_boundary(request), queue)
    async for chunk in request.stream():
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
