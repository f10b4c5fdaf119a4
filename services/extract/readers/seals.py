"""Seals in scans without colours: found by their outline (round, oval, or square), taken out by shade or by shape.

Outlines are looked for in the ink that is neither rule nor text. What stands within one is hard to tell from the seal's
own characters: it is read, and doubted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers import seal_frames, seal_rows
from services.extract.readers.components import components
from services.extract.readers.pixels import Stroke, ink, middle_level, without_rules
from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: radius of a round seal in points; how much of its outline must be ink for a seal
_RADII, _COVERED = (22, 100), 0.85
#: circles are looked for in a copy made so soft (points); one is looked at closely where there is ink within so many
#: points of so much of it
_SOFT, _NEARLY, _ROUGHLY = 1.2, 3.0, 0.7
#: a seal's area is so many times as wide as the middle of its outline
_DISC = 1.08
#: text is darker by this (grey levels) than all but so much (percent) of the uneven ink of a seal
_DARKER, _DARKEST = 10, 10
#: and so much of it must be for shade to tell them apart (percent)
_MOST = 25
#: a stroke this thick (points) is no text's; a mark so many times as high as the text's is a character of the seal; the
#: star stands within this share of the radius
_THICK, _LARGE, _STAR = 2.4, 1.5, 0.45
#: what is left within so many pixels of a seal's ink that was taken out may have some of it
_TOUCH = 7
#: an outline's ink reaches no further from its middle (points)
_RIM = 4.0
#: marks that reach no further from an outline's ink than this (points) are its frayed edge
_FRAY = 2.0
#: rules are taken out before outlines are looked for, which leaves such gaps
_GAP = 31
#: edge pixels (at one pixel a point) beyond which a page is texture: outlines would be looked for in vain, at length
_MOST_EDGES = 40_000
#: ovals are fitted to so many samples of as many points; points this near (points) to one are on it
_SAMPLES, _FITTED, _ON = 80, 6, 1.2
#: a square that is turned by less than this (degrees) may be a box of rules; the share of the longest line's points
#: that make a side
_TURNED, _SIDE = 2.0, 0.5
#: the least share of an outline that lies on the page; a round one's middle may lie so far (points) beside it
_ON_PAGE, _BEYOND = 0.45, 10
#: how far beside the middle of an outline there is ink of it (points)
_BESIDE = 1.2
#: a rule is held against an outline at so many places; one that lies along this share of it on a round one is its arc
_PLACES, _ARC = 20, 0.8

Floats = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """An outline of ink, in pixels: an oval (a circle is one) or a box, `across` and `down` from its middle to its
    sides before it was turned by `angle` (degrees, clockwise as seen)."""

    x: float
    y: float
    across: float
    down: float
    angle: float = 0.0
    is_box: bool = False

    @property
    def radius(self) -> float:
        return (self.across + self.down) / 2

    @property
    def box(self) -> Box:
        """All that it may cover, however it is turned."""
        reach = max(self.across, self.down)
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)

    def reach(self, xs: Floats, ys: Floats) -> Floats:
        """How far out points are from the middle: 1 on the outline."""
        turn = np.deg2rad(self.angle)
        right, low = xs - self.x, ys - self.y
        along = np.abs(right * np.cos(turn) + low * np.sin(turn)) / self.across
        aside = np.abs(low * np.cos(turn) - right * np.sin(turn)) / self.down
        return np.asarray(np.maximum(along, aside) if self.is_box else np.hypot(along, aside))

    def reach_of(self, shape: tuple[int, ...]) -> Floats:
        """`reach` of every pixel of a page of this shape."""
        rows, columns = np.ogrid[: shape[0], : shape[1]]
        return self.reach(columns.astype(np.float64), rows.astype(np.float64))


def without(page: Pixels, found: Sequence[Seal], scale: float) -> tuple[Pixels, Pixels]:
    """A scan without colours has stamps in grey among black text. Where the page's text is darker than a seal's
    outline, what is not darker and touches nothing that is becomes paper inside the seal. Elsewhere shade tells
    nothing: the outline, the star and characters too large for text go, and what stands between the lines of the page;
    what else stands in it stays. Outside nothing is touched: pale text may be just pale text. The page, and a mask
    (255) of the ink that was taken out."""
    grey, taken = page[:, :, 0].copy(), np.zeros(page.shape[:2], np.uint8)
    if not found:
        return page, taken
    paper, mask = int(middle_level(grey)), ink(page)
    bare = without_rules(mask, scale)  # rules are darker than any thin letter
    printed = grey[(bare > 0) & (marked(taken, found) == 0)]
    darkest, text = np.percentile(printed, (5, _MOST)) if printed.size else (0.0, 0.0)
    size = _text_size(bare)
    blank = seal_rows.between_lines(np.where(marked(taken, found) > 0, np.uint8(0), bare), size)
    for seal in found:
        reach = seal.reach_of(grey.shape)
        inside, line = reach < _DISC, np.abs(reach - 1) * seal.radius < 1.5
        level = float(np.percentile(grey[line], _DARKEST)) - _DARKER
        if text <= level:
            own = inside & (grey < paper - 10) & ~_text_in(grey, level, (level + darkest) / 2)
            touched = inside & ~own & (cv2.dilate(own.astype(np.uint8), np.ones((_TOUCH,) * 2, np.uint8)) > 0)
            grey[touched] = _stretched(grey[touched], darkest, float(np.median(grey[line])), paper)
        else:
            dark = inside & (grey < (paper + level) / 2)
            own = _own_by_shape(np.where(inside, bare, 0).astype(np.uint8), dark, seal, reach, size, scale)
            rest = np.where(inside & ~own, bare, np.uint8(0))
            own |= cv2.dilate(seal_rows.standing_between(rest, blank).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            crossed = own & (grey < level)  # print and seal together are darker than either
            grey[crossed] = _stretched(grey[crossed], darkest, level, paper)
            taken[crossed], own = 255, own & ~crossed
        grey[own], taken[own] = paper, 255
    return np.repeat(grey[:, :, None], 3, axis=2), taken


def _text_in(grey: Pixels, level: float, dark: float) -> Mask:
    """Where on a page marks darker than `level` are, and what fades around them; somewhere they are as dark as text,
    darker than `dark`: seals have dark specks."""
    _, labels = cv2.connectedComponents(np.where(grey < level, 255, 0).astype(np.uint8), connectivity=8)
    is_text = np.bincount(labels[grey < dark], minlength=int(labels.max()) + 1) > 0
    is_text[0] = False
    return np.asarray(cv2.dilate(is_text[labels].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)


def _stretched(grey: Floats, darkest: float, level: float, paper: int) -> Pixels:
    """What is left where a seal's ink touched text, as dark as it is darker than the seal usually is: specks of that
    are paler than text, and the darkest print stays as it is."""
    lack = np.clip((level - grey.astype(np.float32)) / max(level - darkest, 1.0), 0, 1)
    return np.asarray(paper - lack * (paper - darkest), dtype=np.uint8)


def _own_by_shape(bare: Pixels, dark: Mask, seal: Seal, reach: Floats, size: float, scale: float) -> Mask:
    """Where in the ink within a seal (`bare`: without rules; `dark`: with them) its outline is, what is left along
    that, its star and its characters: what is thicker than a stroke of text, and marks larger than the text's (`size`)
    away from the star."""
    low, high = (_ends(bare, seal, scale, step) for step in (-1, 1))
    rim = (low < reach) & (reach < high)
    dot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (int(_THICK * scale),) * 2)
    thick = cv2.morphologyEx(np.where(dark & ~rim, 255, 0).astype(np.uint8), cv2.MORPH_OPEN, dot)
    inner = np.where(rim, 0, bare).astype(np.uint8)
    count, labels, stats, centres = components(inner)
    height = stats[:, cv2.CC_STAT_HEIGHT]  # figures that run together are wide, and no higher than text
    large = (height > _LARGE * size) | ((stats[:, cv2.CC_STAT_WIDTH] > _LARGE * size) & (height > size))
    large &= (seal.reach(centres[:, 0], centres[:, 1]) > (0 if seal.is_box else _STAR)) & (np.arange(count) > 0)
    beyond = np.maximum(np.maximum(low - reach, reach - high), 0) * seal.radius
    furthest = np.zeros(count)
    np.maximum.at(furthest, np.asarray(labels[inner > 0], dtype=np.intp), beyond[inner > 0])
    edge = (furthest < _FRAY * scale) & (np.arange(count) > 0)
    shape = np.where(thick > 0, 255, np.where(large | edge, 255, 0)[labels]).astype(np.uint8)
    return rim | (cv2.dilate(shape, np.ones((5, 5), np.uint8)) > 0)


def _ends(bare: Pixels, seal: Seal, scale: float, step: int) -> float:
    """Where (in `reach`) the outline's ink ends, inwards (step -1) or outwards (1)."""
    away = step
    while abs(away) < _RIM * scale and covered(bare, _grown(seal, away), 0.2) >= _COVERED / 2:
        away += step
    return 1 + (away + step) / seal.radius  # where it fades


