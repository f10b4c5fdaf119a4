"""A head tried on a region, and whether one put together from known words says more of what is printed than it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from services.extract.core.streams.context import ENUMERATED, Context
from services.extract.core.streams.halves import lists_of
from services.extract.core.streams.heads import HeadReading
from services.extract.core.streams.label_columns import vocabulary_of
from services.extract.core.streams.rows import Placed, is_total, one_cell_a_line
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import TableTemplate, head_key
from shared.model.table import Role

_MOSTLY = 0.7
"""of a head of which nothing but texts was lost"""
_LEFT_OVER = 0.1
"""for each word of a head that would be a label"""
_ABOUT = 0.05
"""by so much heads fit about equally"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One head tried on one region."""

    score: float
    reading: HeadReading
    table: TableTemplate
    rows: list[Placed]
    used: int
    """tokens that head and rows took"""
    fixed: frozenset[int]
    """rows whose numbers are known to stand in their own columns, blanks between them or not"""


def is_whole(attempt: Attempt, tokens: Sequence[Token]) -> bool:
    """Whether the head is whole and leaves no word over that stands above the line of the first figures: none but
    labels of the table's rows, which a number of theirs begins at the latest (一、), and the codes and names of the
    first row where each cell has a line of its own."""
    reading = attempt.reading
    if lists_of(reading.head) and reading.coverage >= _MOSTLY:
        return True  # lists side by side print their head twice, which is cut in the middle
    if not reading.is_exact:
        return False
    first = next((t.line for t in tokens[reading.end :] if t.is_number), None)
    if first is None or reading.end == len(tokens) or tokens[reading.end].line >= first:
        return True
    left = [*takewhile(lambda t: not (t.is_number or ENUMERATED.match(t.folded)), tokens[reading.end :])]
    labels = vocabulary_of(attempt.table.labels, reading.year)
    names = sum(column.role in (Role.LABEL, Role.TEXT) for column in reading.head.columns)
    return all(token.folded in labels for token in left) or (one_cell_a_line(tokens) and len(left) <= names)


def leaves_heads(attempt: Attempt, tokens: Sequence[Token], context: Context) -> bool:
    """Whether the head is not whole, or leaves words of heads over above the line of the first figures: other words
    there begin names of the first row, which are wrapped around its figures."""
    reading, known = attempt.reading, context.templates.lexicon.words
    if not reading.is_exact:
        return True
    first = next((t.line for t in tokens[reading.end :] if t.is_number), 0)
    return any(t.line < first and head_key(t.folded) in known for t in tokens[reading.end :])


def says_more(attempt: Attempt, best: Attempt, context: Context) -> bool:
    """Whether a head put together from known words explains more of what is printed than the best one so far: words of
    heads that another one leaves over are no labels of its rows."""
    old, new = best.reading, attempt.reading
    left = max(0, new.end - old.end - _takes_total(new, best))
    if new.covered < old.covered or _loses_names(attempt, best):
        return False
    if not (old.noise or old.above or left):
        if old.coverage == 1:
            return attempt.score > best.score + _ABOUT  # as much is said: the rows tell
        if new.is_exact and len(new.leaves) == len(old.leaves) and attempt.score > best.score - _ABOUT:
            return True  # as many columns, and the print has a text for each
        if _has_lost_texts(best, context):
            return False
    return attempt.score + _LEFT_OVER * left > best.score - _ABOUT


def _has_lost_texts(attempt: Attempt, context: Context) -> bool:
    """Whether what its head has and the print does not was lost on the way: a column whose own text is nowhere printed
    is there if the rows fill it, and was never printed if they do not. Rows that leave codes or names blank (of a table
    without data) tell nothing about other codes and names."""
    reading = attempt.reading
    silent = {column for column, words in enumerate(reading.leaves) if not words}
    if not silent:
        return reading.coverage >= _MOSTLY and not _is_other_wording(reading, context)
    filled = [{column for column, words in row.items() if words} for row in attempt.rows]
    groups = groupby(range(len(reading.leaves)), key=lambda c: reading.head.columns[c].path[:-1])
    for parents, own in groups:
        columns = set(own)
        if parents and len(columns) > 1 and columns <= silent and all(len(columns & row) < 2 for row in filled):
            return False  # what stands over them is printed, and is the one column that there is
    blank = set(range(len(reading.leaves))) - set().union(*filled)
    named = {c for c, column in enumerate(reading.head.columns) if column.role in (Role.CODE, Role.LABEL)}
    if silent <= named and named & blank - silent:
        return reading.coverage >= _MOSTLY
    never = silent & blank
    return not never or (reading.coverage >= _MOSTLY and never < silent)


def _is_other_wording(reading: HeadReading, context: Context) -> bool:
    """Whether what is printed of a column's text, less than that is, is a word of heads by itself (科目代码 for
    功能分类科目编码)."""
    words = context.templates.lexicon.words
    for column, printed in zip(reading.head.columns, reading.leaves, strict=True):
        text = head_key("".join(t.folded for t in printed))
        if text != head_key(column.path[-1]) and text in words:
            return True
    return False


def _loses_names(attempt: Attempt, best: Attempt) -> bool:
    """Whether a head has no column for names that the rows of the best one so far print: merged cells may be painted
    last, and texts be lost."""
    columns = best.reading.head.columns
    printed = {columns[c].role for row in best.rows for c, words in row.items() if words}
    left = {column.role for column in attempt.reading.head.columns}
    if Role.LABEL in printed and Role.LABEL not in left:
        return True
    return bool({Role.LABEL, Role.CODE} & {c.role for c in columns}) and not {Role.LABEL, Role.CODE} & left


def _takes_total(reading: HeadReading, attempt: Attempt) -> bool:
    """Whether the head takes for one of its own texts what ends the label of the attempt's first row as a total's, on a
    line without figures."""
    first = attempt.rows[0]
    words = [
        t
        for c, column in enumerate(attempt.reading.head.columns)
        if column.role is not Role.AMOUNT
        for t in first.get(c, ())
    ]
    taken = bool(words) and any(words[-1] in leaf for leaf in reading.leaves)
    return taken and words[-1].last and is_total(words[-1].folded)
