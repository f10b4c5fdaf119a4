"""Object storage: bytes by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectInfo:
    """An object as the storage lists it. `size` in bytes."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What `ObjectStore.put` wrote: the sha256 (hex) and size of the bytes that passed."""

    key: str
    size: int
    sha256: str


class ObjectStore(Protocol):
    """Bytes by key. Keys are relative, `/`-separated, without `.`/`..` parts (ValueError otherwise).

    Raises `ObjectNotFoundError` where a key that must exist does not, `LimitExceededError` from `put` over its limit
    (nothing is stored then), and `StorageError` (retryable) for everything that goes wrong outside of us.
    An object is visible whole or not at all; a write that returned survives a crash.
    """

    def prepare(self) -> None:
        """Make what is missing (bucket, folders). May be repeated."""
        ...

    def put(self, key: str, stream: BinaryIO, *, limit: int | None = None, media_type: str | None = None) -> Stored:
        """Store what the stream gives (any length, constant memory), replacing an older object."""
        ...

    def put_new(self, key: str, data: bytes, *, media_type: str | None = None) -> bool:
        """Store unless the key exists: True if this call made it. Of calls that race exactly one gets True."""
        ...

    def get(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        """The bytes, or the `length` bytes from `start`. Beyond the end: what there is, or empty."""
        ...

    def stream(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The same in chunks, in constant memory. A missing key raises at the call, not at the first chunk."""
        ...

    def stat(self, key: str) -> ObjectInfo | None:
        """What there is, or None."""
        ...

    def delete(self, key: str) -> None:
        """Remove; a key that does not exist is no error."""
        ...

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """All objects whose key starts with `prefix`, in order of their keys."""
        ...

    def presign_put(self, key: str, expires: timedelta) -> str:
        """A URL that takes one PUT of this key without further credentials, until it expires."""
        ...

    def presign_get(self, key: str, expires: timedelta) -> str:
        """A URL that answers GET of this key without further credentials, until it expires."""
        ...

    def begin_parts(self, key: str) -> str:
        """Begin an object that is put in parts; the token for the other calls. It is visible once they are joined."""
        ...

    def presign_part(self, key: str, token: str, number: int, expires: timedelta) -> str:
        """A URL that takes one PUT of part `number` (from 1). All parts but the last have at least 5 MiB."""
        ...

    def join_parts(self, key: str, token: str) -> bool:
        """Make the object of the parts that are there, in order of their numbers; False if there is none (any more)."""
        ...

    def drop_parts(self, key: str, token: str) -> None:
        """Give up: the parts are removed. One that is joined or dropped already is no error."""
        ...

    def check(self) -> None:
        """Raise `StorageError` unless the storage answers and takes our credentials."""
        ...
