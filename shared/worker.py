"""What surrounds the work of a stage: claim, lease, heartbeat, fencing, retry, failure record, log ids.

A service gives a function `work(job)`; it is called with a claimed row and ends by `job.complete(…)` (or, for the last
stage, by publishing). It may be run twice at any point: everything it writes is content-addressed or fenced by the
attempt's token.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import TypeVar

from billiard.exceptions import SoftTimeLimitExceeded
from celery import Celery

from shared import logs
from shared.bootstrap import Backends
from shared.errors import DatabaseError, LimitExceededError, OutageError, ProcessingError, TimeLimitError, disk_full
from shared.lifecycle import Stage
from shared.outbox import dispatch
from shared.ports import Attempt, DocumentRow, Failure, PageRange, StageRow
from shared.queue import task_name

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


class FencedError(BaseException):
    """The row is no longer ours (cancelled, or given to another worker): drop everything.

    Not an `Exception`: no `except Exception` of a library may swallow it.
    """


@dataclass(frozen=True)
class Job:
    """A claimed row, and what its work may do with it."""

    backends: Backends
    attempt: Attempt
    shared: Shared

    @property
    def row(self) -> StageRow:
        return self.attempt.row

    @property
    def document(self) -> DocumentRow:
        return self.attempt.document

    @contextmanager
    def original(self) -> Iterator[Path]:
        """The document's bytes as a temporary file, with the suffix of its name."""
        suffix = Path(self.document.filename).suffix[:16]
        with tempfile.NamedTemporaryFile(prefix="yusuan-", suffix=suffix) as file:
            for chunk in self.backends.objects.stream(self.document.key):
                file.write(chunk)
            file.flush()
            yield Path(file.name)

    def plan(self, pages_total: int, own: PageRange, others: Sequence[PageRange]) -> None:
        """Split the stage into page ranges; the others are sent to the workers at once."""
        progress = self.backends.progress
        rows = patiently(lambda: progress.plan(self.attempt.token, pages_total, own, others), self.backends)
        dispatch(progress, self.backends.publisher, rows)

    def complete(self, output_key: str | None = None, *, pages_done: int = 0) -> None:
        """The work is done and its output stored; what follows is sent at once. Raises `FencedError`."""
        progress = self.backends.progress
        token = self.attempt.token
        self.shared.ending = True
        rows = patiently(lambda: progress.complete(token, output_key, pages_done=pages_done), self.backends)
        if rows is None:
            raise FencedError
        dispatch(progress, self.backends.publisher, rows)


@dataclass
class Shared:
    """What the work and its heartbeat tell each other."""

    pages_done: int | None = None
    """pages read so far, for the heartbeat to write"""
    ending: bool = False
    """the work is writing its end: from now on a lost token is the commit's matter, not the heartbeat's"""


def stage_task(app: Celery, backends: Backends, stage: Stage, work: Callable[[Job], None]) -> None:
    """Register the task of a stage with the Celery app."""

    @app.task(name=task_name(stage))  # type: ignore[untyped-decorator]
    def task(row_id: str) -> None:
        run(backends, row_id, work)


def run(backends: Backends, row_id: str, work: Callable[[Job], None]) -> bool:
    """One attempt at one row; whether it came to a good end. Never raises for what is wrong with a document."""
    settings = backends.settings
    attempt = patiently(lambda: backends.progress.claim(row_id, worker_name(), settings.lease), backends)
    if attempt is None:
        _LOG.debug("nothing to claim", extra={"row": row_id})
        return False
    row = attempt.row
    context = {
        "document": row.document_id,
        "row": row.id,
        "stage": row.stage.value,
        "run": row.run,
        "attempt": row.attempt,
    }
    job = Job(backends=backends, attempt=attempt, shared=Shared())
    started = time.monotonic()
    with logs.ids(**context):
        try:
            with _held(job):
                work(job)
        except FencedError:
            _LOG.warning("fenced: another attempt or a cancellation took over")
            return False
        except BaseException as exc:
            _fail(job, exc)
            if not isinstance(exc, Exception):
                raise
            return False
        _LOG.info("done", extra={"seconds": round(time.monotonic() - started, 3), "part": row.part})
    return True


def _fail(job: Job, exc: BaseException) -> None:
    """Record the failure. What is not ours is a fault of the program: tried again up to the cap, then a dead letter."""
    if isinstance(exc, (SystemExit, KeyboardInterrupt)):
        # The worker is being stopped: no fault of the row.
        job.backends.progress.release(job.attempt.token)
        return
    exc = disk_full(exc) or exc
    failure = failure_of(exc)
    _LOG.error(
        "failed: %s", failure.detail, exc_info=not isinstance(exc, ProcessingError), extra={"code": failure.code}
    )
    progress, settings = job.backends.progress, job.backends.settings
    age = job.backends.clock.now() - job.row.created_at
    counted = not isinstance(exc, OutageError) or age > timedelta(hours=settings.outage_hours)
    retry_in = settings.retry_in(job.row.attempt) if counted else settings.outage_retry_in(age)
    patiently(lambda: progress.fail(job.attempt.token, failure, retry_in=retry_in, counted=counted), job.backends)


def failure_of(exc: BaseException) -> Failure:
    """What the database keeps of an error."""
    if isinstance(exc, ProcessingError):
        return Failure(code=exc.code, detail=exc.detail, retryable=exc.retryable, page=exc.page)
    if isinstance(exc, SoftTimeLimitExceeded):
        return Failure(code=TimeLimitError.code, detail="the stage took longer than its time limit", retryable=True)
    if isinstance(exc, MemoryError):
        return Failure(
            code=LimitExceededError.code, detail="the stage needs more memory than it may have", retryable=True
        )
    return Failure(code="internal_error", detail=f"{exc.__class__.__name__}: {exc}"[:500], retryable=True)


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


# ---------------------------------------------------------------- lease


@contextmanager
def _held(job: Job) -> Iterator[None]:
    """Extend the lease from a thread of its own while the work runs; interrupt the work when the row is lost."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, stop), name="heartbeat", daemon=True)
    with _interruptible():
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def _beat(job: Job, stop: threading.Event) -> None:
    settings = job.backends.settings
    while not stop.wait(settings.heartbeat_seconds):
        try:
            ours = job.backends.progress.heartbeat(job.attempt.token, settings.lease, pages_done=job.shared.pages_done)
        except DatabaseError as exc:
            _LOG.warning("heartbeat missed: %s", exc)
            continue
        if not ours and not job.shared.ending and not stop.is_set():
            os.kill(os.getpid(), signal.SIGUSR2)
            return


@contextmanager
def _interruptible() -> Iterator[None]:
    """Turn SIGUSR2 of the heartbeat into `FencedError` in the main thread; elsewhere the token alone fences."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGUSR2, _fenced)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR2, before)


def _fenced(_number: int, _frame: FrameType | None) -> None:
    raise FencedError


def patiently(call: Callable[[], _T], backends: Backends) -> _T:
    """Repeat while the database is away, for two leases: a restart of the database must not cost any work."""
    until = time.monotonic() + 2 * backends.settings.lease_seconds
    pause = 0.2
    while True:
        try:
            return call()
        except DatabaseError:
            if time.monotonic() + pause > until:
                raise
            time.sleep(pause)
            pause = min(pause * 2, 2.0)
