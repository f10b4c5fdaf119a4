"""Stamps and watermarks taken out of a page: by their colour, or by their ring where a scan has no colours.

Ink of a stamp lets light through in at least one channel, black text in none. The brightest channel therefore shows the
text and hardly the stamp; stretched so that the stamp's own level becomes paper, it shows the text alone. Text that is
itself printed in colour (a negative figure in red, a head in blue) is small and dark, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import ink
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
#: what is darker in every channel than this share of the stamp's ink is text
_TEXT = 0.78
#: radius of a round seal in points; how much of a circle must be ink for a seal
_RADII, _COVERED = (22, 100), 0.85
#: a seal's disc is so many times as wide as the middle of its ring
_DISC = 1.08
#: text is darker than the ink of a grey seal by this (grey levels)
_DARKER = 35
#: and so much of it must be for shade to tell them apart (percent)
_MOST = 25
#: a stroke this thick (points) is no text's; a mark so many times as high as the text's is a character of the seal; the
#: star stands within this share of the radius
_THICK, _LARGE, _STAR = 2.4, 1.5, 0.45
#: a ring's ink reaches no further from its middle (points)
_RING = 4.0
#: rules are longer than this (points): they are taken out before circles are looked for
_RULE = 30
#: edge pixels (at one pixel a point) beyond which a page is texture: circles would be looked for in vain, at length
_MOST_EDGES = 40_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """A ring of ink, in pixels."""

    x: float
    y: float
    radius: float


def without_colour(page: Pixels, scale: float) -> tuple[Pixels, Pixels]:
    """The page in grey (three equal channels) with coloured stamps and pale colours turned to paper, dark text under
    them stays; and a mask (255) of where stamps were. `scale` is pixels per point."""
    grey, stamped = _without_colour(page, scale)
    return np.repeat(grey[:, :, None], 3, axis=2), stamped


def without_grey(page: Pixels, seals: Sequence[Seal], scale: float) -> tuple[Pixels, Pixels]:
    """A scan without colours has stamps in grey among black text. Where the page's text is darker than a seal's ring,
    what is not darker and touches nothing that is becomes paper inside the seal. Elsewhere shade tells nothing: the
    ring, the star and characters too large for text go, what else stands in the disc stays. Outside nothing is touched:
    pale text may be just pale text. The page, and a mask (255) of the ink that was taken out."""
    grey, taken = page[:, :, 0].copy(), np.zeros(page.shape[:2], np.uint8)
    if not seals:
        return page, taken
    paper, mask = int(np.median(grey)), ink(page)
    printed = grey[(mask > 0) & (with_seals(taken, seals) == 0)]
    text = float(np.percentile(printed, _MOST)) if printed.size else 0.0
    bare = without_rules(mask, scale)
    size = _text_size(bare)
    for seal in seals:
        inside, ring = np.zeros(grey.shape, np.uint8), np.zeros(grey.shape, np.uint8)
        centre, radius = (round(seal.x), round(seal.y)), round(seal.radius)
        cv2.circle(inside, centre, round(_DISC * radius), 255, -1)
        cv2.circle(ring, centre, radius, 255, 2)
        level = float(np.median(grey[ring > 0]))
        core = np.where(grey < level - _DARKER, 255, 0).astype(np.uint8)
        near_text = cv2.dilate(core, np.ones((5, 5), np.uint8)) > 0
        own = (inside > 0) & (grey < paper - 10) & ~near_text
        if text > level - _DARKER:
            rim, marks = _own_by_shape(np.where(inside > 0, bare, 0).astype(np.uint8), seal, size, scale)
            own = (own & marks) | rim
        grey[own], taken[own] = paper, 255
    return np.repeat(grey[:, :, None], 3, axis=2), taken


def _own_by_shape(bare: Pixels, seal: Seal, size: float, scale: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the ring of a seal is, and where its star and its characters are, in the ink of its disc: what is thicker
    than a stroke of text, and marks larger than the text's (`size`) between ring and star."""
    rows, columns = np.ogrid[: bare.shape[0], : bare.shape[1]]
    away = np.hypot(rows - seal.y, columns - seal.x)
    low, high = (_ring_ends(bare, seal, scale, step) for step in (-1, 1))
    rim = (low - 1 < away) & (away < high + 1)
    inner = np.where(rim, 0, bare).astype(np.uint8)
    dot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (int(_THICK * scale),) * 2)
    thick = cv2.morphologyEx(inner, cv2.MORPH_OPEN, dot)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(inner, connectivity=8)
    large = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > _LARGE * size
    far = np.hypot(centres[:, 0] - seal.x, centres[:, 1] - seal.y) > _STAR * seal.radius
    large &= far & (np.arange(count) > 0)
    shape = np.where(thick > 0, 255, np.where(large, 255, 0)[labels]).astype(np.uint8)
    return rim, cv2.dilate(shape, np.ones((5, 5), np.uint8)) > 0


