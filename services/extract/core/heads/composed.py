"""Heads of delimited exports that no template has whole, put together from the words of those that there are.

Such an export gives every column its own texts, cut over rows or not, but a text over several columns stands in any one
of them. Which columns it is over, known heads tell: the texts of a head are a closed vocabulary, and which of them
stand under which is known. The figures below tell it as well: a subtotal is the sum of its own group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, product
from math import prod

from services.extract.core.heads.depth import without_numbering
from services.extract.core.heads.group_sums import Figures, adds_up, figures_of, worded
from services.extract.core.heads.lexicon import SUBTOTALS, disorder, meaning
from services.extract.core.parts import Matrix
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Lexicon, head_key
from shared.model.fold import fold, is_cjk
from shared.model.labels import is_total
from shared.model.table import Role

_MOST_WAYS = 20_000
"""ways to lay the texts over columns that are looked at"""
_ENDING = 0.97
"""for a column of which the lowest texts are known to stand so; a whole known path is 1"""
_RELATED = 0.95
"""for one whose texts are known to stand under each other, two by two"""
_STRANGE = 0.9
"""for one whose own text no head has"""
_STRANGE_BELOW = 0.75
"""for one of these under another text"""
_MOST_STRANGE = 0.34
"""of the columns"""
_SHORTEST = 2
_WIDE = 0.06
"""for each column that a text is over: it is over all that it can be"""
_ALONE = 0.5
"""against a text over a single column"""
_STRANGER = 0.94
"""for a column with a known text under one that no head has"""
_UNRELATED = 0.8
"""for one whose texts are known, but not to stand under each other"""
_FROM_HERE = 0.05
"""for a text over columns from where it is printed: most exports put it into the first of them"""
_NO_TOP = 0.4
"""for a subtotal that stands under nothing"""
_LOW = 0.2
"""against a column under nothing whose text begins below where all others of these do: exports give a cell over several
rows its text in the first"""
_SUM = 0.5
"""for a group whose subtotal is its sum in every row, against one whose subtotal is not"""
_GRAND = 0.7
"""against a group that takes in the total of the whole table"""
_SUBTOTAL = 2
"""texts in the path of a subtotal of a group that stands under no other"""
_ALIKE = 0.3
"""for two groups of one row with the same columns"""
_BRACKETS = frozenset('()"、,')


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The lowest text of a column, and the row in which it begins."""

    text: str
    row: int


@dataclass(frozen=True, slots=True)
class _Over:
    """A text over columns, in the row and the columns (first, last) where it is printed."""

    text: str
    row: int
    col: int
    last: int


def composed_head(head: Matrix, lexicon: Lexicon, *, body: Matrix = (), strangers: bool = False) -> HeadTemplate | None:
    """The head that these rows are, None where a text is none of any head or the columns under one stay unknown.
    `body`: the rows below. `strangers`: a few columns, and what stands over them, may have texts that no head has."""
    rows = without_numbering(head)
    leaves: list[_Leaf] = []
    over: list[_Over] = []
    for col in range(len(head[0]) if head else 0):
        texts = _texts(rows, col, lexicon)
        found = _column(texts, col, lexicon) or (_strange(texts, col, lexicon) if strangers else None)
        if found is None:
            return None
        leaves.append(found[0])
        over = _with(over, found[1])
    if sum(head_key(leaf.text) not in lexicon.leaves for leaf in leaves) > _MOST_STRANGE * len(leaves):
        return None
    words = worded(body)
    amounts = [c for c, leaf in enumerate(leaves) if c not in words and _is_amount(leaf, lexicon)]
    spans = [list(_spans(text, over, leaves, amounts, lexicon)) for text in over]
    if not leaves or not over or prod(map(len, spans)) > _MOST_WAYS:
        return None
    figures = figures_of(body)
    ways = (_columns(leaves, over, way, lexicon, amounts, figures) for way in product(*spans) if _are_nested(over, way))
    best = max((w for w in ways if w is not None), key=lambda w: w[0], default=None)
    return HeadTemplate(columns=best[1]) if best is not None else None


