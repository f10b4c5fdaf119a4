"""A gateway that listens on a port, for programs that are no Python tests: curl, shell scripts, generated clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

from services.api.app import create_app
from services.ingest.service import IntakeService
from services.validate.service import Reviser
from shared.errors import ConflictError
from shared.lifecycle import DocumentState
from tests.servers import free_port
from tests.unit.api.conftest import Harness


@contextmanager
def serving(harness: Harness) -> Iterator[str]:
    """The address of an application of its own (the harness's has its limiters bound to another event loop)."""
    ports, port = harness.ports, free_port()
    app = create_app(ports.settings, ports=ports, intake=IntakeService(ports), validator=Reviser(ports))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)


@contextmanager
def publishing(harness: Harness) -> Iterator[None]:
    """Publishes whatever is uploaded, as workers would."""
    end = threading.Event()

    def work() -> None:
        while not end.is_set():
            for item in harness.get("/v1/documents", "admin", state=DocumentState.QUEUED.value).json()["items"]:
                with suppress(ConflictError):
                    harness.publish(item["document_id"])
            end.wait(0.1)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
