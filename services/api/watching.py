"""Waiting for a document: long polls and event streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from services.api import service
from services.api.answers import matches
from services.api.gateway import Gateway
from services.api.waiting import TooManyWaitersError
from shared.ports import DocumentRow

#: proxies close connections on which nothing moves
_KEEPALIVE_SECONDS = 15
_LONGEST_STREAM_SECONDS = 3600


async def current(gateway: Gateway, row: DocumentRow, seconds: float, seen: str | None) -> DocumentRow:
    """The document when it has ended or is other than `seen` (an If-None-Match), or as it is after `seconds`."""

    def wanted(found: DocumentRow) -> bool:
        return not matches(seen, service.status_etag(found)) if seen is not None else service.finished(found)

    if wanted(row) or (seen is not None and service.finished(row)):
        return row
    try:
        found = await gateway.documents.until(row.id, wanted, seconds)
    except TooManyWaitersError:
        return row
    return found or await gateway.call(gateway.ports.progress.document, row.id) or row


def _differs(known: str | None, row: DocumentRow) -> bool:
    return service.status_etag(row) != known


async def follow(gateway: Gateway, row: DocumentRow, last_seen: str | None) -> AsyncIterator[DocumentRow | None]:
    """Every state of the document until it has ended, the first at once unless it was seen; None as a sign of life."""
    seen = f'"{last_seen}"' if last_seen else None
    ends = asyncio.get_running_loop().time() + _LONGEST_STREAM_SECONDS
    state: DocumentRow | None = row
    while state is not None:
        etag = service.status_etag(state)
        if etag != seen:
            seen = etag
            yield state
        if service.finished(state):
            return
        while True:
            if asyncio.get_running_loop().time() > ends:
                return
            try:
                found = await gateway.documents.until(row.id, partial(_differs, seen), _KEEPALIVE_SECONDS)
            except TooManyWaitersError:
                return
            if found is not None:
                state = found
                break
            if await gateway.call(gateway.ports.progress.document, row.id) is None:
                return  # deleted
            yield None
