"""A head tried on a region: its rows by position or by words, and how well both agree with the template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from services.extract.core.streams import balance_around, beside, side_lists
from services.extract.core.streams.around import reordered
from services.extract.core.streams.balance import (
    HALVES,
    Entry,
    Vocabulary,
    is_balance,
    key_of,
    parse_balance,
    sides_of,
)
from services.extract.core.streams.column_sums import holds_rates
from services.extract.core.streams.composed import composed_ways
from services.extract.core.streams.context import ENUMERATED, Context
from services.extract.core.streams.counted import is_counted, parse_counted
from services.extract.core.streams.halves import lists_of, parse_halves
from services.extract.core.streams.head_sums import misfit
from services.extract.core.streams.heads import HeadReading, has_year, late_words, may_cover, read_head, years_in
from services.extract.core.streams.label_columns import (
    are_one_each,
    lead_with_names,
    place_labels,
    settle_unit,
    vocabulary_of,
)
from services.extract.core.streams.layout import parse_layout
from services.extract.core.streams.printed_heads import as_worded, in_printed_order, without_unprinted
from services.extract.core.streams.regions import Region
from services.extract.core.streams.rivals import Attempt, is_whole, leaves_heads, says_more
from services.extract.core.streams.rows import (
    Placed,
    Shape,
    one_cell_a_line,
    parse_rows,
    settle_names,
    with_blank_rows,
)
from services.extract.core.streams.stacked_heads import stacked_head
from services.extract.core.streams.text_columns import TextShape, fit_of, parse_rows_with_texts
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate, TableTemplate
from services.extract.core.titles import tables_of_title
from shared.model.table import Role

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
"""against groups whose subtotals are not their sums"""
_IDLE = 0.03
"""against each column of codes whose head text is not printed and that no row has a word in"""

NO_TEMPLATE = TableTemplate(family="", kind="", titles=(), heads=())


@dataclass(frozen=True, slots=True)
class Parse:
    """Rows of a body, how many of its tokens they take, how well they fit (0–1), the `fixed` ones, and whether counts
    that they print tell them."""

    rows: list[Placed]
    used: int
    fit: float
    fixed: frozenset[int] = frozenset()
    counted: bool = False


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
    for table in named or context.templates.tables:
        for head in table.heads:
            for year in years_in(tokens, context.year) if has_year(table, head) else [context.year]:
                attempt = _attempt(tokens, table, head, year, context, titled=bool(named), aligned=aligned)
                if attempt is not None:
                    worded = as_worded(attempt.reading, context.templates.lexicon)
                    attempt = _with_head(tokens, attempt, worded, context, aligned=aligned)
                if attempt is not None and (best is None or worth(attempt) > worth(best)):
                    best = attempt
    if named and best is not None:
        best = _with_head(tokens, best, _left_out(best), context, aligned=aligned)
        best = _with_head(tokens, best, in_printed_order(best.reading), context, aligned=aligned)
    owner = named[0] if named else best.table if best is not None else NO_TEMPLATE
    if aligned and (best is None or leaves_heads(best, tokens, context)):
        found = stacked_head(tokens, context.templates.lexicon)
        other = _put_together(tokens, owner, found[1], found[0], context, aligned=True) if found is not None else None
        if other is not None and (best is None or says_more(other, best, context)):
            best = other
    if named and not aligned and (best is None or not is_whole(best, tokens)):
        ways = composed_ways(tokens, context.templates.lexicon)
        for cost, head in ways:
            other = _put_together(tokens, named[0], head, _UNLIKELY * (cost - ways[0][0]), context, aligned=False)
            if other is not None and (best is None or says_more(other, best, context)):
                best = other
    return best if best is not None and best.score >= _LEAST_SCORE else None


def _left_out(attempt: Attempt) -> HeadTemplate | None:
    """The head without the columns that are nowhere printed; None where there are none, or a row has more figures."""
    head = without_unprinted(attempt.reading)
    amounts = [i for i, column in enumerate(attempt.reading.head.columns) if column.role is Role.AMOUNT]
    most = max(sum(len(row.get(i, [])) for i in amounts) for row in attempt.rows)
    if head is None or attempt.table.balance or most > sum(column.role is Role.AMOUNT for column in head.columns):
        return None
    return head


def _with_head(
    tokens: list[Token], attempt: Attempt, head: HeadTemplate | None, context: Context, *, aligned: bool
) -> Attempt:
    """The attempt with this head where that is all that is printed, else as it is."""
    if head is None:
        return attempt
    found = _attempt(tokens, attempt.table, head, attempt.reading.year, context, titled=True, aligned=aligned)
    return found if found is not None and found.reading.is_exact and found.score >= attempt.score else attempt


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
    attempt = _attempt(tokens, table, head, None, context, titled=True, aligned=aligned)
    return attempt and replace(attempt, score=attempt.score - cost)


def _attempt(
    tokens: list[Token],
    table: TableTemplate,
    head: HeadTemplate,
    year: int | None,
    context: Context,
    *,
    titled: bool,
    aligned: bool,
) -> Attempt | None:
    late = 0 if aligned else late_words(tokens, head, year)
    tokens = [*tokens[-late:], *tokens[:-late]] if late else tokens
    if not titled and not may_cover(tokens, head, year, _LEAST_COVERAGE):
        return None
    reading = read_head(tokens, head, year, by_line=aligned)
    if not titled and reading.coverage < _LEAST_COVERAGE:
        return None
    body = tokens[reading.end :]
    if any(holds_rates(column) for column in head.columns if column.role is Role.AMOUNT):
        body = [replace(t, rate=True) for t in body]
    by_place = laid_out(tokens[: reading.end], body, table, reading, context) if aligned else None
    by_words = _reader(table, head)(body, table, head, year, context)
    places_tell = by_place is not None and by_place.fit >= by_words.fit - 0.1 and not by_words.counted
    found = by_place if by_place is not None and places_tell else by_words
    if not found.rows:
        return None
    return Attempt(
        score=0.45 * reading.agreement
        + 0.45 * found.fit
        + 0.1 * _vocabulary_share(found.rows, table, year)
        - (0.0 if table.balance else _MISFIT * misfit(found.rows, reading.head, aligned=aligned))
        - _IDLE * _idle(found.rows, reading),
        reading=reading,
        table=table,
        rows=found.rows,
        used=_used(reading.end + found.used, late, len(tokens)),
        fixed=found.fixed,
    )


def _idle(rows: Sequence[Placed], reading: HeadReading) -> int:
    """How many columns of codes nothing speaks for: neither a word of the head nor one of the rows."""
    columns = zip(reading.head.columns, reading.leaves, strict=False)
    silent = [i for i, (column, words) in enumerate(columns) if column.role is Role.CODE and not words]
    return sum(all(i not in row for row in rows) for i in silent)


def _reader(table: TableTemplate, head: HeadTemplate) -> Callable[..., Parse]:
    """What reads the rows of this head by words."""
    if lists_of(head):
        return _halves
    if table.balance:
        return _balance
    shape = TextShape.of(head)
    return partial(_with_texts, shape) if shape is not None else plain


def _used(used: int, late: int, count: int) -> int:
    """How many words up to the last one in use, in printed order: `late` ones of the head stand behind the body."""
    return used if used == count else used - late


def _vocabulary_share(rows: Sequence[Placed], table: TableTemplate, year: int | None) -> float:
    """How much of the template's closed row vocabulary the rows print; without one, only a balance needs it."""
    vocabulary = {key_of(text) for text in vocabulary_of(table.labels, year)}
    printed = {key_of(text_of(words)) for row in rows for words in row.values()}
    if not vocabulary:
        return 0.0 if table.balance else 0.5
    return 0.5 + 0.5 * len(vocabulary & printed) / len(vocabulary)


