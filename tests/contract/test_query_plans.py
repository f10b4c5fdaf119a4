"""What pollers and downstream systems ask for most is one query each, and PostgreSQL answers it by index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from shared.adapters.database.engine import make_engine
from shared.adapters.database.migrate import migrate
from shared.adapters.database.progress import SqlProgress
from shared.adapters.database.publication import SqlPublications
from shared.adapters.database.reading import SqlReading
from shared.adapters.memory import ManualClock
from tests.servers import Postgres

pytestmark = pytest.mark.servers
_ROWS, _DEPARTMENTS = 100_000, 40
_CHANGES = """
insert into changes (seq, department_id, document_id, kind, revision, filename, sha256, details, created_at)
select n, case when n % 1000 = 7 then 'rare' else 'D' || n % :departments end, lpad(n::text, 26, '0'), 'published', 1,
    n || '.pdf', lpad(n::text, 64, '0'), '{}', now()
from generate_series(1, :rows) n
"""
#: one in a hundred waits
_DOCUMENTS = """
insert into documents (id, department_id, filename, sha256, size, media_type, object_key, lane, state, pages_done, run,
    attempts, dead_lettered, created_at, updated_at)
select lpad(n::text, 26, '0'), 'D' || n % :departments, n || '.pdf', lpad(n::text, 64, '0'), 1, 'application/pdf',
    n::text, 'interactive', case when n % 100 = 0 then 'queued' else 'published' end, 0, 1, 0, false, now(), now()
from generate_series(1, :rows) n
"""


@pytest.fixture(scope="module")
def engine(postgres: Postgres) -> Iterator[Engine]:
    """A database that has been in use for a while."""
    made = make_engine(postgres.create())
    migrate(made)
    with made.begin() as connection:
        for statement in (_CHANGES, _DOCUMENTS):
            connection.execute(text(statement), {"rows": _ROWS, "departments": _DEPARTMENTS})
        connection.execute(text("ANALYZE"))
    yield made
    made.dispose()


def plan_of(engine: Engine, ask: Callable[[], object]) -> list[dict[str, Any]]:
    """The nodes of the plan of the one statement that `ask` runs."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    ((statement, parameters),) = seen
    with engine.connect() as connection:
        (top,) = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
    nodes, left = [], [top["Plan"]]
    while left:
        node = left.pop()
        nodes.append(node)
        left += node.get("Plans", [])
    return nodes


def by_index(nodes: list[dict[str, Any]]) -> bool:
    kinds = {node["Node Type"] for node in nodes}
    return bool(kinds & {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}) and not kinds & {"Seq Scan", "Sort"}


@pytest.mark.parametrize("department", ["D1", None])
def test_a_page_of_a_thousand_changes(engine: Engine, department: str | None) -> None:
    publications = SqlPublications(engine, ManualClock())
    page = publications.changes(0, department_id=department, limit=1000)
    assert len(page) == 1000
    nodes = plan_of(engine, lambda: publications.changes(0, department_id=department, limit=1000))
    assert by_index(nodes), nodes
    assert nodes[0]["Actual Rows"] == 1000


def test_a_department_that_publishes_little_does_not_read_through_the_others(engine: Engine) -> None:
    publications = SqlPublications(engine, ManualClock())
    nodes = plan_of(engine, lambda: publications.changes(0, department_id="rare", limit=1000))
    assert any("Index Scan" in node["Node Type"] for node in nodes), nodes
    assert sum(node.get("Rows Removed by Filter", 0) for node in nodes) == 0
    assert nodes[0]["Actual Rows"] == _ROWS // 1000


def test_a_status_poll(engine: Engine) -> None:
    progress = SqlProgress(engine, ManualClock(), max_attempts=3)
    nodes = plan_of(engine, lambda: progress.document(f"{7:026}"))
    assert by_index(nodes), nodes


def test_the_quota_of_an_upload(engine: Engine) -> None:
    reading = SqlReading(engine, ManualClock(), lease=timedelta(minutes=1))
    assert reading.open_documents("D0") == _ROWS // 200  # multiples of 40 that are multiples of 100
    nodes = plan_of(engine, lambda: reading.open_documents("D0"))
    assert not any(node["Node Type"] == "Seq Scan" for node in nodes), nodes
    # Documents that have ended cost nothing.
    assert sum(node.get("Rows Removed by Filter", 0) for node in nodes) <= _ROWS // 100
