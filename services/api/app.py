"""The application factory. Nothing is built or connected at import time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute, iter_route_contexts

from services.api import description, problems
from services.api.console import reference
from services.api.console.pages import mount_console
from services.api.gateway import Gateway
from services.api.metrics_server import metrics_server
from services.api.middleware import Frame
from services.api.routers import (
    admin,
    changes,
    corrections,
    documents,
    facts,
    health,
    results,
    storage,
    uploads,
    validation,
    webhooks,
)
from services.api.settings import GatewaySettings
from shared.bootstrap_gateway import GatewayBackends, gateway_backends
from shared.ports import Intake, Validator
from shared.settings import Settings

_DESCRIPTION = """Upload budget reports, poll their state, fetch their tables, facts and findings.

Authentication: `Authorization: Bearer ysk_…`. A department sees its own documents only. Errors are
`application/problem+json` (RFC 9457) with a `code`; docs/api.md lists all of them."""


def create_app(
    settings: Settings | None = None,
    *,
    ports: GatewayBackends | None = None,
    intake: Intake | None = None,
    validator: Validator | None = None,
) -> FastAPI:
    """The gateway. `ports` default to the real adapters of the settings; `intake` takes uploads and `validator`
    validates corrections: both belong to other services, so the composition gives them."""
    found = GatewaySettings.of(settings)
    gateway = Gateway(settings=found, ports=ports or gateway_backends(found), intake=intake, validator=validator)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with metrics_server(gateway):
            yield
        await gateway.close()

    app = FastAPI(
        title="yusuan",
        description=_DESCRIPTION,
        version=_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
    )
    app.state.gateway = gateway
    description.install(app)
    problems.install(app)
    app.include_router(health.router)
    for part in (documents, results, validation, corrections, uploads, changes, facts, webhooks, admin):
        app.include_router(part.router, prefix="/v1")
    app.include_router(health.schema_router, prefix="/v1")
    app.include_router(storage.router)
    mount_console(app)
    if found.docs:
        app.include_router(reference.router)
    # FastAPI builds its routes at the first request and sets the filter of warnings of the whole process meanwhile:
    # done here, the first request is as quick as the others and no two threads do it at once
    for _ in iter_route_contexts(app.routes):
        pass
    origins = [origin.strip() for origin in found.cors_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-ID", "Content-Disposition"],
        )
    app.add_middleware(Frame, gateway=gateway)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _version() -> str:
    try:
        return version("yusuan")
    except PackageNotFoundError:
        return "0"
