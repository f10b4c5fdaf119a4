"""Fonts that one page shows to be wrong are wrong on every page that uses them, though it need not show it itself.

Pages are read apart, in parts that know nothing of one another: so a page's notes name its fonts that have a map to
Unicode (`font:<key>`), and those that it shows to be wrong (`font-doubted:<key>`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from shared.model.page import Legibility, PageContent

if TYPE_CHECKING:  # with PDFium, which who merges pages does not need
    from services.extract.readers.pdf_figures import Named

_FONT, _DOUBTED = "font:", "font-doubted:"


def notes(named: Iterable[Named], *, doubted: bool) -> list[str]:
    """What a page says of the fonts that it may use."""
    mark = _DOUBTED if doubted else _FONT
    return sorted(
        f"{mark}{font.name}:{crc32(repr(font.codes).encode()):08x}" for font in named if font.codes is not None
    )


def kept(page: PageContent) -> list[str]:
    """What stays true of a page that is then read in another way."""
    return [note for note in page.notes if note.startswith(_DOUBTED)]


def believed(pages: Iterable[PageContent]) -> tuple[PageContent, ...]:
    """The pages in their order; those that use a font that another one doubts have no words and are `garbled`."""
    every = tuple(pages)
    doubted = {note.removeprefix(_DOUBTED) for page in every for note in kept(page)}
    return tuple(_garbled(p) if _uses(p, doubted) else p for p in every) if doubted else every


def _uses(page: PageContent, doubted: set[str]) -> bool:
    fonts = {note.removeprefix(_FONT) for note in page.notes if note.startswith(_FONT)}
    return page.legibility is Legibility.CLEAR and not doubted.isdisjoint(fonts)


def _garbled(page: PageContent) -> PageContent:
    rest = (note for note in page.notes if not note.startswith("picture:"))
    return replace(page, words=(), legibility=Legibility.GARBLED, notes=(*rest, "garbled:1.00"))
