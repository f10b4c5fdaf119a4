"""Tables whose first column counts the rows (序号), in exports without delimiters: the numbers, which begin the rows
one after the other, are taken out, the rest is read as the table without that column, and they are put back.

Left among the words they look like figures of the row above, or like one more code before the row's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.extract.core.streams import attempts
from services.extract.core.streams.context import Context
from services.extract.core.streams.heads import HeadReading
from services.extract.core.streams.regions import Region
from services.extract.core.streams.rivals import Attempt
from services.extract.core.streams.rows import SEQUENCE, Placed, one_cell_a_line
from services.extract.core.streams.tokens import Token, fragments_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.codes import CODE
from shared.model.page import GridCell
from shared.model.table import Role

_NUMBER = "序号"
_LEAST_ROWS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbered:
    """Words without the column that counts the rows: its head text, and its numbers in order."""

    tokens: list[Token]
    head: Token
    numbers: list[Token]


def best_attempt(
    tokens: list[Token], region: Region, context: Context, *, aligned: bool, before: Attempt | None = None
) -> Attempt | None:
    """The best attempt at the words: without their numbers, which are put back, where these keep no layout and count
    the rows. `before`: as for that."""
    numbered = parted(tokens) if not aligned else None
    found = attempts.best_attempt(numbered.tokens, region, context, aligned=False) if numbered is not None else None
    if numbered is None or found is None:
        return attempts.best_attempt(tokens, region, context, aligned=aligned, before=before)
    return _with_numbers(found, numbered, tokens)


def parted(tokens: Sequence[Token]) -> Numbered | None:
    """None where the head, or the rows of the numbers from 1 on, are not there."""
    first = next((i for i, token in enumerate(tokens) if token.is_number), 0)
    heads = [i for i, token in enumerate(tokens) if token.folded == _NUMBER]
    if not heads or heads[0] > first:
        return None
    single = one_cell_a_line(tokens)
    numbers: list[int] = []
    for at in range(first, len(tokens)):
        if tokens[at].folded == str(len(numbers) + 1) and (at == first or _begins_row(tokens, at, single=single)):
            numbers.append(at)
    if len(numbers) < _LEAST_ROWS or numbers[0] != first:
        return None
    out = {*heads, *numbers}
    rest = [token for i, token in enumerate(tokens) if i not in out]
    return Numbered(tokens=rest, head=tokens[heads[0]], numbers=[tokens[i] for i in numbers])


def _begins_row(tokens: Sequence[Token], at: int, *, single: bool) -> bool:
    """Whether the word is the first of its line; among cells that have a line each, one behind a figure and before a
    code or a name."""
    if not single:
        return tokens[at].first and not tokens[at].last
    behind = tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
    return tokens[at - 1].is_number and (not behind.is_number or CODE.fullmatch(behind.folded) is not None)


def _with_numbers(attempt: Attempt, numbered: Numbered, tokens: Sequence[Token]) -> Attempt:
    """The attempt with the column of the numbers in front, each on the row whose first figure follows it."""
    amounts = {i for i, c in enumerate(attempt.reading.head.columns) if c.role is Role.AMOUNT}
    starts = [(t.line, t.x0) for t in numbered.numbers]
    left = list(zip(starts, numbered.numbers, strict=True))
    rows: list[Placed] = []
    for row in attempt.rows:
        figures = _places({column: words for column, words in row.items() if column in amounts})
        at = min(figures, default=min(_places(row), default=(0, 0)))
        own = [number for number in left if number[0] < at]
        left = left[len(own) :]
        shifted: Placed = {column + 1: words for column, words in row.items()}
        rows.append(({0: [own[-1][1]]} if own else {}) | shifted)
    last = numbered.tokens[attempt.used - 1]
    used = next((i + 1 for i, token in enumerate(tokens) if token is last), len(tokens))
    return replace(attempt, rows=rows, reading=_with_head(attempt.reading, numbered.head), used=used)


def _places(row: Placed) -> Iterable[tuple[int, int]]:
    """Where the words stand that those of the row were made of: rows whose names are wrapped around them were moved."""
    return ((t.line, t.x0) for words in row.values() for word in words for t in word.pieces or (word,))


def _with_head(reading: HeadReading, word: Token) -> HeadReading:
    column = ColumnTemplate(path=(_NUMBER,), role=Role.LABEL, key=SEQUENCE)
    cell = GridCell(row=0, col=0, row_span=reading.rows, fragments=fragments_of([word]), place=word.place)
    return replace(
        reading,
        head=HeadTemplate(columns=(column, *reading.head.columns)),
        covered=reading.covered + len(_NUMBER),
        total=reading.total + len(_NUMBER),
        cells=(cell, *(replace(c, col=c.col + 1) for c in reading.cells)),
        said=(_NUMBER, *reading.said),
        leaves=((word,), *reading.leaves),
    )
