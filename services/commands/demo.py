"""`yusuan demo`: the whole system on this machine, with the samples that ship, uploaded over HTTP like any others."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx
from rich.console import Console

from services.commands import up
from services.commands.demo_report import Progress, print_result
from services.commands.expectations import shortcomings
from shared import logs

_DEPARTMENT = "demo"
_DEADLINE_SECONDS = 600.0
_ENDED = ("published", "failed", "cancelled")
Json = dict[str, Any]


@click.command()
@click.option("--once", is_flag=True, help="end after the samples; exit status 0 only if all came out as expected")
@click.option("--port", type=int, default=0, help="port of the gateway; default: a free one")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="keep the data here; default: nowhere")
def demo(once: bool, port: int, data: Path | None) -> None:
    """Start everything, upload the samples, show the progress, print tables, repairs and findings."""
    console = Console(highlight=False)
    stop = threading.Event()
    with _folder(data) as folder:
        settings = up.settings_for(port, folder)
        logs.configure(settings.model_copy(update={"log_level": "WARNING", "log_format": "text"}))
        console.print(f"starting broker, storage, database, workers and gateway; data in {folder}")
        started = time.monotonic()
        with up.stopping(stop), up.running(settings, stop) as system:
            url = system.settings.gateway_url
            console.print(f"up after {time.monotonic() - started:.1f} s: {url}")
            key = up.command_output("keys", "create", "--department", _DEPARTMENT, env=up.environment(system.settings))
            good = _run_samples(console, url, key, stop)
            _say_where(console, url, key)
            if not once:
                console.print("Ctrl-C drains and stops it.")
                stop.wait()
    raise SystemExit(0 if good else 1)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data.absolute()
        return
    made = Path(tempfile.mkdtemp(prefix="yusuan-demo-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _run_samples(console: Console, url: str, key: str, stop: threading.Event) -> bool:
    """Upload all samples, wait for them, print what came out; whether all is as expected."""
    from samples import EXPECTED, beside, shipped

    files = shipped()
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"{url}/v1", headers=headers, timeout=60, trust_env=False) as client:
        started = time.monotonic()
        ids = _upload(client, files)
        statuses = _follow(console, client, ids, stop)
        console.print(f"all ended {time.monotonic() - started:.1f} s after the upload")
        good = True
        for file, document_id in zip(files, ids, strict=True):
            expected: Json = json.loads(beside(file, EXPECTED).read_text(encoding="utf-8"))
            good &= _judge(console, client, statuses[document_id], expected)
    return good


def _upload(client: httpx.Client, files: list[Path]) -> list[str]:
    """The documents' ids, in the order of the files."""
    answer = client.post("/documents", files=[("file", (file.name, file.read_bytes())) for file in files])
    answer.raise_for_status()
    return [document["document_id"] for document in answer.json()["documents"]]


def _follow(console: Console, client: httpx.Client, ids: list[str], stop: threading.Event) -> dict[str, Json]:
    """Show the progress until all have ended; their last statuses by id."""
    statuses: dict[str, Json] = {}
    until = time.monotonic() + _DEADLINE_SECONDS
    with Progress(console) as progress:
        while not stop.is_set() and time.monotonic() < until:
            for document_id in ids:
                if statuses.get(document_id, {}).get("state") not in _ENDED:
                    statuses[document_id] = client.get(f"/documents/{document_id}").raise_for_status().json()
            progress.show(list(statuses.values()))
            if all(status["state"] in _ENDED for status in statuses.values()):
                break
            stop.wait(0.2)
    return statuses


def _judge(console: Console, client: httpx.Client, status: Json, expected: Json) -> bool:
    if status["state"] != "published":
        console.print(f"\n[bold]{status['filename']}[/bold]: {status['state']}: {status.get('error')}", soft_wrap=True)
        return False
    result: Json = client.get(f"/documents/{status['document_id']}/result").raise_for_status().json()
    faults = shortcomings(result, expected)
    print_result(console, result, faults)
    return not faults


def _say_where(console: Console, url: str, key: str) -> None:
    console.print(f"\nconsole: {url}/   API: {url}/docs   key: {key}", soft_wrap=True)
    console.print(f"curl -H 'Authorization: Bearer {key}' -F file=@report.pdf {url}/v1/documents", soft_wrap=True)
