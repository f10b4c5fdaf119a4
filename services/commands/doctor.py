"""`yusuan doctor`: checks every dependency and says what to mend."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import click

from services.commands.health import judge_dead_letters, judge_queues, judge_workers
from shared import logs
from shared.bootstrap_gateway import GatewayBackends, gateway_backends
from shared.errors import ProcessingError
from shared.settings import Settings

_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, kw_only=True)
class Check:
    """One dependency. `mend` says what to do when it fails.

    Only what is needed to work at all fails the command: a queue that somebody stopped, or a worker that died
    elsewhere, is no reason for a script to give up.
    """

    name: str
    run: Callable[[], str]
    mend: str
    said: str = "FAIL"
    """`FAIL`; `WARN`: something stands still; `note`: something that one can do without is not there"""


@click.command()
@click.option("--quiet", is_flag=True, help="say only what is wrong")
def doctor(quiet: bool) -> None:
    """Check every dependency; exit status 1 if one that is needed fails."""
    settings = Settings()
    logs.configure(settings.model_copy(update={"log_level": "ERROR", "log_format": "text"}))
    broken = False
    for check in checks(gateway_backends(settings)):
        try:
            told = check.run()
        except (ProcessingError, OSError, ImportError, ValueError, subprocess.SubprocessError) as exc:
            broken |= check.said == "FAIL"
            click.echo(f"{check.said:<5}{check.name}: {exc}\n     {check.mend}", err=True)
        else:
            if not quiet:
                click.echo(f"ok   {check.name}: {told}")
    raise SystemExit(1 if broken else 0)


def checks(found: GatewayBackends) -> list[Check]:
    settings = found.settings
    embedded_mend = "start it: yusuan up"
    return [
        Check(
            name="data directory",
            run=lambda: _space(settings),
            mend=f"make room in {settings.data} and let this user write there, or set YUSUAN_DATA",
        ),
        Check(
            name="database",
            run=lambda: _said(found.progress.check, settings.database.split("://")[0]),
            mend="start it, check YUSUAN_DATABASE_URL, then run: yusuan migrate"
            if settings.database_url
            else "start (or stop and start) it, which brings the tables to this version: yusuan up",
        ),
        Check(
            name="storage",
            run=lambda: _said(found.objects.check, settings.s3_endpoint or "files"),
            mend="check YUSUAN_S3_*, then run: yusuan storage-setup" if settings.s3_endpoint else embedded_mend,
        ),
        Check(
            name="broker",
            run=lambda: _said(found.publisher.check, "answers"),
            mend="check YUSUAN_REDIS_URL" if settings.redis_url else embedded_mend,
        ),
        *_scanner(found),
        *_running(found),
        Check(name="PDF", run=lambda: _imported("pypdfium2"), mend="make env"),
        Check(name="OCR", run=lambda: _imported("onnxruntime"), mend="make env"),
        Check(
            name="second OCR",
            run=_tesseract,
            mend="sudo apt-get install tesseract-ocr tesseract-ocr-chi-sim (a second look at the figures of scans)",
            said="note",
        ),
        Check(
            name=".doc files",
            run=_libreoffice,
            mend="sudo apt-get install libreoffice-writer-nogui, where old Word files are to be read",
            said="note",
        ),
    ]


def _running(found: GatewayBackends) -> list[Check]:
    """Whether anything moves; only asked where the database answers."""
    try:
        found.progress.check()
    except ProcessingError:
        return []
    return [
        Check(
            name="workers",
            run=lambda: judge_workers(found.reading.workers()),
            mend="yusuan up starts one per stage (its log: logs/yusuan.log); by hand: yusuan worker --queues STAGE",
            said="WARN",
        ),
        Check(
            name="queues",
            run=lambda: judge_queues(found.reading.stage_loads()),
            mend="let a stopped one go on in the console (Queues) or by POST /v1/admin/queues/STAGE/resume; "
            "where none is stopped, is the sweep running? yusuan beat",
            said="WARN",
        ),
        Check(
            name="dead letters",
            run=lambda: judge_dead_letters(len(found.progress.dead_letters(limit=1000))),
            mend="yusuan dead-letters says why; once that is mended: yusuan retry --dead-letters",
            said="WARN",
        ),
    ]


def _scanner(found: GatewayBackends) -> list[Check]:
    scanner, address = found.scanner, found.settings.clamav
    if scanner is None or address is None:
        return []
    return [Check(name="virus scanner", run=lambda: _said(scanner.check, address), mend="check YUSUAN_CLAMAV")]


def _said(call: Callable[[], None], told: str) -> str:
    call()
    return told


def _space(settings: Settings) -> str:
    settings.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data).free
    if free < _FREE_BYTES:
        raise OSError(f"only {free // 1024**2} MB free, {_FREE_BYTES // 1024**2} MB are wanted")
    if not os.access(settings.data, os.W_OK):
        raise OSError(f"{settings.data} cannot be written to")
    return f"{settings.data}, {free // 1024**3} GB free"


def _imported(module: str) -> str:
    from importlib import import_module
    from importlib.metadata import version

    import_module(module)
    return f"{module} {version(module)}"


def _libreoffice() -> str:
    """The program that reads Word 97 files. Raises `FileNotFoundError`."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise FileNotFoundError("LibreOffice is not here")
    return found


def _tesseract() -> str:
    found = shutil.which("tesseract")
    if found is None:
        raise FileNotFoundError("tesseract is not here")
    listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, check=True, timeout=20).stdout
    if "chi_sim" not in listed.split():
        raise FileNotFoundError("tesseract has no chi_sim")
    return found
