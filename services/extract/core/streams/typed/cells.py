"""What speaks against words being one cell of a column: against their text for what it holds, and against where it is
broken over lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from services.extract.core.streams.indicator_groups import against_target, is_measured
from services.extract.core.streams.indicators import is_first, is_second
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.streams.typed.words import ColumnWords, Holds
from services.extract.core.streams.unlisted.kinds import Kind, kind_of
from shared.model.fold import is_cjk
from shared.model.labels import names_total
from shared.model.numbers import parse_number

#: against words that hardly are what the column holds; the unit is a cell that is none of it for certain
NEVER = 3.0
_FOREIGN, _SELDOM, _SLIGHTLY = 1.5, 1.0, 0.3
_CODE = re.compile(r"[a-z]?[\da-z.-]{2,31}")
_ITEM = re.compile(r"[abc]\d{2,10}-?")
_SIGN = re.compile(r"[=≥≤><≧≦]{1,2}")
_DATE = re.compile(r"(?:19|20)\d\d(?:[年./-]\S{0,20})?|.{0,4}\d{1,2}(?:月|个月|年)\S{0,6}")
_MOST_WEIGHT = 100
_LONGEST_WORD = 7
_LONGEST_WORDS, _LONGEST_MEASURE, _LONGEST_NAME, _SHORTEST_TEXT = 8, 6, 40, 6
_LONGEST_LINE, _LONG_TEXT = 60, 16
_STOP = re.compile(r"[，。；、,;:：)）”》]")
_CLAUSE = re.compile(r"[，,。；;]")
_LONG_CODE = 10
"""digits that no figure of a text has"""
_LONG_NUMBER = re.compile(r"\d{6}")
_OPEN = re.compile(r"[，、,(（《“和与及的]")
#: the most words of one cell
MOST_PIECES: Mapping[Holds, int] = {
    Holds.NAME: 6,
    Holds.WORD: 3,
    Holds.ITEM: 5,
    Holds.TEXT: 24,
    Holds.NOTE: 8,
    Holds.TARGET: 4,
    Holds.VALUE: 3,
    Holds.CODE: 3,
    Holds.LEVEL1: 3,
    Holds.LEVEL2: 4,
    Holds.DATE: 3,
    Holds.MEASURE: 2,
}
#: against a cell that is blank, or left no trace
BLANK: Mapping[Holds, float] = {
    Holds.AMOUNT: 0.35,
    Holds.PRICE: 0.35,
    Holds.MEASURE: 0.3,
    Holds.SIGN: 0.4,
    Holds.COUNT: 0.4,
    Holds.FIGURE: 0.5,
    Holds.RATIO: 0.5,
    Holds.WEIGHT: 0.6,
    Holds.TEXT: 0.5,
    Holds.NOTE: 0.1,
    Holds.INDEX: 0.6,
}
USUAL_BLANK = 1.2
FREE = frozenset((Holds.NAME, Holds.WORD, Holds.ITEM, Holds.TEXT, Holds.NOTE))
"""columns of words that may be any, broken over lines"""
FIGURES = frozenset((Holds.AMOUNT, Holds.PRICE, Holds.COUNT, Holds.FIGURE, Holds.RATIO, Holds.WEIGHT, Holds.INDEX))
"""columns of which every cell is one figure"""
_BROKEN = {Holds.TARGET: 0.25, Holds.VALUE: 0.5, Holds.CODE: 0.2}
_IN_LINE, _SHORT_LINE, _UNEVEN = 0.6, 1.2, 0.12
_UNKNOWN_WIDTH = 0.35
_AMOUNTS = frozenset((Holds.AMOUNT, Holds.PRICE))
_LEAST_FULL = 8
"""how wide the narrowest column of texts is, in letters of half an ideograph's width"""


