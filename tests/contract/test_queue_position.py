"""The place in the queue that a status tells is true: it is compared with the order in which a worker gets the work."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.database.reading import SqlReading
from shared.lifecycle import Lane, Stage
from shared.ports import Attempt, Failure, PageRange, StageRow
from tests.contract.conftest import Database

LEASE = timedelta(hours=1)
SECOND = timedelta(seconds=1)
AWAY = Failure(code="storage_unavailable", detail="no answer", retryable=True)


class Chain:
    """Documents by name, and the queues of one stage as the broker has them: two lists, the interactive one first."""

    def __init__(self, database: Database) -> None:
        self.database, self.progress = database, database.progress
        self.reading = SqlReading(database.engine, database.clock, lease=LEASE)
        self.names: dict[str, str] = {}
        self.queues = {lane: deque[StageRow]() for lane in Lane}

    def upload(self, name: str, department: str, lane: Lane = Lane.INTERACTIVE) -> StageRow:
        self.database.clock.advance(SECOND)
        new = replace(self.database.document(name, sha256=name.rjust(64, "0"), department=department), lane=lane)
        self.names[new.id] = name
        return self.progress.register(new).rows[0]

    def send(self) -> None:
        rows = self.progress.unsent()
        for row in rows:
            self.queues[row.lane].append(row)
        self.progress.mark_sent([row.id for row in rows])

    def work(self) -> Attempt:
        row = next(queue for queue in self.queues.values() if queue).popleft()
        attempt = self.progress.claim(row.id, "w", LEASE)
        assert attempt is not None
        return attempt

    def told(self) -> dict[str, int | None]:
        found = self.reading.many(list(self.names))
        return {self.names[key]: self.reading.queue_position(row) for key, row in found.items()}

    def served(self) -> list[str]:
        """Work until nothing waits; the names in the order in which they were begun."""
        order: list[str] = []
        while any(self.queues.values()):
            name = self.names[self.work().document.id]
            order += [name] if name not in order else []
        return order


def waiting(told: dict[str, int | None]) -> list[str]:
    return sorted((name for name, at in told.items() if at is not None), key=lambda name: told[name] or 0)


def test_departments_lanes_and_retries(database: Database) -> None:
    chain = Chain(database)
    chain.upload("batch1", "D1", Lane.BULK)
    chain.upload("report1", "D1")
    chain.send()
    failing = chain.work()  # report1
    chain.upload("report2", "D2")
    chain.upload("batch2", "D2", Lane.BULK)
    chain.upload("report3", "D1")
    chain.progress.fail(failing.token, AWAY, retry_in=timedelta(seconds=30))
    chain.upload("report4", "D3")
    chain.send()
    database.clock.advance(timedelta(seconds=60))
    chain.upload("report5", "D2")  # after the pause of report1 has ended
    chain.send()
    told = chain.told()
    assert sorted(at for at in told.values() if at is not None) == list(range(7))
    assert chain.served() == waiting(told)


def test_who_is_worked_on_and_who_has_ended_has_no_place(database: Database) -> None:
    chain = Chain(database)
    chain.upload("first", "D1")
    chain.upload("second", "D2")
    chain.send()
    attempt = chain.work()
    assert chain.told() == {"first": None, "second": 0}
    assert chain.progress.cancel(attempt.document.id)
    assert chain.told() == {"first": None, "second": 0}


@pytest.mark.parametrize("lane", list(Lane))
def test_behind_the_pages_of_a_long_document(database: Database, lane: Lane) -> None:
    """What waits between stages has a place too, and a long document counts once, however many parts it has."""
    chain = Chain(database)
    for name in ("long", "short"):
        chain.upload(name, "D1", lane)
    chain.send()
    one, other = chain.work(), chain.work()
    chain.progress.complete(one.token, "o")
    database.clock.advance(SECOND)
    chain.send()
    reading = chain.work()
    assert reading.row.stage is Stage.EXTRACT
    pages = [PageRange(first=n, last=n) for n in range(1, 31)]
    chain.progress.plan(reading.token, 30, pages[0], pages[1:])
    database.clock.advance(SECOND)
    chain.progress.complete(other.token, "o")
    chain.send()
    assert chain.told() == {"long": None, "short": 1}  # its first page is being read
    chain.progress.complete(reading.token, "o", pages_done=1)
    assert chain.told() == {"long": 0, "short": 1}
    assert chain.served() == ["long", "short"]
