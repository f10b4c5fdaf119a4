"""Heads of delimited exports that no template has whole, put together from the words of those that there are.

Such an export gives every column its own texts, cut over rows or not, but a text over several columns stands in any one
of them. Which columns it is over, known heads tell: the texts of a head are a closed vocabulary, and which of them
stand under which is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import prod

from services.extract.core.heads.depth import without_numbering
from services.extract.core.heads.lexicon import disorder, meaning
from services.extract.core.parts import Matrix
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Lexicon, head_key
from shared.model.fold import fold, is_cjk
from shared.model.table import Role

_MOST_WAYS = 20_000
"""ways to lay the texts over columns that are looked at"""
_ENDING = 0.97
"""for a column of which the lowest texts are known to stand so; a whole known path is 1"""
_RELATED = 0.95
"""for one whose texts are known to stand under each other, two by two"""
_STRANGE = 0.9
"""for one whose own text no head has: hardly under another one"""
_MOST_STRANGE = 0.34
"""of the columns"""
_SHORTEST = 2
_WIDE = 0.06
"""for each column that a text is over: it is over all that it can be"""
_ALONE = 0.5
"""against a text over a single column"""


@dataclass(frozen=True, slots=True)
class _Over:
    """A text over columns, in the row and the columns (first, last) where it is printed."""

    text: str
    row: int
    col: int
    last: int


def composed_head(head: Matrix, lexicon: Lexicon, *, strangers: bool = False) -> HeadTemplate | None:
    """The head that these rows are, None where a text is none of any head or the columns under one stay unknown.
    `strangers`: a few columns may have texts that no head has."""
    rows = without_numbering(head)
    leaves: list[str] = []
    over: list[_Over] = []
    for col in range(len(head[0]) if head else 0):
        texts: list[tuple[int, str]] = []
        for r, text in ((r, fold(row[col].text)) for r, row in enumerate(rows) if row[col].text):
            if texts and texts[-1][1].endswith(text):
                continue  # the text above, or its rest, is printed again
            if texts and text.startswith(texts[-1][1]) and head_key(texts[-1][1]) not in lexicon.under:
                texts.pop()  # its beginning
            texts.append((r, text))
        found = _column(texts, col, lexicon) or (_strange(texts, col, lexicon) if strangers else None)
        if found is None:
            return None
        leaves.append(found[0])
        over = _with(over, found[1])
    if sum(head_key(leaf) not in lexicon.leaves for leaf in leaves) > _MOST_STRANGE * len(leaves):
        return None
    spans = [list(_spans(text, over, leaves, lexicon)) for text in over]
    if not leaves or not over or prod(map(len, spans)) > _MOST_WAYS:
        return None
    ways = (_columns(leaves, over, way, lexicon) for way in product(*spans) if _are_nested(over, way))
    best = max((w for w in ways if w is not None), key=lambda w: w[0], default=None)
    return HeadTemplate(columns=best[1]) if best is not None else None


def head_of(paths: Sequence[Sequence[str]], lexicon: Lexicon) -> HeadTemplate | None:
    """The head of columns with these paths, None where one is of no head."""
    keys = [tuple(map(head_key, path)) for path in paths]
    if not all(key and key[-1] in lexicon.leaves and _worth(key, lexicon) for key in keys):
        return None
    meanings = [meaning(path, lexicon) for path in paths]
    return HeadTemplate(
        columns=tuple(
            ColumnTemplate(path=tuple(path), role=role, key=key)
            for path, (key, role) in zip(paths, meanings, strict=True)
        )
    )


def _column(texts: Sequence[tuple[int, str]], col: int, lexicon: Lexicon) -> tuple[str, list[_Over]] | None:
    """The lowest text of a column, cut over rows or not, and those above it."""
    for start in range(len(texts) - 1, -1, -1):
        leaf = "".join(text for _, text in texts[start:])
        above = list(_words(texts[:start], lexicon))
        if head_key(leaf) in lexicon.leaves and all(head_key(text) in lexicon.under for _, text in above):
            return leaf, [_Over(text, row, col, col) for row, text in above]
    return None


def _strange(texts: Sequence[tuple[int, str]], col: int, lexicon: Lexicon) -> tuple[str, list[_Over]] | None:
    """The same for a column whose lowest text no head has: it is no piece of one if it is all ideographs."""
    if not texts or len(texts[-1][1]) < _SHORTEST or not all(map(is_cjk, texts[-1][1])):
        return None
    above = list(_words(texts[:-1], lexicon))
    known = all(head_key(text) in lexicon.under for _, text in above)
    return (texts[-1][1], [_Over(text, row, col, col) for row, text in above]) if known else None


def _with(over: Sequence[_Over], more: Sequence[_Over]) -> list[_Over]:
    """The texts, one that is printed in the column before as well once."""
    found = list(over)
    for text in more:
        same = next((o for o in found if (o.text, o.row, o.last + 1) == (text.text, text.row, text.col)), None)
        if same is None:
            found.append(text)
        else:
            found[found.index(same)] = replace(same, last=text.last)
    return found


def _words(texts: Sequence[tuple[int, str]], lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """The texts above a column's own, those that are one only together as one."""
    at = 0
    while at < len(texts):
        ends = range(at + 1, len(texts) + 1)
        whole = ((end, "".join(text for _, text in texts[at:end])) for end in ends)
        end, text = next(((e, t) for e, t in whole if head_key(t) in lexicon.under), (at + 1, texts[at][1]))
        yield texts[at][0], text
        at = end


