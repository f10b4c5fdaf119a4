"""Text under something opaque that was painted later: a black bar, a white patch, a picture. Nobody sees it.

Under a large area (a background, the picture of a scanned page) it never was to be seen. Where a small one hides text
and nothing stands there instead, a person sees that something is missing, or a patch has taken it away unseen: a mark
stands for it, so that no cell is empty and certain because of it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from services.extract.readers.pdf_chars import Char, Chars, Run, inside
from services.extract.readers.pdf_frame import Frame
from services.extract.readers.pdf_images import is_opaque
from services.extract.readers.pdf_paths import Drawing
from services.extract.readers.pdf_words import words_of
from shared.model.page import COVERED, Box, Word

#: an area that is larger than this share of the page hides what is not meant to be seen
_LARGE = 0.1
#: what is smaller than this hides no character (points)
_LEAST = 4.0
#: comparisons of a character with an area that one page may cost
_MOST = 4_000_000
#: something else stands in a place if it takes this share of its height, and any of its width
_INSTEAD = 0.5


def drop_covered(chars: Chars, document: Any, page: Any, drawing: Drawing, frame: Frame) -> tuple[Word, ...]:
    """Leave out what is covered; the marks of what is missed, upright, struck out and without confidence."""
    first = next(iter(drawing.order.values()), 0)
    areas = [(n, f.box) for n, f in drawing.fills if n > first and _is_area(f.box)]
    pictures = {n: image for n, _, image in drawing.later}
    areas += [(n, box) for n, box, _ in drawing.later if n > first and _is_area(box)]
    if not first or not areas or len(areas) * len(chars.chars) > _MOST:
        return ()
    opaque: dict[int, bool] = {}

    def hides(n: int) -> bool:
        if n not in opaque:
            image = pictures.get(n)
            opaque[n] = _lets_nothing_through(drawing, n) if image is None else is_opaque(document, page, image)
        return opaque[n]

    large = {n for n, box in areas if box.width * box.height > _LARGE * frame.width * frame.height}
    kept: list[Char] = []
    missed: list[Char] = []
    seen: set[Run] = set()
    for char in chars.chars:
        painted = char.run.order
        over = [n for n, box in areas if n > painted and inside(char, box) and hides(n)] if painted else []
        if not over:
            kept.append(char)
            seen.add(char.run)
            continue
        char.run.cut = True
        if large.isdisjoint(over):
            missed.append(char)
    chars.keep(kept, "covered")
    return _marks([c for c in missed if c.run not in seen], kept, frame)


def _is_area(box: Box) -> bool:
    return box.width > _LEAST and box.height > _LEAST


def _lets_nothing_through(drawing: Drawing, n: int) -> bool:
    """Whether the area with this place in the painting order is opaque, and not blended with what lies under it."""
    painted = drawing.painted.get(n)
    return painted is None or not pdfium.FPDFPageObj_HasTransparency(ctypes.cast(painted, pdfium.FPDF_PAGEOBJECT))


def _marks(missed: Sequence[Char], kept: Sequence[Char], frame: Frame) -> tuple[Word, ...]:
    """A mark for each word of `missed` in whose place nothing stands that shows."""
    words = words_of(missed, frame.width, frame.height) if missed else ()
    return tuple(
        Word(text=COVERED, box=w.box, size=w.size, confidence=0.0, char_x=(w.box.x0, w.box.x1), struck=True)
        for w in words
        if not any(_stands_in(c, w.box) for c in kept)
    )


def _stands_in(char: Char, box: Box) -> bool:
    height = min(char.bottom, box.bottom) - max(char.top, box.top)
    return char.x0 < box.x1 and box.x0 < char.x1 and height > _INSTEAD * box.height
