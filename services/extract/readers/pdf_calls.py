"""PDFium's functions that are asked for every character and object of a page, without ctypes' care for arguments.

Converting and checking arguments costs ctypes more than PDFium needs to answer, and a report asks a hundred thousand
times. These functions take handles (`Handle`), `int` and what `ctypes.byref` gives, as they are: whoever passes
anything else passes rubbish. They hold the interpreter's lock, as none of them takes a microsecond.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any, TypeVar

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

T = TypeVar("T")


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
text_font = _bare(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p)
char_object_address = _bare(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
char_unicode = _bare(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
char_unmapped = _bare(pdfium.FPDFText_HasUnicodeMapError)
char_origin = _bare(pdfium.FPDFText_GetCharOrigin)
char_font_size = _bare(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_text_size = _bare(pdfium.FPDFTextObj_GetFontSize)
_char_box = _bare(pdfium.FPDFText_GetLooseCharBox)
_char_matrix = _bare(pdfium.FPDFText_GetMatrix)

#: characters of PDFium's text of a page that may not be what it says of the character itself
_DOUBTFUL = re.compile("[\x02\ufffe\ud800-\udfff]")
_HYPHEN = 0x02
_BATCH = 4096
_FLOATS = (ctypes.c_float * (6 * _BATCH))()
_RECTS = [ctypes.byref(_FLOATS, 16 * i) for i in range(_BATCH)]
_MATRICES = [ctypes.byref(_FLOATS, 24 * i) for i in range(_BATCH)]
_INTS = (ctypes.c_uint * (4 * _BATCH))()
_COLOURS = [[ctypes.byref(_INTS, 16 * i + 4 * k) for i in range(_BATCH)] for k in range(4)]


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
    for batch in _batches(indexes):
        if not all(map(_char_box, repeat(textpage), batch, _RECTS)):
            raise PdfiumError("a character has no box")
        out += _FLOATS[: 4 * len(batch)]
    return out


def char_matrices(textpage: Handle, indexes: Sequence[int]) -> Iterator[tuple[float, float, float, float]]:
    """a, b, c and d of the matrix of each of the characters `indexes`: how its text is turned and enlarged."""
    out: list[float] = []
    for batch in _batches(indexes):
        if not all(map(_char_matrix, repeat(textpage), batch, _MATRICES)):
            raise PdfiumError("a character has no matrix")
        out += _FLOATS[: 6 * len(batch)]
    return zip(out[0::6], out[1::6], out[2::6], out[3::6], strict=True)


def fill_colours(objects: Sequence[Handle]) -> Iterator[tuple[int, int, int, int]]:
    """Red, green, blue and alpha (0–255) of each object's fill; black and opaque where PDFium cannot say."""
    out: list[int] = []
    for batch in _batches(objects):
        known = list(map(fill_color, batch, *_COLOURS))
        if not all(known):
            for i in (i for i, said in enumerate(known) if not said):
                _INTS[4 * i : 4 * i + 4] = [0, 0, 0, 255]
        out += _INTS[: 4 * len(batch)]
    return zip(out[0::4], out[1::4], out[2::4], out[3::4], strict=True)


def font_size_of(text: Handle) -> float:
    """The font size of a text object, 0 where PDFium cannot say."""
    return _FLOATS[0] if _text_size(text, _RECTS[0]) else 0.0


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
