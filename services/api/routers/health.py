"""Liveness, readiness, metrics, schemas: no key needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from services.api.gateway import TheGateway
from services.api.problems import ProblemError
from services.api.schemas import Health, Readiness
from shared.errors import ProcessingError
from shared.result_schema import result_schema

router = APIRouter(tags=["health"])
schema_router = APIRouter(tags=["schema"])
_PATIENCE = 5.0


@router.get("/healthz", response_model=Health)
async def healthz() -> Health:
    """The process is alive."""
    return Health()


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness, "description": "not ready"}})
async def readyz(gateway: TheGateway) -> JSONResponse:
    """Every dependency answers."""
    ports = gateway.ports
    checks: dict[str, Callable[[], None]] = {
        "database": ports.progress.check,
        "storage": ports.objects.check,
        "broker": ports.publisher.check,
    }
    found: dict[str, str] = {}

    async def ask(name: str, check: Callable[[], None]) -> None:
        found[name] = f"no answer within {_PATIENCE:g} s"
        with anyio.move_on_after(_PATIENCE):
            try:
                await gateway.call(check)
                found[name] = "ok"
            except ProcessingError as error:
                found[name] = error.detail

    async with anyio.create_task_group() as tasks:
        for name, check in checks.items():
            tasks.start_soon(ask, name, check)
    ready = all(answer == "ok" for answer in found.values())
    body = Readiness(status="ready" if ready else "not_ready", checks=dict(sorted(found.items())))
    return JSONResponse(body.model_dump(), status_code=200 if ready else 503)


@router.get(
    "/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}, "description": "Prometheus"}}
)
async def metrics(gateway: TheGateway) -> Response:
    """Metrics in Prometheus' text format."""
    if gateway.settings.metrics_port is not None:
        raise ProblemError("not_found", "metrics have a port of their own here")
    return Response(await render_metrics(gateway), media_type="text/plain; version=0.0.4; charset=utf-8")


async def render_metrics(gateway: TheGateway) -> bytes:
    """The exposition; without the gauges of the queues while the database is away."""
    reading = gateway.ports.reading
    gateway.metrics.waiting.set(gateway.documents.waiting + gateway.feed.waiting)
    try:
        loads = await gateway.call(reading.stage_loads)
        workers = await gateway.call(reading.workers)
    except ProcessingError:
        loads, workers = (), ()
    return gateway.metrics.render(loads, workers)


@schema_router.get("/schema/result", response_model=dict[str, Any])
async def get_result_schema() -> JSONResponse:
    """The JSON Schema of `yusuan.result/1`."""
    return JSONResponse(result_schema(), media_type="application/schema+json")
