"""Labels and figures of a balance whose columns follow one another, as pairs.

Both lists of labels are closed, so which label is of which half is known. A figure behind its label is its own. For the
others the tables with codes tell what a class comes to, or the count does: as many figures in a row as labels, which
together are the total. Nothing is moved where a figure is left over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, zip_longest

from services.extract.core.streams.balance import RIGHT, Vocabulary, key_of
from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.scattered.led import is_moved, worth
from services.extract.core.streams.tokens import Token, text_of
from shared.model.numbers import parse_number

_CLOSING = re.compile(r"[总合]计$")
_MOST_WORDS = 6
_MOST = 0.75
"""of the labels, more than so many have a figure behind them where they stand in rows"""
_NEAR = 14
"""figures behind a total among which its parts are looked for"""


@dataclass(kw_only=True, slots=True)
class _Entry:
    """A label with its figures, by their index."""

    words: list[Token]
    at: int
    """the place of the token behind it"""
    side: int = 0
    """the half: 0 is the left one"""
    figures: list[int] = field(default_factory=list)
    sure: bool = True

    @property
    def text(self) -> str:
        return text_of(self.words)


def paired(
    tokens: Sequence[Token], vocabulary: Vocabulary, width: int, classes: Mapping[str, Set[Decimal]]
) -> list[tuple[Token, float]] | None:
    """The words with their confidence, each label before its figures, left and right in turn; None where the figures
    stand so already, or do not come out. `width`: how many columns the right half has; `classes`: what classes come to
    by their names, folded."""
    entries = _entries(tokens, vocabulary)
    numbers = [t for t in tokens if t.is_number]
    values = [parse_number(t.text) for t in numbers]
    if not numbers or None in values:
        return None
    amounts = [value or Decimal(0) for value in values]
    index = {i: n for n, i in enumerate(i for i, t in enumerate(tokens) if t.is_number)}
    closing = [e for e in entries if _CLOSING.search(e.text)]
    left, right = ([e for e in entries if e not in closing and e.side == side] for side in (0, 1))
    free = set(range(len(numbers)))
    if not _deal_right(right, amounts, width, classes, max(amounts) if closing else None, free):
        return None
    _deal_closing(closing, amounts, width, index, free)
    _deal_left(left, amounts, index, free)
    if free:
        return None
    first = min((e.at for e in closing), default=len(tokens))
    main = [e for e in entries if ENUMERATED.match(e.text) or (e not in closing and e.at < first)]
    ends = [e for e in entries if e not in main]
    rows = [pair for part in (main, ends) for pair in zip_longest(*([e for e in part if e.side == s] for s in (0, 1)))]
    out = [word for row in rows for e in row if e is not None for word in _words(e, numbers)]
    return out if is_moved(tokens, out) else None


def are_rows(tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether most labels have a figure behind them."""
    entries = _entries(tokens, vocabulary)
    led = sum(e.at < len(tokens) and tokens[e.at].is_number for e in entries)
    return led > _MOST * len(entries)


def _deal_closing(
    closing: Sequence[_Entry], amounts: Sequence[Decimal], width: int, index: Mapping[int, int], free: set[int]
) -> None:
    """Gives the closing rows the total, the one behind each label before all others."""
    for entry in closing:
        first = index.get(entry.at)
        if first in free and amounts[first] == max(amounts):
            _take(entry, first, amounts, width if entry.side else 1, free)
    for entry in [e for e in closing if not e.figures]:
        first = next((i for i in sorted(free) if amounts[i] == max(amounts)), None)
        if first is not None:
            _take(entry, first, amounts, width if entry.side else 1, free)
            entry.sure = False


def _deal_left(left: Sequence[_Entry], amounts: Sequence[Decimal], index: Mapping[int, int], free: set[int]) -> None:
    """Gives the left half what is left: each label the figure behind it, or the first ones what is the total of all,
    which is what most money comes from."""
    beside = {e.at: index[e.at] for e in left if index.get(e.at) in free}
    if all(amounts[i] == max(amounts) for i in free):
        beside = {}
    for entry in left:
        first = beside.get(entry.at, next(iter(sorted(free - set(beside.values()))), None))
        if first is not None:
            entry.sure = entry.at in beside
            entry.figures = [first]
            free.discard(first)


def _entries(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[_Entry]:
    """The labels among the words, the longest first at each place."""
    found: list[_Entry] = []
    at = 0
    while at < len(tokens):
        ends = range(min(at + _MOST_WORDS, len(tokens)), at, -1)
        end = next((e for e in ends if _is_label(tokens[at:e], vocabulary)), at)
        if end == at and not tokens[at].is_number:
            end = at + 1  # a label that no list has
        if end > at:
            entry = _Entry(words=list(tokens[at:end]), at=end)
            entry.side = 1 if any(e.text == entry.text for e in found) else _side(entry, vocabulary)
            found.append(entry)
        at = max(end, at + 1)
    return found


def _is_label(words: Sequence[Token], vocabulary: Vocabulary) -> bool:
    return not any(t.is_number for t in words) and vocabulary.is_label(text_of(words))


def _side(entry: _Entry, vocabulary: Vocabulary) -> int:
    side = vocabulary.side(entry.text)
    return side if side is not None else int(RIGHT.search(entry.text) is not None)


def _deal_right(
    right: Sequence[_Entry],
    amounts: Sequence[Decimal],
    width: int,
    classes: Mapping[str, Set[Decimal]],
    total: Decimal | None,
    free: set[int],
) -> bool:
    """Gives the labels of the right half their figures; whether these are the total together. None: it stands on a
    later page."""
    known = [(e, classes[key_of(e.text)]) for e in right if key_of(e.text) in classes]
    last = -1
    for entry, wanted in known:
        own = [i for i in sorted(free) if amounts[i] in wanted]
        first = next((i for i in own if i > last), own[0] if own else None)
        if first is not None:
            _take(entry, first, amounts, width, free)
            last = first
    given = [amounts[e.figures[0]] for e in right if e.figures]
    if given and total in (None, sum(given)):
        return True
    for entry in right:
        free |= set(entry.figures)
        entry.figures = []
    count = len(right)
    for start in range(len(amounts) - count + 1):
        if width == 1 and count > 1 and sum(amounts[start : start + count]) == total:
            for entry, index in zip(right, range(start, start + count), strict=True):
                _take(entry, index, amounts, width, free)
                entry.sure = False
            return True
    return False


def _take(entry: _Entry, first: int, amounts: Sequence[Decimal], width: int, free: set[int]) -> None:
    """Gives a label a figure, and those behind it that are its parts: directly, or wherever they are."""
    entry.figures = [first]
    behind = [i for i in sorted(free) if i > first][:_NEAR]
    for size in range(width - 1, 0, -1):
        ways = [tuple(range(first + 1, first + 1 + size)), *combinations(behind, size)]
        parts = next((way for way in ways if set(way) <= free and sum(amounts[i] for i in way) == amounts[first]), None)
        if parts is not None:
            entry.sure = entry.sure and parts == ways[0]
            entry.figures += parts
            break
    free.difference_update(entry.figures)


def _words(entry: _Entry, numbers: Sequence[Token]) -> list[tuple[Token, float]]:
    own = [numbers[i] for i in entry.figures]
    labels = [(t, t.confidence) for t in entry.words]
    return [*labels, *(worth(t, certain=entry.sure) for t in own)]
