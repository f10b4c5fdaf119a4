"""A worker whose consumer hangs while its other threads go on: it must not count as alive, and must not stay."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.commands.supervisor import Child, Supervisor
from services.commands.up import broker_command, environment
from shared.adapters.database.migrate import migrate
from shared.bootstrap import backends
from shared.settings import Settings

#: The worker as it is, with a step of ours that blocks the loop some time after it began to turn.
_HANGING = """
import sys, time
from celery import bootsteps
from services.commands import wiring
from services.cli import main

made = wiring.worker_app

class Hangs(bootsteps.StartStopStep):
    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent):
        parent.timer.call_after(3.0, lambda: time.sleep(600))

def worker_app(*arguments):
    app, found = made(*arguments)
    app.steps["consumer"].add(Hangs)
    return app, found

wiring.worker_app = worker_app
sys.argv = ["yusuan", "worker", "--queues", "ingest"]
main()
"""


@contextmanager
def broker(settings: Settings) -> Iterator[None]:
    supervisor = Supervisor([Child(name="broker", command=broker_command(settings))], settings.data / "broker.log")
    supervisor.start()
    try:
        until = time.monotonic() + 30
        while not settings.redis_socket.exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        yield
    finally:
        supervisor.stop()


def test_a_worker_whose_loop_hangs_ends_itself(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]
    found = backends(settings)
    migrate(found.engine)
    times = {"YUSUAN_LEASE_SECONDS": "6", "YUSUAN_HEARTBEAT_SECONDS": "0.5"}
    with broker(settings), (tmp_path / "worker.log").open("wb") as log:
        env = {**environment(settings), **times, "PATH": "", "PYTHONPATH": ":".join(sys.path)}
        worker = subprocess.Popen([sys.executable, "-c", _HANGING], env=env, stdout=log, stderr=log)
        try:
            assert worker.wait(120) == -signal.SIGKILL, (tmp_path / "worker.log").read_text()
        finally:
            worker.kill()
    said = (tmp_path / "worker.log").read_text()
    assert "stands still" in said, said
