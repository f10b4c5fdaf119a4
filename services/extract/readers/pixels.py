"""What can be seen in a page's pixels before any reading: skew, stamps, drawn rules.

All functions take and give arrays; lengths are pixels here and become points in `scan`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.raster import Pixels

#: a scanner's feeder turns a page by less than this; more is a photograph, handled the same way
MAX_SKEW = 6.0
#: a rule whose box is thicker (pixels) may be one that bends; its own ink is darker than the paper by this (grey
#: levels) and straight for so many pixels
_BENT, _INKED, _PIECE = 9, 20, 40
#: what is a straight line for longer than this (points) is a rule, not text
LONG = 30
#: the longer side of a page of text in pixels, as the sizes in `evened` are meant; there a patch of a character is
#: smaller than this
_A4, _PATCH = 2339, 25
#: paper whose channels differ by less (grey levels) is grey; one so much darker than the brightest (its share) is no
#: paper's; so much of a page (its share) must not be quite white for its paper to be seen
_TINT, _TINTED, _SEEN = 6, 0.5, 0.3
#: the grey level of paper under even light
_WHITE = 235
#: at the foot of a shadow the paper is no darker than this share of the usual around it
_FOOT = 0.5
#: the share of the gap between two pieces of a rule that a stamp covers where they are one rule
_UNDER = 0.8
#: of a gap that it covers in part it takes this share of the area, and ink or stamp this share of the length
_IN_PART, _UNBROKEN = 0.25, 0.97
#: a line of pixels is a rule's where so much of the length of a mark thicker than any rule is ink in it
_LENGTHWISE = 0.6
#: what is thicker (points) is more than a rule
_THICKEST = 2.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """A drawn rule in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int
    horizontal: bool


def brightest(pixels: Pixels) -> Pixels:
    """The brightest channel of every pixel."""
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.uint8)


def darkest(pixels: Pixels) -> Pixels:
    """The darkest channel of every pixel."""
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.uint8)


def middle_level(pixels: Pixels) -> float:
    """The median of all grey levels of a page; its counts are had many times as fast as an order of them."""
    channels = range(pixels.shape[2] if pixels.ndim == 3 else 1)
    counts = sum(cv2.calcHist([pixels], [c], None, [256], [0, 256]).ravel().astype(np.int64) for c in channels)
    below = np.cumsum(counts)
    both = [int(np.searchsorted(below, at, side="right")) for at in ((pixels.size - 1) // 2, pixels.size // 2)]
    return sum(both) / 2


def neutral(pixels: Pixels) -> Pixels:
    """The page with its paper grey: warm light and tinted paper give all of it a colour, by which stamps are found."""
    some = pixels[::4, ::4].reshape(-1, 3)
    seen = some[some.min(axis=1) < 255]  # what is quite white is none of a photograph's sheet
    if len(seen) < _SEEN * len(some):
        return pixels
    grey = seen.mean(axis=1)
    paper = np.median(seen[grey >= np.median(grey)], axis=0)
    if paper.max() - paper.min() < _TINT or paper.min() < _TINTED * paper.max():
        return pixels
    lighter = (np.arange(256)[:, None] * (paper.max() / paper)).clip(max=255).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, lighter[None]), dtype=np.uint8)


def evened(pixels: Pixels) -> Pixels:
    """The page with uneven light taken out, shadows of a fold and of a hand with it: divided by its own background."""
    # The brightest channel is that of the paper under a stamp as well: its ink is no shadow.
    bright = brightest(pixels)
    half = 0.5 * min(1.0, _A4 / max(bright.shape))
    small = cv2.resize(bright, None, fx=half, fy=half, interpolation=cv2.INTER_AREA)
    # Closing and the median take text, rules and stamps out of the small copy and leave the edges of shadows where they
    # are; what remains is the paper's own brightness. At the foot of a sharp shadow the median sees too much of the
    # light beside it: there the closed copy, which keeps what little text was left in it, says how dark the paper is.
    # Beside an edge the darker side counts, or it would look like ink.
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    # Blurred characters leave patches in it; shadows are longer than these in one direction at the least.
    across, down = (cv2.morphologyEx(closed, cv2.MORPH_CLOSE, np.ones(n, np.uint8)) for n in ((1, _PATCH), (_PATCH, 1)))
    closed = np.minimum(across, down)
    usual = cv2.medianBlur(closed, 15)
    paper = np.clip(closed, (_FOOT * usual).astype(np.uint8), usual)
    paper = cv2.erode(paper, np.ones((3, 3), np.uint8))
    low, high = np.percentile(paper, (1, 99))
    if high - low < 40:
        return pixels
    background = np.maximum(cv2.resize(paper, (bright.shape[1], bright.shape[0])), 1)
    # Each channel by itself: a stamp must keep its colour, by which it is found. Nothing is brighter than paper: beside
    # a band that shines the paper would look like ink.
    channels = [np.minimum(cv2.divide(pixels[:, :, c], background, scale=_WHITE), _WHITE) for c in range(3)]
    return np.asarray(np.stack(channels, axis=2), dtype=np.uint8)


