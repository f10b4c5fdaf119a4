"""Sending what the database says is to be sent: right after the commit, and again by the sweep."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from shared.bootstrap import Backends
from shared.errors import BrokerError, DatabaseError
from shared.ports import Progress, Publisher, StageRow

_LOG = logging.getLogger(__name__)
_AHEAD = 10_000
_NOTE_SECONDS = 0.5


def dispatch(progress: Progress, publisher: Publisher, rows: Sequence[StageRow]) -> int:
    """Send the rows' messages and note that they went out; how many did. Failures are left to the sweep."""
    if not rows:
        return 0
    try:
        publisher.send(rows)
        progress.mark_sent([row.id for row in rows])
    except (BrokerError, DatabaseError) as exc:
        _LOG.warning("left to the sweep: %s", exc, extra={"rows": len(rows)})
        return 0
    return len(rows)


class Sender:
    """`dispatch` for a process whose callers wait for an answer: a thread of its own sends at once what it is given.

    That rows were sent is noted for many of them in one commit, a little later: most are claimed by then, and one that
    the sweep sends a second time does no harm. The rows are committed, so nothing is lost with the process or with a
    full queue: the sweep sends what is left.
    """

    def __init__(self, progress: Progress, publisher: Publisher) -> None:
        self._progress = progress
        self._publisher = publisher
        self._rows: queue.Queue[StageRow] = queue.Queue(_AHEAD)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, rows: Sequence[StageRow]) -> None:
        """Takes the rows and returns at once."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
                self._thread.start()
        for row in rows:
            try:
                self._rows.put_nowait(row)
            except queue.Full:
                _LOG.warning("left to the sweep: too many messages are waiting", extra={"row": row.id})

    def _run(self) -> None:
        while True:
            sent = self._send_for_a_while(self._rows.get())
            try:
                if sent:
                    self._progress.mark_sent(sent)
            except DatabaseError as exc:
                _LOG.warning("messages went out, but the database could not note it: %s", exc)

    def _send_for_a_while(self, first: StageRow) -> list[str]:
        """Send `first` and what follows it; the ids of those that went out."""
        sent: list[str] = []
        row, until = first, time.monotonic() + _NOTE_SECONDS
        with suppress(queue.Empty):
            while True:
                try:
                    self._publisher.send([row])
                    sent.append(row.id)
                except BrokerError as exc:
                    _LOG.warning("left to the sweep: %s", exc, extra={"row": row.id})
                row = self._rows.get(timeout=max(0.0, until - time.monotonic()))
        return sent


def revalidate_due(backends: Backends) -> int:
    """Start the validation of documents whose counterparts have changed; how many. Failures are left to the sweep."""
    started = 0
    try:
        for document_id in backends.kinships.due():
            rows = backends.kinships.revalidate(document_id)
            started += dispatch(backends.progress, backends.publisher, rows)
    except DatabaseError as exc:
        _LOG.warning("left to the sweep: %s", exc)
    return started
