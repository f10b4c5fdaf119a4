"""Pages printed in two columns: where the gutter runs, and which words stand on which side of it.

Two columns of prose look like a table of two long columns; what tells them apart is that each side is filled with
running text. Lines that cross the gutter (titles, wide tables) end a band and start the next.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.aligned.regions import stacks
from services.extract.core.geometry.words import TextLine, em, lines_of
from shared.model.fold import ideographs
from shared.model.page import Box, Rule, Word

#: the gutter lies in this part of the text's width
ZONE = (0.3, 0.7)
#: narrowest gutter, in font sizes
GUTTER = 0.8
#: words of one line of a column stand no further apart than this (font sizes), however it is justified
LOOSE = 2.0
#: the head of a table between two rules is no higher than this (font sizes)
HEAD = 7.0
#: fewest lines of prose on a side
ENOUGH = 5
_LETTERS = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


@dataclass(frozen=True, slots=True)
class Zone:
    """Words to be read before those of the next zone, and the box that holds what belongs to them."""

    words: tuple[Word, ...]
    box: Box


def zones(words: Sequence[Word], rules: Sequence[Rule], width: float, height: float) -> list[Zone]:
    """The zones of a page in reading order: one for an ordinary page. `rules`: level ones of no ruled grid."""
    whole = [Zone(tuple(words), Box(0, 0, width, height))]
    lines = lines_of(words)
    if len(lines) < 2 * ENOUGH:
        return whole
    x = _gutter(lines)
    if x is None:
        return whole
    tables = _tables_over(rules, x, sorted(em(w) for w in words)[len(words) // 2])
    bands: list[tuple[bool, list[TextLine]]] = []
    for line in lines:
        y = (line.box.top + line.box.bottom) / 2
        crossing = _crosses(line, x) or any(top < y < bottom for top, bottom in tables)
        if bands and bands[-1][0] == crossing:
            bands[-1][1].append(line)
        else:
            bands.append((crossing, [line]))
    if not any(not crossing and _two_columns(band, x) for crossing, band in bands):
        return whole
    return _zones(bands, x, width, height)


def _zones(bands: Sequence[tuple[bool, list[TextLine]]], x: float, width: float, height: float) -> list[Zone]:
    merged: list[tuple[bool, list[TextLine]]] = []
    for crossing, band in bands:
        split = not crossing and _two_columns(band, x)
        if merged and not split and not merged[-1][0]:
            merged[-1][1].extend(band)
        else:
            merged.append((split, list(band)))
    out: list[Zone] = []
    top = 0.0
    for i, (split, band) in enumerate(merged):
        end = max(line.box.bottom for line in band)
        bottom = height if i == len(merged) - 1 else (end + min(n.box.top for n in merged[i + 1][1])) / 2
        words = [w for line in band for w in line.words]
        if split:
            left = tuple(w for w in words if w.box.x0 < x)
            right = tuple(w for w in words if w.box.x0 >= x)
            out += [Zone(left, Box(0, top, x, bottom)), Zone(right, Box(x, top, width, bottom))]
        else:
            out.append(Zone(tuple(words), Box(0, top, width, bottom)))
        top = bottom
    return out


def _gutter(lines: Sequence[TextLine]) -> float | None:
    """The height-long gap near the middle that the fewest lines cross; None where too many do."""
    left = min(n.box.x0 for n in lines)
    right = max(n.box.x1 for n in lines)
    low, high = left + ZONE[0] * (right - left), left + ZONE[1] * (right - left)
    words = [w for n in lines for w in n.words]
    stops = sorted({low, high, *(x for w in words for x in (w.box.x0, w.box.x1) if low < x < high)})
    counts = _depths(words, stops)
    size = sorted(em(w) for w in words)[len(words) // 2]
    least = min(counts, default=0)
    best: tuple[float, float] | None = None
    for spare in range(least, least + max(2, len(lines) // 4)):
        for a, b in _stretches(stops, counts, spare):
            if b - a >= GUTTER * size and (best is None or b - a > best[1] - best[0]):
                best = (a, b)
        if best is not None:
            break
    if best is None:
        return None
    return (best[0] + best[1]) / 2


def _tables_over(rules: Sequence[Rule], x: float, size: float) -> list[tuple[float, float]]:
    """The heights between which rules over the gutter at `x` frame a table: three or more, a head between two."""
    out = []
    for stack in stacks(rules):
        heights = [(r.box.top + r.box.bottom) / 2 for r in stack]
        over = all(r.box.x0 + 3 * size < x < r.box.x1 - 3 * size for r in stack)
        steps = [b - a for a, b in itertools.pairwise(heights) if b - a > 3]
        if over and len(steps) > 1 and min(steps) < HEAD * size:
            out.append((heights[0], heights[-1]))
    return out


def _depths(words: Sequence[Word], stops: Sequence[float]) -> list[int]:
    """How many words lie over each interval between two stops."""
    events = sorted([(w.box.x0, 1) for w in words] + [(w.box.x1, -1) for w in words])
    out, depth, k = [], 0, 0
    for a, b in itertools.pairwise(stops):
        middle = (a + b) / 2
        while k < len(events) and events[k][0] <= middle:
            depth += events[k][1]
            k += 1
        out.append(depth)
    return out


def _stretches(stops: Sequence[float], counts: Sequence[int], limit: int) -> list[tuple[float, float]]:
    """Maximal intervals with at most `limit` words over them."""
    out: list[tuple[float, float]] = []
    start: float | None = None
    for i, count in enumerate(counts):
        if count <= limit and start is None:
            start = stops[i]
        elif count > limit and start is not None:
            out.append((start, stops[i]))
            start = None
    if start is not None:
        out.append((start, stops[-1]))
    return out


def _crosses(line: TextLine, x: float) -> bool:
    """Whether text runs over `x`: a word, or two words no further apart than words of a sentence."""
    for a, b in zip(line.words, line.words[1:], strict=False):
        if a.box.x1 <= x <= b.box.x0:
            return b.box.x0 - a.box.x1 < GUTTER * em(a)
    return any(w.box.x0 < x < w.box.x1 for w in line.words)


def _two_columns(band: Sequence[TextLine], x: float) -> bool:
    """Whether both sides of `x` are filled, and at least one of them with prose, the other not with short cells."""
    sides = [
        [n for n in (tuple(w for w in line.words if (w.box.x0 < x) is left) for line in band) if n]
        for left in (True, False)
    ]
    if min(len(s) for s in sides) < ENOUGH:
        return False
    shares = []
    for side in sides:
        x0, x1 = min(n[0].box.x0 for n in side), max(n[-1].box.x1 for n in side)
        prose = sum(_prose(n, x1 - x0) for n in side)
        if prose < ENOUGH:
            shares.append(0.0)
        else:
            shares.append(prose / len(side))
    return min(shares) >= 0.4 or (max(shares) >= 0.8 and min(len(s) for s in sides) >= 8)


def _prose(words: Sequence[Word], width: float) -> bool:
    """A line of running text that fills its column."""
    text = " ".join(w.text for w in words)
    if any(b.box.x0 - a.box.x1 > LOOSE * em(a) for a, b in itertools.pairwise(words)):
        return False
    enough = len(_LETTERS.findall(text)) >= 4 or ideographs(text) >= 12
    return enough and words[-1].box.x1 - words[0].box.x0 >= 0.7 * width
