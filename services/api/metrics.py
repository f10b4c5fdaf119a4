"""Prometheus metrics, in a registry of each application's own."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from shared.ports import StageLoad, WorkerRow

_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """What the gateway counts itself, and gauges of queues and workers that are set when asked for."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "yusuan_http_requests_total", "Requests", ["method", "route", "status"], registry=self._registry
        )
        self.seconds = Histogram(
            "yusuan_http_request_seconds",
            "Time to the answer's start",
            ["route"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.waiting = Gauge("yusuan_http_waiting_clients", "Long polls and event streams", registry=self._registry)
        self._rows = Gauge("yusuan_stage_rows", "Stage rows", ["stage", "state"], registry=self._registry)
        self._oldest = Gauge(
            "yusuan_stage_oldest_seconds", "Age of the oldest waiting row", ["stage"], registry=self._registry
        )
        self._workers = Gauge("yusuan_workers_alive", "Workers with a fresh heartbeat", registry=self._registry)

    def render(self, loads: Iterable[StageLoad], workers: Iterable[WorkerRow]) -> bytes:
        """The exposition text."""
        for load in loads:
            for state in ("waiting", "running", "failed"):
                self._rows.labels(load.stage.value, state).set(getattr(load, state))
            self._oldest.labels(load.stage.value).set(load.oldest_seconds or 0)
        self._workers.set(sum(1 for worker in workers if worker.alive))
        return generate_latest(self._registry)
