"""The client: what it repeats, what it does not, and how it walks through lists and the feed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.client import AsyncClient, Client, YusuanError
from shared.client import aio as aio_module
from shared.client import sync as sync_module

Answer = Callable[[httpx.Request], httpx.Response]
STATUS = {"document_id": "D", "filename": "a.pdf", "state": "queued"}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No test sleeps; the pauses are kept."""
    kept: list[float] = []

    async def nap(seconds: float) -> None:
        kept.append(seconds)

    monkeypatch.setattr(sync_module.time, "sleep", kept.append)
    monkeypatch.setattr(aio_module.asyncio, "sleep", nap)
    return kept


def _client(answers: list[httpx.Response | Exception], seen: list[httpx.Request]) -> Client:
    source: Iterator[httpx.Response | Exception] = iter(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        answer = next(source)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Client("http://gateway", "ysk_x", transport=httpx.MockTransport(handle))


def _problem(status: int, code: str, *, retryable: bool, **headers: str) -> httpx.Response:
    body = {"code": code, "detail": "…", "retryable": retryable, "request_id": "r"}
    return httpx.Response(status, json=body, headers=headers)


def test_it_repeats_what_can_succeed_later_and_waits_as_told(pauses: list[float]) -> None:
    seen: list[httpx.Request] = []
    answers = [
        _problem(503, "database_unavailable", retryable=True),
        _problem(429, "rate_limited", retryable=True, **{"Retry-After": "7"}),
        httpx.ConnectError("refused"),
        httpx.Response(200, json=STATUS),
    ]
    with _client(answers, seen) as client:
        assert client.status("D").state == "queued"
    assert len(seen) == 4
    assert pauses[1] == 7.0


def test_it_gives_up(pauses: list[float]) -> None:
    seen: list[httpx.Request] = []
    with (
        _client([_problem(503, "storage_unavailable", retryable=True)] * 9, seen) as client,
        pytest.raises(YusuanError) as caught,
    ):
        client.status("D")
    assert (caught.value.code, caught.value.status, caught.value.retryable, len(seen)) == (
        "storage_unavailable",
        503,
        True,
        5,
    )


def test_an_upload_keeps_its_idempotency_key_and_sends_the_file_whole_each_time(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.4")
    seen: list[httpx.Request] = []
    answers = [httpx.ReadError("broken"), httpx.Response(202, json={"documents": [STATUS]})]
    with _client(answers, seen) as client:
        (document,) = client.upload(file).documents
    assert document.document_id == "D"
    assert seen[0].headers["idempotency-key"] == seen[1].headers["idempotency-key"]
    assert all(b"%PDF-1.4" in request.content for request in seen)


def test_an_upload_whose_first_request_died_with_its_gateway_waits_for_its_turn(pauses: list[float]) -> None:
    seen: list[httpx.Request] = []
    busy = _problem(409, "idempotency_in_progress", retryable=True, **{"Retry-After": "2"})
    answers = [httpx.ReadError("broken"), *[busy] * 17, httpx.Response(202, json={"documents": [STATUS]})]
    with _client(answers, seen) as client:
        (document,) = client.upload(("a.pdf", b"%PDF-1.4")).documents
    assert document.document_id == "D"
    assert sum(pauses[1:]) == 34.0
    refused = [_problem(409, "conflict", retryable=False)]
    with _client(refused, seen) as client, pytest.raises(YusuanError, match="conflict"):
        client.upload(("a.pdf", b"%PDF-1.4"))


def test_a_fault_of_the_request_is_not_repeated() -> None:
    seen: list[httpx.Request] = []
    with _client([_problem(404, "not_found", retryable=False)], seen) as client, pytest.raises(YusuanError) as caught:
        client.result("D")
    assert (caught.value.code, caught.value.request_id, len(seen)) == ("not_found", "r", 1)


def test_an_answer_that_is_no_problem_is_told_too() -> None:
    with _client([httpx.Response(418, text="teapot")], []) as client, pytest.raises(YusuanError, match="teapot"):
        client.status("D")


def test_nobody_there() -> None:
    with _client([httpx.ConnectError("refused")] * 9, []) as client, pytest.raises(YusuanError) as caught:
        client.status("D")
    assert (caught.value.code, caught.value.status) == ("unreachable", 0)


def _entry(n: int) -> dict[str, Any]:
    return {
        "cursor": f"c{n}", "seq": n, "kind": "published", "document_id": f"D{n}", "revision": 1, "filename": "a.pdf",
        "at": "2026-01-01T00:00:00Z", "details": {}, "sha256": "",
    }  # fmt: skip


def test_the_feed_goes_on_from_page_to_page() -> None:
    seen: list[httpx.Request] = []
    pages = [([_entry(1), _entry(2)], "c2"), ([_entry(3)], "c3"), ([], "c3")]
    answers: list[Any] = [httpx.Response(200, json={"items": items, "next_cursor": c}) for items, c in pages]
    with _client(answers, seen) as client:
        assert [change.seq for change in client.changes("c0")] == [1, 2, 3]
    assert [request.url.params["after"] for request in seen] == ["c0", "c2", "c3"]


def test_waiting_asks_until_the_end() -> None:
    seen: list[httpx.Request] = []
    answers: list[Any] = [httpx.Response(200, json={**STATUS, "state": s}) for s in ("queued", "running", "published")]
    with _client(answers, seen) as client:
        assert client.wait("D").ended
    assert all(float(request.url.params["wait"]) > 0 for request in seen)


def test_waiting_ends_at_its_time() -> None:
    answers: list[Any] = [httpx.Response(200, json=STATUS)]
    with _client(answers, []) as client, pytest.raises(TimeoutError):
        client.wait("D", timeout=0)


def test_the_async_client_does_the_same(pauses: list[float]) -> None:
    source = iter(
        [
            _problem(503, "database_unavailable", retryable=True),
            httpx.Response(200, json={"items": [_entry(1)], "next_cursor": "c1"}),
            httpx.Response(200, json={"items": [], "next_cursor": "c1"}),
        ]
    )

    async def run() -> list[int]:
        transport = httpx.MockTransport(lambda request: next(source))
        async with AsyncClient("http://gateway", "ysk_x", transport=transport) as client:
            return [change.seq async for change in client.changes()]

    assert asyncio.run(run()) == [1]
    assert len(pauses) == 1


def test_both_clients_offer_the_same() -> None:
    def public(of: type) -> set[str]:
        return {name for name in vars(of) if not name.startswith("_")}

    assert public(Client) == public(AsyncClient)
