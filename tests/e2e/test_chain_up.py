"""`yusuan up` as a person runs it: upload over HTTP, inbox, kill -9 of everything, stop by SIGTERM."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.chain import report
from tests.servers import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class Up:
    """A running `yusuan up`."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        hasty = {"YUSUAN_LEASE_SECONDS": "3", "YUSUAN_HEARTBEAT_SECONDS": "0.5", "YUSUAN_INBOX_SECONDS": "0.5"}
        return {**os.environ, **hasty, "YUSUAN_DATA": str(self.data), "YUSUAN_PORT": str(self.port)}

    def start(self) -> None:
        with (self.data.parent / "up.log").open("ab") as log:
            self.process = subprocess.Popen(command("up"), env=self.environment, stdout=log, stderr=log)
        until(self.ready, 90)

    def ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.data.parent / "up.log").read_text()
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(command(*arguments), env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "services.cli", *arguments]


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come to pass"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    made = Up(data=tmp_path_factory.mktemp("up") / "data")
    try:
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.process.send_signal(signal.SIGTERM)
            made.process.wait(timeout=60)
        shutil.rmtree(made.data, ignore_errors=True)


@pytest.fixture(scope="module")
def client(up: Up) -> Iterator[httpx.Client]:
    """The system started, and a key of the department 财政局."""
    up.start()
    key = up.run("keys", "create", "--department", "财政局")
    assert len(key.split()) == 1
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{up.port}/v1", headers=headers, timeout=60) as made:
        yield made


def upload(client: httpx.Client, name: str) -> str:
    answer = client.post("/documents", files={"file": (f"{name}.md", report(name))})
    assert answer.status_code == 202, answer.text
    document_id: str = answer.json()["documents"][0]["document_id"]
    return document_id


def published(client: httpx.Client, document_id: str) -> bool:
    state = client.get(f"/documents/{document_id}").json()["state"]
    assert state in ("queued", "running", "published"), state
    return bool(state == "published")


def test_upload_and_result(client: httpx.Client) -> None:
    document_id = upload(client, "first")
    until(lambda: published(client, document_id))
    result = client.get(f"/documents/{document_id}/result").json()
    assert (result["document_id"], result["revision"], result["schema"]) == (document_id, 1, "yusuan.result/1")
    (change,) = client.get("/changes").json()["items"]
    assert change["document_id"] == document_id


def test_the_watched_folder(client: httpx.Client, up: Up) -> None:
    folder = up.data / "inbox" / "财政局"
    folder.mkdir(parents=True)
    (folder / "from the folder.md").write_bytes(report("folder"))
    until(lambda: not (folder / "from the folder.md").exists())
    documents = client.get("/documents").json()["items"]
    (found,) = [d for d in documents if d["filename"] == "from the folder.md"]
    until(lambda: published(client, found["document_id"]))


def test_a_second_up_with_the_same_data_is_refused(client: httpx.Client, up: Up) -> None:
    done = subprocess.run(command("up"), env=up.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "already" in done.stderr


def test_admin_tools_beside_it(client: httpx.Client, up: Up) -> None:
    with ThreadPoolExecutor() as pool:
        queues, dead_letters, doctor = pool.map(up.run, ("queues", "dead-letters", "doctor"))
    assert "extract" in queues
    assert dead_letters == ""
    assert "workers: 5 alive" in doctor


def test_a_second_up_on_the_same_port_is_refused(client: httpx.Client, up: Up, tmp_path: Path) -> None:
    """Otherwise the one that answers there would be taken for the gateway that was started."""
    other = {**up.environment, "YUSUAN_DATA": str(tmp_path)}
    done = subprocess.run(command("up"), env=other, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot listen" in done.stderr


def test_kill_9_of_the_supervisor_leaves_nothing_behind_and_loses_nothing(client: httpx.Client, up: Up) -> None:
    ids = [upload(client, f"killed {n}") for n in range(3)]
    family = up.family()
    assert up.process is not None
    up.process.kill()
    up.process.wait()
    until(lambda: not [p for p in family if "services.cli" in " ".join(_command_line(p))])
    up.start()  # ends the broker that was left, and takes over its place
    until(lambda: all(published(client, i) for i in ids))
    assert all(client.get(f"/documents/{i}/revisions").json()["items"][0]["revision"] == 1 for i in ids)


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def test_sigterm_stops_all_of_it(client: httpx.Client, up: Up) -> None:
    family = up.family()
    assert len(family) > 8
    assert up.process is not None
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(timeout=60) == 0
    assert [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
