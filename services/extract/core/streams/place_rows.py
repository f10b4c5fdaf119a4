"""Lines whose words stand in known columns → rows, where cells are wrapped over several lines.

A row is a run of lines. Its cells are set in its middle, or all begin at its top; its names are known once they are
whole; a line is broken only where its column is full. Of all ways to part the lines the cheapest is taken, once for
tables whose cells are centred and once for those where they begin at the top.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extract.core.numbering import width
from services.extract.core.streams.centred import Level, covering
from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.indicators import begins_list
from services.extract.core.streams.rows import Known, Placed, is_total
from services.extract.core.streams.tokens import Token, text_of
from shared.model.fold import strip_markup
from shared.model.table import Role

_NUMBERED = re.compile(r"[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)")
_NONE = "不适用"
_SUM = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_VALUE = re.compile(r"[=≥≤><≧≦\d]")
_FULL = 0.75
"""a line this full is one that the column's width broke"""
_NARROW, _LETTER = 16, 2
"""half-width letters: in a column this narrow such a line has no room for another ideograph"""
_SENTENCE_END = tuple("。；;.!！")
_MOST_LINES = 80
"""lines of one row, more than any printed row has"""

# What speaks against a way to part the lines: the unit is a line broken early.
_BROKEN_EARLY = 1.0
_NO_ROW = 5.0
"""a line of no row"""
_SECOND_ITEM = 3.0
"""the label of another row begins inside this one"""
_TORN = 0.6
"""a row ends below a full line of a cell, and the next one begins with more of it"""
_OFF_MIDDLE = 0.5
"""for each line that a cell stands off the middle of its row"""
_NEAR_MIDDLE = 0.05
"""the same where lines do not tell: one line beside two stands on a line of its own, or on that of one of them"""
_UNBALANCED = 1.0
"""for each line that a cell of several has more on one side of a cell beside it than on the other"""
_APART = 0.2
"""lines of one row stand apart"""
_BELOW_TOP = 0.8
"""for each line that a cell begins below the top of its row"""
_NAMELESS = 1.0
_OPEN_TEXT = 1.0
"""a text beside amounts that ends without a stop"""
_SPOILED = 1.0
"""a known name is none any more with what is joined to it"""
_KNOWN = -1.5
"""a wrapped name that is known once it is whole"""


def rows_by_place(
    lines: Sequence[Placed], roles: Sequence[Role], known: Known, is_item: Known, needed: int | None = None
) -> tuple[float, list[Placed]]:
    """What speaks against the rows (in lines broken early; known names speak for them), and the rows: the words of each
    cell from its first line down.

    `is_item`: whether a label is whole by itself, so that its line is a row even without numbers. `needed`: the column
    that every row has words in where there are no amounts; the last one unless told.
    """
    table = _Table(lines, roles, known, is_item, len(roles) - 1 if needed is None else needed)
    cost, rows = min(_parted(table), key=lambda way: way[0])
    found = [_Row(table, start, end) for start, end in rows]
    return cost, _with_labels_on_top([row for row in found if row.is_row], roles, known)


