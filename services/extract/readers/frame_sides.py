"""The sides of a table's frame that a scan shows only in bits: every level rule ends on one, and it is no rule.

Its bits are read with the figures beside them, as 1 or |. Lengths are pixels; the page is level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

#: so many level rules end there, and this share of all that the frame may have
_MANY, _MOST = 5, 0.8
#: ends so near to one another (points) are on one side, and its ink is no further off
_ON = 1.5
#: a side of which rules make more than this share is there
_WHOLE = 0.5
#: so much of the side is still ink, in this share of the rows that the level rules make
_LEFT, _ROWS = 0.12, 0.3


def added(rules: Sequence[Stroke], mask: Pixels, scale: float) -> list[Stroke]:
    """The rules, and the sides on which nearly all level ones end where bits of them are left. `scale` is pixels per
    point."""
    levels = sorted((r for r in rules if r.horizontal), key=lambda r: r.top)
    if len(levels) < _MANY:
        return list(rules)
    found = (_side(levels, [getattr(r, end) for r in levels], rules, mask, scale) for end in ("x0", "x1"))
    sides = [side for side in found if side is not None]
    bits = [r for r in rules for side in sides if _is_beside(r, side, _ON * scale)]
    return [*(r for r in rules if r not in bits), *sides]


def _side(
    levels: Sequence[Stroke], ends: Sequence[int], rules: Sequence[Stroke], mask: Pixels, scale: float
) -> Stroke | None:
    """The upright on which the level rules end (`ends`, in their order), None where there is one or none is left."""
    near, at = _ON * scale, float(np.median(ends))
    ending = [level for level, end in zip(levels, ends, strict=True) if abs(end - at) <= near]
    if len(ending) < max(_MANY, _MOST * len(levels)):
        return None
    left, top, bottom = max(int(at - near), 0), ending[0].bottom, ending[-1].top
    whole = Stroke(x0=round(at), top=top, x1=round(at), bottom=bottom, horizontal=False)
    if sum(r.bottom - r.top for r in rules if _is_beside(r, whole, near)) > _WHOLE * (bottom - top):
        return None
    band = mask[top:bottom, left : int(at + near) + 1] > 0
    if not band.size:
        return None
    rows = list(_between(ending, band, top))
    inked = [row.any(axis=1).mean() for row in rows]
    if not rows or np.mean([share > _LEFT for share in inked]) < _ROWS or band.any(axis=1).mean() < _LEFT:
        return None
    columns = np.flatnonzero(band.sum(axis=0) > band.sum(axis=0).max() / 2)
    return Stroke(x0=left + int(columns[0]), top=top, x1=left + int(columns[-1]) + 1, bottom=bottom, horizontal=False)


def _is_beside(rule: Stroke, side: Stroke, near: float) -> bool:
    """Whether an upright rule is on the line of a side of the frame."""
    return not rule.horizontal and rule.x0 - 2 * near <= (side.x0 + side.x1) / 2 <= rule.x1 + 2 * near


def _between(levels: Sequence[Stroke], band: NDArray[np.bool_], top: int) -> Iterator[NDArray[np.bool_]]:
    """The parts of the band between one level rule and the next."""
    for one, other in pairwise(levels):
        part = band[one.bottom + 1 - top : other.top - top]
        if part.size:
            yield part
