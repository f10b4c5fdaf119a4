"""Rules of a page that bend where no smooth field fits them, as near the back of a bound book: each is traced, and what
lies between them is moved as they are.

`flattening` comes first: it needs no rule whole, and takes out perspective and wide curls. What it leaves is local. The
page may still be turned: rules are made straight, not level.

Lengths are pixels here, as in `pixels`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from services.extract.readers.components import components
from services.extract.readers.flattening import STEP, Floats, enlarged
from services.extract.readers.pixels import ink
from services.extract.readers.raster import Pixels

#: a straight piece of a rule that bends, a rule, and what is too high for its length to be one (points; a share)
_PIECE, _RULE, _STEEPEST = 3.0, 150.0, 0.2
#: the rules that say how a page bends are as long as this share of the longest one; so many must
_WIDE, _FEWEST = 0.8, 3
#: half of them are off a straight line by this (points) at one place; one that is off what half of them are there by
#: more than this, and this share of the most, has something else on it, as a seal's outline
_BENT, _OTHERS = 0.5, 0.5
#: a rule is as high as it is within so many points around: what touches it is no bend
_SMOOTH = 8.0
#: rounds of fitting a line, in each of which what is further off than most counts less
_ROUNDS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trace:
    """Where a rule runs: its height in every column from the first on, and that of the straight line which is nearest
    to it."""

    first: int
    heights: Floats
    line: Floats

    def at(self, columns: Floats) -> tuple[Floats, Floats]:
        """The straight line's heights at some columns, and by how much lower the rule is there; beyond its ends as at
        these."""
        own = np.arange(self.first, self.first + len(self.heights))
        slope = (self.line[-1] - self.line[0]) / max(len(self.line) - 1, 1)
        return self.line[0] + slope * (columns - self.first), np.interp(columns, own, self.heights - self.line)


def straightened(page: Pixels, scale: float) -> Pixels:
    """The page with its rules straight, level and upright ones; the same where they are. Same size, white where nothing
    was."""
    mask = ink(page)
    level = _straightened(page, mask, scale)
    mask = mask if level is page else ink(level)
    upright = _straightened(level.transpose(1, 0, 2), np.ascontiguousarray(mask.T), scale)
    return np.ascontiguousarray(upright.transpose(1, 0, 2))


def _straightened(page: Pixels, mask: Pixels, scale: float) -> Pixels:
    """The page with its level rules straight."""
    rules = _traces(mask, scale)
    longest = max((len(rule.heights) for rule in rules), default=0)
    wide = [rule for rule in rules if len(rule.heights) >= _WIDE * longest]
    if len(wide) < _FEWEST:
        return page
    height, width = page.shape[:2]
    columns, rows = np.arange(0, width, STEP, dtype=np.float64), np.arange(0, height, STEP, dtype=np.float64)
    lines, lower = (np.array(places) for places in zip(*(rule.at(columns) for rule in wide), strict=True))
    usual = np.median(lower, axis=0)
    bend = float(np.abs(usual).max())
    alike = np.abs(lower - usual).max(axis=1) <= _BENT * scale + _OTHERS * bend
    if bend < _BENT * scale or int(alike.sum()) < _FEWEST:
        return page
    lines, lower = lines[alike], lower[alike]
    order = np.argsort(lines.mean(axis=1))
    places = np.stack([rows + np.interp(rows, lines[order, i], lower[order, i]) for i in range(len(columns))], axis=1)
    across = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    flat = cv2.remap(page, across, enlarged(places, page.shape), cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(flat, dtype=np.uint8)


def _traces(mask: Pixels, scale: float) -> Sequence[_Trace]:
    pieces = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, int(_PIECE * scale)), np.uint8))
    # A slope steps a rule over neighbouring rows, and rules that cross it may have left gaps.
    joined = cv2.morphologyEx(cv2.dilate(pieces, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((3, 9), np.uint8))
    _, labels, stats, _ = components(np.asarray(joined, dtype=np.uint8))
    long = np.flatnonzero(
        (stats[:, cv2.CC_STAT_WIDTH] >= _RULE * scale)
        & (stats[:, cv2.CC_STAT_HEIGHT] <= _STEEPEST * stats[:, cv2.CC_STAT_WIDTH])
    )
    found = []
    for label in long[long > 0].tolist():
        x, y, width, height = stats[label, :4].tolist()
        own = labels[y : y + height, x : x + width] == label
        inked = own.any(axis=0)
        heights = y + (own * np.arange(height)[:, None]).sum(axis=0) / np.maximum(own.sum(axis=0), 1)
        columns = np.arange(width)
        heights = _smooth(np.interp(columns, columns[inked], heights[inked]), int(_SMOOTH * scale) | 1)
        found.append(_Trace(first=x, heights=heights, line=_line(heights)))
    return found


def _line(heights: Floats) -> Floats:
    """The heights of the straight line that most of a rule is on: what bends away from it counts less."""
    columns, weights = np.arange(len(heights)), np.ones(len(heights))
    line = heights
    for _ in range(_ROUNDS):
        line = np.asarray(np.polyval(np.polyfit(columns, heights, 1, w=weights), columns), dtype=np.float64)
        off = np.abs(heights - line)
        weights = 1 / (1 + (off / (np.median(off) + 0.5)) ** 2)
    return line


def _smooth(heights: Floats, near: int) -> Floats:
    """Each height as the median of those around it, then their mean."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(heights, near // 2, mode="edge"), near)
    level = np.median(around, axis=1)
    return np.convolve(np.pad(level, near // 2, mode="edge"), np.full(near, 1 / near), mode="valid")
