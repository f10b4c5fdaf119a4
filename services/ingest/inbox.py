"""Files that nobody announced: in a department's bucket prefix (`inbox/<department>/…`) or its watched folder.

Bucket events come late, twice or never, so both places are looked through now and then as well.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from shared.bootstrap import Backends
from shared.errors import ObjectNotFoundError
from shared.lifecycle import Lane
from shared.ports import Rejected

if TYPE_CHECKING:
    from services.ingest.service import IntakeService

_LOG = logging.getLogger(__name__)
PREFIX = "inbox/"
REFUSED = "refused"
#: A file that was written to just now is not finished yet.
_SETTLED_SECONDS = 2.0


def look_through(backends: Backends, intake: IntakeService) -> int:
    """Take everything that lies in the inboxes; how many objects and files were taken."""
    taken = sum(take_object(backends, intake, info.key) for info in backends.objects.list(PREFIX))
    if backends.settings.s3_endpoint is None:
        taken += _look_through_folder(backends, intake, backends.settings.data / "inbox")
    return taken


def take_object(backends: Backends, intake: IntakeService, key: str) -> bool:
    """Take one object of a department's prefix. False for what is not to be taken (other keys, unknown departments).

    Safe to repeat, also at the same time: the object is deleted after its document is committed, a second taker finds
    a duplicate or nothing. What is refused becomes a document that fails with the reason.
    """
    department, slash, name = key.removeprefix(PREFIX).partition("/")
    if not key.startswith(PREFIX) or not slash or not name or name.endswith("/"):
        return False
    department_id = backends.departments.identify(department)
    if department_id is None:
        _LOG.warning("an object of no department", extra={"key": key})
        return False
    if backends.progress.find_key(key) is not None:
        return False
    try:
        outcomes = intake.accept_object(department_id, name, key)
        if all(isinstance(outcome, Rejected) for outcome in outcomes):
            intake.admit_unread(department_id, name, key)
    except ObjectNotFoundError:
        return False
    return True


def _look_through_folder(backends: Backends, intake: IntakeService, root: Path) -> int:
    taken = 0
    for folder in sorted(p for p in root.glob("*") if p.is_dir()):
        department_id = backends.departments.identify(folder.name)
        if department_id is None:
            continue
        for path in sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")):
            if time.time() - path.stat().st_mtime > _SETTLED_SECONDS:
                taken += _take_file(intake, department_id, path)
    return taken


def _take_file(intake: IntakeService, department_id: str, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            outcomes = intake.accept(department_id, path.name, file, lane=Lane.BULK)
    except OSError as exc:
        _LOG.warning("a file of the inbox cannot be read: %s", exc)
        return False
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
