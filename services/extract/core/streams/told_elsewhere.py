"""Blank cells in the total of a table whose columns are rows of another one: 收入总表 has a column for each source of
money, and 收支总表 a row.

A figure of the total that stands behind the name of one column there, and behind no other's, is that column's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice

from services.extract.core.streams.balance import key_of
from services.extract.core.streams.blanks import PROVEN
from services.extract.core.streams.column_sums import first_is_total
from services.extract.core.streams.rows import Placed, is_total
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import Line
from shared.model.table import Role

_BEHIND = 2
"""words behind a name that may be its figure: the number of its line may stand before that"""
_FEWEST = 3
"""columns of amounts"""
_MOST_WAYS = 5_000

Names = Mapping[str, Collection[str]]
"""by a figure as it is printed, the names that it stands behind"""


def names_of(lines: Iterable[Line]) -> Names:
    """The names before the figures of all lines, without their numbers."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        words = [fold(word) for word in line.text.split()]
        for at, word in enumerate(words):
            figures = [w for w in words[at + 1 : at + 1 + _BEHIND] if parse_number(w)]
            if parse_number(word) is None:
                for figure in figures:
                    found[figure].add(key_of(word))
    return found


def place(rows: Sequence[Placed], head: HeadTemplate, names: Names) -> frozenset[int]:
    """Sets the figures of totals, in place, into the columns that the names before them elsewhere say; which rows these
    are. Only where that leaves one way, and the first column is the total of the others."""
    columns = [i for i, column in enumerate(head.columns) if column.role is Role.AMOUNT]
    if len(columns) < _FEWEST or not first_is_total(head, columns):
        return frozenset()
    texts = {column: key_of(head.columns[column].path[-1]) for column in columns}
    found = set()
    for number, row in enumerate(rows):
        words = [word for column in columns for word in row.get(column, [])]
        labels = [text_of(own) for column, own in row.items() if column not in columns]
        if not 1 < len(words) < len(columns) or not any(map(is_total, labels)):
            continue
        told = {at: own for at, word in enumerate(words) if len(own := _told(word, texts, names)) == 1}
        ways = [
            way
            for way in islice(combinations(columns, len(words)), _MOST_WAYS)
            if way[0] == columns[0] and all(way[at] in own for at, own in told.items())
        ]
        if len(ways) != 1:
            continue
        for column in columns:
            row.pop(column, None)
        for column, word in zip(ways[0], words, strict=True):
            row[column] = [replace(word, confidence=min(word.confidence, PROVEN))]
        found.add(number)
    return frozenset(found)


def _told(word: Token, texts: Mapping[int, str], names: Names) -> list[int]:
    """The columns whose name stands before this figure elsewhere, whole or behind others (财政拨款收入 in
    一般公共预算财政拨款收入)."""
    own = names.get(word.folded, ())
    whole = [column for column, text in texts.items() if text in own]
    return whole or [column for column, text in texts.items() if any(name.endswith(text) for name in own)]
