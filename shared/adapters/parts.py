"""Objects in parts, for storages that know only whole ones: each part is an object beside, joined by copying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import RawIOBase
from typing import BinaryIO, cast
from uuid import uuid4

from shared.ports import ObjectStore

_FOLDER = "parts"


class PartsAsObjects(ObjectStore):
    """The part calls of `shared.ports.ObjectStore`, by its other calls."""

    def begin_parts(self, key: str) -> str:
        return uuid4().hex

    def presign_part(self, key: str, token: str, number: int, expires: timedelta) -> str:
        return self.presign_put(f"{_FOLDER}/{token}/{number:05d}", expires)

    def join_parts(self, key: str, token: str) -> bool:
        found = [info.key for info in self.list(f"{_FOLDER}/{token}/")]
        if not found:
            return False
        self.put(key, cast(BinaryIO, _Joined(chunk for part in found for chunk in self.stream(part))))
        self.drop_parts(key, token)
        return True

    def drop_parts(self, key: str, token: str) -> None:
        for info in tuple(self.list(f"{_FOLDER}/{token}/")):
            self.delete(info.key)


class _Joined(RawIOBase):
    """Chunks as a stream to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        cut = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:cut], self._rest[cut:]
        return data
