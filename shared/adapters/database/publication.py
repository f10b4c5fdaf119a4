"""`Publications` on PostgreSQL and SQLite: revision, facts, findings and feed entry in one commit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from shared.adapters.database import kinship, moves
from shared.adapters.database.engine import reading, writing
from shared.adapters.database.records import remember
from shared.adapters.database.rows import change_row, failure_columns, revision_row
from shared.adapters.database.tables import changes, documents, facts, feed, findings, revisions, stages
from shared.errors import ConflictError, NotFoundError
from shared.lifecycle import DocumentState, Event, after
from shared.ports import Change, Clock, Correction, DocumentRow, Publication, RevisionRow


class SqlPublications:
    """See `shared.ports.Publications`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def next_revision(self, document_id: str) -> int:
        with reading(self._engine) as connection:
            return _latest(connection, document_id) + 1

    def publish(self, token: str, revision: int, publication: Publication) -> RevisionRow | None:
        with writing(self._engine) as connection:
            held = moves.lock_attempt(connection, token)
            if held is None:
                return None
            document, row = held
            now = self._clock.now()
            there = _of_run(connection, document.id, row.run)
            if there is None:
                there = self._unchanged(connection, document, row.run, publication)
            if there is None:
                there = self._write(connection, document, revision, publication, now, run=row.run)
            moves.update_row(
                connection,
                row,
                state=after(row.state, Event.COMPLETE).value,
                token=None,
                lease_until=None,
                finished_at=now,
                output_key=there.result_key,
                **failure_columns(None),
            )
            moves.update_document(
                connection,
                document.id,
                now,
                state=DocumentState.PUBLISHED.value,
                stage=None,
                error_stage=None,
                **failure_columns(None),
            )
        return there

    def _unchanged(
        self, connection: Connection, document: DocumentRow, run: int, publication: Publication
    ) -> RevisionRow | None:
        """The latest revision, if this run was started because another document changed and found nothing new."""
        kin = publication.kin
        if kin is None or kinship.run_of(connection, document.id) != run:
            return None
        kinship.lock_feed(connection)
        former = kinship.kin_of(connection, document.id)
        if former is None or former.digest != kin.digest or not _same_findings(connection, document.id, publication):
            return None
        kinship.record(connection, self._clock, document, kin)
        return _revision(connection, document.id, _latest(connection, document.id))

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
        with writing(self._engine) as connection:
            document = moves.lock_document(connection, document_id)
            if document.state is not DocumentState.PUBLISHED:
                raise ConflictError(f"the document is {document.state.value}: correct it once it is published")
            now = self._clock.now()
            remember(connection, self._clock, document_id, made)
            return self._write(connection, document, revision, publication, now, author=author, note=note)

    def _write(
        self,
        connection: Connection,
        document: DocumentRow,
        revision: int,
        publication: Publication,
        now: datetime,
        *,
        run: int | None = None,
        author: str | None = None,
        note: str | None = None,
    ) -> RevisionRow:
        if revision != _latest(connection, document.id) + 1:
            raise ConflictError(f"revision {revision} does not follow the latest one")
        _insert_revision(connection, document.id, revision, publication, now, run=run, author=author, note=note)
        _replace_parts(connection, document, revision, publication)
        moves.update_document(
            connection,
            document.id,
            now,
            revision=revision,
            organization=publication.organization,
            year=publication.year,
            title=publication.title,
            report_type=publication.report_type,
            **({"pages_total": publication.pages} if publication.pages is not None else {}),
        )
        self._append(
            connection,
            document,
            "published" if author is None else "corrected",
            revision,
            now,
            {
                "organization": publication.organization,
                "year": publication.year,
                "title": publication.title,
                "report_type": publication.report_type,
                "tables": publication.tables,
                "findings": dict(Counter(f["severity"] for f in publication.findings)),
                "etag": publication.etag,
            },
        )
        if publication.kin is not None:
            kinship.record(connection, self._clock, document, publication.kin)
        return _revision(connection, document.id, revision)

    def _append(
        self,
        connection: Connection,
        document: DocumentRow,
        kind: str,
        revision: int | None,
        now: datetime,
        details: dict[str, Any],
    ) -> None:
        seq = connection.execute(update(feed).values(last=feed.c.last + 1).returning(feed.c.last)).scalar_one()
        change = Change(
            seq=seq,
            department_id=document.department_id,
            document_id=document.id,
            kind=kind,
            revision=revision,
            filename=document.filename,
            sha256=document.sha256,
            created_at=now,
            details=details,
        )
        connection.execute(insert(changes).values(asdict(change)))

    def approve(self, document_id: str, revision: int, *, author: str) -> RevisionRow:
        with writing(self._engine) as connection:
            connection.execute(
                update(revisions)
                .where(revisions.c.document_id == document_id, revisions.c.revision == revision)
                .values(approved_by=author, approved_at=self._clock.now())
            )
            return _revision(connection, document_id, revision)

    def revision(self, document_id: str, revision: int | None = None) -> RevisionRow | None:
        found = self.revisions(document_id)
        if revision is None:
            return found[0] if found else None
        return next((r for r in found if r.revision == revision), None)

    def revisions(self, document_id: str) -> tuple[RevisionRow, ...]:
        query = select(revisions).where(revisions.c.document_id == document_id).order_by(revisions.c.revision.desc())
        with reading(self._engine) as connection:
            return tuple(revision_row(r) for r in connection.execute(query).mappings())

    def delete(self, document_id: str) -> tuple[str, ...]:
        with writing(self._engine) as connection:
            document = moves.lock_document(connection, document_id)
            outputs = connection.execute(
                select(stages.c.output_key).where(stages.c.document_id == document_id, stages.c.output_key.is_not(None))
            ).scalars()
            results = connection.execute(
                select(revisions.c.result_key).where(revisions.c.document_id == document_id)
            ).scalars()
            keys = {document.key, *(k for k in outputs if k), *results}
            self._append(connection, document, "deleted", None, self._clock.now(), {})
            kinship.forget(connection, self._clock, document)
            connection.execute(delete(documents).where(documents.c.id == document_id))
        return tuple(sorted(keys))

    def changes(self, after: int, *, department_id: str | None, limit: int) -> tuple[Change, ...]:
        query = select(changes).where(changes.c.seq > after)
        if department_id is not None:
            query = query.where(changes.c.department_id == department_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(changes.c.seq).limit(limit)).mappings()
            return tuple(change_row(r) for r in rows)

    def oldest_change(self) -> int | None:
        with reading(self._engine) as connection:
            oldest: int | None = connection.execute(select(func.min(changes.c.seq))).scalar_one()
        return oldest


