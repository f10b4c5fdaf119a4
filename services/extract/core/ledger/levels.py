"""Names on several lines beside figures: figures stand on one line, so that each shows the level of a row, and the
lines of its name stand around it, or begin on it. Where all lines of a column fall into place so, the levels say where
a name ends, however near to one another rows are set."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import groupby, pairwise
from statistics import median

from services.extract.core import long_codes, numbering
from services.extract.core.heads.lexicon import OF_WHICH
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.stacks import Stack, cell_of
from services.extract.core.ledger.tokens import Token

#: a name stands at its level if it is no further off (font sizes)
_AT = 0.2
#: and all that are set at the top, or at the foot, as far off, up to this (font sizes)
_ALIKE_OFF = 0.15
#: lines nearer than this to one another (font sizes) are one
_SAME = 0.3
#: lines of a name are no further apart than this (font sizes), and all as far as the nearest two, up to that factor
_LEADING, _EVEN = 1.9, 1.08
#: the lines of a name begin no further apart than this (font sizes)
_INDENT = 0.3
#: lines of so many columns that all stand level with those of a name, in rows set as near as lines, are of rows
_ALIKE = 2
#: nor further than the nearest lines of any text, up to this factor; two lines are no nearer than that (font sizes)
_ANY, _LEAST = 1.2, 0.9
#: lines that a name has at the most; and beside codes, which nearly all rows have then
_LINES, _LINES_BESIDE_CODES = 6, 24
#: lines that the rest of a name has at the most
_LEAD = 2
#: a line is so long (font sizes), and is full if it ends no further before the end of its column
_LONG, _FULL = 6.0, 1.6
#: what no line is broken within, with the mark behind it that begins none, and the width of its letters (font sizes)
_WORD, _UNBROKEN = re.compile(r"[A-Za-z\d][A-Za-z\d.,:/+-]*%?[，。、；：）]?"), 0.55
#: so many lines of two columns are not level by chance
_FEWEST_LINES = 4
#: nor are so many names each centred on a level
_FEWEST_NAMES = 4
#: lines of a column that are tried; no page has more
_MOST = 400
#: a code stands at this share of the levels at the least
_CODED = 0.7
_CODE = re.compile(r"\d{3,9}")

#: what numbers rows that head others: 一、 and （一）
_HEADING = (2, 3)

_Place = Callable[[Sequence[float]], float]


def _centre(heights: Sequence[float]) -> float:
    return (heights[0] + heights[-1]) / 2


def _top(heights: Sequence[float]) -> float:
    return heights[0]


def _foot(heights: Sequence[float]) -> float:
    return heights[-1]


class Setting(Enum):
    """How the texts of cells stand beside the level of their row."""

    TOP = "top"
    CENTRE = "centre"


_PLACES: tuple[_Place, ...] = (_centre, _top, _foot)


def parted_at_levels(
    stacks: Sequence[Stack], stops: Sequence[float], known: Set[int] = frozenset()
) -> tuple[list[Stack], list[Stack]]:
    """The cells, those of columns of names left of figures as the levels of the figures part them; and those of them
    that are new. Nothing goes on across one of the rules at `stops`. A balance is left as it is: its entries need no
    figures. So are columns whose texts are `known` apart."""
    if beginnings([(s.first, t) for s in stacks for t in s.tokens]):
        return list(stacks), []
    columns = [list(g) for _, g in groupby(sorted(stacks, key=lambda s: s.first), key=lambda s: s.first)]
    figures = [_figures(column) for column in columns]
    far = _ANY * min((d for column in columns for d in _distances(column)), default=float("inf"))
    codes = [t for t in figures[0] if _CODE.fullmatch(t.text)] if figures else []
    out: list[Stack] = []
    new: list[Stack] = []
    by_line = _level_by_line(columns)
    by_known = {k for k, cells in enumerate(columns) if cells[0].first in known}
    for k, cells in enumerate(columns):
        column = [s for s in cells if s.first == s.last]
        if k in by_line and column == cells:
            found = [[cell_of(s, line) for line in _lines(s.tokens)] for s in cells]
            new += [s for own in found if len(own) > 1 for s in own]
            out += [s for own in found for s in own]
            continue
        if k in by_known or not column or any(t.figure for s in column for t in s.tokens):
            out += cells
            continue
        out += [s for s in cells if s.first < s.last]
        right = [t for c, texts in zip(columns[k + 1 :], figures[k + 1 :], strict=True) if texts for t in _shown(c)]
        levels = _levels([*codes, *right] if right else ())
        if not right:  # what is said of the rows, behind their figures: several of them may have run together
            behind = _levels([t for c, texts in zip(columns[:k], figures[:k], strict=True) if texts for t in _shown(c)])
            levels = behind if len(behind) > len(column) or are_long(column) else levels
        most = _LINES_BESIDE_CODES if len(codes) > _CODED * len(levels) else _LINES
        old = {(s.top, s.bottom) for s in column}
        beside = [_levels(texts) for texts in figures]
        lines = [_levels([t for s in c for t in s.tokens]) for c in columns if c is not cells]
        parted = _parted(column, levels, stops, most, _Beside(beside, lines, far)) if len(levels) > 1 else None
        out += column if parted is None else parted
        new += [s for s in parted or () if (s.top, s.bottom) not in old]
    return out, new


def parted_between(stacks: Sequence[Stack]) -> tuple[list[Stack], list[Stack]]:
    """The cells, those whose lines each stand level with texts of one line on both sides as a cell a line, for no text
    stands for several rows right of labels that stand for one each; and those of them that are new."""
    single = [s for s in stacks if len(s.tokens) == 1]
    out: list[Stack] = []
    new: list[Stack] = []
    for s in stacks:
        lines = _lines(s.tokens)
        if len(lines) > 1 and s.first == s.last and all(_level_both_sides(t, s.first, single) for t in s.tokens):
            cells = [cell_of(s, line) for line in lines]
            new += cells
            out += cells
        else:
            out.append(s)
    return out, new


def are_long(column: Sequence[Stack]) -> bool:
    """Whether half of the lines of a column are long, no figures, and end where it does, or as near as the figure or
    Latin word that begins the next one leaves them: those of texts that go on below."""
    by_column = groupby(sorted(column, key=lambda s: s.first), key=lambda s: s.first)
    columns = [_lines([t for s in own for t in s.tokens]) for _, own in by_column]
    size = max(t.size for lines in columns for line in lines for t in line)
    full = _LONG * size
    end = max(t.box.x1 for lines in columns for line in lines for t in line) - _FULL * size
    long = sum(
        not line[0].figure
        and line[-1].box.x1 - line[0].box.x0 > full
        and line[-1].box.x1 > end - _UNBROKEN * size * _unbroken(below)
        for lines in columns
        for line, below in zip(lines, [*(line[0].text for line in lines[1:]), ""], strict=True)
    )
    return 2 * long >= sum(map(len, columns)) > 1


def _unbroken(text: str) -> int:
    """How many letters at the beginning of a line no line is broken between."""
    found = _WORD.match(text)
    return len(found.group()) if found else 0


def count_at(tokens: Sequence[Token], levels: Sequence[float], setting: Setting) -> int:
    """How many texts the lines of a column are that stand each at one of the `levels`, set as said; 0 where they do
    not."""
    lines = _lines(tokens)
    place = _top if setting is Setting.TOP else _centre
    return len(_cuts(lines, levels, (), lines[0][0].size, place, _LINES)) if 0 < len(lines) <= _MOST else 0


def _level_by_line(columns: Sequence[Sequence[Stack]]) -> set[int]:
    """The columns whose lines are all level with those of another, one by one, where half of those of one of the two
    have digits: a row stands at each line. No row does where figures beside them stand at none of the lines."""
    lines = [_lines([t for s in c for t in s.tokens]) for c in columns]
    figures = [t for c in columns for t in _figures(c)]
    found: set[int] = set()
    for i, values in enumerate(lines):
        digits = sum(any(c.isdigit() for t in line for c in t.text) for line in values)
        if len(values) >= _FEWEST_LINES and 2 * digits >= len(values):
            heights = [line[0].middle for line in values]
            if figures and all(_nearest(heights, t.middle, _AT * t.size) is None for t in figures):
                continue
            level = {k for k, names in enumerate(lines) if k != i and _are_level(names, values)}
            found |= {i, *level} if level else set()
    return found


def _are_level(names: Sequence[Sequence[Token]], values: Sequence[Sequence[Token]]) -> bool:
    """Whether two columns have as many lines, each level with one of the other's."""
    return len(names) == len(values) and all(
        abs(a[0].middle - b[0].middle) < _AT * a[0].size for a, b in zip(names, values, strict=True)
    )


