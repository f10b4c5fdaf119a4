"""Presigned uploads, with the embedded storage."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

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
