"""Rows whose upright lines a style leaves out: its bands are ruled in every second row, its columns go on between.

Which lines a row lacks, the rows beside it tell; where a text of the row lies over one, the row has none there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.regions import Component, Lattice
from services.extract.core.geometry.word_cuts import cut
from services.extract.core.geometry.words import is_number, lines_of
from shared.model.labels import names_total
from shared.model.page import Box, Rule, Word

#: a text may lie over a line by so much (points)
_OVER = 1.0
#: nor does a figure by this share of its width
_END = 0.1
#: rows without figures are taken for such ones where there are several, and no fewer than this share of the ruled ones
_SEVERAL, _SHARE = 2, 1 / 3


def completed(component: Component, lat: Lattice, words: Sequence[Word]) -> Component:
    """The component with the upright lines of its `lat`tice drawn through the rows that lack all of them."""
    inner = range(1, len(lat.xs) - 1)
    rows = range(len(lat.ys) - 1)
    ruled = {j for j in rows if any(lat.upright[i][j] for i in inner)}
    if not ruled or len(ruled) == len(rows):
        return component
    found: list[tuple[int, list[Word], list[float]]] = []
    for j in (j for j in rows if j not in ruled):
        beside = [k for k in (j - 1, j + 1) if k in ruled]
        stops = [lat.xs[i] for i in inner if any(lat.upright[i][k] for k in beside)]
        mine = [part for w in words if _inside(w, lat, j) for part in cut(w, stops)]
        stops = [x for x in stops if not any(_lies_over(w, x) for w in _parting(mine))]
        if len({sum(x < (w.box.x0 + w.box.x1) / 2 for x in stops) for w in mine}) > 1:
            found.append((j, mine, stops))
    many = len(found) >= max(_SEVERAL, _SHARE * len(ruled))
    drawn = [
        Rule(box=Box(x, lat.ys[j], x, lat.ys[j + 1]), horizontal=False)
        for j, mine, stops in found
        if many or any(is_number(w.text) for w in mine)
        for x in stops
    ]
    return replace(component, vertical=(*component.vertical, *drawn)) if drawn else component


def _lies_over(word: Word, x: float) -> bool:
    """Whether a text lies over a line; a figure that its column has not quite room for does not."""
    over = max(_OVER, _END * word.box.width) if is_number(word.text) else _OVER
    return word.box.x0 + over < x < word.box.x1 - over


def _parting(words: Sequence[Word]) -> list[Word]:
    """The texts that say where a row has no line: over several lines the label of a total, which may be centred over
    several columns, says nothing of the others'."""
    others = [w for w in words if not names_total(w.text)]
    return others if len(lines_of(others)) > 1 else list(words)


def _inside(word: Word, lat: Lattice, row: int) -> bool:
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
    return lat.xs[0] <= x <= lat.xs[-1] and lat.ys[row] <= y <= lat.ys[row + 1]
