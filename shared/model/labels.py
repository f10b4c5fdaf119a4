"""What the labels of rows say by themselves, whatever table they stand in."""

from __future__ import annotations

import re

from shared.model.fold import fold

_TOTALS = frozenset({"合计", "总计", "小计"})
#: letters that say of what it is the total (公用经费合计)
_OF_WHAT = 8
_NAMED_TOTAL = re.compile(rf".{{0,{_OF_WHAT}}}(?:合计|总计|小计)")


def is_total(text: str) -> bool:
    """Whether a text is no more than the label of a total: it may stand over all label columns."""
    return fold(text) in _TOTALS


def names_total(text: str) -> bool:
    """Whether a text is the label of a total, or of a certain one (公用经费合计)."""
    return _NAMED_TOTAL.fullmatch(fold(text)) is not None
