"""Where a page may hold a table without vertical rules: runs of lines with aligned segments, rules around them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from services.extract.core.aligned.above import head_lines
from services.extract.core.aligned.columns import lanes
from services.extract.core.aligned.rows import LEADING, column_extents
from services.extract.core.aligned.segments import (
    CAPTION,
    DOTTED,
    NOTE,
    WIDE,
    SegmentLine,
    is_year,
    looks_numeric,
    segment_lines,
)
from services.extract.core.geometry.words import em
from services.extract.core.notes import are_signed
from shared.model.page import Rule, Word

#: rules are of one table if their ends differ by less (points)
SAME_END = 12.0
#: lines of one table are no further apart than this many font sizes
APART = 3.2
_PAGE = re.compile(r"(\d{1,4})\s*[-–)）页]?$")
#: texts of one size differ by no more than this share of it; a heading is larger than a table's texts by this factor
SAME_SIZE, LARGER = 0.08, 1.15
#: dots lead to page numbers in more than this share of a contents page's lines with dots
LED = 0.5
#: so many lines, at least, that dots end are of one though no page numbers follow
LISTED = 3
#: lines of one text begin within this of one another (font sizes)
FLUSH = 0.2
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
    """A region for each stack of horizontal rules of one width that has tabular text between them.

    Running text between two rules ends a stack: the rules above and below it belong to two tables, or to the page's
    head and foot.
    """
    out: list[Region] = []
    for stack in stacks(_without_ticks(rules, words)):
        x0, x1 = min(r.box.x0 for r in stack), max(r.box.x1 for r in stack)
        if _parts_a_head(stack, rules, words):
            continue
        column = [w for w in words if x0 - 6 <= (w.box.x0 + w.box.x1) / 2 <= x1 + 6]
        if _are_of_sums(stack, column, words):
            continue
        beyond = [w for w in words if x1 + 6 < (w.box.x0 + w.box.x1) / 2 and w.box.x0 < x1 + 2 * em(w)]
        kept: list[SegmentLine] = []
        first, size = stack[0], _figure_size(column)
        for upper, lower in itertools.pairwise(stack):
            lines = segment_lines(_between(column, upper, lower, first=upper is stack[0], last=lower is stack[-1]))
            if _running(lines) or _headed(lines, size) or _runs_over(lines, beyond):
                out.extend(_region(kept, rules, first, upper, column, beyond))
                kept, first = [], lower
            else:
                kept.extend(lines)
        out.extend(_region(kept, rules, first, stack[-1], column, beyond))
    return out


def _parts_a_head(stack: Sequence[Rule], rules: Sequence[Rule], words: Sequence[Word]) -> bool:
    """Whether the rules only part the levels of a head: a wider one, which alone is over all of its table, lies over
    them with one line of texts between."""
    first = stack[0].box
    over = [
        r.box
        for r in rules
        if r.box.bottom < first.top and r.box.x0 < first.x0 - SAME_END and r.box.x1 > first.x1 - SAME_END
    ]
    if not over:
        return False
    top = max(b.bottom for b in over)
    between = segment_lines([w for w in words if top < (w.box.top + w.box.bottom) / 2 < first.top])
    return len(between) == 1 and first.top - top < APART * em(between[0].words[0])


def _are_of_sums(stack: Sequence[Rule], column: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether the rules stand over sums alone: only figures lie between them, and labels to the left of these."""
    top, bottom, left = stack[0].box.top, stack[-1].box.bottom, min(r.box.x0 for r in stack)
    inside = [w for w in column if top < (w.box.top + w.box.bottom) / 2 < bottom]
    lines = segment_lines(inside) if inside and all(looks_numeric(w.text) for w in inside) else []
    labels = [(w.box.top + w.box.bottom) / 2 for w in words if w.box.x1 < left and not looks_numeric(w.text)]
    labelled = sum(any(abs(y - n.middle) < 0.3 * em(n.words[0]) for y in labels) for n in lines)
    return bool(lines) and labelled >= 0.5 * len(lines)


def _without_ticks(rules: Sequence[Rule], words: Sequence[Word]) -> list[Rule]:
    """`rules` without the grid lines of diagrams, which begin behind the middle of the figure that they stand for."""
    figures = [w for w in words if looks_numeric(w.text)]

    def ticked(rule: Rule) -> bool:
        y = (rule.box.top + rule.box.bottom) / 2
        return any(
            -1 <= rule.box.x0 - w.box.x1 < em(w) and abs(y - (w.box.top + w.box.bottom) / 2) < 0.25 * em(w)
            for w in figures
        )

    return [r for r in rules if not ticked(r)]


def _between(words: Sequence[Word], upper: Rule, lower: Rule, *, first: bool, last: bool) -> list[Word]:
    """The words between two neighbouring rules of a stack; what stands on one of its inner rules is below it."""
    top = upper.box.top - 1 if first else (upper.box.top + upper.box.bottom) / 2
    bottom = lower.box.bottom + 1 if last else (lower.box.top + lower.box.bottom) / 2
    return [w for w in words if top <= (w.box.top + w.box.bottom) / 2 < bottom]


