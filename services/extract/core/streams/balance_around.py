"""Rows of two lists side by side whose labels are wrapped above, beside and below their figures.

That is the order of the page's lines. What stands between the figures of two rows is parted so that most labels are
known, or come out even; each row's words are then given half by half, label before figures, as a PDF's content has
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, product

from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.rows import Known
from services.extract.core.streams.tokens import Token, cut_in_two, text_of

_TOUCHING = re.compile(
    r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)([一二三四五六七八九十]+、.+|[\u3400-\u9fff].+)"
)
_UNEVEN = 0.3
"""for each line that a label has more on one side of its figures"""
_KNOWN = 1.5
"""for a wrapped label that is known once it is whole"""
_UNKNOWN = 0.4
"""against one that is not"""
_SECOND = 3.0
"""for each enumerated word behind the first of a label: another label begins there"""
_NAMELESS = 1.0
_LEFT = 0.5
"""for each line that is of no row"""
_MOST_BETWEEN = 6
"""lines between two rows, more than any wrapped label has"""

_BOTH = 2

Line = list[Token]

SideOf = Callable[[str], int | None]
"""which half a label is of, None where nothing tells"""


def unpasted(tokens: Sequence[Token], is_label: Known) -> list[Token]:
    """The words; a figure of the left half that touches the label of the right one is a word of its own."""
    out: list[Token] = []
    for token in tokens:
        found = _TOUCHING.fullmatch(token.folded)
        if found is None or " " in token.text or not (is_label(found[2]) or "、" in found[2][:3] or "," in found[1]):
            out.append(token)
            continue
        cut = len(token.text) - len(found[2])
        out += cut_in_two(token, cut, token.x0 + cut)
    return out


@dataclass(frozen=True, slots=True)
class _Half:
    """What the line of figures has of one half."""

    label: Line
    figures: Line


def reordered(
    body: Sequence[Token], amounts: Sequence[int], is_label: Known, is_closed: Known, side: SideOf
) -> list[Token] | None:
    """The words with every label whole before its figures; None where no line is only a piece of labels. `amounts`: how
    many figures each half has; `is_closed`: whether a label is one of a list, not only worded as one; `side`: which
    half a label is of."""
    lines = [list(line) for _, line in groupby(body, key=lambda t: t.line)]
    anchors = [i for i, line in enumerate(lines) if _is_row(line, is_closed)]
    if not anchors or len(anchors) == len(lines):
        return None
    gaps = [lines[a + 1 : b] for a, b in zip([-1, *anchors], [*anchors, len(lines)], strict=True)]
    if max(map(len, gaps)) > _MOST_BETWEEN:
        return None
    rows = _rows([_right_alone(lines[i], amounts, side) or _halves(lines[i], amounts) for i in anchors], gaps, is_label)
    return [token for number, row in enumerate(rows) for token in _on_line(row, number)]


def _is_row(line: Line, is_closed: Known) -> bool:
    """Whether the line has figures, or nothing but whole labels without any."""
    return any(t.is_number for t in line) or all(is_closed(t.folded) for t in line)


def _right_alone(line: Line, amounts: Sequence[int], side: SideOf) -> list[_Half]:
    """The halves of a line of which the left one has nothing there: a label of the right one and no more figures than
    it has, or just as many figures as it has alone."""
    label = [t for t in line if not t.is_number]
    figures = line[len(label) :]
    if len(amounts) < _BOTH or not all(t.is_number for t in figures) or amounts[0] >= amounts[1]:
        return []
    if not label:
        return [_Half([], []), _Half([], figures)] if len(figures) == amounts[1] else []
    own = len(label) == 1 and side(label[0].folded) == 1 and amounts[0] < len(figures) <= amounts[1]
    return [_Half([], []), _Half(label, figures)] if own else []


def _halves(line: Line, amounts: Sequence[int]) -> list[_Half]:
    """The halves of a line, one or both; figures that follow one another are of both where one has no room for them."""
    halves: list[_Half] = []
    for is_number, run in groupby(line, key=lambda t: t.is_number):
        words = list(run)
        if not is_number:
            halves += [_Half([word], []) for word in words]
        elif not halves or halves[-1].figures or len(words) > amounts[min(len(halves) - 1, len(amounts) - 1)]:
            most = amounts[max(0, min(len(halves) - 1, len(amounts) - 1))]
            if halves:
                halves[-1] = _Half(halves[-1].label, words[:most])
            else:
                halves.append(_Half([], words[:most]))
            halves += [_Half([], words[most:])] if words[most:] else []
        else:
            halves[-1] = _Half(halves[-1].label, words)
    return halves[:1] + [
        _Half([t for h in halves[1:] for t in h.label], [t for h in halves[1:] for t in h.figures])
    ] * (len(halves) > 1)


def _rows(anchors: Sequence[list[_Half]], gaps: Sequence[list[Line]], is_label: Known) -> list[Line]:
    """The cheapest way to give the lines between rows to those above and below, as the words of each row in order."""
    best: dict[int, tuple[float, list[Line]]] = {0: (0.0, [])}
    for number, halves in enumerate(anchors):
        following: dict[int, tuple[float, list[Line]]] = {}
        last = number + 1 == len(anchors)
        for given, (cost, rows) in best.items():
            for below in range(len(gaps[number + 1]) + 1):
                own, words = min(
                    _ways(halves, gaps[number][given:], gaps[number + 1][:below], is_label), key=lambda way: way[0]
                )
                total = cost + own + (_LEFT * (len(gaps[-1]) - below) if last else 0.0)
                if below not in following or total < following[below][0]:
                    following[below] = (total, [*rows, words])
        best = following
    return min(best.values(), key=lambda found: found[0])[1]


def _ways(
    halves: Sequence[_Half], above: Sequence[Line], below: Sequence[Line], is_label: Known
) -> Iterator[tuple[float, Line]]:
    """What speaks against each way to give the pieces to the halves, and the words in order."""
    count = len(halves)
    lines = [*above, *below]
    for sides in product(*(_sides(line, count) for line in lines)):
        cost = 0.0
        words: Line = []
        for number, half in enumerate(halves):
            pieces = [
                [t for t, s in zip(line, side, strict=True) if s == number]
                for line, side in zip(lines, sides, strict=True)
            ]
            over, under = pieces[: len(above)], pieces[len(above) :]
            label = [t for line in (*over, half.label, *under) for t in line]
            cost += _UNEVEN * abs(sum(map(bool, over)) - sum(map(bool, under)))
            cost += _cost(label, half, is_label)
            words += [*label, *half.figures]
        yield cost, words


def _sides(line: Line, count: int) -> list[tuple[int, ...]]:
    """The halves that the words of a line may be of, in order."""
    if count == 1 or len(line) > 2:
        return [tuple(min(i, count - 1) for i in range(len(line)))]
    return [(0, 1)] if len(line) == 2 else [(0,), (1,)]


def _cost(label: Line, half: _Half, is_label: Known) -> float:
    if not label:
        return _NAMELESS if half.figures else 0.0
    if is_label(text_of(label)):
        return -_KNOWN * (len(label) > 1)
    return _UNKNOWN * len(label) + _SECOND * sum(bool(ENUMERATED.match(t.folded)) for t in label[1:])


def _on_line(words: Sequence[Token], number: int) -> list[Token]:
    """The words as those of one line; as pieces of themselves they remember where they stood."""
    end = len(words) - 1
    return [replace(t, line=number, first=i == 0, last=i == end, pieces=t.pieces or (t,)) for i, t in enumerate(words)]
