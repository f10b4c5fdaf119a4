"""Names on several lines beside figures: figures stand on one line, so that each shows the level of a row, and the
lines of its name stand around it, or begin on it. Where all lines of a column fall into place so, the levels say where
a name ends, however near to one another rows are set."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import groupby, pairwise

from services.extract.core import long_codes
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.placements import (
    AT,
    LINES,
    LINES_BESIDE_CODES,
    SAME,
    Beside,
    Placement,
    likeliest,
    lines_of,
    nearest,
    placements,
    usual_place,
)
from services.extract.core.ledger.stacks import Stack, cell_of
from services.extract.core.ledger.tokens import Token

#: nor further than the nearest lines of any text, up to this factor; two lines are no nearer than that (font sizes)
_ANY, _LEAST = 1.2, 0.9
#: a line is so long (font sizes), and is full if it ends no further before the end of its column
_LONG, _FULL = 6.0, 1.6
#: what no line is broken within, with the mark behind it that begins none, and the width of its letters (font sizes)
_WORD, _UNBROKEN = re.compile(r"[A-Za-z\d][A-Za-z\d.,:/+-]*%?[，。、；：）]?"), 0.55
#: so many lines of two columns are not level by chance
_FEWEST_LINES = 4
#: a code stands at this share of the levels at the least
_CODED = 0.7
_CODE = re.compile(r"\d{3,9}")


def parted_at_levels(
    stacks: Sequence[Stack], stops: Sequence[float], known: Set[int] = frozenset(), *, begun: bool = True
) -> tuple[list[Stack], list[Stack]]:
    """The cells, those of columns of names left of figures as the levels of the figures part them; and those of them
    that are new. Nothing goes on across one of the rules at `stops`. A balance is left as it is: its entries need no
    figures. So are columns whose texts are `known` apart, where no column tells how cells are set. `begun`: whether the
    page before may have begun the first row."""
    if beginnings([(s.first, t) for s in stacks for t in s.tokens]):
        return list(stacks), []
    columns = [list(g) for _, g in groupby(sorted(stacks, key=lambda s: s.first), key=lambda s: s.first)]
    by_line = _level_by_line(columns)
    by_known = {k for k, cells in enumerate(columns) if cells[0].first in known}
    ways = _ways(columns, stops, begun=begun)
    usual = usual_place(ways.values(), begun=begun)
    out: list[Stack] = []
    new: list[Stack] = []
    for k, cells in enumerate(columns):
        column = [s for s in cells if s.first == s.last]
        if k in by_line and column == cells:
            found = [[cell_of(s, line) for line in lines_of(s.tokens)] for s in cells]
            new += [s for own in found if len(own) > 1 for s in own]
            out += [s for own in found for s in own]
            continue
        lines = lines_of([t for s in column for t in s.tokens])
        best = likeliest(ways[k], lines, usual) if k in ways and (k not in by_known or usual) else None
        if best is None:
            out += cells
            continue
        old = {(s.top, s.bottom) for s in column}
        parted = [cell_of(column[0], [t for line in lines[start:end] for t in line]) for start, end in best.parts]
        out += [s for s in cells if s.first < s.last] + parted
        new += [s for s in parted if (s.top, s.bottom) not in old]
    return out, new


def _ways(columns: Sequence[Sequence[Stack]], stops: Sequence[float], *, begun: bool) -> dict[int, list[Placement]]:
    """The ways in which the names of each column of words beside figures may stand."""
    figures = [_figures(column) for column in columns]
    far = _ANY * min((d for column in columns for d in _distances(column)), default=float("inf"))
    codes = [t for t in figures[0] if _CODE.fullmatch(t.text)] if figures else []
    heights = [_levels(texts) for texts in figures]
    out: dict[int, list[Placement]] = {}
    for k, cells in enumerate(columns):
        column = [s for s in cells if s.first == s.last]
        if not column or any(t.figure for s in column for t in s.tokens):
            continue
        right = [t for c, texts in zip(columns[k + 1 :], figures[k + 1 :], strict=True) if texts for t in _shown(c)]
        levels = _levels([*codes, *right] if right else ())
        if not right:  # what is said of the rows, behind their figures: several of them may have run together
            behind = _levels([t for c, texts in zip(columns[:k], figures[:k], strict=True) if texts for t in _shown(c)])
            levels = behind if len(behind) > len(column) or are_long(column) else levels
        most = LINES_BESIDE_CODES if len(codes) > _CODED * len(levels) else LINES
        others = [_levels([t for s in c for t in s.tokens]) for c in columns if c is not cells]
        lines = lines_of([t for s in column for t in s.tokens])
        if len(levels) > 1:
            out[k] = placements(lines, levels, stops, most, Beside(heights, others, far), begun=begun)
    return out


def parted_between(stacks: Sequence[Stack]) -> tuple[list[Stack], list[Stack]]:
    """The cells, those whose lines each stand level with texts of one line on both sides as a cell a line, for no text
    stands for several rows right of labels that stand for one each; and those of them that are new."""
    single = [s for s in stacks if len(s.tokens) == 1]
    out: list[Stack] = []
    new: list[Stack] = []
    for s in stacks:
        lines = lines_of(s.tokens)
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
    columns = [lines_of([t for s in own for t in s.tokens]) for _, own in by_column]
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


def _level_by_line(columns: Sequence[Sequence[Stack]]) -> set[int]:
    """The columns whose lines are all level with those of another, one by one, where half of those of one of the two
    have digits: a row stands at each line. No row does where figures beside them stand at none of the lines."""
    lines = [lines_of([t for s in c for t in s.tokens]) for c in columns]
    figures = [t for c in columns for t in _figures(c)]
    found: set[int] = set()
    for i, values in enumerate(lines):
        digits = sum(any(c.isdigit() for t in line for c in t.text) for line in values)
        if len(values) >= _FEWEST_LINES and 2 * digits >= len(values):
            heights = [line[0].middle for line in values]
            if figures and all(nearest(heights, t.middle, AT * t.size) is None for t in figures):
                continue
            level = {k for k, names in enumerate(lines) if k != i and _are_level(names, values)}
            found |= {i, *level} if level else set()
    return found


def _are_level(names: Sequence[Sequence[Token]], values: Sequence[Sequence[Token]]) -> bool:
    """Whether two columns have as many lines, each level with one of the other's."""
    return len(names) == len(values) and all(
        abs(a[0].middle - b[0].middle) < AT * a[0].size for a, b in zip(names, values, strict=True)
    )


def _level_both_sides(t: Token, column: int, single: Sequence[Stack]) -> bool:
    level = [s for s in single if abs(s.middle - t.middle) < AT * t.size]
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


def _levels(figures: Sequence[Token]) -> list[float]:
    """The heights at which figures stand, from top to bottom."""
    out: list[float] = []
    for t in sorted(figures, key=lambda t: t.middle):
        if not out or t.middle - out[-1] > SAME * t.size:
            out.append(t.middle)
    return out
