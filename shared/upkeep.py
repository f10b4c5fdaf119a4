"""What somebody has to do now and then for the gateway: deliver webhooks, forget what is past its time.

The ingest service's loop calls both; any number of processes may.
"""

from __future__ import annotations

from datetime import timedelta

from shared.bootstrap_gateway import GatewayBackends
from shared.webhook_delivery import deliver_due


def deliver_webhooks(ports: GatewayBackends, *, allow_private: bool = False) -> int:
    """Send the webhooks that are due (at most a hundred); how many were tried. Call it every second or so."""
    return deliver_due(ports.webhooks, ports.publications, ports.clock, allow_private=allow_private)


def forget(ports: GatewayBackends, *, changes_kept: timedelta) -> int:
    """Remove entries of the change feed that are past their time; how many. Call it every hour or so."""
    return ports.reading.forget(ports.clock.now() - changes_kept)
