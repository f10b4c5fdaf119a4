"""Heads of one row with texts that say nothing, or that are woven into one another as the order of a page's lines has
them: the words behind them, a cell each of the first row, tell what their columns hold, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

from services.extract.core.streams import woven_heads
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.cells import FIGURES
from services.extract.core.streams.typed.heads import (
    FEWEST_COLUMNS,
    MOST_COLUMNS,
    MOST_PIECES,
    Joins,
    Text,
    is_like_head,
    is_whole,
    parsed,
    text_from,
)
from services.extract.core.streams.typed.words import ColumnWords, Holds
from services.extract.core.streams.unlisted.kinds import Kind, kind_of
from services.extract.core.templates import Lexicon

_MOST_LINES, _MOST_ORDERS = 6, 2_000
_OFF_MIDDLE = 0.5
"""lines from the middle of the head, where its cells are centred; else all begin at its top"""


def told_by_row(tokens: Sequence[Token], known: ColumnWords, lexicon: Lexicon) -> Iterator[list[Text]]:
    """The texts of the heads that the words may begin with; at least half of a head's texts say what they hold."""
    figure = next((i for i, token in enumerate(tokens) if token.is_number), len(tokens))
    for size in range(FEWEST_COLUMNS, min(figure, MOST_PIECES * MOST_COLUMNS) + 1):
        if not tokens[size - 1].last:
            continue
        for joins in (Joins.TOGETHER, Joins.ENDED):
            texts = parsed(tokens[:size], known, lexicon, joins, most=size)
            if sum(len(text.words) for text in texts) == size and not all(text.holds for text in texts):
                yield from _told(texts, tokens[size:])
        for order in islice(_woven(tokens[:size], known, lexicon), _MOST_ORDERS):
            if any(text.over_amounts or text.over_levels for text in order) and not any(t.says_nothing for t in order):
                yield order
            yield from _told(order, tokens[size:])


def _told(texts: Sequence[Text], below: Sequence[Token]) -> Iterator[list[Text]]:
    """The texts with what they hold, unless the first row speaks against it."""
    row = below[: len(texts)]
    silent = sum(not text.holds for text in texts)
    if FEWEST_COLUMNS <= len(texts) == len(row) and 2 * silent <= len(texts) and all(map(_may_hold, texts, row)):
        yield [
            text if text.holds else replace(text, holds=text.alone or _held(cell), told=True)
            for text, cell in zip(texts, row, strict=True)
        ]


def _may_hold(text: Text, cell: Token) -> bool:
    """Whether the column under a text may have this cell: figures are no names."""
    return not text.holds or any((holds in FIGURES) == cell.is_number for holds in text.holds)


def _held(cell: Token) -> frozenset[Holds]:
    """What a column holds whose first cell this is."""
    if cell.is_number:
        return frozenset((Holds.FIGURE if cell.folded.isdigit() else Holds.AMOUNT,))
    return frozenset((Holds.DATE if kind_of(cell.text) is Kind.DATE else Holds.NAME,))


def _woven(tokens: Sequence[Token], known: ColumnWords, lexicon: Lexicon) -> Iterator[list[Text]]:
    """The texts of several lines in every order in which the words of each line follow one another."""
    lines = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    if not 1 < len(lines) <= _MOST_LINES or max(map(len, lines)) == 1:
        return
    middle = (len(lines) - 1) / 2
    ways: Sequence[Callable[[woven_heads.Text], bool]] = (
        lambda text: abs(woven_heads.height(text) - middle) <= _OFF_MIDDLE,
        lambda text: text[0][0] == 0,
        lambda _: True,
    )
    for may_stand in ways:
        texts = woven_heads.texts_of(
            [[token.folded for token in line] for line in lines],
            lambda pieces: is_whole(pieces, known, lexicon, Joins.ENDED),
            is_like_head,
            most_unknown=len(tokens) // 2,
            may_stand=may_stand,
        )
        over = may_stand is ways[-1]  # then some stand lower than others
        for below in woven_heads.lower(texts or [], len(lines)) if over else [[]]:
            if bool(below) == over:
                for order in woven_heads.orders([text for text in texts or [] if text not in below]):
                    yield [_text(text, lines, known, lexicon) for text in (*order, *below)]


def _text(text: woven_heads.Text, lines: Sequence[Sequence[Token]], known: ColumnWords, lexicon: Lexicon) -> Text:
    return text_from([lines[line][at] for line, at in text], known, lexicon)
