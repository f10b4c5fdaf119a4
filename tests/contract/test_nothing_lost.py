"""What could lose a document or do it twice: lost messages, stopped queues, deletions, clocks that jump."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.adapters.database.reading import SqlReading
from shared.lifecycle import DocumentState, RowState, Stage
from shared.ports import Failure, PageRange
from tests.contract.conftest import Database
from tests.contract.test_progress import LEASE, claimed, registered, through
from tests.contract.test_publications import PUBLICATION, publish_row

RESEND = timedelta(seconds=20)
WAIT = timedelta(seconds=60)
AWAY = Failure(code="storage_unavailable", detail="no answer", retryable=True)


def test_a_message_that_comes_again_after_the_publication_does_nothing(database: Database) -> None:
    token = publish_row(database)
    row = database.publications.publish(token, 1, PUBLICATION)
    assert row is not None
    for done in database.progress.rows(row.document_id):
        assert database.progress.claim(done.id, "w", LEASE) is None
    assert database.progress.fail(token, AWAY, retry_in=timedelta()) is None
    document = database.progress.document(row.document_id)
    assert document is not None
    assert document.state is DocumentState.PUBLISHED


@pytest.mark.parametrize("how", ["cancel", "delete", "rerun"])
def test_work_whose_document_is_taken_away_cannot_write(database: Database, how: str) -> None:
    row = through(database, Stage.INGEST)
    attempt = claimed(database, row)
    match how:
        case "cancel":
            database.progress.cancel(row.document_id)
        case "delete":
            database.publications.delete(row.document_id)
        case _:
            database.progress.rerun(row.document_id, Stage.EXTRACT)
    assert not database.progress.heartbeat(attempt.token, LEASE)
    assert database.progress.complete(attempt.token, "late") is None
    assert database.progress.fail(attempt.token, AWAY, retry_in=timedelta()) is None
    assert database.progress.claim(row.id, "w", LEASE) is None
    database.clock.advance(LEASE * 2)
    assert database.progress.expire() == ()
    if how == "rerun":
        (again,) = database.progress.unsent()
        assert (again.run, again.stage) == (2, Stage.EXTRACT)
        assert database.progress.complete(claimed(database, again).token, "o") is not None


def test_a_stopped_stage_waits_and_goes_on(database: Database) -> None:
    reading = SqlReading(database.engine, database.clock, lease=LEASE)
    row = registered(database)
    database.progress.mark_sent([row.id])
    reading.pause(Stage.INGEST, True)
    assert database.progress.claim(row.id, "w", LEASE) is None
    database.clock.advance(RESEND * 2)
    assert database.progress.unclaimed(RESEND) == ()  # sending again and again would help nobody
    reading.pause(Stage.INGEST, False)
    assert [r.id for r in database.progress.unclaimed(RESEND)] == [row.id]
    claimed(database, row)


def test_a_long_queue_does_not_hide_what_another_one_lost(database: Database) -> None:
    waiting = [database.progress.register(database.document(sha256=str(n) * 64)).rows[0] for n in range(4)]
    database.progress.mark_sent([row.id for row in waiting])
    database.clock.advance(timedelta(seconds=1))
    lost = _further(database)
    database.progress.mark_sent([lost])
    database.clock.advance(RESEND * 2)
    found = [r.id for r in database.progress.unclaimed(RESEND, limit=2)]
    assert found == [waiting[0].id, waiting[1].id, lost]


def _further(database: Database) -> str:
    """The id of a row of the second stage."""
    row = database.progress.register(database.document(sha256="f" * 64)).rows[0]
    (row,) = database.progress.complete(claimed(database, row).token, None) or ()
    return row.id


def test_a_new_row_is_due_at_once_for_a_machine_whose_clock_is_behind(database: Database) -> None:
    row = registered(database)
    database.clock.advance(-timedelta(seconds=3))
    claimed(database, row)


def test_a_clock_that_is_set_back_holds_nothing_up(database: Database) -> None:
    retried = registered(database)
    database.progress.fail(claimed(database, retried).token, AWAY, retry_in=timedelta(seconds=5))
    dead = claimed(database, database.progress.register(database.document(sha256="1" * 64)).rows[0]).row
    sent = database.progress.register(database.document(sha256="2" * 64)).rows[0]
    database.progress.mark_sent([sent.id])
    assert database.progress.steady(LEASE, WAIT) == 0
    database.clock.advance(-timedelta(hours=3))
    assert database.progress.steady(LEASE, WAIT) > 0
    assert claimed(database, retried).row.attempt == 2
    database.clock.advance(LEASE * 2)
    assert dead.id in {r.id for r in database.progress.expire()}
    assert sent.id in {r.id for r in database.progress.unclaimed(RESEND)}
    assert database.progress.steady(LEASE, WAIT) == 0


def test_a_clock_that_is_set_ahead_costs_an_attempt_and_no_more(database: Database) -> None:
    row = registered(database)
    attempt = claimed(database, row)
    database.clock.advance(timedelta(hours=3))
    assert len(database.progress.expire()) == 1
    assert database.progress.complete(attempt.token, "late") is None
    assert database.progress.complete(claimed(database, row).token, "good") is not None


def test_the_end_of_an_outage_leaves_work_in_hand_alone(database: Database) -> None:
    """A heartbeat that comes late still counts, as long as nobody has taken the row away."""
    attempt = claimed(database, registered(database))
    database.clock.advance(LEASE * 5)
    assert database.progress.heartbeat(attempt.token, LEASE)
    assert database.progress.expire() == ()


def test_a_failed_part_that_is_retried_uses_what_its_sisters_made(database: Database) -> None:
    attempt = claimed(database, through(database, Stage.INGEST))
    pages = [PageRange(first=1, last=1), PageRange(first=2, last=2)]
    (sister,) = database.progress.plan(attempt.token, 2, pages[0], pages[1:])
    database.progress.complete(attempt.token, "o0", pages_done=1)
    broken = Failure(code="unreadable", detail="cut off", retryable=False)
    database.progress.fail(claimed(database, sister).token, broken, retry_in=timedelta())
    (again,) = database.progress.retry(attempt.document.id)
    assert (again.run, again.part, again.pages) == (2, 0, None)
    second = claimed(database, again)
    (other,) = database.progress.plan(second.token, 2, pages[0], pages[1:])
    assert database.progress.complete(second.token, "o0", pages_done=1) == ()
    (following,) = database.progress.complete(claimed(database, other).token, "o1", pages_done=1) or ()
    assert [r.output_key for r in database.progress.inputs(following)] == ["o0", "o1"]
    states = {(r.run, r.part): r.state for r in database.progress.rows(attempt.document.id) if r.stage is Stage.EXTRACT}
    assert states[1, 1] is RowState.FAILED
    assert states[2, 1] is RowState.DONE
