"""Upload, status, list, events and what can be done with a document."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from services.api import uploading
from shared.errors import StorageError

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def test_upload_answers_202_with_location_and_status(harness: Any) -> None:
    answer = harness.post("/v1/documents", files=[("file", ("预算.pdf", PDF))])
    assert answer.status_code == 202
    (document,) = answer.json()["documents"]
    assert answer.headers["location"] == f"/v1/documents/{document['document_id']}"
    assert document["state"] == "queued"
    assert document["stage"] == "ingest"
    assert document["filename"] == "预算.pdf"
    assert document["duplicate"] is False
    assert document["links"]["self"] == answer.headers["location"]


def test_the_same_bytes_again_are_the_same_document(harness: Any) -> None:
    first = harness.upload()
    answer = harness.post("/v1/documents", files=[("file", ("other name.pdf", PDF))])
    assert answer.status_code == 200
    (document,) = answer.json()["documents"]
    assert (document["document_id"], document["duplicate"]) == (first, True)
    assert harness.upload(who="b") != first


def test_several_files_and_a_bad_one(harness: Any) -> None:
    files = [("file", ("a.pdf", PDF)), ("file", ("empty.pdf", b"")), ("file", ("b.pdf", PDF + b"\n%2"))]
    answer = harness.post("/v1/documents", files=files)
    assert answer.status_code == 202
    a, empty, b = answer.json()["documents"]
    assert a["document_id"] != b["document_id"]
    assert empty["state"] == "rejected"
    assert empty["error"]["code"] == "empty_file"
    assert "location" not in answer.headers


def test_a_zip_gives_a_document_per_member(harness: Any) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("x/a.pdf", PDF)
        bundle.writestr("x/b.pdf", PDF + b"2")
    answer = harness.post("/v1/documents", files=[("file", ("all.zip", buffer.getvalue()))])
    assert [d["filename"] for d in answer.json()["documents"]] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [("e.pdf", b"", 422, "empty_file"), ("x.pdf", b"\x7fELF" + b"\0" * 100, 415, "unsupported_media_type")],
)
def test_what_is_refused_is_a_problem(harness: Any, name: str, data: bytes, status: int, code: str) -> None:
    answer = harness.post("/v1/documents", files=[("file", (name, data))])
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["status"], problem["retryable"]) == (code, status, False)
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert list(harness.ports.objects.list("")) == []


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\x.pdf", "/abs/x.pdf", "a\x00b\r\n.pdf"])
def test_names_cannot_leave_their_place(harness: Any, name: str) -> None:
    document_id = harness.upload(name)
    filename = harness.get(f"/v1/documents/{document_id}").json()["filename"]
    assert "/" not in filename
    assert "\\" not in filename
    assert filename.isprintable()


_FORM = "multipart/form-data; boundary=x"
_FILE = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.pdf\r\n\r\n%PDF"
_FIELD = b"--x\r\nContent-Disposition: form-data; name=note\r\n\r\nhello\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", _FORM, 400, "malformed_upload"),
        (b"--x\r\nnonsense", _FORM, 400, "malformed_upload"),
        (_FILE, _FORM, 400, "malformed_upload"),
        (b"--x--\r\n", _FORM, 400, "malformed_upload"),
        (_FIELD, _FORM, 400, "malformed_upload"),
        (b"x", "multipart/form-data", 400, "malformed_upload"),
        (b"{}", "application/json", 415, "unsupported_media_type"),
    ],
)
def test_broken_bodies(harness: Any, body: bytes, kind: str, status: int, code: str) -> None:
    answer = harness.post("/v1/documents", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list(harness.ports.objects.list("")) == []


def test_a_large_file_is_streamed(harness: Any) -> None:
    data = PDF + b"%" + b"x" * 3_000_000
    document_id = harness.upload(data=data)
    assert harness.get(f"/v1/documents/{document_id}").json()["size"] == len(data)
    assert harness.get(f"/v1/documents/{document_id}/original").content == data


def test_a_large_file_that_breaks_off_leaves_nothing(harness: Any) -> None:
    head = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.pdf\r\n\r\n"
    answer = harness.post(
        "/v1/documents",
        content=head + PDF + b"x" * 3_000_000,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_upload")
    assert list(harness.ports.objects.list("")) == []
    assert harness.get("/v1/documents").json()["items"] == []


def test_idempotency_key_replays_the_answer(harness: Any) -> None:
    header = {"Idempotency-Key": "one"}
    first = harness.post("/v1/documents", files=[("file", ("a.pdf", PDF))], headers=header)
    again = harness.post("/v1/documents", files=[("file", ("a.pdf", PDF))], headers=header)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    other = harness.post("/v1/documents", files=[("file", ("a.pdf", PDF + b"x"))], headers=header)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert (
        harness.post("/v1/documents", "b", files=[("file", ("a.pdf", PDF + b"x"))], headers=header).status_code == 202
    )


def test_a_first_request_that_died_with_its_gateway_holds_its_key_for_a_short_time_only(harness: Any) -> None:
    keys, header = harness.ports.idempotency, {"Idempotency-Key": "three"}
    department = harness.ports.keys.department("department a").id
    assert keys.begin(f"upload:{department}", "three", lease=timedelta(minutes=1)) is None
    refused = harness.post("/v1/documents", files=[("file", ("a.pdf", PDF))], headers=header)
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_in_progress")
    assert int(refused.headers["retry-after"]) >= 1
    keys.extend(f"upload:{department}", "three", lease=timedelta(seconds=-1))  # as if it had run out
    assert harness.post("/v1/documents", files=[("file", ("a.pdf", PDF))], headers=header).status_code == 202


def test_a_first_request_that_takes_long_keeps_its_key(harness: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "_IN_FLIGHT", timedelta(seconds=2))
    monkeypatch.setattr(uploading, "_EXTEND_SECONDS", 0.2)
    intake = harness.client.app.state.gateway.intake
    accept, begun, go = intake.accept, threading.Event(), threading.Event()

    def slowly(*args: Any, **more: Any) -> Any:
        begun.set()
        go.wait(10)
        return accept(*args, **more)

    monkeypatch.setattr(intake, "accept", slowly)
    answers: list[int] = []

    def send() -> None:
        header = {"Idempotency-Key": "four"}
        answers.append(harness.post("/v1/documents", files=[("file", ("a.pdf", PDF))], headers=header).status_code)

    first = threading.Thread(target=send)
    first.start()
    begun.wait(10)
    time.sleep(2.5)
    send()
    go.set()
    first.join()
    assert answers == [409, 202]


def test_idempotency_key_of_a_failed_request_may_be_used_again(harness: Any) -> None:
    header = {"Idempotency-Key": "two"}
    assert harness.post("/v1/documents", files=[("file", ("a.pdf", b""))], headers=header).status_code == 422
    assert harness.post("/v1/documents", files=[("file", ("a.pdf", PDF))], headers=header).status_code == 202


def test_status_has_an_etag_and_says_when_to_ask_again(harness: Any) -> None:
    document_id = harness.upload()
    first = harness.get(f"/v1/documents/{document_id}")
    assert int(first.headers["retry-after"]) >= 1
    assert first.json()["queue_position"] == 0
    etag = first.headers["etag"]
    again = harness.get(f"/v1/documents/{document_id}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    harness.publish(document_id)
    done = harness.get(f"/v1/documents/{document_id}", headers={"If-None-Match": etag})
    assert done.status_code == 200
    assert "retry-after" not in done.headers
    body = done.json()
    assert (body["state"], body["stage"], body["revision"]) == ("published", None, 1)
    assert body["report"]["organization"] == "某局"


def test_a_failure_is_told_with_200(harness: Any) -> None:
    document_id = harness.upload()
    harness.fail(document_id)
    answer = harness.get(f"/v1/documents/{document_id}")
    assert answer.status_code == 200
    body = answer.json()
    assert body["state"] == "failed"
    assert body["dead_lettered"] is False
    assert body["error"] == {
        "code": "encrypted",
        "detail": "the file asks for a password",
        "stage": "ingest",
        "page": None,
        "retryable": False,
    }
    result = harness.get(f"/v1/documents/{document_id}/result")
    assert (result.status_code, result.json()["code"], result.json()["retryable"]) == (409, "no_result", False)


def test_long_poll_returns_at_the_end(harness: Any) -> None:
    document_id = harness.upload()
    worker = threading.Timer(0.3, harness.publish, (document_id,))
    worker.start()
    started = time.monotonic()
    answer = harness.get(f"/v1/documents/{document_id}", wait=20)
    worker.join()
    assert answer.json()["state"] == "published"
    assert time.monotonic() - started < 10


def test_long_poll_gives_up(harness: Any) -> None:
    document_id = harness.upload()
    answer = harness.get(f"/v1/documents/{document_id}", wait=0.3)
    assert answer.json()["state"] == "queued"


def test_events_tell_every_state_once_and_end(harness: Any) -> None:
    document_id = harness.published()
    stream = harness.get(f"/v1/documents/{document_id}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    lines = stream.text.strip().splitlines()
    assert lines[1] == "event: status"
    last = lines[0].removeprefix("id: ")
    assert harness.get(f"/v1/documents/{document_id}/events", headers={"Last-Event-ID": last}).text == ""


def test_list_filters_and_pages(harness: Any) -> None:
    ids = [harness.upload(f"r{n}.pdf", PDF + str(n).encode()) for n in range(5)]
    harness.publish(ids[2])
    seen: list[str] = []
    cursor = None
    while True:
        page = harness.get("/v1/documents", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [d["document_id"] for d in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ids[::-1]
    assert [d["document_id"] for d in harness.get("/v1/documents", state="published").json()["items"]] == [ids[2]]
    assert [d["document_id"] for d in harness.get("/v1/documents", q="r3").json()["items"]] == [ids[3]]
    assert [d["document_id"] for d in harness.get("/v1/documents", organization="某局", year=2023).json()["items"]] == [
        ids[2]
    ]
    assert harness.get("/v1/documents", q="100%").json()["items"] == []


def test_cancel_retry_rerun_delete(harness: Any) -> None:
    document_id = harness.upload()
    assert harness.post(f"/v1/documents/{document_id}/cancel").json()["state"] == "cancelled"
    again = harness.post(f"/v1/documents/{document_id}/retry")
    assert (again.status_code, again.json()["state"], again.json()["run"]) == (202, "queued", 2)
    harness.publish(document_id)
    rerun = harness.post(f"/v1/documents/{document_id}/rerun", json={"from": "validate"})
    assert (rerun.status_code, rerun.json()["stage"]) == (202, "validate")
    harness.publish(document_id)
    revisions = harness.get(f"/v1/documents/{document_id}/revisions").json()["items"]
    assert [r["revision"] for r in revisions] == [2, 1]
    assert harness.client.delete(f"/v1/documents/{document_id}", headers=harness.auth()).status_code == 204
    assert harness.get(f"/v1/documents/{document_id}").status_code == 404
    assert list(harness.ports.objects.list("")) == []
    changes = harness.get("/v1/changes").json()["items"]
    assert [c["kind"] for c in changes] == ["published", "published", "deleted"]
    assert changes[-1]["revision"] is None
    assert harness.upload() != document_id


def test_quota(harness: Any) -> None:
    vars(harness.client.app.state.gateway.settings)["max_open_documents"] = 1
    harness.upload()
    answer = harness.post("/v1/documents", files=[("file", ("b.pdf", PDF + b"b"))])
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_documents")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_document_is_deleted_while_the_storage_is_away(harness: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = harness.published()

    def away(_key: str) -> None:
        raise StorageError("the storage does not answer")

    monkeypatch.setattr(harness.ports.objects, "delete", away)
    assert harness.client.delete(f"/v1/documents/{document_id}", headers=harness.auth()).status_code == 204
    assert harness.get(f"/v1/documents/{document_id}").status_code == 404
    noted = harness.get("/v1/admin/audit", who="admin").json()["items"]
    assert next(e["action"] for e in noted if e["target"] == document_id) == "document.delete"
