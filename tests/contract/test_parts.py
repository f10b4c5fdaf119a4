"""Objects in parts: what every storage must do."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import httpx
import pytest

from shared.adapters.memory import MemoryObjects
from shared.adapters.objects_local import LocalObjects
from shared.ports import ObjectStore
from tests.contract.conftest import s3_store

HOUR = timedelta(hours=1)
LARGE = b"x" * (5 * 1024 * 1024)


def put_part(objects: ObjectStore, url: str, data: bytes) -> None:
    """As a client would; where the URL leads to the gateway, as that one does."""
    if isinstance(objects, MemoryObjects | LocalObjects):
        path = urlsplit(url).path
        objects.put(path.removeprefix("/storage/").lstrip("/"), BytesIO(data))
    else:
        httpx.put(url, content=data, timeout=60).raise_for_status()


def test_parts_in_any_order_become_one_object(objects: ObjectStore) -> None:
    token = objects.begin_parts("uploads/a")
    for number, data in ((2, b"end"), (1, LARGE)):
        put_part(objects, objects.presign_part("uploads/a", token, number, HOUR), data)
    assert objects.stat("uploads/a") is None
    assert objects.join_parts("uploads/a", token)
    assert objects.get("uploads/a", start=len(LARGE) - 1) == b"xend"
    assert not objects.join_parts("uploads/a", token)
    objects.drop_parts("uploads/a", token)
    assert [o.key for o in objects.list("")] == ["uploads/a"]


def test_parts_that_are_dropped(objects: ObjectStore) -> None:
    token = objects.begin_parts("uploads/b")
    put_part(objects, objects.presign_part("uploads/b", token, 1, HOUR), LARGE)
    objects.drop_parts("uploads/b", token)
    objects.drop_parts("uploads/b", token)
    assert not objects.join_parts("uploads/b", token)
    assert list(objects.list("")) == []


@pytest.mark.servers
def test_a_part_that_is_too_small_for_s3(request: pytest.FixtureRequest) -> None:
    objects = s3_store(request)
    objects.prepare()
    token = objects.begin_parts("uploads/c")
    for number in (1, 2):
        put_part(objects, objects.presign_part("uploads/c", token, number, HOUR), b"small")
    assert not objects.join_parts("uploads/c", token)
