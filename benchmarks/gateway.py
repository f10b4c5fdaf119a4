"""The gateway: polls and uploads beside bare routes behind the same authentication and storage, in the same run.

One uvicorn process with SQLite, the embedded storage and the embedded broker (rate limits and messages go to it as in
production; nobody takes the messages), one client process with keep-alive connections. What counts is the ratio: both
routes of a pair run on the same machine in turns.
"""

from __future__ import annotations

import http.client
import io
import multiprocessing
import socket
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from fastapi import Request
from sqlalchemy import insert, update

from services.api.auth import Reader, Writer
from services.commands.supervisor import Child, Supervisor
from services.commands.up import broker_command
from shared.settings import Settings

_ROUNDS, _REQUESTS, _UPLOADS = 3, 800, 80
_PDF = b"%PDF-1.4\n" + b"%" + b"x" * 60_000 + b"\n%%EOF\n"
_HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


def main() -> None:
    data = Path(tempfile.mkdtemp(prefix="yusuan-bench-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    broker = Supervisor([Child(name="broker", command=broker_command(Settings(data=data)))], data / "broker.log")
    broker.start()
    _until(lambda: Settings(data=data).redis_socket.exists(), "broker")
    key, document_id = _prepare(data)
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(data, port), daemon=True)
    server.start()
    try:
        _until(lambda: _answers(port), "gateway")
        _measure(port, key, document_id, psutil.Process(server.pid))
    finally:
        server.terminate()
        server.join()
        broker.stop()


def _gateway(data: Path) -> Any:
    from services.api.settings import GatewaySettings
    from shared.bootstrap_gateway import GatewayBackends

    settings = GatewaySettings(
        _env_file=None, data=data, rate_per_second=1e9, rate_burst=10**9, max_open_documents=10**9
    )  # type: ignore[call-arg]
    return GatewayBackends(settings)


def _prepare(data: Path) -> tuple[str, str]:
    """A database with a key, a document that has ended, and a thousand changes."""
    from services.api import security
    from services.ingest.service import IntakeService
    from shared.adapters.database.migrate import migrate
    from shared.adapters.database.tables import changes, documents, feed
    from shared.ports import Accepted

    ports = _gateway(data)
    migrate(ports.engine)
    department = ports.keys.department("bench", create=True)
    key = security.new_key()
    hashed = security.hash_key(key, ports.settings.secret)
    ports.keys.add(hashed, hint="", name="bench", department_id=department.id, admin=False, scopes=security.SCOPES)
    (accepted,) = IntakeService(ports).accept(department.id, "a.pdf", io.BytesIO(_PDF))
    assert isinstance(accepted, Accepted)
    entry = {
        "department_id": department.id, "document_id": accepted.document.id, "kind": "published", "revision": 1,
        "filename": "a.pdf", "sha256": "0" * 64, "details": {"tables": 12}, "created_at": datetime.now(UTC),
    }  # fmt: skip
    with ports.engine.begin() as connection:
        connection.execute(update(documents).values(state="published", stage=None))
        connection.execute(insert(changes), [{**entry, "seq": n} for n in range(1, 1001)])
        connection.execute(update(feed).values(last=1000))
    ports.engine.dispose()
    return key, accepted.document.id


def _serve(data: Path, port: int) -> None:
    import anyio.to_thread
    import uvicorn

    from services.api.app import create_app
    from services.api.wire import Wire
    from services.ingest.service import IntakeService
    from shared.outbox import Sender

    ports = _gateway(data)
    sender = Sender(ports.progress, ports.publisher)
    app = create_app(ports.settings, ports=ports, intake=IntakeService(ports, sender))

    async def empty(principal: Reader) -> dict[str, str]:
        return {}

    async def store(request: Request, principal: Writer) -> dict[str, str]:
        body = await request.body()
        await anyio.to_thread.run_sync(ports.objects.put, f"bench/{uuid.uuid4().hex}", io.BytesIO(body))
        return {}

    app.add_api_route("/bench/empty", empty)
    app.add_api_route("/bench/store", store, methods=["POST"])
    uvicorn.run(app, port=port, log_level="error", access_log=False, http=Wire)


def _until(there: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + 120
    while not there():
        if time.monotonic() > until:
            raise TimeoutError(f"the {what} did not start")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _measure(port: int, key: str, document_id: str, server: psutil.Process) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    bearer = {"Authorization": f"Bearer {key}"}

    def ask(
        method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        connection.request(method, path, body, {**bearer, **(headers or {})})
        answer = connection.getresponse()
        answer.read()
        return answer

    status = f"/v1/documents/{document_id}"
    etag = ask("GET", status).headers["ETag"] or ""

    def upload() -> int:
        body = _HEAD + _PDF + uuid.uuid4().bytes + b"\r\n--b--\r\n"
        return ask("POST", "/v1/documents", body, {"Content-Type": "multipart/form-data; boundary=b"}).status

    cases: dict[str, tuple[Callable[[], int], int, int]] = {
        "empty route": (lambda: ask("GET", "/bench/empty").status, 200, _REQUESTS),
        "status, 304": (lambda: ask("GET", status, None, {"If-None-Match": etag}).status, 304, _REQUESTS),
        "1,000 changes": (lambda: ask("GET", "/v1/changes?limit=1000").status, 200, 20),
        "bare store, 60 kB": (lambda: ask("POST", "/bench/store", _PDF).status, 200, _UPLOADS),
        "upload, 60 kB": (upload, 202, _UPLOADS),
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    worked = dict.fromkeys(cases, 0.0)
    for _ in range(_ROUNDS):
        for name, (call, wanted, count) in cases.items():
            before = _worked(server)
            times[name] += [_timed(call, wanted) for _ in range(count)]
            worked[name] += _worked(server) - before
    print(f"{'call':<20}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}")
    for name, taken in times.items():
        ordered = sorted(taken)
        p99 = ordered[int(len(ordered) * 0.99)]
        figures = (statistics.median(taken), p99, worked[name] / len(taken))
        print(f"{name:<20}{1 / statistics.mean(taken):>12.0f}" + "".join(f"{f * 1e3:>9.2f}" for f in figures))
    poll = statistics.median(times["empty route"]) / statistics.median(times["status, 304"])
    stored = statistics.median(times["bare store, 60 kB"]) / statistics.median(times["upload, 60 kB"])
    print(f"\na 304 poll has {poll:.2f} of the empty route's rate (wanted ≥ 0.50)")
    print(f"an upload has {stored:.2f} of the bare store's rate (wanted ≥ 0.33)")


def _worked(server: psutil.Process) -> float:
    """Seconds of CPU that the server has taken: the figure that other work on the machine does not change."""
    times = server.cpu_times()
    return float(times.user + times.system)


def _timed(call: Callable[[], int], wanted: int) -> float:
    started = time.perf_counter()
    status = call()
    taken = time.perf_counter() - started
    if status != wanted:
        raise RuntimeError(f"answered {status}, not {wanted}")
    return taken


if __name__ == "__main__":
    main()
