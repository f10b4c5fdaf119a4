"""Which reader reads what, and how a PDF of digital and scanned pages becomes one source.

The readers are imported when they are needed: a worker that never sees a scan never loads an OCR engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from services.extract.readers import pdf_doubted, pdf_pictures
from shared.errors import UnsupportedMediaError
from shared.model.page import DAMAGED, Legibility, PageContent, Reader, Source

_PACKAGE = "services.extract.readers"
_OFFICE = "application/vnd.openxmlformats-officedocument"

#: media type → the module that reads it
READERS: dict[str, str] = {
    "application/pdf": "pdf",
    "image/png": "image",
    "image/jpeg": "image",
    "image/tiff": "image",
    "text/plain": "text",
    "text/markdown": "text",
    "text/html": "text",
    "text/csv": "text",
    f"{_OFFICE}.wordprocessingml.document": "office",
    f"{_OFFICE}.spreadsheetml.sheet": "office",
    "application/msword": "office",
    "application/rtf": "office",
    "application/vnd.ms-excel": "office",
    "application/vnd.oasis.opendocument.spreadsheet": "office",
    "application/vnd.oasis.opendocument.text": "office",
}


def count_pages(path: Path, media_type: str) -> int:
    """Pages of the file, 1 for input without pages. Raises `ProcessingError` where it cannot be opened."""
    return int(_reader(media_type).count_pages(path))


def read(path: Path, media_type: str, pages: range | None = None) -> Source:
    """What the file holds on the given pages (from 1; None: all). Raises `ProcessingError`."""
    return recognized(text_layer(path, media_type, pages), path)


def text_layer(path: Path, media_type: str, pages: range | None = None) -> Source:
    """As `read`, without OCR of what a PDF shows and does not say: some hundredths of a second a page."""
    source: Source = _reader(media_type).read(path, media_type=media_type, pages=pages)
    return source


def shown(source: Source) -> tuple[PageContent, ...]:
    """The pages of a text layer on which there is something for OCR to read."""
    return tuple(p for p in source.pages if source.reader in _PDF and (_needs_ocr(p) or pdf_pictures.named(p)))


def recognized(source: Source, path: Path) -> Source:
    """A text layer with its pages that are not usable read by OCR instead, and pictures on the others beside their
    text. Raises `ProcessingError`."""
    found = shown(source)
    wanted = [p.number for p in found if _needs_ocr(p)]
    pictured = [p for p in found if not _needs_ocr(p)]
    scanned = {p.number: p for p in _scan(path, source.media_type, wanted)} if wanted else {}
    if pictured:
        read_pictures = import_module(f"{_PACKAGE}.scan_pictures").read
        scanned |= {p.number: p for p in read_pictures(path, pictured)}
    if not scanned:
        return source
    pages = tuple(_instead(scanned[p.number], p) if p.number in scanned else p for p in source.pages)
    return replace(source, reader=_reader_of(pages), pages=pages)


def merge(parts: Iterable[Source]) -> Source:
    """One source of the page ranges that were read side by side. At least one part is needed."""
    first, *others = parts
    pages = pdf_doubted.believed(sorted((p for part in (first, *others) for p in part.pages), key=lambda p: p.number))
    readers = {part.reader for part in (first, *others)}
    reader = first.reader if len(readers) == 1 else Reader.PDF_MIXED
    return replace(first, reader=_reader_of(pages) if reader in _PDF else reader, pages=pages)


_PDF = (Reader.PDF_TEXT, Reader.PDF_SCAN, Reader.PDF_MIXED)


def _reader(media_type: str) -> Any:
    name = READERS.get(media_type)
    if media_type == "application/zip":
        raise UnsupportedMediaError(
            "the file is a zip: one of several files is to be unpacked first, and an office file that is taken for one "
            "is cut off or damaged"
        )
    if name is None:
        raise UnsupportedMediaError(f"yusuan does not read {media_type}")
    return import_module(f"{_PACKAGE}.{name}")


def _instead(scanned: PageContent, digital: PageContent) -> PageContent:
    """What OCR read of a page, with what is known of the file: OCR sees what PDFium could draw, and no more."""
    lost = (DAMAGED,) if DAMAGED in digital.notes and DAMAGED not in scanned.notes else ()
    notes = (*scanned.notes, *lost)
    return replace(scanned, notes=notes, fonts=digital.fonts, doubts_fonts=digital.doubts_fonts)


def _scan(path: Path, media_type: str, pages: list[int]) -> tuple[PageContent, ...]:
    source: Source = import_module(f"{_PACKAGE}.scan").read(path, media_type=media_type, pages=pages)
    return source.pages


def _needs_ocr(page: PageContent) -> bool:
    return page.legibility is Legibility.GARBLED or "image-only" in page.notes


def _reader_of(pages: Iterable[PageContent]) -> Reader:
    ways = set[bool]()
    for page in pages:
        if page.legibility is not Legibility.BLANK:
            ways.add(page.legibility is Legibility.OCR)
            ways |= {True} if pdf_pictures.gave_words(page) else set()
    if ways == {True}:
        return Reader.PDF_SCAN
    return Reader.PDF_MIXED if len(ways) == 2 else Reader.PDF_TEXT