def _grown(seal: Seal, by: float) -> Seal:
    return replace(seal, across=seal.across + by, down=seal.down + by)


def _text_size(bare: Pixels) -> float:
    """The height of a page's larger characters, in pixels."""
    return _size_of(components(bare)[2])


def _size_of(stats: Floats) -> float:
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    heights = heights[heights > 5]
    return float(np.percentile(heights, 75)) if heights.size else 0.0


def marked(stamped: Pixels, found: Sequence[Seal]) -> Pixels:
    """The mask of stamps with all that lies within the seals: their ink is hard to tell from text."""
    mask = stamped.copy()
    for seal in found:
        mask[seal.reach_of(mask.shape) < _DISC] = 255
    return mask


def without_sides(rules: Sequence[Stroke], found: Sequence[Seal], scale: float) -> list[Stroke]:
    """The rules but those that lie along the outline of a seal: what is left of it. Of a square one in all their
    length; an arc leaves the straight line that begins on it."""
    return [rule for rule in rules if not any(_is_side(rule, seal, scale) for seal in found)]


def _is_side(rule: Stroke, seal: Seal, scale: float) -> bool:
    reach = seal.reach(np.linspace(rule.x0, rule.x1, _PLACES), np.linspace(rule.top, rule.bottom, _PLACES))
    along = np.abs(reach - 1) * seal.radius < _RIM * scale
    return bool(float(np.mean(along)) >= (1.0 if seal.is_box else _ARC))


