"""`yusuan queues`, `retry`, `dead-letters`: beside a running `up` with the same data, or against the database."""

from __future__ import annotations

from datetime import datetime

import click

from shared import logs
from shared.bootstrap import backends
from shared.bootstrap_gateway import gateway_backends
from shared.errors import ProcessingError
from shared.lifecycle import RowState, Stage
from shared.outbox import dispatch
from shared.settings import Settings


def _quiet() -> Settings:
    """The settings; logs only what is worth a person's while."""
    settings = Settings()
    logs.configure(settings.model_copy(update={"log_level": "WARNING", "log_format": "text"}))
    return settings


@click.command()
def queues() -> None:
    """Documents' parts at each stage: waiting, running, done, failed, and how long the oldest has waited."""
    found = gateway_backends(_quiet())
    try:
        counts = {(c.stage, c.state): c for c in found.progress.counts()}
        paused = {load.stage for load in found.reading.stage_loads() if load.paused}
    except ProcessingError as exc:
        raise click.ClickException(str(exc)) from exc
    shown = (RowState.QUEUED, RowState.RUNNING, RowState.DONE, RowState.FAILED, RowState.CANCELLED)
    click.echo(f"{'stage':<12}" + "".join(f"{state.value:>11}" for state in shown) + "  oldest waits")
    now = found.clock.now()
    for stage in Stage:
        row = [counts.get((stage, state)) for state in shown]
        waiting = row[0].oldest if row[0] else None
        numbers = "".join(f"{c.rows if c else 0:>11}" for c in row)
        click.echo(f"{stage.value:<12}{numbers}{_age(now, waiting)}" + ("  stopped" if stage in paused else ""))


def _age(now: datetime, since: datetime | None) -> str:
    """Days, hours or minutes and seconds, as wide as the head."""
    if since is None:
        return f"{'-':>14}"
    seconds = max(int((now - since).total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{f'{days} d {hours % 24} h':>14}"
    if hours:
        return f"{f'{hours} h {minutes % 60} min':>14}"
    return f"{f'{minutes} min {seconds % 60} s' if minutes else f'{seconds} s':>14}"


@click.command("dead-letters")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def dead_letters(limit: int) -> None:
    """Documents whose attempts are used up, newest first: id, stage, code, attempts, file, reason; by tabs.

    Nothing is printed where there are none.
    """
    found = backends(_quiet())
    try:
        rows = found.progress.dead_letters(limit=limit)
    except ProcessingError as exc:
        raise click.ClickException(str(exc)) from exc
    for row in rows:
        failure = row.failure
        stage = row.stage.value if row.stage else "-"
        told = (row.id, stage, failure.code if failure else "-", f"{row.attempts} attempts", row.filename)
        click.echo("\t".join((*told, failure.detail if failure else "")))


@click.command()
@click.argument("document_ids", nargs=-1)
@click.option("--dead-letters", "all_dead", is_flag=True, help="all dead letters")
def retry(document_ids: tuple[str, ...], all_dead: bool) -> None:
    """Start failed or cancelled documents again at the stage where they ended."""
    if not document_ids and not all_dead:
        raise click.UsageError("name documents, or say --dead-letters")
    found = gateway_backends(_quiet())
    failed = False
    try:
        ids = [*document_ids, *(row.id for row in found.progress.dead_letters(limit=1000) if all_dead)]
    except ProcessingError as exc:
        raise click.ClickException(str(exc)) from exc
    if not ids:
        click.echo("there are no dead letters", err=True)
    for document_id in dict.fromkeys(ids):
        try:
            rows = found.progress.retry(document_id)
            dispatch(found.progress, found.publisher, rows)
            document = found.progress.document(document_id)
            department_id = document.department_id if document else None
            found.audit.record("document.retry", actor="cli", department_id=department_id, target=document_id)
            click.echo(f"{document_id}\tqueued at {rows[0].stage.value}")
        except ProcessingError as exc:
            failed = True
            click.echo(f"{document_id}\t{exc.code}: {exc.detail}", err=True)
    raise SystemExit(1 if failed else 0)
