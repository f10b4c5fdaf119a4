"""What the gateway needs now and then, done by `yusuan beat`: webhooks sent, old feed entries forgotten."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from services.api.settings import GatewaySettings
from shared import upkeep
from shared.bootstrap_gateway import GatewayBackends, gateway_backends
from shared.errors import ProcessingError

_LOG = logging.getLogger(__name__)
_EVERY_SECONDS, _FORGET_SECONDS = 1.0, 3600.0
#: Waits after a failure: a database that is away must not fill the log.
_AFTER_FAILURE_SECONDS = 5.0


class Upkeep:
    """One thread's worth of work. Several at the same time do no harm."""

    def __init__(self, settings: GatewaySettings, ports: GatewayBackends | None = None) -> None:
        self._settings = settings
        self._ports = ports if ports is not None else gateway_backends(settings)
        self._forget_at = 0.0

    def once(self) -> int:
        """Send due webhooks, and once an hour forget; how many were sent. Raises `ProcessingError`."""
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + _FORGET_SECONDS
            upkeep.forget(self._ports, changes_kept=timedelta(days=self._settings.changes_retention_days))
        return upkeep.deliver_webhooks(self._ports, allow_private=self._settings.webhooks_allow_private)

    def forever(self, stop: threading.Event) -> None:
        """Until told to stop, through every outage."""
        while not stop.is_set():
            pause = _EVERY_SECONDS
            try:
                self.once()
            except ProcessingError as exc:
                _LOG.warning("upkeep put off: %s", exc)
                pause = _AFTER_FAILURE_SECONDS
            except Exception:  # noqa: BLE001 - a fault of ours must not end the thread for good
                _LOG.exception("upkeep failed")
                pause = _AFTER_FAILURE_SECONDS
            stop.wait(pause)
