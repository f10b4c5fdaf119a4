"""For administrators: queues, workers, tasks, dead letters, keys, audit."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.api import cursors, security, service
from services.api.answers import problems
from services.api.audit import record
from services.api.auth import Admin
from services.api.cursors import Cursor, Limit
from services.api.gateway import Gateway, TheGateway
from services.api.problems import ProblemError
from services.api.schemas import (
    AuditView,
    Count,
    DocumentStatus,
    KeyRequest,
    KeyView,
    Page,
    PurgeRequest,
    QueueView,
    RotateRequest,
    TaskView,
    WorkerView,
)
from services.api.security import SCOPES
from shared.errors import ConflictError
from shared.lifecycle import RowState, Stage
from shared.outbox import dispatch
from shared.ports import KeyRow, StageRow

router = APIRouter(prefix="/admin", tags=["admin"])

KeyId = Annotated[str, Path(max_length=64)]


# ---------------------------------------------------------------- queues, workers, tasks


@router.get("/queues", response_model=Page[QueueView], responses=problems())
async def get_queues(gateway: TheGateway, principal: Admin) -> Page[QueueView]:
    """Each stage: waiting, running, failed, age of the oldest, speed."""
    loads = await gateway.call(gateway.ports.reading.stage_loads)
    views = [QueueView(**{name: getattr(load, name) for name in QueueView.model_fields}) for load in loads]
    return Page(items=views, next_cursor=None)


@router.post("/queues/{stage}/pause", status_code=204, responses=problems())
async def pause_queue(request: Request, gateway: TheGateway, principal: Admin, stage: Stage) -> Response:
    """Send no more work of this stage out; what runs goes on."""
    await gateway.call(gateway.ports.reading.pause, stage, True)
    await record(request, gateway, principal, "queue.pause", stage.value)
    return Response(status_code=204)


@router.post("/queues/{stage}/resume", status_code=204, responses=problems())
async def resume_queue(request: Request, gateway: TheGateway, principal: Admin, stage: Stage) -> Response:
    """Send work of this stage out again."""
    await gateway.call(gateway.ports.reading.pause, stage, False)
    await record(request, gateway, principal, "queue.resume", stage.value)
    return Response(status_code=204)


@router.post("/queues/{stage}/purge", response_model=Count, responses=problems("conflict"))
async def purge_queue(
    request: Request, gateway: TheGateway, principal: Admin, stage: Stage, body: PurgeRequest
) -> Count:
    """Cancel every document that waits in this stage. `confirm` must be their number as it is now."""
    waiting = await gateway.call(gateway.ports.reading.tasks, state=RowState.QUEUED, stage=stage, limit=100_000)
    documents = list(dict.fromkeys(row.document_id for row in waiting))
    if body.confirm != str(len(documents)):
        raise ProblemError("conflict", f"{len(documents)} documents wait: confirm with that number")

    def cancel() -> int:
        done = 0
        for document_id in documents:
            try:
                gateway.ports.progress.cancel(document_id)
                done += 1
            except ConflictError:  # ended meanwhile
                continue
        return done

    count = await gateway.make(cancel)
    await record(request, gateway, principal, "queue.purge", stage.value, {"count": count})
    return Count(count=count)


@router.get("/workers", response_model=Page[WorkerView], responses=problems())
async def get_workers(gateway: TheGateway, principal: Admin) -> Page[WorkerView]:
    """Worker processes with heartbeat and memory."""
    rows = await gateway.call(gateway.ports.reading.workers)
    views = [WorkerView(**{name: getattr(row, name) for name in WorkerView.model_fields}) for row in rows]
    return Page(items=views, next_cursor=None)


@router.get("/tasks", response_model=Page[TaskView], responses=problems("bad_cursor"))
async def get_tasks(
    gateway: TheGateway,
    principal: Admin,
    state: RowState | None = None,
    stage: Stage | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[TaskView]:
    """Stage rows, newest first."""
    before = cursors.decode("tasks", cursor, str)[0] if cursor else None
    rows = await gateway.call(gateway.ports.reading.tasks, state=state, stage=stage, limit=limit + 1, before=before)
    more = cursors.encode("tasks", rows[limit - 1].id) if len(rows) > limit else None
    return Page(items=[_task(row) for row in rows[:limit]], next_cursor=more)


# ---------------------------------------------------------------- dead letters


@router.get("/dead-letters", response_model=Page[DocumentStatus], responses=problems("bad_cursor"))
async def get_dead_letters(
    gateway: TheGateway, principal: Admin, limit: Limit = 100, cursor: Cursor = None
) -> Page[DocumentStatus]:
    """Documents whose attempts are used up, newest first."""
    after = cursors.decode("dead", cursor, str)[0] if cursor else None
    rows = await gateway.call(gateway.ports.progress.dead_letters, limit=limit + 1, after=after)
    more = cursors.encode("dead", rows[limit - 1].id) if len(rows) > limit else None
    return Page(items=[service.status_of(row) for row in rows[:limit]], next_cursor=more)


@router.post("/dead-letters/retry", response_model=Count, responses=problems())
async def retry_dead_letters(request: Request, gateway: TheGateway, principal: Admin) -> Count:
    """Start all dead letters again. A single one: `POST /documents/{id}/retry`."""
    progress = gateway.ports.progress

    def retry() -> int:
        started, after = 0, None
        while rows := progress.dead_letters(limit=100, after=after):
            for row in rows:
                try:
                    dispatch(progress, gateway.ports.publisher, progress.retry(row.id))
                    started += 1
                except ConflictError:  # somebody else was first
                    continue
            after = rows[-1].id
        return started

    count = await gateway.make(retry)
    await record(request, gateway, principal, "dead_letters.retry", None, {"count": count})
    return Count(count=count)


# ---------------------------------------------------------------- keys


@router.get("/keys", response_model=Page[KeyView], responses=problems("bad_cursor"))
async def get_keys(gateway: TheGateway, principal: Admin, limit: Limit = 100, cursor: Cursor = None) -> Page[KeyView]:
    """All keys, newest first, without their secrets."""
    rows = await gateway.call(gateway.ports.keys.all)
    shown, more = cursors.page("keys", rows, lambda row: row.id, limit, cursor)
    return Page(items=[key_view(row) for row in shown], next_cursor=more)


@router.post("/keys", status_code=201, response_model=KeyView, responses=problems())
async def create_key(request: Request, gateway: TheGateway, principal: Admin, body: KeyRequest) -> KeyView:
    """Make a key; the department is made if it is new. The key itself is shown this once."""
    if body.department is None and not body.admin:
        raise ProblemError("invalid_request", "a key belongs to a department or is an administrator's")
    if body.expires_at is not None and body.expires_at.tzinfo is None:
        raise ProblemError("invalid_request", "expires_at needs a time zone")
    keys = gateway.ports.keys
    department = await gateway.call(keys.department, body.department, create=True) if body.department else None
    key, row = await gateway.call(
        make_key,
        gateway,
        name=body.name,
        department_id=department.id if department else None,
        admin=body.admin,
        scopes=tuple(body.scopes) if body.scopes is not None else SCOPES,
        expires_at=body.expires_at,
    )
    await record(
        request, gateway, principal, "key.create", row.id, {"department": body.department, "admin": body.admin}
    )
    return key_view(row, key)


@router.post("/keys/{key_id}/rotate", response_model=KeyView, responses=problems("not_found", "conflict"))
async def rotate_key(
    request: Request, gateway: TheGateway, principal: Admin, key_id: KeyId, body: RotateRequest | None = None
) -> KeyView:
    """A new key with the same rights; the old one ends after the grace time."""
    key = security.new_key()
    hashed = security.hash_key(key, gateway.settings.secret)
    grace = timedelta(seconds=body.grace_seconds if body else 0)
    row = await gateway.call(gateway.ports.keys.rotate, _id(key_id), hashed, security.hint(key), grace=grace)
    gateway.key_cache.clear()
    await record(request, gateway, principal, "key.rotate", key_id, {"new": row.id})
    return key_view(row, key)


@router.delete("/keys/{key_id}", response_model=KeyView, responses=problems("not_found"))
async def revoke_key(request: Request, gateway: TheGateway, principal: Admin, key_id: KeyId) -> KeyView:
    """End a key now; it is refused everywhere within a second."""
    row = await gateway.call(gateway.ports.keys.revoke, _id(key_id))
    gateway.key_cache.clear()
    await record(request, gateway, principal, "key.revoke", key_id)
    return key_view(row)


# ---------------------------------------------------------------- audit


@router.get("/audit", response_model=Page[AuditView], responses=problems("bad_cursor"))
async def get_audit(
    gateway: TheGateway,
    principal: Admin,
    action: Annotated[str | None, Query(max_length=64)] = None,
    target: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[AuditView]:
    """Every change and every download, newest first."""
    before = cursors.decode("audit", cursor, str)[0] if cursor else None
    entries = await gateway.call(
        gateway.ports.audit.entries,
        limit=limit + 1,
        before=before,
        action=action.replace("\x00", "") if action else None,
        target=target.replace("\x00", "") if target else None,
    )
    more = cursors.encode("audit", entries[limit - 1].id) if len(entries) > limit else None
    views = [AuditView(**{name: getattr(e, name) for name in AuditView.model_fields}) for e in entries[:limit]]
    return Page(items=views, next_cursor=more)


# ---------------------------------------------------------------- helpers


def make_key(gateway: Gateway, **rights: object) -> tuple[str, KeyRow]:
    """A new key and its row."""
    key = security.new_key()
    hashed = security.hash_key(key, gateway.settings.secret)
    return key, gateway.ports.keys.add(hashed, hint=security.hint(key), **rights)  # type: ignore[arg-type]


def key_view(row: KeyRow, key: str | None = None) -> KeyView:
    values = {name: getattr(row, name) for name in KeyView.model_fields if name not in ("key_id", "key")}
    return KeyView(key_id=row.id, key=key, **values)


def _id(text: str) -> str:
    return text.replace("\x00", "")


def _task(row: StageRow) -> TaskView:
    return TaskView(
        task_id=row.id,
        document_id=row.document_id,
        run=row.run,
        stage=row.stage,
        part=row.part,
        pages=(row.pages.first, row.pages.last) if row.pages else None,
        lane=row.lane.value,
        state=row.state,
        attempt=row.attempt,
        max_attempts=row.max_attempts,
        worker=row.worker,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        duration_ms=row.duration_ms,
        error=service.error_of(row.failure),
    )
