"""Presigned uploads, with the embedded storage."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from shared.adapters.memory import ManualClock
from shared.upkeep import forget

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def _begin(harness: Any, **more: Any) -> tuple[str, str]:
    answer = harness.post("/v1/uploads", json={"filename": "预算.pdf", **more})
    assert answer.status_code == 201, answer.text
    url = urlsplit(answer.json()["url"])
    return f"{url.path}?{url.query}", answer.json()["complete"]


def test_put_and_complete(local_harness: Any) -> None:
    harness = local_harness
    put, complete = _begin(harness, size=len(PDF), sha256=hashlib.sha256(PDF).hexdigest())
    early = harness.post(complete)
    assert (early.status_code, early.json()["code"]) == (409, "upload_incomplete")
    assert harness.client.put(put, content=PDF).status_code == 200
    done = harness.post(complete)
    assert done.status_code == 202, done.text
    (document,) = done.json()["documents"]
    assert (document["filename"], document["state"]) == ("预算.pdf", "queued")
    again = harness.post(complete)
    assert (again.status_code, again.json()["documents"][0]["document_id"]) == (200, document["document_id"])
    assert harness.get(f"/v1/documents/{document['document_id']}/original").content == PDF


def test_other_bytes_than_announced(local_harness: Any) -> None:
    for announced in ({"size": 3}, {"sha256": "0" * 64}):
        put, complete = _begin(local_harness, **announced)
        local_harness.client.put(put, content=PDF)
        answer = local_harness.post(complete)
        assert (answer.status_code, answer.json()["code"]) == (422, "upload_mismatch")


def test_a_url_that_was_tampered_with(local_harness: Any) -> None:
    put, _ = _begin(local_harness)
    for wrong in (put.replace("signature=", "signature=0"), put.replace("/uploads/", "/originals/"), put.split("?")[0]):
        assert local_harness.client.put(wrong, content=PDF).status_code == 404
    assert local_harness.client.get(put).status_code == 404
    other = local_harness.post(put.split("?")[0].replace("/storage/uploads/", "/v1/uploads/") + "/complete", "b")
    assert other.status_code == 404


def test_too_large(local_harness: Any) -> None:
    answer = local_harness.post("/v1/uploads", json={"filename": "x", "size": 10**12})
    assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")


PART = 5 * 1024 * 1024


def _begin_parts(harness: Any, data: bytes, **more: Any) -> Any:
    announced = {"filename": "大.pdf", "size": len(data), "part_size": PART, **more}
    answer = harness.post("/v1/uploads", json=announced)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _put(harness: Any, part: Any, data: bytes) -> None:
    url = urlsplit(part["url"])
    piece = data[part["start"] : part["start"] + part["length"]]
    assert harness.client.put(f"{url.path}?{url.query}", content=piece).status_code == 200


def test_a_file_in_parts(local_harness: Any) -> None:
    harness, data = local_harness, PDF + bytes(PART)
    ticket = _begin_parts(harness, data, sha256=hashlib.sha256(data).hexdigest())
    assert [(p["number"], p["start"], p["length"]) for p in ticket["parts"]] == [(1, 0, PART), (2, PART, len(PDF))]
    assert ticket["url"] is None
    _first, second = ticket["parts"]
    _put(harness, second, data)
    half = harness.post(ticket["complete"])
    assert (half.status_code, half.json()["code"]) == (422, "upload_mismatch")
    ticket = _begin_parts(harness, data, sha256=hashlib.sha256(data).hexdigest())
    for part in reversed(ticket["parts"]):
        _put(harness, part, data)
    done = harness.post(ticket["complete"])
    assert done.status_code == 202, done.text
    document_id = done.json()["documents"][0]["document_id"]
    assert harness.get(f"/v1/documents/{document_id}/original").content == data
    assert harness.post(ticket["complete"]).json()["documents"][0]["document_id"] == document_id


def test_parts_that_make_no_sense(local_harness: Any) -> None:
    for more in ({"part_size": PART}, {"part_size": 1, "size": 10}, {"part_size": PART, "size": PART * 2000}):
        answer = local_harness.post("/v1/uploads", json={"filename": "x", **more})
        assert answer.status_code in (413, 422), answer.text


def test_giving_up_removes_what_was_put(local_harness: Any) -> None:
    harness, data = local_harness, bytes(PART + 1)
    ticket = _begin_parts(harness, data)
    _put(harness, ticket["parts"][0], data)
    here = f"/v1/uploads/{ticket['upload_id']}"
    assert harness.client.delete(here, headers=harness.auth("b")).status_code == 404
    assert harness.client.delete(here, headers=harness.auth()).status_code == 204
    assert list(harness.ports.objects.list("")) == []
    assert harness.post(ticket["complete"]).status_code == 404


def test_uploads_that_nobody_completes_are_forgotten(local_harness: Any) -> None:
    harness, data = local_harness, bytes(PART + 1)
    ticket = _begin_parts(harness, data)
    _put(harness, ticket["parts"][0], data)
    put, _ = _begin(harness)
    harness.client.put(put, content=PDF)
    assert forget(harness.ports, changes_kept=timedelta(days=9)) == 0
    now = harness.ports.clock.now()
    vars(harness.ports)["clock"] = ManualClock(now + timedelta(days=2))
    assert forget(harness.ports, changes_kept=timedelta(days=9)) == 2
    assert list(harness.ports.objects.list("")) == []
