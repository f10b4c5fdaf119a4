"""Bad input to a running system: every file ends with an answer, and the ones beside it do not notice."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import psutil
import pytest

from tests import hostile
from tests.e2e.chain import report
from tests.e2e.test_chain_up import Up, until
from tests.hostile_inputs import INPUTS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

MIB = 2**20
#: small limits, so that small files reach them
LIMITS = {
    "YUSUAN_WORKER_MEMORY_BYTES": str(320 * MIB),
    "YUSUAN_MAX_ATTEMPTS": "2",
    "YUSUAN_RETRY_BASE_SECONDS": "0.2",
    "YUSUAN_STAGE_SECONDS": "38",  # the soft limit is 30 less
    "YUSUAN_MAX_UPLOAD_BYTES": str(40 * MIB),
    "YUSUAN_MAX_ARCHIVE_BYTES": str(60 * MIB),
    "YUSUAN_MAX_ARCHIVE_MEMBERS": "20",
}


@dataclass
class LimitedUp(Up):
    """`yusuan up` with small limits."""

    key: str = field(default="")

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **LIMITS}

    @property
    def gateway(self) -> psutil.Process:
        return next(p for p in self.family() if p.cmdline()[-1:] == ["api"] or "api" in p.cmdline()[-3:])


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimitedUp]:
    made = LimitedUp(data=tmp_path_factory.mktemp("bad") / "data")
    try:
        made.start()
        made.key = made.run("keys", "create", "--department", "财政局")
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.process.terminate()
            made.process.wait(timeout=60)


@pytest.fixture(scope="module")
def client(up: LimitedUp) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {up.key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{up.port}/v1", headers=headers, timeout=90) as made:
        yield made


def upload(client: httpx.Client, name: str, data: bytes) -> str:
    answer = client.post("/documents", files={"file": (name, data)})
    assert answer.status_code == 202, answer.text
    document_id: str = answer.json()["documents"][0]["document_id"]
    return document_id


def end_of(client: httpx.Client, document_id: str, seconds: float = 90) -> dict[str, object]:
    until(lambda: client.get(f"/documents/{document_id}").json()["state"] in ("published", "failed"), seconds)
    body: dict[str, object] = client.get(f"/documents/{document_id}").json()
    return body


def count(client: httpx.Client) -> int:
    return len(client.get("/documents?limit=200").json()["items"])


@pytest.mark.parametrize(
    ("name", "code", "stage", "page"),
    [
        ("one-byte.txt", "not_a_report", "reconstruct", None),
        ("prose.pdf", "not_a_report", "reconstruct", None),
        ("truncated-50.pdf", "unreadable", "extract", None),
        ("encrypted.pdf", "encrypted", "extract", None),
        ("looping-pages.pdf", "unreadable", "extract", 1),
        ("20000-pages.pdf", "limit_exceeded", "extract", None),
        ("200000-glyphs.pdf", "limit_exceeded", "extract", 1),
        ("laughs.docx", "unreadable", "extract", None),
        ("bomb.docx", "limit_exceeded", "extract", None),
    ],
)
def test_a_failed_document_says_what_and_where(
    client: httpx.Client, name: str, code: str, stage: str, page: int | None
) -> None:
    body = end_of(client, upload(client, name, INPUTS[name]()))
    error = body["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["stage"], error["page"], error["retryable"]) == (code, stage, page, False)
    assert body["attempts"] == 1
    assert body["dead_lettered"] is False


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("empty.pdf", lambda: b"", 422, "empty_file"),
        ("blank.txt", lambda: bytes(5000), 422, "empty_file"),
        ("noise.pdf", INPUTS["noise.txt"], 415, "unsupported_media_type"),
        ("bomb.zip", lambda: hostile.bomb("a.txt", 80 * MIB), 413, "limit_exceeded"),
        ("large.txt", lambda: b"a" * (41 * MIB), 413, "limit_exceeded"),
        ("broken.zip", lambda: hostile.bomb("a.txt", MIB)[:-30], 422, "unreadable"),
    ],
)
def test_refused_at_the_door(client: httpx.Client, name: str, data: object, status: int, code: str) -> None:
    before = count(client)
    assert callable(data)
    answer = client.post("/documents", files={"file": (name, data())})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["retryable"] is False
    assert count(client) == before


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.md", "..\\..\\a.md", "长" * 300 + ".md", "\u202egpj.md", "预算\U0001f600.md", ".md", "..md"],
)
def test_names_are_only_shown(client: httpx.Client, up: LimitedUp, name: str) -> None:
    files = [p for p in up.data.rglob("*") if p.is_file()]
    document = end_of(client, upload(client, name, report(f"名{abs(hash(name))}")))
    shown = str(document["filename"])
    assert document["state"] == "published"
    assert shown
    assert len(shown) <= 200
    assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e]", shown)
    assert not set(up.data.rglob("*passwd*")) - set(files)


def test_the_body_of_a_large_upload_never_sits_in_memory(client: httpx.Client, up: LimitedUp) -> None:
    """600 MB: refused by the limit, the gateway no larger than before."""
    gateway, stop, seen = up.gateway, threading.Event(), [0]

    def watch() -> None:
        while not stop.wait(0.02):
            seen.append(gateway.memory_info().rss)

    def body() -> Iterator[bytes]:
        yield b'--B\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\nP'
        for _ in range(600):
            yield b"a" * MIB
        yield b"\r\n--B--\r\n"

    before = gateway.memory_info().rss
    watching = threading.Thread(target=watch)
    watching.start()
    try:
        headers = {"Content-Type": "multipart/form-data; boundary=B"}
        answer = client.post("/documents", content=body(), headers=headers)
        assert answer.status_code == 413
    except (httpx.WriteError, httpx.ReadError):
        pass  # refused while it was still being sent
    finally:
        stop.set()
        watching.join()
    assert max(seen) - before < 40 * MIB


def test_an_upload_that_is_cut_stores_nothing(client: httpx.Client, up: LimitedUp) -> None:
    before = count(client)
    data = b'--B\r\nContent-Disposition: form-data; name="file"; filename="cut.md"\r\n\r\n' + report("断") * 100
    head = (
        f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {up.key}\r\n"
        f"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {2 * len(data)}\r\n\r\n"
    ).encode()
    for half in (True, False):
        with socket.create_connection(("127.0.0.1", up.port), timeout=20) as connection:
            connection.sendall(head + data)
            if half:
                connection.shutdown(socket.SHUT_WR)
                told = connection.recv(65536)
                assert told.startswith(b"HTTP/1.1 400 ")
                assert b'"code": "bad_request"' in told
    time.sleep(0.5)
    assert count(client) == before


def test_thirty_uploads_at_once(client: httpx.Client, up: LimitedUp) -> None:
    found: list[str] = []

    def one(number: int) -> None:
        files = {"file": (f"{number}.md", report(f"并发{number}"))}
        headers = {"Authorization": f"Bearer {up.key}"}
        answer = httpx.post(f"http://127.0.0.1:{up.port}/v1/documents", files=files, headers=headers, timeout=90)
        found.append(answer.json()["documents"][0]["document_id"])

    threads = [threading.Thread(target=one, args=(n,)) for n in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 30
    assert {end_of(client, i)["state"] for i in found} == {"published"}


def test_a_figure_of_thirty_digits(client: httpx.Client) -> None:
    text = f"# 巨额部门预算\n\n收支总表\n\n单位：万元\n\n| 项目 | 2023年预算数 |\n|---|---|\n| 收入 | {'9' * 30} |\n"
    text += f"| 支出 | {'8' * 60} |\n"
    document_id = upload(client, "huge.md", text.encode())
    assert end_of(client, document_id)["state"] == "published"
    cells = [
        c
        for t in client.get(f"/documents/{document_id}/result").json()["tables"]
        for r in t["rows"]
        for c in r["cells"]
    ]
    assert {"9" * 30, "8" * 60} <= {c["value"] for c in cells}


def test_poison_becomes_a_dead_letter_and_the_others_go_on(client: httpx.Client, up: LimitedUp) -> None:
    """One file that takes all memory, one that takes all time: each ends after its attempts, with its reason."""
    memory = upload(client, "memory.pdf", hostile.dense_pdf(3_000_000))
    slow = upload(client, "time.txt", hostile.novel(30 * MIB))
    beside = [upload(client, f"beside {n}.md", report(f"旁{n}")) for n in range(3)]
    assert {end_of(client, i)["state"] for i in beside} == {"published"}
    for document_id, codes in ((memory, {"worker_lost", "limit_exceeded"}), (slow, {"time_limit"})):
        body = end_of(client, document_id, 120)
        error = body["error"]
        assert isinstance(error, dict)
        assert error["code"] in codes, error
        assert (body["state"], body["attempts"], body["dead_lettered"]) == ("failed", 2, True)
    assert len(up.run("dead-letters").splitlines()) >= 2
