"""An S3 server that takes everything and says nothing, as a full one does: one wait, then an outage."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import urllib3

from shared.adapters import objects_s3
from shared.adapters.objects_s3 import S3Objects
from shared.errors import StorageError


class _Silent:
    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.asked: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self.asked.append(self._listener.accept()[0])

    def close(self) -> None:
        self._listener.close()
        for connection in self.asked:
            connection.close()


@pytest.fixture
def silent() -> Iterator[_Silent]:
    server = _Silent()
    yield server
    server.close()


def test_a_server_that_does_not_answer_is_waited_for_once(silent: _Silent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects_s3, "_TIMEOUT", urllib3.Timeout(connect=1, read=0.2))
    store = S3Objects(
        f"http://127.0.0.1:{silent.port}", access_key="a", secret_key="b" * 8, bucket="yusuan", region="us-east-1"
    )
    with pytest.raises(StorageError, match="does not answer: ReadTimeoutError"):
        store.put("originals/a", io.BytesIO(b"x"))
    assert len(silent.asked) == 1
