"""A page whose rules converge or bend, as in a photograph or a copy of a bound book, is made flat by its own rules.

What a rule should be is known: level or upright. Each straight piece of ink says by its slope how the page runs there;
two smooth fields that fit all of them, one for the lines across and one for those down, say where every pixel belongs.
Perspective, curled paper and a turned page are all of this kind. A page that is only turned is left to `pixels.skew`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.raster import Pixels

Floats = NDArray[np.float64]

#: longer side in pixels of the copy in which lines are looked for
_SIDE = 1200
#: lines shorter than this share of that side are strokes of characters
_SHORTEST = 0.04
#: so many sides' length of lines must speak, and they run at most so steeply
_ENOUGH, _STEEPEST = 0.8, 0.36
#: a field that moves nothing further than this share of the longer side from where turning the page would is none
_LEAST = 0.0012
#: and one that does not bring the lines' slopes down to this share of what turning alone leaves is not believed
_BETTER = 0.5
#: rounds of fitting, in each of which lines that are off by more than twice the usual count less
_ROUNDS = 6
#: coefficients of a field, and what keeps them small where few lines speak
_TERMS, _RIDGE = 6, 1e-3
#: the fields are worked out for every so many pixels
_STEP = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """Straight pieces: middles along and aside of their direction (−1…1 on the longer side), slopes, lengths (in longer
    sides)."""

    along: Floats
    aside: Floats
    slope: Floats
    length: Floats


def flattened(pixels: Pixels) -> Pixels:
    """The page with its rules straight, level and upright; as it is where they are, or only turned. Same size, white
    where nothing was."""
    across, down = _lines(pixels)
    turn = float(np.average(across.slope, weights=across.length)) if across.length.size else 0.0
    lower, aside = _field(across, turn), _field(down, -turn)
    if lower is None and aside is None:
        return pixels
    lower, aside = lower or _turning(turn), aside or _turning(-turn)
    height, width = pixels.shape[:2]
    half = max(height, width) / 2
    ys, xs = np.mgrid[0:height:_STEP, 0:width:_STEP].astype(np.float64)
    x, y = (xs - width / 2) / half, (ys - height / 2) / half
    # The fields say where a pixel goes; what is wanted is where it comes from: a few rounds find that.
    from_x, from_y = x, y
    for _ in range(4):
        from_x, from_y = x - aside.moved(from_y, from_x), y - lower.moved(from_x, from_y)
    columns = _enlarged(from_x * half + width / 2, pixels.shape)
    rows = _enlarged(from_y * half + height / 2, pixels.shape)
    flat = cv2.remap(pixels, columns, rows, cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(flat, dtype=np.uint8)


def _enlarged(places: Floats, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The places of every `_STEP`th pixel as those of every pixel."""
    rows, columns = (np.arange(n, dtype=np.float32) / _STEP for n in shape[:2])
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
        terms = (along, u**2, u**3, u * v, u**2 * v, u * v**2)
        return np.asarray(sum(c * t for c, t in zip(self.coefficients, terms, strict=True)))


def _turning(slope: float) -> _Field:
    """The field that does nothing but turn lines of this slope level."""
    return _Field(coefficients=np.array([-slope, *[0.0] * (_TERMS - 1)]), along=0.0, aside=0.0)


def _lines(pixels: Pixels) -> tuple[_Lines, _Lines]:
    """The straight pieces of ink that run across, and those that run down."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    shrink = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector().detect(small)[0]
    ends = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
    half = max(small.shape) / 2
    middle = np.array([small.shape[1] / 2, small.shape[0] / 2])
    one, other = (ends[:, :2] - middle) / half, (ends[:, 2:] - middle) / half
    run, length = other - one, np.hypot(*(other - one).T) / 2
    across = _are_lines(run[:, 0], run[:, 1], length)
    down = _are_lines(run[:, 1], run[:, 0], length)
    at = (one + other) / 2
    return (
        _Lines(along=at[across, 0], aside=at[across, 1], slope=run[across, 1] / run[across, 0], length=length[across]),
        _Lines(along=at[down, 1], aside=at[down, 0], slope=run[down, 0] / run[down, 1], length=length[down]),
    )


def _are_lines(along: Floats, aside: Floats, length: Floats) -> NDArray[np.bool_]:
    return (length > _SHORTEST) & (np.abs(aside) < _STEEPEST * np.abs(along))


def _field(lines: _Lines, turn: float) -> _Field | None:
    """The field that makes the lines run straight; None where turning them all by `turn` (a slope) does as much."""
    if lines.length.sum() < _ENOUGH:
        return None
    along, aside = (float(np.abs(places).max()) for places in (lines.along, lines.aside))
    bent, plain = _Field(coefficients=_fitted(lines), along=along, aside=aside), _turning(turn)
    if _unevenness(lines, bent) > _BETTER * _unevenness(lines, plain):
        return None
    u, v = np.meshgrid(np.linspace(-along, along, 9), np.linspace(-aside, aside, 9))
    further = float(np.abs(bent.moved(u, v) - plain.moved(u, v)).max()) / 2
    return bent if further > _LEAST else None


def _fitted(lines: _Lines) -> Floats:
    """Least squares over the lines: along each of them aside + field is constant."""
    u, v, slope = lines.along, lines.aside, lines.slope
    one = np.ones_like(u)
    by_along = np.stack([one, 2 * u, 3 * u**2, v, 2 * u * v, v**2], axis=1)
    by_aside = np.stack([0 * u, 0 * u, 0 * u, u, u**2, 2 * u * v], axis=1)
    rows, wanted = by_along + slope[:, None] * by_aside, -slope
    weights, best, small = lines.length, np.zeros(_TERMS), _RIDGE * np.eye(_TERMS)
    for _ in range(_ROUNDS):
        w = np.sqrt(weights)[:, None]
        given, meant = np.vstack([rows * w, small]), np.concatenate([wanted * w[:, 0], np.zeros(_TERMS)])
        best, *_rest = np.linalg.lstsq(given, meant, rcond=None)
        off = np.abs(rows @ best - wanted)
        weights = lines.length / (1 + (off / (2 * np.median(off) + 1e-6)) ** 2)
    return np.asarray(best)


def _unevenness(lines: _Lines, field: _Field) -> float:
    """The median slope that is left of the lines, long ones counting more."""
    step = 1e-3
    ends = [(lines.along + k, lines.aside + k * lines.slope) for k in (-step, step)]
    places = [aside + field.moved(along, aside) for along, aside in ends]
    left = np.abs(places[1] - places[0]) / (2 * step)
    order = np.argsort(left)
    total = np.cumsum(lines.length[order])
    return float(left[order][np.searchsorted(total, total[-1] / 2)])
