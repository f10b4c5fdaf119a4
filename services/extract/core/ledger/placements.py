"""Where the lines of a column's names stand beside the levels of rows: each name around its level, or with its first
line or its last one on it. Rows may be no further apart than lines are: then another column, or the names that code
lists have, tell which of the ways it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from services.extract.core import numbering
from services.extract.core.heads.lexicon import OF_WHICH
from services.extract.core.ledger.tokens import Token
from services.extract.core.names import Names
from shared.codes import load
from shared.model.fold import ideographs

#: lines nearer than this to one another (font sizes) are one
SAME = 0.3
#: lines that a name has at the most; and beside codes, which nearly all rows have then
LINES, LINES_BESIDE_CODES = 6, 24
#: a name stands at its level if it is no further off (font sizes)
AT = 0.2
#: and all that are set at the top, or at the foot, as far off, up to this (font sizes)
_ALIKE_OFF = 0.15
#: lines of a name are no further apart than this (font sizes), and all as far as the nearest two, up to that factor, as
#: letters of another font among them are higher; nearer than by this factor lines of two names are as near
_LEADING, _EVENLY, _EVEN = 1.9, 1.15, 1.08
#: the lines of a name begin no further apart than this (font sizes)
_INDENT = 0.3
#: lines of so many columns that all stand level with those of a name, in rows set as near as lines, are of rows
_ALIKE = 2
#: but not where so many columns of figures are level with one of its lines: a label has one or two of its own
_FIGURED = 3
#: lines that the rest of a name has at the most
_LEAD = 2
#: so many names each centred on a level are not level by chance, nor so many of several lines, set in any way
_FEWEST_NAMES, _FEWEST_WRAPPED = 4, 2
#: names of one column begin with so many letters alike (those of a county, say)
_BEGIN = 3
#: lines of a column that are tried; no page has more
_MOST = 400
#: what numbers rows that head others: 一、 and （一）
_HEADING = (2, 3)

Lines = Sequence[Sequence[Token]]
"""the tokens of a column by their lines"""
Place = Callable[[Sequence[float]], float]


def centre(heights: Sequence[float]) -> float:
    return (heights[0] + heights[-1]) / 2


def top(heights: Sequence[float]) -> float:
    return heights[0]


def _foot(heights: Sequence[float]) -> float:
    return heights[-1]


_PLACES: tuple[Place, ...] = (centre, top, _foot)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a column of names: the levels of each column's figures, those of the lines of each column but
    that of the names, and how far apart no two lines of a text are."""

    figures: Sequence[Sequence[float]]
    lines: Sequence[Sequence[float]]
    far: float

    def parts(self, heights: Sequence[float], size: float, at: float, *, even: bool) -> bool:
        """Whether lines of a cell are of several rows: two stand level with a figure of one column each, or, where rows
        are set as near as lines (`even`), all with lines of several columns, and no row of figures is where the cell
        would have its own (`at`), be it a single one that stands between two lines."""

        def level(levels: Sequence[float], heights: Sequence[float]) -> int:
            return sum(nearest(levels, y, AT * size) is not None for y in heights)

        if any(level(figures, heights) > 1 for figures in self.figures):
            return True
        alike = sum(level(lines, heights) == len(heights) for lines in self.lines)
        if not even or len(heights) < 2 or alike < _ALIKE:
            return False
        between = all(abs(y - at) > AT * size for y in heights)
        return sum(level(figures, [at]) for figures in self.figures) < (1 if between else _FIGURED)


