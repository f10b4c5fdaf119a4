"""What somebody has to do now and then for the gateway: deliver webhooks, forget what is past its time.

The ingest service's loop calls both; any number of processes may.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.bootstrap_gateway import GatewayBackends
from shared.webhook_delivery import deliver_due

_UPLOADS_KEPT = timedelta(days=1)


def deliver_webhooks(ports: GatewayBackends, *, allow_private: bool = False) -> int:
    """Send the webhooks that are due (at most a hundred); how many were tried. Call it every second or so."""
    return deliver_due(ports.webhooks, ports.publications, ports.clock, allow_private=allow_private)


def forget(ports: GatewayBackends, *, changes_kept: timedelta) -> int:
    """Remove what is past its time: entries of the change feed, presigned uploads a day after their end with whatever
    bytes were put and never completed. How many. Call it every hour or so."""
    now = ports.clock.now()
    return ports.reading.forget(now - changes_kept) + _forget_uploads(ports, now - _UPLOADS_KEPT)


def _forget_uploads(ports: GatewayBackends, before: datetime) -> int:
    gone = ports.uploads.abandoned(before, limit=1000)
    for row in gone:
        if row.completed_at is None:
            if row.parts_token is not None:
                ports.objects.drop_parts(row.key, row.parts_token)
            ports.objects.delete(row.key)
        ports.uploads.remove(row.id)
    return len(gone)
