"""Requests as values, answers read, and the decision to try again: what the sync and the async client share."""

from __future__ import annotations

import mimetypes
import random
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import httpx

from shared.client.values import YusuanError

RETRIES = 5
#: while the first request of an Idempotency-Key is under way: longer than a gateway that died is believed to work on it
_PATIENT_RETRIES = 30
_LONGEST_PAUSE = 30.0
_TRANSIENT = frozenset({429, 502, 503, 504})
#: these may be sent twice without harm; a POST only with an Idempotency-Key
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})

File = str | Path | tuple[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request. `files` are opened anew for each attempt."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    files: Sequence[File] = ()
    timeout: float = 60.0

    @property
    def repeatable(self) -> bool:
        return self.method in _REPEATABLE or "Idempotency-Key" in self.headers

    def arguments(self) -> dict[str, Any]:
        """For `httpx.Client.request`; opens the files."""
        params = {k: v for k, v in self.params.items() if v is not None}
        found: dict[str, Any] = {
            "method": self.method,
            "url": self.path,
            "params": params,
            "headers": dict(self.headers),
            "timeout": self.timeout,
        }
        if self.json is not None:
            found["json"] = self.json
        if self.files:
            found["files"] = [("file", _part(file)) for file in self.files]
        return found


def upload_call(files: Sequence[File], idempotency_key: str | None, department: str | None) -> Call:
    """An upload that may be repeated: its key is made here if none is given."""
    key = idempotency_key or uuid.uuid4().hex
    return Call(
        method="POST",
        path="/v1/documents",
        params={"department": department},
        headers={"Idempotency-Key": key},
        files=files,
        timeout=600.0,
    )


def close(arguments: Mapping[str, Any]) -> None:
    """Close the files that `Call.arguments` opened."""
    for _, (_, content, _) in arguments.get("files", ()):
        if not isinstance(content, bytes):
            content.close()


def pause_after(attempt: int, response: httpx.Response | None) -> float:
    """Seconds before the next attempt (from 0): what the gateway asks for, else doubling with jitter."""
    if response is not None:
        with suppress(ValueError, KeyError):
            return min(float(response.headers["Retry-After"]), _LONGEST_PAUSE)
    return min(0.25 * 2.0**attempt * (0.5 + random.random()), _LONGEST_PAUSE)


def try_again(call: Call, attempt: int, response: httpx.Response | None) -> bool:
    """Whether another attempt is allowed and can help. `response` is None where there was none."""
    if response is not None and response.status_code == 409 and _code(response) == "idempotency_in_progress":
        return attempt + 1 < _PATIENT_RETRIES
    if attempt + 1 >= RETRIES:
        return False
    if response is None:
        return call.repeatable
    return response.status_code == 429 or (response.status_code in _TRANSIENT and call.repeatable)


def _code(response: httpx.Response) -> str | None:
    """The code of a problem, None where the answer is none."""
    with suppress(ValueError):
        problem = response.json()
        return problem.get("code") if isinstance(problem, dict) else None
    return None


def check(response: httpx.Response) -> httpx.Response:
    """The response, or its problem as an error."""
    if response.status_code < 400:
        return response
    problem: Any = {}
    with suppress(ValueError):
        problem = response.json()
    if not isinstance(problem, dict) or "code" not in problem:
        problem = {"code": "unknown", "detail": response.text[:500]}
    raise YusuanError(response.status_code, problem)


def unreachable(error: httpx.HTTPError) -> YusuanError:
    """No answer at all. An address that is none stays one: trying again does not help."""
    told = str(error) or error.__class__.__name__
    wrong = isinstance(error, httpx.UnsupportedProtocol)
    return YusuanError(0, {"code": "unreachable", "detail": told, "retryable": not wrong})


def _part(file: File) -> tuple[str, bytes | BinaryIO, str]:
    if isinstance(file, tuple):
        name, content = file
        return name, content, _media_type(name)
    path = Path(file)
    return path.name, path.open("rb"), _media_type(path.name)


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
