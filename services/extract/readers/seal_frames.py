"""Frames of square seals that stand straight, or nearly so: told from a page's rules by being thicker.

Lengths are pixels; `scale` is pixels per point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product

import cv2
import numpy as np

from services.extract.readers.components import components
from services.extract.readers.pixels import LONG
from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: the sides of a square seal (points)
SIDES = (45.0, 200.0)
#: the frame is so many times as thick as the page's rules, and this (points) at the least; its sides are so much alike,
#: and meet within so many points
_FRAME, _THIN, _ALIKE, _MEET = 1.3, 1.2, 0.8, 5.0
#: rules are no thicker than this (points)
_THICKEST = 1.5
#: more than this share of a side is left
_WORN = 0.5
#: more thick lines than this in one direction are a table drawn in thick rules
_FEW = 12
#: turns (degrees) in which a frame is looked for: at more than these it is no line of pixels any more
_TURNS = (0.0, -1.5, 1.5, -3.0, 3.0, -4.5, 4.5)
#: what crosses a line, and specks in its ink, leave gaps no longer than this (points)
_GAP = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The middle of a frame, half of its sides from the middle of one line to that of the other, and by how much it is
    turned (degrees, clockwise as seen)."""

    x: float
    y: float
    across: float
    down: float
    angle: float


def find(mask: Pixels, scale: float) -> Iterator[Frame]:
    """The frames in the ink of a page; the same one may be found in more than one turn."""
    n = int(LONG * scale)
    rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, n), np.uint8))
    _, _, stats, _ = components(rules)
    usual = float(np.median(stats[1:, cv2.CC_STAT_HEIGHT])) if len(stats) > 1 else 0.0
    # On a page without rules the longest lines are the frame's own.
    side = round(max(_FRAME * min(usual, _THICKEST * scale), _THIN * scale))
    thick = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)), dtype=np.uint8)
    left, top, part = _with_sides(thick, scale)
    height, width = part.shape
    for angle in _TURNS if part.any() else ():
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        seen = part if not angle else np.asarray(cv2.warpAffine(part, turn, (width, height)) > 127, np.uint8) * 255
        back = cv2.invertAffineTransform(turn)
        for box, half in _upright(np.asarray(seen, np.uint8), n, scale):
            x, y = back @ np.array([(box.x0 + box.x1) / 2, (box.top + box.bottom) / 2, 1.0])
            across, down = box.width / 2 - half, box.height / 2 - half
            yield Frame(x=float(x) + left, y=float(y) + top, across=across, down=down, angle=angle)


def _with_sides(thick: Pixels, scale: float) -> tuple[int, int, Pixels]:
    """The part of the thick ink in which marks as long as what is left of a worn side are, and its place: most pages
    have none, and only there a frame is looked for in every turn."""
    _, _, stats, _ = components(thick)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > _WORN * SIDES[0] * scale
    sides[0] = False
    if not sides.any():
        return 0, 0, thick[:0, :0]
    corners, reach = stats[sides, :4], int(_MEET * scale)
    left, top = (max(int(corners[:, i].min()) - reach, 0) for i in (0, 1))
    right, bottom = (int((corners[:, i] + corners[:, i + 2]).max()) + reach for i in (0, 1))
    return left, top, thick[top:bottom, left:right]


def _upright(thick: Pixels, n: int, scale: float) -> Iterator[tuple[Box, float]]:
    """The frames that stand straight in ink that is thicker than rules, and half of their lines' thickness."""
    across, down = _lines(thick, (1, n), scale), _lines(thick, (n, 1), scale)
    if max(len(across), len(down)) > _FEW:
        return
    least, most = (scale * end for end in SIDES)
    for (left, right), (upper, lower) in product(permutations(down, 2), permutations(across, 2)):
        frame = Box(left.x0, upper.top, right.x1, lower.bottom)
        shorter, longer = sorted((frame.width, frame.height))
        is_square = shorter >= max(least, _ALIKE * longer) and longer <= most
        if is_square and _meet((left, right), (upper, lower), frame, _MEET * scale):
            yield frame, (left.width + upper.height) / 4  # the outline is the middle of the frame


def _meet(down: Sequence[Box], across: Sequence[Box], frame: Box, near: float) -> bool:
    """Whether lines down and across end at the corners of the frame that they should make, all or all but one of which
    half is worn away."""
    sides = [(line.top - frame.top, frame.bottom - line.bottom, line.height / frame.height) for line in down]
    sides += [(line.x0 - frame.x0, frame.x1 - line.x1, line.width / frame.width) for line in across]
    whole = sum(abs(begin) < near and abs(end) < near for begin, end, _ in sides)
    return whole >= len(sides) - 1 and all(min(b, e) > -near and share > _WORN for b, e, share in sides)


def _lines(thick: Pixels, shape: tuple[int, int], scale: float) -> list[Box]:
    """The runs of ink that are long in the direction of that shape."""
    gap = tuple(max(int(_GAP * scale), 1) if side > 1 else 1 for side in shape)
    whole = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
    opened = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), dtype=np.uint8)
    _, _, stats, _ = components(opened)
    return [Box(x, y, x + width, y + height) for x, y, width, height, _ in stats[1:].tolist()]
