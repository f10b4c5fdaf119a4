"""The composition root: the only place where adapters are constructed. Nothing connects until it is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from celery import Celery
from sqlalchemy import Engine

from shared.adapters.clamd import Clamd
from shared.adapters.clock import SystemClock
from shared.adapters.database.access import SqlKeys
from shared.adapters.database.engine import make_engine
from shared.adapters.database.kinship import SqlKinships
from shared.adapters.database.progress import SqlProgress
from shared.adapters.database.publication import SqlPublications
from shared.adapters.database.records import SqlCorrections
from shared.adapters.database.references import SqlReferences
from shared.adapters.database.workers import SqlWorkers
from shared.adapters.objects_local import LocalObjects
from shared.adapters.publisher import CeleryPublisher
from shared.housekeeping import Housekeeping
from shared.kinship import Kinships
from shared.ports import (
    Clock,
    Corrections,
    Departments,
    ObjectStore,
    Progress,
    Publications,
    Publisher,
    Scanner,
    Workers,
)
from shared.queue import make_app
from shared.settings import Settings


@dataclass(frozen=True)
class Backends:
    """What the services get: ports, each made from the settings at its first use.

    `engine` is for the adapters of other subjects in `shared/adapters/database` only; services see ports.
    """

    settings: Settings

    @cached_property
    def clock(self) -> Clock:
        return SystemClock()

    @cached_property
    def engine(self) -> Engine:
        return make_engine(self.settings.database)

    @cached_property
    def objects(self) -> ObjectStore:
        settings = self.settings
        if settings.s3_endpoint is None:
            return LocalObjects(settings.data / "objects", clock=self.clock, base_url=settings.gateway_url)
        from shared.adapters.objects_s3 import S3Objects  # one machine without S3 does without its client

        return S3Objects.from_settings(settings)

    @cached_property
    def scanner(self) -> Scanner | None:
        """None: none is configured, files are not looked at."""
        return None if self.settings.clamav is None else Clamd(self.settings.clamav)

    @cached_property
    def progress(self) -> Progress:
        return SqlProgress(self.engine, self.clock, max_attempts=self.settings.max_attempts)

    @cached_property
    def publications(self) -> Publications:
        return SqlPublications(self.engine, self.clock)

    @cached_property
    def kinships(self) -> Kinships:
        return SqlKinships(self.engine, self.clock, max_attempts=self.settings.max_attempts)

    @cached_property
    def housekeeping(self) -> Housekeeping:
        grace = timedelta(hours=self.settings.unreferenced_hours)
        return Housekeeping(self.objects, SqlReferences(self.engine, self.clock, grace=grace), self.clock, grace=grace)

    @cached_property
    def departments(self) -> Departments:
        return SqlKeys(self.engine, self.clock)

    @cached_property
    def corrections(self) -> Corrections:
        return SqlCorrections(self.engine)

    @cached_property
    def workers(self) -> Workers:
        return SqlWorkers(self.engine, self.clock)

    @cached_property
    def celery(self) -> Celery:
        return make_app(self.settings)

    @cached_property
    def publisher(self) -> Publisher:
        return CeleryPublisher(self.celery)


def backends(settings: Settings | None = None) -> Backends:
    """The real adapters for these settings (default: those of the environment)."""
    return Backends(settings if settings is not None else Settings())


def memory_backends(settings: Settings) -> Backends:
    """Everything in memory, with a clock that moves by hand: for tests and for trying things out in one process."""
    from shared.adapters.memory import ManualClock, MemoryObjects, MemoryPublisher, memory_engine

    found = Backends(settings)
    clock = ManualClock()
    vars(found).update(clock=clock, engine=memory_engine(), objects=MemoryObjects(clock), publisher=MemoryPublisher())
    return found
