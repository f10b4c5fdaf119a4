"""What every route gets: the ports, the caches, and calls that leave the event loop for a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Annotated, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from services.api.metrics import Metrics
from services.api.multipart import Room
from services.api.quotas import Quota
from services.api.security import KeyCache
from services.api.settings import GatewaySettings
from services.api.sharing import SharedRates
from services.api.waiting import Watch
from shared.bootstrap_gateway import GatewayBackends
from shared.ports import DocumentRow, Intake, Validator

P = ParamSpec("P")
T = TypeVar("T")

#: threads for short calls (database, small objects), for files being stored, for exports being made
_CALLS, _UPLOADS, _EXPORTS = 24, 16, 2
#: what uploads may hold in memory, all together, before they go to temporary files
_UPLOAD_MEMORY = 64 * 1024 * 1024
FEED = "feed"


@dataclass
class Gateway:
    """One per application. `intake` and `validator` come from the composition; without them uploads and corrections
    answer `not_configured`."""

    settings: GatewaySettings
    ports: GatewayBackends
    intake: Intake | None = None
    validator: Validator | None = None
    metrics: Metrics = field(default_factory=Metrics)
    key_cache: KeyCache = field(default_factory=KeyCache)

    @cached_property
    def rates(self) -> SharedRates:
        settings = self.settings
        return SharedRates(settings.redis, settings.rate_per_second, settings.rate_burst)

    @cached_property
    def quota(self) -> Quota:
        async def count(department_id: str) -> int:
            return await self.call(self.ports.reading.open_documents, department_id)

        return Quota(count, self.settings.max_open_documents)

    @cached_property
    def _calls(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_CALLS, thread_name_prefix="call")

    @cached_property
    def uploads(self) -> anyio.CapacityLimiter:
        return anyio.CapacityLimiter(_UPLOADS)

    @cached_property
    def room(self) -> Room:
        return Room(_UPLOAD_MEMORY)

    @cached_property
    def exports(self) -> anyio.CapacityLimiter:
        return anyio.CapacityLimiter(_EXPORTS)

    @cached_property
    def documents(self) -> Watch[DocumentRow]:
        async def look(ids: Sequence[str]) -> Mapping[str, DocumentRow]:
            return await self.call(self.ports.reading.many, ids)

        return Watch(look, limit=self.settings.max_waiters)

    @cached_property
    def feed(self) -> Watch[int]:
        async def look(_keys: Sequence[str]) -> Mapping[str, int]:
            return {FEED: await self.call(self.ports.reading.latest_change)}

        return Watch(look, limit=self.settings.max_waiters)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function` in a thread of the calls' share; who is cancelled does not wait for its end.

        By an executor: its way to a thread and back costs half of anyio's, and most requests go it once.
        """
        return await asyncio.get_running_loop().run_in_executor(self._calls, partial(function, *args, **kwargs))

    async def make(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function`, which computes for long, in a thread of the exports' share."""
        return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self.exports)

    async def close(self) -> None:
        """Send all who wait away, and let go of threads and connections."""
        await self.documents.close()
        await self.feed.close()
        await self.rates.close()
        self._calls.shutdown(wait=False)

    _speed: tuple[float, float] = (-1e9, 0.0)

    async def seconds_per_page(self) -> float:
        """The measured speed, looked up at most every ten seconds."""
        at, value = self._speed
        if time.monotonic() - at > 10:
            value = await self.call(self.ports.reading.seconds_per_page)
            self._speed = (time.monotonic(), value)
        return value


async def gateway(request: Request) -> Gateway:
    """The application's gateway. Asynchronous, as FastAPI sends what is not through a thread, on every request."""
    found: Gateway = request.app.state.gateway
    return found


TheGateway = Annotated[Gateway, Depends(gateway)]
