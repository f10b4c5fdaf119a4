"""Lists in pages: how many entries, and the opaque cursor with what a list needs to go on, as URL-safe text. Anything
else is refused (`bad_cursor`)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query

from services.api.problems import ProblemError

_LONGEST = 400
T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=500)]


def encode(kind: str, *position: Any) -> str:
    """A cursor of the list `kind` at `position`."""
    return base64.urlsafe_b64encode(json.dumps([kind, *position], separators=(",", ":")).encode()).decode().rstrip("=")


def decode(kind: str, cursor: str, *types: type) -> list[Any]:
    """The position, of these types. Raises the problem `bad_cursor`."""
    try:
        if len(cursor) > _LONGEST:
            raise ValueError("too long")
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(found, list) or len(found) != len(types) + 1 or found[0] != kind:
            raise ValueError("of another list")
        if any(type(value) is not wanted for value, wanted in zip(found[1:], types, strict=True)):
            raise ValueError("of another form")
        if any(isinstance(v, int) and abs(v) >= 2**63 for v in found[1:]) or any(
            isinstance(v, str) and "\x00" in v for v in found[1:]
        ):
            raise ValueError("out of bounds")
    except (ValueError, binascii.Error, UnicodeError, RecursionError) as exc:
        raise ProblemError("bad_cursor", "take the cursor from `next_cursor` of an earlier answer") from exc
    return found[1:]


def page(
    kind: str, rows: Sequence[T], place: Callable[[T], Any], limit: int, cursor: str | None, *, of: type = str
) -> tuple[Sequence[T], str | None]:
    """The part of a short list after `cursor`, and the cursor of what follows. `place` falls, and is an `of`."""
    if cursor is not None:
        before = decode(kind, cursor, of)[0]
        rows = [row for row in rows if place(row) < before]
    return rows[:limit], encode(kind, place(rows[limit - 1])) if len(rows) > limit else None
