"""Which words are one indicator: a name and its target, without delimiters between names, targets and neighbours.

A name may be wrapped before its target (the order of the page's content) or around it (the order of the page's lines).
What a target may be is nearly closed, and a line is broken only where its column is full. The cheapest way to part all
words is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token, text_of
from shared.model.fold import is_cjk

#: a target: a figure with its sign and unit, a date or period, or one of the words that stand for one
_TARGET = re.compile(
    r"[=≥>≤<＝]?\s*\d[\d,.]*(?:%|个百分点)?(?:以上|或以上|以内|以下|左右)?"
    r"|[=≥>≤<＝]?\d[\d,.]*(?:[万亿千百]*)[\u3400-\u9fffa-z/*]{0,8}(?:\([\u3400-\u9fff]{1,4}\))?"
    r"|(?:19|20)\d\d年(?:\d{1,2}月(?:底|前|\d{1,2}日)?)?(?:\d{1,2}日)?(?:之?前|底前?|内|末)?[\u3400-\u9fff]{0,8}"
    r"|每(?:年|季度|季|月|周)\d[\u3400-\u9fff\d]{0,6}|每?(?:年|季度|月|日|周)(?:末|底|初|度)?(?:前|内)?|无|不适用|-+|/|是|否"
)
#: words that stand for a target without figures
_SCALE = re.compile(
    r"显著|有效|保障|规范|满意|逐步|提高|提升|改善|良好|优|好|明显|健全|完善|达标|合格|及时|按时|按期|按月|长期|持续|稳定|增强|"
    r"减少|降低|增加|完成|落实|安全|正常|较|基本|全部|覆盖|零|高|中|低"
)
_MEASURED = re.compile(r"[=≥>≤<].+|[\d.]+%")
"""a target beyond doubt"""
_NAME_END = tuple("率数量度性")
"""how names of indicators end, and targets do not"""
_NONE = frozenset(("不适用", "无", "-", "/"))
_LEAST_FULL = 4
"""letters that fill the narrowest column of names"""
_LONGEST_WORDS = 8
"""letters of a target in words"""
_NAME_PIECES, _TARGET_PIECES, _TAIL_PIECES = 6, 8, 3

# What speaks against a way to part the words: the unit is an indicator without any target.
_NO_TARGET = 2.0
_FREE_TARGET = 1.5
_SCALE_TARGET = 0.3
_CELL_TARGET = 0.5
"""a target in free words on a line of its own, where every cell has one"""
_REPEATED_TARGET = 0.2
"""a target that says its name again (`居民参与率 | 居民参与率不低于100%`, `完工及时率 | 及时率`)"""
_PAIR, _PAIR_IN_NAME = 0.4, 1.5
_TARGET_AS_NAME = 2.5
_OPEN = 2.0
"""a name ends within quotation marks"""
_QUOTED = 0.3
"""two words within quotation marks are one cell, wherever its lines end"""
_BROKEN_EARLY = 1.2
"""a line that ends before its column is full goes on below"""
_APART = 0.6
"""two words of one line are one cell"""
_TARGET_BELOW = 0.5
_LINE_IN_TARGET = 1.5
"""a line of several words, as names and targets make one, is all of a target that goes on"""
_MID_LINE = 0.7
"""an indicator begins in the middle of a line"""
_AROUND = 0.2
_UNEVEN = 0.6
"""a name reaches further up from its target than down"""
_ATOP = 0.5
"""a name begins beside its target and goes on below it"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The words of one indicator; a name that goes on behind its target has all its words in `name`."""

    name: list[Token]
    target: list[Token]

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line that it stands on."""
        lines = [t.line for t in (*self.name, *self.target)]
        return min(lines), max(lines)


def grouped(
    words: Sequence[Token], is_level: Callable[[str], bool], breaks: frozenset[int]
) -> tuple[float, list[Group]]:
    """What speaks against the best way, and the words parted into indicators. `breaks`: positions where a new one must
    begin, since a level stands there."""
    column = _Column(words)
    best: dict[int, tuple[float, int, Group | None]] = {0: (0.0, 0, None)}
    for start in range(len(words)):
        if start not in best:
            continue
        for end, cost, group in _groups(words, start, column, is_level, breaks):
            total = best[start][0] + cost
            if end not in best or total < best[end][0]:
                best[end] = (total, start, group)
    groups: list[Group] = []
    cost, at, last = best.get(len(words), best[0])
    while last is not None:
        groups.append(last)
        _, at, last = best[at]
    return cost, groups[::-1]


class _Column:
    """How wide the column of names is, from the lines that hold nothing else, and those with a target above them."""

    def __init__(self, words: Sequence[Token]) -> None:
        lines = [list(line) for _, line in groupby(words, key=lambda t: t.line)]
        goes_on = [len(below) == 1 and not _is_measured(below[0]) for below in lines[1:]]
        alone = [line[0] for line in lines if len(line) == 1]
        begun = [line[0] for line, on in zip(lines, goes_on, strict=False) if on and _has_target(line)]
        self.single = one_cell_a_line(words)
        self.in_pairs = sum(len(line) == 2 for line in lines) * 2 >= len(lines)
        self._full = max(filter(None, (_width_of(alone), _width_of(begun))), default=None)

    def is_full(self, token: Token) -> bool:
        """Whether the word fills its column; none does where no line shows how wide that is."""
        return self._full is not None and len(token.folded) >= max(self._full - 1, _LEAST_FULL)


def _has_target(line: Sequence[Token]) -> bool:
    """Whether a line is a name and a target beyond doubt."""
    return len(line) == 2 and _is_measured(line[1])


def _width_of(words: Sequence[Token]) -> int | None:
    """The letters of the longest words, two of which are about as long where others ran into their neighbours."""
    lengths = sorted(
        (n for t in words if not _is_measured(t) and (n := len(t.folded)) >= _LEAST_FULL),
        reverse=True,
    )
    alike = next((a for a, b in pairwise(lengths) if a - b <= 1), None)
    return alike if alike is not None else max(lengths, default=None)


def _groups(
    words: Sequence[Token], start: int, column: _Column, is_level: Callable[[str], bool], breaks: frozenset[int]
) -> list[tuple[int, float, Group]]:
    """Every indicator that may begin at `start`: where it ends, what speaks against it."""
    found: list[tuple[int, float, Group]] = []
    limit = min((b for b in breaks if b > start), default=len(words))
    early = _MID_LINE if start and not words[start].first and start not in breaks else 0.0
    for cut in range(start + 1, min(start + _NAME_PIECES, limit) + 1):
        name = list(words[start:cut])
        own = early + _name_cost(name, column, is_level)
        if cut == limit:
            found.append((cut, own + _NO_TARGET, Group(name=name, target=[])))
        for end in range(cut + 1, min(cut + _TARGET_PIECES, limit) + 1):
            target = list(words[cut:end])
            cost = own + _target_cost(target, text_of(name), column) + _between(name[-1], target[0], column)
            if column.in_pairs and len(target) == 1 and _is_pair(name[-1], target[0]):
                cost = min(cost, own + _PAIR)
            cost += _label_cost(name, target, is_level)
            if _is_target(text_of(name)) and _repeats(text_of(target), text_of(name)):
                cost -= _TARGET_AS_NAME
            found.append((end, cost, Group(name=name, target=target)))
            for tail in range(end + 1, min(end + _TAIL_PIECES, limit) + 1):
                rest = list(words[end:tail])
                around = _around_cost(name, target, rest)
                if around is None:
                    break
                both = [*name, *rest]
                own = _name_cost(both, column, is_level) + _target_cost(target, text_of(both), column)
                whole = early + own + around
                found.append((tail, whole, Group(name=both, target=target)))
    return found


def _is_pair(name: Token, target: Token) -> bool:
    """Whether the two are all of a line: where most lines are so, a name and its target in whatever words."""
    return name.line == target.line and name.first and target.last


def _name_cost(name: Sequence[Token], column: _Column, is_level: Callable[[str], bool]) -> float:
    text = text_of(name)
    cost = _TARGET_AS_NAME if _is_target(text) else 0.0
    cost += _OPEN if _is_open(text) else 0.0
    cost += 1.0 if len(text) < 2 else 0.0
    for end, (a, b) in enumerate(pairwise(name), start=1):
        if _is_open(text_of(name[:end])):
            cost += _QUOTED
        elif a.line != b.line:
            cost += 0.0 if column.is_full(a) else _BROKEN_EARLY
        elif column.in_pairs and _is_pair(a, b):
            cost += _PAIR_IN_NAME
        else:
            together = column.is_full(a) or is_level(a.folded) or not (is_cjk(a.folded[-1:]) and is_cjk(b.folded[:1]))
            cost += _APART / 4 if together else _APART
    return cost + sum(_TARGET_AS_NAME for t in name if _is_measured(t))


def _is_open(name: str) -> bool:
    """Whether a folded name ends within quotation marks."""
    return name.count('"') % 2 == 1


def _is_target(name: str) -> bool:
    """Whether a name is what a target would be."""
    return _TARGET.fullmatch(name) is not None and name not in _NONE


def _is_measured(word: Token) -> bool:
    """Whether the word is a target beyond doubt."""
    return is_measured(word.folded)


def against_target(text: str) -> float:
    """What speaks against a folded text being a target."""
    if _TARGET.fullmatch(text):
        return 0.0
    if _SCALE.search(text) and len(text) <= _LONGEST_WORDS and not text.endswith(_NAME_END):
        return _SCALE_TARGET
    return _FREE_TARGET


def is_measured(text: str) -> bool:
    """Whether a folded text is a target beyond doubt: a figure with its sign, a percentage."""
    return _MEASURED.fullmatch(text) is not None


def _target_cost(target: Sequence[Token], name: str, column: _Column) -> float:
    text = text_of(target)
    cost = against_target(text)
    if cost == _FREE_TARGET:
        cost = _REPEATED_TARGET if _repeats(text, name) else _CELL_TARGET if column.single else cost
    for a, b in pairwise(target):
        cost += _LINE_IN_TARGET if a.first and a is not target[0] and a.line == b.line else 0.0
        beside_figure = a.folded[-1:].isdigit() or b.folded[:1].isdigit()
        if a.line != b.line and column.single and (_is_measured(a) or not beside_figure):
            cost += _BROKEN_EARLY
        else:
            cost += (_TARGET_BELOW if a.line != b.line else 0.05) if beside_figure else _APART
    return cost


def _repeats(target: str, name: str) -> bool:
    """Whether a target begins as its indicator's name does, or is how that ends."""
    return name[:_LEAST_FULL] == target[:_LEAST_FULL] or (1 < len(target) < len(name) and name.endswith(target))


def _label_cost(name: Sequence[Token], target: Sequence[Token], is_level: Callable[[str], bool]) -> float:
    """A name that is the word of a level is one only with a figure beside it (`服务对象满意度 ≥95%`)."""
    if not is_level(text_of(name)):
        return 0.0
    return 0.1 if any(c.isdigit() for c in text_of(target)) else 1.0


def _between(name: Token, target: Token, column: _Column) -> float:
    if name.line == target.line or column.single:
        return 0.0
    return 0.1 if column.is_full(name) else _TARGET_BELOW


def _around_cost(name: Sequence[Token], target: Sequence[Token], rest: Sequence[Token]) -> float | None:
    """What speaks against a name that goes on below its target, in whole lines, as many as stand above it or from its
    own line on; None where it does not."""
    if not rest[0].first or not rest[-1].last or len({t.line for t in rest}) != len(rest):
        return None
    above = sum(t.line < target[0].line for t in name)
    return _AROUND + (_UNEVEN * abs(len(rest) - above) if above else _ATOP)
