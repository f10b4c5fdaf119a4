"""The composition of the services: only here (and in `services/process.py`) do they meet."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from celery import Celery

from shared import logs
from shared.bootstrap import Backends, backends
from shared.lifecycle import Stage
from shared.settings import Settings

if TYPE_CHECKING:  # workers need no web framework, and start faster without
    from fastapi import FastAPI

#: Whose tasks a worker of each stage needs: one that only ingests never loads the readers or the rules.
TASKS: dict[Stage, str] = {
    Stage.INGEST: "services.ingest.tasks",
    Stage.EXTRACT: "services.extract.tasks",
    Stage.RECONSTRUCT: "services.extract.tasks",
    Stage.VALIDATE: "services.validate.tasks",
    Stage.PUBLISH: "services.validate.tasks",
}


def worker_app(settings: Settings, stages: Iterable[Stage]) -> tuple[Celery, Backends]:
    """A Celery app with the tasks of these stages."""
    found = backends(settings)
    for module in sorted({TASKS[stage] for stage in stages}):
        import_module(module).register(found.celery, found)
    return found.celery, found


def gateway() -> FastAPI:
    """The gateway's application, for uvicorn."""
    from services.api.app import create_app
    from services.api.settings import GatewaySettings
    from services.ingest.service import IntakeService
    from services.validate.service import Reviser
    from shared.bootstrap_gateway import gateway_backends
    from shared.outbox import Sender

    settings = GatewaySettings()
    logs.configure(settings)
    found = gateway_backends(settings)
    sender = Sender(found.progress, found.publisher)
    return create_app(settings, ports=found, intake=IntakeService(found, sender), validator=Reviser(found))


def ingest_app() -> FastAPI:
    """The receiver of bucket notifications, for uvicorn."""
    from services.ingest.listener import create_app

    settings = Settings()
    logs.configure(settings)
    return create_app(backends(settings))
