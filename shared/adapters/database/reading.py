"""Read models of the gateway: lists, facts, figures of queues and workers. Every query has an index to go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, bindparam, delete, func, insert, or_, select, tuple_
from sqlalchemy.exc import IntegrityError

from shared.adapters.database.engine import glancing, reading, writing
from shared.adapters.database.gateway_tables import paused_stages, workers
from shared.adapters.database.rows import document_row, stage_row
from shared.adapters.database.tables import Moment, changes, documents, facts, feed, stages
from shared.lifecycle import DocumentState, Lane, RowState, Stage
from shared.ports import Clock, DocumentFilter, DocumentRow, Fact, FactFilter, FactRow, StageLoad, StageRow, WorkerRow

_FACTS_PER_QUERY = 5_000
_RECENT = 100
_HOUR = timedelta(hours=1)
_FORGOTTEN = timedelta(days=1)
#: until something has been measured: a page of a born-digital report, from upload to publication
_UNKNOWN_SECONDS_PER_PAGE = 0.3
#: Built once, for what waits, polls and uploads ask.
_MANY = select(documents).where(documents.c.id.in_(bindparam("ids", expanding=True)))
_OPEN = select(func.count()).where(
    documents.c.department_id == bindparam("department"),
    documents.c.state.in_((DocumentState.QUEUED.value, DocumentState.RUNNING.value)),
)
_OPEN_ROWS = (
    select(stages.c.id, stages.c.stage, stages.c.lane, stages.c.state, stages.c.available_at)
    .where(
        stages.c.document_id == bindparam("document"),
        stages.c.state.in_((RowState.QUEUED.value, RowState.RUNNING.value)),
    )
    .order_by(stages.c.available_at, stages.c.id)
)
#: Queues are emptied lane by lane, each in the order in which its rows became due.
_SOONER = select(func.count(stages.c.document_id.distinct())).where(
    stages.c.state == RowState.QUEUED.value,
    stages.c.stage == bindparam("stage"),
    stages.c.document_id != bindparam("document"),
    or_(
        stages.c.lane.in_(bindparam("lanes", expanding=True)),
        and_(
            stages.c.lane == bindparam("lane"),
            tuple_(stages.c.available_at, stages.c.id) < tuple_(bindparam("due", type_=Moment), bindparam("id")),
        ),
    ),
)
_LAST_CHANGE = select(feed.c.last)


class SqlReading:
    """Implements `shared.ports.Reading`. `lease` is how long a silent worker counts as alive."""

    def __init__(self, engine: Engine, clock: Clock, *, lease: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._lease = lease

    # ------------------------------------------------------------ documents

    def documents(self, where: DocumentFilter, *, limit: int, before: str | None = None) -> tuple[DocumentRow, ...]:
        query = select(documents).order_by(documents.c.id.desc()).limit(limit)
        for condition in _document_conditions(where):
            query = query.where(condition)
        if before is not None:
            query = query.where(documents.c.id < before)
        with reading(self._engine) as connection:
            return tuple(document_row(r) for r in connection.execute(query).mappings())

    def many(self, document_ids: Sequence[str]) -> Mapping[str, DocumentRow]:
        with glancing(self._engine) as connection:
            rows = connection.execute(_MANY, {"ids": document_ids}).mappings()
            return {r["id"]: document_row(r) for r in rows}

    def open_documents(self, department_id: str) -> int:
        with glancing(self._engine) as connection:
            return connection.execute(_OPEN, {"department": department_id}).scalar_one()

    def queue_position(self, row: DocumentRow) -> int | None:
        with reading(self._engine) as connection:
            mine = connection.execute(_OPEN_ROWS, {"document": row.id}).all()
            if not mine or any(own.state == RowState.RUNNING.value for own in mine):
                return None
            order = list(Lane)
            first = min(mine, key=lambda own: order.index(Lane(own.lane)))
            values = {
                "document": row.id, "stage": first.stage, "lane": first.lane, "due": first.available_at, "id": first.id,
                "lanes": [lane.value for lane in order[: order.index(Lane(first.lane))]],
            }  # fmt: skip
            return connection.execute(_SOONER, values).scalar_one()

    # ------------------------------------------------------------ facts and feed

    def facts(
        self, where: FactFilter, *, after: tuple[str, int] | None = None, limit: int | None = None
    ) -> Iterator[Fact]:
        left = limit
        while left is None or left > 0:
            page = self._fact_page(where, after, min(_FACTS_PER_QUERY, left or _FACTS_PER_QUERY))
            yield from page
            if len(page) < min(_FACTS_PER_QUERY, left or _FACTS_PER_QUERY):
                return
            after = page[-1].position
            left = None if left is None else left - len(page)

    def _fact_page(self, where: FactFilter, after: tuple[str, int] | None, limit: int) -> list[Fact]:
        query = select(facts).order_by(facts.c.document_id, facts.c.seq).limit(limit)
        for name in ("department_id", "organization", "year", "kind", "code", "document_id"):
            if (wanted := getattr(where, name)) is not None:
                query = query.where(facts.c[name] == wanted)
        if where.column is not None:
            query = query.where(facts.c.column_key == where.column)
        if after is not None:
            query = query.where(tuple_(facts.c.document_id, facts.c.seq) > after)
        with reading(self._engine) as connection:
            return [_fact(r) for r in connection.execute(query).mappings()]

    def latest_change(self) -> int:
        with glancing(self._engine) as connection:
            return connection.execute(_LAST_CHANGE).scalar() or 0

    # ------------------------------------------------------------ queues and workers

    def stage_loads(self) -> tuple[StageLoad, ...]:
        now = self._clock.now()
        with reading(self._engine) as connection:
            counts, oldest = _counts(connection)
            paused = set(connection.execute(select(paused_stages.c.stage)).scalars())
            recent = {stage: _recent(connection, stage, now) for stage in Stage}
        return tuple(
            StageLoad(
                stage=stage,
                waiting=counts.get((stage.value, RowState.QUEUED.value), 0),
                running=counts.get((stage.value, RowState.RUNNING.value), 0),
                failed=counts.get((stage.value, RowState.FAILED.value), 0),
                done_last_hour=recent[stage][0],
                oldest_seconds=(now - oldest[stage.value]).total_seconds() if stage.value in oldest else None,
                median_ms=recent[stage][1],
                paused=stage.value in paused,
            )
            for stage in Stage
        )

    def tasks(
        self, *, state: RowState | None, stage: Stage | None, limit: int, before: str | None = None
    ) -> tuple[StageRow, ...]:
        query = select(stages).order_by(stages.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(stages.c.state == state.value)
        if stage is not None:
            query = query.where(stages.c.stage == stage.value)
        if before is not None:
            query = query.where(stages.c.id < before)
        with reading(self._engine) as connection:
            return tuple(stage_row(r) for r in connection.execute(query).mappings())

    def workers(self) -> tuple[WorkerRow, ...]:
        now = self._clock.now()
        running = select(stages).where(stages.c.state == RowState.RUNNING.value)
        known = select(workers).where(workers.c.heartbeat_at > now - _FORGOTTEN).order_by(workers.c.name)
        with reading(self._engine) as connection:
            rows = connection.execute(known).mappings().all()
            held: dict[tuple[str, str], list[str]] = {}
            for row in connection.execute(running).mappings():
                # A stage row names the host and the process of the pool's child, a worker its host after the @.
                host = (row["worker"] or "").rpartition(":")[0]
                held.setdefault((host, row["stage"]), []).append(row["document_id"])
        return tuple(
            WorkerRow(
                name=r["name"],
                queues=tuple(r["queues"]),
                pid=r["pid"],
                memory_bytes=r["memory_bytes"],
                started_at=r["started_at"],
                heartbeat_at=r["heartbeat_at"],
                alive=now - r["heartbeat_at"] <= self._lease,
                busy_with=_held_by(r["name"], r["queues"], held),
            )
            for r in rows
        )

    def pause(self, stage: Stage, paused: bool) -> None:
        mine = paused_stages.c.stage == stage.value
        try:
            with writing(self._engine) as connection:
                if not paused:
                    connection.execute(delete(paused_stages).where(mine))
                elif connection.execute(select(paused_stages).where(mine)).first() is None:
                    connection.execute(insert(paused_stages).values(stage=stage.value, since=self._clock.now()))
        except IntegrityError:  # paused by somebody else at the same moment
            return

    def seconds_per_page(self) -> float:
        query = (
            select(documents.c.created_at, documents.c.updated_at, documents.c.pages_total)
            .where(documents.c.state == DocumentState.PUBLISHED.value, documents.c.run == 1)
            .order_by(documents.c.id.desc())
            .limit(_RECENT)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        times = [(r.updated_at - r.created_at).total_seconds() / max(r.pages_total or 1, 1) for r in rows]
        return median(times) if times else _UNKNOWN_SECONDS_PER_PAGE

    def forget(self, before: datetime) -> int:
        # The newest entry stays: by the oldest one that is kept the feed knows which cursors have expired.
        newest = select(func.max(changes.c.seq)).scalar_subquery()
        with writing(self._engine) as connection:
            gone = connection.execute(delete(changes).where(changes.c.created_at < before, changes.c.seq < newest))
            return gone.rowcount


def _document_conditions(where: DocumentFilter) -> Iterator[Any]:
    for name in ("department_id", "organization", "year"):
        if (wanted := getattr(where, name)) is not None:
            yield documents.c[name] == wanted
    if where.state is not None:
        yield documents.c.state == where.state.value
    if where.q:
        columns = (documents.c.filename, documents.c.title, documents.c.organization)
        yield or_(*(c.icontains(where.q, autoescape=True) for c in columns))


def _held_by(name: str, queues: Sequence[str], held: Mapping[tuple[str, str], Sequence[str]]) -> tuple[str, ...]:
    host = name.rpartition("@")[2]
    return tuple(dict.fromkeys(d for stage in queues for d in held.get((host, stage), ())))


def _fact(row: Mapping[Any, Any]) -> Fact:
    return Fact(
        document_id=row["document_id"],
        revision=row["revision"],
        position=(row["document_id"], row["seq"]),
        fact=FactRow(
            table_id=row["table_id"],
            table_title=row["table_title"],
            kind=row["kind"],
            row=row["row"],
            column=row["column"],
            code=row["code"],
            name=row["name"],
            column_key=row["column_key"],
            column_path=tuple(row["column_path"]),
            organization=row["organization"],
            year=row["year"],
            value=row["value"],
            text=row["text"],
            unit=row["unit"],
            page=row["page"],
            bbox=tuple(row["bbox"]) if row["bbox"] else None,
            findings=tuple(row["findings"]),
        ),
    )


def _current(query: Select[Any]) -> Select[Any]:
    """Only the rows of documents' current runs."""
    return query.join(documents, and_(stages.c.document_id == documents.c.id, stages.c.run == documents.c.run))


