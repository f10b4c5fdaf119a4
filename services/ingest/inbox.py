"""Files that nobody announced: in a department's bucket prefix (`inbox/<department>/…`) or its watched folder.

Bucket events come late, twice or never, so both places are looked through now and then as well.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from shared.bootstrap import Backends
from shared.errors import ObjectNotFoundError
from shared.lifecycle import Lane
from shared.ports import Accepted, ObjectInfo, Rejected, Uploader

if TYPE_CHECKING:
    from services.ingest.service import IntakeService

_LOG = logging.getLogger(__name__)
PREFIX = "inbox/"
REFUSED = "refused"
_BY = Uploader(actor="inbox")
#: A file that was written to just now is not finished yet.
_SETTLED_SECONDS = 2.0


class Taken(Enum):
    """What became of an object of the inbox."""

    NEW = "a document was made of it"
    KNOWN = "its documents were there already"
    LEFT = "it is not to be taken: another key, an unknown department, a refused file"


class Inbox:
    """Looks through both places, again and again.

    An object stays for a while after it was taken: clients ask for what they have just put (rclone does) and would
    send it again if it were gone.
    """

    def __init__(self, backends: Backends, intake: IntakeService) -> None:
        self._backends = backends
        self._intake = intake
        self._taken: dict[str, tuple[datetime, datetime]] = {}
        """by key: when the object was written, when it was taken"""

    def look_through(self) -> int:
        """Take everything that lies in the inboxes; how many objects and files were new."""
        backends = self._backends
        there = tuple(backends.objects.list(PREFIX))
        self._taken = {info.key: self._taken[info.key] for info in there if info.key in self._taken}
        new = sum(self._take(info) for info in there)
        if backends.settings.s3_endpoint is None:
            new += _look_through_folder(backends, self._intake, backends.settings.data / "inbox")
        return new

    def _take(self, info: ObjectInfo) -> bool:
        now = self._backends.clock.now()
        written, at = self._taken.get(info.key, (None, now))
        if written == info.modified:
            if now - at >= timedelta(seconds=self._backends.settings.inbox_keep_seconds):
                self._clear(info)
            return False
        # The one that a notification brought is read once more here: only then is it certain that it may go.
        taken = take_object(self._backends, self._intake, info.key)
        if taken is not Taken.LEFT:
            self._taken[info.key] = info.modified, now
        return taken is Taken.NEW

    def _clear(self, info: ObjectInfo) -> None:
        """Remove what was taken, unless it has been written anew meanwhile or is the original of a refused file."""
        objects = self._backends.objects
        if self._backends.progress.find_key(info.key) is None and objects.stat(info.key) == info:
            objects.delete(info.key)


def take_object(backends: Backends, intake: IntakeService, key: str) -> Taken:
    """Take one object of a department's prefix; it stays where it is.

    Safe to repeat, also at the same time: a second taker finds a duplicate. What is refused becomes a document that
    fails with the reason.
    """
    department, slash, name = key.removeprefix(PREFIX).partition("/")
    if not key.startswith(PREFIX) or not slash or not name or name.endswith("/"):
        return Taken.LEFT
    department_id = backends.departments.identify(department)
    if department_id is None:
        _LOG.warning("an object of no department", extra={"key": key})
        return Taken.LEFT
    if backends.progress.find_key(key) is not None:
        return Taken.LEFT
    try:
        outcomes = intake.accept_object(department_id, name, key, by=_BY, keep=True)
        if all(isinstance(outcome, Rejected) for outcome in outcomes):
            intake.admit_unread(department_id, name, key, by=_BY)
            return Taken.NEW
    except ObjectNotFoundError:
        return Taken.LEFT
    return Taken.NEW if any(isinstance(outcome, Accepted) for outcome in outcomes) else Taken.KNOWN


def _look_through_folder(backends: Backends, intake: IntakeService, root: Path) -> int:
    taken = 0
    for folder in sorted(p for p in root.glob("*") if p.is_dir()):
        department_id = backends.departments.identify(folder.name)
        if department_id is None:
            continue
        for path in sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")):
            try:
                taken += _take_file(intake, department_id, path)
            except OSError as exc:  # gone, not readable, no room to set it aside: the others do not wait for it
                _LOG.warning("a file of the inbox cannot be taken: %s", exc)
    return taken


def _take_file(intake: IntakeService, department_id: str, path: Path) -> bool:
    """Whether it was new. Raises `OSError`."""
    if time.time() - path.stat().st_mtime <= _SETTLED_SECONDS:
        return False
    with path.open("rb") as file:
        outcomes = intake.accept(department_id, path.name, file, lane=Lane.BULK, by=_BY)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    if len(refused) < len(outcomes):
        path.unlink(missing_ok=True)
        return True
    folder = path.parent / REFUSED
    folder.mkdir(exist_ok=True)
    path.rename(folder / path.name)
    reasons = "".join(f"{r.filename}: {r.code}: {r.detail}\n" for r in refused)
    (folder / f"{path.name}.reason.txt").write_text(reasons or "the archive is empty\n", encoding="utf-8")
    return False
