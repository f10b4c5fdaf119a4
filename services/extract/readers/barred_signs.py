"""Signs of comparison whose bar stands apart from them: along their lower leg (⩾ ⩽), as Song type has it, or level.

Engines read 2, 7 or M from them, and say so surely. Their ink is like nothing else: a chevron, and a stroke of the same
width below it. A level stroke may also be the foot of a broken 2: what is read as a digit is no such sign.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.raster import Pixels

#: what is smaller than this share of the chevron is a speck; the two strokes share so much of their width
_TRACE, _ALIKE = 0.25, 0.8
#: a level bar is no higher than this share of its width, and no further off than this share of the chevron's height
_FLAT, _NEAR = 0.4, 0.5
#: where the point of the chevron stands, in shares of its height
_HIGHEST, _LOWEST = 0.25, 0.75
#: shares of a stroke's width that make its sides
_SIDE = 4


def barred_sign(mask: Pixels, *, level: bool) -> str | None:
    """`≥` or `≤` where the ink (255) is a chevron with a bar apart from it: one along its lower leg, tucked in beside
    it, or a `level` one where that is asked for; else None."""
    count, labels, stats, _ = components(mask)
    largest = max((area for *_, area in stats[1:count].tolist()), default=0)
    strokes = [i for i in range(1, count) if stats[i][4] > _TRACE * largest]
    if len(strokes) != 2:
        return None
    upper, lower = sorted(strokes, key=lambda i: int(stats[i][1]))
    x, y, width, height, _ = stats[upper].tolist()
    left, top, across, down, _ = stats[lower].tolist()
    if min(x + width, left + across) - max(x, left) < _ALIKE * max(width, across):
        return None
    is_tucked = y + height / 2 < top < y + height < top + down
    is_below = level and down < _FLAT * across and y + height <= top < y + (1 + _NEAR) * height
    chevron = labels[y : y + height, x : x + width] == upper
    bar = labels[top : top + down, left : left + across] == lower
    for sign, flipped in (("≥", False), ("≤", True)):
        one, other = (chevron[:, ::-1], bar[:, ::-1]) if flipped else (chevron, bar)
        if _points_right(one) and (is_below or (is_tucked and _rises(other))):
            return sign
    return None


def _points_right(stroke: NDArray[np.bool_]) -> bool:
    """Whether a stroke runs from its top left to a point at the right and back to its lower left."""
    height, width = stroke.shape
    side = max(width // _SIDE, 1)
    begin, end = (np.flatnonzero(part.any(axis=1)) for part in (stroke[:, :side], stroke[:, -side:]))
    if not (begin.size and end.size):
        return False
    points = _HIGHEST * height <= end.mean() <= _LOWEST * height
    parts = begin[0] < _HIGHEST * height and begin[-1] >= _LOWEST * height
    middle = np.flatnonzero(stroke[int(end.mean())])
    return bool(points and parts and middle.size and middle[0] > width / 2)


def _rises(stroke: NDArray[np.bool_]) -> bool:
    """Whether a stroke stands higher at its right side than at its left one by more than half its height."""
    side = max(stroke.shape[1] // _SIDE, 1)
    left, right = (np.flatnonzero(part.any(axis=1)) for part in (stroke[:, :side], stroke[:, -side:]))
    return bool(left.size and right.size and left.mean() - right.mean() > stroke.shape[0] / 2)
