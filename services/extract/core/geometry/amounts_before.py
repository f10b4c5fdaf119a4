"""Amounts that touch the names in the column behind them: cells without margins leave no room between both."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.word_cuts import CENTS, DOUBTED_CUT, cut_before
from services.extract.core.geometry.words import em, narrow
from shared.model.numbers import NO_UNIT
from shared.model.page import Word

#: an amount right before a name, which is no unit; those of one column end no further apart (font sizes)
_AMOUNT_BEFORE = re.compile(rf"(?:{CENTS.pattern}|[-−–—])(?=[\u4e00-\u9fff]){NO_UNIT}")
_ONE_PLACE = 0.1
#: so many of them show that a column of names begins there
_SEVERAL = 3


def parted_from_names(words: Sequence[Word]) -> list[Word]:
    """The words, amounts (or dashes for none) parted from the names behind them where several end at one place: names
    begin there."""
    ends = {
        id(w): found.end()
        for w in words
        if len(w.char_x) == len(w.text) + 1 and (found := _AMOUNT_BEFORE.match(narrow(w.text))) is not None
    }
    places = sorted(w.char_x[ends[id(w)]] for w in words if id(w) in ends)
    out: list[Word] = []
    for w in words:
        end = ends.get(id(w), 0)
        near = _count_near(places, w.char_x[end], _ONE_PLACE * em(w)) if end else 0
        out += cut_before(replace(w, confidence=min(w.confidence, DOUBTED_CUT)), [end]) if near >= _SEVERAL else [w]
    return out


def _count_near(places: Sequence[float], x: float, reach: float) -> int:
    """How many of the sorted `places` are nearer to `x` than `reach`."""
    return bisect_left(places, x + reach) - bisect_right(places, x - reach)
