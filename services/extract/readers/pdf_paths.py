"""Lines and filled areas of a PDF page, from PDFium's page objects.

A stroke gives rules where it runs along an axis. A filled rectangle is a rule when thin, a fill otherwise. Dots (tiny
squares) are given in both directions and kept only where they chain to a line. White lines are seen only on a shaded
ground. Objects inside form XObjects are followed, clip rectangles are applied.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from services.extract.core.geometry.rules import merge
from services.extract.readers import pdf_calls as calls
from services.extract.readers.pdf_calls import Handle
from services.extract.readers.pdf_frame import Matrix
from services.extract.readers.pdf_rings import frame_between
from shared.model.page import Box, Fill, Rule

#: a filled rectangle up to this thickness is a line (points)
THIN = 2.6
#: segments of a path that is a rectangle
_SQUARE = (4, 5)
#: a stroke that leaves its axis by less than this is straight (points)
SLANT = 0.8
#: from this grey on a colour does not show on white paper
WHITE = 0.97
#: a white line shows on a shaded area that lies under so much of it (points)
_SHOWN = 4.0
#: a frame with round corners has no more segments than this; what has more, and curves, is drawn like a letter, whose
#: strokes are no longer than this (points)
_ROUNDED, _LETTER = 18, 40.0
#: path segments and objects read of one page at most; beyond, a page is a drawing and its lines are left alone
MAX_SEGMENTS = 120_000
MAX_OBJECTS = 400_000
#: form XObjects inside form XObjects: deeper is refused as a trap
MAX_DEPTH = 12
#: clip paths of one object that are looked at
_MAX_CLIPS = 8
_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM


@dataclass(kw_only=True, slots=True)
class Drawing:
    """What the objects of a page give. `order` maps a text object's address to its place in the painting order."""

    rules: list[Rule] = field(default_factory=list)
    white: list[Rule] = field(default_factory=list)
    fills: list[tuple[int, Fill]] = field(default_factory=list)
    painted: dict[int, Handle] = field(default_factory=dict)
    """The objects of the filled areas by their places in the painting order."""
    images: list[Box] = field(default_factory=list)
    later: list[tuple[int, Box, Any]] = field(default_factory=list)
    """Images that were painted after some text: place in the painting order, box, object."""
    curves: int = 0
    """Subpaths with curves: characters that were turned into outlines have one or more each."""
    order: dict[int, int] = field(default_factory=dict)
    spaces: dict[int, Matrix] = field(default_factory=dict)
    """How the text objects of forms come to the page, by their addresses: their clips are given in the form's space."""
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
    page = calls.handle(page)
    objects = map(calls.page_object, repeat(page), range(calls.page_count_objects(page)))
    _walk(objects, frame, drawing, 0)
    return drawing


def _walk(objects: Iterable[Handle], to_page: Matrix, drawing: Drawing, depth: int) -> None:
    """The objects of a page or of a form XObject, until the page's budget is used up."""
    type_of, order, most = calls.object_type, drawing.order, MAX_OBJECTS
    for obj in objects:
        place = drawing.objects = drawing.objects + 1
        if drawing.truncated or place > most or drawing.segments > MAX_SEGMENTS:
            drawing.truncated = True
            return
        kind = type_of(obj)
        if kind == _TEXT:
            order[obj.value or 0] = place
            if depth:
                drawing.spaces[obj.value or 0] = to_page
        elif kind == _PATH:
            _path(obj, to_page, drawing)
        elif kind == _IMAGE:
            _image(obj, to_page, drawing)
        elif kind == _FORM and depth < MAX_DEPTH:
            inner = map(calls.form_object, repeat(obj), range(calls.form_count_objects(obj)))
            _walk(inner, matrix_of(obj).then(to_page), drawing, depth + 1)


_FLOATS = (ctypes.c_float * 6)()
_FLOAT = [ctypes.byref(_FLOATS, 4 * i) for i in range(4)]
_INTS = (ctypes.c_uint * 4)()
_INT = [ctypes.byref(_INTS, 4 * i) for i in range(4)]


