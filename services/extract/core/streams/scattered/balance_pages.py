"""Pages of balances whose head stands among their labels and figures, or whose columns follow one another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import NamedTuple

from services.extract.core.streams.balance import HALVES, Vocabulary, is_balance, sides_of
from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.head_cover import Cover, HeadWord
from services.extract.core.streams.heads import head_cells, years_in
from services.extract.core.streams.late_titles import with_feed
from services.extract.core.streams.regions import is_caption, title_of
from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.scattered.balances import are_rows, paired
from services.extract.core.streams.scattered.led import is_note, line_of
from services.extract.core.streams.tokens import Token, tokens_of
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.codes import load as load_codes
from shared.model.fold import fold
from shared.model.page import Block, Line

_CLOSING = re.compile(r".[总合]计$|结[转余]")
"""labels of a balance that have no number"""
_WHOLE = 0.95
"""of a head, the least that says which it is"""


class _Head(NamedTuple):
    """The head of a balance by words that stand anywhere: how many letters of it they cover, and which they are."""

    covered: int
    words: list[Token]
    table: TableTemplate
    head: HeadTemplate
    year: int | None


def led(
    page: Sequence[Block], title: Line | None, templates: Templates, classes: Mapping[str, Set[Decimal]]
) -> Sequence[Block] | None:
    """The page with the head above the labels, each of these before its figures; None where the head is not whole, or
    all stand so already. `classes`: what the document's classes come to by their folded names."""
    lines = [block for block in page if isinstance(block, Line)]
    text = title_of(title, templates) if title is not None else None
    tables = [table for table in tables_of_title(text or "", templates) if table.balance]
    if title is None or not tables:
        return None
    at = next(i for i, line in enumerate(lines) if line is title)
    end = next((i for i, line in enumerate(lines) if i > at and is_note(line)), len(lines))
    facts = [line for line in lines[:end] if is_caption(line)]
    tokens = tokens_of([line for line in lines[:end] if line is not title and not is_caption(line)])
    if not one_cell_a_line(tokens):
        return None  # lines of several words each are rows
    found = _head(tokens, tables)
    if found is None:
        return None
    over = {id(line.place) for line in lines[:at]}
    own = [t for t in tokens if id(t.place) not in over]
    below = _head(own, tables) if len(own) < len(tokens) else None
    if below is not None and below.covered == found.covered:
        found = below  # what stands above is of the table before
    ids = {id(t) for t in found.words}
    rest = [t for t in tokens if id(t) not in ids]
    above = [line for line in lines[:at] if not is_caption(line) and not _within(line, found.words)]
    printed = {id(line.place) for line in above}
    rest = [t for t in rest if id(t.place) not in printed]
    places = {id(t): i for i, t in enumerate(tokens)}
    led_already = not rest or places[id(found.words[-1])] < places[id(rest[0])]
    vocabulary = _vocabulary(found)
    if led_already and are_rows(rest, vocabulary):
        return None
    pairs = paired(rest, vocabulary, len(sides_of(found.head)[1].amounts), classes)
    if pairs is None and led_already:
        return None
    body = [line_of(t, c) for t, c in pairs] if pairs is not None else [line_of(t) for t in rest]
    return with_feed([*above, title, *facts, *map(line_of, found.words), *body, *lines[end:]], lines[0])


def _within(line: Line, words: Sequence[Token]) -> bool:
    return any(t.place is line.place for t in words)


def _head(tokens: Sequence[Token], tables: Sequence[TableTemplate]) -> _Head | None:
    words = [t for t in tokens if not t.is_number and not ENUMERATED.match(t.folded) and not _CLOSING.search(t.folded)]
    best: _Head | None = None
    for table in tables:
        for head in table.heads:
            for year in years_in(tokens, None) if is_balance(head) and len(sides_of(head)) == HALVES else ():
                cover = Cover([HeadWord(text=fold(cell.text)) for cell in head_cells(head, year)])
                taken = [t for t in words if cover.take(t)]
                covered = sum(w.covered for w in cover.words)
                whole = covered >= _WHOLE * sum(len(w.text) for w in cover.words)
                if whole and (best is None or covered > best.covered):
                    best = _Head(covered, taken, table, head, year)
    return best


def _vocabulary(found: _Head) -> Vocabulary:
    codes = load_codes()
    labels = [label.replace("{Y}", str(found.year or "")) for label in found.table.labels]
    return Vocabulary(labels, lambda name: bool(codes.codes_of("function", name)))
