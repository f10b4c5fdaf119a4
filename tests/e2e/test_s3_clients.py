"""Files that S3 clients of other people put under a department's prefix come out of the gateway as results.

The whole chain as in production: the storage's notification to the ingest service, workers, gateway, each a process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from samples import shipped
from tests.e2e.chain import Chain, report
from tests.integration.test_bucket_events import create_topic
from tests.servers import Ceph, Postgres, Redis, free_port, program, wait_for

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class Town:
    """A running installation with the department 财政局, and its storage as its clients know it."""

    chain: Chain
    gateway: httpx.Client
    folder: Path

    def rclone(self, *arguments: str) -> None:
        ceph = self.chain.ceph
        told = {
            "RCLONE_CONFIG": str(self.folder / "rclone.conf"),
            "RCLONE_CONFIG_CITY_TYPE": "s3",
            "RCLONE_CONFIG_CITY_PROVIDER": "Ceph",
            "RCLONE_CONFIG_CITY_ENDPOINT": ceph.endpoint,
            "RCLONE_CONFIG_CITY_ACCESS_KEY_ID": ceph.access_key,
            "RCLONE_CONFIG_CITY_SECRET_ACCESS_KEY": ceph.secret_key,
        }
        (self.folder / "rclone.conf").touch()
        run([program("rclone"), *arguments], told)

    def s3cmd(self, *arguments: str) -> None:
        ceph = self.chain.ceph
        host = ceph.endpoint.removeprefix("http://")
        conf = self.folder / "s3cfg"
        conf.write_text(
            f"[default]\naccess_key = {ceph.access_key}\nsecret_key = {ceph.secret_key}\n"
            f"host_base = {host}\nhost_bucket = {host}\nuse_https = False\n"
        )
        run([program("s3cmd"), "-c", str(conf), *arguments])

    def result(self, filename: str) -> httpx.Response:
        """The document's result, once there is one."""

        def state() -> str | None:
            items = self.gateway.get("/v1/documents", params={"q": filename}).raise_for_status().json()["items"]
            return items[0]["state"] if items else None

        wait_for(lambda: state() in ("published", "failed"), f"{filename}, published")
        (found,) = self.gateway.get("/v1/documents", params={"q": filename}).json()["items"]
        assert found["state"] == "published", found["error"]
        return self.gateway.get(f"/v1/documents/{found['document_id']}/result").raise_for_status()


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        command, env={**ours, **(environment or {})}, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def process(folder: Path, environment: dict[str, str], port: int, *arguments: str) -> Iterator[None]:
    """`yusuan …` in the background, for as long as the block lasts."""
    with (folder / f"{arguments[0]}.log").open("wb") as log:
        command = [sys.executable, "-m", "services.cli", *arguments]
        started = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        wait_for(lambda: answers(port), arguments[0])
        yield
    finally:
        started.terminate()
        started.wait(timeout=30)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def town(ceph: Ceph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    with ExitStack() as stack:
        # Without the sweep's look into the inbox: what comes through came by a notification.
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("YUSUAN_INBOX_SECONDS", "3600")
        postgres, redis = Postgres(), Redis()
        stack.callback(postgres.remove)
        stack.callback(redis.remove)
        chain = Chain(postgres=postgres.start(), redis=redis.start(), ceph=ceph, folder=folder, bucket="town")
        stack.callback(chain.start().stop)
        listener, port = free_port(), free_port()
        environment = {**chain.environment(), "YUSUAN_LISTENER_PORT": str(listener)}
        key = run([sys.executable, "-m", "services.cli", "keys", "create", "--department", "财政局"], environment)
        arn = create_topic(ceph, f"http://127.0.0.1:{listener}/events")
        run([sys.executable, "-m", "services.cli", "storage-setup", "--notify", arn], environment)
        stack.enter_context(process(folder, environment, listener, "ingest-service"))
        stack.enter_context(process(folder, environment, port, "api", "--port", str(port)))
        gateway = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"})
        yield Town(chain=chain, gateway=stack.enter_context(gateway), folder=folder)


def test_rclone(town: Town) -> None:
    path = town.folder / "由rclone上传 2023年.md"
    path.write_bytes(report("由rclone上传"))
    town.rclone("copy", str(path), "city:town/inbox/财政局/")
    result = town.result("由rclone上传").json()
    assert result["filename"] == path.name
    assert [t["title"] for t in result["tables"]] == ["收支总表"]


def test_rclone_with_several_parts(town: Town) -> None:
    """A real PDF in multipart form: what is announced is the completed object, its ETag no hash of it."""
    sample = next(p for p in shipped() if p.suffix == ".pdf")
    path = town.folder / "多段.pdf"
    path.write_bytes(sample.read_bytes() + b"\n%" + b" " * 11 * 1024 * 1024)
    options = ("--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M")
    town.rclone("copyto", str(path), "city:town/inbox/财政局/多段.pdf", *options)
    assert len(town.result("多段").json()["tables"]) > 0


def test_s3cmd(town: Town) -> None:
    path = town.folder / "s3cmd.md"
    path.write_bytes(report("由s3cmd上传"))
    town.s3cmd("put", str(path), "s3://town/inbox/财政局/由s3cmd上传.md")
    assert [t["title"] for t in town.result("由s3cmd上传").json()["tables"]] == ["收支总表"]
