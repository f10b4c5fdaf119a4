"""Uploads and stages while the broker, the storage or the database is away: accepted or refused whole, never lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr

from services.api.settings import GatewaySettings
from services.commands.setup import migrate_now
from services.ingest.service import IntakeService
from services.ingest.tasks import Sweep
from shared.adapters.memory import ManualClock, MemoryPublisher
from shared.bootstrap import Backends, memory_backends
from shared.errors import DatabaseError, StorageError, TransientError
from shared.lifecycle import DocumentState
from shared.ports import Accepted, StageRow
from shared.settings import Settings
from shared.worker import run
from tests.integration.test_cross_documents import BEFORE, WORK
from tests.unit.api.conftest import make_harness


@pytest.fixture
def backends(tmp_path: Path) -> Backends:
    return memory_backends(Settings(data=tmp_path, lease_seconds=1.5, heartbeat_seconds=0.5, _env_file=None))


def publisher(backends: Backends) -> MemoryPublisher:
    return cast(MemoryPublisher, backends.publisher)


def upload(backends: Backends) -> str:
    (outcome,) = IntakeService(backends).accept("D1", "2022.md", BytesIO(BEFORE))
    assert isinstance(outcome, Accepted), outcome
    return outcome.document.id


def state(backends: Backends, document_id: str) -> DocumentState:
    found = backends.progress.document(document_id)
    assert found is not None
    return found.state


def work_off(backends: Backends) -> None:
    """What workers and the sweep do until nothing is left to do, with time going by."""
    for _ in range(40):
        Sweep(backends).once()
        messages = publisher(backends).messages
        while messages:
            row = messages.pop(0)
            run(backends, row.id, WORK[row.stage])
        cast(ManualClock, backends.clock).advance(timedelta(seconds=1))


def failing(times: int, error: Exception, call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, after it has failed that often."""
    left = [times]

    def instead(*args: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise error
        return call(*args, **named)

    return instead


def test_an_upload_while_the_broker_is_away_is_accepted(backends: Backends) -> None:
    publisher(backends).down = True
    document_id = upload(backends)
    Sweep(backends).once()
    assert state(backends, document_id) is DocumentState.QUEUED
    publisher(backends).down = False
    work_off(backends)
    assert state(backends, document_id) is DocumentState.PUBLISHED


def test_an_upload_while_the_storage_is_away_is_refused_and_leaves_nothing(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(backends.objects, "put", failing(1, StorageError("no answer"), backends.objects.put))
        with pytest.raises(StorageError) as raised:
            upload(backends)
    assert raised.value.retryable
    assert backends.progress.counts() == ()
    assert publisher(backends).messages == []
    upload(backends)  # the same bytes again are no duplicate of anything


def test_an_upload_while_the_database_is_away_is_refused(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        register = failing(1, DatabaseError("no answer"), backends.progress.register)
        patched.setattr(backends.progress, "register", register)
        with pytest.raises(DatabaseError):
            upload(backends)
    assert publisher(backends).messages == []
    document_id = upload(backends)
    work_off(backends)
    assert state(backends, document_id) is DocumentState.PUBLISHED


@pytest.mark.parametrize("call", ["claim", "complete", "inputs", "heartbeat", "mark_sent"])
def test_the_database_is_away_for_a_moment_in_every_stage(
    backends: Backends, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    document_id = upload(backends)
    original: Callable[..., Any] = getattr(backends.progress, call)
    seen: set[str] = set()

    def sometimes(*args: Any, **named: Any) -> Any:
        what = getattr(args[0], "id", repr(args))
        if what not in seen:
            seen.add(what)
            raise DatabaseError("no answer")
        return original(*args, **named)

    monkeypatch.setattr(backends.progress, call, sometimes)
    work_off(backends)
    assert state(backends, document_id) is DocumentState.PUBLISHED
    assert [r.revision for r in backends.publications.revisions(document_id)] == [1]


def test_the_answer_of_the_commit_that_publishes_is_lost(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit stands, the worker does not know, and tries again."""
    document_id = upload(backends)
    publish = backends.publications.publish
    told: list[StageRow] = []

    def unheard(*args: Any) -> Any:
        done = publish(*args)
        if done is not None:
            told.append(done)
            raise DatabaseError("the connection broke")
        return done

    monkeypatch.setattr(backends.publications, "publish", unheard)
    work_off(backends)
    assert len(told) == 1
    assert state(backends, document_id) is DocumentState.PUBLISHED
    assert [c.revision for c in backends.publications.changes(0, department_id=None, limit=9)] == [1]


@pytest.mark.parametrize(
    ("port", "call", "error"),
    [
        ("objects", "put", StorageError("no answer")),
        ("progress", "register", DatabaseError("no answer")),
    ],
)
def test_clients_are_told_that_another_try_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: str, call: str, error: TransientError
) -> None:
    settings = GatewaySettings(data=tmp_path, key_secret=SecretStr("a secret of the tests"), _env_file=None)
    migrate_now(Backends(settings))
    with contextmanager(make_harness)(settings) as harness:
        backend = getattr(harness.ports, port)
        with monkeypatch.context() as patched:
            patched.setattr(backend, call, failing(1, error, getattr(backend, call)))
            answer = harness.post("/v1/documents", files=[("file", ("2022.md", BEFORE))])
        assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, error.code, True)
        assert harness.get("/v1/documents").json()["items"] == []
        publisher(harness.ports).down = True
        assert harness.post("/v1/documents", files=[("file", ("2022.md", BEFORE))]).status_code == 202


@pytest.mark.parametrize("call", ["get", "put", "stat", "stream"])
def test_the_storage_is_away_for_a_moment_in_every_stage(
    backends: Backends, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    document_id = upload(backends)
    monkeypatch.setattr(backends.objects, call, failing(2, StorageError("no answer"), getattr(backends.objects, call)))
    work_off(backends)
    assert state(backends, document_id) is DocumentState.PUBLISHED
