"""Webhook subscriptions and their deliveries in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from shared.adapters.database.engine import reading, writing
from shared.adapters.database.gateway_tables import deliveries, webhooks
from shared.errors import NotFoundError
from shared.ports import Clock, Delivery, Webhook


class SqlWebhooks:
    """Implements `shared.ports.Webhooks`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, webhook: Webhook) -> None:
        values = {**asdict(webhook), "secrets": list(webhook.secrets), "events": list(webhook.events)}
        with writing(self._engine) as connection:
            connection.execute(insert(webhooks).values(values))

    def get(self, webhook_id: str) -> Webhook | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).mappings().one_or_none()
        return _webhook(row) if row else None

    def of(self, department_id: str | None) -> tuple[Webhook, ...]:
        query = select(webhooks).order_by(webhooks.c.id.desc())
        if department_id is not None:
            query = query.where(webhooks.c.department_id == department_id)
        with reading(self._engine) as connection:
            return tuple(_webhook(r) for r in connection.execute(query).mappings())

    def change(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        reason: str | None = None,
        secrets: Sequence[str] | None = None,
    ) -> Webhook:
        values: dict[str, Any] = {}
        if url is not None:
            values["url"] = url
        if events is not None:
            values["events"] = list(events)
        if secrets is not None:
            values["secrets"] = list(secrets)
        if enabled is not None:
            values |= {"enabled": enabled, "disabled_reason": None if enabled else reason}
        with writing(self._engine) as connection:
            if values:
                connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))
            row = connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"there is no webhook {webhook_id}")
        return _webhook(row)

    def remove(self, webhook_id: str) -> bool:
        with writing(self._engine) as connection:
            return connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id)).rowcount == 1

    def enqueue(self, webhook: Webhook, made: Sequence[Delivery], cursor: int) -> bool:
        with writing(self._engine) as connection:
            moved = connection.execute(
                update(webhooks)
                .where(webhooks.c.id == webhook.id, webhooks.c.cursor == webhook.cursor)
                .values(cursor=cursor)
            )
            if moved.rowcount != 1:
                return False
            if made:
                connection.execute(insert(deliveries), [asdict(d) for d in made])
            return True

    def claim(self, *, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        now = self._clock.now()
        due = (
            select(deliveries)
            .join(webhooks, deliveries.c.webhook_id == webhooks.c.id)
            .where(deliveries.c.state == "pending", deliveries.c.next_at <= now, webhooks.c.enabled)
            .order_by(deliveries.c.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True, of=deliveries)
        )
        with writing(self._engine) as connection:
            rows = connection.execute(due).mappings().all()
            ids = [r["id"] for r in rows]
            connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(next_at=now + lease))
        return tuple(_delivery(r) for r in rows)

    def settle(
        self, delivery_id: str, *, state: str, status: int | None, error: str | None, next_at: datetime | None = None
    ) -> None:
        now = self._clock.now()
        values: dict[str, Any] = {
            "state": state,
            "attempts": deliveries.c.attempts + 1,
            "last_status": status,
            "last_error": error,
            "delivered_at": now if state == "delivered" else None,
        }
        if next_at is not None:
            values["next_at"] = next_at
        with writing(self._engine) as connection:
            connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))

    def deliveries(self, webhook_id: str, *, limit: int, before: str | None = None) -> tuple[Delivery, ...]:
        query = select(deliveries).where(deliveries.c.webhook_id == webhook_id)
        if before is not None:
            query = query.where(deliveries.c.id < before)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(deliveries.c.id.desc()).limit(limit)).mappings()
            return tuple(_delivery(r) for r in rows)

    def delivery(self, delivery_id: str) -> Delivery | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).mappings().one_or_none()
        return _delivery(row) if row else None

    def replay(self, delivery_id: str) -> Delivery:
        with writing(self._engine) as connection:
            mine = deliveries.c.id == delivery_id
            connection.execute(
                update(deliveries).where(mine).values(state="pending", attempts=0, next_at=self._clock.now())
            )
            row = connection.execute(select(deliveries).where(mine)).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"there is no delivery {delivery_id}")
        return _delivery(row)


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(**{**row, "secrets": tuple(row["secrets"]), "events": tuple(row["events"])})


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(**row)
