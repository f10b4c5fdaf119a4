"""An attempt at a row, with everything in memory: what is written when the work ends, fails, or loses its row."""

from __future__ import annotations

import errno
import io
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from shared.adapters.memory import ManualClock, MemoryPublisher
from shared.bootstrap import Backends, memory_backends
from shared.errors import DatabaseError, StorageError, UnreadableFileError
from shared.lifecycle import DocumentState, RowState, Stage
from shared.ports import DocumentRow, NewDocument, PageRange, StageRow
from shared.settings import Settings
from shared.worker import FencedError, Job, failure_of, patiently, run


@pytest.fixture
def backends(tmp_path: Path) -> Backends:
    return memory_backends(Settings(data=tmp_path, heartbeat_seconds=0.02, lease_seconds=0.5, _env_file=None))


def publisher(backends: Backends) -> MemoryPublisher:
    assert isinstance(backends.publisher, MemoryPublisher)
    return backends.publisher


def clock(backends: Backends) -> ManualClock:
    assert isinstance(backends.clock, ManualClock)
    return backends.clock


def queued(backends: Backends) -> StageRow:
    backends.objects.put("k", io.BytesIO(b"bytes of the file"))
    new = NewDocument(
        id=backends.clock.new_id(), department_id="D", filename="a.pdf", sha256="0" * 64, size=17,
        media_type="application/pdf", key="k",
    )  # fmt: skip
    return backends.progress.register(new).rows[0]


def document(backends: Backends, row: StageRow) -> DocumentRow:
    found = backends.progress.document(row.document_id)
    assert found is not None
    return found


def test_the_next_message_goes_out_with_the_commit(backends: Backends) -> None:
    row = queued(backends)
    assert run(backends, row.id, lambda job: job.complete())
    (message,) = publisher(backends).messages
    assert (message.stage, message.document_id) == (Stage.EXTRACT, row.document_id)
    assert backends.progress.unsent() == ()


def test_a_broker_that_is_away_leaves_the_message_to_the_sweep(backends: Backends) -> None:
    row = queued(backends)
    publisher(backends).down = True
    assert run(backends, row.id, lambda job: job.complete())
    assert [r.stage for r in backends.progress.unsent()] == [Stage.EXTRACT]


def test_a_doubled_message_does_nothing(backends: Backends) -> None:
    row = queued(backends)
    done: list[str] = []

    def work(job: Job) -> None:
        done.append(job.row.id)
        job.complete()

    assert run(backends, row.id, work)
    assert not run(backends, row.id, work)
    assert done == [row.id]


def test_the_work_gets_the_bytes_as_a_file(backends: Backends) -> None:
    seen: list[tuple[str, bytes]] = []

    def work(job: Job) -> None:
        with job.original() as path:
            seen.append((path.suffix, path.read_bytes()))
        job.complete()

    assert run(backends, queued(backends).id, work)
    assert seen == [(".pdf", b"bytes of the file")]


def test_a_fault_of_the_file_fails_the_document_at_once(backends: Backends) -> None:
    row = queued(backends)

    def work(_job: Job) -> None:
        raise UnreadableFileError("cut off", page=4)

    assert not run(backends, row.id, work)
    found = document(backends, row)
    assert found.state is DocumentState.FAILED
    assert found.failure is not None
    assert (found.failure.code, found.failure.page, found.failure.dead_lettered) == ("unreadable", 4, False)


@pytest.mark.parametrize(
    "error", [ValueError("a fault of ours"), SoftTimeLimitExceeded(), MemoryError(), OSError(errno.EIO, "I/O error")]
)
def test_other_faults_are_tried_again_after_a_wait_and_end_as_dead_letters(
    backends: Backends, error: Exception
) -> None:
    row = queued(backends)

    def work(_job: Job) -> None:
        raise error

    for attempt in range(1, backends.settings.max_attempts + 1):
        assert not run(backends, row.id, work)
        assert not run(backends, row.id, work), "it must wait before the next attempt"
        found = document(backends, row)
        assert found.attempts == attempt
        clock(backends).advance(backends.settings.retry_in(attempt))
    assert found.state is DocumentState.FAILED
    assert found.failure is not None
    assert found.failure.dead_lettered


