"""The change feed: strictly ordered, none skipped, none twice for a cursor."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.api import cursors
from services.api.answers import problems
from services.api.auth import Reader
from services.api.gateway import FEED, Gateway, TheGateway
from services.api.problems import ProblemError
from services.api.schemas import ChangeEntry, Page
from services.api.waiting import TooManyWaitersError
from shared.ports import Change

router = APIRouter(prefix="/changes", tags=["changes"])


@router.get("", response_model=Page[ChangeEntry], responses=problems("bad_cursor", "cursor_expired"))
async def get_changes(
    gateway: TheGateway,
    principal: Reader,
    after: Annotated[
        str | None, Query(max_length=500, description="`next_cursor` of the last answer, or an entry's `cursor`")
    ] = None,
    wait: Annotated[float, Query(ge=0, le=60, description="seconds to wait for news")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """One entry per published revision, in the order in which they became visible, and a tombstone per deletion.

    `next_cursor` is never null: keep it, and ask again with it. Without `after` the feed starts at the oldest entry."""
    seen = cursors.decode("changes", after, int)[0] if after is not None else None
    if seen is not None and seen < 0:
        raise ProblemError("bad_cursor", "take the cursor from `next_cursor` of an earlier answer")
    loop = asyncio.get_running_loop()
    ends = loop.time() + wait
    while True:
        items, position = await _page(gateway, principal.sees, seen, limit)
        left = ends - loop.time()
        if items or left <= 0 or not await _news(gateway, position, left):
            body = {"items": [_entry(c) for c in items], "next_cursor": cursors.encode("changes", position)}
            return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")
        seen = position


async def _page(
    gateway: Gateway, department_id: str | None, seen: int | None, limit: int
) -> tuple[tuple[Change, ...], int]:
    """The next entries, and the position up to which everything has been told."""
    publications = gateway.ports.publications
    # Asked before the entries: numbers are given in the order of commits, so what is not among the entries up to this
    # one does not concern the department and never will.
    latest = await gateway.call(gateway.ports.reading.latest_change)
    items = await gateway.call(publications.changes, seen or 0, department_id=department_id, limit=limit)
    if seen is not None:
        # Asked after the entries: what was removed while they were being read must not be missed in silence.
        oldest = await gateway.call(publications.oldest_change)
        if oldest is not None and seen < oldest - 1:
            raise ProblemError("cursor_expired", "entries after this cursor are gone: start again without `after`")
    position = items[-1].seq if items else seen or 0
    return items, position if len(items) == limit else max(position, latest)


async def _news(gateway: Gateway, position: int, seconds: float) -> bool:
    try:
        return await gateway.feed.until(FEED, lambda latest: latest > position, seconds) is not None
    except TooManyWaitersError:
        return False


def _entry(change: Change) -> dict[str, Any]:
    """A `ChangeEntry`, plain: a page may have a thousand."""
    return {
        "cursor": cursors.encode("changes", change.seq),
        "seq": change.seq,
        "kind": change.kind,
        "document_id": change.document_id,
        "revision": change.revision,
        "filename": change.filename,
        "sha256": change.sha256,
        "at": change.created_at.isoformat().replace("+00:00", "Z"),
        "details": change.details,
    }
