"""Words from what was read: characters put on their ink, split at wide gaps, doubted where their spacing is odd.

Lengths are pixels until `word_of`, which gives points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from services.extract.readers.components import components
from services.extract.readers.glyph_ink import MARKS, doubtful, on_their_ink
from services.extract.readers.ocr import Glyph, Reading
from services.extract.readers.raster import Pixels
from services.extract.readers.scan_lines import cropped, rows_of_ink
from shared.model.fold import is_cjk
from shared.model.page import DOUBT, Box, Word

#: what OCR alone is worth at the most: 1 is for born-digital text
SUREST = 0.999
#: shares of the font size that the ink of an ideograph and of a figure takes in height
_IDEOGRAPH, _FIGURE = 0.98, 0.79
#: an ideograph wider than this share of the usual one owns more ink than its own; so many show what is usual
_WIDE, _ENOUGH = 1.25, 3
#: the share of a wide gap that parts a figure from an ideograph or a dash
_EDGE = 0.4
#: figures of one number stand no further apart than this (font sizes, middle to middle), a lost comma between them
_PITCH = 1.1
#: ideographs set close, no more than this (font sizes) from middle to middle, are of two cells where they stand so many
#: times as far apart as the others of their line; a figure this far (font sizes) behind an ideograph is of another cell
_CLOSE, _APART, _BEHIND = 1.2, 1.45, 0.65
#: as `_APART`, behind a mark whose place the ideograph before it tells
_APART_MARK = 1.35
#: heads of columns of codes, one letter each, which are no word where they stand this far apart (font sizes)
_LEVELS, _PARTED = frozenset(("类款", "款项", "类款项")), 0.5
#: behind an amount with its two decimals, what stands so far off (font sizes) is another amount's, or the next label's
_DECIMALS, _OFF = re.compile(r"\d\.\d\d$"), 0.25
#: what specks of dirt are read as; alone they are these, and no wider than this (font sizes); no letter or digit is as
#: small as the last
_POINTS, _LONE, _DIRT, _LEAST = frozenset(".·•'`"), frozenset("。.，,、'`·•"), 0.25, 0.35
#: what is this much higher than wide is no hyphen, which may be read as a point; nor is what is shorter (font sizes)
_ROUND, _SHORT = 0.9, 0.23
#: what upright strokes are read as; pieces of a line are so many times as high as figures, no wider than this share of
#: their height, and no further above or below a text than this (font sizes)
_UPRIGHT, _TALLER, _SLIM, _TOUCHES = frozenset("1lI|丨!"), 1.3, 0.35, 0.2
#: marks smaller than this share of the largest one are specks
_SPECK = 0.15
#: the number of an entry of a list, as labels of amounts begin
_ENTRY = re.compile("[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
#: the amount behind a name in brackets is the next column's, however closely it follows: the bracket's own blank half
#: is all that may part them. What a unit follows is a sentence's
_CLOSING = frozenset(")）")
_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})++(?:\.\d\d)?+|\d+\.\d\d)(?![万亿元%％])")
#: what a flat stroke is, and what engines read one as; it is so many times as wide as its columns are high (hyphens are
#: short, and noise frays them), and all of it is wider than high, and mostly ink
DASH = "—"
_DASHES = frozenset("一－—–―-_")
_FLAT, _WIDER, _SOLID = 1.5, 1.35, 0.6


@dataclass(frozen=True, kw_only=True, slots=True)
class Usual:
    """The font size of most of a page's text, as its ideographs and as its figures speak of it, in pixels."""

    ideographs: float
    figures: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Characters of one line that stand together, in pixels of the page; `top` and `bottom` are those of their ink."""

    glyphs: tuple[Glyph, ...]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)

    @property
    def score(self) -> float:
        return min(g.score for g in self.glyphs)

    @property
    def box(self) -> Box:
        return Box(self.glyphs[0].x0, self.top, self.glyphs[-1].x1, self.bottom)


def runs_of(reading: Reading, frame: Box, mask: Pixels) -> Iterator[Run]:
    """The runs of one piece that was read in `frame`."""
    left, top = max(int(frame.x0), 0), max(int(frame.top), 0)
    crop = cropped(mask, frame)
    rows = rows_of_ink(crop)
    if rows is None:
        return
    glyphs = stroke_or([g for g in reading.glyphs if not g.text.isspace()], crop[rows[0] : rows[1]])
    if not glyphs:
        return
    glyphs = on_their_ink(glyphs, crop)
    height = rows[1] - rows[0]
    glyphs = doubted(glyphs, 1.1 * height)
    extent = _rows_of(glyphs, crop) or rows  # without commas, which make figures seem larger
    em = size_of("".join(g.text for g in glyphs), extent[1] - extent[0]) or height
    for run in map(unspecked, split(glyphs, 1.1 * height, em)):
        extent = _rows_of(run, crop) or rows
        yield Run(
            glyphs=tuple(replace(g, x0=left + g.x0, x1=left + g.x1) for g in run),
            top=top + extent[0],
            bottom=top + extent[1],
        )


def stroke_or(glyphs: Sequence[Glyph], ink: Pixels) -> list[Glyph]:
    """The characters, or a doubtful dash where the ink is a single flat stroke and they are no dash: engines read
    letters from one, or nothing at all."""
    columns = np.flatnonzero(ink.any(axis=0))
    if len(glyphs) > 1 or columns.size == 0 or (glyphs and glyphs[0].text in _DASHES):
        return list(glyphs)
    stroke = ink[:, columns[0] : columns[-1] + 1] > 0
    thickness = float(np.median(stroke.sum(axis=0)))
    if stroke.shape[1] < max(_FLAT * thickness, _WIDER * stroke.shape[0]) or stroke.mean() < _SOLID:
        return list(glyphs)
    return [Glyph(text=DASH, score=DOUBT, x0=float(columns[0]), x1=float(columns[-1]) + 1)]


def unspecked(run: Sequence[Glyph]) -> list[Glyph]:
    """The run without points before or behind its ideographs, which are specks of dirt; what stood there may also be
    what is left of a character, so the one beside it is doubted."""
    result = list(run)
    while len(result) > 1 and result[0].text in _POINTS and is_cjk(result[1].text):
        result[:2] = [doubtful(result[1])]
    while len(result) > 1 and result[-1].text in _POINTS and is_cjk(result[-2].text):
        result[-2:] = [doubtful(result[-2])]
    return result


def without_specks(runs: Sequence[Run], usual: Usual) -> list[Run]:
    """The runs but for what is no print and would make cells of its own: marks with nothing beside them that are no
    larger than points, whatever was read from them, and upright strokes taller than figures right above or below a
    text, which a fold left of its line."""
    kept = [run for run in runs if not _is_speck(run, runs, usual.ideographs)]
    return [run for run in kept if not _is_of_a_line(run, kept, usual.figures)]


def _is_of_a_line(run: Run, runs: Sequence[Run], em: float) -> bool:
    height = run.bottom - run.top
    if run.text not in _UPRIGHT or height < _TALLER * _FIGURE * em or run.box.width > _SLIM * height:
        return False
    return any(
        other is not run
        and len(other.glyphs) > 1
        and other.box.x0 < run.box.x1
        and other.box.x1 > run.box.x0
        and max(other.top - run.bottom, run.top - other.bottom) < _TOUCHES * em
        for other in runs
    )


def _is_speck(run: Run, runs: Sequence[Run], em: float) -> bool:
    width, height = run.box.width, run.bottom - run.top
    most = _LEAST if run.text.isalnum() else _DIRT
    if len(run.glyphs) > 1 or max(width, height) > most * em:
        return False
    if run.text in _LONE | _DASHES and height < _ROUND * width and width > _SHORT * em:
        return False
    near = Box(run.box.x0 - em, run.top - em / 2, run.box.x1 + em, run.bottom + em / 2)
    return not any(
        other is not run
        and other.box.x0 < near.x1
        and other.box.x1 > near.x0
        and other.top < near.bottom
        and other.bottom > near.top
        for other in runs
    )


def _rows_of(run: Sequence[Glyph], crop: Pixels) -> tuple[int, int] | None:
    """The rows of the run's ink, less specks beside it; of its figures and ideographs where it has any, for commas hang
    below the line."""
    tall = [g for g in run if g.text.isalnum()] or run
    columns = np.zeros(crop.shape[1], bool)
    for glyph in tall:
        columns[int(glyph.x0) : int(np.ceil(glyph.x1))] = True
    inked = np.where(columns, crop, np.uint8(0))
    _, labels, stats, _ = components(inked)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    sides[0] = 0
    return rows_of_ink(np.where(sides > _SPECK * sides.max(), np.uint8(255), np.uint8(0))[labels])


def doubted(glyphs: Sequence[Glyph], em: float) -> list[Glyph]:
    """The characters, those of an odd spacing doubted. Ideographs stand one font size apart: two that stand much closer
    were read from one, and one that owns more ink than the others has some of a character that was passed over."""
    result = list(glyphs)
    for i in range(1, len(result)):
        one, other = result[i - 1], result[i]
        if not (is_cjk(one.text) and is_cjk(other.text)):
            continue
        if (other.x0 + other.x1 - one.x0 - one.x1) / 2 < 0.5 * em:
            result[i - 1], result[i] = doubtful(one), doubtful(other)
    widths = [g.x1 - g.x0 for g in result if is_cjk(g.text)]
    usual = float(np.median(widths)) if len(widths) >= _ENOUGH else em
    return [doubtful(g) if is_cjk(g.text) and g.x1 - g.x0 > _WIDE * usual else g for g in result]


def split(glyphs: Sequence[Glyph], wide: float, em: float) -> Iterator[list[Glyph]]:
    """Runs of characters with no gap as wide as `wide` between them. After a figure an ideograph or a dash that does
    not follow closely is the next column's: amounts end where labels begin (`2,470  一、…`); an entry's number begins
    one however closely it follows. Two figures further apart than those of one number are of two, and so are ideographs
    of a line set close; `em` is the font size in pixels."""
    run, far = [glyphs[0]], _far(glyphs, em)
    are_levels = "".join(g.text for g in glyphs) in _LEVELS
    for i, glyph in enumerate(glyphs[1:], 1):
        last = run[-1]
        is_edge = last.text.isdigit() and (is_cjk(glyph.text) or glyph.text in _DASHES)
        is_edge = is_edge or (last.text in _DASHES and glyph.text.isdigit())
        both_figures = last.text.isdigit() and glyph.text.isdigit()
        step = (glyph.x0 + glyph.x1 - last.x0 - last.x1) / 2
        apart = both_figures and step > _PITCH * em
        is_behind = last.text.isdigit() and (glyph.text.isdigit() or is_cjk(glyph.text))
        apart = apart or (is_behind and glyph.x0 - last.x1 > _OFF * em and _ends_amount(run))
        apart = apart or (_has_width(last.text, glyph.text) and _is_far(run, glyph, far))
        figure = "".join(g.text for g in glyphs[i : i + 2]).lstrip("-－")[:1]
        apart = apart or (is_cjk(last.text) and figure.isdigit() and glyph.x0 - last.x1 > _BEHIND * em)
        apart = apart or _is_lone_dash(run, glyphs[i : i + 2], em)
        apart = apart or (are_levels and glyph.x0 - last.x1 > _PARTED * em)
        apart = apart or (last.text in _CLOSING and bool(_AMOUNT.match("".join(g.text for g in glyphs[i : i + 20]))))
        is_amount = last.text.isdigit() or (len(run) == 1 and last.text in _DASHES)
        is_entry = is_amount and _ENTRY.match("".join(g.text for g in glyphs[i : i + 5]))
        if apart or is_entry or glyph.x0 - last.x1 > (_EDGE * wide if is_edge else wide):
            yield run
            run = []
        run.append(glyph)
    yield run


def _ends_amount(run: Sequence[Glyph]) -> bool:
    return bool(_DECIMALS.search("".join(g.text for g in run[-4:])))


def _is_lone_dash(run: Sequence[Glyph], behind: Sequence[Glyph], em: float) -> bool:
    """Whether a run is the dash of an empty amount (read as 一 or not) before a label: ideographs that stand close, and
    it not close to them."""
    if len(run) != 1 or run[0].text not in _DASHES or len(behind) < 2 or not all(is_cjk(g.text) for g in behind):
        return False
    first, second = behind
    return first.x0 - run[0].x1 > _BEHIND * em and second.x0 - first.x1 < 0.5 * _BEHIND * em


def _is_far(run: Sequence[Glyph], glyph: Glyph, far: float) -> bool:
    """Whether a character stands further behind a run than the line's ideographs are apart. Where a mark's ink stands
    in its square depends on the font (a colon's may begin where the ideograph before it ends): the square stands one
    pitch behind that ideograph."""
    last, middle = run[-1], (glyph.x0 + glyph.x1) / 2
    step, pitch = middle - (last.x0 + last.x1) / 2, far / _APART
    if last.text in MARKS and len(run) > 1 and is_cjk(run[-2].text) and math.isfinite(pitch):
        square = (run[-2].x0 + run[-2].x1) / 2 + pitch
        return min(step, middle - square) > _APART_MARK * pitch
    return step > far


def _has_width(one: str, other: str) -> bool:
    """Whether two characters are set as wide as ideographs, and one of them is one."""
    return (is_cjk(one) and (is_cjk(other) or other in MARKS)) or (one in MARKS and is_cjk(other))


def _far(glyphs: Sequence[Glyph], em: float) -> float:
    """How far apart (middle to middle) ideographs of one cell do not stand in this line; endless where they are spread
    out, or too few to say."""
    steps = [(b.x0 + b.x1 - a.x0 - a.x1) / 2 for a, b in pairwise(glyphs) if is_cjk(a.text) and is_cjk(b.text)]
    usual = float(np.median(steps)) if len(steps) >= _ENOUGH else math.inf
    return _APART * usual if usual <= _CLOSE * em else math.inf


def size_of(text: str, height: float) -> float:
    """The font size that ink of this height speaks of; 0 where the text has neither ideographs nor figures."""
    if _has_ideographs(text):
        return height / _IDEOGRAPH
    return height / _FIGURE if any(c.isalnum() and not is_cjk(c) for c in text) else 0.0


def _has_ideographs(text: str) -> bool:
    return any(is_cjk(c) and c not in "一二三" for c in text)


def _size(run: Run) -> float:
    """The font size of a run in pixels, 0 where it says nothing. Ideographs stand one font size apart: a speck makes
    the ink too high, and spread characters their distance too wide, but hardly both."""
    size = size_of(run.text, run.bottom - run.top)
    steps = [(b.x0 + b.x1 - a.x0 - a.x1) / 2 for a, b in pairwise(run.glyphs) if is_cjk(a.text) and is_cjk(b.text)]
    return min(size, float(np.median(steps))) if len(steps) >= _ENOUGH else size


def word_of(run: Run, scale: float, usual: Usual) -> Word:
    """The run as a word in points, as tall as its font. Ink heights vary by a pixel, and fonts differ in how high their
    figures are; font sizes do not: what is near the page's usual size has it."""
    size, near = _size(run), usual.ideographs if _has_ideographs(run.text) else usual.figures
    size = usual.ideographs if size == 0 or abs(size - near) < 0.18 * near else size * usual.ideographs / near
    middle = (run.top + run.bottom) / 2
    edges = _rising([*(g.x0 for g in run.glyphs), run.glyphs[-1].x1])
    return Word(
        text=run.text,
        box=Box(edges[0] / scale, (middle - size / 2) / scale, edges[-1] / scale, (middle + size / 2) / scale),
        size=round(size / scale, 1),
        confidence=min(run.score, SUREST),
        char_x=tuple(x / scale for x in edges),
    )


def _rising(edges: Sequence[float]) -> list[float]:
    """The edges, none left of the one before it."""
    return np.maximum.accumulate(np.asarray(edges)).tolist()  # type: ignore[no-any-return]


def usual_size(runs: Sequence[Run]) -> Usual:
    """The font size of most characters of the page."""
    sizes = [(_has_ideographs(run.text), size) for run in runs for size in [_size(run)] * len(run.text) if size]
    ideographs, figures = ([size for kind, size in sizes if kind is wanted] for wanted in (True, False))
    usual = float(np.median(ideographs or figures or [24.0]))
    return Usual(ideographs=usual, figures=float(np.median(figures or [usual])))
