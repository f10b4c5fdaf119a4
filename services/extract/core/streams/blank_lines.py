"""Blank cells in exports that write one cell a line and keep a blank line for each blank cell (office programs that
save a document as text): the lines tell which columns a short row's figures belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.labels import names_total
from shared.model.table import Role


def placed(rows: Sequence[Placed], head: HeadTemplate) -> frozenset[int]:
    """The short rows of which the lines tell the columns; their figures are moved there, in place. A table without
    blank lines, or of which a line says another thing than a name or a code does, tells nothing; the last total, whose
    label may be over several columns, has no row below it to count from."""
    words = [_words(row) for row in rows]
    if not all(t.first and t.last for row in words for _, t in row) or not any(map(_is_spaced, words)):
        return frozenset()
    found: dict[int, Placed] = {}
    for at in range(len(rows)):
        if not words[at] or len(words[at]) == len(head.columns):
            continue
        told = _from_left(words[at], head) or _from_right(words[at], words[at + 1] if at + 1 < len(rows) else (), head)
        if told is not None:
            found[at] = told
        elif not names_total(text_of([words[at][0][1]])):
            return frozenset()
    for at, told in found.items():
        rows[at].clear()
        rows[at].update(told)
    return frozenset(found)


def _words(row: Placed) -> list[tuple[int, Token]]:
    """The column and word of each cell, in printed order. A cell of several words leaves nothing to tell."""
    return sorted(((c, t) for c, words in row.items() for t in words), key=lambda one: one[1].line)


def _line(token: Token) -> int:
    return token.place.line or 0


def _is_spaced(row: Sequence[tuple[int, Token]]) -> bool:
    return any(_line(t) - _line(above) > 1 for (_, above), (_, t) in pairwise(row))


def _from_left(row: Sequence[tuple[int, Token]], head: HeadTemplate) -> Placed | None:
    """The row counted from its first cell on."""
    column, first = row[0]
    return _told(row, column - _line(first), head)


def _from_right(
    row: Sequence[tuple[int, Token]], below: Sequence[tuple[int, Token]], head: HeadTemplate
) -> Placed | None:
    """The row counted from the first cell of the one below it: the label of a total may be over several columns."""
    if not below:
        return None
    column, first = below[0]
    told = _told(row[1:], len(head.columns) - _line(first) + column, head)
    return told | {row[0][0]: [row[0][1]]} if told is not None and row[0][0] not in told else None


def _told(row: Sequence[tuple[int, Token]], offset: int, head: HeadTemplate) -> Placed | None:
    """The row with each figure in the column that its line stands for, None where names or codes stand elsewhere."""
    told: Placed = {}
    for column, token in row:
        own = offset + _line(token)
        if not 0 <= own < len(head.columns) or own in told:
            return None
        role = head.columns[own].role
        if own != column and (role is not Role.AMOUNT or head.columns[column].role is not Role.AMOUNT):
            return None
        told[own] = [token]
    return told
