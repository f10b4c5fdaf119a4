"""Pieces of indicator rows in text exports between delimiters: lower ones that a page cut, and cells cut through words.

Spans are lost there, and a page may have other blank columns than the one before: only the columns that the rows of the
same page fill say which cells a piece has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.forms.rows import FormRow, Token, merged
from services.extract.core.forms.words import word_key

_NAME = 2
"""the column of an indicator's name, behind its two levels; its value stands in the next"""

Cells = tuple[Token | None, ...]


def lower_pieces(rows: Sequence[FormRow], width: int, is_level: Callable[[str], object]) -> dict[int, Cells]:
    """The cells of rows that are no row of their own: index among `rows` → cells. They open a page and have no level
    but the end of one, and no name or no value. `width`: how many columns the head has."""
    breaks = _breaks(rows)
    found: dict[int, Cells] = {}
    for at in breaks:
        end = next((b for b in breaks if b > at + 1), len(rows))  # markdown draws a rule below a page's first row
        cells = _cells(rows[at], rows[at + 1 : end], width)
        if cells is not None and not (cells[1] is not None and is_level(cells[1].text)):
            found[at] = cells
    return found


def named_rows(rows: Sequence[FormRow], width: int) -> frozenset[int]:
    """Indexes of the rows that begin with a name and its value, by the columns that the rows of their page fill: an
    indicator may be called as its level is."""
    found: set[int] = set()
    starts = [0, *_breaks(rows)]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        cols = sorted({t.col for row in rows[start:end] for t in row.tokens})
        if len(cols) == width > _NAME + 1:
            wanted = cols[_NAME : _NAME + 2]
            found |= {i for i in range(start, end) if [t.col for t in rows[i].tokens[:2]] == wanted}
    return frozenset(found)


def _breaks(rows: Sequence[FormRow]) -> list[int]:
    """Indexes of the first rows of pages: of a grid, behind a head, or behind blank lines where others have none."""
    gaps = {i: _line(b) - _line(a) for i, (a, b) in enumerate(pairwise(rows), start=1)}
    usual = next((gap for gap, _ in Counter(gaps.values()).most_common(1)), 0)
    return [
        i
        for i, row in enumerate(rows)
        if i > 0 and not row.placed and not row.is_line and (row.first or gaps[i] > max(usual, 1))
    ]


def _line(row: FormRow) -> int:
    return row.tokens[0].place.line or 0


def _cells(row: FormRow, others: Sequence[FormRow], width: int) -> Cells | None:
    """The cells of the row if it is a piece: columns are counted from the right, where no spans are."""
    cols = sorted({t.col for r in (row, *others) for t in r.tokens})
    before = width - len(cols)
    if not others or before not in (0, 1):
        return None
    cells: list[Token | None] = [None] * width
    for token in row.tokens:
        cells[before + cols.index(token.col)] = token
    if cells[0] is not None or all(cells[_NAME : _NAME + 2]):
        return None
    return tuple(cells)


def uncut(tokens: Sequence[Token], words: Collection[str]) -> list[Token]:
    """The cells of a head (known by `words`), those put together that were cut through a word (三 | 级指标) or through
    brackets."""
    whole: list[Token] = []
    for token in tokens:
        before = whole[-1] if whole else None
        if before is not None and before.col + before.col_span == token.col and _are_pieces(before, token, words):
            whole[-1] = replace(merged((before, token)) or token, col_span=before.col_span + token.col_span)
        else:
            whole.append(token)
    return whole


def _are_pieces(left: Token, right: Token, words: Collection[str]) -> bool:
    one, other = word_key(left.text), word_key(right.text)
    if one not in words and other not in words and word_key(left.text + right.text) in words:
        return True
    return one.count("(") > one.count(")") and other.count(")") > other.count("(")


def as_head(row: FormRow, head: Sequence[Token], cols: int) -> FormRow:
    """A row with the cells put together that stand under one cell of the head, whose grid has so many columns: cut as
    that was."""
    wide = [t.cols for t in head if t.col_span > 1]
    if row.placed or row.cols != cols or not wide:
        return row
    groups: dict[int, list[Token]] = {}
    for token in row.tokens:
        groups.setdefault(next((cols.start for cols in wide if token.col in cols), token.col), []).append(token)
    whole = ((col, merged(group)) for col, group in groups.items())
    return replace(row, tokens=tuple(replace(token, col=col) for col, token in whole if token is not None))
