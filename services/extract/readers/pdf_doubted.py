"""Fonts that one page shows to be wrong are wrong on every page that uses them, though it need not show it itself.

Pages are read in parts that know nothing of one another: each keeps the keys of its fonts that have a map to Unicode.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from shared.model.page import Legibility, PageContent

if TYPE_CHECKING:  # with PDFium, which who merges pages does not need
    from services.extract.readers.pdf_figures import Named


def keys(named: Iterable[Named]) -> tuple[str, ...]:
    """Of the fonts that have a map to Unicode: name and checksum of what the map says of digits and blanks."""
    return tuple(sorted(f"{f.name}:{crc32(repr(f.codes).encode()):08x}" for f in named if f.codes is not None))


def believed(pages: Iterable[PageContent]) -> tuple[PageContent, ...]:
    """The pages in their order; those that use a font that another one doubts have no words and are garbled."""
    every = tuple(pages)
    doubted = {font for page in every if page.doubts_fonts for font in page.fonts}
    return tuple(_garbled(p) if _uses(p, doubted) else p for p in every) if doubted else every


def _uses(page: PageContent, doubted: set[str]) -> bool:
    return page.legibility is Legibility.CLEAR and not doubted.isdisjoint(page.fonts)


def _garbled(page: PageContent) -> PageContent:
    notes = (note for note in page.notes if not note.startswith("picture:"))
    return replace(page, words=(), legibility=Legibility.GARBLED, notes=(*notes, "garbled:1.00"))
