"""Stamps and watermarks taken out of a page by their colour. Those of scans without colours: `seals.py`.

Ink of a stamp is as dark as it is coloured, text is dark without a colour of its own: what a place is darker than its
colour explains is text, and stretched so that ink alone becomes paper the page shows the text alone. Text that is
itself printed in colour (a negative figure in red, a head in blue) is small and dark, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.pixels import middle_level
from services.extract.readers.raster import Pixels

#: from this difference between the brightest and the darkest channel on a pixel has a colour; inside a stamp less is
#: enough, for JPEG keeps colours at half the resolution and thin strokes lose theirs
_COLOURED, _TINGED = 40, 18
#: pixels by which a stamp's ink fades beyond where its colour is clear
_EDGE = 4
#: coloured marks this much darker than the paper are printed text or rules, unless they have the size of a stamp
_DARK = 60
#: a stamp's sides in points: a seal of 16 to 60 mm, a square of the same size
_SMALLEST, _LARGEST = 45.0, 200.0
#: the longer side of a tick or a ring around an amount, drawn with a coloured pen, and the shorter one at the least
#: (points); the share of its frame that is ink, at the most, and how often a line across meets it
_DRAWN, _FLAT, _SPARE, _CROSSED = (10.0, 80.0), 4.5, 0.25, 2.2
#: a piece of a stamp's outline is as long as this (points) or more, and on average thinner than this: text is not
_PIECE, _LINE = 30.0, 4.0
#: a line of text is lower than this (points)
_HIGH = 12.0
#: marks of one line overlap by this share of the higher one, and are no further apart than so many times its height
_LEVEL, _IN_LINE = 0.6, 3.0
#: print darker than this share of the paper touches a coloured mark within so many points of it
_PRINT, _TOUCHED = 0.5, 1.8
#: what is darker in every channel than this share of the stamp's ink is text
_TEXT = 0.78
#: a stamp's ink is as dark for its colour as within so many points around, but no more than so much darker than usual,
#: and never darker than this share of the paper
_AROUND, _MOST, _LEAST = 11.0, 1.3, 0.17


@dataclass(frozen=True, kw_only=True, slots=True)
class Unstamped:
    """A page in grey (three equal channels) without its coloured stamps and pale colours."""

    clean: Pixels
    """They are paper: nothing that is left is theirs. Dark text under them stays, thin text may go with them."""
    legible: Pixels
    """They are faint: what a reader can look past, and all text is there."""
    stamped: Pixels
    """A mask (255) of where stamps were."""


def without_colour(page: Pixels, scale: float) -> Unstamped:
    """The page with its coloured stamps and pale colours out. `scale` is pixels per point."""
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red, green, blue = cv2.split(page)
    brightest = cv2.max(cv2.max(red, green), blue)
    colour = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    opened = cv2.morphologyEx(_above(colour, _COLOURED), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    coloured = np.asarray(opened, dtype=np.uint8)
    stamped = np.zeros(grey.shape, np.uint8)
    if not coloured.any():
        plain = _grey(grey)
        return Unstamped(clean=plain, legible=plain, stamped=stamped)
    paper = middle_level(grey)
    joined = cv2.morphologyEx(
        _with_rules(coloured, grey, paper, scale), cv2.MORPH_CLOSE, np.ones((int(3 * scale),) * 2, np.uint8)
    )
    count, labels, stats, _ = components(joined)
    labels[coloured == 0] = 0
    own = labels[coloured > 0]
    shade = _means(own, grey[coloured > 0], count)
    is_pale = (shade > paper - _DARK) & (np.arange(count) > 0)
    # The ink's edges are colourless, so its zone is widened.
    inked = cv2.dilate(np.where(is_pale, 255, 0).astype(np.uint8)[labels], np.ones((7, 7), np.uint8))
    marks = [stats[label, :4].tolist() for label in (*_of_a_stamps_size(stats, scale), *_by_pen(stats, labels, scale))]
    for x, y, width, height in (*marks, *_in_pieces(stats, scale)):
        area = np.s_[max(y - _EDGE, 0) : y + height + _EDGE, max(x - _EDGE, 0) : x + width + _EDGE]
        tinged = cv2.dilate(_above(colour[area], _TINGED), np.ones((3, 3), np.uint8))
        inked[area] = cv2.max(inked[area], tinged)
        stamped[area] = cv2.max(stamped[area], tinged)
    taken = inked > 0
    shown = grey[taken] * (paper / _alone(grey, colour, coloured, paper, scale)[taken])
    legible, clean = grey.copy(), grey.copy()
    legible[taken], clean[taken] = np.minimum(shown, paper), np.minimum(shown / _TEXT, paper)
    return Unstamped(clean=_grey(clean), legible=_grey(legible), stamped=stamped)


def _with_rules(coloured: Pixels, grey: Pixels, paper: float, scale: float) -> Pixels:
    """The coloured marks with the dark print that touches them: rules under a dark stamp cut it to pieces."""
    near = cv2.dilate(coloured, np.ones((2 * int(_TOUCHED * scale) + 1,) * 2, np.uint8))
    return np.where((near > 0) & (grey < _PRINT * paper), np.uint8(255), coloured)


def _alone(
    grey: Pixels, colour: NDArray[Any], coloured: NDArray[Any], paper: float, scale: float
) -> NDArray[np.float32]:
    """How bright the page would be with nothing on it but coloured ink: the more colour, the darker, by as much as
    around there. JPEG keeps colours at half the resolution: a thin stroke of text in a stamp has its colour, and is
    darker than that colour."""
    lack = np.where(coloured > 0, np.maximum(paper - grey.astype(np.float32), 0), 0).astype(np.float32)
    tint = np.where(coloured > 0, colour, 0).astype(np.float32)
    near = (int(_AROUND * scale),) * 2
    by = cv2.boxFilter(lack, -1, near) / np.maximum(cv2.boxFilter(tint, -1, near), 1.0)
    most = float(np.median(by[coloured > 0])) * _MOST
    alone = paper - np.minimum(by, most) * cv2.dilate(colour, np.ones((3, 3), np.uint8))
    return np.asarray(np.clip(alone, _LEAST * paper, paper), dtype=np.float32)


def _grey(channel: Pixels) -> Pixels:
    return np.repeat(channel[:, :, None], 3, axis=2)


def _above(values: NDArray[Any], least: int) -> Pixels:
    return np.where(values > least, 255, 0).astype(np.uint8)


def _means(labels: NDArray[Any], values: NDArray[Any], count: int) -> NDArray[np.float64]:
    """The mean of the values under each label."""
    sums = np.bincount(labels, weights=values, minlength=count)
    return sums / np.maximum(np.bincount(labels, minlength=count), 1)


def _of_a_stamps_size(stats: NDArray[Any], scale: float) -> list[int]:
    """The components as large as a stamp; label 0 is the page itself."""
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / scale
    fits = (sides.min(axis=1) >= _SMALLEST) & (sides.max(axis=1) <= _LARGEST)
    return [label for label in np.flatnonzero(fits).tolist() if label]


def _in_pieces(stats: NDArray[Any], scale: float) -> list[list[int]]:
    """The boxes (left, top, width, height) around stamps whose outline has gaps: pieces of it as long as no letter that
    go half around a stamp's box or more, lines or mostly paper, some with a character on them. What lies level is a
    printed rule."""
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / scale
    longer, shorter = sides.max(axis=1), sides.min(axis=1)
    area = stats[:, cv2.CC_STAT_AREA] / scale**2
    is_line = (area < _LINE * longer) | (area < _SPARE * longer * shorter)
    is_line &= shorter >= _FLAT
    are_pieces = (longer >= _PIECE) & (longer <= _LARGEST) & (is_line | (shorter >= _HIGH))
    lines = {tuple(box) for box in stats[1:, :4][(are_pieces & is_line)[1:]].tolist()}
    groups: list[list[list[int]]] = []
    for x, y, width, height in stats[1:, :4][are_pieces[1:]].tolist():
        corners = [x, y, x + width, y + height]
        near = next((g for g in groups if max(_size(_around([*g, corners]))) <= _LARGEST * scale), None)
        if near is None:
            groups.append([corners])
        else:
            near.append(corners)
    found = []
    for group in groups:
        around = _around(group)
        width, height = _size(around)
        length = sum(max(_size(corners)) for corners in group)
        is_lined = any((x, y, right - x, bottom - y) in lines for x, y, right, bottom in group)
        if is_lined and min(width, height) >= _SMALLEST * scale and len(group) > 1 and length >= width + height:
            found.append([around[0], around[1], width, height])
    return found


def _around(corners: Sequence[Sequence[int]]) -> list[int]:
    """Left, top, right and bottom of the box around several."""
    columns = list(zip(*corners, strict=True))
    return [min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])]


def _size(corners: Sequence[int]) -> tuple[int, int]:
    return corners[2] - corners[0], corners[3] - corners[1]


def _by_pen(stats: NDArray[Any], labels: NDArray[Any], scale: float) -> list[int]:
    """The components that somebody drew with a coloured pen, smaller than a stamp: a tick, a ring around an amount.
    They stand alone, large figures and characters in a line; printed rules are longer or flat."""
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / scale
    longer, shorter = sides.max(axis=1), sides.min(axis=1)
    fits = (longer >= _DRAWN[0]) & (longer <= _DRAWN[1]) & (shorter >= _FLAT) & (shorter < _SMALLEST)
    found = []
    for label in np.flatnonzero(fits).tolist():
        x, y, width, height = stats[label, :4]
        own = (labels[y : y + height, x : x + width] == label).astype(np.int8)
        begins = (np.diff(own, axis=axis, prepend=0) > 0 for axis in (0, 1))
        met = [float(b.sum(axis=axis).mean()) for axis, b in enumerate(begins)]
        if label and float(own.mean()) < _SPARE and max(met) < _CROSSED and _is_alone(stats[label], stats[1:]):
            found.append(label)
    return found


def _is_alone(mark: NDArray[Any], others: NDArray[Any]) -> bool:
    """Whether no other mark as high stands near it in its line."""
    x, y, width, height = mark[:4]
    level = np.minimum(y + height, others[:, 1] + others[:, 3]) - np.maximum(y, others[:, 1])
    apart = np.maximum(others[:, 0] - x - width, x - others[:, 0] - others[:, 2])
    is_like = level > _LEVEL * np.maximum(height, others[:, 3])
    return int(np.count_nonzero(is_like & (apart < _IN_LINE * height))) == 1  # itself