def _latest(connection: Connection, document_id: str) -> int:
    query = select(func.max(revisions.c.revision)).where(revisions.c.document_id == document_id)
    return connection.execute(query).scalar_one() or 0


def _same_findings(connection: Connection, document_id: str, publication: Publication) -> bool:
    query = select(findings.c.payload).where(findings.c.document_id == document_id).order_by(findings.c.seq)
    told: list[Any] = json.loads(json.dumps([dict(f) for f in publication.findings]))
    return list(connection.execute(query).scalars()) == told


def _of_run(connection: Connection, document_id: str, run: int) -> RevisionRow | None:
    query = select(revisions).where(revisions.c.document_id == document_id, revisions.c.run == run)
    row = connection.execute(query).mappings().one_or_none()
    return revision_row(row) if row is not None else None


def _revision(connection: Connection, document_id: str, revision: int) -> RevisionRow:
    query = select(revisions).where(revisions.c.document_id == document_id, revisions.c.revision == revision)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"document {document_id} has no revision {revision}")
    return revision_row(row)


def _insert_revision(
    connection: Connection,
    document_id: str,
    revision: int,
    publication: Publication,
    now: datetime,
    *,
    run: int | None,
    author: str | None,
    note: str | None,
) -> None:
    severities = Counter(f["severity"] for f in publication.findings)
    passed, failed, not_evaluated = publication.checks
    try:
        connection.execute(
            insert(revisions).values(
                document_id=document_id,
                revision=revision,
                run=run,
                result_key=publication.result_key,
                etag=publication.etag,
                author=author,
                note=note,
                tables=publication.tables,
                passed=passed,
                failed=failed,
                not_evaluated=not_evaluated,
                errors=severities["error"],
                warnings=severities["warning"],
                infos=severities["info"],
                created_at=now,
            )
        )
    except IntegrityError as exc:
        raise ConflictError(f"revision {revision} exists already") from exc


def _replace_parts(connection: Connection, document: DocumentRow, revision: int, publication: Publication) -> None:
    """Facts and findings of the latest revision take the place of the older ones."""
    connection.execute(delete(facts).where(facts.c.document_id == document.id))
    connection.execute(delete(findings).where(findings.c.document_id == document.id))
    common = {"document_id": document.id, "department_id": document.department_id, "revision": revision}
    if publication.facts:
        connection.execute(
            insert(facts),
            [
                {
                    **common,
                    **asdict(fact),
                    "seq": seq,
                    "column_path": list(fact.column_path),
                    "bbox": list(fact.bbox) if fact.bbox else None,
                    "findings": list(fact.findings),
                }
                for seq, fact in enumerate(publication.facts)
            ],
        )
    if publication.findings:
        connection.execute(
            insert(findings),
            [
                {
                    **common,
                    "seq": seq,
                    "code": found["code"],
                    "severity": found["severity"],
                    "rule": found["rule"],
                    "table_title": found["table_title"],
                    "payload": dict(found),
                }
                for seq, found in enumerate(publication.findings)
            ],
        )
