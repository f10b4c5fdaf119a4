"""Level rules of which a fax left few dots, between upright rules that it shows whole.

A fax has half as many lines as dots in a line: of a rule thinner than a line some pixels are dark, here and there. What
tells them from text is that nothing stands above or below them, and that they lie all along the cells.

Lengths are pixels here, as in `pixels`. The page is level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

#: upright rules between which dots are looked for
_FEWEST = 3
#: this far (points) above and below a rule's dots there is no other ink; rules are no nearer to one another than this
_APART, _NEXT = 1.8, 6.0
#: ends this near (points) to a level are on it
_ON = 1.5
#: of a rule so much (share) is left in every cell, with no wider gap (points), along so many points; less is enough,
#: and gaps of this share of a cell, where it is due: where the upright rules end, where rows of one height lack one,
#: and beside cells, half of the width in all, under which it is plain
_LEFT, _GAP, _LONG = 0.2, 9.0, 90.0
_LEFT_WHERE_DUE, _GAP_WHERE_DUE = 0.01, 0.5
#: so far (points) above and below it less than this share of a cell is ink: more is text, with flat strokes of its own
_BESIDE, _WRITTEN = (1.5, 3.5), 0.15
#: rows are of one height give or take this share of it
_ALIKE = 0.15
#: an upright rule goes on beyond the edge by less than this (points) where a character stands on it
_PIECE = 22.0


def added(rules: Sequence[Stroke], mask: Pixels, scale: float) -> list[Stroke]:
    """The rules with the level ones of which dots are left in the ink (255) of the page, and upright ones ended at
    edges found so. `scale` is pixels per point."""
    across, down = ([r for r in rules if r.horizontal is level] for level in (True, False))
    if len(down) < _FEWEST:
        return list(rules)
    bare = mask > 0
    for rule in down:
        bare[:, max(rule.x0 - 2, 0) : rule.x1 + 2] = False
    thin = _thin(bare, scale)
    found: list[Stroke] = []
    levels = sorted(_levels(thin, down), key=lambda y: -int(np.count_nonzero(thin[y])))
    for _ in range(2):  # what is due is known when the plain ones are found
        for y in levels:
            if all(abs(_middle(r) - y) > _NEXT * scale for r in (*across, *found)):
                found += _dotted(y, thin[y], _beside(bare, y, scale), [*across, *found], down, scale)
    return [*across, *found, *(_ended(rule, found, across, down, scale) for rule in down)]


def _thin(ink: NDArray[np.bool_], scale: float) -> NDArray[np.bool_]:
    """Where there is ink, within a pixel above or below, that has none a little further above and below."""
    apart, alone = round(_APART * scale), ink.copy()
    for far in (apart, apart + 1):
        alone[far:] &= ~ink[:-far]
        alone[:-far] &= ~ink[far:]
    near = alone.copy()
    near[1:] |= alone[:-1]
    near[:-1] |= alone[1:]
    return near


def _beside(ink: NDArray[np.bool_], y: int, scale: float) -> NDArray[np.bool_]:
    """Where there is ink a little above or below a height."""
    near, far = (round(reach * scale) for reach in _BESIDE)
    above, below = ink[max(y - far, 0) : max(y - near + 1, 0)], ink[y + near : y + far + 1]
    return np.asarray(above.any(axis=0) | below.any(axis=0))


def _levels(thin: NDArray[np.bool_], down: Sequence[Stroke]) -> Iterator[int]:
    """The heights between the upright rules at which there may be dots, the middle one of those that are alike."""
    left, right = min(r.x0 for r in down), max(r.x1 for r in down)
    share = thin[:, left:right].mean(axis=1)
    inked = enumerate(np.flatnonzero(share >= _LEFT_WHERE_DUE).tolist())
    for _, group in groupby(inked, key=lambda pair: (pair[1] - pair[0], float(share[pair[1]]))):
        same = [y for _, y in group]
        yield same[len(same) // 2]


def _dotted(
    y: int,
    dots: NDArray[np.bool_],
    beside: NDArray[np.bool_],
    across: Sequence[Stroke],
    down: Sequence[Stroke],
    scale: float,
) -> list[Stroke]:
    """The rules at this height: along cells side by side that have dots all along them and little `beside` these."""
    near = _ON * scale
    crossing = [r for r in down if r.top - near <= y <= r.bottom + near]
    if len(crossing) < _FEWEST:
        return []
    most = max(_FEWEST - 1, len(crossing) / 2)
    tops, bottoms = (sum(abs(end - y) <= near for end in ends) for ends in zip(*map(_ends, crossing), strict=True))
    is_due = max(tops, bottoms) > most or _is_between_rows(y, across, crossing)
    stops = sorted((r.x0 + r.x1) // 2 for r in crossing)
    table = [r for r in across if r.x0 <= stops[-1] and r.x1 >= stops[0]]
    stops = sorted({min([stops[0], *(r.x0 for r in table)]), *stops, max([stops[-1], *(r.x1 for r in table)])})
    bare = [(a, b) for a, b in pairwise(stops) if b - a > 2 * near and float(beside[a:b].mean()) < _WRITTEN]
    plain = sum(b - a for a, b in bare if _is_dotted(dots[a:b], scale, is_due=False))
    is_due = is_due or 2 * plain > stops[-1] - stops[0]
    cells = [(a, b, (a, b) in bare and _is_dotted(dots[a:b], scale, is_due=is_due)) for a, b in pairwise(stops)]
    runs = [list(group) for is_rule, group in groupby(cells, key=lambda cell: cell[2]) if is_rule]
    long = [(run[0][0], run[-1][1]) for run in runs if run[-1][1] - run[0][0] > _LONG * scale]
    return [Stroke(x0=a, top=y - 2, x1=b, bottom=y + 3, horizontal=True) for a, b in long]


def _is_dotted(dots: NDArray[np.bool_], scale: float, *, is_due: bool) -> bool:
    """Whether the dots of a cell are what is left of a rule under it."""
    left, gap = (_LEFT_WHERE_DUE, _GAP_WHERE_DUE * len(dots)) if is_due else (_LEFT, _GAP * scale)
    places = np.flatnonzero(np.concatenate([[True], dots, [True]]))
    return float(dots.mean()) >= left and int(np.diff(places).max()) <= gap


def _ended(
    rule: Stroke, found: Sequence[Stroke], across: Sequence[Stroke], down: Sequence[Stroke], scale: float
) -> Stroke:
    """The upright rule without a short piece beyond a level that was `found` where others end, if it ends on none."""
    near, (top, bottom) = _ON * scale, _ends(rule)
    met = [r for r in (*across, *found) if r.x0 - near <= rule.x1 and rule.x0 <= r.x1 + near]
    hangs = [all(abs(_middle(r) - end) > 2 * near for r in met) for end in (top, bottom)]
    for y in (round(_middle(level)) for level in found if level in met):
        tops, bottoms = zip(*(_ends(r) for r in down if r is not rule), strict=True)
        is_top, is_bottom = (sum(abs(end - y) <= near for end in ends) >= _FEWEST - 1 for ends in (tops, bottoms))
        if hangs[0] and is_top and near < y - top < _PIECE * scale:
            top = y
        if hangs[1] and is_bottom and near < bottom - y < _PIECE * scale:
            bottom = y
    return replace(rule, top=top, bottom=bottom)


def _is_between_rows(y: int, across: Sequence[Stroke], crossing: Sequence[Stroke]) -> bool:
    """Whether the level rules of a table stand at even heights, and one is lacking here."""
    top, bottom = min(r.top for r in crossing), max(r.bottom for r in crossing)
    at = sorted({round(_middle(r)) for r in across if top - 3 <= _middle(r) <= bottom + 3})
    heights = sorted(b - a for a, b in pairwise(at))
    above, below = [level for level in at if level < y], [level for level in at if level > y]
    if len(heights) < _FEWEST or not above or not below:
        return False
    usual = heights[len(heights) // 2]
    return all(abs(part - usual) <= _ALIKE * usual for part in (y - above[-1], below[0] - y))


def _middle(rule: Stroke) -> float:
    return (rule.top + rule.bottom) / 2


def _ends(rule: Stroke) -> tuple[int, int]:
    return rule.top, rule.bottom