def bounds_of(obj: Handle) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of an object in the space that it is drawn in; None where PDFium cannot say."""
    if not calls.object_bounds(obj, *_FLOAT):
        return None
    a, b, c, d, *_ = _FLOATS
    return a, b, c, d


def matrix_of(obj: Handle) -> Matrix:
    """How the space of an object comes to that which it is drawn in."""
    if not calls.object_matrix(obj, _FLOAT[0]):
        return Matrix()
    a, b, c, d, e, f = _FLOATS
    return Matrix(a=a, b=b, c=c, d=d, e=e, f=f)


def _image(obj: Handle, to_page: Matrix, drawing: Drawing) -> None:
    if not calls.object_bounds(obj, *_FLOAT):
        return
    box = to_page.box(*_FLOATS[:4])
    if min(box.width, box.height) <= THIN < max(box.width, box.height):
        drawing.rules.append(Rule(box=box, horizontal=box.width > box.height))
        return
    drawing.images.append(box)
    if drawing.order:
        drawing.later.append((drawing.objects, box, ctypes.cast(obj, pdfium.FPDF_PAGEOBJECT)))


def grey_of(obj: Handle, *, stroke: bool) -> tuple[float, float]:
    """(grey level 0–1, opacity 0–1) of an object's stroke or fill; black and opaque where PDFium cannot say."""
    ask = calls.stroke_color if stroke else calls.fill_color
    if not ask(obj, *_INT):
        return 0.0, 1.0
    return grey(*_INTS)


@lru_cache(maxsize=4096)
def grey(red: int, green: int, blue: int, alpha: int) -> tuple[float, float]:
    """(grey level 0–1, opacity 0–1) of a colour in bytes."""
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255, alpha / 255


class Clips:
    """The clip boxes of a page's objects. Objects share clip paths, so each path is read once."""

    def __init__(self) -> None:
        #: by the map to the page; by the number of an object's clip paths and where each of them begins
        self._known: dict[tuple[float, ...], dict[tuple[int | None, ...], Box | None]] = {}

    def of(self, obj: Handle, to_page: Matrix) -> Box | None:
        """The box around what the clip paths of `obj` leave visible; None without a clip."""
        clip = calls.clip_path(obj)
        count = min(calls.clip_count_paths(clip), _MAX_CLIPS)
        if count <= 0:
            return None
        known = self._on(to_page)
        key = (count, *(calls.clip_segment_address(clip, i, 0) for i in range(count)))
        if key not in known:
            known[key] = _clip_box(clip, count, to_page)
        return known[key]

    def of_all(self, objects: Sequence[Handle], to_page: Matrix) -> list[Box | None]:
        """The box of each object."""
        clips = list(map(calls.clip_path, objects))
        counts = list(map(calls.clip_count_paths, clips))
        most = min(max(counts, default=0), _MAX_CLIPS)
        if most <= 0:
            return [None] * len(clips)
        starts = [map(calls.clip_segment_address, clips, repeat(i), repeat(0)) for i in range(most)]
        known = self._on(to_page)
        keys = list(zip(counts, *starts, strict=True))
        for key, clip in dict(zip(keys, clips, strict=True)).items():
            if key not in known:
                known[key] = _clip_box(clip, min(key[0] or 0, _MAX_CLIPS), to_page)
        return list(map(known.__getitem__, keys))

    def _on(self, to_page: Matrix) -> dict[tuple[int | None, ...], Box | None]:
        return self._known.setdefault((to_page.a, to_page.e, to_page.f), {})


def _clip_box(clip: Handle, count: int, to_page: Matrix) -> Box | None:
    box: Box | None = None
    x, y, *_ = _FLOAT
    for i in range(count):
        total = calls.clip_count_segments(clip, i)
        wanted = (0, 2) if total in (4, 5) else range(min(total, 400))
        xs: list[float] = []
        ys: list[float] = []
        for k in wanted:
            if calls.segment_point(calls.clip_segment(clip, i, k), x, y):
                xs.append(_FLOATS[0])
                ys.append(_FLOATS[1])
        if not xs:
            continue
        part = to_page.box(min(xs), min(ys), max(xs), max(ys))
        box = part if box is None else intersect(box, part)
    return box


def intersect(a: Box, b: Box) -> Box:
    """The common part; of zero or negative size where there is none."""
    return Box(max(a.x0, b.x0), max(a.top, b.top), min(a.x1, b.x1), min(a.bottom, b.bottom))


