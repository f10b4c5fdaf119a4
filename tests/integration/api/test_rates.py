"""Rate limits that two replicas keep together, in a real Redis."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from services.api.sharing import SharedRates
from tests.servers import Redis

pytestmark = pytest.mark.servers


def test_two_replicas_allow_no_more_than_one(redis_server: Redis) -> None:
    async def ask() -> tuple[int, float]:
        replicas = [SharedRates(redis_server.url, rate=20.0, burst=30) for _ in range(2)]
        key, waits = uuid.uuid4().hex, []
        for n in range(100):
            waits.append(await replicas[n % 2].wait(key))
        refused = [w for w in waits if w]
        await asyncio.sleep(max(refused) + 0.05)
        assert await replicas[0].wait(key) == 0  # what was told holds
        assert await replicas[0].wait("another") == 0
        for replica in replicas:
            await replica.close()
        return len(waits) - len(refused), max(refused)

    passed, wait = asyncio.run(ask())
    assert 28 <= passed <= 40
    assert 0 < wait <= 0.06


def test_without_redis_each_keeps_its_own() -> None:
    server = Redis().start()
    rates = SharedRates(server.url, rate=1.0, burst=3)

    async def ask() -> list[bool]:
        assert await rates.wait("a") == 0
        server.halt()
        found = [bool(await rates.wait("a")) for _ in range(4)]
        await rates.close()
        return found

    try:
        assert asyncio.run(ask()) == [False, False, False, True]
    finally:
        server.remove()