def _running(lines: Sequence[SegmentLine]) -> bool:
    """Whether the lines between two rules are no rows alone: running text or a caption is among them.

    Long lines that begin below the second text of the first line go on in its cell.
    """
    inside = lines[0].segments[1].x0 - 2 if lines and len(lines[0].segments) > 1 else float("inf")
    prose = sum(_prose(n) and n.x0 < inside for n in lines)
    if prose >= 2 and prose >= 0.25 * len(lines):
        return True
    if prose and not any(n.segments[1:] for n in lines):
        return True
    return any(CAPTION.match(n.text) and not n.segments[1:] for n in lines)


def _headed(lines: Sequence[SegmentLine], size: float) -> bool:
    """Whether a heading, larger than the figures (`size`), stands between two rules: another table begins there."""
    return size > 0 and any(not n.segments[1:] and n.words[0].size > LARGER * size for n in lines)


def _figure_size(words: Sequence[Word]) -> float:
    """The commonest font size of figures; 0 where there are none."""
    sizes = Counter(round(w.size, 1) for w in words if looks_numeric(w.text))
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _runs_over(lines: Sequence[SegmentLine], beyond: Sequence[Word]) -> bool:
    """Whether text goes on beyond the ends of the rules that it stands between: it is no row."""

    def goes_on(line: SegmentLine, w: Word) -> bool:
        level = abs(line.middle - (w.box.top + w.box.bottom) / 2) < 0.3 * em(w)
        return level and w.box.x0 - line.x1 < WIDE * em(w)

    return any(goes_on(line, w) for line in lines for w in beyond)


def _region(
    lines: Sequence[SegmentLine],
    rules: Sequence[Rule],
    first: Rule,
    last: Rule,
    column: Sequence[Word],
    beyond: Sequence[Word],
) -> list[Region]:
    if not lines or first is last:
        return []
    x0, x1 = min(first.box.x0, last.box.x0) - 3, max(first.box.x1, last.box.x1) + 3
    top, bottom = first.box.top - 1, last.box.bottom + 1
    above = [w for w in column if top - 90 < (w.box.top + w.box.bottom) / 2 < top]
    below = [w for w in column if (w.box.top + w.box.bottom) / 2 > bottom]
    made = [*head_lines(segment_lines(above), lines), *lines]
    after = itertools.takewhile(lambda n: not _runs_over([n], beyond), segment_lines(below))
    made += _after(list(after), made)
    inside = [r for r in rules if r.box.x0 >= x0 and r.box.x1 <= x1 and top <= r.box.top <= bottom]
    return [Region(tuple(made), tuple(sorted(inside, key=lambda r: r.box.top)), bounded=True)]


def _after(below: Sequence[SegmentLine], lines: Sequence[SegmentLine]) -> list[SegmentLine]:
    """Lines under the last rule that go on with the table's rows: a table may have rules around its head only."""
    if below and _is_head(lines) and not _far(lines[-1], below[0]):
        at_once = [n.lines for n in runs(below, []) if n.lines[0].top - below[0].top < 3 * em(below[0].words[0])][:1]
        if at_once and _serves(lines, at_once[0]):
            return list(below[: below.index(at_once[0][-1]) + 1])
    at = lanes(lines)
    out: list[SegmentLine] = []
    wait: list[SegmentLine] = []
    last = [n for n in lines if len(n.segments) > 1][-2:]
    apart = 1.1 * (last[1].top - last[0].bottom) if len(last) > 1 else 0.0
    for line in below:
        size = em(line.words[0])
        near = line.top - (wait or out or list(lines))[-1].bottom < max(1.6 * size, min(apart, APART * size))
        if not at or not near or len(wait) > SINGLES:
            break
        if len(line.segments) > 1 and _in_columns(line, at):
            out += [*wait, line]
            wait = []
        elif len(line.segments) == 1 and not any(line.x0 < x < line.x1 for x in at):
            wait.append(line)
        else:
            break
    return out


def _is_head(lines: Sequence[SegmentLine]) -> bool:
    """Whether there is nothing but a head: no figures, or years."""
    return all(is_year(s.text) or not s.numeric for n in lines for s in n.segments)


def _serves(head: Sequence[SegmentLine], body: Sequence[SegmentLine]) -> bool:
    """Whether the texts of a head's line with the most stand over the columns of a body."""
    at = lanes(body)
    columns = column_extents(body, at).values()
    texts = max(reversed(head), key=lambda n: len(n.segments)).segments
    single = sum(sum(s.x0 < b and a < s.x1 for a, b in columns) <= 1 for s in texts)
    return bool(at) and single >= 0.7 * len(texts)


def _in_columns(line: SegmentLine, at: Sequence[float]) -> bool:
    """Whether no text of the line lies over a lane, and they stand in more than one column."""
    free = not any(s.x0 < x < s.x1 for s in line.segments for x in at)
    return free and len({sum(x < s.x0 for x in at) for s in line.segments}) > 1


