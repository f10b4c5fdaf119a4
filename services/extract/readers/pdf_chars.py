"""Characters of a PDF page with boxes, from PDFium's text page; what its own text object hides is left out and counted:
invisible text (render modes 3 and 7, transparent), slanted text, and text below one point.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import pypdfium2.raw as pdfium

from services.extract.readers import pdf_calls as calls
from services.extract.readers.pdf_calls import Handle
from services.extract.readers.pdf_frame import Frame, Matrix
from services.extract.readers.pdf_marks import texts_of
from services.extract.readers.pdf_paths import Drawing, bounds_of, grey, intersect, matrix_of
from shared.model.page import Box, Fill

#: text smaller than this is not meant to be read (points)
SMALLEST = 1.0
#: a slant beyond this is no reading direction (radians)
SLANT = 0.05
#: an ideograph narrower than this (font sizes) may have the box of its ink, which begins this far off its origin
NARROW, OFF_ORIGIN = 0.98, 0.015
#: how far ideographs reach above and below the baseline (font sizes)
UP, DOWN = 0.86, 0.14
_SPACES = frozenset(" \xa0\u3000\t\r\n")
_HIDDEN_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_Look = tuple[tuple[float, float, float, float], float, int, tuple[int, int, int, int]]
"""What the many text objects of a page have few of: matrix, font size, render mode, fill colour"""


@dataclass(slots=True, eq=False)
class Run:
    """What is common to the characters of a text object. `quarters` is their reading direction."""

    size: float
    quarters: int
    grey: float
    hidden: str | None
    clip: Box | None
    order: int
    seen: bool = False
    """whether a character of it shows"""
    cut: bool = False
    """whether it shows in part only, or another text does not show in the small area that this one shows in: a cell
    without room for its text"""


_NO_RUN = Run(size=0.0, quarters=0, grey=0.0, hidden=None, clip=None, order=0)


class Char(NamedTuple):
    """One character in its box. `broken`: the font does not say which one it is; `spaced`: a space came before it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    run: Run
    broken: bool
    spaced: bool


@dataclass(slots=True)
class Chars:
    """The visible characters in painting order, and how many were left out by reason."""

    chars: list[Char] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def keep(self, kept: list[Char], reason: str) -> None:
        """What is not among `kept` was left out for `reason`."""
        if lost := len(self.chars) - len(kept):
            self.dropped[reason] += lost
        self.chars = kept


def gather(textpage: Handle, total: int, frame: Frame, drawing: Drawing, out: Chars) -> dict[int | None, Run]:
    """Every character that its text object does not hide, what PDFium passes over too, goes into `out`; the text
    objects of the page by their addresses.

    This loop runs for every character of a report: what it asks PDFium for, it asks for in bulk or once a text object.
    """
    text = calls.characters(textpage, total)
    printed = [i for i, c in enumerate(text) if c not in _SPACES]
    rects = iter(calls.char_boxes(textpage, printed))
    addresses = list(map(calls.char_object_address, repeat(textpage), printed))
    runs = _runs(textpage, dict(zip(reversed(addresses), reversed(printed), strict=True)), frame, drawing)
    run, low, high, narrow, turned = _NO_RUN, 0.0, 0.0, 0.0, 0
    matrix = frame.matrix
    upright, left, base = matrix.b == 0 and matrix.a == 1, matrix.e, matrix.f
    unmapped, new, append = calls.char_unmapped, tuple.__new__, out.chars.append
    spaced, after = False, 0
    clip, area = None, visible(None, frame)
    for i, found, x0, y1, x1, y0 in zip(printed, map(runs.get, addresses), rects, rects, rects, rects, strict=True):
        if i != after or found is None:
            spaced = True
        after = i + 1
        if found is None:
            continue
        if found is not run:
            run, size, turned = found, found.size, found.quarters % 2
            low, high, narrow = 0.6 * size, 1.9 * size, NARROW * size
        if run.hidden is not None:
            out.dropped[run.hidden] += 1
            continue
        if upright:
            x0, top, x1, bottom = left + x0, base - y1, left + x1, base - y0
        else:
            x0, top, x1, bottom = matrix.box(x0, y0, x1, y1)
        length, height = (bottom - top, x1 - x0) if turned else (x1 - x0, bottom - top)
        letter = text[i]
        if not low <= height <= high:
            x0, top, x1, bottom = _mended(Box(x0, top, x1, bottom), run, textpage, i, frame)
        elif length < narrow and ("\u3400" <= letter <= "\ufaff" or "\u2e80" <= letter < "\u3000"):
            x0, top, x1, bottom = _squared(Box(x0, top, x1, bottom), run, textpage, i, frame)
        if not run.seen:
            if run.clip is not clip:
                clip = run.clip
                area = visible(clip, frame)
            run.seen = area.x0 <= (x0 + x1) / 2 <= area.x1 and area.top <= (top + bottom) / 2 <= area.bottom
        append(new(Char, (letter, x0, top, x1, bottom, run, bool(unmapped(textpage, i)), spaced)))
        spaced = False
    _add_unsaid(runs, frame, drawing, out)
    return runs