def laid_out(
    head_tokens: Sequence[Token],
    body: list[Token],
    table: TableTemplate,
    reading: HeadReading,
    context: Context,
) -> Parse | None:
    """Rows by position, where the words stand in columns."""
    head, year = reading.head, reading.year
    labels = {key_of(text) for text in vocabulary_of(table.labels, year)}

    def is_item(name: str) -> bool:
        return table.balance and (ENUMERATED.match(name) is not None or key_of(name) in labels or context.coded(name))

    def known(name: str) -> bool:
        return context.name(name) or key_of(name) in labels

    found = parse_layout(head_tokens, body, head, known, is_item, reading.leaves)
    if found is None:
        return None
    lead_with_names(found.rows, Shape.of(head), vocabulary_of(table.labels, year))
    used = {id(t) for row in found.rows for words in row.values() for t in words}
    return Parse(found.rows, _last(body, used), found.fit, found.fixed)


def plain(body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: Context) -> Parse:
    """Rows by words alone: names before their figures, or around them where that makes more names known."""
    found = _in_order(body, table, head, year, context)
    if not found.rows or one_cell_a_line(body):
        return found
    around = reordered(body, len(Shape.of(head).codes), context.name, context.code)
    if around is None:
        return found
    other = _in_order(around, table, head, year, context)
    whole, whole_around = (_whole_names(parse.rows, head, context) for parse in (found, other))
    coded, coded_around = (_coded_rows(parse.rows, head) for parse in (found, other))
    codes_found = coded_around > coded and whole_around >= whole  # what was taken for an amount is a code
    if not codes_found and (whole_around <= whole or other.fit < found.fit):
        return found
    used = {id(piece) for row in other.rows for words in row.values() for t in words for piece in t.pieces}
    own = [i + 1 for i, t in enumerate(body) if used & {id(piece) for piece in t.pieces or (t,)}]
    return Parse(other.rows, max(own, default=0), other.fit)


