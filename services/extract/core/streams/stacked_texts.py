"""The texts of a head in lines that keep the page's layout: words over one another, and the columns below them.

A text in a narrow cell is broken over lines, which those of its neighbours are printed between. Known words tell where
one text ends and the next one below it begins.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf

from services.extract.core.heads.lexicon import OF_WHICH
from services.extract.core.streams.layout import Band, bands_of
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import Lexicon, head_key
from shared.model.table import Role

APART = 2
"""lines of one text are no further apart: between them stand those of texts that are a line more or less"""
_OFF = 4.0
"""nor are their middles, in columns of a monospaced rendering"""
_NARROWEST = 0.6
"""ideographs are no narrower than this share of two letters"""
_LEAST_BEGUN = 4
"""letters that tell that another text begins"""
_SHORTEST = 2
"""letters of a text beside its year"""


@dataclass(slots=True, eq=False)
class StackedText:
    """Words over one another, and the texts below what they say together."""

    words: list[Token]
    scale: float
    """how wide a letter is printed against those of figures"""
    below: list[StackedText] = field(default_factory=list)
    band: Band | None = None
    """what stands below in the body, where no other text is between"""

    @property
    def text(self) -> str:
        return "".join(t.folded for t in self.words)

    @property
    def key(self) -> str:
        return head_key(self.text) or self.text

    @property
    def x0(self) -> float:
        """Where it or its column begins, or the first of the texts below it."""
        if self.below:
            return self.below[0].x0
        return min([t.x0 for t in self.words] + ([self.band.x0] if self.band else []))

    @property
    def x1(self) -> float:
        """Where it or its column ends, or the last of the texts below it."""
        if self.below:
            return self.below[-1].x1
        return max([t.x0 + t.width * self.scale for t in self.words] + ([self.band.x1] if self.band else []))

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def own_middle(self) -> float:
        return sum(_middle(t, self.scale) for t in self.words) / len(self.words)

    @property
    def height(self) -> float:
        """The middle of its lines, from the top."""
        return (self.top + self.bottom) / 2

    @property
    def top(self) -> int:
        return self.words[0].line

    @property
    def bottom(self) -> int:
        return self.words[-1].line


def _middle(token: Token, scale: float) -> float:
    return token.x0 + token.width * scale / 2


def scale_of(tokens: Sequence[Token]) -> float:
    """How wide ideographs are printed against what they are counted as: none reaches into the next word of its line."""
    pairs = [(a, b) for a, b in itertools.pairwise(tokens) if a.line == b.line and a.width > len(a.text)]
    return max(_NARROWEST, min([1.0, *((b.x0 - a.x0) / a.width for a, b in pairs)]))


@lru_cache(maxsize=2)
def _beginnings(words: frozenset[str]) -> frozenset[str]:
    """Of all words, they themselves included."""
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def texts_of(tokens: Sequence[Token], scale: float, lexicon: Lexicon, *, apart: bool) -> list[StackedText]:
    """The words of the head, those of one text together. `apart`: see `tree_of`."""
    begun = _beginnings(lexicon.words)
    found: list[StackedText] = []
    for token in tokens:
        over = [t for t in found if _goes_on(t, token, lexicon, begun)]
        if apart:
            over = [
                t
                for t in over
                if _begins(t, token, begun) and (t.key not in lexicon.under or token.folded not in lexicon.words)
            ]
        if over:
            nearest = min(over, key=lambda t: (not _begins(t, token, begun), abs(t.own_middle - _middle(token, scale))))
            nearest.words.append(token)
        else:
            found.append(StackedText([token], scale))
    return found


def _begins(text: StackedText, token: Token, begun: frozenset[str]) -> bool:
    """Whether both together begin a known text."""
    return head_key(text.text + token.folded) in begun


def _goes_on(text: StackedText, token: Token, lexicon: Lexicon, begun: frozenset[str]) -> bool:
    """Whether the word is the next line of the text."""
    if not 0 < token.line - text.bottom <= APART or abs(text.own_middle - _middle(token, text.scale)) > _OFF:
        return False
    if token.folded.startswith(OF_WHICH) or (not head_key(token.folded) and text.key in lexicon.words):
        return False  # as a year does, that begins a text
    bracketed = token.folded.startswith("(") or text.text.count("(") > text.text.count(")")
    if bracketed or _begins(text, token, begun) or len(head_key(text.text)) < _SHORTEST:
        return True
    if text.key in lexicon.words:
        return False
    if text.key in begun:
        return token.folded not in lexicon.words  # another word is to follow
    return token.folded not in (lexicon.words if len(token.folded) < _LEAST_BEGUN else begun)


def without_rows(texts: Sequence[StackedText], bands: Sequence[Band], lexicon: Lexicon) -> list[StackedText]:
    """The texts without those below the last known one, first lines of names that are wrapped around their figures, and
    without labels of rows that have no figures: such a one stands alone at the left of a column that has its text."""
    last = max((t.bottom for t in texts if t.key in lexicon.words), default=0)
    names = [b for b in bands if not b.numeric]
    texts = [t for t in texts if t.top <= last or (bands and not any(_over(t, b) for b in names))]
    while texts:
        lowest = max(texts, key=lambda t: t.bottom)
        column = next((b for b in names if abs(b.x0 - lowest.x0) <= 1), None)
        above = [t for t in texts if t.bottom < lowest.top and column is not None and _over(t, column)]
        alone = all(t is lowest or t.bottom < lowest.top for t in texts)
        if not (alone and above) or any(lowest.key in lexicon.under.get(t.key, ()) for t in above):
            return texts
        texts = [t for t in texts if t is not lowest]
    return texts


def set_bands(texts: Sequence[StackedText], bands: Sequence[Band], lexicon: Lexicon) -> None:
    """Notes for the lowest text over each column of the body that this is its."""
    start = -inf
    for band in bands:
        other = Role.LABEL if band.numeric else Role.AMOUNT
        fit = [t for t in texts if lexicon.roles.get(t.key) is not other]
        over = [t for t in fit if _over(t, band) > 0 or (band.numeric and start < t.own_middle < band.x1)]
        lowest = max((t.bottom for t in over), default=0)
        most = max((_over(t, band) for t in over if t.bottom == lowest), default=0.0)
        own = [t for t in over if t.bottom == lowest and _over(t, band) == most]
        if len(own) == 1:
            own[0].band = band
        start = band.x1  # figures stand at the right of their column


def _over(text: StackedText, band: Band) -> float:
    """How far both lie over one another."""
    return max(0.0, min(band.x1, text.x1) - max(band.x0, text.x0))


def columns_of(body: Sequence[Token], scale: float) -> list[Band]:
    """The columns of the body, as wide as what is printed in them."""
    bands = bands_of(body) if body else []
    out = []
    for band, following in itertools.zip_longest(bands, bands[1:]):
        start = following.x0 if following is not None else inf
        end = max(t.x0 + t.width * scale for t in body if band.x0 <= t.x0 < start)
        out.append(replace(band, x1=int(min(max(band.x1, end), start))))
    return out
