"""Reports that are compared with each other, in any order of arrival: what is found, and how much work it is."""

from __future__ import annotations

import itertools
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest

from services.extract.service import extract, reconstruct
from services.ingest.service import IntakeService, ingest
from services.ingest.tasks import Sweep
from services.validate.service import Reviser, publish, validate
from shared import outputs
from shared.adapters.memory import ManualClock, MemoryPublisher
from shared.bootstrap import Backends, memory_backends
from shared.lifecycle import DocumentState, Stage
from shared.ports import Accepted
from shared.settings import Settings
from shared.worker import run
from tests.reports import application, budget

ORGANIZATION = "某市某局"
WORK = {
    Stage.INGEST: ingest,
    Stage.EXTRACT: extract,
    Stage.RECONSTRUCT: reconstruct,
    Stage.VALIDATE: validate,
    Stage.PUBLISH: publish,
}
BEFORE = budget(ORGANIZATION, 2022, 1000)
#: says 300 more than in 2022, which makes 1,300
WRONG = budget(ORGANIZATION, 2023, 1200, more=300, project=100)
RIGHT = budget(ORGANIZATION, 2023, 1200, more=200, project=100)
FORM = application(ORGANIZATION, 2023, 900_000)


@pytest.fixture
def backends(tmp_path: Path) -> Backends:
    return memory_backends(Settings(data=tmp_path, _env_file=None))


def upload(backends: Backends, data: bytes, name: str, department: str = "D1") -> str:
    """The id of the uploaded document, after everything that followed has ended."""
    (outcome,) = IntakeService(backends).accept(department, name, BytesIO(data))
    assert isinstance(outcome, Accepted), outcome
    drain(backends)
    return outcome.document.id


def drain(backends: Backends) -> list[Stage]:
    """Take messages until there are none, as the workers would; the stages that ran."""
    messages = cast(MemoryPublisher, backends.publisher).messages
    done = []
    while messages:
        row = messages.pop(0)
        run(backends, row.id, WORK[row.stage])
        done.append(row.stage)
        cast(ManualClock, backends.clock).advance(timedelta(milliseconds=10))
    return done


def result(backends: Backends, document_id: str) -> dict[str, Any]:
    document = backends.progress.document(document_id)
    assert document is not None
    assert document.state is DocumentState.PUBLISHED, document
    revision = backends.publications.revision(document_id)
    assert revision is not None
    return outputs.load(backends.objects, revision.result_key)


def across(backends: Backends, document_id: str) -> list[tuple[str, str]]:
    """(code, id of the other document) of the latest findings that name another document."""
    found = result(backends, document_id)["findings"]
    return [(f["code"], f["document_id"]) for f in found if f["document_id"] is not None]


@pytest.mark.parametrize("order", list(itertools.permutations(("before", "year", "form"))), ids="-".join)
def test_every_order_of_arrival_ends_with_the_same_findings(backends: Backends, order: tuple[str, ...]) -> None:
    files = {"before": (BEFORE, "2022.md"), "year": (WRONG, "2023.md"), "form": (FORM, "form.txt")}
    ids = {name: upload(backends, *files[name]) for name in order}
    assert across(backends, ids["year"]) == [("year_on_year_mismatch", ids["before"])]
    assert across(backends, ids["form"]) == [("cross_document_mismatch", ids["year"])]
    assert across(backends, ids["before"]) == []
    late = {"year": order.index("before") > order.index("year"), "form": order.index("year") > order.index("form")}
    assert {name: result(backends, ids[name])["revision"] for name in ids} == {
        "before": 1,
        "year": 1 + late["year"],
        "form": 1 + late["form"],
    }
    changes = backends.publications.changes(0, department_id="D1", limit=20)
    assert len(changes) == 3 + sum(late.values())


