"""Born-digital PDF: words, rules and fills of every page, through PDFium (docs/adr/0010-pdfium-first.md).

Boxes are points of the page as seen: after /Rotate, inside the crop box, origin top-left. Where a page's text is
turned, its boxes stay where a person sees them and a note (`text-turned:90`) says so; `char_x` of a turned word runs
along its reading direction. Further notes: `image-only` (OCR is needed), `hidden:<reason>:<count>` (text left out),
`garbled:<share>`, `rules-ignored` (a drawing with more lines than any table), `picture:<box>` (beside the text),
`damaged` (what the page is drawn with could not be read wholly).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium

from services.extract.core.geometry import turning
from services.extract.readers import pdf_doubted, pdf_drawn_figures, pdf_layers, pdf_streams
from services.extract.readers.pdf_actual import shared_out
from services.extract.readers.pdf_annotations import drawn_into
from services.extract.readers.pdf_beside import drop_beside
from services.extract.readers.pdf_chars import Char, Chars, fills_of
from services.extract.readers.pdf_covers import drop_covered
from services.extract.readers.pdf_figures import DIGITS, Fonts, Misdrawn, Named, shows_blanks
from services.extract.readers.pdf_frame import Frame, frame_of
from services.extract.readers.pdf_images import image_cover
from services.extract.readers.pdf_legibility import garbled_share, is_torn
from services.extract.readers.pdf_paths import Drawing, read_objects
from services.extract.readers.pdf_pictures import note as picture_note
from services.extract.readers.pdf_pictures import pictures
from services.extract.readers.pdf_shown import read_chars
from services.extract.readers.pdf_white import drop_on_paper
from services.extract.readers.pdf_wording import misworded
from services.extract.readers.pdf_words import words_of
from shared.errors import EmptyFileError, EncryptedFileError, LimitExceededError, ProcessingError, UnreadableFileError
from shared.limits import MIB, memory_within, on_page
from shared.model.page import DAMAGED, Legibility, PageContent, Reader, Source

#: pages of one document at most
MAX_PAGES = 10_000
#: larger pages are not paper (points; PDF's own limit is 14,400)
MAX_SIDE = 20_000.0
#: bytes that reading one page may take: a form that draws itself, and content that unpacks for ever, take all there is
PAGE_MEMORY = 512 * MIB
#: from this share of unreadable characters on, a page's text layer is not trusted
GARBLED_FROM = 0.05
IMAGE_ONLY = "image-only"
#: an image over this share of a page without text is a scan
SCAN_COVER = 0.3
#: why text is left out that programs put over or under a scan
_LAYERS = ("invisible", "covered", "white")
#: so many curved outlines on a page without text are characters; an emblem has fewer
OUTLINED_FROM = 60

#: PDFium keeps global state: one thread of a process at a time
_PDFIUM = threading.Lock()


def read(path: Path, *, media_type: str, pages: range | None = None) -> Source:
    """The pages `pages` (from 1; None: all) of the PDF at `path`; memory grows with that range only.

    Raises `EmptyFileError`, `EncryptedFileError`, `UnreadableFileError` (also where no page at all can be opened),
    `LimitExceededError`.
    """
    with _open(path) as document:
        count = _checked_count(document)
        document.init_forms()  # draws the values of form fields that were saved without what they look like
        numbers = [n for n in (pages if pages is not None else range(1, count + 1)) if 1 <= n <= count]
        fonts = Fonts(document.raw)
        with pdf_streams.opened(path) as streams:
            content = pdf_doubted.believed([_read_page(document, n, streams, fonts) for n in numbers])
    if len(content) == count and all(page == _lost(page.number) for page in content):
        raise UnreadableFileError("no page can be opened", page=1)
    return Source(reader=_reader_of(content), media_type=media_type, pages=content)


def count_pages(path: Path) -> int:
    """How many pages the PDF has. Raises as `read` does."""
    with _open(path) as document:
        return _checked_count(document)


def needs_ocr(page: PageContent) -> bool:
    """Whether the page shows text that its text layer does not give: a scan, or a layer that makes no sense."""
    return page.legibility is Legibility.GARBLED or IMAGE_ONLY in page.notes


def _reader_of(pages: tuple[PageContent, ...]) -> Reader:
    scans = sum(needs_ocr(p) for p in pages)
    if not scans:
        return Reader.PDF_TEXT
    return Reader.PDF_SCAN if scans == sum(p.legibility is not Legibility.BLANK for p in pages) else Reader.PDF_MIXED


@contextmanager
def exclusive() -> Iterator[None]:
    """PDFium to oneself: whoever calls it outside this module must hold this."""
    with _PDFIUM:
        yield


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    """The open document, closed at the end, with PDFium to itself."""
    if path.stat().st_size == 0:
        raise EmptyFileError("the file is empty")
    with _PDFIUM:
        try:
            document = pdfium2.PdfDocument(path)
        except pdfium2.PdfiumError as fault:
            raise _opening_fault(path) from fault
        try:
            yield document
        finally:
            document.close()


def _opening_fault(path: Path) -> ProcessingError:
    """Why PDFium could not open the file: it keeps the reason of its last failure."""
    reason = pdfium.FPDF_GetLastError()
    if reason in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return EncryptedFileError("the PDF asks for a password")
    return UnreadableFileError("the PDF is damaged or cut off: it cannot be opened")


def _checked_count(document: Any) -> int:
    count = len(document)
    if count > MAX_PAGES:
        raise LimitExceededError(f"the PDF has {count} pages, over the limit of {MAX_PAGES}")
    if count <= 0:
        raise UnreadableFileError("the PDF has no pages")
    return count


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a page before PDFium opens it. `condition`, `unseen`: None where pdfminer cannot say."""

    condition: pdf_streams.Condition | None
    unseen: Sequence[pdf_layers.Hidden] | None
    fonts: Fonts

    @property
    def named(self) -> frozenset[Named]:
        """The fonts that the page may use."""
        return self.condition.fonts if self.condition is not None else frozenset()


