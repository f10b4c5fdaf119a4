"""Whether the figures of a page that are set in drawings (Type 3 fonts) show the digits that the font names.

Nobody draws a single glyph of such a font; PDFium draws a text object of the page by itself, without rules and grounds,
and each of its digits is where its box says. Only upright texts of pages that are not turned are looked at.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from services.extract.readers import pdf_calls as calls
from services.extract.readers.pdf_calls import Handle
from services.extract.readers.pdf_chars import Char
from services.extract.readers.pdf_figures import DIGITS, SIZE, ink_of, is_another, shape_of
from services.extract.readers.pdf_frame import Frame

#: neighbours of a digit may reach over its edges so far (pixels)
_EDGE = 1.0
_FLOATS = (ctypes.c_float * 4)()
_SIDES = [ctypes.byref(_FLOATS, 4 * i) for i in range(4)]


def misdrawn(
    document: Any, page: Any, fonts: Mapping[int, int], texts: Mapping[int, Sequence[Char]], frame: Frame
) -> frozenset[int]:
    """Which of the text objects `fonts` of a page (object → its font, addresses), are set in a font that draws other
    digits than it names. `texts` are the characters of those that are not inside a form."""
    if frame.matrix.b or frame.matrix.a != 1:
        return frozenset()
    judged: set[tuple[int, str]] = set()
    wrong: set[int] = set()
    for text, chars in texts.items():
        font = fonts.get(text)
        new = {c.text for c in chars if c.text in DIGITS} - {digit for f, digit in judged if f == font}
        if font is None or not new or chars[0].run.quarters:
            continue
        judged.update((font, digit) for digit in new)
        if _shows_others(document, page, text, [c for c in chars if c.text in new], frame):
            wrong.add(font)
    return frozenset(text for text, font in fonts.items() if font in wrong)


def _shows_others(document: Any, page: Any, text: int, digits: Sequence[Char], frame: Frame) -> bool:
    scale = SIZE / digits[0].run.size
    if not calls.object_bounds(Handle(text), *_SIDES):
        return False
    left = _FLOATS[0] + frame.matrix.e
    bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(document, page, ctypes.cast(text, pdfium.FPDF_PAGEOBJECT), scale)
    if not bitmap:
        return False
    try:
        ink = ink_of(bitmap)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    for char in digits:
        x0, x1 = (round((x - left) * scale + edge) for x, edge in ((char.x0, _EDGE), (char.x1, -_EDGE)))
        shape = shape_of(ink.crop((x0, 0, x1, ink.height)))
        if shape is not None and is_another(shape, char.text):
            return True
    return False
