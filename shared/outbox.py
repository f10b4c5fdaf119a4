"""Sending what the database says is to be sent: right after the commit, and again by the sweep."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from shared.bootstrap import Backends
from shared.errors import BrokerError, DatabaseError
from shared.ports import Progress, Publisher, StageRow

_LOG = logging.getLogger(__name__)


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
