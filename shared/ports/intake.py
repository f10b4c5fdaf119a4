"""The door: who may put a file in, is it clean, what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from shared.lifecycle import Lane
from shared.ports.progress import DocumentRow, Uploader


class Scanner(Protocol):
    """Looks for malware in bytes. Raises `ScannerError` (retryable) where it gives no verdict."""

    def scan(self, chunks: Iterable[bytes]) -> str | None:
        """The name of what was found, None for clean bytes. `LimitExceededError`: more than it takes, so no verdict."""
        ...

    def check(self) -> None:
        """Raise `ScannerError` unless the scanner answers."""
        ...


class Departments(Protocol):
    """Who may put files into the inbox. Implemented beside the keys (`adapters/database/access.py`)."""

    def identify(self, name: str) -> str | None:
        """The id of the department with this id or name, or None."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The file was stored and registered and its first message sent (or left to the sweep)."""

    document: DocumentRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """The department has uploaded the same bytes before: this is that document."""

    document: DocumentRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """Nothing was stored. `code` is one of `shared.errors` (`empty_file`, `unsupported_media_type`, …)."""

    filename: str
    code: str
    detail: str


class Intake(Protocol):
    """The door: how a file comes in, whichever way. Implemented by `services.ingest.service.IntakeService`.

    The gateway gets it from the composition (`services/commands/wiring.py`), as services never import each other.
    Raises `StorageError` and `DatabaseError`; what is wrong with the file is a `Rejected`.
    """

    def accept(
        self,
        department_id: str,
        filename: str,
        stream: BinaryIO,
        *,
        lane: Lane = Lane.INTERACTIVE,
        by: Uploader | None = None,
    ) -> tuple[Accepted | Duplicate | Rejected, ...]:
        """Store while hashing, sniff, check limits, deduplicate, register, send. A zip gives one outcome per member."""
        ...

    def accept_object(
        self,
        department_id: str,
        filename: str,
        key: str,
        *,
        lane: Lane = Lane.BULK,
        by: Uploader | None = None,
        keep: bool = False,
    ) -> tuple[Accepted | Duplicate | Rejected, ...]:
        """The same for bytes that are already in the storage (a presigned upload, an S3 client's PUT).

        The object is taken over: afterwards it is no longer under `key`, unless `keep`.
        """
        ...
