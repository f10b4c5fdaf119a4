"""Calls of several processes at the same time, on databases that several processes can share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.database import kinship
from shared.adapters.database.engine import make_engine
from shared.adapters.database.kinship import SqlKinships
from shared.adapters.database.migrate import migrate
from shared.adapters.database.progress import SqlProgress
from shared.adapters.database.publication import SqlPublications
from shared.kinship import Kin
from shared.lifecycle import Stage
from shared.ports import NewDocument, PageRange
from tests.contract.test_kinships import BEFORE, BUDGET, FORM
from tests.contract.test_publications import PUBLICATION

LEASE = timedelta(seconds=30)
CLOCK = SystemClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/race.db"
    created: str = request.getfixturevalue("postgres").create()
    return created


def document(sha256: str) -> NewDocument:
    new_id = CLOCK.new_id()
    return NewDocument(
        id=new_id, department_id="D1", filename="a", sha256=sha256, size=1, media_type="text/plain", key=new_id
    )


def ready(progress: SqlProgress, sha256: str) -> tuple[str, str]:
    """Id of a new document that is about to be published, and the token of that attempt."""
    (row,) = progress.register(document(sha256)).rows
    while row.stage is not Stage.PUBLISH:
        (row,) = progress.complete(claimed(progress, row.id), "o") or ()
    return row.document_id, claimed(progress, row.id)


def claimed(progress: SqlProgress, row_id: str) -> str:
    attempt = progress.claim(row_id, "w", LEASE)
    assert attempt is not None
    return attempt.token


def side_by_side(count: int, call: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))


def test_registered_once_claimed_once_published_in_order(url: str) -> None:
    engine = make_engine(url)
    migrate(engine)
    progress, publications = SqlProgress(engine, CLOCK, max_attempts=3), SqlPublications(engine, CLOCK)

    registrations = side_by_side(6, lambda _: progress.register(document("0" * 64)))
    assert sum(not r.duplicate for r in registrations) == 1
    (row,) = next(r.rows for r in registrations if r.rows)

    claims = side_by_side(6, lambda n: progress.claim(row.id, f"w{n}", LEASE))
    (attempt,) = [c for c in claims if c is not None]
    (extract,) = progress.complete(attempt.token, None) or ()

    first = progress.claim(extract.id, "w", LEASE)
    assert first is not None
    pages = [PageRange(first=n, last=n) for n in range(1, 7)]
    others = progress.plan(first.token, 6, pages[0], pages[1:])
    tokens = [first.token, *(c.token for o in others if (c := progress.claim(o.id, "w", LEASE)) is not None)]
    followed = side_by_side(6, lambda n: progress.complete(tokens[n], f"o{n}", pages_done=1))
    assert [len(rows) for rows in followed if rows] == [1]  # parts that end together make one next row

    def put_through(number: int) -> None:
        _, token = ready(progress, str(number) * 64)
        publications.publish(token, 1, PUBLICATION)

    side_by_side(6, lambda n: put_through(n + 1))
    assert [c.seq for c in publications.changes(0, department_id=None, limit=50)] == [1, 2, 3, 4, 5, 6]
    engine.dispose()


def test_processes_that_migrate_together_wait_for_each_other(url: str) -> None:
    engines = [make_engine(url) for _ in range(3)]
    side_by_side(3, lambda n: migrate(engines[n]))
    SqlProgress(engines[0], CLOCK, max_attempts=3).check()
    for engine in engines:
        engine.dispose()


def test_documents_that_are_published_together_see_each_other(url: str) -> None:
    """Each was judged before the other was there; whichever commits later, the one that reads the other is due."""
    engine = make_engine(url)
    migrate(engine)
    progress, publications = SqlProgress(engine, CLOCK, max_attempts=3), SqlPublications(engine, CLOCK)
    kinships = SqlKinships(engine, CLOCK, max_attempts=3)
    tokens: list[tuple[str, Kin]] = []
    later: set[str] = set()
    for pair in range(4):
        for kin in (BEFORE, BUDGET):
            own = replace(kin, organization=f"{pair}局", names=(f"{pair}局",))
            document_id, token = ready(progress, f"{pair}{kin.year}".ljust(64, "0"))
            tokens.append((token, own))
            later |= {document_id} if kin is BUDGET else set()

    def publish(number: int) -> None:
        token, kin = tokens[number]
        assert publications.publish(token, 1, replace(PUBLICATION, kin=kin)) is not None

    side_by_side(len(tokens), publish)
    assert set(kinships.due()) == later
    started = side_by_side(6, lambda _: [kinships.revalidate(i) for i in sorted(later)])
    assert sum(len(rows) for each in started for rows in each) == len(later)  # each of them once
    engine.dispose()


def test_a_mark_is_not_taken_away_while_another_commit_leaves_it_standing(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form is marked for a budget that is gone again; the next budget is being published as the mark is looked at."""
    engine = make_engine(url)
    migrate(engine)
    progress, publications = SqlProgress(engine, CLOCK, max_attempts=3), SqlPublications(engine, CLOCK)
    kinships = SqlKinships(engine, CLOCK, max_attempts=3)

    def publish(name: str, kin: Kin) -> str:
        document_id, token = ready(progress, name * 64)
        assert publications.publish(token, 1, replace(PUBLICATION, kin=kin)) is not None
        return document_id

    form = publish("a", FORM)
    publications.delete(publish("b", BUDGET))
    assert kinships.due() == (form,)

    marked, go_on = threading.Event(), threading.Event()
    record = kinship.record

    def slowly(*args: Any) -> None:
        record(*args)
        marked.set()
        assert go_on.wait(20)

    monkeypatch.setattr(kinship, "record", slowly)
    with ThreadPoolExecutor(2) as pool:
        published = pool.submit(publish, "c", BUDGET)
        assert marked.wait(20)
        looked = pool.submit(kinships.revalidate, form)
        wait([looked], timeout=0.5)
        go_on.set()
        published.result()
        rows = looked.result()
    assert kinships.due() == (form,) or [row.document_id for row in rows] == [form]
    engine.dispose()
