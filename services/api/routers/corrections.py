"""Corrections by people, and approval."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.api import service
from services.api.answers import problems, require_match
from services.api.audit import record
from services.api.auth import Corrector
from services.api.gateway import TheGateway
from services.api.problems import ProblemError
from services.api.routers.documents import DocumentId
from services.api.routers.results import published, revision_view
from services.api.schemas import ApproveRequest, CellChanges, Revision

router = APIRouter(prefix="/documents/{document_id}", tags=["corrections"])


@router.patch(
    "/cells",
    response_model=Revision,
    responses=problems(
        "not_found", "not_finished", "no_result", "conflict", "precondition_failed", "precondition_required",
        "not_configured",
    ),
)  # fmt: skip
async def correct_cells(
    request: Request, gateway: TheGateway, principal: Corrector, document_id: DocumentId, body: CellChanges
) -> Response:
    """Correct cells of the latest revision (`If-Match`: its ETag). Gives a new revision, validated again; the
    corrections are made again when the document is re-run."""
    row, latest = await published(gateway, principal, document_id, None)
    require_match(request, f'"{latest.etag}"')
    if gateway.validator is None:
        raise ProblemError("not_configured", "this gateway runs without validation")
    author = f"{principal.name or principal.department or principal.id}"
    try:
        made = await gateway.make(
            service.correct, gateway.ports, gateway.validator, row, latest, body.cells, author=author, note=body.note
        )
    except service.NoSuchCellError as exc:
        raise ProblemError("invalid_request", str(exc)) from exc
    cells = [cell.model_dump() for cell in body.cells]
    await record(
        request, gateway, principal, "document.correct", row.id, {"revision": made.revision, "cells": cells[:100]}
    )
    return Response(
        revision_view(made).model_dump_json(), media_type="application/json", headers={"ETag": f'"{made.etag}"'}
    )


@router.post("/approve", response_model=Revision, responses=problems("not_found", "not_finished", "no_result"))
async def approve(
    request: Request,
    gateway: TheGateway,
    principal: Corrector,
    document_id: DocumentId,
    body: ApproveRequest | None = None,
) -> Revision:
    """Say that a person has looked at a revision and stands by it."""
    wanted = body.revision if body else None
    row, found = await published(gateway, principal, document_id, wanted)
    author = principal.name or principal.department or principal.id
    approved = await gateway.call(gateway.ports.publications.approve, row.id, found.revision, author=author)
    await record(request, gateway, principal, "document.approve", row.id, {"revision": found.revision})
    return revision_view(approved)
