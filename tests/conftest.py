"""The real servers, started once per session at their first use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Ceph, ClamAV, Postgres, Redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    server = Redis()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def clamav() -> Iterator[ClamAV]:
    server = ClamAV()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def ceph() -> Iterator[Ceph]:
    server = Ceph()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Where the seeds are that must not be copied into the repository."""
    folder = Path(os.environ.get("YUSUAN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip("YUSUAN_SHARED does not lead to the shared folder")
    return folder


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the test alone."""
    for name in [n for n in os.environ if n.startswith("YUSUAN_") and n != "YUSUAN_SHARED"]:
        monkeypatch.delenv(name)
