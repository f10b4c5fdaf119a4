"""Rules that are drawn in dashes or dots, or that a fax broke into such: found by the marks that follow one another on
one line, and made whole.

Lengths are pixels here, as in `pixels`. The page is level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.raster import Pixels

#: a mark is no thicker than this (points); where dots ran together it is long
_THIN = 2.2
#: points between one mark and the next, where rules are broken, and between two runs of them where ink lies between
#: (text that touches)
_GAP, _WIDER, _TOUCHED = 4.5, 12.0, 26.0
#: marks in a row, and their length in points, from which on they are a rule
_FEWEST, _SHORTEST = 6, 20.0
#: so much of the gaps are as wide as half of them, give or take a share of that and pixels
_REGULAR, _ALIKE, _BLUR = 0.7, 0.35, 1.6
#: rows (pixels) by which one mark may stand higher than the next: few dots, and what slope is left
_STEP = 1.6
#: the share of the gap between two runs in which there is ink
_INKED = 0.5
#: along a rule less than this share of what is right above or below it is ink
_CROWDED = 0.5
#: the share of a broken rule that is still ink, and of one on a page with others; above and below a level one
_LEFT, _LITTLE, _SIDES = 0.5, 0.4, (-1, 1)
#: strokes of a character at the end of a rule are shorter than this share of its marks, and have ink beside this share
#: of their length
_STROKE, _TOUCHING = 0.6, 0.3
#: no strokes of characters make runs as long as this (points)
_LONG = 90.0
#: so many runs of marks in so many points below or above one are a screen of dots, not rules
_SCREEN, _NEAR = 3, 10.0
#: text stands so near (points) to the dots that lead to it, off their line by as much, and is as wide; ends this near
#: are one place
_BESIDE, _OFF, _WIDE, _PLACE = 20.0, 6.3, 3.0, 3.0

Marks = NDArray[np.float64]
"""Marks of one direction: start, end, upper and lower edge, middle of the ink of each."""


def mended(masks: Sequence[Pixels], scale: float) -> list[Pixels]:
    """The ink of one page, seen in several ways, with the dashed and dotted rules whole that any of them shows."""
    seen: list[Pixels] = []  # on a page without stamps and show-through all ways are the same one
    for mask in masks:
        if not any(np.array_equal(mask, other) for other in seen):
            seen.append(mask)
    found = [whole(mask, scale) for mask in seen]
    return [np.where(np.any(found, axis=0), np.uint8(255), mask) for mask in masks]


def whole(mask: Pixels, scale: float) -> Pixels:
    """A mask (255) of the dashed and dotted rules in a page's ink, without gaps."""
    found = np.zeros_like(mask)
    _draw(found, mask, scale)
    upright = np.zeros_like(found.T)
    _draw(upright, np.ascontiguousarray(mask.T), scale, level=False)
    return np.asarray(cv2.max(found, np.ascontiguousarray(upright.T)), dtype=np.uint8)


def _draw(onto: Pixels, mask: Pixels, scale: float, *, level: bool = True) -> None:
    """The rules that run along the rows of the mask; those of upright ones lie so as well."""
    marks = _marks(mask, scale)
    runs = list(_runs(marks, _GAP * scale))
    broken = [run for run in runs if _is_broken(run, mask, scale)]
    if broken:  # where copying broke some rules there are others of which no piece is as long
        wider = [run for run in _runs(marks, _WIDER * scale) if _is_broken(run, mask, scale, _LITTLE)]
        broken += [run for run in wider if float(np.mean(_gaps(run) <= _GAP * scale)) >= _REGULAR]
    runs = [run for run in runs if _is_regular(run, scale)] + broken
    runs = [run for run in _joined(runs, mask, scale) if _stands_free(run, mask, scale)]
    runs = [run for run in runs if not _is_screen(run, runs, scale)]
    if level:
        runs = [run for run in runs if not _leads(run, runs, mask, scale)]
    for run in (_without_strokes(run, mask, scale) for run in runs):
        thick = int(np.median(run[:, 3] - run[:, 2]))
        for one, other in pairwise(run):
            top = round((one[4] + other[4] + 1 - thick) / 2)
            onto[max(top, 0) : top + thick, int(one[0]) : int(other[1])] = 255


def _without_strokes(run: Marks, mask: Pixels, scale: float) -> Marks:
    """The run without the marks at its ends that are shorter than its own where one of them has ink right beside it:
    strokes of a character."""
    lengths = run[:, 1] - run[:, 0]
    own = np.flatnonzero(lengths >= _STROKE * float(np.median(lengths)))
    start, end = int(own[0]), int(own[-1]) + 1

    def crowded(marks: range) -> bool:
        return any(_free_sides(run[i : i + 1], mask, scale, _TOUCHING) < len(_SIDES) for i in marks)

    start = start if crowded(range(start)) else 0
    end = end if crowded(range(end, len(run))) else len(run)
    return run[start:end]


def _marks(mask: Pixels, scale: float) -> Marks:
    """The thin marks, by where they begin."""
    tall = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2 * int(_THIN * scale / 2) + 1, 1), np.uint8))
    thin, dot = np.where(tall > 0, 0, mask).astype(np.uint8), np.ones((2, 2), np.uint8)
    # An opening that moves nothing.
    clear = np.asarray(cv2.dilate(cv2.erode(thin, dot, anchor=(0, 0)), dot, anchor=(1, 1)), dtype=np.uint8)
    _, _, stats, middles = components(clear)
    x, y, width, height = stats[1:, :4].T.astype(np.float64)
    kept = height <= _THIN * scale
    marks = np.stack([x, x + width, y, y + height, middles[1:, 1]], axis=1)[kept]
    return np.asarray(marks[np.argsort(marks[:, 0], kind="stable")], dtype=np.float64)


