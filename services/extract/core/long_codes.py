"""Codes of projects, many digits with a letter among them (44115524P249296382), which narrow columns break over
lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WHOLE = re.compile(r"\d{4,}[A-Z]\d{4,}")
#: a line of one, of which there are so many at the most; nearly all lines of their column are such
_PIECE = re.compile(r"\d+[A-Z]?\d*|[A-Z]\d+")
_MOST_PIECES, _CODED = 8, 0.9
#: the end of a text that may be that of a code: six digits and more, a letter perhaps; and what may stand behind it
_BEGUN = re.compile(r"(?<![0-9A-Za-z])\d{6,}([A-Z]\d*)?$")
_REST, _FROM_LETTER = re.compile(r"\d+"), re.compile(r"[A-Z]\d{4,}")


def is_whole(text: str) -> bool:
    """Whether a text is such a code."""
    return _WHOLE.fullmatch(text) is not None


def are_pieces(lines: Sequence[str]) -> bool:
    """Whether the lines of a column are pieces of such codes: some with the letter, and others of digits alone."""
    pieces = [text for text in lines if _PIECE.fullmatch(text)]
    headed = sum(len(text) > 1 and not text.isdecimal() for text in pieces)
    return len(pieces) >= _CODED * len(lines) and 0 < headed < len(pieces) <= headed * _MOST_PIECES


def goes_on(before: str, text: str) -> bool:
    """Whether such a code breaks off at the end of `before`, ahead of its letter or behind it, and `text` goes on."""
    code = _BEGUN.search(before)
    return code is not None and (_REST if code[1] else _FROM_LETTER).fullmatch(text) is not None
