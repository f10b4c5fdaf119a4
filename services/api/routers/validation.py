"""The validation report of a document: a page to print for the department, and the same for programs."""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from services.api import service
from services.api.answers import not_modified, problems, unchanged
from services.api.audit import record
from services.api.auth import Reader
from services.api.gateway import TheGateway
from services.api.routers.documents import DocumentId
from services.api.routers.results import RevisionNumber, published
from shared.exports.validation import STYLE

router = APIRouter(prefix="/documents/{document_id}", tags=["results"])


#: The page has no script and loads nothing; its style stands in it and is known by its hash.
_PRINTED = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)


class ReportForm(StrEnum):
    """`html` is a page for A4, `json` a report in the manner of frictionless."""

    HTML = "html"
    JSON = "json"


@router.get(
    "/validation.{form}",
    response_class=Response,
    responses={
        200: {"description": "the report", "content": {"text/html": {}, "application/json": {}}},
        304: {"description": "nothing has changed"},
        **problems("not_found", "not_finished", "no_result", "storage_unavailable"),
    },
)
async def get_validation_report(
    request: Request,
    gateway: TheGateway,
    principal: Reader,
    document_id: DocumentId,
    form: ReportForm,
    revision: RevisionNumber = None,
) -> Response:
    """What was checked and what was found, by table: `html` to print, `json` for programs."""
    row, found = await published(gateway, principal, document_id, revision)
    etag = service.export_etag(found, f"validation.{form.value}")
    if not_modified(request, etag):
        return unchanged(etag)
    page = form is ReportForm.HTML
    content: bytes = await gateway.make(service.validation_report, gateway.ports, found, page=page)
    details = {"revision": found.revision, "format": f"validation.{form.value}"}
    await record(request, gateway, principal, "result.download", row.id, details)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Yusuan-Revision": str(found.revision)}
    if page:
        headers["Content-Security-Policy"] = _PRINTED
    return Response(content, media_type="text/html" if page else "application/json", headers=headers)