def _ring_ends(bare: Pixels, seal: Seal, scale: float, step: int) -> float:
    """The radius in pixels at which the ring's ink ends, inwards (step -1) or outwards (1)."""
    radius = seal.radius
    while abs(radius - seal.radius) < _RING * scale:
        if covered(bare, Seal(x=seal.x, y=seal.y, radius=radius), 0.2) < _COVERED / 2:
            break
        radius += step
    return radius


def _text_size(bare: Pixels) -> float:
    """The height that most of a page's marks do not exceed, in pixels."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(bare, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    heights = heights[heights > 5]
    return float(np.percentile(heights, 90)) if heights.size else 0.0


def with_seals(stamped: Pixels, seals: Sequence[Seal]) -> Pixels:
    """The mask of stamps with the whole discs of the seals: their ink is hard to tell from text."""
    marked = stamped.copy()
    for seal in seals:
        cv2.circle(marked, (round(seal.x), round(seal.y)), round(_DISC * seal.radius), 255, -1)
    return marked


def seals(mask: Pixels, scale: float) -> list[Seal]:
    """The round seals that stand in the ink of a page."""
    bare = without_rules(mask, scale)
    small = cv2.resize(bare, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    small = np.where(small > 100, 255, 0).astype(np.uint8)
    if np.count_nonzero(cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))) > _MOST_EDGES:
        return []
    low, high = _RADII
    circles = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT, 1, minDist=2 * low, param1=150, param2=40, minRadius=low, maxRadius=high
    )
    found = [] if circles is None else circles[0][:6].tolist()
    best = [_settled(mask, Seal(x=x * scale, y=y * scale, radius=r * scale), scale) for x, y, r in found]
    return [seal for seal in best if covered(mask, seal, scale) >= _COVERED]


def without_rules(mask: Pixels, scale: float) -> Pixels:
    """The ink that is no long straight line."""
    n = int(_RULE * scale)
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, n), np.uint8))
    rules = cv2.max(across, cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((n, 1), np.uint8)))
    return np.where(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0, 0, mask).astype(np.uint8)


def _settled(mask: Pixels, seal: Seal, scale: float) -> Seal:
    """The seal moved by a few points to where most of its ring is ink."""
    for step in (2.0, 0.7):
        moves = [step * scale * k for k in (-2, -1, 0, 1, 2)]
        near = [
            Seal(x=seal.x + dx, y=seal.y + dy, radius=seal.radius + dr) for dx in moves for dy in moves for dr in moves
        ]
        seal = max(near, key=lambda s: covered(mask, s, scale))
    return seal


def covered(mask: Pixels, seal: Seal, scale: float) -> float:
    """The share of the ring's directions (0–1) in which there is ink, half a point around its radius."""
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    radii = seal.radius + np.arange(-0.5 * scale, 0.5 * scale + 1)
    xs = (seal.x + radii[:, None] * np.cos(angles)).astype(int)
    ys = (seal.y + radii[:, None] * np.sin(angles)).astype(int)
    height, width = mask.shape
    inked = mask[ys.clip(0, height - 1), xs.clip(0, width - 1)] > 0
    return float(inked.any(axis=0).mean())


def _without_colour(page: Pixels, scale: float) -> tuple[Pixels, Pixels]:
    """The page in grey, coloured stamps and pale colours out, and where stamps were."""
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red, green, blue = cv2.split(page)
    brightest = cv2.max(cv2.max(red, green), blue)
    colour = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    coloured = cv2.morphologyEx(_above(colour, _COLOURED), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    stamped = np.zeros(grey.shape, np.uint8)
    if not coloured.any():
        return grey, stamped
    paper = float(np.median(grey))
    joined = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((int(3 * scale),) * 2, np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    labels[coloured == 0] = 0
    own = labels[coloured > 0]
    level, shade = (_means(own, values[coloured > 0], count) for values in (brightest, grey))
    is_pale = (shade > paper - _DARK) & (np.arange(count) > 0)
    # The ink's edges are colourless, so its zone is widened.
    inked = cv2.dilate(np.where(is_pale, level, 0).astype(np.float32)[labels], np.ones((7, 7), np.uint8))
    for label in _of_a_stamps_size(stats, scale):
        x, y, width, height = stats[label, :4]
        area = np.s_[max(y - _EDGE, 0) : y + height + _EDGE, max(x - _EDGE, 0) : x + width + _EDGE]
        tinged = cv2.dilate(_above(colour[area], _TINGED), np.ones((3, 3), np.uint8))
        inked[area] = np.where(tinged > 0, level[label], inked[area])
        stamped[area] = cv2.max(stamped[area], tinged)
    taken = inked > 0
    cleaned = grey.copy()
    cleaned[taken] = np.minimum(brightest[taken] * (paper / (_TEXT * inked[taken])), paper)
    return cleaned, stamped


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
