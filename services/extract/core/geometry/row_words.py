"""What words tell of the row that they make, given the edges of the columns (`stops`: points, from left to right)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.aligned.segments import is_year
from services.extract.core.geometry.words import em, is_number, solid_end
from services.extract.core.notes import NOTE
from shared.model.labels import is_total
from shared.model.page import Word

#: a text lies over an edge, and a middle is another one, from so far on (points)
_MEET = 1.2
#: a text is centred in a cell if its middle is as near as this (font sizes) to the cell's
_CENTRED = 0.5
#: a figure with what it counts, and what it is compared by; dates are broken over lines
_QUANTITY = re.compile(r"[≥≤=<>＝＞＜]?\d[\d,.]*[%％]?(?:(?![年月日])[\u4e00-\u9fff/]){0,5}")


def over(word: Word, stops: Sequence[float]) -> int:
    """How many of the stops the word lies over. A stop at its end may hang over an edge."""
    return sum(word.box.x0 < x - _MEET and x + _MEET < solid_end(word) for x in stops)


def in_columns(words: Sequence[Word], stops: Sequence[float]) -> bool:
    """Whether the words stand in several columns, none over more than the edge between two (the label of a total)."""
    return (
        sum(over(w, stops) for w in words) < 2
        and len({sum(x < (w.box.x0 + w.box.x1) / 2 for x in stops) for w in words}) > 1
    )


def run_over(words: Sequence[Word], stops: Sequence[float]) -> bool:
    """Whether the texts that lie over edges begin with a column each, run over into blank ones, and none is a note."""
    long = [w for w in words if over(w, stops)]
    begin = all(min(abs(w.box.x0 - x) for x in stops) < em(w) for w in long)
    blank = not any(a is not b and a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1 for a in long for b in words)
    return bool(long) and begin and blank and not any(NOTE.match(w.text) for w in words)


def is_rest(words: Sequence[Word], stops: Sequence[float]) -> bool:
    """Whether the words between a head and the rule that closes its table are the rest of a text that the page before
    began: in one column, and not the first, where a note would begin."""
    return _in_one_column(words, stops, least=2, over_edges=0) and not is_figures(words)


def is_lone_label(words: Sequence[Word], stops: Sequence[float]) -> bool:
    """Whether the words are the one text of a row that has no figures, and no note: in one column, or run over its edge
    into the next, which is blank."""
    text = "".join(w.text for w in sorted(words, key=lambda w: w.box.x0))
    one = _in_one_column(words, stops, least=1, over_edges=1)
    return one and not is_figures(words) and NOTE.match(text) is None


def _in_one_column(words: Sequence[Word], stops: Sequence[float], least: int, over_edges: int) -> bool:
    """Whether the words stand in one column, the `least`th or one right of it, and over no more than so many edges."""
    columns = {sum(x < (w.box.x0 + w.box.x1) / 2 for x in stops) for w in words}
    return len(columns) == 1 and least <= min(columns) < len(stops) and sum(over(w, stops) for w in words) <= over_edges


def under_total(words: Sequence[Word], stops: Sequence[float]) -> list[float]:
    """The edges of the row of which nothing but the label of a total is printed, without those that it lies over: it
    is centred over the columns from the first on. [] for another row."""
    if len(words) != 1 or not is_total(words[0].text):
        return []
    x = (words[0].box.x0 + words[0].box.x1) / 2
    last = next((k for k in range(1, len(stops)) if abs((stops[0] + stops[k]) / 2 - x) < 2 * _MEET), None)
    return [] if last is None else [stops[0], *stops[last:]]


def may_span(stops: Sequence[float], words: Sequence[Word]) -> bool:
    """Whether the first text of a row, with nothing in the columns before its own, has its middle where that of a cell
    over all of them is."""
    first = min(words, key=lambda w: w.box.x0, default=None)
    if first is None or len(stops) < 2:
        return False
    middle = (first.box.x0 + first.box.x1) / 2
    end = next((i for i, x in enumerate(stops) if x > middle), len(stops) - 1)
    return end > 1 and abs(middle - (stops[0] + stops[end]) / 2) < _CENTRED * em(first)


def several_rows(words: Sequence[Word]) -> bool:
    """Whether figures stand under one another, or quantities (≥98%, 45台)."""
    figures = [w.box for w in words if is_number(w.text) or _QUANTITY.fullmatch(w.text)]
    return any(a.bottom <= b.top + 1 and a.x0 < b.x1 and b.x0 < a.x1 for a in figures for b in figures)


def is_figures(words: Sequence[Word]) -> bool:
    return any(is_number(w.text) and not is_year(w.text) for w in words)
