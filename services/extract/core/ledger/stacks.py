"""The lines of one cell of a ledger: those of one column that stand nearer to one another than the lines of two."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from services.extract.core import long_codes
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.tokens import Token, token_lines
from shared.model.fold import tidy
from shared.model.labels import is_total, names_total
from shared.model.page import Word

#: lines of one text are no further apart than this (font sizes, middle to middle)
LEADING = 1.45
#: but where they show by their ends that they go on, where fonts are set wider (with the room for more, font sizes)
_WIDEST = 1.75
#: rows are at least this much further apart than lines of one text (points)
ROW_EXTRA = 1.2
#: lines of names are no further apart than this share of the distance of rows with figures, nor than this (font sizes)
_NEARER, _LOOSEST = 0.66, 2.4
#: and all of them as far as the nearest, up to this factor
_EVEN = 1.15
#: lines of any text are no further apart than the nearest ones, up to that factor; no two lines are nearer than this
#: (font sizes)
_EVEN_LINES, _CLOSEST = 1.2, 0.9
#: a line of a name that goes on below ends no further (font sizes) before the end of its column
_FULL = 1.6
#: of which there are more than this share of the names' lines
_FIGURED = 0.4
#: in a column of words at most this share of the lines looks like figures (2025-2026 in the midst of a name)
_LIKE_FIGURES = 0.25


@dataclass(slots=True)
class Stack:
    """The lines of one cell. Columns `first` to `last`."""

    first: int
    last: int
    tokens: list[Token]
    top: float
    bottom: float
    row_span: int = 1
    guessed: bool = False
    """of a head: its lines stand as far apart as a parent and what it stands over"""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Placed:
    """A token and the columns that it stands in."""

    token: Token
    first: int
    last: int


@dataclass(slots=True)
class LedgerRow:
    """Cells of a row; `sure` says whether they fell into place without conflict."""

    cells: list[Stack]
    sure: bool = True

    @property
    def middle(self) -> float:
        return (min(c.top for c in self.cells) + max(c.bottom for c in self.cells)) / 2


def tight_of(placed: Sequence[Placed]) -> float:
    """The largest distance of two lines of one text: less than that of two figures in one column."""
    size = median(p.token.size for p in placed)
    figures: dict[int, list[float]] = {}
    texts: dict[int, list[float]] = {}
    wordy = _columns_of_words(placed)
    for p in placed:
        if p.first == p.last and not (p.token.numeric and not p.token.figure):
            kind = figures if p.token.figure and p.first not in wordy else texts
            kind.setdefault(p.first, []).append(p.token.middle)
    least = min((d for ys in figures.values() for d in _distances(ys, size)), default=float("inf"))
    even = _EVEN_LINES * min((d for ys in texts.values() for d in _distances(ys, size, _CLOSEST)), default=float("inf"))
    wide = _EVEN / _EVEN_LINES * even
    loose = max(_loose_leading(figures, texts, size, least), wide if LEADING * size < wide < _WIDEST * size else 0.0)
    loose = loose if loose and _are_full(placed, size, loose) else 0.0
    return min(max(min(LEADING * size, even), loose), least - ROW_EXTRA)


def _columns_of_words(placed: Sequence[Placed]) -> set[int]:
    """The columns whose texts are words but for a few lines, or long codes: what looks like a figure there is a piece
    of a text."""
    lines: dict[int, list[Token]] = {}
    for p in placed:
        if p.first == p.last:
            lines.setdefault(p.first, []).append(p.token)
    wordy = {c for c, own in lines.items() if sum(t.figure for t in own) <= _LIKE_FIGURES * len(own)}
    return wordy | {c for c, own in lines.items() if long_codes.are_pieces([t.text for t in own])}


def _loose_leading(
    figures: Mapping[int, Sequence[float]], texts: Mapping[int, Sequence[float]], size: float, least: float
) -> float:
    """The largest distance of two lines where names left of the figures that nearly every row has are set loosely; 0
    where they are not. `least`: the distance of two rows with figures."""
    rows, last = max(((len(ys), c) for c, ys in figures.items()), default=(0, 0))
    names, first = max(((len(ys), c) for c, ys in texts.items()), default=(0, 0))
    if not names or first >= last or rows <= max(2, _FIGURED * names):
        return 0.0
    leading = min(_distances(texts[first], size), default=0.0)
    return _EVEN * leading if leading < min(_LOOSEST * size, _NEARER * least) else 0.0


def _are_full(placed: Sequence[Placed], size: float, leading: float) -> bool:
    """Whether half of the lines of names over lines no further away than `leading` reach as far as the column does:
    names break off where it ends. Shorter ones are rows of their own, whose figures are left blank."""
    over: list[bool] = []
    for column in {p.first for p in placed}:
        lines = sorted((p.token for p in placed if p.first == p.last == column), key=lambda t: t.middle)
        end = max((t.box.x1 for t in lines), default=0.0)
        over.extend(
            a.box.x1 > end - _FULL * size
            for a, b in itertools.pairwise(lines)
            if not a.numeric and not b.numeric and a.text != b.text and 0.5 * size < b.middle - a.middle <= leading
        )
    return 2 * sum(over) >= len(over)


def _distances(heights: Sequence[float], size: float, closest: float = 0.5) -> list[float]:
    """The distances of neighbouring lines, those of one level (nearer than `closest` font sizes) left out."""
    return [b - a for a, b in itertools.pairwise(sorted(heights)) if b - a > closest * size]


def stack(
    placed: Sequence[Placed], tight: float, stops: Sequence[float] = (), inner: Sequence[tuple[float, float]] = ()
) -> list[Stack]:
    """Tokens of one column, line under line, as cells. No figure goes on where figures stand, nor what begins an entry
    of a balance."""
    open_stacks: list[Stack] = []
    lowest: dict[int, tuple[int, Stack]] = {}  # of each column, and which it is of them all
    wordy = _columns_of_words(placed)
    begin = beginnings([(p.first, p.token) for p in placed])
    for p in sorted(placed, key=lambda p: (round(p.token.middle, 1), p.token.box.x0)):
        t = p.token
        mine = [lowest[c] for c in range(p.first, p.last + 1) if c in lowest]
        at, above = max(mine, key=lambda found: (found[1].bottom, -found[0]), default=(len(open_stacks), None))
        here = [*stops, *(y for y, x0 in inner if x0 < t.centre)]
        words = p.first == p.last and p.first in wordy
        over_all = p.first < p.last and is_total(t.text)  # the label of a total's row, not the end of the name above
        begins = over_all or id(t) in begin or (begin and above is not None and _is_total_of_balance(above, t))
        goes_on = above is not None and not begins and _goes_on(above, t, tight, here, words=words)
        if above is not None and (goes_on or _same_line(above, t)):
            add(above, p)
        else:
            at, above = len(open_stacks), Stack(p.first, p.last, [t], t.box.top, t.box.bottom)
            open_stacks.append(above)
        for c in range(above.first, above.last + 1):
            if c not in lowest or (above.bottom, -at) > (lowest[c][1].bottom, -lowest[c][0]):
                lowest[c] = at, above
    return open_stacks


def stacks_of(words: Sequence[Word]) -> list[Stack]:
    """The texts of the words of one cell, each of one line or of several."""
    placed = [Placed(t, 0, 0) for line in token_lines(words) for t in line]
    return stack(placed, tight_of(placed)) if placed else []


def add(s: Stack, p: Placed) -> None:
    s.tokens.append(p.token)
    s.first, s.last = min(s.first, p.first), max(s.last, p.last)
    s.top, s.bottom = min(s.top, p.token.box.top), max(s.bottom, p.token.box.bottom)


def text_of(s: Stack) -> str:
    return tidy("".join(t.text for t in s.tokens))


def cell_of(like: Stack, tokens: Sequence[Token]) -> Stack:
    """Some of the tokens of a cell, from top to bottom, as a cell of their own."""
    cell = Stack(like.first, like.last, [tokens[0]], tokens[0].box.top, tokens[0].box.bottom)
    for t in tokens[1:]:
        add(cell, Placed(t, like.first, like.last))
    return cell


def _is_total_of_balance(s: Stack, t: Token) -> bool:
    """Whether a cell of a balance is that of a total (本年收入合计), which no line but one in brackets goes on."""
    return names_total(text_of(s)) and t.text[0] not in "（("


def _same_line(s: Stack, t: Token) -> bool:
    return abs(s.tokens[-1].middle - t.middle) < 0.3 * t.size


def _goes_on(s: Stack, t: Token, tight: float, stops: Sequence[float], *, words: bool) -> bool:
    """`words`: whether the column is one of words."""
    last = s.tokens[-1]
    if t.middle - last.middle > tight or (s.last > s.first and is_total(last.text)):
        return False
    if not words and (t.figure or _ends_in_figure(s) or (t.numeric and last.numeric)):
        return False
    return not any(last.middle < y < t.middle for y in stops)


def _ends_in_figure(s: Stack) -> bool:
    """Whether a figure stands alone on the last line: behind words of its cell it is part of their text."""
    last = s.tokens[-1]
    return last.figure and not any(not t.numeric and abs(t.middle - last.middle) < 0.3 * t.size for t in s.tokens[:-1])
