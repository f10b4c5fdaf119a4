"""From PDF user space to the page as a person sees it: visible box, /Rotate, origin top-left, points."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from shared.model.page import Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """An affine map: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, after: Matrix) -> Matrix:
        """This map followed by `after`."""
        return Matrix(
            a=after.a * self.a + after.c * self.b,
            b=after.b * self.a + after.d * self.b,
            c=after.a * self.c + after.c * self.d,
            d=after.b * self.c + after.d * self.d,
            e=after.a * self.e + after.c * self.f + after.e,
            f=after.b * self.e + after.d * self.f + after.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box around two opposite corners after the map."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        if self.b or self.c:
            cx, cy = self.point(x0, y1)
            dx, dy = self.point(x1, y0)
            return Box(min(ax, bx, cx, dx), min(ay, by, cy, dy), max(ax, bx, cx, dx), max(ay, by, cy, dy))
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The visible page: its size after rotation and the map into it."""

    width: float
    height: float
    matrix: Matrix


def frame_of(page: Any) -> Frame:
    """The frame of an open PDFium page. The visible box is the crop box inside the media box, inherited or not; a crop
    box that leaves nothing of the page does not count, as in most viewers."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
    if not (left < right and bottom < top):
        left, bottom, right, top = _media_box(page)
    turn = pdfium.FPDFPage_GetRotation(page) % 4
    width, height = right - left, top - bottom
    if turn == 1:
        return Frame(width=height, height=width, matrix=Matrix(a=0, b=1, c=1, d=0, e=-bottom, f=-left))
    if turn == 2:
        return Frame(width=width, height=height, matrix=Matrix(a=-1, b=0, c=0, d=1, e=right, f=-bottom))
    if turn == 3:
        return Frame(width=height, height=width, matrix=Matrix(a=0, b=-1, c=-1, d=0, e=top, f=right))
    return Frame(width=width, height=height, matrix=Matrix(a=1, b=0, c=0, d=-1, e=-left, f=top))


def _media_box(page: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the page's own media box; nothing where it has none."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPage_GetMediaBox(page, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    return left.value, bottom.value, right.value, top.value