def stacks(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules with the same ends, at least two, each stack from top to bottom; the widest first."""
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
    return sorted((s for s in stacks if len(s) > 1), key=lambda s: -max(r.box.width for r in s))


def contents(lines: Sequence[SegmentLine]) -> set[int]:
    """Indexes of the lines that dots lead to page numbers, which never fall, if nearly all dots do: in a table they
    lead to figures, of which some may look like page numbers, or fill the second line of a name."""
    led = [i for i, line in enumerate(lines) if line.leader]
    pages = [int(found[1]) for i in led if (found := _PAGE.search(lines[i].text))]
    dotted = sum(bool(DOTTED.search(line.text)) for line in lines) if led else 0
    listed = pages == sorted(pages) and len(led) > LED * dotted and (pages or len(led) >= LISTED)
    return set(led) if listed else set()


def runs(lines: Sequence[SegmentLine], rules: Sequence[Rule]) -> list[Region]:
    """Regions from alignment alone: maximal runs of near lines of which nearly all have several segments."""
    out: list[Region] = []
    listed = contents(lines)
    current: list[SegmentLine] = []
    singles, end = 0, 0

    def close() -> None:
        nonlocal end
        start = end + next((i for i, n in enumerate(lines[end:]) if current and n is current[0]), 0)
        if region := _closed(current, rules, lines[end:start]):
            out.append(region)
            end = start + len(current)

    for i, line in enumerate(lines):
        fits = _fits(current, line)
        caption = len(line.segments) == 1 and bool(CAPTION.match(line.text) or NOTE.match(line.text))
        titled = bool(current) and line.words[0].size > LARGER * current[0].words[0].size > 0
        ends = i in listed or caption or (titled and len(line.segments) == 1) or (_prose(line) and not fits)
        if current and (ends or _far(current[-1], line)):
            close()
            current, singles = [], 0
        if ends:
            continue
        if len(line.segments) > 1:
            if current and not _agrees(current, line):
                close()
                current = []
            current.append(line)
            singles = 0
        elif current:
            singles += not fits and not (line.tabular and sum(len(n.segments) > 1 for n in current) > 1)
            current.append(line)
            if singles > SINGLES:
                close()
                current, singles = [], 0
    close()
    return out


def _fits(current: Sequence[SegmentLine], line: SegmentLine) -> bool:
    """Whether a line of one segment stays inside one column of the lines before it."""
    several = [n for n in current if len(n.segments) > 1][-8:]
    if not several or len(line.segments) > 1:
        return False
    at = lanes(several)
    return bool(at) and not any(line.x0 < x < line.x1 for x in at) and line.top - current[-1].bottom < em(line.words[0])


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


def _closed(current: Sequence[SegmentLine], rules: Sequence[Rule], before: Sequence[SegmentLine]) -> Region | None:
    """A run without the single lines at its ends, and without who signs below it, with the lines of its head `before`
    it; None where less than two lines are left."""
    lines = list(current)
    while lines and are_signed([s.text for s in lines[-1].segments]):
        lines.pop()
    tail: list[SegmentLine] = []
    while lines and len(lines[-1].segments) < 2:
        tail.insert(0, lines.pop())
    if tail and _ends_name(lines, tail[0]):
        lines.append(tail[0])
    elif len(lines) > 2:
        lines += itertools.takewhile(lambda n: _ends_text(lines[-1], n), tail)
    while lines and len(lines[0].segments) < 2:
        lines.pop(0)
    if len(lines) < 2:
        return None
    lines = [*head_lines([*before, *current[: current.index(lines[0])]], lines), *lines]
    top, bottom = lines[0].top - 4, lines[-1].bottom + 6
    x0, x1 = min(n.x0 for n in lines), max(n.x1 for n in lines)
    inside = tuple(r for r in rules if top <= r.box.top <= bottom and r.box.x0 < x1 and r.box.x1 > x0)
    return Region(tuple(lines), inside, bounded=False)


def _ends_text(last: SegmentLine, line: SegmentLine) -> bool:
    """Whether `line` goes on a text right of the first column of the last row: close below it, where it begins."""
    size = em(line.words[0])
    near = line.middle - last.middle < LEADING * size and abs(size - em(last.words[0])) <= SAME_SIZE * size
    return near and any(abs(s.x0 - line.x0) < FLUSH * size for s in last.segments[1:] or last.segments)


def _ends_name(lines: Sequence[SegmentLine], line: SegmentLine) -> bool:
    """Whether `line` is the end of a wrapped name in the last row: nearer than rows are (or as near, with a small
    letter), in the first column and in the same size (notes are smaller, or begin with their mark)."""
    rows = [n for n in lines if len(n.segments) > 1]
    size, other = line.words[0].size, rows[-1].words[0].size if rows else 0.0
    if (
        len(rows) < 3
        or abs(size - other) > SAME_SIZE * size
        or not (line.text[:1].isalnum() or line.text[:1] in "(（“")
    ):
        return False
    usual = median(b.middle - a.middle for a, b in itertools.pairwise(rows))
    near = 1.05 if line.text[:1].islower() else 0.86
    return line.middle - rows[-1].middle < near * usual and line.x1 < rows[-1].segments[-1].x0
