"""The moves of documents and stage rows inside one transaction.

**Lock order**: first the document's row (`SELECT … FOR UPDATE`; in SQLite the transaction itself is the lock), then its
stage rows, then the feed, last the marks on other documents (`kinship`). Whoever keeps to it cannot deadlock, and two
parts that end at the same time see each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from shared.adapters.database.rows import document_row, failure_columns, stage_row
from shared.adapters.database.tables import documents, stages
from shared.errors import NotFoundError
from shared.lifecycle import OPEN_ROWS, DocumentState, Event, Lane, RowState, Stage, after
from shared.ports import Clock, DocumentRow, Failure, PageRange, StageRow

_OPEN = [state.value for state in OPEN_ROWS]
_INSERT_ROW = stages.insert().returning(stages)


def lock_document(connection: Connection, document_id: str) -> DocumentRow:
    """The document, locked until the commit. Raises `NotFoundError`."""
    query = select(documents).where(documents.c.id == document_id).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no document {document_id}")
    return document_row(row)


def lock_attempt(connection: Connection, token: str) -> tuple[DocumentRow, StageRow] | None:
    """Document (locked) and running row of this token; None if the token is no longer any row's."""
    document_id = connection.execute(
        select(stages.c.document_id).where(stages.c.token == token, stages.c.state == RowState.RUNNING.value)
    ).scalar_one_or_none()
    if document_id is None:
        return None
    try:
        document = lock_document(connection, document_id)
    except NotFoundError:  # deleted between the two statements
        return None
    # Once more under the lock: a sweep may have fenced it between the two statements.
    row = (
        connection.execute(select(stages).where(stages.c.token == token, stages.c.state == RowState.RUNNING.value))
        .mappings()
        .one_or_none()
    )
    return (document, stage_row(row)) if row is not None else None


def update_row(connection: Connection, row: StageRow, **values: Any) -> None:
    connection.execute(update(stages).where(stages.c.id == row.id).values(**values))


def update_document(connection: Connection, document_id: str, now: datetime, **values: Any) -> None:
    connection.execute(update(documents).where(documents.c.id == document_id).values(updated_at=now, **values))


def insert_row(
    connection: Connection,
    clock: Clock,
    document: DocumentRow,
    stage: Stage,
    max_attempts: int,
    *,
    part: int = 0,
    pages: PageRange | None = None,
    lane: Lane | None = None,
) -> StageRow:
    """A queued row of the document's current run, due now and not sent yet; in the document's lane unless told."""
    now = clock.now()
    values = {
        "id": clock.new_id(),
        "document_id": document.id,
        "run": document.run,
        "stage": stage.value,
        "part": part,
        "first_page": pages.first if pages else None,
        "last_page": pages.last if pages else None,
        "lane": (lane or document.lane).value,
        "state": RowState.QUEUED.value,
        "max_attempts": max_attempts,
        "available_at": now,
        "created_at": now,
    }
    return stage_row(connection.execute(_INSERT_ROW, values).mappings().one())


def sisters(connection: Connection, row: StageRow) -> Sequence[StageRow]:
    """All parts of the row's stage and run, in order."""
    found = connection.execute(
        select(stages)
        .where(stages.c.document_id == row.document_id, stages.c.run == row.run, stages.c.stage == row.stage.value)
        .order_by(stages.c.part)
    ).mappings()
    return [stage_row(r) for r in found]


def count_pages(connection: Connection, document: DocumentRow) -> int:
    """Pages read so far in this run."""
    query = select(func.coalesce(func.sum(stages.c.pages_done), 0)).where(
        stages.c.document_id == document.id,
        stages.c.run == document.run,
        stages.c.stage == Stage.EXTRACT.value,
    )
    return int(connection.execute(query).scalar_one())


def cancel_open(connection: Connection, document: DocumentRow, now: datetime) -> None:
    """Cancel whatever is queued or running of this document and fence it."""
    for state in OPEN_ROWS:
        connection.execute(
            update(stages)
            .where(stages.c.document_id == document.id, stages.c.state == state.value)
            .values(state=after(state, Event.CANCEL).value, token=None, lease_until=None, finished_at=now)
        )


def restart(
    connection: Connection,
    clock: Clock,
    document: DocumentRow,
    stage: Stage,
    max_attempts: int,
    *,
    lane: Lane | None = None,
) -> StageRow:
    """A new run of a locked document from `stage` on; its first row, to be sent now."""
    now = clock.now()
    cancel_open(connection, document, now)
    again = {"pages_done": 0} if stage in (Stage.INGEST, Stage.EXTRACT) else {}
    update_document(
        connection,
        document.id,
        now,
        run=document.run + 1,
        state=DocumentState.QUEUED.value,
        stage=stage.value,
        attempts=0,
        error_stage=None,
        **failure_columns(None),
        **again,
    )
    return insert_row(connection, clock, replace(document, run=document.run + 1), stage, max_attempts, lane=lane)


def requeue(connection: Connection, row: StageRow, available_at: datetime, **values: Any) -> None:
    """Back to the queue, fenced, and to be sent again when it is due."""
    update_row(
        connection,
        row,
        state=after(row.state, Event.RETRY).value,
        token=None,
        lease_until=None,
        worker=None,
        available_at=available_at,
        sent_at=None,
        pages_done=0,
        **values,
    )


def fail_row(
    connection: Connection,
    now: datetime,
    document: DocumentRow,
    row: StageRow,
    failure: Failure,
    retry_in: timedelta,
    *,
    counted: bool = True,
) -> Failure:
    """Queue again if that may help and attempts are left; otherwise fail the row and its document."""
    failure = replace(failure, stage=row.stage)
    attempts = row.attempt if counted else row.attempt - 1
    if failure.retryable and attempts < row.max_attempts:
        requeue(connection, row, now + retry_in, attempt=attempts, **failure_columns(failure))
        update_document(connection, document.id, now, attempts=attempts)
        return failure
    failure = replace(failure, dead_lettered=failure.retryable)
    update_row(
        connection,
        row,
        state=after(row.state, Event.FAIL).value,
        token=None,
        lease_until=None,
        finished_at=now,
        **failure_columns(failure),
    )
    cancel_open(connection, document, now)
    update_document(
        connection,
        document.id,
        now,
        state=DocumentState.FAILED.value,
        stage=row.stage.value,
        error_stage=row.stage.value,
        attempts=row.attempt,
        **failure_columns(failure),
    )
    return failure