class _Table:
    """The lines with what tells where cells and rows end."""

    def __init__(
        self, lines: Sequence[Placed], roles: Sequence[Role], known: Known, is_item: Known, needed: int
    ) -> None:
        self.lines = lines
        self.known = known
        self.amounts = frozenset(i for i, role in enumerate(roles) if role is Role.AMOUNT)
        self.codes = frozenset(i for i, role in enumerate(roles) if role is Role.CODE)
        self.names = frozenset(i for i, role in enumerate(roles) if role is Role.LABEL)
        self.texts = frozenset(i for i, role in enumerate(roles) if role is Role.TEXT)
        self.needed = needed
        self.figures = [self._figures(line) for line in lines]
        self.items = [self._items(line, is_item) for line in lines]
        self.numbered = [self._numbered(line) for line in lines]
        self.texts_of = [{column: text_of(words) for column, words in line.items()} for line in lines]
        self.places = [next(iter(line.values()))[0].place.line or 0 for line in lines]
        self.widths: dict[int, int] = {}
        for line in lines:
            for column, words in line.items():
                self.widths[column] = max(self.widths.get(column, 0), *(_width([word]) for word in words))

    def _figures(self, line: Placed) -> frozenset[int]:
        """The columns in which a row has one line at most: amounts and codes."""
        amounts = {c for c in self.amounts & line.keys() if any(t.is_number for t in line[c])}
        return frozenset(amounts | {c for c in self.codes & line.keys() if line[c][0].is_digits})

    def _items(self, line: Placed, is_item: Known) -> frozenset[int]:
        """The columns in which a label begins that is a row's own."""
        texts = {c: text_of(line[c]) for c in (self.names | self.texts) & line.keys()}
        own = {c for c, t in texts.items() if c in self.names and (is_item(t) or ENUMERATED.match(t))}
        return frozenset(own | {c for c, t in texts.items() if is_total(t)})

    def _numbered(self, line: Placed) -> frozenset[int]:
        """The columns in which nothing goes on from the line above: a numbered label, a list of indicators, a sum, a
        target."""
        texts = {c: text_of(line[c]) for c in (self.names | self.texts) & line.keys()}
        own = {c for c, text in texts.items() if c in self.names and _NUMBERED.match(text)}
        own |= {c for c, text in texts.items() if text == _NONE or begins_list(text) or _SUM.fullmatch(text)}
        if not self.amounts and _VALUE.match(texts.get(self.needed, "")):
            own.add(self.needed)
        return frozenset(own)

    def begins(self, at: int) -> bool:
        """Whether the line shows that a row is there."""
        if not self.amounts:
            return self.needed in self.lines[at]
        return bool(self.figures[at] or self.items[at]) or self._is_alone(at)

    def _is_alone(self, at: int) -> bool:
        """Whether the line is a name, and no full line of one, between blank lines: of a row without figures."""
        line = self.lines[at]
        beside = (self.places[i] for i in (at - 1, at + 1) if 0 <= i < len(self.lines))
        apart = all(abs(place - self.places[at]) > 1 for place in beside)
        return apart and line.keys() <= self.names and not any(self.is_full(c, words) for c, words in line.items())

    def is_full(self, column: int, words: Sequence[Token]) -> bool:
        room = self.widths[column]
        return _width(words) >= (max(_FULL * room, room - _LETTER + 1) if room <= _NARROW else _FULL * room)

    def is_whole(self, name: str) -> bool:
        return is_total(name) or self.known(name)

    def torn(self, at: int) -> float:
        """What speaks against a row that begins with line `at`: cells that go on from the row above."""
        cost = 0.0
        for column in (self.names | self.texts) & self.lines[at].keys() - self.items[at] - self.numbered[at]:
            above = next((self.lines[i][column] for i in (at - 1, at - 2) if i >= 0 and column in self.lines[i]), None)
            if above is not None and self.is_full(column, above) and not self.is_whole(text_of(above)):
                cost += _TORN
        return cost


def _width(words: Sequence[Token]) -> int:
    """How wide the words of a line were printed, in half-width letters: without the marks of an export (`<u>`)."""
    return sum(width(strip_markup(word.text)) for word in words)


@dataclass(slots=True)
class _Cell:
    """What the lines of one row hold in one column, down to the line reached so far."""

    first: int
    """its first line"""
    last: int
    begins: Sequence[Token]
    ends: Sequence[Token]
    """the words of its first line and of its last"""
    text: str
    at: list[int]
    """the lines in which it has words"""
    broken: int = 0
    """lines above its last that end early"""
    others: int = 0
    """lines below its first at which the label of another row begins"""


