"""The virus scanner's protocol, spoken by a server of the test: also answers that ClamAV gives on bad days only."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from services.ingest.service import IntakeService, ingest
from shared import worker
from shared.adapters.clamd import Clamd
from shared.adapters.memory import ManualClock
from shared.bootstrap import Backends
from shared.errors import LimitExceededError, ScannerError
from shared.lifecycle import DocumentState, RowState
from shared.ports import Accepted

VIRUS = b"a virus of the tests"
PDF = b"%PDF-1.4\n"


def read_stream(connection: socket.socket) -> bytes:
    """The bytes of one INSTREAM session, up to the empty chunk."""
    with connection.makefile("rb") as file:
        assert file.read(10) == b"zINSTREAM\0"
        whole = b""
        while length := int.from_bytes(file.read(4), "big"):
            whole += file.read(length)
    return whole


def look(connection: socket.socket) -> bytes:
    return b"stream: Test.Virus FOUND\0" if VIRUS in read_stream(connection) else b"stream: OK\0"


@contextmanager
def daemon(path: Path, answer: Callable[[socket.socket], bytes] = look) -> Iterator[str]:
    """A scanner on a unix socket; its address."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.sendall(answer(connection))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"unix://{path}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
        path.unlink()


def test_verdicts(tmp_path: Path) -> None:
    with daemon(tmp_path / "s") as address:
        scanner = Clamd(address)
        assert scanner.scan([b"clean", b"", b"bytes"]) is None
        assert scanner.scan([VIRUS[:5], VIRUS[5:]]) == "Test.Virus"


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", LimitExceededError),
        (b"stream: Can't allocate memory ERROR\0", ScannerError),
        (b"", ScannerError),
        (b"\xff\xfe", ScannerError),
    ],
)
def test_no_verdict_is_never_clean(tmp_path: Path, told: bytes, error: type[Exception]) -> None:
    with daemon(tmp_path / "s", lambda _: told) as address, pytest.raises(error):
        Clamd(address).scan([b"x" * 65536] * 30)


def test_a_scanner_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(ScannerError) as caught:
        Clamd(f"unix://{tmp_path}/nobody", patience=0).scan([b"x"])
    assert caught.value.retryable
    with pytest.raises(ScannerError):
        Clamd("tcp://127.0.0.1:9", patience=0).check()


@pytest.mark.parametrize("address", ["127.0.0.1:3310", "unix://", "http://x", ""])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(ValueError, match="YUSUAN_CLAMAV"):
        Clamd(address)


def run_ingest(backends: Backends, document_id: str) -> DocumentState:
    (row,) = [r for r in backends.progress.rows(document_id) if r.state is RowState.QUEUED]
    worker.run(backends, row.id, ingest)
    found = backends.progress.document(document_id)
    assert found is not None
    return found.state


def accepted(intake: IntakeService, department: str, data: bytes) -> str:
    (outcome,) = intake.accept(department, "a.pdf", io.BytesIO(data))
    assert isinstance(outcome, Accepted)
    return outcome.document.id


def test_an_infected_file_fails_for_good(
    backends: Backends, intake: IntakeService, department: str, tmp_path: Path
) -> None:
    with daemon(tmp_path / "s") as address:
        vars(backends)["scanner"] = Clamd(address)
        clean, infected = (accepted(intake, department, PDF + more) for more in (b"fine", VIRUS))
        assert run_ingest(backends, clean) is DocumentState.RUNNING
        assert run_ingest(backends, infected) is DocumentState.FAILED
    found = backends.progress.document(infected)
    assert found is not None
    assert found.failure is not None
    assert (found.failure.code, found.failure.retryable) == ("infected", False)


def test_without_the_scanner_a_file_is_held(
    backends: Backends, intake: IntakeService, department: str, tmp_path: Path
) -> None:
    vars(backends)["scanner"] = Clamd(f"unix://{tmp_path}/s", patience=0)
    document_id = accepted(intake, department, PDF)
    assert run_ingest(backends, document_id) is not DocumentState.FAILED
    (row,) = backends.progress.rows(document_id)
    assert (row.stage.value, row.state) == ("ingest", RowState.QUEUED)
    assert row.failure is not None
    assert (row.failure.code, row.failure.retryable) == ("scanner_unavailable", True)
    clock = backends.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(minutes=5))
    with daemon(tmp_path / "s"):
        assert run_ingest(backends, document_id) is DocumentState.RUNNING
    assert len(backends.progress.rows(document_id)) == 2
