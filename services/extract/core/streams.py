"""Tables without any delimiters, recovered with what is known of the family's tables.

The principle (domain.md §4): a known title gives the possible heads; the head's fragments are a closed vocabulary and
are taken wherever they stand; the body is read by arity, as many numbers to a row as the head has amount columns. A
run of lines becomes a grid only where head and rows agree with one template; otherwise the lines stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from services.extract.core.stream_balance import Vocabulary, key_of, parse_balance, sides_of
from services.extract.core.stream_blanks import settle_blanks
from services.extract.core.stream_goals import parse_text_rows
from services.extract.core.stream_grid import grid_of
from services.extract.core.stream_heads import HeadReading, has_year, read_head, years_in
from services.extract.core.stream_layout import parse_layout
from services.extract.core.stream_performance import RowsOf, blocks_of_form, recover_form
from services.extract.core.stream_regions import Region, ends, regions, split_run_on
from services.extract.core.stream_rows import (
    Known,
    Listed,
    Placed,
    Shape,
    is_total,
    parse_rows,
    place_labels,
    settle_names,
    vocabulary_of,
)
from services.extract.core.stream_tokens import Token, is_aligned, text_of, tokens_of
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.codes import Scheme
from shared.codes import load as load_codes
from shared.model.fold import fold
from shared.model.page import Block, Grid, Line
from shared.model.table import Role

_REPORT_YEAR = re.compile(r"(20\d\d)\s*年度?(?:[^\d。；，]{0,40})(?:预算|决算|表)")
_CODED_NAME = re.compile(r"(?:^|\s)\d{3,7}\s+([\u3400-\u9fff][^\s\d]{1,30})")
_ENUMERATED = re.compile(r"^[一二三四五六七八九十]+、")
_SCHEMES: tuple[Scheme, ...] = ("function", "economic")
_LEAST_SCORE = 0.6


@dataclass(frozen=True, kw_only=True, slots=True)
class _Context:
    """What the whole document tells: its year, and which names it prints beside codes."""

    templates: Templates
    lines: tuple[Line, ...]
    year: int | None
    known: Known
    coded: Known
    name: Known
    """a name of either code list, or one that the document prints whole elsewhere"""
    listed: Listed


@dataclass(frozen=True, kw_only=True, slots=True)
class _Attempt:
    """One head tried on one region."""

    score: float
    reading: HeadReading
    rows: list[Placed]
    used: int
    """tokens that head and rows took"""


def recover(blocks: Sequence[Block], templates: Templates) -> tuple[Block, ...]:
    """The blocks with runs of lines that are tables replaced by grids of source STREAM. Other lines stay untouched."""
    plain = split_run_on(blocks, templates)
    context = _context(plain, templates)
    return tuple(_untitled(_titled(plain, context), context))


def _titled(blocks: Sequence[Block], context: _Context) -> list[Block]:
    """Regions under a title."""
    out: list[Block] = []
    at = 0
    for region in regions(blocks, context.templates):
        out += blocks[at : region.start]
        out += _recover_region(blocks, region, context)
        at = region.end
    return [*out, *blocks[at:]]


def _untitled(blocks: Sequence[Block], context: _Context) -> list[Block]:
    """Tables with a column of free text, found by their head alone: they stand in the prose without a title."""
    heads = [h for t in context.templates.tables for h in t.heads if _is_text_table(h)]
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        found = next((f for f in (_text_table(blocks, at, head, context) for head in heads) if f is not None), None)
        if found is None:
            out.append(blocks[at])
            at += 1
        else:
            grid, at = found
            out.append(grid)
    return out


def _is_text_table(head: HeadTemplate) -> bool:
    """One label, then amounts, then one text."""
    roles = [c.role for c in head.columns]
    amounts = roles.count(Role.AMOUNT)
    return amounts > 0 and roles == [Role.LABEL, *[Role.AMOUNT] * amounts, Role.TEXT]


def _text_table(blocks: Sequence[Block], at: int, head: HeadTemplate, context: _Context) -> tuple[Grid, int] | None:
    """The grid that begins with this head at `at`, and the index after it."""
    start = blocks[at]
    if not isinstance(start, Line) or not fold(start.text).startswith(fold(head.columns[0].path[0])):
        return None  # before all else: looking for the end of every line's table costs minutes on a long text
    end = at
    while end < len(blocks) and (block := blocks[end]) and not _stops(block, context.templates, first=end == at):
        end += 1
    lines = [b for b in blocks[at:end] if isinstance(b, Line)]
    tokens = tokens_of(lines)
    reading = read_head(tokens, head, context.year)
    if reading.coverage < 1 or reading.noise or reading.end == len(tokens):
        return None
    own = {id(line) for line in lines}
    placed = _laid_out_text(lines, head, reading.year, context)
    if placed is None:
        own = {id(line) for line in lines}
        outside = fold("".join(line.text for line in context.lines if id(line) not in own))
        placed = _text_rows(tokens[reading.end :], head, outside)
    return (grid_of(reading, placed), end) if placed else None


def _text_rows(tokens: list[Token], head: HeadTemplate, outside: str) -> list[Placed]:
    """Rows of label, amounts and text by words alone. `outside`: the folded rest of the document."""
    width = len(head.columns) - 2
    rows = parse_text_rows(tokens, width, lambda name, number: len(name) > 2 and name + number in outside)
    return [{0: r.label, width + 1: r.text, **{i: [t] for i, t in enumerate(r.numbers, start=1)}} for r in rows]


def _laid_out_text(
    lines: Sequence[Line], head: HeadTemplate, year: int | None, context: _Context
) -> list[Placed] | None:
    """The same by position, where the lines keep the layout."""
    if not is_aligned(lines):
        return None
    best: tuple[list[Placed], float] | None = None
    for wide in (True, False):
        tokens = tokens_of(lines, aligned=True, wide=wide)
        end = read_head(tokens, head, year).end
        found = parse_layout(tokens[:end], tokens[end:], head, context.name, lambda _: False) if tokens[end:] else None
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best[0] if best is not None and best[1] >= 0.9 else None


def _stops(block: Block, templates: Templates, *, first: bool) -> bool:
    """Whether free text cannot go on here: a part heading, a caption, a note, a grid. Sentences go on."""
    if not isinstance(block, Line) or first:
        return not isinstance(block, Line)
    return ends(block, templates, prose=True)


def _context(blocks: Sequence[Block], templates: Templates) -> _Context:
    lines = [b.text for b in blocks if isinstance(b, Line)]
    folded = [fold(line) for line in lines]
    text = "\n".join(folded)
    flowing = "".join(folded)  # names wrapped elsewhere are names all the same
    year = _REPORT_YEAR.search("\n".join(lines))
    coded = frozenset(fold(name) for line in lines for name in _CODED_NAME.findall(line))
    codes = load_codes()
    return _Context(
        templates=templates,
        lines=tuple(b for b in blocks if isinstance(b, Line)),
        year=int(year[1]) if year else None,
        known=lambda name: len(name) > 2 and (name in coded or re.search(rf"{re.escape(name)}\d", flowing) is not None),
        name=lambda name: any(codes.codes_of(scheme, _ENUMERATED.sub("", name)) for scheme in _SCHEMES) or name in text,
        listed=_listed,
        coded=lambda name: name in coded or bool(codes.codes_of("function", name)),
    )


def _listed(code: str, word: str) -> bool:
    names = (n for scheme in _SCHEMES for n in load_codes().names(scheme, code))
    return any(fold(name).startswith(word) for name in names)


def _recover_region(blocks: Sequence[Block], region: Region, context: _Context) -> list[Block]:
    lines = [b for b in blocks[region.start : region.end] if isinstance(b, Line)]
    aligned = is_aligned(lines)
    tokens = tokens_of(lines, aligned=aligned)
    blocks_of_title = blocks_of_form(region.title or "", context.templates)
    if blocks_of_title:
        return _form(lines, blocks_of_title, context, aligned=aligned) or list(lines)
    if sum(t.is_number for t in tokens) < 2:
        empty = _empty(tokens, region, context)
        return [empty] if empty is not None else list(lines)
    attempt = _best(tokens, region, context, aligned=aligned)
    if aligned:
        narrow = _best(tokens_of(lines, aligned=True, wide=False), region, context, aligned=True)
        if narrow is not None and (attempt is None or narrow.score > attempt.score):
            attempt = narrow
    if attempt is None:
        return list(lines)
    last = tokens[attempt.used - 1].line
    return [grid_of(attempt.reading, attempt.rows), *lines[last + 1 :]]


def _form(
    lines: Sequence[Line], blocks: Sequence[tuple[str, TableTemplate]], context: _Context, *, aligned: bool
) -> list[Block]:
    """The grids of a form of blocks; of the ways to see its words, the one with the most whole rows."""
    ways = list(product((True, False), (True, False))) if aligned else [(True, True)]
    tries = [
        recover_form(
            tokens_of(lines, aligned=aligned, wide=wide, joined=joined), blocks, _rows_of(context, aligned=aligned)
        )
        for wide, joined in ways
    ]
    return list(max(tries, key=lambda grids: sum(map(_whole_rows, grids))))


def _whole_rows(grid: Grid) -> int:
    """Rows whose last two columns are filled, less those where they are not: words that went astray leave gaps."""
    head = grid.head_rows or 0
    filled = [{c.col for c in grid.cells if c.row == row} for row in range(head, grid.rows)]
    return sum(1 if {grid.cols - 1, grid.cols - 2} <= columns else -1 for columns in filled)


def _empty(tokens: list[Token], region: Region, context: _Context) -> Grid | None:
    """A table without data still is one: its head, and the label of its total where that is printed."""
    readings = [
        read_head(tokens, head, year)
        for table in tables_of_title(region.title or "", context.templates)
        for head in table.heads
        for year in (years_in(tokens, context.year) if has_year(table, head) else [context.year])
    ]
    best = max(readings, key=lambda r: r.agreement, default=None)
    if best is None or best.agreement < 0.9:
        return None
    rest = tokens[best.end :]
    if len(rest) > 1 or not all(is_total(t.folded) for t in rest):
        return None
    return grid_of(best, [{0: rest}] if rest else [])


def _best(tokens: list[Token], region: Region, context: _Context, *, aligned: bool) -> _Attempt | None:
    """The head that explains the region best; only clear winners count."""
    named = tables_of_title(region.title or "", context.templates)
    best: _Attempt | None = None
    for table in named or context.templates.tables:
        for head in table.heads:
            for year in years_in(tokens, context.year) if has_year(table, head) else [context.year]:
                attempt = _attempt(tokens, table, head, year, context, titled=bool(named), aligned=aligned)
                if attempt is not None and (best is None or attempt.score > best.score):
                    best = attempt
    return best if best is not None and best.score >= _LEAST_SCORE else None


def _attempt(
    tokens: list[Token],
    table: TableTemplate,
    head: HeadTemplate,
    year: int | None,
    context: _Context,
    *,
    titled: bool,
    aligned: bool,
) -> _Attempt | None:
    reading = read_head(tokens, head, year)
    if not titled and reading.coverage < 0.8:
        return None
    body = tokens[reading.end :]
    laid_out = _laid_out(tokens[: reading.end], body, table, head, context) if aligned else None
    parse: Callable[..., tuple[list[Placed], int, float]] = _balance if table.balance else _plain
    by_words = parse(body, table, head, year, context)
    rows, used, fit = laid_out if laid_out is not None and laid_out[2] >= by_words[2] - 0.1 else by_words
    if not rows:
        return None
    return _Attempt(
        score=0.45 * reading.agreement + 0.45 * fit + 0.1 * _vocabulary_share(rows, table, year),
        reading=reading,
        rows=rows,
        used=reading.end + used,
    )


def _vocabulary_share(rows: Sequence[Placed], table: TableTemplate, year: int | None) -> float:
    """How much of the template's closed row vocabulary the rows print; without one, only a balance needs it."""
    vocabulary = {key_of(text) for text in vocabulary_of(table.labels, year)}
    printed = {key_of(text_of(words)) for row in rows for words in row.values()}
    if not vocabulary:
        return 0.0 if table.balance else 0.5
    return 0.5 + 0.5 * len(vocabulary & printed) / len(vocabulary)


