"""Writes typeset pages as PDF with reportlab: embedded subsets, no date, no random id (same input, same bytes)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase import ttfonts
from reportlab.pdfgen.canvas import Canvas

from samples.fonts import font
from samples.layout import Layout, Stroke, TextOrder, UnicodeMap
from samples.ops import Page, Stretch, Text, Turn
from samples.report import Report
from samples.typeset import Typesetter
from samples.variants import vary

_THIN, _THICK = 0.5, 1.1


def render(report: Report, layout: Layout) -> bytes:
    """The report as PDF."""
    pages = Typesetter(report, layout).run()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    canvas.setTitle(report.title or report.organization)
    for page in pages:
        _page(canvas, page, layout)
    with _unicode(layout.unicode_map):
        canvas.save()
    return out.getvalue()


@contextmanager
def _unicode(kind: UnicodeMap) -> Iterator[None]:
    """While the fonts are written: their maps from glyphs to characters as `kind` says."""
    right = ttfonts.makeToUnicodeCMap

    def spoiled(name: str, subset: Sequence[int]) -> Any:
        shift = 0 if kind is UnicodeMap.MISSING else 61
        return right(name, [0xE000 + i if not shift else code + shift for i, code in enumerate(subset)])

    if kind is not UnicodeMap.RIGHT:
        ttfonts.makeToUnicodeCMap = spoiled
    try:
        yield
    finally:
        ttfonts.makeToUnicodeCMap = right


def _page(canvas: Any, page: Page, layout: Layout) -> None:
    # reportlab itself swaps the sides of a page with /Rotate 90
    swapped = page.turn is Turn.TURNED
    canvas.setPageSize((page.height, page.width) if swapped else (page.width, page.height))
    canvas.setPageRotation(90 if page.turn is Turn.ROTATE else 0)
    if page.turn is not Turn.NONE:
        canvas.transform(0, 1, -1, 0, page.height, 0)
    for area in page.areas:
        canvas.setFillGray(area.grey)
        canvas.rect(area.x0, page.height - area.y1, area.x1 - area.x0, area.y1 - area.y0, stroke=0, fill=1)
    canvas.setFillGray(0)
    for rule in page.rules:
        _rule(canvas, page.height, rule, layout.stroke)
    for text in _ordered(page.texts, layout.text):
        _text(canvas, page.height, text, layout)
    canvas.showPage()


def _ordered(texts: list[Text], order: TextOrder) -> list[Text]:
    if order is TextOrder.COLUMNS:
        return sorted(texts, key=lambda t: t.column)
    return texts


def _text(canvas: Any, height: float, text: Text, layout: Layout) -> None:
    printed = vary(text.text, layout)
    canvas.setFillGray(text.grey)
    if text.angle:
        canvas.saveState()
        canvas.translate(text.x, height - text.y)
        canvas.rotate(text.angle)
        canvas.setFont(font(layout.font), text.size)
        canvas.drawString(0, 0, printed)
        canvas.restoreState()
        return
    if layout.text is TextOrder.GLYPHS:
        x = text.x
        canvas.setFont(font(layout.font), text.size)
        for char in printed:
            canvas.drawString(x, height - text.y, char, mode=3 if text.invisible else None)
            x += canvas.stringWidth(char, font(layout.font), text.size)
        return
    canvas.setFont(font(layout.font), text.size)
    canvas.drawString(text.x, height - text.y, printed, mode=3 if text.invisible else None)


def _rule(canvas: Any, height: float, rule: Stretch, stroke: Stroke) -> None:
    width = _THICK if rule.thick else _THIN
    x0, y0, x1, y1 = rule.x0, height - rule.y0, rule.x1, height - rule.y1
    if stroke is Stroke.RECTANGLE:
        flat = abs(y1 - y0) < 0.01
        w, h = (x1 - x0, width) if flat else (width, y0 - y1)
        canvas.rect(x0, y0 if flat else y1, w, h, stroke=0, fill=1)
        return
    canvas.setLineWidth(width)
    canvas.setDash(*{Stroke.DASHED: ((4, 2), 0), Stroke.DOTTED: ((0.8, 1.4), 0)}.get(stroke, ((), 0)))
    if stroke is Stroke.PIECES:
        _pieces(canvas, x0, y0, x1, y1)
        return
    canvas.line(x0, y0, x1, y1)
    if stroke is Stroke.DOUBLE:
        shift = 1.2
        flat = abs(y1 - y0) < 0.01
        canvas.line(x0, y0 - (shift if flat else 0), x1, y1 - (shift if flat else 0)) if flat else canvas.line(
            x0 + shift, y0, x1 + shift, y1
        )


def _pieces(canvas: Any, x0: float, y0: float, x1: float, y1: float) -> None:
    """A rule in pieces of about 37 points with hairline gaps."""
    length = max(abs(x1 - x0), abs(y1 - y0))
    count = max(1, round(length / 37))
    gap = 0.3 / length if length else 0.0
    for i in range(count):
        a, b = i / count + (gap if i else 0.0), (i + 1) / count
        canvas.line(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
