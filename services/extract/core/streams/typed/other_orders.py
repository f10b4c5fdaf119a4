"""Words of such a table in another order than that of rows and cells: that of the page's lines, or with cells behind
all others of their page."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from services.extract.core.streams.placed import tables as placed
from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token, pages_below, text_of, without_repeats
from services.extract.core.streams.typed.choice import (
    FEWEST_ROWS,
    LITTLE_DOUBT,
    MOST_DOUBT,
    PLAIN,
    Choice,
    doubt_of,
    tells,
    texts_of_heads,
)
from services.extract.core.streams.typed.heads import heads_of
from services.extract.core.streams.typed.late import late_rows
from services.extract.core.streams.typed.rows import Reading, spanning
from services.extract.core.streams.typed.words import ColumnWords, Holds
from services.extract.core.templates import Templates

_MOST_HEADS = 6
"""ways to read a head, the likeliest ones"""
_CLEARLY, _RATHER = 0.5, 0.85
"""the share of what speaks against one reading that may speak against a better one"""


def better(tokens: list[Token], known: ColumnWords, templates: Templates, found: Choice | None) -> Choice | None:
    """What was found, or a reading in another order where rows are in doubt, or the first lacks what covers it."""
    if found is not None:
        _, head, reading, _ = found
        if doubt_of(head, reading) <= LITTLE_DOUBT and {*range(spanning(head.holds))} <= reading.rows[0].keys():
            return found
    late = _with_late(tokens, known, templates, found)
    return late if late is not found else _by_page(tokens, known, templates, found)


def _by_page(tokens: Sequence[Token], known: ColumnWords, templates: Templates, best: Choice | None) -> Choice | None:
    """The same where the lines are the page's, with cells broken around the figures of their row, and levels in the
    middle of theirs; `best` where that does not fit clearly better."""
    if one_cell_a_line(tokens):
        return best
    least = best[2].cost * _CLEARLY if best is not None else inf
    for own in texts_of_heads(tokens, known, templates):
        size = sum(len(text.words) for text in own)
        body = without_repeats(tokens[size:], tokens[:size])
        tried: set[tuple[Holds, ...]] = set()
        for head in heads_of(own, templates.lexicon):
            if head.holds in tried or head.holds == PLAIN or Holds.LEVEL2 not in head.holds:
                continue
            tried.add(head.holds)
            rows, against = placed.rows_in_lines(body, head.holds, known)
            cost = against + head.cost
            if len(rows) >= FEWEST_ROWS and cost <= MOST_DOUBT * len(rows) and cost < least:
                least = cost
                best = cost, head, Reading(cost=cost, rows=rows, used=len(body)), body
    return best


def _with_late(tokens: list[Token], known: ColumnWords, templates: Templates, best: Choice | None) -> Choice | None:
    """The same where cells stand behind all others of their page; `best` where that does not fit clearly better."""
    least = best[2].cost * _RATHER if best is not None else inf
    for own in texts_of_heads(tokens, known, templates):
        size = sum(len(text.words) for text in own)
        pages = pages_below(tokens[size:], tokens[:size])
        for head in heads_of(own, templates.lexicon)[:_MOST_HEADS]:
            if head.holds == PLAIN or not tells(head, known):
                continue
            units = frozenset(c for c, column in enumerate(head.columns) if "单位" in text_of(column.path[-1].words))
            rows, against = late_rows(pages, head.holds, units, known) or ([], 0.0)
            reading = Reading(cost=against + head.cost, rows=rows, used=len(tokens) - size)
            if len(rows) >= FEWEST_ROWS and reading.cost < least and doubt_of(head, reading) <= MOST_DOUBT:
                least = reading.cost
                best = reading.cost, head, reading, tokens[size:]
    return best
