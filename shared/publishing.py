"""From a document to a `Publication`: the result's JSON stored, everything that one revision says collected."""

from __future__ import annotations

import hashlib

from shared import outputs
from shared.facts import facts_of
from shared.kinship import Kin
from shared.model.codec import document_to_json, finding_to_json
from shared.model.document import Document, Identity, Timings
from shared.ports import ObjectStore, Publication


def prepare(
    objects: ObjectStore, document: Document, identity: Identity, timings: Timings, kin: Kin | None = None
) -> Publication:
    """Store the result and say what is to be published. `identity.document_id` must be there. Safe to repeat."""
    if identity.document_id is None:
        raise ValueError("a result without a document cannot be published")
    data = outputs.dump(document_to_json(document, identity, timings))
    etag = hashlib.sha256(data).hexdigest()
    key = outputs.result_key(identity.document_id, etag)
    if objects.stat(key) is None:
        outputs.store(objects, key, data)
    return Publication(
        result_key=key,
        etag=etag,
        organization=document.report.organization,
        year=document.report.year,
        title=document.report.title,
        report_type=document.report.type.value,
        pages=document.pages,
        tables=len(document.tables),
        checks=(document.checks.passed, document.checks.failed, document.checks.not_evaluated),
        facts=tuple(facts_of(document)),
        findings=tuple(finding_to_json(f) for f in document.findings),
        kin=kin,
    )