def _add_unsaid(runs: dict[int | None, Run], frame: Frame, drawing: Drawing, out: Chars) -> None:
    """The characters of text objects of the page itself that PDFium passes over, though an `ActualText` names them:
    each has an equal share of the ink's place; turned ones where they are one character."""
    for obj, text in texts_of([*drawing.order], runs) if len(runs) < len(drawing.order) else ():
        if obj.value in drawing.spaces:
            continue
        matrix, box = matrix_of(obj), bounds_of(obj)
        look = ((matrix.a, matrix.b, matrix.c, matrix.d), calls.font_size_of(obj), calls.render_mode(obj))
        size, quarters, shade, hidden = _facts((*look, next(calls.fill_colours([obj]))), frame.matrix)
        if hidden is not None or (quarters and len(text) > 1) or box is None:
            continue
        clip = drawing.clips.of_all([obj], frame.matrix)[0]
        run = Run(size, quarters, shade, hidden, clip, drawing.order[obj.value or 0])
        runs[obj.value] = run
        ink, origin = frame.matrix.box(*box), frame.matrix.point(matrix.e, matrix.f)
        step = ink.width / len(text)
        for i, letter in enumerate(text):
            own = ink if quarters else ink._replace(x0=ink.x0 + i * step, x1=ink.x0 + (i + 1) * step)
            char = Char(letter, *_on_baseline(own, run, origin), run, broken=False, spaced=not i)
            run.seen = run.seen or inside(char, visible(clip, frame))
            out.chars.append(char)


def _runs(textpage: Handle, first: dict[int | None, int], frame: Frame, drawing: Drawing) -> dict[int | None, Run]:
    """The text objects of a page by their addresses, given the `first` character of each."""
    first.pop(None, None)
    characters, objects = list(first.values()), list(map(Handle, first))
    looks = zip(
        calls.char_matrices(textpage, characters),
        map(calls.char_font_size, repeat(textpage), characters),
        map(calls.render_mode, objects),
        calls.fill_colours(objects),
        strict=True,
    )
    runs: dict[int | None, Run] = {}
    last: _Look | None = None
    order = drawing.order.get
    clips = drawing.clips.of_all(objects, frame.matrix)
    if drawing.spaces:
        spaces = [drawing.spaces.get(address or 0) for address in first]
        clips = [c if s is None else drawing.clips.of(o, s) for c, s, o in zip(clips, spaces, objects, strict=True)]
    for address, look, clip in zip(first, looks, clips, strict=True):
        if look != last:
            last, facts = look, _facts(look, frame.matrix)
        runs[address] = Run(*facts, clip, order(address or 0, 0))
    return runs


