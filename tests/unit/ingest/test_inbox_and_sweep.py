"""Files that nobody announced, notifications, and the sweep."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from pydantic import SecretStr

from services.ingest.inbox import Inbox
from services.ingest.listener import create_app, keys_of
from services.ingest.service import IntakeService, ingest
from services.ingest.tasks import Sweep
from shared.adapters.database.access import SqlAudit
from shared.adapters.memory import ManualClock, MemoryPublisher
from shared.bootstrap import Backends, memory_backends
from shared.lifecycle import DocumentState, Stage
from shared.ports import Accepted
from shared.settings import Settings
from shared.worker import run

PDF = b"%PDF-1.4 a report"


def publisher(backends: Backends) -> MemoryPublisher:
    return cast(MemoryPublisher, backends.publisher)


def put_into_folder(backends: Backends, name: str, data: bytes, *, age: float = 60.0) -> Path:
    folder = backends.settings.data / "inbox" / "财政局"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_objects_of_a_department_are_taken_by_name_or_id(
    backends: Backends, intake: IntakeService, department: str
) -> None:
    backends.objects.put("inbox/财政局/a.pdf", io.BytesIO(PDF))
    backends.objects.put(f"inbox/{department}/2024/b.pdf", io.BytesIO(PDF + b"2"))
    backends.objects.put("inbox/nobody/c.pdf", io.BytesIO(PDF + b"3"))
    inbox, clock = Inbox(backends, intake), backends.clock
    assert isinstance(clock, ManualClock)
    assert inbox.look_through() == 2
    assert inbox.look_through() == 0
    assert len(list(backends.objects.list("inbox/"))) == 3  # rclone asks for what it has just put
    clock.advance(timedelta(seconds=61))
    assert inbox.look_through() == 0
    assert [o.key for o in backends.objects.list("inbox/")] == ["inbox/nobody/c.pdf"]
    assert len(publisher(backends).messages) == 2
    noted = SqlAudit(backends.engine, clock).entries(limit=9)
    assert [(e.actor, e.action, e.department_id) for e in noted] == [("inbox", "document.upload", department)] * 2


def test_an_object_that_is_written_again_is_taken_again(
    backends: Backends, intake: IntakeService, department: str
) -> None:
    inbox, clock = Inbox(backends, intake), backends.clock
    assert isinstance(clock, ManualClock)
    for n in range(2):
        backends.objects.put("inbox/财政局/a.pdf", io.BytesIO(PDF + bytes([n])))
        assert inbox.look_through() == 1
        clock.advance(timedelta(seconds=61))
    assert Inbox(backends, intake).look_through() == 0  # one that has just started: it is known, and stays for now
    assert len(list(backends.objects.list("inbox/"))) == 1
    assert inbox.look_through() == 0
    assert list(backends.objects.list("inbox/")) == []


def test_an_object_that_is_refused_becomes_a_failed_document(
    backends: Backends, intake: IntakeService, department: str
) -> None:
    backends.objects.put("inbox/财政局/a.exe", io.BytesIO(bytes(range(256))))
    inbox, clock = Inbox(backends, intake), backends.clock
    assert isinstance(clock, ManualClock)
    assert inbox.look_through() == 1
    clock.advance(timedelta(hours=1))
    assert inbox.look_through() == 0  # once
    assert inbox.look_through() == 0
    assert len(list(backends.objects.list("inbox/"))) == 1  # it is the document's original
    (row,) = publisher(backends).messages
    run(backends, row.id, ingest)
    document = backends.progress.document(row.document_id)
    assert document is not None
    assert document.state is DocumentState.FAILED


def test_the_watched_folder(backends: Backends, intake: IntakeService, department: str) -> None:
    put_into_folder(backends, "a.pdf", PDF)
    being_written = put_into_folder(backends, "b.pdf", PDF + b"2", age=0)
    put_into_folder(backends, "c.exe", bytes(range(256)))
    assert Inbox(backends, intake).look_through() == 1
    folder = being_written.parent
    assert sorted(p.name for p in folder.iterdir()) == ["b.pdf", "refused"]
    assert sorted(p.name for p in (folder / "refused").iterdir()) == ["c.exe", "c.exe.reason.txt"]
    assert "unsupported_media_type" in (folder / "refused" / "c.exe.reason.txt").read_text()


def test_a_file_of_the_watched_folder_that_cannot_be_taken_holds_no_other_up(
    backends: Backends, intake: IntakeService, department: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = put_into_folder(backends, "a.pdf", PDF)
    put_into_folder(backends, "b.pdf", PDF + b"2")
    accept = intake.accept

    def sometimes(department_id: str, name: str, *args: Any, **more: Any) -> Any:
        if name == "a.pdf":
            raise OSError(errno.EIO, "Input/output error")
        return accept(department_id, name, *args, **more)

    monkeypatch.setattr(intake, "accept", sometimes)
    assert Inbox(backends, intake).look_through() == 1
    assert [p.name for p in bad.parent.iterdir()] == ["a.pdf"]


def test_the_sweep_outlives_a_fault_of_ours(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = threading.Event(), list[int]()
    sweep = Sweep(Backends(backends.settings.model_copy(update={"sweep_seconds": 0.01})))

    def once() -> int:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise KeyError("a fault")

    monkeypatch.setattr(sweep, "once", once)
    sweep.forever(stop)
    assert len(calls) == 3


def event(key: str, name: str = "s3:ObjectCreated:Put") -> dict[str, Any]:
    return {"Records": [{"eventName": name, "s3": {"object": {"key": key}}}]}


def test_keys_of_notifications() -> None:
    assert list(keys_of(event("inbox/%E8%B4%A2/a+b.pdf"))) == ["inbox/财/a b.pdf"]
    assert list(keys_of(event("k", "ObjectCreated:CompleteMultipartUpload"))) == ["k"]
    assert list(keys_of(event("k", "s3:ObjectRemoved:Delete"))) == []
    for strange in (None, [], {}, {"Records": None}, {"Records": [{}, {"eventName": 1}, 5]}):
        assert list(keys_of(strange)) == []


def ask(backends: Backends, *requests: dict[str, Any]) -> list[httpx.Response]:
    """The answers of the listener, one after the other."""

    async def send() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(backends))
        async with httpx.AsyncClient(transport=transport, base_url="http://ingest") as client:
            return [await client.request("POST", "/events", **request) for request in requests]

    return asyncio.run(send())


def test_a_notification_may_come_twice(backends: Backends, department: str) -> None:
    backends.objects.put("inbox/财政局/a.pdf", io.BytesIO(PDF))
    told = {"json": event("inbox/财政局/a.pdf")}
    first, second, other = ask(backends, told, told, {"json": event("originals/x")})
    assert [a.json() for a in (first, second, other)] == [{"taken": 1}, {"taken": 0}, {"taken": 0}]


def test_strange_notifications(backends: Backends) -> None:
    answers = ask(backends, {"content": b"{"}, {}, {"content": b"x" * (1024 * 1024 + 1)})
    assert [a.status_code for a in answers] == [400, 200, 413]  # a server's test call has no body


def test_notifications_carry_the_token(tmp_path: Path) -> None:
    backends = memory_backends(Settings(data=tmp_path, listener_token=SecretStr("t0ken"), _env_file=None))
    answers = ask(
        backends,
        {"json": {}},
        {"json": {}, "headers": {"Authorization": "Bearer wrong"}},
        {"json": {}, "headers": {"Authorization": "Bearer t0ken"}},
        {"json": {}, "auth": ("ceph", "t0ken")},
    )
    assert [a.status_code for a in answers] == [401, 401, 200, 200]


@pytest.fixture
def clock(backends: Backends) -> ManualClock:
    return cast(ManualClock, backends.clock)


def test_the_sweep_sends_what_the_broker_missed(backends: Backends, intake: IntakeService, department: str) -> None:
    publisher(backends).down = True
    intake.accept(department, "a.pdf", io.BytesIO(PDF))
    sweep = Sweep(backends)
    assert sweep.once() == 0
    publisher(backends).down = False
    assert sweep.once() == 1
    assert sweep.once() == 0


def test_the_sweep_sends_again_what_an_empty_queue_lost(
    backends: Backends, intake: IntakeService, department: str, clock: ManualClock
) -> None:
    (outcome,) = intake.accept(department, "a.pdf", io.BytesIO(PDF))
    assert isinstance(outcome, Accepted)
    sweep = Sweep(backends)
    clock.advance(timedelta(seconds=backends.settings.resend_seconds + 1))
    assert sweep.once() == 0  # it still waits in its queue
    publisher(backends).messages.clear()
    assert sweep.once() == 1


def test_the_sweep_sends_again_what_waits_for_ever_in_a_full_queue(
    backends: Backends, intake: IntakeService, department: str, clock: ManualClock
) -> None:
    intake.accept(department, "a.pdf", io.BytesIO(PDF))
    clock.advance(timedelta(seconds=backends.settings.resend_always_seconds + 1))
    assert Sweep(backends).once() == 1


def test_the_sweep_fences_workers_that_went_silent(
    backends: Backends, intake: IntakeService, department: str, clock: ManualClock
) -> None:
    (outcome,) = intake.accept(department, "a.pdf", io.BytesIO(PDF))
    assert isinstance(outcome, Accepted)
    (row,) = publisher(backends).messages
    attempt = backends.progress.claim(row.id, "w", backends.settings.lease)
    assert attempt is not None
    publisher(backends).messages.clear()
    clock.advance(backends.settings.lease * 2)
    assert Sweep(backends).once() == 1
    assert [m.stage for m in publisher(backends).messages] == [Stage.INGEST]
    assert not backends.progress.heartbeat(attempt.token, backends.settings.lease)
