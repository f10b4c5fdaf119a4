"""In-memory adapters that ship: for tests, for trying things out, for `Intake` without servers.

Progress and publications need no second implementation: SQLite in memory is one (docs/adr/0002), and cannot drift from
the real thing.
"""

from __future__ import annotations

import io
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from sqlalchemy import Engine, event

from shared.adapters.database.engine import make_engine
from shared.adapters.database.migrate import migrate
from shared.adapters.keys import HashingReader, check_key
from shared.adapters.parts import PartsAsObjects
from shared.errors import BrokerError, ObjectNotFoundError
from shared.lifecycle import Lane, Stage
from shared.ports import Clock, ObjectInfo, StageRow, Stored


class ManualClock:
    """A clock that moves only when told to; its ids count up, so tests can name them."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._now = start
        self._ids = 0

    def now(self) -> datetime:
        return self._now

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:026d}"

    def advance(self, step: timedelta) -> None:
        self._now += step


class MemoryObjects(PartsAsObjects):
    """`ObjectStore` in a dict. Its presigned URLs lead nowhere."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._objects: dict[str, tuple[bytes, datetime]] = {}

    def prepare(self) -> None:
        """Nothing is missing."""

    def put(self, key: str, stream: BinaryIO, *, limit: int | None = None, media_type: str | None = None) -> Stored:
        reader = HashingReader(stream, limit)
        data = io.BytesIO()
        while chunk := reader.read(1024 * 1024):
            data.write(chunk)
        self._objects[check_key(key)] = (data.getvalue(), self._clock.now())
        return Stored(key=key, size=reader.size, sha256=reader.sha256)

    def put_new(self, key: str, data: bytes, *, media_type: str | None = None) -> bool:
        mine = (data, self._clock.now())
        return self._objects.setdefault(check_key(key), mine) is mine

    def get(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        data = self._bytes(key)
        return data[start:] if length is None else data[start : start + length]

    def stream(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        return iter((self.get(key, start=start, length=length),))

    def stat(self, key: str) -> ObjectInfo | None:
        found = self._objects.get(check_key(key))
        return ObjectInfo(key=key, size=len(found[0]), modified=found[1]) if found is not None else None

    def delete(self, key: str) -> None:
        self._objects.pop(check_key(key), None)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        for key in sorted(self._objects):
            if key.startswith(prefix) and (info := self.stat(key)) is not None:
                yield info

    def presign_put(self, key: str, expires: timedelta) -> str:
        return f"memory:///{check_key(key)}?method=PUT&expires={int((self._clock.now() + expires).timestamp())}"

    def presign_get(self, key: str, expires: timedelta) -> str:
        return f"memory:///{check_key(key)}?method=GET&expires={int((self._clock.now() + expires).timestamp())}"

    def check(self) -> None:
        """It is always there."""

    def _bytes(self, key: str) -> bytes:
        try:
            return self._objects[check_key(key)][0]
        except KeyError:
            raise ObjectNotFoundError(f"there is no object {key}") from None


class MemoryPublisher:
    """`Publisher` that keeps the messages in a list. With `down` set it behaves like a broker that is away."""

    def __init__(self) -> None:
        self.messages: list[StageRow] = []
        self.down = False

    def send(self, rows: Sequence[StageRow]) -> None:
        self.check()
        self.messages.extend(rows)

    def backlog(self, stage: Stage, lane: Lane) -> int:
        self.check()
        return sum(1 for row in self.messages if (row.stage, row.lane) == (stage, lane))

    def check(self) -> None:
        if self.down:
            raise BrokerError("the broker is away")


#: numbers the databases of this process: one that has a name is shared by all its connections
_numbers = itertools.count(1)


def memory_engine() -> Engine:
    """SQLite in memory with all tables, for any number of threads: each takes a connection of its own and waits for
    the others' locks, as with a file. The database goes with the engine."""
    name = f"file:/yusuan-{next(_numbers)}?vfs=memdb"
    # The database lives as long as its last connection, and a pool may close those that it has.
    keeper = sqlite3.connect(name, uri=True, check_same_thread=False)
    engine = make_engine(f"sqlite:///{name}&uri=true")
    event.listen(engine, "engine_disposed", lambda _engine: keeper.close())
    migrate(engine)
    return engine
