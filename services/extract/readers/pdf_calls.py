"""PDFium's functions that are asked for every character and object of a page, without ctypes' care for arguments.

Converting and checking arguments costs ctypes more than PDFium needs to answer, and a report asks a hundred thousand
times. These functions take handles (`Handle`), `int` and what `ctypes.byref` gives, as they are: whoever passes
anything else passes rubbish. They hold the interpreter's lock, as none of them takes a microsecond.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError


class Handle(ctypes.c_void_p):
    """A pointer of PDFium's. `value` is the address, None where there is no such thing."""


def handle(pointer: Any) -> Handle:
    """The handle of a page, text page or object that pypdfium2 opened."""
    return Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


def _bare(function: Any, result: Any = ctypes.c_int) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result)(address or 0)


page_count_objects = _bare(pdfium.FPDFPage_CountObjects)
page_object = _bare(pdfium.FPDFPage_GetObject, Handle)
form_count_objects = _bare(pdfium.FPDFFormObj_CountObjects)
form_object = _bare(pdfium.FPDFFormObj_GetObject, Handle)
object_type = _bare(pdfium.FPDFPageObj_GetType)
object_matrix = _bare(pdfium.FPDFPageObj_GetMatrix)
object_bounds = _bare(pdfium.FPDFPageObj_GetBounds)
fill_color = _bare(pdfium.FPDFPageObj_GetFillColor)
stroke_color = _bare(pdfium.FPDFPageObj_GetStrokeColor)
stroke_width = _bare(pdfium.FPDFPageObj_GetStrokeWidth)
dash_count = _bare(pdfium.FPDFPageObj_GetDashCount)
draw_mode = _bare(pdfium.FPDFPath_GetDrawMode)
path_count_segments = _bare(pdfium.FPDFPath_CountSegments)
path_segment = _bare(pdfium.FPDFPath_GetPathSegment, Handle)
segment_type = _bare(pdfium.FPDFPathSegment_GetType)
segment_point = _bare(pdfium.FPDFPathSegment_GetPoint)
segment_closes = _bare(pdfium.FPDFPathSegment_GetClose)
clip_path = _bare(pdfium.FPDFPageObj_GetClipPath, Handle)
clip_count_paths = _bare(pdfium.FPDFClipPath_CountPaths)
clip_count_segments = _bare(pdfium.FPDFClipPath_CountPathSegments)
clip_segment = _bare(pdfium.FPDFClipPath_GetPathSegment, Handle)
clip_segment_address = _bare(pdfium.FPDFClipPath_GetPathSegment, ctypes.c_void_p)
render_mode = _bare(pdfium.FPDFTextObj_GetTextRenderMode)
char_object_address = _bare(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
char_unicode = _bare(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
char_unmapped = _bare(pdfium.FPDFText_HasUnicodeMapError)
char_matrix = _bare(pdfium.FPDFText_GetMatrix)
char_origin = _bare(pdfium.FPDFText_GetCharOrigin)
char_font_size = _bare(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_char_box = _bare(pdfium.FPDFText_GetLooseCharBox)

#: characters of PDFium's text of a page that may not be what it says of the character itself
_DOUBTFUL = re.compile("[\x02\ufffe\ud800-\udfff]")
_HYPHEN = 0x02
_BATCH = 4096
_RECTS = (ctypes.c_float * (4 * _BATCH))()
_RECT_PLACES = [ctypes.byref(_RECTS, 16 * i) for i in range(_BATCH)]


def characters(textpage: Handle, count: int) -> str:
    """All `count` characters of a text page, by one call where PDFium's text of the page has every one of them.

    A hyphen at the end of a line is `-`; what is no character is `\ufffd`.
    """
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(ctypes.cast(textpage, pdfium.FPDF_TEXTPAGE), 0, count, buffer)
    text = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
    if written == count + 1 and len(text) == count and not _DOUBTFUL.search(text):
        return text
    return "".join(map(_character, map(char_unicode, repeat(textpage), range(count))))


def _character(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def char_boxes(textpage: Handle, indexes: Sequence[int]) -> list[float]:
    """Left, top, right and bottom in the page's space of each of the characters `indexes`, one after the other.

    A box is as wide as the character's advance and, with most fonts, as high as the font.
    """
    out: list[float] = []
    for start in range(0, len(indexes), _BATCH):
        batch = indexes[start : start + _BATCH]
        if not all(map(_char_box, repeat(textpage), batch, _RECT_PLACES)):
            raise PdfiumError("a character has no box")
        out += _RECTS[: 4 * len(batch)]
    return out
