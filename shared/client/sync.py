"""The client for threads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, cast

import httpx

from shared.client import requests
from shared.client.requests import Call, File
from shared.client.values import Change, Json, Page, Status, Upload

_POLL_SECONDS = 30.0


class Client:
    """One gateway, one key. Raises `YusuanError`. `transport` is for tests."""

    def __init__(self, url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}", "User-Agent": "yusuan-client"}
        self._http = httpx.Client(base_url=url, headers=headers, transport=transport)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    # ------------------------------------------------------------ documents

    def upload(self, *files: File, idempotency_key: str | None = None, department: str | None = None) -> Upload:
        """Upload files (paths, or names with their bytes). Repeated attempts cannot make two documents."""
        answer = self.send(requests.upload_call(files, idempotency_key, department)).json()
        return Upload(documents=tuple(Status.of(d) for d in answer["documents"]))

    def status(self, document_id: str, *, wait: float = 0) -> Status:
        """Where the document stands; with `wait`, when it has ended or after so many seconds (at most 60)."""
        call = Call(method="GET", path=f"/v1/documents/{document_id}", params={"wait": wait or None}, timeout=wait + 30)
        return Status.of(self.send(call).json())

    def wait(self, document_id: str, *, timeout: float = 3600) -> Status:
        """The document once it has ended. Raises TimeoutError."""
        ends = time.monotonic() + timeout
        while not (status := self.status(document_id, wait=min(_POLL_SECONDS, max(ends - time.monotonic(), 0)))).ended:
            if time.monotonic() >= ends:
                raise TimeoutError(f"document {document_id} is {status.state} after {timeout:g} s")
        return status

    def documents(self, **filters: Any) -> Iterator[Status]:
        """All documents that match (`organization`, `year`, `state`, `q`), newest first."""
        cursor = None
        while True:
            page = self.send(
                Call(method="GET", path="/v1/documents", params={**filters, "cursor": cursor, "limit": 200})
            ).json()
            yield from map(Status.of, page["items"])
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def delete(self, document_id: str) -> None:
        """Remove the document and all about it."""
        self.send(Call(method="DELETE", path=f"/v1/documents/{document_id}"))

    # ------------------------------------------------------------ results

    def result(self, document_id: str, *, revision: int | None = None) -> Json:
        """The result, `yusuan.result/1`."""
        call = Call(method="GET", path=f"/v1/documents/{document_id}/result", params={"revision": revision})
        return cast(Json, self.send(call).json())

    def export(self, document_id: str, form: str, *, revision: int | None = None, **options: Any) -> bytes:
        """The result as `csv`, `xlsx`, `parquet`, `md`, `html` or `zip`."""
        call = Call(
            method="GET",
            path=f"/v1/documents/{document_id}/result.{form}",
            params={"revision": revision, **options},
            timeout=300,
        )
        return self.send(call).content

    def findings(self, document_id: str, **filters: Any) -> Iterator[Json]:
        """The findings (`severity`, `code`, `revision`)."""
        cursor = None
        while True:
            params = {**filters, "cursor": cursor, "limit": 1000}
            page = self.send(Call(method="GET", path=f"/v1/documents/{document_id}/findings", params=params)).json()
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    # ------------------------------------------------------------ the feed

    def changes_page(self, after: str | None = None, *, wait: float = 0, limit: int = 100) -> Page[Change]:
        """The entries after a cursor, at most `limit`; waits up to `wait` seconds for the first."""
        params = {"after": after, "wait": wait or None, "limit": limit}
        body = self.send(Call(method="GET", path="/v1/changes", params=params, timeout=wait + 30)).json()
        return Page(items=tuple(Change.of(c) for c in body["items"]), next_cursor=body["next_cursor"])

    def changes(self, after: str | None = None, *, follow: bool = False) -> Iterator[Change]:
        """The entries after a cursor, in order; with `follow` for ever. Keep an entry's cursor once you have dealt with
        it: whoever starts again with it misses none and sees none twice."""
        while True:
            page = self.changes_page(after, wait=_POLL_SECONDS if follow else 0)
            yield from page.items
            if not follow and not page.items:
                return
            after = page.next_cursor

    # ------------------------------------------------------------ transport

    def send(self, call: Call) -> httpx.Response:
        """One call with its retries. Raises `YusuanError`."""
        attempt = 0
        while True:
            response: httpx.Response | None = None
            arguments = call.arguments()
            try:
                response = self._http.request(**arguments)
            except httpx.TransportError as error:
                if not requests.try_again(call, attempt, None):
                    raise requests.unreachable(error) from error
            finally:
                requests.close(arguments)
            if response is not None and not requests.try_again(call, attempt, response):
                return requests.check(response)
            time.sleep(requests.pause_after(attempt, response))
            attempt += 1
