"""The words of heads that say what their columns hold: values only (the words are data in templates/forms)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.extract.core.templates import head_key

_BRACKETS = re.compile(r"\([^()]{1,16}\)$")


class Holds(StrEnum):
    """What a column holds."""

    INDEX = "index"
    CODE = "code"
    ITEM = "item"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    WORD = "word"
    TEXT = "text"
    NOTE = "note"
    SIGN = "sign"
    VALUE = "value"
    TARGET = "target"
    MEASURE = "measure"
    WEIGHT = "weight"
    AMOUNT = "amount"
    PRICE = "price"
    COUNT = "count"
    DATE = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnWords:
    """Head texts by `key_of`, with all that their columns may hold; texts that stand over others; words of cells."""

    holds: Mapping[str, frozenset[Holds]]
    telling: frozenset[str]
    """names that only such tables have"""
    over_indicators: frozenset[str]
    over_amounts: frozenset[str]
    words: frozenset[str]
    """words that classify a row (公开招标, 特定目标类)"""
    items: frozenset[str]
    """names of the catalogue of procurement"""
    signs: frozenset[str]
    measures: frozenset[str]

    def knows(self, text: str) -> bool:
        """Whether a text is one of a head."""
        return key_of(text) in self.holds or self.stands_over(text)

    def stands_over(self, text: str) -> bool:
        """Whether a text is one that may stand over others."""
        key = key_of(text)
        return key in self.over_indicators or key in self.over_amounts


def key_of(text: str) -> str:
    """A head text for comparison: without year, unit, and what stands behind it in brackets."""
    return _BRACKETS.sub("", head_key(text))
