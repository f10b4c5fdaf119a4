"""What can be seen in a page's pixels before any reading: skew, stamps, drawn rules.

All functions take and give arrays; lengths are pixels here and become points in `scan`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from services.extract.readers.raster import Pixels

#: a scanner's feeder turns a page by less than this; more is a photograph, handled the same way
MAX_SKEW = 6.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """A drawn rule in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int
    horizontal: bool


def without_stamps(pixels: Pixels) -> Pixels:
    """The page with coloured ink (red stamps, blue seals, pale watermarks) whitened; dark text under it stays.

    Text is dark in every channel; a stamp is bright in at least one. The brightest channel therefore shows the
    text and hardly the stamp.
    """
    brightest = pixels.max(axis=2)
    darkest = pixels.min(axis=2)
    coloured = (brightest.astype(np.int16) - darkest.astype(np.int16)) > 60
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    cleaned = np.where(coloured, np.maximum(grey, brightest), grey).astype(np.uint8)
    return np.repeat(cleaned[:, :, None], 3, axis=2)


def evened(pixels: Pixels) -> Pixels:
    """The page with uneven light taken out: divided by its own background (a wide median)."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    background = cv2.resize(cv2.medianBlur(small, 31), (grey.shape[1], grey.shape[0]))
    if int(background.max()) - int(background.min()) < 40:
        return pixels
    even = cv2.divide(grey, np.maximum(background, 1), scale=235)
    return np.repeat(np.asarray(even, dtype=np.uint8)[:, :, None], 3, axis=2)


def ink(pixels: Pixels) -> Pixels:
    """A mask of the dark marks, 255 where there is ink."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    block = max(31, (min(grey.shape) // 40) | 1)
    mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15)
    return np.asarray(mask, dtype=np.uint8)


def is_blank(mask: Pixels) -> bool:
    """Whether a page carries nothing but specks."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return float(np.count_nonzero(opened)) < 0.0001 * mask.size


def skew(mask: Pixels) -> float:
    """Degrees by which the page must be turned (counter-clockwise positive) so that its lines are level.

    Drawn rules and text lines make the row profile sharpest when they are level: the angle of the sharpest profile
    wins, found coarse to fine on a small copy.
    """
    factor = min(1.0, 1000 / max(mask.shape))
    small = np.asarray(cv2.resize(mask, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)

    def sharpness(angle: float) -> float:
        profile = _turned(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(profile)).sum())

    best = 0.0
    for step, reach in ((1.0, MAX_SKEW), (0.25, 1.0), (0.05, 0.25)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=sharpness))
    return best if abs(best) >= 0.08 else 0.0


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """The page turned by a small angle about its centre, on white, same size."""
    return pixels if degrees == 0 else _turned(pixels, degrees, 255)


def _turned(pixels: Pixels, degrees: float, edge: int) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    border = (edge, edge, edge)
    return np.asarray(
        cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=border), dtype=np.uint8
    )


def strokes(mask: Pixels, scale: float) -> list[Stroke]:
    """The drawn rules: long thin runs of ink, broken ones mended over gaps of about 3 points."""
    found: list[Stroke] = []
    for horizontal in (True, False):
        found += _strokes(mask, scale, horizontal)
    return found


def _strokes(mask: Pixels, scale: float, horizontal: bool) -> list[Stroke]:
    length, piece, gap = max(20, int(22 * scale)), max(12, int(14 * scale)), max(3, int(3 * scale))

    def kernel(n: int) -> Pixels:
        return np.ones((1, n) if horizontal else (n, 1), np.uint8)

    # Straight pieces first, mended after: the other way round would join characters (一) into rules.
    pieces = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel(piece))
    # A residual slope steps a rule over neighbouring pixel rows: join the steps again.
    pieces = cv2.dilate(pieces, np.ones((3, 1) if horizontal else (1, 3), np.uint8))
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, kernel(gap))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:count].tolist():
        thickness, reach = (height, width) if horizontal else (width, height)
        if reach >= length and thickness <= max(12, 6 * scale):
            # The dilation widened it by a pixel on both sides.
            box = (x, y + 1, x + width, y + height - 1) if horizontal else (x + 1, y, x + width - 1, y + height)
            found.append(Stroke(x0=box[0], top=box[1], x1=box[2], bottom=box[3], horizontal=horizontal))
    return found


def without_strokes(pixels: Pixels, rules: list[Stroke]) -> Pixels:
    """The page with its rules painted over: they are what confuses character recognition most."""
    clean = pixels.copy()
    for rule in rules:
        clean[max(rule.top - 1, 0) : rule.bottom + 1, max(rule.x0 - 1, 0) : rule.x1 + 1] = 255
    return clean
