"""Which pieces of a page are to be read: text lines cut at the rules, and ink that no line covers.

Lengths are pixels. The page is level, its rules are known and painted over; `mask` is what ink is left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers import stacked_lines
from services.extract.readers.components import components
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: unread marks beyond this number are a photograph's texture, not text
MOST_MARKS = 300
#: pixels that a piece must hold to be worth reading
_LEAST_INK = 6
#: boxes of neighbours overlap by their margins (shares of their height); a gap so wide parts their texts
_MARGINS, _PARTS = 0.25, 0.3
#: a hyphen's ink: shares of the font size that it is wide, the share of that which it is high at the most, how much of
#: its frame is ink, and how far off the middle of a line it stands (of the line's height)
_HYPHEN, _THICK, _SOLID, _LEVEL = (0.18, 0.5), 0.66, 0.6, 0.22
#: around a hyphen that stands for an amount there is no other ink so near (font sizes)
_ALONE = 0.35
#: a flat stroke of fewer pixels, or with other ink around it, which is no more than this share of its own, is a speck
#: unless two hyphens or more of its column stand within so many pixels of its middle, seen from above
_SHORTEST, _SPECKS, _BELOW = 5, 0.5, 2


def pieces(found: Sequence[Box], rules: Sequence[Stroke], mask: Pixels) -> list[Box]:
    """What is to be read, each piece within one cell: the engine's lines cut at the rules, and what it overlooked."""
    cut = [part for box in found for part in cut_at_rules(box, rules)]
    framed = [box for part in cut if (box := on_ink(part, mask)) is not None]
    kept = without_repeats(_apart(stacked_lines.parted(framed, mask), mask))
    lone = []
    for mark in overlooked(kept, rules, mask):
        beside = next((i for i, box in enumerate(kept) if _continues(mark, box, rules)), None)
        if beside is None:
            lone.append(mark)
        else:  # engines begin a line late: its first characters are read best with the rest of it
            kept[beside] = _around(mark, kept[beside])
    return [*kept, *lone]


def _continues(mark: Box, line: Box, rules: Sequence[Stroke]) -> bool:
    """Whether a mark stands on the line, next to it, with no rule between."""
    level = min(mark.bottom, line.bottom) - max(mark.top, line.top)
    gap = max(mark.x0 - line.x1, line.x0 - mark.x1)
    near = level > 0.5 * min(mark.height, line.height) and gap < line.height
    return near and len(list(cut_at_rules(_around(mark, line), rules))) == 1


def _around(mark: Box, line: Box) -> Box:
    """The line made longer by the mark; as high as it was."""
    return Box(min(mark.x0, line.x0), line.top, max(mark.x1, line.x1), line.bottom)


def _apart(boxes: Sequence[Box], mask: Pixels) -> list[Box]:
    """The boxes; of neighbours on one line that both hold the same ink, each with its own: parted at the gap where
    that ink ends or begins."""
    result = sorted(boxes, key=lambda b: b.x0)
    starts = [b.x0 for b in result]
    pairs = [(i, j) for i in range(len(result)) for j in range(i + 1, bisect_left(starts, result[i].x1))]
    for i, j in pairs:
        left, right = result[i], result[j]
        level, height = min(left.bottom, right.bottom) - max(left.top, right.top), min(left.height, right.height)
        overlap, most = left.x1 - right.x0, min(1.5 * height, 0.5 * left.width, 0.5 * right.width)
        if left.x1 < right.x1 and level >= 0.5 * height and _MARGINS * height < overlap < most:
            at = _gap_beside(left, right, mask, height)
            if at is not None:
                result[i] = Box(left.x0, left.top, at, left.bottom)
                result[j] = Box(at, right.top, right.x1, right.bottom)
    return result


def _gap_beside(left: Box, right: Box, mask: Pixels, height: float) -> float | None:
    """The middle of the widest gap at one end of the ink that the two boxes share; None where they share none."""
    reach = 1.5 * height
    start = max(int(max(left.x0, right.x0 - reach)), 0)
    band = Box(start, max(left.top, right.top), min(right.x1, left.x1 + reach), min(left.bottom, right.bottom))
    inked = start + np.flatnonzero(cropped(mask, band).any(axis=0))
    if not ((inked > right.x0) & (inked < left.x1)).any():
        return None
    near = _MARGINS * height
    low, high = right.x0 - near, left.x1 + near
    gaps = [
        (b - a, (a + b + 1) / 2)
        for a, b in pairwise(inked.tolist())
        if b - a >= _PARTS * height and (low <= a <= high or low <= b <= high)
    ]
    return max(gaps)[1] if gaps else None


