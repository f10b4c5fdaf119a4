"""The ends of rules: where noise broke them, and where a stamp makes them longer than they are.

What is left of a rule between two breaks is too short to be found as one, and would be read as a dash; an upright one
that ends in the middle of a row would part it in two, a level one that ends within a cell parts none. The arc of a ring
that a rule runs into goes on in its direction, and would make a column beyond the table.

Lengths are pixels here, as in `pixels`. The page is level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

#: a stretch of a rule shorter than this (points) may have been passed over; so much of it is still ink
_STRETCH, _LEFT = 24.0, 0.6
#: a rule that is a part of a broken one is longer than this (points)
_PART = 22.0
#: ends this near (points) to a rule are on it
_ON = 1.5
#: so many parts of a stretch of a rule in dashes have more than this share of ink each
_PARTS, _EVENLY = 3, 0.25
#: so many level rules, and this share of them, end within cells where rules are broken; text that stands across one is
#: ink so many pixels above and below it, in this share of its length
_MANY, _MOST, _BAND, _WRITTEN = 4, 0.4, 2, 0.03
#: a stamp covers this share of what it adds to a rule; so many of the others that meet the frame there end on it, or so
#: near (points) to it: a stamp or a character made them longer by little
_COVERED, _ENDING, _NEAR_EDGE = 0.8, 0.5, 5.0
#: no cell is so narrow (points)
_STUB = 12.0


def mended(rules: Sequence[Stroke], mask: Pixels, scale: float) -> list[Stroke]:
    """The rules; of level ones, two pieces on one line with mostly ink between them are one, and one goes on to the
    upright rule beyond its end where most of the way is ink. Where many end within cells they go on to the next.
    Upright ones that end alone in the middle of a row go on while there is ink, to one level rule after the other.
    `scale` is pixels per point."""
    down = [r for r in rules if not r.horizontal]
    whole: list[Stroke] = []
    for rule in sorted((r for r in rules if r.horizontal), key=lambda r: r.x0):
        before = next((i for i, other in enumerate(whole) if _goes_on(other, rule, mask, scale)), None)
        if before is None:
            whole.append(rule)
        else:
            whole[before] = replace(whole[before], x1=max(rule.x1, whole[before].x1))
    across = _to_uprights([_reaching(rule, down, mask, scale) for rule in whole], down, mask, scale)
    return [*across, *(_to_levels(rule, down, across, mask, scale) for rule in down)]


def _to_uprights(across: Sequence[Stroke], down: Sequence[Stroke], mask: Pixels, scale: float) -> list[Stroke]:
    """The level rules; where many of them end within cells, which none is drawn to do, those go on to the upright ones
    beside: of a rule thinner than its lines a fax, which is level nearly, shows only some stretches."""
    near = _ON * scale

    def beside(rule: Stroke) -> tuple[int | None, int | None]:
        """Where the upright rules stand between which each end hangs; None for one that stands on any."""
        middle = (rule.top + rule.bottom) / 2
        crossing = [r for r in down if r.top - near <= middle <= r.bottom + near]
        lefts, rights = [r.x0 for r in crossing if r.x0 < rule.x0], [r.x1 for r in crossing if r.x1 > rule.x1]
        hangs = [all(abs(end - (r.x0 + r.x1) / 2) > 2 * near for r in crossing) for end in (rule.x0, rule.x1)]
        return max(lefts, default=None) if hangs[0] else None, min(rights, default=None) if hangs[1] else None

    hanging = {rule: beside(rule) for rule in across}
    if sum(any(end is not None for end in ends) for ends in hanging.values()) < max(_MANY, _MOST * len(across)):
        return list(across)
    whole = []
    for rule, (left, right) in hanging.items():
        if left is not None and not _is_written_over(mask, rule, left, rule.x0):
            rule = replace(rule, x0=left)
        if right is not None and not _is_written_over(mask, rule, rule.x1, right):
            rule = replace(rule, x1=right)
        whole.append(rule)
    return whole


def _is_written_over(mask: Pixels, rule: Stroke, start: int, end: int) -> bool:
    """Whether strokes run through a stretch of the rule's line from above to below."""
    band = mask[max(rule.top - _BAND, 0) : rule.bottom + _BAND, start:end]
    return band.size > 0 and float(np.mean(band.all(axis=0))) > _WRITTEN


def _to_levels(rule: Stroke, down: Sequence[Stroke], across: Sequence[Stroke], mask: Pixels, scale: float) -> Stroke:
    """The upright rule, an end that hangs between two level rules moved to where they say. One alone is no edge of
    cells: where others end at that height as well, a level rule there may have been passed over."""
    near, middle = _ON * scale, (rule.x0 + rule.x1) / 2
    levels = sorted((r.top + r.bottom) / 2 for r in across if r.x0 - near <= middle <= r.x1 + near)
    line = np.asarray(mask[:, max(rule.x0 - 1, 0) : rule.x1 + 1].any(axis=1))

    def settled(end: float, beyond: Sequence[float], ends: Sequence[float]) -> float:
        """`beyond`: the levels from the end on, the nearest first; `ends`: where the other upright rules end."""
        if not beyond or any(abs(end - at) <= 2 * near for at in levels) or any(abs(end - at) <= near for at in ends):
            return end
        for level in beyond:
            if not _is_evenly_inked(line[int(min(end, level)) : int(max(end, level))]):
                break
            end = level
        return end

    others = [r for r in down if r is not rule]
    above, below = [y for y in reversed(levels) if y < rule.top], [y for y in levels if y > rule.bottom]
    top = settled(rule.top, above, [r.top for r in others])
    return replace(rule, top=int(top), bottom=int(settled(rule.bottom, below, [r.bottom for r in others])))


