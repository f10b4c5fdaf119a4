"""`yusuan dead-letters` and `retry`, beside a database of this machine."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli import main
from services.ingest.service import IntakeService
from shared.adapters.database.migrate import migrate
from shared.adapters.memory import MemoryPublisher
from shared.bootstrap_gateway import GatewayBackends, gateway_backends
from shared.lifecycle import DocumentState
from shared.ports import Accepted, Failure
from shared.settings import Settings


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GatewayBackends:
    monkeypatch.setenv("YUSUAN_DATA", str(tmp_path))
    made = gateway_backends(Settings(_env_file=None))
    vars(made)["publisher"] = MemoryPublisher()
    migrate(made.engine)
    return made


def dead(found: GatewayBackends, name: str) -> str:
    """A document whose attempts are used up."""
    (outcome,) = IntakeService(found).accept("D1", name, BytesIO(name.encode()))
    assert isinstance(outcome, Accepted)
    document_id = outcome.document.id
    while found.progress.document(document_id).state is not DocumentState.FAILED:  # type: ignore[union-attr]
        (row,) = found.progress.rows(document_id)
        attempt = found.progress.claim(row.id, "w", timedelta(minutes=1))
        assert attempt is not None
        found.progress.fail(
            attempt.token, Failure(code="worker_lost", detail="gone", retryable=True), retry_in=timedelta()
        )
    return document_id


def test_a_dead_letter_is_shown_and_retried(found: GatewayBackends) -> None:
    first, second = dead(found, "甲.txt"), dead(found, "乙.txt")
    shown = CliRunner().invoke(main, ["dead-letters"])
    assert [line.split("\t")[0] for line in shown.stdout.splitlines()] == [second, first]
    assert "worker_lost" in shown.stdout
    assert CliRunner().invoke(main, ["retry", first]).stdout == f"{first}\tqueued at ingest\n"
    retried = found.progress.document(first)
    assert retried is not None
    assert (retried.state, retried.run) == (DocumentState.QUEUED, 2)
    # No broker answers here: the row waits for the sweep, which is told by the command's success all the same.
    assert [row.document_id for row in found.progress.unsent()] == [first]
    assert CliRunner().invoke(main, ["retry", "--dead-letters"]).stdout.startswith(second)
    assert found.progress.dead_letters() == ()
    assert CliRunner().invoke(main, ["retry", first]).exit_code == 1  # it is under way
    noted = found.audit.entries(limit=9, action="document.retry")
    assert [(e.target, e.actor, e.department_id) for e in noted] == [(second, "cli", "D1"), (first, "cli", "D1")]
