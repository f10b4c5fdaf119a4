"""A TCP forwarder that can be closed like a gate: what a worker wants of the storage waits, and the worker with it.

So a test can stop any stage in its middle, for as long as it likes, without a line in the program for it.
"""

from __future__ import annotations

import contextlib
import socket
import threading


class Gate:
    """Forwards a port of loopback to another one. While `closed`, bytes that contain `needle` wait (and all after)."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._open = threading.Event()
        self._open.set()
        self._needle = b""
        self.waiting = threading.Event()
        """something stands before the gate"""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self, needle: bytes = b"") -> None:
        self.waiting.clear()
        self._needle = needle
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def end(self) -> None:
        self.open()
        self._listener.close()
        for connection in self._sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._sockets += [client, server]
            for one, other, gated in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(one, other, gated), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket, gated: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if gated and not self._open.is_set() and self._needle in data:
                    self.waiting.set()
                    self._open.wait()
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)
