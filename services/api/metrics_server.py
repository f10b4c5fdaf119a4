"""Metrics on a port of their own, where the setting asks for it: then the public port does not show them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.api.gateway import Gateway
from services.api.routers.health import render_metrics


@asynccontextmanager
async def metrics_server(gateway: Gateway) -> AsyncIterator[None]:
    """Serves /metrics while the gateway runs; does nothing without the setting."""
    port = gateway.settings.metrics_port
    if port is None:
        yield
        return

    async def metrics(_request: Request) -> Response:
        return Response(await render_metrics(gateway), media_type="text/plain; version=0.0.4; charset=utf-8")

    app = Starlette(routes=[Route("/metrics", metrics)])
    server = uvicorn.Server(
        uvicorn.Config(app, host=gateway.settings.host, port=port, log_config=None, access_log=False, lifespan="off")
    )
    serving = asyncio.create_task(server._serve())  # `serve` would take the process's signal handlers
    try:
        yield
    finally:
        server.should_exit = True
        await serving
