"""Names side by side, each wrapped in its column: 项目类别, 项目名称, 项目单位 before the figures of a project.

Their pieces come in the order of the page (a line has a piece of each cell that reaches it, and cells are centred on
their row or hang from its top) or cell by cell. What parts them is the same: a column is as wide in one row as in the
others, so a line is broken only where the next letter had no room in any of them; and names come again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, islice, pairwise, product
from math import inf

from services.extract.core.numbering import width
from services.extract.core.streams.rows import Known, Placed, is_total
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.fold import is_cjk
from shared.model.table import Role

_FEWEST, _MOST = 3, 5
"""columns of names: `name_and_text` and `label_columns` know more of two"""
_MOST_LINES = 4
"""of a cell"""
_MOST_FOLLOWED, _MOST_WAYS = 150, 60
"""ways to see the rows so far that are followed, and ways to see one row: of more nothing tells the right one"""
_UNBREAKABLE = re.compile(r"[（(《“【]*(?:[!-'*-~]+|.)[，。；：、！？）》”,;:)]*")
"""what stays together at the start of a line"""
_NEVER_FIRST = tuple("，。；：、！？（）》”,;:()")
"""letters that no name begins with"""
_SHORTEST = 2
"""letters of a name"""
_KIND = "project.kind"
_ITEM, _UNIT = "item", "unit"
_LOOSE = 2
"""how far letters other than ideographs are narrower or wider than they are counted"""
_STRANGE = 1
"""against each kind and unit more, and each project again; against a unit that begins as no other"""
_OPEN = 2
"""against one that lacks a bracket"""
_KNOWN = -1
"""for a wrapped one that is printed whole elsewhere"""

_Line = Sequence[Token]
_Cells = tuple[tuple[Token, ...], ...]
"""the pieces of a row by column"""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to see some of the rows: by column the widest line, the width that no line can have, and the names."""

    rows: tuple[tuple[int, _Cells], ...]
    widest: tuple[int, ...]
    bounds: tuple[float, ...]
    names: tuple[frozenset[str], ...]
    cost: int = 0

    def followed(self, at: int, cells: _Cells, keys: Sequence[str | None], known: Known) -> _Way | None:
        """With one row more; None where a line of some row had had room for more. `keys`: of the columns."""
        widest = tuple(max(w, *map(_least_width, cell)) for w, cell in zip(self.widest, cells, strict=True))
        bounds = tuple(min(b, _bound(cell)) for b, cell in zip(self.bounds, cells, strict=True))
        if any(w >= b for w, b in zip(widest, bounds, strict=True)):
            return None
        texts = [text_of(cell) for cell in cells]
        cost = self.cost + sum(_OPEN * (text.count("(") != text.count(")")) for text in texts)
        for key, text, cell, before in zip(keys, texts, cells, self.names, strict=True):
            new = text not in before
            cost += _STRANGE * (new != (key == _ITEM))
            cost += _STRANGE * (new and key == _UNIT and not any(name[:2] == text[:2] for name in before))
            cost += _KNOWN * (new and len(cell) > 1 and known(text))
        names = tuple(names | {text} for text, names in zip(texts, self.names, strict=True))
        return _Way((*self.rows, (at, cells)), widest, bounds, names, cost)


def parted(rows: Sequence[Placed], tokens: Sequence[Token], head: HeadTemplate, known: Known) -> list[Placed]:
    """The rows with each name in its column, where there is a single best way to part them; else none.

    `tokens`: the words of the table and what follows; `known`: whether the document prints this (folded) name whole
    elsewhere.
    """
    roles = [column.role for column in head.columns]
    count = roles.index(Role.AMOUNT) if Role.AMOUNT in roles else 0
    if not _FEWEST <= count <= _MOST or roles != [*[Role.LABEL] * count, *[Role.AMOUNT] * (len(roles) - count)]:
        return []
    figures = [_printed(t for i in range(count, len(roles)) for t in row.get(i, ())) for row in rows]
    own = {id(t) for row in rows for words in row.values() for t in _printed(words)}
    words = _printed(tokens)
    at = [i for i, t in enumerate(words) if id(t) in own]
    if not at or not all(figures):
        return []
    amounts = {id(t) for row in figures for t in row}
    names, rest = (
        [t for t in part if id(t) not in amounts] for part in (words[at[0] : at[-1] + 1], words[at[-1] + 1 :])
    )
    for lines, ways_of in (
        (_around(names, rest, figures), _centred),
        (_below(names, rest, figures), _hanging),
        (_before(names, figures), _in_order),
    ):
        sums = [is_total(text_of([t for line in row for t in line])) for row in lines]
        ways = {i: list(islice(ways_of(row, count), _MOST_WAYS + 1)) for i, row in enumerate(lines) if not sums[i]}
        if any(len(own_ways) > _MOST_WAYS for own_ways in ways.values()):
            continue
        found = _best(ways, head, count, known)
        if found and _are_likely(list(found.values()), head):
            totals = {i: {0: [t for line in lines[i] for t in line]} for i, is_sum in enumerate(sums) if is_sum}
            placed = totals | {i: {c: list(cell) for c, cell in enumerate(cells)} for i, cells in found.items()}
            return [placed[i] | {c: w for c, w in row.items() if c >= count} for i, row in enumerate(rows)]
    return []


def _printed(words: Iterable[Token]) -> list[Token]:
    """The words as they are printed, in their order."""
    return sorted((piece for t in words for piece in t.pieces or (t,)), key=lambda t: (_line(t), t.x0))


def _line(token: Token) -> int:
    return token.place.line or 0


def _lines(words: Iterable[Token]) -> list[_Line]:
    return [list(line) for _, line in groupby(words, key=_line)]


