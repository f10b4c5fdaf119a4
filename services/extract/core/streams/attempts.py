"""A head tried on a region: its rows by position or by words, and how well both agree with the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_high

from services.extract.core.streams.balance import (
    is_balance,
    key_of,
)
from services.extract.core.streams.bodies import laid_out, reader
from services.extract.core.streams.column_sums import holds_rates
from services.extract.core.streams.composed import composed_ways
from services.extract.core.streams.context import Context
from services.extract.core.streams.head_sums import misfit
from services.extract.core.streams.heads import HeadReading, has_year, late_words, may_cover, read_head, years_in
from services.extract.core.streams.label_columns import vocabulary_of
from services.extract.core.streams.printed_heads import (
    as_worded,
    has_lone_total,
    in_printed_order,
    with_strays,
    without_unprinted,
)
from services.extract.core.streams.regions import Region
from services.extract.core.streams.rivals import Attempt, is_whole, leaves_heads, says_more
from services.extract.core.streams.rows import SEQUENCE, Placed
from services.extract.core.streams.stacked_heads import stacked_head
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate, TableTemplate
from services.extract.core.titles import tables_of_title
from shared.model.table import Role

_OF_HEAD, _OF_ROWS, _OF_LABELS = 0.45, 0.45, 0.1
"""what the agreement of the head, the fit of the rows and their closed vocabulary count for in a score"""
_LEAST_SCORE = 0.6
_LEAST_COVERAGE = 0.8
"""of a head that no title promises"""
_FAMILY = 0.05
"""what being of the document's family counts for between heads that fit about equally"""
_EXACT = 0.05
"""and the same for a head that is all that is printed"""

_UNLIKELY = 0.2
"""for what speaks against a way to put a head together more than against the likeliest one"""
_MISFIT = 0.15
"""against groups whose subtotals are not their sums, and line numbers that are figures"""
_IDLE = 0.03
"""against each column of codes whose head text is not printed and that no row has a word in"""

NO_TEMPLATE = TableTemplate(family="", kind="", titles=(), heads=())


def best_attempt(
    tokens: list[Token], region: Region, context: Context, *, aligned: bool, before: Attempt | None = None
) -> Attempt | None:
    """The head that explains the region best; only clear winners count, and of equals the one that explains more.
    `before`: the part before, whose head is printed again."""
    again = _put_together(tokens, before.table, before.reading.head, 0.0, context, aligned=True) if before else None
    if again is not None and again.score >= _LEAST_SCORE:
        return again

    def worth(attempt: Attempt) -> tuple[float, int]:
        of_family, exact = attempt.table.family == context.family, attempt.reading.is_exact
        return round(attempt.score + _FAMILY * of_family + _EXACT * exact, 6), attempt.reading.covered

    named = tables_of_title(region.title or "", context.templates)
    best: Attempt | None = None
    best_at = -1
    readings = _readings(tokens, named or context.templates.tables, context, titled=bool(named), aligned=aligned)
    for at, (table, read) in sorted(enumerate(readings), key=lambda item: -item[1][1].reading.agreement):
        worded = as_worded(read.reading, context.templates.lexicon)
        fewer = bool(named) and not aligned and not read.reading.noise and without_unprinted(read.reading) is not None
        if best is not None and worded is None and not fewer and _most(read.reading) < worth(best)[0]:
            continue  # rows cost more than heads: those that cannot win are not read
        attempt = _with_rows(read, table, context, aligned=aligned)
        if attempt is not None:
            attempt = _with_head(tokens, attempt, worded, context, aligned=aligned)
            attempt = _with_head(tokens, attempt, _left_out(attempt), context, aligned=aligned) if fewer else attempt
        if attempt is not None and (best is None or (worth(attempt), -at) > (worth(best), -best_at)):
            best, best_at = attempt, at
    if named and best is not None:
        best = _in_other_words(tokens, best, context, aligned=aligned)
        best = _with_head(tokens, best, _left_out(best), context, aligned=aligned)
        best = _with_head(tokens, best, in_printed_order(best.reading), context, aligned=aligned)
    owner = named[0] if named else best.table if best is not None else NO_TEMPLATE
    if aligned and (best is None or leaves_heads(best, tokens, context)):
        found = stacked_head(tokens, context.templates.lexicon)
        other = _put_together(tokens, owner, found[1], found[0], context, aligned=True) if found is not None else None
        if other is not None and (best is None or says_more(other, best, context)):
            best = other
    if named and not aligned and (best is None or not is_whole(best, tokens)):
        other = _composed(tokens, named[0], context)
        if other is not None and (best is None or says_more(other, best, context)):
            best = other
    return best if best is not None and best.score >= _LEAST_SCORE else None


