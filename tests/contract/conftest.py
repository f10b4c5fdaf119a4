"""Every adapter of a port, for the one suite that they all pass."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from shared.adapters.database.engine import make_engine
from shared.adapters.database.migrate import migrate
from shared.adapters.database.progress import SqlProgress
from shared.adapters.database.publication import SqlPublications
from shared.adapters.memory import ManualClock, MemoryObjects, memory_engine
from shared.adapters.objects_local import LocalObjects
from shared.adapters.objects_s3 import S3Objects
from shared.ports import NewDocument, ObjectStore, Progress, Publications

STORES = ["memory", "local", pytest.param("s3", marks=pytest.mark.servers)]
DATABASES = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.servers)]


@pytest.fixture(params=STORES)
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    clock = ManualClock()
    match request.param:
        case "memory":
            store: ObjectStore = MemoryObjects(clock)
        case "local":
            store = LocalObjects(tmp_path / "objects", clock=clock, base_url="http://127.0.0.1")
        case _:
            store = s3_store(request)
    store.prepare()
    return store


def s3_store(request: pytest.FixtureRequest, bucket: str | None = None) -> S3Objects:
    ceph = request.getfixturevalue("ceph")
    return S3Objects(
        ceph.endpoint,
        access_key=ceph.access_key,
        secret_key=ceph.secret_key,
        bucket=bucket or f"t{uuid.uuid4().hex[:20]}",
        region="us-east-1",
    )


@dataclass(frozen=True)
class Database:
    """Progress and publications on one database and one clock that moves by hand."""

    clock: ManualClock
    engine: Engine
    progress: Progress
    publications: Publications

    def document(self, name: str = "a.pdf", *, sha256: str = "0" * 64, department: str = "D1") -> NewDocument:
        new_id = self.clock.new_id()
        return NewDocument(
            id=new_id,
            department_id=department,
            filename=name,
            sha256=sha256,
            size=10,
            media_type="application/pdf",
            key=f"originals/{new_id}",
        )


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    match request.param:
        case "memory":
            engine = memory_engine()
        case "sqlite":
            engine = make_engine(f"sqlite:///{tmp_path}/yusuan.db")
            migrate(engine)
        case _:
            engine = make_engine(request.getfixturevalue("postgres").create())
            migrate(engine)
    clock = ManualClock()
    yield Database(
        clock=clock,
        engine=engine,
        progress=SqlProgress(engine, clock, max_attempts=3),
        publications=SqlPublications(engine, clock),
    )
    engine.dispose()
