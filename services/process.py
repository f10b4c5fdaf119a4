"""`yusuan process`: the stages of the chain in this process, no server needed.

The result goes to standard output and nothing else does; progress and faults go to standard error. A file that cannot
be processed says why in one line, the others are still processed, and the exit status is 1.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

import click

from services.extract import reading
from services.extract.core.pipeline import reconstruct
from services.extract.refusal import refuse_empty
from services.ingest.core import sniff
from services.validate.core.engine import validate
from services.validate.rule_settings import rule_settings
from shared.errors import EmptyFileError, ProcessingError
from shared.exports import Format, export, html
from shared.exports.pictures import PagePicture
from shared.limits import apart
from shared.model.document import Document, Identity, Timings
from shared.model.page import Source
from shared.settings import Settings

T = TypeVar("T")
#: pages that one process reads at a time by OCR
PAGES_A_PART = 2
#: pages of a text layer that are worth a process
PAGES_A_FORK = 20
#: dots per inch of the page pictures in HTML: enough to read, small enough to mail
PICTURE_DPI = 110
FORMATS = [f.value for f in Format if f is not Format.ZIP]
#: formats whose several results cannot share one stream
ONE_FILE_EACH = {Format.CSV, Format.XLSX, Format.PARQUET}


@dataclass(frozen=True, kw_only=True, slots=True)
class Processed:
    """A document with its identity and what each step took."""

    document: Document
    identity: Identity
    timings: Timings


class _ManyAfterAgainst(click.Command):
    """`--against` takes every file up to the next option: `--against a.pdf b.pdf`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        within = False
        for arg in args:
            if arg.startswith("-"):
                within = arg == "--against"
                spread += [] if within else [arg]
            else:
                spread += ["--against", arg] if within else [arg]
        return super().parse_args(ctx, spread)


@click.command("process", cls=_ManyAfterAgainst)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="write one file per input here")
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a document for cross-document checks; may be given more than once",
)
@click.option("--debug", type=click.Path(file_okay=False, path_type=Path), help="write pictures of what was seen here")
def process(files: tuple[Path, ...], fmt: str, out: Path | None, against: tuple[Path, ...], debug: Path | None) -> None:
    """Read, reconstruct and check FILES here, without a server."""
    chosen = Format(fmt)
    if len(files) > 1 and out is None and chosen in ONE_FILE_EACH:
        raise click.UsageError(f"several files as {fmt} need --out DIR")
    others = [p.document for f in against if (p := _attempt(f, (), debug=None)) is not None]
    failed = len(others) < len(against)
    for file in files:
        done = _attempt(file, others, debug=debug)
        failed |= done is None
        if done is not None:
            _deliver(done, file, chosen, out, alone=len(files) == 1)
    sys.exit(1 if failed else 0)


def _attempt(file: Path, others: Sequence[Document], *, debug: Path | None) -> Processed | None:
    click.echo(f"{file}: reading", err=True)
    try:
        settings = Settings()
        done = apart(process_file, file, others, settings.rules, allowance=settings.worker_memory_bytes)
    except ProcessingError as error:
        page = f", page {error.page}" if error.page else ""
        click.echo(f"{file}: {error.code}{page}: {error.detail}", err=True)
        return None
    _report(file, done)
    if debug is not None and done.document.media_type == "application/pdf":
        _draw(file, debug)
    return done


def _draw(file: Path, folder: Path) -> None:
    """A picture of every page with the words, rules and cells that were seen on it."""
    from services.extract.core.geometry.layout import blocks
    from services.extract.core.geometry.seen import as_seen
    from services.extract.debug import draw

    folder.mkdir(parents=True, exist_ok=True)
    for page in reading.read(file, "application/pdf").pages:
        picture = draw(file, page.number, page, as_seen(blocks(page), [page]))
        (folder / f"{file.stem}-{page.number:04d}.png").write_bytes(picture)


def _report(file: Path, done: Processed) -> None:
    document, times = done.document, done.timings
    counts = {s: sum(f.severity == s for f in document.findings) for s in ("error", "warning", "info")}
    click.echo(
        f"{file}: {len(document.tables)} tables, {len(document.forms)} forms; findings: {counts['error']} errors, "
        f"{counts['warning']} warnings, {counts['info']} notes; checks: {document.checks.passed} passed, "
        f"{document.checks.failed} failed, {document.checks.not_evaluated} not evaluated; "
        f"{(times.read + times.reconstruct + times.validate) / 1000:.1f} s",
        err=True,
    )


