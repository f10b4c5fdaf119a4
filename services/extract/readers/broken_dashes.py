"""Dashes that black and white, or a pale print, left in pieces: made whole, so that they are read as what they are.

A dash stands for an amount that there is none of, alone in its cell. Its line is thin: where the threshold ate some of
it, what is left are specks that no engine reads, and the cell would come out empty.

Lengths are pixels here, as in `pixels`. The page is level, its rules are known and painted over.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: how long a dash is, how thick its pieces are at the most, how long the longest of them is at the least, and how far
#: one is from the next (points)
_LENGTH, _THICK, _PIECE, _GAP = (3.0, 15.0), 1.3, 1.2, 4.0
#: so much of its length is still ink; no other ink is so near (points)
_LEFT, _ALONE = 0.35, 3.0
#: it stands at the middle of its cell's height, give or take this share of that
_ASIDE = 0.25


def mended(mask: Pixels, page: Pixels, rules: Sequence[Stroke], scale: float) -> tuple[Pixels, Pixels]:
    """The ink (255) and the page with the broken dashes of ruled cells whole, as dark as their pieces are."""
    broken = [box for box in _rows_of_pieces(mask, scale) if _is_dash(box, mask, rules, scale)]
    if not broken:
        return mask, page
    mask, page = mask.copy(), page.copy()
    for box in broken:
        area = _area(box)
        row = int(np.argmax(np.count_nonzero(mask[area], axis=1))) + int(box.top)
        line = np.s_[row : row + 1, int(box.x0) : int(box.x1)]
        page[line] = np.minimum(page[line], page[area].min(axis=(0, 1)))
        mask[line] = 255
    return mask, page


def _rows_of_pieces(mask: Pixels, scale: float) -> list[Box]:
    """Where flat marks follow one another on one line."""
    _, labels, stats, _ = components(mask)
    is_flat = (stats[:, cv2.CC_STAT_HEIGHT] <= _THICK * scale + 1) & (stats[:, cv2.CC_STAT_WIDTH] < _LENGTH[1] * scale)
    is_flat[0] = False
    flat = np.where(is_flat, np.uint8(255), np.uint8(0))[labels]
    near = np.ones((3, int(_GAP * scale)), np.uint8)
    _, _, stats, _ = components(np.asarray(cv2.morphologyEx(flat, cv2.MORPH_CLOSE, near), dtype=np.uint8))
    return [Box(x, y, x + width, y + height) for x, y, width, height, _ in stats[1:].tolist()]


def _is_dash(box: Box, mask: Pixels, rules: Sequence[Stroke], scale: float) -> bool:
    if not _LENGTH[0] * scale <= box.width <= _LENGTH[1] * scale or box.height > 2 * _THICK * scale:
        return False
    columns = np.asarray(mask[_area(box)].any(axis=0))
    if columns.all() or columns.mean() < _LEFT or _longest(columns) < _PIECE * scale:
        return False
    far = int(_ALONE * scale)
    around = Box(max(box.x0 - far, 0), max(box.top - far, 0), box.x1 + far, box.bottom + far)
    is_alone = np.count_nonzero(mask[_area(around)]) == np.count_nonzero(mask[_area(box)])
    return is_alone and _is_in_the_middle(box, rules)


def _longest(columns: NDArray[np.bool_]) -> int:
    """How many in a row are ink at the most."""
    edges = np.flatnonzero(np.diff(columns.astype(np.int8), prepend=0, append=0))
    return int((edges[1::2] - edges[::2]).max())


def _is_in_the_middle(box: Box, rules: Sequence[Stroke]) -> bool:
    """Whether rules stand above, below and on both sides, and the box is about midway between the former."""
    across, down = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    levels = [(r.top + r.bottom) / 2 for r in rules if r.horizontal and r.x0 <= across <= r.x1]
    sides = [r.x0 for r in rules if not r.horizontal and r.top <= down <= r.bottom]
    above = max((level for level in levels if level < down), default=None)
    below = min((level for level in levels if level > down), default=None)
    if above is None or below is None or not sides or not min(sides) < across < max(sides):
        return False
    return abs(down - (above + below) / 2) <= _ASIDE * (below - above)


def _area(box: Box) -> tuple[slice, slice]:
    return slice(int(box.top), int(box.bottom)), slice(int(box.x0), int(box.x1))
