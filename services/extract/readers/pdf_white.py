"""White text on a picture: to be seen where the picture is dark, and never on the paper of a scan.

Some programs write what they recognised over the scan itself, in white. The page is drawn, small, to see what is there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from services.extract.readers.pdf_chars import Char, Chars, inside
from services.extract.readers.pdf_frame import Frame
from services.extract.readers.pdf_paths import WHITE, Drawing

#: on a ground as bright as this (0–1) white text is not to be read
_BRIGHT = 0.75
#: pixels of the drawn page at the most
_PIXELS = 4_000_000


def drop_on_paper(chars: Chars, page: Any, drawing: Drawing, frame: Frame) -> None:
    """Leave out the white characters on pictures if most of them stand where a picture is paper."""
    white = [c for c in chars.chars if c.run.grey >= WHITE and any(inside(c, box) for box in drawing.images)]
    if not white:
        return
    scale = min(1.0, (_PIXELS / (frame.width * frame.height)) ** 0.5)
    shades = _drawn(page, frame, scale)
    if 2 * sum(_is_on_paper(shades, c, scale) for c in white) > len(white):
        unseen = set(map(id, white))
        chars.keep([c for c in chars.chars if id(c) not in unseen], "white")


def _is_on_paper(shades: NDArray[np.uint8], char: Char, scale: float) -> bool:
    """Whether most of what is seen around a character is bright: in its own place the scanned one stands."""
    around = (char.bottom - char.top) / 2
    top, bottom = int((char.top - around) * scale), int((char.bottom + around) * scale) + 1
    left, right = int((char.x0 - around) * scale), int((char.x1 + around) * scale) + 1
    seen = shades[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    return seen.size > 0 and float(np.median(seen)) >= 255 * _BRIGHT


def _drawn(page: Any, frame: Frame, scale: float) -> NDArray[np.uint8]:
    """The page in grey, as a person sees it, on white."""
    width, height = max(round(frame.width * scale), 1), max(round(frame.height * scale), 1)
    bitmap = pdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap.raw, page, 0, 0, width, height, 0, 0)
    return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(height, width)
