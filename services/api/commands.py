"""`yusuan upload`, `status`, `result`, `findings`, `changes`: clients of a running gateway, which load nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from shared.client import Change, Client, Status, YusuanError
from shared.exports import Format
from shared.model.finding import title_before

F = TypeVar("F", bound=Callable[..., Any])
_DEFAULT_URL = "http://127.0.0.1:8000"


def _gateway_options(command: F) -> F:
    url = click.option("--url", envvar="YUSUAN_URL", default=_DEFAULT_URL, show_default=True, help="the gateway")
    key = click.option(
        "--key", envvar="YUSUAN_API_KEY", show_envvar=True, required=True, help="API key; better in YUSUAN_API_KEY"
    )
    return url(key(command))


@contextmanager
def _client(url: str, key: str) -> Iterator[Client]:
    """A client whose errors end the command with one clear line."""
    with Client(url, key) as client:
        try:
            yield client
        except YusuanError as exc:
            hint = "; the same command can succeed later" if exc.retryable else ""
            if exc.status == 0:
                hint = f" (asked {url}: --url or YUSUAN_URL)"
            raise click.ClickException(f"{exc.code}: {exc.detail}{hint}") from exc


# ---------------------------------------------------------------- documents


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wait", is_flag=True, help="until every document has ended; exit status 1 if one failed")
@click.option("--department", help="administrators: for which department")
@_gateway_options
def upload(files: tuple[Path, ...], wait: bool, department: str | None, url: str, key: str) -> None:
    """Upload files to a running gateway: a line per file with id, state and name."""
    failed = False
    with _client(url, key) as client:
        for file in files:
            try:
                documents = client.upload(file, department=department).documents
            except YusuanError as exc:
                if exc.status in (0, 401, 403):
                    raise
                click.echo(f"{exc.code}: {exc.detail}", err=True)
                failed = True
                continue
            for document in documents:
                status = client.wait(document.document_id) if wait and document.document_id else document
                failed = failed or status.state in ("failed", "cancelled", "rejected")
                click.echo(_line(status))
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("document_id")
@click.option("--wait", is_flag=True, help="until the document has ended")
@click.option("--json", "as_json", is_flag=True, help="the whole status")
@_gateway_options
def status(document_id: str, wait: bool, as_json: bool, url: str, key: str) -> None:
    """Where a document stands."""
    with _client(url, key) as client:
        found = client.wait(document_id) if wait else client.status(document_id)
    click.echo(json.dumps(found.body, ensure_ascii=False, indent=2) if as_json else _line(found))
    sys.exit(1 if found.state in ("failed", "cancelled") else 0)


@click.command()
@click.argument("document_id")
@click.option("--format", "form", type=click.Choice([f.value for f in Format]), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="a file instead of standard output")
@click.option("--revision", type=click.IntRange(1))
@click.option("--wait", is_flag=True, help="until the document has ended")
@_gateway_options
def result(document_id: str, form: str, out: Path | None, revision: int | None, wait: bool, url: str, key: str) -> None:
    """A document's result."""
    with _client(url, key) as client:
        if wait:
            client.wait(document_id)
        content = client.export(document_id, form, revision=revision)
    if out is not None:
        out.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


@click.command()
@click.argument("document_id")
@click.option("--severity", type=click.Choice(["error", "warning", "info"]))
@click.option("--json", "as_json", is_flag=True, help="a JSON object per line")
@_gateway_options
def findings(document_id: str, severity: str | None, as_json: bool, url: str, key: str) -> None:
    """A document's findings, a line each."""
    with _client(url, key) as client:
        for found in client.findings(document_id, severity=severity):
            if as_json:
                click.echo(json.dumps(found, ensure_ascii=False))
            else:
                title = title_before(found["table_title"], found["message"])
                click.echo(f"{found['severity']}\t{found['code']}\t{title}{found['message']}")


@click.command()
@click.option("--after", help="cursor of the last change that you dealt with")
@click.option("--follow", is_flag=True, help="wait for further changes, for ever")
@click.option("--json", "as_json", is_flag=True, help="a JSON object per line")
@_gateway_options
def changes(after: str | None, follow: bool, as_json: bool, url: str, key: str) -> None:
    """The change feed: a line per published revision, with the cursor to go on from."""
    with _client(url, key) as client:
        try:
            for change in client.changes(after, follow=follow):
                click.echo(_change_json(change) if as_json else _change_line(change))
                sys.stdout.flush()
        except KeyboardInterrupt:
            return


def _line(status: Status) -> str:
    pages = f"{status.pages_done}/{status.pages_total}" if status.pages_total else "-"
    why = f"\t{status.error['code']}: {status.error['detail']}" if status.error else ""
    return f"{status.document_id or '-'}\t{status.state}\t{status.stage or '-'}\t{pages}\t{status.filename}{why}"


def _change_line(change: Change) -> str:
    return f"{change.cursor}\t{change.kind}\t{change.document_id}\t{change.revision or '-'}\t{change.filename}"


def _change_json(change: Change) -> str:
    names = ("cursor", "seq", "kind", "document_id", "revision", "filename", "at")
    return json.dumps({**{n: getattr(change, n) for n in names}, "details": dict(change.details)}, ensure_ascii=False)
