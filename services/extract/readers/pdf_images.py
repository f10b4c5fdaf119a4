"""What the images of a PDF page say: how much of it they cover, and whether one hides text that was painted before it.

Programs that make scans searchable put their own reading under the picture of the page, as invisible text or as plain
text that the picture then covers. Neither is what a person sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium

from services.extract.readers.pdf_frame import Frame
from shared.model.page import Box

#: an image is opaque if nearly all of it (share of its points) lets nothing through (alpha, 0–255)
_OPAQUE_SHARE, _OPAQUE_ALPHA = 0.95, range(250, 256)
#: squares a side in which the covered area is counted
_SQUARES = 100


def image_cover(images: Sequence[Box], frame: Frame) -> float:
    """The share of the page that its images cover together, 0–1: scanners write a page in strips, too."""
    if frame.width <= 0 or frame.height <= 0:
        return 0.0
    covered: set[tuple[int, int]] = set()
    for box in images:
        columns = range(_square(box.x0, frame.width), _square(box.x1, frame.width))
        rows = range(_square(box.top, frame.height), _square(box.bottom, frame.height))
        covered.update((row, column) for row in rows for column in columns)
    return len(covered) / _SQUARES**2


def _square(at: float, length: float) -> int:
    return round(min(max(at / length, 0.0), 1.0) * _SQUARES)


def is_opaque(document: Any, page: Any, image: Any) -> bool:
    """Whether the image lets nothing through. PDFium draws it with its masks, at a pixel a point."""
    if pdfium.FPDFPageObj_HasTransparency(image):
        return False
    drawn = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, image)
    if not drawn:
        return False
    bitmap = pdfium2.PdfBitmap.from_raw(drawn)
    if bitmap.n_channels != 4:
        return False
    alpha = bytes(bitmap.buffer)[3::4]
    return sum(alpha.count(value) for value in _OPAQUE_ALPHA) > _OPAQUE_SHARE * len(alpha)
