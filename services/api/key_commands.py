"""`yusuan keys`: beside a running `up` with the same data, or against the configured database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click

from services.api import security
from services.api.settings import GatewaySettings
from shared.bootstrap_gateway import GatewayBackends, gateway_backends
from shared.errors import ProcessingError
from shared.ports import KeyRow


@click.group()
def keys() -> None:
    """API keys of departments: beside a running `up` with the same YUSUAN_DATA, or against the configured database."""


@keys.command("create")
@click.option("--department", help="name; made if it is new")
@click.option("--admin", is_flag=True, help="an administrator's key: sees and may do everything")
@click.option("--name", default="", help="whose or what for")
@click.option("--scopes", default=",".join(security.SCOPES), show_default=True, help="by comma")
@click.option("--days", type=click.IntRange(1), help="days until it expires; default: never")
def create(department: str | None, admin: bool, name: str, scopes: str, days: int | None) -> None:
    """Make a key and print it, as the only word on standard output."""
    if department is None and not admin:
        raise click.UsageError("a key needs --department NAME or --admin")
    wanted = [s.strip() for s in scopes.split(",") if s.strip()]
    if unknown := [s for s in wanted if s not in security.SCOPES]:
        raise click.UsageError(f"unknown scopes: {', '.join(unknown)}; known: {', '.join(security.SCOPES)}")
    with _ports() as (settings, ports):
        owner = ports.keys.department(department, create=True) if department else None
        key = security.new_key()
        row = ports.keys.add(
            security.hash_key(key, settings.secret),
            hint=security.hint(key),
            name=name,
            department_id=owner.id if owner else None,
            admin=admin,
            scopes=wanted,
            expires_at=datetime.now(UTC) + timedelta(days=days) if days else None,
        )
        ports.audit.record("key.create", actor="cli", department_id=row.department_id, target=row.id)
    click.echo(key)


@keys.command("list")
def list_keys() -> None:
    """All keys: id, first characters, department, state, name."""
    with _ports() as (_, ports):
        for row in ports.keys.all():
            owner = row.department or "-"
            click.echo("\t".join((row.id, row.hint + "…", owner, _state(row), ",".join(row.scopes), row.name)))


@keys.command("rotate")
@click.argument("key_id")
@click.option("--grace", type=click.IntRange(0), default=0, show_default=True, help="seconds the old key stays valid")
def rotate(key_id: str, grace: int) -> None:
    """Replace a key and print the new one, as the only word on standard output."""
    with _ports() as (settings, ports):
        key = security.new_key()
        hashed = security.hash_key(key, settings.secret)
        row = ports.keys.rotate(key_id, hashed, security.hint(key), grace=timedelta(seconds=grace))
        ports.audit.record(
            "key.rotate", actor="cli", department_id=row.department_id, target=key_id, details={"new": row.id}
        )
    click.echo(key)


@keys.command("revoke")
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """End a key: it is refused everywhere within a second."""
    with _ports() as (_, ports):
        row = ports.keys.revoke(key_id)
        ports.audit.record("key.revoke", actor="cli", department_id=row.department_id, target=key_id)
    click.echo(f"{row.id} revoked", err=True)


@contextmanager
def _ports() -> Iterator[tuple[GatewaySettings, GatewayBackends]]:
    settings = GatewaySettings()
    if settings.database_url is None and not (settings.data / "yusuan.db").exists():
        raise click.ClickException(
            f"there is no database in {settings.data}: start `yusuan up`, or set YUSUAN_DATA or YUSUAN_DATABASE_URL"
        )
    ports = gateway_backends(settings)
    try:
        yield settings, ports
    except ProcessingError as exc:
        raise click.ClickException(f"{exc.code}: {exc.detail}") from exc
    finally:
        ports.engine.dispose()


def _state(row: KeyRow) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is not None and row.expires_at <= datetime.now(UTC):
        return "expired"
    return "admin" if row.admin else "active"
