"""Light print on dark ground (the head of a table in white on blue) made dark print on paper, before all else.

Nothing after this looks for light text: where the page's light is evened such a ground would be taken for a shadow, and
what is printed on it would be gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.raster import Pixels

#: a ground is darker than this share of the paper, a frame of paper around it is not (points wide)
_DARK, _FRAME = 0.62, 6.0
#: strokes of dark print are thinner than this (points), light rules that part a ground thinner than this
_STROKE, _RULE = 2.2, 4.0
#: the thick frame around a table is thinner than this (points)
_FRAMING = 5.0
#: a ground is larger than this (points), no larger than this share of the page, and fills so much of the box around it
_LEAST, _MOST, _FILLED = (9.0, 30.0), 0.5, 0.85
#: what light print near its edge takes out of it is less than this, as a share of the rest
_BITTEN = 1.08
#: dark print on as much of the page, or more, stands in a shadow
_SHADOW = 0.15
#: what differs from its ground by this (grey levels) is print; there is this share of it on the ground, or more
_PRINT, _PRINTED = 60, 0.004
#: how far the edge of a ground fades (points)
_MARGIN = 2.0
#: at one of these depths (points) within its edge a ground is dark nearly all around (the share); a line of bold type
#: that ran together, with gaps between its characters, is at none
_DEPTHS, _ALL_AROUND = (1.0, 1.5, 2.0), 0.93
#: the ground's own level is the usual one of so much of it (points)
_AROUND = 12.0
#: a rule that is darker than its ground by this (grey levels) stays; the halo that JPEG puts around light strokes is
#: shorter (points) than such a rule's straight pieces
_DARKER, _STRAIGHT = 18, 7.0
#: and such a rule is thinner than this (points)
_THIN_RULE = 2.5
#: red and blue light differ by more than this (grey levels) in a colour; more of a page (its share) is coloured where a
#: stamp may stand on it
_COLOURED, _SOME = 40, 0.0005
_RED, _BLUE = 0, 2
#: a ground brighter than the page's black (that percentile of it) by so many grey levels shows the ink of a stamp on
#: it, which takes this share of the light between them or more
_LIT, _BLACK, _INKED = 30, 0.1, 0.35
#: a stamp's strokes are wider than this (points), those on the ground take this share of it or more
_THIN, _SEEN = 2.0, 0.01
#: a line at the side of a table is darker than this share of the paper, on so much of the way from so far to so far
#: below a ground, and no further beside its corner than this (points)
_INK, _GOES_ON, _BELOW = 0.8, 0.7, (2.0, 9.0, 3.0)
#: how thick the frame is drawn that parts it from the paper (points)
_LINE = 0.7


def turned_dark(page: Pixels, scale: float) -> Pixels:
    """The page with dark grounds as paper, in a frame, and what is printed on them dark. `scale`: pixels per point."""
    result = page
    done = np.zeros(page.shape[:2], np.uint8)
    for ground, stamp in _grounds(page, scale):
        if (done[ground.inside > 0] > 0).any():
            continue
        inside, grey = ground.inside, ground.grey
        done |= inside
        result = result.copy() if result is page else result
        level = _levels(grey, inside, scale)
        print_ = np.abs(grey[inside > 0].astype(np.float32) - level[inside > 0])
        lightest = max(float(np.percentile(print_, 99.5)), _PRINT)
        shade = ground.paper * (1 - np.clip(print_ / lightest, 0, 1))
        result[inside > 0] = shade.astype(np.uint8)[:, None]
        result[_dark_rules(grey, level, scale) & (inside > 0)] = 0
        if stamp is not None and ground.seen_in is not None:
            result[inside > 0] = _coloured(result[inside > 0], stamp[inside > 0], ground.seen_in)
        _frame(result, ground.contour, grey, ground.paper, scale)
    return result


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ground:
    """A dark ground: its outline and mask (255), and the page (its paper's level) as it looks in the light of one
    channel, or in grey (None)."""

    contour: NDArray[Any]
    inside: Pixels
    grey: Pixels
    paper: float
    seen_in: int | None


def _grounds(page: Pixels, scale: float) -> Iterator[tuple[_Ground, NDArray[np.float32] | None]]:
    """The dark grounds of a page, each perhaps more than once, with the stamp over it. Grey is sharper than the light
    of one colour, in which those come first that a stamp's ink lies on, and last those that it only touches: in grey
    both make one shape."""
    touched = []
    for grey, seen_in in _views(page):
        paper = float(np.percentile(grey, 75))
        for contour in _dark_areas(grey, paper, scale):
            inside = _ground(contour, grey, paper, scale)
            if inside is None:
                continue
            ground = _Ground(contour=contour, inside=inside, grey=grey, paper=paper, seen_in=seen_in)
            stamp = None if seen_in is None else _stamp(page, inside, seen_in, scale)
            if stamp is None and seen_in is not None:
                touched.append(ground)
            else:
                yield ground, stamp
    # The last view is the grey one.
    yield from ((g, None) for g in touched if float(np.median(grey[g.inside > 0])) < _DARK * paper)


def _frame(page: Pixels, contour: NDArray[Any], grey: Pixels, paper: float, scale: float) -> None:
    """Draws the lines around the ground that its edges hide; at a side only where one goes on below it: a table of
    level rules has none, and with one its head would be a part of what is framed above it."""
    thick = max(round(_LINE * scale), 1)
    cv2.drawContours(page, [contour], -1, (0, 0, 0), thick)
    corners = sorted(cv2.boxPoints(cv2.minAreaRect(contour)).tolist(), key=lambda p: p[1])
    uppers, lowers = sorted(corners[:2]), sorted(corners[2:])
    white = (int(paper),) * 3
    for (x0, top), (x1, bottom) in zip(uppers, lowers, strict=True):
        if _goes_on_below(grey < _INK * paper, (x0, top), (x1, bottom), scale):
            continue
        ends = [(round(x0 + (x1 - x0) * share), round(top + (bottom - top) * share)) for share in (0.0, 1.0)]
        inner = [(x, y + step * 2 * thick) for (x, y), step in zip(ends, (1, -1), strict=True)]
        cv2.line(page, inner[0], inner[1], white, 5 * thick)


def _goes_on_below(
    dark: NDArray[np.bool_], upper: tuple[float, float], lower: tuple[float, float], scale: float
) -> bool:
    """Whether a line goes on from the lower end of a side of a ground."""
    slope = (lower[0] - upper[0]) / max(lower[1] - upper[1], 1.0)
    reach = int(_BELOW[2] * scale)
    found = []
    for y in range(round(lower[1] + _BELOW[0] * scale), round(lower[1] + _BELOW[1] * scale)):
        x = round(lower[0] + slope * (y - lower[1]))
        if y < dark.shape[0]:
            found.append(bool(dark[y, max(x - reach, 0) : x + reach + 1].any()))
    return bool(found) and float(np.mean(found)) >= _GOES_ON


def _views(page: Pixels) -> Iterator[tuple[Pixels, int | None]]:
    """The page as it looks through a red and through a blue glass where it has colours, each with its channel, and in
    grey: a red stamp over a blue ground, which makes one dark shape with it, is paper in its own colour's light, and
    the ground is dark there too."""
    channels = cv2.split(page)
    if float(np.mean(cv2.absdiff(channels[_RED], channels[_BLUE]) > _COLOURED)) > _SOME:
        for channel in (_RED, _BLUE):
            yield np.asarray(channels[channel], dtype=np.uint8), channel
    yield np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8), None


def _stamp(page: Pixels, inside: Pixels, seen_in: int, scale: float) -> NDArray[np.float32] | None:
    """The share of the light that a stamp on the ground takes, where the other light than `seen_in`, in which a stamp
    is dark, shows the ground darker than it is; None where nothing wider than a rule does, or no ink of its colour goes
    on beside the ground: a shadow has none."""
    light, other = page[:, :, seen_in], page[:, :, _RED + _BLUE - seen_in]
    beside = (cv2.dilate(inside, _square(2 * _FRAME * scale)) > 0) & (inside == 0)
    if np.count_nonzero(cv2.subtract(light, other)[beside] > _COLOURED) < (_THIN * scale) ** 2:
        return None
    level = float(np.median(other[inside > 0]))
    depth = level - float(np.percentile(other, _BLACK))
    if depth < _LIT:
        return None
    lack = np.where(inside > 0, np.clip((level - cv2.blur(other, (3, 3)).astype(np.float32)) / depth, 0, 1), 0)
    inked = np.where(lack > _INKED, 1, 0).astype(np.uint8)
    wide = cv2.morphologyEx(inked, cv2.MORPH_OPEN, _square(_THIN * scale))
    if np.count_nonzero(wide) < _SEEN * np.count_nonzero(inside):
        return None
    return np.asarray(np.where(inked > 0, lack, 0), dtype=np.float32)


def _coloured(print_: NDArray[Any], stamp: NDArray[np.float32], seen_in: int) -> NDArray[np.uint8]:
    """The pixels of the ground that was made paper, with the colour of the stamp over it, by which the stamp is found
    and taken out as one. `seen_in`: the channel in which the stamp is light."""
    coloured = print_ * (1 - stamp[:, None])
    coloured[:, seen_in] = print_[:, seen_in]
    return np.asarray(coloured, dtype=np.uint8)


def _dark_areas(grey: Pixels, paper: float, scale: float) -> Sequence[NDArray[Any]]:
    """The outlines of what is dark and wider than a stroke, then of what of it is wider than the frame of a table too,
    which may run around a ground and below it."""
    dark = np.where(grey < _DARK * paper, 255, 0).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _square(_STROKE * scale))
    whole = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, _square(_RULE * scale))
    alone = cv2.morphologyEx(whole, cv2.MORPH_OPEN, _square(_FRAMING * scale))
    return [
        _without_bites(contour)
        for areas in (whole, alone)
        for contour in cv2.findContours(areas, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    ]


def _without_bites(contour: NDArray[Any]) -> NDArray[Any]:
    """The outline without what light print near its edge takes out of it, unless that is more than such print can."""
    hull = cv2.convexHull(contour)
    return hull if cv2.contourArea(hull) <= _BITTEN * cv2.contourArea(contour) else contour


def _ground(contour: NDArray[Any], grey: Pixels, paper: float, scale: float) -> Pixels | None:
    """The mask (255) of a dark ground with print on it and paper all around it; None where it is none: the dark around
    a sheet, a shadow, a picture, a bar."""
    x, y, width, height = cv2.boundingRect(contour)
    around = int(_FRAME * scale)
    rows, columns = grey.shape
    if min(x, y) < around or x + width > columns - around or y + height > rows - around:
        return None
    (_, sides, _) = cv2.minAreaRect(contour)
    shorter, longer = (side / scale for side in sorted(sides))
    area = cv2.contourArea(contour)
    is_large = shorter >= _LEAST[0] and longer >= _LEAST[1]
    if not is_large or area > _MOST * grey.size or area < _FILLED * sides[0] * sides[1]:
        return None
    inside = np.zeros(grey.shape, np.uint8)
    cv2.drawContours(inside, [contour], -1, 255, cv2.FILLED)
    near = cv2.dilate(inside, _square(2 * around)) > cv2.dilate(inside, _square(around))
    ground = grey[cv2.erode(inside, _square(_MARGIN * scale)) > 0]  # without its fading edge
    if not ground.size:
        return None
    level = float(np.median(ground))
    lighter, darker = (float(np.mean(side * (ground.astype(np.float32) - level) > _PRINT)) for side in (1, -1))
    is_printed = _PRINTED < lighter + darker < 0.5 and (lighter >= darker or area < _SHADOW * grey.size)
    is_one = level < _DARK * paper < np.median(grey[near]) and is_printed
    return inside if is_one and _is_dark_all_around(inside, grey < _DARK * paper, scale) else None


def _is_dark_all_around(inside: Pixels, dark: NDArray[np.bool_], scale: float) -> bool:
    """Whether a line that follows the edge of the mask, a little within it, is dark."""
    for depth in _DEPTHS:
        within = cv2.erode(inside, _square(2 * depth * scale))
        line = within > cv2.erode(within, _square(3))
        if line.any() and float(np.mean(dark[line])) >= _ALL_AROUND:
            return True
    return False


def _levels(grey: Pixels, inside: Pixels, scale: float) -> NDArray[np.int16]:
    """How bright the ground itself is at every place: a fold leaves a part of it in a shadow with a sharp edge."""
    x, y, width, height = cv2.boundingRect(inside)
    area = np.s_[y : y + height, x : x + width]
    usual = np.uint8(np.median(grey[inside > 0]))
    own = np.where(inside[area] > 0, grey[area], usual).astype(np.uint8)
    levels = np.full(grey.shape, int(usual), np.int16)
    levels[area] = cv2.medianBlur(own, int(_AROUND * scale) | 1)
    return levels


def _dark_rules(grey: Pixels, level: NDArray[np.int16], scale: float) -> NDArray[np.bool_]:
    """Where rules that are darker than the ground (of these grey levels, as near as the darkest one) part it: made as
    dark as print, or they would be paler than all else of the page and pass for what shows through."""
    darkest = cv2.erode(level, _square(_STROKE * scale))
    # The foot of a shadow is darker than the ground around it too, but is no line: it fades.
    line = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, _square(_THIN_RULE * scale)) > _DARKER
    darker = np.where((grey < darkest - _DARKER) & line, 255, 0).astype(np.uint8)
    length = max(int(_STRAIGHT * scale), 3)
    # A slope steps a thin line over neighbouring rows of pixels.
    across = cv2.morphologyEx(cv2.dilate(darker, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, length)))
    down = cv2.morphologyEx(cv2.dilate(darker, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((length, 1)))
    return (darker > 0) & ((across > 0) | (down > 0))


def _square(side: float) -> Pixels:
    return np.ones((max(int(side), 1),) * 2, np.uint8)
