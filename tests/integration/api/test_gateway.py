"""The gateway on real PostgreSQL and a real S3 server: what only shows there."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.api.settings import GatewaySettings
from shared.adapters.database.engine import make_engine
from shared.adapters.database.migrate import migrate
from shared.upkeep import deliver_webhooks
from tests.unit.api.conftest import PDF, Harness, make_harness

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(tmp_path: Path, postgres: Any) -> GatewaySettings:
    url = postgres.create()
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    return GatewaySettings(  # type: ignore[call-arg]
        _env_file=None, data=tmp_path, key_secret="a secret of the tests", database_url=url, rate_burst=100_000
    )


@pytest.fixture
def harness(settings: GatewaySettings) -> Iterator[Harness]:
    yield from make_harness(settings)


def test_the_feed_is_in_order_and_complete_under_concurrent_writers(harness: Harness) -> None:
    """Six writers publish while a reader polls: each revision comes once, in one order, no gap is filled later."""
    ids = [harness.upload(f"{n}.pdf", PDF + str(n).encode()) for n in range(36)]
    done = threading.Event()
    seen: list[tuple[int, str]] = []

    def read() -> None:
        after: dict[str, str] = {}
        while True:
            last = done.is_set()
            page = harness.get("/v1/changes", limit=4, wait=0 if last else 0.2, **after).json()
            seen.extend((c["seq"], c["document_id"]) for c in page["items"])
            after = {"after": page["next_cursor"]}
            if last and not page["items"]:
                return

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(6) as writers:
        list(writers.map(harness.publish, ids))
    done.set()
    reader.join(timeout=60)
    assert not reader.is_alive()
    assert [seq for seq, _ in seen] == sorted({seq for seq, _ in seen})
    assert Counter(document for _, document in seen) == Counter(ids)


def test_one_idempotency_key_used_at_once_makes_one_document(harness: Harness) -> None:
    def send(n: int) -> httpx.Response:
        answer: httpx.Response = harness.post(
            "/v1/documents", files=[("file", ("a.pdf", PDF))], headers={"Idempotency-Key": "same"}
        )
        return answer

    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(send, range(8)))
    kinds = Counter(a.status_code for a in answers)
    assert set(kinds) <= {202, 409}
    assert kinds[202] >= 1
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"idempotency_in_progress"}
    assert len(harness.get("/v1/documents").json()["items"]) == 1


def test_the_same_bytes_sent_at_once_are_one_document(harness: Harness) -> None:
    with ThreadPoolExecutor(8) as clients:
        ids = set(clients.map(lambda n: harness.upload(f"{n}.pdf"), range(8)))
    assert len(ids) == 1


def test_two_deliverers_send_each_event_once(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    vars(harness.client.app.state.gateway.settings)["webhooks_allow_private"] = True
    assert harness.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"}).status_code == 201
    for n in range(10):
        harness.published(f"{n}.pdf", "a", PDF + str(n).encode())
    sent: list[str] = []

    def attempt(webhook: Any, delivery: Any, now: Any, **_: Any) -> tuple[int, None]:
        sent.append(delivery.event_id)
        return 200, None

    monkeypatch.setattr("shared.webhook_delivery.attempt", attempt)
    with ThreadPoolExecutor(4) as deliverers:
        list(deliverers.map(lambda _: deliver_webhooks(harness.ports), range(8)))
    assert Counter(sent) == Counter({f"evt_{n}": 1 for n in range(1, 11)})


def test_a_presigned_upload_to_a_real_s3_server(settings: GatewaySettings, ceph: Any) -> None:
    values = {
        "s3_endpoint": ceph.endpoint, "s3_access_key": ceph.access_key, "s3_secret_key": ceph.secret_key,
        "s3_bucket": f"t{uuid.uuid4().hex[:20]}",
    }  # fmt: skip
    with_s3 = GatewaySettings(**{**settings.model_dump(), **values, "_env_file": None})
    for harness in make_harness(with_s3, local=True):
        harness.ports.objects.prepare()  # type: ignore[attr-defined]
        announced = {"filename": "预算.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
        ticket = harness.post("/v1/uploads", json=announced).json()
        assert harness.post(ticket["complete"]).json()["code"] == "upload_incomplete"
        assert httpx.put(ticket["url"], content=PDF).status_code == 200
        done = harness.post(ticket["complete"])
        assert done.status_code == 202, done.text
        document_id = done.json()["documents"][0]["document_id"]
        original = harness.get(f"/v1/documents/{document_id}/original", headers={"Range": "bytes=0-4"})
        assert (original.status_code, original.content) == (206, b"%PDF-")
        tampered = ticket["url"].replace("X-Amz-Signature=", "X-Amz-Signature=0")
        assert httpx.put(tampered, content=PDF).status_code == 403


def test_a_presigned_upload_in_parts_to_a_real_s3_server(settings: GatewaySettings, ceph: Any) -> None:
    values = {
        "s3_endpoint": ceph.endpoint, "s3_access_key": ceph.access_key, "s3_secret_key": ceph.secret_key,
        "s3_bucket": f"t{uuid.uuid4().hex[:20]}",
    }  # fmt: skip
    with_s3 = GatewaySettings(**{**settings.model_dump(), **values, "_env_file": None})
    part_size = 5 * 1024 * 1024
    data = PDF + bytes(2 * part_size)
    for harness in make_harness(with_s3, local=True):
        harness.ports.objects.prepare()  # type: ignore[attr-defined]
        announced = {"filename": "大.pdf", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        ticket = harness.post("/v1/uploads", json={**announced, "part_size": part_size}).json()

        def put(part: Any) -> int:
            piece = data[part["start"] : part["start"] + part["length"]]
            return httpx.put(part["url"], content=piece, timeout=60).status_code

        with ThreadPoolExecutor(3) as lines:
            assert list(lines.map(put, reversed(ticket["parts"]))) == [200, 200, 200]
        done = harness.post(ticket["complete"])
        assert done.status_code == 202, done.text
        assert done.json()["documents"][0]["sha256"] == announced["sha256"]
        given_up = harness.post("/v1/uploads", json={**announced, "part_size": part_size}).json()
        put(given_up["parts"][0])
        assert harness.client.delete(f"/v1/uploads/{given_up['upload_id']}", headers=harness.auth()).status_code == 204
        assert put(given_up["parts"][0]) == 404  # the storage knows nothing of it any more
