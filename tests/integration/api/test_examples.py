"""The examples that the docs refer to, and a client that a generator made, against a running gateway."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.api.settings import GatewaySettings
from tests.integration.api.live import publishing, serving
from tests.unit.api.conftest import PDF, Harness, make_harness

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> GatewaySettings:
    shutil.copy(migrated, tmp_path / "yusuan.db")
    return GatewaySettings(_env_file=None, data=tmp_path, key_secret="a secret of the tests")  # type: ignore[call-arg,arg-type]


@pytest.fixture
def harness(settings: GatewaySettings) -> Iterator[Harness]:
    yield from make_harness(settings)


@pytest.fixture
def environment(harness: Harness) -> Iterator[dict[str, str]]:
    with serving(harness) as url, publishing(harness):
        yield {**os.environ, "YUSUAN_URL": url, "YUSUAN_API_KEY": harness.keys["a"], "PYTHONPATH": str(ROOT)}


def run(environment: dict[str, str], *command: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    return done


def file(tmp_path: Path, name: str = "某局预算.pdf", data: bytes = PDF) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_curl(environment: dict[str, str], tmp_path: Path) -> None:
    workbook = tmp_path / "result.xlsx"
    for _ in range(2):  # it may be repeated
        done = run(environment, "sh", EXAMPLES / "upload.sh", file(tmp_path), workbook)
        assert done.stdout == "支出总表：支出总计 310 与各项之和 300 不符\n"
        assert workbook.read_bytes().startswith(b"PK")
    refused = run(
        environment, "sh", EXAMPLES / "upload.sh", file(tmp_path, "x.exe", b"\x7fELF\0\0\0"), workbook, code=1
    )
    assert "unsupported_media_type" in refused.stderr


def test_python(environment: dict[str, str], tmp_path: Path) -> None:
    files = [file(tmp_path, f"{n}.pdf", PDF + bytes([n])) for n in range(3)]
    done = run(environment, sys.executable, EXAMPLES / "report.py", *files)
    assert done.stdout.count("某局2023年部门预算, 1 tables") == 3
    assert done.stdout.count("《支出总表》支出总计 310 与各项之和 300 不符") == 3


def test_a_cron_job_that_is_killed_misses_nothing(
    harness: Harness, environment: dict[str, str], tmp_path: Path
) -> None:
    ids = [harness.upload(f"{n}.pdf", PDF + bytes([n])) for n in range(12)]
    importer, seen = file(tmp_path, "import.sh", b'#!/bin/sh\ncat >>"$SEEN"\n'), tmp_path / "seen"
    importer.chmod(0o755)
    environment = {**environment, "SEEN": str(seen)}
    command = ["sh", str(EXAMPLES / "cron" / "fetch-changes.sh"), str(tmp_path / "state"), str(importer)]
    for _ in range(6):
        job = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0.02, 0.15))
        os.killpg(job.pid, 9)
        job.wait()
    until(lambda: len(harness.get("/v1/changes").json()["items"]) == len(ids))
    for _ in range(2):
        run(environment, *command)
    found = [json.loads(line)["document_id"] for line in seen.read_text().splitlines()]
    assert set(found) == set(ids)
    assert len(found) <= len(ids) + 6  # at most the one that each crash cut short comes again


CONSUMER = """
import os, sqlite3, sys
from shared.client import Client
db = sqlite3.connect(sys.argv[1])
with Client(os.environ["YUSUAN_URL"], os.environ["YUSUAN_API_KEY"]) as yusuan:
    (after,) = db.execute("SELECT cursor FROM seen ORDER BY rowid DESC LIMIT 1").fetchone() or (None,)
    for change in yusuan.changes(after, follow=True):
        with db:
            db.execute("INSERT INTO seen VALUES (?, ?, ?)", (change.document_id, change.revision, change.cursor))
"""


def test_a_client_that_is_killed_anywhere_sees_each_revision_once(
    harness: Harness, environment: dict[str, str], tmp_path: Path
) -> None:
    """It keeps what it got and how far it got in one commit, as the docs say; new revisions come all the while."""
    book, wanted = tmp_path / "book.db", []
    with contextlib.closing(sqlite3.connect(book, isolation_level=None)) as db:
        db.execute("CREATE TABLE seen (document_id, revision, cursor)")

        def seen() -> list[str]:
            return [row[0] for row in db.execute("SELECT document_id FROM seen ORDER BY rowid")]

        for n in range(8):
            job = subprocess.Popen([sys.executable, "-c", CONSUMER, str(book)], env=environment)
            try:
                before = len(seen())
                wanted += [harness.upload(f"{n}-{m}.pdf", PDF + bytes([n, m])) for m in range(4)]
                # only a client that is at work can be killed at work
                until(lambda so_far=before: len(seen()) > so_far)
                time.sleep(random.uniform(0, 0.4))
            finally:
                job.kill()
                job.wait()
        with subprocess.Popen([sys.executable, "-c", CONSUMER, str(book)], env=environment) as job:
            until(lambda: len(seen()) >= len(wanted))
            job.kill()
        found = seen()
    assert sorted(found) == sorted(wanted)


def test_a_generated_client(
    harness: Harness, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`openapi-python-client` understands the whole OpenAPI file (but for pictures), and what it makes works."""
    description = tmp_path / "openapi.json"
    description.write_bytes(httpx.get(f"{environment['YUSUAN_URL']}/openapi.json").content)
    tool = Path(sys.executable).with_name("openapi-python-client")
    options = ("--path", description, "--output-path", tmp_path / "made_client", "--meta", "none")
    path = f"{tool.parent}:{environment['PATH']}"
    done = run({**environment, "PATH": path}, tool, "generate", *options)
    told = done.stdout + done.stderr
    assert told.count("WARNING") == told.count("Unsupported content_type image/png") == 1, told
    monkeypatch.syspath_prepend(str(tmp_path))
    made = importlib.import_module("made_client")
    documents = importlib.import_module("made_client.api.documents.list_documents")
    results = importlib.import_module("made_client.api.results.get_result")
    document_id = harness.upload()
    until(lambda: harness.get(f"/v1/documents/{document_id}").json()["state"] == "published")
    client = made.AuthenticatedClient(base_url=environment["YUSUAN_URL"], token=environment["YUSUAN_API_KEY"])
    with client:
        (item,) = documents.sync(client=client).items
        result = results.sync(item.document_id, client=client)
    assert type(result).__name__ == "Result"
    assert result.tables[0].rows[2].cells[1].text == "310"


def until(condition: object, seconds: float = 90) -> None:
    assert callable(condition)
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come to pass"
        time.sleep(0.05)