def _coded_rows(rows: Sequence[Placed], head: HeadTemplate) -> int:
    """How many rows have a code."""
    codes = Shape.of(head).codes
    return sum(any(column in row for column in codes) for row in rows)


def _whole_names(rows: Sequence[Placed], head: HeadTemplate, context: Context) -> int:
    """How many wrapped names are known once they are whole."""
    names = [words for row in rows for column, words in row.items() if head.columns[column].role is Role.LABEL]
    wrapped = [name for name in names if len({p.line for t in name for p in t.pieces or (t,)}) > 1]
    return sum(context.name(text_of(name)) for name in wrapped)


def _in_order(body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: Context) -> Parse:
    shape = Shape.of(head)
    if not shape.amounts:
        return Parse([], 0, 0.0)
    rows = parse_rows(body, shape, context.listed)
    settle_names(rows, context.known)
    vocabulary = vocabulary_of(table.labels, year)
    one_each = are_one_each(rows, shape)
    placed: list[Placed] = []
    for row in (part for whole in rows for part in with_blank_rows(whole, vocabulary)):
        cells = place_labels(row, shape, vocabulary, context.known, one_each=one_each)
        settle_unit(cells, shape, context.code)
        for column, token in zip(shape.amounts, row.amounts, strict=False):
            cells[column] = [token]
        placed.append(cells)
    lead_with_names(placed, shape, vocabulary)
    used = {id(t) for row in rows for t in (*row.labels, *row.amounts, *row.after)}
    bare = not shape.labels and not shape.codes
    counts = [(len(row.amounts) if row.labels or bare else 0, len(shape.amounts)) for row in rows]
    end = _last(body, used)
    codes = {id(t) for row in rows for t in row.labels}
    others = [t for t in body[:end] if id(t) not in codes]
    return Parse(placed, end, _fit(counts, sum(len(row.amounts) for row in rows), others))


def _fit(counts: Sequence[tuple[int, int]], placed: int, body: Sequence[Token]) -> float:
    """How well numbers and columns agree: rows with all their numbers count whole, short ones (blank cells) less;
    numbers that found no column speak against the head."""
    if not counts:
        return 0.0
    rows = sum(1.0 if have == want else 0.7 if have else 0.0 for have, want in counts) / len(counts)
    numbers = sum(t.is_number for t in body)
    return rows * min(1.0, placed / numbers) if numbers else 0.0


