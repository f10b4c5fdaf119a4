"""The extract and reconstruct stages: load, call the function, store, say what happened."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from services.extract import reading
from services.extract.core.pipeline import reconstruct as rebuild
from services.extract.refusal import refuse_empty
from shared import outputs
from shared.errors import LimitExceededError, UnreadableFileError
from shared.lifecycle import Stage
from shared.model.codec import document_to_json
from shared.model.document import Identity
from shared.model.page_codec import source_from_json, source_to_json
from shared.ports import PageRange
from shared.worker import Job

PDF = "application/pdf"


def split(pages: int, size: int) -> tuple[PageRange, ...]:
    """Pages 1 to `pages` in ranges of at most `size`, of about the same length: no last part of one page."""
    count = max(1, -(-pages // size))
    bounds = [pages * at // count for at in range(count + 1)]
    return tuple(PageRange(first=a + 1, last=b) for a, b in pairwise(bounds))


def _is_scan(path: Path, media_type: str, total: int) -> bool:
    """Whether the first, middle and last page all need OCR: such pages take seconds each, not milliseconds."""
    if media_type != PDF:
        return False
    from services.extract.readers import pdf  # heavy, and text files never need it

    sample = sorted({1, (total + 1) // 2, total})
    return all(
        pdf.needs_ocr(page)
        for number in sample
        for page in pdf.read(path, media_type=media_type, pages=range(number, number + 1)).pages
    )


def extract(job: Job) -> None:
    """Read one range of pages. The first part counts them and makes rows for the other ranges, to be read beside it."""
    document, settings = job.document, job.backends.settings
    with job.original() as path:
        pages, total = job.row.pages, document.pages_total or 0
        if pages is None:
            total = reading.count_pages(path, document.media_type)
            if total < 1:
                raise UnreadableFileError("the file has no pages")
            if total > settings.max_pages:
                raise LimitExceededError(f"the document has {total} pages, {settings.max_pages} are allowed")
            size = settings.scan_part_pages if _is_scan(path, document.media_type, total) else settings.part_pages
            pages, *others = split(total, size)
            job.plan(total, pages, others)
        key = outputs.output_key(document.id, Stage.EXTRACT, (document.sha256,), pages)
        if job.backends.objects.stat(key) is None:
            wanted = None if pages == PageRange(first=1, last=total) else range(pages.first, pages.last + 1)
            source = reading.read(path, document.media_type, wanted)
            outputs.store(job.backends.objects, key, outputs.dump(source_to_json(source)))
    job.complete(key, pages_done=pages.last - pages.first + 1)


def reconstruct(job: Job) -> None:
    """All parts that were read → the document. Raises as `refuse_empty` does."""
    objects, document = job.backends.objects, job.document
    inputs = tuple(row.output_key for row in job.backends.progress.inputs(job.row) if row.output_key)
    key = outputs.output_key(document.id, Stage.RECONSTRUCT, inputs)
    if objects.stat(key) is None:
        source = reading.merge([source_from_json(outputs.load(objects, k)) for k in inputs])
        identity = Identity(document_id=document.id, revision=0, sha256=document.sha256, filename=document.filename)
        rebuilt = rebuild(source)
        refuse_empty(rebuilt, source.pages)
        outputs.store(objects, key, outputs.dump(document_to_json(rebuilt, identity)))
    job.complete(key, pages_done=0)
