"""What can be seen in a page's pixels before any reading: skew, stamps, drawn rules.

All functions take and give arrays; lengths are pixels here and become points in `scan`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

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
    brightest, darkest = pixels.max(axis=2), pixels.min(axis=2)
    coloured = np.where(brightest.astype(np.int16) - darkest > 40, 255, 0).astype(np.uint8)
    # JPEG keeps colour at half the resolution: the ink's edges are colourless, so the zone is widened.
    zone = cv2.dilate(cv2.morphologyEx(coloured, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.ones((7, 7), np.uint8))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    stamped = (zone > 0) & (brightest > 140)
    cleaned = np.where(stamped, int(np.median(grey)), grey).astype(np.uint8)
    return np.repeat(cleaned[:, :, None], 3, axis=2)


def without_grey_stamps(pixels: Pixels, scale: float) -> Pixels:
    """The same for a scan without colours, where a stamp is grey among black text.

    A stamp is known by its ring: a thin closed shape of medium grey, two centimetres or more across. Inside it,
    grey that does not touch black is whitened. Outside nothing is touched: pale text may be just pale text.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    paper = int(np.median(grey))
    dark = grey[grey < paper - 60]
    if dark.size < 500:
        return pixels
    black = int(np.percentile(dark, 10))
    core = cv2.morphologyEx(np.where(grey <= black + 35, 255, 0).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2)))
    near_text = cv2.dilate(core, np.ones((5, 5), np.uint8)) > 0
    pale = (grey < paper - 10) & ~near_text
    medium = pale & (grey < paper - 35)
    joined = cv2.morphologyEx(np.where(medium, 255, 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    inside = np.zeros(grey.shape, np.uint8)
    for x, y, width, height, area in stats[1:count].tolist():
        shape = labels[y : y + height, x : x + width] > 0
        if 50 * scale < min(width, height) < 250 * scale and 0.5 < width / height < 2 and _is_ring(shape, area):
            centre, axes = (x + width // 2, y + height // 2), (width // 2 + 4, height // 2 + 4)
            cv2.ellipse(inside, centre, axes, 0, 0, 360, 255, -1)
    if not inside.any():
        return pixels
    cleaned = np.where((inside > 0) & pale, paper, grey).astype(np.uint8)
    return np.repeat(cleaned[:, :, None], 3, axis=2)


def _is_ring(shape: NDArray[np.bool_], area: int) -> bool:
    """Whether most of a component's pixels lie near the ellipse that its bounding box holds."""
    height, width = shape.shape
    ys, xs = np.nonzero(shape)
    radius = np.hypot((xs - width / 2) / (width / 2), (ys - height / 2) / (height / 2))
    return area < 0.4 * width * height and float(np.mean(np.abs(radius - 0.95) < 0.1)) > 0.6


def evened(pixels: Pixels) -> Pixels:
    """The page with uneven light taken out: divided by its own background (a wide median)."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    # Closing takes text, rules and stamps out of the small copy; what remains is the paper's own brightness.
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    paper = np.asarray(cv2.medianBlur(closed, 31), dtype=np.uint8)
    low, high = np.percentile(paper, (2, 98))
    if high - low < 40:
        return pixels
    background = np.maximum(cv2.resize(paper, (grey.shape[1], grey.shape[0])), 1)
    # Each channel by itself: a stamp must keep its colour, by which it is found.
    channels = [cv2.divide(pixels[:, :, c], background, scale=235) for c in range(3)]
    return np.asarray(np.stack(channels, axis=2), dtype=np.uint8)


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


def strokes(mask: Pixels, scale: float, unstamped: Pixels | None = None) -> list[Stroke]:
    """The drawn rules: long thin runs of ink, broken ones mended over gaps of about 3 points.

    A short run is a rule only if it ends on rules that cross it: an arc of a stamp and the leg of a character do not.
    The shortest, which part the cells of a single row, must touch them. Both must stand in the mask `unstamped`
    (default: the same) as well: a seal's arcs and the strokes of its characters are as long.
    """
    plain = mask if unstamped is None else unstamped
    across = [r for r in _strokes(mask, scale, True, 22) if _length(r) > 90 * scale or _stands_in(plain, r)]
    down = [r for r in _strokes(mask, scale, False, 22) if _length(r) > 90 * scale or _stands_in(plain, r)]
    reach = 5 * scale
    long_across = [r for r in across if _length(r) > 90 * scale]
    down = [r for r in down if _length(r) > 90 * scale or _ends_on(r, long_across, reach)]
    short = [r for r in _strokes(plain, scale, False, 10) if _length(r) < 22 * scale]
    down += [r for r in short if _ends_on(r, long_across, 1.6 * scale)]
    return [r for r in across if r in long_across or _ends_on(r, down, reach)] + down


def _length(rule: Stroke) -> int:
    return rule.x1 - rule.x0 if rule.horizontal else rule.bottom - rule.top


def _stands_in(mask: Pixels, rule: Stroke) -> bool:
    """Whether nearly all of the rule's length is ink of that mask."""
    inked = mask[rule.top : rule.bottom, rule.x0 : rule.x1].any(axis=0 if rule.horizontal else 1)
    return bool(inked.size) and float(np.mean(inked)) > 0.8


def _ends_on(rule: Stroke, others: list[Stroke], reach: float) -> bool:
    """Whether both ends of the rule lie on some of the others, which run across it."""
    if rule.horizontal:
        ends, across = (rule.x0, rule.x1), rule.top
        crossing = [(o.x0, o.x1, o.top, o.bottom) for o in others]
    else:
        ends, across = (rule.top, rule.bottom), rule.x0
        crossing = [(o.top, o.bottom, o.x0, o.x1) for o in others]
    return all(
        any(a - reach <= end <= b + reach and low - reach <= across <= high + reach for a, b, low, high in crossing)
        for end in ends
    )


def _strokes(mask: Pixels, scale: float, horizontal: bool, shortest: float) -> list[Stroke]:
    """Thin runs of one direction, `shortest` points long or more."""
    length, piece, gap = max(12, int(shortest * scale)), max(9, int(0.64 * shortest * scale)), max(3, int(3 * scale))

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
