"""Keys, scopes, sessions, limits, and that a department never sees another's anything: over every route."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.api import security

OPEN = {"/healthz", "/readyz", "/metrics", "/v1/schema/result"}


def _routes(harness: Any) -> list[tuple[str, str]]:
    paths = harness.client.get("/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def _filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: ids.get(m.group(1), "x"), path)


def _bodies(path: str) -> Any:
    if path.endswith("/cells"):
        return {"cells": [{"table": "t1", "row": 0, "column": 0, "text": "x"}]}
    if path.endswith(("/rerun", "/approve")):
        return None
    return {} if path.startswith("/v1/webhooks/") else None


@pytest.fixture
def ids(harness: Any) -> dict[str, str]:
    """Ids of things that belong to department a."""
    document = harness.published()
    upload = harness.post("/v1/uploads", json={"filename": "x.pdf"}).json()["upload_id"]
    vars(harness.client.app.state.gateway.settings)["webhooks_allow_private"] = True
    webhook = harness.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"}).json()["webhook_id"]
    return {
        "document_id": document, "upload_id": upload, "webhook_id": webhook, "delivery_id": document, "table": "t1",
        "form": "html",
        "extension": "csv", "page": "1", "stage": "extract", "key_id": harness.ids["a"], "key": "x",
    }  # fmt: skip


def test_no_route_answers_without_a_key(harness: Any, ids: dict[str, str]) -> None:
    for method, path in _routes(harness):
        if path in OPEN or path.startswith("/storage/"):
            continue
        for headers in ({}, {"Authorization": "Bearer ysk_" + "A" * 43}, {"Authorization": "Basic eDp5"}):
            answer = harness.client.request(method, _filled(path, ids), headers=headers, json=_bodies(path))
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.json()["code"] == "unauthorized"
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_another_departments_things_answer_404_on_every_route(harness: Any, ids: dict[str, str]) -> None:
    tried = 0
    for method, path in _routes(harness):
        if not re.search(r"\{(document|upload|webhook)_id\}", path):
            continue
        answer = harness.client.request(
            method, _filled(path, ids), headers={**harness.auth("b"), "If-Match": "*"}, json=_bodies(path)
        )
        assert answer.status_code == 404, (method, path, answer.status_code, answer.text)
        assert answer.json()["code"] == "not_found"
        missing = {**ids, **dict.fromkeys(("document_id", "upload_id", "webhook_id"), "0" * 26)}
        nothing = harness.client.request(
            method, _filled(path, missing), headers={**harness.auth("b"), "If-Match": "*"}, json=_bodies(path)
        )
        same = {k: v for k, v in nothing.json().items() if k != "request_id"}
        assert same == {k: v for k, v in answer.json().items() if k != "request_id"}
        tried += 1
    assert tried >= 20
    assert harness.get(f"/v1/documents/{ids['document_id']}").status_code == 200


def test_lists_show_the_own_department_only(harness: Any, ids: dict[str, str]) -> None:
    harness.published("b.pdf", "b", b"%PDF-1.4 of b\n%%EOF")
    for path in ("/v1/documents", "/v1/changes", "/v1/facts"):
        own = {item["document_id"] for item in harness.get(path, "a").json()["items"]}
        other = {item["document_id"] for item in harness.get(path, "b").json()["items"]}
        assert own == {ids["document_id"]}
        assert other
        assert not own & other
        assert {i["document_id"] for i in harness.get(path, "admin").json()["items"]} == own | other
    assert harness.get("/v1/webhooks", "b").json()["items"] == []
    facts = harness.get("/v1/facts", "b", document_id=ids["document_id"]).json()["items"]
    assert facts == []


def test_admin_routes_need_an_administrator(harness: Any, ids: dict[str, str]) -> None:
    for method, path in _routes(harness):
        if path.startswith("/v1/admin/"):
            answer = harness.client.request(
                method, _filled(path, ids), headers=harness.auth("a"), json={"confirm": "0"}
            )
            assert (answer.status_code, answer.json()["code"]) in ((403, "forbidden"), (422, "invalid_request")), path
            assert method == "POST" or answer.status_code == 403


def test_keys_are_made_rotated_and_revoked(harness: Any) -> None:
    made = harness.post("/v1/admin/keys", "admin", json={"department": "new one", "name": "n", "scopes": ["read"]})
    assert made.status_code == 201
    key, key_id = made.json()["key"], made.json()["key_id"]
    assert security.looks_like_key(key)
    bearer = {"Authorization": f"Bearer {key}"}
    assert harness.client.get("/v1/documents", headers=bearer).status_code == 200
    refused = harness.client.post("/v1/uploads", json={"filename": "x"}, headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert key not in harness.get("/v1/admin/keys", "admin").text
    rotated = harness.post(f"/v1/admin/keys/{key_id}/rotate", "admin").json()
    time.sleep(0.6)
    assert harness.client.get("/v1/documents", headers=bearer).status_code == 401
    fresh = {"Authorization": f"Bearer {rotated['key']}"}
    assert harness.client.get("/v1/documents", headers=fresh).status_code == 200
    assert (
        harness.client.delete(f"/v1/admin/keys/{rotated['key_id']}", headers=harness.auth("admin")).status_code == 200
    )
    assert harness.client.get("/v1/documents", headers=fresh).status_code == 401
    again = harness.post(f"/v1/admin/keys/{key_id}/rotate", "admin")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_a_revocation_by_another_process_holds_within_a_second(harness: Any) -> None:
    assert harness.get("/v1/documents").status_code == 200
    harness.ports.keys.revoke(harness.ids["a"])
    time.sleep(0.9)
    assert harness.get("/v1/documents").status_code == 401


def test_an_expired_key(harness: Any) -> None:
    key = security.new_key()
    gateway = harness.client.app.state.gateway
    harness.ports.keys.add(
        security.hash_key(key, gateway.settings.secret), hint="", name="", department_id=None, admin=True,
        scopes=(), expires_at=datetime.now(UTC) - timedelta(seconds=1),
    )  # fmt: skip
    assert harness.client.get("/v1/documents", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_the_database_holds_no_key(harness: Any) -> None:
    row = next(k for k in harness.ports.keys.all() if k.id == harness.ids["a"])
    assert harness.keys["a"].startswith(row.hint)
    assert len(row.hint) <= 10
    assert security.hash_key(harness.keys["a"], b"one") != security.hash_key(harness.keys["a"], b"two")


def test_rate_limit(harness: Any) -> None:
    gateway = harness.client.app.state.gateway
    gateway.rates._alone._burst, gateway.rates._alone._rate = 3, 1.0  # there is no Redis here
    statuses = [harness.get("/v1/documents") for _ in range(6)]
    limited = statuses[-1]
    assert (limited.status_code, limited.json()["code"], limited.json()["retryable"]) == (429, "rate_limited", True)
    assert int(limited.headers["retry-after"]) >= 1
    assert harness.get("/v1/documents", "b").status_code == 200


def test_every_change_and_download_is_in_the_audit_log(harness: Any) -> None:
    document_id = harness.published()
    harness.get(f"/v1/documents/{document_id}/result", headers={"X-Request-ID": "my-request"})
    harness.get(f"/v1/documents/{document_id}/original")
    entries = harness.get("/v1/admin/audit", "admin", target=document_id).json()["items"]
    assert [e["action"] for e in entries] == ["original.download", "result.download", "document.upload"]
    assert entries[1]["request_id"] == "my-request"
    assert entries[1]["actor"] == harness.ids["a"]


def test_security_headers_and_request_ids(harness: Any) -> None:
    answer = harness.client.get("/healthz")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert re.fullmatch(r"[0-9a-f]{24}", answer.headers["x-request-id"])
    odd = harness.client.get("/healthz", headers={"X-Request-ID": "a b<script>"})
    assert re.fullmatch(r"[0-9a-f]{24}", odd.headers["x-request-id"])


def test_unknown_paths_and_methods_are_problems(harness: Any) -> None:
    assert harness.client.get("/v1/nothing").json()["code"] == "not_found"
    assert harness.client.delete("/healthz").json()["code"] == "method_not_allowed"
    assert harness.client.get("/v1/nothing").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("cursor", ["x", "WyJkb2N1bWVudHMiXQ", "W10", "bnVsbA", "é", "A" * 450, "WyJkb2N1bWVudHMiLDFd"])
def test_unreadable_cursors(harness: Any, cursor: str) -> None:
    answer = harness.get("/v1/documents", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_body_that_is_too_long(harness: Any) -> None:
    answer = harness.post("/v1/uploads", content=b"[" + b" " * 3_000_000, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")


def test_console_session(harness: Any) -> None:
    assert harness.client.get("/console").headers["location"] == "/console/login"
    wrong = harness.client.post("/console/login", data={"key": "ysk_" + "x" * 43})
    assert wrong.status_code == 401
    login = harness.client.post("/console/login", data={"key": harness.keys["a"]})
    assert login.status_code == 303
    cookie = login.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    document_id = harness.published()
    page = harness.client.get(f"/console/documents/{document_id}")
    assert "支出总计 310 与各项之和 300 不符" in page.text
    token = re.search(r'name="csrf" content="([^"]+)"', page.text)
    assert token is not None
    assert harness.client.get(f"/v1/documents/{document_id}").status_code == 200
    refused = harness.client.post(f"/v1/documents/{document_id}/rerun")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    allowed = harness.client.post(f"/v1/documents/{document_id}/rerun", headers={"X-CSRF-Token": token.group(1)})
    assert allowed.status_code == 202
    for path in (
        "/console",
        "/console/documents",
        "/console/failed",
        "/console/live/queues",
        "/console/documents?part=rows",
    ):
        assert harness.client.get(path).status_code == 200, path
    harness.ports.keys.revoke(harness.ids["a"])
    time.sleep(0.6)
    assert harness.client.get("/console").status_code == 303
