"""Heads that no template has, in lines that keep the page's layout: what stands over one another is one text.

A text in a narrow cell is broken over lines, which those of its neighbours are printed between; a text over several
columns stands in the middle of them. Known words tell where one text ends and the next one below it begins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from services.extract.core.heads.lexicon import is_plausible, meaning, with_labels
from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Lexicon, head_key
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.table import Role

_OFF = 2.5
"""the middles of lines of one text are no further from one another, in columns of a monospaced rendering"""
_APART = 2
"""and its lines: between them stand those of texts that are a line more or less"""
_MOST_WORDS, _FEWEST = 80, 2
"""words of a head, and columns"""
_UNKNOWN, _UNRELATED = 0.3, 0.05
"""against a head of which no column is known, and against one of none that is known under what stands over it"""
_NAMES = re.compile(r"(?:科目|编码|代码|名称|项目|类别|内容|目录|单位|来源|方式|分类|说明|备注)(?:\([^()]*\))?$")
"""how texts over names end that no head has"""
_LEAST_BEGUN = 4
"""letters that tell that another text begins"""
_SHORTEST = 2
"""letters of a text beside its year"""
_MOST_OFF, _MOST_SHARE = 7.0, 0.25
"""a text stands no further off the middle of what it is over, or than this share of it: names take more room"""
_STRANGE, _ELSEWHERE = 3.0, 12.0
"""against a text under one that it is not known to stand under, where it is known nowhere, and where it is elsewhere"""
_FEWER = 4.0
"""against each column less that a text may be over"""


@dataclass(slots=True, eq=False)
class _Text:
    """Words over one another, and the texts below what they say together."""

    words: list[Token]
    below: list[_Text] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(t.folded for t in self.words)

    @property
    def key(self) -> str:
        return head_key(self.text)

    @property
    def x0(self) -> float:
        """Where it begins, or the first of the texts below it."""
        return self.below[0].x0 if self.below else min(t.x0 for t in self.words)

    @property
    def x1(self) -> float:
        """Where it ends, or the last of the texts below it."""
        return self.below[-1].x1 if self.below else max(t.x0 + t.width for t in self.words)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def own_middle(self) -> float:
        return sum(map(_middle, self.words)) / len(self.words)

    @property
    def top(self) -> int:
        return self.words[0].line

    @property
    def bottom(self) -> int:
        return self.words[-1].line


def stacked_head(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[float, HeadTemplate] | None:
    """What speaks against it, and the head above the first figures; None where the words there make none."""
    first = next((t.line for t in tokens if t.is_number), None)
    before = [t for t in tokens if (first is None or t.line < first) and not ENUMERATED.match(t.folded)]
    if not _FEWEST <= len(before) <= _MOST_WORDS:
        return None
    tops = _grouped(_without_rows(_texts(before, lexicon), lexicon), lexicon)
    columns = [_column(path, lexicon) for top in tops for path in _paths(top, ())]
    known = sum(head_key(column.path[-1]) in lexicon.words for column in columns)
    if len(columns) < _FEWEST or 2 * known < len(columns) or not is_plausible(columns):
        return None
    related = sum(_is_known(column.path, lexicon) for column in columns)
    cost = (_UNKNOWN * (len(columns) - known) + _UNRELATED * (len(columns) - related)) / len(columns)
    return cost, HeadTemplate(columns=tuple(with_labels(columns, lexicon)))


def _column(path: tuple[str, ...], lexicon: Lexicon) -> ColumnTemplate:
    key, role = meaning(path, lexicon)
    if key is None and role is Role.AMOUNT and _NAMES.search(path[-1]):
        role = Role.LABEL
    return ColumnTemplate(path=path, role=role, key=key)


def _is_known(path: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the texts are words of heads, each known to stand under the one before."""
    keys = tuple(map(head_key, path))
    related = (below in lexicon.under.get(above, ()) for above, below in itertools.pairwise(keys))
    return keys[-1] in lexicon.words and all(related)


def _middle(token: Token) -> float:
    return token.x0 + token.width / 2


@lru_cache(maxsize=2)
def _beginnings(words: frozenset[str]) -> frozenset[str]:
    """Of all words, they themselves included."""
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def _texts(tokens: Sequence[Token], lexicon: Lexicon) -> list[_Text]:
    """The words of the head, those of one text together."""
    begun = _beginnings(lexicon.words)
    found: list[_Text] = []
    for token in tokens:
        over = [t for t in found if _goes_on(t, token, lexicon, begun)]
        if over:
            nearest = min(over, key=lambda t: (not _begins(t, token, begun), abs(t.own_middle - _middle(token))))
            nearest.words.append(token)
        else:
            found.append(_Text([token]))
    return found


def _begins(text: _Text, token: Token, begun: frozenset[str]) -> bool:
    """Whether both together begin a known text."""
    return head_key(text.text + token.folded) in begun


