"""`Progress` on PostgreSQL and SQLite. Each public method is one short commit; see `moves` for the lock order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Engine, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from shared.adapters.database import moves
from shared.adapters.database.engine import glancing, reading, writing
from shared.adapters.database.gateway_tables import audit, paused_stages
from shared.adapters.database.migrate import check_revision
from shared.adapters.database.rows import document_row, failure_columns, stage_row
from shared.adapters.database.tables import documents, stages
from shared.errors import ConflictError, NotFoundError, WorkerLostError
from shared.lifecycle import (
    ENDED,
    PARTS_AHEAD,
    RERUN_FROM,
    DocumentState,
    Event,
    Lane,
    RowState,
    Stage,
    after,
    following,
    preceding,
)
from shared.ports import (
    Attempt,
    Clock,
    DocumentRow,
    Failure,
    NewDocument,
    PageRange,
    Registration,
    StageCount,
    StageRow,
    Uploader,
)

_QUEUED, _RUNNING, _DONE = RowState.QUEUED.value, RowState.RUNNING.value, RowState.DONE.value

_TRIES = 3
#: Built once: a status poll is the first one and little else, an upload the others.
_BY_ID = select(documents).where(documents.c.id == bindparam("id"))
_INSERT, _NOTE = documents.insert().returning(documents), audit.insert()


class SqlProgress:
    """See `shared.ports.Progress`."""

    def __init__(self, engine: Engine, clock: Clock, *, max_attempts: int) -> None:
        self._engine = engine
        self._clock = clock
        self._max_attempts = max_attempts

    # ------------------------------------------------------------ coming in and looking

    def register(self, new: NewDocument) -> Registration:
        for _ in range(_TRIES):
            try:
                return self._insert(new)
            except IntegrityError:
                older = self.find(new.department_id, new.sha256)
                if older is not None:
                    return Registration(document=older, duplicate=True)
            # the older one was deleted between the two statements: nothing is in the way any more
        raise ConflictError(f"the id {new.id} is taken")

    def _insert(self, new: NewDocument) -> Registration:
        now = self._clock.now()
        with writing(self._engine) as connection:
            values = {
                "id": new.id,
                "department_id": new.department_id,
                "filename": new.filename,
                "sha256": new.sha256,
                "size": new.size,
                "media_type": new.media_type,
                "object_key": new.key,
                "lane": new.lane.value,
                "state": DocumentState.QUEUED.value,
                "stage": Stage.INGEST.value,
                "created_at": now,
                "updated_at": now,
            }
            inserted = connection.execute(_INSERT, values)
            document = document_row(inserted.mappings().one())
            if new.by is not None:
                connection.execute(_NOTE, _noted(new, new.by, self._clock))
            row = moves.insert_row(connection, self._clock, document, Stage.INGEST, self._max_attempts)
        return Registration(document=document, duplicate=False, rows=(row,))

    def document(self, document_id: str) -> DocumentRow | None:
        return self._one_document(_BY_ID, {"id": document_id})

    def find(self, department_id: str, sha256: str) -> DocumentRow | None:
        return self._one_document(
            select(documents).where(documents.c.department_id == department_id, documents.c.sha256 == sha256)
        )

    def find_key(self, key: str) -> DocumentRow | None:
        return self._one_document(select(documents).where(documents.c.object_key == key).limit(1))

    def _one_document(
        self, query: Select[*tuple[object, ...]], values: Mapping[str, object] | None = None
    ) -> DocumentRow | None:
        with glancing(self._engine) as connection:
            row = connection.execute(query, values).mappings().one_or_none()
        return document_row(row) if row is not None else None

    def row(self, row_id: str) -> StageRow | None:
        rows = self._rows(select(stages).where(stages.c.id == row_id))
        return rows[0] if rows else None

    def rows(self, document_id: str, *, run: int | None = None) -> tuple[StageRow, ...]:
        order = case({stage.value: at for at, stage in enumerate(Stage)}, value=stages.c.stage)
        query = select(stages).where(stages.c.document_id == document_id)
        if run is not None:
            query = query.where(stages.c.run == run)
        return self._rows(query.order_by(stages.c.run, order, stages.c.part))

    def inputs(self, row: StageRow) -> tuple[StageRow, ...]:
        before = preceding(row.stage)
        if before is None:
            return ()
        found = [r for r in self.rows(row.document_id) if r.stage is before and r.run <= row.run]
        for run in sorted({r.run for r in found}, reverse=True):
            of_run = tuple(r for r in found if r.run == run)
            if all(r.state is RowState.DONE for r in of_run):
                return of_run
        return ()

    def _rows(self, query: Select[*tuple[object, ...]]) -> tuple[StageRow, ...]:
        with reading(self._engine) as connection:
            return tuple(stage_row(r) for r in connection.execute(query).mappings())

    # ------------------------------------------------------------ the work

    def claim(self, row_id: str, worker: str, lease: timedelta) -> Attempt | None:
        with writing(self._engine) as connection:
            document_id = connection.execute(
                select(stages.c.document_id).where(stages.c.id == row_id, stages.c.state == _QUEUED)
            ).scalar_one_or_none()
            if document_id is None:
                return None
            try:
                document = moves.lock_document(connection, document_id)
            except NotFoundError:  # deleted between the two statements
                return None
            now = self._clock.now()
            token = self._clock.new_id()
            taken = connection.execute(
                update(stages)
                .where(
                    stages.c.id == row_id,
                    stages.c.state == _QUEUED,
                    # Only a retry has to wait: a new row is due at once, also where the clock of the machine that
                    # wrote it is ahead of ours.
                    or_(stages.c.attempt == 0, stages.c.available_at <= now),
                    stages.c.stage.not_in(select(paused_stages.c.stage)),
                )
                .values(
                    state=after(RowState.QUEUED, Event.CLAIM).value,
                    attempt=stages.c.attempt + 1,
                    worker=worker,
                    token=token,
                    lease_until=now + lease,
                    heartbeat_at=now,
                    sent_at=func.coalesce(stages.c.sent_at, now),
                    started_at=now,
                    finished_at=None,
                )
            )
            if taken.rowcount != 1:
                return None
            row = stage_row(connection.execute(select(stages).where(stages.c.id == row_id)).mappings().one())
            moves.update_document(
                connection,
                document.id,
                now,
                state=DocumentState.RUNNING.value,
                stage=row.stage.value,
                attempts=row.attempt,
            )
        return Attempt(token=token, row=row, document=document)

    def heartbeat(self, token: str, lease: timedelta, *, pages_done: int | None = None) -> bool:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return False
            document, row = held
            now = self._clock.now()
            pages = {} if pages_done is None else {"pages_done": pages_done}
            moves.update_row(connection, row, heartbeat_at=now, lease_until=now + lease, **pages)
            if pages:
                moves.update_document(connection, document.id, now, pages_done=moves.count_pages(connection, document))
        return True

    def describe(self, token: str, *, media_type: str) -> bool:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return False
            moves.update_document(connection, held[0].id, self._clock.now(), media_type=media_type)
        return True

    def plan(self, token: str, pages_total: int, own: PageRange, others: Sequence[PageRange]) -> tuple[StageRow, ...]:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return ()
            document, row = held
            moves.update_row(connection, row, first_page=own.first, last_page=own.last)
            moves.update_document(connection, document.id, self._clock.now(), pages_total=pages_total)
            there = {sister.part for sister in moves.sisters(connection, row)}
            return tuple(
                moves.insert_row(
                    connection,
                    self._clock,
                    document,
                    row.stage,
                    self._max_attempts,
                    part=part,
                    pages=pages,
                    lane=None if part < PARTS_AHEAD else Lane.BULK,
                )
                for part, pages in enumerate(others, start=1)
                if part not in there
            )

    def complete(self, token: str, output_key: str | None, *, pages_done: int = 0) -> tuple[StageRow, ...] | None:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return None
            document, row = held
            now = self._clock.now()
            moves.update_row(
                connection,
                row,
                state=after(row.state, Event.COMPLETE).value,
                token=None,
                lease_until=None,
                finished_at=now,
                output_key=output_key,
                pages_done=pages_done,
                **failure_columns(None),
            )
            moves.update_document(connection, document.id, now, pages_done=moves.count_pages(connection, document))
            if any(sister.state is not RowState.DONE for sister in moves.sisters(connection, row)):
                return ()
            then = following(row.stage)
            if then is None:
                return ()
            moves.update_document(connection, document.id, now, stage=then.value)
            return (moves.insert_row(connection, self._clock, document, then, self._max_attempts),)

    def fail(self, token: str, failure: Failure, *, retry_in: timedelta, counted: bool = True) -> Failure | None:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return None
            return moves.fail_row(connection, self._clock.now(), *held, failure, retry_in, counted=counted)

    def release(self, token: str) -> bool:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return False
            moves.requeue(connection, held[1], self._clock.now(), attempt=held[1].attempt - 1)
        return True

    # ------------------------------------------------------------ the outbox and the sweep

    def mark_sent(self, row_ids: Sequence[str]) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                update(stages)
                .where(stages.c.id.in_(row_ids), stages.c.state == _QUEUED)
                .values(sent_at=self._clock.now(), sends=stages.c.sends + 1)
            )

    def unsent(self, limit: int = 500) -> tuple[StageRow, ...]:
        due = and_(stages.c.state == _QUEUED, stages.c.sent_at.is_(None), stages.c.available_at <= self._clock.now())
        return self._rows(select(stages).where(due).order_by(stages.c.available_at).limit(limit))

    def unclaimed(self, older_than: timedelta, limit: int = 500) -> tuple[StageRow, ...]:
        waits = and_(
            stages.c.state == _QUEUED,
            stages.c.sent_at <= self._clock.now() - older_than,
            stages.c.stage.not_in(select(paused_stages.c.stage)),
        )
        # The oldest of each queue: thousands that wait in a long one must not hide what another one lost.
        place = func.row_number().over(partition_by=(stages.c.stage, stages.c.lane), order_by=stages.c.sent_at)
        ranked = select(stages.c.id, place.label("place")).where(waits).subquery()
        oldest = select(ranked.c.id).where(ranked.c.place <= limit)
        return self._rows(select(stages).where(stages.c.id.in_(oldest)).order_by(stages.c.sent_at))

    def steady(self, lease: timedelta, longest_wait: timedelta) -> int:
        now = self._clock.now()
        with writing(self._engine) as connection:
            held = connection.execute(
                update(stages)
                .where(stages.c.state == _RUNNING, stages.c.lease_until > now + lease * 2)
                .values(lease_until=now + lease)
            )
            waiting = connection.execute(
                update(stages)
                .where(stages.c.state == _QUEUED, stages.c.available_at > now + longest_wait * 2)
                .values(available_at=now)
            )
            sent = connection.execute(
                update(stages).where(stages.c.state == _QUEUED, stages.c.sent_at > now + lease * 2).values(sent_at=now)
            )
        return held.rowcount + waiting.rowcount + sent.rowcount

    def expire(self) -> tuple[StageRow, ...]:
        stale = and_(stages.c.state == _RUNNING, stages.c.lease_until <= self._clock.now())
        return tuple(row for row in self._rows(select(stages).where(stale)) if self._fence(row))

    def _fence(self, row: StageRow) -> bool:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, row.token or "")
            if held is None or held[1].lease_until is None or held[1].lease_until > self._clock.now():
                return False
            lost = Failure(
                code=WorkerLostError.code,
                detail=f"worker {row.worker} went silent in the middle of {row.stage.value}",
                retryable=True,
            )
            moves.fail_row(connection, self._clock.now(), *held, lost, timedelta())
        return True

    # ------------------------------------------------------------ steering

    def cancel(self, document_id: str) -> DocumentRow:
        with writing(self._engine) as connection:
            document = moves.lock_document(connection, document_id)
            if document.state is DocumentState.CANCELLED:
                return document
            if document.state in ENDED:
                raise ConflictError(f"the document is {document.state.value} already")
            now = self._clock.now()
            moves.cancel_open(connection, document, now)
            moves.update_document(connection, document_id, now, state=DocumentState.CANCELLED.value)
            return moves.lock_document(connection, document_id)

    def rerun(self, document_id: str, stage: Stage) -> tuple[StageRow, ...]:
        if stage not in RERUN_FROM:
            raise ConflictError(f"a run cannot start at {stage.value}")
        before = preceding(stage)
        if before is not None and not any(
            r.stage is before and r.state is RowState.DONE for r in self.rows(document_id)
        ):
            raise ConflictError(f"the document has never come through {before.value}")
        return self._restart(document_id, stage)

    def retry(self, document_id: str) -> tuple[StageRow, ...]:
        document = self.document(document_id)
        if document is not None and document.state not in (DocumentState.FAILED, DocumentState.CANCELLED):
            raise ConflictError(f"the document is {document.state.value}, not failed")
        return self._restart(document_id, (document.stage if document else None) or Stage.INGEST)

    def _restart(self, document_id: str, stage: Stage) -> tuple[StageRow, ...]:
        with writing(self._engine) as connection:
            document = moves.lock_document(connection, document_id)
            return (moves.restart(connection, self._clock, document, stage, self._max_attempts),)

    def dead_letters(self, *, limit: int = 100, after: str | None = None) -> tuple[DocumentRow, ...]:
        query = select(documents).where(
            documents.c.state == DocumentState.FAILED.value, documents.c.dead_lettered.is_(True)
        )
        if after is not None:
            query = query.where(documents.c.id < after)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(documents.c.id.desc()).limit(limit)).mappings()
            return tuple(document_row(r) for r in rows)

    def counts(self) -> tuple[StageCount, ...]:
        since = case((stages.c.state == _RUNNING, stages.c.started_at), else_=stages.c.created_at)
        query = (
            select(stages.c.stage, stages.c.state, func.count(), func.min(since, type_=stages.c.created_at.type))
            .join(documents, and_(documents.c.id == stages.c.document_id, documents.c.run == stages.c.run))
            .group_by(stages.c.stage, stages.c.state)
        )
        with reading(self._engine) as connection:
            found = [
                StageCount(stage=Stage(stage), state=RowState(state), rows=rows, oldest=oldest)
                for stage, state, rows, oldest in connection.execute(query)
            ]
        order = list(Stage)
        return tuple(sorted(found, key=lambda c: (order.index(c.stage), c.state.value)))

    def check(self) -> None:
        check_revision(self._engine)


def _noted(new: NewDocument, by: Uploader, clock: Clock) -> dict[str, object]:
    """The audit entry of an upload."""
    return {
        "id": clock.new_id(),
        "at": clock.now(),
        "department_id": new.department_id,
        "actor": by.actor,
        "action": "document.upload",
        "target": new.id,
        "request_id": by.request_id,
        "details": {"filename": new.filename, "sha256": new.sha256},
    }