def _path(obj: Handle, to_page: Matrix, drawing: Drawing) -> None:
    if not calls.draw_mode(obj, _INT[0], _INT[1]):
        return
    fill, stroke, *_ = _INTS
    if not (fill or stroke):
        return
    count = calls.path_count_segments(obj)
    drawing.segments += count
    if drawing.segments > MAX_SEGMENTS or count <= 0:
        return
    if not stroke and count in _SQUARE and calls.object_bounds(obj, *_FLOAT):
        box = to_page.box(*_FLOATS[:4])
        if max(box.width, box.height) <= THIN:
            _dot(obj, box, drawing.clips.of(obj, to_page), drawing)
            return
    matrix = matrix_of(obj).then(to_page)
    clip = drawing.clips.of(obj, to_page)
    areas = len(drawing.fills)
    parts = list(_subpaths(obj, count, matrix))
    if fill and not stroke and len(parts) == 2 and not any(curved for _, curved in parts):
        (one, _), (other, _) = parts
        alternate = fill == pdfium.FPDF_FILLMODE_ALTERNATE
        if frame := frame_between(one, other, alternate=alternate, thin=THIN):
            _frame(obj, frame, clip, drawing)
            return
    least = _LETTER if count > _ROUNDED and any(curved for _, curved in parts) else 0.0
    for points, curved in parts:
        drawing.curves += curved
        if stroke:
            _stroke(obj, points, matrix, clip, drawing, least)
        if fill and not curved:
            _filled(obj, points, clip, drawing, outlined=bool(stroke))
    if len(drawing.fills) > areas:
        drawing.painted[drawing.objects] = obj


def _frame(obj: Handle, frame: Sequence[Rule], clip: Box | None, drawing: Drawing) -> None:
    """The sides of a frame that is painted as an area with a hole."""
    grey, opacity = grey_of(obj, stroke=False)
    if opacity < 0.05:
        return
    target = drawing.white if grey >= WHITE else drawing.rules
    for side in frame:
        _add_rule(side.box, side.horizontal, False, clip, target, drawing)


def _dot(obj: Handle, box: Box, clip: Box | None, drawing: Drawing) -> None:
    """A filled square no larger than a line is thick: a dotted frame has thousands of them, so they are told early."""
    grey, opacity = grey_of(obj, stroke=False)
    if opacity < 0.05:
        return
    if clip is not None:
        box = intersect(box, clip)
    if box.width < 0 or box.height < 0:
        return
    target = drawing.white if grey >= WHITE else drawing.rules
    target.append(Rule(box=box, horizontal=True, dashed=True))
    target.append(Rule(box=box, horizontal=False, dashed=True))


def _subpaths(obj: Handle, count: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Points of every subpath on the page, and whether it has curves. A closed one ends where it began."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y, *_ = _FLOAT
    for segment in map(calls.path_segment, repeat(obj), range(count)):
        kind = calls.segment_type(segment)
        calls.segment_point(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(matrix.point(_FLOATS[0], _FLOATS[1]))
        if calls.segment_closes(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points, curved


def _stroke(
    obj: Handle, points: list[tuple[float, float]], matrix: Matrix, clip: Box | None, drawing: Drawing, least: float
) -> None:
    """The lines of a stroked subpath that are no shorter than `least` (points)."""
    grey, opacity = grey_of(obj, stroke=True)
    if opacity < 0.05:
        return
    width = _FLOATS[0] if calls.stroke_width(obj, _FLOAT[0]) else 0.0
    half = max(width * (abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5), 0.2) / 2
    dashed = calls.dash_count(obj) > 0
    target = drawing.white if grey >= WHITE else drawing.rules
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        if abs(ax - bx) + abs(ay - by) < least:
            continue
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


def _filled(
    obj: Handle, points: list[tuple[float, float]], clip: Box | None, drawing: Drawing, *, outlined: bool
) -> None:
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
    """Whether an area lies under the middle of a line, or under a stretch of it: lines cross shaded rows and white."""
    middle_x, middle_y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    if area.x0 - 1 <= middle_x <= area.x1 + 1 and area.top - 1 <= middle_y <= area.bottom + 1:
        return True
    across = min(area.x1, line.x1) - max(area.x0, line.x0)
    down = min(area.bottom, line.bottom) - max(area.top, line.top)
    return min(across, down) >= 0 and max(across, down) > _SHOWN