def _deliver(done: Processed, file: Path, fmt: Format, out: Path | None, *, alone: bool) -> None:
    if fmt is Format.HTML:
        data = html.page(done.document, done.identity, _pictures(done.document, file)).encode()
    else:
        data = export(done.document, done.identity, fmt, timings=done.timings)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{done.identity.filename}.{fmt.value}").write_bytes(data)
        return
    sys.stdout.buffer.write(data if alone and fmt is not Format.JSON else data.rstrip(b"\n") + b"\n")
    sys.stdout.buffer.flush()


def _pictures(document: Document, file: Path) -> dict[int, PagePicture]:
    """The pages that tables stand on, for whoever wants to compare: PDF only."""
    if document.media_type != "application/pdf":
        return {}
    from PIL import Image

    from services.extract.readers.raster import pdf_rasters

    pictures = {}
    for raster in pdf_rasters(file, sorted({n for t in document.tables for n in t.pages}), dpi=PICTURE_DPI):
        stream = BytesIO()
        Image.fromarray(raster.pixels).save(stream, "JPEG", quality=70)
        width, height = raster.size
        pictures[raster.number] = PagePicture(width=width, height=height, jpeg=stream.getvalue())
    return pictures


def process_file(
    file: Path, against: Sequence[Document] = (), rules: Mapping[str, str] = MappingProxyType({})
) -> Processed:
    """One file through all stages; `rules` as `YUSUAN_RULES` has them. Raises `ProcessingError`."""
    if file.stat().st_size == 0:
        raise EmptyFileError("the file has no bytes")
    started = time.monotonic()
    source = read_all(file, sniff(file))
    read = time.monotonic()
    document = reconstruct(source)
    refuse_empty(document, source.pages)
    reconstructed = time.monotonic()
    document = validate(document, against=against, settings=rule_settings(rules))
    timings = Timings(
        read=round((read - started) * 1000),
        reconstruct=round((reconstructed - read) * 1000),
        validate=round((time.monotonic() - reconstructed) * 1000),
    )
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    identity = Identity(document_id=None, revision=1, sha256=digest, filename=file.name)
    return Processed(document=document, identity=identity, timings=timings)


def read_all(file: Path, media_type: str) -> Source:
    """All pages, read on all cores."""
    pages = range(1, reading.count_pages(file, media_type) + 1)
    if media_type != "application/pdf":
        if len(pages) <= PAGES_A_PART:
            return reading.read(file, media_type)
        return reading.merge(_side_by_side(reading.read, [(file, media_type, part) for part in _parts(pages)]))
    source = _text_layer(file, media_type, pages)
    shown = reading.shown(source)
    if len(shown) <= PAGES_A_PART:
        return reading.recognized(source, file)
    numbers = {p.number for p in shown}
    rest = replace(source, pages=tuple(p for p in source.pages if p.number not in numbers))
    found = _side_by_side(reading.recognized, [(replace(source, pages=tuple(part)), file) for part in _parts(shown)])
    return reading.merge([rest, *found] if rest.pages else found)


def _text_layer(file: Path, media_type: str, pages: range) -> Source:
    """The text layer, of which a page takes milliseconds: a process for it must start in no time."""
    count = min(_cores(), len(pages) // PAGES_A_FORK)
    if count < 2:
        return reading.text_layer(file, media_type)
    size = -(-len(pages) // count)
    parts = [(file, media_type, part) for part in _parts(pages, size)]
    return reading.merge(_side_by_side(reading.text_layer, parts, start="fork"))


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts(pages: Sequence[T], size: int = PAGES_A_PART) -> list[Sequence[T]]:
    return [pages[start : start + size] for start in range(0, len(pages), size)]


def _side_by_side(
    read: Callable[..., Source], parts: Sequence[tuple[object, ...]], start: Literal["fork", "spawn"] = "spawn"
) -> list[Source]:
    """What `read` gives of each part. OCR's processes are spawned: ONNX Runtime and the image libraries hold threads
    and state that a fork would copy half. PDFium has neither while no document is open."""
    workers = min(_cores(), len(parts))
    if workers > 1:
        context = multiprocessing.get_context(start)
        # Where a page ends a process of the pool, it is read here: it ends this one, and `apart` knows which it was.
        with suppress(BrokenProcessPool), ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
            return [f.result() for f in [pool.submit(read, *part) for part in parts]]
    return [read(*part) for part in parts]
