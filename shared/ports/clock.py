"""The time and new ids."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time and new ids: both come from outside, so both have a port. Raises nothing."""

    def now(self) -> datetime:
        """Now, aware, UTC."""
        ...

    def new_id(self) -> str:
        """A new ULID: 26 characters, sorted by time."""
        ...
