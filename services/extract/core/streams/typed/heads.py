"""Heads whose words say what their columns hold, out of words in order: those of one row, and those with texts over
others, printed before them or above all (一级指标 … under 绩效指标, amounts under 资金来源)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice, pairwise, product

from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.streams.typed.words import ColumnWords, Holds, key_of
from services.extract.core.templates import Lexicon, head_key
from shared.model.labels import is_total
from shared.model.table import Role

_APPROPRIATED = re.compile(r"财政拨款|本年拨款")
_BUDGET = re.compile(r"一般公共|政府性基金|国有资本|小计|合计")
_AMOUNT = re.compile(r"[\u3400-\u9fff()]{2,10}(?:拨款|资金|收入|金额|经费|[预决]算数|执行数)")
"""how texts over amounts end"""
MOST_PIECES = 4
"""words that one text of a head may be broken into"""
FEWEST_COLUMNS = 4
MOST_COLUMNS = 16
_MOST_UNKNOWN = 1
_MOST_HEADS = 40
_LEVELS = frozenset((Holds.LEVEL1, Holds.LEVEL2))
_MOST_GROUPS = 2
_PARTS_OF_CODE = frozenset("类款项")
# What speaks against a way to read a head; the unit is a cell that is not what its column holds.
_NOT_KNOWN_UNDER, _INSIDE_LINE, _MOVED, _UNKNOWN_WORD, _CHILDLESS = 0.3, 0.2, 0.1, 0.5, 2.0


class Joins(Enum):
    """Which words are one text of a head."""

    APART = "none that are texts each by themselves"
    TOGETHER = "as many as are one together (指标值 and 单位)"
    ENDED = "as many as are one together, also where the last is a text by itself (本年支付 and 金额)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text of the head: its words, what its column may hold, and whether it may stand over others."""

    words: tuple[Token, ...]
    holds: frozenset[Holds]
    over_levels: bool
    over_amounts: bool
    alone: frozenset[Holds] = frozenset()
    """what its column holds where it stands over no others, which it mostly does"""
    told: bool = False
    """whether it says nothing, and the first row told what its column holds"""

    @property
    def says_nothing(self) -> bool:
        """Whether nothing tells what its column holds, and it stands over no others."""
        return not (self.holds or self.over_levels or self.over_amounts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A leaf column: the texts above it, outermost first, and what it holds."""

    path: tuple[Text, ...]
    holds: Holds


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """One way to read a head: its columns and what speaks against it."""

    columns: tuple[Column, ...]
    cost: float

    @property
    def holds(self) -> tuple[Holds, ...]:
        return tuple(column.holds for column in self.columns)


def texts_of(
    tokens: Sequence[Token], known: ColumnWords, lexicon: Lexicon, joins: Joins = Joins.TOGETHER
) -> list[Text]:
    """The texts of a head that the words begin with."""
    texts = parsed(tokens, known, lexicon, joins, most=_MOST_UNKNOWN)
    while texts and texts[-1].says_nothing:
        texts.pop()
    return texts


def parsed(tokens: Sequence[Token], known: ColumnWords, lexicon: Lexicon, joins: Joins, *, most: int) -> list[Text]:
    """The texts that the words begin with, at the `most` so many of them that say nothing."""
    texts: list[Text] = []
    at = unknown = 0
    while at < len(tokens) and len(texts) < MOST_COLUMNS:
        size = next(
            (n for n in range(MOST_PIECES, 0, -1) if is_whole(_folded(tokens[at : at + n]), known, lexicon, joins)), 0
        )
        size = size or next(
            (n for n in range(MOST_PIECES, 0, -1) if _is_amount(_folded(tokens[at : at + n]), known, lexicon)), 0
        )
        if not size and texts and texts[-1].says_nothing and len(tokens[at].folded) == 1:
            texts[-1] = text_from([*texts[-1].words, tokens[at]], known, lexicon)  # no text by itself: it goes on
            at += 1
            continue
        if not size:
            unknown += 1
            if unknown > most or not (texts or most > _MOST_UNKNOWN) or not is_like_head(tokens[at].folded):
                break
            size = 1
        texts.append(text_from(tokens[at : at + size], known, lexicon))
        at += size
    return texts


def is_whole(pieces: Sequence[str], known: ColumnWords, lexicon: Lexicon, joins: Joins) -> bool:
    """Whether these folded words are one text. One that is known by its ending alone ends a text that is one already,
    but for a unit in brackets, which goes on with it."""
    text = "".join(pieces)
    alone = [is_text(piece, known, lexicon) for piece in pieces]
    if len(pieces) == 1 or not is_text(text, known, lexicon):
        return alone == [True]
    if joins is Joins.APART and all(alone):
        return False
    if not known.ends_alike(text):
        return True
    unit = next((i for i, piece in enumerate(pieces) if i and piece.startswith("(") and text[-1] == ")"), None)
    if unit is not None:
        return unit == 1 or is_whole(pieces[:unit], known, lexicon, joins)
    if joins is Joins.ENDED and pieces[-1] in known.endings:
        return not any(alone[:-1])
    return not (any(alone) or any(is_text("".join(pieces[at:]), known, lexicon) for at in range(1, len(pieces))))


def _folded(tokens: Sequence[Token]) -> list[str]:
    return [token.folded for token in tokens]


def _is_amount(pieces: Sequence[str], known: ColumnWords, lexicon: Lexicon) -> bool:
    """Whether these folded words end like a text over amounts, none of them a text by itself."""
    alone = len(pieces) > 1 and any(is_text(piece, known, lexicon) or is_like_amount(piece) for piece in pieces[:-1])
    return not alone and is_like_amount("".join(pieces)) and not is_text(pieces[-1], known, lexicon)


def is_like_amount(text: str) -> bool:
    """Whether a folded text ends like those over amounts."""
    return _AMOUNT.fullmatch(text) is not None


def is_like_head(text: str) -> bool:
    """Whether a folded text that says nothing may be one of a head."""
    return not any(map(str.isdigit, text)) and 2 <= len(text) <= 12 and not is_total(text)


def is_text(text: str, known: ColumnWords, lexicon: Lexicon) -> bool:
    """Whether a folded text is one of a head that says what its column holds."""
    return bool(text) and (known.knows(text) or lexicon.roles.get(head_key(text)) is Role.AMOUNT)


def text_from(words: Sequence[Token], known: ColumnWords, lexicon: Lexicon) -> Text:
    """The text that these words are together."""
    text = text_of(words)
    key = key_of(text)
    holds = known.of(text)
    if not holds and (lexicon.roles.get(head_key(text)) is Role.AMOUNT or is_like_amount(text)):
        holds = frozenset((Holds.AMOUNT,))
    over_amounts = key in known.over_amounts
    over_levels = key in known.over_indicators
    alone = known.by_ending(text) if not holds else frozenset()
    return Text(words=tuple(words), holds=holds, over_levels=over_levels, over_amounts=over_amounts, alone=alone)


def heads_of(texts: Sequence[Text], lexicon: Lexicon) -> list[Head]:
    """The ways to read these texts, as a head of one row or with texts over others, the likeliest first."""
    found = [head for tops in _forests(texts, lexicon) for head in typed(*tops)]
    unique: dict[tuple[Column, ...], Head] = {}
    for head in sorted(found, key=lambda h: h.cost):
        unique.setdefault(head.columns, head)
    return list(islice(unique.values(), _MOST_HEADS))


def _forests(texts: Sequence[Text], lexicon: Lexicon) -> Iterator[tuple[list[tuple[Text, ...]], float]]:
    """The paths of the columns, left to right, and what speaks against them."""
    yield [(text,) for text in texts], 0.0
    parts = [text_of(text.words) in _PARTS_OF_CODE for text in texts]
    over_parts = [any(parts) and Holds.CODE in t.holds and not part for t, part in zip(texts, parts, strict=True)]
    places = [i for i, t in enumerate(texts) if t.over_amounts or t.over_levels or over_parts[i]]
    for first, second in product(places, (None, *places)):
        groups = [first] if second is None else [first, second]
        if second is not None and second <= first:
            continue
        for start in range(groups[-1] + 1, len(texts) - 2 * len(groups) + 1):
            yield from _grouped(texts, groups, start, lexicon)


def _grouped(
    texts: Sequence[Text], groups: Sequence[int], start: int, lexicon: Lexicon
) -> Iterator[tuple[list[tuple[Text, ...]], float]]:
    """The texts from `start` on stand under those at `groups`."""
    below = texts[start:]
    inside = _INSIDE_LINE * (not below[0].words[0].first and len({t.words[0].line for t in texts}) > 1)
    cuts = [(0, len(below))] if len(groups) == 1 else [(0, cut, len(below)) for cut in range(2, len(below) - 1)]
    for cut in cuts:
        parts = [below[a:b] for a, b in pairwise(cut)]
        if not all(may_stand_under(texts[g], part) for g, part in zip(groups, parts, strict=True)):
            continue
        cost = inside + sum(against_under(texts[g], part, lexicon) for g, part in zip(groups, parts, strict=True))
        under: Mapping[int, Sequence[Text]] = dict(zip(groups, parts, strict=True))
        tops = list(range(start))
        yield _paths(texts, tops, under), cost
        if groups == [0] and start > 1 and texts[0].words[-1].last:  # alone above all others: it may be over any place
            for place in range(1, start):
                yield _paths(texts, [*tops[1 : place + 1], 0, *tops[place + 1 :]], under), cost + _MOVED


def _paths(texts: Sequence[Text], tops: Sequence[int], under: Mapping[int, Sequence[Text]]) -> list[tuple[Text, ...]]:
    return [
        path for top in tops for path in ([(texts[top], t) for t in under[top]] if top in under else [(texts[top],)])
    ]


def may_stand_under(above: Text, part: Sequence[Text]) -> bool:
    """Whether the first text may stand over these, from left to right."""
    if all(text_of(text.words) in _PARTS_OF_CODE for text in part):
        return Holds.CODE in above.holds
    levels = any(text.holds & _LEVELS for text in part)
    if levels:
        return above.over_levels and bool(part[0].holds & _LEVELS)
    alike = len({text_of(text.words) for text in part}) == len(part)
    totals = [at for at, text in enumerate(part) if is_total(text_of(text.words))]
    amounts = all(Holds.AMOUNT in text.holds or not text.holds for text in part)
    return above.over_amounts and amounts and alike and totals in ([], [0])


def against_under(above: Text, part: Sequence[Text], lexicon: Lexicon) -> float:
    """Appropriations are those of the three budgets; of other texts the heads of all families tell."""
    if above.over_levels:
        return 0.0
    if _APPROPRIATED.search(text_of(above.words)):
        return _NOT_KNOWN_UNDER * sum(_BUDGET.match(text_of(text.words)) is None for text in part)
    below = lexicon.under.get(head_key(text_of(above.words)))
    if is_total(text_of(part[0].words)):
        return 0.0
    if not below:
        return _NOT_KNOWN_UNDER
    return _NOT_KNOWN_UNDER * sum(head_key(text_of(text.words)) not in below for text in part)


def typed(paths: Sequence[tuple[Text, ...]], cost: float) -> Iterator[Head]:
    """The columns with what they hold: where a text may say two things, its neighbours tell."""
    columns: list[Column] = []
    for path in paths:
        holds = path[-1].holds
        if not holds:
            cost += _CHILDLESS if path[-1].over_amounts or path[-1].over_levels else _UNKNOWN_WORD
            holds = path[-1].alone or frozenset((Holds.NAME,))
        cost += _UNKNOWN_WORD * path[-1].told
        columns.append(Column(path=path, holds=_settled(holds, [c.holds for c in columns], paths[len(columns) + 1 :])))
    if FEWEST_COLUMNS <= len(columns) <= MOST_COLUMNS and all(p[-1].holds or len(p) == 1 for p in paths):
        yield Head(columns=tuple(columns), cost=cost)


def _settled(holds: frozenset[Holds], before: Sequence[Holds], after: Sequence[tuple[Text, ...]]) -> Holds:
    """A value has its sign or its measure in a column of its own; 单位 behind a value is a measure, else a name."""
    if len(holds) == 1:
        return next(iter(holds))
    if Holds.MEASURE in holds:
        return (
            Holds.MEASURE
            if {Holds.VALUE, Holds.TARGET, Holds.COUNT} & {*before}
            else next(iter(holds - {Holds.MEASURE}))
        )
    if {Holds.VALUE, Holds.TARGET} <= holds:
        measured = any(Holds.MEASURE in path[-1].holds for path in after) or {Holds.SIGN, Holds.MEASURE} & {*before}
        return Holds.VALUE if measured else Holds.TARGET
    return min(holds)
