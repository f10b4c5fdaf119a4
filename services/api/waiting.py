"""Waiting for news without holding a thread or a database connection: one small query a tick serves all waiters."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from shared.errors import ProcessingError

_LOG = logging.getLogger(__name__)
TICK_SECONDS = 0.25

T = TypeVar("T")


class TooManyWaitersError(Exception):
    """The bound on waiting clients is reached: answer with what is known now."""


class Watch(Generic[T]):
    """Watches values by key. `look` fetches those of the keys that somebody waits for."""

    def __init__(self, look: Callable[[Sequence[str]], Awaitable[Mapping[str, T]]], *, limit: int) -> None:
        self._look = look
        self._limit = limit
        self._waiters: dict[str, dict[asyncio.Future[T], Callable[[T], bool]]] = {}
        self._count = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        return self._count

    async def until(self, key: str, wanted: Callable[[T], bool], seconds: float) -> T | None:
        """The first value of `key` that is `wanted`, or None after `seconds`. Raises `TooManyWaitersError`."""
        if self._count >= self._limit:
            raise TooManyWaitersError
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(key, {})[future] = wanted
        self._count += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return None
        finally:
            self._count -= 1
            mine = self._waiters.get(key, {})
            mine.pop(future, None)
            if not mine:
                self._waiters.pop(key, None)

    async def close(self) -> None:
        """Send everybody away."""
        for waiters in self._waiters.values():
            for future in waiters:
                future.cancel()
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while self._waiters:
            await asyncio.sleep(TICK_SECONDS)
            try:
                values = await self._look(list(self._waiters))
            except ProcessingError as error:  # the database is away: the waiters go on waiting, then get its problem
                _LOG.warning("cannot look for news: %s", error)
                continue
            for key, value in values.items():
                for future, wanted in list(self._waiters.get(key, {}).items()):
                    if not future.done() and wanted(value):
                        future.set_result(value)
