"""The rows of a body under a head, by position where the words stand in columns, or by words alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from services.extract.core.streams import balance_around, beside, side_lists
from services.extract.core.streams.around import reordered
from services.extract.core.streams.balance import (
    HALVES,
    Entry,
    Vocabulary,
    key_of,
    parse_balance,
    sides_of,
)
from services.extract.core.streams.context import ENUMERATED, Context
from services.extract.core.streams.counted import is_counted, parse_counted
from services.extract.core.streams.halves import lists_of, parse_halves
from services.extract.core.streams.heads import HeadReading
from services.extract.core.streams.label_columns import (
    are_one_each,
    lead_with_names,
    place_labels,
    settle_unit,
    vocabulary_of,
)
from services.extract.core.streams.layout import parse_layout
from services.extract.core.streams.rows import (
    Placed,
    Shape,
    one_cell_a_line,
    parse_rows,
    settle_names,
    with_blank_rows,
)
from services.extract.core.streams.text_columns import TextShape, fit_of, parse_rows_with_texts
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate, TableTemplate
from shared.model.table import Role


@dataclass(frozen=True, slots=True)
class Parse:
    """Rows of a body, how many of its tokens they take, how well they fit (0–1), the `fixed` ones, and whether counts
    that they print tell them."""

    rows: list[Placed]
    used: int
    fit: float
    fixed: frozenset[int] = frozenset()
    counted: bool = False


def reader(table: TableTemplate, head: HeadTemplate) -> Callable[..., Parse]:
    """What reads the rows of this head by words."""
    if lists_of(head):
        return _halves
    if table.balance:
        return _balance
    shape = TextShape.of(head)
    return partial(_with_texts, shape) if shape is not None else plain


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
    """How many letters of wrapped names are known once they are whole: a part of a name may be known as well."""
    names = [words for row in rows for column, words in row.items() if head.columns[column].role is Role.LABEL]
    wrapped = [name for name in names if len({p.line for t in name for p in t.pieces or (t,)}) > 1]
    return sum(len(text) for text in map(text_of, wrapped) if context.name(text))


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
        around = balance_around.reordered(words, counts_of, vocabulary.is_label, vocabulary.is_named, vocabulary.side)
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
    # a page of labels whose amounts are blank, the first perhaps the end of one
    known_only = 1.0 if placed and sum(have for have, _ in counts) == 0 and len(counts) < len(placed) // 2 else 0.0
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
