"""Rows of a name, figures, a goal and an enumeration of indicators whose lines stand beside each other.

That is the order of the page's lines (项目支出绩效目标表 as pdfplumber or an OCR prints it): a line may hold a piece of
each cell, or of one alone. What tells them apart: the enumeration has a grammar (`1、1-产出指标；11-数量指标；…。`) and
is the tallest cell, so that rows begin where it does; a piece that goes on below is as wide as its column; names and
goals stand even around the figures. The cheapest way to see all words of a row is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby, pairwise

from services.extract.core.numbering import width
from services.extract.core.streams.indicators import begins_list
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, cut_in_two, text_of

_NAME, _GOAL, _LIST = range(3)
_COLUMNS = (_NAME, _GOAL, _LIST)
_OF_LIST = re.compile(r"[；;：:≥≤]|指标|\d{1,3}、|^\d{1,2}-|%")
_ENTRY = re.compile(r"\d{1,3}、")
_STOP = re.compile(r"[。；;!！]$")
_PUNCTUATION = re.compile(r"[，。；,;：:]")

# What speaks against a way to see the words: the unit is a line broken early.
_BROKEN_EARLY = 1.0
_TOO_WIDE = 3.0
_STRAY = 2.5
"""a piece of the enumeration in another cell"""
_BEGUN_TWICE = 2.0
"""an entry begins where the one before has not ended, or does not begin where it has"""
_LINES_APART, _HALF_LOWER = 0.6, 0.1
"""for each line between two pieces of a cell; for the first of them: cells may stand half a line lower than others"""
_LONG_FIELD = 1.5
"""a field of the enumeration that is longer than any is: words of another cell are in it"""
_LONGEST_VALUE, _LONGEST_FIELD = 14, 34
_COMMA = 0.8
"""a comma in the enumeration"""
_OPEN = 1.0
"""a goal or an enumeration that does not come to its end"""
_MISSING = 1.0
_UNEVEN = 0.4
"""for each line that a cell has more on one side of its figures"""
_SLACK = 3
"""half-width letters that a line may be short of full, since no punctuation begins one"""
_TWO_CELLS = 1.4
"""a word this much wider than the columns is of two"""
_LETTER = 2
"""half-width letters of an ideograph"""
_MOST_STATES = 60
_MOST_LINES = 120
"""lines of one row, more than a page has"""

Line = list[Token]


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines of a row: `at` is the one with its figures, which stand apart from its other words."""

    lines: Sequence[Line]
    at: int | None
    before: int
    """how many words of that line stand before the figures"""
    figures: Line


@dataclass(frozen=True, slots=True)
class _State:
    """Words seen so far: for each column the last piece, its line, and how many pieces stand above the figures and in
    all."""

    cost: float = 0.0
    last: tuple[Token | None, ...] = (None, None, None)
    at: tuple[int, ...] = (-1, -1, -1)
    above: tuple[int, ...] = (0, 0, 0)
    beside: tuple[bool, ...] = (False, False, False)
    count: tuple[int, ...] = (0, 0, 0)
    tail: str = ""
    """the enumeration since its last semicolon or stop"""
    words: tuple[tuple[Token, int], ...] = field(default=(), compare=False)


def parse_beside(body: Sequence[Token], amounts: Sequence[int], texts: Sequence[int]) -> list[Placed]:
    """The rows by column, none where the words are of another kind. `amounts`, `texts`: the columns of the head that
    hold figures, the goal and the enumeration."""
    lines = [list(line) for _, line in groupby(_untouched(body), key=lambda t: t.line)]
    rows = _split(lines, len(amounts))
    if not any(begins_list(t.folded) for t in body) or max((len(r.lines) for r in rows), default=0) > _MOST_LINES:
        return []
    widths = dict.fromkeys(_COLUMNS, max(width(t.folded) for t in body))
    found: list[tuple[_Row, _State]] = []
    for _ in range(2):  # the second time with the columns' widths as the first shows them
        found = [(row, _best(row, widths)) for row in rows]
        widths = {c: _width([t for _, s in found for t, column in s.words if column == c]) for c in _COLUMNS}
    return [_placed(row, state, amounts, texts) for row, state in found]


