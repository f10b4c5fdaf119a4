"""Authentication of requests, and the dependencies that routes name their needs with."""

from __future__ import annotations

import hmac
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.api import security
from services.api.gateway import Gateway, TheGateway
from services.api.oidc import verify
from services.api.problems import ProblemError
from services.api.security import Principal
from shared.errors import DatabaseError
from shared.ports import DocumentRow

_BEARER = HTTPBearer(auto_error=False, description="An API key (`ysk_…`), or a token of the configured OIDC issuer.")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TOUCH_SECONDS = 60.0


async def authenticate(
    request: Request,
    gateway: TheGateway,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)] = None,
) -> Principal:
    """Who asks. Raises the problems `unauthorized`, `csrf` and `rate_limited`."""
    if bearer is not None:
        found = await _by_token(gateway, bearer.credentials)
    elif request.headers.get("authorization") is None and (cookie := request.cookies.get(security.COOKIE)):
        found = await by_session(gateway, cookie)
        if found is not None and request.method not in _SAFE:
            check_csrf(gateway, cookie, request.headers.get("x-csrf-token", ""))
    else:
        found = None
    if found is None:
        raise ProblemError("unauthorized", "send `Authorization: Bearer <key>` with a key that is valid")
    if wait := await gateway.rates.wait(found.id):
        raise ProblemError(
            "rate_limited", "this key sends too many requests", headers={"Retry-After": str(max(1, math.ceil(wait)))}
        )
    request.state.principal = found
    return found


async def _by_token(gateway: Gateway, token: str) -> Principal | None:
    if not security.looks_like_key(token):
        return await gateway.call(verify, gateway.settings, gateway.ports.keys, token)
    hashed = security.hash_key(token, gateway.settings.secret)
    key = gateway.key_cache.get(hashed)
    if key is None:
        key = await gateway.call(gateway.ports.keys.find, hashed)
        if key is None:
            return None
        gateway.key_cache.put(hashed, key)
        last = key.last_used_at
        if last is None or (gateway.ports.clock.now() - last).total_seconds() > _TOUCH_SECONDS:
            with suppress(DatabaseError):  # what can be read is read, also where nothing can be written (a full disk)
                await gateway.call(gateway.ports.keys.touch, key.id)
    return security.principal(key, gateway.ports.clock.now())


async def by_session(gateway: Gateway, cookie: str) -> Principal | None:
    """The console's user, as long as the key behind the session is valid."""
    key_id = security.read_session(cookie, gateway.settings.secret, time.time())
    if key_id is None:
        return None
    cached = gateway.key_cache.get(key_id)
    key = cached or await gateway.call(gateway.ports.keys.get, key_id)
    if key is None:
        return None
    gateway.key_cache.put(key_id, key)
    return security.principal(key, gateway.ports.clock.now(), session=cookie)


def check_csrf(gateway: Gateway, cookie: str, token: str) -> None:
    wanted = security.csrf_token(cookie, gateway.settings.secret)
    if not hmac.compare_digest(wanted.encode(), token.encode()):
        raise ProblemError("csrf", "changes by cookie need the page's X-CSRF-Token")


ThePrincipal = Annotated[Principal, Depends(authenticate)]


def scope(name: str) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency: the key must have this scope."""

    async def check(principal: ThePrincipal) -> Principal:
        if not principal.may(name):
            raise ProblemError("forbidden", f"the key lacks the scope `{name}`")
        return principal

    return check


async def _admin(principal: ThePrincipal) -> Principal:
    if not principal.admin:
        raise ProblemError("forbidden", "an administrator's key is needed")
    return principal


Reader = Annotated[Principal, Depends(scope("read"))]
Writer = Annotated[Principal, Depends(scope("write"))]
Corrector = Annotated[Principal, Depends(scope("correct"))]
Subscriber = Annotated[Principal, Depends(scope("webhooks"))]
Admin = Annotated[Principal, Depends(_admin)]


async def visible(gateway: Gateway, principal: Principal, document_id: str) -> DocumentRow:
    """The document, if this principal may see it. Raises `not_found`, the same for hidden and for missing ones."""
    row = await gateway.call(gateway.ports.progress.document, document_id) if is_id(document_id) else None
    if (
        row is None
        or (principal.sees is not None and row.department_id != principal.sees)
        or (not principal.admin and principal.department_id is None)
    ):
        raise ProblemError("not_found", "there is no such document")
    return row


def is_id(text: str) -> bool:
    """Whether it could be an id at all; anything else need not trouble the database."""
    return len(text) == 26 and text.isascii() and text.isalnum()