def against(words: Sequence[Token], holds: Holds, known: ColumnWords, *, decimals: bool) -> float:
    """What speaks against these words being one cell (0 for none, `NEVER` for certainty), however they are broken over
    lines. `decimals`: amounts have them here."""
    text = text_of(words)
    cost = _against_text(text, holds, known)
    if decimals and holds in _AMOUNTS and text.isdigit() and int(text):
        cost += _SELDOM
    if len(words) == 1 or cost >= NEVER:
        return cost
    if holds in FREE or holds is Holds.TARGET:
        cost += sum(_against_piece(word, known, first=word is words[0]) for word in words)
    return cost


def with_breaks(cost: float, words: Sequence[Token], holds: Holds, width: int | None) -> float:
    """What speaks against the words with that against how they are broken over lines. `width`: how wide the lines of
    the column are, as a terminal shows them, None where that is not known."""
    if cost >= NEVER:
        return cost
    long = 0
    for above, below in pairwise(words):
        long += above.width
        cost += _against_break(above, below, holds, width, long)
        long = long if _share_line(above, below) else 0
    return cost


def _against_text(text: str, holds: Holds, known: ColumnWords) -> float:
    kind = kind_of(text)
    match holds:
        case Holds.INDEX:
            return 0.0 if text.isdigit() and len(text) <= 3 else NEVER
        case Holds.CODE:
            whole = _CODE.fullmatch(text) and any(map(str.isdigit, text))
            return NEVER if not whole else _FOREIGN * (not text.strip("0"))  # nothing but noughts ends a long one
        case Holds.LEVEL1:
            return 0.0 if is_first(text) else NEVER
        case Holds.LEVEL2:
            return 0.0 if is_second(text) else NEVER
        case Holds.SIGN:
            return 0.0 if _SIGN.fullmatch(text) or text in known.signs else NEVER
        case Holds.VALUE:
            return 0.0 if parse_number(text) is not None else _against_target(text) + _FOREIGN * is_measured(text)
        case Holds.TARGET:
            return _against_target(text) + _SELDOM * _is_sign(text, known)
        case Holds.MEASURE:
            return _against_measure(text, known)
        case Holds.WEIGHT:
            weight = parse_number(text.removesuffix("%"))
            return 0.0 if weight is not None and 0 <= weight <= _MOST_WEIGHT else NEVER
        case Holds.AMOUNT | Holds.PRICE:
            if kind is not Kind.DASH and parse_number(text) is None:
                return NEVER
            return 0.0 if "." in text or text in ("0", "-") else 0.1
        case Holds.FIGURE | Holds.RATIO:
            return 0.0 if parse_number(text.removesuffix("%")) is not None or kind is Kind.DASH else NEVER
        case Holds.COUNT:
            return 0.0 if kind is Kind.COUNT else NEVER
        case Holds.DATE:
            return 0.0 if kind is Kind.DATE or _DATE.fullmatch(text) else NEVER
    return _against_free(text, kind, holds, known)


def _against_target(text: str) -> float:
    """In a column of its own a target may be any short words, but no level."""
    if is_first(text) or is_second(text):
        return _FOREIGN
    return min(against_target(text), _SELDOM if len(text) > _LONGEST_WORDS else _SELDOM / 2)


def _is_sign(text: str, known: ColumnWords) -> bool:
    return _SIGN.fullmatch(text) is not None or text in known.signs


def _against_measure(text: str, known: ColumnWords) -> float:
    if text in known.measures:
        return 0.0
    return _SLIGHTLY if len(text) <= _LONGEST_MEASURE and not any(map(str.isdigit, text)) else NEVER


