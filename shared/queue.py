"""The Celery app: queues, task names and the settings that hold on Redis (each with its reason).

A message carries the id of a stage row and nothing else; the row in the database is the truth. Nothing connects here.
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from kombu.entity import Queue
from kombu.transport import TRANSPORT_ALIASES

from shared.adapters import redis_transport
from shared.lifecycle import Lane, Stage
from shared.settings import Settings

#: Above the hard time limit of every stage: below it Redis hands a running task out a second time.
_VISIBILITY_MARGIN = 300
_SOFT_MARGIN = 30


def queue_name(stage: Stage, lane: Lane) -> str:
    """The queue of a stage's lane. Workers listen to both; the interactive one comes first."""
    return f"{stage.value}.{lane.value}"


def queue_names(stages: tuple[Stage, ...]) -> list[str]:
    """All queues of these stages, interactive lanes first."""
    return [queue_name(stage, lane) for lane in Lane for stage in stages]


def task_name(stage: Stage) -> str:
    return f"yusuan.{stage.value}"


def _queue(name: str) -> Any:
    return Queue(name, routing_key=name)  # type: ignore[no-untyped-call]


def configuration(settings: Settings) -> dict[str, Any]:
    """Celery's settings (field by field: why)."""
    visibility = settings.stage_seconds + _VISIBILITY_MARGIN
    return {
        "broker_url": settings.broker,
        "broker_transport_options": {
            "visibility_timeout": visibility,
            # kombu looks for unacknowledged messages about every 100 s otherwise.
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 5,
            "socket_timeout": 30,
            "socket_connect_timeout": 5,
            "socket_keepalive": settings.redis_url is not None,  # a unix socket knows no keepalive
            "health_check_interval": 15,
            # A connection that broke must be told to kombu, which makes all of them anew. With retries redis-py puts it
            # right by itself and then waits on it without a limit, in the event loop: the worker would hang for good.
            "retry_on_timeout": False,
            # BRPOP over the queues in the order given: the interactive lane is emptied first.
            "queue_order_strategy": "priority",
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # A long task must not hold others back or be lost with its worker. That a killed worker's task comes back is
        # bounded by the attempt cap of its stage row, not by Celery.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_time_limit": settings.stage_seconds,
        "task_soft_time_limit": max(settings.stage_seconds - _SOFT_MARGIN, 1),
        # The memory limit acts after a task only; the real limit is the process's own rlimit (shared/worker.py).
        "worker_max_tasks_per_child": 50,
        "worker_max_memory_per_child": 1_500_000,  # kB
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 20.0,
        "worker_enable_soft_shutdown_on_idle": False,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_send_task_events": False,
        # Nobody sends such commands, and the subscription that brings them is one more connection to go wrong.
        "worker_enable_remote_control": False,
        "task_ignore_result": True,
        "task_store_errors_even_if_ignored": False,
        "result_backend": None,
        "task_serializer": "json",
        "accept_content": ["json"],
        "event_serializer": "json",
        "task_create_missing_queues": False,
        "task_queues": [_queue(name) for name in queue_names(tuple(Stage))],
        "task_default_queue": queue_name(Stage.INGEST, Lane.INTERACTIVE),
        "task_publish_retry": True,
        "task_publish_retry_policy": {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.3},
        "timezone": "UTC",
        "enable_utc": True,
    }


def make_app(settings: Settings) -> Celery:
    """A Celery app of these settings; tasks are registered by `shared.worker`."""
    # By alias, for kombu takes the transport of a socket's address (redis+socket://) from nothing else.
    TRANSPORT_ALIASES["redis"] = redis_transport.PATH
    app = Celery("yusuan", set_as_current=False)
    app.conf.update(configuration(settings))
    return app