def _composed(tokens: list[Token], table: TableTemplate, context: Context) -> Attempt | None:
    """The best attempt with a head put together from known words, of those that explain the most of what is printed."""
    ways = composed_ways(tokens, context.templates.lexicon)
    found = (
        _put_together(tokens, table, head, _UNLIKELY * (cost - ways[0][0]), context, aligned=False)
        for cost, head in ways
        if not has_lone_total(head)
    )
    return max(filter(None, found), key=lambda attempt: (attempt.reading.covered, attempt.score), default=None)


def _left_out(attempt: Attempt) -> HeadTemplate | None:
    """The head without the columns that are nowhere printed; None where there are none, or most rows have more figures
    (of a single one a code may be)."""
    head = without_unprinted(attempt.reading)
    amounts = [i for i, column in enumerate(attempt.reading.head.columns) if column.role is Role.AMOUNT]
    most = median_high(sum(len(row.get(i, [])) for i in amounts) for row in attempt.rows)
    if head is None or attempt.table.balance or most > sum(column.role is Role.AMOUNT for column in head.columns):
        return None
    return head


def _with_head(
    tokens: list[Token], attempt: Attempt, head: HeadTemplate | None, context: Context, *, aligned: bool
) -> Attempt:
    """The attempt with this head, its texts as they are worded, where that is all that is printed, else as it is."""
    year = attempt.reading.year
    found = _attempt(tokens, attempt.table, head, year, context, aligned=aligned) if head is not None else None
    if found and not found.reading.is_exact and (worded := as_worded(found.reading, context.templates.lexicon)):
        found = _attempt(tokens, attempt.table, worded, year, context, aligned=aligned)
    return found if found is not None and found.reading.is_exact and found.score >= attempt.score else attempt


def _in_other_words(tokens: list[Token], attempt: Attempt, context: Context, *, aligned: bool) -> Attempt:
    """The attempt with words that are none of its head for texts of it that are not printed, where none is left over
    and each column has its own."""
    head, year = with_strays(attempt.reading), attempt.reading.year
    found = _attempt(tokens, attempt.table, head, year, context, aligned=aligned) if head is not None else None
    if found is None or found.reading.strays or not all(found.reading.leaves) or found.score < attempt.score:
        return attempt
    return found


def attempt_with(tokens: list[Token], table: TableTemplate, head: HeadTemplate, context: Context) -> Attempt | None:
    """This head over words that keep the layout; None where it is not all that is printed."""
    found = _put_together(tokens, table, head, 0.0, context, aligned=True)
    return found if found is not None and found.reading.is_exact and found.score >= _LEAST_SCORE else None


