"""Where the ink of the characters is that were read in a line: the engine says about where each of them stands.

Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.ocr import Glyph
from services.extract.readers.raster import Pixels
from shared.model.fold import is_cjk
from shared.model.page import DOUBT

#: marks that are set as wide as ideographs; their ink stands a quarter of the font size off the middle
MARKS = frozenset("。，、；：！？（）《》")
#: the blank between two ideographs is no further from midway between them than this share of their distance
_ASIDE = 0.25
#: marks that stand so far off a character and are no larger than this, in heights of its line, are specks
_STANDS_OFF, _SMALL = 0.25, 0.2
#: beside these, which are of one piece each, so small a mark is a speck however near it stands; beside ideographs,
#: which have small strokes, one smaller than this. Beside a figure it may be what is left of a thin stroke: without
#: that a 4 is read as 1
_TINY, _WHOLE = 0.1, frozenset("一－—–―_（）()")


def on_their_ink(glyphs: Sequence[Glyph], crop: Pixels) -> list[Glyph]:
    """The characters with the extents of their ink: each owns what lies nearer to it than to its neighbours."""
    inked = np.asarray(crop.any(axis=0))
    ink = np.flatnonzero(inked)
    whole, parted = _columns_of_marks(crop)
    edges = [0.0, *(_between(a, b, inked) for a, b in pairwise(glyphs)), float(crop.shape[1])]
    placed = []
    for glyph, (start, end) in zip(glyphs, pairwise(edges), strict=True):
        own = ink[(ink >= int(start)) & (ink < end)]
        if glyph.text.isalnum() or glyph.text in _WHOLE:
            columns = whole if glyph.text in _WHOLE else parted if is_cjk(glyph.text) else inked
            marks = own[columns[own]]
            own = _unspecked_columns(marks if marks.size else own, crop)
        if own.size:
            placed.append(replace(glyph, x0=float(own[0]), x1=float(own[-1]) + 1))
        else:  # a character without ink was made up
            placed.append(doubtful(glyph))
    return placed


def _columns_of_marks(crop: Pixels) -> list[NDArray[np.bool_]]:
    """Which columns have ink of marks that are no specks beside dashes and brackets, and beside ideographs."""
    _, labels, stats, _ = components(crop)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    sides[0] = 0
    return [(sides >= least * crop.shape[0])[labels].any(axis=0) for least in (_SMALL, _TINY)]


def _unspecked_columns(own: NDArray[np.intp], crop: Pixels) -> NDArray[np.intp]:
    """The columns of a character's ink without those of specks that stand off from the rest of it at its ends."""
    pieces = np.split(own, np.flatnonzero(np.diff(own) > _STANDS_OFF * crop.shape[0]) + 1)

    def is_speck(piece: NDArray[np.intp]) -> bool:
        inked = np.flatnonzero(crop[:, piece[0] : piece[-1] + 1].any(axis=1))
        return bool(max(piece[-1] - piece[0], inked[-1] - inked[0]) < _SMALL * crop.shape[0])

    while len(pieces) > 1 and is_speck(pieces[0]):
        pieces = pieces[1:]
    while len(pieces) > 1 and is_speck(pieces[-1]):
        pieces = pieces[:-1]
    return np.concatenate(pieces)


def _between(one: Glyph, other: Glyph, inked: NDArray[np.bool_]) -> float:
    """Where one character ends and the next begins: midway, or, where that runs through ink, in the blank beside it
    between ideographs, in the widest one between an ideograph or a mark of its width and another. The engine sees a
    line's first character late, and midway is in the second then; figures are narrow, and midway to an ideograph is in
    that."""
    left, right = (one.x0 + one.x1) / 2, (other.x0 + other.x1) / 2
    middle, near = (left + right) / 2, _ASIDE * (right - left)
    are_ideographs = is_cjk(one.text) and is_cjk(other.text)
    is_beside = any(is_cjk(g.text) or g.text in MARKS for g in (one, other))
    if not is_beside or not inked[int(middle) : int(middle) + 1].any():
        return middle
    start, end = (middle - near, middle + near) if are_ideographs else (left, right)
    blanks = max(int(start), 0) + np.flatnonzero(~inked[max(int(start), 0) : int(end) + 1])
    if not blanks.size:
        return middle
    if are_ideographs:
        return float(min(blanks, key=lambda x: abs(x - middle)))
    widest = max(np.split(blanks, np.flatnonzero(np.diff(blanks) > 1) + 1), key=len)
    return float(widest[0] + widest[-1] + 1) / 2


def doubtful(glyph: Glyph) -> Glyph:
    return replace(glyph, score=min(glyph.score, DOUBT))
