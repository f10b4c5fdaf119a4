"""The composition of the gateway: the adapters that only it needs, beside those of every service."""

from __future__ import annotations

from functools import cached_property

from shared.adapters.database.access import SqlAudit, SqlIdempotency, SqlKeys
from shared.adapters.database.reading import SqlReading
from shared.adapters.database.records import SqlCorrections, SqlUploads
from shared.adapters.database.webhooks import SqlWebhooks
from shared.bootstrap import Backends
from shared.ports import Audit, Corrections, Idempotency, Keys, Reading, Uploads, Webhooks
from shared.settings import Settings


class GatewayBackends(Backends):
    """`Backends`, and what only the gateway needs; each made at its first use."""

    @cached_property
    def keys(self) -> Keys:
        return SqlKeys(self.engine, self.clock)

    @cached_property
    def audit(self) -> Audit:
        return SqlAudit(self.engine, self.clock)

    @cached_property
    def idempotency(self) -> Idempotency:
        return SqlIdempotency(self.engine, self.clock)

    @cached_property
    def uploads(self) -> Uploads:
        return SqlUploads(self.engine, self.clock)

    @cached_property
    def corrections(self) -> Corrections:
        return SqlCorrections(self.engine)

    @cached_property
    def webhooks(self) -> Webhooks:
        return SqlWebhooks(self.engine, self.clock)

    @cached_property
    def reading(self) -> Reading:
        return SqlReading(self.engine, self.clock, lease=self.settings.lease)


def gateway_backends(settings: Settings | None = None) -> GatewayBackends:
    """The real adapters for these settings (default: those of the environment)."""
    return GatewayBackends(settings if settings is not None else Settings())
