"""Names that stand alone on the line below their codes and figures, as tools give a cell of several lines that they
could not set beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from services.extract.core.streams.rows import Listed
from services.extract.core.streams.tokens import Token, text_of

_PART, _MOST_PARTS = 2, 3
_UNIT_CODES = (3, 6)
"""letters of a body's code, and of one of its units"""


def returned(tokens: Sequence[Token], listed: Listed) -> list[Token]:
    """The words, names behind their codes: those that a code list has for the codes of the line above, on which no name
    stands. The unit's code may stand behind the parts of the other, and the row's last figures behind its name."""
    lines = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    out: list[Token] = []
    at = 0
    while at < len(lines):
        line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else []
        codes = _codes_alone(line) if below and all(t.is_number for t in below[1:]) else []
        own = next((end for end in _ends(codes) if listed(text_of(codes[:end]), below[0].folded)), 0)
        if own:
            size = own + _has_unit(codes, own, len(line))
            name = replace(below[0], line=line[0].line, x0=line[size - 1].x1, first=False, last=False)
            out += [*line[:size], name, *line[size:], *below[1:]]
            at += 2
        else:
            out += line
            at += 1
    return out


def _codes_alone(line: Sequence[Token]) -> list[Token]:
    """The digits that begin the line where nothing but figures follows them; they may be plain digits as well."""
    codes = list(takewhile(lambda t: t.is_digits, line))
    return codes if len(line) > 1 and all(t.is_number for t in line) else []


def _has_unit(codes: Sequence[Token], own: int, words: int) -> bool:
    """Whether the code of the unit stands behind the row's own, of so many words: other plain digits are figures."""
    return own + 1 == len(codes) < words and len(codes[own].folded) in _UNIT_CODES


def _ends(codes: Sequence[Token]) -> range:
    """How many of the words may be the code: one, or its parts of three digits and of two."""
    parts = 1 + sum(1 for _ in takewhile(lambda t: len(t.folded) == _PART, codes[1:_MOST_PARTS]))
    return range(min(parts, len(codes)), 0, -1)
