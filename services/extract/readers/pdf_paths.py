"""Lines and filled areas of a PDF page, from PDFium's page objects.

A stroke gives rules where it runs along an axis. A filled rectangle is a rule when thin, a fill otherwise. Dots (tiny
squares) are given in both directions and kept only where they chain to a line. White lines are seen only on a shaded
ground. Objects inside form XObjects are followed, clip rectangles are applied.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from services.extract.core.rules import merge
from services.extract.readers.pdf_frame import Matrix
from shared.model.page import Box, Fill, Rule

#: a filled rectangle up to this thickness is a line (points)
THIN = 2.6
#: a stroke that leaves its axis by less than this is straight (points)
SLANT = 0.8
#: from this grey on a colour does not show on white paper
WHITE = 0.97
#: path segments and objects read of one page at most; beyond, a page is a drawing and its lines are left alone
MAX_SEGMENTS = 120_000
MAX_OBJECTS = 400_000
#: form XObjects inside form XObjects: deeper is refused as a trap
MAX_DEPTH = 12


@dataclass(kw_only=True, slots=True)
class Drawing:
    """What the objects of a page give. `order` maps a text object's address to its place in the painting order."""

    rules: list[Rule] = field(default_factory=list)
    white: list[Rule] = field(default_factory=list)
    fills: list[tuple[int, Fill]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    later: list[tuple[int, Box, Any]] = field(default_factory=list)
    """Images that were painted after some text: place in the painting order, box, object."""
    curves: int = 0
    """Subpaths with curves: characters that were turned into outlines have one or more each."""
    order: dict[int, int] = field(default_factory=dict)
    objects: int = 0
    segments: int = 0
    clips: Clips = field(default_factory=lambda: Clips())
    truncated: bool = False

    def seen_rules(self) -> tuple[Rule, ...]:
        """The merged rules that show: white ones only where a shaded fill lies under them."""
        dark = [f.box for _, f in self.fills if f.grey < WHITE]
        shown = (
            [r for r in self.white if any(_covers(d, r.box) for d in dark)]
            if len(dark) * len(self.white) < 2_000_000
            else []
        )
        return () if self.truncated else merge([*self.rules, *shown])


def read_objects(page: Any, frame: Matrix) -> Drawing:
    """Walk all objects of an open page in painting order."""
    drawing = Drawing()
    count = pdfium.FPDFPage_CountObjects(page)
    for i in range(count):
        if not _visit(pdfium.FPDFPage_GetObject(page, i), frame, drawing, 0):
            break
    return drawing


def _visit(obj: Any, to_page: Matrix, drawing: Drawing, depth: int) -> bool:
    """One object; False when the page's budget is used up."""
    drawing.objects += 1
    if drawing.objects > MAX_OBJECTS or drawing.segments > MAX_SEGMENTS:
        drawing.truncated = True
        return False
    kind = pdfium.FPDFPageObj_GetType(obj)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        drawing.order[ctypes.addressof(obj.contents)] = drawing.objects
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        _path(obj, to_page, drawing)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        _image(obj, to_page, drawing)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
        inner = _matrix(obj).then(to_page)
        for i in range(pdfium.FPDFFormObj_CountObjects(obj)):
            if not _visit(pdfium.FPDFFormObj_GetObject(obj, i), inner, drawing, depth + 1):
                return False
    return True


def _matrix(obj: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(obj, m):
        return Matrix()
    return Matrix(a=m.a, b=m.b, c=m.c, d=m.d, e=m.e, f=m.f)


def _image(obj: Any, to_page: Matrix, drawing: Drawing) -> None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(obj, left, bottom, right, top):
        return
    box = to_page.box(left.value, bottom.value, right.value, top.value)
    if min(box.width, box.height) <= THIN < max(box.width, box.height):
        drawing.rules.append(Rule(box=box, horizontal=box.width > box.height))
        return
    drawing.images.append(box)
    if drawing.order:
        drawing.later.append((drawing.objects, box, obj))


_R, _G, _B, _A = (ctypes.c_uint() for _ in range(4))
_X, _Y = ctypes.c_float(), ctypes.c_float()


def grey_of(obj: Any, *, stroke: bool) -> tuple[float, float]:
    """(grey level 0–1, opacity 0–1) of an object's stroke or fill; black and opaque where PDFium cannot say."""
    ask = pdfium.FPDFPageObj_GetStrokeColor if stroke else pdfium.FPDFPageObj_GetFillColor
    if not ask(obj, _R, _G, _B, _A):
        return 0.0, 1.0
    return (0.299 * _R.value + 0.587 * _G.value + 0.114 * _B.value) / 255, _A.value / 255


class Clips:
    """The clip boxes of a page's objects. Objects share clip paths, so each path is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[float, ...], Box | None] = {}

    def of(self, obj: Any, to_page: Matrix) -> Box | None:
        """The box around what the clip paths of `obj` leave visible; None without a clip."""
        clip = pdfium.FPDFPageObj_GetClipPath(obj)
        count = pdfium.FPDFClipPath_CountPaths(clip) if clip else -1
        if count <= 0:
            return None
        starts = [pdfium.FPDFClipPath_GetPathSegment(clip, i, 0) for i in range(min(count, 8))]
        key = (to_page.a, to_page.e, to_page.f, *(ctypes.addressof(s.contents) if s else 0 for s in starts))
        if key not in self._known:
            self._known[key] = _clip_box(clip, len(starts), to_page)
        return self._known[key]


def _clip_box(clip: Any, count: int, to_page: Matrix) -> Box | None:
    box: Box | None = None
    for i in range(count):
        total = pdfium.FPDFClipPath_CountPathSegments(clip, i)
        wanted = (0, 2) if total in (4, 5) else range(min(total, 400))
        xs: list[float] = []
        ys: list[float] = []
        for k in wanted:
            if pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, i, k), _X, _Y):
                xs.append(_X.value)
                ys.append(_Y.value)
        if not xs:
            continue
        part = to_page.box(min(xs), min(ys), max(xs), max(ys))
        box = part if box is None else intersect(box, part)
    return box


def intersect(a: Box, b: Box) -> Box:
    """The common part; of zero or negative size where there is none."""
    return Box(max(a.x0, b.x0), max(a.top, b.top), min(a.x1, b.x1), min(a.bottom, b.bottom))


def _path(obj: Any, to_page: Matrix, drawing: Drawing) -> None:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(obj, mode, stroke) or not (mode.value or stroke.value):
        return
    count = pdfium.FPDFPath_CountSegments(obj)
    drawing.segments += count
    if drawing.segments > MAX_SEGMENTS or count <= 0:
        return
    matrix = _matrix(obj).then(to_page)
    clip = drawing.clips.of(obj, to_page)
    for points, curved in _subpaths(obj, count, matrix):
        drawing.curves += curved
        if stroke.value:
            _stroke(obj, points, matrix, clip, drawing)
        if mode.value and not curved:
            _filled(obj, points, clip, drawing, outlined=bool(stroke.value))


def _subpaths(obj: Any, count: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Points of every subpath on the page, and whether it has curves. A closed one ends where it began."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(obj, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(matrix.point(x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points, curved


def _stroke(obj: Any, points: list[tuple[float, float]], matrix: Matrix, clip: Box | None, drawing: Drawing) -> None:
    grey, opacity = grey_of(obj, stroke=True)
    if opacity < 0.05:
        return
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(obj, width)
    half = max(width.value * (abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5), 0.2) / 2
    dashed = pdfium.FPDFPageObj_GetDashCount(obj) > 0
    target = drawing.white if grey >= WHITE else drawing.rules
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        horizontal = abs(ay - by) <= SLANT and abs(ax - bx) > abs(ay - by)
        vertical = abs(ax - bx) <= SLANT and abs(ay - by) > abs(ax - bx)
        if horizontal:
            y = (ay + by) / 2
            box = Box(min(ax, bx), y - half, max(ax, bx), y + half)
        elif vertical:
            x = (ax + bx) / 2
            box = Box(x - half, min(ay, by), x + half, max(ay, by))
        else:
            continue
        _add_rule(box, horizontal, dashed, clip, target, drawing)


def _add_rule(box: Box, horizontal: bool, dashed: bool, clip: Box | None, target: list[Rule], drawing: Drawing) -> None:
    """A stroke thicker than a line is an area drawn as a stroke; a clipped one keeps what shows."""
    if clip is not None:
        box = intersect(box, Box(clip.x0 - 0.5, clip.top - 0.5, clip.x1 + 0.5, clip.bottom + 0.5))
        if box.width <= 0 or box.height <= 0:
            return
    if min(box.width, box.height) > 4 * THIN:
        drawing.fills.append((drawing.objects, Fill(box=box, grey=1.0 if target is drawing.white else 0.5)))
        return
    target.append(Rule(box=box, horizontal=horizontal, dashed=dashed))


def _filled(obj: Any, points: list[tuple[float, float]], clip: Box | None, drawing: Drawing, *, outlined: bool) -> None:
    if len(points) > 40:
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    slanted = any(min(abs(a[0] - b[0]), abs(a[1] - b[1])) > SLANT for a, b in itertools.pairwise(points))
    grey, opacity = grey_of(obj, stroke=False)
    if slanted or opacity < 0.05:
        return
    if clip is not None:
        box = intersect(box, clip)
    if box.width < 0 or box.height < 0:
        return
    if min(box.width, box.height) > THIN:
        if len(points) <= 6 and opacity > 0.95:
            drawing.fills.append((drawing.objects, Fill(box=box, grey=grey)))
        return
    if outlined:
        return
    target = drawing.white if grey >= WHITE else drawing.rules
    if max(box.width, box.height) > THIN:
        target.append(Rule(box=box, horizontal=box.width > box.height))
    else:
        target.append(Rule(box=box, horizontal=True, dashed=True))
        target.append(Rule(box=box, horizontal=False, dashed=True))


def _covers(area: Box, line: Box) -> bool:
    middle_x, middle_y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    return area.x0 - 1 <= middle_x <= area.x1 + 1 and area.top - 1 <= middle_y <= area.bottom + 1
