"""All stages in one process, everything in memory: what each stores, what is reused, what is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest

from samples import shipped
from services.extract.service import extract, reconstruct, split
from services.ingest.service import IntakeService, ingest
from services.validate.service import Reviser, publish, validate
from shared import outputs
from shared.adapters.memory import ManualClock, MemoryPublisher
from shared.bootstrap import Backends, memory_backends
from shared.exports.longform import row_label
from shared.lifecycle import DocumentState, RowState, Stage
from shared.model.codec import document_from_json
from shared.ports import Accepted, Correction, DocumentRow
from shared.settings import Settings
from shared.worker import Job, run

WORK: dict[Stage, Callable[[Job], None]] = {
    Stage.INGEST: ingest,
    Stage.EXTRACT: extract,
    Stage.RECONSTRUCT: reconstruct,
    Stage.VALIDATE: validate,
    Stage.PUBLISH: publish,
}


@pytest.fixture
def backends(tmp_path: Path) -> Backends:
    return memory_backends(Settings(data=tmp_path, part_pages=10, _env_file=None))


def sample(start: str) -> bytes:
    (found,) = [f for f in shipped() if f.name.startswith(start)]
    return found.read_bytes()


def upload(backends: Backends, name: str, data: bytes) -> str:
    (outcome,) = IntakeService(backends).accept("D1", name, BytesIO(data))
    assert isinstance(outcome, Accepted)
    return outcome.document.id


def drain(backends: Backends) -> None:
    """Take messages until there are none, as the workers would."""
    messages = cast(MemoryPublisher, backends.publisher).messages
    while messages:
        row = messages.pop(0)
        run(backends, row.id, WORK[row.stage])
        cast(ManualClock, backends.clock).advance(timedelta(milliseconds=10))


def document(backends: Backends, document_id: str) -> DocumentRow:
    found = backends.progress.document(document_id)
    assert found is not None
    return found


def test_a_pdf_is_read_in_parts_and_published(backends: Backends) -> None:
    document_id = upload(backends, "a.pdf", sample("01-"))
    drain(backends)
    row = document(backends, document_id)
    assert (row.state, row.revision, row.pages_done) == (DocumentState.PUBLISHED, 1, row.pages_total)
    rows = backends.progress.rows(document_id)
    assert [r.stage for r in rows].count(Stage.EXTRACT) == 3
    revision = backends.publications.revision(document_id)
    assert revision is not None
    result = outputs.load(backends.objects, revision.result_key)
    assert (result["document_id"], result["revision"], result["pages"]) == (document_id, 1, row.pages_total)
    assert len(result["tables"]) == revision.tables > 5
    (change,) = backends.publications.changes(0, department_id="D1", limit=5)
    assert change.details["tables"] == revision.tables


def test_a_rerun_reuses_what_stands_and_gives_the_next_revision(backends: Backends) -> None:
    document_id = upload(backends, "a.txt", sample("05-"))
    drain(backends)
    rows = backends.progress.rerun(document_id, Stage.RECONSTRUCT)
    backends.publisher.send(rows)
    drain(backends)
    assert [r.revision for r in backends.publications.revisions(document_id)] == [2, 1]
    of_second = backends.progress.rows(document_id, run=2)
    assert [r.stage for r in of_second] == [Stage.RECONSTRUCT, Stage.VALIDATE, Stage.PUBLISH]
    outputs_of = {r.stage: r.output_key for r in backends.progress.rows(document_id, run=1)}
    assert all(r.output_key == outputs_of[r.stage] for r in of_second if r.stage is not Stage.PUBLISH)


def test_a_rerun_keeps_what_a_person_corrected(backends: Backends) -> None:
    document_id = upload(backends, "a.txt", sample("05-"))
    drain(backends)
    revision = backends.publications.revision(document_id)
    assert revision is not None
    before, _, _ = document_from_json(outputs.load(backends.objects, revision.result_key))
    table = next(t for t in before.tables if t.title == "收支总表")
    made = Correction(
        table_title=table.title,
        table_number=0,
        row=0,
        row_label=row_label(table, table.rows[0]),
        row_code=table.rows[0].code,
        column=1,
        column_path=table.columns[1].path,
        before=table.rows[0].cells[1].text,
        text="1,234",
        author="key-1",
        at=backends.clock.now(),
    )
    corrected = Reviser(backends).revise(document_id, outputs.load(backends.objects, revision.result_key))
    backends.publications.correct(document_id, 2, corrected, author="key-1", note=None, made=[made])
    backends.publisher.send(backends.progress.rerun(document_id, Stage.RECONSTRUCT))
    drain(backends)
    revision = backends.publications.revision(document_id)
    assert revision is not None
    assert revision.revision == 3
    result, _, _ = document_from_json(outputs.load(backends.objects, revision.result_key))
    cell = next(t for t in result.tables if t.title == "收支总表").rows[0].cells[1]
    assert cell.text == "1,234"
    assert cell.repairs[-1].code == "corrected_by_person"


def test_a_correction_is_validated_like_any_result(backends: Backends) -> None:
    document_id = upload(backends, "a.txt", sample("05-"))
    drain(backends)
    revision = backends.publications.revision(document_id)
    assert revision is not None
    result = outputs.load(backends.objects, revision.result_key)
    publication = Reviser(backends).revise(document_id, result)
    assert outputs.load(backends.objects, publication.result_key)["revision"] == 2
    findings = [dict(f) for f in publication.findings]
    assert findings == result["findings"]  # validated anew, not twice


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"%PDF-1.7\nnothing of a PDF", "unreadable"), (sample("01-")[:20_000], "unreadable")],
    ids=["no PDF", "cut off"],
)
def test_a_broken_file_fails_with_its_reason_and_disturbs_nobody(backends: Backends, data: bytes, code: str) -> None:
    broken = upload(backends, "broken.pdf", data)
    good = upload(backends, "a.txt", sample("05-"))
    drain(backends)
    row = document(backends, broken)
    assert row.state is DocumentState.FAILED
    assert row.failure is not None
    assert (row.failure.code, row.failure.stage, row.failure.retryable) == (code, Stage.EXTRACT, False)
    assert document(backends, good).state is DocumentState.PUBLISHED


def test_too_many_pages(tmp_path: Path) -> None:
    backends = memory_backends(Settings(data=tmp_path, max_pages=5, _env_file=None))
    document_id = upload(backends, "a.pdf", sample("01-"))
    drain(backends)
    row = document(backends, document_id)
    assert row.failure is not None
    assert row.failure.code == "limit_exceeded"


def test_bytes_that_vanished(backends: Backends) -> None:
    document_id = upload(backends, "a.txt", sample("05-"))
    backends.objects.delete(outputs.original_key(document_id))
    drain(backends)
    assert document(backends, document_id).state is DocumentState.FAILED
    assert {r.state for r in backends.progress.rows(document_id)} == {RowState.FAILED}


def test_pages_are_split_evenly() -> None:
    assert [(r.first, r.last) for r in split(45, 20)] == [(1, 15), (16, 30), (31, 45)]
    assert [(r.first, r.last) for r in split(20, 20)] == [(1, 20)]
    assert [(r.first, r.last) for r in split(21, 20)] == [(1, 10), (11, 21)]
    assert [(r.first, r.last) for r in split(1, 20)] == [(1, 1)]
