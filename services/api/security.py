"""Who is asking: API keys, console sessions, OIDC tokens; scopes; rate limits."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from shared.ports import KeyRow

PREFIX = "ysk_"
_KEY = re.compile(r"ysk_[A-Za-z0-9_-]{43}")
#: what a key may be allowed to do; an admin's key may do everything
SCOPES = ("read", "write", "correct", "webhooks")
#: a revocation holds within a second: no answer about a key is older than this
CACHE_SECONDS = 0.5
_CACHED_KEYS = 10_000
SESSION_SECONDS = 12 * 3600
COOKIE = "yusuan_session"


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Who asks. `department_id` is None for an administrator without a department: then all of them are visible."""

    id: str
    name: str
    department_id: str | None
    department: str | None
    admin: bool
    scopes: frozenset[str]
    session: str | None = None
    """the console session's id, None for bearer keys"""

    def may(self, scope: str) -> bool:
        return self.admin or scope in self.scopes

    @property
    def sees(self) -> str | None:
        """The only department whose documents are visible, None for all."""
        return None if self.admin else self.department_id


def new_key() -> str:
    """A key: 256 random bits behind a prefix that secret scanners can find."""
    return PREFIX + secrets.token_urlsafe(32)


def hint(key: str) -> str:
    """The part of a key that may be shown."""
    return key[: len(PREFIX) + 6]


def hash_key(key: str, secret: bytes) -> str:
    """HMAC-SHA256 of the key under the server's secret, hex."""
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()


def looks_like_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def principal(key: KeyRow, now: datetime, *, session: str | None = None) -> Principal | None:
    """The key's bearer, None once the key has ended."""
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        return None
    return Principal(
        id=key.id,
        name=key.name,
        department_id=key.department_id,
        department=key.department,
        admin=key.admin,
        scopes=frozenset(key.scopes),
        session=session,
    )


# ---------------------------------------------------------------- sessions of the console


def make_session(key_id: str, secret: bytes, now: float) -> str:
    """A signed cookie: key, end, nonce. It grants nothing that the key does not grant at that moment."""
    payload = f"{key_id}.{int(now) + SESSION_SECONDS}.{secrets.token_urlsafe(9)}"
    return f"{payload}.{_sign(payload, secret, b'session')}"


def read_session(cookie: str, secret: bytes, now: float) -> str | None:
    """The key's id, None for a cookie that is forged, broken or over."""
    payload, _, signature = cookie.rpartition(".")
    if not hmac.compare_digest(_sign(payload, secret, b"session").encode(), signature.encode()):
        return None
    key_id, ends, _nonce = payload.split(".")
    return key_id if int(ends) > now else None


def csrf_token(cookie: str, secret: bytes) -> str:
    """What a page of this session must send along with every change."""
    return _sign(cookie, secret, b"csrf")


def _sign(text: str, secret: bytes, purpose: bytes) -> str:
    digest = hmac.new(secret, purpose + b"\x00" + text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


# ---------------------------------------------------------------- caches and limits


class KeyCache:
    """Recently used keys by their hash, for at most `CACHE_SECONDS`."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, KeyRow]] = OrderedDict()

    def get(self, hashed: str) -> KeyRow | None:
        entry = self._known.get(hashed)
        if entry is None or time.monotonic() - entry[0] > CACHE_SECONDS:
            return None
        return entry[1]

    def put(self, hashed: str, key: KeyRow) -> None:
        self._known[hashed] = (time.monotonic(), key)
        self._known.move_to_end(hashed)
        while len(self._known) > _CACHED_KEYS:
            self._known.popitem(last=False)

    def clear(self) -> None:
        self._known.clear()


class RateLimiter:
    """A token bucket per key, in this process: for while Redis is away (`services.api.sharing`)."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 if the request may pass (it is counted then), else the seconds until the next one may."""
        now = time.monotonic()
        tokens, at = self._buckets.get(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        if tokens < 1:
            return (1 - tokens) / self._rate
        self._buckets[key] = (tokens - 1, now)
        self._buckets.move_to_end(key)
        while len(self._buckets) > _CACHED_KEYS:
            self._buckets.popitem(last=False)
        return 0.0
