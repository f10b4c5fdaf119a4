"""`ObjectStore` in plain files, for one machine: atomic (written aside, synced, renamed) and durable.

A key is a path below the root, so no key may be a folder of another one (`a` and `a/b`); yusuan's own keys never are.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlencode

from shared.adapters.keys import HashingReader, check_key
from shared.adapters.parts import PartsAsObjects
from shared.errors import ObjectNotFoundError, ProcessingError, StorageError
from shared.ports import Clock, ObjectInfo, Stored

_CHUNK = 1024 * 1024
_ASIDE, _SECRET = ".aside", "secret"
_FORGOTTEN_SECONDS = 24 * 3600


class LocalObjects(PartsAsObjects):
    """See `shared.ports.ObjectStore`. Presigned URLs lead to the gateway (`/storage/…`), which asks `verify`."""

    def __init__(self, root: Path, *, clock: Clock, base_url: str) -> None:
        self._root = root
        self._clock = clock
        self._base_url = base_url.rstrip("/")

    def prepare(self) -> None:
        with _wrapped():
            folder = self._root / _ASIDE
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in folder.iterdir():  # by writers that were killed
                if left.name != _SECRET and time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS:
                    left.unlink(missing_ok=True)

    def put(self, key: str, stream: BinaryIO, *, limit: int | None = None, media_type: str | None = None) -> Stored:
        target = self._path(key)
        reader = HashingReader(stream, limit)
        with _wrapped(), self._aside(reader) as written:
            _into_place(written, target)
        return Stored(key=key, size=reader.size, sha256=reader.sha256)

    def put_new(self, key: str, data: bytes, *, media_type: str | None = None) -> bool:
        target = self._path(key)
        with _wrapped(), self._aside(HashingReader(BytesIO(data), None)) as written:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(written, target)  # unlike a rename, a link never replaces: exactly one of a race wins
            except FileExistsError:
                return False
            _sync_folder(target.parent)
        return True

    @contextmanager
    def _aside(self, reader: HashingReader) -> Iterator[Path]:
        path = self._root / _ASIDE / secrets.token_hex(16)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with path.open("xb") as file:
                while data := reader.read(_CHUNK):
                    file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)

    def get(self, key: str, *, start: int = 0, length: int | None = None) -> bytes:
        return b"".join(self.stream(key, start=start, length=length))

    def stream(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        path = self._path(key)
        with _wrapped():
            try:
                file = path.open("rb")
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                raise ObjectNotFoundError(f"there is no object {key}") from None
        return _chunks(file, start, length)

    def stat(self, key: str) -> ObjectInfo | None:
        path = self._path(key)
        with _wrapped():
            return _info(key, path) if path.is_file() else None

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _wrapped():
            path.unlink(missing_ok=True)
            for parent in path.parents:
                if parent == self._root or not _remove_if_empty(parent):
                    break

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        folder = self._root / prefix.rpartition("/")[0]
        with _wrapped():
            keys = sorted(
                (Path(at) / name).relative_to(self._root).as_posix()
                for at, folders, names in os.walk(folder)
                if _without_hidden(folders)
                for name in names
            )
        for key in keys:
            if key.startswith(prefix) and not key.startswith(".") and (info := self.stat(key)) is not None:
                yield info

    def presign_put(self, key: str, expires: timedelta) -> str:
        return self._presign("PUT", key, expires)

    def presign_get(self, key: str, expires: timedelta) -> str:
        return self._presign("GET", key, expires)

    def _presign(self, method: str, key: str, expires: timedelta) -> str:
        until = str(int((self._clock.now() + expires).timestamp()))
        query = urlencode({"expires": until, "signature": self._signature(method, check_key(key), until)})
        return f"{self._base_url}/storage/{quote(key)}?{query}"

    def verify(self, method: str, key: str, expires: str, signature: str) -> bool:
        """Whether a presigned URL with these parts is ours and still good. HEAD is as good as GET."""
        known = hmac.compare_digest(
            self._signature("GET" if method == "HEAD" else method, key, expires).encode(), signature.encode()
        )
        return known and expires.isdigit() and int(expires) >= self._clock.now().timestamp()

    def _signature(self, method: str, key: str, expires: str) -> str:
        return hmac.new(self._secret, f"{method}\n{key}\n{expires}".encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _secret(self) -> bytes:
        """Made once per data directory, readable by its owner only; several processes may race for it."""
        self.prepare()
        path = self._root / _ASIDE / _SECRET
        with _wrapped():
            draft = path.with_name(f"secret-{secrets.token_hex(8)}")
            draft.touch(mode=0o600)
            draft.write_bytes(secrets.token_bytes(32))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass  # another process was first: use its secret
            finally:
                draft.unlink()
            return path.read_bytes()

    def check(self) -> None:
        self.prepare()
        with _wrapped():
            if not os.access(self._root, os.W_OK):
                raise StorageError("the data directory is not writable")

    def _path(self, key: str) -> Path:
        if check_key(key).startswith("."):
            raise ValueError(f"not an object key: {key!r}")
        return self._root / key


@contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except ProcessingError:
        raise
    except OSError as exc:
        raise StorageError(f"the data directory fails: {exc.strerror or exc}") from exc


def _into_place(written: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written.replace(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """A rename is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _chunks(file: BinaryIO, start: int, length: int | None) -> Iterator[bytes]:
    with file, _wrapped():
        file.seek(start)
        left = length
        while left is None or left > 0:
            data = file.read(_CHUNK if left is None else min(_CHUNK, left))
            if not data:
                return
            left = None if left is None else left - len(data)
            yield data


def _info(key: str, path: Path) -> ObjectInfo:
    stat = path.stat()
    return ObjectInfo(key=key, size=stat.st_size, modified=datetime.fromtimestamp(stat.st_mtime, UTC))


def _remove_if_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _without_hidden(folders: list[str]) -> bool:
    """Keep `os.walk` out of hidden folders (it looks at the list after us)."""
    folders[:] = [name for name in folders if not name.startswith(".")]
    return True
