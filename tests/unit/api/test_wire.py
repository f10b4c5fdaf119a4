"""What uvicorn leaves unbounded, over real sockets."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from services.api import wire


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        refused = scope["path"] == "/refused"
        while not refused and (await receive()).get("more_body"):
            pass
        headers = [(b"content-length", b"0")] if refused else []
        await send({"type": "http.response.start", "status": 413 if refused else 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(wire, "HEAD_SECONDS", 1.0)
    server = uvicorn.Server(uvicorn.Config(_app, port=0, http=wire.Wire, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(timeout=10)


def said(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    connection.settimeout(20)
    found = b""
    try:
        while data := connection.recv(65536):
            found += data
    except ConnectionResetError:  # it closed while there was more to be read
        pass
    return found


def problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    found = json.loads(body)
    assert found["request_id"].encode() in head
    return int(head.split()[1]), found["code"]


def test_a_head_without_end_is_refused_before_it_costs_memory(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        sent = 0
        try:
            while sent < 64 * 1024 * 1024:
                sent += connection.send(b"a" * 65536)
        except OSError:
            pass
        assert sent < 16 * 1024 * 1024  # what the kernel's buffers take


def test_a_long_head_is_told_and_a_common_one_passes(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for piece in (b"GET / HTTP/1.1\r\n", *[b"X: " + b"a" * 7000 + b"\r\n"] * 11):
            connection.sendall(piece)
            time.sleep(0.02)
        assert problem(said(connection)) == (431, "head_too_large")
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\nX: " + b"a" * 30_000 + b"\r\n\r\n")
        assert said(connection).startswith(b"HTTP/1.1 204")


def test_a_head_that_comes_drop_by_drop_is_not_waited_for_for_ever(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        begun = time.monotonic()
        assert problem(said(connection)) == (408, "request_timeout")
        assert 0.5 < time.monotonic() - begun < 10
    with socket.create_connection(("127.0.0.1", port)) as connection:
        assert said(connection) == b""  # has said nothing at all


@pytest.mark.parametrize(
    "sent",
    [b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf", b"POST / HTTP/1.1\r\nHost: x\r\n"],
    ids=["body", "head"],
)
def test_half_a_request_and_no_more_is_told(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        assert problem(said(connection)) == (400, "bad_request")


def test_the_rest_of_a_body_is_not_taken_for_ever_once_it_is_answered(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LINGER_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /refused HTTP/1.1\r\nContent-Length: 1000\r\n\r\nsome")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
        begun = time.monotonic()
        try:
            while time.monotonic() - begun < 10:
                connection.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            pass
        assert 0.2 < time.monotonic() - begun < 5


def test_a_refused_request_that_is_whole_in_time_leaves_its_connection_open(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LINGER_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /refused HTTP/1.1\r\nContent-Length: 8\r\n\r\nsome")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
        connection.sendall(b"more")
        time.sleep(0.6)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 204")


def test_what_is_no_http_is_told_so_as_a_problem(port: int) -> None:
    for junk in (
        b"\x16\x03\x01\x02\x00 hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(junk)
            assert problem(said(connection)) == (400, "bad_request")


def test_a_connection_serves_many_requests_each_with_its_own_patience(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(4):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 204")
            time.sleep(0.4)
