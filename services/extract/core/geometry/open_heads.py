"""A head over all columns of a table with open sides: its row has no upright line, so that the line above it meets none
of the table's and seems to stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.geometry.regions import MEET, Component
from services.extract.core.geometry.words import em, lines_of
from shared.model.page import Rule, Word

#: such a row is no higher than this, and its text no further from its middle (font sizes)
_HIGH, _CENTRED = 4.0, 1.0
#: it is as large as those below but for this share, and no longer than this (letters)
_SIZE, _LONGEST = 0.05, 12
#: what ends the name of a table, and what stands in a line above one
_TITLE, _FACT = "表", frozenset(":：")


def closed(components: Sequence[Component], words: Sequence[Word]) -> list[Component]:
    """The components; those whose first row is such a head with the line above it."""
    lone = {id(c): c.horizontal[0] for c in components if not c.vertical and len(c.horizontal) == 1}
    out: list[Component] = []
    used: set[int] = set()
    for c in components:
        line = next((r for r in lone.values() if id(r) not in used and _is_head_line(r, c, words)), None)
        if line is not None:
            used.add(id(line))
            c = Component((line, *c.horizontal), c.vertical)
        out.append(c)
    return [c for c in out if id(c) not in lone or id(lone[id(c)]) not in used]


def _is_head_line(line: Rule, c: Component, words: Sequence[Word]) -> bool:
    """Whether a line is as wide as a table with open sides and stands above one text that heads all of it."""
    box, sides = c.box, [r for r in c.vertical if min(r.box.x0 - c.box.x0, c.box.x1 - r.box.x1) < MEET]
    if not c.vertical or sides or abs(line.box.x0 - box.x0) > MEET or abs(line.box.x1 - box.x1) > MEET:
        return False
    between = [w for w in words if line.box.bottom < w.box.middle < box.top and box.x0 < w.box.x1 and w.box.x0 < box.x1]
    if not between or line.box.bottom > box.top - em(between[0]) or len(lines_of(between)) > 1:
        return False
    text, size = "".join(w.text for w in between), em(between[0])
    centre = (between[0].box.x0 + between[-1].box.x1) / 2
    below = next((w for w in words if box.top < w.box.middle < box.bottom), None)
    return (
        box.top - line.box.bottom < _HIGH * size
        and abs(centre - (box.x0 + box.x1) / 2) < _CENTRED * size
        and len(text) <= _LONGEST
        and not text.endswith(_TITLE)
        and _FACT.isdisjoint(text)
        and below is not None
        and abs(em(below) - size) < _SIZE * size
    )