def ink(pixels: Pixels) -> Pixels:
    """A mask of the dark marks, 255 where there is ink."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    block = max(31, (min(grey.shape) // 40) | 1)
    mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15)
    return np.asarray(mask, dtype=np.uint8)


def without_rules(mask: Pixels, scale: float) -> Pixels:
    """The ink that is no long straight line."""
    n = int(LONG * scale)
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, n), np.uint8))
    rules = cv2.max(across, cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((n, 1), np.uint8)))
    return np.where(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0, 0, mask).astype(np.uint8)


def is_blank(mask: Pixels) -> bool:
    """Whether a page carries nothing but specks."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return float(np.count_nonzero(opened)) < 0.0001 * mask.size


def skew(mask: Pixels) -> float:
    """Degrees by which the page must be turned (counter-clockwise positive) so that its lines are level.

    Drawn rules and text lines make the row profile sharpest when they are level: the angle of the sharpest profile
    wins, found coarse to fine on a small copy. Until the last step a line counts no more than a short rule does: the
    edge of a fold or of another sheet is longer than any, and not level with them.
    """
    factor = min(1.0, 1000 / max(mask.shape))
    small = _resized(mask, factor)

    def sharpness(angle: float, copy: Pixels, most: float, flags: int) -> float:
        profile = _turned(copy, angle, 0, flags).sum(axis=1, dtype=np.float64)
        return float(np.square(np.abs(np.diff(profile)).clip(max=most)).sum())

    best, short = 0.0, 0.2 * 255
    for step, reach, copy, most, flags in (
        (1.0, MAX_SKEW, _resized(small, 0.5), short, cv2.INTER_LINEAR),
        (0.25, 1.0, small, short, cv2.INTER_LINEAR),
        (0.05, 0.25, small, np.inf, cv2.INTER_CUBIC),
    ):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=partial(sharpness, copy=copy, most=most * copy.shape[1], flags=flags)))
    return best if abs(best) >= 0.08 else 0.0


def _resized(mask: Pixels, factor: float) -> Pixels:
    return np.asarray(cv2.resize(mask, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """The page turned by a small angle about its centre, on white, same size."""
    return pixels if degrees == 0 else _turned(pixels, degrees, 255)


def _turned(pixels: Pixels, degrees: float, edge: int, flags: int = cv2.INTER_CUBIC) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    border = (edge, edge, edge)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), flags=flags, borderValue=border), dtype=np.uint8)


def strokes(
    mask: Pixels,
    scale: float,
    unstamped: Pixels | None = None,
    stamped: Pixels | None = None,
    faint: Pixels | None = None,
) -> list[Stroke]:
    """The drawn rules: long thin runs of ink, broken ones mended over gaps of about 3 points, and over longer ones
    that the mask `stamped` covers: no rule can be seen in the star of a seal.

    A short run is a rule only if it ends on rules that cross it: an arc of a stamp and the leg of a character do not.
    The shortest, which part the cells of a single row, must touch them. Both must stand in the mask `unstamped`
    (default: the same), or in the one in which stamps are `faint`, as well: a seal's arcs and the strokes of its
    characters are as long.
    """
    plain = mask if unstamped is None else unstamped
    under = np.zeros_like(mask) if stamped is None else stamped
    paler = plain if faint is None else faint
    across, down = (
        _bridged(_candidates(mask, plain, paler, under, scale, horizontal), under, mask, scale)
        for horizontal in (True, False)
    )
    reach = 5 * scale
    long_across = [r for r in across if _length(r) > 90 * scale]
    grown = [r if _length(r) > 90 * scale else _grown(r, paler, scale) for r in down]
    # The leg of a character right above its end makes a rule no longer.
    whole = [
        r if ends_on(r, across, reach) and not ends_on(g, across, reach) else g
        for r, g in zip(down, grown, strict=True)
    ]
    down = [r for r in whole if _length(r) > 90 * scale or ends_on(r, long_across, reach)]
    across = [r for r in across if r in long_across or ends_on(r, down, reach)]
    # In a head, or a small table, a rule may stand on one that is short itself.
    down = [r for r in whole if r in down or ends_on(r, across, reach)]
    down = [_cut_back(r, down, across, scale) for r in down]
    short = [r for r in _strokes(plain, scale, False, 10) if _length(r) < 22 * scale]
    return across + down + [r for r in short if ends_on(r, across, 1.6 * scale)]