def _level_both_sides(t: Token, column: int, single: Sequence[Stack]) -> bool:
    level = [s for s in single if abs(s.middle - t.middle) < _AT * t.size]
    return any(s.last < column for s in level) and any(s.first > column for s in level)


def _distances(column: Sequence[Stack]) -> list[float]:
    """The distances of the lines of a column's texts that are no figures."""
    lines = sorted((t for s in column for t in s.tokens if not t.figure), key=lambda t: t.middle)
    return [b.middle - a.middle for a, b in pairwise(lines) if b.middle - a.middle > _LEAST * b.size]


def _figures(column: Sequence[Stack]) -> list[Token]:
    """The figures of a column, but the lines of long codes."""
    tokens = [t for s in column for t in s.tokens]
    return [] if long_codes.are_pieces([t.text for t in tokens]) else [t for t in tokens if t.figure]


def _shown(column: Sequence[Stack]) -> list[Token]:
    """The figures of a column, and the dashes that stand for one."""
    return [t for s in column for t in s.tokens if t.numeric]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a column of names: the levels of each column's figures, those of the lines of each column but
    that of the names, and how far apart no two lines of a text are."""

    figures: Sequence[Sequence[float]]
    lines: Sequence[Sequence[float]]
    far: float

    def parts(self, heights: Sequence[float], size: float, *, even: bool) -> bool:
        """Whether lines of a cell are of several rows: two stand level with a figure of one column each, or, where rows
        are set as near as lines (`even`), all with lines of several columns."""

        def level(levels: Sequence[float]) -> int:
            return sum(_nearest(levels, y, _AT * size) is not None for y in heights)

        if any(level(figures) > 1 for figures in self.figures):
            return True
        between = (heights[0] + heights[-1]) / 2
        if len(heights) % 2 == 0 and any(_nearest(levels, between, _AT * size) is not None for levels in self.figures):
            return False  # a figure stands between its lines: it is that of one row
        alike = sum(level(lines) == len(heights) for lines in self.lines)
        return even and len(heights) > 1 and alike >= _ALIKE


def _levels(figures: Sequence[Token]) -> list[float]:
    """The heights at which figures stand, from top to bottom."""
    out: list[float] = []
    for t in sorted(figures, key=lambda t: t.middle):
        if not out or t.middle - out[-1] > _SAME * t.size:
            out.append(t.middle)
    return out


def _parted(
    column: Sequence[Stack],
    levels: Sequence[float],
    stops: Sequence[float],
    most: int,
    beside: _Beside,
) -> list[Stack] | None:
    """The cells of a column of names, each at a level of its own and of so many lines at the `most`; None where some
    stand at none, or at two of the figures of a column `beside`. No two of its lines are as `far` apart. Where they may
    be centred, at the top and at the foot, the lines of each name begin at one place, if that tells; else two cells
    stand further apart than lines, and then as many levels as may be have a name. None as well where a numbered line
    without figures heads the rows below it."""
    lines = _lines([t for s in column for t in s.tokens])
    if len(lines) > _MOST or _any_heads(lines, levels):
        return None
    size = median(t.size for line in lines for t in line)
    heights = [line[0].middle for line in lines]
    ways = {place: list(pairwise((0, *_cuts(lines, levels, stops, size, place, most)))) for place in _PLACES}
    begun = [place for place, parts in ways.items() if parts and _begin_alike(lines, parts, size)]
    told = len(begun) == 1 and len(ways[begun[0]]) > 1 and not _begin_alike(lines, [(0, len(lines))], size)
    told = told and not any(p and place is not begun[0] and _hang(lines, p, size) for place, p in ways.items())
    found: list[tuple[bool, int, float, list[tuple[int, int]]]] = []
    for place, parts in ways.items() if not told else [(begun[0], ways[begun[0]])]:
        inner = [b - a for start, end in parts for a, b in pairwise(heights[start:end])]
        outer = [heights[end] - heights[end - 1] for _, end in parts[:-1]]
        # At the foot stands as well the rest of a name from the page before, over the next row's.
        apart = told or place is not _foot or not outer or min(outer) > _EVEN * max(inner, default=0.0)
        even = bool(inner and outer) and min(outer) < _EVEN * max(inner)
        one = not any(beside.parts(heights[start:end], size, even=even) for start, end in parts)
        off = _spread([place(heights[start:end]) for start, end in parts], levels, _AT * size)
        one = one and (place is _centre or off < _ALIKE_OFF * size)
        alike = max(inner, default=0.0) <= min(_EVEN * min(inner, default=0.0), beside.far)
        alike = alike or (place is _centre and _FEWEST_NAMES < len(parts) >= len(levels) - 1)
        if inner and alike and apart and one:
            more = min(outer, default=0.0) - max(inner)
            found.append((more > 0, len(parts), more, parts))
    if not found:
        return None
    *_, parts = max(found)
    return [cell_of(column[0], [t for line in lines[start:end] for t in line]) for start, end in parts]


def _spread(heights: Sequence[float], levels: Sequence[float], reach: float) -> float:
    """How unlike one another the distances of heights from their levels are, where they have one: a font sets all names
    off alike."""
    found = ((y, _nearest(levels, y, reach)) for y in heights)
    off = [y - levels[at] for y, at in found if at is not None]
    return max(off, default=0.0) - min(off, default=0.0)


def _any_heads(lines: Sequence[Sequence[Token]], levels: Sequence[float]) -> bool:
    """Whether a line that begins with a numeral stands at no level and those above and below it at one each: it is no
    part of either name."""
    at = [_nearest(levels, line[0].middle, _AT * line[0].size) is not None for line in lines]
    return any(
        not at[i] and at[i - 1] and at[i + 1] and numbering.level(lines[i][0].text) in _HEADING
        for i in range(1, len(lines) - 1)
    )


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of a column by their lines: several on one, where a gap parts them."""
    lines: list[list[Token]] = []
    for t in sorted(tokens, key=lambda t: (t.middle, t.box.x0)):
        if lines and t.middle - lines[-1][0].middle < _SAME * t.size:
            lines[-1].append(t)
        else:
            lines.append([t])
    return lines


