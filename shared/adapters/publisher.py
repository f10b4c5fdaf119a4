"""Messages to the workers by Celery."""

from __future__ import annotations

from collections.abc import Sequence

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from shared.errors import BrokerError
from shared.lifecycle import Lane, Stage
from shared.ports import StageRow
from shared.queue import queue_name, task_name


class CeleryPublisher:
    """One message per row, by row id; the message id is the row's, which makes logs of both sides meet."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def send(self, rows: Sequence[StageRow]) -> None:
        try:
            with self._app.producer_or_acquire() as producer:
                for row in rows:
                    self._app.send_task(
                        task_name(row.stage),
                        args=[row.id],
                        queue=queue_name(row.stage, row.lane),
                        producer=producer,
                        declare=(),  # a queue in Redis is there with its first message
                    )
        except (OperationalError, RedisError, OSError) as exc:
            raise BrokerError(f"the broker does not answer: {exc}") from exc

    def backlog(self, stage: Stage, lane: Lane) -> int:
        try:
            with self._app.connection_for_write(connect_timeout=3) as connection:
                return int(connection.default_channel.client.llen(queue_name(stage, lane)))
        except (OperationalError, RedisError, OSError) as exc:
            raise BrokerError(f"the broker does not answer: {exc}") from exc

    def check(self) -> None:
        try:
            with self._app.connection_for_write(connect_timeout=3) as connection:
                connection.ensure_connection(max_retries=1, interval_start=0.1, timeout=4)
        except (OperationalError, RedisError, OSError) as exc:
            raise BrokerError(f"the broker does not answer: {exc}") from exc