def _candidates(
    mask: Pixels, plain: Pixels, faint: Pixels, stamped: Pixels, scale: float, horizontal: bool
) -> list[Stroke]:
    """The runs of one direction in the mask that stand in `plain` as well; where a stamp stands also those without its
    ink, or with little of it: a ring that touches a rule makes one thick mark of both."""
    is_stamped = bool(stamped.any())
    found = _strokes(mask, scale, horizontal, 22) + (_strokes(plain, scale, horizontal, 22) if is_stamped else [])
    found = [
        r
        for r in found
        if _stands_in(plain, r, stamped)
        or (_length(r) > 90 * scale and not (_is_under(r, stamped) and not _stands_in(faint, r, stamped)))
    ]
    return found + (_strokes(faint, scale, horizontal, 22) if is_stamped else [])


def _bridged(rules: Sequence[Stroke], stamped: Pixels, mask: Pixels, scale: float) -> list[Stroke]:
    """The rules of one direction, those made one that lie on one line with nothing but a stamp, or a stamp and ink of
    the `mask`, between them, or of which one is a part of the other."""
    if not stamped.any():
        return list(rules)
    whole: list[Stroke] = []
    for rule in sorted(rules, key=lambda r: r.x0 if r.horizontal else r.top):
        before = next((i for i, r in enumerate(whole) if _goes_on_under(r, rule, stamped, mask)), None)
        if before is None:
            whole.append(rule)
        else:
            whole[before] = _joined(whole[before], rule, scale)
    return whole


def _joined(one: Stroke, other: Stroke, scale: float) -> Stroke:
    """One rule of two: as thick as the longer, but a ring beside a rule makes it thicker than any."""
    longer, shorter = sorted((one, other), key=_length, reverse=True)
    lead = shorter if _thickness(longer) > _THICKEST * scale else longer
    if one.horizontal:
        return replace(lead, x0=min(one.x0, other.x0), x1=max(one.x1, other.x1))
    return replace(lead, top=min(one.top, other.top), bottom=max(one.bottom, other.bottom))


def _thickness(rule: Stroke) -> int:
    return rule.bottom - rule.top if rule.horizontal else rule.x1 - rule.x0


def _goes_on_under(one: Stroke, other: Stroke, stamped: Pixels, mask: Pixels) -> bool:
    """Whether the other rule begins on the line of the first, on it or behind its end where a stamp covers what lies
    between: all of its width, or a part of it where there is ink beside the stamp's without a break."""
    if one.horizontal:
        apart = max(one.top, other.top) - min(one.bottom, other.bottom)
        gap = np.s_[one.top : one.bottom, one.x1 : other.x0]
    else:
        apart = max(one.x0, other.x0) - min(one.x1, other.x1)
        gap = np.s_[one.bottom : other.top, one.x0 : one.x1]
    if apart > 0 or not stamped[gap].size:
        return apart <= 0
    under, axis = stamped[gap] > 0, 0 if one.horizontal else 1
    inked = (under | (mask[gap] > 0)).any(axis=axis)
    return float(np.mean(under)) > _UNDER or (float(np.mean(inked)) > _UNBROKEN and float(np.mean(under)) > _IN_PART)


def _grown(rule: Stroke, mask: Pixels, scale: float) -> Stroke:
    """The upright rule made longer at both ends by what goes on beyond a break there, too short for a piece."""
    inked = np.asarray(mask[:, max(rule.x0 - 1, 0) : rule.x1 + 1].any(axis=1))
    above, below = _goes_on(inked[: rule.top][::-1], scale), _goes_on(inked[rule.bottom :], scale)
    return replace(rule, top=rule.top - above, bottom=rule.bottom + below)


def _goes_on(inked: NDArray[np.bool_], scale: float) -> int:
    """How many pixels of a line's ink follow, breaks of about 3 points within it, most of it ink; as long as a piece
    at the most."""
    near = np.flatnonzero(inked[: int(22 * scale)])
    breaks = np.flatnonzero(np.diff(near, prepend=-1) > 3 * scale)
    run = near[: breaks[0]] if breaks.size else near
    reach = int(run[-1]) + 1 if run.size else 0
    return reach if run.size > 0.6 * reach else 0


