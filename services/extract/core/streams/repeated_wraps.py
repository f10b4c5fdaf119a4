"""Names that every row prints again, wrapped in their cell (a unit before its codes), in text that keeps the lines of a
page: the same end stands alone below row after row, the same beginning in those rows or alone above them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from services.extract.core.streams import broken
from services.extract.core.streams.tokens import Token

_FEWEST_ROWS = 3

Line = list[Token]


def joined(tokens: Sequence[Token]) -> list[Token]:
    """The words with such names whole, at the beginning of their rows."""
    lines = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    atop = _pairs(lines, 0)
    around = _pairs(lines, 1)
    if not atop and not around:
        return list(tokens)
    return joined([token for line in _whole(lines, atop, around) for token in line])


def _pairs(lines: Sequence[Line], above: int) -> frozenset[tuple[str, str]]:
    """The (beginning, end) of names that stand so, the beginning `above` lines over the figures, wherever it begins a
    line: one that stands without its end somewhere may be whole, and one that is first printed behind it is an end."""
    found: Counter[tuple[str, str]] = Counter()
    begun: Counter[str] = Counter()
    for at in range(above, len(lines)):
        first = lines[at - above][0]
        if not _is_row(lines[at]) or first.is_number or first.is_digits or (above and not first.last):
            continue
        begun[first.text] += 1
        below = lines[at + 1] if at + 1 < len(lines) else []
        if below and not any(t.is_number for t in below):
            found[(first.text, below[0].text)] += 1
    order = list(dict.fromkeys(line[0].text for line in lines))
    return frozenset(
        pair
        for pair, count in found.items()
        if _FEWEST_ROWS <= count == begun[pair[0]] and order.index(pair[0]) < order.index(pair[1])
    )


def _is_row(line: Line) -> bool:
    return line[-1].is_number and not line[0].is_number


def _whole(
    lines: Sequence[Line], atop: frozenset[tuple[str, str]], around: frozenset[tuple[str, str]]
) -> Sequence[Line]:
    out = [list(line) for line in lines]
    for at in range(len(lines) - 1):
        row, (end, *rest) = lines[at], lines[at + 1]
        if not _is_row(row) or any(t.is_number for t in rest):
            continue
        if (row[0].text, end.text) in atop:
            out[at] = [_one(row[0], end, row[0]), *row[1:]]
        elif at and lines[at - 1][0].last and (lines[at - 1][0].text, end.text) in around:
            out[at] = [_one(lines[at - 1][0], end, row[0]), replace(row[0], first=False), *row[1:]]
            out[at - 1] = []
        else:
            continue
        out[at + 1] = [replace(t, first=i == 0) for i, t in enumerate(rest)]
    return out


def _one(begun: Token, end: Token, place: Token) -> Token:
    """The two pieces as one word that begins the line of `place`."""
    return replace(broken.joined(begun, end), line=place.line, first=True, last=False)
