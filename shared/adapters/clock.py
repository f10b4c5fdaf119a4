"""The real clock."""

from __future__ import annotations

from datetime import UTC, datetime

from ulid import ULID


class SystemClock:
    """The machine's time and random ULIDs."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> str:
        return str(ULID())
