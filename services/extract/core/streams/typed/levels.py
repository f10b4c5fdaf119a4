"""Which words are levels of indicators, and which pieces of one below the other: by the frame that all follow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.streams.indicators import SUFFIX, is_first, is_level, is_second
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.words import Holds

_NEAR = 4
"""lines that pieces of a level stand within"""
_COST_LEVEL = re.compile("(?:经济|社会|生态).*成本")


def level_pieces(lines: Sequence[Sequence[Token]]) -> dict[int, Holds]:
    """Which level each word is, by its identity, that is one or a piece of one. Where the others end in 指标 a bare one
    is a name; 成本指标 is a first level only over those of its own."""
    words = [[t.folded for t in line] for line in lines]
    whole = [w for line in words for w in line if is_second(w)]
    bare = sum(w.endswith(SUFFIX) for w in whole) * 2 <= len(whole)
    costs_over = any(_COST_LEVEL.match(w) for w in whole)
    told: dict[int, Holds] = {}
    for at, line in enumerate(lines):
        for token in line:
            if id(token) in told:
                continue
            below = [t for later in lines[at + 1 : at + _NEAR] for t in later if id(t) not in told]
            rest = next((t for t in below if _is_level_of(token.folded, t.folded)), None)
            text = token.folded + (rest.folded if rest is not None else "")
            holds = _level(text, bare=bare, costs_over=costs_over)
            if holds is not None:
                told |= {id(t): holds for t in (token, rest) if t is not None}
    return told


def _is_level_of(above: str, below: str) -> bool:
    """Whether two words, one below the other, are one level."""
    whole = is_level(above)
    return is_level(above + below) and (below == SUFFIX if whole else not is_level(below))


def _level(text: str, *, bare: bool, costs_over: bool) -> Holds | None:
    """The level that a text is, None where it is none."""
    if not is_level(text) or not (bare or text.endswith(SUFFIX)):
        return None
    if is_first(text) and is_second(text) and "成本" in text:
        return Holds.LEVEL1 if costs_over else Holds.LEVEL2
    return Holds.LEVEL1 if is_first(text) else Holds.LEVEL2