@pytest.mark.parametrize("error", [StorageError("away"), OSError(errno.ENOSPC, "No space left on device")])
def test_an_outage_costs_no_attempt_for_as_long_as_is_set(tmp_path: Path, error: Exception) -> None:
    settings = Settings(data=tmp_path, heartbeat_seconds=60, lease_seconds=90, outage_hours=1, _env_file=None)
    backends = memory_backends(settings)
    row = queued(backends)

    def work(_job: Job) -> None:
        raise error

    def fail_until(hours: float) -> int:
        end, tries = clock(backends).now() + timedelta(hours=hours), 0
        while clock(backends).now() < end and document(backends, row).state is not DocumentState.FAILED:
            tries += 1
            assert not run(backends, row.id, work)
            (waiting,) = backends.progress.rows(row.document_id)
            clock(backends).advance(max(waiting.available_at - clock(backends).now(), timedelta(seconds=1)))
        return tries

    assert 5 <= fail_until(0.02) <= 20  # soon at first, then ever less often
    assert 20 < fail_until(0.9) < 40
    assert document(backends, row).attempts == 0
    (waiting,) = backends.progress.rows(row.document_id)
    assert waiting.failure is not None
    assert waiting.failure.code == "storage_unavailable"
    fail_until(0.5)
    found = document(backends, row)
    assert found.failure is not None
    assert (found.failure.dead_lettered, found.attempts) == (True, backends.settings.max_attempts)


def test_after_an_outage_the_work_is_done(backends: Backends) -> None:
    row = queued(backends)
    left = [StorageError("away")] * 9

    def work(job: Job) -> None:
        if left:
            raise left.pop()
        job.complete()

    for _ in range(10):
        run(backends, row.id, work)
        clock(backends).advance(timedelta(minutes=2))
    assert document(backends, row).stage is Stage.EXTRACT


def test_a_worker_that_is_stopped_gives_its_row_back(backends: Backends) -> None:
    row = queued(backends)

    def work(_job: Job) -> None:
        raise SystemExit(0)

    with pytest.raises(SystemExit):
        run(backends, row.id, work)
    (row,) = backends.progress.rows(row.document_id)
    assert (row.state, row.attempt) == (RowState.QUEUED, 0)


def test_parts_are_planned_and_sent(backends: Backends) -> None:
    row = queued(backends)
    assert run(backends, row.id, lambda job: job.complete())

    def work(job: Job) -> None:
        job.plan(6, PageRange(first=1, last=3), [PageRange(first=4, last=6)])
        job.complete("o", pages_done=3)

    publisher(backends).messages.clear()
    (extract,) = [r for r in backends.progress.rows(row.document_id) if r.stage is Stage.EXTRACT]
    assert run(backends, extract.id, work)
    assert [(m.stage, m.part) for m in publisher(backends).messages] == [(Stage.EXTRACT, 1)]


def test_the_heartbeat_interrupts_work_whose_row_was_taken_away(tmp_path: Path) -> None:
    # A file, as the heartbeat's thread and the work use the database side by side.
    from shared.adapters.database.migrate import migrate

    settings = Settings(data=tmp_path, heartbeat_seconds=0.02, _env_file=None)
    backends = memory_backends(settings)
    del vars(backends)["engine"]
    migrate(backends.engine)
    row = queued(backends)
    ended: list[float] = []

    def work(job: Job) -> None:
        backends.progress.cancel(job.document.id)
        try:
            time.sleep(20)
        finally:
            ended.append(time.monotonic())

    started = time.monotonic()
    assert not run(backends, row.id, work)
    assert ended[0] - started < 10
    assert document(backends, row).state is DocumentState.CANCELLED
    backends.engine.dispose()


def test_work_that_lost_its_row_cannot_complete(backends: Backends) -> None:
    row = queued(backends)

    def work(job: Job) -> None:
        clock(backends).advance(backends.settings.lease * 2)
        assert len(backends.progress.expire()) == 1
        with pytest.raises(FencedError):
            job.complete("late")
        raise FencedError

    assert not run(backends, row.id, work)
    (row,) = backends.progress.rows(row.document_id)
    assert (row.state, row.output_key) == (RowState.QUEUED, None)


def test_patience_waits_for_the_database_and_has_an_end(backends: Backends) -> None:
    calls: list[int] = []

    def away_twice() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise DatabaseError("away")
        return "back"

    assert patiently(away_twice, backends) == "back"

    def away() -> None:
        raise DatabaseError("away")

    with pytest.raises(DatabaseError):
        patiently(away, backends)


def test_failures_have_the_codes_of_errors() -> None:
    assert failure_of(UnreadableFileError("x")).code == "unreadable"
    assert failure_of(SoftTimeLimitExceeded()).code == "time_limit"
    assert failure_of(MemoryError()).code == "limit_exceeded"
    assert failure_of(KeyError("x")).code == "internal_error"


def test_beside_the_main_thread_the_token_alone_fences(backends: Backends) -> None:
    row = queued(backends)
    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(run(backends, row.id, lambda job: job.complete())))
    thread.start()
    thread.join()
    assert results == [True]
