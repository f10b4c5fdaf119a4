"""The validate and publish stages, and the validation of a person's corrections."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from services.validate import kinship
from services.validate.core.rules import ALL_RULES
from shared import outputs, publishing
from shared.bootstrap import Backends
from shared.corrections import apply
from shared.errors import ConflictError, NotFoundError
from shared.lifecycle import Stage
from shared.model.codec import document_from_json, document_to_json
from shared.model.document import Identity, Timings
from shared.model.finding import Checks, Finding
from shared.outbox import revalidate_due
from shared.ports import Publication, StageRow
from shared.worker import FencedError, Job, patiently

_LOG = logging.getLogger(__name__)
#: in the output of the validate stage, beside the result: `Kin.seen`
_SEEN = "seen"


def validate(job: Job) -> None:
    """The reconstructed document → the same with findings and checks.

    What people corrected in earlier revisions is corrected again first; a re-run must not undo their work. The
    department's documents that this one is compared with are looked up; when they change, this stage runs again.
    """
    objects, document = job.backends.objects, job.document
    inputs = tuple(row.output_key for row in job.backends.progress.inputs(job.row) if row.output_key)
    made = job.backends.corrections.of(document.id)
    found, identity, timings = document_from_json(outputs.load(objects, inputs[0]))
    found, lost = apply(found, made)
    if lost:
        _LOG.warning("corrections of cells that are no longer there", extra={"corrections": len(lost)})
    others = kinship.counterparts(job.backends, document.id, found)
    told = (*made, *others, *sorted(job.backends.settings.rules.items()))
    key = outputs.output_key(document.id, Stage.VALIDATE, (*inputs, *map(repr, told)))
    if objects.stat(key) is None:
        judged, seen = kinship.judge(job.backends, others, found)
        outputs.store(objects, key, outputs.dump({**document_to_json(judged, identity, timings), _SEEN: seen}))
    job.complete(key)


def publish(job: Job) -> None:
    """The validated document → a revision, exactly once per run."""
    backends, row = job.backends, job.row
    (validated,) = backends.progress.inputs(row)
    output = outputs.load(backends.objects, validated.output_key or "")
    document, identity, _ = document_from_json(output)
    kin = kinship.kin_of(document, seen=output[_SEEN])
    timings = _timings(backends.progress.rows(row.document_id), validated.run)
    job.shared.ending = True
    while True:
        revision = patiently(lambda: backends.publications.next_revision(row.document_id), backends)
        publication = publishing.prepare(backends.objects, document, replace(identity, revision=revision), timings, kin)
        try:
            write = partial(backends.publications.publish, job.attempt.token, revision, publication)
            done = patiently(write, backends)
        except ConflictError:
            continue  # a person's correction took the number meanwhile
        if done is None:
            raise FencedError
        revalidate_due(backends)
        return


def _timings(rows: tuple[StageRow, ...], run: int) -> Timings:
    """Milliseconds of the newest run of each stage up to this one; parts that were read side by side add up."""
    spent: dict[Stage, int] = {}
    for stage in (Stage.EXTRACT, Stage.RECONSTRUCT, Stage.VALIDATE):
        runs = [r for r in rows if r.stage is stage and r.run <= run and r.duration_ms is not None]
        newest = max((r.run for r in runs), default=0)
        spent[stage] = sum(r.duration_ms or 0 for r in runs if r.run == newest)
    return Timings(read=spent[Stage.EXTRACT], reconstruct=spent[Stage.RECONSTRUCT], validate=spent[Stage.VALIDATE])


def _of_reconstruction(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that no rule made: rules are run anew, what reconstruction saw stays."""
    ids = {rule.id for rule in ALL_RULES}
    return tuple(f for f in findings if f.rule not in ids)


class Reviser:
    """Implements `shared.ports.Validator`: a corrected result is validated and stored like any other."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def revise(self, document_id: str, result: Mapping[str, Any]) -> Publication:
        row = self._backends.progress.document(document_id)
        if row is None:
            raise NotFoundError(f"there is no document {document_id}")
        document, identity, timings = document_from_json(dict(result))
        plain = replace(document, findings=_of_reconstruction(document.findings), checks=Checks())
        told = Identity(
            document_id=document_id,
            revision=self._backends.publications.next_revision(document_id),
            sha256=identity.sha256,
            filename=identity.filename,
        )
        others = kinship.counterparts(self._backends, document_id, plain)
        judged, seen = kinship.judge(self._backends, others, plain)
        kin = kinship.kin_of(judged, seen=seen)
        return publishing.prepare(self._backends.objects, judged, told, timings, kin)
