"""How many unfinished documents a department may have."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

#: A count is believed for so long while it leaves room for so many more: no department uploads as many meanwhile.
#: Nearer to the limit every upload is counted.
_BELIEVED_SECONDS, _ROOM = 1.0, 500
_KEPT = 10_000


class Quota:
    """Counting is a query that takes longer the more is waiting, and an upload should not."""

    def __init__(self, count: Callable[[str], Awaitable[int]], most: int) -> None:
        self._count = count
        self._most = most
        self._roomy_until: dict[str, float] = {}

    async def exceeded(self, department_id: str) -> int | None:
        """The number of unfinished documents if no more may come, else None."""
        now = time.monotonic()
        if now < self._roomy_until.get(department_id, 0.0):
            return None
        waiting = await self._count(department_id)
        if len(self._roomy_until) >= _KEPT:
            self._roomy_until.clear()
        if self._most - waiting >= _ROOM:
            self._roomy_until[department_id] = now + _BELIEVED_SECONDS
        return waiting if waiting >= self._most else None
