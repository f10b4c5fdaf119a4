"""Waiting without threads, and the pipe from the event loop to a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence

import pytest

from services.api.pipe import BrokenUploadError, Pipe
from services.api.security import RateLimiter
from services.api.waiting import TooManyWaitersError, Watch
from shared.errors import DatabaseError


def test_one_look_serves_all_waiters_and_stops_with_the_last() -> None:
    looks: list[int] = []

    async def look(keys: Sequence[str]) -> Mapping[str, int]:
        looks.append(len(keys))
        return {key: len(looks) for key in keys}

    async def run() -> list[int | None]:
        watch: Watch[int] = Watch(look, limit=1_000)
        waits = [watch.until(f"k{n % 5}", lambda value: value >= 2, 10) for n in range(500)]
        found = await asyncio.gather(*waits)
        assert watch.waiting == 0
        await asyncio.sleep(0.6)
        return found

    assert set(asyncio.run(run())) == {2}
    assert looks[:2] == [5, 5]
    assert len(looks) <= 3


def test_a_bound_on_waiters_and_a_bound_on_time() -> None:
    async def look(keys: Sequence[str]) -> Mapping[str, int]:
        return dict.fromkeys(keys, 0)

    async def run() -> None:
        watch: Watch[int] = Watch(look, limit=1)
        first = asyncio.create_task(watch.until("a", lambda value: value > 0, 0.5))
        await asyncio.sleep(0)
        with pytest.raises(TooManyWaitersError):
            await watch.until("b", lambda value: value > 0, 0.5)
        assert await first is None

    asyncio.run(run())


def test_an_outage_of_the_database_is_sat_out() -> None:
    answers = iter([DatabaseError("away"), DatabaseError("away"), 1])

    async def look(keys: Sequence[str]) -> Mapping[str, int]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return dict.fromkeys(keys, answer)

    async def run() -> int | None:
        watch: Watch[int] = Watch(look, limit=10)
        return await watch.until("a", lambda value: value > 0, 10)

    assert asyncio.run(run()) == 1


def _through_pipe(chunks: list[bytes], *, abort: bool = False, size: int = 100_000) -> list[bytes] | BaseException:
    result: list[bytes] | BaseException = []

    async def run() -> None:
        nonlocal result
        pipe = Pipe(asyncio.get_running_loop())

        def read() -> None:
            nonlocal result
            pieces: list[bytes] = []
            try:
                while piece := pipe.read(size):
                    pieces.append(piece)
                result = pieces
            except BrokenUploadError as error:
                result = error

        thread = threading.Thread(target=read)
        thread.start()
        for chunk in chunks:
            await pipe.write(chunk)
        if abort:
            pipe.abort()
        else:
            pipe.finish()
        await asyncio.to_thread(thread.join)

    asyncio.run(run())
    return result


def test_the_pipe_carries_everything_in_pieces_of_the_size_asked_for() -> None:
    chunks = [bytes([n % 256]) * 77_777 for n in range(60)]  # several times the pipe's capacity
    pieces = _through_pipe(chunks)
    assert isinstance(pieces, list)
    assert b"".join(pieces) == b"".join(chunks)
    assert {len(piece) for piece in pieces[:-1]} == {100_000}


def test_an_upload_that_breaks_off_is_no_short_file() -> None:
    assert isinstance(_through_pipe([b"x" * 10], abort=True), BrokenUploadError)


def test_a_reader_that_has_gone_does_not_block_the_writer() -> None:
    async def run() -> None:
        pipe = Pipe(asyncio.get_running_loop())
        await pipe.write(b"x" * 2_000_000)
        waiting = asyncio.create_task(pipe.write(b"y"))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        pipe.drain()
        await asyncio.wait_for(waiting, 1)

    asyncio.run(run())


def test_a_bucket_refills_and_keys_have_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("services.api.security.time.monotonic", lambda: now[0])
    limiter = RateLimiter(rate=2.0, burst=3)
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limiter.wait("b") == 0
    now[0] += 0.5
    assert (limiter.wait("a"), limiter.wait("a")) == (0, 0.5)
