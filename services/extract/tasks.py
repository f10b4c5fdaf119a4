"""The tasks of the extract and the reconstruct stage."""

from __future__ import annotations

from celery import Celery

from services.extract.service import extract, reconstruct
from shared.bootstrap import Backends
from shared.lifecycle import Stage
from shared.worker import stage_task


def register(app: Celery, backends: Backends) -> None:
    stage_task(app, backends, Stage.EXTRACT, extract)
    stage_task(app, backends, Stage.RECONSTRUCT, reconstruct)