class _Open:
    """The lines from `start` on as one row that grows line by line, with what speaks against it so far."""

    def __init__(self, table: _Table, start: int) -> None:
        self.table = table
        self.start = start
        self.end = start
        self.cells: dict[int, _Cell] = {}
        self.torn = table.torn(start)
        self.begun = False
        self.apart = 0

    def grow(self) -> None:
        """Takes the next line."""
        at, table = self.end, self.table
        self.end += 1
        self.apart += at > self.start and table.places[at] - table.places[at - 1] > 1
        self.begun = self.begun or table.begins(at)
        for column, words in table.lines[at].items():
            cell = self.cells.get(column)
            if cell is None:
                self.cells[column] = _Cell(at, at, words, words, table.texts_of[at][column], [at])
                continue
            cell.broken += not table.is_full(column, cell.ends)
            cell.others += column in table.items[at] or column in table.numbered[at]
            cell.last, cell.ends = at, words
            cell.at.append(at)
            cell.text += table.texts_of[at][column]

    def costs(self) -> tuple[float, float]:
        """What speaks against it, if its cells are centred and if they begin at its top."""
        if not self.begun:
            none = _NO_ROW * (self.end - self.start)
            return none, none
        table, middle = self.table, (self.start + self.end - 1) / 2
        cost, off, below = self.torn + _APART * self.apart, 0.0, 0.0
        for column, cell in self.cells.items():
            distance = abs((cell.first + cell.last) / 2 - middle)
            off += max(distance - 0.5, 0.0) + _NEAR_MIDDLE * distance
            below += cell.first - self.start
            cost += _SECOND_ITEM * cell.others
            if column not in table.amounts and column not in table.codes:
                cost += _BROKEN_EARLY * cell.broken + self._wording(column, cell)
        if not table.amounts:
            cost += 0.0 if table.needed - 1 in self.cells or not table.needed else _SECOND_ITEM
        elif not self.cells.keys() - table.amounts:
            cost += _NAMELESS
        return cost + _OFF_MIDDLE * off + _UNBALANCED * self._unbalanced(), cost + _BELOW_TOP * below

    def _unbalanced(self) -> float:
        """How many lines the cell of the most has too many on one side of the others: beside the middle one of its
        lines stands another cell, or between the middle two, on a line of its own or on that of one of them."""
        tall = max(self.cells.values(), key=lambda cell: len(cell.at))
        total = 0.0
        for cell in self.cells.values():
            above = sum(at < cell.first for at in tall.at)
            below = sum(at > cell.last for at in tall.at)
            total = max(total, abs(above - below) - (above + below < len(tall.at)))
        return total

    def _wording(self, column: int, cell: _Cell) -> float:
        table = self.table
        if column in table.texts and table.amounts:
            return 0.0 if cell.ends[-1].text.endswith(_SENTENCE_END) else _OPEN_TEXT
        if column in table.names and cell.last > cell.first:
            if table.known(cell.text):
                return _KNOWN
            return _SPOILED if table.is_whole(text_of(cell.begins)) else 0.0
        return 0.0


def _parted(table: _Table) -> list[tuple[float, list[tuple[int, int]]]]:
    """The cheapest way for centred cells and that for cells that begin at the top: what speaks against it, and its
    rows, from line, to line."""
    count = len(table.lines)
    best: list[list[tuple[float, int]]] = [[(0.0, 0), *((float("inf"), 0) for _ in range(count))] for _ in range(2)]
    for start in range(count):
        row = _Open(table, start)
        figures: set[int] = set()
        while row.end < min(start + _MOST_LINES, count) and not figures & table.figures[row.end]:
            figures |= table.figures[row.end]
            row.grow()
            for way, cost in zip(best, row.costs(), strict=True):
                whole = way[start][0] + cost
                if whole < way[row.end][0]:
                    way[row.end] = (whole, start)
    return [(way[count][0], _cuts(way)) for way in best]


def _cuts(way: Sequence[tuple[float, int]]) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    at = len(way) - 1
    while at:
        rows.append((way[at][1], at))
        at = way[at][1]
    return rows[::-1]


@dataclass(slots=True)
class _Row:
    """The lines from `start` to `end` as one row."""

    table: _Table
    start: int
    end: int
    pieces: dict[int, list[int]] = field(init=False)
    """for each column the lines in which it has words"""

    def __post_init__(self) -> None:
        self.pieces = {}
        for at in range(self.start, self.end):
            for column in self.table.lines[at]:
                self.pieces.setdefault(column, []).append(at)

    @property
    def is_row(self) -> bool:
        return any(self.table.begins(at) for at in range(self.start, self.end))

    @property
    def extent(self) -> tuple[int, int]:
        return self.start, self.end - 1

    def words(self, column: int) -> list[Token]:
        return [t for at in self.pieces[column] for t in self.table.lines[at][column]]

    def cells(self) -> Placed:
        return {column: self.words(column) for column in self.pieces}


def _with_labels_on_top(rows: Sequence[_Row], roles: Sequence[Role], known: Known) -> list[Placed]:
    """The rows; where the first of them lacks the label that stands in the middle of several (预算单位 beside years),
    each label in the first row of those that it covers."""
    cells = [row.cells() for row in rows]
    if list(roles[:2]) != [Role.LABEL, Role.LABEL] or not cells or 0 in cells[0] or not all(1 in row for row in cells):
        return cells
    levels: list[Level] = []
    for row in rows:
        for at in row.pieces.get(0, []):
            words = row.table.lines[at][0]
            if levels and known(levels[-1].text + text_of(words)):
                levels[-1].words += words
                levels[-1].places.append(at)
            else:
                levels.append(Level(words=list(words), at=at, places=[at]))
    found = covering(levels, [row.extent for row in rows])
    if found is None:
        return cells
    placed: list[Placed] = []
    for number, (cell, level) in enumerate(zip(cells, found[1], strict=True)):
        first = number == 0 or found[1][number - 1] is not level
        rest = {column: words for column, words in cell.items() if column}
        placed.append({0: level.words, **rest} if first else rest)
    return placed
