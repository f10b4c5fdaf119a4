from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from shared.adapters.redis_transport import Channel


class _Channel(Channel):
    """Without a connection: what is asked here is which client a command gets."""

    def __init__(self) -> None:
        self._pool: Any = object()

    def _create_client(self, asynchronous: bool = False) -> Any:
        return SimpleNamespace(connection_pool=self._pool)


def _client(channel: _Channel, given: Any = None) -> Any:
    with channel.conn_or_acquire(given) as client:
        return client


def test_a_channel_keeps_its_client_for_as_long_as_its_pool() -> None:
    channel = _Channel()
    first = _client(channel)
    assert _client(channel) is first
    channel._pool = object()  # as after a lost connection
    second = _client(channel)
    assert second is not first
    assert _client(channel) is second


def test_a_client_that_is_given_is_used() -> None:
    channel = _Channel()
    own = object()
    assert _client(channel, own) is own
