"""What only a real S3 server can prove: credentials, expiry, conditional writes in a race, presigned uploads."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from shared.adapters.objects_s3 import S3Objects
from shared.errors import StorageError
from tests.contract.conftest import s3_store
from tests.servers import Ceph

pytestmark = pytest.mark.servers


@pytest.fixture
def store(request: pytest.FixtureRequest) -> S3Objects:
    found = s3_store(request)
    found.prepare()
    return found


def test_a_wrong_secret_is_refused(ceph: Ceph) -> None:
    wrong = S3Objects(ceph.endpoint, access_key=ceph.access_key, secret_key="wrong", bucket="any", region="us-east-1")
    with pytest.raises(StorageError):
        wrong.check()
    with pytest.raises(StorageError):
        wrong.put("a", io.BytesIO(b""))


def test_a_server_that_is_away_is_retryable() -> None:
    away = S3Objects("http://127.0.0.1:1", access_key="a", secret_key="b", bucket="bucket", region="us-east-1")
    with pytest.raises(StorageError) as caught:
        away.stat("a")
    assert caught.value.retryable


def test_a_bucket_that_is_missing_fails_the_check(request: pytest.FixtureRequest) -> None:
    with pytest.raises(StorageError, match="no bucket"):
        s3_store(request).check()


def test_presigned_put_and_get_work_without_credentials(store: S3Objects) -> None:
    answer = httpx.put(store.presign_put("up", timedelta(minutes=1)), content=b"bytes")
    assert answer.status_code == 200
    assert store.get("up") == b"bytes"
    assert httpx.get(store.presign_get("up", timedelta(minutes=1))).content == b"bytes"


def test_presigned_urls_expire_and_allow_one_key_only(store: S3Objects) -> None:
    url = store.presign_put("up", timedelta(seconds=1))
    assert httpx.put(url.replace("/up?", "/other?"), content=b"x").status_code == 403
    assert httpx.get(url).status_code == 403
    time.sleep(2)
    assert httpx.put(url, content=b"x").status_code == 403
    assert store.stat("up") is None


def test_of_conditional_writes_that_race_one_wins(store: S3Objects) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: store.put_new("race", str(n).encode()), range(8)))
    assert sum(won) == 1
    assert store.get("race") == str(won.index(True)).encode()