def _are_likely(rows: Sequence[_Cells], head: HeadTemplate) -> bool:
    """Whether kinds are few: else they ran into the names behind them."""
    kinds = [i for i, column in enumerate(head.columns) if column.key == _KIND]
    return all(len({text_of(cells[i]) for cells in rows}) <= max(2, len(rows) // 2) for i in kinds)


def _is_solid(text: str) -> bool:
    """Whether all letters are ideographs, which are as wide as they are counted."""
    return all(map(is_cjk, text))


def _least_width(piece: Token) -> int:
    return piece.width - (0 if _is_solid(piece.text) else _LOOSE)


def _bound(cell: Sequence[Token]) -> float:
    """The width that no line of this column can have: what comes first on the next line had had room in it."""
    bound = inf
    for above, below in pairwise(cell):
        first = _UNBREAKABLE.match(below.text)
        text = above.text + (first[0] if first else "")
        bound = min(bound, width(text) + (0 if _is_solid(text) else _LOOSE))
    return bound


def _best(ways: dict[int, list[_Cells]], head: HeadTemplate, count: int, known: Known) -> dict[int, _Cells]:
    """The rows seen in the one way that has least against it; none where there are several, or none."""
    keys = [column.key for column in head.columns[:count]]
    found = [_Way((), (0,) * count, (inf,) * count, (frozenset(),) * count)]
    for at in sorted(ways, key=lambda i: len(ways[i])):
        more = [way.followed(at, cells, keys, known) for way in found for cells in ways[at]]
        found = sorted((way for way in more if way is not None), key=lambda way: way.cost)[:_MOST_FOLLOWED]
    alone = len(found) == 1 or (found and found[0].cost < found[1].cost)
    return dict(found[0].rows) if alone else {}


def _in_order(lines: Sequence[_Line], count: int) -> Iterator[_Cells]:
    """The ways to see pieces that come cell by cell."""
    pieces = [t for line in lines for t in line]
    if len(pieces) > count * _MOST_LINES:
        return
    for cuts in combinations(range(1, len(pieces)), count - 1):
        cells = tuple(tuple(pieces[a:b]) for a, b in pairwise((0, *cuts, len(pieces))))
        if _are_cells(cells):
            yield cells


def _centred(lines: Sequence[_Line], count: int) -> Iterator[_Cells]:
    """The ways to see lines of cells in the middle of their row. A cell of an even number of lines has them half a line
    off those of one with an odd number."""
    return _side_by_side(lines, count, lambda size: range(1 - size, size, 2))


def _hanging(lines: Sequence[_Line], count: int) -> Iterator[_Cells]:
    """The ways to see lines of cells at the top of their row."""
    return _side_by_side(lines, count, range)


def _side_by_side(lines: Sequence[_Line], count: int, places: Callable[[int], range]) -> Iterator[_Cells]:
    """The ways to see lines that have a piece of each cell that reaches them. `places`: of the lines of a cell of so
    many."""
    printed = [len(line) for line in lines]
    for sizes in product(range(1, _MOST_LINES + 1), repeat=count):
        heights = Counter(place for size in sizes for place in places(size))
        if [heights[place] for place in sorted(heights)] != printed:
            continue
        cells: list[list[Token]] = [[] for _ in sizes]
        for place, line in zip(sorted(heights), lines, strict=True):
            reached = [i for i, size in enumerate(sizes) if place in places(size)]
            for column, word in zip(reached, line, strict=True):
                cells[column].append(word)
        if _are_cells(cells):
            yield tuple(map(tuple, cells))


def _are_cells(cells: Sequence[Sequence[Token]]) -> bool:
    """Whether each may be a name: of letters enough, and no more lines than narrow cells have."""
    return all(
        len(cell) <= _MOST_LINES and len(text_of(cell)) >= _SHORTEST and not cell[0].text.startswith(_NEVER_FIRST)
        for cell in cells
    )


def _around(names: _Line, rest: _Line, figures: Sequence[_Line]) -> list[list[_Line]]:
    """The lines of names of each row, as many above the middle of its figures as below, the last ones from the `rest`;
    none where they do not come out so."""
    left, spare = _lines(names), _lines(rest)
    found: list[list[_Line]] = []
    for row in figures:
        middle = (_line(row[0]) + _line(row[-1])) / 2
        above = sum(_line(line[0]) < middle for line in left)
        size = 2 * above + sum(_line(line[0]) == middle for line in left)
        if row is figures[-1]:
            left += spare[: max(0, size - len(left))]
        if not size or size > len(left) or any(t.is_number for line in left[:size] for t in line):
            return []
        found.append(left[:size])
        left = left[size:]
    return found if not left else []


def _below(names: _Line, rest: _Line, figures: Sequence[_Line]) -> list[list[_Line]]:
    """The lines of names of each row from that of its figures down; none where some stand above, or may be of the rest
    below the last row."""
    starts = [_line(row[0]) for row in figures]
    lines = _lines(names)
    if rest or not lines or _line(lines[0][0]) < starts[0]:
        return []
    ends = [*starts[1:], inf]
    return [[line for line in lines if a <= _line(line[0]) < b] for a, b in zip(starts, ends, strict=True)]


def _before(names: _Line, figures: Sequence[_Line]) -> list[list[_Line]]:
    """The lines of names of each row before its figures; none where some stand behind the last ones."""
    starts = [(_line(row[0]), row[0].x0) for row in figures]
    if any((_line(t), t.x0) > starts[-1] for t in names):
        return []
    bounds = zip([(0, 0), *starts], starts, strict=False)
    return [_lines(t for t in names if a <= (_line(t), t.x0) < b) for a, b in bounds]
