"""Rows of a balance whose lines are counted (行次: the left half 1 … n, the right half n+1 … 2n, row by row).

The counts say where each half of a row begins, also where its label and its figures are blank: what stands before one
is the label, what stands behind it are the figures, up to the label of the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.streams.balance import HALVES, Entry, Side
from services.extract.core.streams.rows import SEQUENCE
from services.extract.core.streams.tokens import COLUMN_NUMBERS, Token
from services.extract.core.templates import HeadTemplate

_FEWEST = 3
"""rows that are counted"""
_MOST_TRIES = 5000


def is_counted(head: HeadTemplate, sides: Sequence[Side]) -> bool:
    """Whether the first figures of both halves are the counts of their lines."""
    firsts = [head.columns[side.amounts[0]].key for side in sides if side.amounts]
    return len(sides) == HALVES and firsts == [SEQUENCE] * HALVES


def parse_counted(tokens: Sequence[Token], sides: Sequence[Side]) -> list[list[Entry]] | None:
    """The rows with an entry for each half, its count first among its figures; None where the counts do not go on from
    row to row."""
    body = _without_numbers_of_columns(tokens)
    for count in _rows_counted(body):
        places = _places(body, count, [len(side.amounts) for side in sides])
        if places is not None:
            return _rows(body, places)
    return None


def _without_numbers_of_columns(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words without the row that numbers the columns (栏次 1 栏次 2)."""
    at = 0
    while at < len(tokens) and (tokens[at].folded == COLUMN_NUMBERS or (at and tokens[at].folded.isdigit())):
        at += 1
    return tokens[at:] if any(t.folded == COLUMN_NUMBERS for t in tokens[:at]) else tokens


def _rows_counted(tokens: Sequence[Token]) -> list[int]:
    """How many rows there may be: one less than a count behind the first."""
    found = [int(t.folded) - 1 for t in tokens[: 4 * _FEWEST] if t.folded.isdigit() and len(t.folded) < _FEWEST]
    return [n for n in dict.fromkeys(found) if n >= _FEWEST]


def _places(tokens: Sequence[Token], count: int, most: Sequence[int]) -> list[int] | None:
    """Where the counts stand, half by half and row by row: behind one its figures, no more than its half has, then the
    label of the next."""
    counts = [str(n) for row in range(1, count + 1) for n in (row, row + count)]
    places: list[int] = []
    tries = [0]
    for _ in range(_MOST_TRIES):
        if len(places) == len(counts):
            return places
        start = places[-1] + 1 if places else 0
        limit = most[(len(places) - 1) % HALVES] - 1 if places else 0
        at = _next(tokens, max(start, tries[-1]), start, counts[len(places)], limit)
        if at is not None:
            places.append(at)
            tries.append(0)
            continue
        if not places:
            return None
        tries.pop()
        tries[-1] = places.pop() + 1
    return None


def _next(tokens: Sequence[Token], at: int, start: int, count: str, most: int) -> int | None:
    """The first place from `at` on of this count, with at most so many figures, and then words, from `start` on."""
    figures, labelled = 0, False
    for i in range(start, len(tokens)):
        if i >= at and tokens[i].folded == count:
            return i
        if tokens[i].is_number:
            figures += 1
            if labelled or figures > most:
                return None
        else:
            labelled = True
    return None


def _rows(tokens: Sequence[Token], places: Sequence[int]) -> list[list[Entry]]:
    entries: list[Entry] = []
    begin = 0
    for number, place in enumerate(places):
        end = places[number + 1] if number + 1 < len(places) else len(tokens)
        figures = place + 1
        while figures < end and tokens[figures].is_number:
            figures += 1
        side = number % HALVES
        entries.append(Entry(label=list(tokens[begin:place]), amounts=list(tokens[place:figures]), side=side))
        begin = figures
    rows = [entries[i : i + HALVES] for i in range(0, len(entries), HALVES)]
    for above, below in pairwise(rows):
        _give_ends(above, below[0])
    return rows


def _give_ends(above: Sequence[Entry], below: Entry) -> None:
    """Gives the ends of labels that stand below the line of their count, in place, from the label of the row below: as
    many lines as stand above it, for a label broken over lines stands around the middle of its cell."""
    for entry in above:
        count = entry.amounts[0]
        lines = len({token.line for token in entry.label if token.line < count.line})
        ends = [token for token in below.label if count.line < token.line <= count.line + lines]
        is_alone = count.first and count.last  # as each cell is
        if not is_alone and 0 < lines == len(ends) < len(below.label):
            entry.label += ends
            del below.label[: len(ends)]
