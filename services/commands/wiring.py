"""The composition of the services: only here (and in `services/process.py`) do they meet."""

from __future__ import annotations

from celery import Celery
from fastapi import FastAPI

from shared import logs
from shared.bootstrap import Backends, backends
from shared.settings import Settings


def worker_app(settings: Settings) -> tuple[Celery, Backends]:
    """A Celery app with the tasks of all stages; which of them run is decided by the queues."""
    from services.extract import tasks as extract
    from services.ingest import tasks as ingest
    from services.validate import tasks as validate

    found = backends(settings)
    for service in (ingest, extract, validate):
        service.register(found.celery, found)
    return found.celery, found


def gateway() -> FastAPI:
    """The gateway's application, for uvicorn."""
    from services.api.app import create_app
    from services.api.settings import GatewaySettings
    from services.ingest.service import IntakeService
    from services.validate.service import Reviser
    from shared.bootstrap_gateway import gateway_backends

    settings = GatewaySettings()
    logs.configure(settings)
    found = gateway_backends(settings)
    return create_app(settings, ports=found, intake=IntakeService(found), validator=Reviser(found))


def ingest_app() -> FastAPI:
    """The receiver of bucket notifications, for uvicorn."""
    from services.ingest.listener import create_app

    settings = Settings()
    logs.configure(settings)
    return create_app(backends(settings))
