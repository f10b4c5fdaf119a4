"""The progress of documents: stage rows, attempts, leases, failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.lifecycle import DocumentState, Lane, RowState, Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRange:
    """Printed pages `first` to `last`, 1-based, both included."""

    first: int
    last: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why a stage failed: the error's code and message, the page where it struck, and whether trying again helps."""

    code: str
    detail: str
    retryable: bool
    page: int | None = None
    stage: Stage | None = None
    dead_lettered: bool = False
    """set by the adapter: the attempts are used up (or it can never succeed) and only a person can start it again"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploader:
    """Who brought a file: `actor` as in the audit log (a key's id, `inbox`), and the request that it came with."""

    actor: str
    request_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDocument:
    """A file whose bytes are already stored under `key`, to be registered."""

    id: str
    department_id: str
    filename: str
    sha256: str
    size: int
    media_type: str
    key: str
    lane: Lane = Lane.INTERACTIVE
    by: Uploader | None = None
    """noted in the audit log; None: nobody who is to be noted"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentRow:
    """A document as the database has it. `run` counts from 1; `revision` is the latest published one or None."""

    id: str
    department_id: str
    filename: str
    sha256: str
    size: int
    media_type: str
    key: str
    lane: Lane
    state: DocumentState
    stage: Stage | None
    pages_done: int
    pages_total: int | None
    run: int
    attempts: int
    """attempts used by the stage that is running or failed last (the most of its parts)"""
    failure: Failure | None
    revision: int | None
    organization: str | None
    year: int | None
    title: str | None
    report_type: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRow:
    """One part of one stage of one run: the unit of work, and its own outbox entry (`sent_at`)."""

    id: str
    document_id: str
    run: int
    stage: Stage
    part: int
    pages: PageRange | None
    lane: Lane
    state: RowState
    attempt: int
    max_attempts: int
    worker: str | None
    token: str | None
    lease_until: datetime | None
    heartbeat_at: datetime | None
    available_at: datetime
    sent_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    output_key: str | None
    failure: Failure | None

    @property
    def duration_ms(self) -> int | None:
        """Milliseconds of the attempt that ended it."""
        if self.started_at is None or self.finished_at is None:
            return None
        return int((self.finished_at - self.started_at).total_seconds() * 1000)


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """What `register` found: the new document, or the older one with the same bytes (`duplicate`)."""

    document: DocumentRow
    duplicate: bool
    rows: tuple[StageRow, ...] = ()
    """rows to be sent now"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """A claimed row. `token` fences: every later call with a token that is no longer the row's is refused."""

    token: str
    row: StageRow
    document: DocumentRow


@dataclass(frozen=True, kw_only=True, slots=True)
class StageCount:
    """Rows of one stage in one state, and since when the oldest of them waits (or runs)."""

    stage: Stage
    state: RowState
    rows: int
    oldest: datetime | None


class Progress(Protocol):
    """The truth about progress: documents and their stage rows. Each method is one commit.

    Raises `DatabaseError` (retryable) when the database does not answer, `NotFoundError` for an unknown id where one
    must exist, `ConflictError` where the document's state forbids the request. Races are outcomes, not errors: a claim
    that came too late is None, a token that was fenced gives False or None.
    """

    def register(self, new: NewDocument) -> Registration:
        """Document, ingest row and audit entry in one commit; one document per department and sha256, in races too."""
        ...

    def document(self, document_id: str) -> DocumentRow | None: ...

    def find(self, department_id: str, sha256: str) -> DocumentRow | None:
        """The department's document of these bytes."""
        ...

    def find_key(self, key: str) -> DocumentRow | None:
        """The document whose bytes lie under this object key."""
        ...

    def row(self, row_id: str) -> StageRow | None: ...

    def rows(self, document_id: str, *, run: int | None = None) -> tuple[StageRow, ...]:
        """The stage rows of the document, oldest run first, in order of stage and part."""
        ...

    def inputs(self, row: StageRow) -> tuple[StageRow, ...]:
        """The done rows of the stage before, in order of part: of the newest run that completed it, up to this one."""
        ...

    def claim(self, row_id: str, worker: str, lease: timedelta) -> Attempt | None:
        """Take a queued row. None if it is not to be taken: done, running, cancelled, not due, paused."""
        ...

    def heartbeat(self, token: str, lease: timedelta, *, pages_done: int | None = None) -> bool:
        """Extend the lease; False: the row is no longer ours, stop. `pages_done` counts this part's pages."""
        ...

    def describe(self, token: str, *, media_type: str) -> bool:
        """Write what ingest found the bytes to be. False if fenced."""
        ...

    def plan(self, token: str, pages_total: int, own: PageRange, others: Sequence[PageRange]) -> tuple[StageRow, ...]:
        """Give this row its pages and make rows of the same stage for the other ranges; they are to be sent now.

        Safe to repeat: ranges that have a row already get no second one. Empty if fenced. From `PARTS_AHEAD` on they go
        to the bulk lane: hundreds of scanned pages of one document must not keep everybody else waiting.
        """
        ...

    def complete(self, token: str, output_key: str | None, *, pages_done: int = 0) -> tuple[StageRow, ...] | None:
        """The row is done; when all parts of its stage are, make the next stage's row in the same commit.

        Returns the rows to be sent now (often none), or None if fenced: then nothing was written.
        """
        ...

    def fail(self, token: str, failure: Failure, *, retry_in: timedelta, counted: bool = True) -> Failure | None:
        """Record the failure. With attempts left and `retryable` the row waits `retry_in` and is sent again;

        otherwise row and document are failed, sister parts are cancelled, and the failure comes back
        `dead_lettered` if it was retryable but out of attempts. None if fenced. An attempt that is not `counted`
        (an outage, of which the row knows nothing) leaves as many as there were.
        """
        ...

    def release(self, token: str) -> bool:
        """Give the row back unharmed (the worker is shutting down): queued again, the attempt is not counted."""
        ...

    def mark_sent(self, row_ids: Sequence[str]) -> None:
        """The messages of these rows are at the broker."""
        ...

    def unsent(self, limit: int = 500) -> tuple[StageRow, ...]:
        """Queued rows that are due and whose message was never sent."""
        ...

    def unclaimed(self, older_than: timedelta, limit: int = 500) -> tuple[StageRow, ...]:
        """Queued rows whose message went out longer ago than that: the broker may have lost it.

        The oldest `limit` of each queue; stages that are stopped are left out, nobody takes their messages.
        """
        ...

    def steady(self, lease: timedelta, longest_wait: timedelta) -> int:
        """After a clock was set back: bring leases, waits and sendings that lie too far ahead to now; how many.

        Without it a dead worker or a retry would go unnoticed for as long as the clock was set back.
        """
        ...

    def expire(self) -> tuple[StageRow, ...]:
        """Fence every running row whose lease is over: queued again, or failed when its attempts are used up."""
        ...

    def cancel(self, document_id: str) -> DocumentRow:
        """End an unfinished document. `ConflictError` if it has ended otherwise; cancelled twice is fine."""
        ...

    def rerun(self, document_id: str, stage: Stage) -> tuple[StageRow, ...]:
        """Start a new run at `stage`, reusing the outputs of the stages before; open rows of older runs are cancelled.

        `ConflictError` if the stage before has never been completed.
        """
        ...

    def retry(self, document_id: str) -> tuple[StageRow, ...]:
        """Start a failed or cancelled document again at the stage where it ended, as a new run."""
        ...

    def dead_letters(self, *, limit: int = 100, after: str | None = None) -> tuple[DocumentRow, ...]:
        """Failed documents whose failure is dead-lettered, newest first; `after` is the last id of the page before."""
        ...

    def counts(self) -> tuple[StageCount, ...]:
        """Rows by stage and state (documents' current runs only)."""
        ...

    def check(self) -> None:
        """Raise `DatabaseError` unless the database answers and has the tables of this version."""
        ...
