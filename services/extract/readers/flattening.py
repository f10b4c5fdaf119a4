"""A page whose rules converge or bend, as in a photograph or a copy of a bound book, is made flat by its own rules.

What a rule should be is known: level or upright. Each straight piece of ink says by its slope how the page runs there;
two smooth fields that fit all of them, one for the lines across and one for those down, say where every pixel belongs.
Perspective, curled paper and a turned page are all of this kind. A page that is only turned is left to `pixels.skew`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.raster import Pixels

Floats = NDArray[np.float64]

#: longer side in pixels of the copy in which lines are looked for
_SIDE = 1200
#: lines shorter than this share of that side are strokes of characters; longer ones are taken in pieces such as this
_SHORTEST, _PIECE = 0.04, 0.08
#: lines are thinner than this (pixels of the copy)
_THIN = 5
#: so many sides' length of lines must speak, and they run at most so steeply
_ENOUGH, _STEEPEST = 0.8, 0.36
#: a field that moves nothing further than this share of the longer side from where turning the page would is none
_LEAST = 0.0012
#: and one that does not bring the lines' slopes down to this share of what turning alone leaves is not believed
_BETTER = 0.5
#: slopes such as these are left by turning alone on every scan
_EVEN = 0.0015
#: lines all of which but this share are no further than that from one another (of half the longer side) are one line,
#: a fold's or a sheet's edge, which says nothing of the rest of the page
_ELSEWHERE, _APART = 0.2, 0.1
#: rounds of fitting, in each of which lines that are off by more than twice the usual count less
_ROUNDS = 6
#: coefficients of a field, and what keeps them small where few lines speak
_TERMS, _RIDGE = 6, 1e-3
#: the fields are worked out for every so many pixels
STEP = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """Straight pieces: where they begin and end along and aside of their direction (−1…1 on the longer side)."""

    along: Floats
    """Two columns: beginnings and ends."""
    aside: Floats

    @property
    def run(self) -> Floats:
        return np.abs(self.along[:, 1] - self.along[:, 0])

    @property
    def slope(self) -> Floats:
        return np.asarray((self.aside[:, 1] - self.aside[:, 0]) / (self.along[:, 1] - self.along[:, 0]))


def flattened(pixels: Pixels) -> Pixels:
    """The page with its rules straight, level and upright; as it is where they are, or only turned. Same size, white
    where nothing was."""
    across, down = _lines(pixels)
    turn = _usual(across.slope, across.run) if across.run.size else 0.0
    lower, aside = _field(across, turn), _field(down, -turn)
    if lower is None and aside is None:
        return pixels
    lower, aside = lower or _turning(turn), aside or _turning(-turn)
    height, width = pixels.shape[:2]
    half = max(height, width) / 2
    ys, xs = np.mgrid[0:height:STEP, 0:width:STEP].astype(np.float64)
    x, y = (xs - width / 2) / half, (ys - height / 2) / half
    # The fields say where a pixel goes; what is wanted is where it comes from: a few rounds find that.
    from_x, from_y = x, y
    for _ in range(4):
        from_x, from_y = x - aside.moved(from_y, from_x), y - lower.moved(from_x, from_y)
    columns = enlarged(from_x * half + width / 2, pixels.shape)
    rows = enlarged(from_y * half + height / 2, pixels.shape)
    flat = cv2.remap(pixels, columns, rows, cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(flat, dtype=np.uint8)


def enlarged(places: Floats, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The places of every `STEP`th pixel as those of every pixel."""
    rows, columns = (np.arange(n, dtype=np.float32) / STEP for n in shape[:2])
    across, down = np.meshgrid(columns, rows)
    edge = cv2.BORDER_REPLICATE
    large = cv2.remap(places.astype(np.float32), across, down, cv2.INTER_LINEAR, borderMode=edge)
    return np.asarray(large, np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Field:
    """How far places are moved aside, by where they are along and aside of the lines; beyond the lines as at the
    last of them, but for what turns the page."""

    coefficients: Floats
    along: float
    aside: float

    def moved(self, along: Floats, aside: Floats) -> Floats:
        u, v = along.clip(-self.along, self.along), aside.clip(-self.aside, self.aside)
        return np.asarray(sum(c * t for c, t in zip(self.coefficients, (along, *_terms(u, v)[1:]), strict=True)))


def _terms(u: Floats, v: Floats) -> tuple[Floats, ...]:
    """What a field is made of: a turn, two bends, and how these and the turn change aside."""
    return (u, u**2, u**3, u * v, u**2 * v, u * v**2)


def _turning(slope: float) -> _Field:
    """The field that does nothing but turn lines of this slope level."""
    return _Field(coefficients=np.array([-slope, *[0.0] * (_TERMS - 1)]), along=0.0, aside=0.0)


def _lines(pixels: Pixels) -> tuple[_Lines, _Lines]:
    """The straight pieces of ink that run across, and those that run down."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    shrink = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    # What is thin in the other direction is painted over: rules that cross a line would cut it into pieces.
    across, down = (
        _ends(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones(k, np.uint8))) for k in ((1, _THIN), (_THIN, 1))
    )
    return _running(across), _running(down[:, [1, 0, 3, 2]])


def _ends(image: NDArray[Any]) -> Floats:
    """The ends (x, y, x, y) of the straight edges in an image, on the longer side −1…1."""
    found = cv2.createLineSegmentDetector().detect(image)[0]
    ends = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
    height, width = image.shape
    return np.asarray((ends - np.array([width, height] * 2) / 2) / (max(height, width) / 2))


def _running(ends: Floats) -> _Lines:
    """Those of the edges that run along the first axis and are long enough for a line."""
    run = np.abs(ends[:, 2:] - ends[:, :2])
    kept = ends[(np.hypot(run[:, 0], run[:, 1]) > 2 * _SHORTEST) & (run[:, 1] < _STEEPEST * run[:, 0])]
    # In pieces of about one length: a long line is straight between its ends as well.
    count = np.ceil(np.abs(kept[:, 2] - kept[:, 0]) / (2 * _PIECE)).astype(int)
    whole = np.repeat(kept, count, axis=0)
    first = (np.arange(len(whole)) - np.repeat(np.cumsum(count) - count, count)) / np.repeat(count, count)
    shares = np.stack([first, first + 1 / np.repeat(count, count)], axis=1)
    along, aside = (whole[:, [k]] + shares * (whole[:, [k + 2]] - whole[:, [k]]) for k in (0, 1))
    return _Lines(along=along, aside=aside)


def _field(lines: _Lines, turn: float) -> _Field | None:
    """The field that makes the lines run straight; None where turning them all by `turn` (a slope) does as much."""
    if lines.run.sum() < 2 * _ENOUGH or _are_one(lines):
        return None
    along, aside = (float(np.abs(places).max()) for places in (lines.along, lines.aside))
    bent, plain = _Field(coefficients=_fitted(lines), along=along, aside=aside), _turning(turn)
    left = _unevenness(lines, plain)
    if left < _EVEN or _unevenness(lines, bent) > _BETTER * left:
        return None
    u, v = np.meshgrid(np.linspace(-along, along, 9), np.linspace(-aside, aside, 9))
    further = float(np.abs(bent.moved(u, v) - plain.moved(u, v)).max()) / 2
    return bent if further > _LEAST else None


def _are_one(lines: _Lines) -> bool:
    """Whether nearly all of the lines run at one place."""
    places = lines.aside.mean(axis=1)
    apart = np.abs(places - _usual(places, lines.run)) > _APART
    return bool(lines.run[apart].sum() < _ELSEWHERE * lines.run.sum())


def _fitted(lines: _Lines) -> Floats:
    """Least squares over the lines: both ends of each are moved to one height."""
    (begin, end), (low, high) = lines.along.T, lines.aside.T
    rows = np.stack(
        [(b - a) / (end - begin) for a, b in zip(_terms(begin, low), _terms(end, high), strict=True)], axis=1
    )
    weights, best, small = lines.run, np.zeros(_TERMS), _RIDGE * np.eye(_TERMS)
    for _ in range(_ROUNDS):
        w = np.sqrt(weights)[:, None]
        given, meant = np.vstack([rows * w, small]), np.concatenate([-lines.slope * w[:, 0], np.zeros(_TERMS)])
        best, *_rest = np.linalg.lstsq(given, meant, rcond=None)
        off = np.abs(rows @ best + lines.slope)
        weights = lines.run / (1 + (off / (2 * np.median(off) + 1e-6)) ** 2)
    return np.asarray(best)


def _unevenness(lines: _Lines, field: _Field) -> float:
    """The median slope that is left of the lines, long ones counting more."""
    (begin, end), (low, high) = lines.along.T, lines.aside.T
    left = np.abs(high + field.moved(end, high) - low - field.moved(begin, low)) / lines.run
    return _usual(left, lines.run)


def _usual(values: Floats, weights: Floats) -> float:
    """The median, each value counting as its weight says."""
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
