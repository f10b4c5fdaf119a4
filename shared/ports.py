"""The ports: what yusuan needs of the world, as small Protocols, and the values that pass through them.

Real adapters and the shipped in-memory ones are in `shared/adapters`; one contract suite (`tests/contract`) runs over
all of them. **One error contract per port**: each says which errors of `shared.errors` it raises; drivers' own errors
are wrapped (`raise … from exc`) and never get out. All times are aware UTC datetimes, all ids ULIDs as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from shared.lifecycle import DocumentState, Lane, RowState, Stage

if TYPE_CHECKING:
    from shared.kinship import Kin

# ---------------------------------------------------------------- clock


class Clock(Protocol):
    """The time and new ids: both come from outside, so both have a port. Raises nothing."""

    def now(self) -> datetime:
        """Now, aware, UTC."""
        ...

    def new_id(self) -> str:
        """A new ULID: 26 characters, sorted by time."""
        ...


# ---------------------------------------------------------------- object storage


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectInfo:
    """An object as the storage lists it. `size` in bytes."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What `ObjectStore.put` wrote: the sha256 (hex) and size of the bytes that passed."""

    key: str
    size: int
    sha256: str


class ObjectStore(Protocol):
    """Bytes by key. Keys are relative, `/`-separated, without `.`/`..` parts (ValueError otherwise).

    Raises `ObjectNotFoundError` where a key that must exist does not, `LimitExceededError` from `put` over its limit
    (nothing is stored then), and `StorageError` (retryable) for everything that goes wrong outside of us.
    An object is visible whole or not at all; a write that returned survives a crash.
    """

    def prepare(self) -> None:
        """Make what is missing (bucket, folders). May be repeated."""
        ...

    def put(self, key: str, stream: BinaryIO, *, limit: int | None = None, media_type: str | None = None) -> Stored:
        """Store what the stream gives (any length, constant memory), replacing an older object."""
        ...

    def put_new(self, key: str, data: bytes, *, media_type: str | None = None) -> bool:
        """Store unless the key exists: True if this call made it. Of calls that race exactly one gets True."""
        ...

    def get(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        """The bytes, or the `length` bytes from `start`. Beyond the end: what there is, or empty."""
        ...

    def stream(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The same in chunks, in constant memory. A missing key raises at the call, not at the first chunk."""
        ...

    def stat(self, key: str) -> ObjectInfo | None:
        """What there is, or None."""
        ...

    def delete(self, key: str) -> None:
        """Remove; a key that does not exist is no error."""
        ...

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """All objects whose key starts with `prefix`, in order of their keys."""
        ...

    def presign_put(self, key: str, expires: timedelta) -> str:
        """A URL that takes one PUT of this key without further credentials, until it expires."""
        ...

    def presign_get(self, key: str, expires: timedelta) -> str:
        """A URL that answers GET of this key without further credentials, until it expires."""
        ...

    def begin_parts(self, key: str) -> str:
        """Begin an object that is put in parts; the token for the other calls. It is visible once they are joined."""
        ...

    def presign_part(self, key: str, token: str, number: int, expires: timedelta) -> str:
        """A URL that takes one PUT of part `number` (from 1). All parts but the last have at least 5 MiB."""
        ...

    def join_parts(self, key: str, token: str) -> bool:
        """Make the object of the parts that are there, in order of their numbers; False if there is none (any more)."""
        ...

    def drop_parts(self, key: str, token: str) -> None:
        """Give up: the parts are removed. One that is joined or dropped already is no error."""
        ...

    def check(self) -> None:
        """Raise `StorageError` unless the storage answers and takes our credentials."""
        ...


# ---------------------------------------------------------------- progress of documents


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
        """Document and ingest row in one commit; one document per department and sha256, also when calls race."""
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

        Safe to repeat: ranges that have a row already get no second one. Empty if fenced.
        """
        ...

    def complete(self, token: str, output_key: str | None, *, pages_done: int = 0) -> tuple[StageRow, ...] | None:
        """The row is done; when all parts of its stage are, make the next stage's row in the same commit.

        Returns the rows to be sent now (often none), or None if fenced: then nothing was written.
        """
        ...

    def fail(self, token: str, failure: Failure, *, retry_in: timedelta) -> Failure | None:
        """Record the failure. With attempts left and `retryable` the row waits `retry_in` and is sent again;

        otherwise row and document are failed, sister parts are cancelled, and the failure comes back
        `dead_lettered` if it was retryable but out of attempts. None if fenced.
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


# ---------------------------------------------------------------- publications


@dataclass(frozen=True, kw_only=True, slots=True)
class FactRow:
    """One amount of a published table, in the long form of `GET /facts`. `value` is in 元."""

    table_id: str
    table_title: str | None
    kind: str | None
    row: int
    column: int
    code: str | None
    name: str | None
    column_key: str | None
    column_path: tuple[str, ...]
    organization: str | None
    year: int | None
    value: Decimal
    text: str
    unit: str | None
    page: int | None
    bbox: tuple[float, float, float, float] | None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """Everything that one revision says. `result_key` is where the result's JSON lies, `etag` its sha256 (hex)."""

    result_key: str
    etag: str
    organization: str | None
    year: int | None
    title: str | None
    report_type: str
    pages: int | None
    tables: int
    checks: tuple[int, int, int]
    """passed, failed, not evaluated"""
    facts: tuple[FactRow, ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
    """findings in their JSON form, in the order of the result"""
    kin: Kin | None = None
    """with whom it is compared, and against what it was judged; None: with nobody"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A person's word on a cell, addressed so that it survives a re-run: by the table's title (and which of several),
    the row's label and code, the column's path. `row` and `column` are where it stood when it was made."""

    table_title: str
    table_number: int
    """which of the tables with this title, from 0"""
    row: int
    row_label: str
    row_code: str | None
    column: int
    column_path: tuple[str, ...]
    before: str
    text: str
    author: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionRow:
    """A published revision. `run` is None for a person's correction, `author` None for the pipeline's own."""

    document_id: str
    revision: int
    run: int | None
    result_key: str
    etag: str
    author: str | None
    note: str | None
    approved_by: str | None
    approved_at: datetime | None
    tables: int
    errors: int
    warnings: int
    infos: int
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An entry of the change feed. `seq` is strictly increasing in the order of commits, without later fill-ins."""

    seq: int
    department_id: str
    document_id: str
    kind: str
    """`published`, `corrected` or `deleted` (a tombstone: revision None)"""
    revision: int | None
    filename: str
    sha256: str
    created_at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)
    """organization, year, title, report_type, tables, findings: what a consumer needs to decide"""


class Publications(Protocol):
    """Results made public. Errors as for `Progress`.

    The first revision of a run has the number after the highest one that the document ever had.
    """

    def next_revision(self, document_id: str) -> int:
        """The number that the next revision will get (it stands in the result's JSON)."""
        ...

    def publish(self, token: str, revision: int, publication: Publication) -> RevisionRow | None:
        """Revision, facts, findings, change entry and the end of the publish row in one commit.

        Webhook deliveries are made from the change feed, so the entry is their outbox.

        Exactly once per run: None if the token was fenced (nothing is written then). `ConflictError` (retryable by
        asking `next_revision` again) if another revision took the number meanwhile. A run that was started because
        another document changed, and that finds what was found before, ends without a revision: the latest comes back.
        """
        ...

    def correct(
        self,
        document_id: str,
        revision: int,
        publication: Publication,
        *,
        author: str,
        note: str | None,
        made: Sequence[Correction] = (),
    ) -> RevisionRow:
        """The same for a person's corrections, which are remembered in that commit for the document's re-runs.

        `ConflictError` unless `revision` follows the latest one and the document is published: the run that is under
        way may be past the stage in which remembered corrections are made again.
        """
        ...

    def approve(self, document_id: str, revision: int, *, author: str) -> RevisionRow: ...

    def revision(self, document_id: str, revision: int | None = None) -> RevisionRow | None:
        """That revision, or the latest."""
        ...

    def revisions(self, document_id: str) -> tuple[RevisionRow, ...]:
        """All of them, newest first."""
        ...

    def delete(self, document_id: str) -> tuple[str, ...]:
        """Remove the document and all about it, leave a tombstone in the feed; returns the object keys to remove."""
        ...

    def changes(self, after: int, *, department_id: str | None, limit: int) -> tuple[Change, ...]:
        """Entries with a higher `seq`, in order; None for all departments (admin)."""
        ...

    def oldest_change(self) -> int | None:
        """The lowest `seq` still kept; a cursor more than one below it has expired."""
        ...


# ---------------------------------------------------------------- messages


class Publisher(Protocol):
    """Sends messages to the workers: ids only. Raises `BrokerError` (retryable); the sweep sends again later."""

    def backlog(self, stage: Stage, lane: Lane) -> int:
        """Messages that wait in this queue, those that a worker holds not counted."""
        ...

    def send(self, rows: Sequence[StageRow]) -> None:
        """One message per row, to the queue of its stage and lane. A message may arrive twice or never."""
        ...

    def check(self) -> None:
        """Raise `BrokerError` unless the broker answers."""
        ...


class Workers(Protocol):
    """What worker processes say about themselves. Raises `DatabaseError`."""

    def seen(self, name: str, *, queues: Sequence[str], pid: int, memory_bytes: int, started_at: datetime) -> None:
        """The worker is alive now."""
        ...

    def gone(self, name: str) -> None:
        """The worker ended in good order."""
        ...


# ---------------------------------------------------------------- malware


class Scanner(Protocol):
    """Looks for malware in bytes. Raises `ScannerError` (retryable) where it gives no verdict."""

    def scan(self, chunks: Iterable[bytes]) -> str | None:
        """The name of what was found, None for clean bytes. `LimitExceededError`: more than it takes, so no verdict."""
        ...

    def check(self) -> None:
        """Raise `ScannerError` unless the scanner answers."""
        ...


# ---------------------------------------------------------------- intake


class Departments(Protocol):
    """Who may put files into the inbox. Implemented beside the keys (`adapters/database/access.py`)."""

    def identify(self, name: str) -> str | None:
        """The id of the department with this id or name, or None."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The file was stored and registered and its first message sent (or left to the sweep)."""

    document: DocumentRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """The department has uploaded the same bytes before: this is that document."""

    document: DocumentRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """Nothing was stored. `code` is one of `shared.errors` (`empty_file`, `unsupported_media_type`, …)."""

    filename: str
    code: str
    detail: str


class Intake(Protocol):
    """The door: how a file comes in, whichever way. Implemented by `services.ingest.service.IntakeService`.

    The gateway gets it from the composition (`services/commands/wiring.py`), as services never import each other.
    Raises `StorageError` and `DatabaseError`; what is wrong with the file is a `Rejected`.
    """

    def accept(
        self, department_id: str, filename: str, stream: BinaryIO, *, lane: Lane = Lane.INTERACTIVE
    ) -> tuple[Accepted | Duplicate | Rejected, ...]:
        """Store while hashing, sniff, check limits, deduplicate, register, send. A zip gives one outcome per member."""
        ...

    def accept_object(
        self, department_id: str, filename: str, key: str, *, lane: Lane = Lane.BULK, keep: bool = False
    ) -> tuple[Accepted | Duplicate | Rejected, ...]:
        """The same for bytes that are already in the storage (a presigned upload, an S3 client's PUT).

        The object is taken over: afterwards it is no longer under `key`, unless `keep`.
        """
        ...