def _is_evenly_inked(line: NDArray[np.bool_]) -> bool:
    """Whether there is ink in every part of a stretch of a rule's line: of dashes there is, of a text across it not."""
    return line.size > 0 and all(part.size == 0 or part.mean() > _EVENLY for part in np.array_split(line, _PARTS))


def _goes_on(one: Stroke, other: Stroke, mask: Pixels, scale: float) -> bool:
    """Whether the other rule, which begins later, is on the line of the first behind a stretch that is mostly ink."""
    is_level = min(one.bottom, other.bottom) > max(one.top, other.top)
    are_parts = min(one.x1 - one.x0, other.x1 - other.x0) > _PART * scale
    return is_level and are_parts and _is_inked(one, one.x1, other.x0, mask, scale)


def _reaching(rule: Stroke, down: Sequence[Stroke], mask: Pixels, scale: float) -> Stroke:
    """The level rule, made longer at both ends to the next upright one there."""
    near, middle = _ON * scale, (rule.top + rule.bottom) / 2
    crossing = [r for r in down if r.top - near <= middle <= r.bottom + near]
    left = max((r for r in crossing if r.x0 <= rule.x0 + near), key=lambda r: r.x0, default=None)
    right = min((r for r in crossing if r.x1 >= rule.x1 - near), key=lambda r: r.x1, default=None)
    if left is not None and _is_inked(rule, left.x1, rule.x0, mask, scale):
        rule = replace(rule, x0=left.x0)
    if right is not None and _is_inked(rule, rule.x1, right.x0, mask, scale):
        rule = replace(rule, x1=right.x1)
    return rule


def _is_inked(rule: Stroke, start: int, end: int, mask: Pixels, scale: float) -> bool:
    """Whether most of the stretch of the rule's line between two places is ink."""
    if not 0 < end - start < _STRETCH * scale:
        return False
    return float(np.mean(mask[rule.top : rule.bottom, start:end].any(axis=0))) > _LEFT


def within_frames(rules: Sequence[Stroke], stamped: Pixels, scale: float) -> list[Stroke]:
    """The rules; one that goes on beyond the edge of its table where a stamp (the mask `stamped`) is, by less than any
    cell is wide, or to the edge of the sheet, as the shadow of a fold does, ends there. It is the outermost rule
    across that it meets, where most others of its direction end on that."""
    across, down = ([r for r in rules if r.horizontal is level] for level in (True, False))
    lying, standing = [_turned(r) for r in down], [_turned(r) for r in across]
    turned = (_turned(_within(rule, lying, standing, stamped.T, scale)) for rule in lying)
    return [*(_within(rule, across, down, stamped, scale) for rule in across), *turned]


def _turned(rule: Stroke) -> Stroke:
    """The rule on the page with rows and columns exchanged."""
    return Stroke(x0=rule.top, top=rule.x0, x1=rule.bottom, bottom=rule.x1, horizontal=not rule.horizontal)


def _within(rule: Stroke, across: Sequence[Stroke], down: Sequence[Stroke], stamped: Pixels, scale: float) -> Stroke:
    near = _ON * scale
    met = [r for r in down if _meets(rule, r, near)]
    if not met:
        return rule
    left, right = min(met, key=lambda r: r.x0), max(met, key=lambda r: r.x1)
    others = [other for other in across if other is not rule]
    stub = _STUB * scale
    goes_left, goes_right = left.x0 - rule.x0 > near, rule.x1 - right.x1 > near
    goes_off = rule.x0 <= near, rule.x1 >= stamped.shape[1] - near
    if goes_left and (goes_off[0] or left.x0 - rule.x0 < stub or _is_covered(rule, rule.x0, left.x0, stamped, near)):
        ending = [other.x0 >= left.x0 - _NEAR_EDGE * scale for other in others if _meets(other, left, near)]
        rule = replace(rule, x0=left.x0) if sum(ending) > _ENDING * len(ending) else rule
    if goes_right and (goes_off[1] or rule.x1 - right.x1 < stub or _is_covered(rule, right.x1, rule.x1, stamped, near)):
        ending = [other.x1 <= right.x1 + _NEAR_EDGE * scale for other in others if _meets(other, right, near)]
        rule = replace(rule, x1=right.x1) if sum(ending) > _ENDING * len(ending) else rule
    return rule


def _meets(level: Stroke, upright: Stroke, near: float) -> bool:
    is_along = level.x0 - near <= upright.x1 and upright.x0 <= level.x1 + near
    return is_along and upright.top - near <= level.bottom and level.top <= upright.bottom + near


def _is_covered(rule: Stroke, start: int, end: int, stamped: Pixels, near: float) -> bool:
    """Whether there is a stamp along most of a stretch of the rule, or right beside it: its ink fades at the edges."""
    rows = slice(max(rule.top - int(near), 0), rule.bottom + int(near))
    return float(np.mean(stamped[rows, start:end].any(axis=0))) > _COVERED
