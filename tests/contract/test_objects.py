"""What every object store must do."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest

from shared.errors import LimitExceededError, ObjectNotFoundError
from shared.ports import ObjectStore


def test_what_is_put_comes_back(objects: ObjectStore) -> None:
    stored = objects.put("a/b/报表.pdf", io.BytesIO(b"hello"), media_type="application/pdf")
    assert (stored.size, stored.sha256) == (5, hashlib.sha256(b"hello").hexdigest())
    assert objects.get("a/b/报表.pdf") == b"hello"
    info = objects.stat("a/b/报表.pdf")
    assert info is not None
    assert (info.key, info.size) == ("a/b/报表.pdf", 5)
    assert info.modified.tzinfo is not None


def test_a_second_put_replaces(objects: ObjectStore) -> None:
    objects.put("k", io.BytesIO(b"old"))
    objects.put("k", io.BytesIO(b"new!"))
    assert objects.get("k") == b"new!"


def test_an_empty_object_is_an_object(objects: ObjectStore) -> None:
    assert objects.put("empty", io.BytesIO(b"")).size == 0
    assert objects.get("empty") == b""
    assert b"".join(objects.stream("empty")) == b""


def test_a_long_stream_goes_through_in_parts(objects: ObjectStore) -> None:
    data = bytes(range(256)) * 4096 * 20  # 20 MiB: more than one part of an upload
    assert objects.put("long", io.BytesIO(data)).sha256 == hashlib.sha256(data).hexdigest()
    info = objects.stat("long")
    assert info is not None
    assert info.size == len(data)
    assert objects.get("long", start=len(data) - 300) == data[-300:]


def test_over_the_limit_nothing_is_stored(objects: ObjectStore) -> None:
    with pytest.raises(LimitExceededError):
        objects.put("big", io.BytesIO(b"x" * 100), limit=99)
    assert objects.stat("big") is None
    assert objects.put("big", io.BytesIO(b"x" * 99), limit=99).size == 99


@pytest.mark.parametrize(
    ("start", "length", "wanted"), [(0, None, b"abcdef"), (2, 3, b"cde"), (4, 10, b"ef"), (6, 2, b""), (9, None, b"")]
)
def test_ranges(objects: ObjectStore, start: int, length: int | None, wanted: bytes) -> None:
    objects.put("r", io.BytesIO(b"abcdef"))
    assert objects.get("r", start=start, length=length) == wanted
    assert b"".join(objects.stream("r", start=start, length=length)) == wanted


def test_put_new_has_one_winner(objects: ObjectStore) -> None:
    assert objects.put_new("n", b"first")
    assert not objects.put_new("n", b"second")
    assert objects.get("n") == b"first"


def test_what_is_missing(objects: ObjectStore) -> None:
    assert objects.stat("missing") is None
    objects.delete("missing")
    with pytest.raises(ObjectNotFoundError):
        objects.get("missing")
    with pytest.raises(ObjectNotFoundError):
        objects.stream("missing")  # at the call, before the first chunk


def test_delete(objects: ObjectStore) -> None:
    objects.put("d/e/f", io.BytesIO(b"1"))
    objects.delete("d/e/f")
    assert objects.stat("d/e/f") is None
    assert list(objects.list("d/")) == []


def test_list_by_prefix_in_order(objects: ObjectStore) -> None:
    for key in ("in/b/2", "in/a", "in/b/1", "inbox", "other"):
        objects.put(key, io.BytesIO(b"x"))
    assert [o.key for o in objects.list("in/")] == ["in/a", "in/b/1", "in/b/2"]
    assert [o.key for o in objects.list("in")] == ["in/a", "in/b/1", "in/b/2", "inbox"]
    assert [o.key for o in objects.list("nothing/")] == []


@pytest.mark.parametrize("key", ["", "/a", "a//b", "../a", "a/..", "./a", "a/\n", "a\\b"])
def test_keys_that_are_none(objects: ObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="not an object key"):
        objects.put(key, io.BytesIO(b""))


def test_presigned_urls_name_the_key(objects: ObjectStore) -> None:
    assert "up/load" in objects.presign_put("up/load", timedelta(minutes=1))
    assert "up/load" in objects.presign_get("up/load", timedelta(minutes=1))


def test_check_and_prepare_may_be_repeated(objects: ObjectStore) -> None:
    objects.prepare()
    objects.check()
