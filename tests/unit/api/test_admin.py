"""What administrators see and do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.lifecycle import RowState, Stage

PDF = b"%PDF-1.4\n%%EOF"


def test_queues_show_what_waits_and_what_was_done(harness: Any) -> None:
    harness.published()
    harness.upload("2.pdf", PDF)
    queues = {q["stage"]: q for q in harness.get("/v1/admin/queues", "admin").json()["items"]}
    assert list(queues) == [s.value for s in Stage]
    assert (queues["ingest"]["waiting"], queues["ingest"]["done_last_hour"]) == (1, 1)
    assert queues["ingest"]["oldest_seconds"] >= 0
    assert queues["extract"]["oldest_seconds"] is None
    assert queues["publish"]["median_ms"] >= 0


def test_pause_and_resume(harness: Any) -> None:
    assert harness.post("/v1/admin/queues/extract/pause", "admin").status_code == 204
    assert harness.post("/v1/admin/queues/extract/pause", "admin").status_code == 204
    paused = {q["stage"]: q["paused"] for q in harness.get("/v1/admin/queues", "admin").json()["items"]}
    assert [s for s, p in paused.items() if p] == ["extract"]
    assert harness.post("/v1/admin/queues/extract/resume", "admin").status_code == 204
    assert not any(q["paused"] for q in harness.get("/v1/admin/queues", "admin").json()["items"])


def test_purge_needs_the_right_number(harness: Any) -> None:
    ids = [harness.upload(f"{n}.pdf", PDF + str(n).encode()) for n in range(3)]
    refused = harness.post("/v1/admin/queues/ingest/purge", "admin", json={"confirm": "2"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert harness.post("/v1/admin/queues/ingest/purge", "admin", json={"confirm": "3"}).json() == {"count": 3}
    assert {harness.get(f"/v1/documents/{d}").json()["state"] for d in ids} == {"cancelled"}


def test_a_silent_worker_is_dead_and_a_busy_one_says_with_what(harness: Any) -> None:
    document_id = harness.upload()
    (row,) = harness.ports.progress.rows(document_id)
    harness.ports.progress.claim(row.id, "machine:77", timedelta(seconds=30))
    from sqlalchemy import insert

    from shared.adapters.database.gateway_tables import workers

    now = harness.ports.clock.now()
    with harness.ports.engine.begin() as connection:
        for name, age in (("ingest@machine", 1), ("extract@machine", 120)):
            connection.execute(
                insert(workers).values(
                    name=name, queues=[name.split("@")[0]], pid=1, memory_bytes=5,
                    started_at=now - timedelta(hours=1), heartbeat_at=now - timedelta(seconds=age),
                )
            )  # fmt: skip
    found = {w["name"]: w for w in harness.get("/v1/admin/workers", "admin").json()["items"]}
    assert (found["ingest@machine"]["alive"], found["ingest@machine"]["busy_with"]) == (True, [document_id])
    assert (found["extract@machine"]["alive"], found["extract@machine"]["busy_with"]) == (False, [])


def test_dead_letters_are_listed_and_retried(harness: Any) -> None:
    dead, other = harness.upload(), harness.upload("2.pdf", PDF)
    harness.fail(dead, retryable=True)
    harness.fail(other)
    status = harness.get(f"/v1/documents/{dead}").json()
    assert (status["state"], status["dead_lettered"], status["error"]["retryable"]) == ("failed", True, True)
    listed = harness.get("/v1/admin/dead-letters", "admin").json()["items"]
    assert [d["document_id"] for d in listed] == [dead]
    assert harness.post("/v1/admin/dead-letters/retry", "admin").json() == {"count": 1}
    assert harness.get(f"/v1/documents/{dead}").json()["state"] == "queued"
    assert harness.get("/v1/admin/dead-letters", "admin").json()["items"] == []


def test_tasks(harness: Any) -> None:
    document_id = harness.published()
    page = harness.get("/v1/admin/tasks", "admin", limit=3).json()
    assert len(page["items"]) == 3
    rest = harness.get("/v1/admin/tasks", "admin", limit=3, cursor=page["next_cursor"]).json()
    stages = [t["stage"] for t in page["items"] + rest["items"]]
    assert stages == [s.value for s in reversed(Stage)]
    assert {t["document_id"] for t in page["items"]} == {document_id}
    assert harness.get("/v1/admin/tasks", "admin", state=RowState.QUEUED.value).json()["items"] == []


def test_an_administrator_names_the_department_of_an_upload(harness: Any) -> None:
    nameless = harness.post("/v1/documents", "admin", files=[("file", ("a.pdf", PDF))])
    assert (nameless.status_code, nameless.json()["code"]) == (422, "invalid_request")
    named = harness.post("/v1/documents?department=department a", "admin", files=[("file", ("a.pdf", PDF))])
    assert named.status_code == 202
    assert harness.get(f"/v1/documents/{named.json()['documents'][0]['document_id']}").status_code == 200


def test_metrics_and_health(harness: Any) -> None:
    harness.upload()
    text = harness.client.get("/metrics").text
    assert 'yusuan_stage_rows{stage="ingest",state="waiting"} 1.0' in text
    assert 'yusuan_http_requests_total{method="POST",route="/v1/documents",status="202"} 1.0' in text
    ready = harness.client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert harness.client.get("/healthz").json() == {"status": "ok"}


def test_readiness_names_what_is_away(harness: Any, monkeypatch: Any) -> None:
    from shared.errors import BrokerError

    def away() -> None:
        raise BrokerError("the broker does not answer")

    monkeypatch.setattr(harness.ports.publisher, "check", away)
    answer = harness.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
    assert answer.json()["checks"] == {"broker": "the broker does not answer", "database": "ok", "storage": "ok"}