def _balance(body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: Context) -> Parse:
    """A balance in the order of its words, or with labels wrapped around their figures where that makes more known."""
    sides = sides_of(head)
    several = len(sides) > HALVES
    known = context.in_lists if several else context.coded
    vocabulary = Vocabulary([label.replace("{Y}", str(year or "")) for label in table.labels], known)
    words = balance_around.unpasted(body, vocabulary.is_label)
    counted = parse_counted(words, sides) if is_counted(head, sides) else None
    if several:
        rows = side_lists.parse(words, head, sides, vocabulary)
    else:
        rows = counted or parse_balance(words, sides, vocabulary)
    by_line = counted is None and not several and not one_cell_a_line(body)
    if by_line and any(not vocabulary.is_label(text_of(e.label)) for row in rows for e in row):
        counts_of = [len(side.amounts) for side in sides]
        around = balance_around.reordered(words, counts_of, vocabulary.is_label, vocabulary.side)
        other = parse_balance(around, sides, vocabulary) if around is not None else []
        if _known_labels(other, vocabulary) > _known_labels(rows, vocabulary) and _words(other) >= _words(rows):
            rows = other
    placed: list[Placed] = []
    counts: list[tuple[int, int]] = []
    for row in rows:
        cells: Placed = {}
        for entry in row:
            side = sides[entry.side]
            cells |= {side.label: entry.label} if entry.label else {}
            cells |= {c: [t] for c, t in zip(side.amounts, entry.amounts, strict=False)}
            if entry.amounts or vocabulary.side(text_of(entry.label)) is None:
                counts.append((min(len(entry.amounts), len(side.amounts)), len(side.amounts)))
        placed.append(cells)
    own = [piece for row in rows for entry in row for t in (*entry.label, *entry.amounts) for piece in t.pieces or (t,)]
    used = {(t.line, t.x0) for t in own}  # a figure that touched a label was parted, so words are told by their place
    end = max((i + 1 for i, token in enumerate(body) if (token.line, token.x0) in used), default=0)
    known_only = 1.0 if placed and not counts else 0.0  # a page of labels whose amounts are blank
    fit = known_only or _fit(counts, sum(have for have, _ in counts), body[:end])
    return Parse(placed, end, fit, counted=counted is not None)


def _known_labels(rows: Sequence[Sequence[Entry]], vocabulary: Vocabulary) -> int:
    """How many labels are known, less those that are not."""
    return sum(1 if vocabulary.is_label(text_of(e.label)) else -1 for row in rows for e in row)


def _words(rows: Sequence[Sequence[Entry]]) -> int:
    return sum(len(e.label) + len(e.amounts) for row in rows for e in row)


def _halves(body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: Context) -> Parse:
    lists = lists_of(head)
    width = len(head.columns) // lists
    placed = parse_halves(body, context.listed, lists, width)
    own = [t for row in placed for words in row.values() for t in words]
    used = {(t.line, t.x0) for t in own}  # a code that ran into its name was parted, so words are told by their place
    end = max((i + 1 for i, token in enumerate(body) if (token.line, token.x0) in used), default=0)
    halves = [
        (sum(c in row for c in (side[0], *side[-2:])), 3 - (side[0] not in row))
        for row in placed
        for side in (range(width * at, width * (at + 1)) for at in range(lists))
    ]
    counts = [(have, min(have, 2) if have < 2 else want) for have, want in halves if have]
    return Parse(placed, end, _fit(counts, sum(t.is_number for t in own), body[:end]))


def _with_texts(
    shape: TextShape, body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: Context
) -> Parse:
    rows = parse_rows_with_texts(body, shape)
    if len(shape.texts) == 2:
        other = beside.parse_beside(body, shape.amounts, shape.texts)
        rows = other if beside.worth(other, shape.texts) > beside.worth(rows, shape.texts) else rows
    own = [t for row in rows for words in row.values() for t in words]
    used = {(t.line, t.x0) for t in own}  # a word may be cut where one text ends, so words are told by their place
    end = max((i + 1 for i, token in enumerate(body) if (token.line, token.x0) in used), default=0)
    return Parse(rows, end, fit_of(rows, body[:end], shape))


def _last(body: Sequence[Token], used: set[int]) -> int:
    """How many tokens there are up to the last one in use."""
    return max((i + 1 for i, token in enumerate(body) if id(token) in used), default=0)