def _put_together(
    tokens: list[Token], table: TableTemplate, head: HeadTemplate, cost: float, context: Context, *, aligned: bool
) -> Attempt | None:
    """A head that no template has, tried for rows of this table. `cost`: what speaks against it."""
    if table.balance and not is_balance(head):
        return None
    attempt = _attempt(tokens, table, head, None, context, aligned=aligned)
    return attempt and replace(attempt, score=attempt.score - cost)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A head laid over words, of which those stand first now that were printed late, from and to."""

    tokens: list[Token]
    reading: HeadReading
    late: tuple[int, int]


def _readings(
    tokens: list[Token], tables: Sequence[TableTemplate], context: Context, *, titled: bool, aligned: bool
) -> list[tuple[TableTemplate, _Read]]:
    """The heads of these tables laid over the words, for each year that one may mean."""
    return [
        (table, read)
        for table in tables
        for head in table.heads
        for year in (years_in(tokens, context.year) if has_year(table, head) else [context.year])
        if (read := _read(tokens, head, year, titled=titled, aligned=aligned)) is not None
    ]


def _read(tokens: list[Token], head: HeadTemplate, year: int | None, *, titled: bool, aligned: bool) -> _Read | None:
    late = start, end = (0, 0) if aligned else late_words(tokens, head, year)
    tokens = [*tokens[start:end], *tokens[:start], *tokens[end:]]
    if not titled and not may_cover(tokens, head, year, _LEAST_COVERAGE):
        return None
    reading = read_head(tokens, head, year, by_line=aligned)
    if not titled and reading.coverage < _LEAST_COVERAGE:
        return None
    return _Read(tokens=tokens, reading=reading, late=late)


def _most(reading: HeadReading) -> float:
    """What an attempt with this head is worth at most, its rows being whole."""
    return _OF_HEAD * reading.agreement + _OF_ROWS + _OF_LABELS + _FAMILY + _EXACT * reading.is_exact


def _attempt(
    tokens: list[Token],
    table: TableTemplate,
    head: HeadTemplate,
    year: int | None,
    context: Context,
    *,
    aligned: bool,
) -> Attempt | None:
    read = _read(tokens, head, year, titled=True, aligned=aligned)
    return _with_rows(read, table, context, aligned=aligned) if read is not None else None


def _with_rows(read: _Read, table: TableTemplate, context: Context, *, aligned: bool) -> Attempt | None:
    tokens, reading = read.tokens, read.reading
    head, year = reading.head, reading.year
    body = tokens[reading.end :]
    if any(holds_rates(column) for column in head.columns if column.role is Role.AMOUNT):
        body = [replace(t, rate=True) for t in body]
    by_place = laid_out(tokens[: reading.end], body, table, reading, context) if aligned else None
    by_words = reader(table, head)(body, table, head, year, context)
    places_tell = by_place is not None and by_place.fit >= by_words.fit - 0.1 and not by_words.counted
    found = by_place if by_place is not None and places_tell else by_words
    if not found.rows:
        return None
    return Attempt(
        score=_OF_HEAD * reading.agreement
        + _OF_ROWS * found.fit
        + _OF_LABELS * _vocabulary_share(found.rows, table, year)
        - (0.0 if table.balance else _MISFIT * misfit(found.rows, reading.head, aligned=aligned))
        - _IDLE * _idle(found.rows, reading)
        - _MISFIT * _miscounted(found.rows, reading),
        reading=reading,
        table=table,
        rows=found.rows,
        used=_used(reading.end + found.used, read.late),
        fixed=found.fixed,
    )


def _idle(rows: Sequence[Placed], reading: HeadReading) -> int:
    """How many columns of codes nothing speaks for: neither a word of the head nor one of the rows."""
    codes = [i for i in _silent(reading) if reading.head.columns[i].role is Role.CODE]
    return sum(all(i not in row for row in rows) for i in codes)


def _miscounted(rows: Sequence[Placed], reading: HeadReading) -> bool:
    """Whether figures stand in a column of line numbers that the head does not print."""
    counts = [i for i in _silent(reading) if reading.head.columns[i].key == SEQUENCE]
    return any(not t.is_digits for row in rows for i in counts for t in row.get(i, ()))


def _silent(reading: HeadReading) -> list[int]:
    """The columns that the head has no word for."""
    return [i for i, words in enumerate(reading.leaves) if not words]


def _used(used: int, late: tuple[int, int]) -> int:
    """How many words up to the last one in use, in printed order."""
    start, end = late
    return used if used >= end else used - (end - start)


def _vocabulary_share(rows: Sequence[Placed], table: TableTemplate, year: int | None) -> float:
    """How much of the template's closed row vocabulary the rows print; without one, only a balance needs it."""
    vocabulary = {key_of(text) for text in vocabulary_of(table.labels, year)}
    printed = {key_of(text_of(words)) for row in rows for words in row.values()}
    if not vocabulary:
        return 0.0 if table.balance else 0.5
    return 0.5 + 0.5 * len(vocabulary & printed) / len(vocabulary)
