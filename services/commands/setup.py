"""`yusuan migrate`, `storage-setup`, `schema`: what is done once before the services start."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import click

from shared import logs
from shared.bootstrap import Backends, backends
from shared.errors import TransientError
from shared.settings import Settings


@click.command()
@click.option("--wait", "seconds", type=float, default=30, show_default=True, help="how long to wait for the server")
def migrate(seconds: float) -> None:
    """Bring the database to the tables of this version."""
    settings = Settings()
    logs.configure(settings)
    found = backends(settings)
    insist(lambda: migrate_now(found), seconds)


def migrate_now(found: Backends) -> None:
    """Make the data directory and the tables. Raises `DatabaseError`."""
    from shared.adapters.database.migrate import migrate as bring

    if found.settings.database_url is None:
        found.settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    bring(found.engine)


@click.command("storage-setup")
@click.option("--wait", "seconds", type=float, default=60, show_default=True, help="how long to wait for the server")
@click.option("--notify", envvar="YUSUAN_S3_NOTIFY", help="ARN of the notification target; without it no events")
def storage_setup(seconds: float, notify: str | None) -> None:
    """Make the bucket; have the storage report new objects under inbox/ to the ingest service."""
    settings = Settings()
    logs.configure(settings)
    found = backends(settings)
    insist(found.objects.prepare, seconds)
    if notify:
        from shared.adapters.objects_s3 import S3Objects

        if not isinstance(found.objects, S3Objects):
            raise click.ClickException("notifications need an S3 server: set YUSUAN_S3_ENDPOINT")
        objects = found.objects
        insist(lambda: objects.notify(notify, "inbox/"), seconds)


def insist(call: Callable[[], None], seconds: float) -> None:
    """Repeat while the server is not there yet; a `ClickException` after `seconds`."""
    until = time.monotonic() + seconds
    while True:
        try:
            return call()
        except TransientError as exc:
            if time.monotonic() > until:
                raise click.ClickException(str(exc)) from exc
            time.sleep(0.5)


@click.command()
def schema() -> None:
    """Print the JSON schema of results (`yusuan.result/1`)."""
    from shared.result_schema import result_schema

    click.echo(json.dumps(result_schema(), ensure_ascii=False, indent=2))