def _read_page(document: Any, number: int, streams: pdf_streams.Streams, fonts: Fonts) -> PageContent:
    with on_page(number), memory_within(PAGE_MEMORY):
        known = _Known(streams.condition(number), streams.hidden_texts(number), fonts)
        return _read_open(document, number, known)


def _read_open(document: Any, number: int, known: _Known) -> PageContent:
    """The content of a page; a page that PDFium cannot open is lost alone, and the others are read."""
    try:
        page = document[number - 1]
        if drawn_into(page.raw):
            page.close()
            page = document[number - 1]
    except pdfium2.PdfiumError:
        return _lost(number)
    try:
        textpage = page.get_textpage()
        try:
            return _content(document.raw, page.raw, textpage.raw, number, known)
        finally:
            textpage.close()
    except pdfium2.PdfiumError:
        return _lost(number)
    finally:
        page.close()


def _lost(number: int) -> PageContent:
    return PageContent(number=number, legibility=Legibility.BLANK, notes=(DAMAGED,))


def _content(document: Any, page: Any, textpage: Any, number: int, known: _Known) -> PageContent:
    frame = frame_of(page)
    if not (frame.width > 0 and frame.height > 0):
        return _lost(number)
    if max(frame.width, frame.height) > MAX_SIDE:
        raise LimitExceededError(f"page {number} measures {frame.width:.0f} × {frame.height:.0f} points", page=number)
    drawing = read_objects(page, frame.matrix)
    found = read_chars(textpage, frame, drawing, number)
    marks = drop_covered(found, document, page, drawing, frame) if drawing.fills or drawing.later else ()
    if drawing.images:
        drop_on_paper(found, page, drawing, frame)
    if known.unseen:
        pdf_layers.drop(found, known.unseen, frame)
    if frame.matrix.b or frame.matrix.a != 1 or any(c.run.quarters for c in found.chars):
        found.chars = shared_out(found.chars)
    quarters = _turned(found)
    drop_beside(found, quarters, frame)
    notes = [f"hidden:{reason}:{count}" for reason, count in sorted(found.dropped.items())]
    if drawing.truncated:
        notes.append("rules-ignored")
    legibility = Legibility.CLEAR
    figures = {c.run.order for c in found.chars if c.text in DIGITS}
    counting = {text for text, order in drawing.order.items() if order in figures}
    misdrawn = known.fonts.misdrawn(drawing.order, counting, known.named)
    wrong = misdrawn.digits | _misdrawn(document, page, misdrawn, found, drawing, frame)
    share = max(garbled_share(found.chars), _misnamed_share(found, wrong, drawing))
    words = words_of(found.chars, frame.width, frame.height)
    doubted = share < GARBLED_FROM and (
        is_torn(found.chars) or misworded(w.text for w in words) or shows_blanks(textpage, misdrawn.blanks)
    )
    share = max(share, GARBLED_FROM * doubted)
    if share >= GARBLED_FROM:
        legibility, words = Legibility.GARBLED, ()
        notes.append(f"garbled:{share:.2f}")
    elif _is_scan(found, image_cover(drawing.images, frame)) or (not words and _is_outlined(drawing)):
        notes.append(IMAGE_ONLY)
        words = ()
    else:
        notes += [picture_note(box) for box in pictures(drawing.images, words, frame.width, frame.height)]
        if not words:
            legibility = Legibility.BLANK
        words += marks
    if quarters:
        notes.append(turning.note(quarters))
    if known.unseen is None or _is_damaged(
        known.condition, blank=legibility is Legibility.BLANK, texts=len(drawing.order)
    ):
        notes.append(DAMAGED)
    return PageContent(
        number=number,
        width=frame.width,
        height=frame.height,
        words=words,
        rules=drawing.seen_rules(),
        fills=fills_of(drawing),
        legibility=legibility,
        notes=tuple(notes),
        fonts=pdf_doubted.keys(known.named),
        doubts_fonts=doubted,
    )


