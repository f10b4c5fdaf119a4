"""Database rows as the ports' values, and the columns that a value's fields become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.lifecycle import DocumentState, Lane, RowState, Stage
from shared.ports import Change, DocumentRow, Failure, PageRange, RevisionRow, StageRow

Row = Mapping[Any, Any]


def document_row(row: Row) -> DocumentRow:
    return DocumentRow(
        id=row["id"],
        department_id=row["department_id"],
        filename=row["filename"],
        sha256=row["sha256"],
        size=row["size"],
        media_type=row["media_type"],
        key=row["object_key"],
        lane=Lane(row["lane"]),
        state=DocumentState(row["state"]),
        stage=Stage(row["stage"]) if row["stage"] else None,
        pages_done=row["pages_done"],
        pages_total=row["pages_total"],
        run=row["run"],
        attempts=row["attempts"],
        failure=_failure(row, row["error_stage"]),
        revision=row["revision"],
        organization=row["organization"],
        year=row["year"],
        title=row["title"],
        report_type=row["report_type"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def stage_row(row: Row) -> StageRow:
    return StageRow(
        id=row["id"],
        document_id=row["document_id"],
        run=row["run"],
        stage=Stage(row["stage"]),
        part=row["part"],
        pages=PageRange(first=row["first_page"], last=row["last_page"]) if row["first_page"] is not None else None,
        lane=Lane(row["lane"]),
        state=RowState(row["state"]),
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
        worker=row["worker"],
        token=row["token"],
        lease_until=row["lease_until"],
        heartbeat_at=row["heartbeat_at"],
        available_at=row["available_at"],
        sent_at=row["sent_at"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        output_key=row["output_key"],
        failure=_failure(row, row["stage"]),
    )


def revision_row(row: Row) -> RevisionRow:
    return RevisionRow(
        document_id=row["document_id"],
        revision=row["revision"],
        run=row["run"],
        result_key=row["result_key"],
        etag=row["etag"],
        author=row["author"],
        note=row["note"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        tables=row["tables"],
        errors=row["errors"],
        warnings=row["warnings"],
        infos=row["infos"],
        created_at=row["created_at"],
    )


def change_row(row: Row) -> Change:
    return Change(
        seq=row["seq"],
        department_id=row["department_id"],
        document_id=row["document_id"],
        kind=row["kind"],
        revision=row["revision"],
        filename=row["filename"],
        sha256=row["sha256"],
        created_at=row["created_at"],
        details=row["details"],
    )


def failure_columns(failure: Failure | None) -> dict[str, Any]:
    """The error columns that `documents` and `stages` have in common; all NULL for None."""
    return {
        "error_code": failure.code if failure else None,
        "error_page": failure.page if failure else None,
        "error_detail": failure.detail if failure else None,
        "error_retryable": failure.retryable if failure else None,
        "dead_lettered": failure.dead_lettered if failure else False,
    }


def _failure(row: Row, stage: str | None) -> Failure | None:
    if row["error_code"] is None:
        return None
    return Failure(
        code=row["error_code"],
        detail=row["error_detail"] or "",
        retryable=bool(row["error_retryable"]),
        page=row["error_page"],
        stage=Stage(stage) if stage else None,
        dead_lettered=bool(row["dead_lettered"]),
    )
