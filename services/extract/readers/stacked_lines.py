"""Lines of one character each that an engine took for one tall line: 序 over 号 in the head of a narrow column, or the
figures of a column that no level rules part.

Lengths are pixels; boxes are those of lines, `mask` is what ink is left beside the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: the size of a character, in the usual height of a line's box
_SIZE = 0.7
#: in that size: how high what is parted is at the least, and how wide at the most; how high each of its lines is
_TALL, _NARROW = 1.7, 2.6
_LEAST, _MOST = 0.5, 1.35
#: ink of a row up to this share of the width is dirt; so much is added above and below a line's ink
_DIRT, _MARGIN = 0.05, 0.2
#: of boxes that are wider than high there must be so many to say how high a line is
_ENOUGH = 3


def parted(boxes: Sequence[Box], mask: Pixels) -> list[Box]:
    """The boxes, those that are narrow and as high as several lines each as its lines."""
    wide = [box.height for box in boxes if box.width > box.height]
    if len(wide) < _ENOUGH:
        return list(boxes)
    size = _SIZE * float(np.median(wide))
    return [line for box in boxes for line in _lines(box, mask, size)]


def _lines(box: Box, mask: Pixels, size: float) -> Iterator[Box]:
    runs = _runs(box, mask, size) if box.height >= _TALL * size and box.width < box.height else []
    if len(runs) < 2 or not all(_LEAST * size <= end - start <= _MOST * size for start, end in runs):
        yield box
        return
    for start, end in runs:
        yield Box(box.x0, start - _MARGIN * size, box.x1, end + _MARGIN * size)


def _runs(box: Box, mask: Pixels, size: float) -> list[tuple[int, int]]:
    """The rows of ink (from, past the last) in the box: those with the narrowest gaps between them are one character's,
    as long as they are no higher than one together."""
    top, left = max(int(box.top), 0), max(int(box.x0), 0)
    crop = mask[top : int(box.bottom) + 1, left : int(box.x1) + 1] > 0
    if not crop.any() or np.ptp(np.flatnonzero(crop.any(axis=0))) > _NARROW * size:
        return []
    inked = np.flatnonzero(crop.sum(axis=1) > max(1, _DIRT * crop.shape[1]))
    groups = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    runs = [(top + int(g[0]), top + int(g[-1]) + 1) for g in groups if g.size]
    while len(runs) > 1:
        gaps = [(b[0] - a[1], i) for i, (a, b) in enumerate(pairwise(runs)) if b[1] - a[0] <= _MOST * size]
        if not gaps:
            break
        at = min(gaps)[1]
        runs[at : at + 2] = [(runs[at][0], runs[at + 1][1])]
    return runs
