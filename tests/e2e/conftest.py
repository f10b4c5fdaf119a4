"""One chain for all tests that need one: they kill its parts, and it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.chain import Chain
from tests.servers import Ceph, Postgres, Redis


@pytest.fixture(scope="session")
def chain(ceph: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A worker per stage and the sweep; PostgreSQL and Redis of their own, which tests may stop."""
    with running(ceph, tmp_path_factory.mktemp("chain"), "chain") as started:
        yield started


@pytest.fixture
def own_chain(ceph: Ceph, tmp_path: Path) -> Iterator[Chain]:
    """The same for one test: what it leaves behind is nobody's beginning."""
    with running(ceph, tmp_path, "own-chain") as started:
        yield started


@contextmanager
def running(ceph: Ceph, folder: Path, bucket: str) -> Iterator[Chain]:
    postgres, redis = Postgres(), Redis()
    started = None
    try:
        started = Chain(postgres=postgres.start(), redis=redis.start(), ceph=ceph, folder=folder, bucket=bucket)
        yield started.start()
    finally:
        if started is not None:
            started.stop()
        redis.remove()
        postgres.remove()
