"""Messages that go out beside the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from services.ingest.service import IntakeService
from shared.adapters.database.migrate import migrate
from shared.adapters.memory import MemoryPublisher
from shared.bootstrap import Backends
from shared.errors import BrokerError
from shared.outbox import Sender
from shared.ports import Accepted, StageRow
from shared.settings import Settings


@pytest.fixture
def backends(tmp_path: Path) -> Backends:
    found = Backends(Settings(data=tmp_path, _env_file=None))
    vars(found)["publisher"] = MemoryPublisher()
    migrate(found.engine)
    return found


class Slow(MemoryPublisher):
    """A broker that takes a while, and refuses the first messages."""

    def __init__(self, refuse: int = 0) -> None:
        super().__init__()
        self.refuse = refuse

    def send(self, rows: Sequence[StageRow]) -> None:
        time.sleep(0.1)
        if self.refuse:
            self.refuse -= 1
            raise BrokerError("not now")
        super().send(rows)


def upload(intake: IntakeService, number: int) -> str:
    (outcome,) = intake.accept("D1", f"{number}.txt", BytesIO(f"报告 {number}".encode()))
    assert isinstance(outcome, Accepted)
    return outcome.document.id


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not true():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.01)


def test_nobody_waits_for_the_broker_and_every_message_is_noted(backends: Backends) -> None:
    broker = Slow()
    intake = IntakeService(backends, Sender(backends.progress, broker))
    ids = [upload(intake, n) for n in range(5)]
    assert len(broker.messages) < 5
    until(lambda: len(broker.messages) == 5)
    assert [m.document_id for m in broker.messages] == ids
    until(lambda: backends.progress.unsent() == ())


def test_what_the_broker_refuses_stays_with_the_sweep_and_the_rest_goes_out(backends: Backends) -> None:
    broker = Slow(refuse=1)
    intake = IntakeService(backends, Sender(backends.progress, broker))
    ids = [upload(intake, n) for n in range(3)]
    until(lambda: [m.document_id for m in broker.messages] == ids[1:])
    until(lambda: [row.document_id for row in backends.progress.unsent()] == ids[:1])