def cut_at_rules(box: Box, rules: Sequence[Stroke]) -> Iterator[Box]:
    """The box cut where a horizontal rule runs through its inner half, then where vertical ones cross the parts."""
    for part in _cut_at_levels(box, [r for r in rules if r.horizontal]):
        middle = (part.top + part.bottom) / 2
        stops = sorted(
            (r.x0 + r.x1) / 2
            for r in rules
            if not r.horizontal and r.top <= middle <= r.bottom and box.x0 < (r.x0 + r.x1) / 2 < box.x1
        )
        for left, right in pairwise([box.x0, *stops, box.x1]):
            yield Box(left, part.top, right, part.bottom)


def _cut_at_levels(box: Box, levels: Sequence[Stroke]) -> Iterator[Box]:
    """The parts of the box between level rules that run through its inner half, and theirs: engines take a column of
    single characters for one tall line, of many rows."""
    quarter, middle = box.height / 4, (box.x0 + box.x1) / 2
    heights = ((r.top + r.bottom) / 2 for r in levels if r.x0 <= middle <= r.x1)
    inner = sorted(y for y in heights if box.top + quarter < y < box.bottom - quarter)
    if not inner:
        yield box
        return
    for top, bottom in pairwise([box.top, *inner, box.bottom]):
        yield from _cut_at_levels(Box(box.x0, top, box.x1, bottom), levels)


def on_ink(box: Box, mask: Pixels) -> Box | None:
    """The box drawn in from the sides to its ink and a margin; None where there is none. Its height stays: it frames
    the line as the engine saw it."""
    crop = cropped(mask, box)
    if crop.size == 0 or np.count_nonzero(crop) < _LEAST_INK:
        return None
    columns = np.flatnonzero(crop.any(axis=0))
    left, margin = max(box.x0, 0), 0.2 * box.height
    return Box(left + float(columns[0]) - margin, box.top, left + float(columns[-1]) + 1 + margin, box.bottom)


def cropped(image: Pixels, box: Box) -> Pixels:
    """The part of the image that lies in the box."""
    return image[max(int(box.top), 0) : max(int(box.bottom) + 1, 0), max(int(box.x0), 0) : max(int(box.x1) + 1, 0)]


def without_repeats(boxes: Sequence[Box]) -> list[Box]:
    """No ink twice: boxes that lie for the most part in a larger one go, others keep what lies beside it."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.width * b.height):
        left: Box | None = box
        for other in kept:
            left = None if left is None else _beside(left, other)
        if left is not None:
            kept.append(left)
    return kept


def _beside(box: Box, other: Box) -> Box | None:
    """What of the box lies beside the other, if both are of one line; None where that is next to nothing."""
    if _shared(box, other) > 0.6 * box.width * box.height:
        return None
    level = min(box.bottom, other.bottom) - max(box.top, other.top)
    overlap = min(box.x1, other.x1) - max(box.x0, other.x0)
    # Boxes have margins: those of neighbours overlap a little.
    if level < 0.5 * min(box.height, other.height) or overlap < 0.5 * box.height:
        return box
    left = Box(box.x0, box.top, other.x0, box.bottom) if box.x0 < other.x0 else Box(other.x1, *box[1:])
    return left if left.width > 0.4 * left.height else None


def _shared(one: Box, other: Box) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(width, 0) * max(height, 0)


def overlooked(boxes: Sequence[Box], rules: Sequence[Stroke], mask: Pixels) -> list[Box]:
    """Marks as large as a character, or a dash, that no line covers: engines overlook single figures in wide cells."""
    if not boxes:
        return []
    em = 0.7 * float(np.median([b.height for b in boxes]))
    rest = mask.copy()
    for box in boxes:
        rest[max(int(box.top), 0) : int(box.bottom) + 1, max(int(box.x0) - 2, 0) : int(box.x1) + 3] = 0
    for rule in rules:
        rest[max(rule.top - 3, 0) : rule.bottom + 3, max(rule.x0 - 3, 0) : rule.x1 + 3] = 0
    rest_of_all = rest
    # A dash of a thin font is a line of one pixel, which noise is not.
    dashes = cv2.morphologyEx(rest, cv2.MORPH_OPEN, np.ones((1, max(6, int(0.4 * em))), np.uint8))
    rest = np.asarray(cv2.max(_without_specks(rest, 0.25 * em), dashes), dtype=np.uint8)
    reach = np.ones((max(1, int(0.2 * em)), max(1, int(0.6 * em))), np.uint8)
    joined = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, reach)
    count, _, stats, _ = components(joined)
    marks = [mark for mark in stats[1:count].tolist() if _is_character_like(mark, em)]
    if len(marks) > MOST_MARKS:
        around = _extent([*boxes, *(Box(r.x0, r.top, r.x1, r.bottom) for r in rules)], em)
        marks = [mark for mark in marks if _stands_in(mark, around)]
    if len(marks) > MOST_MARKS:
        return []
    marks += [mark for mark in _hyphens(rest_of_all, boxes, em) if not any(_overlap(mark, other) for other in marks)]
    pad = 0.25 * em
    return [
        part
        for x, y, width, height, _ in marks
        for part in cut_at_rules(_tall_enough(Box(x - pad, y - pad, x + width + pad, y + height + pad), em), rules)
    ]


def _hyphens(mask: Pixels, boxes: Sequence[Box], em: float) -> list[list[int]]:
    """Short flat strokes that stand alone, level with the middle of a line: hyphens for amounts that there are none of,
    which are too small to be told from specks otherwise. One that lost a pixel of five, or with a speck beside it, is
    known by the others of its column, which stand right above or below."""
    flat = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, max(_SHORTEST - 1, int(_HYPHEN[0] * em))), np.uint8))
    count, _, stats, _ = components(flat)
    middles = np.array([(b.top + b.bottom) / 2 for b in boxes])
    reaches = np.array([_LEVEL * b.height for b in boxes])
    whole, partly = [], []
    for x, y, width, height, _ in stats[1:count].tolist():
        # The mask shows half a pixel more on every side than was printed: of a hyphen of 5 × 3 pixels that tells.
        is_hyphen = _HYPHEN[0] * em <= width <= _HYPHEN[1] * em and height - 1 <= _THICK * (width - 1)
        is_level = bool((np.abs(middles - (y + height / 2)) <= reaches).any())
        own, around = (
            np.count_nonzero(mask[max(y - far, 0) : y + height + far, max(x - far, 0) : x + width + far])
            for far in (2, int(_ALONE * em) + 1)
        )
        if not (is_hyphen and is_level) or own < max(_LEAST_INK, _SOLID * width * height):
            continue
        if width >= _SHORTEST and around == own:
            whole.append([x, y, width, height, own])
        elif around <= (1 + _SPECKS) * own:
            partly.append([x, y, width, height, own])
    known = np.array([x + width / 2 for x, _, width, *_ in whole])
    return whole + [m for m in partly if np.count_nonzero(np.abs(known - m[0] - m[2] / 2) <= _BELOW) > 1]


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two marks (left, top, width, height, ink) share pixels."""
    return all(one[i] < other[i] + other[i + 2] and other[i] < one[i] + one[i + 2] for i in (0, 1))


