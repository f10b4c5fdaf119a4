"""The index of documents that are compared with each other, and the marks on those whose findings are out of date.

**Why no pair is missed**: all marks are written and taken away in commits that hold the feed's lock, one after the
other. Of two documents that are published at the same time the later commit sees the earlier one, and marks it, and
itself where its findings were judged before the earlier one was there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, delete, insert, select, update

from shared.adapters.database import moves
from shared.adapters.database.engine import reading, writing
from shared.adapters.database.tables import documents, feed, kinship_names, kinships, revisions
from shared.errors import NotFoundError
from shared.kinship import Counterpart, Kin, digest_of_all, readable, reads
from shared.lifecycle import DocumentState, Lane, Stage
from shared.model.document import ReportType
from shared.ports import Clock, DocumentRow, StageRow

_Found = list[tuple[str, Kin]]


class SqlKinships:
    """See `shared.kinship.Kinships`."""

    def __init__(self, engine: Engine, clock: Clock, *, max_attempts: int) -> None:
        self._engine = engine
        self._clock = clock
        self._max_attempts = max_attempts

    def counterparts(self, document_id: str, kin: Kin) -> tuple[Counterpart, ...]:
        with reading(self._engine) as connection:
            department = connection.execute(
                select(documents.c.department_id).where(documents.c.id == document_id)
            ).scalar_one_or_none()
            return _counterparts(connection, department, document_id, kin) if department is not None else ()

    def due(self, limit: int = 100) -> Sequence[str]:
        query = (
            select(kinships.c.document_id)
            .join(documents, documents.c.id == kinships.c.document_id)
            .where(kinships.c.stale_since.is_not(None), documents.c.state == DocumentState.PUBLISHED.value)
            .order_by(kinships.c.stale_since, kinships.c.document_id)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return tuple(connection.execute(query).scalars())

    def revalidate(self, document_id: str) -> tuple[StageRow, ...]:
        with writing(self._engine) as connection:
            try:
                document = moves.lock_document(connection, document_id)
            except NotFoundError:
                return ()
            kin = kin_of(connection, document_id)
            if kin is None or document.state is not DocumentState.PUBLISHED:
                return ()
            # A commit under way might mark this document, which it need not do while an older mark stands.
            lock_feed(connection)
            if _seen_now(connection, document, kin) == kin.seen:
                _set(connection, document_id, stale_since=None)
                return ()
            _set(connection, document_id, stale_since=None, run=document.run + 1)
            row = moves.restart(connection, self._clock, document, Stage.VALIDATE, self._max_attempts, lane=Lane.BULK)
            return (row,)


# ---------------------------------------------------------------- within the commits of publication


def lock_feed(connection: Connection) -> None:
    """What is marked on other documents is marked by one commit at a time."""
    connection.execute(select(feed.c.last).with_for_update()).all()


def record(connection: Connection, clock: Clock, document: DocumentRow, kin: Kin) -> None:
    """Write what a document now is; mark those that read it if what they read is new, and itself if it is out of date.

    The feed must be locked by this connection already.
    """
    former = kin_of(connection, document.id)
    _write(connection, document, kin)
    if former is None or replace(former, seen=kin.seen) != kin:
        for changed in (former, kin):
            if changed is not None:
                _mark_readers(connection, clock, document, changed)
    stale = _seen_now(connection, document, kin) != kin.seen
    _set(connection, document.id, stale_since=clock.now() if stale else None)


def forget(connection: Connection, clock: Clock, document: DocumentRow) -> None:
    """Mark those that read a document that is about to be deleted. The feed must be locked already."""
    kin = kin_of(connection, document.id)
    if kin is not None:
        connection.execute(delete(kinships).where(kinships.c.document_id == document.id))
        connection.execute(delete(kinship_names).where(kinship_names.c.document_id == document.id))
        _mark_readers(connection, clock, document, kin)


def run_of(connection: Connection, document_id: str) -> int | None:
    """The run that was started because another document changed."""
    query = select(kinships.c.run).where(kinships.c.document_id == document_id)
    return connection.execute(query).scalar_one_or_none()


def kin_of(connection: Connection, document_id: str) -> Kin | None:
    row = connection.execute(select(kinships).where(kinships.c.document_id == document_id)).mappings().one_or_none()
    if row is None:
        return None
    names = select(kinship_names.c.name).where(kinship_names.c.document_id == document_id)
    return _kin(row, sorted(connection.execute(names).scalars()))


def _write(connection: Connection, document: DocumentRow, kin: Kin) -> None:
    values = {
        "department_id": document.department_id,
        "organization": kin.organization,
        "year": kin.year,
        "report_type": kin.type.value,
        "has_forms": kin.has_forms,
        "digest": kin.digest,
        "seen": kin.seen,
    }
    changed = connection.execute(update(kinships).where(kinships.c.document_id == document.id).values(values))
    if changed.rowcount == 0:
        connection.execute(insert(kinships).values(document_id=document.id, **values))
    connection.execute(delete(kinship_names).where(kinship_names.c.document_id == document.id))
    if kin.names:
        common = {"document_id": document.id, "department_id": document.department_id, "year": kin.year}
        connection.execute(insert(kinship_names), [{**common, "name": name} for name in kin.names])


def _set(connection: Connection, document_id: str, **values: Any) -> None:
    connection.execute(update(kinships).where(kinships.c.document_id == document_id).values(**values))


def _mark_readers(connection: Connection, clock: Clock, document: DocumentRow, kin: Kin) -> None:
    """Whoever reads a document of this kin may be out of date now; a mark that is there already keeps its time."""
    if kin.year is None or not readable(kin):
        return
    near = _near(document.department_id, document.id, kin.names, (kin.year, kin.year + 1))
    found = [other for other, theirs in _group(connection, near) if reads(theirs, kin)]
    # In the order of their ids, so that two commits never wait for each other's rows.
    for other in sorted(found):
        connection.execute(
            update(kinships)
            .where(kinships.c.document_id == other, kinships.c.stale_since.is_(None))
            .values(stale_since=clock.now())
        )


def _seen_now(connection: Connection, document: DocumentRow, kin: Kin) -> str:
    return digest_of_all(_counterparts(connection, document.department_id, document.id, kin))


def _counterparts(connection: Connection, department: str, document_id: str, kin: Kin) -> tuple[Counterpart, ...]:
    if kin.year is None:
        return ()
    near = _near(department, document_id, kin.names, (kin.year - 1, kin.year)).where(
        kinships.c.report_type != ReportType.PROJECT_APPLICATION.value
    )
    newest: dict[tuple[str | None, int | None, ReportType], tuple[str, Kin]] = {}
    for other, theirs in sorted(_group(connection, near)):
        if reads(kin, theirs):
            newest[theirs.organization, theirs.year, theirs.type] = (other, theirs)
    digests = {other: theirs.digest for other, theirs in newest.values()}
    return tuple(
        Counterpart(document_id=other, digest=digests[other], result_key=key)
        for other, key in _results(connection, sorted(digests))
    )


def _near(department: str, document_id: str, names: Sequence[str], years: tuple[int, int]) -> Select[Any]:
    """Documents of the department that share a name, with the names that they share."""
    return (
        select(kinships, kinship_names.c.name)
        .join(kinship_names, kinship_names.c.document_id == kinships.c.document_id)
        .where(
            kinship_names.c.department_id == department,
            kinship_names.c.name.in_(names),
            kinship_names.c.year.in_(years),
            kinships.c.document_id != document_id,
        )
    )


def _group(connection: Connection, query: Select[Any]) -> _Found:
    """Rows of `_near` by document. Of a kin's names only those that are shared are there, which `reads` is content
    with: it never asks for others."""
    rows: dict[str, Mapping[Any, Any]] = {}
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        rows[row["document_id"]] = row
        names[row["document_id"]].append(row["name"])
    return [(other, _kin(row, sorted(names[other]))) for other, row in rows.items()]


def _kin(row: Mapping[Any, Any], names: Iterable[str]) -> Kin:
    return Kin(
        organization=row["organization"],
        names=tuple(names),
        year=row["year"],
        type=ReportType(row["report_type"]),
        has_forms=row["has_forms"],
        digest=row["digest"],
        seen=row["seen"],
    )


def _results(connection: Connection, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Id and key of the latest result of these documents."""
    query = (
        select(documents.c.id, revisions.c.result_key)
        .join(revisions, and_(revisions.c.document_id == documents.c.id, revisions.c.revision == documents.c.revision))
        .where(documents.c.id.in_(ids))
        .order_by(documents.c.id)
    )
    return [(other, key) for other, key in connection.execute(query)]
