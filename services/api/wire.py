"""HTTP on the wire: uvicorn's protocol with the bounds that it lacks, and problems in place of its plain texts.

A head (request line and headers) has a largest size and must be there in good time, so that a client that sends one
without end, or drop by drop, costs little and not for long. Bodies are bounded where they are read (`middleware`); once
a request is answered, what is left of its body is dropped, and not for long either.
"""

from __future__ import annotations

import asyncio
import json
import secrets

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.api.problems import MEDIA_TYPE, PROBLEMS, body_of

HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 30.0
#: how long the rest of a body is taken and dropped after its answer: a connection that is cut at once loses the answer
LINGER_SECONDS = 15.0
_REASONS = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large"}


class Wire(HttpToolsProtocol):
    """One connection."""

    _head_size = 0
    _in_head = True
    _patience: asyncio.TimerHandle | None = None
    _lingering: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_size += len(data)
            if self._head_size > HEAD_BYTES + len(data):
                self._refuse("head_too_large", f"the headers may have at most {HEAD_BYTES} bytes")
                return
            self._wait_for_head()
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_size = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True  # of the next request: `data_received` begins to wait when something of it comes
        self._stop_lingering()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        if not self._in_head and not self.pipeline and not self.transport.is_closing():
            self._lingering = self.loop.call_later(LINGER_SECONDS, self.transport.close)
        super().on_response_complete()

    def eof_received(self) -> None:
        """The client sends no more: where a request is not whole it is told so, if it still listens.

        After a whole request this is taken for its end, as proxies do: nobody waits for the answer.
        """
        if self._in_head:
            if self._head_size:
                self._refuse("bad_request", "the connection was closed before the headers were whole")
        elif not self.cycle.response_started:
            self._refuse("bad_request", "the connection was closed before the body was whole")

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_lingering()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        self._refuse("bad_request", msg)

    def _wait_for_head(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _stop_lingering(self) -> None:
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None

    def _give_up(self) -> None:
        if not self._head_size:
            self.transport.close()  # nobody has asked for anything
        else:
            self._refuse("request_timeout", f"the headers did not come within {HEAD_SECONDS:.0f} seconds")

    def _refuse(self, code: str, detail: str) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        status = PROBLEMS[code][0]
        request_id = secrets.token_hex(12)
        body = json.dumps(body_of(code, detail, request_id)).encode()
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
            f"x-request-id: {request_id}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
