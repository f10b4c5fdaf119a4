"""Words from what was read: characters put on their ink, split at wide gaps, doubted where their spacing is odd.

Lengths are pixels until `word_of`, which gives points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from services.extract.readers.ocr import Glyph, Reading
from services.extract.readers.raster import Pixels
from services.extract.readers.scan_lines import cropped, rows_of_ink
from shared.model.fold import is_cjk
from shared.model.page import Box, Word

#: what a reading is worth about which something is odd: never confident
DOUBT = 0.5
#: what OCR alone is worth at the most: 1 is for born-digital text
SUREST = 0.999
#: shares of the font size that the ink of an ideograph and of a figure takes in height
_IDEOGRAPH, _FIGURE = 0.98, 0.79
#: an ideograph wider than this share of the usual one owns more ink than its own; so many show what is usual
_WIDE, _ENOUGH = 1.25, 3
#: the share of a wide gap that parts a figure from an ideograph
_EDGE = 0.4


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
    glyphs = [g for g in reading.glyphs if not g.text.isspace()]
    rows = rows_of_ink(crop)
    if not glyphs or rows is None:
        return
    glyphs = on_their_ink(glyphs, crop)
    height = rows[1] - rows[0]
    glyphs = doubted(glyphs, 1.1 * height)
    for run in split(glyphs, 1.1 * height):
        extent = _rows_of(run, crop) or rows
        yield Run(
            glyphs=tuple(replace(g, x0=left + g.x0, x1=left + g.x1) for g in run),
            top=top + extent[0],
            bottom=top + extent[1],
        )


def _rows_of(run: Sequence[Glyph], crop: Pixels) -> tuple[int, int] | None:
    """The rows of the run's ink; of its figures and ideographs where it has any, for commas hang below the line."""
    tall = [g for g in run if g.text.isalnum()] or run
    columns = np.zeros(crop.shape[1], bool)
    for glyph in tall:
        columns[int(glyph.x0) : int(np.ceil(glyph.x1))] = True
    return rows_of_ink(crop[:, columns])


def on_their_ink(glyphs: Sequence[Glyph], crop: Pixels) -> list[Glyph]:
    """The characters with the extents of their ink: each owns what lies nearer to it than to its neighbours."""
    ink = np.flatnonzero(crop.any(axis=0))
    centres = [(g.x0 + g.x1) / 2 for g in glyphs]
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(centres)), float(crop.shape[1])]
    placed = []
    for glyph, (start, end) in zip(glyphs, pairwise(edges), strict=True):
        own = ink[(ink >= int(start)) & (ink < end)]
        if own.size:
            placed.append(replace(glyph, x0=float(own[0]), x1=float(own[-1]) + 1))
        else:  # a character without ink was made up
            placed.append(_doubt(glyph))
    return placed


def doubted(glyphs: Sequence[Glyph], em: float) -> list[Glyph]:
    """The characters, those of an odd spacing doubted. Ideographs stand one font size apart: two that stand much closer
    were read from one, and one that owns more ink than the others has some of a character that was passed over."""
    result = list(glyphs)
    for i in range(1, len(result)):
        one, other = result[i - 1], result[i]
        if not (is_cjk(one.text) and is_cjk(other.text)):
            continue
        if (other.x0 + other.x1 - one.x0 - one.x1) / 2 < 0.5 * em:
            result[i - 1], result[i] = _doubt(one), _doubt(other)
    widths = [g.x1 - g.x0 for g in result if is_cjk(g.text)]
    usual = float(np.median(widths)) if len(widths) >= _ENOUGH else em
    return [_doubt(g) if is_cjk(g.text) and g.x1 - g.x0 > _WIDE * usual else g for g in result]


def _doubt(glyph: Glyph) -> Glyph:
    return replace(glyph, score=min(glyph.score, DOUBT))


def split(glyphs: Sequence[Glyph], wide: float) -> Iterator[list[Glyph]]:
    """Runs of characters with no gap as wide as `wide` between them. After a figure an ideograph that does not follow
    closely is the next column's: amounts end where labels begin (`2,470  一、…`)."""
    run = [glyphs[0]]
    for glyph in glyphs[1:]:
        is_edge = run[-1].text.isdigit() and is_cjk(glyph.text)
        if glyph.x0 - run[-1].x1 > (_EDGE * wide if is_edge else wide):
            yield run
            run = []
        run.append(glyph)
    yield run


def size_of(text: str, height: float) -> float:
    """The font size that ink of this height speaks of; 0 where the text has neither ideographs nor figures."""
    if any(is_cjk(c) and c not in "一二三" for c in text):
        return height / _IDEOGRAPH
    return height / _FIGURE if any(c.isalnum() and not is_cjk(c) for c in text) else 0.0


def word_of(run: Run, scale: float, usual: float) -> Word:
    """The run as a word in points, as tall as its font. `usual` is the page's usual font size in pixels: ink heights
    vary by a pixel, fonts do not."""
    size = size_of(run.text, run.bottom - run.top)
    if size == 0 or abs(size - usual) < 0.18 * usual:
        size = usual
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


def usual_size(runs: Sequence[Run]) -> float:
    """The font size of most characters of the page, in pixels."""
    sizes = [size for run in runs for size in [size_of(run.text, run.bottom - run.top)] * len(run.text) if size]
    return float(np.median(sizes)) if sizes else 24.0
