"""One chain for all tests that need one: they kill its parts, and it comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.chain import Chain
from tests.servers import Ceph, Postgres, Redis


@pytest.fixture(scope="session")
def chain(ceph: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A worker per stage and the sweep; PostgreSQL and Redis of their own, which tests may stop."""
    postgres, redis = Postgres(), Redis()
    started = None
    try:
        folder = tmp_path_factory.mktemp("chain")
        started = Chain(postgres=postgres.start(), redis=redis.start(), ceph=ceph, folder=folder, bucket="chain")
        yield started.start()
    finally:
        if started is not None:
            started.stop()
        redis.remove()
        postgres.remove()
