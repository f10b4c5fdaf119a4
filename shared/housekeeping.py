"""Objects that nothing leads to any more, removed a few at a time.

They come from crashes between storing and committing (an original without a document, a result without a revision),
from deletions that were cut short, from uploads that were never completed, and from outputs that a newer run of the
same stage superseded. What is younger than the grace time is left alone: its commit may still come.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby, islice
from typing import Protocol

from shared.errors import ProcessingError
from shared.ports import Clock, ObjectInfo, ObjectStore

_LOG = logging.getLogger(__name__)
#: All keys below these have the id of what they belong to as their second part.
PREFIXES = ("originals/", "outputs/", "results/", "pictures/", "uploads/")
_BATCH = 500
_TICK_SECONDS = 1.0
_ROUND_SECONDS = 6 * 3600.0


class References(Protocol):
    """What in the database leads to objects. Raises `DatabaseError`."""

    def release(self, owner: str, keys: Sequence[str], delete: Callable[[str], None]) -> int:
        """Call `delete` for each of the keys of this document (or upload) that nothing leads to; how many.

        Nothing can begin to lead to them meanwhile: the document is locked. One that is being processed keeps all.
        """
        ...


class Housekeeping:
    """Rounds through the storage, a batch at each call. Several at the same time do no harm."""

    def __init__(self, objects: ObjectStore, references: References, clock: Clock, *, grace: timedelta) -> None:
        self._objects = objects
        self._references = references
        self._clock = clock
        self._grace = grace
        self._rest: Iterator[ObjectInfo] | None = None

    def once(self) -> int | None:
        """Look at the next objects; how many were removed, None at the end of a round. Raises `ProcessingError`."""
        if self._rest is None:
            self._rest = (info for prefix in PREFIXES for info in self._objects.list(prefix))
        try:
            batch = list(islice(self._rest, _BATCH))
        except ProcessingError:
            self._rest = None
            raise
        if not batch:
            self._rest = None
            return None
        old = [info.key for info in batch if info.modified < self._clock.now() - self._grace]
        removed = 0
        for owner, keys in groupby(old, key=_owner):
            removed += self._references.release(owner, list(keys), self._objects.delete)
        if removed:
            _LOG.info("objects removed that nothing leads to", extra={"objects": removed})
        return removed

    def forever(self, stop: threading.Event) -> None:
        """A round every few hours until told to stop, through every outage."""
        rest_until = 0.0
        while not stop.wait(_TICK_SECONDS):
            if time.monotonic() < rest_until:
                continue
            try:
                ended = self.once() is None
            except ProcessingError as exc:
                _LOG.warning("housekeeping put off: %s", exc)
                ended = True
            except Exception:  # noqa: BLE001 - a fault of ours must not end the thread for good
                _LOG.exception("housekeeping failed")
                ended = True
            if ended:
                rest_until = time.monotonic() + _ROUND_SECONDS


def _owner(key: str) -> str:
    return key.split("/", 2)[1]
