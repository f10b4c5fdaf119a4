"""Bodies that come slowly, or more of them than memory should hold."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import pytest
from starlette.exceptions import HTTPException

from services.api import middleware
from services.api.multipart import Room, Upload


def body(pieces: list[tuple[float, bytes]]) -> Callable[[], Any]:
    """A `receive` that gives each piece after so many seconds."""
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        pause, data = left.pop(0)
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": data, "more_body": bool(left)}

    return receive


def read(pieces: list[tuple[float, bytes]], *, pause: float = 0.0) -> int:
    """What a route gets of the body, when it takes a `pause` over each piece."""

    async def run() -> int:
        bounded, size = middleware._bounded(body(pieces), None), 0
        while True:
            message = await bounded()
            size += len(message["body"])
            await asyncio.sleep(pause)
            if not message["more_body"]:
                return size

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(middleware, "_SLOWEST_BYTES", 1000)


def test_nothing_is_waited_for_so_long_only() -> None:
    with pytest.raises(HTTPException, match="nothing") as raised:
        read([(0, b"a"), (5, b"b")])
    assert raised.value.status_code == 408


def test_drops_are_not_waited_for_for_ever() -> None:
    with pytest.raises(HTTPException, match="bytes a second"):
        read([(0.05, b"a")] * 100)


def test_what_comes_fast_enough_may_take_long() -> None:
    assert read([(0.05, b"a" * 100)] * 12) == 1200


def test_the_time_that_we_take_ourselves_does_not_count() -> None:
    assert read([(0.0, b"a")] * 6, pause=0.1) == 6


HEAD = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'


class Slow:
    """A request whose body stops after 100,000 bytes until `go` is set."""

    def __init__(self, go: asyncio.Event) -> None:
        self.headers = {"content-type": "multipart/form-data; boundary=B"}
        self._go = go

    async def stream(self) -> AsyncIterator[bytes]:
        yield HEAD
        for _ in range(10):
            yield b"x" * 10_000
            await asyncio.sleep(0)
        await self._go.wait()
        yield b"y\r\n--B--\r\n"


def test_many_slow_uploads_go_to_files_instead_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    file = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: made.append(file()) or made[-1])
    room = Room(250_000)
    taken: list[bytes] = []

    async def run() -> None:
        go = asyncio.Event()
        limiter = anyio.CapacityLimiter(4)
        uploads = [
            Upload(
                lambda _, stream: taken.append(stream.read()),
                limiter=limiter, room=room, max_files=1, max_file_bytes=10**6, max_zip_bytes=10**6,
            )
            for _ in range(8)
        ]  # fmt: skip
        tasks = [asyncio.create_task(upload.run(Slow(go))) for upload in uploads]  # type: ignore[arg-type]
        await asyncio.sleep(0.3)
        assert room.held <= 250_000
        go.set()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    assert taken == [b"x" * 100_000 + b"y"] * 8
    assert made
    assert all(f.closed for f in made)
    assert room.held == 0
