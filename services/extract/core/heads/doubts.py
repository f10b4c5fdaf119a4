"""Heads whose own print says that they cannot be trusted: one over several columns, several run together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from services.extract.core.heads.words import Path
from services.extract.core.parts import Matrix, Part
from services.extract.core.templates import Templates, head_key
from shared.model.page import GridSource

#: confidence of the cells of a column whose head was put right with all its letters there, or is in doubt itself
SETTLED = 0.97
#: letters of a head at the least
_SHORTEST = 2
#: an amount and no code
_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)")


def with_shared(certainty: tuple[float, ...], head: Matrix, values: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """How far columns are to be trusted, less for those with amounts that one cell of the head stands over together,
    and nothing below it: what named each of them was lost. () stands for all sure."""
    leaves = [next((row[c] for row in reversed(head) if row[c].text), None) for c in range(len(values))]
    amounts = [c for c, held in enumerate(values) if any(_AMOUNT.fullmatch(text) for text in held)]
    owners = Counter(leaf.origin for c in amounts if (leaf := leaves[c]) is not None and leaf.col_span > 1)
    shared = {c for c in amounts if (leaf := leaves[c]) is not None and owners[leaf.origin] > 1}
    if not shared:
        return certainty
    whole = certainty or (1.0,) * len(values)
    return tuple(min(most, SETTLED) if c in shared else most for c, most in enumerate(whole))


def with_touching(
    certainty: tuple[float, ...], paths: Sequence[Path], part: Part, templates: Templates
) -> tuple[float, ...]:
    """How far columns of a page are to be trusted, less for one whose head is the heads of several that have no room
    between them. () stands for all sure."""
    if part.source not in (GridSource.ALIGNED, GridSource.RULED):
        return certainty
    several = [any(_is_several(head_key(text), templates.head_words) for text in path) for path in paths]
    if not any(several):
        return certainty
    whole = certainty or (1.0,) * len(paths)
    return tuple(min(most, SETTLED) if s else most for most, s in zip(whole, several, strict=True))


def _is_several(text: str, words: Set[str]) -> bool:
    """Whether a text that is no known head is two or more of them in a row."""
    if text in words:
        return False
    reached = {0}
    for end in range(_SHORTEST, len(text) + 1):
        if any(start in reached and text[start:end] in words for start in range(end - _SHORTEST + 1)):
            reached.add(end)
    return len(text) in reached
