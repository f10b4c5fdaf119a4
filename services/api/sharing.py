"""Rate limits that all replicas of the gateway keep together, in Redis; each its own while Redis is away.

A request costs a visit to Redis only every so often: a process takes shares of a key's allowance in small lots, so that
a limit of 100 a second costs ten visits a second. It gives nothing back: what is left over is lost, and never
too much allowed.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any, cast

import redis.asyncio
from redis.exceptions import RedisError

from services.api.security import RateLimiter

_LOG = logging.getLogger(__name__)
_AWAY_SECONDS = 5.0
_PATIENCE_SECONDS = 0.25
_KEPT = 10_000
#: The bucket of a key, by the clock of Redis, which all replicas share: takes up to ARGV[3] tokens, answers how many it
#: got and, where it got none, after how many milliseconds there is one.
_TAKE = """
local at = redis.call('TIME'); local now = at[1] * 1000 + math.floor(at[2] / 1000)
local rate, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, last = tonumber(known[1]) or burst, tonumber(known[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - last) * rate / 1000)
local got = math.min(wanted, math.floor(tokens))
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - got), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return {got, got > 0 and 0 or math.ceil((1 - tokens) * 1000 / rate)}
"""


@dataclass
class _Lot:
    """Tokens that this process took for a key, good until `until` (monotonic)."""

    tokens: int
    until: float


class SharedRates:
    """A token bucket per key over all processes of the gateway."""

    def __init__(self, url: str, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._lot = max(1, min(burst, int(rate / 10)))
        self._redis: Any = redis.asyncio.from_url(
            url, socket_timeout=_PATIENCE_SECONDS, socket_connect_timeout=_PATIENCE_SECONDS
        )
        self._take = self._redis.register_script(_TAKE)
        self._alone = RateLimiter(rate, burst)
        self._away_until = 0.0
        self._lots: dict[str, _Lot] = {}

    async def wait(self, key: str) -> float:
        """0 if the request may pass (it is counted then), else the seconds until the next one may."""
        now = time.monotonic()
        lot = self._lots.get(key)
        if lot is not None and lot.tokens > 0 and lot.until > now:
            lot.tokens -= 1
            return 0.0
        if now < self._away_until:
            return self._alone.wait(key)
        try:
            told = await self._take(keys=[f"yusuan:rate:{key}"], args=[self._rate, self._burst, self._lot])
        except (RedisError, OSError) as exc:
            _LOG.warning("rate limits are kept by this process alone: %s", exc)
            self._away_until = now + _AWAY_SECONDS
            return self._alone.wait(key)
        got, pause = cast(tuple[int, int], told)
        if not got:
            return max(pause, 1) / 1000
        if len(self._lots) >= _KEPT:
            self._lots.clear()
        self._lots[key] = _Lot(tokens=got - 1, until=now + 1.0)
        return 0.0

    async def close(self) -> None:
        await self._redis.aclose()
