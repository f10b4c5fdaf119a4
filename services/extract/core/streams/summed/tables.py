"""A region read as such a table: the body that its head fits best, each row's figures from the left on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from services.extract.core.streams.blanks import GUESSED
from services.extract.core.streams.column_sums import FEWEST_TOLD, holds_rates, total_and_parts
from services.extract.core.streams.heads import read_head
from services.extract.core.streams.rivals import Attempt
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.summed.bodies import Body, BodyRow, bodies_of, body_like, with_whole_codes
from services.extract.core.streams.summed.heads import SummedHead, head_of, most_gain
from services.extract.core.streams.summed.wordings import wordings_of
from services.extract.core.streams.tokens import Token, is_rate
from services.extract.core.templates import HeadTemplate, Lexicon, TableTemplate
from shared.model.table import Role

_MOST_COST = 1.5
_SCORE, _WORTH = 0.95, 0.1
"""of a head that nothing speaks against, and for each unit that does"""
_MOST_HEAD = 40
"""words"""
_MOST_STEPS, _MOST_STEPS_EACH = 400_000, 60_000
"""on the way to all trees of a region, and to those of one way to read it"""


def attempt_of(
    tokens: Sequence[Token], table: TableTemplate, lexicon: Lexicon, before: Attempt | None = None
) -> Attempt | None:
    """The words as such a table; None where they make none. `table`: what it is said to be of; `before`: the part
    before, whose head may be printed again."""
    again = _under_head_of(before, tokens) if before is not None else None
    if again is not None:
        return again
    words = with_whole_codes(tokens)
    best = _best(words, lexicon)
    if best is None:
        return None
    body = best.body
    reading = read_head(words[: body.start], best.template, None)
    if not reading.is_exact or reading.end != body.start:
        return None
    return Attempt(
        score=_SCORE - _WORTH * max(0.0, best.cost),
        reading=replace(reading, guessed=not best.clear),
        table=table,
        rows=_rows(best.template, body),
        used=_used(body, tokens),
        fixed=frozenset(),
    )


def told_head(tokens: Sequence[Token], lexicon: Lexicon) -> HeadTemplate | None:
    """The head that the sums of the rows tell, and clearly."""
    best = _best(with_whole_codes(tokens), lexicon)
    return best.template if best is not None and best.clear and best.told else None


def _best(words: Sequence[Token], lexicon: Lexicon) -> SummedHead | None:
    """The likeliest head with the body under it."""
    bodies = [body for body in bodies_of(words) if 0 < body.start <= _MOST_HEAD]
    tries = [(wording, body) for body in bodies for wording in wordings_of(words[: body.start], lexicon)]
    steps = iter(range(_MOST_STEPS))
    best: SummedHead | None = None
    for wording, body in sorted(tries, key=lambda t: t[0].cost + t[1].cost):
        if wording.cost + body.cost - most_gain(wording.texts) < (best.cost if best is not None else _MOST_COST):
            found = head_of(wording, body, lexicon, islice(steps, _MOST_STEPS_EACH))
            if found is not None and (best is None or found.cost < best.cost):
                best = found
    return best if best is not None and best.cost <= _MOST_COST else None


def _under_head_of(before: Attempt, tokens: Sequence[Token]) -> Attempt | None:
    """The words as a part of the same table, whose head they begin with."""
    reading = read_head(tokens, before.reading.head, before.reading.year)
    if not reading.is_exact:
        return None
    words = with_whole_codes(tokens)
    body = body_like(words, reading.end, [column.role for column in reading.head.columns])
    if body is None:
        return None
    reading = replace(reading, guessed=before.reading.guessed)
    return replace(before, reading=reading, rows=_rows(reading.head, body), used=_used(body, tokens))


def _used(body: Body, tokens: Sequence[Token]) -> int:
    """How many of the words the table takes; all cells of the last row may be blank but its name."""
    own = {id(token) for row in body.rows for token in (*row.labels, *row.figures)}
    return max(i for i, token in enumerate(tokens, start=1) if id(token) in own)


def _rows(head: HeadTemplate, body: Body) -> list[Placed]:
    """The rows by column. Rates stand in their own columns. Where no sums will tell which cells of a row are blank,
    nobody knows where its figures belong."""
    amounts = [c for c, column in enumerate(head.columns) if column.role is Role.AMOUNT]
    rates = [c for c in amounts if holds_rates(head.columns[c])]
    others = [c for c in amounts if c not in rates]
    told = len(total_and_parts(head, amounts)) >= FEWEST_TOLD
    rows = []
    for row in body.rows:
        guessed = len(row.figures) < body.width and not told
        figures = [replace(t, confidence=GUESSED) for t in row.figures] if guessed else row.figures
        own = [t for t in figures if is_rate(t.folded)]
        placed = _labels(row, body)
        if len(own) == len(rates):
            placed |= {c: [t] for c, t in zip(rates, own, strict=True)}
            placed |= {c: [t] for c, t in zip(others, (t for t in figures if not is_rate(t.folded)), strict=False)}
        else:
            placed |= {c: [t] for c, t in zip(amounts, figures, strict=False)}
        if row.after:
            placed[len(head.columns) - 1] = list(row.after)
        rows.append({column: words for column, words in placed.items() if words})
    return rows


def _labels(row: BodyRow, body: Body) -> Placed:
    """The words before the figures by column: each code with the name behind it. A total's label stands in the first
    column."""
    placed: Placed = {}
    for number, (start, end) in enumerate(pairwise([*row.codes, len(row.labels)]) if row.codes else ()):
        placed |= {2 * number: row.labels[start : start + 1], 2 * number + 1: row.labels[start + 1 : end]}
    if placed:
        return placed
    if body.leading[0] is Role.LABEL and len(body.leading) == len(row.labels):
        return {column: [word] for column, word in enumerate(row.labels)}
    return {0: list(row.labels)}
