"""The bodies of the API, with examples: what `/openapi.json` shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.api.problems import PROBLEMS
from shared.lifecycle import DocumentState, RowState, Stage

T = TypeVar("T")


def _printable(text: str) -> str:
    """No database keeps NUL, and no JSON carries half of a surrogate pair."""
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("holds characters that are no text")
    return text


Text = Annotated[str, AfterValidator(_printable)]


class Body(BaseModel):
    """A request's body: unknown members are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


class Problem(BaseModel):
    """RFC 9457, `application/problem+json`."""

    type: str = Field(examples=["urn:yusuan:problem:not_found"])
    title: str
    status: int = Field(examples=[404])
    code: str = Field(description="one of those that docs/api.md lists", examples=sorted(PROBLEMS)[:1])
    detail: str
    retryable: bool = Field(description="whether the same request can succeed later")
    request_id: str | None


class Page(BaseModel, Generic[T]):
    """A page of a list; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None


class DocumentError(BaseModel):
    """Why processing ended."""

    code: str = Field(examples=["encrypted"])
    detail: str
    stage: Stage | None
    page: int | None
    retryable: bool = Field(description="whether trying again can help")


class ReportSummary(BaseModel):
    type: str | None
    title: str | None
    organization: str | None
    year: int | None


class DocumentStatus(BaseModel):
    """Where a document stands. `pages_done` of `pages_total` are read; both are null until they are known."""

    document_id: str = Field(examples=["01KB4Y4W7N8Q2VJ3Z5T6R9XABC"])
    filename: str = Field(examples=["2023年部门预算.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size: int
    sha256: str
    state: DocumentState
    stage: Stage | None = Field(description="the stage that waits or runs; null when the document has ended")
    pages_done: int
    pages_total: int | None
    run: int = Field(description="1, and one more for every re-run")
    attempts: int = Field(description="attempts that the stage has used")
    queue_position: int | None = Field(
        description="documents of all departments that come before this one in the queue of its stage; null unless it "
        "waits, and in lists"
    )
    error: DocumentError | None
    dead_lettered: bool = Field(description="the attempts are used up: only a person starts it again")
    revision: int | None = Field(description="the latest published revision")
    report: ReportSummary
    created_at: datetime
    updated_at: datetime
    links: dict[str, str]
    duplicate: bool = Field(False, description="in the answer to an upload: these bytes were here before")


class RejectedFile(BaseModel):
    """A file of an upload that was not taken; nothing of it is kept."""

    filename: str
    state: Literal["rejected"] = "rejected"
    error: Problem


class UploadAnswer(BaseModel):
    documents: list[DocumentStatus | RejectedFile]


class FindingList(Page[dict[str, Any]]):
    revision: int


class Revision(BaseModel):
    """A published revision; `author` is null where the pipeline made it."""

    revision: int
    run: int | None
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


class ChangeEntry(BaseModel):
    """An entry of the feed: a published or corrected revision, or a deletion (a tombstone: `revision` is null)."""

    cursor: str = Field(description="go on after this entry with `?after=`")
    seq: int
    kind: Literal["published", "corrected", "deleted"]
    document_id: str
    revision: int | None
    filename: str
    sha256: str
    at: datetime
    details: dict[str, Any] = Field(
        examples=[{"organization": "某局", "year": 2023, "tables": 12, "findings": {"error": 1}, "etag": "…"}]
    )


class FactEntry(BaseModel):
    """An amount: `value` is in 元, `text` and `unit` as printed."""

    document_id: str
    revision: int
    organization: str | None
    year: int | None
    table_id: str
    table_title: str | None
    kind: str | None
    row: int
    column: int
    code: str | None
    name: str | None
    column_key: str | None
    column_path: list[str]
    value: str = Field(examples=["45880000"])
    text: str = Field(examples=["4,588"])
    unit: str | None = Field(examples=["万元"])
    page: int | None
    bbox: tuple[float, float, float, float] | None
    findings: list[str]


class UploadRequest(Body):
    """A file that is going to be put straight into the storage."""

    filename: Text = Field(min_length=1, max_length=200, examples=["2023年部门预算.pdf"])
    size: int | None = Field(None, ge=1, description="bytes; checked when complete")
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="hex; checked when complete")
    part_size: int | None = Field(
        None,
        ge=5 * 1024 * 1024,
        le=2**32,
        description="bytes; the file is put in parts of this size (the last may be smaller), which needs `size`",
    )


class UploadPart(BaseModel):
    """PUT `length` bytes of the file, from `start`, to `url`. In any order, side by side, and again."""

    number: int
    start: int
    length: int
    url: str


class UploadTicket(BaseModel):
    """PUT the bytes to `url`, or each part to its own, before `expires_at`; then POST to `complete`."""

    upload_id: str
    method: Literal["PUT"] = "PUT"
    url: str | None = Field(description="null where the file is put in parts")
    parts: list[UploadPart] = []
    expires_at: datetime
    complete: str


class CellChange(Body):
    """The new text of one cell."""

    table: Text = Field(max_length=64, examples=["t1"])
    row: int = Field(ge=0, le=1_000_000)
    column: int = Field(ge=0, le=10_000)
    text: Text = Field(max_length=20_000, examples=["4,588"])


class CellChanges(Body):
    cells: list[CellChange] = Field(min_length=1, max_length=1_000)
    note: Text | None = Field(None, max_length=2_000, examples=["与纸质原件核对"])


class ApproveRequest(Body):
    revision: int | None = Field(None, ge=1, le=2**31 - 1, description="default: the latest")


class RerunRequest(Body):
    """From which stage; the outputs of the stages before are reused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Literal["extract", "reconstruct", "validate"] = Field(default="extract", alias="from")