def _untouched(body: Sequence[Token]) -> list[Token]:
    """The words; one that is wider than nearly all others and has a sentence's punctuation inside is of two cells: that
    takes little of its square, so that the next cell seems near."""
    usual = _width([t for t in body if not t.is_number])
    out: list[Token] = []
    for token in body:
        cut = next((m.end() for m in re.finditer(r"[，。；]", token.text[:-1])), 0)
        parts = (width(token.text[:cut]), width(token.text[cut:]))
        if cut and sum(parts) > _TWO_CELLS * usual and max(parts) <= usual + _LETTER:
            out += cut_in_two(token, cut, token.x0 + cut)
        else:
            out.append(token)
    return out


def worth(rows: Sequence[Placed], texts: Sequence[int]) -> int:
    """How much the rows say what they should, less what they should not: a name without a sentence's punctuation, a
    goal that ends, an enumeration of entries one after another."""
    return sum(1 if said else -1 for row in rows if texts[1] in row for said in _says(row, texts))


def _says(row: Placed, texts: Sequence[int]) -> list[bool]:
    listed = text_of(row[texts[1]])
    name, goal = text_of(row.get(0, ())), text_of(row.get(texts[0], ()))
    numbers = [int(n) for n in re.findall(r"(?:^|(?<=。))(\d{1,3})、\d{1,2}-", listed)]
    in_order = all(b == a + 1 for a, b in pairwise(numbers)) and not _field_cost("", listed)[0]
    said = [bool(numbers) and in_order]
    if name or goal:  # else it is the rest of a row that the page before broke off
        said += [bool(name) and not _PUNCTUATION.search(name)]
        said += [bool(_STOP.search(goal)) and not _OF_LIST.search(goal)]
    return said


