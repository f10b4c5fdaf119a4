"""Where in a table's lines its figures begin: years, broken over lines or not, and numbers of columns are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.ledger.tokens import Token

#: years, and numbers of columns: no figures
NO_FIGURE = re.compile(r"(?:19|20)\d\d年?|[(（]\d{1,2}[)）]")
_BROKEN_YEAR = re.compile(r"(?:19|20)\d\d年")
#: and the lines of a broken year are no further apart than this (font sizes)
_BROKEN = 1.6


def first_figures(lines: Sequence[Sequence[Token]]) -> int | None:
    """The first line with figures other than years, be they broken over lines, and the numbers of columns, (1)."""
    pieces: set[int] = set()
    for i, line in enumerate(lines):
        below = [t for low in lines[i + 1 : i + 4] for t in low]
        pieces.update(id(piece) for t in line if t.figure for piece in _year_pieces([t], below))
        if any(t.figure and not NO_FIGURE.fullmatch(t.text) and id(t) not in pieces for t in line):
            return i
    return None


def _year_pieces(begun: list[Token], below: Sequence[Token]) -> list[Token]:
    """The figures that a narrow head breaks a year into: 202 over 5年预算数, 20 over 25 over 年预算数; [] if these are
    none. `begun`: those found so far."""
    text, last = "".join(t.text for t in begun), begun[-1]
    if len(text) > 4:
        return []
    for low in below:
        near = abs(low.centre - last.centre) < last.size and 0 < low.middle - last.middle < _BROKEN * last.size
        if near and not low.figure and _BROKEN_YEAR.match(text + low.text):
            return begun
        if near and low.figure and (found := _year_pieces([*begun, low], below)):
            return found
    return []
