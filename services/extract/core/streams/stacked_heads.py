"""Heads that no template has, in lines that keep the page's layout: what stands over one another is one text.

A text in a narrow cell is broken over lines, which those of its neighbours are printed between; a text over several
columns stands in the middle of them. Known words tell where one text ends and the next one below it begins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf

from services.extract.core.heads.lexicon import OF_WHICH, is_plausible, meaning, with_labels
from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.layout import Band, bands_of
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Lexicon, head_key
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.table import Role

_OFF = 4.0
"""the middles of lines of one text are no further from one another, in columns of a monospaced rendering"""
_APART = 2
"""and its lines: between them stand those of texts that are a line more or less"""
_MOST_WORDS, _FEWEST = 80, 2
"""words of a head, and columns"""
_PLACED = 0.02
"""against each letter that texts stand off the middle of what they are over, and what else speaks against the tree"""
_NARROWEST = 0.6
"""ideographs are no narrower than this share of two letters"""
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
_STRANGE, _ELSEWHERE = 1.0, 2.0
"""against a text under one that it is not known to stand under, where it is known nowhere, and where it is elsewhere"""
_UNEVEN, _LEVEL = 6.0, 0.5
"""against a lowest text whose middle is further up or down (lines) than that of the one beside it"""
_APART_COST = 4.0
"""against known words over one another that are two texts"""
_YEAR = "{Y}"
"""stands for a text that is a year and no more"""
_HIGH = 10.0
"""against a text over no others in the upper half of a head: what reaches down to the body is printed in the middle"""
_LOW = 6.0
"""and one over the body in its lower half, or over others, under no text"""


@dataclass(slots=True, eq=False)
class _Text:
    """Words over one another, and the texts below what they say together."""

    words: list[Token]
    scale: float
    """how wide a letter is printed against those of figures"""
    below: list[_Text] = field(default_factory=list)
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


def stacked_head(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[float, HeadTemplate] | None:
    """What speaks against it, and the head above the first figures; None where the words there make none."""
    first = next((t.line for t in tokens if t.is_number), None)
    before = [t for t in tokens if (first is None or t.line < first) and not ENUMERATED.match(t.folded)]
    if not _FEWEST <= len(before) <= _MOST_WORDS:
        return None
    scale = _scale(tokens)
    body = [replace(t, rate="%" in t.folded) for t in tokens if first is not None and t.line >= first]
    bands = _columns_of(body, scale)
    ways = [_tree(before, scale, bands, lexicon, apart=apart) for apart in (False, True)]
    uneven, tops = min(ways, key=lambda way: way[0])
    columns = [_column(path, band, lexicon) for top in tops for path, band in _paths(top, ())]
    known = sum((head_key(column.path[-1]) or _YEAR) in lexicon.words | {_YEAR} for column in columns)
    if len(columns) < _FEWEST or 2 * known < len(columns) or not is_plausible(columns):
        return None
    related = sum(_is_known(column.path, lexicon) for column in columns)
    cost = _UNKNOWN * (len(columns) - known) + _UNRELATED * (len(columns) - related) + _PLACED * max(0.0, uneven)
    return cost / len(columns), HeadTemplate(columns=tuple(with_labels(columns, lexicon)))


def _tree(
    tokens: Sequence[Token], scale: float, bands: Sequence[Band], lexicon: Lexicon, *, apart: bool
) -> tuple[float, list[_Text]]:
    """What speaks against a tree of the words, and its highest texts. `apart`: whether known words are no lines of one
    text where the upper one is known to stand over others."""
    texts = _without_rows(_texts(tokens, scale, lexicon, apart=apart), bands, lexicon)
    _set_bands(texts, bands, lexicon)
    cost, tops = _grouped(texts, lexicon)
    cost += sum(_gain(t, _middle_of(texts)) for t in texts if t.top > min(t.top for t in texts))
    return cost + _APART_COST * apart, tops


def _column(path: tuple[str, ...], band: Band | None, lexicon: Lexicon) -> ColumnTemplate:
    """The column of these texts over what stands in the `band`: that tells what unknown ones are over."""
    key, role = meaning(path, lexicon)
    if key is None and role is Role.AMOUNT and (_NAMES.search(path[-1]) if band is None else not band.numeric):
        role = Role.LABEL
    return ColumnTemplate(path=path, role=role, key=key)


def _is_known(path: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the texts are words of heads, each known to stand under the one before."""
    keys = tuple(map(head_key, path))
    related = (below in lexicon.under.get(above, ()) for above, below in itertools.pairwise(keys))
    return keys[-1] in lexicon.words and all(related)


def _middle(token: Token, scale: float) -> float:
    return token.x0 + token.width * scale / 2


def _scale(tokens: Sequence[Token]) -> float:
    """How wide ideographs are printed against what they are counted as: none reaches into the next word of its line."""
    pairs = [(a, b) for a, b in itertools.pairwise(tokens) if a.line == b.line and a.width > len(a.text)]
    return max(_NARROWEST, min([1.0, *((b.x0 - a.x0) / a.width for a, b in pairs)]))


