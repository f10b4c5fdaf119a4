"""Child processes of `yusuan up`: started, started again when they die, stopped in order."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from services.commands.pulse import PULSE_FILE, SUPERVISOR, Silence

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE = 0.5
#: A child that lived so long was not failing from the start.
_HEALTHY_SECONDS = 30.0


@dataclass(kw_only=True)
class Child:
    """A command that is kept running. `patience`: seconds from SIGTERM to SIGQUIT, and again from there to SIGKILL."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = 15.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    not_before: float = 0.0
    silence: Silence | None = None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps children running; their output goes to one log file.

    One that touched its pulse file (beside the log) and then does not for `longest_silence` seconds is killed."""

    def __init__(
        self, children: Sequence[Child], log: Path, *, longest_pause: float = 30.0, longest_silence: float = 30.0
    ) -> None:
        self._longest_pause = longest_pause
        self._longest_silence = longest_silence
        self._children = list(children)
        self._log = log
        self._file: IO[bytes] | None = None

    def start(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._log.open("ab")
        for child in self._children:
            self._launch(child)

    def _launch(self, child: Child) -> None:
        pulse = self._log.parent / f"{child.name}.pulse"
        pulse.unlink(missing_ok=True)
        child.silence = Silence(pulse)
        environment = {**os.environ, **child.environment, SUPERVISOR: str(os.getpid()), PULSE_FILE: str(pulse)}
        child.started = time.monotonic()
        # A session of its own: Ctrl-C in the terminal must reach the supervisor only, which stops all in order.
        child.process = subprocess.Popen(
            child.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def tend(self, stop: threading.Event) -> None:
        """Until `stop`: start again what has died, after a pause that grows while it keeps dying."""
        while not stop.wait(0.2):
            for child in self._children:
                if not child.alive:
                    self._revive(child)
                elif child.silence is not None and child.silence.seconds() > self._longest_silence:
                    self._end_silent(child)

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            lived = now - child.started
            child.pause = _FIRST_PAUSE if lived > _HEALTHY_SECONDS else min(child.pause * 2, self._longest_pause)
            child.not_before = now + child.pause
            code = child.process.returncode
            _LOG.warning("%s ended (%s), starting it again", child.name, code, extra={"pause": child.pause})
            # What a killed parent left behind must not go on beside its successor.
            _signal_group(child.process.pid, signal.SIGKILL)
            child.process = None
        if now >= child.not_before:
            self._launch(child)

    def _end_silent(self, child: Child) -> None:
        assert child.process is not None
        _LOG.error("%s does not move any more, killing it", child.name, extra={"pid": child.process.pid})
        child.silence = None
        _signal_group(child.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Drain and stop: SIGTERM to all but the first (the broker), which goes last."""
        first, rest = self._children[:1], self._children[1:]
        for group in (rest, first):
            _end(group)
        if self._file is not None:
            self._file.close()

    def pids(self) -> dict[str, int]:
        return {child.name: child.process.pid for child in self._children if child.process is not None}


def _end(children: Sequence[Child]) -> None:
    for number in (signal.SIGTERM, signal.SIGQUIT):
        for child in children:
            if child.alive and child.process is not None:
                child.process.send_signal(number)
        until = time.monotonic() + max((c.patience for c in children), default=0.0)
        while any(child.alive for child in children) and time.monotonic() < until:
            time.sleep(0.05)
    for child in children:
        if child.process is not None:
            _signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def yusuan(*arguments: str) -> list[str]:
    """The command line of one of our own commands, in this Python."""
    return [sys.executable, "-m", "services.cli", *arguments]