# ---------------------------------------------------------------- finding


def find(mask: Pixels, scale: float) -> list[Seal]:
    """The seals that stand in the ink of a page, none on another."""
    bare = without_rules(mask, scale)
    small, large = _smaller(bare, scale), _smaller(_larger_than_text(bare), scale)
    if _is_texture(large):
        return []
    candidates = [*([] if _is_texture(small) else _round(small)), *_outlined(large)]
    settled = [_settled(mask, _scaled(seal, scale), scale) for seal in candidates]
    found: list[Seal] = []
    for seal in sorted([*settled, *_straight(mask, scale)], key=lambda s: covered(mask, s, scale), reverse=True):
        is_apart = all(np.hypot(seal.x - s.x, seal.y - s.y) > s.radius for s in found)
        if is_apart and covered(mask, seal, scale) >= _COVERED:
            found.append(seal)
    return found


def _is_texture(small: Pixels) -> bool:
    """Whether marks are too many to look for outlines in them; a dense table's are, those larger than its text not."""
    return int(np.count_nonzero(cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)))) > _MOST_EDGES


def _smaller(mask: Pixels, scale: float) -> Pixels:
    """The mask at one pixel a point."""
    small = cv2.resize(mask, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    return np.where(small > 100, 255, 0).astype(np.uint8)


def _larger_than_text(bare: Pixels) -> Pixels:
    """The marks that are too large for the page's text: an outline, in pieces where rules crossed it."""
    _, labels, stats, _ = components(bare)
    large = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > _LARGE * _size_of(stats)
    large[0] = False
    return np.asarray(np.where(large, 255, 0)[labels], np.uint8)


def _round(small: Pixels) -> list[Seal]:
    low, high = _RADII
    wide = cv2.copyMakeBorder(small, *(_BEYOND,) * 4, cv2.BORDER_CONSTANT, value=0)
    soft = cv2.GaussianBlur(wide, (0, 0), _SOFT)  # a worn outline has many edges of its own
    circles = cv2.HoughCircles(
        soft, cv2.HOUGH_GRADIENT, 1, minDist=2 * low, param1=150, param2=30, minRadius=low, maxRadius=high
    )
    places = [] if circles is None else circles[0][:6].tolist()
    found = [Seal(x=x - _BEYOND, y=y - _BEYOND, across=r, down=r) for x, y, r in places]
    return [seal for seal in found if covered(small, seal, 2 * _NEARLY) > _ROUGHLY]


def _outlined(small: Pixels) -> Iterator[Seal]:
    """Ovals and boxes through marks that stand together: rules that cross an outline part it."""
    near = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_GAP, _GAP), np.uint8))
    count, labels, stats, _ = components(near)
    least, most = seal_frames.SIDES
    for label in range(1, count):
        x, y, width, height = stats[label, :4].tolist()
        if min(width, height) < 0.6 * least or max(width, height) > 1.5 * most:
            continue
        area = np.s_[y : y + height, x : x + width]
        own = (labels[area] == label) & (small[area] > 0)
        points = np.argwhere(own)[:, ::-1] + np.array([x, y], dtype=np.float64)
        for seal in (_oval(points), _box(points)):
            sides = (0.0, 0.0) if seal is None else (2 * seal.across, 2 * seal.down)
            if seal is not None and least <= min(sides) and max(sides) <= most:
                yield seal


