"""Amounts that a narrow cell breaks over lines: 1,250.3 over 2, 24928417 over .21, - over 127612. over 87, in a table
of amounts with two decimals.

Two figures under one another are of two rows, but for these: the upper one is no amount of the table, and with the
lower one it is. What was put together so is never sure.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.ledger.broken_numbers import joined, plain, whole_again
from services.extract.core.ledger.stacks import Placed
from services.extract.core.ledger.tokens import Token

_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})*|\d{4,})\.\d\d|[(（](?:\d{1,3}(?:,\d{3})*|\d{4,})\.\d\d[)）]")
#: the begin of an amount that cannot be one as a whole
_BEGIN = re.compile(
    r"[-−(（]?(?:\d{1,3}(?:,\d{3})*(?:\.\d?|,\d{0,2})|\d{4,}\.\d?)|[(（](?:\d{1,3}(?:,\d{3})*|\d{4,})\.\d\d"
)
#: one that is a whole number: the begin of an amount only where it fills its cell, or nothing but the rest has a point
_WHOLE = re.compile(r"[-−(（]?(?:\d{1,3}(?:,\d{3})*|\d{4,})")
_SIGNS = frozenset("-−")
#: pieces that are no figures by themselves: a sign, a bracket, decimals
_PIECE = re.compile(r"[-−)）]|\.\d\d?[)）]?")
#: so many lines that one amount is broken into at the most
_MOST_PIECES = 3
#: the next line is no further down than this (font sizes, middle to middle)
_NEXT = 1.9
#: nor further than others are, up to this factor
_EVEN = 1.15
#: a line is full where it leaves less room than this below the widest figure of its column (font sizes)
_FULL = 0.9
#: at least this share of the other figures of these columns have two decimals
_USUAL = 0.7
#: so many broken amounts show what the amounts of their columns are like, where few of them are whole
_SEVERAL = 3

Pieces = tuple[Placed, ...]


def mended(placed: Sequence[Placed], stops: Sequence[float] = ()) -> list[Placed]:
    """The texts of a table's body with the lines of a broken amount as one, at the height of all; those of a broken
    date or telephone number likewise. No amount goes on across one of the rules at `stops`, from top to bottom."""
    placed = whole_again(placed)
    figures = [p for p in placed if p.first == p.last and (p.token.figure or _PIECE.fullmatch(plain(p)))]
    figures.sort(key=lambda p: (p.first, p.token.middle))
    cells = itertools.groupby(figures, key=lambda p: (p.first, bisect_left(stops, p.token.middle)))
    columns = [list(column) for _, column in cells]
    widest: dict[int, float] = {}
    for p in figures:
        widest[p.first] = max(widest.get(p.first, 0.0), p.token.box.width)
    found = [pieces for column in columns for pieces in _broken(column, widest, [])]
    if not found:
        return list(placed)
    steps = [step for pieces in found for step in _steps(pieces)]
    found = [pieces for column in columns for pieces in _broken(column, widest, steps)]
    parts = {id(p) for pieces in found for p in pieces}
    mine = {pieces[0].first for pieces in found}
    others = [p for p in figures if p.first in mine and id(p) not in parts and p.token.figure]
    amounts = [bool(_AMOUNT.fullmatch(plain(p))) for p in others]
    known = len(found) if len(found) >= _SEVERAL else 0
    if sum(amounts) + known < max(1.0, _USUAL * (len(amounts) + known)):
        return [_doubted(p) if id(p) in parts else p for p in placed]
    amounts_again = [_doubted(joined(pieces)) for pieces in found]
    return whole_again([*_joined_beside([p for p in placed if id(p) not in parts], amounts_again), *amounts_again])


def _broken(column: Sequence[Placed], widths: Mapping[int, float], steps: Sequence[float]) -> Iterator[Pieces]:
    """The broken amounts of a column, or of what stands of it between two rules, from top to bottom. `widths`: those of
    the widest figures of each column; `steps`: the distances of lines that are pieces beyond doubt;
    with none of them, whole numbers and signs above figures are left alone."""
    widest = widths[column[0].first]
    at = 0
    while at < len(column):
        pieces = next(
            (p for n in range(_MOST_PIECES, 1, -1) if _are_one(p := (*column[at : at + n],), widest, steps)), ()
        )
        if pieces:
            yield pieces
        at += len(pieces) or 1


def _are_one(pieces: Pieces, widest: float, steps: Sequence[float]) -> bool:
    texts = [plain(p) for p in pieces]
    if len(texts) < 2 or not _AMOUNT.fullmatch("".join(texts)):
        return False
    reach = _EVEN * median(steps) if steps else float("inf")
    size = pieces[0].token.size
    if not all(0.6 * size < step < min(_NEXT * size, reach) for step in _steps(pieces)):
        return False
    if texts[0] in _SIGNS:
        below = pieces[1:]
        filled = below[0].token.box.width + pieces[0].token.box.width > widest
        return bool(steps) and (_are_one(below, widest, steps) if len(below) > 1 else filled)
    begins = ["".join(texts[:n]) for n in range(1, len(texts))]
    if all(_BEGIN.fullmatch(text) for text in begins):
        return True
    last = texts[-1]
    full = all(p.token.box.width > widest - _FULL * p.token.size for p in pieces[:-1])
    whole = all(_BEGIN.fullmatch(text) or _WHOLE.fullmatch(text) for text in begins)
    return whole and bool(steps or last[0] == ".") and (full or last[0] == ".")


def _joined_beside(placed: Sequence[Placed], amounts: Sequence[Placed]) -> list[Placed]:
    """The other texts, those lines of a column as one that stand level with lines of one broken amount: it is in one
    row, and so are they."""
    out = list(placed)
    heights = sorted({(p.token.box.top, p.token.box.bottom) for p in amounts})
    for top, bottom in heights:
        level = [p for p in out if p.first == p.last and not p.token.figure and top < p.token.middle < bottom]
        for _, column in itertools.groupby(sorted(level, key=lambda p: p.first), key=lambda p: p.first):
            lines = sorted(column, key=lambda p: p.token.middle)
            if len(lines) > 1:
                gone = set(map(id, lines))
                out = [*(p for p in out if id(p) not in gone), _doubted(joined(lines))]
    return out


def _steps(pieces: Pieces) -> list[float]:
    return [b.token.middle - a.token.middle for a, b in itertools.pairwise(pieces)]


def _doubted(p: Placed) -> Placed:
    """A text that may be a piece of the figure above or below it."""
    words = tuple(replace(w, confidence=min(w.confidence, DOUBTFUL)) for w in p.token.words)
    return replace(p, token=Token(words, p.token.box, p.token.size))
