"""The words of heads that say what their columns hold: values only (the words are data in templates/forms)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from services.extract.core.templates import head_key
from shared.model.fold import fold

_BRACKETS = re.compile(r"\([^()]{1,16}\)$")
_UNIT = re.compile(r"\(([^()]{1,6})\)$")
_MONEY = re.compile("[百千万亿]{0,2}元")
_RATIO = re.compile("[%‰]|[百千万亿]{0,2}元/.{1,3}")
_LONGEST = 14
"""letters of a text that is known by its ending alone"""


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
    FIGURE = "figure"
    RATIO = "ratio"
    DATE = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnWords:
    """Head texts by `key_of`, with all that their columns may hold; texts that stand over others; words of cells."""

    holds: Mapping[str, frozenset[Holds]]
    endings: Mapping[str, Holds]
    """of texts that are not known whole (购买服务项目名称): how they end"""
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
        return bool(self.of(text)) or self.stands_over(text)

    def of(self, text: str) -> frozenset[Holds]:
        """All that the column under a text may hold; empty where it says nothing."""
        key = key_of(text)
        if key in self.holds or self.stands_over(text) or not self.endings:
            return self.holds.get(key, frozenset())
        return self._by_unit(text) or self.by_ending(text)

    def exactly(self) -> ColumnWords:
        """The same without what endings and units tell."""
        return replace(self, endings={})

    def ends_alike(self, text: str) -> bool:
        """Whether a text is not known whole, and says by its unit or its ending what its column holds."""
        return key_of(text) not in self.holds and not self.stands_over(text) and bool(self.of(text))

    def _by_unit(self, text: str) -> frozenset[Holds]:
        """A unit in brackets says that there are figures: `期限（年）`, `利率（%）`, `标准（元/人）`."""
        found = _UNIT.search(fold(text))
        if found is None or not 0 < len(key_of(text)) <= _LONGEST:
            return frozenset()
        if _MONEY.fullmatch(found[1]):
            return frozenset((Holds.AMOUNT,))
        if _RATIO.fullmatch(found[1]):
            return frozenset((Holds.RATIO,))
        return frozenset((Holds.FIGURE,)) if found[1] in self.measures else frozenset()

    def by_ending(self, text: str) -> frozenset[Holds]:
        """What the end of a text says of its column."""
        key = key_of(text)
        if len(key) > _LONGEST or not key.isalpha():
            return frozenset()
        ending = next((key[at:] for at in range(1, len(key) - 1) if key[at:] in self.endings), None)
        return frozenset((self.endings[ending],)) if ending is not None else frozenset()

    def stands_over(self, text: str) -> bool:
        """Whether a text is one that may stand over others."""
        key = key_of(text)
        return key in self.over_indicators or key in self.over_amounts


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """A head text for comparison: without year, unit, and what stands behind it in brackets."""
    return _BRACKETS.sub("", head_key(text))