@lru_cache(maxsize=4096)
def _facts(look: _Look, to_page: Matrix) -> tuple[float, int, float, str | None]:
    """Size, quarters, grey and what hides it of a text object: the first fields of a `Run`."""
    (a, b, c, d), font_size, mode, colour = look
    height, quarters, slanted = _turn(to_page.a * a + to_page.c * b, to_page.b * a + to_page.d * b, c, d)
    size = abs(font_size * height)
    shade, opacity = grey(*colour)
    hidden = None
    if slanted:
        hidden = "slanted"
    elif mode in _HIDDEN_MODES:
        hidden = "invisible"
    elif size < SMALLEST:
        hidden = "tiny"
    elif opacity < 0.05:
        hidden = "invisible"
    return size, quarters, max(shade, 1 - opacity), hidden


def _turn(dx: float, dy: float, c: float, d: float) -> tuple[float, int, bool]:
    """The height of text of size 1, the quarter that it reads in, and whether it is slanted.

    (`dx`, `dy`) is the reading direction on the page, (`c`, `d`) the upright of the text's own matrix.
    """
    angle = math.atan2(dy, dx)
    quarters = round(angle / (math.pi / 2))
    return math.hypot(c, d) or 1.0, quarters % 4, abs(angle - quarters * math.pi / 2) > SLANT


_POINT = (ctypes.c_double * 2)()
_X, _Y = ctypes.byref(_POINT, 0), ctypes.byref(_POINT, 8)


def _mended(box: Box, run: Run, textpage: Handle, i: int, frame: Frame) -> Box:
    """A box around the baseline, for fonts whose ascent and descent cannot be believed."""
    if not calls.char_origin(textpage, i, _X, _Y):
        return box
    return _on_baseline(box, run, frame.matrix.point(*_POINT))


def _on_baseline(box: Box, run: Run, origin: tuple[float, float]) -> Box:
    """A box as long as this one, as far above and below the baseline through `origin` as ideographs reach."""
    px, py = origin
    up, down = UP * run.size, DOWN * run.size
    if run.quarters == 0:
        return Box(box.x0, py - up, box.x1, py + down)
    if run.quarters == 2:
        return Box(box.x0, py - down, box.x1, py + up)
    if run.quarters == 1:
        return Box(px - down, box.top, px + up, box.bottom)
    return Box(px - up, box.top, px + down, box.bottom)


def _squared(box: Box, run: Run, textpage: Handle, i: int, frame: Frame) -> Box:
    """The square of an ideograph whose box is no more than that of its ink, as PDFium has it for fonts whose glyphs are
    drawings: one that is as wide as its advance begins at the origin. The letters of
    an `ActualText` have one origin, and equal shares of its place, which are no ink's."""
    if not calls.char_origin(textpage, i, _X, _Y):
        return box
    px, py = frame.matrix.point(*_POINT)
    if _share_origin(textpage, i):
        return box
    size, up, down = run.size, UP * run.size, DOWN * run.size
    squares = (
        (box.x0 - px, Box(px, py - up, px + size, py + down)),
        (box.top - py, Box(px - down, py, px + up, py + size)),
        (px - box.x1, Box(px - size, py - down, px, py + up)),
        (py - box.bottom, Box(px - up, py - size, px + down, py)),
    )
    off, square = squares[run.quarters]
    return square if off > OFF_ORIGIN * size else box


def _share_origin(textpage: Handle, i: int) -> bool:
    """Whether character `i`, whose origin was asked for last, has that of the one before or after it."""
    x, y = _POINT
    return any(
        bool(calls.char_origin(textpage, k, _X, _Y)) and abs(_POINT[0] - x) < 0.01 and abs(_POINT[1] - y) < 0.01
        for k in (i - 1, i + 1)
        if k >= 0
    )


def visible(clip: Box | None, frame: Frame) -> Box:
    """Where a text object shows: on the page, and inside its clip but for a point."""
    page = Box(0.0, 0.0, frame.width, frame.height)
    return page if clip is None else intersect(page, Box(clip.x0 - 1, clip.top - 1, clip.x1 + 1, clip.bottom + 1))


def inside(char: Char, area: Box) -> bool:
    """Whether the middle of a character lies in an area."""
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return area.x0 <= x <= area.x1 and area.top <= y <= area.bottom


def fills_of(drawing: Drawing) -> tuple[Fill, ...]:
    """The filled areas of a page, in painting order."""
    return tuple(f for _, f in drawing.fills)
