from __future__ import annotations

from pathlib import Path

import pytest

from services.ingest.service import IntakeService
from shared.adapters.database.access import SqlKeys
from shared.bootstrap import Backends, memory_backends
from shared.settings import Settings


@pytest.fixture
def backends(tmp_path: Path) -> Backends:
    settings = Settings(
        data=tmp_path, max_upload_bytes=10_000, max_archive_members=4, max_archive_bytes=30_000, _env_file=None
    )
    return memory_backends(settings)


@pytest.fixture
def intake(backends: Backends) -> IntakeService:
    return IntakeService(backends)


@pytest.fixture
def department(backends: Backends) -> str:
    """The id of the department 财政局."""
    made = SqlKeys(backends.engine, backends.clock).department("财政局", create=True)
    assert made is not None
    return made.id
