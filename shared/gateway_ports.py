"""The ports that only the gateway needs: keys, audit, idempotency, uploads, corrections, webhooks, read models.

The error contract is that of `shared.ports.Progress`: `DatabaseError` (retryable) when the database does not answer,
`NotFoundError` for an unknown id where one must exist, `ConflictError` where the state forbids the request. All times
are aware UTC, all ids ULIDs as text; `department_id` None means *every department* (an admin looks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from shared.lifecycle import DocumentState, RowState, Stage
from shared.ports import Correction, DocumentRow, FactRow, Publication, StageRow

# ---------------------------------------------------------------- departments and keys


@dataclass(frozen=True, kw_only=True, slots=True)
class Department:
    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRow:
    """An API key, without its secret. `department_id` is None for an admin's key that belongs to no department."""

    id: str
    department_id: str | None
    department: str | None
    name: str
    admin: bool
    scopes: tuple[str, ...]
    hint: str
    """the first characters of the key, to recognise it by"""
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Keys(Protocol):
    """API keys by their keyed hash; the key itself is nowhere kept."""

    def department(self, name: str, *, create: bool = False) -> Department | None:
        """By id or name; made where it is new and `create` says so."""
        ...

    def departments(self) -> tuple[Department, ...]: ...

    def add(
        self,
        hashed: str,
        *,
        hint: str,
        name: str,
        department_id: str | None,
        admin: bool,
        scopes: Sequence[str],
        expires_at: datetime | None = None,
    ) -> KeyRow: ...

    def find(self, hashed: str) -> KeyRow | None:
        """The key of this hash, revoked and expired ones too."""
        ...

    def get(self, key_id: str) -> KeyRow | None: ...

    def all(self) -> tuple[KeyRow, ...]:
        """Newest first."""
        ...

    def rotate(self, key_id: str, hashed: str, hint: str, *, grace: timedelta) -> KeyRow:
        """A new key with the same rights; the old one ends after `grace`. `ConflictError` if it has ended already."""
        ...

    def revoke(self, key_id: str) -> KeyRow:
        """Ends the key now; a second time changes nothing."""
        ...

    def touch(self, key_id: str) -> None:
        """The key was used."""
        ...


# ---------------------------------------------------------------- audit


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """Who did what to what. `actor` is a key's id or `cli`; `action` as in docs/api.md (`document.upload`, …)."""

    id: str
    at: datetime
    department_id: str | None
    actor: str
    action: str
    target: str | None
    request_id: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


