"""Presigned uploads and corrections in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from shared.adapters.database.engine import reading, writing
from shared.adapters.database.gateway_tables import corrections, uploads
from shared.ports import Clock, Correction, UploadRow


class SqlUploads:
    """Implements `shared.ports.Uploads`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, row: UploadRow) -> None:
        values = asdict(row)
        values["object_key"] = values.pop("key")
        with writing(self._engine) as connection:
            connection.execute(insert(uploads).values({**values, "documents": list(row.documents)}))

    def get(self, upload_id: str) -> UploadRow | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(uploads).where(uploads.c.id == upload_id)).mappings().one_or_none()
        return _upload(row) if row is not None else None

    def complete(self, upload_id: str, documents: Sequence[str]) -> bool:
        with writing(self._engine) as connection:
            done = connection.execute(
                update(uploads)
                .where(uploads.c.id == upload_id, uploads.c.completed_at.is_(None))
                .values(completed_at=self._clock.now(), documents=list(documents))
            )
            return done.rowcount == 1

    def remove(self, upload_id: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(uploads).where(uploads.c.id == upload_id))

    def abandoned(self, before: datetime, *, limit: int) -> tuple[UploadRow, ...]:
        query = select(uploads).where(uploads.c.expires_at < before).order_by(uploads.c.expires_at).limit(limit)
        with reading(self._engine) as connection:
            return tuple(_upload(row) for row in connection.execute(query).mappings())


def _upload(row: RowMapping) -> UploadRow:
    plain = {name: value for name, value in row.items() if name != "object_key"}
    return UploadRow(**{**plain, "key": row["object_key"], "documents": tuple(row["documents"])})


def remember(connection: Connection, clock: Clock, document_id: str, made: Sequence[Correction]) -> None:
    """Write corrections down, after those that were made before. The caller holds the document's lock."""
    if not made:
        return
    query = select(func.max(corrections.c.seq)).where(corrections.c.document_id == document_id)
    last = connection.execute(query).scalar() or 0
    connection.execute(
        insert(corrections),
        [
            {
                **asdict(correction),
                "id": clock.new_id(),
                "document_id": document_id,
                "seq": seq,
                "column_path": list(correction.column_path),
            }
            for seq, correction in enumerate(made, start=last + 1)
        ],
    )


class SqlCorrections:
    """Implements `shared.ports.Corrections`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, document_id: str) -> tuple[Correction, ...]:
        query = select(corrections).where(corrections.c.document_id == document_id).order_by(corrections.c.seq)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            Correction(
                **{k: r[k] for k in Correction.__dataclass_fields__ if k != "column_path"},
                column_path=tuple(r["column_path"]),
            )
            for r in rows
        )
