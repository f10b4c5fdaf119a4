"""Amounts that a narrow cell breaks over two lines: 1,250.3 over 2, in a table of amounts with two decimals.

Two figures under one another are of two rows, but for these: the upper one is no amount of the table, and with the
lower one it is. What was put together so is never sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.geometry.words import box_of
from services.extract.core.ledger.stacks import Placed
from services.extract.core.ledger.tokens import Token

_AMOUNT = re.compile(r"[-−]?\d{1,3}(?:,\d{3})*\.\d\d|[(（]\d{1,3}(?:,\d{3})*\.\d\d[)）]")
#: the begin of an amount that cannot be one as a whole
_BEGIN = re.compile(r"[-−(（]?\d{1,3}(?:,\d{3})*(?:\.\d?|,\d{0,2})|[(（]\d{1,3}(?:,\d{3})*\.\d\d")
#: the next line is no further down than this (font sizes, middle to middle)
_NEXT = 1.9
#: at least this share of a table's other figures have two decimals
_USUAL = 0.7


def mended(placed: Sequence[Placed]) -> list[Placed]:
    """The texts of a table's body with the two lines of a broken amount as one, at the height of both."""
    figures = [p for p in placed if p.first == p.last and (p.token.figure or p.token.text in (")", "）"))]
    figures.sort(key=lambda p: p.token.middle)
    pairs = [(p, q) for p in figures if _BEGIN.fullmatch(p.token.text) if (q := _rest(p, figures)) is not None]
    if not pairs:
        return list(placed)
    parts = {id(p) for pair in pairs for p in pair}
    amounts = [bool(_AMOUNT.fullmatch(p.token.text)) for p in figures if id(p) not in parts]
    if len(parts) < 2 * len(pairs) or sum(amounts) < max(1.0, _USUAL * len(amounts)):
        return list(placed)
    return [*(p for p in placed if id(p) not in parts), *(_joined(p, q) for p, q in pairs)]


def _rest(p: Placed, figures: Sequence[Placed]) -> Placed | None:
    """The figure on the next line of its column with which the begin of an amount is a whole one."""
    for q in figures:
        down = q.token.middle - p.token.middle
        if q.first == p.first and 0.6 * q.token.size < down < _NEXT * q.token.size:
            return q if _AMOUNT.fullmatch(p.token.text + q.token.text) else None
    return None


def _joined(p: Placed, q: Placed) -> Placed:
    a, b = p.token, q.token
    words = tuple(replace(w, confidence=min(w.confidence, DOUBTFUL)) for w in (*a.words, *b.words))
    return replace(p, token=Token(words, box_of([a.box, b.box]), a.size))