class Audit(Protocol):
    def record(
        self,
        action: str,
        *,
        actor: str,
        department_id: str | None,
        target: str | None = None,
        request_id: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None: ...

    def entries(
        self, *, limit: int, before: str | None = None, action: str | None = None, target: str | None = None
    ) -> tuple[AuditEntry, ...]:
        """Newest first; `before` is the last id of the page before."""
        ...


# ---------------------------------------------------------------- idempotency


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What a key stands for: the payload's fingerprint and the answer; both None while the first call is under way."""

    fingerprint: str | None
    status: int | None
    body: Mapping[str, Any] | None


class Idempotency(Protocol):
    def begin(self, scope: str, key: str, *, lease: timedelta) -> Remembered | None:
        """Reserve the key: None if this call is the first (or the first one's lease ran out), else what is known."""
        ...

    def finish(self, scope: str, key: str, fingerprint: str, status: int, body: Mapping[str, Any]) -> None: ...

    def abandon(self, scope: str, key: str) -> None:
        """The call failed: the key may be used again."""
        ...


# ---------------------------------------------------------------- uploads that bypass the gateway


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadRow:
    """A presigned upload: `expected_*` as announced, `documents` the ids that came of it once complete."""

    id: str
    department_id: str
    filename: str
    key: str
    expected_size: int | None
    expected_sha256: str | None
    created_at: datetime
    expires_at: datetime
    completed_at: datetime | None
    documents: tuple[str, ...]
    parts_token: str | None = None
    """of the storage, for an upload in parts"""


class Uploads(Protocol):
    def add(self, row: UploadRow) -> None: ...

    def get(self, upload_id: str) -> UploadRow | None: ...

    def complete(self, upload_id: str, documents: Sequence[str]) -> bool:
        """False if it was complete before."""
        ...

    def remove(self, upload_id: str) -> None: ...

    def abandoned(self, before: datetime, *, limit: int) -> tuple[UploadRow, ...]:
        """Those that expired before then, oldest first; complete ones too, whose bytes are elsewhere by now."""
        ...


# ---------------------------------------------------------------- corrections


class Corrections(Protocol):
    """What people corrected; written by `Publications.correct`, in one commit with the revision."""

    def of(self, document_id: str) -> tuple[Correction, ...]:
        """In the order they were made; a later one of the same cell wins."""
        ...


# ---------------------------------------------------------------- webhooks


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """A subscription. `secrets` are the valid signing secrets, newest first (two while rotating)."""

    id: str
    department_id: str
    url: str
    secrets: tuple[str, ...]
    events: tuple[str, ...]
    """event types; empty means all"""
    enabled: bool
    disabled_reason: str | None
    created_at: datetime
    cursor: int
    """entries of the change feed up to this one have been turned into deliveries"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One event to one subscriber. `state`: `pending`, `delivered`, `failed` (given up)."""

    id: str
    webhook_id: str
    event_id: str
    seq: int
    event: str
    payload: Mapping[str, Any]
    state: str
    attempts: int
    next_at: datetime
    last_status: int | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


class Webhooks(Protocol):
    def add(self, webhook: Webhook) -> None: ...

    def get(self, webhook_id: str) -> Webhook | None: ...

    def of(self, department_id: str | None) -> tuple[Webhook, ...]: ...

    def change(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        reason: str | None = None,
        secrets: Sequence[str] | None = None,
    ) -> Webhook: ...

    def remove(self, webhook_id: str) -> bool: ...

    def enqueue(self, webhook: Webhook, deliveries: Sequence[Delivery], cursor: int) -> bool:
        """Deliveries and the new cursor in one commit; False if another process moved the cursor meanwhile."""
        ...

    def claim(self, *, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        """Pending deliveries that are due; they are not due again before the lease is over."""
        ...

    def settle(
        self,
        delivery_id: str,
        *,
        state: str,
        status: int | None,
        error: str | None,
        next_at: datetime | None = None,
    ) -> None: ...

    def deliveries(self, webhook_id: str, *, limit: int, before: str | None = None) -> tuple[Delivery, ...]: ...

    def delivery(self, delivery_id: str) -> Delivery | None: ...

    def replay(self, delivery_id: str) -> Delivery:
        """Due again now, with its attempts counted anew."""
        ...


# ---------------------------------------------------------------- read models


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFilter:
    department_id: str | None = None
    organization: str | None = None
    year: int | None = None
    state: DocumentState | None = None
    q: str | None = None
    """a word of file name, title or organisation"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactFilter:
    department_id: str | None = None
    organization: str | None = None
    year: int | None = None
    kind: str | None = None
    code: str | None = None
    column: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A row of the facts query: `position` orders all facts and is what a cursor holds."""

    document_id: str
    revision: int
    position: tuple[str, int]
    fact: FactRow


@dataclass(frozen=True, kw_only=True, slots=True)
class StageLoad:
    """One stage as the console shows it. `oldest_seconds` is the age of the oldest waiting row, None without one."""

    stage: Stage
    waiting: int
    running: int
    failed: int
    done_last_hour: int
    oldest_seconds: float | None
    median_ms: int | None
    """of the last hundred finished parts"""
    paused: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerRow:
    """A worker process. `alive` is false once its heartbeat is older than a lease."""

    name: str
    queues: tuple[str, ...]
    pid: int
    memory_bytes: int | None
    started_at: datetime
    heartbeat_at: datetime
    alive: bool
    busy_with: tuple[str, ...]
    """ids of documents whose stage rows it holds"""


class Reading(Protocol):
    """What the gateway reads beside `Progress` and `Publications`: lists and figures, all by index."""

    def documents(self, where: DocumentFilter, *, limit: int, before: str | None = None) -> tuple[DocumentRow, ...]:
        """Newest first; `before` is the last id of the page before."""
        ...

    def many(self, document_ids: Sequence[str]) -> Mapping[str, DocumentRow]:
        """These documents, by id, in one query."""
        ...

    def open_documents(self, department_id: str) -> int:
        """How many of the department's documents are queued or running."""
        ...

    def queue_position(self, row: DocumentRow) -> int | None:
        """How many documents wait before this one; None unless it waits."""
        ...

    def facts(
        self, where: FactFilter, *, after: tuple[str, int] | None = None, limit: int | None = None
    ) -> Iterator[Fact]:
        """In order of `position`; fetched in pages, so any number costs constant memory."""
        ...

    def latest_change(self) -> int:
        """The highest sequence number of the feed; 0 while it is empty."""
        ...

    def stage_loads(self) -> tuple[StageLoad, ...]: ...

    def tasks(
        self, *, state: RowState | None, stage: Stage | None, limit: int, before: str | None = None
    ) -> tuple[StageRow, ...]:
        """Stage rows, newest first."""
        ...

    def workers(self) -> tuple[WorkerRow, ...]: ...

    def pause(self, stage: Stage, paused: bool) -> None: ...

    def seconds_per_page(self) -> float:
        """How long a page took from upload to publication, lately."""
        ...

    def forget(self, before: datetime) -> int:
        """Remove feed entries older than that, but for the newest one; how many."""
        ...


class Validator(Protocol):
    """Validates a corrected result and stores it. Given by the composition, as services never import each other."""

    def revise(self, document_id: str, result: Mapping[str, Any]) -> Publication:
        """`result` is a corrected `yusuan.result/1`; what comes back has the findings and checks of a new validation
        and the number of the next revision, and is ready to be published."""
        ...
