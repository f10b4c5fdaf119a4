"""Dates, telephone numbers and codes that a narrow cell breaks over two lines: 2023-0 over 6-15, in a column of them.

Two figures under one another are of two rows, but where a column holds nothing else than such numbers, each of them
whole or in two pieces. They are what the column's other cells are, so that what was put together is no less sure. A
code (20103 over 01) is told by others of its column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from services.extract.core.geometry.words import box_of
from services.extract.core.ledger.stacks import Placed
from services.extract.core.ledger.tokens import Token

#: a date, or a telephone number with its area's or of a mobile telephone
_NUMBERED = re.compile(r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|0\d{2,3}-\d{7,8}|1\d{10}")
#: a code of 类, 款 or 项, or of a unit below a department's
_CODE = re.compile(r"[1-9]\d{2}(?:(?:\d{2}){0,2}|(?:\d{3}){0,2})")
#: digits of a code of 类 or of a department, by which those of units are longer than what they hang on
_CLASS = 3
#: and by how many digits those of 款 and 项 are
_LEVEL = 2
#: whole amounts, and how near (font sizes) to a height a text is level with it
_AMOUNT, _ON_LEVEL = re.compile(r"[-−]?[\d,]*\.\d\d"), 0.2
#: the next line is no nearer and no further down than this (font sizes, middle to middle)
_NEAREST, _FARTHEST = 0.6, 1.9
#: a line is full where it leaves less room than this below the widest of its column (font sizes)
_FULL = 0.3


def whole_again(placed: Sequence[Placed]) -> list[Placed]:
    """The texts of a table's body with the two lines of a broken date or telephone number as one, at the height of
    both."""
    figures = [p for p in placed if p.first == p.last and (p.token.figure or plain(p).isdecimal())]
    figures.sort(key=lambda p: (p.first, p.token.middle))
    columns = [list(column) for _, column in groupby(figures, key=lambda p: p.first)]
    pairs = [pair for column in columns for pair in (_codes(column, placed) or _pairs(column))]
    parts = {id(p) for pair in pairs for p in pair}
    return [*(p for p in placed if id(p) not in parts), *map(joined, pairs)]


def _pairs(column: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """The two lines of each broken number of a column that holds such numbers alone."""
    found: list[tuple[Placed, Placed]] = []
    rest = False
    for p, q in zip(column, (*column[1:], None), strict=True):
        if rest or _NUMBERED.fullmatch(plain(p)):
            rest = False
        elif q is not None and _is_next(p.token, q.token) and _NUMBERED.fullmatch(plain(p) + plain(q)):
            rest = True
            found.append((p, q))
        else:
            return
    yield from found


def _codes(column: Sequence[Placed], placed: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """The two lines of each broken code of a column that holds codes alone: the upper one as wide as the column's
    widest. What they hang on stands above them (on the page before, above the first 类 of this one, where others show
    it), or a lower one begins with a nought, which no amount does. So it is where the texts `placed` beside each
    show one row; those of 类 hang on nothing."""
    widest = max(p.token.box.width for p in column)
    found: list[tuple[Placed, Placed]] = []
    seen: set[str] = set()
    at = orphans = begun = 0
    while at < len(column):
        p, q = column[at], column[at + 1] if at + 1 < len(column) else None
        code, at = plain(p), at + 1
        if q is not None and _is_next(p.token, q.token) and _is_one_code(code, plain(q)):
            if p.token.box.width < widest - _FULL * p.token.size:
                return []
            code, at = code + plain(q), at + 1
            parent = _parent(code)
            alone, goes_on = parent not in ("", *seen), not any(len(above) == _CLASS for above in seen)
            orphans += alone and not goes_on
            begun += alone and goes_on
            found.append((p, q))
        if not _CODE.fullmatch(code):
            return []
        seen.add(code)
    no_amounts = any(re.match(r"0\d", plain(q)) for _, q in found)
    classes = all(len(plain(p) + plain(q)) == _CLASS for p, q in found)
    told = no_amounts or (not classes and not orphans and begun < len(found))
    return found if told or all(_are_beside_one_row(p, q, placed) for p, q in found) else []


def _parent(code: str) -> str:
    """What a code hangs on, nothing for one of 类."""
    return code[: -(_CLASS if len(code) % _CLASS == 0 else _LEVEL)]


def _are_beside_one_row(p: Placed, q: Placed, placed: Sequence[Placed]) -> bool:
    """Whether amounts of other columns stand level with the upper of two lines, half way between them or beside both,
    and none beside the lower one alone."""
    upper, lower, reach = p.token.middle, q.token.middle, _ON_LEVEL * p.token.size
    amounts = [o.token for o in placed if o.first != p.first and _AMOUNT.fullmatch(plain(o))]

    def is_beside(t: Token) -> bool:
        both = t.box.top < upper and t.box.bottom > lower
        return both or min(abs(t.middle - upper), abs(t.middle - (upper + lower) / 2)) < reach

    return any(map(is_beside, amounts)) and not any(abs(t.middle - lower) < reach < t.box.top - upper for t in amounts)


def _is_one_code(upper: str, lower: str) -> bool:
    """Whether two lines are one code rather than two, of which the upper one may be whole."""
    two = _CODE.fullmatch(upper) and _CODE.fullmatch(lower)
    return not two and _CODE.fullmatch(upper + lower) is not None


def _is_next(above: Token, below: Token) -> bool:
    return _NEAREST * below.size < below.middle - above.middle < _FARTHEST * below.size


def plain(p: Placed) -> str:
    """The text with figures and signs of full width as narrow ones."""
    return unicodedata.normalize("NFKC", p.token.text)


def joined(pieces: Sequence[Placed]) -> Placed:
    """The lines of one text as one, at the height of all."""
    tokens = [p.token for p in pieces]
    words = tuple(w for t in tokens for w in t.words)
    return replace(pieces[0], token=Token(words, box_of([t.box for t in tokens]), tokens[0].size))