def _extent(boxes: Sequence[Box], margin: float) -> Box:
    """The box around all of them and a margin: beyond it is a desk's texture, not text."""
    tops, bottoms = [b.top for b in boxes], [b.bottom for b in boxes]
    lefts, rights = [b.x0 for b in boxes], [b.x1 for b in boxes]
    return Box(min(lefts) - margin, min(tops) - margin, max(rights) + margin, max(bottoms) + margin)


def _stands_in(mark: Sequence[int], around: Box) -> bool:
    x, y, width, height, _ = mark
    return around.x0 <= x and x + width <= around.x1 and around.top <= y and y + height <= around.bottom


def _without_specks(mask: Pixels, least: float) -> Pixels:
    """The mask without components shorter than `least` both ways: noise, which closing would join into characters."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    _, labels, stats, _ = components(opened)
    kept = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= least
    kept[0] = False
    return np.asarray(np.where(kept, 255, 0)[labels], dtype=np.uint8)


def _is_character_like(mark: Sequence[int], em: float) -> bool:
    """A figure or an ideograph; a dash, or flat characters together (`一、`)."""
    _, _, width, height, area = mark
    is_figure = 0.5 * em <= height <= 1.6 * em and width >= 0.12 * em
    is_flat = 0.35 * em <= width <= 2.5 * em and height <= 0.6 * em
    return (is_figure or is_flat) and area >= max(_LEAST_INK, 0.03 * em * em)


def _tall_enough(box: Box, em: float) -> Box:
    """A dash in the frame of a line: stretched to the full height it would look like a bar."""
    lack = max(0.0, 1.2 * em - box.height) / 2
    return Box(box.x0, box.top - lack, box.x1, box.bottom + lack)


def rows_of_ink(crop: NDArray[np.uint8]) -> tuple[int, int] | None:
    """First and past-the-last row of the line's own ink, without what a neighbouring line pushes in at the edges."""
    rows = np.flatnonzero(crop.any(axis=1))
    if rows.size == 0:
        return None
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    height = crop.shape[0]
    inner = [g for g in groups if not ((g[0] == 0 or g[-1] == height - 1) and len(g) < 0.25 * height)]
    kept = inner or groups
    return int(kept[0][0]), int(kept[-1][-1]) + 1
