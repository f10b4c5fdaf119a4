"""`Scanner` on ClamAV's daemon, by its INSTREAM command: the bytes are sent, the daemon reads no file of ours.

A session is one connection: `zINSTREAM\\0`, then chunks behind their length in four bytes, an empty chunk at the end,
then the verdict: `stream: OK`, `stream: NAME FOUND` or `… ERROR` (man 8 clamd).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from shared.errors import LimitExceededError, ScannerError

_CONNECT_SECONDS = 5.0
#: a scan of one chunk, or of the whole at its end
_ANSWER_SECONDS = 120.0
_PAUSE_SECONDS = 1.0
_ANSWER_LIMIT = 4096
_PORT = 3310


class Clamd:
    """See `shared.ports.Scanner`. `patience`: for how many seconds a daemon that is away is waited for, as it needs
    half a minute to load its signatures when it starts."""

    def __init__(self, address: str, *, patience: float = 60.0) -> None:
        self._family, self._address = _parsed(address)
        self._patience = patience

    def check(self) -> None:
        with self._session(patience=0) as connection:
            connection.sendall(b"zPING\0")
            if _answer(connection) != "PONG":
                raise ScannerError("the virus scanner does not answer as ClamAV does")

    def scan(self, chunks: Iterable[bytes]) -> str | None:
        with self._session(self._patience) as connection:
            try:
                connection.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    if chunk:  # an empty one would be the end
                        connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
                connection.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it hangs up when it has seen enough; the answer says why
            return _verdict(_answer(connection))

    @contextmanager
    def _session(self, patience: float) -> Iterator[socket.socket]:
        with self._connected(time.monotonic() + patience) as connection:
            connection.settimeout(_ANSWER_SECONDS)
            try:
                yield connection
            except OSError as exc:
                raise ScannerError(f"the virus scanner broke off: {exc}") from exc

    def _connected(self, until: float) -> socket.socket:
        while True:
            connection = socket.socket(self._family, socket.SOCK_STREAM)
            connection.settimeout(_CONNECT_SECONDS)
            try:
                connection.connect(self._address)
            except OSError as exc:
                connection.close()
                if time.monotonic() >= until:
                    raise ScannerError(f"the virus scanner does not answer: {exc}") from exc
                time.sleep(_PAUSE_SECONDS)
            else:
                return connection


def _answer(connection: socket.socket) -> str:
    """Up to the closing zero, or to the end of the connection."""
    told = b""
    while not told.endswith(b"\0") and len(told) < _ANSWER_LIMIT:
        more = connection.recv(_ANSWER_LIMIT)
        if not more:
            break
        told += more
    return told.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str | None:
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return None
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    if "size limit" in told:
        raise LimitExceededError("the file is larger than the virus scanner takes (its StreamMaxLength)")
    raise ScannerError(f"the virus scanner gave no verdict: {told or 'nothing'}")


def _parsed(address: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    """`tcp://host:port` or `unix:///path`. Raises `ValueError`."""
    url = urlsplit(address)
    if url.scheme == "unix" and url.path:
        return socket.AF_UNIX, url.path
    if url.scheme == "tcp" and url.hostname:
        family = socket.AF_INET6 if ":" in url.hostname else socket.AF_INET
        return family, (url.hostname, url.port or _PORT)
    raise ValueError("YUSUAN_CLAMAV is tcp://host:port or unix:///path/to/clamd.ctl")
