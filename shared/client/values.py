"""What the client gives back, and the one error that it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Json = Mapping[str, Any]
T = TypeVar("T")

_ENDED = frozenset({"published", "failed", "cancelled"})


class YusuanError(Exception):
    """The gateway answered with a problem (or not at all: `code` is `unreachable`, `status` 0)."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", ""))
        self.retryable = bool(problem.get("retryable", False))
        self.request_id = problem.get("request_id")
        self.problem = problem
        super().__init__(f"{self.code}: {self.detail}" if self.detail else self.code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """Where a document stands; `body` is the whole answer. For a file that was refused `state` is `rejected`,
    `document_id` is empty and `error` says why."""

    document_id: str
    filename: str
    state: str
    stage: str | None
    pages_done: int
    pages_total: int | None
    revision: int | None
    duplicate: bool
    error: Json | None
    body: Json = field(repr=False)

    @property
    def ended(self) -> bool:
        return self.state in _ENDED or self.state == "rejected"

    @classmethod
    def of(cls, body: Json) -> Status:
        return cls(
            document_id=body.get("document_id", ""),
            filename=body["filename"],
            state=body["state"],
            stage=body.get("stage"),
            pages_done=body.get("pages_done", 0),
            pages_total=body.get("pages_total"),
            revision=body.get("revision"),
            duplicate=body.get("duplicate", False),
            error=body.get("error"),
            body=body,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """What became of the files of one upload, in their order."""

    documents: tuple[Status, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """A page of a list; `next_cursor` is None on the last one."""

    items: tuple[T, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An entry of the feed; keep `cursor` once it has been dealt with."""

    cursor: str
    seq: int
    kind: str
    document_id: str
    revision: int | None
    filename: str
    at: str
    details: Json

    @classmethod
    def of(cls, body: Json) -> Change:
        names = ("cursor", "seq", "kind", "document_id", "revision", "filename", "at", "details")
        return cls(**{name: body[name] for name in names})
