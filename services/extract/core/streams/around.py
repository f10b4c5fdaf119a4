"""Lines in the order of the page: a wrapped name stands above, beside and below the figures of its row.

A cell that is centred has as many lines above the figures as below. The lines between the figures of two rows are
parted so that names come out even, or known; the words of each row are then given in the order name, figures, which is
the order of a PDF's content and what the rows are read from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from services.extract.core.streams.rows import Known
from services.extract.core.streams.tokens import Token, text_of

_UNEVEN = 0.5
"""for each line that a name has more on one side of its figures"""
_HANGING = 0.1
"""for a name that ends beside its figures: it rather begins there"""
_KNOWN = 1.5
"""for a wrapped name that is known once it is whole"""
_NAMELESS = 1.0
_LEFT = 0.3
"""for each line below the last row that is none of it"""
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
"""lists lack many a code of seven digits, but hardly the one above it"""
_MOST_BETWEEN = 12
"""lines between two rows, more than any wrapped name has"""

Line = list[Token]


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines of one row: above its figures, with them (label and figures apart), below them."""

    above: Sequence[Line]
    label: Line
    figures: Line
    below: Sequence[Line]
    owner: Line
    """whose row it is, where every row says so before its code"""

    def words(self) -> Line:
        """Owner, codes, the name from its first line down, figures."""
        words = [t for line in (*self.above, self.label, *self.below) for t in line]
        names = [t for t in words if not t.is_digits]
        return [*self.owner, *(t for t in words if t.is_digits), *names, *self.figures]

    def cost(self, known: Known) -> float:
        name = [t for line in (*self.above, self.label, *self.below) for t in line if not t.is_digits]
        cost = uneven(self.above, self.below)
        if not name:
            return cost + _NAMELESS
        return cost - _KNOWN * (len({t.line for t in name}) > 1 and known(text_of(name)))


def reordered(body: Sequence[Token], codes: int, known: Known, is_code: Known) -> list[Token] | None:
    """The words with every name whole before its figures; None where no line without figures is in between.

    `codes`: how many cells a code has, 0 where rows have none; `is_code`: whether digits are a code of some list.
    """
    found = anchored(body, lambda line: line[-1].is_number)
    if found is None:
        return None
    anchors, gaps = found
    rows = _rows(_owned([_parted(line, codes, is_code) for line in anchors]), gaps, known)
    return [token for number, row in enumerate(rows) for token in on_line(row.words(), number)]


def anchored(body: Sequence[Token], has_figures: Callable[[Line], bool]) -> tuple[list[Line], list[list[Line]]] | None:
    """The line with the figures of each row, and the lines above the first, between two and below the last; None where
    there are none of either, or too many of these."""
    lines = [list(line) for _, line in groupby(body, key=lambda t: t.line)]
    anchors = [i for i, line in enumerate(lines) if has_figures(line)]
    if not anchors or len(anchors) == len(lines):
        return None
    gaps = [lines[a + 1 : b] for a, b in pairwise((-1, *anchors, len(lines)))]
    if max(map(len, gaps)) > _MOST_BETWEEN:
        return None
    return [lines[i] for i in anchors], gaps


def _owned(anchors: Sequence[tuple[Line, Line]]) -> list[tuple[Line, Line, Line]]:
    """Labels and figures, and before them the word that leads the label and its code in several rows."""
    leads = Counter(label[0].folded for label, _ in anchors if _has_lead(label))
    found: list[tuple[Line, Line, Line]] = []
    for label, figures in anchors:
        owned = _has_lead(label) and leads[label[0].folded] > 1
        found.append((label[:1] if owned else [], label[1:] if owned else label, figures))
    return found


def _has_lead(label: Line) -> bool:
    return len(label) > 1 and not label[0].is_digits and label[1].is_digits


def _rows(anchors: Sequence[tuple[Line, Line, Line]], gaps: Sequence[list[Line]], known: Known) -> list[_Row]:
    def row(number: int, above: Sequence[Line], below: Sequence[Line]) -> _Row:
        owner, label, figures = anchors[number]
        return _Row(above, label, figures, below, owner)

    shares = shared(gaps, lambda *lines: row(*lines).cost(known))
    return [row(number, above, below) for number, (above, below) in enumerate(shares)]


def shared(
    gaps: Sequence[list[Line]], cost: Callable[[int, Sequence[Line], Sequence[Line]], float]
) -> list[tuple[Sequence[Line], Sequence[Line]]]:
    """The lines above and below those with the figures of each row, the cheapest way. `gaps`: the lines above the
    first row, between two and below the last; `cost`: what speaks against those above and below a row's."""
    best: dict[int, tuple[float, list[tuple[Sequence[Line], Sequence[Line]]]]] = {0: (0.0, [])}
    for number in range(len(gaps) - 1):
        following: dict[int, tuple[float, list[tuple[Sequence[Line], Sequence[Line]]]]] = {}
        last = number + 2 == len(gaps)
        for given, (so_far, rows) in best.items():
            for below in range(len(gaps[number + 1]) + 1):
                own = gaps[number][given:], gaps[number + 1][:below]
                left = len(gaps[-1]) - below if last else 0
                total = so_far + cost(number, *own) + _LEFT * left
                if below not in following or total < following[below][0]:
                    following[below] = (total, [*rows, own])
        best = following
    return min(best.values(), key=lambda found: found[0])[1]


def uneven(above: Sequence[Line], below: Sequence[Line]) -> float:
    """What speaks against so many lines above a row's figures and below."""
    return _UNEVEN * abs(len(above) - len(below)) + (_HANGING if len(above) > len(below) else 0.0)


def _parted(line: Line, codes: int, is_code: Known) -> tuple[Line, Line]:
    """The words of the label and the figures that end the line; a code may be all that is left of its label there."""
    cut = len(line)
    while cut and line[cut - 1].is_number:
        cut -= 1
    if not cut and codes and _CODE.fullmatch(line[0].folded) and any(is_code(line[0].folded[:n]) for n in (7, 5, 3)):
        cut = 1
        while cut < min(codes, len(line) - 1) and len(line[cut].folded) == 2 and line[cut].is_digits:
            cut += 1
    return line[:cut], line[cut:]


def on_line(words: Sequence[Token], number: int) -> list[Token]:
    """The words as those of one line; as pieces of themselves they remember where they stood."""
    end = len(words) - 1
    return [replace(t, line=number, first=i == 0, last=i == end, pieces=t.pieces or (t,)) for i, t in enumerate(words)]