def _begin_alike(lines: Sequence[Sequence[Token]], parts: Sequence[tuple[int, int]], size: float) -> bool:
    """Whether the lines of each part begin at one place: a level of names is set in by a margin of its own."""
    lefts = [[line[0].box.x0 for line in lines[start:end]] for start, end in parts]
    return all(max(each) - min(each) < _INDENT * size for each in lefts)


def _hang(lines: Sequence[Sequence[Token]], parts: Sequence[tuple[int, int]], size: float) -> bool:
    """Whether the next lines of each part begin where its first one does, or at the left end of the column: names that
    blanks set in go on there."""
    left = min(line[0].box.x0 for line in lines)
    firsts = {i: lines[start][0].box.x0 for start, end in parts for i in range(start + 1, end)}
    return all(min(abs(lines[i][0].box.x0 - x) for x in (left, own)) < _INDENT * size for i, own in firsts.items())


def _cuts(
    lines: Sequence[Sequence[Token]],
    levels: Sequence[float],
    stops: Sequence[float],
    size: float,
    place: _Place,
    most: int,
) -> tuple[int, ...]:
    """Behind which lines a name ends, so that each stands at a level and as many levels as may be have one; none where
    that cannot be. A name that begins with 其中 may stand at none. Lines above the first level may be the rest of a
    name that the page before began: several names then stand where they should."""
    heights = [line[0].middle for line in lines]
    parts = [line[0].text.startswith(OF_WHICH) for line in lines]

    @cache
    def rest(start: int, level: int) -> tuple[int, ...] | None:
        if start == len(heights):
            return ()
        best: tuple[int, ...] | None = None
        for end in range(start + 1, min(start + most, len(heights)) + 1):
            if end - start > 1 and (parts[end - 1] or not _near(heights[end - 2], heights[end - 1], stops, size)):
                break
            at = _nearest(levels, place(heights[start:end]), _AT * size)
            at = at if at is not None and at >= level else None
            further = rest(end, level if at is None else at + 1) if at is not None or parts[start] else None
            if further is not None and (best is None or len(further) + 1 > len(best)):
                best = (end, *further)
        return best

    cuts = rest(0, 0) or ()
    for lead in range(1, _LEAD + 1):
        if lead < len(heights) and heights[lead - 1] < levels[0] - _AT * size:
            further = rest(lead, 0) or ()
            cuts = (lead, *further) if len(further) > max(len(cuts), 1) else cuts
    return cuts


def _near(above: float, below: float, stops: Sequence[float], size: float) -> bool:
    return below - above <= _LEADING * size and not any(above < y < below for y in stops)


def _nearest(levels: Sequence[float], height: float, reach: float) -> int | None:
    """The level at a height, if there is one."""
    i = bisect_left(levels, height - reach)
    return i if i < len(levels) and levels[i] <= height + reach else None
