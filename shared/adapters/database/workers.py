"""The lines that worker processes write about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, update

from shared.adapters.database.engine import writing
from shared.adapters.database.gateway_tables import workers
from shared.ports import Clock

#: Lines of workers that were killed are kept so long, so that the console can show them as dead.
_KEPT = timedelta(hours=1)


class SqlWorkers:
    """See `shared.ports.Workers`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def seen(self, name: str, *, queues: Sequence[str], pid: int, memory_bytes: int, started_at: datetime) -> None:
        now = self._clock.now()
        values = {
            "queues": list(queues),
            "pid": pid,
            "memory_bytes": memory_bytes,
            "started_at": started_at,
            "heartbeat_at": now,
        }
        with writing(self._engine) as connection:
            if connection.execute(update(workers).where(workers.c.name == name).values(values)).rowcount == 0:
                connection.execute(insert(workers).values(name=name, **values))
                connection.execute(delete(workers).where(workers.c.heartbeat_at < now - _KEPT))

    def gone(self, name: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(workers).where(workers.c.name == name))