def _runs(marks: Marks, gap: float) -> Iterator[Marks]:
    """Marks that follow one another on one line, each no further than `gap` behind the one before it."""
    open_runs: list[list[int]] = []
    levels = marks[:, 4]
    by_row: dict[int, list[list[int]]] = {}
    for i in range(len(marks)):
        row = int(levels[i])
        near = [
            run
            for r in range(row - 2, row + 3)
            for run in by_row.get(r, ())
            if 0 <= marks[i, 0] - marks[run[-1], 1] <= gap and abs(levels[i] - levels[run[-1]]) <= _STEP
        ]
        if near:
            run = min(near, key=lambda run: abs(levels[i] - levels[run[-1]]))
            by_row[int(levels[run[-1]])].remove(run)
            run.append(i)
        else:
            run = [i]
            open_runs.append(run)
        by_row.setdefault(row, []).append(run)
    for run in open_runs:
        if len(run) >= _FEWEST:
            yield marks[run]


def _gaps(run: Marks) -> NDArray[np.float64]:
    return np.asarray(run[1:, 0] - run[:-1, 1], dtype=np.float64)


def _is_regular(run: Marks, scale: float) -> bool:
    """Whether it is long enough for a rule, and most gaps in it are alike. So are most marks of a short one: legs of
    characters that stand below one another, with rules between them, are not."""
    length, gaps, marks = run[-1, 1] - run[0, 0], _gaps(run), run[:, 1] - run[:, 0]
    is_even = length > _LONG * scale or _alike(marks) >= _REGULAR
    return bool(length >= _SHORTEST * scale and _alike(gaps) >= _REGULAR and is_even)


def _is_broken(run: Marks, mask: Pixels, scale: float, left: float = _LEFT) -> bool:
    """Whether it is what black and white left of a thin rule: pieces of any length, with as little between them (the
    share `left` is ink), in a line that is long and has no text along most of it on either side."""
    length = run[-1, 1] - run[0, 0]
    is_inked = float((run[:, 1] - run[:, 0]).sum()) > left * length
    return bool(length > _LONG * scale and is_inked) and _free_sides(run, mask, scale) == len(_SIDES)


def _alike(lengths: NDArray[np.float64]) -> float:
    """The share of the lengths that are as long as half of them, give or take."""
    usual = float(np.median(lengths))
    return float(np.mean(np.abs(lengths - usual) <= max(_ALIKE * usual, _BLUR)))


def _joined(runs: Sequence[Marks], mask: Pixels, scale: float) -> list[Marks]:
    """The runs, those made one that lie on one line with little between them but ink: text that touches a rule."""
    done: list[Marks] = []
    for run in sorted(runs, key=lambda run: int(run[0, 0])):
        before = next((i for i, other in enumerate(done) if _goes_on(other, run, mask, scale)), None)
        if before is None:
            done.append(run)
        else:
            done[before] = np.concatenate([done[before], run])
    return done


def _goes_on(one: Marks, other: Marks, mask: Pixels, scale: float) -> bool:
    start, end = int(one[-1, 1]), int(other[0, 0])
    if not 0 <= end - start <= _TOUCHED * scale or abs(one[-1, 4] - other[0, 4]) > 2 * _STEP:
        return False
    top, bottom = int(min(one[-1, 2], other[0, 2])), int(max(one[-1, 3], other[0, 3]))
    return end - start <= _GAP * scale or float(mask[top:bottom, start:end].any(axis=0).mean()) > _INKED


def _stands_free(run: Marks, mask: Pixels, scale: float) -> bool:
    """Whether there is no text along most of it, right above or below: flat strokes of characters make runs, too. Along
    a long one there may be on one side, as labels beside an upright rule."""
    free = _free_sides(run, mask, scale)
    return free == len(_SIDES) or (free > 0 and run[-1, 1] - run[0, 0] > _LONG * scale)


def _free_sides(run: Marks, mask: Pixels, scale: float, crowded: float = _CROWDED) -> int:
    """On how many of its two sides there is no text along most of it, or along less than the share `crowded`."""
    left, right, level = int(run[0, 0]), int(run[-1, 1]), float(np.median(run[:, 4]))
    near, far = _THIN / 2 * scale + 1, _THIN * 1.5 * scale + 1
    bands = (sorted((level + side * near, level + side * far)) for side in _SIDES)
    sides = [mask[max(int(upper), 0) : max(int(lower), 0) + 1, left:right] for upper, lower in bands]
    return sum(float(side.any(axis=0).mean()) < crowded for side in sides)


def _is_screen(run: Marks, runs: Sequence[Marks], scale: float) -> bool:
    """Whether many runs lie close to it: the dots of a shaded area make one in every line."""
    near = [
        other
        for other in runs
        if 0 < abs(other[0, 4] - run[0, 4]) < _NEAR * scale
        and min(run[-1, 1], other[-1, 1]) - max(run[0, 0], other[0, 0]) > 0.5 * (run[-1, 1] - run[0, 0])
    ]
    return len(near) >= _SCREEN


def _leads(run: Marks, runs: Sequence[Marks], mask: Pixels, scale: float) -> bool:
    """Whether the dots lead from a text to another, as in a list of contents: both stand right beside them, and no
    other run begins where they do."""
    start, end, level = int(run[0, 0]), int(run[-1, 1]), int(run[0, 4])
    if any(other is not run and abs(int(other[0, 0]) - start) <= _PLACE * scale for other in runs):
        return False
    reach, high = int(_BESIDE * scale), int(_OFF * scale)
    rows = slice(max(level - high, 0), level + high)
    sides = (mask[rows, max(start - reach, 0) : start], mask[rows, end : end + reach])
    return all(np.count_nonzero(side.any(axis=0)) > _WIDE * scale for side in sides)
