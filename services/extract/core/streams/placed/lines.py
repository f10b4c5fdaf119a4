"""The words of lines set into columns of which is known what they hold.

The tool moves columns from one part of a page to the next. What stays is the order of the words on a line, what each
column holds, and where the words of lines nearby stand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby

from services.extract.core.streams.drifting import Spot, in_order
from services.extract.core.streams.indicator_groups import is_measured
from services.extract.core.streams.indicators import is_first, is_second
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.cells import FIGURES, FREE, NEVER, against
from services.extract.core.streams.typed.words import ColumnWords, Holds
from services.extract.templates import forms as form_data
from shared.model.fold import is_cjk
from shared.model.labels import names_total

_ROUNDS = 3
_NEAR = 3
"""so many lines up and so many down tell where a column stands"""
_PER_LETTER, _MOST_OFF = 0.25, 3.0
"""against a word for each letter that it stands off its column"""
_FAR = 0.02
"""the same where it stands far off"""
_BESIDE, _BETWEEN, _APART = 0.3, 1.0, 2.5
"""against two words of a line in one column: one space apart beside letters, between ideographs, and more"""
_PIECE = 0.2
"""against a word that may be a line of what the column holds"""
_BARE = 1.5
"""against a number without sign or measure as a target"""
_LEVEL_WORD, _LEVEL = 0.5, "指标"
"""against a name that is also the word of a level, which mostly ends so"""
_MOST = 6.0


def placed_lines(
    lines: Sequence[Sequence[Token]], columns: Sequence[Holds], spots: Sequence[Spot], known: ColumnWords
) -> list[Placed]:
    """The words of each line by column. `spots`: where the texts of the head stand."""
    weighed = Holds.WEIGHT in columns
    costs = [[[against_line(t, holds, known, weighed=weighed) for holds in columns] for t in line] for line in lines]
    own: list[list[Sequence[Spot]]] = [[(spot,) for spot in spots] for _ in lines]
    found: list[Placed] = []
    for _ in range(_ROUNDS):
        found = [_laid(line, cost, places, columns) for line, cost, places in zip(lines, costs, own, strict=True)]
        own = _places(found, spots)
    return found


def _places(lines: Sequence[Placed], spots: Sequence[Spot]) -> list[list[Sequence[Spot]]]:
    """Where the columns stand beside each line: as the words of the nearest lines above do, and of those below."""
    places: list[list[Sequence[Spot]]] = [[] for _ in lines]
    for column, head in enumerate(spots):
        at = [i for i, line in enumerate(lines) if column in line]
        for i in range(len(lines)):
            cut = bisect_left(at, i)
            near = (at[max(0, cut - _NEAR) : cut], at[bisect_right(at, i) :][:_NEAR])
            found = [[t for other in side for t in lines[other][column]] for side in near]
            places[i].append([Spot.of(words) for words in found if words] or [head])
    return places


def _laid(
    line: Sequence[Token], costs: Sequence[Sequence[float]], spots: Sequence[Sequence[Spot]], columns: Sequence[Holds]
) -> Placed:
    """The words by column, in order, at the least cost in all."""
    here = [
        [c + _off(spot, token) for c, spot in zip(cost, spots, strict=True)]
        for token, cost in zip(line, costs, strict=True)
    ]

    def shared(number: int, column: int) -> float:
        return _MOST if columns[column] in FIGURES else _sharing(line[number - 1], line[number])

    return in_order(line, here, shared)


def _sharing(left: Token, right: Token) -> float:
    """What speaks against both, side by side, being of one cell."""
    if right.x0 - left.x1 > 1 or is_measured(left.folded):
        return _APART
    return _BETWEEN if is_cjk(left.folded[-1:]) and is_cjk(right.folded[:1]) else _BESIDE


def _off(spots: Sequence[Spot], token: Token) -> float:
    off = min(spot.off(token) for spot in spots)
    return min(_PER_LETTER * off, _MOST_OFF + _FAR * off)


def against_line(token: Token, holds: Holds, known: ColumnWords, *, weighed: bool) -> float:
    """What speaks against a word being a line, or all, of a cell of what the column holds. `weighed`: there is a column
    of weights, so that a bare number hardly is a target."""
    text = token.folded
    if names_total(text):
        return 0.0 if holds in FREE else _MOST / 2 if holds in (Holds.CODE, Holds.INDEX) else _MOST
    if holds in FIGURES:
        return 0.0 if token.is_number else _MOST
    words = form_data.load()
    if holds is Holds.LEVEL1:
        return 0.0 if is_first(text) else _PIECE if words.is_first_piece(text) else _MOST
    if holds is Holds.LEVEL2:
        return 0.0 if is_second(text) else _PIECE if words.is_second_piece(text) else _MOST
    if holds is Holds.CODE:
        return 0.0 if any(map(str.isdigit, text)) and text.isascii() else _MOST
    if holds in FREE and token.is_number and "." in text:
        return _MOST
    if holds is Holds.TARGET and weighed and token.is_number:
        return _BARE
    cost = min(against([token], holds, known, decimals=False), NEVER)
    if holds is Holds.SIGN and cost and any(text in sign for sign in known.signs):
        return _PIECE
    if holds is Holds.MEASURE and cost and any(text in word for word in known.measures):
        return _PIECE
    if holds in FREE and (is_first(text) or is_second(text)):
        return _LEVEL_WORD if not text.endswith(_LEVEL) else _MOST / 2
    return min(cost, _MOST)


def by_line(tokens: Sequence[Token]) -> list[list[Token]]:
    """The words, those of one line together."""
    return [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