def _width(pieces: Sequence[Token]) -> int:
    """How wide a column is: as its pieces are, but for one in ten that went astray."""
    sizes = sorted(width(t.folded) for t in pieces)
    return sizes[len(sizes) * 9 // 10] if sizes else 0


# ---------------------------------------------------------------- rows


def _split(lines: Sequence[Line], most: int) -> list[_Row]:
    """Rows: from where an enumeration begins to where the next does; those without one are the lines of their figures,
    with the lines above that are not of another row."""
    anchors = {i: a for i, line in enumerate(lines) if (a := _anchor(line, most))}
    starts = {i for i, line in enumerate(lines) if any(begins_list(t.folded) for t in line)}
    ends = [i for i, line in enumerate(lines) if i in anchors]
    cuts = {0, *starts}
    for above, below in zip([-1, *ends], [*ends, len(lines)], strict=True):
        if above >= 0 and not any(above < s <= below for s in starts) and below < len(lines):
            # two rows of which the second has no enumeration that begins between: a line of names belongs to either
            between = below - above - 1
            cuts.add(above + 1 + between // 2)
    bounds = sorted(c for c in cuts if c < len(lines))
    out: list[_Row] = []
    for start, end in zip(bounds, [*bounds[1:], len(lines)], strict=True):
        at = next((i for i in range(start, end) if i in anchors), None)
        own = [list(line) for line in lines[start:end]]
        if at is None:
            out.append(_Row(own, None, 0, []))
            continue
        before, figures = anchors[at]
        own[at - start] = [*lines[at][:before], *lines[at][before + len(figures) :]]
        out.append(_Row(own, at - start, before, figures))
    return out


def _anchor(line: Line, most: int) -> tuple[int, Line] | None:
    """The figures of a line and how many words stand before them, None where it has none of a row."""
    for is_number, run in groupby(range(len(line)), key=lambda i: line[i].is_number):
        places = list(run)
        if is_number:
            figures = line[places[0] : places[-1] + 1]
            amount = len(figures) > 1 or "." in figures[0].text or "," in figures[0].text
            return (places[0], figures) if amount and len(figures) <= most and places[0] < 2 else None
    return None


# ---------------------------------------------------------------- words of a row


def _best(row: _Row, widths: dict[int, int]) -> _State:
    states = [_State()]
    for number, line in enumerate(row.lines):
        following: dict[tuple[tuple[int, ...], tuple[int, ...]], _State] = {}
        for state in states:
            for columns in _ways(row, number, len(line)):
                new = _with_line(state, line, columns, number, row, widths)
                key = (new.at, new.above)
                if key not in following or new.cost < following[key].cost:
                    following[key] = new
        states = sorted(following.values(), key=lambda s: s.cost)[:_MOST_STATES]
    return min(states, key=lambda s: s.cost + _end_cost(s, row))


def _ways(row: _Row, number: int, count: int) -> Iterator[tuple[int, ...]]:
    """The columns that the words of a line may be of, from left to right; words that are too many are of the last."""
    if number == row.at:
        behind = count - row.before
        before = (_NAME,) * row.before
        for columns in combinations((_GOAL, _LIST), min(behind, 2)):
            yield (*before, *columns, *(_LIST,) * (behind - len(columns)))
        return
    for columns in combinations(_COLUMNS, min(count, 3)):
        yield (*columns, *(_LIST,) * (count - len(columns)))


def _with_line(
    state: _State, line: Line, columns: Sequence[int], number: int, row: _Row, widths: dict[int, int]
) -> _State:
    cost = state.cost
    last, at, beside = list(state.last), list(state.at), list(state.beside)
    above, count = list(state.above), list(state.count)
    tail = state.tail
    for token, column in zip(line, columns, strict=True):
        if column == _LIST:
            field_cost, tail = _field_cost(tail, token.folded)
            cost += field_cost
        cost += _piece_cost(token, column, last[column], number - at[column], widths)
        last[column], at[column] = token, number
        count[column] += 1
        if row.at is not None and column != _LIST:
            above[column] += number < row.at
            beside[column] = beside[column] or number == row.at
    words = (*state.words, *zip(line, columns, strict=True))
    return replace(
        state,
        cost=cost,
        last=tuple(last),
        at=tuple(at),
        above=tuple(above),
        beside=tuple(beside),
        count=tuple(count),
        tail=tail,
        words=words,
    )


def _piece_cost(token: Token, column: int, before: Token | None, apart: int, widths: dict[int, int]) -> float:
    text = token.folded
    cost = _TOO_WIDE * (width(text) > widths[column] + 1)
    if column != _LIST:
        cost += _STRAY * bool(_OF_LIST.search(text))
        cost += _STRAY * (column == _NAME and _PUNCTUATION.search(text) is not None)
    if before is None:
        return cost
    cost += _BROKEN_EARLY * (width(before.folded) < widths[column] - _SLACK)
    cost += _LINES_APART * max(apart - 2, 0) + _HALF_LOWER * (apart > 1)
    if column == _LIST:
        ended = before.folded.endswith("。")
        cost += _BEGUN_TWICE * (ended != bool(_ENTRY.match(text)))
    elif column == _GOAL:
        cost += _OPEN * before.folded.endswith("。")
    return cost


def _field_cost(tail: str, piece: str) -> tuple[float, str]:
    """What speaks against a piece as the next of the enumeration, whose last field is `tail` so far, and what that is
    then."""
    *fields, rest = re.split(r"[;。]", tail + piece)
    cost = _COMMA * piece.count(",")
    for text in [*fields, rest]:
        _, mark, value = text.rpartition("指标值:")
        cost += _LONG_FIELD * (len(value) > (_LONGEST_VALUE if mark else _LONGEST_FIELD))
    return cost, rest


def _end_cost(state: _State, row: _Row) -> float:
    cost = 0.0
    for column in (_GOAL, _LIST):
        last = state.last[column]
        cost += _OPEN * (last is not None and _STOP.search(last.folded) is None)
    if row.at is not None:
        cost += _MISSING * (state.last[_NAME] is None)
        cost += _MISSING * (state.last[_LIST] is not None and state.last[_GOAL] is None)
        for column in (_NAME, _GOAL):
            below = state.count[column] - state.above[column] - state.beside[column]
            cost += _UNEVEN * max(abs(state.above[column] - below) - state.beside[column], 0)
    return cost


def _placed(row: _Row, state: _State, amounts: Sequence[int], texts: Sequence[int]) -> Placed:
    places = {_NAME: 0, _GOAL: texts[0], _LIST: texts[1]}
    placed: Placed = {}
    for token, column in state.words:
        placed.setdefault(places[column], []).append(token)
    return placed | {c: [t] for c, t in zip(amounts, row.figures, strict=False)}
