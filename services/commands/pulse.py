"""Whether a process still moves: threads that tell of it go on where a loop stands still, so the loop itself is asked.

Two ways to stop without dying are seen. A worker whose consumer hangs says no more that it is alive and ends itself;
a process that does nothing at all any more (stopped, or stuck in a library that lets no thread run) leaves its pulse
file as it is, and the supervisor ends it.
"""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import Any

from celery import Celery, bootsteps

_LOG = logging.getLogger(__name__)
#: What the supervisor tells its children: its process id, and the file to touch while all is well.
SUPERVISOR, PULSE_FILE = "YUSUAN_SUPERVISOR", "YUSUAN_PULSE_FILE"
EVERY_SECONDS = 1.0


class Loop:
    """A worker's event loop. While it connects to the broker it does not run, and nothing is expected of it."""

    def __init__(self) -> None:
        self._turned: float | None = None

    def turned(self) -> None:
        self._turned = time.monotonic()

    def left(self) -> None:
        self._turned = None

    def stands_still(self, seconds: float) -> bool:
        """Whether it should have turned, and did not for so long."""
        turned = self._turned
        return turned is not None and time.monotonic() - turned > seconds


def watch(app: Celery, loop: Loop) -> None:
    """Have the consumer of the app's worker tell `loop` that it turns."""

    class Turning(bootsteps.StartStopStep):  # type: ignore[misc]
        requires = ("celery.worker.consumer.tasks:Tasks",)
        timer: Any = None

        def start(self, parent: Any) -> None:
            loop.turned()
            self.timer = parent.timer.call_repeatedly(EVERY_SECONDS, loop.turned)

        def stop(self, parent: Any) -> None:
            loop.left()
            if self.timer is not None:
                self.timer.cancel()

    app.steps["consumer"].add(Turning)


def beat() -> None:
    """Touch the pulse file, if the supervisor gave one."""
    name = os.environ.get(PULSE_FILE)
    if name is None:
        return
    try:
        Path(name).touch()
    except OSError as exc:
        _LOG.warning("the pulse file cannot be touched: %s", exc)


class Silence:
    """The other side: for how long a pulse file has not been touched. By a clock that stands still with the machine."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, float] | None = None

    def seconds(self) -> float:
        """0 while there is no file: the process does not touch any, or not yet."""
        try:
            touched = self._file.stat().st_mtime_ns
        except OSError:
            self._seen = None
            return 0.0
        now = time.monotonic()
        if self._seen is None or self._seen[0] != touched:
            self._seen = (touched, now)
        return now - self._seen[1]