def _texts(rows: Matrix, col: int, lexicon: Lexicon) -> list[tuple[int, str]]:
    """What a column prints, from the top, each text with the row in which it begins; one whose brackets close in the
    next row is one with it."""
    texts: list[tuple[int, str]] = []
    for row, text in ((r, fold(row[col].text)) for r, row in enumerate(rows) if row[col].text):
        if texts and texts[-1][1].endswith(text):
            continue  # the text above, or its rest, is printed again
        if texts and text.startswith(texts[-1][1]) and head_key(texts[-1][1]) not in lexicon.under:
            texts.pop()  # its beginning
        if texts and texts[-1][1].count("(") > texts[-1][1].count(")"):
            above, start = texts.pop()
            texts.append((above, start + text))
        else:
            texts.append((row, text))
    return texts


def head_of(paths: Sequence[Sequence[str]], lexicon: Lexicon) -> HeadTemplate | None:
    """The head of columns with these paths, None where one is of no head."""
    keys = [tuple(map(head_key, path)) for path in paths]
    if not all(key and key[-1] in lexicon.leaves and _worth(key, lexicon) >= _RELATED for key in keys):
        return None
    meanings = [meaning(path, lexicon) for path in paths]
    return HeadTemplate(
        columns=tuple(
            ColumnTemplate(path=tuple(path), role=role, key=key)
            for path, (key, role) in zip(paths, meanings, strict=True)
        )
    )


def _column(texts: Sequence[tuple[int, str]], col: int, lexicon: Lexicon) -> tuple[_Leaf, list[_Over]] | None:
    """The lowest text of a column, cut over rows or not, and those above it."""
    for start in range(len(texts) - 1, -1, -1):
        leaf = "".join(text for _, text in texts[start:])
        above = list(_words(texts[:start], lexicon))
        if head_key(leaf) in lexicon.leaves and all(head_key(text) in lexicon.under for _, text in above):
            return _Leaf(leaf, texts[start][0]), [_Over(text, row, col, col) for row, text in above]
    return None


def _strange(texts: Sequence[tuple[int, str]], col: int, lexicon: Lexicon) -> tuple[_Leaf, list[_Over]] | None:
    """The same for a column with texts that no head has: they are no pieces of one if they are words by themselves."""
    if not texts or not _is_word(texts[-1][1], lexicon):
        return None
    above = list(_words(texts[:-1], lexicon))
    known = all(head_key(text) in lexicon.under or _is_word(text, lexicon) for _, text in above)
    return (_Leaf(texts[-1][1], texts[-1][0]), [_Over(text, row, col, col) for row, text in above]) if known else None


def _is_word(text: str, lexicon: Lexicon) -> bool:
    """Whether a text may be one of a head: known, or ideographs in whole brackets."""
    key = head_key(text)
    whole = len(key) >= _SHORTEST and key.count("(") == key.count(")")
    return key in lexicon.leaves or (whole and all(is_cjk(sign) or sign in _BRACKETS for sign in key))


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


def _spans(
    text: _Over, over: Sequence[_Over], leaves: Sequence[_Leaf], amounts: Sequence[int], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """The columns, first and last, that a text may be over: its own and the ones beside it that may stand under it."""
    below = _all_under(head_key(text.text), lexicon)
    others = {o.col for o in over if o.row == text.row and o.col != text.col}
    figures = text.col in amounts

    def may(col: int) -> bool:
        if not 0 <= col < len(leaves) or col in others or leaves[col].row <= text.row:
            return False
        leaf = head_key(leaves[col].text)
        return leaf in below or (col in amounts) == figures

    first, last = text.col, text.last
    while may(first - 1):
        first -= 1
    while may(last + 1):
        last += 1
    yield from product(range(first, text.col + 1), range(text.last, last + 1))


def _is_amount(leaf: _Leaf, lexicon: Lexicon) -> bool:
    return meaning((leaf.text,), lexicon)[1] is Role.AMOUNT


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
    leaves: Sequence[_Leaf],
    over: Sequence[_Over],
    spans: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    amounts: Sequence[int],
    figures: Figures,
) -> tuple[float, tuple[ColumnTemplate, ...]] | None:
    """What speaks for the texts to be over these columns, and the columns; None where one is unknown."""
    worth = sum(
        _WIDE * (last - first) - _ALONE * (first == last) + _FROM_HERE * (first == text.col)
        for text, (first, last) in zip(over, spans, strict=True)
    )
    columns: list[ColumnTemplate] = []
    for col, leaf in enumerate(leaves):
        above = sorted((o.row, o.text) for o, (a, b) in zip(over, spans, strict=True) if a <= col <= b)
        path = (*(text for _, text in above), leaf.text)
        own = _worth(tuple(map(head_key, path)), lexicon)
        if not own:
            return None
        worth += own
        key, role = meaning(path, lexicon)
        role = Role.LABEL if role is Role.AMOUNT and col not in amounts else role  # it holds words
        columns.append(ColumnTemplate(path=path, role=role, key=key))
    if not any(c.role is Role.AMOUNT for c in columns) or len({c.path for c in columns}) < len(columns):
        return None
    alone = [leaf.row for leaf, column in zip(leaves, columns, strict=True) if len(column.path) == 1]
    worth -= _LOW * (sum(row > 0 for row in alone) == 1 < alone.count(0))
    return worth - disorder(columns) + _of_groups(columns, over, spans, amounts, figures), tuple(columns)


