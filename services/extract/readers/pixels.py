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
#: a mark of this share of the usual contrast shows through from the other side; fewer pixels than this are a speck
_PALE, _MARK = 0.4, 8
#: points around a dark pixel within which a character's hairlines lie
_NEAR = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """A drawn rule in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int
    horizontal: bool


def evened(pixels: Pixels) -> Pixels:
    """The page with uneven light taken out, shadows of a fold and of a hand with it: divided by its own background."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    # Closing and the median take text, rules and stamps out of the small copy and leave the edges of shadows where they
    # are; what remains is the paper's own brightness. Beside an edge the darker side counts, or it would look like ink.
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), 15)
    paper = cv2.erode(paper, np.ones((5, 5), np.uint8))
    low, high = np.percentile(paper, (1, 99))
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


def show_through(page: Pixels, scale: float) -> tuple[Pixels, int]:
    """A mask (255) of what on a grey page is far paler than its text, and how many marks there are in it: print that
    shows through from the other side, edges of shadows, watermarks, the paper's texture. A mark is as dark as its
    darkest pixel; around dark pixels nothing is hidden, for characters have hairlines."""
    grey, mask = page[:, :, 0], ink(page)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    weights = np.where(stats[:, cv2.CC_STAT_AREA] >= _MARK, stats[:, cv2.CC_STAT_AREA], 0)
    weights[0] = 0
    if not weights.any():
        return np.zeros_like(mask), 0
    paper = int(np.median(grey))
    darkest = np.full(count, 255, np.uint8)
    np.minimum.at(darkest, np.asarray(labels[mask > 0], dtype=np.intp), grey[mask > 0])
    contrast = np.maximum(paper - darkest.astype(np.int16), 0)
    order = np.argsort(contrast)
    usual = float(contrast[order][np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)])
    pale = (weights > 0) & (contrast < _PALE * usual)
    dark = np.where(grey < paper - _PALE * usual, 255, 0).astype(np.uint8)
    away = cv2.dilate(dark, np.ones((2 * int(_NEAR * scale) + 1,) * 2, np.uint8)) == 0
    # The mask ends where a mark fades: what fades with it goes too, unless it belongs to another mark.
    fading = cv2.dilate(np.where(pale, 255, 0).astype(np.uint8)[labels], np.ones((5, 5), np.uint8)) > 0
    hidden = (fading & ((mask == 0) | pale[labels])) | away
    return np.where(hidden, 255, 0).astype(np.uint8), int(pale.sum())


def whitened(page: Pixels, hidden: Pixels) -> Pixels:
    """The grey page with paper where the mask `hidden` is."""
    return np.where(hidden[:, :, None] > 0, np.uint8(np.median(page)), page)


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
