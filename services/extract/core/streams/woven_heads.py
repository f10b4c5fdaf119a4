"""Heads in text that keeps the lines of a page: texts are wrapped over lines that others share, one over several
columns stands higher than its neighbours, one of a single column in the middle.

Every line is in the order of the columns, so texts are put together from the next words of lines below one another;
of the ways to set what shares no line side by side, those that known heads have are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations, groupby, islice, pairwise
from math import prod

from services.extract.core.heads.lexicon import is_likely, meaning
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import Lexicon, head_key
from shared.model.table import Role

_FEWEST_LINES, _MOST_LINES = 2, 7
_FEWEST_TOGETHER = 3
"""words of the fullest line"""
_MOST_STATES = 30_000
_LINES_APART = 2
"""how far a piece of a text may stand below the one before"""
_UNKNOWN = 3.0
"""against a text that no head has"""
_JOINED = 0.1
_MOST_UNKNOWN = 2
_MOST_ORDERS = 400
_KEPT = 4
_OFF_MIDDLE = 0.45
"""lines from the middle of the head, for what stands over others or under them"""

Text = tuple[tuple[int, int], ...]
"""where the pieces of a text stand: line, and number on it"""


def level_orders(tokens: Sequence[Token], lexicon: Lexicon) -> list[list[str]]:
    """The texts of a head level by level, for the likeliest orders of the columns; none where lines tell nothing more
    than their words in order do."""
    lines = [[t.text for t in line] for _, line in groupby(tokens, key=lambda t: t.line)]
    if not lines or max(map(len, lines)) < _FEWEST_TOGETHER:
        return []
    ways: list[tuple[int, int, list[str]]] = []
    for apart in (False, True):
        reading = _reading(lines, lexicon, apart=apart)
        if reading is not None:
            ways += _orders_of(*reading, lexicon)
    return [order for _, _, order in sorted(ways)[:_KEPT]]


def _orders_of(
    texts: Sequence[Text], lines: Sequence[Sequence[str]], lexicon: Lexicon
) -> Iterator[tuple[int, int, list[str]]]:
    """What speaks against each order of the texts, its number, and the texts level by level."""

    def words(order: Sequence[Text]) -> list[str]:
        return [_joined(text, lines) for text in order]

    def disorder(order: Sequence[Text]) -> int:
        return _disorder(words(order), lexicon)

    for below in lower(texts, len(lines)):
        tops = [text for text in texts if text not in below]
        under = min(islice(orders(below), _MOST_ORDERS), key=disorder)
        for number, order in enumerate(islice(orders(tops), _MOST_ORDERS)):
            yield disorder(order), number, words([*order, *under])


def _reading(lines: list[list[str]], lexicon: Lexicon, *, apart: bool) -> tuple[list[Text], list[list[str]]] | None:
    """The texts of the most lines that make some, and these lines; those left over are the label of the first row, in
    words that no head has. `apart`: words that are texts each by themselves are none together (本年收入 above 合计),
    but for those over codes."""

    def is_known(pieces: Sequence[str]) -> bool:
        whole = "".join(pieces)
        if head_key(whole) not in lexicon.words:
            return False
        each = apart and len(pieces) > 1 and all(head_key(piece) in lexicon.words for piece in pieces)
        return not each or meaning((whole,), lexicon)[1] is Role.CODE

    for count in range(min(len(lines), _MOST_LINES), _FEWEST_LINES - 1, -1):
        texts = texts_of(lines[:count], is_known, is_likely, _MOST_UNKNOWN)
        if texts is not None:
            return texts, lines[:count]
        if any(head_key(text) in lexicon.words or is_likely(head_key(text)) for text in lines[count - 1]):
            return None
    return None


def lower(texts: Sequence[Text], count: int) -> list[list[Text]]:
    """The texts under others, as it may be: where some stand above the middle of the head and some below, those below
    it, or all that do not begin on the first line; else none."""
    middle = (count - 1) / 2
    below = [text for text in texts if height(text) > middle + _OFF_MIDDLE]
    above = [text for text in texts if height(text) < middle - _OFF_MIDDLE]
    if not (below and above):
        return [[]]
    late = [text for text in texts if text[0][0] > 0]
    return [below] if late == below else [below, late]


def _joined(text: Text, lines: Sequence[Sequence[str]]) -> str:
    return "".join(lines[line][at] for line, at in text)


def height(text: Text) -> float:
    return sum(line for line, _ in text) / len(text)


def texts_of(
    lines: Sequence[Sequence[str]],
    is_known: Callable[[Sequence[str]], bool],
    is_likely: Callable[[str], bool],
    most_unknown: int,
    may_stand: Callable[[Text], bool] = lambda _: True,
) -> list[Text] | None:
    """All words as texts, as few unknown ones as can be and then as few as can be. `is_known`: whether pieces together
    are a text that heads have; `is_likely`: whether a word may be one of its own; `may_stand`: whether a text may have
    its pieces on these lines."""
    sizes = tuple(map(len, lines))
    if prod(size + 1 for size in sizes) > _MOST_STATES:
        return None

    @cache
    def best(state: tuple[int, ...]) -> tuple[float, int, tuple[Text, ...]] | None:
        """What speaks against the rest of the lines, how many of its texts are unknown, and they."""
        if state == sizes:
            return 0.0, 0, ()
        found: tuple[float, int, tuple[Text, ...]] | None = None
        left = [i for i, at in enumerate(state) if at < sizes[i]]
        for size in range(1, len(left) + 1):
            for chosen in combinations(left, size):
                if any(b - a > _LINES_APART for a, b in pairwise(chosen)):
                    continue
                text = tuple((i, state[i]) for i in chosen)
                if not may_stand(text):
                    continue
                known = is_known([lines[line][at] for line, at in text])
                if not known and (size > 1 or not is_likely(_joined(text, lines))):
                    continue
                rest = best(tuple(at + (i in chosen) for i, at in enumerate(state)))
                if rest is None or rest[1] + (not known) > most_unknown:
                    continue
                cost = rest[0] + (1 + _JOINED * (size - 1) if known else _UNKNOWN)
                if found is None or cost < found[0]:
                    found = (cost, rest[1] + (not known), (text, *rest[2]))
        return found

    whole = best((0,) * len(lines))
    return list(whole[2]) if whole is not None else None


def orders(texts: Sequence[Text]) -> Iterator[list[Text]]:
    """Every order of the texts in which the words of each line follow one another."""
    if not texts:
        yield []
        return
    for text in texts:
        others = [t for t in texts if t is not text]
        if not any(_precedes(other, text) for other in others):
            for order in orders(others):
                yield [text, *order]


def _precedes(one: Text, other: Text) -> bool:
    at = dict(other)
    return any(line in at and number < at[line] for line, number in one)


def _disorder(words: Sequence[str], lexicon: Lexicon) -> int:
    """How many pairs stand only the other way round in known heads."""
    keys = [head_key(word) for word in words]
    return sum(
        (b, a) in lexicon.before and (a, b) not in lexicon.before
        for number, a in enumerate(keys)
        for b in keys[number + 1 :]
    )