def _spans(text: _Over, over: Sequence[_Over], leaves: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The columns, first and last, that a text may be over: its own and the ones beside it that may stand under it."""
    below = _all_under(head_key(text.text), lexicon)
    strange = {leaf for leaf in leaves if head_key(leaf) not in lexicon.leaves}
    others = {o.col for o in over if o.row == text.row and o.col != text.col}

    def may(col: int) -> bool:
        return (
            0 <= col < len(leaves) and col not in others and (head_key(leaves[col]) in below or leaves[col] in strange)
        )

    first, last = text.col, text.last
    while may(first - 1):
        first -= 1
    while may(last + 1):
        last += 1
    yield from product(range(first, text.col + 1), range(text.last, last + 1))


def _all_under(key: str, lexicon: Lexicon) -> frozenset[str]:
    found: set[str] = set()
    new = {key}
    while new:
        new = {text for above in new for text in lexicon.under.get(above, ())} - found
        found |= new
    return frozenset(found)


def _are_nested(over: Sequence[_Over], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether texts of one row are over different columns, and each of a lower row over some of one above's."""
    for number, (text, (first, last)) in enumerate(zip(over, spans, strict=True)):
        for other, (a, b) in zip(over[:number], spans, strict=False):
            if first > b or last < a:
                continue
            upper, lower = ((a, b), (first, last)) if other.row < text.row else ((first, last), (a, b))
            if other.row == text.row or not (upper[0] <= lower[0] and lower[1] <= upper[1]):
                return False
    return True


def _columns(
    leaves: Sequence[str], over: Sequence[_Over], spans: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[float, tuple[ColumnTemplate, ...]] | None:
    """What speaks for the texts to be over these columns, and the columns; None where one is unknown."""
    worth = sum(_WIDE * (last - first) - _ALONE * (first == last) for first, last in spans)
    columns: list[ColumnTemplate] = []
    for col, leaf in enumerate(leaves):
        above = sorted((o.row, o.text) for o, (a, b) in zip(over, spans, strict=True) if a <= col <= b)
        path = (*(text for _, text in above), leaf)
        own = _worth(tuple(map(head_key, path)), lexicon)
        if not own:
            return None
        worth += own
        key, role = meaning(path, lexicon)
        columns.append(ColumnTemplate(path=path, role=role, key=key))
    if not any(c.role is Role.AMOUNT for c in columns) or len({c.path for c in columns}) < len(columns):
        return None
    return worth - disorder(columns), tuple(columns)


def _worth(keys: tuple[str, ...], lexicon: Lexicon) -> float:
    if keys in lexicon.columns or (len(keys) == 1 and keys[0] in lexicon.tops):
        return 1.0
    if any(keys[start:] in lexicon.columns for start in range(1, len(keys) - 1)):
        return _ENDING
    if keys[-1] not in lexicon.leaves:
        return _STRANGE / len(keys)
    related = all(b in lexicon.under.get(a, ()) for a, b in pairwise(keys))
    return _RELATED if related and len(keys) > 1 else 0.0
