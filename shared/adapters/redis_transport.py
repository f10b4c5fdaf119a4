"""kombu's Redis transport, whose worker goes on after an acknowledgement that did not reach Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import redis, virtual

#: what kombu calls the transport by this name
PATH = "shared.adapters.redis_transport:Transport"


class QoS(redis.QoS):
    """Of a message whose acknowledgement fails kombu believes for ever that it is being worked on. A worker that takes
    one message at a time then asks for no other, and so never sees that its connection broke: it hangs, alive.

    The message itself stays unacknowledged in Redis, if Redis still has it, and is delivered again after its time.
    """

    def ack(self, delivery_tag: str) -> None:
        with self._freed(delivery_tag):
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        with self._freed(delivery_tag):
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]

    @contextmanager
    def _freed(self, delivery_tag: str) -> Iterator[None]:
        """Raises what the body raises, the place of the message given back."""
        try:
            yield
        except Exception:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


class Channel(redis.Channel):
    """kombu makes a client for every command, which takes several times what the command takes: ours keeps one for as
    long as its pool of connections, from which it takes one for each command as those do."""

    QoS: Any = QoS
    _kept: Any = None

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        if client is None:
            if self._kept is None or self._kept.connection_pool is not self.pool:
                self._kept = self._create_client()  # type: ignore[no-untyped-call]
            client = self._kept
        yield client


class Transport(redis.Transport):
    Channel: Any = Channel
