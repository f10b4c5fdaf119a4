"""The client for event loops: `Client` with `await`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx

from shared.client import requests
from shared.client.requests import Call, File
from shared.client.values import Change, Json, Page, Status, Upload

_POLL_SECONDS = 30.0


class AsyncClient:
    """One gateway, one key. Raises `YusuanError`. `transport` is for tests."""

    def __init__(self, url: str, key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}", "User-Agent": "yusuan-client"}
        self._http = httpx.AsyncClient(base_url=url, headers=headers, transport=transport)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    # ------------------------------------------------------------ documents

    async def upload(self, *files: File, idempotency_key: str | None = None, department: str | None = None) -> Upload:
        """Upload files (paths, or names with their bytes). Repeated attempts cannot make two documents."""
        answer = (await self.send(requests.upload_call(files, idempotency_key, department))).json()
        return Upload(documents=tuple(Status.of(d) for d in answer["documents"]))

    async def status(self, document_id: str, *, wait: float = 0) -> Status:
        """Where the document stands; with `wait`, when it has ended or after so many seconds (at most 60)."""
        call = Call(method="GET", path=f"/v1/documents/{document_id}", params={"wait": wait or None}, timeout=wait + 30)
        return Status.of((await self.send(call)).json())

    async def wait(self, document_id: str, *, timeout: float = 3600) -> Status:
        """The document once it has ended. Raises TimeoutError."""
        ends = time.monotonic() + timeout
        while not (
            status := await self.status(document_id, wait=min(_POLL_SECONDS, max(ends - time.monotonic(), 0)))
        ).ended:
            if time.monotonic() >= ends:
                raise TimeoutError(f"document {document_id} is {status.state} after {timeout:g} s")
        return status

    async def documents(self, **filters: Any) -> AsyncIterator[Status]:
        """All documents that match (`organization`, `year`, `state`, `q`), newest first."""
        cursor = None
        while True:
            params = {**filters, "cursor": cursor, "limit": 200}
            page = (await self.send(Call(method="GET", path="/v1/documents", params=params))).json()
            for item in page["items"]:
                yield Status.of(item)
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def delete(self, document_id: str) -> None:
        """Remove the document and all about it."""
        await self.send(Call(method="DELETE", path=f"/v1/documents/{document_id}"))

    # ------------------------------------------------------------ results

    async def result(self, document_id: str, *, revision: int | None = None) -> Json:
        """The result, `yusuan.result/1`."""
        call = Call(method="GET", path=f"/v1/documents/{document_id}/result", params={"revision": revision})
        return cast(Json, (await self.send(call)).json())

    async def export(self, document_id: str, form: str, *, revision: int | None = None, **options: Any) -> bytes:
        """The result as `csv`, `xlsx`, `parquet`, `md`, `html` or `zip`."""
        call = Call(
            method="GET",
            path=f"/v1/documents/{document_id}/result.{form}",
            params={"revision": revision, **options},
            timeout=300,
        )
        return (await self.send(call)).content

    async def findings(self, document_id: str, **filters: Any) -> AsyncIterator[Json]:
        """The findings (`severity`, `code`, `revision`)."""
        cursor = None
        while True:
            params = {**filters, "cursor": cursor, "limit": 1000}
            page = (
                await self.send(Call(method="GET", path=f"/v1/documents/{document_id}/findings", params=params))
            ).json()
            for item in page["items"]:
                yield item
            cursor = page["next_cursor"]
            if cursor is None:
                return

    # ------------------------------------------------------------ the feed

    async def changes_page(self, after: str | None = None, *, wait: float = 0, limit: int = 100) -> Page[Change]:
        """The entries after a cursor, at most `limit`; waits up to `wait` seconds for the first."""
        params = {"after": after, "wait": wait or None, "limit": limit}
        body = (await self.send(Call(method="GET", path="/v1/changes", params=params, timeout=wait + 30))).json()
        return Page(items=tuple(Change.of(c) for c in body["items"]), next_cursor=body["next_cursor"])

    async def changes(self, after: str | None = None, *, follow: bool = False) -> AsyncIterator[Change]:
        """The entries after a cursor, in order; with `follow` for ever. Keep an entry's cursor once you have dealt with
        it: whoever starts again with it misses none and sees none twice."""
        while True:
            page = await self.changes_page(after, wait=_POLL_SECONDS if follow else 0)
            for item in page.items:
                yield item
            if not follow and not page.items:
                return
            after = page.next_cursor

    # ------------------------------------------------------------ transport

    async def send(self, call: Call) -> httpx.Response:
        """One call with its retries. Raises `YusuanError`."""
        attempt = 0
        while True:
            response: httpx.Response | None = None
            arguments = call.arguments()
            try:
                response = await self._http.request(**arguments)
            except httpx.TransportError as error:
                if not requests.try_again(call, attempt, None):
                    raise requests.unreachable(error) from error
            finally:
                requests.close(arguments)
            if response is not None and not requests.try_again(call, attempt, response):
                return requests.check(response)
            await asyncio.sleep(requests.pause_after(attempt, response))
            attempt += 1
