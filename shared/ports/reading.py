"""What the gateway reads beside `Progress` and `Publications`: lists and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.lifecycle import DocumentState, RowState, Stage
from shared.ports.progress import DocumentRow, StageRow
from shared.ports.publication import FactRow


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
        """How many documents of all departments come before this one in the queue of its stage; None unless it waits:
        it has ended, or a worker has some of it in hand.

        A queue gives out the interactive lane first, and each lane in the order in which its rows became due; so a
        retry stands where its pause ends.
        """
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