@lru_cache(maxsize=2)
def _beginnings(words: frozenset[str]) -> frozenset[str]:
    """Of all words, they themselves included."""
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def _texts(tokens: Sequence[Token], scale: float, lexicon: Lexicon, *, apart: bool) -> list[_Text]:
    """The words of the head, those of one text together. `apart`: see `_tree`."""
    begun = _beginnings(lexicon.words)
    found: list[_Text] = []
    for token in tokens:
        over = [t for t in found if _goes_on(t, token, lexicon, begun)]
        if apart and token.folded in lexicon.words:
            over = [t for t in over if t.key not in lexicon.under]
        if over:
            nearest = min(over, key=lambda t: (not _begins(t, token, begun), abs(t.own_middle - _middle(token, scale))))
            nearest.words.append(token)
        else:
            found.append(_Text([token], scale))
    return found


def _begins(text: _Text, token: Token, begun: frozenset[str]) -> bool:
    """Whether both together begin a known text."""
    return head_key(text.text + token.folded) in begun


def _without_rows(texts: Sequence[_Text], bands: Sequence[Band], lexicon: Lexicon) -> list[_Text]:
    """The texts without those below the last known one, first lines of names that are wrapped around their figures, and
    without labels of rows that have no figures: such a one stands alone at the left of a column that has its text."""
    last = max((t.bottom for t in texts if t.key in lexicon.words), default=0)
    texts = [t for t in texts if t.top <= last]
    while texts:
        lowest = max(texts, key=lambda t: t.bottom)
        column = next((b for b in bands if not b.numeric and abs(b.x0 - lowest.x0) <= 1), None)
        above = [t for t in texts if t.bottom < lowest.top and column is not None and _over(t, column)]
        alone = all(t is lowest or t.bottom < lowest.top for t in texts)
        if not (alone and above) or any(lowest.key in lexicon.under.get(t.key, ()) for t in above):
            return texts
        texts = [t for t in texts if t is not lowest]
    return texts


def _goes_on(text: _Text, token: Token, lexicon: Lexicon, begun: frozenset[str]) -> bool:
    """Whether the word is the next line of the text."""
    if not 0 < token.line - text.bottom <= _APART or abs(text.own_middle - _middle(token, text.scale)) > _OFF:
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


def _set_bands(texts: Sequence[_Text], bands: Sequence[Band], lexicon: Lexicon) -> None:
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


def _over(text: _Text, band: Band) -> float:
    """How far both lie over one another."""
    return max(0.0, min(band.x1, text.x1) - max(band.x0, text.x0))


def _columns_of(body: Sequence[Token], scale: float) -> list[Band]:
    """The columns of the body, as wide as what is printed in them."""
    bands = bands_of(body) if body else []
    out = []
    for band, following in itertools.zip_longest(bands, bands[1:]):
        start = following.x0 if following is not None else inf
        end = max(t.x0 + t.width * scale for t in body if band.x0 <= t.x0 < start)
        out.append(replace(band, x1=int(min(max(band.x1, end), start))))
    return out


def _grouped(texts: Sequence[_Text], lexicon: Lexicon) -> tuple[float, list[_Text]]:
    """What speaks against it, and the texts from left to right, those over others with these below them."""
    cost = 0.0
    level = sorted(texts, key=lambda t: t.own_middle)
    waiting = sorted(texts, key=lambda t: (t.bottom, t.own_middle))
    middle = _middle_of(texts)
    while waiting:
        bottom = waiting[-1].bottom
        line = [t for t in waiting if t.bottom == bottom]
        waiting = [t for t in waiting if t.bottom < bottom]
        others = {id(t) for t in line} | {id(t) for t in waiting if t.band is None or t.key in lexicon.under}
        rest = [t for t in level if id(t) not in others]
        own, spans = _shared_out(line, rest, middle, lexicon)
        cost += own
        for over, span in zip(line, spans, strict=True):
            if span is None:
                level = _with_next_line(over, level, lexicon)
            else:
                over.below = rest[span[0] : span[1] + 1]
                below = set(map(id, over.below))
                level = [t for t in level if id(t) not in below]
        level.sort(key=lambda t: t.middle)
    return cost, level


def _middle_of(texts: Sequence[_Text]) -> float:
    """The height of the head's middle."""
    return (min(t.top for t in texts) + max(t.bottom for t in texts)) / 2 if texts else 0.0


def _shared_out(
    line: Sequence[_Text], level: Sequence[_Text], middle: float, lexicon: Lexicon
) -> tuple[float, list[tuple[int, int] | None]]:
    """What speaks against it, and the texts in `level`, first and last, that each text of a line stands over, at the least cost of all together.
    `middle`: the height of the head's."""
    best: dict[int, tuple[float, list[tuple[int, int] | None]]] = {-1: (0.0, [])}
    for left, over, right in zip([None, *line], line, [*line[1:], None], strict=False):
        room = left.own_middle if left else -inf, right.own_middle if right else inf
        alone = _HIGH if over.height < middle and over.band is None else 0.0
        ways: list[tuple[float, tuple[int, int] | None]] = [(alone, None), *_spans(over, level, room, middle, lexicon)]
        following: dict[int, tuple[float, list[tuple[int, int] | None]]] = {}
        for end, (cost, taken) in best.items():
            for own, span in ways:
                at = end if span is None else span[1]
                if (span is None or span[0] > end) and (at not in following or cost + own < following[at][0]):
                    following[at] = cost + own, [*taken, span]
        best = following
    return min(best.values(), key=lambda b: b[0])


