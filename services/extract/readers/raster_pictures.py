"""Whether a PDF page can be drawn as it is meant: the pictures on it are asked for before and after PDFium draws it.

PDFium draws what it can of a damaged picture, and nothing where it can make nothing of it, without a word: half a page,
or a page that looks blank. What is said here is a note of the page, so that no such page passes for a whole one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from services.extract.readers import flate
from shared.model.page import DAMAGED

#: how deep pictures are looked for in the forms of a PDF page
_DEPTH = 5
_FLATE, _JPEG = ("FlateDecode", "Fl"), ("DCTDecode", "DCT")
#: a JPEG ends with this marker; what programs append behind it is short
_JPEG_END, _APPENDED = b"\xff\xd9", 4096


def of_page(page: Any) -> list[Any]:
    """The pictures of an open page of a PDF, those in its forms as well."""
    return list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH))


def largest(pictures: Sequence[Any]) -> tuple[int, int]:
    """Width and height in pixels of the picture that has most of them, as its header says; (0, 0) where none is."""
    return max((tuple(p.get_px_size()) for p in pictures), key=lambda size: size[0] * size[1], default=(0, 0))


def notes(pictures: Sequence[Any]) -> tuple[str, ...]:
    """The note `DAMAGED` where one of them cannot be decoded, or ends before it should."""
    return () if all(_is_whole(p) for p in pictures) else (DAMAGED,)


def _is_whole(picture: Any) -> bool:
    try:
        picture.get_bitmap()
        packed, filters = bytes(picture.get_data()), picture.get_filters()
    except pypdfium2.PdfiumError:
        return False
    if filters[:1] and filters[0] in _FLATE:
        return flate.has_end(packed.lstrip(b"\r\n"))
    if filters[:1] and filters[0] in _JPEG:
        return _JPEG_END in packed[-_APPENDED:]
    return True  # of the others PDFium makes nothing at all, or their data do not say where they end