def _of_groups(
    columns: Sequence[ColumnTemplate],
    over: Sequence[_Over],
    spans: Sequence[tuple[int, int]],
    amounts: Sequence[int],
    figures: Figures,
) -> float:
    """What the groups say by themselves: their subtotals, the total of all, and columns like those of another one."""
    totals = {c for c in amounts if is_total(columns[c].path[-1])}
    worth = 0.0
    for first, last in spans:
        group = [c for c in amounts if first <= c <= last]
        inner = [(a, b) for a, b in spans if first <= a and b <= last and (a, b) != (first, last)]
        parts = [c for c in group if not any(a <= c <= b and _has_other_total(c, a, b, totals) for a, b in inner)]
        own = [c for c in parts if c in totals and not any(a <= c <= b for a, b in inner)]
        if len(own) == 1 and len(parts) > 1:
            holds = adds_up(figures, own[0], [c for c in parts if c != own[0]])
            worth += 0.0 if holds is None else _SUM if holds else -_SUM
            grand = own[0] == amounts[0] and amounts[-1] > last
            worth -= _GRAND * (grand and adds_up(figures, amounts[0], _tops(columns, amounts[1:], totals)) is not False)
    ends = [tuple(columns[c].path[-1] for c in range(first, last + 1)) for first, last in spans]
    twins = sum(
        one.row == other.row and ends[i] == ends[i + 1 + j]
        for i, one in enumerate(over)
        for j, other in enumerate(over[i + 1 :])
    )
    return worth + _ALIKE * twins


def _tops(columns: Sequence[ColumnTemplate], amounts: Sequence[int], totals: Collection[int]) -> list[int]:
    """What the total of the whole table is the sum of: columns without parents, and the subtotals of the others or, of
    those without one, their columns."""
    found: list[int] = []
    for _, group in groupby(amounts, key=lambda c: columns[c].path[0] if len(columns[c].path) > 1 else c):
        own = list(group)
        subtotals = [c for c in own if c in totals and len(columns[c].path) <= _SUBTOTAL]
        found += subtotals or own
    return found


def _has_other_total(column: int, first: int, last: int, totals: Collection[int]) -> bool:
    """Whether the columns from `first` to `last` have a total that counts for this one."""
    return column not in totals and any(first <= c <= last for c in totals)


def is_known_path(path: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether heads have a text under the others so, or two by two."""
    return _worth(tuple(map(head_key, path)), lexicon) >= _RELATED


def _worth(keys: tuple[str, ...], lexicon: Lexicon) -> float:
    if keys in lexicon.columns or (len(keys) == 1 and keys[0] in lexicon.tops and keys[0] not in SUBTOTALS):
        return 1.0
    if any(keys[start:] in lexicon.columns for start in range(1, len(keys) - 1)):
        return _ENDING
    if keys[-1] not in lexicon.leaves:
        return _STRANGE if len(keys) == 1 else _STRANGE_BELOW
    if any(key not in lexicon.under for key in keys[:-1]):
        return _STRANGER
    related = all(b in lexicon.under.get(a, ()) for a, b in pairwise(keys))
    if len(keys) == 1:
        return _NO_TOP if is_total(keys[0]) else 0.0
    return _RELATED if related else _UNRELATED
