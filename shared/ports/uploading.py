"""Idempotency keys, and uploads that bypass the gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What a key stands for: the payload's fingerprint and the answer; both None while the first call is under way."""

    fingerprint: str | None
    status: int | None
    body: Mapping[str, Any] | None


class Idempotency(Protocol):
    def begin(self, scope: str, key: str, *, lease: timedelta) -> Remembered | None:
        """Reserve the key: None if this call is the first (or the first one's lease ran out), else what is known."""
        ...

    def extend(self, scope: str, key: str, *, lease: timedelta) -> None:
        """The call is still under way. (A short lease: a gateway that dies must not hold its clients up for long.)"""
        ...

    def finish(self, scope: str, key: str, fingerprint: str, status: int, body: Mapping[str, Any]) -> None: ...

    def abandon(self, scope: str, key: str) -> None:
        """The call failed: the key may be used again."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadRow:
    """A presigned upload: `expected_*` as announced, `documents` the ids that came of it once complete."""

    id: str
    department_id: str
    filename: str
    key: str
    expected_size: int | None
    expected_sha256: str | None
    created_at: datetime
    expires_at: datetime
    completed_at: datetime | None
    documents: tuple[str, ...]
    parts_token: str | None = None
    """of the storage, for an upload in parts"""


class Uploads(Protocol):
    def add(self, row: UploadRow) -> None: ...

    def get(self, upload_id: str) -> UploadRow | None: ...

    def complete(self, upload_id: str, documents: Sequence[str]) -> bool:
        """False if it was complete before."""
        ...

    def remove(self, upload_id: str) -> None: ...

    def abandoned(self, before: datetime, *, limit: int) -> tuple[UploadRow, ...]:
        """Those that expired before then, oldest first; complete ones too, whose bytes are elsewhere by now."""
        ...
