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
from services.extract.core.ledger.placements import centre, count_at, top
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
#: how tables print that there is no amount: it has no decimals where others have
_NOTHING = "0"
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
#: texts are level with one another up to this (font sizes)
_LEVEL = 0.2
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
    found = [pieces for column in columns for pieces in _broken(column, widest, [])] or _all_filled(columns, widest)
    if not found:
        return list(placed)
    steps = [step for pieces in found for step in _steps(pieces)]
    found = [pieces for column in columns for pieces in _broken(column, widest, steps)]
    parts = {id(p) for pieces in found for p in pieces}
    mine = {pieces[0].first for pieces in found}
    others = [p for p in figures if p.first in mine and id(p) not in parts and p.token.figure and plain(p) != _NOTHING]
    amounts = [bool(_AMOUNT.fullmatch(plain(p))) for p in others]
    known = len(found) if len(found) >= _SEVERAL else 0
    if sum(amounts) + known < max(1.0, _USUAL * (len(amounts) + known)):
        return [_doubted(p) if id(p) in parts else p for p in placed]
    amounts_again = [_doubted(joined(pieces)) for pieces in found]
    return whole_again([*_joined_beside([p for p in placed if id(p) not in parts], found), *amounts_again])


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


def _all_filled(columns: Sequence[Sequence[Placed]], widths: Mapping[int, float]) -> list[Pieces]:
    """The amounts of which nothing but width tells that they are broken (12028350 over .74 shows it, 1202835 over 0.74
    does not): several, where every whole number fills its column and makes an amount with what stands below it."""
    own = [
        c for c in columns if any(_WHOLE.fullmatch(plain(p)) for p in c) and any(_AMOUNT.fullmatch(plain(p)) for p in c)
    ]
    steps = [d for c in own for a, b in itertools.pairwise(c) if _WHOLE.fullmatch(plain(a)) for d in _steps((a, b))]
    found = [pieces for column in own for pieces in _broken(column, widths, steps)]
    begins = {id(pieces[0]) for pieces in found}
    whole = all(id(p) in begins for c in own for p in c if _WHOLE.fullmatch(plain(p)))
    return found if whole and len(found) >= _SEVERAL else []


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


def _joined_beside(placed: Sequence[Placed], broken: Sequence[Pieces]) -> list[Placed]:
    """The other texts; where cells are set at the top, with the lines of each as one that begins level with a broken
    amount, down to where the next row begins. Where they are centred, the levels of the amounts tell the lines of
    names."""
    texts = sorted((p for p in placed if p.first == p.last and not p.token.figure), key=lambda p: p.token.middle)
    columns = [[p for p in texts if p.first == c] for c in sorted({p.first for p in texts})]
    bands = sorted({(pieces[0].token.middle, pieces[-1].token.middle) for pieces in broken})
    whole = [p.token.middle for p in placed if p.token.figure]
    whole = [y for y in whole if not any(a - 1 < y < b + 1 for a, b in bands)]
    begins = _apart([*(a for a, _ in bands), *whole])
    if not _begin_at(columns, begins, _apart([*((a + b) / 2 for a, b in bands), *whole])):
        return list(placed)
    out = list(placed)
    for column in columns:
        own: dict[int, list[Placed]] = {}
        for p in column:
            own.setdefault(bisect_left(begins, p.token.middle + _LEVEL * p.token.size), []).append(p)
        for at, lines in own.items():
            level = at > 0 and abs(begins[at - 1] - lines[0].token.middle) < _LEVEL * lines[0].token.size
            if level and len(lines) > 1 and max(_steps((*lines,))) < _NEXT * lines[0].token.size:
                gone = set(map(id, lines))
                out = [*(p for p in out if id(p) not in gone), _doubted(joined(lines))]
    return out


def _begin_at(columns: Sequence[Sequence[Placed]], begins: Sequence[float], middles: Sequence[float]) -> bool:
    """Whether the lines of some column are those of more texts where these begin with rows than where they are centred
    on their middles, and those of no column are of fewer."""
    tokens = [[p.token for p in column] for column in columns]
    more = [count_at(own, begins, top) - count_at(own, middles, centre) for own in tokens]
    return max(more, default=0) > 0 <= min(more)


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights from top to bottom, those of one line once."""
    ordered = sorted(heights)
    return [y for i, y in enumerate(ordered) if not i or y - ordered[i - 1] > 1]


def _steps(pieces: Pieces) -> list[float]:
    return [b.token.middle - a.token.middle for a, b in itertools.pairwise(pieces)]


def _doubted(p: Placed) -> Placed:
    """A text that may be a piece of the figure above or below it."""
    words = tuple(replace(w, confidence=min(w.confidence, DOUBTFUL)) for w in p.token.words)
    return replace(p, token=Token(words, p.token.box, p.token.size))
