"""What the routes have in common: status bodies, results, exports, corrections. Knows ports, no HTTP."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Any

from services.api.schemas import CellChange, DocumentError, DocumentStatus, ReportSummary
from shared import outputs
from shared.bootstrap_gateway import GatewayBackends
from shared.corrections import apply, title_number
from shared.errors import ConflictError
from shared.exports import CsvOptions, Format, export, export_table, validation
from shared.exports.longform import row_label
from shared.lifecycle import ENDED, DocumentState
from shared.model.codec import document_from_json, document_to_json
from shared.model.document import Document, Identity, Timings
from shared.ports import Correction, DocumentRow, Failure, RevisionRow, Validator

#: part of the ETags of exports: goes up when their form changes
EXPORT_VERSION = 1
_LONGEST_WAIT = 60


class NoSuchCellError(ValueError):
    """A correction names a table, row or column that the result does not have."""


# ---------------------------------------------------------------- status


def status_of(row: DocumentRow, *, queue_position: int | None = None, duplicate: bool = False) -> DocumentStatus:
    """The status body of a document."""
    here = f"/v1/documents/{row.id}"
    links = {"self": here, "events": f"{here}/events", "original": f"{here}/original"}
    if row.revision is not None:
        links |= {"result": f"{here}/result", "findings": f"{here}/findings"}
    return DocumentStatus(
        document_id=row.id,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        state=row.state,
        stage=row.stage,
        pages_done=row.pages_done,
        pages_total=row.pages_total,
        run=row.run,
        attempts=row.attempts,
        queue_position=queue_position,
        error=error_of(row.failure),
        dead_lettered=row.failure is not None and row.failure.dead_lettered,
        revision=row.revision,
        report=ReportSummary(type=row.report_type, title=row.title, organization=row.organization, year=row.year),
        created_at=row.created_at,
        updated_at=row.updated_at,
        links=links,
        duplicate=duplicate,
    )


def error_of(failure: Failure | None) -> DocumentError | None:
    if failure is None:
        return None
    return DocumentError(
        code=failure.code,
        detail=failure.detail,
        stage=failure.stage,
        page=failure.page,
        retryable=failure.retryable,
    )


def status_etag(row: DocumentRow) -> str:
    """Strong: changes with everything that the status says, but for the place in the queue."""
    told = (
        row.updated_at.isoformat(),
        row.state.value,
        row.stage,
        row.pages_done,
        row.pages_total,
        row.run,
        row.attempts,
    )
    return f'"{hashlib.sha256(repr((row.id, told, row.revision)).encode()).hexdigest()[:32]}"'


def finished(row: DocumentRow) -> bool:
    return row.state in ENDED


def retry_after(row: DocumentRow, position: int | None, seconds_per_page: float) -> int:
    """Seconds after which asking again is worth while: a quarter of the time that the rest should take.

    `seconds_per_page` is that of other documents; one whose own pages take longer (a scan among texts) goes by its own.
    Never more than `_LONGEST_WAIT`: the guess can be wrong, and a document may be cancelled or fail at any moment.
    """
    pages = max((row.pages_total or 20) - row.pages_done, 1)
    ahead = (position or 0) * 20 * seconds_per_page
    own = 0.0
    if row.run == 1 and row.pages_done:  # a later run began long after the upload
        own = (row.updated_at - row.created_at).total_seconds() / row.pages_done
    return min(max(math.ceil((pages * max(seconds_per_page, own) + ahead) / 4), 1), _LONGEST_WAIT)


# ---------------------------------------------------------------- results


def result_bytes(ports: GatewayBackends, revision: RevisionRow) -> bytes:
    """The result's JSON as it was published."""
    return outputs.load_bytes(ports.objects, revision.result_key)


def load(ports: GatewayBackends, revision: RevisionRow) -> tuple[Document, Identity, Timings]:
    """The result as values."""
    return document_from_json(json.loads(result_bytes(ports, revision)))


def export_etag(revision: RevisionRow, what: str) -> str:
    """Strong: the same revision, form and version of the exports give the same bytes."""
    return f'"{revision.etag[:32]}.{EXPORT_VERSION}.{what}"'


def exported(ports: GatewayBackends, revision: RevisionRow, fmt: Format, options: CsvOptions) -> bytes:
    """The result in a format."""
    if fmt is Format.JSON:
        return result_bytes(ports, revision)
    document, identity, timings = load(ports, revision)
    return export(document, identity, fmt, timings=timings, csv=options)


def validation_report(ports: GatewayBackends, revision: RevisionRow, *, page: bool) -> bytes:
    """The validation report as a page to print, or as JSON."""
    document, identity, _ = load(ports, revision)
    if page:
        return validation.html(document, name=identity.filename).encode()
    return json.dumps(validation.frictionless(document, name=identity.filename), ensure_ascii=False).encode()


def exported_table(
    ports: GatewayBackends, revision: RevisionRow, table_id: str, fmt: Format, options: CsvOptions
) -> bytes | None:
    """One table in a format, None if there is no such table."""
    document, identity, _ = load(ports, revision)
    table = document.table(table_id)
    return None if table is None else export_table(document, table, identity, fmt, csv=options)


def findings_in(ports: GatewayBackends, revision: RevisionRow, *, english: bool) -> list[dict[str, Any]]:
    """The findings of a revision; `message` in English where asked for and known."""
    found: list[dict[str, Any]] = json.loads(result_bytes(ports, revision))["findings"]
    if english:
        found = [{**f, "message": f.get("message_en") or f["message"]} for f in found]
    return found


# ---------------------------------------------------------------- corrections


def correct(
    ports: GatewayBackends,
    validator: Validator,
    row: DocumentRow,
    based_on: RevisionRow,
    changes: Sequence[CellChange],
    *,
    author: str,
    note: str | None,
) -> RevisionRow:
    """Change cells, validate again, publish a new revision, remember the corrections for re-runs.

    Raises `NoSuchCellError`, and `ConflictError` if another revision came meanwhile.
    """
    if row.state is not DocumentState.PUBLISHED:
        raise ConflictError("the document is being processed: correct it once it is published")
    document, identity, timings = load(ports, based_on)
    made = [_correction(document, change, author, note, ports) for change in changes]
    corrected, lost = apply(document, made)
    assert not lost, "a correction that was made from the document has its place in it"
    number = based_on.revision + 1
    publication = validator.revise(row.id, document_to_json(corrected, identity, timings))
    return ports.publications.correct(row.id, number, publication, author=author, note=note, made=made)


def _correction(
    document: Document, change: CellChange, author: str, note: str | None, ports: GatewayBackends
) -> Correction:
    table = document.table(change.table)
    if table is None:
        raise NoSuchCellError(f"the result has no table {change.table}")
    if change.row >= len(table.rows) or change.column >= len(table.columns):
        raise NoSuchCellError(f"table {change.table} has no cell in row {change.row}, column {change.column}")
    row = table.rows[change.row]
    return Correction(
        table_title=table.title,
        table_number=title_number(document.tables, table),
        row=change.row,
        row_label=row_label(table, row),
        row_code=row.code,
        column=change.column,
        column_path=table.columns[change.column].path,
        before=row.cells[change.column].text,
        text=change.text,
        author=author,
        at=ports.clock.now(),
        note=note,
    )
