"""Webhooks: subscriptions and deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """A subscription. `secrets` are the valid signing secrets, newest first (two while rotating)."""

    id: str
    department_id: str
    url: str
    secrets: tuple[str, ...]
    events: tuple[str, ...]
    """event types; empty means all"""
    enabled: bool
    disabled_reason: str | None
    created_at: datetime
    cursor: int
    """entries of the change feed up to this one have been turned into deliveries"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One event to one subscriber. `state`: `pending`, `delivered`, `failed` (given up)."""

    id: str
    webhook_id: str
    event_id: str
    seq: int
    event: str
    payload: Mapping[str, Any]
    state: str
    attempts: int
    next_at: datetime
    last_status: int | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


class Webhooks(Protocol):
    def add(self, webhook: Webhook) -> None: ...

    def get(self, webhook_id: str) -> Webhook | None: ...

    def of(self, department_id: str | None) -> tuple[Webhook, ...]: ...

    def change(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        reason: str | None = None,
        secrets: Sequence[str] | None = None,
    ) -> Webhook: ...

    def remove(self, webhook_id: str) -> bool: ...

    def enqueue(self, webhook: Webhook, deliveries: Sequence[Delivery], cursor: int) -> bool:
        """Deliveries and the new cursor in one commit; False if another process moved the cursor meanwhile."""
        ...

    def claim(self, *, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        """Pending deliveries that are due; they are not due again before the lease is over."""
        ...

    def settle(
        self,
        delivery_id: str,
        *,
        state: str,
        status: int | None,
        error: str | None,
        next_at: datetime | None = None,
    ) -> None: ...

    def deliveries(self, webhook_id: str, *, limit: int, before: str | None = None) -> tuple[Delivery, ...]: ...

    def delivery(self, delivery_id: str) -> Delivery | None: ...

    def replay(self, delivery_id: str) -> Delivery:
        """Due again now, with its attempts counted anew."""
        ...
