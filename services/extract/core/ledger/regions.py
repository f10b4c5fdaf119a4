"""Where a page may hold a ledger: text between full-width rules, or lines of columns between captions and notes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.aligned.regions import stacks
from services.extract.core.ledger.blocks import shows_form
from services.extract.core.ledger.evidence import is_table
from services.extract.core.ledger.far_rows import RECENT, is_aligned, is_entry, keeps_step, row_at
from services.extract.core.ledger.first_figures import NO_FIGURE, first_figures
from services.extract.core.ledger.head_alone import head_lines
from services.extract.core.ledger.lone_parents import is_lone_parent
from services.extract.core.ledger.long_texts import FOLLOWING, goes_on_in_column, is_cell, is_prose
from services.extract.core.ledger.open_ends import with_open_ends
from services.extract.core.ledger.outside import (
    FOOT,
    LARGER,
    NOTE_LINE,
    is_caption,
    is_fact,
    is_foot,
    is_larger,
    is_outside,
)
from services.extract.core.ledger.rests import is_rest
from services.extract.core.ledger.stairs import stairs
from services.extract.core.ledger.tokens import Token, token_lines
from shared.model.fold import ideographs, is_cjk, tidy
from shared.model.labels import is_total
from shared.model.page import Rule, Word

#: lines of one table are no further apart than this (font sizes)
_APART = 4.5
#: lines of one column begin this near to one another; a line of a long text is longer than that (font sizes)
_FLUSH, _LONG = 0.3, 8.0
#: so many full rules part a table into rows
_ROW_RULES = 4
#: rules end at one place as near as this (points)
_ENDS = 3.0


@dataclass(frozen=True, slots=True)
class LedgerRegion:
    """Lines of tokens that may be a table. `stops`: heights of its full rules; `ends`: its sides, where rules show;
    `order`: when each word was painted, by its `id`, where known."""

    lines: tuple[tuple[Token, ...], ...]
    rules: tuple[Rule, ...]
    stops: tuple[float, ...] = ()
    ends: tuple[float, float] | None = None
    order: Mapping[int, int] = field(default_factory=dict)


def regions(words: Sequence[Word], rules: Sequence[Rule]) -> list[LedgerRegion]:
    """The regions of a page (or a side of one) whose text is mostly ideographs, ruled ones first."""
    out: list[LedgerRegion] = []
    left = list(words)
    for stack in _stacks(rules, words):
        for region in _between(stack, left, rules):
            known = {id(w) for w in left}  # the row below one table of a stack is no head of the next
            lines = [[t for t in line if all(id(w) in known for w in t.words)] for line in region.lines]
            region = replace(region, lines=tuple(tuple(line) for line in lines if line))
            if region.lines:
                out.append(region)
            used = {id(w) for w in words_of(region)}
            left = [w for w in left if id(w) not in used]
    drawn = [r for r in rules if r.box.width >= 40]
    for run in _runs(token_lines(left)):
        top, bottom = min(t.box.top for t in run[0]) - 6, max(t.box.bottom for t in run[-1]) + 6
        inside = tuple(r for r in drawn if top <= r.box.top <= bottom)
        out.append(LedgerRegion(tuple(map(tuple, run)), inside))
    return [r for r in out if mostly_ideographs(r)]


def _stacks(rules: Sequence[Rule], words: Sequence[Word]) -> list[list[Rule]]:
    """The rules that cross a table each: with the same ends, or all up to one right end."""
    steps = stairs(rules, token_lines(words))
    spans = [(s[0].box.top, s[-1].box.bottom, s[0].box.x1) for s in steps]
    plain = [
        stack
        for stack in stacks(rules)
        if not any(
            abs(stack[0].box.x1 - x1) < _ENDS and top <= r.box.top and r.box.bottom <= bottom
            for top, bottom, x1 in spans
            for r in stack
        )
    ]
    return [*steps, *plain]


def mostly_ideographs(region: LedgerRegion) -> bool:
    text = "".join(w.text for w in words_of(region))
    found = ideographs(text)
    return 2 * found > len(text) or found > sum(c.isalpha() and not is_cjk(c) for c in text)


def words_of(region: LedgerRegion) -> list[Word]:
    return [w for line in region.lines for t in line for w in t.words]


def _between(stack: Sequence[Rule], words: Sequence[Word], rules: Sequence[Rule]) -> list[LedgerRegion]:
    """The tables in a stack of rules with the same ends. What stands between two tables ends the one above."""
    x0, x1 = min(r.box.x0 for r in stack), max(r.box.x1 for r in stack)
    inside = [w for w in words if x0 - 3 <= (w.box.x0 + w.box.x1) / 2 <= x1 + 3]
    heights = with_open_ends(_heights(stack), (x0, x1), rules)
    size = _figure_size(token_lines(inside))
    out: list[LedgerRegion] = []
    lines: list[list[Token]] = []
    start, begin = 0, float("-inf")
    top: list[float] = []
    for i, (upper, lower) in enumerate(itertools.pairwise(heights)):
        # What stands on a rule is in the band below it alone, but for the last rule, which has none.
        low, high = upper - (i == 0), lower + (i == len(heights) - 2)
        band = token_lines([w for w in inside if low <= _height(w) < high])
        if _is_between(band, lower - upper, size):
            out += _made(*_whole(lines, [*top, *heights[start : i + 1]], inside, (begin, lower)), rules, (x0, x1))
            lines, start, begin = _head_below_caption(band, lower, size), i + 1, upper
            top = [min(t.box.top for t in lines[0]) - 3] if lines else []
            begin = top[0] if top else upper
        else:
            lines.extend(band)
    out += _made(*_whole(lines, [*top, *heights[start:]], inside, (begin, float("inf"))), rules, (x0, x1))
    return out


def _head_below_caption(band: Sequence[list[Token]], rule: float, size: float) -> list[list[Token]]:
    """The lines of a head that stand between the caption of their table and the rule below them: a frame's first rule
    may stand over both. Texts side by side, as near to the rule as lines are, none of them a figure."""
    said = [i for i, line in enumerate(band) if is_outside(line, size)]
    head = list(band[said[-1] + 1 :]) if said else []
    if (
        not head
        or max(map(len, head)) < 2
        or any(t.figure and not NO_FIGURE.fullmatch(t.text) for n in head for t in n)
    ):
        return []
    return head if rule - max(t.box.bottom for t in head[-1]) < head[-1][0].size else []


def _whole(
    lines: list[list[Token]], heights: list[float], words: Sequence[Word], room: tuple[float, float]
) -> tuple[list[list[Token]], list[float]]:
    """The lines and rules of a table with what it has above its first rule and below its last one, in the `room` from
    the rule before to the one after."""
    few = len(lines)
    known = {id(w) for line in lines for t in line for w in t.words}  # some stand on the first rule, or on the last
    words = [w for w in words if id(w) not in known]
    lines, heights = _with_rows(lines, heights, words, room[1])
    if len(lines) == few and (rest := _indicators_below(lines, heights, words, room[1])):
        return [*lines, *rest], [*heights, max(t.box.bottom for t in rest[-1]) + 3]
    if (len(heights) < _ROW_RULES and len(lines) == few) or first_figures(lines) is None:
        return lines, heights
    head = _head_above(lines, token_lines([w for w in words if room[0] < _height(w) < heights[0]]), heights[0])
    row = _row_below(lines, token_lines([w for w in words if heights[-1] < _height(w) < room[1]]), heights)
    top = [min(t.box.top for line in head for t in line) - 3] if head else []
    bottom = [max(t.box.bottom for line in row for t in line) + 3] if row else []
    return [*head, *lines, *row], [*top, *heights, *bottom]


def _indicators_below(
    lines: Sequence[list[Token]], heights: Sequence[float], words: Sequence[Word], end: float
) -> list[list[Token]]:
    """The lines below the last rule of a table of indicators, up to the height `end`, if they hold more levels of them:
    the page cuts the cells of labels, and no rule is drawn there."""
    if not shows_form(lines):
        return []
    below = _rows_below(heights[-1], [w for w in words if heights[-1] < _height(w) < end], lines)
    return below if shows_form(below) else []


def _height(word: Word) -> float:
    return (word.box.top + word.box.bottom) / 2


def _head_above(lines: Sequence[list[Token]], above: Sequence[list[Token]], rule: float) -> list[list[Token]]:
    """The lines of the head right above the first rule of a table that rules part into rows: as large as they are, and
    the first of several texts, or beside the second."""
    size = lines[0][0].size
    found: list[list[Token]] = []
    low = rule
    for line in reversed(above):
        figures = any(t.figure and not NO_FIGURE.fullmatch(t.text) for t in line)
        if figures or low - max(t.box.bottom for t in line) > size or is_outside(line, size):
            break
        found.insert(0, line)
        low = min(t.box.top for t in line)
    while found and len(found[0]) < 2 and not (found[1:] and found[0][0].box.bottom > found[1][0].box.top):
        found.pop(0)
    return found


def _row_below(
    lines: Sequence[list[Token]], below: Sequence[list[Token]], heights: Sequence[float]
) -> list[list[Token]]:
    """The lines of the last row of a table that rules part into rows, where none is drawn below it: they begin as far
    below the last rule as those of the rows above, and the most of them where texts of those do."""
    size = lines[-1][0].size
    row: list[list[Token]] = []
    for line in below:
        above = max(t.box.bottom for t in row[-1]) if row else heights[-1]
        if min(t.box.top for t in line) - above > (0.5 if row else 1.0) * size or is_outside(line, size):
            break
        row.append(line)
    tokens = [t for line in row for t in line]
    if len(tokens) > 1 and any(is_aligned(line, lines, heights[-1], least=2) for line in row):
        return row
    alone = all(len(line) == 1 and is_foot(line, ()) for line in below[len(row) :])
    return row if alone and all(len(line) == 1 for line in row) and _is_cut_text(tokens, lines) else []


def _is_cut_text(tokens: Sequence[Token], lines: Sequence[list[Token]]) -> bool:
    """Whether lines begin where texts right of the first column do and are as long as their lines: the page cuts off
    the rest of the row."""
    size = lines[-1][0].size
    inner = [t for line in lines for t in line[1:]]
    return bool(tokens) and all(
        any(abs(t.box.x0 - o.box.x0) < _FLUSH * size and t.box.x1 > o.box.x1 - size and not o.figure for o in inner)
        and t.box.width > _LONG * size
        for t in tokens
    )


def _with_rows(
    lines: list[list[Token]], heights: list[float], words: Sequence[Word], end: float
) -> tuple[list[list[Token]], list[float]]:
    """The lines and rules of a table, with the rows below its last rule and above the height `end`, if there is only a
    head between the rules."""
    if len(heights) < 2 or not lines or first_figures(lines) is not None:
        return lines, heights
    below = _rows_below(heights[-1], [w for w in words if heights[-1] < _height(w) < end], lines)
    return [*lines, *below], [*heights, *(max(t.box.bottom for t in n) + 3 for n in below[-1:])]


def _rows_below(rule: float, words: Sequence[Word], head: Sequence[list[Token]]) -> list[list[Token]]:
    """The rows under the last `rule` of a `head` (its height) whose table has none at its end: it goes on over the
    page, or has no more than a shaded head."""
    lines = token_lines(words)
    size = _figure_size(lines)
    out: list[list[Token]] = []
    for i, line in enumerate(lines):
        above = max(t.box.bottom for t in out[-1]) if out else rule
        far = min(t.box.top for t in line) - above > 2.2 * line[0].size
        outside = is_outside(line, size) or is_foot(line, _beside(lines, i))
        if (far and not is_aligned(row_at(lines, i), out, above) and not keeps_step(line, out)) or (
            outside and (is_fact(line) or is_larger(line, size) or not goes_on_in_column(line, [*head, *out]))
        ):
            break
        out.append(line)
    total = any(len(line) == 1 and is_total(line[0].text) for line in out)
    return out if total or any(len(line) > 2 for line in out) or first_figures(out) is not None else []


def _heights(stack: Sequence[Rule]) -> list[float]:
    out: list[float] = []
    for y in sorted((r.box.top + r.box.bottom) / 2 for r in stack):
        if not out or y - out[-1] > 3:
            out.append(y)
    return out


def _is_between(band: Sequence[Sequence[Token]], height: float, size: float) -> bool:
    """Whether what stands between two rules is no part of a table: captions, running text, or a wide nothing."""
    if not band:
        return height > 45
    if any(is_fact(line) or (size and len(line) == 1 and line[0].size > LARGER * size) for line in band):
        return True
    texts = [tidy("".join(t.text for t in line)) for line in band]
    if any(NOTE_LINE.match(text) or is_caption(line, text) for line, text in zip(band, texts, strict=True)):
        return True
    return all(is_prose(line) for line in band)


def _made(
    lines: Sequence[Sequence[Token]], heights: Sequence[float], rules: Sequence[Rule], ends: tuple[float, float]
) -> list[LedgerRegion]:
    if len(heights) < 2 or not lines or (max(map(len, lines)) < 2 and not is_rest(lines, heights, ends)):
        return []
    top, bottom = heights[0] - 2, heights[-1] + 2
    inside = tuple(
        r for r in rules if top <= r.box.top <= bottom and r.box.x0 >= ends[0] - 3 and r.box.x1 <= ends[1] + 3
    )
    return [LedgerRegion(tuple(map(tuple, lines)), inside, tuple(heights), ends)]


def _runs(lines: Sequence[list[Token]]) -> list[list[list[Token]]]:
    """Runs of near lines between titles, captions, notes and running text, without what stands apart at their ends."""
    out: list[list[list[Token]]] = []
    facts: list[Sequence[Token]] = [()]
    current: list[list[Token]] = []
    for i, (line, size) in enumerate(zip(lines, _figure_sizes(lines), strict=True)):
        above = max((t.box.bottom for t in current[-1]), default=0.0) if current else 0.0
        far = current and min(t.box.top for t in line) - above > _APART * line[0].size
        far = far and not is_aligned(row_at(lines, i), current, above)
        outside = is_outside(line, size) or is_foot(line, _beside(lines, i))
        said = is_fact(line) or is_larger(line, size)
        ends = outside and (said or not is_cell(line, current, lines[i + 1 : i + 1 + FOLLOWING]))
        if current and (far or ends):
            out.append(current)
            facts.append(())
            current = []
        if not ends:
            current.append(line)
        elif not current:
            facts[-1] = line if is_fact(line) else ()
    out.append(current)
    return [
        side
        for run, fact in zip(out, facts, strict=True)
        for side in _sides(_trimmed(run), fact)
        if is_table(side, below_fact=bool(fact)) or head_lines(side)
    ]


def _sides(run: list[list[Token]], fact: Sequence[Token]) -> list[list[list[Token]]]:
    """The run; in two where two tables stand side by side below a line that says the same of both (填报单位：…)."""
    labels = [re.split("[：:]", t.text, maxsplit=1)[0] for t in fact]
    for t, label in zip(fact[1:], labels[1:], strict=True):
        x = t.box.x0 - t.size
        if label == labels[0] and not any(o.box.x0 < x < o.box.x1 for line in run for o in line):
            sides = ([[o for o in line if (o.box.x0 > x) is right] for line in run] for right in (False, True))
            return [[line for line in side if line] for side in sides]
    return [run]


def _beside(lines: Sequence[list[Token]], at: int) -> list[list[Token]]:
    return [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]


def _trimmed(run: list[list[Token]]) -> list[list[Token]]:
    """Without lone texts at the ends that stand further off than the rows do, and in no column of them; a
    parent may stand alone above the others, and an entry of a balance at either end."""
    out = list(run)
    gaps = sorted(_gap(a, b) for a, b in itertools.pairwise(run) if len(a) > 1 and len(b) > 1)
    usual = gaps[len(gaps) // 2] if gaps else 0.0

    def apart(line: Sequence[Token], gap: float, rows: Sequence[Sequence[Token]]) -> bool:
        if len(line) > 1 or gap <= 1.6 * line[0].size or is_entry(line, rows):
            return False
        if line is out[0] and is_lone_parent(line[0], out[1 : RECENT + 1], near=gap <= 1.2 * usual):
            return False
        inner = [t for row in rows for t in row[1:] if abs(t.box.x0 - line[0].box.x0) < 0.3 * t.size]
        return gap > 1.2 * usual or not inner

    while len(out) > 1 and apart(out[0], _gap(out[0], out[1]), out[1:]):
        out.pop(0)
    while len(out) > 1 and apart(out[-1], _gap(out[-2], out[-1]), out[:-1]):
        out.pop()
    return out


def _gap(above: Sequence[Token], below: Sequence[Token]) -> float:
    return below[0].box.top - above[0].box.bottom


def _figure_sizes(lines: Sequence[Sequence[Token]]) -> list[float]:
    """The commonest size of figures for each line: that of its own table, where lines say of what each table is (its
    unit), that of all where it has none."""
    whole = _figure_size(lines)
    starts = [0, *(i for i, line in enumerate(lines) if i and is_fact(line)), len(lines)]
    return [size for a, b in itertools.pairwise(starts) for size in [_figure_size(lines[a:b]) or whole] * (b - a)]


def _figure_size(lines: Sequence[Sequence[Token]]) -> float:
    """The commonest font size of figures that share their line with other texts, a page's number with its dashes left
    out; 0 where there are none."""
    shared = [n for n in lines if len(n) > 1 and not FOOT.fullmatch(tidy("".join(t.text for t in n)))]
    sizes = Counter(round(t.size, 1) for line in shared for t in line if t.figure)
    return sizes.most_common(1)[0][0] if sizes else 0.0
