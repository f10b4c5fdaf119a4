"""The tasks of the validate and the publish stage."""

from __future__ import annotations

from celery import Celery

from services.validate.service import publish, validate
from shared.bootstrap import Backends
from shared.lifecycle import Stage
from shared.worker import stage_task


def register(app: Celery, backends: Backends) -> None:
    stage_task(app, backends, Stage.VALIDATE, validate)
    stage_task(app, backends, Stage.PUBLISH, publish)