def _cut_back(rule: Stroke, down: Sequence[Stroke], across: Sequence[Stroke], scale: float) -> Stroke:
    """The upright rule without what goes on beyond the edge of its frame, shorter than any rule: the leg of a character
    that stands on it. The edge is a rule across on which the first and the last of the upright ones end."""
    reach, piece = 5 * scale, 22 * scale
    crossing = [o for o in across if o.x0 - reach <= rule.x0 <= o.x1 + reach]
    top, bottom = rule.top, rule.bottom
    for edge in crossing:
        meeting = [r for r in down if edge.x0 - reach <= r.x0 <= edge.x1 + reach]
        meeting = [r for r in meeting if r.top - reach <= edge.top <= r.bottom + reach]
        outer = [choose(meeting, key=lambda r: r.x0) for choose in (min, max) if meeting]
        if reach < edge.top - rule.top < piece and all(abs(r.top - edge.top) <= reach for r in outer):
            top = edge.top
        if reach < rule.bottom - edge.bottom < piece and all(abs(r.bottom - edge.bottom) <= reach for r in outer):
            bottom = edge.bottom
    tops, bottoms = ([abs(end - o.top) for o in crossing] for end in (rule.top, rule.bottom))
    return replace(
        rule,
        top=rule.top if min(tops, default=0) <= reach else top,
        bottom=rule.bottom if min(bottoms, default=0) <= reach else bottom,
    )


def _length(rule: Stroke) -> int:
    return rule.x1 - rule.x0 if rule.horizontal else rule.bottom - rule.top


def _is_under(rule: Stroke, stamped: Pixels) -> bool:
    """Whether a stamp covers nearly all of the rule's length: it may be the side of a square one."""
    box, axis = np.s_[rule.top : rule.bottom, rule.x0 : rule.x1], 0 if rule.horizontal else 1
    return bool(float(np.mean(stamped[box].any(axis=axis))) > _UNDER)


def _stands_in(mask: Pixels, rule: Stroke, stamped: Pixels) -> bool:
    """Whether nearly all of the rule's length, or of what of it no stamp covers, if that is most of it, is ink of that
    mask."""
    box, axis = np.s_[rule.top : rule.bottom, rule.x0 : rule.x1], 0 if rule.horizontal else 1
    inked, bare = np.asarray(mask[box].any(axis=axis)), np.asarray(~stamped[box].any(axis=axis))
    if not inked.size:
        return False
    is_most = float(np.mean(bare)) > 0.5
    return float(np.mean(inked)) > 0.8 or (is_most and float(np.mean(inked[bare])) > 0.8)


def ends_on(rule: Stroke, others: list[Stroke], reach: float) -> bool:
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
    count, labels, stats, _ = components(joined)
    found, thickest = [], max(12, int(6 * scale))
    for label, (x, y, width, height, _) in enumerate(stats[1:count].tolist(), 1):
        own = np.s_[y : y + height, x : x + width]
        first, past = 0, height if horizontal else width
        reach = width if horizontal else height
        if reach >= length and past > thickest:
            first, past = _through(np.mean(labels[own] == label, axis=1 if horizontal else 0))
        if reach >= length and first < past <= first + thickest:
            # The dilation widened it by a pixel on both sides.
            first, past = first + 1, past - 1
            box = (x, y + first, x + width, y + past) if horizontal else (x + first, y, x + past, y + height)
            found.append(Stroke(x0=box[0], top=box[1], x1=box[2], bottom=box[3], horizontal=horizontal))
    return found


def _through(inked: NDArray[np.float64]) -> tuple[int, int]:
    """From which to past which line of pixels a rule goes through a mark that is thicker than any, as of a star on it:
    `inked` is the share of its length that is ink in each line."""
    lines = np.flatnonzero(inked > _LENGTHWISE)
    is_one = lines.size > 0 and int(lines[-1] - lines[0]) + 1 == lines.size
    return (int(lines[0]), int(lines[-1]) + 1) if is_one else (0, 0)


def without_strokes(pixels: Pixels, rules: list[Stroke]) -> Pixels:
    """The page with its rules painted over in the shade of the paper: they are what confuses character recognition
    most, and a bar brighter than the paper is read as well. Of one that bends, only its own ink: text stands beside it
    in the box around it."""
    clean, paper = pixels.copy(), middle_level(pixels)
    for rule in rules:
        area = np.s_[max(rule.top - 1, 0) : rule.bottom + 1, max(rule.x0 - 1, 0) : rule.x1 + 1]
        if _thickness(rule) <= _BENT:
            clean[area] = paper
            continue
        dark = np.where(pixels[area].min(axis=2) < paper - _INKED, 255, 0).astype(np.uint8)
        along, around = ((1, _PIECE), (5, 3)) if rule.horizontal else ((_PIECE, 1), (3, 5))
        own = cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(along, np.uint8)), np.ones(around, np.uint8))
        clean[area] = np.where(own[:, :, None] > 0, np.asarray(paper, np.uint8), clean[area])
    return clean
