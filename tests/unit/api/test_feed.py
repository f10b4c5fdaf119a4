"""The change feed: order, cursors, waiting, expiry; a consumer that crashes anywhere misses nothing."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any

PDF = b"%PDF-1.4\n%%EOF"


def _publish(harness: Any, count: int, who: str = "a") -> list[str]:
    return [harness.published(f"{who}{n}.pdf", who, PDF + f"{who}{n}".encode()) for n in range(count)]


def test_without_a_cursor_it_starts_at_the_oldest(harness: Any) -> None:
    ids = _publish(harness, 3)
    page = harness.get("/v1/changes").json()
    assert [c["document_id"] for c in page["items"]] == ids
    assert [c["kind"] for c in page["items"]] == ["published"] * 3
    assert page["items"][0]["details"]["organization"] == "某局"
    assert page["items"][0]["details"]["findings"] == {"error": 1}
    after = harness.get("/v1/changes", after=page["items"][0]["cursor"]).json()
    assert [c["document_id"] for c in after["items"]] == ids[1:]


def test_the_cursor_is_never_null_and_goes_on(harness: Any) -> None:
    empty = harness.get("/v1/changes").json()
    assert empty["items"] == []
    _publish(harness, 2, "b")
    quiet = harness.get("/v1/changes", after=empty["next_cursor"]).json()
    assert quiet["items"] == []
    ids = _publish(harness, 1)
    news = harness.get("/v1/changes", after=quiet["next_cursor"]).json()
    assert [c["document_id"] for c in news["items"]] == ids


def test_waiting_ends_with_the_first_news_of_the_own_department(harness: Any) -> None:
    cursor = harness.get("/v1/changes").json()["next_cursor"]
    found: list[Any] = []
    waiting = threading.Thread(target=lambda: found.append(harness.get("/v1/changes", after=cursor, wait=20).json()))
    waiting.start()
    _publish(harness, 1, "b")
    ids = _publish(harness, 1)
    waiting.join(timeout=20)
    assert [c["document_id"] for c in found[0]["items"]] == ids


def test_waiting_gives_up(harness: Any) -> None:
    page = harness.get("/v1/changes", wait=0.3).json()
    assert (page["items"], bool(page["next_cursor"])) == ([], True)


def test_a_consumer_that_crashes_anywhere_sees_each_revision_once(harness: Any) -> None:
    """It writes down the cursor with each entry; after a crash it goes on from what is written."""
    ids = _publish(harness, 12)
    chance = random.Random(7)
    seen: list[str] = []
    written: str | None = None
    while len(seen) < len(ids):
        page = harness.get("/v1/changes", limit=chance.randint(1, 5), **({"after": written} if written else {})).json()
        for change in page["items"][: chance.randint(0, 5)]:  # then it dies
            seen.append(change["document_id"])
            written = change["cursor"]
    assert seen == ids
    assert harness.get("/v1/changes", after=written).json()["items"] == []


def test_an_expired_cursor_is_410(harness: Any) -> None:
    _publish(harness, 3)
    first = harness.get("/v1/changes").json()["items"][0]["cursor"]
    removed = harness.ports.reading.forget(harness.ports.clock.now() + timedelta(seconds=1))
    assert removed == 2
    answer = harness.get("/v1/changes", after=first)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")
    assert len(harness.get("/v1/changes").json()["items"]) == 1


def test_a_page_is_one_query_by_index(harness: Any) -> None:
    from sqlalchemy import text

    with harness.ports.engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM changes WHERE seq > 5 AND department_id = 'x' ORDER BY seq LIMIT 1000"
            )
        ).fetchall()
    told = " ".join(str(row[-1]) for row in plan)
    assert "USING INDEX" in told
    assert "TEMP B-TREE" not in told