@dataclass(frozen=True, slots=True)
class Placement:
    """A way in which the names of a column may stand: the lines (first, and behind the last) of each. `apart`: whether
    two names stand further apart than two lines; `more`: by how much, in points."""

    place: Place
    parts: Sequence[tuple[int, int]]
    apart: bool
    more: float

    def wrapped(self, *, begun: bool) -> int:
        """How many names have several lines; the first does not count where the page before may have `begun` it."""
        return sum(end - start > 1 for start, end in self.parts[begun:])

    def names(self, lines: Lines) -> list[str]:
        return ["".join(t.text for line in lines[start:end] for t in line) for start, end in self.parts]


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of a column by their lines: several on one, where a gap parts them."""
    lines: list[list[Token]] = []
    for t in sorted(tokens, key=lambda t: (t.middle, t.box.x0)):
        if lines and t.middle - lines[-1][0].middle < SAME * t.size:
            lines[-1].append(t)
        else:
            lines.append([t])
    return lines


def placements(
    lines: Lines, levels: Sequence[float], stops: Sequence[float], most: int, beside: Beside, *, begun: bool
) -> list[Placement]:
    """The ways in which the lines of a column may be names, each at a level of its own and of so many lines at the
    `most`; none where some stand at none, or at two of the figures of a column `beside`. No two lines of a name are as
    `far` apart. Where they may be centred, at the top and at the foot, the lines of each name begin at one place, if
    that tells. None as well where a numbered line without figures heads the rows below it. `begun`: whether the page
    before may have begun the first name."""
    if len(lines) > _MOST or _any_heads(lines, levels):
        return []
    size = median(t.size for line in lines for t in line)
    heights = [_height(line) for line in lines]
    lead = _LEAD if begun else 0
    ways = {place: list(pairwise((0, *_cuts(lines, levels, stops, size, place, most, lead)))) for place in _PLACES}
    alike = [place for place, parts in ways.items() if parts and _begin_alike(lines, parts, size)]
    told = len(alike) == 1 and len(ways[alike[0]]) > 1 and not _begin_alike(lines, [(0, len(lines))], size)
    told = told and not any(p and place is not alike[0] and _hang(lines, p, size) for place, p in ways.items())
    found: list[Placement] = []
    for place, parts in ways.items() if not told else [(alike[0], ways[alike[0]])]:
        inner = [b - a for start, end in parts for a, b in pairwise(heights[start:end])]
        outer = [heights[end] - heights[end - 1] for _, end in parts[:-1]]
        even = bool(inner and outer) and min(outer) < _EVEN * max(inner)
        one = not any(
            beside.parts(heights[start:end], size, place(heights[start:end]), even=even) for start, end in parts
        )
        off = _spread([place(heights[start:end]) for start, end in parts], levels, AT * size)
        one = one and (place is centre or off < _ALIKE_OFF * size)
        evenly = max(inner, default=0.0) <= min(_EVENLY * min(inner, default=0.0), beside.far)
        evenly = evenly or (place is centre and _FEWEST_NAMES < len(parts) >= len(levels) - 1)
        if inner and evenly and one:
            more = min(outer, default=0.0) - max(inner)
            # At the foot stands as well the rest of a name from the page before, over the next row's.
            apart = told or place is not _foot or not outer or min(outer) > _EVEN * max(inner)
            found.append(Placement(place, parts, apart, more))
    return found


def count_at(tokens: Sequence[Token], levels: Sequence[float], place: Place) -> int:
    """How many texts the lines of a column are that stand each at one of the `levels`, set as said; 0 where they do
    not."""
    lines = lines_of(tokens)
    if not 0 < len(lines) <= _MOST:
        return 0
    return len(_cuts(lines, levels, (), lines[0][0].size, place, LINES, _LEAD))


def usual_place(columns: Collection[Sequence[Placement]], *, begun: bool) -> Place | None:
    """The place of the names of a table, where columns show one by themselves, and all the same."""
    told = Counter[Place]()
    for ways in columns:
        if len(ways) == 1 and (wrapped := ways[0].wrapped(begun=begun)):
            told[ways[0].place] += wrapped
    return next(iter(told)) if len(told) == 1 and told.total() >= _FEWEST_WRAPPED else None


def likeliest(ways: Sequence[Placement], lines: Lines, usual: Place | None) -> Placement | None:
    """The way in which the names of a column stand: as in the columns that show it (`usual`); else that in which the
    most of them are names of a code list, or come again; else that in which the fewest go on with a line that begins as
    names do; else two names stand further apart than lines, and then as many levels as may be have one."""
    own = next((way for way in ways if way.place is usual), None)
    if own is not None:
        return own
    for worth in (_known, _begun_within):
        worths = [worth(way, lines) for way in ways]
        if len(ways) > 1 and worths.count(max(worths)) == 1:
            return ways[worths.index(max(worths))]
    return max((w for w in ways if w.apart), key=lambda w: (w.more > 0, len(w.parts), w.more), default=None)


def _known(way: Placement, lines: Lines) -> int:
    """How many of the names are in a code list, or come again."""
    names, listed = way.names(lines), Names(codes=load())
    return sum(names.count(name) > 1 or listed.lists(name) for name in names)


def _begun_within(way: Placement, lines: Lines) -> int:
    """How many lines within names begin as names do, less than none."""
    begins = {lines[start][0].text[:_BEGIN] for start, _ in way.parts}
    within = (lines[i][0].text for start, end in way.parts for i in range(start + 1, end))
    return -sum(len(text) > _BEGIN and text[:_BEGIN] in begins for text in within)


def _height(line: Sequence[Token]) -> float:
    """The height of a line's middle: that of its text with the most ideographs; letters of other fonts are off it."""
    return max(line, key=lambda t: ideographs(t.text)).middle