def _rows_of(context: _Context, *, aligned: bool) -> RowsOf:
    """Rows of one block of a form: by position where the layout is kept, else those with amounts by words."""

    def rows(head: list[Token], body: list[Token], table: TableTemplate, reading: HeadReading) -> list[Placed]:
        laid_out = _laid_out(head, body, table, reading.head, context) if aligned and body else None
        if laid_out is not None and laid_out[2] >= 0.9:
            return laid_out[0]
        return _plain(body, table, reading.head, reading.year, context)[0]

    return rows


def _laid_out(
    head_tokens: Sequence[Token], body: list[Token], table: TableTemplate, head: HeadTemplate, context: _Context
) -> tuple[list[Placed], int, float] | None:
    """Rows by position, where the words stand in columns."""
    labels = {key_of(fold(label)) for label in table.labels}

    def is_item(name: str) -> bool:
        return table.balance and (_ENUMERATED.match(name) is not None or key_of(name) in labels or context.coded(name))

    laid_out = parse_layout(head_tokens, body, head, context.name, is_item)
    if laid_out is None:
        return None
    rows, fit = laid_out
    return rows, _last(body, {id(t) for row in rows for words in row.values() for t in words}), fit


def _plain(
    body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: _Context
) -> tuple[list[Placed], int, float]:
    shape = Shape.of(head)
    if not shape.amounts:
        return [], 0, 0.0
    rows = parse_rows(body, shape, context.listed)
    settle_names(rows, context.known)
    vocabulary = vocabulary_of(table.labels, year)
    placed: list[Placed] = []
    for row in rows:
        cells = place_labels(row, shape, vocabulary, context.known)
        for column, token in zip(shape.amounts, row.amounts, strict=False):
            cells[column] = [token]
        placed.append(cells)
    settle_blanks(placed, head)
    used = {id(t) for row in rows for t in (*row.labels, *row.amounts, *row.after)}
    bare = not shape.labels and not shape.codes
    counts = [(len(row.amounts) if row.labels or bare else 0, len(shape.amounts)) for row in rows]
    return placed, _last(body, used), _fit(counts, sum(len(row.amounts) for row in rows), body[: _last(body, used)])


