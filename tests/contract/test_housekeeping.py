"""Objects that nothing leads to are removed after their grace time; what anything leads to never is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from shared import outputs
from shared.adapters.database.gateway_tables import uploads
from shared.adapters.database.references import SqlReferences
from shared.adapters.memory import MemoryObjects
from shared.errors import StorageError
from shared.housekeeping import Housekeeping
from shared.lifecycle import Stage
from shared.ports import StageRow
from tests.contract.conftest import Database
from tests.contract.test_publications import LEASE, PUBLICATION

GRACE = timedelta(hours=24)


@pytest.fixture
def objects(database: Database) -> MemoryObjects:
    return MemoryObjects(database.clock)


@pytest.fixture
def housekeeping(database: Database, objects: MemoryObjects) -> Housekeeping:
    references = SqlReferences(database.engine, database.clock, grace=GRACE)
    return Housekeeping(objects, references, database.clock, grace=GRACE)


def put(objects: MemoryObjects, *keys: str) -> None:
    for key in keys:
        objects.put(key, BytesIO(b"x"))


def keys(objects: MemoryObjects) -> list[str]:
    return [info.key for info in objects.list("")]


def done(database: Database, row: StageRow, key: str) -> StageRow:
    """Complete a row; the row of the next stage."""
    attempt = database.progress.claim(row.id, "w", LEASE)
    assert attempt is not None
    (following,) = database.progress.complete(attempt.token, key) or ()
    return following


def published(database: Database, objects: MemoryObjects) -> str:
    """The id of a document with one revision, and all its objects."""
    new = database.document()
    (row,) = database.progress.register(new).rows
    put(objects, new.key)
    row = done(database, row, "")
    for stage in (Stage.EXTRACT, Stage.RECONSTRUCT, Stage.VALIDATE):
        put(objects, f"outputs/{new.id}/{stage.value}-1")
        row = done(database, row, f"outputs/{new.id}/{stage.value}-1")
    attempt = database.progress.claim(row.id, "w", LEASE)
    assert attempt is not None
    put(objects, f"results/{new.id}/1")
    database.publications.publish(attempt.token, 1, replace(PUBLICATION, result_key=f"results/{new.id}/1"))
    return new.id


def round_of(housekeeping: Housekeeping, after: Callable[[timedelta], None], step: timedelta) -> int:
    """What a whole round removes, that much later."""
    after(step)
    removed = 0
    while (batch := housekeeping.once()) is not None:
        removed += batch
    return removed


def test_what_anything_leads_to_stays(database: Database, objects: MemoryObjects, housekeeping: Housekeeping) -> None:
    document_id = published(database, objects)
    put(objects, f"pictures/{document_id}/1.png", "inbox/somebody/a.pdf")
    there = keys(objects)
    assert round_of(housekeeping, database.clock.advance, GRACE * 2) == 0
    assert keys(objects) == there


def test_orphans_go_when_their_time_is_over(
    database: Database, objects: MemoryObjects, housekeeping: Housekeeping
) -> None:
    document_id = published(database, objects)
    there = keys(objects)
    put(objects, outputs.original_key("nobody"), "outputs/nobody/x", "results/nobody/y", "pictures/nobody/1.png")
    put(objects, f"results/{document_id}/never published", f"outputs/{document_id}/never completed")
    assert round_of(housekeeping, database.clock.advance, GRACE / 2) == 0
    assert round_of(housekeeping, database.clock.advance, GRACE) == 6
    assert keys(objects) == there


def test_outputs_of_older_runs_go_when_a_newer_one_has_come_through(
    database: Database, objects: MemoryObjects, housekeeping: Housekeeping
) -> None:
    document_id = published(database, objects)
    (row,) = database.progress.rerun(document_id, Stage.RECONSTRUCT)
    put(objects, f"outputs/{document_id}/reconstruct-2")
    row = done(database, row, f"outputs/{document_id}/reconstruct-2")
    assert round_of(housekeeping, database.clock.advance, GRACE * 2) == 0  # under way
    database.progress.cancel(document_id)
    assert round_of(housekeeping, database.clock.advance, GRACE * 2) == 1
    left = keys(objects)
    assert f"outputs/{document_id}/reconstruct-1" not in left
    # Validation has not come through yet in the second run: the first one's output stays.
    assert {f"outputs/{document_id}/{name}" for name in ("extract-1", "reconstruct-2", "validate-1")} <= set(left)
    assert [r.output_key for r in database.progress.inputs(row)] == [f"outputs/{document_id}/reconstruct-2"]


def test_uploads_that_were_never_completed(
    database: Database, objects: MemoryObjects, housekeeping: Housekeeping
) -> None:
    now = database.clock.now()
    with database.engine.begin() as connection:
        for name, expires in (("open", now + GRACE * 3), ("over", now)):
            connection.execute(
                uploads.insert().values(
                    id=name,
                    department_id="D1",
                    filename="a.pdf",
                    object_key=f"uploads/{name}",
                    created_at=now,
                    expires_at=expires,
                    documents=[],
                )
            )
    put(objects, "uploads/open", "uploads/over", "uploads/unknown")
    assert round_of(housekeeping, database.clock.advance, GRACE * 2) == 2
    assert keys(objects) == ["uploads/open"]


def test_a_storage_that_is_away_is_tried_again_from_the_start(
    database: Database, objects: MemoryObjects, housekeeping: Housekeeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(objects, "outputs/nobody/x")
    database.clock.advance(GRACE * 2)

    def away(_prefix: str) -> None:
        raise StorageError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(objects, "list", away)
        with pytest.raises(StorageError):
            housekeeping.once()
    assert housekeeping.once() == 1