def _with_next_line(over: _Text, level: Sequence[_Text], lexicon: Lexicon) -> list[_Text]:
    """The texts; one over no others is the first line of an unknown text that stands right below it."""
    for text in level:
        inside = over.x0 <= text.x0 and text.x1 <= over.x1
        if inside and 0 < text.top - over.bottom <= _APART and not text.below and text.key not in lexicon.words:
            text.words[:0] = over.words
            return [t for t in level if t is not over]
    return list(level)


def _spans(
    over: _Text, level: Sequence[_Text], room: tuple[float, float], middle: float, lexicon: Lexicon
) -> Iterator[tuple[float, tuple[int, int]]]:
    """The runs of texts, first and last, that this one may stand over, and their cost: printed below it and about in
    the middle under it, two at least, none twice, of those that are known to stand under it as many as can. `room`:
    between what their middles lie, those of the texts beside it."""
    is_leaf = over.key in lexicon.leaves and over.key not in lexicon.under
    lower = {i for i, t in enumerate(level) if _top(t) > over.bottom and room[0] < t.middle < room[1]}
    if is_total(over.text) or (over.band is not None and over.band.numeric):
        return
    if is_leaf and not any(_is_above(over, level[i]) for i in lower):
        return
    mixed = len({lexicon.roles.get(key) is Role.AMOUNT for key in lexicon.under.get(over.key, ())}) > 1
    for first in sorted(lower):
        start, cost, keys, totals = _edge(level, first), 0.0, set[str](), 0
        for last in itertools.takewhile(lower.__contains__, range(first, len(level))):
            text = level[last]
            totals += is_total(text.text)
            unlike = not mixed and _is_amount(text, lexicon) != _is_amount(level[first], lexicon)
            unlike |= last > first and _begins_list(text, level[last - 1], lexicon)
            if text.key in keys or totals > 1 or unlike:
                break
            keys.add(text.key)
            cost += _strangeness(text, over, lexicon) + _unevenness(text, level[first:last])
            cost -= _gain(text, middle)
            end = _edge(level, last + 1)
            off = abs(over.own_middle - (start + end) / 2)
            if (last > first or text.below) and off <= max(_MOST_OFF, _MOST_SHARE * (end - start)):
                yield off + cost, (first, last)


def _begins_list(text: _Text, before: _Text, lexicon: Lexicon) -> bool:
    """Whether names stand behind amounts: another list begins."""
    over_names, over_codes = (lexicon.roles.get(t.key) is role for t, role in ((text, Role.LABEL), (before, Role.CODE)))
    return over_names and not over_codes and before.band is not None and before.band.numeric


def _is_above(over: _Text, text: _Text) -> bool:
    """Whether the text stands right below the other one, in whose column nothing does if it is that of one."""
    return min(over.x1, text.x1) > max(over.x0, text.x0)


def _strangeness(text: _Text, over: _Text, lexicon: Lexicon) -> float:
    """What speaks against a text under another one: it is known to stand elsewhere, or not known at all."""
    known = lexicon.under.get(over.key)
    if known is None or text.key in known:
        return 0.0
    return _ELSEWHERE if text.key in lexicon.words else _STRANGE


def _gain(text: _Text, middle: float) -> float:
    """What speaks for a text under another one: what reaches down from under it has its middle below that of the head,
    in which what reaches down all the head has its own."""
    if text.below or text.height > middle + _LEVEL / 2:
        return _LOW
    return -_LOW / 2 if text.height > middle - _LEVEL else 0.0


def _unevenness(text: _Text, beside: Sequence[_Text]) -> float:
    """What speaks against a lowest text beside others under one: they share the same room down to the body."""
    heights = [t.height for t in beside if not t.below]
    return _UNEVEN if heights and not text.below and abs(text.height - heights[-1]) > _LEVEL else 0.0


def _is_amount(text: _Text, lexicon: Lexicon) -> bool:
    """Whether amounts stand in the column, or the columns, of the text."""
    lowest = text
    while lowest.below:
        lowest = lowest.below[0]
    return _column((lowest.text,), lowest.band, lexicon).role is Role.AMOUNT


def _edge(level: Sequence[_Text], at: int) -> float:
    """Where the column of the text `at` begins, and that of the one before it ends: between both."""
    left = level[at - 1].x1 if at else level[0].x0
    return (left + level[at].x0) / 2 if 0 < at < len(level) else left


def _top(text: _Text) -> int:
    """The first line of the lowest texts, which all stand below what is over them."""
    return min(text.top, *(_top(t) for t in text.below)) if text.below else text.top


def _paths(text: _Text, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Band | None]]:
    path = (*above, fold(text.text))
    if not text.below:
        yield path, text.band
    for child in text.below:
        yield from _paths(child, path)