def _oval(points: Floats) -> Seal | None:
    """The oval on which most of the outermost points lie; None where these are too few (a slanted line's). Text that
    touches the outline is further out, so ovals are put through a few points at a time and the best counts."""
    outer = _outermost(points).astype(np.float32)
    if len(outer) < _FITTED:
        return None
    chance, best, most = np.random.default_rng(1), None, 0
    for _ in range(_SAMPLES):
        sample = outer[chance.choice(len(outer), _FITTED, replace=False)]
        (x, y), (width, height), angle = cv2.fitEllipseDirect(sample)
        if not np.isfinite([x, y, width, height, angle]).all() or min(width, height) < 1:
            continue
        seal = Seal(x=x, y=y, across=width / 2, down=height / 2, angle=angle)
        on = int(np.count_nonzero(np.abs(seal.reach(outer[:, 0], outer[:, 1]) - 1) * seal.radius < _ON))
        best, most = (seal, on) if on > most else (best, most)
    return best


def _outermost(points: Floats) -> Floats:
    """In every direction from the middle of their extent the point furthest out."""
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    away = points - middle
    sector = ((np.arctan2(away[:, 1], away[:, 0]) + np.pi) * 72 / (2 * np.pi)).astype(int) % 72
    order = np.argsort(np.hypot(away[:, 0], away[:, 1]))
    last = dict(zip(sector[order].tolist(), order.tolist(), strict=True))
    return points[list(last.values())]


def _box(points: Floats) -> Seal | None:
    """The turned box whose four sides are lines among the points; None where there is none. Turned as the box is, its
    sides fall into few columns and rows."""
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    angles = np.arange(-45.0, 45.0)
    spread = [sum(float(np.square(_counts(side)).sum()) for side in _turned(points - middle, a)) for a in angles]
    angle = float(angles[int(np.argmax(spread))])
    if abs(angle) < _TURNED:
        return None
    sides = [_sides(side) for side in _turned(points - middle, angle)]
    if any(high - low < 1 for low, high in sides):
        return None
    (left, right), (top, bottom) = sides
    turn, aside, below = np.deg2rad(angle), (left + right) / 2, (top + bottom) / 2
    return Seal(
        x=float(middle[0] + aside * np.cos(turn) - below * np.sin(turn)),
        y=float(middle[1] + aside * np.sin(turn) + below * np.cos(turn)),
        across=(right - left) / 2,
        down=(bottom - top) / 2,
        angle=angle,
        is_box=True,
    )


