"""Names that stand alone on the line below their codes and figures, as tools give a cell of several lines that they
could not set beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, takewhile

from services.extract.core.streams.rows import Listed
from services.extract.core.streams.tokens import Token, text_of


def returned(tokens: Sequence[Token], listed: Listed) -> list[Token]:
    """The words, names behind their codes: those that a code list has for the codes of the line above, on which no name
    stands. The unit's code may stand behind the parts of the other."""
    lines = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    out: list[Token] = []
    at = 0
    while at < len(lines):
        line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else []
        codes = _codes_alone(line)
        if len(below) == 1 and any(listed(text_of(codes[:end]), below[0].folded) for end in _ends(codes)):
            out += [*codes, *below, *line[len(codes) :]]
            at += 2
        else:
            out += line
            at += 1
    return out


def _codes_alone(line: Sequence[Token]) -> list[Token]:
    """The codes that begin the line where nothing but figures follows them, which are no plain digits."""
    codes = list(takewhile(lambda t: t.is_digits, line))
    figures = line[len(codes) :]
    return codes if figures and all(t.is_number for t in figures) else []


def _ends(codes: Sequence[Token]) -> range:
    """How many of the words may be the code."""
    return range(len(codes), max(len(codes) - 2, 0), -1)
