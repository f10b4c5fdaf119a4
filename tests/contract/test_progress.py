"""What every database must do for the chain: one document per file, fenced attempts, nothing lost, nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.errors import ConflictError, NotFoundError
from shared.lifecycle import PARTS_AHEAD, DocumentState, Lane, RowState, Stage
from shared.ports import Attempt, Failure, PageRange, StageRow
from tests.contract.conftest import Database

LEASE = timedelta(seconds=30)
BROKEN = Failure(code="unreadable", detail="cut off", retryable=False, page=3)
AWAY = Failure(code="storage_unavailable", detail="no answer", retryable=True)


def registered(database: Database) -> StageRow:
    return database.progress.register(database.document()).rows[0]


def claimed(database: Database, row: StageRow) -> Attempt:
    attempt = database.progress.claim(row.id, "w1", LEASE)
    assert attempt is not None
    return attempt


def through(database: Database, *stages: Stage) -> StageRow:
    """A new document put through these stages; the row of the next one."""
    row = registered(database)
    for stage in stages:
        assert row.stage is stage
        (row,) = database.progress.complete(claimed(database, row).token, f"out/{stage.value}") or ()
    return row


def state_of(database: Database, row: StageRow) -> DocumentState:
    document = database.progress.document(row.document_id)
    assert document is not None
    return document.state


def test_register_makes_document_and_row_in_one(database: Database) -> None:
    new = database.document("预算.pdf")
    registration = database.progress.register(new)
    assert not registration.duplicate
    assert (registration.document.state, registration.document.stage) == (DocumentState.QUEUED, Stage.INGEST)
    (row,) = registration.rows
    assert (row.stage, row.state, row.sent_at, row.attempt) == (Stage.INGEST, RowState.QUEUED, None, 0)
    assert database.progress.unsent() == (row,)
    assert database.progress.find_key(new.key) == registration.document


def test_the_same_bytes_of_a_department_are_one_document(database: Database) -> None:
    first = database.progress.register(database.document()).document
    again = database.progress.register(database.document("other name.pdf"))
    assert again.duplicate
    assert again.document == first
    assert again.rows == ()
    other = database.progress.register(database.document(department="D2"))
    assert not other.duplicate


def test_the_same_bytes_are_taken_anew_when_the_older_document_is_deleted_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = database.progress.register(database.document()).document

    def deleted_meanwhile(_department_id: str, _sha256: str) -> None:
        monkeypatch.undo()
        database.publications.delete(older.id)

    monkeypatch.setattr(database.progress, "find", deleted_meanwhile)
    again = database.progress.register(database.document())
    assert (again.duplicate, again.document.id != older.id) == (False, True)


def test_a_row_is_claimed_once(database: Database) -> None:
    row = registered(database)
    attempt = claimed(database, row)
    assert (attempt.row.state, attempt.row.attempt, attempt.row.worker) == (RowState.RUNNING, 1, "w1")
    assert database.progress.claim(row.id, "w2", LEASE) is None
    assert database.progress.claim("no such row", "w2", LEASE) is None
    assert state_of(database, row) is DocumentState.RUNNING


def test_complete_makes_the_next_stage_in_the_same_commit(database: Database) -> None:
    row = through(database, Stage.INGEST)
    assert (row.stage, row.part, row.run) == (Stage.EXTRACT, 0, 1)
    assert row in database.progress.unsent()


def test_parts_run_side_by_side_and_the_last_one_goes_on(database: Database) -> None:
    attempt = claimed(database, through(database, Stage.INGEST))
    ranges = [PageRange(first=a, last=a + 9) for a in (1, 11, 21)]
    others = database.progress.plan(attempt.token, 30, ranges[0], ranges[1:])
    assert [(r.part, r.pages) for r in others] == [(1, ranges[1]), (2, ranges[2])]
    assert database.progress.plan(attempt.token, 30, ranges[0], ranges[1:]) == ()  # a second time makes none
    assert database.progress.complete(claimed(database, others[0]).token, "o1", pages_done=10) == ()
    assert database.progress.complete(attempt.token, "o0", pages_done=10) == ()
    document = database.progress.document(attempt.document.id)
    assert document is not None
    assert (document.pages_done, document.pages_total) == (20, 30)
    (following,) = database.progress.complete(claimed(database, others[1]).token, "o2", pages_done=10) or ()
    assert following.stage is Stage.RECONSTRUCT
    assert [r.output_key for r in database.progress.inputs(following)] == ["o0", "o1", "o2"]


def test_a_long_document_does_not_hold_the_interactive_lane(database: Database) -> None:
    attempt = claimed(database, through(database, Stage.INGEST))
    pages = [PageRange(first=n, last=n) for n in range(1, 201)]
    others = database.progress.plan(attempt.token, 200, pages[0], pages[1:])
    ahead = [r.part for r in others if r.lane is Lane.INTERACTIVE]
    assert ahead == list(range(1, PARTS_AHEAD))
    assert {r.lane for r in others if r.part >= PARTS_AHEAD} == {Lane.BULK}
    assert attempt.document.lane is Lane.INTERACTIVE


def test_a_fenced_token_writes_nothing(database: Database) -> None:
    row = registered(database)
    old = claimed(database, row)
    database.clock.advance(LEASE * 2)
    assert [r.id for r in database.progress.expire()] == [row.id]
    new = claimed(database, row)
    assert new.row.attempt == 2
    assert not database.progress.heartbeat(old.token, LEASE)
    assert not database.progress.describe(old.token, media_type="text/plain")
    assert not database.progress.release(old.token)
    assert database.progress.plan(old.token, 2, PageRange(first=1, last=1), [PageRange(first=2, last=2)]) == ()
    assert database.progress.complete(old.token, "late") is None
    assert database.progress.fail(old.token, BROKEN, retry_in=timedelta()) is None
    assert database.progress.complete(new.token, "good") is not None


def test_a_heartbeat_keeps_the_lease(database: Database) -> None:
    attempt = claimed(database, registered(database))
    for _ in range(3):
        database.clock.advance(LEASE * 0.9)
        assert database.progress.heartbeat(attempt.token, LEASE, pages_done=2)
        assert database.progress.expire() == ()


def test_a_retry_waits_and_is_sent_again(database: Database) -> None:
    row = registered(database)
    database.progress.mark_sent([row.id])
    failure = database.progress.fail(claimed(database, row).token, AWAY, retry_in=timedelta(seconds=5))
    assert failure is not None
    assert not failure.dead_lettered
    assert database.progress.unsent() == ()
    assert database.progress.claim(row.id, "w", LEASE) is None  # a doubled message does not shorten the wait
    database.clock.advance(timedelta(seconds=6))
    assert [r.id for r in database.progress.unsent()] == [row.id]
    assert claimed(database, row).row.attempt == 2


def test_after_the_last_attempt_it_is_a_dead_letter_with_its_reason(database: Database) -> None:
    row = registered(database)
    for _ in range(3):
        failure = database.progress.fail(claimed(database, row).token, AWAY, retry_in=timedelta())
    assert failure is not None
    assert failure.dead_lettered
    (document,) = database.progress.dead_letters()
    assert document.id == row.document_id
    assert (document.state, document.stage, document.attempts) == (DocumentState.FAILED, Stage.INGEST, 3)
    assert document.failure is not None
    assert (document.failure.code, document.failure.stage) == (AWAY.code, Stage.INGEST)
    assert database.progress.claim(row.id, "w", LEASE) is None


def test_what_no_retry_helps_fails_at_once_and_is_no_dead_letter(database: Database) -> None:
    attempt = claimed(database, through(database, Stage.INGEST))
    (sister,) = database.progress.plan(attempt.token, 2, PageRange(first=1, last=1), [PageRange(first=2, last=2)])
    database.progress.fail(attempt.token, BROKEN, retry_in=timedelta())
    document = database.progress.document(attempt.document.id)
    assert document is not None
    assert document.state is DocumentState.FAILED
    assert document.failure is not None
    assert (document.failure.page, document.failure.dead_lettered) == (3, False)
    assert database.progress.dead_letters() == ()
    assert database.progress.claim(sister.id, "w", LEASE) is None


def test_a_worker_that_dies_every_time_ends_as_a_dead_letter(database: Database) -> None:
    row = registered(database)
    for _ in range(3):
        claimed(database, row)
        database.clock.advance(LEASE * 2)
        assert len(database.progress.expire()) == 1
    (document,) = database.progress.dead_letters()
    assert document.failure is not None
    assert document.failure.code == "worker_lost"


def test_release_gives_the_row_back_uncounted(database: Database) -> None:
    row = registered(database)
    assert database.progress.release(claimed(database, row).token)
    assert claimed(database, row).row.attempt == 1


def test_lost_messages_are_seen(database: Database) -> None:
    row = registered(database)
    database.progress.mark_sent([row.id])
    assert database.progress.unsent() == ()
    assert database.progress.unclaimed(timedelta(seconds=20)) == ()
    database.clock.advance(timedelta(seconds=21))
    assert [r.id for r in database.progress.unclaimed(timedelta(seconds=20))] == [row.id]
    claimed(database, row)
    assert database.progress.unclaimed(timedelta(seconds=20)) == ()


def test_cancel_fences_and_is_final(database: Database) -> None:
    attempt = claimed(database, registered(database))
    assert database.progress.cancel(attempt.document.id).state is DocumentState.CANCELLED
    assert not database.progress.heartbeat(attempt.token, LEASE)
    assert database.progress.complete(attempt.token, "late") is None
    assert database.progress.cancel(attempt.document.id).state is DocumentState.CANCELLED
    with pytest.raises(NotFoundError):
        database.progress.cancel("nobody")


def test_a_failed_document_cannot_be_cancelled_but_retried(database: Database) -> None:
    row = through(database, Stage.INGEST)
    database.progress.fail(claimed(database, row).token, BROKEN, retry_in=timedelta())
    with pytest.raises(ConflictError):
        database.progress.cancel(row.document_id)
    (again,) = database.progress.retry(row.document_id)
    assert (again.stage, again.run, again.attempt) == (Stage.EXTRACT, 2, 0)
    document = database.progress.document(row.document_id)
    assert document is not None
    assert (document.state, document.failure, document.run) == (DocumentState.QUEUED, None, 2)
    with pytest.raises(ConflictError):
        database.progress.retry(row.document_id)


def test_rerun_reuses_what_stands(database: Database) -> None:
    row = through(database, Stage.INGEST, Stage.EXTRACT, Stage.RECONSTRUCT)
    with pytest.raises(ConflictError):
        database.progress.rerun(row.document_id, Stage.PUBLISH)
    (again,) = database.progress.rerun(row.document_id, Stage.RECONSTRUCT)
    assert (again.stage, again.run) == (Stage.RECONSTRUCT, 2)
    assert [r.output_key for r in database.progress.inputs(again)] == ["out/extract"]
    assert database.progress.claim(row.id, "w", LEASE) is None  # the older run's open row was cancelled
    (validate,) = database.progress.complete(claimed(database, again).token, "out/second") or ()
    assert [r.output_key for r in database.progress.inputs(validate)] == ["out/second"]


def test_a_stage_that_was_never_reached_cannot_be_rerun(database: Database) -> None:
    row = registered(database)
    with pytest.raises(ConflictError):
        database.progress.rerun(row.document_id, Stage.VALIDATE)


def test_counts(database: Database) -> None:
    through(database, Stage.INGEST)
    found = {(c.stage, c.state): c.rows for c in database.progress.counts()}
    assert found == {(Stage.INGEST, RowState.DONE): 1, (Stage.EXTRACT, RowState.QUEUED): 1}
    assert all(c.oldest == database.clock.now() for c in database.progress.counts())


def test_check_knows_the_version_of_the_tables(database: Database) -> None:
    database.progress.check()