def _fit(counts: Sequence[tuple[int, int]], placed: int, body: Sequence[Token]) -> float:
    """How well numbers and columns agree: rows with all their numbers count whole, short ones (blank cells) less;
    numbers that found no column speak against the head."""
    if not counts:
        return 0.0
    rows = sum(1.0 if have == want else 0.7 if have else 0.0 for have, want in counts) / len(counts)
    numbers = sum(t.is_number for t in body)
    return rows * min(1.0, placed / numbers) if numbers else 0.0


def _balance(
    body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: _Context
) -> tuple[list[Placed], int, float]:
    sides = sides_of(head)
    vocabulary = Vocabulary([label.replace("{Y}", str(year or "")) for label in table.labels], context.coded)
    rows = parse_balance(body, sides, vocabulary)
    placed: list[Placed] = []
    counts: list[tuple[int, int]] = []
    for row in rows:
        cells: Placed = {}
        for entry in row:
            side = sides[entry.side]
            cells[side.label] = entry.label
            cells |= {c: [t] for c, t in zip(side.amounts, entry.amounts, strict=False)}
            counts.append((min(len(entry.amounts), len(side.amounts)), len(side.amounts)))
        placed.append(cells)
    used = {id(t) for row in rows for entry in row for t in (*entry.label, *entry.amounts)}
    return placed, _last(body, used), _fit(counts, sum(have for have, _ in counts), body[: _last(body, used)])


def _last(body: Sequence[Token], used: set[int]) -> int:
    """How many tokens there are up to the last one in use."""
    return max((i + 1 for i, token in enumerate(body) if id(token) in used), default=0)