def test_reports_that_agree_get_no_second_revision(backends: Backends) -> None:
    year = upload(backends, RIGHT, "2023.md")
    upload(backends, BEFORE, "2022.md")
    rows = backends.progress.rows(year)
    assert [r.stage for r in rows if r.run == 2] == [Stage.VALIDATE, Stage.PUBLISH]
    assert result(backends, year)["revision"] == 1
    assert Sweep(backends).once() == 0


def test_a_correction_of_one_is_found_in_the_other_and_mended_by_the_next(backends: Backends) -> None:
    before, year = upload(backends, BEFORE, "2022.md"), upload(backends, RIGHT, "2023.md")
    assert across(backends, year) == []
    for text, expected in (("1,100", ["year_on_year_mismatch"]), ("1,000", [])):
        revision = backends.publications.revision(before)
        assert revision is not None
        value = outputs.load(backends.objects, revision.result_key)
        table = next(t for t in value["tables"] if t["title"] == "收支总表")
        for row in table["rows"]:
            for cell in row["cells"]:
                if cell["value"] is not None:
                    cell.update(text=text, value=text.replace(",", ""))
        publication = Reviser(backends).revise(before, value)
        backends.publications.correct(before, revision.revision + 1, publication, author="key-1", note=None)
        Sweep(backends).once()
        drain(backends)
        assert [code for code, _ in across(backends, year)] == expected
    assert result(backends, year)["revision"] == 3


def test_a_correction_keeps_the_findings_against_others(backends: Backends) -> None:
    upload(backends, BEFORE, "2022.md")
    year = upload(backends, WRONG, "2023.md")
    publication = Reviser(backends).revise(year, result(backends, year))
    assert [f["code"] for f in publication.findings if f["document_id"]] == ["year_on_year_mismatch"]


def test_the_deletion_of_one_takes_its_findings_from_the_other(backends: Backends) -> None:
    before, year = upload(backends, BEFORE, "2022.md"), upload(backends, WRONG, "2023.md")
    assert len(across(backends, year)) == 1
    for key in backends.publications.delete(before):
        backends.objects.delete(key)
    Sweep(backends).once()
    drain(backends)
    assert across(backends, year) == []
    assert result(backends, year)["revision"] == 2


def test_one_that_is_deleted_while_the_other_is_validated(backends: Backends) -> None:
    """Its row is in the index, its bytes are gone: the other is validated without it, not again and again."""
    before = upload(backends, BEFORE, "2022.md")
    revision = backends.publications.revision(before)
    assert revision is not None
    backends.objects.delete(revision.result_key)
    year = upload(backends, WRONG, "2023.md")
    assert across(backends, year) == []
    assert backends.kinships.due() == ()
    backends.publications.delete(before)
    Sweep(backends).once()
    drain(backends)
    assert backends.kinships.due() == ()
    assert result(backends, year)["revision"] == 1


def test_another_department_sees_nothing_of_it(backends: Backends) -> None:
    upload(backends, BEFORE, "2022.md", "D2")
    year = upload(backends, WRONG, "2023.md", "D1")
    upload(backends, BEFORE + b"\n", "2022.md", "D2")
    assert across(backends, year) == []
    assert len(backends.progress.rows(year, run=2)) == 0


def test_many_documents_of_a_department(backends: Backends) -> None:
    """Work grows with what a document has to do with, not with what is there: applications of other units beside
    one with a budget cost it nothing, and its own ten are validated again once."""
    for number in range(40):
        upload(backends, application(f"某市第{number}局", 2023, 900_000), f"{number}.txt")
    own = [
        upload(backends, application(ORGANIZATION, 2023, 900_000 + n, name=f"项目{n}"), f"own {n}.txt")
        for n in range(10)
    ]
    before = sum(len(backends.progress.rows(document_id)) for document_id in own)
    (outcome,) = IntakeService(backends).accept("D1", "2023.md", BytesIO(WRONG))
    assert isinstance(outcome, Accepted)
    stages = drain(backends)
    assert stages.count(Stage.VALIDATE) == 1 + len(own)
    assert sum(len(backends.progress.rows(document_id)) for document_id in own) == before + 2 * len(own)
