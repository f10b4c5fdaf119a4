"""Tables of projects, indicators and procurement, found by the words of their heads and read by their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from services.extract.core.streams.placed.heads import PlacedHead, head_of
from services.extract.core.streams.placed.lines import by_line, placed_lines
from services.extract.core.streams.placed.rows import rows_of
from services.extract.core.streams.placed.unspaced import unspaced_lines
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, text_of, tokens_of
from services.extract.core.streams.typed.cells import BLANK, USUAL_BLANK, against
from services.extract.core.streams.typed.heads import Column, Head
from services.extract.core.streams.typed.words import ColumnWords, Holds
from services.extract.core.templates import Lexicon
from shared.model.labels import names_total
from shared.model.page import Line

_CLAUSE = re.compile("[，。；,;]")


def words_of(lines: Sequence[Line]) -> list[Token]:
    """The words with their places as the tool counted them: an ideograph is one letter."""
    return tokens_of(lines, aligned=True, wide=False, joined=False)


def read(tokens: Sequence[Token], known: ColumnWords, lexicon: Lexicon) -> tuple[Head, list[Placed], float] | None:
    """The head, the rows and what speaks against them, all cells together; None where the words begin with no head."""
    found = head_of(tokens, known, lexicon)
    if found is None:
        return None
    pages = _pages(tokens, found, known, lexicon)
    head = _settled(found.head, pages)
    placed: list[Placed] = []
    for above, page in pages:
        placed += placed_lines(by_line(page), head.holds, above.spots, known)
    rows = [_of_total(row) for row in rows_of(placed, head.holds, known)]
    return head, rows, _cost(rows, head.holds, known)


def rows_in_lines(tokens: Sequence[Token], columns: Sequence[Holds], known: ColumnWords) -> tuple[list[Placed], float]:
    """The rows of the page's lines that keep no places, and what speaks against them, all cells together, blank ones
    too."""
    rows = rows_of(unspaced_lines(by_line(tokens), columns, known), columns, known)
    blank = sum(BLANK.get(holds, USUAL_BLANK) for row in rows for c, holds in enumerate(columns) if c not in row)
    return rows, _cost(rows, columns, known) + blank


def _cost(rows: Sequence[Placed], columns: Sequence[Holds], known: ColumnWords) -> float:
    return sum(against(words, columns[c], known, decimals=False) for row in rows for c, words in row.items())


def _of_total(row: Placed) -> Placed:
    """The row; the label of a total takes all columns left of its figures, and stands in the first of them."""
    first = min(row, default=0)
    label = row.get(first, [])
    return {0: label, **{c: w for c, w in row.items() if c != first}} if names_total(text_of(label)) else row


def _settled(head: Head, pages: Sequence[tuple[PlacedHead, Sequence[Token]]]) -> Head:
    """The head; a text that says nothing is over what stands below it."""
    return replace(head, columns=tuple(_told(column, at, pages) for at, column in enumerate(head.columns)))


def _told(column: Column, at: int, pages: Sequence[tuple[PlacedHead, Sequence[Token]]]) -> Column:
    if column.path[-1].holds:
        return column
    below = [t for head, page in pages for t in page if t.x0 < head.spots[at].x1 and t.x1 > head.spots[at].x0]
    if 2 * sum(t.is_number for t in below) > len(below):
        return replace(column, holds=Holds.AMOUNT)
    return replace(column, holds=Holds.TEXT if any(map(_CLAUSE.search, (t.folded for t in below))) else Holds.NAME)


def _pages(
    tokens: Sequence[Token], head: PlacedHead, known: ColumnWords, lexicon: Lexicon
) -> list[tuple[PlacedHead, list[Token]]]:
    """The words below each head: that of the table, which pages repeat."""
    own = text_of([t for t in tokens if t.line <= head.last])
    found = [(head, [t for t in tokens if t.line > head.last])]
    while True:
        above, body = found[-1]
        again = _repeated(body, own, len(head.spots), known, lexicon)
        if again is None:
            return found
        found[-1] = above, [t for t in body if t.line < again[0]]
        found.append((again[1], [t for t in body if t.line > again[1].last]))


def _repeated(
    body: Sequence[Token], own: str, count: int, known: ColumnWords, lexicon: Lexicon
) -> tuple[int, PlacedHead] | None:
    """The first line of the next head of the same words, and the head."""
    letters = sorted(own)
    for line, words in groupby(body, key=lambda t: t.line):
        first = next(words)
        if first.folded not in own:
            continue
        below = [t for t in body if t.line >= line]
        again = head_of(below, known, lexicon)
        if (
            again is not None
            and len(again.spots) == count
            and sorted(text_of([t for t in below if t.line <= again.last])) == letters
        ):
            return line, again
    return None