def _misdrawn(
    document: Any, page: Any, misdrawn: Misdrawn, found: Chars, drawing: Drawing, frame: Frame
) -> frozenset[int]:
    """The text objects of a page in drawn fonts whose digits are not those that they name."""
    if not misdrawn.nameless:
        return frozenset()
    of = {order: text for text, order in drawing.order.items() if text not in drawing.spaces}
    texts: dict[int, list[Char]] = {}
    for char in found.chars:
        if (text := of.get(char.run.order)) is not None:
            texts.setdefault(text, []).append(char)
    return pdf_drawn_figures.misdrawn(document, page, misdrawn.nameless, texts, frame)


def _misnamed_share(found: Chars, texts: frozenset[int], drawing: Drawing) -> float:
    """The share (0–1) of a page's characters that are digits of fonts which draw others (`texts` are set in them). They
    are certain no longer."""
    if not texts:
        return 0.0
    wrong = {drawing.order[text] for text in texts}
    digits = [c for c in found.chars if c.run.order in wrong and c.text in DIGITS]
    for char in digits:
        char.run.cut = True
    return len(digits) / max(1, len(found.chars))


def _is_scan(found: Chars, cover: float) -> bool:
    """Whether a page is an image: no text, or a few characters (a stamp, a page number) on a full scan."""
    visible = len(found.chars)
    if not visible:
        return cover >= SCAN_COVER
    return cover >= 0.85 and (visible < 30 or sum(found.dropped[reason] for reason in _LAYERS) > visible)


def _is_damaged(condition: pdf_streams.Condition | None, *, blank: bool, texts: int) -> bool:
    """Whether a page lacks something that is meant to be on it. A `blank` one is not meant to be blank if its streams
    ask for text and PDFium made no text object of it, and nobody can say so if its streams were not found."""
    if condition is None:
        return blank
    return not condition.whole or (blank and condition.shows_text and not texts)


def _is_outlined(drawing: Drawing) -> bool:
    """Whether a page without text is drawn like text: as printers ask for it, with each character as a curve."""
    return drawing.truncated or drawing.curves >= OUTLINED_FROM


def _turned(found: Chars) -> int:
    """The reading direction of most of the page's characters, in quarters."""
    if not found.chars:
        return 0
    quarters, count = Counter([c.run.quarters for c in found.chars]).most_common(1)[0]
    return quarters if count > 0.6 * len(found.chars) else 0