def _without_rows(texts: Sequence[_Text], lexicon: Lexicon) -> list[_Text]:
    """The texts without those below the last known one: first lines of names that are wrapped around their figures."""
    last = max((t.bottom for t in texts if t.key in lexicon.words), default=0)
    return [t for t in texts if t.top <= last]


def _goes_on(text: _Text, token: Token, lexicon: Lexicon, begun: frozenset[str]) -> bool:
    """Whether the word is the next line of the text."""
    if not 0 < token.line - text.bottom <= _APART or abs(text.own_middle - _middle(token)) > _OFF:
        return False
    bracketed = token.folded.startswith("(") or text.text.count("(") > text.text.count(")")
    if bracketed or _begins(text, token, begun) or len(text.key) < _SHORTEST:
        return True
    if text.key in lexicon.words or text.key in begun:
        return False  # whole, or what is to follow is another word
    return token.folded not in (lexicon.words if len(token.folded) < _LEAST_BEGUN else begun)


def _grouped(texts: Sequence[_Text], lexicon: Lexicon) -> list[_Text]:
    """The texts from left to right, those over others with these below them."""
    level = sorted(texts, key=lambda t: t.own_middle)
    waiting = sorted(texts, key=lambda t: (-t.bottom, t.own_middle))
    while waiting:
        over = waiting.pop(0)
        above = {id(t) for t in waiting if t.key in lexicon.under and t.bottom <= over.bottom}
        rest = [t for t in level if t is not over and id(t) not in above]
        span = None if is_total(over.text) else _span(over, rest, lexicon)
        if span is not None:
            over.below = rest[span[0] : span[1] + 1]
            below = set(map(id, over.below))
            level = sorted((t for t in level if id(t) not in below), key=lambda t: t.middle)
    return level


def _span(over: _Text, level: Sequence[_Text], lexicon: Lexicon) -> tuple[int, int] | None:
    """The texts, first and last, that this one stands over: printed below it and about in the middle under it, two at
    least, none twice, of those that are known to stand under it as many as can."""
    lower = {i for i, t in enumerate(level) if _top(t) > over.bottom}
    is_leaf = over.key in lexicon.leaves and over.key not in lexicon.under
    if is_leaf and not any(_is_above(over, level[i]) for i in lower):
        return None
    mixed = len({lexicon.roles.get(key) is Role.AMOUNT for key in lexicon.under.get(over.key, ())}) > 1
    best: tuple[float, tuple[int, int]] | None = None
    for first in sorted(lower):
        start, strange, keys, totals = _edge(level, first), 0.0, set[str](), 0
        for last in itertools.takewhile(lower.__contains__, range(first, len(level))):
            text = level[last]
            totals += is_total(text.text)
            unlike = not mixed and _is_amount(text, lexicon) != _is_amount(level[first], lexicon)
            if text.key in keys or totals > 1 or unlike:
                break
            keys.add(text.key)
            strange += _strangeness(text, over, lexicon)
            end = _edge(level, last + 1)
            off = abs(over.own_middle - (start + end) / 2)
            cost = off + strange - _FEWER * (last - first)
            near = off <= max(_MOST_OFF, _MOST_SHARE * (end - start))
            if last > first and near and (best is None or cost < best[0]):
                best = cost, (first, last)
    return best[1] if best is not None else None


def _is_above(over: _Text, text: _Text) -> bool:
    """Whether the text stands right below the other one, in whose column nothing does if it is that of one."""
    return min(over.x1, text.x1) > max(over.x0, text.x0)


def _strangeness(text: _Text, over: _Text, lexicon: Lexicon) -> float:
    """What speaks against a text under another one: it is known to stand elsewhere, or not known at all."""
    known = lexicon.under.get(over.key)
    if known is None or text.key in known:
        return 0.0
    return _ELSEWHERE if text.key in lexicon.words else _STRANGE


def _is_amount(text: _Text, lexicon: Lexicon) -> bool:
    """Whether amounts stand in the column, or the columns, of the text."""
    lowest = text
    while lowest.below:
        lowest = lowest.below[0]
    return _column((lowest.text,), lexicon).role is Role.AMOUNT


def _edge(level: Sequence[_Text], at: int) -> float:
    """Where the column of the text `at` begins, and that of the one before it ends: between both."""
    left = level[at - 1].x1 if at else level[0].x0
    return (left + level[at].x0) / 2 if 0 < at < len(level) else left


def _top(text: _Text) -> int:
    """The first line of the lowest texts, which all stand below what is over them."""
    return min(text.top, *(_top(t) for t in text.below)) if text.below else text.top


def _paths(text: _Text, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    path = (*above, fold(text.text))
    if not text.below:
        yield path
    for child in text.below:
        yield from _paths(child, path)
