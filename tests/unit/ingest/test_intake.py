"""The door: what comes in, once; what does not, with its reason and without a trace."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import IO, Any, cast

import pytest

from services.ingest.service import IntakeService, ingest
from shared.adapters.memory import MemoryPublisher
from shared.bootstrap import Backends
from shared.errors import StorageError
from shared.lifecycle import DocumentState, Lane, Stage
from shared.ports import Accepted, Duplicate, NewDocument, Rejected
from shared.worker import run

PDF = b"%PDF-1.4 a report"


def stored(backends: Backends) -> list[str]:
    return [o.key for o in backends.objects.list("")]


def test_a_file_is_stored_registered_and_sent(backends: Backends, intake: IntakeService, department: str) -> None:
    (outcome,) = intake.accept(department, "../预算.pdf", io.BytesIO(PDF))
    assert isinstance(outcome, Accepted)
    document = outcome.document
    assert (document.filename, document.media_type, document.size) == ("预算.pdf", "application/pdf", len(PDF))
    assert backends.objects.get(document.key) == PDF
    assert [m.stage for m in cast(MemoryPublisher, backends.publisher).messages] == [Stage.INGEST]


def test_the_same_bytes_again_leave_nothing_behind(backends: Backends, intake: IntakeService, department: str) -> None:
    (first,) = intake.accept(department, "a.pdf", io.BytesIO(PDF))
    (second,) = intake.accept(department, "b.pdf", io.BytesIO(PDF))
    assert isinstance(first, Accepted)
    assert isinstance(second, Duplicate)
    assert second.document.id == first.document.id
    assert stored(backends) == [first.document.key]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (bytes(range(256)), "unsupported_media_type"),
        (b"%PDF-" + b"x" * 10_000, "limit_exceeded"),
    ],
)
def test_what_is_refused_is_not_stored(
    backends: Backends, intake: IntakeService, department: str, data: bytes, code: str
) -> None:
    (outcome,) = intake.accept(department, "a.pdf", io.BytesIO(data))
    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert stored(backends) == []


class Pipe(io.BytesIO):
    """A stream that cannot be wound back, as a request's body."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: Any) -> int:
        raise OSError("not seekable")


def test_a_stream_that_cannot_seek(intake: IntakeService, department: str) -> None:
    (outcome,) = intake.accept(department, "a.pdf", Pipe(PDF))
    assert isinstance(outcome, Accepted)
    (outcome,) = intake.accept(department, "a.pdf", Pipe(b"%PDF-" + b"x" * 10_000))
    assert isinstance(outcome, Rejected)


def archive(members: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    file.seek(0)
    return file


def test_a_zip_gives_an_outcome_per_file(intake: IntakeService, department: str) -> None:
    members = {"x/a.pdf": PDF, "__MACOSX/._a.pdf": b"junk", "bad.exe": bytes(range(256)), "in.zip": archive({}).read()}
    outcomes = intake.accept(department, "all.zip", archive(members))
    assert [type(o) for o in outcomes] == [Accepted, Rejected, Rejected]


@pytest.mark.parametrize(
    "file",
    [
        archive({str(n): PDF for n in range(5)}),
        archive({str(n): b"x" * 9_999 for n in range(4)}),
        io.BytesIO(archive({"a.pdf": PDF}).read()[:-30]),
    ],
    ids=["too many", "too much", "cut off"],
)
def test_a_zip_over_the_limits_or_broken(intake: IntakeService, department: str, file: io.BytesIO) -> None:
    (outcome,) = intake.accept(department, "all.zip", file)
    assert isinstance(outcome, Rejected)


def test_a_broken_member_is_refused_by_itself(intake: IntakeService, department: str) -> None:
    data = bytearray(archive({"a.pdf": PDF, "b.pdf": PDF + b"2" * 200, "c.pdf": PDF + b"3"}).read())
    at = data.index(b"b.pdf") + len("b.pdf") + 8
    data[at : at + 4] = b"\xff\xff\xff\xff"
    outcomes = intake.accept(department, "all.zip", io.BytesIO(bytes(data)))
    assert [type(o) for o in outcomes] == [Accepted, Rejected, Accepted]
    assert [o.code for o in outcomes if isinstance(o, Rejected)] == ["unreadable"]


def test_the_temporary_files_of_members_are_closed(
    intake: IntakeService, department: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.service._MEMORY", 10)  # so that each member gets a real file
    before = len(os.listdir("/proc/self/fd"))
    intake.accept(department, "all.zip", archive({f"{n}.pdf": PDF + bytes([n]) for n in range(3)}))
    assert len(os.listdir("/proc/self/fd")) == before


def _no_room(**_: Any) -> IO[bytes]:
    return Path("/dev/full").open("w+b", buffering=0)


@pytest.mark.parametrize("file", [Pipe(PDF), archive({"a.pdf": PDF})], ids=["stream", "zip"])
def test_no_room_for_temporary_files_is_an_outage_and_no_fault_of_the_file(
    backends: Backends, intake: IntakeService, department: str, monkeypatch: pytest.MonkeyPatch, file: io.BytesIO
) -> None:
    monkeypatch.setattr("services.ingest.service.SpooledTemporaryFile", _no_room)
    with pytest.raises(StorageError, match="full"):
        intake.accept(department, "a", file)
    assert list(backends.objects.list("")) == []
    assert backends.progress.counts() == ()


def test_a_zip_bomb_is_stopped_by_its_bytes(intake: IntakeService, department: str) -> None:
    (outcome,) = intake.accept(department, "bomb.zip", archive({"a.txt": b"0" * 20_000}))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "limit_exceeded"


def test_an_object_is_taken_over(backends: Backends, intake: IntakeService, department: str) -> None:
    backends.objects.put("uploads/1", io.BytesIO(PDF))
    (outcome,) = intake.accept_object(department, "a.pdf", "uploads/1")
    assert isinstance(outcome, Accepted)
    assert outcome.document.lane is Lane.BULK
    assert stored(backends) == [outcome.document.key]


def test_an_object_that_is_refused_stays(backends: Backends, intake: IntakeService, department: str) -> None:
    backends.objects.put("uploads/1", io.BytesIO(b"x" * 10_001))
    (outcome,) = intake.accept_object(department, "a.pdf", "uploads/1")
    assert isinstance(outcome, Rejected)
    assert outcome.code == "limit_exceeded"
    assert stored(backends) == ["uploads/1"]


def test_the_ingest_stage_describes_and_goes_on(backends: Backends, intake: IntakeService, department: str) -> None:
    (outcome,) = intake.accept(department, "a.pdf", io.BytesIO(PDF))
    assert isinstance(outcome, Accepted)
    (row,) = backends.progress.rows(outcome.document.id)
    assert run(backends, row.id, ingest)
    assert [r.stage for r in backends.progress.rows(outcome.document.id)] == [Stage.INGEST, Stage.EXTRACT]


def test_the_ingest_stage_fails_what_came_in_unread(backends: Backends, department: str) -> None:
    backends.objects.put("k", io.BytesIO(bytes(range(256))))
    new = NewDocument(
        id=backends.clock.new_id(), department_id=department, filename="a", sha256="1" * 64, size=256,
        media_type="application/octet-stream", key="k",
    )  # fmt: skip
    (row,) = backends.progress.register(new).rows
    assert not run(backends, row.id, ingest)
    document = backends.progress.document(new.id)
    assert document is not None
    assert document.state is DocumentState.FAILED
    assert document.failure is not None
    assert document.failure.code == "unsupported_media_type"
