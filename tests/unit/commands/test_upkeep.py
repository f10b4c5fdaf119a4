from __future__ import annotations

import threading
from pathlib import Path

import pytest

from services.api.settings import GatewaySettings
from services.commands.upkeep import Upkeep
from shared.adapters.memory import ManualClock, memory_engine
from shared.bootstrap_gateway import GatewayBackends
from shared.errors import DatabaseError


@pytest.fixture
def upkeep(tmp_path: Path) -> Upkeep:
    settings = GatewaySettings(data=tmp_path, _env_file=None)
    ports = GatewayBackends(settings)
    vars(ports).update(engine=memory_engine(), clock=ManualClock())
    return Upkeep(settings, ports)


def test_without_webhooks_nothing_is_sent(upkeep: Upkeep) -> None:
    assert upkeep.once() == 0
    assert upkeep.once() == 0


def test_an_outage_does_not_end_it(upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = threading.Event(), []

    def once() -> int:
        calls.append(1)
        if len(calls) == 2:
            stop.set()
        raise DatabaseError("away")

    monkeypatch.setattr("services.commands.upkeep._AFTER_FAILURE_SECONDS", 0.01)
    monkeypatch.setattr(upkeep, "once", once)
    upkeep.forever(stop)
    assert len(calls) == 2
