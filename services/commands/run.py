"""`yusuan api`, `ingest-service`, `worker`, `beat`: the services as docker-compose.yml and `yusuan up` run them."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import click

from services.commands import pulse, wiring
from services.commands.alive import Alive
from shared import logs
from shared.bootstrap import Backends, backends
from shared.lifecycle import Stage
from shared.limits import limit_memory
from shared.queue import queue_names
from shared.settings import Settings

_LOG = logging.getLogger(__name__)


@click.command()
@click.option("--port", type=int, help="default: YUSUAN_PORT")
def api(port: int | None) -> None:
    """Run the gateway and the console."""
    settings = Settings()
    _end_with_parent()
    from services.api.wire import Wire

    _serve("services.commands.wiring:gateway", settings, settings.port if port is None else port, Wire)


@click.command("ingest-service")
def ingest_service() -> None:
    """Receive bucket notifications and look through the inbox."""
    settings = Settings()
    _serve("services.commands.wiring:ingest_app", settings, settings.listener_port)


def _serve(factory: str, settings: Settings, port: int, protocol: type[asyncio.Protocol] | None = None) -> None:
    import uvicorn

    logs.configure(settings)
    _raise_open_files()
    uvicorn.run(
        factory,
        factory=True,
        http=protocol or "auto",
        host=settings.host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=False,
    )


def _raise_open_files() -> None:
    """As many connections as the system allows: a thousand slow clients use up the soft limit of a login shell."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@click.command()
def beat() -> None:
    """Run the sweep: send what was lost, fence what went silent, take inboxes, deliver webhooks, tidy the storage."""
    from services.api.settings import GatewaySettings
    from services.commands.upkeep import Upkeep
    from services.ingest.tasks import Sweep

    settings = GatewaySettings()
    logs.configure(settings)
    _end_with_parent()
    stop = threading.Event()
    _on_stop(stop.set)
    # In threads of their own: a slow receiver of webhooks or a large storage must not keep the sweep waiting.
    helpers = [
        threading.Thread(target=run, args=(stop,), name=name)
        for name, run in (
            ("upkeep", Upkeep(settings).forever),
            ("housekeeping", backends(settings).housekeeping.forever),
        )
    ]
    for helper in helpers:
        helper.start()
    try:
        Sweep(backends(settings)).forever(stop)
    finally:
        stop.set()
        for helper in helpers:
            helper.join()


@click.command()
@click.option("--queues", required=True, help="stages, by comma: ingest,extract,reconstruct,validate,publish")
@click.option("--concurrency", type=click.IntRange(1), default=1, show_default=True, help="stages run at a time")
@click.option("--name", help="default: the stages and the process id")
def worker(queues: str, concurrency: int, name: str | None) -> None:
    """Run a worker of one or more stages."""
    try:
        stages = tuple(Stage(part.strip()) for part in queues.split(","))
    except ValueError as exc:
        raise click.BadParameter(str(exc), param_hint="--queues") from None
    settings = Settings()
    logs.configure(settings)
    app, found = wiring.worker_app(settings, stages)
    host = f"{name or f'{queues}-{os.getpid()}'}@{socket.gethostname()}"
    loop = pulse.Loop()
    pulse.watch(app, loop)
    _prepare(settings, found, Alive(settings, host, stages, loop))
    _end_with_parent()
    running = app.Worker(
        hostname=host,
        queues=queue_names(stages),
        concurrency=concurrency,
        pool="prefork",
        loglevel=settings.log_level,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    running.start()
    raise SystemExit(running.exitcode or 0)


def _prepare(settings: Settings, found: Backends, alive: Alive) -> None:
    """What happens in the children of the pool, and the line that the worker writes about itself."""
    from celery import signals

    stop = threading.Event()

    def configure_logs(**_: Any) -> None:
        logs.configure(settings)

    def start_child(**_: Any) -> None:
        _forget_connections(found)
        if Stage.VALIDATE in alive.stages:
            from services.validate.core.joint import load_solver

            load_solver()  # before the limit: it is the program's own memory, no document's
        limit_memory(settings.worker_memory_bytes)

    def start_telling(**_: Any) -> None:
        threading.Thread(target=alive.tell, args=(stop,), name="alive", daemon=True).start()

    def end_telling(**_: Any) -> None:
        stop.set()

    signals.setup_logging.connect(configure_logs, weak=False)
    signals.worker_process_init.connect(start_child, weak=False)
    signals.worker_ready.connect(start_telling, weak=False)
    signals.worker_shutdown.connect(end_telling, weak=False)


def _forget_connections(found: Backends) -> None:
    """A child of a fork must not use its parent's connections: let everything that holds one be made anew."""
    for made in [name for name in vars(found) if name not in ("settings", "clock", "celery", "publisher")]:
        del vars(found)[made]


def _on_stop(stop: Callable[[], None]) -> None:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)


def _end_with_parent() -> None:
    """Under `yusuan up`: show the supervisor that this process moves, and end in good order when it is gone, so that
    nothing is left behind by a kill -9."""
    supervisor = os.environ.get(pulse.SUPERVISOR)
    if supervisor is None:
        return

    def watch() -> None:
        waiting = threading.Event()
        while os.getppid() == int(supervisor):
            pulse.beat()
            waiting.wait(pulse.EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor", daemon=True).start()
