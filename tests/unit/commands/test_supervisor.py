from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.commands.supervisor import Child, Supervisor


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


SLEEP = python("import time; print('up', flush=True); time.sleep(60)")


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def supervised(children: list[Child], folder: Path, stop: threading.Event) -> tuple[Supervisor, threading.Thread]:
    supervisor = Supervisor(children, folder / "log", longest_pause=0.1)
    supervisor.start()
    thread = threading.Thread(target=supervisor.tend, args=(stop,))
    thread.start()
    return supervisor, thread


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_what_dies_is_started_again_and_all_end(tmp_path: Path, stop: threading.Event) -> None:
    supervisor, thread = supervised([Child(name="a", command=SLEEP), Child(name="b", command=SLEEP)], tmp_path, stop)
    first = supervisor.pids()
    os.kill(first["b"], signal.SIGKILL)
    until(lambda: supervisor.pids().get("b", first["b"]) != first["b"])
    assert supervisor.pids()["a"] == first["a"]
    stop.set()
    thread.join()
    pids = supervisor.pids().values()
    supervisor.stop()
    assert all(gone(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path, stop: threading.Event) -> None:
    deaf = python(
        "import signal, time\n"
        "for n in (signal.SIGTERM, signal.SIGQUIT): signal.signal(n, signal.SIG_IGN)\n"
        "print('deaf', flush=True); time.sleep(60)"
    )
    supervisor, thread = supervised([Child(name="a", command=deaf, patience=0.2)], tmp_path, stop)
    until(lambda: b"deaf" in (tmp_path / "log").read_bytes())
    stop.set()
    thread.join()
    (pid,) = supervisor.pids().values()
    supervisor.stop()
    assert gone(pid)


def test_the_children_of_a_dead_child_do_not_stay(tmp_path: Path, stop: threading.Event) -> None:
    parent = python(
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('grandchild', p.pid, flush=True); time.sleep(60)"
    )
    supervisor, thread = supervised([Child(name="a", command=parent)], tmp_path, stop)
    until(lambda: b"grandchild" in (tmp_path / "log").read_bytes())
    grandchild = int((tmp_path / "log").read_text().split()[1])
    os.kill(supervisor.pids()["a"], signal.SIGKILL)
    until(lambda: gone(grandchild) or _is_zombie(grandchild))
    stop.set()
    thread.join()
    supervisor.stop()


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")


def test_a_child_that_stops_moving_is_killed_and_started_again(tmp_path: Path, stop: threading.Event) -> None:
    moving = python("import time\nfrom services.commands import pulse\nwhile True:\n    pulse.beat(); time.sleep(0.05)")
    supervisor = Supervisor(
        [Child(name="a", command=moving), Child(name="b", command=SLEEP)],
        tmp_path / "log",
        longest_pause=0.1,
        longest_silence=2.0,
    )
    supervisor.start()
    thread = threading.Thread(target=supervisor.tend, args=(stop,))
    thread.start()
    try:
        until(lambda: (tmp_path / "a.pulse").exists())
        first = supervisor.pids()
        os.kill(first["a"], signal.SIGSTOP)
        until(lambda: supervisor.pids().get("a", first["a"]) != first["a"])
        assert supervisor.pids()["b"] == first["b"], "what touches no file is not watched"
    finally:
        stop.set()
        thread.join()
        supervisor.stop()