def _spread(heights: Sequence[float], levels: Sequence[float], reach: float) -> float:
    """How unlike one another the distances of heights from their levels are, where they have one: a font sets all names
    off alike."""
    found = ((y, nearest(levels, y, reach)) for y in heights)
    off = [y - levels[at] for y, at in found if at is not None]
    return max(off, default=0.0) - min(off, default=0.0)


def _any_heads(lines: Lines, levels: Sequence[float]) -> bool:
    """Whether a line that begins with a numeral stands at no level and those above and below it at one each: it is no
    part of either name."""
    at = [nearest(levels, line[0].middle, AT * line[0].size) is not None for line in lines]
    return any(
        not at[i] and at[i - 1] and at[i + 1] and numbering.level(lines[i][0].text) in _HEADING
        for i in range(1, len(lines) - 1)
    )


def _begin_alike(lines: Lines, parts: Sequence[tuple[int, int]], size: float) -> bool:
    """Whether the lines of each part begin at one place: a level of names is set in by a margin of its own."""
    lefts = [[line[0].box.x0 for line in lines[start:end]] for start, end in parts]
    return all(max(each) - min(each) < _INDENT * size for each in lefts)


def _hang(lines: Lines, parts: Sequence[tuple[int, int]], size: float) -> bool:
    """Whether the next lines of each part begin where its first one does, or at the left end of the column: names that
    blanks set in go on there."""
    left = min(line[0].box.x0 for line in lines)
    firsts = {i: lines[start][0].box.x0 for start, end in parts for i in range(start + 1, end)}
    return all(min(abs(lines[i][0].box.x0 - x) for x in (left, own)) < _INDENT * size for i, own in firsts.items())


def _cuts(
    lines: Lines, levels: Sequence[float], stops: Sequence[float], size: float, place: Place, most: int, most_lead: int
) -> tuple[int, ...]:
    """Behind which lines a name ends, so that each stands at a level and as many levels as may be have one; none where
    that cannot be. A name that begins with 其中 may stand at none. So many lines above the first level may be the rest
    of a name that the page before began: several names then stand where they should."""
    heights = [_height(line) for line in lines]
    parts = [line[0].text.startswith(OF_WHICH) for line in lines]

    @cache
    def rest(start: int, level: int) -> tuple[int, ...] | None:
        if start == len(heights):
            return ()
        best: tuple[int, ...] | None = None
        for end in range(start + 1, min(start + most, len(heights)) + 1):
            if end - start > 1 and (parts[end - 1] or not _near(heights[end - 2], heights[end - 1], stops, size)):
                break
            at = nearest(levels, place(heights[start:end]), AT * size)
            at = at if at is not None and at >= level else None
            further = rest(end, level if at is None else at + 1) if at is not None or parts[start] else None
            if further is not None and (best is None or len(further) + 1 > len(best)):
                best = (end, *further)
        return best

    cuts = rest(0, 0) or ()
    for lead in range(1, most_lead + 1):
        if lead < len(heights) and heights[lead - 1] < levels[0] - AT * size:
            further = rest(lead, 0) or ()
            cuts = (lead, *further) if len(further) > max(len(cuts), 1) else cuts
    return cuts


def _near(above: float, below: float, stops: Sequence[float], size: float) -> bool:
    return below - above <= _LEADING * size and not any(above < y < below for y in stops)


def nearest(levels: Sequence[float], height: float, reach: float) -> int | None:
    """The level at a height, if there is one."""
    i = bisect_left(levels, height - reach)
    return i if i < len(levels) and levels[i] <= height + reach else None
