"""What shows through a page from its other side, or is as pale: told from the page's own print.

Arrays and pixels as in `pixels`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers import pixels
from services.extract.readers.components import components
from services.extract.readers.raster import Pixels

#: a mark of this share of the usual contrast shows through from the other side; fewer pixels than this are a speck
_PALE, _MARK = 0.4, 8
#: the share of the marks that are no rules (by area) which the page's own are darker than at the most,
#: and the share of all ink that such marks are at the least where there is text
_MOST, _SOME = 0.75, 0.1
#: marks so many times as dark as the usual one, so many of them, with no more than this share of the ink between those
#: and what is nearly as dark as the usual one, are the text of a page whose other side holds more
_FAR, _MANY, _GAP, _NEAR_USUAL = 2.5, 60, 0.03, 1.6
#: where something shows through, so much (by area) of what is pale stands apart from the text, or more
_APART = 0.5
#: the longer side of a point or a comma and the height of a dash, and the width of the widest dash, in points
_POINT, _DASH = 2.4, 24.0
#: a line of this share of the usual contrast, over this share of its length, is a rule
_PALE_RULE, _DRAWN = 0.3, 0.8
#: points around a dark pixel within which a character's hairlines lie
_NEAR = 4.0
#: so many marks that stand apart from the text, with this share of the ink, say how dark the other side shows: nearly
#: all of them (their share by area) are no darker. What is no darker than that, give or take a share, is the other
#: side's wherever it stands, but for the edges of strokes, within so many points of what is darker
_OTHERS, _PART, _NEARLY_ALL, _ABOUT, _EDGE = 40, 0.01, 0.98, 1.15, 0.8
#: its dashes are paler than its text, by this share
_THINNER = 0.9


class Shown(NamedTuple):
    """What of a page is not its own."""

    hidden: Pixels
    """A mask (255) of it."""
    number: int
    """How many marks there are in it."""
    edges: Pixels | None
    """A mask (255) of what else is no darker than print of the other side: some of that beside strokes, and these
    strokes' own edges; None where none of it is seen."""


