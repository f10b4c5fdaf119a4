"""Figures and codes that a narrow cell broke over lines: `7,067` and `.85`, `2,89` and `5`, `208050` and `1`.

Pieces are one only where none can stand alone: a separator that lacks its digits, digits that lack their separator,
fewer decimals than every figure has, digits that no code list knows but together, the last two digits of a code below
the first five.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.streams.spaced_groups import LEAST_FIGURES, regrouped, usual_decimals
from services.extract.core.streams.tokens import Token
from shared.model.numbers import decimals, parse_number

_OPEN = re.compile(r"[-(△▲]?\d{1,3}(?:,\d{3})*(?:,\d{0,2}|\.)|[-(△▲]?\d+\.")
"""a separator without all its digits"""
_REST = re.compile(r"(?:,\d{3})+(?:\.\d+)?\)?|\.\d+\)?")
"""a separator with nothing before it"""
_WHOLE = re.compile(r"[1-9]\d?")
"""the beginning of a figure, where it goes on with one that is broken itself"""
_PIECE = re.compile(r"[\d,]*\.?\d*\)?")
_NARROW = (3, 3, 1)
"""digits on each line of a code of seven in a column of three"""
_LEAST_NARROW = 2
_LINES_APART = 2
_MOST_PIECES = 6
_FEW_CUT = 2
"""figures that a narrow cell may cut where the table is not"""
USUAL_PLACES = (2, 1, 4, 6)
"""decimals that amounts are printed with"""


def mended(tokens: Sequence[Token], is_code: Callable[[str], bool], *, counted: bool = False) -> list[Token]:
    """The words with broken figures whole, their pieces kept. `is_code`: whether digits are a code of some list;
    `counted`: plain digits stand beside amounts in a column of their own (数量), so that they hardly are thousands."""
    words = list(tokens) if counted else regrouped(tokens, usual_decimals(tokens), is_code)
    tokens = _with_narrow_codes(words, is_code)
    best = _mended(tokens, is_code, usual_decimals(tokens))
    for places in USUAL_PLACES:
        words = _mended(tokens, is_code, places)
        if len(words) < len(best) and all_have(words, places):
            best = words
    return best


def with_percent_signs(tokens: Sequence[Token]) -> list[Token]:
    """The words with rates whole whose sign had no room on their line: where no column of measures has it."""
    out: list[Token] = []
    for token in tokens:
        if token.folded == "%" and out and _is_next(out[-1], token) and parse_number(out[-1].text) is not None:
            out[-1] = joined(out[-1], token)
        else:
            out.append(token)
    return out


def settles_figures(printed: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether the figures of the mended `words` all have as many decimals, and as `printed` they have not, or none of
    them lacks digits behind a separator (`9,280,113.`), and as printed several did."""
    before, after = (
        {decimals(t.text) for t in tokens if "." in t.text and parse_number(t.text) is not None}
        for tokens in (printed, words)
    )
    cut, left = (sum(_OPEN.fullmatch(t.text) is not None for t in tokens) for tokens in (printed, words))
    return len(after) == 1 and (len(before) > 1 or (cut > _FEW_CUT and not left))


def _with_narrow_codes(tokens: Sequence[Token], is_code: Callable[[str], bool]) -> list[Token]:
    """The words with codes whole that a column of three digits broke (`201`, `380`, `1`). Codes in three columns, as
    wide as that, never have three digits in the second: where some do, `208` above `05` is one code, too."""
    runs = {at: run for at in range(len(tokens)) if (run := _narrow_code(tokens[at : at + 3], is_code))}
    if sum(len(run) == len(_NARROW) for run in runs.values()) < _LEAST_NARROW:
        return list(tokens)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        first, *others = runs.get(at, tokens[at : at + 1])
        for piece in others:
            first = joined(first, piece)
        out.append(first)
        at += len(others) + 1
    return out


