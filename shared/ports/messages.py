"""What goes to and comes from the workers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.lifecycle import Lane, Stage
from shared.ports.progress import StageRow


class Publisher(Protocol):
    """Sends messages to the workers: ids only. Raises `BrokerError` (retryable); the sweep sends again later."""

    def backlog(self, stage: Stage, lane: Lane) -> int:
        """Messages that wait in this queue, those that a worker holds not counted."""
        ...

    def send(self, rows: Sequence[StageRow]) -> None:
        """One message per row, to the queue of its stage and lane. A message may arrive twice or never."""
        ...

    def check(self) -> None:
        """Raise `BrokerError` unless the broker answers."""
        ...


class Workers(Protocol):
    """What worker processes say about themselves. Raises `DatabaseError`."""

    def seen(self, name: str, *, queues: Sequence[str], pid: int, memory_bytes: int, started_at: datetime) -> None:
        """The worker is alive now."""
        ...

    def gone(self, name: str) -> None:
        """The worker ended in good order."""
        ...
