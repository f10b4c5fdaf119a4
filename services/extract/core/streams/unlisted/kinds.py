"""What a cell's text is like: all that tells the columns of a table of which neither head nor places are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from services.extract.core.streams.tokens import is_rate
from shared.model.fold import fold
from shared.model.numbers import is_not_applicable, parse_number

_DATE = re.compile(
    r"(?:19|20)\d\d(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[./-]\d{1,2}(?:[./-]\d{1,2})?)"
    r"(?:(?:[-~至到]|--)(?=\d)(?:(?:19|20)\d\d)?年?[\d./-]*(?:\d{1,2}月(?:\d{1,2}日)?)?)?"
)
_NUMBERING = re.compile(r"[a-z]*\d[a-z\d]*(?:-[a-z\d]+)+|0?\d{11,}|[a-z]{1,4}\d{4,}", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；;]")
_SHORT, _MIDDLE = 8, 24


class Kind(IntEnum):
    """Kinds of texts. A dash stands for anything."""

    BLANK = 0
    DASH = 1
    COUNT = 2
    DECIMAL = 3
    RATE = 4
    DATE = 5
    NUMBERING = 6
    SHORT = 7
    MIDDLE = 8
    LONG = 9


ANYTHING = "-"
FIGURES = frozenset((Kind.DASH, Kind.COUNT, Kind.DECIMAL, Kind.RATE))
LIKE = {Kind.DECIMAL: Kind.COUNT, Kind.MIDDLE: Kind.SHORT}
"""kinds that one column may well have both of"""
WORDS = frozenset((Kind.SHORT, Kind.MIDDLE))


@lru_cache(maxsize=20_000)
def kind_of(text: str) -> Kind:
    """The kind of a cell's text as printed."""
    plain = fold(text)
    if not plain:
        return Kind.BLANK
    if is_not_applicable(text):
        return Kind.DASH
    if _DATE.fullmatch(plain):
        return Kind.DATE
    if _NUMBERING.fullmatch(plain):
        return Kind.NUMBERING
    if parse_number(text) is not None:
        return Kind.DECIMAL if "." in plain else Kind.COUNT
    if is_rate(plain):
        return Kind.RATE
    if len(plain) > _MIDDLE or _SENTENCE.search(plain):
        return Kind.LONG
    return Kind.SHORT if len(plain) <= _SHORT else Kind.MIDDLE


def is_data(kind: Kind) -> bool:
    """Whether no text of a head is like this."""
    return kind not in (Kind.BLANK, Kind.SHORT, Kind.MIDDLE)


def first_data(texts: Sequence[str]) -> int:
    """Where the first text stands that no head has."""
    return next((i for i, text in enumerate(texts) if is_data(kind_of(text))), len(texts))
