"""Heads that no template has, in lines that keep the page's layout: a tree of known words over the columns below."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extract.core.heads.lexicon import is_plausible, with_labels
from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.layout import Band
from services.extract.core.streams.stacked_texts import StackedText, columns_of, scale_of
from services.extract.core.streams.stacked_trees import column_of, tree_of
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import HeadTemplate, Lexicon, head_key
from shared.model.fold import fold

_MOST_WORDS, _FEWEST = 80, 2
"""words of a head, and columns"""
_PLACED = 0.02
"""against each letter that texts stand off the middle of what they are over, and what else speaks against the tree"""
_UNKNOWN, _UNRELATED = 0.3, 0.05
"""against a head of which no column is known, and against one of none that is known under what stands over it"""


def stacked_head(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[float, HeadTemplate] | None:
    """What speaks against it, and the head above the first figures; None where the words there make none."""
    first = next((t.line for t in tokens if t.is_number), None)
    before = [t for t in tokens if (first is None or t.line < first) and not ENUMERATED.match(t.folded)]
    if not _FEWEST <= len(before) <= _MOST_WORDS:
        return None
    scale = scale_of(tokens)
    body = [replace(t, rate="%" in t.folded) for t in tokens if first is not None and t.line >= first]
    bands = columns_of(body, scale)
    ways = [tree_of(before, scale, bands, lexicon, apart=apart) for apart in (False, True)]
    uneven, tops = min(ways, key=lambda way: way[0])
    columns = [column_of(path, band, lexicon) for top in tops for path, band in _paths(top, ())]
    keys = [head_key(column.path[-1]) for column in columns]
    known = sum(not key or key in lexicon.words for key in keys)  # of a year alone nothing is left
    if len(columns) < _FEWEST or 2 * known < len(columns) or not is_plausible(columns):
        return None
    related = sum(_is_known(column.path, lexicon) for column in columns)
    cost = _UNKNOWN * (len(columns) - known) + _UNRELATED * (len(columns) - related) + _PLACED * max(0.0, uneven)
    return cost / len(columns), HeadTemplate(columns=tuple(with_labels(columns, lexicon)))


def _is_known(path: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the texts are words of heads, each known to stand under the one before."""
    keys = tuple(map(head_key, path))
    related = (below in lexicon.under.get(above, ()) for above, below in itertools.pairwise(keys))
    return keys[-1] in lexicon.words and all(related)


def _paths(text: StackedText, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Band | None]]:
    path = (*above, fold(text.text))
    if not text.below:
        yield path, text.band
    for child in text.below:
        yield from _paths(child, path)
