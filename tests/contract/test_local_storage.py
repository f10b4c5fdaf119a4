"""What the embedded storage promises beyond the port: presigned URLs that verify, one winner, no half objects."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.adapters.memory import ManualClock
from shared.adapters.objects_local import LocalObjects
from shared.errors import StorageError


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> LocalObjects:
    return LocalObjects(tmp_path, clock=clock, base_url="http://gateway/")


def verify(store: LocalObjects, url: str, method: str, key: str) -> bool:
    query = parse_qs(urlsplit(url).query)
    return store.verify(method, key, query["expires"][0], query["signature"][0])


def test_presigned_urls_verify_for_their_method_and_key_until_they_expire(
    store: LocalObjects, clock: ManualClock
) -> None:
    url = store.presign_put("up/报表", timedelta(minutes=5))
    assert url.startswith("http://gateway/storage/up/")
    assert verify(store, url, "PUT", "up/报表")
    assert not verify(store, url, "GET", "up/报表")
    assert not verify(store, url, "PUT", "up/other")
    clock.advance(timedelta(minutes=6))
    assert not verify(store, url, "PUT", "up/报表")


def test_a_get_url_is_good_for_head(store: LocalObjects) -> None:
    assert verify(store, store.presign_get("k", timedelta(minutes=5)), "HEAD", "k")


def test_processes_of_one_directory_share_the_secret(store: LocalObjects, tmp_path: Path, clock: ManualClock) -> None:
    other = LocalObjects(tmp_path, clock=clock, base_url="http://gateway")
    assert verify(other, store.presign_get("k", timedelta(minutes=5)), "GET", "k")
    assert (tmp_path / ".aside" / "secret").stat().st_mode & 0o077 == 0


def test_of_writers_that_race_one_wins(store: LocalObjects) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: store.put_new("race", str(n).encode()), range(16)))
    assert sum(won) == 1
    assert store.get("race") == str(won.index(True)).encode()


def test_a_stream_that_breaks_leaves_nothing(store: LocalObjects, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("the network is gone")
            return super().read(3)

    with pytest.raises(StorageError):
        store.put("half", Broken(b"abcdef"))
    assert store.stat("half") is None
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "secret"] == []


def test_our_own_folder_is_no_key(store: LocalObjects) -> None:
    with pytest.raises(ValueError, match="not an object key"):
        store.get(".aside/secret")


def test_what_killed_writers_left_is_cleared_away_after_a_day(store: LocalObjects, tmp_path: Path) -> None:
    store.prepare()
    old, new = tmp_path / ".aside" / "old", tmp_path / ".aside" / "new"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    store.prepare()
    assert [old.exists(), new.exists()] == [False, True]