def _straight(mask: Pixels, scale: float) -> Iterator[Seal]:
    """Squares that stand straight or nearly so."""
    for frame in seal_frames.find(mask, scale):
        seal = Seal(x=frame.x, y=frame.y, across=frame.across, down=frame.down, angle=frame.angle, is_box=True)
        yield _settled(mask, seal, scale) if frame.angle else seal


def _turned(away: Floats, angle: float) -> tuple[Floats, Floats]:
    """The points as seen from a box turned by the angle: along and aside."""
    turn = np.deg2rad(angle)
    along = away[:, 0] * np.cos(turn) + away[:, 1] * np.sin(turn)
    return along, away[:, 1] * np.cos(turn) - away[:, 0] * np.sin(turn)


def _counts(places: Floats) -> NDArray[np.int64]:
    return np.bincount((places - places.min()).astype(int))


def _sides(places: Floats) -> tuple[float, float]:
    """The outermost places at which points make a line: they are nearly as many as at the longest one."""
    counts, least = _counts(places), float(places.min())
    lines = np.flatnonzero(counts > _SIDE * counts.max())
    return least + float(lines[0]), least + float(lines[-1]) + 1


def _scaled(seal: Seal, scale: float) -> Seal:
    return replace(seal, x=seal.x * scale, y=seal.y * scale, across=seal.across * scale, down=seal.down * scale)


def _settled(mask: Pixels, seal: Seal, scale: float) -> Seal:
    """The seal moved, turned and stretched by a few points to where most of its outline is ink."""
    for step in (2.0, 0.7):
        moves = [step * scale * k for k in (-2, -1, 0, 1, 2)]
        near = [replace(_grown(seal, dr), x=seal.x + dx, y=seal.y + dy) for dx in moves for dy in moves for dr in moves]
        seal = max(near, key=lambda s: _fit(mask, s, scale))
        near = [
            replace(seal, across=seal.across + dr, angle=seal.angle + da) for dr in moves for da in (-2, -1, 0, 1, 2)
        ]
        seal = max(near, key=lambda s: _fit(mask, s, scale))
    return seal


def _fit(mask: Pixels, seal: Seal, scale: float) -> float:
    """How well the seal lies on an outline in the ink: on its middle, where there is ink on both sides of it."""
    beside = (covered(mask, _grown(seal, _BESIDE * scale * side), scale) for side in (-1, 1))
    return 3 * covered(mask, seal, scale) + sum(beside)


def covered(mask: Pixels, seal: Seal, scale: float) -> float:
    """The share of the outline (0–1) at which there is ink, half a point on either side of it; of what of it lies on
    the page, which is half or more of a seal set across the edges of several sheets."""
    right, low = _outline(seal.is_box)
    turn, near = np.deg2rad(seal.angle), np.arange(-0.5 * scale, 0.5 * scale + 1)[:, None]
    along, aside = right * (seal.across + near), low * (seal.down + near)
    xs = (seal.x + along * np.cos(turn) - aside * np.sin(turn)).astype(int)
    ys = (seal.y + along * np.sin(turn) + aside * np.cos(turn)).astype(int)
    height, width = mask.shape
    seen = ((xs >= 0) & (xs < width) & (ys >= 0) & (ys < height)).all(axis=0)
    if seen.mean() < _ON_PAGE:
        return 0.0
    return float((mask[ys[:, seen], xs[:, seen]] > 0).any(axis=0).mean())


def _outline(is_box: bool) -> tuple[Floats, Floats]:
    """120 places on the outline of a circle, or of a square, of radius 1."""
    if not is_box:
        angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        return np.cos(angles), np.sin(angles)
    side, one = np.linspace(-1, 1, 30, endpoint=False), np.ones(30)
    return np.concatenate([side, one, -side, -one]), np.concatenate([-one, side, one, -side])
