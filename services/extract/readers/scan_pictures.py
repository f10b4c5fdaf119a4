"""OCR of the pictures on digital pages: their words and rules beside the digital ones, in the page's coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from services.extract.core.geometry import turning
from services.extract.readers import pdf_pictures, scan
from services.extract.readers.raster import Pixels, Raster, pdf_rasters
from shared.model.page import UNREAD_PICTURE, Box, Legibility, PageContent, Rule, Word


def read(path: Path, pages: Sequence[PageContent]) -> Iterator[PageContent]:
    """The pages, what their pictures show added. Raises like `raster.open_pdf`."""
    for page, raster in zip(pages, pdf_rasters(path, [p.number for p in pages]), strict=True):
        yield _completed(page, raster)


def _completed(page: PageContent, raster: Raster) -> PageContent:
    words: list[Word] = []
    rules: list[Rule] = []
    pixels = _unwritten(raster, page.words)
    crops = [(box, _part(pixels, raster, box)) for box in pdf_pictures.named(page)]
    quarters = turning.quarters_of(page.notes)
    upright = [
        Raster(number=page.number, pixels=np.ascontiguousarray(np.rot90(crop, quarters)), scale=raster.scale)
        for _, crop in crops
    ]
    unread = False
    for (box, _), found in zip(crops, scan.read_rasters(upright, scan.threads()), strict=True):
        unread |= found.legibility is not Legibility.BLANK and not found.words
        words += [_placed(word, box, quarters) for word in found.words]
        if found.words:
            rules += [_placed_rule(rule, box, quarters) for rule in found.rules]
    is_ocr = page.legibility is Legibility.BLANK and words
    return replace(
        page,
        words=(*page.words, *words),
        rules=(*page.rules, *rules),
        legibility=Legibility.OCR if is_ocr else page.legibility,
        notes=(
            *page.notes,
            *(note for note in raster.notes if note not in page.notes),
            pdf_pictures.read_note(len(words)),
            *([UNREAD_PICTURE] if unread else []),
        ),
    )


def _unwritten(raster: Raster, words: Sequence[Word]) -> Pixels:
    """The page's pixels without its digital words: what is known is not read again."""
    pixels = raster.pixels.copy()
    for word in words:
        _part(pixels, raster, word.box)[:] = 255
    return pixels


def _part(pixels: Pixels, raster: Raster, box: Box) -> Pixels:
    x0, top, x1, bottom = (max(round(side * raster.scale), 0) for side in box)
    return pixels[top:bottom, x0:x1]


def _placed(word: Word, picture: Box, quarters: int) -> Word:
    """The word of the upright picture where it stands on the page as seen."""
    xs = () if quarters else tuple(x + picture.x0 for x in word.char_x)
    return replace(word, box=_on_page(word.box, picture, quarters), char_x=xs)


def _placed_rule(rule: Rule, picture: Box, quarters: int) -> Rule:
    level = rule.horizontal if quarters % 2 == 0 else not rule.horizontal
    return replace(rule, box=_on_page(rule.box, picture, quarters), horizontal=level)


def _on_page(box: Box, picture: Box, quarters: int) -> Box:
    x0, top, x1, bottom = turning.as_seen(box, quarters, picture.width, picture.height)
    return Box(x0 + picture.x0, top + picture.top, x1 + picture.x0, bottom + picture.top)
