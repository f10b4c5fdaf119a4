"""What a worker says about itself, without harm to the children that its pool forks meanwhile.

SQLite keeps book of its locks per process: a child that is forked while a connection of its parent is in the middle of
a write takes the lock for held, by itself, as long as it lives, and can never write. So nothing is said while a child
is being forked, and no connection is left open in between, in any database.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import psutil

from services.commands.pulse import Loop
from shared import alive
from shared.bootstrap import Backends, backends
from shared.errors import DatabaseError
from shared.lifecycle import Stage
from shared.settings import Settings

_LOG = logging.getLogger(__name__)


class Alive:
    """The line about this worker in the database; one per process, as its hooks on forking stay."""

    def __init__(self, settings: Settings, name: str, stages: Sequence[Stage], loop: Loop) -> None:
        self._settings = settings
        self._name = name
        self.stages = tuple(stages)
        self._loop = loop
        self._backends: Backends = backends(settings)  # its own connections
        self._started = datetime.now(UTC)
        self._talking = threading.Lock()
        os.register_at_fork(
            before=self._talking.acquire,
            after_in_parent=self._talking.release,
            after_in_child=self._talking.release,
        )

    def tell(self, stop: threading.Event) -> None:
        """Say now and then that this worker is alive; after `stop`, that it ended in good order.

        One whose loop has stood still for two leases is not: it takes no work and would not come back. It ends at once,
        its children with it, and whoever runs it starts it again; what it held is given to others. Two, as a broker
        that is there and says nothing holds the loop for a socket's time-out (30 s), which puts itself right."""
        while True:
            if self._loop.stands_still(2 * self._settings.lease_seconds):
                _LOG.error("the worker's loop stands still: it ends", extra={"worker": self._name})
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                self.say()
            except DatabaseError as exc:
                _LOG.warning("not told that this worker is alive: %s", exc)
            if stop.wait(self._settings.heartbeat_seconds):
                break
        try:
            with self._talking:
                self._backends.workers.gone(self._name)
                self._backends.engine.dispose()
        except DatabaseError:
            _LOG.warning("not told that this worker ends")

    def say(self) -> None:
        """This worker is alive. Raises `DatabaseError`."""
        process = psutil.Process()
        try:
            memory = sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))
        except psutil.Error:  # a child ended meanwhile
            memory = process.memory_info().rss
        with self._talking:
            try:
                self._backends.workers.seen(
                    self._name,
                    queues=[stage.value for stage in self.stages],
                    pid=process.pid,
                    memory_bytes=memory,
                    started_at=self._started,
                )
            finally:
                self._backends.engine.dispose()
        alive.touch(self._settings)
