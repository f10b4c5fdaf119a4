"""What the fields of a form and free texts show: no part of a page's content, and everybody sees them on it."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

_TEXTS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)


def drawn_into(page: Any) -> bool:
    """Whether there was such text and PDFium made it part of the open `page`, which is to be opened again then.

    Marks that a reader made (highlights, notes, links) are left out: they hide nothing and say nothing.
    """
    kinds = [_kind(page, i) for i in range(pdfium.FPDFPage_GetAnnotCount(page))]
    if not any(kind in _TEXTS for kind in kinds):
        return False
    for i in reversed([i for i, kind in enumerate(kinds) if kind not in _TEXTS]):
        pdfium.FPDFPage_RemoveAnnot(page, i)
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _kind(page: Any, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return int(pdfium.FPDF_ANNOT_UNKNOWN)
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return int(kind)
