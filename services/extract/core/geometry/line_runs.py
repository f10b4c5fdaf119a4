"""Texts of a cell that run on from line to line."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.words import em, lines_of
from services.extract.core.ledger.stacks import LedgerRow

#: so many lines of a running text are full at the least, and full is one that leaves less room (font sizes)
_RUNNING, FULL = 2, 2.2
#: what parts two texts is wider than the usual distance of lines by this factor
WIDER = 1.2
#: what begins no line
_STOPS = "，。；：、！？）》”"


def runs_on(area: Area, width: float) -> bool:
    """Whether each line of a cell but the last is full: what stands on them is one text. A stop begins no line, and
    takes the letter before it to the next."""
    lines = lines_of(area.words)
    return len(lines) > _RUNNING and all(
        width - above.box.width < (FULL + _stops_behind_first(below.text)) * em(above.words[0])
        for above, below in itertools.pairwise(lines)
    )


def _stops_behind_first(text: str) -> int:
    """How many stops stand behind the first letter of a line."""
    rest = text.strip()[1:]
    return len(rest) - len(rest.lstrip(_STOPS))


def runs_through(area: Area, width: float, rows: Sequence[LedgerRow]) -> bool:
    """Whether a text that runs on from line to line goes on from one of the `rows` to the next, with no more space
    there than between its other lines."""
    if not runs_on(area, width):
        return False
    middles = [(n.box.top + n.box.bottom) / 2 for n in lines_of(area.words)]
    gaps = [b - a for a, b in itertools.pairwise(middles)]
    starts = [min(c.top for c in r.cells) for r in rows[1:]]
    usual = WIDER * median(gaps)
    return any(
        gap < usual and any(a < y <= b for y in starts)
        for gap, (a, b) in zip(gaps, itertools.pairwise(middles), strict=True)
    )
