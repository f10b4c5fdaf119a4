"""A file that any S3 client puts under a department's prefix is ingested: by a real server's notification."""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import uvicorn
from minio import Minio
from minio.credentials import Credentials
from minio.signer import sign_v4_s3
from pydantic import SecretStr

from services.commands.setup import migrate_now
from services.ingest.listener import create_app
from shared.adapters.database.access import SqlKeys
from shared.adapters.memory import MemoryPublisher
from shared.adapters.objects_s3 import S3Objects
from shared.bootstrap import Backends
from shared.ports import DocumentRow
from shared.settings import Settings
from tests.servers import Ceph, free_port, wait_for

pytestmark = pytest.mark.servers

REPORT = "# 部门预算\n\n| 项目 | 数 |\n|---|---|\n| 收入 | 1 |\n".encode()


@pytest.fixture
def backends(ceph: Ceph, tmp_path: Path) -> Iterator[Backends]:
    settings = Settings(
        data=tmp_path,
        s3_endpoint=ceph.endpoint,
        s3_access_key=SecretStr(ceph.access_key),
        s3_secret_key=SecretStr(ceph.secret_key),
        s3_bucket=f"t{uuid.uuid4().hex[:20]}",
        _env_file=None,
    )
    found = Backends(settings)
    vars(found)["publisher"] = MemoryPublisher()
    migrate_now(found)
    found.objects.prepare()
    SqlKeys(found.engine, found.clock).department("财政局", create=True)
    yield found
    found.engine.dispose()


@pytest.fixture
def listener(backends: Backends) -> Iterator[int]:
    """The port of a running ingest service."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(backends), host="127.0.0.1", port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started, "the listener")
    yield port
    server.should_exit = True
    thread.join()


def create_topic(ceph: Ceph, push: str) -> str:
    """The ARN of a notification target of Ceph, made by its SNS-like call."""
    body = urlencode({"Action": "CreateTopic", "Name": f"t{uuid.uuid4().hex[:8]}", "push-endpoint": push}).encode()
    digest, now = hashlib.sha256(body).hexdigest(), datetime.now(UTC)
    headers = {
        "Host": urlsplit(ceph.endpoint).netloc,
        "Content-Type": "application/x-www-form-urlencoded",
        "x-amz-content-sha256": digest,
        "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
    }
    credentials = Credentials(access_key=ceph.access_key, secret_key=ceph.secret_key)
    url = urlsplit(f"{ceph.endpoint}/")
    signed = sign_v4_s3(
        method="POST", url=url, region="us-east-1", headers=headers, credentials=credentials,
        content_sha256=digest, date=now,
    )  # fmt: skip
    answer = httpx.post(f"{ceph.endpoint}/", content=body, headers=signed, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.text.split("<TopicArn>")[1].split("</TopicArn>")[0]


def test_an_upload_by_any_s3_client_becomes_a_document(ceph: Ceph, backends: Backends, listener: int) -> None:
    assert isinstance(backends.objects, S3Objects)
    arn = create_topic(ceph, f"http://127.0.0.1:{listener}/events")
    backends.objects.notify(arn, "inbox/")

    client = Minio(
        endpoint=urlsplit(ceph.endpoint).netloc,
        access_key=ceph.access_key,
        secret_key=ceph.secret_key,
        secure=False,
        region="us-east-1",
    )
    bucket = backends.settings.s3_bucket
    started = time.monotonic()
    for number in range(3):
        data = REPORT + str(number).encode()
        client.put_object(
            bucket_name=bucket, object_name=f"inbox/财政局/预算 {number}.md", data=BytesIO(data), length=len(data)
        )
    client.put_object(bucket_name=bucket, object_name="inbox/nobody/x.md", data=BytesIO(REPORT), length=len(REPORT))

    def documents() -> list[str]:
        return sorted(row.filename for number in range(3) if (row := _document(backends, number)) is not None)

    wait_for(lambda: len(documents()) == 3, "three documents", 30)
    assert documents() == ["预算 0.md", "预算 1.md", "预算 2.md"]
    assert time.monotonic() - started < 30


def _document(backends: Backends, number: int) -> DocumentRow | None:
    department = backends.departments.identify("财政局")
    assert department is not None
    return backends.progress.find(department, hashlib.sha256(REPORT + str(number).encode()).hexdigest())
