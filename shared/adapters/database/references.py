"""Which objects the database leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import Connection, Engine, select

from shared.adapters.database import moves
from shared.adapters.database.engine import writing
from shared.adapters.database.gateway_tables import uploads
from shared.adapters.database.rows import stage_row
from shared.adapters.database.tables import revisions, stages
from shared.errors import NotFoundError
from shared.lifecycle import ENDED, RowState
from shared.ports import Clock, DocumentRow


class SqlReferences:
    """See `shared.housekeeping.References`."""

    def __init__(self, engine: Engine, clock: Clock, *, grace: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._grace = grace

    def release(self, owner: str, keys: Sequence[str], delete: Callable[[str], None]) -> int:
        with writing(self._engine) as connection:
            try:
                document = moves.lock_document(connection, owner)
            except NotFoundError:
                wanted = self._of_upload(connection, owner)
            else:
                if document.state not in ENDED:
                    return 0  # its work may have found an old output, and be about to say that it stands
                wanted = self._of_document(connection, document)
            free = [key for key in keys if not any(key.startswith(prefix) for prefix in wanted)]
            for key in free:
                delete(key)
        return len(free)

    def _of_upload(self, connection: Connection, owner: str) -> set[str]:
        """Nothing, or the object of a presigned upload that may still be completed."""
        query = select(uploads.c.object_key).where(
            uploads.c.id == owner,
            uploads.c.completed_at.is_(None),
            uploads.c.expires_at > self._clock.now() - self._grace,
        )
        return set(connection.execute(query).scalars())

    def _of_document(self, connection: Connection, document: DocumentRow) -> set[str]:
        results = select(revisions.c.result_key).where(revisions.c.document_id == document.id)
        return {
            document.key,
            # Pictures of pages are made when they are asked for, from the original: good as long as it is.
            f"pictures/{document.id}/",
            *connection.execute(results).scalars(),
            *_outputs(connection, document),
        }


def _outputs(connection: Connection, document: DocumentRow) -> set[str]:
    """The outputs that a run may still read: of each stage those of the newest run that completed it, and all newer."""
    query = select(stages).where(stages.c.document_id == document.id)
    rows = [stage_row(row) for row in connection.execute(query).mappings()]
    kept: set[str] = set()
    for stage in {row.stage for row in rows}:
        runs: dict[int, bool] = {}
        for row in rows:
            if row.stage is stage:
                runs[row.run] = runs.get(row.run, True) and row.state is RowState.DONE
        newest = max((run for run, complete in runs.items() if complete), default=0)
        kept |= {row.output_key for row in rows if row.stage is stage and row.run >= newest and row.output_key}
    return kept