def _counts(connection: Connection) -> tuple[dict[tuple[str, str], int], dict[str, datetime]]:
    shown = (RowState.QUEUED.value, RowState.RUNNING.value, RowState.FAILED.value)
    query = _current(
        select(stages.c.stage, stages.c.state, func.count(), func.min(stages.c.created_at).label("oldest"))
    ).where(stages.c.state.in_(shown))
    counts: dict[tuple[str, str], int] = {}
    oldest: dict[str, datetime] = {}
    for stage, state, number, since in connection.execute(query.group_by(stages.c.stage, stages.c.state)):
        counts[stage, state] = number
        if state == RowState.QUEUED.value:
            oldest[stage] = since
    return counts, oldest


def _recent(connection: Connection, stage: Stage, now: datetime) -> tuple[int, int | None]:
    """How many rows were done in the last hour, and the median of the last hundred in milliseconds."""
    done = and_(stages.c.stage == stage.value, stages.c.state == RowState.DONE.value)
    hour = connection.execute(
        select(func.count()).select_from(stages).where(done, stages.c.finished_at > now - _HOUR)
    ).scalar_one()
    times = connection.execute(
        select(stages.c.started_at, stages.c.finished_at).where(done).order_by(stages.c.id.desc()).limit(_RECENT)
    ).all()
    spans = [(f - s).total_seconds() * 1000 for s, f in times if s is not None and f is not None]
    return hour, round(median(spans)) if spans else None
