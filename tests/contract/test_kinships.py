"""What every database must do for documents that are compared: found by index, marked when the other changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.adapters.database.kinship import SqlKinships
from shared.kinship import Kin, digest_of_all, reads
from shared.lifecycle import DocumentState, Lane, Stage
from shared.model.document import ReportType
from shared.ports import Publication, RevisionRow
from tests.contract.conftest import Database
from tests.contract.test_publications import LEASE, PUBLICATION

NOTHING = digest_of_all(())
BUDGET = Kin(
    organization="某局",
    names=("某局",),
    year=2023,
    type=ReportType.DEPARTMENT_BUDGET,
    has_forms=False,
    digest="d1",
    seen=NOTHING,
)
BEFORE = replace(BUDGET, year=2022)
FORM = replace(
    BUDGET, type=ReportType.PROJECT_APPLICATION, has_forms=True, organization="某中心", names=("某中心", "某局")
)


@pytest.fixture
def kinships(database: Database) -> SqlKinships:
    return SqlKinships(database.engine, database.clock, max_attempts=3)


def publish(database: Database, kin: Kin, name: str, *, department: str = "D1") -> str:
    """The id of a new document with one published revision."""
    (row,) = database.progress.register(database.document(name, sha256=name * 64, department=department)).rows
    while row.stage is not Stage.PUBLISH:
        (row,) = database.progress.complete(token(database, row.id), f"out/{row.stage.value}") or ()
    end(database, row.id, kin)
    return row.document_id


def token(database: Database, row_id: str) -> str:
    attempt = database.progress.claim(row_id, "w", LEASE)
    assert attempt is not None
    return attempt.token


def end(database: Database, row_id: str, kin: Kin, **changes: object) -> RevisionRow:
    """Publish by a queued publish row."""
    row = database.progress.row(row_id)
    assert row is not None
    number = database.publications.next_revision(row.document_id)
    publication: Publication = replace(PUBLICATION, kin=kin, result_key=f"results/{row.document_id}/{number}")
    done = database.publications.publish(token(database, row_id), number, replace(publication, **changes))
    assert done is not None
    return done


def revalidated(database: Database, kinships: SqlKinships, document_id: str, kin: Kin, **changes: object) -> int:
    """Do the run that `revalidate` starts; the revision that stands afterwards."""
    (row,) = kinships.revalidate(document_id)
    assert (row.stage, row.lane) == (Stage.VALIDATE, Lane.BULK)
    (row,) = database.progress.complete(token(database, row.id), "out/again") or ()
    seen = digest_of_all(kinships.counterparts(document_id, kin))
    return end(database, row.id, replace(kin, seen=seen), **changes).revision


def test_the_year_before_makes_the_later_one_due_and_not_the_reverse(database: Database, kinships: SqlKinships) -> None:
    later = publish(database, BUDGET, "a")
    assert kinships.due() == ()
    before = publish(database, BEFORE, "b")
    assert kinships.due() == (later,)
    (found,) = kinships.counterparts(later, BUDGET)
    assert (found.document_id, found.digest, found.result_key) == (before, "d1", f"results/{before}/1")
    assert kinships.counterparts(before, BEFORE) == ()


def test_one_that_was_judged_before_the_other_came_is_due(database: Database, kinships: SqlKinships) -> None:
    """Both were on their way at the same time, and neither saw the other."""
    publish(database, BEFORE, "b")
    later = publish(database, BUDGET, "a")  # `seen` says: judged against nothing
    assert kinships.due() == (later,)
    aware = replace(BUDGET, organization="他局", names=("他局",))
    publish(database, replace(aware, year=2022), "c")
    (there,) = kinships.counterparts(later, aware)
    publish(database, replace(aware, seen=digest_of_all([there])), "d")
    assert kinships.due() == (later,)


def test_a_revalidation_with_other_findings_is_a_revision_and_one_without_is_none(
    database: Database, kinships: SqlKinships
) -> None:
    later = publish(database, BUDGET, "a")
    publish(database, BEFORE, "b")
    assert revalidated(database, kinships, later, BUDGET) == 1
    document = database.progress.document(later)
    assert document is not None
    assert (document.state, document.revision, document.run) == (DocumentState.PUBLISHED, 1, 2)
    assert kinships.due() == ()
    before = publish(database, replace(BEFORE, digest="d2"), "c")  # a newer upload of the year before
    assert [c.document_id for c in kinships.counterparts(later, BUDGET)] == [before]
    assert revalidated(database, kinships, later, BUDGET, findings=()) == 2
    assert kinships.due() == ()
    kinds = [
        (c.document_id == later, c.revision) for c in database.publications.changes(0, department_id=None, limit=9)
    ]
    assert kinds == [(True, 1), (False, 1), (False, 1), (True, 2)]


def test_findings_that_change_make_nobody_due(database: Database, kinships: SqlKinships) -> None:
    """The next year reads this one, whose tables stay: no ping-pong."""
    publish(database, replace(BUDGET, year=2024, seen="all there was"), "n")
    following = publish(database, BUDGET, "a")
    (next_year, itself) = (kinships.due()[0], following)
    revalidated(database, kinships, next_year, replace(BUDGET, year=2024))
    publish(database, BEFORE, "b")
    assert kinships.due() == (itself,)
    assert revalidated(database, kinships, itself, BUDGET, findings=()) == 2
    assert kinships.due() == ()


def test_a_person_who_runs_it_again_gets_a_revision(database: Database, kinships: SqlKinships) -> None:
    document_id = publish(database, BUDGET, "a")
    (row,) = database.progress.rerun(document_id, Stage.VALIDATE)
    (row,) = database.progress.complete(token(database, row.id), "out/again") or ()
    assert end(database, row.id, BUDGET).revision == 2


def test_a_correction_makes_the_readers_due(database: Database, kinships: SqlKinships) -> None:
    before = publish(database, BEFORE, "b")
    later = publish(database, BUDGET, "a")
    revalidated(database, kinships, later, BUDGET)
    corrected = replace(PUBLICATION, kin=replace(BEFORE, digest="d2"))
    database.publications.correct(before, 2, corrected, author="key-1", note=None)
    assert kinships.due() == (later,)


def test_a_deletion_makes_the_readers_due(database: Database, kinships: SqlKinships) -> None:
    before = publish(database, BEFORE, "b")
    later = publish(database, BUDGET, "a")
    revalidated(database, kinships, later, BUDGET)
    database.publications.delete(before)
    assert kinships.due() == (later,)
    assert kinships.counterparts(later, BUDGET) == ()


def test_another_department_is_never_seen(database: Database, kinships: SqlKinships) -> None:
    later = publish(database, BUDGET, "a", department="D1")
    publish(database, BEFORE, "b", department="D2")
    assert kinships.due() == ()
    assert kinships.counterparts(later, BUDGET) == ()


def test_forms_read_the_budget_of_a_unit_that_they_name(database: Database, kinships: SqlKinships) -> None:
    form = publish(database, FORM, "f")
    other = publish(database, replace(FORM, organization="别家", names=("别家",)), "g")
    budget = publish(database, BUDGET, "a")
    assert kinships.due() == (form,)
    assert [c.document_id for c in kinships.counterparts(form, FORM)] == [budget]
    assert kinships.counterparts(other, replace(FORM, names=("别家",))) == ()


def test_what_is_being_processed_is_left_alone(database: Database, kinships: SqlKinships) -> None:
    later = publish(database, BUDGET, "a")
    publish(database, BEFORE, "b")
    (row,) = database.progress.rerun(later, Stage.VALIDATE)
    assert kinships.due() == ()
    assert kinships.revalidate(later) == ()
    (row,) = database.progress.complete(token(database, row.id), "out/again") or ()
    end(database, row.id, replace(BUDGET, seen=digest_of_all(kinships.counterparts(later, BUDGET))))
    assert kinships.due() == ()
    assert kinships.revalidate(later) == ()
    assert kinships.revalidate("nobody") == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BUDGET, BEFORE, True),
        (BEFORE, BUDGET, False),
        (BUDGET, BUDGET, False),
        (BUDGET, replace(BEFORE, type=ReportType.FINAL_ACCOUNTS), False),
        (BUDGET, replace(BEFORE, organization="别家"), False),
        (BUDGET, replace(BEFORE, year=None), False),
        (replace(BUDGET, year=None), BEFORE, False),
        (replace(BUDGET, organization=None), replace(BEFORE, organization=None), False),
        (FORM, BUDGET, True),
        (replace(BUDGET, has_forms=True), BUDGET, False),
        (replace(BUDGET, has_forms=True), replace(BUDGET, type=ReportType.PERFORMANCE_TARGETS), True),
        (BUDGET, FORM, False),
        (FORM, FORM, False),
        (BUDGET, replace(BUDGET, organization="某中心", names=("某中心", "某局")), True),
        (replace(BUDGET, organization="某中心", names=("某中心", "某局")), BUDGET, False),
    ],
)
def test_who_reads_whom(one: Kin, other: Kin, expected: bool) -> None:
    assert reads(one, other) is expected
