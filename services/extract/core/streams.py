"""Tables without any delimiters, recovered with what is known of the family's tables.

The principle (domain.md §4): a known title gives the possible heads; the head's fragments are a closed vocabulary and
are taken wherever they stand; the body is read by arity, as many numbers to a row as the head has amount columns. A
run of lines becomes a grid only where head and rows agree with one template; otherwise the lines stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.extract.core.stream_balance import Vocabulary, parse_balance, sides_of
from services.extract.core.stream_grid import grid_of
from services.extract.core.stream_heads import HeadReading, has_year, read_head, years_in
from services.extract.core.stream_regions import Region, regions, split_run_on
from services.extract.core.stream_rows import (
    Known,
    Shape,
    parse_rows,
    place_labels,
    settle_names,
    vocabulary_of,
)
from services.extract.core.stream_tokens import Token, is_aligned, tokens_of
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold
from shared.model.page import Block, Line

_REPORT_YEAR = re.compile(r"(20\d\d)\s*年度?(?:[^\d。；，]{0,40})(?:预算|决算|表)")
_CODED_NAME = re.compile(r"(?:^|\s)\d{3,7}\s+([\u3400-\u9fff][^\s\d]{1,30})")
_LEAST_SCORE = 0.6

Placed = dict[int, list[Token]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Context:
    """What the whole document tells: its year, and which names it prints beside codes."""

    templates: Templates
    year: int | None
    known: Known
    coded: Known


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
    out: list[Block] = []
    at = 0
    for region in regions(plain, templates):
        out += plain[at : region.start]
        out += _recover_region(plain, region, context)
        at = region.end
    return (*out, *plain[at:])


def _context(blocks: Sequence[Block], templates: Templates) -> _Context:
    lines = [b.text for b in blocks if isinstance(b, Line)]
    text = "\n".join(fold(line) for line in lines)
    year = _REPORT_YEAR.search("\n".join(lines))
    coded = frozenset(fold(name) for line in lines for name in _CODED_NAME.findall(line))
    return _Context(
        templates=templates,
        year=int(year[1]) if year else None,
        known=lambda name: len(name) > 2 and (name in coded or re.search(rf"{re.escape(name)}\d", text) is not None),
        coded=lambda name: name in coded,
    )


def _recover_region(blocks: Sequence[Block], region: Region, context: _Context) -> list[Block]:
    lines = [b for b in blocks[region.start : region.end] if isinstance(b, Line)]
    aligned = is_aligned(lines)
    tokens = tokens_of(lines, aligned=aligned)
    if len(tokens) < 4 or sum(t.is_number for t in tokens) < 2:
        return list(lines)
    attempt = _best(tokens, region, context)
    if attempt is None:
        return list(lines)
    last = tokens[attempt.used - 1].line
    return [grid_of(attempt.reading, attempt.rows), *lines[last + 1 :]]


def _best(tokens: list[Token], region: Region, context: _Context) -> _Attempt | None:
    """The head that explains the region best; only clear winners count."""
    named = tables_of_title(region.title or "", context.templates)
    best: _Attempt | None = None
    for table in named or context.templates.tables:
        for head in table.heads:
            for year in years_in(tokens, context.year) if has_year(head) else [context.year]:
                attempt = _attempt(tokens, table, head, year, context, titled=bool(named))
                if attempt is not None and (best is None or attempt.score > best.score):
                    best = attempt
    return best if best is not None and best.score >= _LEAST_SCORE else None


def _attempt(
    tokens: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: _Context, *, titled: bool
) -> _Attempt | None:
    reading = read_head(tokens, head, year)
    if not titled and reading.coverage < 0.8:
        return None
    body = tokens[reading.end :]
    parse: Callable[..., tuple[list[Placed], int, float]] = _balance if table.balance else _plain
    rows, used, fit = parse(body, table, head, year, context)
    if not rows:
        return None
    clean = 1 - min(reading.noise, 20) / 40
    return _Attempt(
        score=(0.5 * reading.coverage + 0.5 * fit) * clean,
        reading=reading,
        rows=rows,
        used=reading.end + used,
    )


def _plain(
    body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: _Context
) -> tuple[list[Placed], int, float]:
    shape = Shape.of(head)
    if not shape.amounts:
        return [], 0, 0.0
    rows = parse_rows(body, shape)
    settle_names(rows, context.known)
    vocabulary = vocabulary_of(table.labels, year)
    placed: list[Placed] = []
    for row in rows:
        cells = place_labels(row, shape, vocabulary, context.known)
        for column, token in zip(shape.amounts, row.amounts, strict=False):
            cells[column] = [token]
        placed.append(cells)
    full = sum(len(row.amounts) == len(shape.amounts) and bool(row.labels) for row in rows)
    used = {id(t) for row in rows for t in (*row.labels, *row.amounts, *row.after)}
    return placed, _last(body, used), full / len(rows) if rows else 0.0


def _balance(
    body: list[Token], table: TableTemplate, head: HeadTemplate, year: int | None, context: _Context
) -> tuple[list[Placed], int, float]:
    sides = sides_of(head)
    vocabulary = Vocabulary([label.replace("{Y}", str(year or "")) for label in table.labels], context.coded)
    rows = parse_balance(body, sides, vocabulary)
    placed: list[Placed] = []
    fits = total = 0
    for row in rows:
        cells: Placed = {}
        for entry in row:
            side = sides[entry.side]
            cells[side.label] = entry.label
            cells |= {c: [t] for c, t in zip(side.amounts, entry.amounts, strict=False)}
            total += 1
            fits += len(entry.amounts) == len(side.amounts)
        placed.append(cells)
    used = {id(t) for row in rows for entry in row for t in (*entry.label, *entry.amounts)}
    return placed, _last(body, used), fits / total if total else 0.0


def _last(body: Sequence[Token], used: set[int]) -> int:
    """How many tokens there are up to the last one in use."""
    return max((i + 1 for i, token in enumerate(body) if id(token) in used), default=0)
