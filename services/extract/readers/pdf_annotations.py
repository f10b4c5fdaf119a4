"""What the fields of a form and free texts show, and the annotations that hide what lies under them: no part of a
page's content, and everybody sees them on it."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

_TEXTS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)
#: what a person draws over a figure so that nobody reads it
_OVER = (pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_REDACT)


def drawn_into(page: Any) -> bool:
    """Whether there were such and PDFium made them part of the open `page`, which is to be opened again then.

    Marks that a reader made (highlights, notes, links, frames) are left out: they hide nothing and say nothing.
    """
    shown = [_is_shown(page, i) for i in range(pdfium.FPDFPage_GetAnnotCount(page))]
    if not any(shown):
        return False
    for i in reversed([i for i, is_shown in enumerate(shown) if not is_shown]):
        pdfium.FPDFPage_RemoveAnnot(page, i)
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _is_shown(page: Any, index: int) -> bool:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return False
    try:
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        return kind in _TEXTS or (kind in _OVER and _hides(annotation))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _hides(annotation: Any) -> bool:
    """Whether the appearance of an annotation has a picture, or an area that lets nothing through."""
    objects = (pdfium.FPDFAnnot_GetObject(annotation, i) for i in range(pdfium.FPDFAnnot_GetObjectCount(annotation)))
    return any(pdfium.FPDFPageObj_GetType(obj) == pdfium.FPDF_PAGEOBJ_IMAGE or _is_opaque(obj) for obj in objects)


def _is_opaque(obj: Any) -> bool:
    """Whether an object is a path that is filled and not transparent."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = pdfium.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(drawn and fill.value and not pdfium.FPDFPageObj_HasTransparency(obj))
