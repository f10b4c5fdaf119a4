"""What an object's key may look like, the same for every storage."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from shared.errors import LimitExceededError


def check_key(key: str) -> str:
    """The key itself. Raises ValueError for an absolute one, for empty, `.` and `..` parts and control characters."""
    parts = key.split("/")
    if any(part in ("", ".", "..") for part in parts) or any(ord(c) < 32 or c in "\\\x7f" for c in key):
        raise ValueError(f"not an object key: {key!r}")
    return key


class HashingReader:
    """A stream that hashes and counts what is read from it. Raises `LimitExceededError` beyond `limit` bytes."""

    def __init__(self, stream: BinaryIO, limit: int | None) -> None:
        self._stream = stream
        self._limit = limit
        self._hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.size += len(data)
        if self._limit is not None and self.size > self._limit:
            raise LimitExceededError(f"the file is larger than {self._limit} bytes")
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()
