"""Lines of a head that stand above what shows a table: over its first rule or shade, or over its first line of several
texts. A head goes on upwards as long as its texts stand over the columns of figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from services.extract.core.aligned.columns import lanes
from services.extract.core.aligned.segments import CAPTION, NOTE, Segment, SegmentLine
from services.extract.core.geometry.words import em

#: the next line of a head is no further up than this, with several texts over columns of figures no further than that;
#: the next line of one of its texts is nearer (font sizes)
NEAR, NEAR_MANY, NEXT = 1.5, 2.2, 0.45
#: lines of one text begin, end or are centred at places that differ by less than this (font sizes)
ALIKE = 0.3
#: a text over all columns of figures is centred over them as nearly as this (font sizes)
CENTRED = 1.0
#: lines with one text that stand between others of a head, at most
WAITING = 3
#: one text in brackets, or with what its amounts are counted in: the unit of the table
_UNIT = re.compile(r"[(（\[【].*[)）\]】]|.*(?:单位|金额单位|[Uu]nit)\s*[:：].*")


def head_lines(above: Sequence[SegmentLine], lines: Sequence[SegmentLine]) -> list[SegmentLine]:
    """Those of the lines `above` a table's `lines`, from top to bottom, that belong to its head."""
    at = lanes(lines)
    if not at:
        return []
    out: list[SegmentLine] = []
    wait: list[SegmentLine] = []
    right = max(n.x1 for n in lines)
    for line in reversed(above):
        below = (wait or out or list(lines))[0]
        size = em(line.words[0])
        gap = below.top - line.bottom
        many = sum(s.x0 > at[0] for s in line.segments) > 1
        first = len(line.segments) == 1 and _goes_on(line.segments[0], below, at, gap)
        end = max(right + size, line.x1) if first else right + size  # the text may be longer than all below it
        if gap > (NEAR_MANY if many else NEAR) * size or not _over_columns(line, at, end):
            break
        if len(line.segments) > 1 or first:
            out[:0] = [line, *wait]
            wait = []
        elif _flush(line, lines) or sum(not _flush(n, lines) for n in wait) < WAITING:
            wait.insert(0, line)
        else:
            break
    return [*_parents(wait, out, lines, at), *out]


def _over_columns(line: SegmentLine, at: Sequence[float], right: float) -> bool:
    """Whether the texts of a line keep to the first column or to the right of it, and none is a caption or a note."""
    first, *others = line.segments
    if others:
        return not any(s.x0 < at[0] < s.x1 for s in others)
    if line.x1 > right or CAPTION.match(line.text) or NOTE.match(line.text):
        return False
    return first.x0 > at[0]


def _goes_on(text: Segment, below: SegmentLine, at: Sequence[float], gap: float) -> bool:
    """Whether a text alone in its line is the line above one of the texts `below`: close over it, in its column."""
    size = em(text.words[0])
    if gap > NEXT * size or any(text.x0 < x < text.x1 for x in at) or _UNIT.fullmatch(text.text):
        return False
    same = [s for s in below.segments if s.x0 < text.x1 and text.x0 < s.x1]
    return len(same) == 1 and any(
        abs(a - b) < ALIKE * size
        for a, b in (
            (text.x0, same[0].x0),
            (text.x1, same[0].x1),
            ((text.x0 + text.x1) / 2, (same[0].x0 + same[0].x1) / 2),
        )
    )


def _flush(line: SegmentLine, lines: Sequence[SegmentLine]) -> bool:
    """Whether a line begins where texts right of the first column do, as the lines of long texts in it do."""
    size = em(line.words[0])
    return any(abs(line.x0 - s.x0) < ALIKE * size for n in lines for s in n.segments[1:])


def _parents(
    wait: Sequence[SegmentLine], out: Sequence[SegmentLine], lines: Sequence[SegmentLine], at: Sequence[float]
) -> list[SegmentLine]:
    """The line next above a head whose one text stands in the middle over all columns of figures, and not in that of
    the table, or nearly exactly over some of them: the head's highest level."""
    if not wait:
        return []
    line, made = wait[-1], [*out, *lines]
    size, middle = em(line.words[0]), line.x0 + line.x1
    below = [s for s in made[0].segments if s.x0 > at[0]]
    if len(below) < 2 or _UNIT.fullmatch(line.text) or made[0].top - line.bottom > 0.8 * size:
        return []
    whole = min(n.x0 for n in lines) + max(n.x1 for n in lines)
    if abs(middle - below[0].x0 - below[-1].x1) < 2 * CENTRED * size:
        return [line] if abs(middle - whole) >= 2 * CENTRED * size else []
    pairs = itertools.combinations(below, 2)
    return [line] if any(abs(middle - a.x0 - b.x1) < 2 * ALIKE * size for a, b in pairs) else []
