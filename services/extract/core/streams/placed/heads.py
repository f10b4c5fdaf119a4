"""Heads whose words say what their columns hold, in lines that keep the page's layout: texts wrapped in narrow cells,
some of them over others.

The lines are read upwards. A word over the lines of one text goes on with it until that is a text of a head; one over
several texts, or over a whole one that it does not belong to, stands over a group of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile

from services.extract.core.streams.drifting import Spot
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.streams.typed.heads import (
    FEWEST_COLUMNS,
    Head,
    Text,
    against_under,
    is_text,
    may_stand_under,
    text_from,
    typed,
)
from services.extract.core.streams.typed.words import ColumnWords
from services.extract.core.templates import Lexicon, head_key

_MOST_LINES = 9
_MOST_COLUMNS = 20
_UNRELATED = 20.0
"""against a text under one that it is not known to stand under, in letters off the middle"""
_UNKNOWN_SHARE = 3
"""of so many columns one may have a text that says nothing"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedHead:
    """A head with the places of its columns' own texts, and the number of its last line."""

    head: Head
    spots: tuple[Spot, ...]
    last: int


@dataclass(slots=True, eq=False)
class _Stack:
    """Lines of one text, from the top; what stands under it."""

    words: list[Token]
    below: list[_Stack] = field(default_factory=list)

    @property
    def text(self) -> str:
        return text_of(self.words)

    @property
    def x0(self) -> int:
        return min(t.x0 for t in self.words)

    @property
    def x1(self) -> int:
        return max(t.x1 for t in self.words)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def shared(self, token: Token) -> int:
        """How far the word lies over it."""
        return min(self.x1, token.x1) - max(self.x0, token.x0)


def head_of(tokens: Sequence[Token], known: ColumnWords, lexicon: Lexicon) -> PlacedHead | None:
    """The head that the lines begin with; None where the texts of too many columns say nothing."""
    lines = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    words = list(takewhile(lambda line: not any(t.is_number for t in line), lines[:_MOST_LINES]))
    best: tuple[tuple[int, int, int], PlacedHead] | None = None
    for count in range(1, len(words) + 1):
        found = _read(words[:count], known, lexicon)
        if found is None:
            continue
        unknown, head = found
        worth = (len(head.spots) - 2 * unknown, -unknown, count)
        if best is None or worth > best[0]:
            best = worth, head
    return best[1] if best is not None else None


def _read(lines: Sequence[Sequence[Token]], known: ColumnWords, lexicon: Lexicon) -> tuple[int, PlacedHead] | None:
    """How many columns have a text that says nothing, and the head."""

    def is_whole(text: str) -> bool:
        return is_text(text, known, lexicon)

    leaves: list[_Stack] = []
    over: list[_Stack] = []
    for line in reversed(lines):
        for token in line:
            _stack(
                token, leaves, over, is_whole, lambda text: known.stands_over(text) or head_key(text) in lexicon.under
            )
    while True:
        leaves.sort(key=lambda s: s.middle)
        texts = [text_from(leaf.words, known, lexicon) for leaf in leaves]
        spans = {
            id(group): _span(group, text_from(group.words, known, lexicon), leaves, texts, lexicon) for group in over
        }
        alone = [group for group in over if spans[id(group)] is None]
        if not alone:
            break
        if any(group.below for group in alone):
            return None
        leaves += alone  # texts that may stand over others stand over none here
        over = [group for group in over if spans[id(group)] is not None]
    unknown = sum(not is_whole(leaf.text) for leaf in leaves)
    covered = [column for span in spans.values() if span is not None for column in range(*span)]
    if not FEWEST_COLUMNS <= len(leaves) <= _MOST_COLUMNS or unknown * _UNKNOWN_SHARE > len(leaves):
        return None
    if len(covered) > len(set(covered)):
        return None
    paths: list[tuple[Text, ...]] = [(text,) for text in texts]
    for group in over:
        top, span = text_from(group.words, known, lexicon), spans[id(group)]
        for column in range(*(span or ())):
            paths[column] = (top, texts[column])
    head = next(typed(paths, float(unknown)), None)
    if head is None:
        return None
    spots = tuple(Spot.around(leaf.words) for leaf in leaves)
    return unknown, PlacedHead(head=head, spots=spots, last=lines[-1][0].line)


def _stack(
    token: Token,
    leaves: list[_Stack],
    over: list[_Stack],
    is_whole: Callable[[str], bool],
    is_over: Callable[[str], bool],
) -> None:
    """Puts the word on the text that it goes on with upwards, over several, or beside all."""
    for group in over:
        if group.shared(token) > 0:
            group.words.insert(0, token)
            return
    touched = [leaf for leaf in leaves if leaf.shared(token) > 0]
    stands_over = is_over(token.folded) and any(leaf.words[0].line > token.line for leaf in leaves)
    joined = [
        leaf for leaf in touched if is_whole(token.folded + leaf.text) and not (stands_over and is_whole(leaf.text))
    ]
    if len(joined) == 1 or (len(touched) == 1 and not stands_over and not is_whole(touched[0].text)):
        (joined or touched)[0].words.insert(0, token)
    elif touched or stands_over:
        over.append(_Stack([token], touched))
    else:
        leaves.append(_Stack([token]))


def _span(
    group: _Stack, top: Text, leaves: Sequence[_Stack], texts: Sequence[Text], lexicon: Lexicon
) -> tuple[int, int] | None:
    """The columns, first and the one after the last, that the text stands over: it is set in the middle of them."""
    own = [i for i, leaf in enumerate(leaves) if leaf in group.below]
    own = own or [min(range(len(leaves)), key=lambda i: abs(leaves[i].middle - group.middle))]
    best: tuple[float, tuple[int, int]] | None = None
    for first, end in _runs(own[0], own[-1] + 1, len(leaves)):
        lower = all(leaf.words[0].line > group.words[-1].line for leaf in leaves[first:end])
        if lower and may_stand_under(top, texts[first:end]):
            off = abs((leaves[first].x0 + leaves[end - 1].x1) / 2 - group.middle)
            off += _UNRELATED * against_under(top, texts[first:end], lexicon)
            if best is None or off < best[0]:
                best = off, (first, end)
    return best[1] if best is not None else None


def _runs(start: int, end: int, count: int) -> Iterator[tuple[int, int]]:
    return ((a, b) for a in range(start + 1) for b in range(end, count + 1) if b - a > 1)
