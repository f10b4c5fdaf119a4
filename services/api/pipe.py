"""A bounded pipe from the event loop to a thread."""

from __future__ import annotations

import asyncio
import io
import threading
from collections import deque
from typing import Any

_CAPACITY = 1024 * 1024


class BrokenUploadError(OSError):
    """The body broke before the file was whole: what was read of it must not be kept."""


class Pipe(io.RawIOBase):
    """`write`, `finish` and `abort` belong to the event loop, `read` to one thread, `drain` to whoever ends it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._changed = threading.Condition()
        self._room = asyncio.Event()
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._ended = self._broken = self._drained = False

    # ------------------------------------------------------------ event loop

    async def write(self, data: bytes) -> None:  # type: ignore[override]  # the other end of the same pipe
        """Waits while the pipe is full. After `drain` the data is dropped."""
        while True:
            with self._changed:
                if self._drained:
                    return
                if self._size < _CAPACITY:
                    self._chunks.append(data)
                    self._size += len(data)
                    self._changed.notify()
                    return
                self._room.clear()
            await self._room.wait()

    def finish(self) -> None:
        """The file is whole."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def abort(self) -> None:
        """The file will never be whole: the reader gets a `BrokenUploadError`."""
        with self._changed:
            self._broken = True
            self._changed.notify()

    def drain(self) -> None:
        """The reader is gone: nothing blocks any more."""
        with self._changed:
            self._drained = True
            self._chunks.clear()
        self._room.set()

    # ------------------------------------------------------------ thread

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """`size` bytes, fewer only at the end. Raises `BrokenUploadError`."""
        pieces: list[bytes] = []
        wanted = size
        while size < 0 or wanted > 0:
            chunk = self._next()
            if not chunk:
                break
            if size >= 0 and len(chunk) > wanted:
                with self._changed:
                    self._chunks.appendleft(chunk[wanted:])
                    self._size += len(chunk) - wanted
                chunk = chunk[:wanted]
            pieces.append(chunk)
            wanted -= len(chunk)
        return b"".join(pieces)

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        with self._changed:
            while not self._chunks:
                if self._broken:
                    raise BrokenUploadError("the upload broke off")
                if self._ended:
                    return b""
                self._changed.wait()
            if self._broken:
                raise BrokenUploadError("the upload broke off")
            chunk = self._chunks.popleft()
            self._size -= len(chunk)
            if self._size < _CAPACITY // 2 and not self._room.is_set():
                self._loop.call_soon_threadsafe(self._room.set)
        return chunk