def _narrow_code(run: Sequence[Token], is_code: Callable[[str], bool]) -> Sequence[Token]:
    """The first of these words that are one code in lines of three digits, none where there is no such code."""
    for count, lengths in ((len(_NARROW), _NARROW), (2, (3, 2))):
        pieces = run[:count]
        code = "".join(t.text for t in pieces)
        apart = all(_is_next(a, b) for a, b in pairwise(pieces)) and all(t.first and t.is_digits for t in pieces)
        if apart and tuple(len(t.text) for t in pieces) == lengths and is_code(code):
            return pieces
    return ()


def _mended(tokens: Sequence[Token], is_code: Callable[[str], bool], places: int | None) -> list[Token]:
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        size = _size(tokens[at : at + _MOST_PIECES], places, is_code)
        word = tokens[at]
        for piece in tokens[at + 1 : at + size]:
            word = joined(word, piece)
        out.append(word)
        at += size
    return out


def _size(run: Sequence[Token], places: int | None, is_code: Callable[[str], bool]) -> int:
    """How many of these words are pieces of one: the fewest that make it whole, 1 where none do."""
    text = run[0].text
    for count, (above, token) in enumerate(pairwise(run), start=2):
        if not _is_next(above, token) or not (
            _goes_on(text, token.text, places) or _is_one(text, token.text, places, is_code)
        ):
            return 1
        text += token.text
        if parse_number(text) is not None and not _is_open(text, places):
            return count
    return 1


def all_have(words: Sequence[Token], places: int) -> bool:
    """Whether every figure with decimals has so many of them."""
    figures = [t for t in words if "." in t.text and parse_number(t.text) is not None]
    return len(figures) >= LEAST_FIGURES and all(decimals(t.text) == places for t in figures)


def _is_next(above: Token, token: Token) -> bool:
    return above.last and token.first and 0 < token.line - above.line <= _LINES_APART


def _is_open(text: str, places: int | None) -> bool:
    """Whether a figure lacks digits behind a separator."""
    lacks = places is not None and "." in text and text[-1:].isdigit() and decimals(text) < places
    return lacks or _OPEN.fullmatch(text) is not None


def _goes_on(above: str, below: str, places: int | None) -> bool:
    """Whether the words together are a figure, or begin one."""
    begun = _is_open(above, places) or (places is not None and _WHOLE.fullmatch(above) and _is_open(below, places))
    if not _PIECE.fullmatch(below) or not (begun or _REST.fullmatch(below)):
        return False
    both = above + below
    if _is_open(both, places):
        return True
    return parse_number(both) is not None and ("." not in both or places is None or decimals(both) == places)


def is_piece(above: str, below: str, places: int | None, is_code: Callable[[str], bool]) -> bool:
    """Whether two words are the whole of a figure or of a code, and `above` alone is neither."""
    both = above + below
    figure = _goes_on(above, below, places) and parse_number(both) is not None and not _is_open(both, places)
    return figure or _is_one(above, below, places, is_code)


def _is_one(above: str, below: str, places: int | None, is_code: Callable[[str], bool]) -> bool:
    """Whether the words are a code together, the second none by itself. The lists lack many of the lowest level: among
    figures that all have decimals, six digits of a known class are a piece."""
    both = above + below
    if not both.isdigit() or len(above) <= 3 or is_code(below):
        return False
    if not is_code(both):
        return bool(places) and (len(above), len(below)) == (6, 1) and is_code(both[:3])
    return not is_code(above) or (len(above), len(below)) == (5, 2)


def joined(above: Token, below: Token) -> Token:
    """Both pieces as one word on the line that has other words, else the lower one."""
    line = below.line if above.first else above.line
    pieces = (*(above.pieces or (above,)), *(below.pieces or (below,)))
    confidence = min(above.confidence, below.confidence)
    return replace(above, text=above.text + below.text, line=line, last=True, pieces=pieces, confidence=confidence)
