"""A sheet photographed at an angle on a darker ground is set square: its four corners go to those of a rectangle."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.raster import Pixels

#: longer side in pixels of the copy in which the sheet is looked for
_SIDE = 600
#: the share of the picture that a sheet takes: less may be anything, more leaves no ground to tell it from
_SMALLEST, _LARGEST = 0.4, 0.985
#: how dark the ground is beside the sheet
_GROUND = 0.75
#: how far in from the picture's edge every corner of the sheet is, as a share of the longer side
_ROOM = 0.01
#: the cosine of a corner's angle at the most: within 14 degrees of a right one
_ASKEW = 0.24
#: how far beside a side of the sheet it is compared with the ground, in pixels of that copy
_BESIDE = 6
#: how often the sheet is looked for, the light made more even each time; no light is taken for less than this
_LIGHTS, _DARKEST = 4, 40.0


def squared(pixels: Pixels) -> Pixels:
    """The picture with its sheet as an upright rectangle about where it lies, on white; as it is where none stands out.

    The size stays, so that places on the page stay near those in the picture.
    """
    corners = _corners(pixels)
    if corners is None:
        return pixels
    left, right = float(corners[[0, 3], 0].mean()), float(corners[[1, 2], 0].mean())
    top, bottom = float(corners[[0, 1], 1].mean()), float(corners[[2, 3], 1].mean())
    square = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    height, width = pixels.shape[:2]
    matrix = cv2.getPerspectiveTransform(corners, square)
    white = (255, 255, 255)
    flat = np.asarray(
        cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white), dtype=np.uint8
    )
    edge = round(max(height, width) / _SIDE * 2)  # what is left of the ground along the sheet
    page = np.full_like(flat, 255)
    rows = slice(round(top) + edge, round(bottom) - edge)
    columns = slice(round(left) + edge, round(right) - edge)
    page[rows, columns] = flat[rows, columns]
    return page


def _corners(pixels: Pixels) -> NDArray[np.float32] | None:
    """The corners of a bright sheet on a dark ground, clockwise from the upper left; None where there is none."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    # Text and rules are closed: the sheet is one bright patch.
    paper = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), dtype=np.uint8)
    for _ in range(_LIGHTS):
        bright, lit = _patches(paper)
        for mask in (bright, lit):
            points = _sheet(paper, mask)
            if points is not None:
                return _in_order(points / np.float32(shrink))
        paper = _relit(paper, bright)
    return None


def _patches(paper: Pixels) -> tuple[Pixels, Pixels]:
    """The bright part of a picture as a mask (255), and that with the brighter part of what is left: the shadow that
    lies over a part of a sheet is brighter than the ground."""
    least, bright = cv2.threshold(paper, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    darker = paper[paper <= least]
    level, _ = cv2.threshold(darker.reshape(1, -1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    lit = np.where(paper > level, 255, 0).astype(np.uint8)
    return np.asarray(bright, dtype=np.uint8), lit


def _in_order(points: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The corners clockwise from the upper left; None where it is not clear which is which."""
    by_sum, by_difference = points.sum(axis=1), points[:, 1] - points[:, 0]
    order = [by_sum.argmin(), by_difference.argmin(), by_sum.argmax(), by_difference.argmax()]
    return np.asarray(points[order], dtype=np.float32) if len(set(map(int, order))) == 4 else None


def _sheet(paper: Pixels, mask: Pixels) -> NDArray[np.float32] | None:
    """The four corners of the largest patch of the mask, if it is a sheet on a ground; `paper` is the picture without
    its text."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    sheet = cv2.convexHull(max(contours, key=cv2.contourArea))
    quad = cv2.approxPolyDP(sheet, 0.02 * cv2.arcLength(sheet, closed=True), closed=True)
    share = cv2.contourArea(quad) / mask.size
    if len(quad) != 4 or not _SMALLEST < share < _LARGEST or cv2.contourArea(quad) < 0.95 * cv2.contourArea(sheet):
        return None
    inside = cv2.fillConvexPoly(np.zeros_like(mask), quad, 255) > 0
    if np.median(paper[~inside]) > _GROUND * np.median(paper[inside]):
        return None
    # A shadow over a part of a page is no ground: the ground is on all sides of a sheet.
    points = np.asarray(quad, dtype=np.float32).reshape(4, 2)
    room = np.minimum(points, [mask.shape[1] - 1, mask.shape[0] - 1] - points).min()
    if room < _ROOM * max(mask.shape) or not _is_square(points) or not _stands_out(paper, inside, points):
        return None
    return points


def _is_square(points: NDArray[np.float32]) -> bool:
    """Whether all corners are as a sheet's are, seen from not too far aside: the edge of a shadow makes others."""
    before, after = np.roll(points, 1, axis=0) - points, np.roll(points, -1, axis=0) - points
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return bool(np.all(np.abs((before * after).sum(axis=1)) < _ASKEW * lengths))


def _stands_out(paper: Pixels, inside: NDArray[np.bool_], points: NDArray[np.float32]) -> bool:
    """Whether the ground begins at each of the four sides: where light falls off over the sheet, a part of it is as
    dark as the ground, and a line across the sheet is no side of it."""
    near = np.ones((2 * _BESIDE + 1,) * 2, np.uint8)
    whole = inside.astype(np.uint8)
    within, around = cv2.erode(whole, near) == 0, cv2.dilate(whole, near) > 0
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        along = np.zeros_like(paper)
        cv2.line(along, [int(v) for v in start], [int(v) for v in end], 255, 4 * _BESIDE)
        own, beyond = paper[(along > 0) & inside & within], paper[(along > 0) & ~inside & around]
        if not own.size or not beyond.size or np.median(beyond) > _GROUND * np.median(own):
            return False
    return True


def _relit(paper: Pixels, mask: Pixels) -> Pixels:
    """The picture as under even light, which falls off over the bright patch of the mask as it does over all of it."""
    rows, columns = np.nonzero(mask)
    plane = np.stack([rows, columns, np.ones_like(rows)], axis=1).astype(np.float64)
    falls, *_rest = np.linalg.lstsq(plane, paper[mask > 0].astype(np.float64), rcond=None)
    down, across = np.ogrid[: paper.shape[0], : paper.shape[1]]
    light = down * falls[0] + across * falls[1] + falls[2]
    return np.asarray(np.clip(200.0 * paper / np.maximum(light, _DARKEST), 0, 255), dtype=np.uint8)