def marks(page: Pixels, scale: float, *, beside_text: bool = True) -> Shown:
    """What on a grey page is far paler than its text: print that shows through from the other side, edges of shadows,
    watermarks, the paper's texture. A mark is as dark as its darkest pixel; around dark pixels nothing is hidden but
    such marks, for characters have hairlines: no marks at all (nor where not `beside_text`) on a page most of whose
    pale marks stand around dark ones, for there they are thin strokes. But where many that stand apart show how dark
    the other side is, what is no darker is its wherever it stands, up to the edges of strokes. Points and dashes, which
    a scan of few dots makes pale, must be paler still, and so must rules."""
    grey, mask = page[:, :, 0], pixels.ink(page)
    count, labels, stats, _ = components(mask)
    weights = np.where(stats[:, cv2.CC_STAT_AREA] >= _MARK, stats[:, cv2.CC_STAT_AREA], 0)
    weights[0] = 0
    if not weights.any():
        return Shown(np.zeros_like(mask), 0, None)
    paper = int(pixels.middle_level(grey))
    contrast = _contrast(labels, grey, paper)
    usual = _of_own(contrast, weights, min(_level(contrast, weights, 0.5), _of_text(mask, grey, paper, scale)))
    dark = grey < paper - _PALE * usual
    is_near = np.zeros(count, bool)
    is_near[labels[_around(dark, _NEAR * scale) & (mask > 0)]] = True
    is_thin = _thin(stats, is_near, scale)
    pale = (weights > 0) & (contrast < np.where(is_thin, _PALE / 2, _PALE) * usual)
    other = _of_other_side(contrast, weights, pale & ~is_near, _PALE * usual)
    reach = _NEAR
    if other is not None:
        pale = (weights > 0) & (contrast < np.where(is_thin, max(_THINNER * other, _PALE / 2 * usual), other))
        dark, reach = grey < paper - other, _EDGE
    elif not beside_text or weights[pale & ~is_near].sum() < _APART * weights[pale].sum():
        pale &= ~is_near
    own = dark | (is_thin & ~pale)[labels]
    away = ~_around(own, reach * scale)
    if (away & (mask > 0)).any():
        away &= ~_pale_rules(mask, grey < paper - _PALE_RULE * usual, scale)
    hidden = away
    if pale.any():
        # The mask ends where a mark fades: what fades with it goes too, unless it belongs to another mark.
        others = pale[labels]
        fading = cv2.dilate(others.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        hidden = (fading & ((mask == 0) | others)) | away
    dashes = (_dashes(stats, scale) & ~pale)[labels]
    edges = None if other is None else np.where(dark | dashes, np.uint8(0), np.uint8(255))
    return Shown(np.where(hidden, 255, 0).astype(np.uint8), int(pale.sum()), edges)


def _contrast(labels: NDArray[Any], grey: Pixels, paper: int) -> NDArray[np.int16]:
    """By how much the darkest pixel of each mark is darker than the paper."""
    darkest = np.full(int(labels.max()) + 1, 255, np.uint8)
    np.minimum.at(darkest, np.asarray(labels[labels > 0], dtype=np.intp), grey[labels > 0])
    return np.maximum(paper - darkest.astype(np.int16), 0)


def _of_text(mask: Pixels, grey: Pixels, paper: int, scale: float) -> float:
    """How dark a page's own text is: most of its marks are no darker, what shows through with them. A frame of thick
    rules and a bold title are darker than blurred text by far, so marks larger than most count no more than these."""
    _, labels, stats, _ = components(pixels.without_rules(mask, scale))
    area = np.where(stats[:, cv2.CC_STAT_AREA] >= _MARK, stats[:, cv2.CC_STAT_AREA], 0)
    area[0] = 0
    if area.sum() <= _SOME * np.count_nonzero(mask):
        return np.inf
    return _level(_contrast(labels, grey, paper), area.clip(max=int(np.median(area[area > 0]))), _MOST)


def _of_own(contrast: NDArray[np.int16], weights: NDArray[Any], usual: float) -> float:
    """How dark a page's own text is where the other side holds so much more that the usual mark is one of its: many
    marks are darker than it by far, and next to none in between."""
    dark = (contrast >= _FAR * usual) & (weights > 0)
    between = (contrast > _NEAR_USUAL * usual) & ~dark
    enough = int(dark.sum()) >= _MANY and weights[dark].sum() >= _SOME * weights.sum()
    if not enough or weights[between].sum() > _GAP * weights.sum():
        return usual
    return _level(contrast[dark], weights[dark], 0.5)


def _of_other_side(
    contrast: NDArray[np.int16], weights: NDArray[Any], apart: NDArray[np.bool_], most: float
) -> float | None:
    """How dark print of the other side is at the most, as the marks `apart` from the text show it; None where these are
    few."""
    if int(apart.sum()) < _OTHERS or weights[apart].sum() < _PART * weights.sum():
        return None
    return min(_ABOUT * _level(contrast[apart], weights[apart], _NEARLY_ALL), most)


def _level(values: NDArray[Any], weights: NDArray[Any], share: float) -> float:
    """The value that this share of the weight is no greater than."""
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weights[order]), share * weights.sum())])


def _around(marks: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    near = np.ones((2 * int(reach) + 1,) * 2, np.uint8)
    return np.asarray(cv2.dilate(marks.astype(np.uint8), near) > 0)


def _thin(stats: NDArray[Any], is_near: NDArray[np.bool_], scale: float) -> NDArray[np.bool_]:
    """Which marks are points, commas (near text, as `is_near` says) or dashes: few dots make them pale."""
    longer = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) / scale
    return np.asarray((is_near & (longer <= _POINT)) | _dashes(stats, scale))


def _dashes(stats: NDArray[Any], scale: float) -> NDArray[np.bool_]:
    width, height = stats[:, cv2.CC_STAT_WIDTH] / scale, stats[:, cv2.CC_STAT_HEIGHT] / scale
    return np.asarray((height <= _POINT) & (width > 2.2 * height) & (width > _POINT) & (width < _DASH))


def _pale_rules(mask: Pixels, drawn: NDArray[np.bool_], scale: float) -> NDArray[np.bool_]:
    """Where in the ink the lines are that are nearly everywhere as dark as `drawn`: thin rules, which a scan of few
    dots makes pale. Those of the other side are paler still."""
    found = np.zeros(mask.shape, bool)
    for along, across in (((1, int(22 * scale)), (3, 1)), ((int(22 * scale), 1), (1, 3))):
        lines = cv2.dilate(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(along, np.uint8)), np.ones(across, np.uint8))
        count, labels, stats, _ = components(lines)
        length = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
        is_rule = np.bincount(labels[drawn & (lines > 0)], minlength=count) > _DRAWN * length
        is_rule[0] = False
        found |= is_rule[labels]
    return found


def whitened(page: Pixels, hidden: Pixels) -> Pixels:
    """The grey page with paper where the mask `hidden` is."""
    clean = np.full_like(page, np.uint8(pixels.middle_level(page)))
    cv2.copyTo(page, cv2.bitwise_not(hidden), clean)
    return clean
