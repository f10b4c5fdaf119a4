"""Results made public: revisions, facts, a person's corrections, the change feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from shared.kinship import Kin


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


class Corrections(Protocol):
    """What people corrected; written by `Publications.correct`, in one commit with the revision."""

    def of(self, document_id: str) -> tuple[Correction, ...]:
        """In the order they were made; a later one of the same cell wins."""
        ...


class Validator(Protocol):
    """Validates a corrected result and stores it. Given by the composition, as services never import each other."""

    def revise(self, document_id: str, result: Mapping[str, Any]) -> Publication:
        """`result` is a corrected `yusuan.result/1`; what comes back has the findings and checks of a new validation
        and the number of the next revision, and is ready to be published."""
        ...
