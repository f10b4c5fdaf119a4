"""Which texts of a head stand over which, in lines that keep the page's layout.

A text over several columns stands in the middle of them, though not exactly: the tool moves what it prints. A text that
reaches down to the body from under another one has its middle in the lower half of the head, one that reaches down all
of it in its middle. What known families have under one another speaks for it as well.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from math import inf

from services.extract.core.heads.lexicon import meaning
from services.extract.core.streams.layout import Band
from services.extract.core.streams.rows import SEQUENCE
from services.extract.core.streams.stacked_texts import APART, StackedText, set_bands, texts_of, without_rows
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import ColumnTemplate, Lexicon
from shared.model.labels import is_total
from shared.model.table import Role

Span = tuple[int, int]
"""the first and the last of some texts from left to right"""
_NAMES = re.compile(r"(?:科目|编码|代码|名称|项目|类别|内容|目录|单位|来源|方式|分类|说明|备注)(?:\([^()]*\))?$")
"""how texts over names end that no head has"""
_PART, _PARTS = "类款项", ("类款", "款项")
_MOST_OFF, _MOST_SHARE = 7.0, 0.25
"""a text stands no further off the middle of what it is over, or than this share of it: names take more room"""

# What speaks against a tree: the unit is a letter off the middle.
_STRANGE, _ELSEWHERE = 1.0, 2.0
"""a text under one that it is not known to stand under, where it is known nowhere, and where it is elsewhere"""
_UNEVEN, _LEVEL = 8.0, 0.5
"""a lowest text whose middle is further up or down (lines) than that of the one beside it"""
_HIGH = 10.0
"""a text over no others in the upper half of a head"""
_LOW = 6.0
"""one over the body in its lower half, or over others, under no text"""
_TWO_TEXTS = 4.0
"""known words over one another are two texts"""


def tree_of(
    tokens: Sequence[Token], scale: float, bands: Sequence[Band], lexicon: Lexicon, *, apart: bool
) -> tuple[float, list[StackedText]]:
    """What speaks against a tree of the words, and its highest texts. `apart`: whether known words are no lines of one
    text where the upper one is known to stand over others."""
    texts = without_rows(texts_of(tokens, scale, lexicon, apart=apart), bands, lexicon)
    set_bands(texts, bands, lexicon)
    cost, tops = _grouped(texts, lexicon)
    top, middle = min((t.top for t in texts), default=0), _middle_of(texts)
    cost += sum(_gain(t, middle) for t in texts if t.top > top)
    return cost + _TWO_TEXTS * apart, tops


def column_of(path: tuple[str, ...], band: Band | None, lexicon: Lexicon) -> ColumnTemplate:
    """The column of these texts over what stands in the `band`: that tells what unknown ones are over."""
    key, role = meaning(path, lexicon)
    if key is None and role is Role.AMOUNT and (_NAMES.search(path[-1]) if band is None else not band.numeric):
        role = Role.LABEL
    if key == SEQUENCE or (role is Role.LABEL and band is not None and band.numeric):
        role = Role.TEXT
    return ColumnTemplate(path=path, role=role, key=key)


def _grouped(texts: Sequence[StackedText], lexicon: Lexicon) -> tuple[float, list[StackedText]]:
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


def _middle_of(texts: Sequence[StackedText]) -> float:
    """The height of the head's middle."""
    return (min(t.top for t in texts) + max(t.bottom for t in texts)) / 2 if texts else 0.0


def _shared_out(
    line: Sequence[StackedText], level: Sequence[StackedText], middle: float, lexicon: Lexicon
) -> tuple[float, list[Span | None]]:
    """What speaks against it, and the texts in `level` that each text of a line stands over, at the least cost of all
    together. `middle`: the height of the head's."""
    best: dict[int, tuple[float, list[Span | None]]] = {-1: (0.0, [])}
    for left, over, right in zip([None, *line], line, [*line[1:], None], strict=False):
        room = left.own_middle if left else -inf, right.own_middle if right else inf
        beside = right.x0 if right else inf
        alone = _HIGH if over.height < middle and over.band is None else 0.0
        ways: list[tuple[float, Span | None]] = [(alone, None), *_spans(over, level, room, beside, middle, lexicon)]
        following: dict[int, tuple[float, list[Span | None]]] = {}
        for end, (cost, taken) in best.items():
            for own, span in ways:
                at = end if span is None else span[1]
                if (span is None or span[0] > end) and (at not in following or cost + own < following[at][0]):
                    following[at] = cost + own, [*taken, span]
        best = following
    return min(best.values(), key=lambda b: b[0])