class WebhookRequest(Body):
    url: Text = Field(max_length=2_000, examples=["https://example.org/hooks/yusuan"])
    events: list[Literal["published", "corrected", "deleted"]] = Field(
        default_factory=list, max_length=3, description="default: all"
    )


class WebhookChange(Body):
    url: Text | None = Field(None, max_length=2_000)
    events: list[Literal["published", "corrected", "deleted"]] | None = Field(None, max_length=3)
    enabled: bool | None = None


class WebhookView(BaseModel):
    webhook_id: str
    url: str
    events: list[str]
    enabled: bool
    disabled_reason: str | None
    created_at: datetime
    secret: str | None = Field(None, description="`whsec_…`; shown once, when made or rotated")


class DeliveryView(BaseModel):
    delivery_id: str
    event_id: str
    type: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    next_at: datetime | None
    last_status: int | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


class KeyRequest(Body):
    """A new API key; `department` may be new as well."""

    department: Text | None = Field(None, min_length=1, max_length=200)
    name: Text = Field("", max_length=200)
    admin: bool = False
    scopes: list[Literal["read", "write", "correct", "webhooks"]] | None = Field(None, description="default: all")
    expires_at: datetime | None = None


class RotateRequest(Body):
    grace_seconds: int = Field(0, ge=0, le=30 * 86_400, description="how long the old key stays valid")


class KeyView(BaseModel):
    key_id: str
    department_id: str | None
    department: str | None
    name: str
    admin: bool
    scopes: list[str]
    hint: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    key: str | None = Field(None, description="the key itself; shown once, when made or rotated")


class QueueView(BaseModel):
    stage: Stage
    waiting: int
    running: int
    failed: int
    done_last_hour: int
    oldest_seconds: float | None
    median_ms: int | None
    paused: bool


class WorkerView(BaseModel):
    name: str
    queues: list[str]
    pid: int
    memory_bytes: int | None
    started_at: datetime
    heartbeat_at: datetime
    alive: bool
    busy_with: list[str]


class TaskView(BaseModel):
    """One part of one stage of one run."""

    task_id: str
    document_id: str
    run: int
    stage: Stage
    part: int
    pages: tuple[int, int] | None
    lane: str
    state: RowState
    attempt: int
    max_attempts: int
    worker: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: int | None
    error: DocumentError | None


class PurgeRequest(Body):
    confirm: Text = Field(description="the number of waiting documents of the stage, as text: what will be cancelled")


class Count(BaseModel):
    count: int


class AuditView(BaseModel):
    id: str
    at: datetime
    department_id: str | None
    actor: str
    action: str
    target: str | None
    request_id: str | None
    details: dict[str, Any]


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Ready when every dependency answers; each says `ok` or what is wrong."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, str]
