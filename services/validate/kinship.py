"""What a document is compared with: its own kin, and the documents that its findings are judged against."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace

from services.validate.core.engine import validate
from services.validate.core.others import plain_name
from services.validate.rule_settings import rule_settings
from shared import outputs
from shared.bootstrap import Backends
from shared.errors import ObjectNotFoundError
from shared.kinship import Counterpart, Kin, digest_of_all
from shared.model.codec import UnknownSchemaError, document_from_json, document_to_json
from shared.model.document import Document, Identity

_LOG = logging.getLogger(__name__)
#: Fields of forms that name the unit that applies, or the department above it.
_NAMES = ("申请单位", "项目单位", "实施单位", "预算单位", "单位名称", "部门（单位）名称", "一级预算单位", "主管部门")
_READ = ("report", "sections", "tables", "forms")
_NOBODY = Identity(document_id=None, revision=0, sha256="", filename="")


def kin_of(document: Document, *, seen: str = digest_of_all(())) -> Kin:
    """The document's place in the index of those that are compared; `seen`: what its findings were judged against."""
    value = document_to_json(document, _NOBODY)
    content = outputs.dump({part: value[part] for part in _READ})
    return replace(_who(document), digest=hashlib.sha256(content).hexdigest(), seen=seen)


def _who(document: Document) -> Kin:
    """The same without a digest of the content."""
    organization = plain_name(document.report.organization) or None
    named = (cell.text for form in document.forms for label, cell in form.fields if label in _NAMES)
    return Kin(
        organization=organization,
        names=tuple(sorted({name for name in (organization, *map(plain_name, named)) if name})),
        year=document.report.year,
        type=document.report.type,
        has_forms=bool(document.forms),
        digest="",
        seen="",
    )


def counterparts(backends: Backends, document_id: str, document: Document) -> tuple[Counterpart, ...]:
    """The published documents that this one is compared with."""
    return backends.kinships.counterparts(document_id, _who(document))


def judge(backends: Backends, found: Sequence[Counterpart], document: Document) -> tuple[Document, str]:
    """The document with its findings, and what they were judged against (`Kin.seen`).

    What cannot be loaded counts as seen: if it was deleted, the deletion marks this document; if its bytes are lost,
    validating again would change nothing, for ever.
    """
    loaded = _load(backends, found)
    judged = validate(
        document,
        against=[d for _, d in loaded],
        against_ids=[c.document_id for c, _ in loaded],
        settings=rule_settings(backends.settings.rules),
    )
    return judged, digest_of_all(found)


def _load(backends: Backends, found: Sequence[Counterpart]) -> list[tuple[Counterpart, Document]]:
    """The latest results of the counterparts, without those that are gone or of a schema that is not read."""
    loaded = []
    for counterpart in found:
        try:
            document, _, _ = document_from_json(outputs.load(backends.objects, counterpart.result_key))
        except (ObjectNotFoundError, UnknownSchemaError) as exc:
            _LOG.warning("not compared with a document: %s", exc, extra={"counterpart": counterpart.document_id})
            continue
        loaded.append((counterpart, document))
    return loaded
