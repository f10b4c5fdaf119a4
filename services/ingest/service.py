"""The door: files come in by the gateway, by presigned upload, by bucket prefix or by a watched folder.

Order matters: first the bytes are stored, then document and ingest row are committed, then the message goes out. A
crash in between leaves at most an object without a document (the inbox is looked through again) or a row without a
message (the sweep sends it).
"""

from __future__ import annotations

import hashlib
import logging
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from io import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from services.ingest import core
from shared import outputs
from shared.bootstrap import Backends
from shared.errors import (
    EncryptedFileError,
    InfectedFileError,
    LimitExceededError,
    ProcessingError,
    TransientError,
    UnreadableFileError,
    UnsupportedMediaError,
    disk_full,
)
from shared.lifecycle import Lane
from shared.outbox import dispatch
from shared.ports import Accepted, Duplicate, NewDocument, Rejected, StageRow, Uploader
from shared.worker import Job

_LOG = logging.getLogger(__name__)
_MEMORY = 8 * 1024 * 1024
#: what the standard library raises over a damaged zip
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError)
Outcome = Accepted | Duplicate | Rejected


@dataclass(frozen=True)
class _For:
    """What the files of one call have in common."""

    department_id: str
    lane: Lane
    by: Uploader | None


class IntakeService:
    """See `shared.ports.Intake`."""

    def __init__(self, backends: Backends, send: Callable[[Sequence[StageRow]], object] | None = None) -> None:
        """`send` takes the rows that are to be sent; by default they are when `accept` returns."""
        self._backends = backends
        self._send = send or partial(dispatch, backends.progress, backends.publisher)
        settings = backends.settings
        self._limits = core.Limits(
            file_bytes=settings.max_upload_bytes,
            archive_members=settings.max_archive_members,
            archive_bytes=settings.max_archive_bytes,
        )

    def accept(
        self,
        department_id: str,
        filename: str,
        stream: BinaryIO,
        *,
        lane: Lane = Lane.INTERACTIVE,
        by: Uploader | None = None,
    ) -> tuple[Outcome, ...]:
        name = core.clean_name(filename)
        for_whom = _For(department_id, lane, by)
        try:
            with _aside(), _seekable(stream, self._limits.file_bytes) as file:
                core.check_size(_size(file), self._limits)
                media_type = core.recognise(*_ends(file), name)
                if media_type == core.ZIP:
                    return tuple(self._members(for_whom, file))
                return (self._take(for_whom, name, file, media_type),)
        except TransientError:
            raise
        except ProcessingError as exc:
            return (Rejected(filename=name, code=exc.code, detail=exc.detail),)

    def accept_object(
        self,
        department_id: str,
        filename: str,
        key: str,
        *,
        lane: Lane = Lane.BULK,
        by: Uploader | None = None,
        keep: bool = False,
    ) -> tuple[Outcome, ...]:
        objects = self._backends.objects
        with _aside(), SpooledTemporaryFile(max_size=_MEMORY) as file:
            for chunk in objects.stream(key):
                file.write(chunk)
                if file.tell() > self._limits.file_bytes:
                    return (_too_large(core.clean_name(filename), self._limits),)
            outcomes = self.accept(department_id, filename, cast(BinaryIO, file), lane=lane, by=by)
        if not keep and not all(isinstance(outcome, Rejected) for outcome in outcomes):
            objects.delete(key)
        return outcomes

    def admit_unread(self, department_id: str, filename: str, key: str, *, by: Uploader | None = None) -> Outcome:
        """Register an object that was refused, in place: nobody waits for the answer, so it must show as a document.

        Its ingest stage then fails with the reason.
        """
        digest, size = hashlib.sha256(), 0
        for chunk in self._backends.objects.stream(key):
            digest.update(chunk)
            size += len(chunk)
        return self._register(
            NewDocument(
                id=self._backends.clock.new_id(),
                department_id=department_id,
                filename=core.clean_name(filename),
                sha256=digest.hexdigest(),
                size=size,
                media_type="application/octet-stream",
                key=key,
                lane=Lane.BULK,
                by=by,
            )
        )

    def _members(self, for_whom: _For, file: BinaryIO) -> Iterator[Outcome]:
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as exc:
            raise UnreadableFileError(f"the zip cannot be opened: {exc}") from exc
        with archive:
            yield from self._each(for_whom, archive)

    def _each(self, for_whom: _For, archive: zipfile.ZipFile) -> Iterator[Outcome]:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) > self._limits.archive_members:
            raise LimitExceededError(f"the zip has {len(members)} files, {self._limits.archive_members} are allowed")
        if sum(m.file_size for m in members) > self._limits.archive_bytes:
            raise LimitExceededError(f"the zip unpacks to more than {self._limits.archive_bytes} bytes")
        for member in members:
            name = core.member_name(member.filename, bool(member.flag_bits & 0x800))
            if name is not None:
                yield self._member(for_whom, name, archive, member)

    def _member(self, for_whom: _For, name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Outcome:
        """One member's outcome: a broken one is refused by itself, as those before it may have been taken already."""
        try:
            with _unpacked(archive, member, self._limits.file_bytes) as file:
                core.check_size(_size(file), self._limits)
                media_type = core.recognise(*_ends(file), name)
                if media_type == core.ZIP:
                    raise UnsupportedMediaError("a zip inside a zip is not opened")
                return self._take(for_whom, name, file, media_type)
        except TransientError:
            raise
        except ProcessingError as exc:
            return Rejected(filename=name, code=exc.code, detail=exc.detail)

    def _take(self, for_whom: _For, name: str, file: BinaryIO, media_type: str) -> Outcome:
        document_id = self._backends.clock.new_id()
        key = outputs.original_key(document_id)
        stored = self._backends.objects.put(key, file, limit=self._limits.file_bytes, media_type=media_type)
        return self._register(
            NewDocument(
                id=document_id,
                department_id=for_whom.department_id,
                filename=name,
                sha256=stored.sha256,
                size=stored.size,
                media_type=media_type,
                key=key,
                lane=for_whom.lane,
                by=for_whom.by,
            )
        )

    def _register(self, new: NewDocument) -> Outcome:
        backends = self._backends
        registration = backends.progress.register(new)
        if registration.duplicate:
            if registration.document.key != new.key:
                with suppress(ProcessingError):
                    backends.objects.delete(new.key)
            return Duplicate(document=registration.document)
        self._send(registration.rows)
        _LOG.info("accepted", extra={"document": new.id, "department": new.department_id, "size": new.size})
        return Accepted(document=registration.document)


def ingest(job: Job) -> None:
    """The ingest stage: what came in by whichever way is looked at once more, where it lies."""
    backends, document = job.backends, job.document
    info = backends.objects.stat(document.key)
    if info is None:
        raise UnreadableFileError("the document's bytes are no longer in the storage")
    settings = backends.settings
    core.check_size(
        info.size,
        core.Limits(file_bytes=settings.max_upload_bytes, archive_members=0, archive_bytes=0),
    )
    head = backends.objects.get(document.key, length=core.HEAD)
    tail = backends.objects.get(document.key, start=max(0, info.size - core.TAIL), length=core.TAIL)
    media_type = core.recognise(head, tail, document.filename)
    if media_type == core.ZIP:
        raise UnsupportedMediaError("a zip that holds no office document: upload it through the gateway to unpack it")
    if backends.scanner is not None:
        found = backends.scanner.scan(backends.objects.stream(document.key))
        if found is not None:
            raise InfectedFileError(f"the virus scanner found {found}")
    if media_type != document.media_type:
        backends.progress.describe(job.attempt.token, media_type=media_type)
    job.complete()


@contextmanager
def _aside() -> Iterator[None]:
    """Around temporary files: no room for them is an outage, and no fault of the file that is taken."""
    try:
        yield
    except OSError as exc:
        if (full := disk_full(exc)) is not None:
            raise full from exc
        raise


@contextmanager
def _seekable(stream: BinaryIO, limit: int) -> Iterator[BinaryIO]:
    """The stream itself or, where it cannot seek, its bytes in memory or a temporary file.

    Raises `LimitExceededError`.
    """
    if stream.seekable():
        yield stream
        return
    with SpooledTemporaryFile(max_size=_MEMORY) as file:
        yield _copied(stream, file, limit)


@contextmanager
def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> Iterator[BinaryIO]:
    """A member's bytes, counted as they are unpacked: what the directory says about sizes may be a lie.

    Raises `EncryptedFileError`, `UnreadableFileError`, `LimitExceededError`.
    """
    if member.flag_bits & 0x1:
        raise EncryptedFileError("the file in the zip asks for a password")
    with SpooledTemporaryFile(max_size=_MEMORY) as file:
        try:
            with archive.open(member) as stream:
                whole = _copied(cast(BinaryIO, stream), file, limit)
        except _BROKEN as exc:
            raise disk_full(exc) or UnreadableFileError(f"the file cannot be unpacked: {exc}") from exc
        yield whole


def _copied(stream: BinaryIO, file: SpooledTemporaryFile[bytes], limit: int) -> BinaryIO:
    while chunk := stream.read(1024 * 1024):
        file.write(chunk)
        if file.tell() > limit:
            raise LimitExceededError(f"the file is larger than {limit} bytes")
    file.seek(0)
    return cast(BinaryIO, file)


def _size(file: BinaryIO) -> int:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return size


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    size = _size(file)
    head = file.read(core.HEAD)
    file.seek(max(0, size - core.TAIL))
    tail = file.read(core.TAIL)
    file.seek(0)
    return head, tail


def _too_large(name: str, limits: core.Limits) -> Rejected:
    return Rejected(filename=name, code=LimitExceededError.code, detail=f"more than {limits.file_bytes} bytes")
