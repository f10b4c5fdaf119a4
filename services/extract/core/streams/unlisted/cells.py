"""How many columns a table has of which every cell is known, blank ones too, in the order of rows: the number of
columns for which those are alike in themselves.

What it costs to say all kinds of texts column by column (each told by those above it) is least for it. A head is as
many texts as columns, or more where it has several rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma, log

from services.extract.core.streams.unlisted.kinds import FIGURES, LIKE, WORDS, Kind, first_data, is_data, kind_of
from services.extract.core.streams.unlisted.spans import Spans, spans_of

MOST_COLUMNS = 24
FEWEST_COLUMNS = 2
_FEWEST_ROWS = 2
_HEAD = log(3)
"""what a text of the head costs: it is short, longer or blank"""
_STRAY = 2.5
"""against a text that stands in another column elsewhere and not in its own"""
_SEEN = 1.0
"""for a text that stands in its column already"""
_PRIOR = 0.25
"""of a kind that a column has not had"""
_MOST_HEAD = 60
_ANY = (Kind.BLANK, Kind.DASH)
_MOST_STRAY = 0.1
_LEAST_DATA = 0.2
"""of the cells that are not blank"""
_DEEP = 2.0
"""against each row of a head but the lowest"""
_BLANK_FIRST = 6.0
_NO_DATA = 5.0
"""against a first row without figures and dates where most have some"""
_NAME_IN_FIGURES = 4.0
_UNSURE = 1.0
"""against a head whose spans are not the only ones"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its head in the first `head` cells, rows of `columns` cells below it; what it costs to say so."""

    columns: int
    head: int
    spans: Spans
    cost: float


def shape_of(texts: Sequence[str]) -> Shape | None:
    """The table that the cells are, None where they are none. Blank cells at the end may be missing."""
    kinds = [kind_of(text) for text in texts]
    first = first_data(texts)
    tries = []
    for columns in range(FEWEST_COLUMNS, min(MOST_COLUMNS, first) + 1):
        most = min(first, _MOST_HEAD, len(texts) - (_FEWEST_ROWS - 1) * columns - 1)
        for head in range(columns, most + 1):
            cost = head_cost(kinds[head:], head, columns) + body_cost(texts[head:], columns)
            tries.append((cost, columns, head))
    best: Shape | None = None
    for cost, columns, head in sorted(tries):
        if best is not None and cost >= best.cost:
            break
        spans = spans_of(texts[:head], columns)
        if spans is not None:
            cost += spans.unlikely + _DEEP * (spans.depth - 1) + (0.0 if spans.sure else _UNSURE)
            if best is None or cost < best.cost:
                best = Shape(columns, head, spans, cost)
    return best


def body_cost(texts: Sequence[str], columns: int) -> float:
    """What the cells of a body cost, row by row."""
    kinds = [kind_of(text) for text in texts]
    words = [text if kind in WORDS else "" for text, kind in zip(texts, kinds, strict=True)]
    counts = Counter(words)
    total = 0.0
    for first in range(columns):
        own = Counter(kinds[first::columns])
        del own[Kind.DASH]
        alike: Counter[Kind] = Counter()
        for kind, count in own.items():
            alike[LIKE.get(kind, kind)] += count
        total += (_code_length(own) + _code_length(alike)) / 2
        printed = Counter(words[first::columns])
        del printed[""]
        total -= _SEEN * (sum(printed.values()) - len(printed))
        total += _STRAY * sum(n < counts[text] for text, n in printed.items())
    return total


def head_cost(body: Sequence[Kind], head: int, columns: int) -> float:
    """What `head` cells above the body cost, and what speaks against their end there: a row that begins with a blank
    cell below it, or has names alone, or names where figures are in that column."""
    cost = _HEAD * head + _BLANK_FIRST * (body[0] is Kind.BLANK)
    rows = [any(map(is_data, body[at : at + columns])) for at in range(0, len(body), columns)]
    cost += _NO_DATA * (not rows[0] and 2 * sum(rows) > len(rows))
    for first in range(min(columns, len(body))):
        below = body[first + columns :: columns]
        if body[first] in WORDS and 2 * sum(kind in FIGURES for kind in below) > len(below):
            cost += _NAME_IN_FIGURES
    return cost


def _code_length(counts: Counter[Kind]) -> float:
    """What it costs to say the kinds one after the other, each told by those before it (Krichevsky and Trofimov)."""
    held = [lgamma(n + _PRIOR) - lgamma(_PRIOR) for n in counts.values()]
    return lgamma(sum(counts.values()) + _PRIOR * len(Kind)) - lgamma(_PRIOR * len(Kind)) - sum(held)


def is_alike(texts: Sequence[str], columns: int, *, titled: bool) -> bool:
    """Whether hardly a cell of a body is of another kind than most of its column, texts being one kind. Without a title
    over it a table has columns of data."""
    strays = count = data = 0
    for first in range(columns):
        kinds = [LIKE.get(kind, kind) for kind in map(kind_of, texts[first::columns]) if kind not in _ANY]
        held = Counter(Kind.SHORT if kind is Kind.LONG else kind for kind in kinds)
        most = max(held.values(), default=0)
        count, strays = count + len(kinds), strays + len(kinds) - most
        data += most if held[Kind.SHORT] < most else 0
    return strays <= _MOST_STRAY * count and (titled or data >= _LEAST_DATA * count)