def _against_free(text: str, kind: Kind, holds: Holds, known: ColumnWords) -> float:
    """Against a name, an item of a catalogue, a text: all that other columns hold."""
    cost = 0.0
    if parse_number(text) is not None or kind in (Kind.DASH, Kind.RATE) or _is_sign(text, known) or is_measured(text):
        cost += 2.0
    elif is_first(text) or is_second(text) or names_total(text):
        cost += _SELDOM
    elif text in known.measures:
        cost += _SLIGHTLY
    if _STOP.match(text) or text.count("(") != text.count(")") or text.count("《") != text.count("》"):
        cost += _SELDOM
    if _OPEN.fullmatch(text[-1:]):
        cost += _SELDOM
    if holds is Holds.WORD:
        return cost + (0.0 if text in known.words else _SLIGHTLY / 3 if len(text) <= _LONGEST_WORD else _SLIGHTLY)
    if holds is Holds.ITEM:
        return cost + _against_item(text, known)
    if holds is Holds.NAME:
        sentence = len(text) > _LONGEST_NAME or _CLAUSE.search(text) is not None
        return cost + _SLIGHTLY * (_ITEM.match(text) is not None) + _SELDOM * sentence
    unfinished = len(text) > _LONG_TEXT and _CLAUSE.search(text) is not None and not text.endswith(("。", ";", "!"))
    return cost + _SLIGHTLY * (holds is Holds.TEXT and (len(text) < _SHORTEST_TEXT or unfinished))


def _against_item(text: str, known: ColumnWords) -> float:
    """An item is a name of the catalogue of procurement, with its code or without; a code has its name."""
    found = _ITEM.match(text)
    name = text[found.end() :] if found else text
    if name in known.items:
        return 0.0
    return _SLIGHTLY / 2 if found and name else _SLIGHTLY


def _against_piece(word: Token, known: ColumnWords, *, first: bool) -> float:
    """Against a word in a cell of several: it is a whole cell of another column by itself. A figure may stand between
    words of its line."""
    text = word.folded
    if text.isdigit() and len(text) >= _LONG_CODE:
        return _FOREIGN
    if parse_number(text) is not None:
        return _SELDOM / 2 if not (word.first or word.last) or "." not in text else _FOREIGN
    if not first and (_is_sign(text, known) or is_measured(text)):
        return _FOREIGN
    if is_first(text) or is_second(text):
        return _FOREIGN
    return _SELDOM * (not first and (_ITEM.match(text) is not None or _LONG_NUMBER.search(text) is not None))


def _against_break(above: Token, below: Token, holds: Holds, width: int | None, long: int) -> float:
    """Against a cell that goes on from one word to the next: its line is full, or the tool set a space between. `long`:
    how wide the line is up to there."""
    beside = above.line == below.line
    if holds not in FREE:
        return _BROKEN.get(holds, _SLIGHTLY / 3)
    if _share_line(above, below):
        return _SLIGHTLY / 3
    extra = _SLIGHTLY if beside else 0.05
    if width is None:
        return extra + (_UNKNOWN_WIDTH if long >= _LEAST_FULL else _SHORT_LINE)
    if not is_cjk(above.folded[-1:]) and is_cjk(below.folded[:1]):
        return extra + _SLIGHTLY / 2  # a line may be broken behind letters before it is full
    short = width - long - _unit(below)
    return extra + (min(_SHORT_LINE, _UNEVEN * (short + 1)) if short >= 0 else 0.0)


def _unit(word: Token) -> int:
    """How wide the first letters are that no line is broken between."""
    letters = word.folded
    if is_cjk(letters[:1]):
        return 4 if _STOP.match(letters[1:]) else 2
    end = next((i for i, c in enumerate(letters) if is_cjk(c)), len(letters))
    return max(end, 2)


def width_of(cells: Sequence[Sequence[Token]]) -> int | None:
    """How wide the lines of a column of texts are: as its longest one, as a terminal shows it; None where all are too
    long for lines of a column."""
    widths: list[int] = []
    for words in cells:
        for above, word in pairwise([None, *words]):
            assert word is not None
            begun = widths.pop() if above is not None and _share_line(above, word) else 0
            widths.append(begun + word.width)
    return max((n for n in widths if n <= 2 * _LONGEST_LINE), default=None)


def _share_line(above: Token, below: Token) -> bool:
    """Whether two words stand on one line of their cell: a space between ideographs parts its lines (pypdf), one beside
    letters is set by the program that wrote the file."""
    return above.line == below.line and not (is_cjk(above.folded[-1:]) and is_cjk(below.folded[:1]))
