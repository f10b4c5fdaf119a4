"""The ingest task, and the sweep that makes sure that nothing is lost, stuck or overlooked."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from celery import Celery

from services.ingest.inbox import Inbox
from services.ingest.service import IntakeService, ingest
from shared import alive
from shared.bootstrap import Backends
from shared.errors import BrokerError, ProcessingError, TransientError
from shared.lifecycle import Lane, Stage
from shared.outbox import dispatch, revalidate_due
from shared.ports import StageRow
from shared.worker import stage_task

_LOG = logging.getLogger(__name__)
Queue = tuple[Stage, Lane]


def register(app: Celery, backends: Backends) -> None:
    stage_task(app, backends, Stage.INGEST, ingest)


class Sweep:
    """One look at everything that may have gone wrong. Several sweeps at the same time do no harm."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._inbox = Inbox(backends, IntakeService(backends))
        self._patience = 0.0
        self._inbox_at = 0.0

    def once(self) -> int:
        """Fence stale leases, send what was not sent or lost, take what lies in the inbox; how many rows were sent.

        Raises `TransientError` where the database is away.
        """
        progress, settings = self._backends.progress, self._backends.settings
        # After an outage of the database the workers' heartbeats come first: their leases ran out through no fault
        # of theirs.
        if time.monotonic() >= self._patience:
            if mended := progress.steady(settings.lease, settings.retry_in(settings.max_attempts)):
                _LOG.warning("the clock was set back", extra={"rows": mended})
            for row in progress.expire():
                _LOG.warning("lease expired", extra=_ids(row))
        sent = dispatch(progress, self._backends.publisher, progress.unsent())
        waiting = progress.unclaimed(timedelta(seconds=settings.resend_seconds))
        empty = self._empty_queues({(row.stage, row.lane) for row in waiting})
        lost = [row for row in waiting if (row.stage, row.lane) in empty or self._is_overdue(row)]
        for row in lost:
            _LOG.warning("message lost, sent again", extra=_ids(row))
        sent += dispatch(progress, self._backends.publisher, lost)
        sent += revalidate_due(self._backends)
        if time.monotonic() >= self._inbox_at:
            self._inbox_at = time.monotonic() + settings.inbox_seconds
            self._inbox.look_through()
        return sent

    def _empty_queues(self, queues: set[Queue]) -> set[Queue]:
        """Those without a message: what was sent there and is not taken was lost. None if the broker is away."""
        try:
            return {queue for queue in queues if self._backends.publisher.backlog(*queue) == 0}
        except BrokerError:
            return set()

    def _is_overdue(self, row: StageRow) -> bool:
        """Whether its message is older than any queue should be long."""
        oldest = self._backends.clock.now() - timedelta(seconds=self._backends.settings.resend_always_seconds)
        return (row.sent_at or row.created_at) < oldest

    def forever(self, stop: threading.Event) -> None:
        """Sweep until told to stop, through every outage."""
        settings = self._backends.settings
        while not stop.is_set():
            try:
                self.once()
                alive.touch(settings)
            except TransientError as exc:
                _LOG.warning("sweep put off: %s", exc)
                self._patience = time.monotonic() + settings.lease_seconds
            except ProcessingError as exc:
                _LOG.error("sweep failed: %s", exc)
            except Exception:  # noqa: BLE001 - a fault of ours must not end what all else relies on
                _LOG.exception("sweep failed")
            stop.wait(settings.sweep_seconds)


def _ids(row: StageRow) -> dict[str, object]:
    return {"document": row.document_id, "row": row.id, "stage": row.stage.value, "attempt": row.attempt}
