"""What every database must do for results: one revision per run, a feed without gaps, tombstones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from shared.adapters.database.records import SqlCorrections
from shared.adapters.database.tables import facts, findings
from shared.errors import ConflictError, NotFoundError
from shared.lifecycle import DocumentState, Stage
from shared.ports import Correction, FactRow, Publication
from tests.contract.conftest import Database

LEASE = timedelta(seconds=30)
FACT = FactRow(
    table_id="t1",
    table_title="收支总表",
    kind="income_expenditure_summary",
    row=0,
    column=1,
    code=None,
    name="财政拨款",
    column_key="income.amount",
    column_path=("收入", "预算数"),
    organization="某局",
    year=2023,
    value=Decimal("12345678901234.56"),
    text="1,234,567,890.123456",
    unit="万元",
    page=3,
    bbox=(1.0, 2.0, 3.0, 4.5),
    findings=("sum_mismatch",),
)
FINDING = {"code": "sum_mismatch", "severity": "error", "rule": "RH-01", "table_title": "收支总表", "message": "…"}
CORRECTION = Correction(
    table_title="收支总表",
    table_number=0,
    row=0,
    row_label="财政拨款",
    row_code=None,
    column=1,
    column_path=("收入", "预算数"),
    before="1",
    text="2",
    author="张三",
    at=datetime(2026, 1, 1, tzinfo=UTC),
)
PUBLICATION = Publication(
    result_key="results/x/e1",
    etag="e1",
    organization="某局",
    year=2023,
    title="2023年部门预算",
    report_type="department_budget",
    pages=12,
    tables=1,
    checks=(5, 1, 2),
    facts=(FACT,),
    findings=(FINDING,),
)


def publish_row(database: Database, sha256: str = "0" * 64) -> str:
    """The token of a claimed publish row."""
    row = database.progress.register(database.document(sha256=sha256)).rows[0]
    while True:
        attempt = database.progress.claim(row.id, "w", LEASE)
        assert attempt is not None
        if row.stage is Stage.PUBLISH:
            return attempt.token
        (row,) = database.progress.complete(attempt.token, f"out/{row.stage.value}") or ()


def published(database: Database, sha256: str = "0" * 64) -> str:
    """The id of a document with one published revision."""
    revision = database.publications.publish(publish_row(database, sha256), 1, PUBLICATION)
    assert revision is not None
    return revision.document_id


def test_publish_is_one_commit(database: Database) -> None:
    document_id = published(database)
    document = database.progress.document(document_id)
    assert document is not None
    assert (document.state, document.stage, document.revision) == (DocumentState.PUBLISHED, None, 1)
    assert (document.organization, document.year, document.pages_total) == ("某局", 2023, 12)
    revision = database.publications.revision(document_id)
    assert revision is not None
    assert (revision.run, revision.errors, revision.warnings, revision.tables) == (1, 1, 0, 1)
    (change,) = database.publications.changes(0, department_id="D1", limit=10)
    assert (change.seq, change.kind, change.revision, change.document_id) == (1, "published", 1, document_id)
    assert change.details["findings"] == {"error": 1}


def test_amounts_are_exact(database: Database) -> None:
    published(database)
    with database.engine.connect() as connection:
        (row,) = connection.execute(select(facts)).mappings()
        (found,) = connection.execute(select(findings)).mappings()
    assert row["value"] == FACT.value
    assert (row["bbox"], row["column_path"]) == ([1.0, 2.0, 3.0, 4.5], ["收入", "预算数"])
    assert found["payload"] == FINDING


def test_publishing_twice_is_fenced(database: Database) -> None:
    token = publish_row(database)
    assert database.publications.publish(token, 1, PUBLICATION) is not None
    assert database.publications.publish(token, 2, PUBLICATION) is None
    assert len(database.publications.changes(0, department_id=None, limit=10)) == 1


def test_a_number_that_does_not_follow_is_a_conflict(database: Database) -> None:
    token = publish_row(database)
    with pytest.raises(ConflictError):
        database.publications.publish(token, 2, PUBLICATION)
    assert database.publications.publish(token, 1, PUBLICATION) is not None


def test_a_rerun_gives_the_next_revision_and_replaces_the_facts(database: Database) -> None:
    document_id = published(database)
    (row,) = database.progress.rerun(document_id, Stage.VALIDATE)
    while row.stage is not Stage.PUBLISH:
        attempt = database.progress.claim(row.id, "w", LEASE)
        assert attempt is not None
        (row,) = database.progress.complete(attempt.token, "again") or ()
    attempt = database.progress.claim(row.id, "w", LEASE)
    assert attempt is not None
    assert database.publications.next_revision(document_id) == 2
    second = replace(PUBLICATION, result_key="results/x/e2", etag="e2", facts=(), findings=())
    assert database.publications.publish(attempt.token, 2, second) is not None
    assert [r.revision for r in database.publications.revisions(document_id)] == [2, 1]
    with database.engine.connect() as connection:
        assert connection.execute(select(facts)).all() == []
    assert [c.revision for c in database.publications.changes(0, department_id=None, limit=10)] == [1, 2]


def test_corrections_are_remembered_in_the_commit_of_their_revision(database: Database) -> None:
    document_id = published(database)
    remembered = SqlCorrections(database.engine)
    first, second = (replace(CORRECTION, text=text, at=database.clock.now()) for text in ("1", "2"))
    database.publications.correct(document_id, 2, PUBLICATION, author="key-1", note=None, made=[first])
    with pytest.raises(ConflictError):
        database.publications.correct(document_id, 2, PUBLICATION, author="key-2", note=None, made=[second])
    assert remembered.of(document_id) == (first,)
    database.publications.correct(document_id, 3, PUBLICATION, author="key-2", note=None, made=[second])
    assert remembered.of(document_id) == (first, second)


def test_no_correction_while_a_run_is_under_way(database: Database) -> None:
    """The run may be past the stage that makes corrections again: its revision would lose them."""
    document_id = published(database)
    database.progress.rerun(document_id, Stage.VALIDATE)
    with pytest.raises(ConflictError):
        database.publications.correct(document_id, 2, PUBLICATION, author="key", note=None, made=[CORRECTION])
    assert SqlCorrections(database.engine).of(document_id) == ()


def test_corrections_and_approval(database: Database) -> None:
    document_id = published(database)
    corrected = database.publications.correct(document_id, 2, PUBLICATION, author="key-1", note="checked")
    assert (corrected.run, corrected.author, corrected.note) == (None, "key-1", "checked")
    with pytest.raises(ConflictError):
        database.publications.correct(document_id, 2, PUBLICATION, author="key-2", note=None)
    database.publications.correct(document_id, 3, PUBLICATION, author="key-2", note=None)
    assert database.publications.approve(document_id, 3, author="boss").approved_by == "boss"
    with pytest.raises(NotFoundError):
        database.publications.approve(document_id, 9, author="boss")
    kinds = [c.kind for c in database.publications.changes(0, department_id=None, limit=10)]
    assert kinds == ["published", "corrected", "corrected"]


def test_delete_leaves_a_tombstone_and_names_the_objects(database: Database) -> None:
    document_id = published(database)
    document = database.progress.document(document_id)
    assert document is not None
    keys = database.publications.delete(document_id)
    assert {document.key, "out/extract", "results/x/e1"} <= set(keys)
    assert database.progress.document(document_id) is None
    assert database.progress.rows(document_id) == ()
    assert database.publications.revision(document_id) is None
    last = database.publications.changes(1, department_id="D1", limit=10)[-1]
    assert (last.kind, last.revision, last.document_id) == ("deleted", None, document_id)
    with pytest.raises(NotFoundError):
        database.publications.delete(document_id)


def test_the_feed_pages_by_department(database: Database) -> None:
    ids = [published(database, sha256=str(n) * 64) for n in range(3)]
    first = database.publications.changes(0, department_id="D1", limit=2)
    rest = database.publications.changes(first[-1].seq, department_id="D1", limit=2)
    assert [c.document_id for c in (*first, *rest)] == ids
    assert database.publications.changes(0, department_id="D2", limit=2) == ()
    assert database.publications.oldest_change() == 1