def _with_next_line(over: StackedText, level: Sequence[StackedText], lexicon: Lexicon) -> list[StackedText]:
    """The texts; one over no others is the first line of an unknown text that stands right below it."""
    for text in level:
        inside = over.x0 <= text.x0 and text.x1 <= over.x1
        if inside and 0 < text.top - over.bottom <= APART and not text.below and text.key not in lexicon.words:
            text.words[:0] = over.words
            return [t for t in level if t is not over]
    return list(level)


def _spans(
    over: StackedText,
    level: Sequence[StackedText],
    room: tuple[float, float],
    beside: float,
    middle: float,
    lexicon: Lexicon,
) -> Iterator[tuple[float, Span]]:
    """The runs of texts, first and last, that this one may stand over, and their cost: printed below it and about in
    the middle under it, two at least, none twice, of those that are known to stand under it as many as can. `room`:
    between what their middles lie, those of the texts beside it, of which the right one begins at `beside`."""
    is_leaf = over.key in lexicon.leaves and over.key not in lexicon.under
    lower = {i for i, t in enumerate(level) if _top(t) > over.bottom and room[0] < t.middle < room[1]}
    if is_total(over.text) or (over.band is not None and over.band.numeric):
        return
    if is_leaf and not any(_is_above(over, level[i]) for i in lower):
        return
    mixed = len({lexicon.roles.get(key) is Role.AMOUNT for key in lexicon.under.get(over.key, ())}) > 1
    for first in sorted(lower):
        if first and _is_next_part(level[first - 1], level[first]):
            continue
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
            if last + 1 < len(level) and _is_next_part(text, level[last + 1]):
                continue
            end = _edge(level, last + 1)
            if text.key in _PART:  # behind the last part of a code stands a text of its own
                end = min(end, (text.x1 + max(text.x1, beside)) / 2)
            off = abs(over.own_middle - (start + end) / 2)
            if (last > first or text.below) and off <= max(_MOST_OFF, _MOST_SHARE * (end - start)):
                yield off + cost, (first, last)


def _is_next_part(text: StackedText, behind: StackedText) -> bool:
    """Whether both are parts of one code, 款 behind 类 or 项 behind 款: they stand under one text."""
    return f"{text.key}{behind.key}" in _PARTS


def _begins_list(text: StackedText, before: StackedText, lexicon: Lexicon) -> bool:
    """Whether names stand behind amounts: another list begins."""
    over_names, over_codes = (lexicon.roles.get(t.key) is role for t, role in ((text, Role.LABEL), (before, Role.CODE)))
    return over_names and not over_codes and before.band is not None and before.band.numeric


def _is_above(over: StackedText, text: StackedText) -> bool:
    """Whether the text stands right below the other one, in whose column nothing does if it is that of one."""
    return min(over.x1, text.x1) > max(over.x0, text.x0)


def _strangeness(text: StackedText, over: StackedText, lexicon: Lexicon) -> float:
    """What speaks against a text under another one: it is known to stand elsewhere, or not known at all."""
    known = lexicon.under.get(over.key)
    if known is None or text.key in known:
        return 0.0
    return _ELSEWHERE if text.key in lexicon.words else _STRANGE


def _gain(text: StackedText, middle: float) -> float:
    """What speaks for a text under another one: what reaches down from under it has its middle below that of the head,
    in which what reaches down all the head has its own."""
    if text.below or text.height > middle + _LEVEL / 2:
        return _LOW
    return -_LOW / 2 if text.height > middle - _LEVEL else 0.0


def _unevenness(text: StackedText, beside: Sequence[StackedText]) -> float:
    """What speaks against a lowest text beside others under one: they share the same room down to the body."""
    heights = [t.height for t in beside if not t.below]
    return _UNEVEN if heights and not text.below and abs(text.height - heights[-1]) > _LEVEL else 0.0


def _is_amount(text: StackedText, lexicon: Lexicon) -> bool:
    """Whether amounts stand in the column, or the columns, of the text."""
    lowest = text
    while lowest.below:
        lowest = lowest.below[0]
    return column_of((lowest.text,), lowest.band, lexicon).role is Role.AMOUNT


def _edge(level: Sequence[StackedText], at: int) -> float:
    """Where the column of the text `at` begins, and that of the one before it ends: between both."""
    left = level[at - 1].x1 if at else level[0].x0
    return (left + level[at].x0) / 2 if 0 < at < len(level) else left


def _top(text: StackedText) -> int:
    """The first line of the lowest texts, which all stand below what is over them."""
    return min(text.top, *(_top(t) for t in text.below)) if text.below else text.top
