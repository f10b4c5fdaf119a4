"""Faults of processing. A fault of the document is a finding (`shared.model.finding`), never one of these.

Every error knows its `code` (documented in docs/api.md), whether a retry can help, and the page where it struck. None
knows HTTP: the gateway maps them in one place.
"""

from __future__ import annotations

import errno

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class ProcessingError(Exception):
    """Base of all: something kept yusuan from processing a document. The message is for people, `code` for programs."""

    code = "processing_failed"
    retryable = False

    def __init__(self, detail: str, *, page: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.page = page


class UnsupportedMediaError(ProcessingError):
    """The bytes are of a kind that yusuan does not read."""

    code = "unsupported_media_type"


class EmptyFileError(ProcessingError):
    """The file has no bytes."""

    code = "empty_file"


class EncryptedFileError(ProcessingError):
    """The file asks for a password."""

    code = "encrypted"


class UnreadableFileError(ProcessingError):
    """The file is damaged or truncated: its own format's reader cannot open it."""

    code = "unreadable"


class NotAReportError(ProcessingError):
    """The file was read, but holds neither a table nor a form, and nothing that calls itself a report."""

    code = "not_a_report"

    def __init__(self, detail: str = "no table and no form was found", *, page: int | None = None) -> None:
        super().__init__(detail, page=page)


class LimitExceededError(ProcessingError):
    """The file is over a limit (bytes, pages, pixels, cells, unpacked size): refused before it can do harm."""

    code = "limit_exceeded"


class InfectedFileError(ProcessingError):
    """The virus scanner found something: the file is not read, and nobody gets its bytes."""

    code = "infected"


class TransientError(ProcessingError):
    """Something outside the document failed (storage, database, broker, a killed worker): a retry helps."""

    code = "temporarily_unavailable"
    retryable = True


class OutageError(TransientError):
    """Something that serves all documents is away: no fault of the one at hand, which costs it no attempt for a day."""


class StorageError(OutageError):
    """The object storage did not answer or refused: try again."""

    code = "storage_unavailable"


class DatabaseError(OutageError):
    """The database did not answer: try again."""

    code = "database_unavailable"


class BrokerError(OutageError):
    """The message broker did not answer: try again (nothing is lost, the stage row is sent later)."""

    code = "broker_unavailable"


class ScannerError(OutageError):
    """The virus scanner did not answer or gave no verdict: the file is held back until it does."""

    code = "scanner_unavailable"


class ReaderUnavailableError(TransientError):
    """A program that reads files of this kind is not installed: once it is, a retry helps."""

    code = "reader_unavailable"


class WorkerLostError(TransientError):
    """The worker died or went silent in the middle of the stage."""

    code = "worker_lost"


class TimeLimitError(TransientError):
    """The stage took longer than its time limit."""

    code = "time_limit"


class ObjectNotFoundError(ProcessingError):
    """There is no object of that key in the storage."""

    code = "object_not_found"


class NotFoundError(ProcessingError):
    """There is no document (revision, stage row) of that id."""

    code = "not_found"


class ConflictError(ProcessingError):
    """What is asked for does not fit the state that the document is in."""

    code = "conflict"


def disk_full(error: BaseException) -> StorageError | None:
    """What a failed write says where it failed for want of room (temporary files too), None for any other error."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return StorageError("the disk is full")
    return None
