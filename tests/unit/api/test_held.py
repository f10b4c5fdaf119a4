"""Files that the virus scanner holds: nobody gets their bytes, in no form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from services.ingest.service import ingest
from shared import worker
from shared.lifecycle import RowState


class Scanner:
    """Finds what the test says."""

    found: str | None = None

    def scan(self, chunks: Iterable[bytes]) -> str | None:
        assert b"".join(chunks)
        return self.found

    def check(self) -> None:
        """Answers."""


@pytest.fixture
def scanner(harness: Any) -> Scanner:
    made = Scanner()
    vars(harness.ports)["scanner"] = made
    return made


def look(harness: Any, document_id: str) -> None:
    (row,) = [r for r in harness.ports.progress.rows(document_id) if r.state is RowState.QUEUED]
    worker.run(harness.ports, row.id, ingest)


@pytest.mark.parametrize("part", ["original", "pages/1.png"])
def test_bytes_are_held_until_they_were_looked_at(harness: Any, scanner: Scanner, part: str) -> None:
    document_id = harness.upload()
    held = harness.get(f"/v1/documents/{document_id}/{part}")
    assert (held.status_code, held.json()["code"]) == (409, "not_finished")
    look(harness, document_id)
    assert harness.get(f"/v1/documents/{document_id}/original").status_code == 200


@pytest.mark.parametrize("part", ["original", "pages/1.png"])
def test_an_infected_file_is_given_to_nobody(harness: Any, scanner: Scanner, part: str) -> None:
    scanner.found = "Test.Virus"
    document_id = harness.upload()
    look(harness, document_id)
    status = harness.get(f"/v1/documents/{document_id}").json()
    assert (status["state"], status["error"]["code"], status["error"]["retryable"]) == ("failed", "infected", False)
    assert "Test.Virus" in status["error"]["detail"]
    for who in ("a", "admin"):
        answer = harness.get(f"/v1/documents/{document_id}/{part}", who)
        assert (answer.status_code, answer.json()["code"]) == (422, "infected")
    assert harness.get(f"/v1/documents/{document_id}/result").json()["code"] == "no_result"
    harness.post(f"/v1/documents/{document_id}/retry")
    assert harness.get(f"/v1/documents/{document_id}/{part}").json()["code"] == "not_finished"
