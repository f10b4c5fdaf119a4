"""What an `ActualText` says of text objects of which PDFium's text page has no character.

It leaves out a dash that its own `ActualText` names where one stands at the end of what came before.
"""

from __future__ import annotations

import ctypes
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

import pypdfium2.raw as pdfium

from services.extract.readers.pdf_calls import Handle

_KEY = b"ActualText"
#: bytes that such a text has at the most: what is longer is no cell's
_MOST = 128
_BUFFER = (ctypes.c_ubyte * _MOST)()
_LENGTH = ctypes.c_ulong()
_BIG_ENDIAN = b"\xfe\xff"


def texts_of(objects: Sequence[int], said: Container[int | None]) -> Iterator[tuple[Handle, str]]:
    """Those of the text `objects` (addresses, in painting order) that are not among the `said` ones and have an
    `ActualText` of their own, not that of the one before: each with it, blanks at its ends left out."""
    for before, address in pairwise((0, *objects)):
        if address in said or (mark := _mark_of(address)) is None:
            continue
        if _LENGTH.value <= _MOST and (text := _decoded(bytes(_BUFFER)[: _LENGTH.value]).strip()):
            if before and _mark_of(before) == mark:
                continue
            yield Handle(address), text


def _mark_of(address: int) -> int | None:
    """The address of the innermost mark of a text object that has an `ActualText`, which the buffer holds then."""
    plain = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
    for k in reversed(range(max(pdfium.FPDFPageObj_CountMarks(plain), 0))):
        mark = pdfium.FPDFPageObj_GetMark(plain, k)
        if pdfium.FPDFPageObjMark_GetParamBlobValue(mark, _KEY, _BUFFER, _MOST, ctypes.byref(_LENGTH)):
            return ctypes.cast(mark, ctypes.c_void_p).value
    return None


def _decoded(text: bytes) -> str:
    """A text string of PDF: UTF-16 behind its mark, else letters that are mostly Latin 1."""
    if text.startswith(_BIG_ENDIAN):
        return text[2:].decode("utf-16-be", "replace")
    return text.decode("latin-1")
