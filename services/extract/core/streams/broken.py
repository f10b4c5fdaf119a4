"""Figures and codes that a narrow cell broke over lines: `7,067` and `.85`, `2,89` and `5`, `208050` and `1`.

Two pieces are one only where neither can stand alone: a separator that lacks its digits, digits that lack their
separator, fewer decimals than every figure around has, digits that no code list knows but together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from services.extract.core.streams.tokens import Token
from shared.model.numbers import decimals, parse_number

_OPEN = re.compile(r"[-(△▲]?\d{1,3}(?:,\d{3})*,\d{0,2}")
"""a separator without all its digits"""
_REST = re.compile(r"(?:,\d{3})+(?:\.\d+)?\)?|\.\d+\)?")
"""a separator with nothing before it"""
_LINES_APART = 2
_MOST_SHARE = 0.8
_LEAST_FIGURES = 5


def mended(tokens: Sequence[Token], is_code: Callable[[str], bool]) -> list[Token]:
    """The words with broken figures whole, their pieces kept. `is_code`: whether digits are a code of some list."""
    places = _decimals(tokens)
    out: list[Token] = []
    for token in tokens:
        above = out[-1] if out else None
        if above is not None and _is_next(above, token) and _is_one(above.text, token.text, places, is_code):
            out[-1] = _joined(above, token)
        else:
            out.append(token)
    return out


def _decimals(tokens: Sequence[Token]) -> int | None:
    """How many decimals nearly all figures have, None where they differ."""
    counts = Counter(decimals(t.text) for t in tokens if parse_number(t.text) is not None and not t.is_digits)
    usual, count = max(counts.items(), key=lambda c: c[1], default=(0, 0))
    return usual if count >= max(_LEAST_FIGURES, _MOST_SHARE * counts.total()) else None


def _is_next(above: Token, token: Token) -> bool:
    return above.last and token.first and 0 < token.line - above.line <= _LINES_APART


def _is_one(above: str, below: str, places: int | None, is_code: Callable[[str], bool]) -> bool:
    both = above + below
    if parse_number(both) is None:
        return False
    if _OPEN.fullmatch(above) or _REST.fullmatch(below):
        return True
    if both.isdigit():
        return not is_code(above) and not is_code(below) and len(above) > 3 and is_code(both)
    begun = "." in above and decimals(above) < (places or 0)
    return begun and below.isdigit() and decimals(both) == places


def _joined(above: Token, below: Token) -> Token:
    """Both pieces as one word on the line that has other words, else the lower one."""
    line = below.line if above.first else above.line
    pieces = (*(above.pieces or (above,)), below)
    confidence = min(above.confidence, below.confidence)
    return replace(above, text=above.text + below.text, line=line, last=True, pieces=pieces, confidence=confidence)
