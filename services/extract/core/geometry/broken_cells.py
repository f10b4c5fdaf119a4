"""Figures that a narrow column breaks over lines, told from figures of several rows.

A broken figure shows by its lines: each but the last fills the cell, or is no figure by its grouping, or has fewer
decimals than its column's figures have.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.word_cuts import LEADING_NOUGHT
from services.extract.core.geometry.words import TextLine, em, lines_of
from shared.model.numbers import parse_number

#: lines that one figure is broken into at the most: a longer list in one cell is a list
_MOST_PIECES = 3
#: and no further from one another, middle to middle (font sizes): what stands further apart is in another row
_PIECES_APART = 1.8
#: a telephone number or a date, of so many digits that two of them are none
_NUMBERED = re.compile(r"(?=(?:\D*\d){6,13}\D*$)\d{2,}(?:[-—–./]\d+){1,3}")
#: a line is full where it leaves no room for another digit (font sizes; widths of one, for those of full width) between
#: the margins, which are so wide together at the least, and where lines that end level show them (up to this, font
#: sizes) as wide as there
_DIGIT, _WIDE, _MARGINS, _LEVEL = 0.8, 1.3, 1.0, 0.15
#: one in so many texts runs over its margin
_RUN_OVER = 20
#: this share of a column's figures has as many decimals as one another
_USUAL = 0.9


def usual_places(areas: Sequence[Area]) -> dict[int, int]:
    """How many decimals nearly all figures of a column have that stand alone on the only line of their cells."""
    found: dict[int, Counter[int]] = {}
    for a in areas:
        lines = lines_of(a.words) if a.words else []
        if len(lines) == 1 and parse_number(lines[0].text) is not None:
            found.setdefault(a.col, Counter())[_places(lines[0].text)] += 1
    usual = {col: places.most_common(1)[0] for col, places in found.items()}
    return {col: most for col, (most, count) in usual.items() if count > 1 and count >= _USUAL * found[col].total()}


def _places(figure: str) -> int:
    return len(figure.strip().partition(".")[2])


def margin_of(areas: Sequence[Area], xs: Sequence[float]) -> float:
    """What the cells of a table leave free at their sides (points): texts that are wrapped, or set to a side, show it.
    A few run over."""
    gaps = sorted(
        max(min(w.box.x0 - xs[a.col], xs[a.col + a.col_span] - w.box.x1), 0.0) for a in areas for w in a.words
    )
    return gaps[len(gaps) // _RUN_OVER] if gaps else 0.0


def breaks_figures(mine: Sequence[Area], xs: Sequence[float], places: Mapping[int, int], margin: float = 0.0) -> bool:
    """Whether the row's narrow cells break their figures over lines (`85,506,1` above `32`): one row, not many.

    A broken figure shows by its lines: each but the last fills the cell, or is no figure by its grouping, or has fewer
    decimals than its column's figures have (`places`), all together are one, and they follow one another as lines of a
    text do. Figures of several rows are figures by themselves and as wide as they need to be. `margin` (points): that
    of the table's cells.
    """
    several = figures_in_lines(mine)
    if any(_are_whole(a) for a in several):
        return False
    broken = [a for a in several if _is_broken(a, (xs[a.col], xs[a.col + a.col_span]), places.get(a.col), margin)]
    return len(broken) > len(several) - len(broken)


def figures_in_lines(areas: Sequence[Area]) -> list[Area]:
    """The cells that hold a few lines, each of which looks like a figure."""
    return [
        a
        for a in areas
        if len(a.words) > 1
        and 1 < len(lines := lines_of(a.words)) <= _MOST_PIECES
        and all(looks_numeric(n.text) for n in lines)
    ]


def _are_whole(area: Area) -> bool:
    """Whether the lines of a cell are figures each, and none together (`1,098,013` above `587,891`, 0 above 23): digits
    behind a nought (`0250` above `01`) are those of a code."""
    texts = [n.text.strip() for n in lines_of(area.words)]
    whole = "".join(texts)
    together = parse_number(whole) is not None and not LEADING_NOUGHT.match(whole)
    return not together and all(parse_number(t) is not None and not LEADING_NOUGHT.match(t) for t in texts)


def _is_broken(area: Area, sides: tuple[float, float], places: int | None, margin: float) -> bool:
    *upper, last = lines_of(area.words)
    whole = "".join(n.text.strip() for n in (*upper, last))
    is_figure = parse_number(whole) is not None
    if not is_figure and not _NUMBERED.fullmatch(whole):
        return False
    if places and _places(whole) == places:
        return all(_places(n.text) < places for n in upper)
    steps = (below.middle - above.middle for above, below in itertools.pairwise((*upper, last)))
    if any(step > _PIECES_APART * em(last.words[0]) for step in steps):
        return False
    margins = max(2 * margin, 2 * _margin((*upper, last), sides), _MARGINS * em(last.words[0]))
    room = sides[1] - sides[0] - margins
    full = (room - n.box.width < max(_DIGIT * em(n.words[0]), _WIDE * n.box.width / len(n.text)) for n in upper)
    return all(fills or (is_figure and parse_number(n.text) is None) for fills, n in zip(full, upper, strict=True))


def _margin(lines: Sequence[TextLine], sides: tuple[float, float]) -> float:
    """The margin of a cell between its `sides` whose lines, of different widths, all begin or end at it (points); 0
    where they do not."""
    ends = [[n.box.x0 - sides[0] for n in lines], [sides[1] - n.box.x1 for n in lines]]
    off = _LEVEL * em(lines[0].words[0])
    level, other = sorted(ends, key=lambda gaps: max(gaps) - min(gaps))
    return max(min(level), 0.0) if max(level) - min(level) < off < max(other) - min(other) else 0.0
