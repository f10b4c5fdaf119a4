"""Where a page may hold a table without vertical rules: runs of lines with aligned segments, rules around them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from services.extract.core.aligned_columns import lanes
from services.extract.core.aligned_segments import SegmentLine, segment_lines
from services.extract.core.words import em
from shared.model.page import Rule, Word

#: rules are of one table if their ends differ by less (points)
SAME_END = 12.0
#: lines of one table are no further apart than this many font sizes
APART = 3.2
#: lines with one segment between lines with several, at most
SINGLES = 3


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that may be a table, and the horizontal rules in and around them, from top to bottom."""

    lines: tuple[SegmentLine, ...]
    rules: tuple[Rule, ...]
    bounded: bool
    """a rule above and one below"""


def between_rules(words: Sequence[Word], rules: Sequence[Rule]) -> list[Region]:
    """A region for each stack of horizontal rules of one width that has text between them."""
    out: list[Region] = []
    for stack in _stacks(rules):
        x0, x1 = min(r.box.x0 for r in stack), max(r.box.x1 for r in stack)
        top, bottom = stack[0].box.top, stack[-1].box.bottom
        inside = [
            w
            for w in words
            if x0 - 6 <= (w.box.x0 + w.box.x1) / 2 <= x1 + 6 and top - 1 <= (w.box.top + w.box.bottom) / 2 <= bottom + 1
        ]
        if inside:
            short = [
                r for r in rules if r.box.x0 >= x0 - 3 and r.box.x1 <= x1 + 3 and top - 1 <= r.box.top <= bottom + 1
            ]
            ordered = tuple(sorted(short, key=lambda r: r.box.top))
            out.append(Region(tuple(segment_lines(inside)), ordered, bounded=True))
    return out


def _stacks(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules with the same ends, at least two, each stack from top to bottom."""
    stacks: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.box.top):
        if rule.box.width < 40:
            continue
        for stack in stacks:
            first = stack[0].box
            if abs(first.x0 - rule.box.x0) <= SAME_END and abs(first.x1 - rule.box.x1) <= SAME_END:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [s for s in stacks if len(s) > 1]


def runs(lines: Sequence[SegmentLine], rules: Sequence[Rule]) -> list[Region]:
    """Regions from alignment alone: maximal runs of near lines of which nearly all have several segments."""
    out: list[Region] = []
    current: list[SegmentLine] = []
    singles = 0
    for line in lines:
        if current and (line.leader or _far(current[-1], line) or _prose(line)):
            out.extend(_closed(current, rules))
            current, singles = [], 0
        if line.leader or _prose(line):
            continue
        if len(line.segments) > 1:
            if current and not _agrees(current, line):
                out.extend(_closed(current, rules))
                current = []
            current.append(line)
            singles = 0
        elif current:
            singles += not line.tabular
            current.append(line)
            if singles > SINGLES:
                out.extend(_closed(current, rules))
                current, singles = [], 0
    out.extend(_closed(current, rules))
    return out


def _far(a: SegmentLine, b: SegmentLine) -> bool:
    return b.top - a.bottom > APART * min(em(a.words[0]), em(b.words[0]))


def _prose(line: SegmentLine) -> bool:
    """A line of running text: one long segment, or two that are both long."""
    return len(line.segments) <= 2 and all(s.lengthy for s in line.segments)


def _agrees(current: Sequence[SegmentLine], line: SegmentLine) -> bool:
    """Whether `line` leaves at least one lane of the last lines open (or there are too few to tell)."""
    recent = [n for n in current if len(n.segments) > 1][-6:]
    if len(recent) < 2:
        return True
    before = lanes(recent, crossed=0.2)
    after = lanes([*recent, line], crossed=0.0)
    return bool(after) or (len(before) > 1 and len(line.segments) > 1 and bool(lanes([*recent, line], crossed=0.25)))


def _closed(current: Sequence[SegmentLine], rules: Sequence[Rule]) -> list[Region]:
    """A run without the single lines at its ends."""
    lines = list(current)
    tail: list[SegmentLine] = []
    while lines and len(lines[-1].segments) < 2:
        tail.insert(0, lines.pop())
    if tail and _ends_name(lines, tail[0]):
        lines.append(tail[0])
    while lines and len(lines[0].segments) < 2:
        lines.pop(0)
    if len(lines) < 2:
        return []
    top, bottom = lines[0].top - 4, lines[-1].bottom + 6
    x0, x1 = min(n.x0 for n in lines), max(n.x1 for n in lines)
    inside = tuple(r for r in rules if top <= r.box.top <= bottom and r.box.x0 < x1 and r.box.x1 > x0)
    return [Region(tuple(lines), inside, bounded=False)]


def _ends_name(lines: Sequence[SegmentLine], line: SegmentLine) -> bool:
    """Whether `line` is the end of a wrapped name in the last row: nearer than rows are, and in the first column."""
    rows = [n for n in lines if len(n.segments) > 1]
    if len(rows) < 3:
        return False
    usual = median(b.middle - a.middle for a, b in itertools.pairwise(rows))
    return line.middle - rows[-1].middle < 0.86 * usual and line.x1 < rows[-1].segments[-1].x0
