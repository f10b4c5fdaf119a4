"""Rules that letters make: uprights of two lines that stand over one another, and a letter at the end of a rule.

A cell that they part in two is read as two halves of letters; what they make longer parts the cell beside its own.
Lengths are pixels here, as in `pixels`. The page is level.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

#: ends this near (points) to a rule are on it; so near to the line of one another goes on
_ON = 1.5
#: letters make no rule as long (points)
_LONGEST = 60.0
#: ink stands beside a rule from here to there (points)
_BESIDE, _BROAD = 0.7, 1.5
#: letters leave out more than the rest of a rule's length, and stand out from it on both sides in this share of what
#: they fill
_FILLED, _BOTH = 0.95, 0.1
#: what makes a rule longer is letters where ink stands beside this share of it on one side
_ONE = 0.25
#: letters of a single row are no higher than this (points); a rule of one stands as near to those across, or so much of
#: what is between them is ink
_ROW, _JOINT, _TOUCHED = 22.0, 0.8, 0.5


def without(rules: Sequence[Stroke], mask: Pixels, scale: float) -> list[Stroke]:
    """The rules of ink in the mask but for short ones that part one row, or one column, and are the strokes of letters
    one after the other, or the upright of a single one; those that letters make end within a cell end at its edge.
    `scale` is pixels per point."""
    like_letters = {rule for rule in rules if _is_like_letters(rule, rules, mask, scale)}
    kept = [rule for rule in rules if not (rule in like_letters and _is_alone(rule, rules, like_letters, scale))]
    kept = [rule for rule in kept if not _stands_free(rule, kept, mask, scale)]
    return [_within_cells(rule, kept, mask, scale) for rule in kept]


def _is_like_letters(rule: Stroke, rules: Sequence[Stroke], mask: Pixels, scale: float) -> bool:
    """Whether a rule may be letters: it is short, none crosses it, it has gaps, and ink stands out from it on both
    sides."""
    near = _ON * scale
    start, end = _ends(rule)
    if end - start > _LONGEST * scale:
        return False
    middle = _middle(rule)
    crossing = (r for r in rules if r.horizontal is not rule.horizontal and start + near < _middle(r) < end - near)
    if any(_reaches(other, middle, near) for other in crossing):
        return False
    margin = int(near)
    return _is_gapped(rule, start + margin, end - margin, mask, scale)


def _is_alone(rule: Stroke, rules: Sequence[Stroke], like_letters: Set[Stroke], scale: float) -> bool:
    """Whether no rule on its line is more than letters: names that begin with the same word have their strokes over one
    another in one row and another."""
    near, middle = _ON * scale, _middle(rule)
    same_way = (r for r in rules if r.horizontal is rule.horizontal and r not in like_letters)
    return not any(abs(_middle(other) - middle) <= near for other in same_way)


def _stands_free(rule: Stroke, rules: Sequence[Stroke], mask: Pixels, scale: float) -> bool:
    """Whether an upright rule of a single row, as high as its letters, is none: it does not touch those above and below
    it, and on its line none begins where it ends."""
    if rule.horizontal or rule.bottom - rule.top > _ROW * scale:
        return False
    near, line = _ON * scale, _middle(rule)
    on_line = (r for r in rules if r is not rule and not r.horizontal and abs(_middle(r) - line) <= near)
    if any(rule.top - 2 * near <= r.bottom and r.top <= rule.bottom + 2 * near for r in on_line):
        return False
    across = [r for r in rules if r.horizontal and _reaches(r, line, near)]
    above = min(across, key=lambda r: abs(r.bottom - rule.top), default=None)
    below = min(across, key=lambda r: abs(r.top - rule.bottom), default=None)
    if above is None or below is None:
        return False
    between = (mask[above.bottom : rule.top], mask[rule.bottom : below.top])
    gaps = [part[:, rule.x0 : rule.x1].any(axis=1) for part in between if len(part) > _JOINT * scale]
    return any(float(np.mean(gap)) < _TOUCHED for gap in gaps)


def _within_cells(rule: Stroke, rules: Sequence[Stroke], mask: Pixels, scale: float) -> Stroke:
    """The rule, an end that hangs within a cell moved back to the edge of that cell where letters make it go on; so is
    one at the far edge of a cell where a letter in the middle of that makes it go on through it: 年 in the middle of a
    head over two columns stands right above the rule between them."""
    near = _ON * scale
    crossing = [r for r in rules if r.horizontal is not rule.horizontal and _reaches(r, _middle(rule), near)]
    edges = sorted(map(_middle, crossing))
    start, end = _ends(rule)
    inside = [edge for edge in edges if start < edge < end]

    def hangs(at: int, beyond: Sequence[float]) -> bool:
        return bool(inside and beyond) and all(abs(edge - at) > 2 * near for edge in edges)

    first, last = start, end
    if hangs(start, [e for e in edges if e < start]):
        edge = int(inside[0])
        first = edge if _is_lettered(rule, start, edge - int(near), mask, scale) else start
    if hangs(end, [e for e in edges if e > end]):
        edge = int(inside[-1])
        last = edge if _is_lettered(rule, edge + int(near), end, mask, scale) else end
    parts = [edge for edge in inside if start + 2 * near < edge < end - 2 * near]
    if not rule.horizontal and len(parts) > 1:
        margin = int(near)
        if first == start and _is_gapped(rule, start + margin, int(parts[0]) - margin, mask, scale):
            first = int(parts[0])
        if last == end and _is_gapped(rule, int(parts[-1]) + margin, end - margin, mask, scale):
            last = int(parts[-1])
    return replace(rule, x0=first, x1=last) if rule.horizontal else replace(rule, top=first, bottom=last)


def _is_gapped(rule: Stroke, start: int, end: int, mask: Pixels, scale: float) -> bool:
    """Whether a stretch of the rule has gaps, and a letter's ink on both sides."""
    inked, _, both = _inks(rule, start, end, mask, scale)
    return inked < _FILLED and both > _BOTH * inked


def _is_lettered(rule: Stroke, start: int, end: int, mask: Pixels, scale: float) -> bool:
    _, one, both = _inks(rule, start, end, mask, scale)
    return one > _ONE or both > _BOTH


def _inks(rule: Stroke, start: int, end: int, mask: Pixels, scale: float) -> tuple[float, float, float]:
    """The share of a stretch of the rule's line that is ink, that has ink beside it on one side (the side with more),
    and on both sides."""
    across = mask if not rule.horizontal else mask.T
    low, high = (rule.top, rule.bottom) if rule.horizontal else (rule.x0, rule.x1)
    near, far = round(_BESIDE * scale), round(_BROAD * scale)
    stretch = across[start:end]
    if not stretch.size:
        return 1.0, 0.0, 0.0
    inked = stretch[:, low:high].any(axis=1)
    before = stretch[:, max(low - far, 0) : max(low - near, 0)].any(axis=1)
    behind = stretch[:, high + near : high + far].any(axis=1)
    one = max(float(np.mean(before)), float(np.mean(behind)))
    return float(np.mean(inked)), one, float(np.mean(before & behind))


def _ends(rule: Stroke) -> tuple[int, int]:
    return (rule.x0, rule.x1) if rule.horizontal else (rule.top, rule.bottom)


def _middle(rule: Stroke) -> float:
    """Where the rule's line is, across its direction."""
    return (rule.top + rule.bottom) / 2 if rule.horizontal else (rule.x0 + rule.x1) / 2


def _reaches(rule: Stroke, line: float, near: float) -> bool:
    start, end = _ends(rule)
    return start - near <= line <= end + near
